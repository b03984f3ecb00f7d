/* SPDX-License-Identifier: EUPL-1.2 */
/* identity_sql.c — the statements of identities and of attempts to sign in at a provider. */
#include "auth/identity.h"

const ov_sql ov_identity_sql[] = {
    [OV_IDENTITY_FIND] = {"identity.find",
                          "SELECT i.id, i.account_id, a.disabled FROM identity i"
                          " JOIN account a ON a.id = i.account_id"
                          " WHERE i.issuer = $1 AND i.subject = $2",
                          NULL},
    [OV_IDENTITY_CANDIDATES] = {"identity.candidates",
                                "SELECT a.id FROM account a"
                                " JOIN organisation o ON o.id = a.organisation_id"
                                " WHERE o.code = $1 AND lower(a.email) = $2 AND a.disabled = 0"
                                " ORDER BY a.id LIMIT 2",
                                NULL},
    [OV_IDENTITY_AT_ISSUER] =
        {"identity.at_issuer",
         "SELECT count(*) FROM identity WHERE account_id = $1 AND issuer = $2", NULL},
    [OV_IDENTITY_ADD] = {"identity.add",
                         "INSERT INTO identity (account_id, kind, provider, issuer, subject,"
                         " created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                         NULL},
    [OV_IDENTITY_USED] = {"identity.used", "UPDATE identity SET last_used = $2 WHERE id = $1",
                          NULL},
    [OV_IDENTITY_REMOVE] = {"identity.remove",
                            "DELETE FROM identity WHERE id = $1 AND account_id = $2", NULL},
    [OV_IDENTITY_LIST] = {"identity.list",
                          "SELECT id, kind, provider, issuer, subject, created_at, last_used"
                          " FROM identity WHERE account_id = $1 ORDER BY created_at, id",
                          NULL},
    [OV_IDENTITY_END_SESSIONS] = {"identity.end_sessions",
                                  "UPDATE session SET ended_at = $3 WHERE account_id = $1"
                                  " AND ended_at IS NULL AND method = (SELECT kind FROM identity"
                                  " WHERE id = $2 AND account_id = $1)",
                                  NULL},
    [OV_ATTEMPT_ADD] = {"identity.attempt_add",
                        "INSERT INTO oidc_attempt (state_hash, browser_hash, provider, issuer,"
                        " target, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        NULL},
    [OV_ATTEMPT_USE] = {"identity.attempt_use",
                        "UPDATE oidc_attempt SET used_at = $3 WHERE state_hash = $1"
                        " AND browser_hash = $2 AND used_at IS NULL AND expires_at > $3",
                        NULL},
    [OV_ATTEMPT_GET] = {"identity.attempt_get",
                        "SELECT provider, issuer, target FROM oidc_attempt WHERE state_hash = $1",
                        NULL},
    [OV_ATTEMPT_PRUNE] = {"identity.attempt_prune",
                          "DELETE FROM oidc_attempt WHERE expires_at <= $1", NULL},
    [OV_ATTEMPT_OLDEST] = {"identity.attempt_oldest",
                           "DELETE FROM oidc_attempt WHERE id = (SELECT min(id) FROM oidc_attempt)",
                           NULL},
    [OV_ATTEMPT_COUNT] = {"identity.attempt_count", "SELECT count(*) FROM oidc_attempt", NULL},
    {0}};
