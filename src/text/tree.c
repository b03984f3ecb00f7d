/* SPDX-License-Identifier: EUPL-1.2 */
/* tree.c — from blocks to a tree of provisions. */
#include "text/import.h"

#include <stdlib.h>

typedef struct builder {
    ov_importer *im;
    ov_node *open[OV_IMPORT_LEVELS]; /* the path to the latest node */
    ov_node *last_child[OV_IMPORT_LEVELS];
    ov_node *last_root;
    int depth;
    int numbered; /* level of the latest numbered heading, 0 for none */
    ov_node *node;
    ov_body body;
} builder;

static void end_body(builder *b)
{
    if (b->node)
        b->node->body =
            ov_strndup(b->im->arena, b->body.buf.len ? b->body.buf.ptr : "", b->body.buf.len);
    ov_buf_clear(&b->body.buf);
    b->body.last = 0;
}

/* What stands before the first heading holds nothing but itself. */
static bool is_preamble(const ov_node *node)
{
    return !node->number && !node->heading;
}

static ov_status add_node(builder *b, const char *number, const char *heading, int level, int line)
{
    ov_node *node;

    if (b->im->n_nodes == OV_IMPORT_MAX_NODES)
        return ov_fail(b->im->err, OV_TOO_LARGE,
                       "%d:1: texten har fler än %d bestämmelser; dela upp den", line,
                       OV_IMPORT_MAX_NODES);
    end_body(b);
    node = ov_calloc(b->im->arena, 1, sizeof *node);
    *node = (ov_node){.number = number, .heading = heading, .level = level, .line = line};
    node->kind = number || heading ? "provision" : "preamble";
    node->body = "";
    while (b->depth > 0 && (b->open[b->depth - 1]->level >= level || is_preamble(b->open[0])))
        b->depth--;
    if (b->depth == 0) {
        *(b->last_root ? &b->last_root->next : &b->im->root) = node;
        b->last_root = node;
    } else {
        ov_node *parent = b->open[b->depth - 1];

        *(parent->first_child ? &b->last_child[b->depth - 1]->next : &parent->first_child) = node;
        b->last_child[b->depth - 1] = node;
    }
    b->open[b->depth++] = node;
    b->node = node;
    b->im->n_nodes++;
    return OV_OK;
}

static ov_status add_block(builder *b, const ov_block *block)
{
    ov_str text = ov_str_from(block->text);
    int level = block->level;

    if (block->kind == OV_BLOCK_HEADING) {
        if (level > 0)
            b->numbered = level;
        else
            level = b->numbered < OV_IMPORT_LEVELS ? b->numbered + 1 : OV_IMPORT_LEVELS;
        return add_node(b, block->number, text.len ? block->text : NULL, level, block->line);
    }
    if (!b->node)
        OV_TRY(add_node(b, NULL, NULL, 1, block->line));
    if (block->kind == OV_BLOCK_ITEM)
        ov_body_item(&b->body, block->level, block->ordinal, text);
    else if (block->kind == OV_BLOCK_TABLE)
        ov_body_row(&b->body, text);
    else
        ov_body_paragraph(&b->body, text);
    return OV_OK;
}

/* A node that holds only others is a heading; one that holds text is a provision. */
static void name_kinds(ov_node *node)
{
    for (; node; node = node->next) {
        if (node->number || node->heading)
            node->kind = node->body[0] ? "provision" : "heading";
        name_kinds(node->first_child);
    }
}

ov_status ov_tree_build(ov_importer *im)
{
    ov_status status = OV_OK;
    builder b = {.im = im};

    for (size_t i = 0; i < im->n_blocks && status == OV_OK; i++)
        status = add_block(&b, &im->blocks[i]);
    end_body(&b);
    ov_buf_free(&b.body.buf);
    name_kinds(im->root);
    return status;
}

/* ---- references ------------------------------------------------------------------------------ */

typedef struct numbers {
    const char **list;
    size_t n;
} numbers;

static void collect(const ov_node *node, int letter, numbers *all, ov_arena *arena)
{
    for (; node; node = node->next) {
        int below = letter;

        if (node->number) {
            if (node->number[0] >= 'A' && node->number[0] <= 'Z' && !node->number[1])
                below = node->number[0];
            all->list[all->n++] = letter && node->number[0] <= '9'
                                      ? ov_printf(arena, "%c%s", letter, node->number)
                                      : node->number;
        }
        collect(node->first_child, below, all, arena);
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "D4.4": a letter that heads a section here, and digits. Returns its length, 0 for none. */
static size_t reference_at(const ov_importer *im, const char *text)
{
    size_t n = 1;

    if (text[0] < 'A' || text[0] > 'Z' || !(im->letters & ((uint64_t)1 << (text[0] - 'A' + 1))) ||
        text[1] < '1' || text[1] > '9')
        return 0;
    while ((text[n] >= '0' && text[n] <= '9') ||
           (text[n] == '.' && text[n + 1] >= '0' && text[n + 1] <= '9'))
        n++;
    return ov_char_letter(ov_char_first(ov_str_from(text + n))) ? 0 : n;
}

static void check_body(ov_importer *im, const ov_node *node, const numbers *all)
{
    const char *text = node->body;

    for (size_t i = 0; text[i]; i++) {
        size_t n = i == 0 || strchr(" (\n", text[i - 1]) ? reference_at(im, text + i) : 0;
        const char *label;

        if (n == 0)
            continue;
        label = ov_strndup(im->arena, text + i, n);
        if (!bsearch(&label, all->list, all->n, sizeof *all->list, by_text))
            ov_import_warn(im, "broken_reference", node->line,
                           "Hänvisningen till %s går inte till någon bestämmelse i texten.", label);
        i += n - 1;
    }
}

static void check_nodes(ov_importer *im, const ov_node *node, const numbers *all)
{
    for (; node; node = node->next) {
        check_body(im, node, all);
        check_nodes(im, node->first_child, all);
    }
}

void ov_tree_check_references(ov_importer *im)
{
    numbers all = {ov_calloc(im->arena, im->n_nodes + 1, sizeof *all.list), 0};

    if (im->letters == 0)
        return;
    collect(im->root, 0, &all, im->arena);
    qsort(all.list, all.n, sizeof *all.list, by_text);
    check_nodes(im, im->root, &all);
}
