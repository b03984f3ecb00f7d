/* SPDX-License-Identifier: EUPL-1.2 */
/* brake.c — the brake on guessing, and on asking for mail. */
#include "auth/brake.h"

#include "auth/auth_sql.h"
#include "util/hash.h"

#include <arpa/inet.h>
#include <string.h>

#define LONGEST_WINDOW OV_HOUR

const char *ov_brake_address(ov_arena *arena, const char *address)
{
    struct in6_addr six;

    if (!address || inet_pton(AF_INET6, address, &six) != 1)
        return address ? address : "";
    memset(six.s6_addr + 8, 0, 8);
    char text[INET6_ADDRSTRLEN];

    return inet_ntop(AF_INET6, &six, text, sizeof text) ? ov_printf(arena, "%s/64", text) : address;
}

const char *ov_brake_subject(ov_arena *arena, const ov_brake *brake, const char *who,
                             const char *address)
{
    char hash[OV_HASH_HEX];

    ov_sha256_hex(ov_str_from(ov_printf(arena, "%s\n%s\n%s", brake->prefix, who, address)), hash);
    return ov_printf(arena, "%s:%.32s", brake->prefix, hash);
}

static ov_instant delay(const ov_brake *brake, int64_t tries)
{
    int64_t over = tries - brake->free_tries;

    if (over < 0)
        return 0;
    ov_instant wait = over < 16 ? OV_SECOND << over : brake->longest;
    return wait < brake->longest ? wait : brake->longest;
}

static ov_status count(ov_ctx *ctx, ov_braked *one)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_auth_sql[LOGIN_FAILURES],
                         OV_ARGS(ov_text(one->subject), ov_int(ctx->now - one->brake->window)),
                         &rows));
    one->tries = ov_cell_int(rows, 0, 0);
    if (one->tries && ctx->now < ov_cell_int(rows, 0, 1) + delay(one->brake, one->tries))
        return ov_fail(&ctx->err, OV_BUSY, "braked for this %s", one->brake->prefix);
    return OV_OK;
}

ov_status ov_brake_check(ov_ctx *ctx, ov_braked *braked, size_t n)
{
    for (size_t i = 0; i < n; i++)
        OV_TRY(count(ctx, &braked[i]));
    return OV_OK;
}

ov_status ov_brake_note(ov_ctx *ctx, const ov_braked *braked, size_t n)
{
    OV_TRY(ov_exec(ctx, &ov_auth_sql[LOGIN_FAILURE_PRUNE],
                   OV_ARGS(ov_int(ctx->now - LONGEST_WINDOW)), NULL));
    for (size_t i = 0; i < n; i++)
        OV_TRY(ov_exec(ctx, &ov_auth_sql[LOGIN_FAILURE_ADD],
                       OV_ARGS(ov_text(braked[i].subject), ov_int(ctx->now)), NULL));
    return OV_OK;
}

ov_status ov_brake_forget(ov_ctx *ctx, const char *subject)
{
    return ov_exec(ctx, &ov_auth_sql[LOGIN_FAILURE_CLEAR], OV_ARGS(ov_text(subject)), NULL);
}
