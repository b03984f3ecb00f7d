/* SPDX-License-Identifier: EUPL-1.2 */
/* term.c — the register of terms of a matter, and where its published texts use them. */
#include "text/reading/term.h"

#include "text/prepare.h"
#include "text/reading/reading_sql.h"
#include "view/markdown.h"

#include <string.h>

enum { TEXT_VERSION, TEXT_NODE_ID, TEXT_HEADING, TEXT_BODY };
enum { WORDS_ID, WORDS_COLUMNS = 4 };

/* Where a term was found, and how many published versions there were then. */
typedef struct use {
    ov_id version_id, node_id;
} use;
typedef struct uses {
    use *list;
    size_t n;
    int64_t published;
} uses;

ov_status ov_terms(ov_ctx *ctx, ov_id matter_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_reading_sql[TERM_LIST], OV_ARGS(ov_int(matter_id)), out);
}

ov_status ov_term_get(ov_ctx *ctx, ov_id matter_id, const char *slug, const ov_rows **out)
{
    return ov_select_row(ctx, &ov_reading_sql[TERM_GET], OV_ARGS(ov_int(matter_id), ov_text(slug)),
                         out);
}

static void free_scratch(void *arg)
{
    ov_arena_free(arg);
}

/* Memory for cutting one text at a time into words; freed with the request. */
static ov_arena *scratch_of(ov_ctx *ctx)
{
    ov_arena *scratch = ov_arena_new((size_t)256 << 20);

    ov_arena_cleanup(ctx->arena, free_scratch, scratch);
    return scratch;
}

/* Heading and text, apart so that no phrase reaches over both. */
static ov_str words_of(ov_arena *arena, const ov_rows *texts, size_t i)
{
    const char *heading = ov_cell_text(texts, i, TEXT_HEADING);

    if (!heading)
        return ov_cell_str(texts, i, TEXT_BODY);
    return ov_str_from(ov_printf(arena, "%s. %s", heading, ov_cell_text(texts, i, TEXT_BODY)));
}

/* ---- A term that is written ---- */

static ov_status find_uses(ov_ctx *ctx, const ov_term *term, uses *out)
{
    const ov_val cells[WORDS_COLUMNS] = {ov_int(1), ov_text(term->name), ov_text(term->forms),
                                         ov_int(term->node_id)};
    const ov_rows row = {.n = 1, .columns = WORDS_COLUMNS, .cells = cells};
    const ov_term_words *words = ov_term_words_new(ctx->arena, &row);
    ov_arena *scratch = scratch_of(ctx);
    const ov_rows *texts;
    size_t found[OV_TERMS_MOST];

    *out = (uses){0};
    OV_TRY(ov_select_int(ctx, &ov_reading_sql[TERM_PUBLISHED], OV_ARGS(ov_int(term->matter_id)), 0,
                         &out->published));
    OV_TRY(ov_select(ctx, &ov_reading_sql[TERM_TEXTS], OV_ARGS(ov_int(term->matter_id)), &texts));
    out->list = ov_calloc(ctx->arena, texts->n + 1, sizeof *out->list);
    for (size_t i = 0; i < texts->n; i++, ov_arena_reset(scratch))
        if (ov_term_words_in(scratch, words, ov_cell_int(texts, i, TEXT_NODE_ID),
                             words_of(scratch, texts, i), found))
            out->list[out->n++] =
                (use){ov_cell_int(texts, i, TEXT_VERSION), ov_cell_int(texts, i, TEXT_NODE_ID)};
    return OV_OK;
}

/* One form a line, without empty lines. */
static ov_status tidy_forms(ov_ctx *ctx, const char *raw, const char **out)
{
    enum { FORMS_MOST = 20 };
    ov_str rest, nfc;
    const char *tidy = "";
    size_t n = 0;

    OV_TRY(ov_utf8_nfc(ctx->arena, ov_str_from(raw ? raw : ""), &nfc));
    for (rest = nfc; rest.len;) {
        ov_str line = ov_str_trim(ov_str_cut(&rest, '\n'));

        if (!line.len)
            continue;
        if (++n > FORMS_MOST || ov_utf8_length(line) > OV_TERM_NAME_MOST)
            return ov_fail(&ctx->err, OV_INVALID, "too many forms, or too long ones");
        tidy = ov_printf(ctx->arena, "%s%s%.*s", tidy, n > 1 ? "\n" : "", (int)line.len, line.ptr);
    }
    *out = tidy;
    return OV_OK;
}

ov_status ov_term_prepare(ov_ctx *ctx, ov_term *term)
{
    ov_str name;
    ov_html html;
    uses *found = ov_alloc(ctx->arena, sizeof *found);

    OV_TRY(ov_utf8_nfc(ctx->arena, ov_str_trim(ov_str_from(term->name ? term->name : "")), &name));
    term->name = ov_str_z(ctx->arena, name);
    OV_TRY(tidy_forms(ctx, term->forms, &term->forms));
    OV_TRY(ov_canonical_body(ctx->arena,
                             ov_str_trim(ov_str_from(term->definition ? term->definition : "")),
                             &term->definition));
    if (!name.len || ov_utf8_length(name) > OV_TERM_NAME_MOST || !*term->definition ||
        ov_utf8_length(ov_str_from(term->definition)) > OV_TERM_DEFINITION_MOST)
        return ov_fail(&ctx->err, OV_INVALID, "a term needs a name and a definition of its size");
    OV_TRY(ov_markdown(ctx->arena, ov_str_from(term->definition), &html, &ctx->err));
    term->html = ov_str_z(ctx->arena, html.text);
    OV_TRY(find_uses(ctx, term, found));
    term->uses = found;
    return OV_OK;
}

static ov_status add_term(ov_ctx *ctx, const ov_term *term, const char *by, ov_id *id)
{
    const char *slug = ov_version_slug(ctx->arena, term->name);
    const ov_rows *all;
    int64_t taken;

    OV_TRY(ov_select(ctx, &ov_reading_sql[TERM_WORDS], OV_ARGS(ov_int(term->matter_id)), &all));
    if (all->n >= OV_TERMS_MOST)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "the matter has as many terms as it may");
    OV_TRY(ov_select_int(ctx, &ov_reading_sql[TERM_SLUG_TAKEN],
                         OV_ARGS(ov_int(term->matter_id), ov_text(slug)), 0, &taken));
    if (taken)
        return ov_fail(&ctx->err, OV_CONFLICT, "the matter has this term already");
    return ov_insert(ctx, &ov_reading_sql[TERM_ADD],
                     OV_ARGS(ov_int(term->matter_id), ov_text(slug), ov_text(term->name),
                             ov_text(ov_sort_key(ctx->arena, term->name)), ov_text(term->forms),
                             ov_text(term->definition), ov_text(term->html),
                             ov_id_or_null(term->node_id), ov_int(ctx->now), ov_text(by)),
                     id);
}

static ov_status change_term(ov_ctx *ctx, const ov_term *term, const char *by)
{
    int64_t changed = 0;

    OV_TRY(ov_exec(ctx, &ov_reading_sql[TERM_UPDATE],
                   OV_ARGS(ov_int(term->matter_id), ov_int(term->id), ov_text(term->name),
                           ov_text(ov_sort_key(ctx->arena, term->name)), ov_text(term->forms),
                           ov_text(term->definition), ov_text(term->html),
                           ov_id_or_null(term->node_id), ov_int(ctx->now), ov_text(by),
                           ov_int(term->row_version)),
                   &changed));
    return changed ? OV_OK : ov_fail(&ctx->err, OV_CONFLICT, "the term was changed meanwhile");
}

static ov_status tell(ov_ctx *ctx, const char *action, ov_id id)
{
    return ov_audit(ctx, &(ov_event){.action = action,
                                     .object = ov_printf(ctx->arena, "term/%lld", (long long)id)});
}

ov_status ov_term_save(ov_ctx *ctx, const ov_term *term, ov_id *id)
{
    const char *by = ctx->actor.name ? ctx->actor.name : ctx->actor.login;
    const uses *found = term->uses;
    ov_id made = term->id;
    int64_t published;

    if (!found)
        return ov_fail(&ctx->err, OV_INTERNAL, "ov_term_save before ov_term_prepare");
    OV_TRY(ov_select_int(ctx, &ov_reading_sql[TERM_PUBLISHED], OV_ARGS(ov_int(term->matter_id)), 0,
                         &published));
    if (published != found->published)
        return ov_fail(&ctx->err, OV_BUSY, "a text was published meanwhile");
    if (term->id)
        OV_TRY(change_term(ctx, term, by));
    else
        OV_TRY(add_term(ctx, term, by, &made));
    OV_TRY(ov_exec(ctx, &ov_reading_sql[TERM_USE_CLEAR], OV_ARGS(ov_int(made)), NULL));
    for (size_t i = 0; i < found->n; i++)
        OV_TRY(ov_exec(ctx, &ov_reading_sql[TERM_USE_ADD],
                       OV_ARGS(ov_int(found->list[i].version_id), ov_int(found->list[i].node_id),
                               ov_int(made)),
                       NULL));
    *id = made;
    return tell(ctx, term->id ? "term.changed" : "term.added", made);
}

ov_status ov_term_remove(ov_ctx *ctx, const ov_term *term)
{
    int64_t changed = 0;

    OV_TRY(ov_exec(ctx, &ov_reading_sql[TERM_USE_CLEAR], OV_ARGS(ov_int(term->id)), NULL));
    OV_TRY(ov_exec(ctx, &ov_reading_sql[TERM_REMOVE],
                   OV_ARGS(ov_int(term->matter_id), ov_int(term->id), ov_int(term->row_version)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the term was changed meanwhile");
    return tell(ctx, "term.removed", term->id);
}

/* ---- A version that is published ---- */

ov_status ov_terms_find(ov_ctx *ctx, ov_id version_id)
{
    const ov_rows *terms, *texts;
    const ov_term_words *words;
    ov_arena *scratch;
    size_t found[OV_TERMS_MOST];

    OV_TRY(ov_select(ctx, &ov_reading_sql[TERM_WORDS_OF_VERSION], OV_ARGS(ov_int(version_id)),
                     &terms));
    if (!terms->n)
        return OV_OK;
    words = ov_term_words_new(ctx->arena, terms);
    scratch = scratch_of(ctx);
    OV_TRY(ov_select(ctx, &ov_reading_sql[TERM_TEXTS_OF_VERSION], OV_ARGS(ov_int(version_id)),
                     &texts));
    for (size_t i = 0; i < texts->n; i++, ov_arena_reset(scratch)) {
        ov_id node = ov_cell_int(texts, i, TEXT_NODE_ID);
        size_t n = ov_term_words_in(ctx->arena, words, node, words_of(ctx->arena, texts, i), found);

        for (size_t k = 0; k < n; k++)
            OV_TRY(ov_exec(ctx, &ov_reading_sql[TERM_USE_ADD],
                           OV_ARGS(ov_int(version_id), ov_int(node),
                                   ov_int(ov_cell_int(terms, found[k], WORDS_ID))),
                           NULL));
    }
    return OV_OK;
}

ov_status ov_terms_used(ov_ctx *ctx, ov_id version_id, ov_id node_id, const ov_rows **out)
{
    if (node_id)
        return ov_select(ctx, &ov_reading_sql[TERM_OF_NODE],
                         OV_ARGS(ov_int(version_id), ov_int(node_id)), out);
    return ov_select(ctx, &ov_reading_sql[TERM_OF_VERSION], OV_ARGS(ov_int(version_id)), out);
}
