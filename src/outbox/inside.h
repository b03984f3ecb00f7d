/* SPDX-License-Identifier: EUPL-1.2 */
/* inside.h — what the files of outbox/ share; not installed. */
#ifndef OV_OUTBOX_INSIDE_H
#define OV_OUTBOX_INSIDE_H

#include "outbox/queue.h"

/* Adds a line to the mail's history. Only inside ov_write. fault: or NULL. */
ov_status ov_mail_note(ov_ctx *ctx, ov_id id, ov_instant at, const char *outcome,
                       const ov_mail_fault *fault) OV_MUST_CHECK;
/* The event of a change by staff or of a failure: object "mail/ID". */
ov_status ov_mail_event(ov_ctx *ctx, ov_id id, const char *action) OV_MUST_CHECK;

#endif
