/* SPDX-License-Identifier: EUPL-1.2 */
/* register_sql.c — the statements about organisations. */
#include "register/register_sql.h"

#define COLUMNS                                                                                    \
    "SELECT id, type, code, name, org_no, registry_email, parent_id, address, phone, web, "        \
    "ended_on, row_version FROM organisation "

const ov_sql ov_register_sql[] = {
    [ORGANISATION_BY_ID] = {"register.organisation_by_id", COLUMNS "WHERE id = $1", NULL},
    [ORGANISATION_BY_CODE] = {"register.organisation_by_code", COLUMNS "WHERE code = $1", NULL},
    [ORGANISATION_ALL] = {"register.organisation_all", COLUMNS "ORDER BY code", NULL},
    [ORGANISATION_INSERT] =
        {"register.organisation_insert",
         "INSERT INTO organisation (type, code, name, sort_key, org_no, registry_email, parent_id, "
         "address, phone, web) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
         NULL},
    [ORGANISATION_UPDATE] =
        {"register.organisation_update",
         "UPDATE organisation SET type = $3, name = $4, sort_key = $5, org_no = $6, "
         "registry_email = $7, parent_id = $8, address = $9, phone = $10, web = $11, "
         "row_version = row_version + 1 WHERE id = $1 AND row_version = $2",
         NULL},
    [ORGANISATION_END] = {"register.organisation_end",
                          "UPDATE organisation SET ended_on = $3, row_version = row_version + 1 "
                          "WHERE id = $1 AND row_version = $2",
                          NULL},
    [ORGANISATIONS] = {"register.organisations",
                       "SELECT id, type, code, name FROM organisation ORDER BY sort_key, id", NULL},
    [ORGANISATIONS_OF_TYPE] = {"register.organisations_of_type",
                               "SELECT id, type, code, name FROM organisation WHERE type = $1 "
                               "ORDER BY sort_key, id",
                               NULL},
    [ORGANISATIONS_LISTED] =
        {"register.organisations_listed",
         "SELECT o.id, o.type, o.code, o.name, o.org_no, o.registry_email, o.parent_id, p.name, "
         "o.ended_on FROM organisation o LEFT JOIN organisation p ON p.id = o.parent_id "
         "WHERE NOT EXISTS (SELECT 1 FROM party_group_member m WHERE m.group_id = $1 "
         "AND m.organisation_id = o.id) ORDER BY o.sort_key, o.id",
         NULL},
    [UPLOAD_ADD] = {"register.upload_add",
                    "INSERT INTO party_upload (account_id, file_name, content, uploaded_at) "
                    "VALUES ($1, $2, $3, $4) RETURNING id",
                    NULL},
    [UPLOAD_GET] = {"register.upload_get",
                    "SELECT file_name, content, uploaded_at FROM party_upload "
                    "WHERE id = $1 AND account_id = $2",
                    NULL},
    [UPLOAD_REMOVE] = {"register.upload_remove",
                       "DELETE FROM party_upload WHERE id = $1 AND account_id = $2", NULL},
    /* What somebody looked at yesterday, and all but the newest few of the same person. */
    [UPLOAD_REMOVE_OLD] =
        {"register.upload_remove_old",
         "DELETE FROM party_upload WHERE uploaded_at < $1 OR (account_id = $2 AND id NOT IN "
         "(SELECT id FROM party_upload WHERE account_id = $2 ORDER BY id DESC LIMIT 4))",
         NULL},
    {0}};
