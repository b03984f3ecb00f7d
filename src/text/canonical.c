/* SPDX-License-Identifier: EUPL-1.2 */
/* canonical.c — the exact bytes behind the hash of a version and of a provision (canonical.md). */
#include "text/import/import.h"

#include "util/date.h"

/* NFC, one line, no white space at the ends. Text that is not UTF-8 never comes here. */
static void add_line(ov_arena *arena, ov_buf *out, const char *text)
{
    ov_str nfc = ov_str_from(text);

    if (ov_utf8_nfc(arena, nfc, &nfc) != OV_OK)
        nfc = (ov_str){"", 0};
    ov_text_clean_to(out, nfc);
}

static ov_str keep(ov_arena *arena, ov_buf *buf)
{
    ov_str out = {ov_strndup(arena, buf->ptr, buf->len), buf->len};

    ov_buf_free(buf);
    return out;
}

static void add_blocks(ov_buf *out, const ov_node *node)
{
    if (node->body && node->body[0]) {
        ov_buf_addz(out, node->body);
        ov_buf_addc(out, '\n');
    }
}

static void add_nodes(ov_arena *arena, ov_buf *out, const ov_node *node)
{
    for (; node; node = node->next) {
        ov_buf_addc(out, '\n');
        for (int i = 0; i < node->level; i++)
            ov_buf_addc(out, '#');
        if (node->number) {
            ov_buf_addc(out, ' ');
            add_line(arena, out, node->number);
        }
        if (node->heading) {
            ov_buf_addc(out, ' ');
            add_line(arena, out, node->heading);
        }
        ov_buf_addc(out, '\n');
        add_blocks(out, node);
        add_nodes(arena, out, node->first_child);
    }
}

ov_str ov_canonical_text(ov_arena *arena, const char *title, const char *label, ov_day date,
                         const ov_node *root)
{
    ov_buf out = {0};

    ov_buf_addz(&out, "overens-text-1\ndocument: ");
    add_line(arena, &out, title);
    ov_buf_addz(&out, "\nversion: ");
    add_line(arena, &out, label);
    ov_buf_printf(&out, "\ndate: %s\n", ov_day_iso(arena, date));
    add_nodes(arena, &out, root);
    return keep(arena, &out);
}

ov_str ov_canonical_node(ov_arena *arena, const ov_node *node)
{
    ov_buf out = {0};

    ov_buf_addz(&out, "overens-node-1\n");
    if (node->heading)
        add_line(arena, &out, node->heading);
    ov_buf_addc(&out, '\n');
    add_blocks(&out, node);
    return keep(arena, &out);
}

ov_status ov_canonical_body(ov_arena *arena, ov_str raw, const char **out)
{
    ov_buf lines = {0};
    ov_str nfc;
    ov_status status;

    if (raw.len > OV_IMPORT_MAX_BYTES)
        return OV_TOO_LARGE;
    OV_TRY(ov_utf8_nfc(arena, raw, &nfc));
    for (size_t i = 0; i < nfc.len; i++)
        if (nfc.ptr[i] != '\r')
            ov_buf_addc(&lines, nfc.ptr[i]);
        else if (i + 1 >= nfc.len || nfc.ptr[i + 1] != '\n')
            ov_buf_addc(&lines, '\n');
    status = ov_body_read(arena, ov_buf_str(&lines), false, out);
    ov_buf_free(&lines);
    return status;
}
