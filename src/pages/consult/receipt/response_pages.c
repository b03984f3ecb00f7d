/* SPDX-License-Identifier: EUPL-1.2 */
/* response_pages.c — the responses of a round: the list, and one with all that belongs to it. Those
 * who follow the round see them all; everybody sees what has been published. */
#include "pages/pages.h"
#include "pages/text/compare.h"
#include "pages/consult/compilation/compiled.h"
#include "pages/consult/approval/decided.h"
#include "pages/consult/answer/files.h"
#include "pages/consult/answer/entry.h"
#include "pages/consult/round.h"

#include "consult/answer/file.h"
#include "register/register.h"
#include "view/format.h"

#include <string.h>

enum { SENT_NUMBER, SENT_RECEIVED, SENT_TIMING };

/* ---- The list ---- */

static const char *source_word(ov_req *req, const char *source)
{
    static const char *const words[][2] = {
        {"portal", "i portalen"}, {"link", "genom länk"},  {"joint", "gemensamt"},
        {"paper", "på papper"},   {"email", "med e-post"},
    };

    for (size_t i = 0; i < OV_LEN(words); i++)
        if (source && !strcmp(source, words[i][0]))
            return ov_req_tr(req, words[i][1]);
    return NULL;
}

static const char *decision_line(ov_req *req, const ov_compiled_party *p)
{
    ov_ctx *ctx = ov_req_ctx(req);

    if (!p->decision_body)
        return NULL;
    return ov_printf(
        ctx->arena, "%s%s%s%s%s", p->decision_body, p->decision_day != OV_NO_DAY ? ", " : "",
        p->decision_day != OV_NO_DAY ? ov_format_day(ctx->arena, p->decision_day, ctx->lang) : "",
        p->decision_ref ? ", " : "", p->decision_ref ? p->decision_ref : "");
}

/* late: decisions that came after the responses, for those who follow the round; else NULL. */
static void add_facts(ov_req *req, ov_map *item, const ov_compiled_party *p, const ov_rows *late)
{
    ov_ctx *ctx = ov_req_ctx(req);

    ov_map_text(item, "number", p->number);
    ov_map_text(item, "received", ov_format_instant(ctx->arena, p->received, ctx->lang));
    ov_map_text(item, "received_iso", ov_instant_iso(ctx->arena, p->received));
    ov_map_text(item, "legal", ov_req_tr(req, ov_legal_status_title(p->legal_status)));
    ov_map_text_or_false(item, "timing", ov_compiled_timing(req, p));
    ov_map_text_or_false(item, "decision", decision_line(req, p));
    ov_map_text_or_false(item, "later",
                         late ? ov_decided_among(req, late, p->response_id, NULL) : NULL);
    ov_map_text_or_false(item, "source", source_word(req, p->source));
    ov_map_text_or_false(item, "dnr", p->dnr);
    ov_map_text_or_false(item, "with_parties", p->with_parties);
    ov_map_bool(item, "only_file", p->answers == 0);
    ov_map_bool(item, "earlier_text", p->earlier_text);
    ov_map_int(item, "n_answers", p->answers);
}

/* The responses of one class, with a heading. */
static void add_section(ov_req *req, ov_list *sections, const ov_compilation *k,
                        const ov_sight *sight, const ov_rows *late, const char *class)
{
    ov_list *list = NULL;
    ov_map *section = NULL;

    for (size_t i = 0; i < k->n_parties; i++) {
        const ov_compiled_party *p = &k->parties[i];
        ov_map *item;

        if (!p->response_id || strcmp(p->class, class) != 0 || !ov_sight_answer(sight, p))
            continue;
        if (!section) {
            section = ov_list_add(sections);
            ov_map_text(section, "title", ov_req_tr(req, ov_class_title(class)));
            ov_map_text(section, "class", class);
            list = ov_map_list(section, "responses");
        }
        item = ov_list_add(list);
        ov_map_text(item, "name", p->name);
        ov_map_text(item, "href", ov_compiled_response_path(req, k->c.id, sight, p));
        add_facts(req, item, p, late);
    }
}

/* Every response that counts or would count, late ones too. */
static ov_status every_response(ov_req *req, const ov_consultation *c, ov_compilation *k)
{
    const ov_compilation_filter all = {.class = "all", .late = true};

    OV_TRY(ov_compilation_make(ov_req_ctx(req), c, &all, k));
    return ov_compilation_parties(ov_req_ctx(req), k);
}

/* GET /remiss/:id/svar — the responses that have come, each kind of voice by itself. */
ov_status ov_page_responses(ov_req *req)
{
    int64_t answered = 0, late = 0, invited = 0;
    const ov_rows *decisions = NULL;
    ov_consultation c;
    ov_compilation k;
    ov_sight sight;
    ov_view *view;
    ov_map *root;
    ov_list *list;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_compiled_sight(req, &c, &sight));
    OV_TRY(ov_req_may(req, OV_MAY_FOLLOW, 0));
    view = ov_view_new(req, "responses");
    root = ov_view_root(view);
    OV_TRY(every_response(req, &c, &k));
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_printf(ov_req_arena(req), "%s: %s", c.title, ov_req_tr(req, "Svar")));
    ov_view_crumb(view, ov_req_tr(req, "Svar"), NULL);
    if (sight.all) {
        OV_TRY(ov_decisions_late(ov_req_ctx(req), c.id, &decisions));
        ov_status_noted(req, &c);
    }
    for (size_t i = 0; i < k.n_parties; i++) {
        const ov_compiled_party *p = &k.parties[i];
        bool official = !strcmp(p->class, "official");

        invited += official;
        answered += official && p->response_id && strcmp(p->timing, "late") != 0;
        late += p->response_id && !strcmp(p->timing, "late");
    }
    ov_map_int(root, "invited", invited);
    ov_map_int(root, "answered", answered);
    ov_map_int(root, "late", late);
    ov_map_bool(root, "has_late", late > 0);
    ov_map_bool(root, "follows", sight.all);
    list = ov_map_list(root, "sections");
    for (size_t i = 0; ov_classes[i]; i++)
        add_section(req, list, &k, &sight, decisions, ov_classes[i]);
    ov_map_bool(root, "has_responses", ov_list_length(list) > 0);
    return ov_view_send(view);
}

/* ---- One response ---- */

typedef struct one {
    ov_consultation c;
    ov_compilation k;
    size_t place;   /* of the party; SIZE_MAX: nothing of it counts */
    ov_sight sight; /* what this reader sees of it */
    bool own;
    ov_id org_id;
} one;

/* The party of the address: its code, or the number of a response from outside the register. */
static size_t place_of(const ov_compilation *k, const char *asked)
{
    for (size_t i = 0; i < k->n_parties; i++) {
        const ov_compiled_party *p = &k->parties[i];

        if (p->response_id && !strcmp(p->outsider ? p->number : p->code, asked))
            return i;
    }
    return SIZE_MAX;
}

static ov_status find(ov_req *req, one *o)
{
    const char *asked = ov_req_arg(req, "party");
    ov_id owner = ov_req_matter(req)->owner_org_id;
    ov_ctx *ctx = ov_req_ctx(req);
    ov_organisation org;
    ov_status found;

    OV_TRY(ov_round_of(req, &o->c));
    OV_TRY(ov_compiled_sight(req, &o->c, &o->sight));
    found = ov_organisation_by_code(ctx, asked, &org);
    if (found != OV_OK && found != OV_NOT_FOUND)
        return found;
    if (found == OV_OK && !o->sight.all && ov_may_read_response(ctx, org.id, o->c.matter_id, owner))
        o->own = o->sight.all = true; /* of this party */
    if (!o->sight.answers && !o->sight.all)
        return OV_NOT_FOUND;
    OV_TRY(every_response(req, &o->c, &o->k));
    o->place = place_of(&o->k, asked);
    if (o->place == SIZE_MAX || !ov_sight_answer(&o->sight, &o->k.parties[o->place]))
        return OV_NOT_FOUND;
    o->org_id = o->k.parties[o->place].org_id;
    return OV_OK;
}

static ov_status add_answers(ov_req *req, ov_map *root, const one *o)
{
    ov_list *list = ov_map_list(root, "answers");
    const ov_compiled_answer *answers;
    size_t n;

    OV_TRY(ov_compiled_of_party(ov_req_ctx(req), &o->k, &o->sight, o->place, &answers, &n));
    for (size_t i = 0; i < n; i++) {
        const ov_compiled_answer *a = &answers[i];
        const ov_compiled_question *q = &o->k.questions[a->question];
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "n", q->n);
        ov_map_text(item, "title", ov_compiled_title(ov_req_arena(req), q));
        if (q->node_id)
            ov_map_text(item, "href", ov_req_path(req, "/p/%lld", (long long)q->node_id));
        else
            ov_map_bool(item, "href", false);
        ov_map_text_or_false(item, "grade", ov_compiled_label(&o->k, a));
        ov_map_text_or_false(item, "joins", a->joins);
        ov_map_bool(item, "masked", a->masked && o->sight.all && !o->own);
        ov_map_lines(item, "paragraphs", a->comment);
        if (a->wording.len) {
            const ov_diff_op *ops;
            ov_str body;
            size_t n_ops;

            OV_TRY(ov_compiled_body(ov_req_ctx(req), q, &body));
            ops = ov_diff_words(ov_req_arena(req), body, a->wording, &n_ops);
            ov_compare_ops(ov_map_map(item, "wording"), ops, n_ops);
        } else {
            ov_map_bool(item, "wording", false);
        }
    }
    ov_map_bool(root, "has_answers", n > 0);
    return OV_OK;
}

/* Everything the party has sent, so that a replaced response can still be found. */
static ov_status add_history(ov_req *req, ov_map *root, const one *o)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "history");
    const ov_rows *rows;

    if (o->k.parties[o->place].outsider)
        return OV_OK;
    OV_TRY(ov_responses_of(ctx, o->c.id, o->org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *number = ov_cell_text(rows, i, SENT_NUMBER);

        ov_map_text(item, "number", number);
        ov_map_text(item, "href", ov_printf(ctx->arena, "/kvittens/%s", number));
        ov_map_text(
            item, "received",
            ov_format_instant_exact(ctx->arena, ov_cell_int(rows, i, SENT_RECEIVED), ctx->lang));
        ov_map_bool(item, "late", !strcmp(ov_cell_text(rows, i, SENT_TIMING), "late"));
        ov_map_bool(item, "refused", !strcmp(ov_cell_text(rows, i, SENT_TIMING), "refused"));
    }
    ov_map_bool(root, "has_history", rows->n > 1);
    return OV_OK;
}

static ov_status add_files(ov_req *req, ov_map *root, const one *o)
{
    const ov_compiled_party *p = &o->k.parties[o->place];
    ov_list *list = ov_map_list(root, "files");
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    if (!o->sight.all && !o->sight.files)
        return OV_OK;
    OV_TRY(ov_response_files(ctx, p->response_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *use = ov_cell_text(rows, i, OV_FILE_USE);
        ov_map *item;

        if (!o->sight.all && strcmp(use, "attachment") != 0)
            continue; /* what came on paper, and extracts of minutes, are not screened */
        item = ov_list_add(list);
        ov_map_text(item, "name", ov_cell_text(rows, i, OV_FILE_NAME));
        ov_map_text(item, "use", ov_req_tr(req, ov_file_use_title(use)));
        ov_map_text(item, "size",
                    ov_format_size(ctx->arena, ov_cell_int(rows, i, OV_FILE_SIZE), ctx->lang));
        ov_map_text(item, "href",
                    ov_printf(ctx->arena, "%s/fil/%lld",
                              ov_compiled_response_path(req, o->c.id, &o->sight, p),
                              (long long)ov_cell_int(rows, i, OV_FILE_ID)));
    }
    ov_map_bool(root, "has_files", ov_list_length(list) > 0);
    return OV_OK;
}

static ov_status show(ov_req *req, const one *o, const char *fault)
{
    const ov_compiled_party *p = &o->k.parties[o->place];
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "response");
    ov_map *root = ov_view_root(view);
    const ov_rows *late_decisions = NULL;
    ov_response response;
    bool runs;

    if (o->sight.all)
        OV_TRY(ov_decisions_late(ctx, o->c.id, &late_decisions));
    ov_round_model(req, view, &o->c, true);
    ov_view_title(view, ov_printf(ctx->arena, "%s: %s", o->c.title, p->name));
    ov_view_crumb(view, p->name, NULL);
    ov_map_text(root, "party", p->name);
    add_facts(req, root, p, late_decisions);
    ov_map_text(root, "class", ov_req_tr(req, ov_class_title(p->class)));
    ov_map_text(root, "received", ov_format_instant_exact(ctx->arena, p->received, ctx->lang));
    ov_map_bool(root, "late", !strcmp(p->timing, "late"));
    ov_map_bool(root, "included", !strcmp(p->timing, "included"));
    ov_map_bool(root, "reads_all", o->sight.all);
    ov_map_bool(root, "follows", o->sight.answers);
    OV_TRY(add_answers(req, root, o));
    OV_TRY(add_files(req, root, o));
    if (o->sight.all) {
        OV_TRY(ov_response_by_number(ctx, p->number, &response));
        ov_response_noted(req, &response, ov_req_matter(req));
        ov_map_text(root, "receipt_href", ov_printf(ctx->arena, "/kvittens/%s", p->number));
        ov_map_text(root, "hash", response.hash);
        OV_TRY(ov_decided_later(req, root, response.id, ov_sent_files_base(req, &response)));
        OV_TRY(add_history(req, root, o));
        OV_TRY(ov_response_extras(req, root, &o->c, &response));
        ov_view_history(view, "response", p->response_id);
    }
    runs =
        !o->own && strcmp(p->timing, "in_time") != 0 && ov_req_may(req, "consult.run", 0) == OV_OK;
    ov_map_bool(root, "may_count", runs);
    if (runs) {
        ov_map_text(root, "count_href",
                    ov_printf(ctx->arena, "%s/rakna",
                              ov_compiled_response_path(req, o->c.id, &o->sight, p)));
        ov_map_text_or_false(root, "count_fault", fault);
        ov_view_needs_token(view);
    }
    if (fault)
        ov_view_status(view, 422);
    return ov_view_send(view);
}

/* GET /remiss/:id/svar/:party, /remiss/:id/sammanstallning/svar/:party — one party's response: its
 * own people, those who run the round, the auditor; others what is published of it, at the second
 * address. Else it is not there (404). */
ov_status ov_page_response(ov_req *req)
{
    one o = {0};

    OV_TRY(find(req, &o));
    return show(req, &o, NULL);
}

/* ---- Late ones ---- */

typedef struct counting {
    ov_response response;
    const char *timing, *why, *role;
} counting;

static ov_status write_count(ov_ctx *ctx, void *arg)
{
    counting *job = arg;

    OV_TRY(ov_response_count(ctx, &job->response, job->timing, job->response.id));
    OV_TRY(ov_counted_why(ctx, job->response.id, job->why));
    return ov_audit(
        ctx,
        &(ov_event){
            .action = !strcmp(job->timing, "included") ? "response.included" : "response.excluded",
            .object = ov_printf(ctx->arena, "response/%lld", (long long)job->response.id),
            .role = job->role,
        });
}

/* POST /remiss/:id/svar/:party/rakna — staff count a late response as if it had come in time, or no
 * longer; with a reason. */
ov_status ov_page_response_count(ov_req *req)
{
    static const char *const choices[] = {"ja", "nej", NULL};
    static const ov_form_field fields[] = {{"rakna", "Valet", OV_INPUT_CHOICE, true, 0, 0, choices},
                                           {"skal", "Skälet", OV_INPUT_TEXT, true, 1, 300, NULL},
                                           {0}};
    ov_form *form = ov_form_read(req, fields);
    one o = {0};
    counting job = {0};
    const ov_compiled_party *p;

    OV_TRY(find(req, &o));
    p = &o.k.parties[o.place];
    if (!strcmp(p->timing, "in_time"))
        return ov_fail(&ov_req_ctx(req)->err, OV_CONFLICT, "the response came in time");
    if (!ov_form_ok(form))
        return show(req, &o, ov_req_tr(req, "Välj, och skriv varför."));
    job.why = ov_form_text(form, "skal");
    job.timing = !strcmp(ov_form_text(form, "rakna"), "ja") ? "included" : "late";
    job.role = ov_role_for(ov_req_ctx(req), "consult.run", NULL);
    OV_TRY(ov_response_by_number(ov_req_ctx(req), p->number, &job.response));
    if (strcmp(job.timing, p->timing) != 0)
        OV_TRY(ov_write(ov_req_ctx(req), write_count, &job));
    return ov_redirect(req, ov_compiled_response_path(req, o.c.id, &o.sight, p));
}
