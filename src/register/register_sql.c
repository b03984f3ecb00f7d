/* SPDX-License-Identifier: EUPL-1.2 */
/* register_sql.c — the statements of register/. */
#include "register/register_sql.h"

#define COLUMNS "SELECT id, type, code, name, org_no, registry_email, parent_id FROM organisation "

const ov_sql ov_register_sql[] = {
    [ORGANISATION_BY_ID] = {"register.organisation_by_id", COLUMNS "WHERE id = $1", NULL},
    [ORGANISATION_BY_CODE] = {"register.organisation_by_code", COLUMNS "WHERE code = $1", NULL},
    /* A list that lacks a value does not erase it. */
    [ORGANISATION_SAVE] =
        {"register.organisation_save",
         "INSERT INTO organisation (type, code, name, sort_key, org_no, registry_email, parent_id) "
         "VALUES ($1, $2, $3, $4, $5, $6, $7) "
         "ON CONFLICT (type, code) DO UPDATE SET name = excluded.name, "
         "sort_key = excluded.sort_key, org_no = COALESCE(excluded.org_no, organisation.org_no), "
         "registry_email = COALESCE(excluded.registry_email, organisation.registry_email), "
         "parent_id = COALESCE(excluded.parent_id, organisation.parent_id) RETURNING id",
         NULL},
    [ORGANISATIONS] = {"register.organisations",
                       "SELECT id, type, code, name FROM organisation ORDER BY sort_key, id", NULL},
    [ORGANISATIONS_OF_TYPE] = {"register.organisations_of_type",
                               "SELECT id, type, code, name FROM organisation WHERE type = $1 "
                               "ORDER BY sort_key, id",
                               NULL},
    {0}};
