/* SPDX-License-Identifier: EUPL-1.2 */
/* node_answers.c — what the consultations say about one provision: figures that the reader may see,
 * the own organisation's answer, and whether the words have changed since. */
#include "pages/text/panel.h"
#include "pages/consult/round.h"

#include "text/reading/reading.h"
#include "view/format.h"

#include <string.h>

enum { ROUND_ID, ROUND_QUESTION, ROUND_N };
enum { TALLY_LABEL, TALLY_COUNT, TALLY_COMMENTS };
enum { OWN_GRADE, OWN_COMMENT, OWN_NUMBER, OWN_RECEIVED, OWN_TIMING };
enum { COMMENT_CODE, COMMENT_NAME, COMMENT_GRADE, COMMENT_TEXT };

/* "Gäller lydelsen i Remissversion 1", and a warning when the words are others now. */
static void add_wording(ov_req *req, ov_map *item, const ov_node_page *page,
                        const ov_consultation *c)
{
    ov_arena *arena = ov_req_arena(req);
    const char *now = ov_cell_text(page->history, 0, OV_HISTORY_HASH);

    ov_map_text(item, "meta",
                ov_printf(arena, "%s %s", ov_req_tr(req, "Gäller lydelsen i"), c->version_label));
    for (size_t i = 0; i < page->history->n; i++)
        if (ov_cell_int(page->history, i, OV_HISTORY_VERSION) == c->version_id &&
            strcmp(ov_cell_text(page->history, i, OV_HISTORY_HASH), now) != 0)
            ov_map_text(item, "warning",
                        ov_req_tr(req, "Lydelsen har ändrats sedan svaren lämnades."));
}

static void add_counts(ov_map *item, const ov_rows *tally)
{
    ov_list *list = ov_map_list(item, "counts");

    ov_map_bool(item, "has_counts", tally->n > 0);
    for (size_t i = 0; i < tally->n; i++) {
        ov_map *count = ov_list_add(list);

        ov_map_text(count, "label", ov_cell_text(tally, i, TALLY_LABEL));
        ov_map_int(count, "n", ov_cell_int(tally, i, TALLY_COUNT));
    }
}

/* What was written: only for those who run the matter or audit it. */
static ov_status add_comments(ov_req *req, ov_map *item, ov_id round, int64_t n)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;
    ov_map *quotes;
    ov_list *list;

    OV_TRY(ov_question_comments(ctx, round, n, &rows));
    if (!rows->n)
        return OV_OK;
    quotes = ov_map_map(item, "quotes");
    ov_map_text(quotes, "summary",
                ov_printf(ctx->arena, "%s (%zu)", ov_req_tr(req, "Synpunkter"), rows->n));
    list = ov_map_list(quotes, "said_list");
    for (size_t i = 0; i < rows->n; i++) {
        const char *grade = ov_cell_text(rows, i, COMMENT_GRADE);
        ov_map *said = ov_list_add(list);

        ov_map_text(said, "who",
                    ov_printf(ctx->arena, "%s%s%s", ov_cell_text(rows, i, COMMENT_NAME),
                              grade ? ", " : "", grade ? grade : ""));
        ov_map_text(said, "said", ov_cell_text(rows, i, COMMENT_TEXT));
    }
    return OV_OK;
}

static ov_status add_figures(ov_req *req, const ov_node_page *page, ov_list *items,
                             const ov_consultation *c, const ov_rows *rounds, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);
    bool follows = ov_req_may(req, OV_MAY_FOLLOW, 0) == OV_OK;
    int64_t n = ov_cell_int(rounds, i, ROUND_N);
    const ov_rows *tally;
    ov_map *item;

    if (!follows && !ov_consultation_public(c, ctx->received))
        return OV_OK;
    OV_TRY(ov_question_tally(ctx, ov_cell_int(rounds, i, ROUND_QUESTION), &tally));
    item = ov_list_add(items);
    ov_map_text(item, "name", c->title);
    ov_map_text(item, "href",
                ov_req_path(req,
                            follows ? "/remiss/%lld/sammanstallning?fraga=%lld#kommentarer"
                                    : "/remiss/%lld/sammanstallning",
                            (long long)c->id, (long long)n));
    add_wording(req, item, page, c);
    add_counts(item, tally);
    if (!follows)
        return OV_OK;
    ov_comments_noted(req, c);
    return add_comments(req, item, c->id, n);
}

static ov_status add_own(ov_req *req, const ov_node_page *page, ov_list *items,
                         const ov_consultation *c, ov_id question)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_str comment;
    const char *grade;
    const ov_rows *own;
    ov_list *words;
    ov_map *item;

    if (!ctx->actor.org_id || ov_req_may(req, OV_MAY_READ_OWN, ctx->actor.org_id) != OV_OK)
        return OV_OK;
    OV_TRY(ov_own_answer(ctx, c->id, question, ctx->actor.org_id, &own));
    if (!own->n)
        return OV_OK;
    item = ov_list_add(items);
    ov_map_text(item, "name",
                ov_printf(ctx->arena, "%s, %s", ov_req_tr(req, "Ert svar"), c->title));
    ov_map_text(item, "href",
                ov_printf(ctx->arena, "/kvittens/%s", ov_cell_text(own, 0, OWN_NUMBER)));
    add_wording(req, item, page, c);
    words = ov_map_list(item, "words");
    grade = ov_cell_text(own, 0, OWN_GRADE);
    ov_list_add_text(words, grade ? grade : ov_req_tr(req, "Inget ställningstagande"));
    comment = ov_cell_str(own, 0, OWN_COMMENT);
    while (comment.len) {
        ov_str line = ov_str_cut(&comment, '\n');

        if (line.len)
            ov_list_add_text(words, ov_str_z(ctx->arena, line));
    }
    return OV_OK;
}

/* Round by round, the newest first: the own answer, then the figures that are published. While a
 * round is open only those who run it see figures (as on the page of the compilation). */
ov_status ov_panel_answers(ov_req *req, const ov_node_page *page, ov_list *items)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rounds;

    OV_TRY(ov_node_rounds(ctx, ov_req_matter(req)->id, page->node_id, &rounds));
    for (size_t i = 0; i < rounds->n; i++) {
        ov_consultation c;

        OV_TRY(
            ov_consultation_get(ctx, ov_req_matter(req)->id, ov_cell_int(rounds, i, ROUND_ID), &c));
        if (ov_consultation_state(&c, ctx->received) == OV_ROUND_COMING)
            continue;
        OV_TRY(add_own(req, page, items, &c, ov_cell_int(rounds, i, ROUND_QUESTION)));
        OV_TRY(add_figures(req, page, items, &c, rounds, i));
    }
    return OV_OK;
}
