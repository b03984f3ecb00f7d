/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_json.c — the JSON of `overens diff --json` (interfaces.md). */
#include "text/diff/diff_inside.h"
#include "util/json.h"

#include <stdlib.h>

static void add_op(ov_buf *out, char op, ov_str text, bool *first)
{
    char head[] = {'[', '"', op, '"', ','};

    if (text.len == 0)
        return;
    if (!*first)
        ov_buf_addc(out, ',');
    *first = false;
    ov_buf_add(out, head, sizeof head);
    ov_json_text(out, text);
    ov_buf_addc(out, ']');
}

/* JSON knows only what is the same to the byte. */
static void add_ops(ov_buf *out, const ov_diff_entry *entry)
{
    bool first = true;

    ov_buf_addz(out, ",\"ops\":[");
    for (size_t i = 0; i < entry->n_ops; i++) {
        const ov_diff_op *op = &entry->ops[i];

        if (op->op == '=' && !ov_str_eq(op->text, op->old)) {
            add_op(out, '-', op->old, &first);
            add_op(out, '+', op->text, &first);
        } else {
            add_op(out, op->op, op->text, &first);
        }
    }
    ov_buf_addc(out, ']');
}

static void add_place(ov_buf *out, const char *name, size_t place)
{
    ov_buf_addz(out, name);
    if (place)
        ov_buf_addi(out, (int64_t)place);
    else
        ov_buf_addz(out, "null");
}

static void add_flags(ov_buf *out, const ov_diff_entry *entry)
{
    static const char *const names[] = {"number", "date", "deadline", "modal"};
    bool first = true;

    ov_buf_addz(out, ",\"flags\":[");
    for (unsigned i = 0; i < OV_LEN(names); i++)
        if (entry->flags & 1u << i) {
            ov_buf_printf(out, "%s\"%s\"", first ? "" : ",", names[i]);
            first = false;
        }
    ov_buf_addc(out, ']');
    if (!(entry->flags & OV_DIFF_MODAL))
        return;
    ov_buf_addz(out, ",\"modal\":[");
    if (entry->modal_old)
        ov_json_text(out, ov_str_from(entry->modal_old));
    else
        ov_buf_addz(out, "null");
    ov_buf_addc(out, ',');
    if (entry->modal_new)
        ov_json_text(out, ov_str_from(entry->modal_new));
    else
        ov_buf_addz(out, "null");
    ov_buf_addc(out, ']');
}

static void add_entry(ov_buf *out, const ov_diff *diff, const ov_diff_entry *entry)
{
    static const char *const blocks[] = {"heading", "paragraph", "item", "row"};
    const ov_node *node =
        entry->to ? diff->new_nodes[entry->new_node].node : diff->old_nodes[entry->old_node].node;

    ov_buf_addz(out, "{\"number\":");
    if (node->number)
        ov_json_text(out, ov_str_from(node->number));
    else
        ov_buf_addz(out, "null");
    ov_buf_addz(out, ",\"kind\":\"");
    ov_buf_addz(out, ov_diff_kind_name(entry->kind));
    ov_buf_addz(out, "\",\"block\":\"");
    ov_buf_addz(out, blocks[entry->block]);
    ov_buf_addc(out, '"');
    add_place(out, ",\"from\":", entry->from);
    add_place(out, ",\"to\":", entry->to);
    add_ops(out, entry);
    if (entry->flags)
        add_flags(out, entry);
    ov_buf_addc(out, '}');
}

char *ov_diff_json(ov_arena *arena, const ov_diff *diff)
{
    size_t room = 64 + diff->n * 96;
    ov_buf out = {0};

    for (size_t i = 0; i < diff->n; i++)
        for (size_t k = 0; k < diff->entries[i].n_ops; k++)
            room += diff->entries[i].ops[k].text.len + 16;
    ov_buf_reserve(&out, room);
    ov_buf_addc(&out, '[');
    for (size_t i = 0; i < diff->n; i++) {
        ov_buf_addz(&out, i ? ",\n" : "");
        add_entry(&out, diff, &diff->entries[i]);
    }
    ov_buf_addz(&out, "]\n");
    ov_arena_cleanup(arena, free, out.ptr);
    return out.ptr;
}
