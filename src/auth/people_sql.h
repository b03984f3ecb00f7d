/* SPDX-License-Identifier: EUPL-1.2 */
/* people_sql.h — the rows of ov_people_sql, and what the files about people share. */
#ifndef OV_AUTH_PEOPLE_SQL_H
#define OV_AUTH_PEOPLE_SQL_H

#include "auth/people.h"

enum {
    PERSON_GET,
    PERSON_BY_EMAIL,
    PEOPLE,
    PEOPLE_COUNT,
    PERSON_KEYS,
    PERSON_CHANGE,
    PERSON_DISABLE,
    PERSON_INVITED,
    PERSON_IN_ORG,
    MANDATES_OF_PERSON,
    MANDATES_OF_ORG,
    MANDATE_GET,
    MANDATE_SUBSTITUTES,
    MANDATE_GIVE,
    MANDATE_CHANGE,
    MANDATE_END,
    MANDATE_OVERLAP,
    SUBSTITUTES_END,
    SUBSTITUTES_LIMIT,
    MANDATE_HOLDS,
    ADMINISTRATED,
    ORG_TYPE,
    BODY_ORG
};

/* Stores what lists sort an account by and searches look in. Inside ov_write. */
ov_status ov_account_keys(ov_ctx *ctx, ov_id id, const char *login, const char *name,
                          const char *email) OV_MUST_CHECK;
/* Sets manager->no and returns the status with a text for the log. */
ov_status ov_people_refuse(ov_ctx *ctx, ov_manager *manager, ov_status status,
                           ov_people_no no) OV_MUST_CHECK;
/* Does the actor still hold the role that manager stands for? OV_DENIED (OV_NO_RIGHT) otherwise. */
ov_status ov_people_still(ov_ctx *ctx, ov_manager *manager) OV_MUST_CHECK;
/* Until which day there is always somebody who administers, from today on. */
typedef struct ov_cover {
    ov_day portal, org;
} ov_cover;
/* Before a change; org_id: whose administrators it may concern (0: none's). */
ov_status ov_cover_read(ov_ctx *ctx, ov_id org_id, ov_cover *out) OV_MUST_CHECK;
/* After it: OV_DENIED (OV_NO_LAST) when it leaves the portal without an administrator sooner, or
 * the organisation without one by the hand of its own. */
ov_status ov_cover_keep(ov_ctx *ctx, ov_manager *manager, ov_id org_id,
                        const ov_cover *before) OV_MUST_CHECK;
ov_status ov_people_event(ov_ctx *ctx, const ov_manager *manager, const char *action,
                          ov_id account_id) OV_MUST_CHECK;

#endif
