/* SPDX-License-Identifier: EUPL-1.2 */
/* register_sql.h — the rows of ov_register_sql. */
#ifndef OV_REGISTER_REGISTER_SQL_H
#define OV_REGISTER_REGISTER_SQL_H

#include "register/register.h"

enum {
    ORGANISATION_BY_ID,
    ORGANISATION_BY_CODE,
    ORGANISATION_ALL,
    ORGANISATION_INSERT,
    ORGANISATION_UPDATE,
    ORGANISATION_END,
    ORGANISATIONS,
    ORGANISATIONS_OF_TYPE,
    ORGANISATIONS_LISTED,
    UPLOAD_ADD,
    UPLOAD_GET,
    UPLOAD_REMOVE,
    UPLOAD_REMOVE_OLD
};

/* The columns of the first three. */
enum {
    ORG_ID,
    ORG_TYPE,
    ORG_CODE,
    ORG_NAME,
    ORG_NO,
    ORG_EMAIL,
    ORG_PARENT,
    ORG_ADDRESS,
    ORG_PHONE,
    ORG_WEB,
    ORG_ENDED_ON,
    ORG_ROW_VERSION
};

/* A row of those columns. */
void ov_organisation_from_row(const ov_rows *rows, size_t row, ov_organisation *out);
/* As ov_organisation_add, of what has been checked already. */
ov_status ov_organisation_insert(ov_ctx *ctx, const ov_organisation *org, ov_id *id) OV_MUST_CHECK;

/* Writes an event of "KIND/ID" with hashes of what it was and is (texts that say all of it; NULL:
 * nothing). */
ov_status ov_register_event(ov_ctx *ctx, const char *action, const char *kind, ov_id id,
                            const char *before, const char *after) OV_MUST_CHECK;
/* Is it valid UTF-8 of at most this many characters, on one line (or several)? NULL is. */
bool ov_register_text_ok(const char *text, size_t most, bool lines);

#endif
