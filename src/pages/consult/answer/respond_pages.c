/* SPDX-License-Identifier: EUPL-1.2 */
/* respond_pages.c — a party writes its response: the list of what there is to answer. (One
 * question: question_pages.c; checking: respond_review.c.) */
#include "pages/pages.h"
#include "pages/consult/answer/respond.h"
#include "pages/consult/round.h"

#include "consult/answer/file.h"
#include "view/markdown.h"

#include <string.h>

enum { CHAPTER_DOCUMENT, CHAPTER_SEQ, CHAPTER_NUMBER, CHAPTER_HEADING };
enum { DOCUMENT_ID = 0, DOCUMENT_TITLE = 6 };
enum { STATES = OV_ANSWER_NO_COMMENT + 1 };

/* What stands under one heading: the whole round, a whole document, a chapter of one. */
typedef struct group {
    ov_id document; /* 0: the whole round */
    int64_t seq;    /* of the chapter; -1: the whole document, 0: no chapter above */
    ov_list *tasks;
} group;

typedef struct list_page {
    ov_req *req;
    const ov_consultation *c;
    ov_id draft_id; /* 0: not begun */
    const ov_rows *draft, *chapters, *documents, *leases, *notes;
    bool left_only; /* what is left to do */
    ov_list *groups;
    group *known;
    size_t n_known;
    int64_t counts[STATES], faults, struck;
} list_page;

/* The chapter that a provision stands in: the last heading before it. */
static size_t chapter_of(const ov_rows *chapters, ov_id document, int64_t seq)
{
    size_t found = SIZE_MAX;

    for (size_t i = 0; i < chapters->n; i++)
        if (ov_cell_int(chapters, i, CHAPTER_DOCUMENT) == document &&
            ov_cell_int(chapters, i, CHAPTER_SEQ) < seq)
            found = i;
    return found;
}

static const char *document_title(const list_page *p, ov_id document)
{
    for (size_t i = 0; i < p->documents->n; i++)
        if (ov_cell_int(p->documents, i, DOCUMENT_ID) == document)
            return ov_cell_text(p->documents, i, DOCUMENT_TITLE);
    return "";
}

static const char *group_title(const list_page *p, const group *g, size_t chapter)
{
    ov_arena *arena = ov_req_arena(p->req);
    const char *own;

    if (!g->document)
        return ov_req_tr(p->req, "Hela remissen");
    if (g->seq < 0)
        own = ov_req_tr(p->req, "Hela dokumentet");
    else if (chapter == SIZE_MAX)
        own = ov_req_tr(p->req, "Bestämmelser");
    else
        own = ov_question_title(arena, ov_cell_text(p->chapters, chapter, CHAPTER_NUMBER),
                                ov_cell_text(p->chapters, chapter, CHAPTER_HEADING));
    return p->documents->n > 1 ? ov_printf(arena, "%s: %s", document_title(p, g->document), own)
                               : own;
}

/* The tasks under the heading of question i, which is begun when it is the first one there. */
static ov_list *tasks_of(list_page *p, size_t i)
{
    group g = {.document = ov_cell_int(p->draft, i, OV_DRAFT_DOCUMENT), .seq = -1};
    size_t chapter = SIZE_MAX;
    ov_map *map;

    if (g.document && !ov_cell_null(p->draft, i, OV_DRAFT_NODE)) {
        chapter = chapter_of(p->chapters, g.document, ov_cell_int(p->draft, i, OV_ANSWER_SEQ));
        g.seq = chapter == SIZE_MAX ? 0 : ov_cell_int(p->chapters, chapter, CHAPTER_SEQ);
    }
    for (size_t k = p->n_known; k > 0; k--)
        if (p->known[k - 1].document == g.document && p->known[k - 1].seq == g.seq)
            return p->known[k - 1].tasks;
    map = ov_list_add(p->groups);
    ov_map_int(map, "k", (int64_t)p->n_known + 1);
    ov_map_text(map, "title", group_title(p, &g, chapter));
    g.tasks = ov_map_list(map, "tasks");
    p->known[p->n_known++] = g;
    return g.tasks;
}

/* Who else writes an answer now; NULL: nobody. */
static const char *writer_of(const list_page *p, ov_id question)
{
    for (size_t i = 0; i < p->leases->n; i++)
        if (ov_cell_int(p->leases, i, 0) == question)
            return ov_cell_text(p->leases, i, 1);
    return NULL;
}

static int64_t notes_on(const list_page *p, ov_id question)
{
    for (size_t i = 0; i < p->notes->n; i++)
        if (ov_cell_int(p->notes, i, 0) == question)
            return ov_cell_int(p->notes, i, 1);
    return 0;
}

static void add_task(const list_page *p, ov_map *item, size_t i, ov_answer_state state)
{
    static const struct {
        const char *tone, *text;
    } states[] = {
        [OV_ANSWER_NONE] = {"none", "Ej påbörjad"},
        [OV_ANSWER_BEGUN] = {"now", "Påbörjad"},
        [OV_ANSWER_DONE] = {"done", "Klar"},
        [OV_ANSWER_NO_COMMENT] = {"off", "Inga synpunkter"},
    };
    ov_id question = ov_cell_int(p->draft, i, OV_DRAFT_QUESTION);
    const char *writer = writer_of(p, question);
    bool node = !ov_cell_null(p->draft, i, OV_DRAFT_NODE);

    if (node)
        ov_map_text(item, "number", ov_cell_text(p->draft, i, OV_DRAFT_NUMBER));
    if (node && ov_cell_null(p->draft, i, OV_DRAFT_TITLE))
        ov_map_text(item, "heading", ov_cell_text(p->draft, i, OV_DRAFT_HEADING));
    else if (node && !ov_cell_null(p->draft, i, OV_DRAFT_HEADING))
        ov_map_text(item, "heading",
                    ov_printf(ov_req_arena(p->req), "%s: %s",
                              ov_cell_text(p->draft, i, OV_DRAFT_HEADING),
                              ov_cell_text(p->draft, i, OV_DRAFT_TITLE)));
    else
        ov_map_text(item, "heading", ov_answer_title(p->req, p->draft, i));
    ov_map_text(item, "href", ov_answer_href(p->req, p->c, ov_cell_int(p->draft, i, OV_DRAFT_N)));
    ov_map_text(item, "tone", states[state].tone);
    ov_map_text(item, "state", ov_req_tr(p->req, states[state].text));
    if (state != OV_ANSWER_NONE)
        ov_map_text(item, "by", ov_saved_by(p->req, p->draft, i));
    ov_map_bool(item, "required", ov_cell_int(p->draft, i, OV_DRAFT_REQUIRED) != 0);
    if (writer)
        ov_map_text(item, "writer", writer);
    if (notes_on(p, question))
        ov_map_int(item, "n_notes", notes_on(p, question));
}

static void add_tasks(list_page *p)
{
    for (size_t i = 0; i < p->draft->n; i++) {
        ov_answer_state state = ov_answer_state_of(p->draft, i);

        if (!ov_cell_null(p->draft, i, OV_ANSWER_REMOVED)) {
            p->struck++;
            continue;
        }
        bool left = state == OV_ANSWER_NONE || state == OV_ANSWER_BEGUN;

        p->counts[state]++;
        p->faults += left && (ov_cell_int(p->draft, i, OV_DRAFT_REQUIRED) ||
                              ov_cell_int(p->draft, i, OV_ANSWER_NEEDS_REASON));
        if (left || !p->left_only)
            add_task(p, ov_list_add(tasks_of(p, i)), i, state);
    }
}

static void add_counts(const list_page *p, ov_map *root)
{
    const int64_t *n = p->counts;
    int64_t done = n[OV_ANSWER_DONE] + n[OV_ANSWER_NO_COMMENT];
    int64_t total = (int64_t)p->draft->n - p->struck;

    ov_map_int(root, "done", done);
    ov_map_int(root, "total", total);
    ov_map_int(root, "n_left", total - done);
    ov_map_int(root, "n_done", n[OV_ANSWER_DONE]);
    ov_map_int(root, "n_no_comment", n[OV_ANSWER_NO_COMMENT]);
    ov_map_int(root, "n_begun", n[OV_ANSWER_BEGUN]);
    ov_map_int(root, "n_none", n[OV_ANSWER_NONE]);
    if (p->faults)
        ov_map_int(root, "n_faults", p->faults);
    ov_map_bool(root, "left_only", p->left_only);
    ov_map_bool(root, "nothing_left", p->left_only && !p->n_known);
    if (notes_on(p, 0))
        ov_map_int(root, "n_notes", notes_on(p, 0));
}

/* What a correction took away: the provision as it was, and what the party had written. */
static ov_status add_struck(const list_page *p, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(p->req);
    ov_list *list = ov_map_list(root, "struck");
    const ov_rows *rows, *files;

    ov_map_bool(root, "has_struck", p->struck > 0);
    if (!p->struck)
        return OV_OK;
    OV_TRY(ov_answer_struck(ctx, p->c, p->draft_id, &rows));
    OV_TRY(ov_draft_files(ctx, p->draft_id, &files));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *title = ov_question_title(ctx->arena, ov_cell_text(rows, i, OV_STRUCK_NUMBER),
                                              ov_cell_text(rows, i, OV_STRUCK_HEADING));
        const char *asked = ov_cell_text(rows, i, OV_STRUCK_TITLE);

        ov_map_text(item, "title", asked ? ov_printf(ctx->arena, "%s: %s", title, asked) : title);
        if (!ov_cell_null(rows, i, OV_STRUCK_HTML))
            ov_map_html(item, "html", ov_html_from_store(ov_cell_str(rows, i, OV_STRUCK_HTML)));
        ov_map_text(item, "grade", ov_cell_text(rows, i, OV_STRUCK_LABEL));
        ov_map_text(item, "joins", ov_cell_text(rows, i, OV_STRUCK_JOINS));
        ov_map_text(item, "wording", ov_cell_text(rows, i, OV_STRUCK_WORDING));
        ov_map_lines(item, "paragraphs", ov_cell_str(rows, i, OV_STRUCK_COMMENT));
        ov_add_files(p->req, item, p->c, files, ov_cell_int(rows, i, OV_STRUCK_N));
        ov_map_bool(item, "wrote", !ov_cell_null(rows, i, OV_STRUCK_AT));
    }
    return OV_OK;
}

/* Who has joined the party's points, once it has sent them. */
static ov_status add_joined(const list_page *p, ov_map *root)
{
    ov_list *list = ov_map_list(root, "joined");
    const ov_rows *rows;

    OV_TRY(ov_joined_by(ov_req_ctx(p->req), p->c, ov_req_ctx(p->req)->actor.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *title = ov_cell_text(rows, i, 5);

        ov_map_text(item, "party", ov_cell_text(rows, i, 1));
        ov_map_text(item, "title",
                    ov_cell_null(rows, i, 6) && title
                        ? title
                        : ov_question_title(ov_req_arena(p->req), ov_cell_text(rows, i, 3),
                                            ov_cell_text(rows, i, 4)));
        ov_map_text(item, "href", ov_answer_href(p->req, p->c, ov_cell_int(rows, i, 2)));
    }
    ov_map_bool(root, "has_joined", rows->n > 0);
    return OV_OK;
}

static ov_status load(list_page *p)
{
    ov_ctx *ctx = ov_req_ctx(p->req);
    const char *show = ov_req_query(p->req, "visa");

    OV_TRY(ov_draft_own(ctx, p->c->id, ctx->actor.org_id, &p->draft_id));
    OV_TRY(ov_answer_list(ctx, p->c, p->draft_id, &p->draft));
    OV_TRY(ov_answer_chapters(ctx, p->c, &p->chapters));
    OV_TRY(ov_consultation_documents(ctx, p->c->id, &p->documents));
    OV_TRY(ov_answer_leases(ctx, p->draft_id, &p->leases));
    OV_TRY(ov_note_counts(ctx, p->draft_id, &p->notes));
    p->left_only = show && !strcmp(show, "kvar");
    p->known = ov_calloc(ctx->arena, p->draft->n + 1, sizeof *p->known);
    return OV_OK;
}

/* GET /remiss/:id/svara[?visa=kvar] — what there is to answer and how far it has come. */
ov_status ov_page_respond(ov_req *req)
{
    ov_view *view = ov_view_new(req, "respond");
    ov_map *root = ov_view_root(view);
    ov_consultation c;
    list_page p = {.req = req, .c = &c, .groups = ov_map_list(root, "chapters")};

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &c));
    OV_TRY(load(&p));
    add_tasks(&p);
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_req_tr(req, "Svara på remissen"));
    ov_view_crumb(view, ov_req_tr(req, "Svara"), NULL);
    add_counts(&p, root);
    ov_map_bool(root, "extended", c.extended);
    OV_TRY(ov_respond_party(req, root, &c));
    OV_TRY(add_struck(&p, root));
    OV_TRY(add_joined(&p, root));
    return ov_view_send(view);
}
