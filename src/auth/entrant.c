/* SPDX-License-Identifier: EUPL-1.2 */
/* entrant.c — whom a login or an e-mail address means, and which ways to sign in are theirs. */
#include "auth/login.h"

#include "audit/audit.h"
#include "auth/auth_sql.h"
#include "auth/brake.h"
#include "auth/people_sql.h"
#include "util/date.h"

#include <string.h>

enum { ENTRANT_BY_ID, ENTRANT_BY_LOGIN, ENTRANT_BY_EMAIL, ENTRANT_ROLES, ENTRANT_EMAIL };

#define COLUMNS                                                                                    \
    "SELECT id, login, name, email, organisation_id, disabled, language, "                         \
    "CASE WHEN password = '' THEN 0 ELSE 1 END FROM account "

const ov_sql ov_login_sql[] = {
    [ENTRANT_BY_ID] = {"entrant.by_id", COLUMNS "WHERE id = $1", NULL},
    [ENTRANT_BY_LOGIN] = {"entrant.by_login", COLUMNS "WHERE login = $1 AND disabled = 0", NULL},
    [ENTRANT_BY_EMAIL] = {"entrant.by_email",
                          COLUMNS "WHERE lower(email) = $1 AND disabled = 0 ORDER BY id LIMIT 4",
                          NULL},
    [ENTRANT_ROLES] = {"entrant.roles",
                       "SELECT DISTINCT role FROM mandate WHERE account_id = $1 AND ended_at IS "
                       "NULL AND (valid_from IS NULL OR valid_from <= $2) AND (valid_to IS NULL OR "
                       "valid_to >= $2)",
                       NULL},
    [ENTRANT_EMAIL] = {"entrant.email",
                       "UPDATE account SET email = $2, email_fault = NULL, row_version = "
                       "row_version + 1 WHERE id = $1",
                       NULL},
    {0}};

static const char *link_roles = "council_member, council_secretary";

static const ov_brake asking = {"asking", 60, 60 * OV_SECOND, 15 * OV_MINUTE};
static const ov_brake letters = {"letter", 2, OV_HOUR, OV_HOUR};

static ov_entrant entrant_at(const ov_rows *rows, size_t i)
{
    return (ov_entrant){.account = {.id = ov_cell_int(rows, i, 0),
                                    .login = ov_cell_text(rows, i, 1),
                                    .name = ov_cell_text(rows, i, 2),
                                    .email = ov_cell_text(rows, i, 3),
                                    .org_id = ov_cell_int(rows, i, 4),
                                    .disabled = ov_cell_int(rows, i, 5) != 0},
                        .language = ov_cell_text(rows, i, 6),
                        .has_password = ov_cell_int(rows, i, 7) != 0};
}

ov_status ov_entrant_get(ov_ctx *ctx, ov_id account_id, ov_entrant *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_login_sql[ENTRANT_BY_ID], OV_ARGS(ov_int(account_id)), &rows));
    *out = entrant_at(rows, 0);
    return OV_OK;
}

const char *ov_sign_in_fold(ov_arena *arena, const char *who)
{
    ov_str trimmed = ov_str_trim(ov_str_from(who ? who : ""));
    char *folded = ov_strndup(arena, trimmed.ptr ? trimmed.ptr : "", trimmed.len);

    for (char *p = folded; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 0x20);
    return folded;
}

ov_status ov_entrants(ov_ctx *ctx, const char *who, const ov_entrant **out, size_t *n)
{
    const char *folded = ov_sign_in_fold(ctx->arena, who);
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_login_sql[ENTRANT_BY_LOGIN], OV_ARGS(ov_text(folded)), &rows));
    if (!rows->n)
        OV_TRY(ov_select(ctx, &ov_login_sql[ENTRANT_BY_EMAIL], OV_ARGS(ov_text(folded)), &rows));
    ov_entrant *people = ov_calloc(ctx->arena, rows->n + 1, sizeof *people);
    for (size_t i = 0; i < rows->n; i++)
        people[i] = entrant_at(rows, i);
    *out = people;
    *n = rows->n;
    return OV_OK;
}

void ov_link_roles(const char *roles)
{
    link_roles = roles;
}

bool ov_role_listed(const char *roles, const char *role)
{
    ov_str rest = ov_str_from(roles);

    while (rest.len)
        if (ov_str_is(ov_str_trim(ov_str_cut(&rest, ',')), role))
            return true;
    return false;
}

ov_status ov_roles_held(ov_ctx *ctx, ov_id account_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_login_sql[ENTRANT_ROLES],
                     OV_ARGS(ov_int(account_id), ov_int(ov_stockholm_day(ctx->now))), out);
}

ov_status ov_may_use_link(ov_ctx *ctx, ov_id account_id, bool *out)
{
    const ov_rows *rows;

    OV_TRY(ov_roles_held(ctx, account_id, &rows));
    bool all = rows->n > 0;
    for (size_t i = 0; i < rows->n; i++)
        all = all && ov_role_listed(link_roles, ov_cell_text(rows, i, 0));
    *out = all;
    return OV_OK;
}

static ov_status note_one(ov_ctx *ctx, void *arg)
{
    return ov_brake_note(ctx, arg, 1);
}

ov_status ov_asking_brake(ov_ctx *ctx, const char *address)
{
    ov_braked one = {.brake = &asking,
                     .subject = ov_brake_subject(ctx->arena, &asking, "",
                                                 ov_brake_address(ctx->arena, address))};

    OV_TRY(ov_brake_check(ctx, &one, 1));
    return ov_write(ctx, note_one, &one);
}

ov_status ov_letter_allowed(ov_ctx *ctx, ov_id account_id, bool *out)
{
    const char *who = ov_printf(ctx->arena, "%lld", (long long)account_id);
    ov_braked one = {.brake = &letters, .subject = ov_brake_subject(ctx->arena, &letters, who, "")};
    ov_status status = ov_brake_check(ctx, &one, 1);

    if (status != OV_OK && status != OV_BUSY)
        return status;
    *out = one.tries < letters.free_tries;
    return *out ? ov_brake_note(ctx, &one, 1) : OV_OK;
}

ov_status ov_account_set_email(ov_ctx *ctx, const ov_account *account, const char *email)
{
    OV_TRY(ov_exec(ctx, &ov_login_sql[ENTRANT_EMAIL], OV_ARGS(ov_int(account->id), ov_text(email)),
                   NULL));
    OV_TRY(ov_account_keys(ctx, account->id, account->login, account->name, email));
    return ov_audit(
        ctx, &(ov_event){.action = "account.email",
                         .object = ov_printf(ctx->arena, "account/%lld", (long long)account->id)});
}

void ov_actor_become(ov_ctx *ctx, const ov_account *account)
{
    ctx->actor = (ov_actor){.account_id = account->id,
                            .login = account->login,
                            .name = account->name,
                            .org_id = account->org_id};
}
