/* SPDX-License-Identifier: EUPL-1.2 */
/* file_verify.c — stored files against their sums. (What a receipt says of them: verify.c.) */
#include "consult/answer/file_sql.h"

#include <stdio.h>
#include <string.h>

static ov_status check_bytes(ov_verify *verify, ov_ctx *ctx, ov_id id)
{
    char name[24], hash[OV_HASH_HEX];
    const ov_rows *row;

    (void)snprintf(name, sizeof name, "%lld", (long long)id);
    verify->checked++;
    OV_TRY(ov_select_row(ctx, &ov_file_sql[FILE_VERIFY_ONE], OV_ARGS(ov_int(id)), &row));
    ov_sha256_hex(ov_cell_str(row, 0, 2), hash);
    if (strcmp(hash, ov_cell_text(row, 0, 0)) != 0)
        ov_verify_fault(verify, "file", name, "its bytes do not give the stored sum");
    if (ov_cell_int(row, 0, 1) != (int64_t)ov_cell_str(row, 0, 2).len)
        ov_verify_fault(verify, "file", name, "it has another length than stored");
    return OV_OK;
}

/* One file at a time in memory. */
static ov_status check_file(ov_verify *verify, ov_id id)
{
    ov_ctx *ctx = verify->ctx;
    ov_arena *all = ctx->arena;
    ov_status status;

    ctx->arena = ov_arena_new(0);
    status = check_bytes(verify, ctx, id);
    ov_arena_free(ctx->arena);
    ctx->arena = all;
    return status;
}

ov_status ov_files_verify(ov_verify *verify)
{
    int64_t last = 0;

    for (;;) {
        const ov_rows *rows;

        OV_TRY(
            ov_select(verify->ctx, &ov_file_sql[FILE_VERIFY_BYTES], OV_ARGS(ov_int(last)), &rows));
        for (size_t i = 0; i < rows->n; i++)
            OV_TRY(check_file(verify, ov_cell_int(rows, i, 0)));
        if (!rows->n)
            return OV_OK;
        last = ov_cell_int(rows, rows->n - 1, 0);
    }
}
