/* SPDX-License-Identifier: EUPL-1.2 */
/* login.c — signing in, and the brake on guessing.
 *
 * Failures of the last quarter of an hour count per account and address together, per address, and
 * per account. Past a limit each further failure doubles the wait. Who tries from an address of
 * their own waits four seconds at most, whatever others do to the account: nobody is locked out. */
#include "auth/auth_sql.h"
#include "util/hash.h"

#include <string.h>

#define WINDOW (15 * OV_MINUTE)

enum { PAIR, ADDRESS, ACCOUNT, SUBJECTS };

static const struct limit {
    const char *prefix;
    int64_t free_tries;
    ov_instant longest;
} limits[SUBJECTS] = {
    {"pair", 4, 60 * OV_SECOND}, {"address", 30, 60 * OV_SECOND}, {"account", 20, 4 * OV_SECOND}};

typedef struct attempt {
    const char *subjects[SUBJECTS];
    int64_t failures; /* of all three */
} attempt;

static const char *subject(ov_ctx *ctx, const char *prefix, const char *login, const char *address)
{
    char hash[OV_HASH_HEX];

    ov_sha256_hex(ov_str_from(ov_printf(ctx->arena, "%s\n%s\n%s", prefix, login, address)), hash);
    return ov_printf(ctx->arena, "%s:%.32s", prefix, hash);
}

static ov_instant delay(const struct limit *limit, int64_t failures)
{
    int64_t over = failures - limit->free_tries;

    if (over < 0)
        return 0;
    ov_instant wait = over < 16 ? OV_SECOND << over : limit->longest;
    return wait < limit->longest ? wait : limit->longest;
}

static ov_status check_brake(ov_ctx *ctx, attempt *tried)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_auth_sql[LOGIN_FAILURES],
                     OV_ARGS(ov_text(tried->subjects[PAIR]), ov_text(tried->subjects[ADDRESS]),
                             ov_text(tried->subjects[ACCOUNT]), ov_int(ctx->now - WINDOW)),
                     &rows));
    tried->failures = 0;
    for (size_t i = 0; i < rows->n; i++) {
        tried->failures += ov_cell_int(rows, i, 1);
        for (int s = 0; s < SUBJECTS; s++)
            if (ov_str_is(ov_cell_str(rows, i, 0), tried->subjects[s]) &&
                ctx->now < ov_cell_int(rows, i, 2) + delay(&limits[s], ov_cell_int(rows, i, 1)))
                return ov_fail(&ctx->err, OV_BUSY, "sign-in braked for this %s", limits[s].prefix);
    }
    return OV_OK;
}

static ov_status note_failure(ov_ctx *ctx, void *arg)
{
    const attempt *tried = arg;

    OV_TRY(
        ov_exec(ctx, &ov_auth_sql[LOGIN_FAILURE_PRUNE], OV_ARGS(ov_int(ctx->now - WINDOW)), NULL));
    for (int s = 0; s < SUBJECTS; s++)
        OV_TRY(ov_exec(ctx, &ov_auth_sql[LOGIN_FAILURE_ADD],
                       OV_ARGS(ov_text(tried->subjects[s]), ov_int(ctx->now)), NULL));
    return OV_OK;
}

static ov_status forget_failures(ov_ctx *ctx, void *arg)
{
    const attempt *tried = arg;

    return ov_exec(ctx, &ov_auth_sql[LOGIN_FAILURE_CLEAR],
                   OV_ARGS(ov_text(tried->subjects[PAIR]), ov_text(tried->subjects[ACCOUNT])),
                   NULL);
}

/* *hash is NULL when there is no such account, or it is disabled. */
static ov_status find(ov_ctx *ctx, const char *login, ov_account *account, const char **hash)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_auth_sql[ACCOUNT_BY_LOGIN], OV_ARGS(ov_text(login)), &rows));
    *account = (ov_account){0};
    *hash = NULL;
    if (!rows->n)
        return OV_OK;
    *account = (ov_account){.id = ov_cell_int(rows, 0, 0),
                            .login = ov_cell_text(rows, 0, 1),
                            .name = ov_cell_text(rows, 0, 2),
                            .email = ov_cell_text(rows, 0, 3),
                            .org_id = ov_cell_int(rows, 0, 4),
                            .disabled = ov_cell_int(rows, 0, 5) != 0};
    if (!account->disabled)
        *hash = ov_cell_text(rows, 0, 6);
    return OV_OK;
}

ov_status ov_login_check(ov_ctx *ctx, const char *login, const char *password, const char *address,
                         ov_account *out)
{
    attempt tried;
    ov_account account;
    const char *folded, *hash;
    bool same;

    if (ov_login_fold(ctx->arena, login, &folded) != OV_OK)
        folded = ""; /* nobody's; goes the same way, in the same time */
    if (!address)
        address = "";
    tried.subjects[PAIR] = subject(ctx, limits[PAIR].prefix, folded, address);
    tried.subjects[ADDRESS] = subject(ctx, limits[ADDRESS].prefix, "", address);
    tried.subjects[ACCOUNT] = subject(ctx, limits[ACCOUNT].prefix, folded, "");
    OV_TRY(check_brake(ctx, &tried));
    OV_TRY(find(ctx, folded, &account, &hash));
    ov_read_end(ctx); /* no snapshot is held while hashing */
    OV_TRY(ov_password_verify(hash, password, &same, &ctx->err));
    if (!same) {
        OV_TRY(ov_write(ctx, note_failure, &tried));
        return ov_fail(&ctx->err, OV_DENIED, "wrong login or password");
    }
    if (tried.failures)
        OV_TRY(ov_write(ctx, forget_failures, &tried));
    *out = account;
    return OV_OK;
}
