/* SPDX-License-Identifier: EUPL-1.2 */
/* link.c — single-use mailed links. */
#include "auth/link.h"

#include "audit/audit.h"
#include "util/hash.h"

#include <string.h>

#define TOKEN_BYTES 32
#define KEPT (90 * OV_DAY_LENGTH) /* after it stopped working */

enum { LINK_ADD, LINK_FIND, LINK_USE, LINK_ARRIVED, LINK_END, LINK_COUNT, LINK_PRUNE };

const ov_sql ov_link_sql[] = {
    [LINK_ADD] = {"link.add",
                  "INSERT INTO link (purpose, account_id, token_hash, target, address, made_by, "
                  "created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                  NULL},
    [LINK_FIND] = {"link.find",
                   "SELECT l.id, l.account_id, l.made_by, l.target, l.address, l.created_at, "
                   "l.expires_at, CASE WHEN l.used_at IS NULL AND l.ended_at IS NULL AND "
                   "l.expires_at > $3 AND a.disabled = 0 THEN 1 ELSE 0 END FROM link l "
                   "JOIN account a ON a.id = l.account_id "
                   "WHERE l.token_hash = $1 AND l.purpose = $2",
                   NULL},
    [LINK_USE] = {"link.use",
                  "UPDATE link SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND ended_at IS "
                  "NULL",
                  NULL},
    [LINK_ARRIVED] = {"link.arrived",
                      "UPDATE account SET email_fault = NULL WHERE id = $1 AND email_fault IS NOT "
                      "NULL",
                      NULL},
    [LINK_END] = {"link.end",
                  "UPDATE link SET ended_at = $3 WHERE account_id = $1 AND ($2 = '' OR purpose = "
                  "$2) AND used_at IS NULL AND ended_at IS NULL AND expires_at > $3",
                  NULL},
    [LINK_COUNT] = {"link.count",
                    "SELECT CAST(COALESCE(sum(CASE WHEN used_at IS NULL AND ended_at IS NULL AND "
                    "expires_at > $3 THEN 1 ELSE 0 END), 0) AS BIGINT), "
                    "CAST(COALESCE(sum(CASE WHEN created_at > $4 THEN 1 ELSE 0 END), 0) AS BIGINT) "
                    "FROM link WHERE account_id = $1 AND purpose = $2",
                    NULL},
    [LINK_PRUNE] = {"link.prune", "DELETE FROM link WHERE expires_at <= $1", NULL},
    {0}};

static const struct purpose {
    const char *code, *path, *event;
    ov_instant life;
} purposes[] = {
    {OV_LINK_INVITE, "/valkommen", "link.invitation", 14 * OV_DAY_LENGTH},
    {OV_LINK_RESET, "/losenord/nytt", "link.reset", OV_HOUR},
    {OV_LINK_LOGIN, "/logga-in/lank", "link.login", 30 * OV_MINUTE},
    {OV_LINK_EMAIL, "/konto/epost", "link.email", 24 * OV_HOUR},
};

static const struct purpose *purpose_of(const char *code)
{
    for (size_t i = 0; i < OV_LEN(purposes); i++)
        if (!strcmp(purposes[i].code, code))
            return &purposes[i];
    return NULL;
}

ov_instant ov_link_life(const char *purpose)
{
    const struct purpose *p = purpose_of(purpose);

    return p ? p->life : 0;
}

const char *ov_link_token(ov_arena *arena)
{
    uint8_t secret[TOKEN_BYTES];

    ov_random(secret, sizeof secret);
    return ov_base64url(arena, secret, sizeof secret);
}

const char *ov_link_path(ov_arena *arena, const char *purpose, const char *token)
{
    const struct purpose *p = purpose_of(purpose);

    return ov_printf(arena, "%s/%s", p ? p->path : "", token);
}

static ov_status hash_of(const char *token, char out[OV_HASH_HEX])
{
    uint8_t bytes[TOKEN_BYTES];

    if (!token || ov_base64url_decode(ov_str_from(token), bytes, sizeof bytes) != OV_OK)
        return OV_NOT_FOUND;
    ov_sha256_hex(ov_str_from(token), out);
    return OV_OK;
}

static ov_status audit(ov_ctx *ctx, const char *action, ov_id account_id)
{
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "account/%lld", (long long)account_id)});
}

ov_status ov_link_make(ov_ctx *ctx, const ov_link *link, const char **token)
{
    const struct purpose *p = purpose_of(link->purpose);
    const char *made = *token ? *token : ov_link_token(ctx->arena);
    char hash[OV_HASH_HEX];

    if (!p || hash_of(made, hash) != OV_OK)
        return ov_fail(&ctx->err, OV_INVALID, "no link of this kind, or a token of another form");
    OV_TRY(ov_exec(ctx, &ov_link_sql[LINK_PRUNE], OV_ARGS(ov_int(ctx->now - KEPT)), NULL));
    OV_TRY(
        ov_exec(ctx, &ov_link_sql[LINK_ADD],
                OV_ARGS(ov_text(p->code), ov_int(link->account_id), ov_text(hash),
                        ov_text(link->target), ov_text(link->address), ov_id_or_null(link->made_by),
                        ov_int(ctx->now), ov_int(ctx->now + p->life)),
                NULL));
    OV_TRY(audit(ctx, p->event, link->account_id));
    *token = made;
    return OV_OK;
}

ov_status ov_link_peek(ov_ctx *ctx, const char *purpose, const char *token, ov_link *out)
{
    const struct purpose *p = purpose_of(purpose);
    char hash[OV_HASH_HEX];
    const ov_rows *rows;

    if (!p || hash_of(token, hash) != OV_OK)
        return OV_NOT_FOUND;
    OV_TRY(ov_select(ctx, &ov_link_sql[LINK_FIND],
                     OV_ARGS(ov_text(hash), ov_text(purpose), ov_int(ctx->now)), &rows));
    if (!rows->n)
        return OV_NOT_FOUND;
    if (!ov_cell_int(rows, 0, 7))
        return OV_GONE;
    *out = (ov_link){.id = ov_cell_int(rows, 0, 0),
                     .purpose = p->code,
                     .account_id = ov_cell_int(rows, 0, 1),
                     .made_by = ov_cell_int(rows, 0, 2),
                     .target = ov_cell_text(rows, 0, 3),
                     .address = ov_cell_text(rows, 0, 4),
                     .created_at = ov_cell_int(rows, 0, 5),
                     .expires_at = ov_cell_int(rows, 0, 6)};
    return OV_OK;
}

ov_status ov_link_use(ov_ctx *ctx, const char *purpose, const char *token, ov_link *out)
{
    ov_link link;
    int64_t changed;

    OV_TRY(ov_link_peek(ctx, purpose, token, &link));
    OV_TRY(
        ov_exec(ctx, &ov_link_sql[LINK_USE], OV_ARGS(ov_int(link.id), ov_int(ctx->now)), &changed));
    if (!changed)
        return OV_GONE;
    /* The mail came, so the address works, whatever a bounce said before. */
    OV_TRY(ov_exec(ctx, &ov_link_sql[LINK_ARRIVED], OV_ARGS(ov_int(link.account_id)), NULL));
    *out = link;
    return OV_OK;
}

ov_status ov_link_end_all(ov_ctx *ctx, ov_id account_id, const char *purpose)
{
    return ov_exec(ctx, &ov_link_sql[LINK_END],
                   OV_ARGS(ov_int(account_id), ov_text(purpose ? purpose : ""), ov_int(ctx->now)),
                   NULL);
}

ov_status ov_link_count(ov_ctx *ctx, ov_id account_id, const char *purpose, int64_t *waiting,
                        int64_t *last_hour)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(
        ctx, &ov_link_sql[LINK_COUNT],
        OV_ARGS(ov_int(account_id), ov_text(purpose), ov_int(ctx->now), ov_int(ctx->now - OV_HOUR)),
        &rows));
    *waiting = ov_cell_int(rows, 0, 0);
    *last_hour = ov_cell_int(rows, 0, 1);
    return OV_OK;
}
