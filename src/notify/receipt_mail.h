/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt_mail.h — mails of receipts: to the one who sent, to the registry of the party, and to
 * that of the receiver. */
#ifndef OV_NOTIFY_RECEIPT_MAIL_H
#define OV_NOTIFY_RECEIPT_MAIL_H

#include "notify/notice.h"

/* Puts the receipts that wait into the outbox. They were put on the list by the transaction that
 * stored the response, so nothing is mailed for one that was rolled back. Called by the jobs
 * process each minute; each response is a write of its own. */
OV_API ov_status ov_receipts_mail(ov_ctx *ctx, const ov_mailer *mailer) OV_MUST_CHECK;

#endif
