/* SPDX-License-Identifier: EUPL-1.2 */
/* half.c — a sign-in that waits for the second factor. It opens nothing but the page that asks for
 * the code. */
#include "auth/factor.h"

#include "util/hash.h"

#define LIFE (10 * OV_MINUTE)
#define COOKIE_BYTES 32

enum { HALF_ADD, HALF_FIND, HALF_USE, HALF_END_ALL, HALF_PRUNE };

const ov_sql ov_half_sql[] = {
    [HALF_ADD] = {"half.add",
                  "INSERT INTO half_sign_in (token_hash, account_id, method, target, device, "
                  "expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
                  NULL},
    [HALF_FIND] = {"half.find",
                   "SELECT h.id, h.account_id, h.method, h.target, h.device FROM half_sign_in h "
                   "JOIN account a ON a.id = h.account_id WHERE h.token_hash = $1 AND "
                   "h.expires_at > $2 AND h.used_at IS NULL AND a.disabled = 0",
                   NULL},
    [HALF_USE] = {"half.use",
                  "UPDATE half_sign_in SET used_at = $2 WHERE id = $1 AND used_at IS NULL", NULL},
    [HALF_END_ALL] = {"half.end_all", "DELETE FROM half_sign_in WHERE account_id = $1", NULL},
    [HALF_PRUNE] = {"half.prune", "DELETE FROM half_sign_in WHERE expires_at <= $1", NULL},
    {0}};

ov_status ov_half_begin(ov_ctx *ctx, const ov_sign_in *how, const char *target, const char **cookie)
{
    uint8_t secret[COOKIE_BYTES];
    char hash[OV_HASH_HEX];

    ov_random(secret, sizeof secret);
    const char *value = ov_base64url(ctx->arena, secret, sizeof secret);
    ov_sha256_hex(ov_str_from(value), hash);
    OV_TRY(ov_exec(ctx, &ov_half_sql[HALF_PRUNE], OV_ARGS(ov_int(ctx->now)), NULL));
    OV_TRY(ov_exec(ctx, &ov_half_sql[HALF_ADD],
                   OV_ARGS(ov_text(hash), ov_int(how->account_id), ov_text(how->method),
                           ov_text(target), ov_text(how->device), ov_int(ctx->now + LIFE)),
                   NULL));
    *cookie = value;
    return OV_OK;
}

ov_status ov_half_find(ov_ctx *ctx, const char *cookie, ov_half *out)
{
    uint8_t secret[COOKIE_BYTES];
    char hash[OV_HASH_HEX];
    const ov_rows *rows;

    if (!cookie || ov_base64url_decode(ov_str_from(cookie), secret, sizeof secret) != OV_OK)
        return OV_NOT_FOUND;
    ov_sha256_hex(ov_str_from(cookie), hash);
    OV_TRY(ov_select_row(ctx, &ov_half_sql[HALF_FIND], OV_ARGS(ov_text(hash), ov_int(ctx->now)),
                         &rows));
    *out = (ov_half){.id = ov_cell_int(rows, 0, 0),
                     .how = {.account_id = ov_cell_int(rows, 0, 1),
                             .method = ov_cell_text(rows, 0, 2),
                             .device = ov_cell_text(rows, 0, 4)},
                     .target = ov_cell_text(rows, 0, 3)};
    return OV_OK;
}

ov_status ov_half_use(ov_ctx *ctx, ov_id id)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_half_sql[HALF_USE], OV_ARGS(ov_int(id), ov_int(ctx->now)), &changed));
    return changed ? OV_OK : OV_GONE;
}

ov_status ov_half_end_all(ov_ctx *ctx, ov_id account_id)
{
    return ov_exec(ctx, &ov_half_sql[HALF_END_ALL], OV_ARGS(ov_int(account_id)), NULL);
}
