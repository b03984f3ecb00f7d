/* SPDX-License-Identifier: EUPL-1.2 */
/* own.c — one's own sessions, mandates and settings. */
#include "auth/own.h"

#include "audit/audit.h"
#include "auth/auth_sql.h"

enum { OWN_SESSIONS, OWN_SESSION_END, OWN_END_OTHERS, OWN_MANDATES, OWN_SETTINGS, OWN_SET };

const ov_sql ov_own_sql[] = {
    [OWN_SESSIONS] = {"own.sessions",
                      "SELECT id, device, method, strong, created_at, last_seen FROM session "
                      "WHERE account_id = $1 AND ended_at IS NULL AND last_seen > $2 "
                      "AND created_at > $3 ORDER BY last_seen DESC, id DESC",
                      NULL},
    [OWN_SESSION_END] = {"own.session_end",
                         "UPDATE session SET ended_at = $3 WHERE id = $1 AND account_id = $2 "
                         "AND ended_at IS NULL",
                         NULL},
    [OWN_END_OTHERS] = {"own.end_others",
                        "UPDATE session SET ended_at = $3 WHERE account_id = $2 AND id <> $1 "
                        "AND ended_at IS NULL",
                        NULL},
    [OWN_MANDATES] = {"own.mandates",
                      "SELECT m.role, o.name, t.title, b.name, m.valid_from, m.valid_to, "
                      "m.ended_at, other.name FROM mandate m "
                      "LEFT JOIN organisation o ON o.id = m.organisation_id "
                      "LEFT JOIN matter t ON t.id = m.matter_id "
                      "LEFT JOIN body b ON b.id = m.body_id "
                      "LEFT JOIN mandate s ON s.id = m.substitute_for "
                      "LEFT JOIN account other ON other.id = s.account_id "
                      "WHERE m.account_id = $1 ORDER BY m.id",
                      NULL},
    [OWN_SETTINGS] = {"own.settings",
                      "SELECT language, theme, text_size, mail_mode, email, email_fault, title "
                      "FROM account WHERE id = $1",
                      NULL},
    [OWN_SET] = {"own.set",
                 "UPDATE account SET language = $2, theme = $3, text_size = $4, mail_mode = $5 "
                 "WHERE id = $1",
                 NULL},
    {0}};

ov_status ov_own_sessions(ov_ctx *ctx, const ov_rows **out)
{
    return ov_select(ctx, &ov_own_sql[OWN_SESSIONS],
                     OV_ARGS(ov_int(ctx->actor.account_id),
                             ov_int(ctx->now - ov_session_idle_limit()),
                             ov_int(ctx->now - OV_SESSION_LONGEST)),
                     out);
}

static ov_status audit(ov_ctx *ctx, const char *action, const char *kind, ov_id id)
{
    return ov_audit(ctx,
                    &(ov_event){.action = action,
                                .object = ov_printf(ctx->arena, "%s/%lld", kind, (long long)id)});
}

ov_status ov_own_session_end(ov_ctx *ctx, ov_id session_id)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_own_sql[OWN_SESSION_END],
                   OV_ARGS(ov_int(session_id), ov_int(ctx->actor.account_id), ov_int(ctx->now)),
                   &changed));
    return changed ? audit(ctx, "session.ended", "session", session_id) : OV_NOT_FOUND;
}

ov_status ov_own_sessions_end_others(ov_ctx *ctx, ov_id session_id)
{
    ov_id account = ctx->actor.account_id;
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_own_sql[OWN_END_OTHERS],
                   OV_ARGS(ov_int(session_id), ov_int(account), ov_int(ctx->now)), &changed));
    return changed ? audit(ctx, "session.others_ended", "account", account) : OV_OK;
}

ov_status ov_own_mandates(ov_ctx *ctx, const ov_rows **out)
{
    return ov_select(ctx, &ov_own_sql[OWN_MANDATES], OV_ARGS(ov_int(ctx->actor.account_id)), out);
}

ov_status ov_own_settings_get(ov_ctx *ctx, ov_own_settings *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_own_sql[OWN_SETTINGS], OV_ARGS(ov_int(ctx->actor.account_id)),
                         &rows));
    *out = (ov_own_settings){.language = ov_cell_text(rows, 0, 0),
                             .theme = ov_cell_text(rows, 0, 1),
                             .text_size = ov_cell_int(rows, 0, 2),
                             .mail_mode = ov_cell_text(rows, 0, 3),
                             .email = ov_cell_text(rows, 0, 4),
                             .email_fault = ov_cell_text(rows, 0, 5),
                             .title = ov_cell_text(rows, 0, 6)};
    return OV_OK;
}

ov_status ov_own_settings_set(ov_ctx *ctx, const ov_own_settings *settings)
{
    ov_id account = ctx->actor.account_id;

    OV_TRY(ov_exec(ctx, &ov_own_sql[OWN_SET],
                   OV_ARGS(ov_int(account), ov_text(settings->language), ov_text(settings->theme),
                           ov_int(settings->text_size), ov_text(settings->mail_mode)),
                   NULL));
    return audit(ctx, "account.settings", "account", account);
}
