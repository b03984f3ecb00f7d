/* SPDX-License-Identifier: EUPL-1.2 */
/* auth_sql.c — the statements of auth/. */
#include "auth/auth_sql.h"

const ov_sql ov_auth_sql[] = {
    [ACCOUNT_BY_LOGIN] = {"auth.account_by_login",
                          "SELECT id, login, name, email, organisation_id, disabled, password "
                          "FROM account WHERE login = $1",
                          NULL},
    [ACCOUNT_PASSWORD] = {"auth.account_password", "SELECT password FROM account WHERE id = $1",
                          NULL},
    [ACCOUNT_REHASH] = {"auth.account_rehash",
                        "UPDATE account SET password = $2 WHERE id = $1 AND password = $3", NULL},
    [ACCOUNT_ADD] = {"auth.account_add",
                     "INSERT INTO account (login, name, email, organisation_id, password, "
                     "disabled, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                     NULL},
    [ACCOUNT_DISABLE] = {"auth.account_disable", "UPDATE account SET disabled = $2 WHERE id = $1",
                         NULL},
    [ACCOUNT_SET_PASSWORD] = {"auth.account_set_password",
                              "UPDATE account SET password = $2 WHERE id = $1", NULL},
    [ACCOUNT_LIST] = {"auth.accounts",
                      "SELECT a.login, a.name, o.name, COALESCE((SELECT group_concat(r.role, ',') "
                      "FROM (SELECT DISTINCT m.role FROM mandate m WHERE m.account_id = a.id AND "
                      "m.ended_at IS NULL AND (m.valid_from IS NULL OR m.valid_from <= $1) AND "
                      "(m.valid_to IS NULL OR m.valid_to >= $1) ORDER BY m.role) r), ''), "
                      "a.disabled, a.last_sign_in FROM account a "
                      "LEFT JOIN organisation o ON o.id = a.organisation_id ORDER BY a.login",
                      "SELECT a.login, a.name, o.name, COALESCE((SELECT "
                      "string_agg(DISTINCT m.role, ',' ORDER BY m.role) FROM mandate m "
                      "WHERE m.account_id = a.id AND m.ended_at IS NULL AND (m.valid_from IS NULL "
                      "OR m.valid_from <= $1) AND (m.valid_to IS NULL OR m.valid_to >= $1)), ''), "
                      "a.disabled, a.last_sign_in FROM account a "
                      "LEFT JOIN organisation o ON o.id = a.organisation_id ORDER BY a.login"},
    [ACCOUNT_SIGNED_IN] = {"auth.account_signed_in",
                           "UPDATE account SET last_sign_in = $2 WHERE id = $1", NULL},
    [MANDATE_FIND] = {"auth.mandate_find",
                      "SELECT id FROM mandate WHERE account_id = $1 AND role = $2 AND "
                      "organisation_id = $3 AND matter_id = $4 AND body_id = 0 AND ended_at IS "
                      "NULL AND valid_from IS NULL AND valid_to IS NULL",
                      NULL},
    [MANDATE_ADD] = {"auth.mandate_add",
                     "INSERT INTO mandate (account_id, role, organisation_id, matter_id) "
                     "VALUES ($1, $2, $3, $4) RETURNING id",
                     NULL},
    [ACCOUNT_LOGIN_OF] = {"auth.login_of", "SELECT login FROM account WHERE id = $1", NULL},
    [SESSION_ADD] = {"auth.session_add",
                     "INSERT INTO session (account_id, cookie_hash, created_at, last_seen, method, "
                     "strong, device) VALUES ($1, $2, $3, $3, $4, $5, $6) RETURNING id",
                     NULL},
    /* One row per mandate that holds today: session, account and rights in one look. */
    [SESSION_FIND] =
        {"auth.session_find",
         "SELECT s.id, s.last_seen, s.created_at, s.method, s.strong, a.id, a.login, a.name, "
         "a.language, a.theme, a.text_size, a.organisation_id, o.name, "
         "m.role, m.organisation_id, m.matter_id FROM session s "
         "JOIN account a ON a.id = s.account_id "
         "LEFT JOIN organisation o ON o.id = a.organisation_id "
         "LEFT JOIN mandate m ON m.account_id = a.id AND m.ended_at IS NULL "
         "AND (m.valid_from IS NULL OR m.valid_from <= $4) "
         "AND (m.valid_to IS NULL OR m.valid_to >= $4) "
         "WHERE s.cookie_hash = $1 AND s.last_seen > $2 AND s.created_at > $3 "
         "AND s.ended_at IS NULL AND a.disabled = 0 ORDER BY m.id NULLS FIRST",
         NULL},
    [SESSION_TOUCH] = {"auth.session_touch",
                       "UPDATE session SET last_seen = $2 WHERE id = $1 AND last_seen < $2", NULL},
    [SESSION_END] = {"auth.session_end",
                     "UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", NULL},
    [SESSION_END_ALL] = {"auth.session_end_all",
                         "UPDATE session SET ended_at = $2 WHERE account_id = $1 AND ended_at IS "
                         "NULL",
                         NULL},
    [SESSION_PRUNE] = {"auth.session_prune", "DELETE FROM session WHERE last_seen <= $1", NULL},
    [LOGIN_FAILURES] = {"auth.login_failures",
                        "SELECT CAST(count(*) AS BIGINT), max(failed_at) FROM login_failure "
                        "WHERE subject = $1 AND failed_at > $2",
                        NULL},
    [LOGIN_FAILURE_ADD] = {"auth.login_failure_add",
                           "INSERT INTO login_failure (subject, failed_at) VALUES ($1, $2)", NULL},
    [LOGIN_FAILURE_CLEAR] = {"auth.login_failure_clear",
                             "DELETE FROM login_failure WHERE subject = $1", NULL},
    [LOGIN_FAILURE_PRUNE] = {"auth.login_failure_prune",
                             "DELETE FROM login_failure WHERE failed_at <= $1", NULL},
    [ONCE_FIND] = {"auth.once_find",
                   "SELECT body_hash, body, location FROM once WHERE token_hash = $1", NULL},
    [ONCE_ADD] = {"auth.once_add",
                  "INSERT INTO once (token_hash, body_hash, body, location, done_at) "
                  "VALUES ($1, $2, $3, $4, $5)",
                  NULL},
    [ONCE_PRUNE] = {"auth.once_prune", "DELETE FROM once WHERE done_at <= $1", NULL},
    {0}};
