/* SPDX-License-Identifier: EUPL-1.2 */
/* lineage.c — what became of each provision: by identity first, then by words for what was split,
 * merged, or went from one document of the matter to another (practice 16). */
#include "text/edit/lineage.h"

#include "text/edit/edit_sql.h"
#include "text/edit/similar.h"
#include "text/edit/trace.h"

#include <string.h>

/* Of 1000. A part of a provision that was split stood in it nearly whole; a provision of another
 * document must be nearly the same before it counts. */
enum { PART = 600, LIKE = 400, ACROSS = 600, PIECES = 3, PIECES_ACROSS = 6 };

typedef struct tracing {
    ov_ctx *ctx;
    ov_id version, base;
    ov_trace trace;
    bool *told; /* by new row and, behind those, by old row: its line is written */
} tracing;

static ov_status add(const tracing *t, ov_id from_version, ov_id from, ov_id to_version, ov_id to,
                     const char *kind)
{
    return ov_exec(t->ctx, &ov_edit_sql[EDIT_LINEAGE_ADD],
                   OV_ARGS(ov_int(t->version), ov_id_or_null(from_version), ov_id_or_null(from),
                           ov_int(to_version), ov_id_or_null(to), ov_text(kind)),
                   NULL);
}

static ov_id new_id(const tracing *t, size_t i)
{
    return ov_cell_int(t->trace.new_rows, i, OV_TRACE_ID);
}

static ov_id old_id(const tracing *t, size_t i)
{
    return ov_cell_int(t->trace.old_rows, i, OV_TRACE_ID);
}

static bool *told_old(const tracing *t)
{
    return t->told + t->trace.new_rows->n;
}

static ov_similar_text text_of(const ov_rows *rows, size_t i)
{
    return (ov_similar_text){ov_cell_text(rows, i, OV_TRACE_HEADING),
                             ov_cell_text(rows, i, OV_TRACE_BODY)};
}

static ov_similar *index_of(const tracing *t, const ov_rows *rows)
{
    ov_similar_text *texts = ov_calloc(t->ctx->arena, rows->n + 1, sizeof *texts);

    for (size_t i = 0; i < rows->n; i++)
        texts[i] = text_of(rows, i);
    return ov_similar_new(t->ctx->arena, texts, rows->n);
}

/* How like they are, and how much of the one asked for is in the other; of 1000. */
static uint32_t likeness(const ov_likeness *like, uint32_t own)
{
    return 2000 * like->common / (own + like->size);
}

static uint32_t part(const ov_likeness *like, uint32_t own)
{
    return 1000 * like->common / own;
}

static bool changed_text(ov_edit_change change)
{
    return change == OV_EDIT_TEXT || change == OV_EDIT_MOVED_TEXT;
}

/* What stands in both versions. */
static ov_status add_kept(tracing *t)
{
    static const char *const kinds[] = {[OV_EDIT_NONE] = "same",
                                        [OV_EDIT_TEXT] = "changed",
                                        [OV_EDIT_MOVED] = "moved",
                                        [OV_EDIT_MOVED_TEXT] = "moved_changed"};

    for (size_t i = 0; i < t->trace.new_rows->n; i++) {
        if (t->trace.changes[i] == OV_EDIT_NEW)
            continue;
        OV_TRY(add(t, t->base, new_id(t, i), t->version, new_id(t, i), kinds[t->trace.changes[i]]));
        t->told[i] = true;
        told_old(t)[t->trace.other[i]] = true;
    }
    return OV_OK;
}

/* A new provision whose words were another's: of one that is gone (it went on under a new id), or a
 * part of one that was split. */
static ov_status add_from_base(tracing *t)
{
    ov_similar *index = index_of(t, t->trace.old_rows);

    for (size_t i = 0; i < t->trace.new_rows->n; i++) {
        ov_similar_text text = text_of(t->trace.new_rows, i);
        ov_likeness like[OV_SIMILAR_MOST];
        uint32_t own;
        size_t n = t->told[i] ? 0 : ov_similar_find(index, &text, like, &own);

        for (size_t k = 0; k < n && !t->told[i]; k++) {
            size_t old = like[k].at, later = t->trace.later[old];
            bool gone = later == SIZE_MAX && !told_old(t)[old] && likeness(&like[k], own) >= LIKE;
            bool split = later != SIZE_MAX && changed_text(t->trace.changes[later]) &&
                         part(&like[k], own) >= PART;

            if (like[k].common < PIECES || (!gone && !split))
                continue;
            OV_TRY(add(t, t->base, old_id(t, old), t->version, new_id(t, i),
                       gone ? "moved_changed" : "split"));
            t->told[i] = true;
            told_old(t)[old] = told_old(t)[old] || gone;
        }
    }
    return OV_OK;
}

/* What is gone, but whose words another has taken over. */
static ov_status add_merged(tracing *t)
{
    ov_similar *index = index_of(t, t->trace.new_rows);

    for (size_t i = 0; i < t->trace.old_rows->n; i++) {
        ov_similar_text text = text_of(t->trace.old_rows, i);
        ov_likeness like[OV_SIMILAR_MOST];
        uint32_t own;
        size_t n = told_old(t)[i] ? 0 : ov_similar_find(index, &text, like, &own);

        for (size_t k = 0; k < n && !told_old(t)[i]; k++) {
            if (like[k].common < PIECES || part(&like[k], own) < PART ||
                !changed_text(t->trace.changes[like[k].at]))
                continue;
            OV_TRY(add(t, t->base, old_id(t, i), t->version, new_id(t, like[k].at), "merged"));
            told_old(t)[i] = true;
        }
    }
    return OV_OK;
}

/* ---- between documents ----------------------------------------------------------------------- */

/* Is this text one of theirs, nearly word for word? */
static bool nearly(ov_similar *index, const ov_similar_text *text, ov_likeness *best)
{
    ov_likeness like[OV_SIMILAR_MOST];
    uint32_t own;

    if (!ov_similar_find(index, text, like, &own) || like[0].common < PIECES_ACROSS ||
        likeness(&like[0], own) < ACROSS)
        return false;
    *best = like[0];
    return true;
}

static const char *kind_across(ov_similar_text a, const char *heading, const char *body)
{
    bool same = !strcmp(a.body ? a.body : "", body ? body : "") &&
                !strcmp(a.heading ? a.heading : "", heading ? heading : "");

    return same ? "moved" : "moved_changed";
}

/* Comes a new provision from what the other document took away in its newest version? */
static ov_status add_arrived(tracing *t, ov_id other, ov_id other_base)
{
    enum { GONE_ID, GONE_HEADING, GONE_BODY };
    const ov_rows *gone;
    ov_similar_text *texts;
    ov_similar *index;

    OV_TRY(ov_select(t->ctx, &ov_edit_sql[EDIT_GONE_NODES],
                     OV_ARGS(ov_int(other_base), ov_int(other)), &gone));
    if (gone->n == 0)
        return OV_OK;
    texts = ov_calloc(t->ctx->arena, gone->n, sizeof *texts);
    for (size_t i = 0; i < gone->n; i++)
        texts[i] = (ov_similar_text){ov_cell_text(gone, i, GONE_HEADING),
                                     ov_cell_text(gone, i, GONE_BODY)};
    index = ov_similar_new(t->ctx->arena, texts, gone->n);
    for (size_t i = 0; i < t->trace.new_rows->n; i++) {
        ov_similar_text text = text_of(t->trace.new_rows, i);
        ov_likeness best;

        if (t->told[i] || !nearly(index, &text, &best))
            continue;
        OV_TRY(add(t, other_base, ov_cell_int(gone, best.at, GONE_ID), t->version, new_id(t, i),
                   kind_across(text, texts[best.at].heading, texts[best.at].body)));
        t->told[i] = true;
    }
    return OV_OK;
}

/* Has what is gone here its place in the other document's newest version? */
static ov_status add_left(tracing *t, ov_id other, size_t n_gone)
{
    const ov_rows *rows;
    ov_similar *index;

    if (n_gone == 0)
        return OV_OK;
    OV_TRY(ov_select(t->ctx, &ov_edit_sql[EDIT_BASE_NODES], OV_ARGS(ov_int(other)), &rows));
    index = index_of(t, rows);
    for (size_t i = 0; i < t->trace.old_rows->n; i++) {
        ov_similar_text text = text_of(t->trace.old_rows, i);
        ov_likeness best;

        if (told_old(t)[i] || !nearly(index, &text, &best))
            continue;
        OV_TRY(add(t, t->base, old_id(t, i), other, ov_cell_int(rows, best.at, OV_TRACE_ID),
                   kind_across(text, ov_cell_text(rows, best.at, OV_TRACE_HEADING),
                               ov_cell_text(rows, best.at, OV_TRACE_BODY))));
        told_old(t)[i] = true;
    }
    return OV_OK;
}

static size_t untold(const bool *told, size_t n)
{
    size_t left = 0;

    for (size_t i = 0; i < n; i++)
        left += !told[i];
    return left;
}

static ov_status add_across(tracing *t)
{
    ov_version version;
    const ov_rows *others;

    OV_TRY(ov_version_get(t->ctx, t->version, &version));
    OV_TRY(ov_select(t->ctx, &ov_edit_sql[EDIT_OTHER_VERSIONS],
                     OV_ARGS(ov_int(version.matter_id), ov_int(version.document_id)), &others));
    for (size_t i = 0; i < others->n; i++) {
        ov_id other = ov_cell_int(others, i, 0);

        if (!ov_cell_null(others, i, 1) && untold(t->told, t->trace.new_rows->n))
            OV_TRY(add_arrived(t, other, ov_cell_int(others, i, 1)));
        OV_TRY(add_left(t, other, untold(told_old(t), t->trace.old_rows->n)));
    }
    return OV_OK;
}

/* What nobody knows anything of. */
static ov_status add_rest(const tracing *t)
{
    for (size_t i = 0; t->base && i < t->trace.new_rows->n; i++)
        if (!t->told[i])
            OV_TRY(add(t, t->base, 0, t->version, new_id(t, i), "new"));
    for (size_t i = 0; i < t->trace.old_rows->n; i++)
        if (!told_old(t)[i])
            OV_TRY(add(t, t->base, old_id(t, i), t->version, 0, "removed"));
    return OV_OK;
}

ov_status ov_lineage_store(ov_ctx *ctx, ov_id version_id, ov_id base_id)
{
    tracing t = {.ctx = ctx, .version = version_id, .base = base_id};
    const ov_rows *old_rows, *new_rows;
    bool came, left;

    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_BASE_NODES], OV_ARGS(ov_int(base_id)), &old_rows));
    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_BASE_NODES], OV_ARGS(ov_int(version_id)), &new_rows));
    ov_trace_make(ctx->arena, old_rows, new_rows, &t.trace);
    t.told = ov_calloc(ctx->arena, new_rows->n + old_rows->n + 1, sizeof *t.told);
    OV_TRY(add_kept(&t));
    came = untold(t.told, new_rows->n) > 0;
    left = untold(told_old(&t), old_rows->n) > 0;
    if (came && base_id)
        OV_TRY(add_from_base(&t));
    if (left)
        OV_TRY(add_merged(&t));
    if (came || left)
        OV_TRY(add_across(&t));
    return add_rest(&t);
}

ov_status ov_node_lineage(ov_ctx *ctx, ov_id node_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_edit_sql[EDIT_LINEAGE_OF_NODE], OV_ARGS(ov_int(node_id)), out);
}

const char *ov_lineage_title(const char *kind)
{
    static const struct {
        const char *kind, *title;
    } titles[] = {
        {"same", "Oförändrad"}, {"moved", "Flyttad"},    {"moved_changed", "Flyttad och ändrad"},
        {"changed", "Ändrad"},  {"split", "Delad"},      {"merged", "Sammanslagen"},
        {"new", "Ny"},          {"removed", "Borttagen"}};

    for (size_t i = 0; i < OV_LEN(titles); i++)
        if (!strcmp(titles[i].kind, kind))
            return titles[i].title;
    return kind;
}
