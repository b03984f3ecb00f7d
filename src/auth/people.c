/* SPDX-License-Identifier: EUPL-1.2 */
/* people.c — the persons of an organisation: who they are, and whose hand may change them. */
#include "auth/people_sql.h"

#include "audit/audit.h"
#include "auth/auth_sql.h"
#include "util/date.h"
#include "util/stem.h"

#include <string.h>

/* ---- Who may change what ---- */

ov_status ov_people_refuse(ov_ctx *ctx, ov_manager *manager, ov_status status, ov_people_no no)
{
    manager->no = no;
    return ov_fail(&ctx->err, status, "people: refused, reason %d", (int)no);
}

ov_status ov_people_still(ov_ctx *ctx, ov_manager *manager)
{
    const char *role = manager->first ? "administrator" : "organisation_administrator";
    int64_t held;

    manager->no = OV_NO_NOTHING;
    if (ctx->actor.is_system)
        return OV_OK;
    if (!manager->first && !manager->org_id)
        return ov_people_refuse(ctx, manager, OV_DENIED, OV_NO_RIGHT);
    OV_TRY(ov_select_int(ctx, &ov_people_sql[MANDATE_HOLDS],
                         OV_ARGS(ov_int(ctx->actor.account_id), ov_text(role),
                                 ov_int(manager->first ? 0 : manager->org_id),
                                 ov_int(ov_stockholm_day(ctx->now))),
                         0, &held));
    return held ? OV_OK : ov_people_refuse(ctx, manager, OV_DENIED, OV_NO_RIGHT);
}

ov_status ov_people_event(ov_ctx *ctx, const ov_manager *manager, const char *action,
                          ov_id account_id)
{
    const char *role = ctx->actor.is_system ? "system"
                       : manager->first     ? "administrator"
                                            : "organisation_administrator";

    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "account/%lld", (long long)account_id),
                         .role = role});
}

/* The last day of an unbroken row of days, from today on, on which somebody holds the role. */
static ov_status covered(ov_ctx *ctx, const char *role, ov_id org_id, ov_day *out)
{
    ov_day last = ov_stockholm_day(ctx->now) - 1;
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_people_sql[ADMINISTRATED],
                     OV_ARGS(ov_text(role), ov_int(org_id), ov_int(last + 1)), &rows));
    for (size_t i = 0; i < rows->n; i++) {
        int64_t from = ov_cell_null(rows, i, 0) ? INT32_MIN : ov_cell_int(rows, i, 0);
        int64_t to = ov_cell_null(rows, i, 1) ? INT32_MAX : ov_cell_int(rows, i, 1);

        if (from <= (int64_t)last + 1 && to > last)
            last = (ov_day)to;
    }
    *out = last;
    return OV_OK;
}

ov_status ov_cover_read(ov_ctx *ctx, ov_id org_id, ov_cover *out)
{
    ov_cover cover = {.org = INT32_MIN};

    OV_TRY(covered(ctx, "administrator", 0, &cover.portal));
    if (org_id)
        OV_TRY(covered(ctx, "organisation_administrator", org_id, &cover.org));
    *out = cover;
    return OV_OK;
}

ov_status ov_cover_keep(ov_ctx *ctx, ov_manager *manager, ov_id org_id, const ov_cover *before)
{
    bool own = !manager->first && !ctx->actor.is_system;
    ov_cover after;

    OV_TRY(ov_cover_read(ctx, own ? org_id : 0, &after));
    if (after.portal < before->portal || (own && org_id && after.org < before->org))
        return ov_people_refuse(ctx, manager, OV_DENIED, OV_NO_LAST);
    return OV_OK;
}

/* ---- Reading ---- */

/* The columns of PERSON. */
enum {
    P_ID,
    P_LOGIN,
    P_NAME,
    P_EMAIL,
    P_TITLE,
    P_ORG,
    P_ORG_CODE,
    P_ORG_NAME,
    P_DISABLED,
    P_PASSWORD,
    P_FAULT,
    P_CREATED,
    P_INVITED,
    P_SIGNED_IN,
    P_VERSION
};

static ov_person person_of(const ov_rows *rows, size_t i)
{
    return (ov_person){.id = ov_cell_int(rows, i, P_ID),
                       .login = ov_cell_text(rows, i, P_LOGIN),
                       .name = ov_cell_text(rows, i, P_NAME),
                       .email = ov_cell_text(rows, i, P_EMAIL),
                       .title = ov_cell_text(rows, i, P_TITLE),
                       .org_id = ov_cell_int(rows, i, P_ORG),
                       .org_code = ov_cell_text(rows, i, P_ORG_CODE),
                       .org_name = ov_cell_text(rows, i, P_ORG_NAME),
                       .disabled = ov_cell_int(rows, i, P_DISABLED) != 0,
                       .has_password = ov_cell_int(rows, i, P_PASSWORD) != 0,
                       .email_fault = ov_cell_text(rows, i, P_FAULT),
                       .created_at = ov_cell_int(rows, i, P_CREATED),
                       .invited_at = ov_cell_int(rows, i, P_INVITED),
                       .last_sign_in = ov_cell_int(rows, i, P_SIGNED_IN),
                       .row_version = ov_cell_int(rows, i, P_VERSION)};
}

ov_status ov_person_get(ov_ctx *ctx, ov_id id, ov_person *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_people_sql[PERSON_GET], OV_ARGS(ov_int(id)), &rows));
    *out = person_of(rows, 0);
    return OV_OK;
}

ov_status ov_person_by_email(ov_ctx *ctx, const char *email, ov_person *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_people_sql[PERSON_BY_EMAIL], OV_ARGS(ov_text(email)), &rows));
    *out = person_of(rows, 0);
    return OV_OK;
}

/* The words of a text in small letters, with sep around each. Owns: arena. */
static const char *words_of(ov_ctx *ctx, const char *text, const char *sep)
{
    const char *joined = sep;
    const ov_word *words;
    ov_str nfc;
    size_t n;

    if (ov_utf8_nfc(ctx->arena, ov_str_from(text), &nfc) != OV_OK)
        return joined;
    words = ov_words(ctx->arena, nfc, &n);
    for (size_t i = 0; i < n && i < 64; i++)
        joined = ov_printf(ctx->arena, "%s%.*s%s", joined, (int)words[i].folded.len,
                           words[i].folded.ptr, sep);
    return joined;
}

ov_status ov_people(ov_ctx *ctx, const ov_people_query *query, const ov_person **out, size_t *n,
                    int64_t *total)
{
    const char *pattern = words_of(ctx, query->find ? query->find : "", "%");
    int64_t limit = query->limit > 0 && query->limit < 500 ? query->limit : 500;
    ov_person *people;
    const ov_rows *rows;
    int64_t all;

    OV_TRY(ov_select_int(ctx, &ov_people_sql[PEOPLE_COUNT],
                         OV_ARGS(ov_int(query->org_id), ov_text(pattern)), 0, &all));
    OV_TRY(ov_select(
        ctx, &ov_people_sql[PEOPLE],
        OV_ARGS(ov_int(query->org_id), ov_text(pattern), ov_int(limit), ov_int(query->offset)),
        &rows));
    people = ov_calloc(ctx->arena, rows->n + 1, sizeof *people);
    for (size_t i = 0; i < rows->n; i++)
        people[i] = person_of(rows, i);
    *out = people;
    *n = rows->n;
    if (total)
        *total = all;
    return OV_OK;
}

ov_status ov_person_in(ov_ctx *ctx, ov_id id, ov_id org_id, bool *out)
{
    int64_t found;

    OV_TRY(ov_select_int(ctx, &ov_people_sql[PERSON_IN_ORG], OV_ARGS(ov_int(id), ov_int(org_id)), 0,
                         &found));
    *out = found != 0;
    return OV_OK;
}

ov_status ov_person_reached(ov_ctx *ctx, const ov_manager *manager, const ov_person *person,
                            bool *out)
{
    const ov_day today = ov_stockholm_day(ctx->now);
    bool reached = manager->first ? false : person->org_id == manager->org_id;
    const ov_held *held;
    size_t n;

    if (ctx->actor.is_system) {
        *out = true;
        return OV_OK;
    }
    OV_TRY(ov_person_mandates(ctx, person->id, 0, &held, &n));
    for (size_t i = 0; i < n; i++) {
        bool mine = ov_role_given_by(manager, held[i].role) &&
                    (manager->first || held[i].org_id == manager->org_id);

        if (manager->first && mine && strcmp(held[i].role, "auditor") != 0)
            reached = true;
        if (!mine && ov_held_on(&held[i], today) != OV_HELD_PAST) {
            reached = false;
            break;
        }
    }
    *out = reached;
    return OV_OK;
}

/* ---- Writing ---- */

ov_status ov_account_keys(ov_ctx *ctx, ov_id id, const char *login, const char *name,
                          const char *email)
{
    const char *all = ov_printf(ctx->arena, "%s %s %s", name, email ? email : "", login);

    return ov_exec(ctx, &ov_people_sql[PERSON_KEYS],
                   OV_ARGS(ov_int(id), ov_text(ov_sort_key(ctx->arena, name)),
                           ov_text(words_of(ctx, all, " "))),
                   NULL);
}

/* Without a login of its own an account needs an address of its own. */
static ov_status check_email(ov_ctx *ctx, ov_manager *manager, const char *email)
{
    bool here = manager->first;
    ov_person known;
    ov_status status = ov_person_by_email(ctx, email, &known);

    if (status != OV_OK)
        return status == OV_NOT_FOUND ? OV_OK : status;
    if (!here)
        OV_TRY(ov_person_in(ctx, known.id, manager->org_id, &here));
    return ov_people_refuse(ctx, manager, OV_CONFLICT, here ? OV_NO_HERE : OV_NO_ELSEWHERE);
}

/* A login that is somebody's address would be found before its owner. */
static ov_status check_login(ov_ctx *ctx, ov_manager *manager, const char *login)
{
    const char *folded;
    ov_person known;

    if (!strchr(login, '@') || ov_login_fold(ctx->arena, login, &folded) != OV_OK)
        return OV_OK;
    ov_status status = ov_person_by_email(ctx, folded, &known);

    if (status == OV_OK)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_TAKEN);
    return status == OV_NOT_FOUND ? OV_OK : status;
}

ov_status ov_person_add(ov_ctx *ctx, ov_manager *manager, const ov_person *person, ov_id *id)
{
    const char *login = person->login ? person->login : person->email;
    ov_account known;
    ov_id added;

    OV_TRY(ov_people_still(ctx, manager));
    if (!manager->first && person->org_id != manager->org_id && !ctx->actor.is_system)
        return ov_people_refuse(ctx, manager, OV_DENIED, OV_NO_RIGHT);
    OV_TRY(person->login ? check_login(ctx, manager, person->login)
                         : check_email(ctx, manager, person->email));
    ov_status status = ov_account_by_login(ctx, login, &known);

    if (status == OV_OK)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_TAKEN);
    if (status != OV_NOT_FOUND)
        return status;
    OV_TRY(ov_account_add(
        ctx,
        &(ov_account){
            .login = login, .name = person->name, .email = person->email, .org_id = person->org_id},
        "", &added));
    if (person->title)
        OV_TRY(ov_exec(ctx, &ov_people_sql[PERSON_CHANGE],
                       OV_ARGS(ov_int(added), ov_int(1), ov_text(person->name),
                               ov_text(person->title), ov_text(person->email)),
                       NULL));
    *id = added;
    return OV_OK;
}

/* The person as it is now, when this manager may change the account. */
static ov_status reach(ov_ctx *ctx, ov_manager *manager, ov_id id, ov_person *out)
{
    bool reached;

    OV_TRY(ov_people_still(ctx, manager));
    OV_TRY(ov_person_get(ctx, id, out));
    OV_TRY(ov_person_reached(ctx, manager, out, &reached));
    return reached ? OV_OK : ov_people_refuse(ctx, manager, OV_DENIED, OV_NO_OUTSIDE);
}

ov_status ov_person_check(ov_ctx *ctx, ov_manager *manager, ov_id id)
{
    ov_person now;

    return reach(ctx, manager, id, &now);
}

ov_status ov_person_change(ov_ctx *ctx, ov_manager *manager, const ov_person *person)
{
    ov_person now;
    int64_t changed;

    OV_TRY(reach(ctx, manager, person->id, &now));
    OV_TRY(ov_exec(ctx, &ov_people_sql[PERSON_CHANGE],
                   OV_ARGS(ov_int(person->id), ov_int(person->row_version), ov_text(person->name),
                           ov_text(person->title), ov_text(person->email)),
                   &changed));
    if (!changed)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_STALE);
    OV_TRY(ov_account_keys(ctx, person->id, now.login, person->name, person->email));
    return ov_people_event(ctx, manager, "person.changed", person->id);
}

ov_status ov_person_disable(ov_ctx *ctx, ov_manager *manager, ov_id id, bool disabled,
                            int64_t row_version)
{
    ov_id org_id = manager->first ? 0 : manager->org_id;
    ov_cover before;
    ov_person now;
    int64_t changed;

    OV_TRY(reach(ctx, manager, id, &now));
    OV_TRY(ov_cover_read(ctx, org_id, &before));
    OV_TRY(ov_exec(ctx, &ov_people_sql[PERSON_DISABLE], OV_ARGS(ov_int(id), ov_int(row_version)),
                   &changed));
    if (!changed)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_STALE);
    if (ov_account_disable(ctx, id, disabled) != OV_OK)
        return ctx->err.status == OV_DENIED ? ov_people_refuse(ctx, manager, OV_DENIED, OV_NO_LAST)
                                            : ctx->err.status;
    return disabled ? ov_cover_keep(ctx, manager, org_id, &before) : OV_OK;
}

ov_status ov_person_invited(ov_ctx *ctx, ov_manager *manager, ov_id id, bool withdrawn)
{
    ov_person now;

    OV_TRY(reach(ctx, manager, id, &now));
    OV_TRY(ov_exec(ctx, &ov_people_sql[PERSON_INVITED],
                   OV_ARGS(ov_int(id), withdrawn ? ov_null() : ov_int(ctx->now)), NULL));
    return ov_people_event(ctx, manager, withdrawn ? "person.uninvited" : "person.invited", id);
}
