/* SPDX-License-Identifier: EUPL-1.2 */
/* extend.h — more time to answer: parties ask, staff grant it to one, some or all, or refuse.
 *
 * A last day is only ever moved forward, and only while it has not passed: what has closed stays
 * closed (practice 1; docs/decisions/extension.md). */
#ifndef OV_CONSULT_EXTEND_H
#define OV_CONSULT_EXTEND_H

#include "consult/consult.h"

enum { OV_EXTEND_WHY_MOST = 2000 };

/* c is the party's own round (ov_consultation_for). OV_INVALID: no reason, or a day that is not
 * after its last one; OV_CONFLICT: it waits for an answer already; OV_GONE: its time is up, or the
 * round is withdrawn. Only inside ov_write. */
OV_API ov_status ov_extension_ask(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                  ov_day wanted, const char *why, ov_id *id) OV_MUST_CHECK;
/* The party takes its request back. OV_CONFLICT: it has been settled. Only inside ov_write. */
OV_API ov_status ov_extension_withdraw(ov_ctx *ctx, const ov_consultation *c,
                                       ov_id org_id) OV_MUST_CHECK;
/* Staff say no to a request, and why (the party reads it). OV_NOT_FOUND; OV_CONFLICT: settled.
 * Only inside ov_write. */
OV_API ov_status ov_extension_refuse(ov_ctx *ctx, const ov_consultation *c, ov_id id,
                                     const char *answer) OV_MUST_CHECK;
/* The last day of some parties becomes day (moved on by the law where the round follows it). why
 * stands on the round's page. What they have asked for is granted by it. OV_INVALID: no reason;
 * OV_CONFLICT: for one of them (*failed, which may be NULL) it is not later than its own, or its
 * time is up; OV_NOT_FOUND: not invited. Only inside ov_write. */
OV_API ov_status ov_extension_grant(ov_ctx *ctx, const ov_consultation *c, const ov_id *orgs,
                                    size_t n, ov_day day, const char *why,
                                    ov_id *failed) OV_MUST_CHECK;
/* The round's own last day moves, for all that have no later one. The same; *moved is the round as
 * it is then. */
OV_API ov_status ov_extension_grant_all(ov_ctx *ctx, const ov_consultation *c, ov_day day,
                                        const char *why, ov_consultation *moved) OV_MUST_CHECK;

/* Requests: the waiting first; org_id 0: of all. */
OV_API ov_status ov_extensions(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                               const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_EXT_ID,
    OV_EXT_ORG,
    OV_EXT_CODE,
    OV_EXT_NAME,
    OV_EXT_WANTED,
    OV_EXT_WHY,
    OV_EXT_ASKED,
    OV_EXT_ASKED_BY, /* a name, or NULL */
    OV_EXT_STATE,
    OV_EXT_SETTLED,
    OV_EXT_GRANTED,
    OV_EXT_ANSWER
};
/* What has been moved, for everybody: rows name of the party (NULL: all), old day, new day, why,
 * when; the newest first. */
OV_API ov_status ov_deadline_changes(ov_ctx *ctx, ov_id consultation_id,
                                     const ov_rows **out) OV_MUST_CHECK;

extern const ov_sql ov_extend_sql[];

#endif
