/* SPDX-License-Identifier: EUPL-1.2 */
/* wordform_check.c — what a filled-in form would change in the draft: question by question, with
 * what could not be read and what somebody else has changed meanwhile. */
#include "pages/text/compare.h"
#include "pages/consult/answer/wordform.h"

#include "consult/consult_sql.h"
#include "register/register.h"

#include <string.h>
#include <strings.h>

enum { MOST_WISHES = 240, /* fields of a form are limited */ MOST_LINES = 20, MOST_TEXT = 300 };

/* What is found when a form is laid beside the draft. */
typedef struct check {
    ov_req *req;
    ov_ctx *ctx;
    const ov_consultation *c;
    const ov_wordform *word; /* NULL: after a conflict */
    const ov_rows *draft;    /* of ov_draft_rows */
    ov_id scale;
    const ov_rows *grades; /* of scale */
    ov_map *root;
    ov_list *faults, *unknown, *absent;
    ov_word_wish *wishes;
    size_t n, same, untouched, missing, left;
    bool old_text;
} check;

static ov_status load(check *k, ov_req *req, const ov_consultation *c)
{
    ov_id draft_id;

    *k = (check){.req = req, .ctx = ov_req_ctx(req), .c = c};
    OV_TRY(ov_draft_own(k->ctx, c->id, k->ctx->actor.org_id, &draft_id));
    OV_TRY(ov_draft_rows(k->ctx, c, draft_id, &k->draft));
    k->wishes = ov_calloc(k->ctx->arena, k->draft->n + 1, sizeof *k->wishes);
    return OV_OK;
}

static ov_status load_grades(check *k, size_t i)
{
    ov_id scale =
        ov_cell_null(k->draft, i, OV_DRAFT_SCALE) ? 0 : ov_cell_int(k->draft, i, OV_DRAFT_SCALE);

    if (k->grades && k->scale == scale)
        return OV_OK;
    k->scale = scale;
    return ov_scale_grades(k->ctx, scale, &k->grades);
}

static bool kind_is(const check *k, size_t i, const char *kind)
{
    return !strcmp(ov_cell_text(k->draft, i, OV_DRAFT_KIND), kind);
}

/* "3.1 Samverkan", or what staff ask. */
static const char *title_of(const check *k, size_t i)
{
    const char *number = ov_cell_text(k->draft, i, OV_DRAFT_NUMBER);
    const char *heading = ov_cell_text(k->draft, i, OV_DRAFT_HEADING);
    const char *asked = ov_cell_text(k->draft, i, OV_DRAFT_TITLE);

    return !number && !heading && asked ? asked : ov_question_title(k->ctx->arena, number, heading);
}

/* The party that the answer joins is none of the form's business: it stays. */
static ov_status keep_joined(const check *k, size_t i, ov_draft_answer *a)
{
    const char *code = ov_cell_text(k->draft, i, OV_DRAFT_JOINS);
    ov_organisation org;

    if (!code)
        return OV_OK;
    OV_TRY(ov_organisation_by_code(k->ctx, code, &org));
    a->joins_id = org.id;
    return OV_OK;
}

/* The draft's answer as it stands. */
static ov_draft_answer as_it_is(const check *k, size_t i)
{
    return (ov_draft_answer){.question_id = ov_cell_int(k->draft, i, OV_DRAFT_QUESTION),
                             .grade = ov_cell_text(k->draft, i, OV_DRAFT_GRADE),
                             .comment = ov_cell_text(k->draft, i, OV_DRAFT_COMMENT)
                                            ? ov_cell_text(k->draft, i, OV_DRAFT_COMMENT)
                                            : "",
                             .wording = ov_cell_text(k->draft, i, OV_DRAFT_WORDING),
                             .row_version = ov_cell_int(k->draft, i, OV_DRAFT_ROW_VERSION)};
}

static bool same_text(const char *a, const char *b)
{
    return !strcmp(a ? a : "", b ? b : "");
}

static bool same_answer(const ov_draft_answer *a, const ov_draft_answer *b)
{
    return same_text(a->grade, b->grade) && same_text(a->comment, b->comment) &&
           same_text(a->wording, b->wording);
}

/* ---- Warnings ---- */

static void add_line(check *k, ov_list *list, const char *title, const char *text)
{
    ov_map *item = ov_list_add(list);
    size_t n = strlen(text);

    ov_map_text(item, "title", title);
    if (n > MOST_TEXT) {
        for (n = MOST_TEXT; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
            ;
        text = ov_printf(k->ctx->arena, "%.*s …", (int)n, text);
    }
    ov_map_text(item, "text", text);
}

static void add_fault(check *k, size_t i, const char *text)
{
    add_line(k, k->faults, title_of(k, i), text);
}

static ov_status add_unknown(check *k)
{
    ov_wordform blank;
    const char **lines;
    ov_str docx;
    size_t n;

    if (k->old_text) { /* everything that was changed in the text would be listed */
        ov_map_bool(k->root, "not_looked_for", true);
        return OV_OK;
    }
    OV_TRY(ov_wordform_make(k->ctx, k->c, k->ctx->actor.org_id, k->ctx->actor.org_name, &docx));
    OV_TRY(ov_wordform_parse(k->ctx->arena, docx, &blank, &k->ctx->err));
    lines = ov_wordform_unknown(k->ctx->arena, k->word, &blank, k->word->n_outside, &n);
    for (size_t i = 0; i < n && i < MOST_LINES; i++)
        add_line(k, k->unknown, NULL, lines[i]);
    if (n > MOST_LINES)
        add_line(k, k->unknown, NULL,
                 ov_req_say(k->req, "Ytterligare %zu stycken visas inte här.", n - MOST_LINES));
    ov_map_bool(k->root, "has_unknown", n > 0);
    return OV_OK;
}

/* ---- The form beside the draft ---- */

static const ov_wordform_answer *find(const ov_wordform *word, int64_t n)
{
    for (size_t i = 0; i < word->n; i++)
        if (word->answers[i].n == n)
            return &word->answers[i];
    return NULL;
}

/* Somebody has typed the label: a full stop at its end says nothing. */
static bool same_folded(const char *a, const char *b)
{
    ov_str x = ov_str_trim(ov_str_from(a)), y = ov_str_trim(ov_str_from(b));

    x.len -= x.len == y.len + 1 && x.ptr[y.len] == '.';
    return x.len == y.len && strncasecmp(x.ptr, y.ptr, x.len) == 0;
}

static void take_grade(check *k, size_t i, const char *label, ov_draft_answer *a)
{
    if (!label || !(kind_is(k, i, "grade") || kind_is(k, i, "choice")))
        return;
    if (!*label) {
        a->grade = NULL;
        return;
    }
    for (size_t g = 0; g < k->grades->n; g++)
        if (same_folded(label, ov_cell_text(k->grades, g, OV_GRADE_LABEL))) {
            a->grade = ov_cell_text(k->grades, g, OV_GRADE_CODE);
            return;
        }
    add_fault(
        k, i,
        ov_req_say(k->req, "Svaret ”%s” finns inte bland alternativen och är inte läst.", label));
}

static void take_text(check *k, size_t i, const char *text, bool wording, const char **out)
{
    ov_str clean;

    if (!text)
        return;
    if (ov_comment_canonical(k->ctx, text, &clean) != OV_OK)
        add_fault(k, i, ov_req_tr(k->req, "Texten är längre än 20 000 tecken och är inte läst."));
    else
        *out = wording && !clean.len ? NULL : clean.ptr;
}

/* Nothing of it was changed in the form since it was fetched. */
static bool is_untouched(const check *k, const ov_wordform_answer *f, const ov_draft_answer *a)
{
    char hash[9];

    if (f->base < 0)
        return false;
    ov_wordform_answer_hash(k->ctx->arena, a->grade, ov_str_from(a->comment),
                            ov_str_from(a->wording), hash);
    return !strcmp(hash, f->base_hash);
}

static ov_status compare(check *k, size_t i)
{
    const ov_wordform_answer *f = find(k->word, ov_cell_int(k->draft, i, OV_DRAFT_N));
    const ov_draft_answer now = as_it_is(k, i);
    ov_draft_answer a = now;
    bool empty = !now.grade && !*now.comment && !now.wording;

    if (kind_is(k, i, "file"))
        return OV_OK;
    if (!f) {
        if (k->missing++ < MOST_LINES)
            add_line(k, k->absent, NULL, title_of(k, i));
        return OV_OK;
    }
    OV_TRY(load_grades(k, i));
    take_grade(k, i, f->grade, &a);
    take_text(k, i, f->comment, false, &a.comment);
    if (kind_is(k, i, "grade") || kind_is(k, i, "wording"))
        take_text(k, i, f->wording, true, &a.wording);
    if (same_answer(&a, &now))
        k->same++;
    else if (is_untouched(k, f, &a))
        k->untouched++;
    else if (k->n == MOST_WISHES)
        k->left++;
    else
        k->wishes[k->n++] =
            (ov_word_wish){.row = i,
                           .answer = a,
                           .clash = f->base < 0 ? !empty : f->base != now.row_version && !empty};
    return OV_OK;
}

/* ---- The page ---- */

/* What it reads now and what it would read, with the difference marked. */
static void add_text(ov_map *item, const char *key, const char *was, const char *text)
{
    size_t n;
    ov_map *map;

    if (same_text(was, text))
        return;
    map = ov_map_map(item, key);
    const ov_diff_op *ops =
        ov_diff_words(ov_map_arena(map), ov_str_from(was), ov_str_from(text), &n);
    ov_compare_raw(map, ops, n);
}

static ov_status add_wish(check *k, ov_list *list, const ov_word_wish *w)
{
    const ov_draft_answer now = as_it_is(k, w->row), *a = &w->answer;
    ov_map *item = ov_list_add(list);
    const char *none = ov_req_tr(k->req, "Inget ställningstagande");
    const char *from, *to;

    OV_TRY(load_grades(k, w->row));
    from = ov_grade_label(k->grades, now.grade);
    to = ov_grade_label(k->grades, a->grade);
    ov_map_int(item, "n", ov_cell_int(k->draft, w->row, OV_DRAFT_N));
    ov_map_text(item, "title", title_of(k, w->row));
    ov_map_int(item, "row_version", now.row_version);
    ov_map_bool(item, "clash", w->clash);
    ov_map_bool(item, "taken", !w->clash && !k->old_text);
    if (w->clash)
        ov_map_text(item, "saved_by", ov_saved_by(k->req, k->draft, w->row));
    if (!same_text(now.grade, a->grade)) {
        ov_map *grade = ov_map_map(item, "grade");

        ov_map_text(grade, "was", from ? from : none);
        ov_map_text(grade, "now", to ? to : none);
    }
    add_text(item, "comment", now.comment, a->comment);
    add_text(item, "wording", now.wording, a->wording);
    ov_map_text(item, "grade_code", a->grade ? a->grade : "");
    ov_map_text(item, "comment_text", a->comment);
    ov_map_text(item, "wording_text", a->wording ? a->wording : "");
    return OV_OK;
}

static ov_status show(check *k, ov_view *view, const char *title)
{
    ov_list *list = ov_map_list(k->root, "wishes");

    ov_round_model(k->req, view, k->c, true);
    ov_view_needs_token(view);
    ov_view_title(view, title);
    ov_view_crumb(view, ov_req_tr(k->req, "Svara"),
                  ov_req_path(k->req, "/remiss/%lld/svara", (long long)k->c->id));
    ov_view_crumb(view, ov_req_tr(k->req, "Svara i Word"),
                  ov_req_path(k->req, "/remiss/%lld/svara/las-in", (long long)k->c->id));
    ov_view_crumb(view, ov_req_tr(k->req, "Kontrollera"), NULL);
    ov_map_text(k->root, "org", k->ctx->actor.org_name);
    for (size_t i = 0; i < k->n; i++)
        OV_TRY(add_wish(k, list, &k->wishes[i]));
    ov_map_int(k->root, "n_wishes", (int64_t)k->n);
    ov_map_bool(k->root, "has_wishes", k->n > 0);
    ov_map_int(k->root, "n_same", (int64_t)(k->same + k->untouched));
    ov_map_bool(k->root, "has_faults", k->faults && ov_list_length(k->faults) > 0);
    ov_map_bool(k->root, "has_absent", k->missing > 0);
    ov_map_int(k->root, "n_absent", (int64_t)k->missing);
    ov_map_bool(k->root, "has_left", k->left > 0);
    ov_map_bool(k->root, "old_text", k->old_text);
    return ov_view_send(view);
}

ov_status ov_word_check(ov_req *req, const ov_consultation *c, const ov_wordform *word)
{
    ov_view *view = ov_view_new(req, "word_check");
    char hash[OV_WORDFORM_HASH];
    check k;

    OV_TRY(load(&k, req, c));
    k.word = word;
    k.root = ov_view_root(view);
    k.faults = ov_map_list(k.root, "faults");
    k.unknown = ov_map_list(k.root, "unknown");
    k.absent = ov_map_list(k.root, "absent");
    OV_TRY(ov_wordform_text_hash(k.ctx, c, hash));
    k.old_text = strcmp(hash, word->text_hash) != 0;
    for (size_t i = 0; i < k.draft->n; i++)
        OV_TRY(compare(&k, i));
    OV_TRY(add_unknown(&k));
    ov_map_bool(k.root, "tracked", word->tracked);
    ov_map_bool(k.root, "margin", word->comments);
    ov_map_bool(k.root, "notes", word->notes);
    ov_map_bool(k.root, "pictures", word->pictures);
    return show(&k, view, ov_req_tr(req, "Kontrollera formuläret"));
}

/* ---- What was chosen ---- */

static const char *posted(const check *k, const char *name, size_t i)
{
    return ov_pairs_get(
        &ov_req_http(k->req)->form,
        ov_printf(k->ctx->arena, "%s_%lld", name, (long long)ov_cell_int(k->draft, i, OV_DRAFT_N)));
}

ov_status ov_word_wishes(ov_req *req, const ov_consultation *c, ov_word_wish **out, size_t *n)
{
    check k;

    OV_TRY(load(&k, req, c));
    for (size_t i = 0; i < k.draft->n; i++) {
        const char *taken = posted(&k, "ta", i), *grade = posted(&k, "betyg", i);
        const char *comment = posted(&k, "kommentar", i), *wording = posted(&k, "lydelse", i);
        ov_draft_answer a = as_it_is(&k, i);

        if (!taken || ov_parse_int(ov_str_from(taken), &a.row_version) != OV_OK)
            continue;
        a.grade = grade && *grade ? grade : NULL;
        a.comment = comment ? comment : "";
        a.wording = wording && *wording ? wording : NULL;
        OV_TRY(keep_joined(&k, i, &a));
        k.wishes[k.n++] = (ov_word_wish){.row = i, .answer = a};
    }
    *out = k.wishes;
    *n = k.n;
    return OV_OK;
}

ov_status ov_word_conflict(ov_req *req, const ov_consultation *c, ov_word_wish *wishes, size_t n)
{
    ov_view *view = ov_view_new(req, "word_check");
    check k;

    OV_TRY(load(&k, req, c)); /* as it stands after the clash */
    k.root = ov_view_root(view);
    for (size_t i = 0; i < n; i++) {
        const ov_draft_answer now = as_it_is(&k, wishes[i].row);
        ov_str clean;

        if (ov_comment_canonical(k.ctx, wishes[i].answer.comment, &clean) == OV_OK)
            wishes[i].answer.comment = clean.ptr;
        wishes[i].clash = wishes[i].answer.row_version != now.row_version;
        if (same_answer(&wishes[i].answer, &now))
            k.same++;
        else
            k.wishes[k.n++] = wishes[i];
    }
    ov_view_status(view, 409);
    ov_map_bool(k.root, "conflict", true);
    return show(&k, view, ov_req_tr(req, "Någon ändrade samtidigt"));
}
