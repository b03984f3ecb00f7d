/* SPDX-License-Identifier: EUPL-1.2 */
/* question_pages.c — the answer to one question: the provision's text beside it, saving the draft
 * by a person and by the page itself, and taking over from a colleague who writes. */
#include "pages/pages.h"
#include "pages/consult/answer/respond.h"
#include "pages/consult/round.h"

#include "consult/answer/file.h"
#include "consult/during/qa.h"
#include "util/json.h"
#include "view/format.h"

#include <string.h>

enum { NEAR_N, NEAR_NUMBER, NEAR_HEADING, NEAR_TITLE, NEAR_NODE, NEAR_TOTAL, NEAR_PLACE };
enum { DOCUMENT_ID = 0, DOCUMENT_TITLE = 6 };

/* ---- Showing ---- */

static const char *near_title(ov_req *req, const ov_rows *near, size_t i)
{
    ov_arena *arena = ov_req_arena(req);
    const char *title = ov_cell_text(near, i, NEAR_TITLE), *provision;

    if (ov_cell_null(near, i, NEAR_NODE))
        return title ? title
                     : ov_req_say(req, "Fråga %lld", (long long)ov_cell_int(near, i, NEAR_N));
    provision = ov_question_title(arena, ov_cell_text(near, i, NEAR_NUMBER),
                                  ov_cell_text(near, i, NEAR_HEADING));
    return title ? ov_printf(arena, "%s: %s", provision, title) : provision;
}

/* The questions before and after, and which one of how many this is. */
static ov_status add_neighbours(ov_req *req, ov_map *root, const ov_question *q)
{
    const ov_rows *near;

    OV_TRY(ov_answer_neighbours(ov_req_ctx(req), &q->c, q->n, &near));
    ov_map_int(root, "place", near->n ? ov_cell_int(near, 0, NEAR_PLACE) : 1);
    ov_map_int(root, "total", near->n ? ov_cell_int(near, 0, NEAR_TOTAL) : 1);
    for (size_t i = 0; i < near->n; i++) {
        int64_t n = ov_cell_int(near, i, NEAR_N);

        ov_map_text(root, n > q->n ? "next" : "previous", near_title(req, near, i));
        if (n < q->n)
            ov_map_text(root, "previous_href", ov_answer_href(req, &q->c, n));
    }
    return OV_OK;
}

/* Which document it is about, when there are several. */
static ov_status add_document(ov_req *req, ov_map *root, const ov_question *q)
{
    const ov_rows *documents;

    OV_TRY(ov_consultation_documents(ov_req_ctx(req), q->c.id, &documents));
    for (size_t i = 0; documents->n > 1 && i < documents->n; i++)
        if (ov_cell_int(documents, i, DOCUMENT_ID) == ov_cell_int(q->row, 0, OV_DRAFT_DOCUMENT))
            ov_map_text(root, "document", ov_cell_text(documents, i, DOCUMENT_TITLE));
    return OV_OK;
}

/* Can a wording be proposed here: a question about a provision that fits a field? */
static bool takes_wording(const ov_question *q)
{
    return ov_question_is(q, "wording") || (ov_question_is(q, "grade") && ov_question_body(q).len &&
                                            ov_utf8_length(ov_question_body(q)) <= OV_COMMENT_MAX);
}

/* What the page asks, by the kind of question. */
static void add_kind(ov_req *req, ov_map *root, const ov_question *q)
{
    bool provision = !ov_cell_null(q->row, 0, OV_DRAFT_NODE);
    const char *title = ov_cell_text(q->row, 0, OV_DRAFT_TITLE);
    bool graded = ov_question_is(q, "grade") || ov_question_is(q, "choice");

    ov_map_bool(root, "graded", graded);
    ov_map_bool(root, "is_text", ov_question_is(q, "text"));
    ov_map_bool(root, "is_file", ov_question_is(q, "file"));
    ov_map_bool(root, "is_wording", ov_question_is(q, "wording"));
    ov_map_bool(root, "may_propose", takes_wording(q) && !ov_question_is(q, "wording"));
    ov_map_bool(root, "may_pass",
                !graded && ov_grade_label(q->grades, OV_GRADE_NO_COMMENT) != NULL);
    ov_map_text(root, "asked",
                provision && title           ? title
                : !graded                    ? NULL
                : !strcmp(q->kind, "choice") ? ov_req_tr(req, "Ert val")
                : provision                  ? ov_req_tr(req, "Tillstyrker ni bestämmelsen?")
                                             : ov_req_tr(req, "Ert ställningstagande"));
    ov_map_text(root, "asked_hint", ov_cell_text(q->row, 0, OV_DRAFT_HINT));
    ov_map_bool(root, "required", ov_cell_int(q->row, 0, OV_DRAFT_REQUIRED) != 0);
}

/* The proposed wording, or the provision to alter, and what the proposal changes. */
static void add_proposal(ov_map *root, const ov_question *q, const ov_form *form)
{
    const char *posted = form ? ov_form_text(form, OV_FIELD_WORDING) : "";
    ov_str body = ov_question_body(q), wording = ov_cell_str(q->row, 0, OV_DRAFT_WORDING);

    ov_map_str(root, "wording", *posted ? ov_str_from(posted) : wording.len ? wording : body);
    ov_map_bool(root, "proposes",
                wording.len > 0 || (*posted && !ov_str_eq(ov_str_from(posted), body)));
    ov_add_wording(root, body, wording);
}

/* What is answered: as saved (form NULL), else as posted, with its errors. */
static void add_answer(ov_req *req, ov_view *view, const ov_question *q, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *root = ov_view_root(view);
    const char *grade = ov_cell_text(q->row, 0, OV_DRAFT_GRADE);
    const char *saved = ov_saved_by(req, q->row, 0);
    ov_str comment = ov_cell_str(q->row, 0, OV_DRAFT_COMMENT);
    int64_t version = ov_cell_int(q->row, 0, OV_DRAFT_ROW_VERSION);

    if (form) {
        if (ov_pairs_get(&ov_req_http(req)->form, OV_FIELD_GRADE))
            grade = ov_form_text(form, OV_FIELD_GRADE);
        if (ov_form_int(form, OV_FIELD_ROW_VERSION))
            version = ov_form_int(form, OV_FIELD_ROW_VERSION);
        comment = ov_str_from(ov_form_text(form, OV_FIELD_COMMENT));
        ov_map_text(root, "fault", ov_form_fault(form, OV_FIELD_COMMENT));
        ov_map_text(root, "wording_fault", ov_form_fault(form, OV_FIELD_WORDING));
        ov_view_form(view, form);
    }
    ov_map_str(root, "comment", comment);
    ov_map_bool(root, "person_number", ov_has_person_number(req, comment));
    add_proposal(root, q, form);
    ov_question_grades(root, q->grades, grade);
    ov_map_bool(root, "ungraded", grade ? !*grade : version > 0);
    ov_map_bool(root, "passes", grade && !strcmp(grade, OV_GRADE_NO_COMMENT));
    ov_map_int(root, "row_version", version);
    ov_map_text(root, "joins", ov_cell_text(q->row, 0, OV_DRAFT_JOINS_NAME));
    ov_map_text(root, "saved_by", saved);
    if (saved)
        ov_map_text(
            root, "saved_at",
            ov_format_instant(ctx->arena, ov_cell_int(q->row, 0, OV_DRAFT_CHANGED_AT), ctx->lang));
}

/* A colleague who writes it now. */
static ov_status add_writer(ov_req *req, ov_map *root, const ov_question *q)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_answer_lease other;
    ov_map *map;

    OV_TRY(ov_answer_lease_other(ctx, q->draft_id, q->id, &other));
    if (!other.account_id)
        return OV_OK;
    map = ov_map_map(root, "other");
    ov_map_text(map, "name", other.name);
    ov_map_text(map, "since", ov_clock_text(ctx->arena, other.since));
    ov_map_text(map, "until", ov_clock_text(ctx->arena, other.until));
    ov_map_text(map, "take_href",
                ov_printf(ctx->arena, "%s/overta", ov_answer_href(req, &q->c, q->n)));
    return OV_OK;
}

static ov_status add_files(ov_req *req, ov_map *root, const ov_question *q)
{
    const ov_rows *files;

    if (!ov_cell_int(q->row, 0, OV_ANSWER_FILES))
        return OV_OK;
    OV_TRY(ov_draft_files(ov_req_ctx(req), q->draft_id, &files));
    ov_add_files(req, root, &q->c, files, q->n);
    return OV_OK;
}

/* How many questions about this one are answered for all, and whether a corrected text has taken
 * the provision away. */
static ov_status add_inquiries(ov_req *req, ov_map *root, const ov_question *q)
{
    int64_t n;

    OV_TRY(ov_inquiry_count(ov_req_ctx(req), q->c.id, q->id, &n));
    if (n)
        ov_map_int(root, "inquiries", n);
    ov_map_text(root, "inquiries_href",
                ov_req_path(req, "/remiss/%lld/fragor-och-svar?om=%lld", (long long)q->c.id,
                            (long long)q->id));
    ov_map_bool(root, "removed",
                !ov_cell_null(q->row, 0, OV_DRAFT_NODE) && ov_cell_null(q->row, 0, OV_DRAFT_HTML));
    return OV_OK;
}

static ov_status show(ov_req *req, const ov_question *q, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "respond_question");
    ov_map *root = ov_view_root(view);
    const char *back =
        form ? ov_pairs_get(&ov_req_http(req)->form, "till") : ov_req_query(req, "till");

    ov_question_frame(req, view, q, NULL);
    ov_view_needs_token(view);
    if (form && !ov_form_ok(form))
        ov_view_title(view, ov_printf(ctx->arena, "%s %s", ov_req_tr(req, "Fel:"),
                                      ov_answer_title(req, q->row, 0)));
    ov_map_text(root, "autosave",
                ov_printf(ctx->arena, "%s?spara=1", ov_answer_href(req, &q->c, q->n)));
    ov_map_bool(root, "to_review", back && !strcmp(back, "granska"));
    ov_question_provision(req, root, q);
    add_kind(req, root, q);
    add_answer(req, view, q, form);
    OV_TRY(add_document(req, root, q));
    OV_TRY(add_files(req, root, q));
    OV_TRY(add_neighbours(req, root, q));
    OV_TRY(add_inquiries(req, root, q));
    OV_TRY(add_writer(req, root, q));
    OV_TRY(ov_add_notes(req, root, q->draft_id, q->id));
    return ov_view_send(view);
}

/* ---- Saving ---- */

/* What was posted, ready to be saved. */
typedef struct saving {
    const ov_question *q;
    ov_draft_answer answer;
    bool autosave, take_over, leaves;
    int64_t version;
    ov_answer_lease other; /* who writes: then the page does not save by itself */
} saving;

static ov_status take_over(ov_ctx *ctx, const saving *s, ov_id draft_id)
{
    OV_TRY(ov_answer_lease_take(ctx, draft_id, s->q->id, true));
    return ov_answer_event(ctx, "answer.taken_over", draft_id);
}

static ov_status save(ov_ctx *ctx, void *arg)
{
    saving *s = arg;
    ov_id draft_id;

    OV_TRY(ov_draft_begin(ctx, s->q->c.id, ctx->actor.org_id, &draft_id));
    if (s->take_over)
        OV_TRY(take_over(ctx, s, draft_id));
    OV_TRY(ov_answer_lease_other(ctx, draft_id, s->q->id, &s->other));
    if (s->autosave && s->other.account_id)
        return OV_OK; /* only a person who presses Save writes beside a colleague */
    OV_TRY(ov_draft_save(ctx, &s->q->c, ctx->actor.org_id, &s->answer, &s->version));
    return s->leaves ? ov_answer_lease_release(ctx, draft_id, s->q->id)
                     : ov_answer_lease_take(ctx, draft_id, s->q->id, false);
}

/* A grade that asks for a reason gets one, or the page asks for it. */
static void check_reason(ov_req *req, const ov_question *q, const ov_draft_answer *answer,
                         ov_form *form)
{
    const char *grade = answer->grade;

    if (!grade || answer->wording || answer->joins_id ||
        ov_str_trim(ov_str_from(answer->comment)).len)
        return;
    for (size_t k = 0; k < q->grades->n; k++)
        if (!strcmp(grade, ov_cell_text(q->grades, k, OV_GRADE_CODE)) &&
            ov_cell_int(q->grades, k, OV_GRADE_NEEDS_REASON))
            ov_form_error(form, OV_FIELD_COMMENT, "%s",
                          ov_req_tr(req, !strcmp(grade, "reject") ? "Skriv varför ni avstyrker."
                                         : !strcmp(grade, "support_with_change")
                                             ? "Skriv vilken ändring ni vill ha."
                                             : "Skriv skälet till ert ställningstagande."));
}

static ov_form *read_form(ov_req *req, const ov_question *q)
{
    size_t n = q->grades->n;
    const char **codes = ov_calloc(ov_req_arena(req), n + 1, sizeof *codes);
    ov_form_field *fields = ov_calloc(ov_req_arena(req), 5, sizeof *fields);

    for (size_t k = 0; k < n; k++)
        codes[k] = ov_cell_text(q->grades, k, OV_GRADE_CODE);
    fields[0] = (ov_form_field){
        .name = OV_FIELD_GRADE, .label = "Svaret", .input = OV_INPUT_CHOICE, .choices = codes};
    fields[1] = (ov_form_field){.name = OV_FIELD_COMMENT,
                                .label = "Kommentaren",
                                .input = OV_INPUT_LONG_TEXT,
                                .max = OV_COMMENT_MAX};
    fields[2] = (ov_form_field){.name = OV_FIELD_ROW_VERSION,
                                .label = "Radversionen",
                                .input = OV_INPUT_INT,
                                .max = INT32_MAX};
    fields[3] = (ov_form_field){.name = OV_FIELD_WORDING,
                                .label = "Lydelsen",
                                .input = OV_INPUT_LONG_TEXT,
                                .max = OV_COMMENT_MAX};
    return ov_form_read(req, fields);
}

/* What is not in the form stays as it was. */
static void lay_answer(ov_req *req, const ov_question *q, const ov_form *form, ov_draft_answer *out)
{
    const ov_pairs *posted = &ov_req_http(req)->form;
    const char *grade = ov_pairs_get(posted, OV_FIELD_GRADE);
    const char *had = ov_cell_text(q->row, 0, OV_DRAFT_GRADE);
    ov_str wording;

    *out = (ov_draft_answer){
        .question_id = q->id,
        .grade = !grade   ? had
                 : *grade ? grade
                          : NULL, /* "": none any more */
        .comment = ov_pairs_get(posted, OV_FIELD_COMMENT)
                       ? ov_form_text(form, OV_FIELD_COMMENT)
                       : ov_cell_text(q->row, 0, OV_DRAFT_COMMENT),
        .wording = ov_cell_text(q->row, 0, OV_DRAFT_WORDING),
        .joins_id = ov_cell_int(q->row, 0, OV_ANSWER_JOINS_ID),
        .row_version = ov_pairs_get(posted, OV_FIELD_ROW_VERSION)
                           ? ov_form_int(form, OV_FIELD_ROW_VERSION)
                           : ov_cell_int(q->row, 0, OV_DRAFT_ROW_VERSION),
        .writer = ov_pairs_get(posted, OV_TOKEN_FIELD),
    };
    if (!ov_pairs_get(posted, OV_FIELD_WORDING) || !takes_wording(q))
        return;
    wording = ov_str_trim(ov_str_from(ov_form_text(form, OV_FIELD_WORDING)));
    out->wording = wording.len && !ov_str_eq(wording, ov_str_trim(ov_question_body(q)))
                       ? ov_form_text(form, OV_FIELD_WORDING)
                       : NULL; /* the provision as it stands is no proposal */
}

/* What autosave hears: the new row version and the time of day; or who writes instead (423). */
static ov_status tell_saved(ov_req *req, const saving *s)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_buf json = {0};
    ov_status sent;

    if (s->other.account_id) {
        ov_buf_addz(&json, "{\"skriver\":");
        ov_json_text(&json, ov_str_from(s->other.name));
        ov_buf_addz(&json, "}\n");
    } else {
        ov_buf_printf(&json, "{\"radversion\":%lld,\"sparat\":\"%s\"}\n", (long long)s->version,
                      ov_clock_text(ctx->arena, ctx->now));
    }
    sent = ov_send(req, s->other.account_id ? 423 : 200, "application/json",
                   (ov_str){ov_strndup(ctx->arena, json.ptr, json.len), json.len});
    ov_buf_free(&json);
    return sent;
}

/* Where each button leads after saving. */
static const struct {
    const char *button, *page; /* below the question's address; NULL: elsewhere */
    bool leaves;               /* another may write now */
} ways[] = {{"nasta", NULL, true},           {"lista", NULL, true},
            {"granska", NULL, true},         {"anslut", "/anslut", false},
            {"filer", NULL, false},          {"anteckning", "/anteckningar", false},
            {"historik", "/historik", false}};

static const char *pressed(ov_req *req, size_t *way)
{
    const char *button = ov_pairs_get(&ov_req_http(req)->form, "gor");

    for (*way = 0; button && *way < OV_LEN(ways); (*way)++)
        if (!strcmp(button, ways[*way].button))
            return button;
    return "";
}

static ov_status go_on(ov_req *req, const ov_question *q)
{
    long long round = (long long)q->c.id;
    const char *here = ov_answer_href(req, &q->c, q->n), *button;
    const ov_rows *near;
    size_t way;

    button = pressed(req, &way);
    if (!*button)
        return ov_redirect(req, here);
    if (ways[way].page)
        return ov_redirect(req, ov_printf(ov_req_arena(req), "%s%s", here, ways[way].page));
    if (!strcmp(button, "filer"))
        return ov_redirect(
            req, ov_req_path(req, "/remiss/%lld/svara/filer?fraga=%lld", round, (long long)q->n));
    if (!strcmp(button, "granska"))
        return ov_redirect(req, ov_req_path(req, "/remiss/%lld/granska", round));
    if (!strcmp(button, "nasta")) {
        OV_TRY(ov_answer_neighbours(ov_req_ctx(req), &q->c, q->n, &near));
        if (near->n && ov_cell_int(near, near->n - 1, NEAR_N) > q->n)
            return ov_redirect(req,
                               ov_answer_href(req, &q->c, ov_cell_int(near, near->n - 1, NEAR_N)));
    }
    return ov_redirect(req, ov_req_path(req, "/remiss/%lld/svara", round));
}

static ov_status save_posted(ov_req *req, const ov_question *q, bool autosave, bool take)
{
    ov_form *form = read_form(req, q);
    saving s = {.q = q, .autosave = autosave, .take_over = take};
    size_t way;
    bool aside; /* half an answer is saved before one goes to its notes */
    ov_status saved;

    aside = *pressed(req, &way) && !ways[way].leaves;
    s.leaves = *pressed(req, &way) && ways[way].leaves;
    if (!ov_form_ok(form))
        return show(req, q, form);
    lay_answer(req, q, form, &s.answer);
    if (!autosave && !take && !aside) /* only a person who presses Save is asked for the rest */
        check_reason(req, q, &s.answer, form);
    if (!ov_form_ok(form))
        return show(req, q, form);
    saved = ov_write(ov_req_ctx(req), save, &s);
    if (saved == OV_CONFLICT)
        return ov_respond_conflict(req, q, &s.answer);
    if (saved == OV_DENIED) /* a decision has locked it meanwhile */
        return ov_round_refuse(req, &q->c);
    if (saved == OV_INVALID) {
        ov_form_error(form, OV_FIELD_COMMENT, "%s",
                      ov_req_tr(req, "Kommentaren får vara högst 20 000 tecken."));
        return show(req, q, form);
    }
    OV_TRY(saved);
    return autosave ? tell_saved(req, &s) : go_on(req, q);
}

/* The question, ready to be written on; done: an answer was given already (the round is not open).
 */
static ov_status open_question(ov_req *req, ov_question *q, bool *done)
{
    ov_status may;

    OV_TRY(ov_question_of(req, q));
    may = ov_round_may(req, OV_MAY_ANSWER, &q->c);
    *done = may == OV_CONFLICT;
    return *done ? ov_round_refuse(req, &q->c) : may;
}

/* GET, POST /remiss/:id/svara/:n — one question: the provision's text beside it. POST saves the
 * draft once the round has opened, before and after the deadline. */
ov_status ov_page_respond_question(ov_req *req)
{
    const char *autosave = ov_req_query(req, "spara");
    ov_question q;
    bool done;

    if (ov_req_http(req)->method != OV_POST) {
        OV_TRY(ov_question_of(req, &q));
        return show(req, &q, NULL);
    }
    OV_TRY(open_question(req, &q, &done));
    return done ? OV_OK : save_posted(req, &q, autosave && *autosave == '1', false);
}

static ov_status take_only(ov_ctx *ctx, void *arg)
{
    const saving *s = arg;
    ov_id draft_id;

    OV_TRY(ov_draft_begin(ctx, s->q->c.id, ctx->actor.org_id, &draft_id));
    return take_over(ctx, s, draft_id);
}

/* POST /remiss/:id/svara/:n/overta — to write in the place of the colleague who does; what was
 * written on the page is saved with it. */
ov_status ov_page_respond_take_over(ov_req *req)
{
    ov_question q;
    bool done;

    OV_TRY(open_question(req, &q, &done));
    if (done)
        return OV_OK;
    if (ov_pairs_get(&ov_req_http(req)->form, OV_FIELD_ROW_VERSION))
        return save_posted(req, &q, false, true);
    OV_TRY(ov_write(ov_req_ctx(req), take_only, &(saving){.q = &q}));
    return ov_redirect(req, ov_answer_href(req, &q.c, q.n));
}
