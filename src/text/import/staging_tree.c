/* SPDX-License-Identifier: EUPL-1.2 */
/* staging_tree.c — the provisions of a staged import: flat as they are corrected, a tree as they
 * are stored, counted, and compared with the version before. */
#include "text/import/import.h"
#include "text/prepare.h"
#include "text/import/staging.h"
#include "text/import/staging_words.h"
#include "text/text_sql.h"
#include "util/hash.h"
#include "view/markdown.h"

static size_t count_nodes(const ov_node *node)
{
    size_t n = 0;

    for (; node; node = node->next)
        n += 1 + count_nodes(node->first_child);
    return n;
}

/* No deeper than OV_IMPORT_LEVELS: levels grow downwards. */
static void flatten(const ov_node *node, ov_staged *out)
{
    for (; node; node = node->next) {
        out->nodes[out->n] = (ov_staged_node){.key = (int64_t)out->n + 1,
                                              .number = node->number,
                                              .heading = node->heading,
                                              .level = node->level,
                                              .body = node->body ? node->body : "",
                                              .line = node->line};
        out->n++;
        flatten(node->first_child, out);
    }
}

void ov_staged_make(ov_arena *arena, const ov_import *import, ov_str source, ov_str plain,
                    ov_staged *out)
{
    char *hash = ov_alloc(arena, OV_HASH_HEX);

    out->n = 0;
    out->nodes = ov_calloc(arena, count_nodes(import->root) + 1, sizeof *out->nodes);
    flatten(import->root, out);
    out->warnings = import->warnings;
    out->n_warnings = import->n_warnings;
    ov_sha256_hex(source, hash);
    out->hash = hash;
    out->size = (int64_t)source.len;
    ov_staged_words(arena, plain, import->title, out);
}

static bool is_preamble(const ov_staged_node *node)
{
    return !node->number && !node->heading;
}

/* The open path to each node; parents by index, SIZE_MAX at the top. */
static void find_places(const ov_staged *s, size_t *parents, int *depths)
{
    size_t open[OV_STAGED_LEVELS + 1];
    int depth = 0;

    for (size_t i = 0; i < s->n; i++) {
        while (depth > 0 && (s->nodes[open[depth - 1]].level >= s->nodes[i].level ||
                             is_preamble(&s->nodes[open[0]]) || depth == OV_STAGED_LEVELS))
            depth--;
        if (parents)
            parents[i] = depth ? open[depth - 1] : SIZE_MAX;
        open[depth++] = i;
        if (depths)
            depths[i] = depth;
    }
}

const int *ov_staged_depths(ov_arena *arena, const ov_staged *s)
{
    int *depths = ov_calloc(arena, s->n + 1, sizeof *depths);

    find_places(s, NULL, depths);
    return depths;
}

static ov_node *make_nodes(ov_arena *arena, const ov_staged *s)
{
    ov_node *nodes = ov_calloc(arena, s->n + 1, sizeof *nodes);

    for (size_t i = 0; i < s->n; i++) {
        const ov_staged_node *from = &s->nodes[i];

        nodes[i] = (ov_node){.number = from->number,
                             .heading = from->heading,
                             .level = from->level,
                             .body = from->body,
                             .line = from->line,
                             .kind = is_preamble(from) ? "preamble"
                                     : from->body[0]   ? "provision"
                                                       : "heading"};
    }
    return nodes;
}

void ov_staged_tree(ov_arena *arena, const ov_staged *s, ov_import *out)
{
    size_t *parents = ov_calloc(arena, s->n + 1, sizeof *parents);
    size_t *last = ov_calloc(arena, s->n + 1, sizeof *last); /* 1 + index of the latest child */
    size_t last_root = 0;
    ov_node *nodes = make_nodes(arena, s);

    find_places(s, parents, NULL);
    for (size_t i = 0; i < s->n; i++) {
        bool top = parents[i] == SIZE_MAX;
        size_t *before = top ? &last_root : &last[parents[i]];

        if (*before)
            nodes[*before - 1].next = &nodes[i];
        else if (!top)
            nodes[parents[i]].first_child = &nodes[i];
        *before = i + 1;
    }
    *out = (ov_import){.title = s->document_title,
                       .root = s->n ? nodes : NULL,
                       .warnings = s->warnings,
                       .n_warnings = s->n_warnings};
}

size_t ov_staged_at_line(const ov_staged *s, int line)
{
    size_t at = s->n;

    for (size_t i = 0; i < s->n && line > 0; i++)
        if (s->nodes[i].line > 0 && s->nodes[i].line <= line &&
            (at == s->n || s->nodes[i].line >= s->nodes[at].line))
            at = i;
    return at;
}

size_t ov_staged_find(const ov_staged *s, int64_t key)
{
    size_t i = 0;

    while (i < s->n && s->nodes[i].key != key)
        i++;
    return i;
}

static void count_body(const char *body, ov_staged_counts *out)
{
    ov_str rest = ov_str_from(body);
    bool in_table = false;

    while (rest.ptr) {
        ov_str line = ov_str_trim(ov_str_cut(&rest, '\n'));
        bool row = ov_row_is(line);
        size_t digits = 0;

        out->tables += row && !in_table;
        in_table = row;
        while (digits < line.len && line.ptr[digits] >= '0' && line.ptr[digits] <= '9')
            digits++;
        out->items += ov_str_starts(line, "- ") ||
                      (digits && digits + 1 < line.len && memcmp(line.ptr + digits, ". ", 2) == 0);
    }
}

void ov_staged_count(const ov_staged *s, ov_staged_counts *out)
{
    ov_staged_counts counts = {.provisions = (int64_t)s->n};

    for (size_t i = 0; i < s->n; i++) {
        const ov_staged_node *node = &s->nodes[i];

        counts.words += ov_words_in(ov_str_from(node->number)) +
                        ov_words_in(ov_str_from(node->heading)) +
                        ov_words_in(ov_str_from(node->body));
        count_body(node->body, &counts);
    }
    *out = counts;
}

ov_status ov_staged_compare(ov_ctx *ctx, const ov_staged *s, ov_staged_match *out)
{
    ov_prepared_node *nodes = ov_calloc(ctx->arena, s->n + 1, sizeof *nodes);
    size_t *parents = ov_calloc(ctx->arena, s->n + 1, sizeof *parents);
    ov_node *made = make_nodes(ctx->arena, s);
    ov_staged_match match = {0};
    ov_version version;
    const ov_rows *old;
    int64_t document, latest = 0;

    OV_TRY(ov_select_int(ctx, &ov_text_sql[TEXT_DOCUMENT_FIND],
                         OV_ARGS(ov_int(s->matter_id), ov_text(s->document_title)), 0, &document));
    if (document)
        OV_TRY(ov_select_int(ctx, &ov_text_sql[TEXT_LATEST_VERSION], OV_ARGS(ov_int(document)), 0,
                             &latest));
    if (latest) {
        OV_TRY(ov_version_get(ctx, latest, &version));
        OV_TRY(ov_select(ctx, &ov_text_sql[TEXT_OLD_NODES], OV_ARGS(ov_int(latest)), &old));
        find_places(s, parents, NULL);
        for (size_t i = 0; i < s->n; i++) {
            nodes[i].node = &made[i];
            nodes[i].parent = parents[i];
        }
        ov_nodes_match(ctx->arena, nodes, s->n, old);
        match.label = version.label;
        for (size_t i = 0; i < s->n; i++)
            match.known += nodes[i].id != 0;
        match.fresh = (int64_t)s->n - match.known;
        match.gone = (int64_t)old->n - match.known;
    }
    *out = match;
    return OV_OK;
}

ov_status ov_staged_html(ov_ctx *ctx, const char *body, ov_html *out)
{
    return ov_markdown(ctx->arena, ov_body_markdown(ctx->arena, body), out, &ctx->err);
}
