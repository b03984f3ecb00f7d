/* SPDX-License-Identifier: EUPL-1.2 */
/* json.c — the imported tree as JSON (interfaces.md, import-text --json). */
#include "text/text.h"

static void add_text(ov_buf *out, const char *text)
{
    if (!text) {
        ov_buf_addz(out, "null");
        return;
    }
    ov_buf_addc(out, '"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\') {
            ov_buf_addc(out, '\\');
            ov_buf_addc(out, *text);
        } else if (c == '\n') {
            ov_buf_addz(out, "\\n");
        } else if (c < 0x20) {
            ov_buf_printf(out, "\\u%04x", c);
        } else {
            ov_buf_addc(out, *text);
        }
    }
    ov_buf_addc(out, '"');
}

static void add_field(ov_buf *out, const char *name, const char *text)
{
    ov_buf_printf(out, "\"%s\":", name);
    add_text(out, text);
}

static void add_nodes(ov_buf *out, const ov_node *node)
{
    ov_buf_addc(out, '[');
    for (; node; node = node->next) {
        ov_buf_addc(out, '{');
        add_field(out, "number", node->number);
        ov_buf_addc(out, ',');
        add_field(out, "heading", node->heading);
        ov_buf_printf(out, ",\"level\":%d,", node->level);
        add_field(out, "kind", node->kind);
        ov_buf_addc(out, ',');
        add_field(out, "body", node->body);
        ov_buf_addz(out, ",\"children\":");
        add_nodes(out, node->first_child);
        ov_buf_addz(out, node->next ? "},\n" : "}");
    }
    ov_buf_addc(out, ']');
}

char *ov_import_json(ov_arena *arena, const ov_import *import)
{
    ov_buf out = {0};
    char *text;

    ov_buf_addc(&out, '{');
    add_field(&out, "title", import->title);
    ov_buf_addz(&out, ",\"nodes\":");
    add_nodes(&out, import->root);
    ov_buf_addz(&out, ",\"warnings\":[");
    for (size_t i = 0; i < import->n_warnings; i++) {
        const ov_warning *warning = &import->warnings[i];

        ov_buf_addz(&out, i ? ",\n{" : "\n{");
        add_field(&out, "code", warning->code);
        ov_buf_printf(&out, ",\"line\":%d,", warning->line);
        add_field(&out, "text", warning->text);
        ov_buf_addc(&out, '}');
    }
    ov_buf_addz(&out, "]}\n");
    text = ov_strndup(arena, out.ptr, out.len);
    ov_buf_free(&out);
    return text;
}
