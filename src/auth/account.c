/* SPDX-License-Identifier: EUPL-1.2 */
/* account.c — accounts and the roles that people hold. */
#include "audit/audit.h"
#include "auth/auth_sql.h"
#include "auth/people_sql.h"
#include "util/date.h"

#include <string.h>

ov_status ov_login_fold(ov_arena *arena, const char *login, const char **out)
{
    size_t len = login ? strlen(login) : 0;

    if (len < 1 || len > 64)
        return OV_INVALID;
    char *folded = ov_strndup(arena, login, len);
    for (size_t i = 0; i < len; i++) {
        char c = folded[i];
        if (c >= 'A' && c <= 'Z')
            folded[i] = (char)(c + 0x20);
        else if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789._@+-", c))
            return OV_INVALID;
    }
    *out = folded;
    return OV_OK;
}

ov_status ov_account_by_login(ov_ctx *ctx, const char *login, ov_account *out)
{
    const char *folded;
    const ov_rows *rows;

    if (ov_login_fold(ctx->arena, login, &folded) != OV_OK)
        return OV_NOT_FOUND;
    OV_TRY(ov_select_row(ctx, &ov_auth_sql[ACCOUNT_BY_LOGIN], OV_ARGS(ov_text(folded)), &rows));
    *out = (ov_account){.id = ov_cell_int(rows, 0, 0),
                        .login = ov_cell_text(rows, 0, 1),
                        .name = ov_cell_text(rows, 0, 2),
                        .email = ov_cell_text(rows, 0, 3),
                        .org_id = ov_cell_int(rows, 0, 4),
                        .disabled = ov_cell_int(rows, 0, 5) != 0};
    return OV_OK;
}

static ov_status audit(ov_ctx *ctx, const char *action, ov_id account_id)
{
    const char *role = ov_role_for(ctx, "org.manage", NULL);

    if (strcmp(role, "-") == 0)
        role = ov_role_for(ctx, "admin", NULL);
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "account/%lld", (long long)account_id),
                         .role = role});
}

ov_status ov_account_add(ov_ctx *ctx, const ov_account *account, const char *hash, ov_id *id)
{
    const char *login;
    ov_id added;

    if (ov_login_fold(ctx->arena, account->login, &login) != OV_OK)
        return ov_fail(&ctx->err, OV_INVALID, "a login is 1-64 of a-z, 0-9 and ._@+-");
    if (!account->name || !account->name[0])
        return ov_fail(&ctx->err, OV_INVALID, "an account needs a name");
    OV_TRY(ov_insert(ctx, &ov_auth_sql[ACCOUNT_ADD],
                     OV_ARGS(ov_text(login), ov_text(account->name), ov_text(account->email),
                             ov_id_or_null(account->org_id), ov_text(hash),
                             ov_int(account->disabled), ov_int(ctx->now)),
                     &added));
    OV_TRY(ov_account_keys(ctx, added, login, account->name, account->email));
    OV_TRY(audit(ctx, "account.added", added));
    if (id)
        *id = added;
    return OV_OK;
}

/* Changes one column and ends the sessions: who is signed in must sign in anew. */
static ov_status change(ov_ctx *ctx, int statement, ov_id id, ov_val value, const char *action)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_auth_sql[statement], OV_ARGS(ov_int(id), value), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no account %lld", (long long)id);
    OV_TRY(ov_session_end_all(ctx, id));
    return audit(ctx, action, id);
}

ov_status ov_account_disable(ov_ctx *ctx, ov_id id, bool disabled)
{
    ov_manager any = {.first = true};
    ov_cover before;

    OV_TRY(ov_cover_read(ctx, 0, &before));
    OV_TRY(change(ctx, ACCOUNT_DISABLE, id, ov_int(disabled),
                  disabled ? "account.disabled" : "account.enabled"));
    if (ov_cover_keep(ctx, &any, 0, &before) == OV_DENIED)
        return ov_fail(&ctx->err, OV_DENIED, "the last administrator cannot be disabled");
    return OV_OK;
}

ov_status ov_account_set_password(ov_ctx *ctx, ov_id id, const char *hash)
{
    return change(ctx, ACCOUNT_SET_PASSWORD, id, ov_text(hash), "account.password");
}

ov_status ov_mandate_add(ov_ctx *ctx, ov_id account_id, const ov_mandate *mandate)
{
    if (!ov_role_title(mandate->role))
        return ov_fail(&ctx->err, OV_INVALID, "there is no such role");
    const ov_val args[] = {ov_int(account_id), ov_text(mandate->role), ov_int(mandate->org_id),
                           ov_int(mandate->matter_id)};
    int64_t known;
    ov_id added;

    OV_TRY(ov_select_int(ctx, &ov_auth_sql[MANDATE_FIND], args, OV_LEN(args), 0, &known));
    if (known)
        return OV_OK;
    OV_TRY(ov_insert(ctx, &ov_auth_sql[MANDATE_ADD], args, OV_LEN(args), &added));
    return audit(ctx, "mandate.added", account_id);
}

ov_status ov_accounts(ov_ctx *ctx, const ov_rows **out)
{
    return ov_select(ctx, &ov_auth_sql[ACCOUNT_LIST], OV_ARGS(ov_int(ov_stockholm_day(ctx->now))),
                     out);
}
