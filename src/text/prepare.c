/* SPDX-License-Identifier: EUPL-1.2 */
/* prepare.c — the slow part of storing a version, done before the write lock: canonical text,
 * hashes, HTML, anchors, the shape of the table of contents. */
#include "text/prepare.h"

#include "text/import/import.h"
#include "view/markdown.h"

#include <stdlib.h>

#define TOC_DEPTH 3

static size_t count(const ov_node *node)
{
    size_t n = 0;

    for (; node; node = node->next)
        n += 1 + count(node->first_child);
    return n;
}

static void flatten(ov_prepared *p, const ov_node *node, size_t parent, int depth)
{
    for (; node; node = node->next) {
        size_t here = p->n++;

        p->nodes[here].node = node;
        p->nodes[here].parent = parent;
        p->nodes[here].depth = depth;
        flatten(p, node->first_child, here, depth + 1);
    }
}

/* "3.1" to "a-3-1", "Bilaga 1" to "a-bilaga-1". */
static const char *anchor_of(ov_arena *arena, const char *number)
{
    return number ? ov_printf(arena, "a-%s", ov_version_slug(arena, number)) : NULL;
}

typedef struct named {
    const char *anchor;
    size_t at;
} named;

static int by_anchor(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int order = strcmp(x->anchor, y->anchor);

    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* Of those with the same number the first has the anchor; the others go by their id. */
static void give_anchors(ov_arena *arena, ov_prepared *p)
{
    named *all = ov_calloc(arena, p->n + 1, sizeof *all);
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++) {
        const char *anchor = anchor_of(arena, p->nodes[i].node->number);
        if (anchor)
            all[n++] = (named){anchor, i};
    }
    qsort(all, n, sizeof *all, by_anchor);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(all[i].anchor, all[i - 1].anchor) != 0)
            p->nodes[all[i].at].anchor = all[i].anchor;
}

const char *ov_node_title(ov_arena *arena, const ov_node *node)
{
    if (node->number && node->heading)
        return ov_printf(arena, "%s %s", node->number, node->heading);
    if (node->number)
        return node->number;
    return node->heading ? node->heading : "Inledande text";
}

/* Rows go straight to the template, so each says how the nested list goes on after it. Its levels
 * are those of the entries that are shown, without holes. */
static void shape_contents(ov_prepared *p)
{
    int open[TOC_DEPTH + 1], level = 0;
    ov_prepared_node *before = NULL;

    for (size_t i = 0; i < p->n; i++) {
        ov_prepared_node *node = &p->nodes[i];
        int was = level;

        if (node->depth > TOC_DEPTH || (!node->node->number && !node->node->heading))
            continue;
        while (level > 0 && open[level - 1] >= node->depth)
            level--;
        open[level++] = node->depth;
        node->toc = node->toc_leaf = true;
        node->toc_open = before && level > was;
        if (node->toc_open)
            before->toc_leaf = false;
        else if (before)
            before->toc_close = was - level;
        before = node;
    }
    if (before)
        before->toc_close = level - 1;
}

void ov_prepared_shape(ov_arena *arena, ov_prepared *p)
{
    give_anchors(arena, p);
    shape_contents(p);
}

int64_t ov_prepared_layout(const ov_prepared_node *node)
{
    int rank = node->depth > 5 ? 6 : node->depth + 1; /* h2 … h6: h1 is the page's own */

    return (node->node->body[0] ? OV_LAYOUT_BODY : 0) | (node->toc ? OV_LAYOUT_TOC : 0) |
           (node->toc_open ? OV_LAYOUT_OPEN : 0) | (node->toc_leaf ? OV_LAYOUT_LEAF : 0) |
           (node->toc_close >= 1 ? OV_LAYOUT_CLOSE1 : 0) |
           (node->toc_close >= 2 ? OV_LAYOUT_CLOSE2 : 0) | rank << OV_LAYOUT_RANK;
}

static ov_status prepare_node(ov_ctx *ctx, ov_prepared_node *node)
{
    ov_html html;

    node->title = ov_node_title(ctx->arena, node->node);
    ov_sha256_hex(ov_canonical_node(ctx->arena, node->node), node->hash);
    OV_TRY(
        ov_markdown(ctx->arena, ov_body_markdown(ctx->arena, node->node->body), &html, &ctx->err));
    node->html = html.text;
    return OV_OK;
}

static ov_status check_draft(ov_ctx *ctx, const ov_version_draft *draft)
{
    static const char *const statuses[] = {"draft", "working", "consultation", "proposal",
                                           "adopted"};
    size_t title = draft->document_title ? strlen(draft->document_title) : 0;
    size_t label = draft->label ? strlen(draft->label) : 0;

    if (title == 0 || title > 300)
        return ov_fail(&ctx->err, OV_INVALID, "a document's title has 1 to 300 bytes");
    if (label == 0 || label > 200)
        return ov_fail(&ctx->err, OV_INVALID, "a version's label has 1 to 200 bytes");
    if (!draft->import || !draft->import->root)
        return ov_fail(&ctx->err, OV_INVALID, "a version without provisions");
    for (size_t i = 0; i < OV_LEN(statuses); i++)
        if (draft->status && strcmp(draft->status, statuses[i]) == 0)
            return OV_OK;
    return ov_fail(&ctx->err, OV_INVALID, "unknown status of a version: %s",
                   draft->status ? draft->status : "(none)");
}

ov_status ov_version_prepare(ov_ctx *ctx, ov_version_draft *draft)
{
    ov_prepared *p;

    OV_TRY(check_draft(ctx, draft));
    p = ov_calloc(ctx->arena, 1, sizeof *p);
    p->nodes = ov_calloc(ctx->arena, count(draft->import->root), sizeof *p->nodes);
    flatten(p, draft->import->root, SIZE_MAX, 1);
    for (size_t i = 0; i < p->n; i++) {
        OV_TRY(prepare_node(ctx, &p->nodes[i]));
        p->words += (int64_t)(ov_text_words(ov_str_from(p->nodes[i].node->body)) +
                              ov_text_words(ov_str_from(p->nodes[i].node->heading)));
    }
    ov_prepared_shape(ctx->arena, p);
    p->canonical = ov_canonical_text(ctx->arena, draft->document_title, draft->label, draft->date,
                                     draft->import->root);
    ov_sha256_hex(p->canonical, p->hash);
    if (draft->source.len)
        ov_upload_check_run(ctx->arena, draft->source, &p->check);
    draft->prepared = p;
    return OV_OK;
}

/* å ä to a, ö to o, é to e, capitals to small letters; everything else a hyphen. */
static char slug_char(uint32_t c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + 32);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        return (char)c;
    switch (c) {
    case 0xc4:
    case 0xc5:
    case 0xe4:
    case 0xe5:
    case 0xe0:
    case 0xc0:
        return 'a';
    case 0xd6:
    case 0xf6:
    case 0xd8:
    case 0xf8:
        return 'o';
    case 0xc9:
    case 0xe9:
    case 0xc8:
    case 0xe8:
        return 'e';
    case 0xdc:
    case 0xfc:
        return 'u';
    default:
        return '-';
    }
}

const char *ov_version_slug(ov_arena *arena, const char *label)
{
    ov_str rest = ov_str_from(label);
    char slug[57]; /* leaves room for "-12345" within the 64 of the column */
    size_t n = 0;

    while (rest.len && n < sizeof slug - 1) {
        size_t size = ov_char_size(rest);
        char c = slug_char(ov_char_first(rest));

        if (c != '-' || (n > 0 && slug[n - 1] != '-'))
            slug[n++] = c;
        rest = (ov_str){rest.ptr + size, rest.len - size};
    }
    while (n > 0 && slug[n - 1] == '-')
        n--;
    return n ? ov_strndup(arena, slug, n) : "version";
}
