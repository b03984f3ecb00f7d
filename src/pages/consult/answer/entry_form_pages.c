/* SPDX-License-Identifier: EUPL-1.2 */
/* entry_form_pages.c — what a registered answer says: every question on one page, the original as a
 * file, and sending it. */
#include "pages/pages.h"
#include "pages/consult/answer/entry.h"
#include "pages/consult/answer/files.h"
#include "pages/consult/answer/respond.h"
#include "pages/consult/round.h"

#include "auth/link.h"
#include "consult/compilation/compilation.h"
#include "outbox/outbox.h"
#include "register/register.h"
#include "view/format.h"

#include <string.h>

enum { COMMENT_MOST = 20000, SCALES = 8 };
#define FILE_FIELD "fil"

typedef struct entry_page {
    ov_consultation c;
    ov_entry entry;
    const ov_rows *draft;
    struct {
        ov_id id;
        const ov_rows *grades;
    } scales[SCALES];
    size_t n_scales;
    const char *path; /* of the page itself */
} entry_page;

static ov_status load(ov_req *req, entry_page *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id id;

    OV_TRY(ov_round_of(req, &p->c));
    OV_TRY(ov_req_arg_id(req, "utkast", &id));
    OV_TRY(ov_entry_get(ctx, p->c.id, id, &p->entry));
    OV_TRY(ov_draft_rows(ctx, &p->c, id, &p->draft));
    p->path = ov_req_path(req, "/remiss/%lld/registrera/%lld", (long long)p->c.id, (long long)id);
    return OV_OK;
}

/* The grades or choices of question i; NULL: it has none. Read once a scale. */
static ov_status grades_of(ov_ctx *ctx, entry_page *p, size_t i, const ov_rows **out)
{
    ov_id scale = ov_cell_int(p->draft, i, OV_DRAFT_SCALE);

    *out = NULL;
    if (!scale)
        return OV_OK;
    for (size_t k = 0; k < p->n_scales; k++)
        if (p->scales[k].id == scale) {
            *out = p->scales[k].grades;
            return OV_OK;
        }
    OV_TRY(ov_scale_grades(ctx, scale, out));
    if (p->n_scales < SCALES) {
        p->scales[p->n_scales].id = scale;
        p->scales[p->n_scales++].grades = *out;
    }
    return OV_OK;
}

/* ---- The page ---- */

/* What was posted for question n, else NULL. */
static const char *posted(const ov_req *req, const char *field, int64_t n)
{
    return ov_pairs_get(&ov_req_http(req)->form,
                        ov_printf(ov_req_http(req)->arena, "%s-%lld", field, (long long)n));
}

/* again: the form comes back, so that what was posted stands in the fields. */
static ov_status add_question(ov_req *req, ov_map *item, entry_page *p, size_t i, bool again)
{
    ov_ctx *ctx = ov_req_ctx(req);
    int64_t n = ov_cell_int(p->draft, i, OV_DRAFT_N);
    const char *number = ov_cell_text(p->draft, i, OV_DRAFT_NUMBER);
    const char *heading = ov_cell_text(p->draft, i, OV_DRAFT_HEADING);
    const char *title = ov_cell_text(p->draft, i, OV_DRAFT_TITLE);
    const char *grade = again ? posted(req, "betyg", n) : NULL;
    const char *comment = again ? posted(req, "kommentar", n) : NULL;
    const char *wording = again ? posted(req, "lydelse", n) : NULL;
    bool is_file = !strcmp(ov_cell_text(p->draft, i, OV_DRAFT_KIND), "file");
    const ov_rows *grades;

    if (!grade)
        grade = ov_cell_text(p->draft, i, OV_DRAFT_GRADE);
    ov_map_int(item, "n", n);
    ov_map_text(item, "title",
                !number && !heading && title ? title
                                             : ov_question_title(ctx->arena, number, heading));
    ov_map_text(item, "asks", number || heading ? title : NULL);
    ov_map_text(item, "comment", comment ? comment : ov_cell_text(p->draft, i, OV_DRAFT_COMMENT));
    ov_map_bool(item, "has_wording", !strcmp(ov_cell_text(p->draft, i, OV_DRAFT_KIND), "wording"));
    if (!wording)
        wording = ov_cell_text(p->draft, i, OV_DRAFT_WORDING);
    ov_map_text(item, "wording", wording ? wording : "");
    ov_map_int(item, "row_version", ov_cell_int(p->draft, i, OV_DRAFT_ROW_VERSION));
    ov_map_bool(item, "writes", !is_file);
    OV_TRY(grades_of(ctx, p, i, &grades));
    ov_map_bool(item, "has_grades", grades != NULL);
    ov_list *list = ov_map_list(item, "grades");
    for (size_t k = 0; grades && k < grades->n; k++) {
        ov_map *choice = ov_list_add(list);
        const char *code = ov_cell_text(grades, k, OV_GRADE_CODE);

        ov_map_text(choice, "code", code);
        ov_map_text(choice, "label", ov_cell_text(grades, k, OV_GRADE_LABEL));
        ov_map_bool(choice, "chosen", grade && !strcmp(grade, code));
    }
    return OV_OK;
}

static void add_facts(ov_req *req, ov_map *root, const entry_page *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_entry *e = &p->entry;
    bool late = ov_consultation_state(&p->c, e->arrived) == OV_ROUND_CLOSED;

    ov_map_text(root, "who", e->org_name);
    ov_map_text(root, "class", ov_req_tr(req, ov_class_title(e->class)));
    ov_map_text(root, "source", ov_req_tr(req, ov_source_title(e->source)));
    ov_map_text(root, "arrived", ov_format_instant(ctx->arena, e->arrived, ctx->lang));
    ov_map_text(root, "why", *e->arrived_why ? e->arrived_why : NULL);
    ov_map_text(root, "legal_status", ov_req_tr(req, ov_legal_status_title(e->legal_status)));
    ov_map_text(root, "replaces", e->replaces);
    ov_map_bool(root, "late", late);
    ov_map_bool(root, "keeps_late", !p->c.refuse_late);
    ov_map_text(root, "action", p->path);
    ov_map_text(root, "files_action", ov_printf(ctx->arena, "%s/filer", p->path));
    ov_map_text(root, "send_action", ov_printf(ctx->arena, "%s/skicka", p->path));
    ov_map_text(root, "discard_action", ov_printf(ctx->arena, "%s/kasta", p->path));
}

static ov_status show(ov_req *req, entry_page *p, const ov_form *form, bool again, int status)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "entry");
    ov_map *root = ov_view_root(view);
    const ov_file_rules *rules = ov_file_rules_now();
    ov_list *list = ov_map_list(root, "questions");
    const ov_rows *files;

    if (status)
        ov_view_status(view, status);
    if (!p->entry.respondent) /* the deadline that holds for the party */
        OV_TRY(ov_consultation_for(ctx, &p->c, p->entry.org_id));
    OV_TRY(ov_draft_rows(ctx, &p->c, p->entry.draft_id, &p->draft));
    OV_TRY(ov_draft_files(ctx, p->entry.draft_id, &files));
    ov_round_model(req, view, &p->c, true);
    ov_view_needs_token(view);
    ov_view_title(view, ov_req_say(req, "Registrera svar från %s", p->entry.org_name));
    ov_view_crumb(view, ov_req_tr(req, "Registrera"),
                  ov_req_path(req, "/remiss/%lld/registrera", (long long)p->c.id));
    ov_view_crumb(view, p->entry.org_name, NULL);
    add_facts(req, root, p);
    ov_files_model(req, root, files, ov_printf(ctx->arena, "%s/filer", p->path));
    ov_map_int(root, "most_mb", rules->size >> 20);
    ov_map_int(root, "total_mb", rules->total >> 20);
    ov_map_int(root, "most_number", rules->number);
    for (size_t i = 0; i < p->draft->n; i++)
        OV_TRY(add_question(req, ov_list_add(list), p, i, again));
    if (status == 409)
        ov_map_bool(root, "conflict", true);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* ---- Saving ---- */

typedef struct saving {
    const entry_page *p;
    ov_draft_answer *answers;
    size_t n;
} saving;

static ov_status save(ov_ctx *ctx, void *arg)
{
    const saving *s = arg;
    ov_entry still;

    OV_TRY(ov_entry_get(ctx, s->p->c.id, s->p->entry.draft_id, &still));
    for (size_t i = 0; i < s->n; i++)
        OV_TRY(ov_draft_put(ctx, s->p->entry.draft_id, &s->answers[i], NULL));
    return OV_OK;
}

/* LF line ends, as a saved text has: a form's CRLF is no change. */
static const char *with_lf(ov_arena *arena, const char *text)
{
    size_t n = 0;
    char *out = ov_alloc(arena, strlen(text) + 1);

    for (const char *c = text; *c; c++)
        if (*c != '\r')
            out[n++] = *c;
    out[n] = '\0';
    return out;
}

static bool same(const char *a, const char *b)
{
    return !strcmp(a ? a : "", b ? b : "");
}

/* What was posted for the questions that it changes. */
static void read_answers(ov_req *req, const entry_page *p, saving *s)
{
    ov_arena *arena = ov_req_arena(req);

    s->answers = ov_calloc(arena, p->draft->n + 1, sizeof *s->answers);
    for (size_t i = 0; i < p->draft->n; i++) {
        int64_t n = ov_cell_int(p->draft, i, OV_DRAFT_N), version = 0;
        const char *grade = posted(req, "betyg", n), *comment = posted(req, "kommentar", n);
        const char *wording = posted(req, "lydelse", n), *row = posted(req, "radversion", n);

        if (!grade && !comment && !wording)
            continue;
        comment = with_lf(arena, comment ? comment : "");
        wording = with_lf(arena, wording ? wording : "");
        if (same(grade, ov_cell_text(p->draft, i, OV_DRAFT_GRADE)) &&
            same(comment, ov_cell_text(p->draft, i, OV_DRAFT_COMMENT)) &&
            same(wording, ov_cell_text(p->draft, i, OV_DRAFT_WORDING)))
            continue;
        if (row && ov_parse_int(ov_str_from(row), &version) != OV_OK)
            version = 0;
        s->answers[s->n++] = (ov_draft_answer){
            .question_id = ov_cell_int(p->draft, i, OV_DRAFT_QUESTION),
            .grade = grade && *grade ? grade : NULL,
            .comment = comment,
            .wording = *wording ? wording : NULL,
            .row_version = row ? version : ov_cell_int(p->draft, i, OV_DRAFT_ROW_VERSION)};
    }
}

/* GET, POST /remiss/:id/registrera/:utkast — the answers; POST saves them all. When somebody else
 * has changed one of them meanwhile nothing is saved and what was written stands in the fields. */
ov_status ov_page_entry(ov_req *req)
{
    entry_page p = {0};
    saving s = {.p = &p};
    ov_status status;

    OV_TRY(load(req, &p));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &p, NULL, false, 0);
    read_answers(req, &p, &s);
    status = ov_write(ov_req_ctx(req), save, &s);
    if (status == OV_CONFLICT)
        return show(req, &p, NULL, true, 409);
    if (status == OV_INVALID)
        return ov_refuse(req, 422,
                         ov_req_tr(req, "En kommentar får vara högst 20 000 tecken. Gå tillbaka "
                                        "och korta den."));
    OV_TRY(status);
    return ov_redirect(req, p.path);
}

/* ---- The original ---- */

static ov_status this_draft(ov_ctx *ctx, void *arg, ov_id *draft_id)
{
    const entry_page *p = arg;
    ov_entry still;

    OV_TRY(ov_entry_get(ctx, p->c.id, p->entry.draft_id, &still));
    *draft_id = still.draft_id;
    return OV_OK;
}

/* POST /remiss/:id/registrera/:utkast/filer — what came, scanned or as it was mailed. */
ov_status ov_page_entry_files(ov_req *req)
{
    static const char *const uses[] = {"original", "attachment", "reservation", "decision", NULL};
    static const ov_form_field fields[] = {
        {FILE_FIELD, "Filen", OV_INPUT_TEXT, false, 0, 0, NULL},
        {"anvandning", "Vad filen är", OV_INPUT_CHOICE, false, 0, 0, uses},
        {0}};
    entry_page p = {0};
    ov_upload upload = {.begin = this_draft, .arg = &p};
    ov_form *form;
    size_t n;

    OV_TRY(load(req, &p));
    form = ov_form_read(req, fields);
    upload.use = *ov_form_text(form, "anvandning") ? ov_form_text(form, "anvandning") : uses[0];
    if (ov_form_ok(form))
        OV_TRY(ov_files_take(req, form, &upload, &n));
    if (!ov_form_ok(form))
        return show(req, &p, form, false, 0);
    return ov_redirect(req, p.path);
}

/* GET /remiss/:id/registrera/:utkast/filer/:fil */
ov_status ov_page_entry_file(ov_req *req)
{
    entry_page p = {0};
    ov_stored file;
    ov_id id;

    OV_TRY(load(req, &p));
    OV_TRY(ov_req_arg_id(req, "fil", &id));
    OV_TRY(ov_draft_file(ov_req_ctx(req), p.entry.draft_id, id, &file));
    return ov_file_send(req, &file);
}

typedef struct removing {
    ov_id draft_id, file_id;
} removing;

static ov_status take_away(ov_ctx *ctx, void *arg)
{
    const removing *r = arg;

    return ov_file_remove(ctx, r->draft_id, r->file_id);
}

/* POST /remiss/:id/registrera/:utkast/filer/:fil/ta-bort */
ov_status ov_page_entry_file_remove(ov_req *req)
{
    entry_page p = {0};
    removing r;

    OV_TRY(load(req, &p));
    OV_TRY(ov_req_arg_id(req, "fil", &r.file_id));
    r.draft_id = p.entry.draft_id;
    OV_TRY(ov_write(ov_req_ctx(req), take_away, &r));
    return ov_redirect(req, p.path);
}

/* ---- Sending ---- */

typedef struct sending {
    entry_page *p;
    const char *address, *token_hash;
    ov_mail mail;
    const char *back;
} sending;

static ov_status send_once(ov_ctx *ctx, void *arg, const char **location)
{
    sending *s = arg;
    ov_response response;

    OV_TRY(ov_entry_send(ctx, &s->p->c, &s->p->entry, s->address, s->token_hash, &response));
    if (s->address) {
        s->mail.object = ov_printf(ctx->arena, "response/%lld", (long long)response.id);
        OV_TRY(ov_mail_add(ctx, &s->mail, NULL));
    }
    *location = ov_printf(ctx->arena, "/kvittens/%s", response.number);
    return OV_OK;
}

/* The mail that asks whether it is right, with a link for whoever has no account. Nobody to ask:
 * no mail, and the party finds the question on its page. */
static ov_status write_mail(ov_req *req, const entry_page *p, sending *s)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *values = ov_map_new(ctx->arena);
    const char *token = ov_link_token(ctx->arena), *subject, *body;
    ov_organisation org = {0};
    char hash[OV_HASH_HEX];

    if (!p->entry.respondent)
        OV_TRY(ov_organisation_get(ctx, p->entry.org_id, &org));
    s->address = p->entry.address ? p->entry.address : org.registry_email;
    if (!s->address || !ov_mail_address_ok(s->address)) {
        s->address = NULL;
        return OV_OK;
    }
    ov_sha256_hex(ov_str_from(token), hash);
    s->token_hash = ov_strdup(ctx->arena, hash);
    ov_map_text(values, "name", p->entry.org_name);
    ov_map_text(values, "round", p->c.title);
    ov_map_text(values, "by", ctx->actor.name);
    ov_map_text(values, "org", ctx->actor.org_name);
    ov_map_text(values, "source", ov_source_title(p->entry.source));
    ov_map_text(values, "arrived", ov_format_instant(ctx->arena, p->entry.arrived, "sv"));
    ov_map_text(
        values, "link",
        ov_printf(ctx->arena, "%s%s", ov_req_site_url(req),
                  ov_req_path(req, "/remiss/%lld/registrera/lank/%s", (long long)p->c.id, token)));
    OV_TRY(ov_req_mail_text(req, "entry_check", "sv", values, &subject, &body));
    s->mail = (ov_mail){.kind = "response.entered",
                        .to = s->address,
                        .org_id = p->entry.respondent ? 0 : p->entry.org_id,
                        .subject = subject,
                        .body = body,
                        .secret = true};
    return OV_OK;
}

/* POST /remiss/:id/registrera/:utkast/skicka — it becomes a response with a receipt. */
ov_status ov_page_entry_send(ov_req *req)
{
    static const ov_form_field none[] = {{FILE_FIELD, "Filen", OV_INPUT_TEXT, false, 0, 0, NULL},
                                         {0}};
    entry_page p = {0};
    sending s = {.p = &p};
    ov_status status;
    ov_form *form;

    OV_TRY(load(req, &p));
    OV_TRY(write_mail(req, &p, &s));
    status = ov_req_once(req, send_once, &s);
    if (status != OV_INVALID && status != OV_CONFLICT)
        return status;
    form = ov_form_read(req, none);
    ov_form_error(form, FILE_FIELD, "%s",
                  ov_req_tr(req, status == OV_INVALID
                                     ? "Svaret är tomt. Skriv in minst ett svar, eller bifoga "
                                       "originalet."
                                     : "Det är inte registrerat: parten har svarat under tiden, "
                                       "eller så är svaret som skulle rättas redan ersatt."));
    return show(req, &p, form, false, 0);
}

static ov_status throw_away(ov_ctx *ctx, void *arg)
{
    return ov_entry_discard(ctx, arg);
}

/* POST /remiss/:id/registrera/:utkast/kasta */
ov_status ov_page_entry_discard(ov_req *req)
{
    entry_page p = {0};

    OV_TRY(load(req, &p));
    OV_TRY(ov_write(ov_req_ctx(req), throw_away, &p.entry));
    return ov_redirect(req, ov_req_path(req, "/remiss/%lld/registrera", (long long)p.c.id));
}
