/* SPDX-License-Identifier: EUPL-1.2 */
/* login.c — signing in with a password, and the brake on guessing.
 *
 * Failures of the last quarter of an hour count per account and address together, per address, and
 * per account. Past a limit each further failure doubles the wait. Whoever guesses from many
 * addresses without a pause keeps an account's own brake on: its owner still gets in with a browser
 * that was signed in as the account before, or by a mailed link. Nobody is locked out. */
#include "auth/login.h"

#include "audit/audit.h"
#include "auth/auth_sql.h"
#include "auth/brake.h"

#include <string.h>

#define WINDOW (15 * OV_MINUTE)

enum { PAIR, ADDRESS, ACCOUNT, SUBJECTS };

static const ov_brake brakes[SUBJECTS] = {{"pair", 4, 60 * OV_SECOND, WINDOW},
                                          {"address", 30, 60 * OV_SECOND, WINDOW},
                                          {"account", 20, 4 * OV_SECOND, WINDOW}};

typedef struct attempt {
    ov_braked braked[SUBJECTS];
    ov_id account_id; /* 0: nobody's */
} attempt;

/* Which failures of an account stand in the event log: the 5th, 10th, 20th, 40th … of a quarter of
 * an hour, so that guessing can be seen and does not fill the log. */
static bool is_milestone(int64_t failures)
{
    if (failures % 5)
        return false;
    for (failures /= 5; failures > 1; failures /= 2)
        if (failures % 2)
            return false;
    return failures == 1;
}

static ov_status note_failure(ov_ctx *ctx, void *arg)
{
    const attempt *tried = arg;

    OV_TRY(ov_brake_note(ctx, tried->braked, SUBJECTS));
    if (!is_milestone(tried->braked[ACCOUNT].tries + 1))
        return OV_OK;
    return ov_audit(ctx, &(ov_event){.action = "sign_in.failed",
                                     .object = ov_printf(ctx->arena, "account/%lld",
                                                         (long long)tried->account_id)});
}

static ov_status forget_failures(ov_ctx *ctx, void *arg)
{
    const attempt *tried = arg;

    OV_TRY(ov_brake_forget(ctx, tried->braked[PAIR].subject));
    return ov_brake_forget(ctx, tried->braked[ACCOUNT].subject);
}

/* *hash is NULL when nobody has this name or address, or the account is closed or has no password:
 * what follows is the same, in the same time. An account without a password is nobody here: whoever
 * invites another one to somebody's address must not shut the owner out. */
static ov_status find(ov_ctx *ctx, const char *who, ov_account *account, const char **hash)
{
    const ov_entrant *people, *one = NULL;
    size_t n, with_password = 0;

    *account = (ov_account){0};
    *hash = NULL;
    OV_TRY(ov_entrants(ctx, who, &people, &n));
    for (size_t i = 0; i < n; i++)
        if (people[i].has_password) {
            one = &people[i];
            with_password++;
        }
    if (with_password != 1)
        return OV_OK;
    *account = one->account;
    return ov_select_text(ctx, &ov_auth_sql[ACCOUNT_PASSWORD], OV_ARGS(ov_int(account->id)), NULL,
                          hash);
}

typedef struct rehashing {
    ov_id account_id;
    const char *before, *after;
} rehashing;

static ov_status store_hash(ov_ctx *ctx, void *arg)
{
    const rehashing *r = arg;

    return ov_exec(ctx, &ov_auth_sql[ACCOUNT_REHASH],
                   OV_ARGS(ov_int(r->account_id), ov_text(r->after), ov_text(r->before)), NULL);
}

/* A password stored with former parameters gets today's, now that it is known. Whether that goes
 * well is nothing that the person who signs in should notice. */
static void rehash(ov_ctx *ctx, ov_id account_id, const char *hash, const char *password)
{
    rehashing r = {.account_id = account_id, .before = hash};

    if (!ov_password_is_old(hash) ||
        ov_password_hash(ctx->arena, password, false, &r.after, &ctx->err) != OV_OK)
        return;
    if (ov_write(ctx, store_hash, &r) != OV_OK)
        ctx->err = (ov_err){0};
}

/* What is counted: the name as it was written, so that counting tells nobody which address belongs
 * to which login. */
static void name_subjects(ov_ctx *ctx, const char *who, const char *address, attempt *tried)
{
    const char *from = ov_brake_address(ctx->arena, address);
    const char *name = ov_sign_in_fold(ctx->arena, who);

    for (int s = 0; s < SUBJECTS; s++)
        tried->braked[s] = (ov_braked){.brake = &brakes[s],
                                       .subject = ov_brake_subject(ctx->arena, &brakes[s],
                                                                   s == ADDRESS ? "" : name,
                                                                   s == ACCOUNT ? "" : from)};
}

/* The account's brake does not hold its owner; it is asked all the same, for its count. */
static ov_status check_account(ov_ctx *ctx, ov_id known, attempt *tried)
{
    ov_status status = ov_brake_check(ctx, &tried->braked[ACCOUNT], 1);

    if (status != OV_BUSY || !known || known != tried->account_id)
        return status;
    ctx->err = (ov_err){0};
    return OV_OK;
}

ov_status ov_login_check_known(ov_ctx *ctx, const char *login, const char *password,
                               const char *address, ov_id known, ov_account *out)
{
    attempt tried = {0};
    ov_account account;
    const char *hash;
    bool same, tried_before = false;

    name_subjects(ctx, login, address, &tried);
    OV_TRY(ov_brake_check(ctx, tried.braked, ACCOUNT)); /* those before it */
    OV_TRY(find(ctx, login, &account, &hash));
    tried.account_id = account.id;
    OV_TRY(check_account(ctx, known, &tried));
    ov_read_end(ctx); /* no snapshot is held while hashing */
    OV_TRY(ov_password_verify(hash && *hash ? hash : NULL, password, &same, &ctx->err));
    if (!same) {
        OV_TRY(ov_write(ctx, note_failure, &tried));
        return ov_fail(&ctx->err, OV_DENIED, "wrong login or password");
    }
    for (int s = 0; s < SUBJECTS; s++)
        tried_before = tried_before || tried.braked[s].tries > 0;
    if (tried_before)
        OV_TRY(ov_write(ctx, forget_failures, &tried));
    rehash(ctx, account.id, hash, password);
    *out = account;
    return OV_OK;
}

ov_status ov_login_check(ov_ctx *ctx, const char *login, const char *password, const char *address,
                         ov_account *out)
{
    return ov_login_check_known(ctx, login, password, address, ctx->actor.account_id, out);
}
