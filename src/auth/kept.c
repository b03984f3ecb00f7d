/* SPDX-License-Identifier: EUPL-1.2 */
/* kept.c — forms that wait for somebody to sign in again. */
#include "auth/kept.h"

#include "audit/audit.h"
#include "util/hash.h"

#define KEPT_FOR (7 * OV_DAY_LENGTH)

enum { KEPT_OWNER, KEPT_PRUNE, KEPT_REPLACE, KEPT_COUNT, KEPT_ADD, KEPT_LIST, KEPT_REMOVE };

const ov_sql ov_kept_sql[] = {
    [KEPT_OWNER] = {"kept.owner",
                    "SELECT a.id FROM session s JOIN account a ON a.id = s.account_id "
                    "WHERE s.cookie_hash = $1 AND a.disabled = 0",
                    NULL},
    [KEPT_PRUNE] = {"kept.prune", "DELETE FROM kept_form WHERE kept_at <= $1", NULL},
    [KEPT_REPLACE] = {"kept.replace",
                      "DELETE FROM kept_form WHERE account_id = $1 AND key_hash = $2 AND path = $3 "
                      "AND unasked = $4 AND (unasked = 1 OR body = $5)",
                      NULL},
    [KEPT_COUNT] = {"kept.count",
                    "SELECT CAST(count(*) AS BIGINT) FROM kept_form WHERE account_id = $1", NULL},
    [KEPT_ADD] = {"kept.add",
                  "INSERT INTO kept_form (key_hash, account_id, path, page, body, unasked, files, "
                  "kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
                  NULL},
    [KEPT_LIST] = {"kept.list",
                   "SELECT id, path, page, body, unasked, files, kept_at FROM kept_form "
                   "WHERE account_id = $1 AND key_hash = $2 AND kept_at > $3 ORDER BY id",
                   NULL},
    [KEPT_REMOVE] = {"kept.remove",
                     "DELETE FROM kept_form WHERE id = $1 AND account_id = $2 AND key_hash = $3",
                     NULL},
    {0}};

const char *ov_kept_key(ov_arena *arena)
{
    uint8_t key[32];

    ov_random(key, sizeof key);
    return ov_base64url(arena, key, sizeof key);
}

ov_status ov_session_owner(ov_ctx *ctx, const char *cookie, ov_id *account_id)
{
    char hash[OV_HASH_HEX];
    const ov_rows *rows;

    ov_sha256_hex(ov_str_from(cookie), hash);
    OV_TRY(ov_select_row(ctx, &ov_kept_sql[KEPT_OWNER], OV_ARGS(ov_text(hash)), &rows));
    *account_id = ov_cell_int(rows, 0, 0);
    return OV_OK;
}

static ov_status audit(ov_ctx *ctx, const char *action, ov_id account_id)
{
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "account/%lld", (long long)account_id)});
}

ov_status ov_kept_prune(ov_ctx *ctx)
{
    return ov_exec(ctx, &ov_kept_sql[KEPT_PRUNE], OV_ARGS(ov_int(ctx->now - KEPT_FOR)), NULL);
}

ov_status ov_kept_add(ov_ctx *ctx, const char *key, ov_id account_id, const ov_kept *form)
{
    char hash[OV_HASH_HEX];
    int64_t there;
    ov_id id;

    if (form->body.len > OV_KEPT_LARGEST)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "the form is too large to be kept");
    ov_sha256_hex(ov_str_from(key), hash);
    OV_TRY(ov_kept_prune(ctx));
    OV_TRY(ov_exec(ctx, &ov_kept_sql[KEPT_REPLACE],
                   OV_ARGS(ov_int(account_id), ov_text(hash), ov_text(form->path),
                           ov_int(form->unasked), ov_blob(form->body)),
                   NULL));
    OV_TRY(ov_select_int(ctx, &ov_kept_sql[KEPT_COUNT], OV_ARGS(ov_int(account_id)), 0, &there));
    if (there >= OV_KEPT_MOST)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "the account has enough kept forms");
    OV_TRY(ov_insert(ctx, &ov_kept_sql[KEPT_ADD],
                     OV_ARGS(ov_text(hash), ov_int(account_id), ov_text(form->path),
                             ov_text(form->page), ov_blob(form->body), ov_int(form->unasked),
                             ov_int(form->files), ov_int(ctx->now)),
                     &id));
    return audit(ctx, "form.kept", account_id);
}

ov_status ov_kept_list(ov_ctx *ctx, const char *key, ov_id account_id, const ov_kept **out,
                       size_t *n)
{
    char hash[OV_HASH_HEX];
    const ov_rows *rows;

    ov_sha256_hex(ov_str_from(key), hash);
    OV_TRY(ov_select(ctx, &ov_kept_sql[KEPT_LIST],
                     OV_ARGS(ov_int(account_id), ov_text(hash), ov_int(ctx->now - KEPT_FOR)),
                     &rows));
    ov_kept *list = ov_calloc(ctx->arena, rows->n + 1, sizeof *list);
    for (size_t i = 0; i < rows->n; i++)
        list[i] = (ov_kept){.id = ov_cell_int(rows, i, 0),
                            .path = ov_cell_text(rows, i, 1),
                            .page = ov_cell_text(rows, i, 2),
                            .body = ov_cell_str(rows, i, 3),
                            .unasked = ov_cell_int(rows, i, 4) != 0,
                            .files = ov_cell_int(rows, i, 5) != 0,
                            .at = ov_cell_int(rows, i, 6)};
    *out = list;
    *n = rows->n;
    return OV_OK;
}

ov_status ov_kept_get(ov_ctx *ctx, const char *key, ov_id account_id, ov_id id, ov_kept *out)
{
    const ov_kept *list;
    size_t n;

    OV_TRY(ov_kept_list(ctx, key, account_id, &list, &n));
    for (size_t i = 0; i < n; i++)
        if (list[i].id == id) {
            *out = list[i];
            return OV_OK;
        }
    return OV_NOT_FOUND;
}

ov_status ov_kept_remove(ov_ctx *ctx, const char *key, ov_id account_id, ov_id id)
{
    char hash[OV_HASH_HEX];
    int64_t changed;

    ov_sha256_hex(ov_str_from(key), hash);
    OV_TRY(ov_exec(ctx, &ov_kept_sql[KEPT_REMOVE],
                   OV_ARGS(ov_int(id), ov_int(account_id), ov_text(hash)), &changed));
    return changed ? audit(ctx, "form.kept_done", account_id) : OV_OK;
}
