/* SPDX-License-Identifier: EUPL-1.2 */
/* session.c — who is signed in. The database holds hashes of cookies only. */
#include "audit/audit.h"
#include "auth/auth_sql.h"
#include "util/hash.h"

#include <string.h>

#define LONGEST (12 * OV_HOUR) /* however busy */
#define ONCE_KEPT (30 * OV_DAY_LENGTH)
#define COOKIE_BYTES 32

static ov_instant idle_limit = 30 * OV_MINUTE;

void ov_session_idle(ov_instant idle)
{
    idle_limit = idle;
}

/* Written at each sign-in: rare enough, and nothing else needs to remember it. */
static ov_status prune(ov_ctx *ctx)
{
    OV_TRY(ov_exec(ctx, &ov_auth_sql[SESSION_PRUNE],
                   OV_ARGS(ov_int(ctx->now - idle_limit), ov_int(ctx->now - LONGEST)), NULL));
    return ov_exec(ctx, &ov_auth_sql[ONCE_PRUNE], OV_ARGS(ov_int(ctx->now - ONCE_KEPT)), NULL);
}

static ov_status audit(ov_ctx *ctx, const char *action, ov_id session_id)
{
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "session/%lld", (long long)session_id)});
}

ov_status ov_session_start(ov_ctx *ctx, ov_id account_id, const char **cookie)
{
    uint8_t secret[COOKIE_BYTES];
    char hash[OV_HASH_HEX];
    ov_id id;

    ov_random(secret, sizeof secret);
    const char *value = ov_base64url(ctx->arena, secret, sizeof secret);
    ov_sha256_hex(ov_str_from(value), hash);
    OV_TRY(prune(ctx));
    OV_TRY(ov_insert(ctx, &ov_auth_sql[SESSION_ADD],
                     OV_ARGS(ov_int(account_id), ov_text(hash), ov_int(ctx->now)), &id));
    OV_TRY(ov_audit(
        ctx, &(ov_event){.action = "session.started",
                         .object = ov_printf(ctx->arena, "account/%lld", (long long)account_id)}));
    *cookie = value;
    return OV_OK;
}

static void fill_actor(ov_ctx *ctx, const ov_rows *rows)
{
    ov_mandate *mandates = ov_calloc(ctx->arena, rows->n, sizeof *mandates);
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++)
        if (!ov_cell_null(rows, i, 7))
            mandates[n++] = (ov_mandate){.role = ov_cell_text(rows, i, 7),
                                         .org_id = ov_cell_int(rows, i, 8),
                                         .matter_id = ov_cell_int(rows, i, 9)};
    ctx->actor = (ov_actor){.account_id = ov_cell_int(rows, 0, 2),
                            .login = ov_cell_text(rows, 0, 3),
                            .name = ov_cell_text(rows, 0, 4),
                            .org_id = ov_cell_int(rows, 0, 5),
                            .org_name = ov_cell_text(rows, 0, 6),
                            .mandates = mandates,
                            .n_mandates = n};
}

ov_status ov_session_find(ov_ctx *ctx, const char *cookie, ov_session *out)
{
    uint8_t secret[COOKIE_BYTES];
    char hash[OV_HASH_HEX];
    const ov_rows *rows;

    if (ov_base64url_decode(ov_str_from(cookie), secret, sizeof secret) != OV_OK)
        return OV_NOT_FOUND;
    ov_sha256_hex(ov_str_from(cookie), hash);
    OV_TRY(ov_select(
        ctx, &ov_auth_sql[SESSION_FIND],
        OV_ARGS(ov_text(hash), ov_int(ctx->now - idle_limit), ov_int(ctx->now - LONGEST)), &rows));
    if (!rows->n)
        return OV_NOT_FOUND;
    fill_actor(ctx, rows);
    *out = (ov_session){.id = ov_cell_int(rows, 0, 0),
                        .secret = ov_strdup(ctx->arena, cookie),
                        .last_seen = ov_cell_int(rows, 0, 1)};
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

    OV_TRY(ov_exec(ctx, &ov_auth_sql[SESSION_END], OV_ARGS(ov_int(session_id)), &changed));
    return changed ? audit(ctx, "session.ended", session_id) : OV_OK;
}
