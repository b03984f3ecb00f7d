/* SPDX-License-Identifier: EUPL-1.2 */
/* register.h — organisations and groups of them. (Persons are accounts in auth/; bodies come with
 * the register.) */
#ifndef OV_REGISTER_REGISTER_H
#define OV_REGISTER_REGISTER_H

#include "db/db.h"

typedef struct ov_organisation {
    ov_id id;
    const char *type; /* region, municipality, federation, company, council, authority */
    const char *code; /* county code "14", municipality code "1480", else own; unique per type */
    const char *name;
    const char *org_no;         /* 10 digits or NULL */
    const char *registry_email; /* or NULL */
    ov_id parent_id;            /* a municipality's region */
} ov_organisation;

OV_API ov_status ov_organisation_get(ov_ctx *ctx, ov_id id, ov_organisation *out) OV_MUST_CHECK;
/* By its code ("1480"), which is unique over all types in addresses. */
OV_API ov_status ov_organisation_by_code(ov_ctx *ctx, const char *code,
                                         ov_organisation *out) OV_MUST_CHECK;
/* Inserts or, where type and code are there already, updates. Only inside ov_write; writes an
 * event. */
OV_API ov_status ov_organisation_save(ov_ctx *ctx, const ov_organisation *org,
                                      ov_id *id) OV_MUST_CHECK;
/* Rows: id, type, code, name; in Swedish order. type NULL: all. */
OV_API ov_status ov_organisations(ov_ctx *ctx, const char *type, const ov_rows **out) OV_MUST_CHECK;

/* Reads CSV (UTF-8, comma; header code,name,region_code or code,name[,county]) and saves every row;
 * in one transaction. OV_INVALID with "file:line: …". */
OV_API ov_status ov_party_import(ov_ctx *ctx, const char *file, int64_t *saved) OV_MUST_CHECK;

extern const ov_sql ov_register_sql[];
#endif
