/* SPDX-License-Identifier: EUPL-1.2 */
/* referral_pages.c — a party asks colleagues about provisions of its draft: whom it has asked, and
 * asking. (What those see who are asked: referral_link_pages.c.) */
#include "pages/admin/admin.h"
#include "pages/consult/round.h"
#include "pages/pages.h"

#include "auth/link.h"
#include "consult/answer/referral.h"
#include "outbox/outbox.h"
#include "view/format.h"

#include <string.h>

enum { REF_ID, REF_MESSAGE, REF_DUE, REF_SHOWS, REF_MADE, REF_BY, REF_ENDED, REF_QUESTIONS };
enum { WHO_REFERRAL, WHO_ID, WHO_NAME, WHO_EMAIL, WHO_ANSWERED };

static const ov_form_field fields[] = {
    {"mottagare", "Mottagarna", OV_INPUT_LONG_TEXT, true, 3, 8000, NULL},
    {"halsning", "Hälsningen", OV_INPUT_LONG_TEXT, false, 0, 4000, NULL},
    {"dag", "Dagen", OV_INPUT_DAY, false, 0, 0, NULL},
    {"visa", "Visa utkastet", OV_INPUT_TEXT, false, 0, 2, NULL},
    {0},
};

/* ---- What is shown ---- */

static void add_people(ov_req *req, ov_map *item, const ov_rows *people, ov_id referral)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(item, "people");

    for (size_t i = 0; i < people->n; i++) {
        ov_map *who;
        bool answered = !ov_cell_null(people, i, WHO_ANSWERED);

        if (ov_cell_int(people, i, WHO_REFERRAL) != referral)
            continue;
        who = ov_list_add(list);
        ov_map_int(who, "person_id", ov_cell_int(people, i, WHO_ID));
        ov_map_text(who, "name", ov_cell_text(people, i, WHO_NAME));
        ov_map_text(who, "email", ov_cell_text(people, i, WHO_EMAIL));
        ov_map_text(who, "tone", answered ? "done" : "none");
        ov_map_text(who, "state", ov_req_tr(req, answered ? "Har svarat" : "Skickad"));
        if (answered)
            ov_map_text(
                who, "at",
                ov_format_instant(ctx->arena, ov_cell_int(people, i, WHO_ANSWERED), ctx->lang));
    }
}

static ov_status add_sent(ov_req *req, ov_map *root, ov_id draft_id)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "sent");
    const ov_rows *rows, *people;

    OV_TRY(ov_referrals(ctx, draft_id, &rows));
    OV_TRY(ov_referral_people(ctx, draft_id, &people));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_id id = ov_cell_int(rows, i, REF_ID);

        ov_map_int(item, "id", id);
        ov_map_text(item, "made",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, REF_MADE), ctx->lang));
        ov_map_text(item, "by", ov_cell_text(rows, i, REF_BY));
        ov_map_text(item, "message", ov_cell_text(rows, i, REF_MESSAGE));
        ov_map_int(item, "questions", ov_cell_int(rows, i, REF_QUESTIONS));
        ov_map_bool(item, "one", ov_cell_int(rows, i, REF_QUESTIONS) == 1);
        ov_map_bool(item, "ended", !ov_cell_null(rows, i, REF_ENDED));
        if (!ov_cell_null(rows, i, REF_DUE))
            ov_map_text(
                item, "due",
                ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, i, REF_DUE), ctx->lang));
        add_people(req, item, people, id);
    }
    ov_map_bool(root, "has_sent", rows->n > 0);
    return OV_OK;
}

static bool chosen(const ov_referral_new *what, ov_id question)
{
    for (size_t i = 0; i < what->n_questions; i++)
        if (what->questions[i] == question)
            return true;
    return false;
}

/* what: as posted, with form; else NULL. */
static ov_status show(ov_req *req, const ov_consultation *c, ov_form *form,
                      const ov_referral_new *what)
{

    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "referral");
    ov_map *root = ov_view_root(view);
    const char *asked = ov_req_query(req, "n");
    int64_t wanted = 0;
    const ov_rows *draft;
    ov_list *list;
    ov_id draft_id;

    OV_TRY(ov_draft_own(ctx, c->id, ctx->actor.org_id, &draft_id));
    OV_TRY(ov_draft_rows(ctx, c, draft_id, &draft));
    if (asked && ov_parse_int(ov_str_from(asked), &wanted) != OV_OK)
        wanted = 0;
    ov_round_model(req, view, c, true);
    ov_view_needs_token(view);
    ov_view_title(view,
                  form ? ov_req_tr(req, "Fel: Internremiss") : ov_req_tr(req, "Internremiss"));
    ov_view_crumb(view, ov_req_tr(req, "Svara"),
                  ov_req_path(req, "/remiss/%lld/svara", (long long)c->id));
    ov_view_crumb(view, ov_req_tr(req, "Internremiss"), NULL);
    ov_map_text(root, "action", ov_req_path(req, "/remiss/%lld/internremiss", (long long)c->id));
    ov_map_bool(root, "done", !form && ov_req_query(req, "gjort"));
    OV_TRY(add_sent(req, root, draft_id));
    list = ov_map_list(root, "questions");
    for (size_t i = 0; i < draft->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_id id = ov_cell_int(draft, i, OV_DRAFT_QUESTION);
        const char *title = ov_cell_text(draft, i, OV_DRAFT_TITLE);

        ov_map_int(item, "question", id);
        ov_map_text(item, "title",
                    title ? title
                          : ov_question_title(ctx->arena, ov_cell_text(draft, i, OV_DRAFT_NUMBER),
                                              ov_cell_text(draft, i, OV_DRAFT_HEADING)));
        ov_map_bool(item, "chosen",
                    what ? chosen(what, id) : wanted == ov_cell_int(draft, i, OV_DRAFT_N));
    }
    ov_map_bool(root, "wanted_draft", form && *ov_form_text(form, "visa"));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* ---- Asking ---- */

typedef struct asking {
    const ov_consultation *c;
    ov_referral_new what;
    ov_mail *mails; /* one for each person */
    const char *back;
} asking;

/* "Anna Ek <anna.ek@kommun.example>", or the address alone: one a line. */
static bool read_person(ov_arena *arena, ov_str line, ov_referral_person *out)
{
    ov_str name = line, address = line;

    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == '<') {
            name = ov_str_trim((ov_str){line.ptr, i});
            address = (ov_str){line.ptr + i + 1, line.len - i - 1};
            if (address.len && address.ptr[address.len - 1] == '>')
                address.len--;
            break;
        }
    out->email = ov_str_z(arena, ov_str_trim(address));
    out->name = name.len ? ov_str_z(arena, name) : out->email;
    out->token = ov_link_token(arena);
    return ov_mail_address_ok(out->email) && strlen(out->name) <= 200;
}

static void read_people(ov_req *req, ov_form *form, ov_referral_new *what)
{
    ov_arena *arena = ov_req_arena(req);
    ov_referral_person *people = ov_calloc(arena, OV_REFERRAL_PEOPLE, sizeof *people);
    ov_str rest = ov_str_from(ov_form_text(form, "mottagare"));

    what->people = people;
    while (rest.len) {
        ov_str line = ov_str_trim(ov_str_cut(&rest, '\n'));

        if (!line.len)
            continue;
        if (what->n_people == OV_REFERRAL_PEOPLE) {
            ov_form_error(form, "mottagare", "Skriv högst %d mottagare åt gången.",
                          OV_REFERRAL_PEOPLE);
            return;
        }
        if (!read_person(arena, line, &people[what->n_people++])) {
            ov_form_error(
                form, "mottagare",
                "Raden ”%s” har ingen e-postadress. Skriv en mottagare på varje rad: Namn "
                "<adress>.",
                ov_str_z(arena, line));
            return;
        }
    }
    if (!what->n_people && !ov_form_fault(form, "mottagare"))
        ov_form_error(form, "mottagare", "Skriv minst en mottagare.");
}

/* The mail with the link; inner days never block, so it says when an answer is wanted. */
static ov_status write_mail(ov_req *req, const ov_consultation *c, const ov_referral_new *what,
                            const ov_referral_person *p, ov_mail *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *values = ov_map_new(ctx->arena);
    const char *subject, *body;

    ov_map_text(values, "name", p->name);
    ov_map_text(values, "by", ctx->actor.name);
    ov_map_text(values, "org", ctx->actor.org_name);
    ov_map_text(values, "round", c->title);
    ov_map_text(values, "message", what->message);
    if (what->due != OV_NO_DAY)
        ov_map_text(values, "due", ov_format_day(ctx->arena, what->due, "sv"));
    ov_map_text(values, "link",
                ov_printf(ctx->arena, "%s/internremiss/%s", ov_req_site_url(req), p->token));
    OV_TRY(ov_req_mail_text(req, "referral", "sv", values, &subject, &body));
    *out = (ov_mail){.kind = "consultation.referral",
                     .object = ov_printf(ctx->arena, "consultation/%lld", (long long)c->id),
                     .to = p->email,
                     .to_name = strcmp(p->name, p->email) ? p->name : NULL,
                     .org_id = ctx->actor.org_id,
                     .lang = "sv",
                     .subject = subject,
                     .body = body,
                     .secret = true};
    return OV_OK;
}

static ov_status send_all(ov_ctx *ctx, void *arg, const char **location)
{
    const asking *a = arg;
    ov_id draft_id, id;

    OV_TRY(ov_draft_begin(ctx, a->c->id, ctx->actor.org_id, &draft_id));
    OV_TRY(ov_referral_add(ctx, draft_id, &a->what, &id));
    for (size_t i = 0; i < a->what.n_people; i++)
        OV_TRY(ov_mail_add(ctx, &a->mails[i], NULL));
    *location = a->back;
    return OV_OK;
}

static ov_status ask(ov_req *req, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_form *form = ov_form_read(req, fields);
    asking a = {.c = c,
                .what = {.message = ov_form_text(form, "halsning"),
                         .due = *ov_form_text(form, "dag") ? ov_form_day(form, "dag") : OV_NO_DAY,
                         .shows_draft = *ov_form_text(form, "visa") != '\0'},
                .back = ov_req_path(req, "/remiss/%lld/internremiss?gjort=1", (long long)c->id)};
    ov_status status;

    read_people(req, form, &a.what);
    a.what.questions = ov_admin_ids(req, "fraga[]", &a.what.n_questions);
    if (!a.what.n_questions)
        ov_form_error(form, "fraga", "Välj minst en bestämmelse att fråga om.");
    if (!ov_form_ok(form))
        return show(req, c, form, &a.what);
    a.mails = ov_calloc(ctx->arena, a.what.n_people, sizeof *a.mails);
    for (size_t i = 0; i < a.what.n_people; i++)
        OV_TRY(write_mail(req, c, &a.what, &a.what.people[i], &a.mails[i]));
    status = ov_req_once(req, send_all, &a);
    if (status != OV_INVALID)
        return status;
    ov_form_error(form, "fraga", "Välj bestämmelser i den här remissen.");
    return show(req, c, form, &a.what);
}

/* ---- Ending, and a new link ---- */

typedef struct change {
    const ov_consultation *c;
    ov_id id, person_id;
    const ov_referral_person *person; /* with a new token; NULL: end it all */
    ov_mail mail;
    const char *back;
} change;

static ov_status carry_out(ov_ctx *ctx, void *arg, const char **location)
{
    const change *x = arg;

    *location = x->back;
    if (!x->person)
        return ov_referral_end(ctx, x->id);
    OV_TRY(ov_referral_renew(ctx, x->id, x->person_id, x->person->token));
    return ov_mail_add(ctx, &x->mail, NULL);
}

/* The row of a referral of the own draft; OV_NOT_FOUND: another's. */
static ov_status own_referral(ov_ctx *ctx, const ov_consultation *c, ov_id id, const ov_rows **rows,
                              size_t *i, ov_id *draft_id)
{
    OV_TRY(ov_draft_own(ctx, c->id, ctx->actor.org_id, draft_id));
    OV_TRY(ov_referrals(ctx, *draft_id, rows));
    for (*i = 0; *i < (*rows)->n; (*i)++)
        if (ov_cell_int(*rows, *i, REF_ID) == id)
            return OV_OK;
    return ov_fail(&ctx->err, OV_NOT_FOUND, "no such referral of this party");
}

static ov_status renew(ov_req *req, change *x, const ov_rows *rows, size_t i, ov_id draft_id)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_referral_new what = {
        .message = ov_cell_text(rows, i, REF_MESSAGE),
        .due = ov_cell_null(rows, i, REF_DUE) ? OV_NO_DAY : (ov_day)ov_cell_int(rows, i, REF_DUE)};
    ov_referral_person *p = ov_calloc(ctx->arena, 1, sizeof *p);
    const ov_rows *people;

    OV_TRY(ov_referral_people(ctx, draft_id, &people));
    for (size_t k = 0; k < people->n; k++) {
        if (ov_cell_int(people, k, WHO_ID) != x->person_id ||
            ov_cell_int(people, k, WHO_REFERRAL) != x->id)
            continue;
        *p = (ov_referral_person){.name = ov_cell_text(people, k, WHO_NAME),
                                  .email = ov_cell_text(people, k, WHO_EMAIL),
                                  .token = ov_link_token(ctx->arena)};
        OV_TRY(write_mail(req, x->c, &what, p, &x->mail));
        x->person = p;
        return ov_req_once(req, carry_out, x);
    }
    return ov_fail(&ctx->err, OV_NOT_FOUND, "nobody of that number was asked");
}

static ov_status alter(ov_req *req, const ov_consultation *c, const char *what)
{
    static const ov_form_field numbers[] = {
        {"id", "Internremissen", OV_INPUT_INT, true, 1, INT64_MAX, NULL},
        {"person", "Personen", OV_INPUT_INT, false, 1, INT64_MAX, NULL},
        {0}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_form *form = ov_form_read(req, numbers);
    change x = {.c = c,
                .id = ov_form_int(form, "id"),
                .person_id = ov_form_int(form, "person"),
                .back = ov_req_path(req, "/remiss/%lld/internremiss?gjort=1", (long long)c->id)};
    const ov_rows *rows;
    ov_id draft_id;
    size_t i;

    OV_TRY(own_referral(ctx, c, x.id, &rows, &i, &draft_id));
    if (!strcmp(what, "lank"))
        return renew(req, &x, rows, i, draft_id);
    return ov_req_once(req, carry_out, &x);
}

/* GET, POST /remiss/:id/internremiss — for those who write the party's answer. */
ov_status ov_page_referral(ov_req *req)
{
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");
    ov_consultation c;
    ov_status may;

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &c));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &c, NULL, NULL);
    may = ov_round_may(req, OV_MAY_ANSWER, &c);
    if (may == OV_CONFLICT)
        return ov_round_refuse(req, &c);
    OV_TRY(may);
    if (what && (!strcmp(what, "avsluta") || !strcmp(what, "lank")))
        return alter(req, &c, what);
    return ask(req, &c);
}
