/* SPDX-License-Identifier: EUPL-1.2 */
/* tree.c — from blocks to a tree of provisions. */
#include "text/import/import.h"
#include "text/reading/reference.h"

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
    else if (block->clean)
        ov_body_clean_paragraph(&b->body, text);
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

static void collect(ov_ref_numbers *numbers, const ov_node *node, int depth, size_t *n)
{
    for (; node; node = node->next) {
        ov_ref_numbers_add(numbers, node->number, depth, *n);
        (*n)++;
        collect(numbers, node->first_child, depth + 1, n);
    }
}

static void check_nodes(ov_importer *im, const ov_ref_numbers *numbers, const ov_node *node,
                        size_t *n)
{
    for (; node; node = node->next) {
        ov_ref_scan scan = {.arena = im->arena,
                            .numbers = numbers,
                            .letter = ov_ref_numbers_letter(numbers, (*n)++),
                            .text = ov_str_from(node->body)};
        ov_reference ref;

        while (ov_ref_next(&scan, &ref))
            if (ov_ref_is_broken(numbers, &ref))
                ov_import_warn(im, "broken_reference", node->line,
                               "Hänvisningen till %s går inte till någon bestämmelse i texten.",
                               ref.label);
        check_nodes(im, numbers, node->first_child, n);
    }
}

void ov_tree_check_references(ov_importer *im)
{
    ov_ref_numbers *numbers = ov_ref_numbers_new(im->arena, im->n_nodes);
    size_t n = 0;

    collect(numbers, im->root, 1, &n);
    ov_ref_numbers_sort(numbers);
    n = 0;
    check_nodes(im, numbers, im->root, &n);
}
