/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_blocks.c — a tree of provisions laid flat: its provisions and their blocks in order. */
#include "text/diff/diff_inside.h"

uint64_t ov_diff_mix(uint64_t a, uint64_t b)
{
    uint64_t x = (a ^ (b + 0x9e3779b97f4a7c15u + (a << 6) + (a >> 2))) * 0xff51afd7ed558ccdu;

    return x ^ (x >> 32);
}

/* A letter of the text that does not count: its size in bytes, 0 for none. *space: it stands for
 * one. */
static size_t folded(const unsigned char *p, size_t left, bool *space)
{
    *space = true;
    if (left > 1 && p[0] == 0xc2 && (p[1] == 0xa0 || p[1] == 0xad)) {
        *space = p[1] == 0xa0;
        return 2;
    }
    return left > 2 && p[0] == 0xe2 && p[1] == 0x80 && p[2] == 0xaf ? 3 : 0;
}

static uint64_t hash_bytes(uint64_t hash, const unsigned char *p, size_t n)
{
    for (; n >= 8; p += 8, n -= 8) {
        uint64_t word;

        memcpy(&word, p, 8);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    for (; n; p++, n--)
        hash = (hash ^ *p) * 0x100000001b3u;
    return hash;
}

static uint64_t hash_folded(const unsigned char *p, size_t n)
{
    uint64_t hash = 0;
    unsigned char piece[256];
    size_t len = 0;

    for (size_t i = 0; i < n;) {
        bool space;
        size_t skip = folded(p + i, n - i, &space);

        if (!skip || space)
            piece[len++] = skip ? ' ' : p[i];
        i += skip ? skip : 1;
        if (len == sizeof piece) {
            hash = hash_bytes(hash, piece, len);
            len = 0;
        }
    }
    return hash_bytes(hash, piece, len);
}

uint64_t ov_diff_hash(ov_str text)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    uint64_t hash;

    if (text.len == 0)
        return 1;
    if (memchr(p, 0xc2, text.len) || memchr(p, 0xe2, text.len)) {
        hash = hash_folded(p, text.len);
    } else {
        size_t whole = text.len - text.len % 256;

        hash = hash_bytes(hash_bytes(0, p, whole), p + whole, text.len - whole);
    }
    hash = (hash ^ (hash >> 32)) * 0xff51afd7ed558ccdu;
    return (hash ^ (hash >> 29)) | 2;
}

bool ov_dblock_is_heading(const ov_dside *side, uint32_t block)
{
    return side->blocks[block].kind == OV_DIFF_HEADING;
}

/* ---- laying flat ----------------------------------------------------------------------------- */

typedef struct flat {
    ov_arena *arena;
    ov_dside *side;
    ov_buf blocks, nodes, parents;
} flat;

static void add_block(flat *f, uint32_t node, ov_diff_block_kind kind, ov_str text, int level,
                      int ordinal)
{
    ov_dblock block = {.text = text,
                       .hash = ov_diff_hash(text),
                       .node = node,
                       .other = OV_NONE,
                       .parts = 1,
                       .kind = kind,
                       .level = level,
                       .ordinal = ordinal};

    ov_buf_add(&f->blocks, &block, sizeof block);
}

static void add_heading(flat *f, uint32_t at, const ov_node *node)
{
    const char *number = node->number ? node->number : "";
    const char *heading = node->heading ? node->heading : "";

    if (*number && *heading)
        heading = ov_printf(f->arena, "%s %s", number, heading);
    else if (*number)
        heading = number;
    if (*heading)
        add_block(f, at, OV_DIFF_HEADING, ov_str_from(heading), node->level, 0);
}

/* The number of a numbered item: "12. " → 12, *skip its size; 0 for none. */
static int item_number(ov_str line, size_t *skip)
{
    size_t n = 0;
    int number = 0;

    while (n < line.len && n < 9 && line.ptr[n] >= '0' && line.ptr[n] <= '9')
        number = number * 10 + (line.ptr[n++] - '0');
    if (n == 0 || n + 1 >= line.len || line.ptr[n] != '.' || line.ptr[n + 1] != ' ')
        return 0;
    *skip = n + 2;
    return number ? number : 1;
}

/* One line of a canonical body is one block (canonical.md). */
static void add_line(flat *f, uint32_t node, ov_str line)
{
    size_t indent = 0, skip = 2;
    int ordinal = 0;

    while (indent < line.len && line.ptr[indent] == ' ')
        indent++;
    line = (ov_str){line.ptr + indent, line.len - indent};
    if (line.len == 0)
        return;
    if (line.ptr[0] == '|') {
        add_block(f, node, OV_DIFF_ROW, line, 0, 0);
    } else if (ov_str_starts(line, "- ") || (ordinal = item_number(line, &skip)) > 0) {
        add_block(f, node, OV_DIFF_ITEM, (ov_str){line.ptr + skip, line.len - skip},
                  (int)(indent > 64 ? 32 : indent / 2), ordinal);
    } else {
        if (line.ptr[0] == '\\' && line.len > 1)
            line = (ov_str){line.ptr + 1, line.len - 1};
        add_block(f, node, OV_DIFF_PARAGRAPH, line, 0, 0);
    }
}

static void add_node(flat *f, const ov_node *node, uint32_t parent)
{
    uint32_t at = (uint32_t)(f->nodes.len / sizeof(ov_node *));
    ov_str rest = ov_str_from(node->body);

    ov_buf_add(&f->nodes, &node, sizeof(ov_node *));
    ov_buf_add(&f->parents, &parent, sizeof parent);
    add_heading(f, at, node);
    while (rest.ptr)
        add_line(f, at, ov_str_cut(&rest, '\n'));
}

/* In document order, without recursion: a tree may be as deep as it likes. */
static void walk(flat *f, const ov_node *root)
{
    struct step {
        const ov_node *node;
        uint32_t parent;
    } next = {root, OV_NONE};
    ov_buf stack = {0};

    while (next.node || stack.len) {
        uint32_t at = (uint32_t)(f->nodes.len / sizeof(ov_node *));

        if (!next.node) {
            stack.len -= sizeof next;
            memcpy(&next, stack.ptr + stack.len, sizeof next);
            continue;
        }
        add_node(f, next.node, next.parent);
        if (next.node->next) {
            struct step later = {next.node->next, next.parent};

            ov_buf_add(&stack, &later, sizeof later);
        }
        next = (struct step){next.node->first_child, at};
    }
    ov_buf_free(&stack);
}

static void *keep(ov_arena *arena, ov_buf *buf)
{
    void *copy = ov_alloc(arena, buf->len + 1);

    if (buf->len)
        memcpy(copy, buf->ptr, buf->len);
    ov_buf_free(buf);
    return copy;
}

void ov_dside_read(ov_arena *arena, const ov_node *root, ov_dside *out)
{
    flat f = {.arena = arena, .side = out};
    size_t n;

    walk(&f, root);
    n = f.nodes.len / sizeof(ov_node *);
    *out = (ov_dside){.n_nodes = (uint32_t)n, .n = (uint32_t)(f.blocks.len / sizeof(ov_dblock))};
    out->nodes = keep(arena, &f.nodes);
    out->parent = keep(arena, &f.parents);
    out->blocks = keep(arena, &f.blocks);
    out->first = ov_calloc(arena, n + 1, sizeof *out->first);
    out->own = ov_calloc(arena, n + 1, sizeof *out->own);
    out->match = ov_alloc(arena, (n + 1) * sizeof *out->match);
    out->moved = ov_calloc(arena, n + 1, sizeof *out->moved);
    memset(out->match, 0xff, (n + 1) * sizeof *out->match);
    for (uint32_t i = out->n; i-- > 0;) {
        out->first[out->blocks[i].node] = i;
        out->own[out->blocks[i].node]++;
        out->hash = ov_diff_mix(out->hash, out->blocks[i].hash + (uint64_t)out->blocks[i].kind);
    }
    for (uint32_t i = 0; i < out->n_nodes; i++)
        out->hash = ov_diff_mix(out->hash, (uint64_t)out->nodes[i]->id +
                                               (uint64_t)out->nodes[i]->level * 1000003);
}
