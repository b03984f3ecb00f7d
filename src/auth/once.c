/* SPDX-License-Identifier: EUPL-1.2 */
/* once.c — commands that must happen once: the form token is the key, the body's hash tells a
 * retry from something else. */
#include "auth/auth_sql.h"
#include "util/hash.h"

#define LONGEST_BODY (64 * 1024) /* of what is kept to be shown; the hash is of the whole */

ov_status ov_once_begin(ov_ctx *ctx, const char *token, ov_str body, const char **replay,
                        const char **first_body)
{
    char key[OV_HASH_HEX], hash[OV_HASH_HEX];
    const ov_rows *rows;

    ov_sha256_hex(ov_str_from(token), key);
    OV_TRY(ov_select(ctx, &ov_auth_sql[ONCE_FIND], OV_ARGS(ov_text(key)), &rows));
    if (!rows->n) {
        *replay = NULL;
        return OV_OK;
    }
    ov_sha256_hex(body, hash);
    if (ov_str_is(ov_cell_str(rows, 0, 0), hash)) {
        *replay = ov_cell_text(rows, 0, 2);
        return OV_OK;
    }
    if (first_body)
        *first_body = ov_str_z(ctx->arena, ov_cell_str(rows, 0, 1));
    return ov_fail(&ctx->err, OV_CONFLICT, "the form's token was used before with another body");
}

ov_status ov_once_end(ov_ctx *ctx, const char *token, ov_str body, const char *location)
{
    char key[OV_HASH_HEX], hash[OV_HASH_HEX];
    ov_str kept = {body.ptr ? body.ptr : "", body.len < LONGEST_BODY ? body.len : LONGEST_BODY};

    ov_sha256_hex(ov_str_from(token), key);
    ov_sha256_hex(body, hash);
    return ov_exec(
        ctx, &ov_auth_sql[ONCE_ADD],
        OV_ARGS(ov_text(key), ov_text(hash), ov_blob(kept), ov_text(location), ov_int(ctx->now)),
        NULL);
}
