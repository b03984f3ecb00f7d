/* SPDX-License-Identifier: EUPL-1.2 */
/* identity.c — from what a provider says to an account of ours. */
#include "auth/identity.h"

#include "audit/audit.h"
#include "auth/login.h"
#include "util/hash.h"

#define EMAIL_MAX 254

static const ov_sql *sql(int row)
{
    return &ov_identity_sql[row];
}

/* The event names the account; the identity itself is personal data and stands there as a hash. */
static ov_status audit(ov_ctx *ctx, const char *action, ov_id account_id, const char *issuer,
                       const char *subject, bool there)
{
    ov_event event = {.action = action,
                      .object = ov_printf(ctx->arena, "account/%lld", (long long)account_id)};
    char *hash = ov_alloc(ctx->arena, OV_HASH_HEX);

    ov_sha256_hex(ov_str_from(ov_printf(ctx->arena, "%s\n%s", issuer, subject)), hash);
    if (there)
        event.after = hash;
    else
        event.before = hash;
    return ov_audit(ctx, &event);
}

/* Addresses are compared without regard to case, as everybody's mail does. */
static const char *fold(ov_arena *arena, const char *email)
{
    char *copy = ov_strdup(arena, email);

    for (char *p = copy; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p | 0x20);
    return copy;
}

ov_status ov_identity_account(ov_ctx *ctx, const char *issuer, const char *subject,
                              ov_id *account_id)
{
    const ov_rows *rows;

    OV_TRY(
        ov_select(ctx, sql(OV_IDENTITY_FIND), OV_ARGS(ov_text(issuer), ov_text(subject)), &rows));
    *account_id = rows->n ? ov_cell_int(rows, 0, 1) : 0;
    return OV_OK;
}

ov_status ov_identity_add(ov_ctx *ctx, ov_id account_id, const ov_identity *identity)
{
    const ov_rows *rows;
    ov_id id;

    OV_TRY(ov_select(ctx, sql(OV_IDENTITY_FIND),
                     OV_ARGS(ov_text(identity->issuer), ov_text(identity->subject)), &rows));
    if (rows->n)
        return ov_fail(&ctx->err, OV_CONFLICT, "the identity is linked already");
    OV_TRY(
        ov_insert(ctx, sql(OV_IDENTITY_ADD),
                  OV_ARGS(ov_int(account_id), ov_text(identity->kind), ov_text(identity->provider),
                          ov_text(identity->issuer), ov_text(identity->subject), ov_int(ctx->now)),
                  &id));
    return audit(ctx, "identity.linked", account_id, identity->issuer, identity->subject, true);
}

/* The one account of the provider's own organisation that the address belongs to. */
static ov_status candidate(ov_ctx *ctx, const ov_identity *identity, ov_id *account_id)
{
    const ov_rows *rows;
    int64_t known;

    if (!identity->org || !*identity->org || !identity->email || !identity->email_trusted ||
        strlen(identity->email) > EMAIL_MAX || !strchr(identity->email, '@'))
        return ov_fail(&ctx->err, OV_NOT_FOUND, "nothing that could link the identity");
    OV_TRY(ov_select(ctx, sql(OV_IDENTITY_CANDIDATES),
                     OV_ARGS(ov_text(identity->org), ov_text(fold(ctx->arena, identity->email))),
                     &rows));
    if (!rows->n)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no account of the organisation has the address");
    if (rows->n > 1)
        return ov_fail(&ctx->err, OV_CONFLICT, "several accounts have the address");
    /* An address that passed on to a new person must not open the old person's account. */
    OV_TRY(ov_select_int(ctx, sql(OV_IDENTITY_AT_ISSUER),
                         OV_ARGS(ov_int(ov_cell_int(rows, 0, 0)), ov_text(identity->issuer)), 0,
                         &known));
    if (known)
        return ov_fail(&ctx->err, OV_CONFLICT, "the account is another person's at this issuer");
    *account_id = ov_cell_int(rows, 0, 0);
    return OV_OK;
}

/* In the event log it is the person who links the account, not a visitor without a name. */
static ov_status link_own(ov_ctx *ctx, ov_id account_id, const ov_identity *identity)
{
    ov_actor before = ctx->actor;
    ov_entrant who;
    ov_status status;

    OV_TRY(ov_entrant_get(ctx, account_id, &who));
    ov_actor_become(ctx, &who.account);
    status = ov_identity_add(ctx, account_id, identity);
    ctx->actor = before;
    return status;
}

ov_status ov_identity_resolve(ov_ctx *ctx, const ov_identity *identity, ov_id *account_id)
{
    const ov_val who[] = {ov_text(identity->issuer), ov_text(identity->subject)};
    const ov_rows *rows;
    ov_id linked = 0;

    OV_TRY(ov_select(ctx, sql(OV_IDENTITY_FIND), who, OV_LEN(who), &rows));
    if (!rows->n) {
        OV_TRY(candidate(ctx, identity, &linked));
        OV_TRY(link_own(ctx, linked, identity));
        OV_TRY(ov_select_row(ctx, sql(OV_IDENTITY_FIND), who, OV_LEN(who), &rows));
    }
    if (ov_cell_int(rows, 0, 2))
        return ov_fail(&ctx->err, OV_DENIED, "the account is closed");
    OV_TRY(ov_exec(ctx, sql(OV_IDENTITY_USED),
                   OV_ARGS(ov_int(ov_cell_int(rows, 0, 0)), ov_int(ctx->now)), NULL));
    *account_id = ov_cell_int(rows, 0, 1);
    return OV_OK;
}

ov_status ov_identity_remove(ov_ctx *ctx, ov_id account_id, ov_id id)
{
    const ov_rows *rows;

    OV_TRY(ov_identities_of(ctx, account_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        if (ov_cell_int(rows, i, 0) != id)
            continue;
        OV_TRY(ov_exec(ctx, sql(OV_IDENTITY_END_SESSIONS),
                       OV_ARGS(ov_int(account_id), ov_int(id), ov_int(ctx->now)), NULL));
        OV_TRY(
            ov_exec(ctx, sql(OV_IDENTITY_REMOVE), OV_ARGS(ov_int(id), ov_int(account_id)), NULL));
        return audit(ctx, "identity.removed", account_id, ov_cell_text(rows, i, 3),
                     ov_cell_text(rows, i, 4), false);
    }
    return ov_fail(&ctx->err, OV_NOT_FOUND, "the account has no such identity");
}

ov_status ov_identities_of(ov_ctx *ctx, ov_id account_id, const ov_rows **out)
{
    return ov_select(ctx, sql(OV_IDENTITY_LIST), OV_ARGS(ov_int(account_id)), out);
}
