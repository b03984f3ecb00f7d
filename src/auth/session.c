/* SPDX-License-Identifier: EUPL-1.2 */
/* session.c — who is signed in. The database holds hashes of cookies only. */
#include "audit/audit.h"
#include "auth/auth_sql.h"
#include "auth/factor.h"
#include "auth/kept.h"
#include "util/date.h"
#include "util/hash.h"

#include <string.h>

#define ONCE_KEPT (30 * OV_DAY_LENGTH)
#define ENDED_KEPT (7 * OV_DAY_LENGTH) /* whose session it was: for what was written in it */
#define COOKIE_BYTES 32

#define NOTED_EVERY (5 * OV_MINUTE) /* a write for each page would be too many */

static ov_instant idle_limit = 30 * OV_MINUTE;

void ov_session_idle(ov_instant idle)
{
    idle_limit = idle;
}

ov_instant ov_session_idle_limit(void)
{
    return idle_limit;
}

/* Written at each sign-in: rare enough, and nothing else needs to remember it. */
static ov_status prune(ov_ctx *ctx)
{
    OV_TRY(ov_exec(ctx, &ov_auth_sql[SESSION_PRUNE],
                   OV_ARGS(ov_int(ctx->now - idle_limit - ENDED_KEPT)), NULL));
    OV_TRY(ov_kept_prune(ctx));
    return ov_exec(ctx, &ov_auth_sql[ONCE_PRUNE], OV_ARGS(ov_int(ctx->now - ONCE_KEPT)), NULL);
}

static ov_status audit(ov_ctx *ctx, const char *action, ov_id session_id)
{
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "session/%lld", (long long)session_id)});
}

ov_status ov_session_begin(ov_ctx *ctx, const ov_sign_in *how, const char **cookie)
{
    uint8_t secret[COOKIE_BYTES];
    char hash[OV_HASH_HEX];
    const char *login;
    ov_id id;

    ov_random(secret, sizeof secret);
    const char *value = ov_base64url(ctx->arena, secret, sizeof secret);
    ov_sha256_hex(ov_str_from(value), hash);
    OV_TRY(prune(ctx));
    OV_TRY(ov_insert(ctx, &ov_auth_sql[SESSION_ADD],
                     OV_ARGS(ov_int(how->account_id), ov_text(hash), ov_int(ctx->now),
                             ov_text(how->method), ov_int(how->strong), ov_text(how->device)),
                     &id));
    OV_TRY(ov_exec(ctx, &ov_auth_sql[ACCOUNT_SIGNED_IN],
                   OV_ARGS(ov_int(how->account_id), ov_int(ctx->now)), NULL));
    OV_TRY(ov_select_text(ctx, &ov_auth_sql[ACCOUNT_LOGIN_OF], OV_ARGS(ov_int(how->account_id)),
                          "-", &login));
    OV_TRY(ov_audit_as(
        ctx, login,
        &(ov_event){.action = "session.started",
                    .object = ov_printf(ctx->arena, "account/%lld", (long long)how->account_id)}));
    *cookie = value;
    return OV_OK;
}

ov_status ov_session_start(ov_ctx *ctx, ov_id account_id, const char **cookie)
{
    return ov_session_begin(ctx, &(ov_sign_in){.account_id = account_id, .method = OV_BY_PASSWORD},
                            cookie);
}

/* The columns of SESSION_FIND. */
enum {
    S_ID,
    S_LAST_SEEN,
    S_CREATED,
    S_METHOD,
    S_STRONG,
    S_ACCOUNT,
    S_LOGIN,
    S_NAME,
    S_LANGUAGE,
    S_THEME,
    S_TEXT_SIZE,
    S_ORG,
    S_ORG_NAME,
    S_ROLE,
    S_ROLE_ORG,
    S_ROLE_MATTER
};

static void fill_actor(ov_ctx *ctx, const ov_rows *rows)
{
    ov_mandate *mandates = ov_calloc(ctx->arena, rows->n, sizeof *mandates);
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++)
        if (!ov_cell_null(rows, i, S_ROLE))
            mandates[n++] = (ov_mandate){.role = ov_cell_text(rows, i, S_ROLE),
                                         .org_id = ov_cell_int(rows, i, S_ROLE_ORG),
                                         .matter_id = ov_cell_int(rows, i, S_ROLE_MATTER)};
    ctx->actor = (ov_actor){.account_id = ov_cell_int(rows, 0, S_ACCOUNT),
                            .login = ov_cell_text(rows, 0, S_LOGIN),
                            .name = ov_cell_text(rows, 0, S_NAME),
                            .org_id = ov_cell_int(rows, 0, S_ORG),
                            .org_name = ov_cell_text(rows, 0, S_ORG_NAME),
                            .mandates = mandates,
                            .n_mandates = n};
}

/* Is this use to be noted, and when does the session end? A use that is not noted does not count.
 */
static void fill_times(const ov_ctx *ctx, const ov_rows *rows, ov_session *session)
{
    ov_instant seen = ov_cell_int(rows, 0, S_LAST_SEEN);
    ov_instant every = idle_limit / 6 < NOTED_EVERY ? idle_limit / 6 : NOTED_EVERY;

    session->due = ctx->now - seen >= every;
    session->longest = ov_cell_int(rows, 0, S_CREATED) + OV_SESSION_LONGEST;
    session->ends = (session->due ? ctx->now : seen) + idle_limit;
    if (session->ends > session->longest)
        session->ends = session->longest;
}

ov_status ov_session_find(ov_ctx *ctx, const char *cookie, ov_session *out)
{
    uint8_t secret[COOKIE_BYTES];
    char hash[OV_HASH_HEX];
    const ov_rows *rows;

    if (ov_base64url_decode(ov_str_from(cookie), secret, sizeof secret) != OV_OK)
        return OV_NOT_FOUND;
    ov_sha256_hex(ov_str_from(cookie), hash);
    OV_TRY(ov_select(ctx, &ov_auth_sql[SESSION_FIND],
                     OV_ARGS(ov_text(hash), ov_int(ctx->now - idle_limit),
                             ov_int(ctx->now - OV_SESSION_LONGEST),
                             ov_int(ov_stockholm_day(ctx->now))),
                     &rows));
    if (!rows->n)
        return OV_NOT_FOUND;
    fill_actor(ctx, rows);
    *out = (ov_session){.id = ov_cell_int(rows, 0, S_ID),
                        .secret = ov_strdup(ctx->arena, cookie),
                        .method = ov_cell_text(rows, 0, S_METHOD),
                        .strong = ov_cell_int(rows, 0, S_STRONG) != 0,
                        .language = ov_cell_text(rows, 0, S_LANGUAGE),
                        .theme = ov_cell_text(rows, 0, S_THEME),
                        .text_size = (int)ov_cell_int(rows, 0, S_TEXT_SIZE)};
    fill_times(ctx, rows, out);
    return OV_OK;
}

ov_status ov_session_touch(ov_ctx *ctx, ov_id session_id)
{
    return ov_exec(ctx, &ov_auth_sql[SESSION_TOUCH], OV_ARGS(ov_int(session_id), ov_int(ctx->now)),
                   NULL);
}

ov_status ov_session_end(ov_ctx *ctx, ov_id session_id)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_auth_sql[SESSION_END], OV_ARGS(ov_int(session_id), ov_int(ctx->now)),
                   &changed));
    return changed ? audit(ctx, "session.ended", session_id) : OV_OK;
}

ov_status ov_session_end_all(ov_ctx *ctx, ov_id account_id)
{
    OV_TRY(ov_half_end_all(ctx, account_id));
    return ov_exec(ctx, &ov_auth_sql[SESSION_END_ALL],
                   OV_ARGS(ov_int(account_id), ov_int(ctx->now)), NULL);
}
