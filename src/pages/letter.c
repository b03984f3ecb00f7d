/* SPDX-License-Identifier: EUPL-1.2 */
/* letter.c — writes mail about accounts; asking for it tells nobody who has one. */
#include "pages/letter.h"

#include "auth/identity.h"
#include "outbox/outbox.h"
#include "register/register.h"
#include "util/clock.h"
#include "view/format.h"

#include <string.h>
#include <time.h>

/* Asking takes so long whether or not somebody gets mail: longer than storing it does. */
#define PACE 60000 /* microseconds */

enum { WAITING_MOST = 3, HOUR_MOST = 5 };

static const char *language(const ov_letter *letter)
{
    return letter->to.language ? letter->to.language : "sv";
}

ov_status ov_letter_write(ov_req *req, ov_letter *letter)
{
    ov_arena *arena = ov_req_arena(req);
    ov_map *values = letter->values ? letter->values : ov_map_new(arena);

    ov_map_text(values, "name", letter->to.account.name);
    ov_map_text(values, "login", letter->to.account.login);
    letter->link.account_id = letter->to.account.id;
    if (letter->link.purpose) {
        letter->token = ov_link_token(arena);
        ov_map_text(values, "link",
                    ov_printf(arena, "%s%s", ov_req_site_url(req),
                              ov_link_path(arena, letter->link.purpose, letter->token)));
        ov_map_text(values, "until",
                    ov_format_instant(arena,
                                      ov_req_ctx(req)->now + ov_link_life(letter->link.purpose),
                                      language(letter)));
    }
    return ov_req_mail_text(req, letter->name, language(letter), values, &letter->subject,
                            &letter->body);
}

ov_status ov_letter_send(ov_ctx *ctx, const ov_letter *letter)
{
    const ov_account *account = &letter->to.account;
    const char *token = letter->token;
    ov_mail mail = {.kind = ov_printf(ctx->arena, "account.%s", letter->name),
                    .object = ov_printf(ctx->arena, "account/%lld", (long long)account->id),
                    .to = letter->email ? letter->email : account->email,
                    .to_name = account->name,
                    .account_id = account->id,
                    .org_id = account->org_id,
                    .lang = language(letter),
                    .subject = letter->subject,
                    .body = letter->body};

    if (!mail.to)
        return ov_fail(&ctx->err, OV_INVALID, "the account has no e-mail address");
    if (token) {
        OV_TRY(ov_link_make(ctx, &letter->link, &token));
        mail.secret = true;
        mail.give_up_at = ctx->now + ov_link_life(letter->link.purpose);
    }
    return ov_mail_add(ctx, &mail, NULL);
}

/* ---- What administrators send ---- */

ov_status ov_letter_roles(ov_req *req, ov_id account_id, const char *lang, ov_map *values)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *was = ctx->lang, *text = NULL;
    const ov_rows *held;
    ov_organisation org;
    ov_entrant who;

    OV_TRY(ov_entrant_get(ctx, account_id, &who));
    OV_TRY(ov_roles_held(ctx, account_id, &held));
    ctx->lang = lang;
    for (size_t i = 0; i < held->n; i++) {
        const char *title = ov_role_title(ov_cell_text(held, i, 0));

        if (title)
            text = ov_printf(ctx->arena, "%s%s%s", text ? text : "", text ? ", " : "",
                             ov_req_tr(req, title));
    }
    ctx->lang = was;
    if (text)
        ov_map_text(values, "roles", text);
    if (who.account.org_id && ov_organisation_get(ctx, who.account.org_id, &org) == OV_OK)
        ov_map_text(values, "org", org.name);
    return OV_OK;
}

static void name_sender(ov_req *req, ov_map *values)
{
    const ov_actor *actor = &ov_req_ctx(req)->actor;

    if (!actor->account_id)
        return;
    ov_map_text(values, "by", actor->name);
    if (actor->org_name)
        ov_map_text(values, "by_org", actor->org_name);
}

static ov_status from_administrator(ov_req *req, ov_id account_id, ov_letter *out)
{
    OV_TRY(ov_entrant_get(ov_req_ctx(req), account_id, &out->to));
    out->values = ov_map_new(ov_req_arena(req));
    name_sender(req, out->values);
    return OV_OK;
}

ov_status ov_letter_invitation(ov_req *req, ov_id account_id, ov_letter *out)
{
    ov_letter letter = {
        .name = "invitation",
        .link = {.purpose = OV_LINK_INVITE, .made_by = ov_req_ctx(req)->actor.account_id}};

    OV_TRY(from_administrator(req, account_id, &letter));
    OV_TRY(ov_letter_roles(req, account_id, language(&letter), letter.values));
    OV_TRY(ov_letter_write(req, &letter));
    *out = letter;
    return OV_OK;
}

ov_status ov_letter_factor_reset(ov_req *req, ov_id account_id, ov_letter *out)
{
    ov_letter letter = {.name = "factor_reset"};

    OV_TRY(from_administrator(req, account_id, &letter));
    OV_TRY(ov_letter_write(req, &letter));
    *out = letter;
    return OV_OK;
}

/* ---- What anybody can ask for ---- */

typedef struct asked {
    ov_letter letters[OV_ENTRANTS_MOST];
    size_t n;
    const char *purpose;
} asked;

static ov_status send_one(ov_ctx *ctx, const asked *a, const ov_letter *letter)
{
    ov_id id = letter->to.account.id;
    int64_t waiting, last_hour;
    bool allowed;

    if (!letter->token) {
        OV_TRY(ov_letter_allowed(ctx, id, &allowed));
        return allowed ? ov_letter_send(ctx, letter) : OV_OK;
    }
    OV_TRY(ov_link_count(ctx, id, a->purpose, &waiting, &last_hour));
    if (waiting >= WAITING_MOST || last_hour >= HOUR_MOST)
        return OV_OK; /* what was sent is on its way; nobody's mailbox is filled from here */
    return ov_letter_send(ctx, letter);
}

static ov_status send_all(ov_ctx *ctx, void *arg)
{
    const asked *a = arg;

    for (size_t i = 0; i < a->n; i++)
        OV_TRY(send_one(ctx, a, &a->letters[i]));
    return OV_OK;
}

/* Does the person sign in at an identity provider, and in no other way? Then a mailbox alone makes
 * no password. */
static ov_status only_elsewhere(ov_ctx *ctx, const ov_entrant *who, bool *out)
{
    const ov_rows *identities;

    OV_TRY(ov_identities_of(ctx, who->account.id, &identities));
    *out = !who->has_password && identities->n > 0;
    return OV_OK;
}

/* Who may not sign in by link alone is told how it is done instead. */
static ov_status write_for(ov_req *req, const ov_entrant *who, const char *purpose,
                           const char *target, ov_letter *out)
{
    ov_letter letter = {.name = "reset", .to = *who, .values = ov_map_new(ov_req_arena(req))};
    bool by_link, elsewhere;

    OV_TRY(ov_may_use_link(ov_req_ctx(req), who->account.id, &by_link));
    OV_TRY(only_elsewhere(ov_req_ctx(req), who, &elsewhere));
    ov_map_bool(letter.values, "elsewhere", elsewhere);
    ov_map_bool(letter.values, "by_link", by_link);
    ov_map_bool(letter.values, "has_password", who->has_password);
    bool login = strcmp(purpose, OV_LINK_LOGIN) == 0;
    bool sends_link = by_link || (!login && !elsewhere);

    if (login && sends_link)
        letter.name = "login_link";
    else if (!sends_link)
        letter.name = "login_other";
    if (sends_link)
        letter.link = (ov_link){.purpose = purpose, .target = target};
    OV_TRY(ov_letter_write(req, &letter));
    *out = letter;
    return OV_OK;
}

static void keep_pace(int64_t began)
{
    int64_t left = PACE - (ov_ticks() - began);

    if (left > 0)
        (void)nanosleep(&(struct timespec){.tv_nsec = left * 1000}, NULL);
}

static ov_status ask(ov_req *req, const char *who, asked *a, const char *target)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_entrant *people;
    size_t n;

    OV_TRY(ov_entrants(ctx, who, &people, &n));
    for (size_t i = 0; i < n && a->n < OV_ENTRANTS_MOST; i++)
        if (ov_mail_address_ok(people[i].account.email))
            OV_TRY(write_for(req, &people[i], a->purpose, target, &a->letters[a->n++]));
    return a->n ? ov_write(ctx, send_all, a) : OV_OK;
}

ov_status ov_letters_ask(ov_req *req, const char *who, const char *purpose, const char *target)
{
    asked *a = ov_calloc(ov_req_arena(req), 1, sizeof *a);
    int64_t began = ov_ticks();

    a->purpose = purpose;
    OV_TRY(ov_asking_brake(ov_req_ctx(req), ov_req_http(req)->remote_addr));
    ov_status status = ask(req, who, a, target);
    keep_pace(began);
    return status;
}
