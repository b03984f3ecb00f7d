/* SPDX-License-Identifier: EUPL-1.2 */
/* body.c — blocks in canonical form (canonical.md): written one by one, or read from markdown. */
#include "text/import/import.h"

enum { NOTHING, PARAGRAPH, BULLETS, NUMBERS, TABLE };

/* An empty line between paragraphs, lists and tables; none between the items of one list. */
static void begin(ov_body *body, int kind)
{
    if (body->last != NOTHING)
        ov_buf_addz(&body->buf, body->last == kind && kind != PARAGRAPH ? "\n" : "\n\n");
    body->last = kind;
}

/* Would the line be taken for something else than text? */
static bool needs_escape(ov_str text)
{
    size_t n = 0;

    if (text.len && strchr("#-|\\", text.ptr[0]))
        return true;
    while (n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '9')
        n++;
    return n > 0 && n < text.len && text.ptr[n] == '.';
}

void ov_body_clean_paragraph(ov_body *body, ov_str clean)
{
    if (clean.len == 0)
        return;
    begin(body, PARAGRAPH);
    if (needs_escape(clean))
        ov_buf_addc(&body->buf, '\\');
    ov_buf_adds(&body->buf, clean);
}

void ov_body_paragraph(ov_body *body, ov_str text)
{
    ov_buf clean = {0};

    ov_text_clean_to(&clean, text);
    ov_body_clean_paragraph(body, ov_buf_str(&clean));
    ov_buf_free(&clean);
}

void ov_body_item(ov_body *body, int level, int ordinal, ov_str text)
{
    int kind = ordinal ? NUMBERS : BULLETS;
    ov_buf clean = {0};

    ov_text_clean_to(&clean, text);
    if (clean.len) {
        bool in_list = body->last == BULLETS || body->last == NUMBERS;

        level = !in_list ? 0 : level > body->level + 1 ? body->level + 1 : level;
        body->level = level;
        /* What stands deeper belongs to the list, whatever its kind. */
        begin(body, level > 0 ? body->last : kind);
        for (int i = 0; i < level; i++)
            ov_buf_addz(&body->buf, "  ");
        if (ordinal)
            ov_buf_printf(&body->buf, "%d. ", ordinal);
        else
            ov_buf_addz(&body->buf, "- ");
        ov_buf_adds(&body->buf, ov_buf_str(&clean));
    }
    ov_buf_free(&clean);
}

void ov_body_row(ov_body *body, ov_str row)
{
    begin(body, TABLE);
    ov_buf_adds(&body->buf, row);
}

void ov_row_begin(ov_buf *row)
{
    ov_buf_addc(row, '|');
}

void ov_row_cell(ov_buf *row, ov_str cell)
{
    ov_buf clean = {0};

    ov_text_clean_to(&clean, cell);
    ov_buf_addc(row, ' ');
    for (size_t i = 0; i < clean.len; i++) {
        if (clean.ptr[i] == '|')
            ov_buf_addc(row, '\\');
        ov_buf_addc(row, clean.ptr[i]);
    }
    ov_buf_addz(row, " |");
    ov_buf_free(&clean);
}

bool ov_row_is(ov_str line)
{
    return line.len >= 2 && line.ptr[0] == '|' && line.ptr[line.len - 1] == '|' &&
           line.ptr[line.len - 2] != '\\';
}

bool ov_row_is_rule(ov_str line)
{
    bool dash = false;

    for (size_t i = 0; i < line.len; i++) {
        if (!strchr("|-: ", line.ptr[i]))
            return false;
        dash = dash || line.ptr[i] == '-';
    }
    return dash;
}

/* A row with bars, its cells trimmed; "\|" stays a bar in a cell. */
void ov_row_copy(ov_buf *row, ov_str line)
{
    ov_buf cell = {0};

    ov_row_begin(row);
    for (size_t i = 1; i < line.len; i++) {
        if (line.ptr[i] == '\\' && i + 1 < line.len && line.ptr[i + 1] == '|') {
            ov_buf_addc(&cell, '|');
            i++;
        } else if (line.ptr[i] == '|') {
            ov_row_cell(row, ov_buf_str(&cell));
            ov_buf_clear(&cell);
        } else {
            ov_buf_addc(&cell, line.ptr[i]);
        }
    }
    ov_buf_free(&cell);
}

/* ---- reading --------------------------------------------------------------------------------- */

typedef struct reader {
    ov_body body;
    ov_buf open;  /* the paragraph or item that may go on */
    bool is_item; /* what open is */
    int level, ordinal;
    int indents[OV_IMPORT_MAX_NESTING];
    int depth; /* of the list we are in */
    bool strict;
} reader;

/* Ends the paragraph or item that is open. */
static void finish(reader *r)
{
    if (r->open.len == 0)
        return;
    if (r->is_item)
        ov_body_item(&r->body, r->level, r->ordinal, ov_buf_str(&r->open));
    else
        ov_body_paragraph(&r->body, ov_buf_str(&r->open));
    ov_buf_clear(&r->open);
}

static int columns(ov_str line)
{
    int n = 0;

    for (size_t i = 0; i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t'); i++)
        n += line.ptr[i] == '\t' ? 4 : 1;
    return n;
}

/* In markdown only - * + and the round and square bullets; a dash may begin a paragraph. */
static bool read_item(const reader *r, ov_str text, ov_marker *marker)
{
    if (r->strict && !ov_str_starts(text, "- ") && !needs_escape(text))
        return false;
    return ov_marker_read(text, marker) && marker->glyph != 0x2013 && marker->glyph != 0x2014 &&
           marker->glyph != 0x2212 && marker->glyph != 'a' && marker->glyph != 'o' &&
           marker->glyph != 0xbb && marker->glyph != 0x203a;
}

static ov_status add_item(reader *r, int indent, const ov_marker *marker)
{
    finish(r);
    if (r->body.last != BULLETS && r->body.last != NUMBERS)
        r->depth = 0;
    while (r->depth > 0 && indent < r->indents[r->depth - 1] + 2)
        r->depth--;
    if (r->depth >= OV_IMPORT_MAX_NESTING || (!r->strict && ov_marker_nests_too_deep(marker->rest)))
        return OV_TOO_LARGE;
    r->level = r->depth;
    r->indents[r->depth++] = indent;
    r->is_item = true;
    r->ordinal = marker->ordinal;
    ov_buf_adds(&r->open, marker->rest);
    if (r->open.len == 0)
        ov_buf_addc(&r->open, ' ');
    return OV_OK;
}

/* A backslash that only keeps the line from being taken for something else. */
static ov_str without_escape(ov_str text)
{
    ov_str inner;

    if (text.len < 2 || text.ptr[0] != '\\')
        return text;
    inner = (ov_str){text.ptr + 1, text.len - 1};
    return needs_escape(inner) ? inner : text;
}

static ov_status read_line(reader *r, ov_str line)
{
    ov_str text = ov_str_trim(line);
    ov_marker marker;

    if (text.len == 0) {
        finish(r);
        return OV_OK;
    }
    if (ov_row_is(text)) {
        ov_buf row = {0};

        finish(r);
        if (r->strict || !ov_row_is_rule(text)) {
            ov_row_copy(&row, text);
            ov_body_row(&r->body, ov_buf_str(&row));
        }
        ov_buf_free(&row);
        return OV_OK;
    }
    if (read_item(r, text, &marker))
        return add_item(r, columns(line), &marker);
    if (r->open.len) {
        ov_buf_addc(&r->open, ' ');
        ov_buf_adds(&r->open, text);
        return OV_OK;
    }
    r->is_item = false;
    ov_buf_adds(&r->open, without_escape(text));
    return OV_OK;
}

ov_status ov_body_read(ov_arena *arena, ov_str raw, bool strict, const char **out)
{
    ov_status status = OV_OK;
    reader r = {.strict = strict};

    while (raw.ptr && status == OV_OK)
        status = read_line(&r, ov_str_cut(&raw, '\n'));
    finish(&r);
    if (status == OV_OK)
        *out = ov_strndup(arena, r.body.buf.len ? r.body.buf.ptr : "", r.body.buf.len);
    ov_buf_free(&r.open);
    ov_buf_free(&r.body.buf);
    return status;
}
