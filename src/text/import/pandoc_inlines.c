/* SPDX-License-Identifier: EUPL-1.2 */
/* pandoc_inlines.c — pandoc's inlines to text with markdown's emphasis and links. */
#include "text/import/pandoc.h"

enum { PLAIN = 1, EMPHASIS = 2, STRONG = 4, FLAT = 8 };

static ov_status write_list(ov_pandoc *p, const json_t *list, unsigned style, ov_buf *out);

/* A character of the text that markdown would take for its own. A low line inside a word is none.
 */
static void write_text(ov_buf *out, const char *text, unsigned style)
{
    for (size_t i = 0; text[i]; i++) {
        bool low = text[i] == '_' && (i == 0 || text[i - 1] == ' ' || !text[i + 1]);

        if (!(style & PLAIN) && (strchr("*`\\", text[i]) || low))
            ov_buf_addc(out, '\\');
        ov_buf_addc(out, text[i]);
    }
}

/* Emphasis stands close to its words: spaces at its ends go outside. */
static ov_status write_marked(ov_pandoc *p, const json_t *list, unsigned style, const char *mark,
                              ov_buf *out)
{
    ov_buf inner = {0};
    ov_status status = write_list(p, list, style, &inner);
    ov_str text = ov_str_trim(ov_buf_str(&inner));

    if (status == OV_OK && text.len) {
        if (text.ptr != inner.ptr)
            ov_buf_addc(out, ' ');
        ov_buf_addz(out, mark);
        ov_buf_adds(out, text);
        ov_buf_addz(out, mark);
        if (text.ptr + text.len != inner.ptr + inner.len)
            ov_buf_addc(out, ' ');
    } else if (status == OV_OK && inner.len) {
        ov_buf_addc(out, ' ');
    }
    ov_buf_free(&inner);
    return status;
}

static bool has_class(const json_t *attr, const char *name)
{
    const json_t *classes = json_array_get(attr, 1);

    for (size_t i = 0; i < json_array_size(classes); i++) {
        const char *class = json_string_value(json_array_get(classes, i));

        if (class && strcmp(class, name) == 0)
            return true;
    }
    return false;
}

/* Tracked changes are read as accepted; comments in the margin are no part of the text. */
static ov_status write_span(ov_pandoc *p, const json_t *c, unsigned style, ov_buf *out)
{
    const json_t *attr = json_array_get(c, 0);

    if (has_class(attr, "deletion") || has_class(attr, "paragraph-deletion")) {
        ov_pandoc_note(p, &p->deleted);
        return OV_OK;
    }
    if (has_class(attr, "comment-start") || has_class(attr, "comment-end")) {
        if (has_class(attr, "comment-start"))
            ov_pandoc_note(p, &p->comments);
        return OV_OK;
    }
    if (has_class(attr, "insertion") || has_class(attr, "paragraph-insertion"))
        ov_pandoc_note(p, &p->inserted);
    return write_list(p, json_array_get(c, 1), style, out);
}

static bool is_safe_address(const char *url)
{
    if (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0 &&
        strncmp(url, "mailto:", 7) != 0)
        return false;
    for (const char *c = url; *c; c++)
        if ((unsigned char)*c <= ' ' || strchr("()<>[]\\\"`", *c))
            return false;
    return strlen(url) < 2000;
}

static ov_status write_link(ov_pandoc *p, const json_t *c, unsigned style, ov_buf *out)
{
    const char *url = json_string_value(json_array_get(json_array_get(c, 2), 0));
    ov_buf inner = {0};
    ov_status status = write_list(p, json_array_get(c, 1), style, &inner);
    ov_str text = ov_buf_str(&inner);

    if (status == OV_OK && ov_str_trim(text).len && url && !(style & PLAIN) &&
        is_safe_address(url) && !ov_str_is(text, url) && !memchr(text.ptr, ']', text.len)) {
        ov_buf_addc(out, '[');
        ov_buf_adds(out, text);
        ov_buf_printf(out, "](%s)", url);
    } else if (status == OV_OK) {
        ov_buf_adds(out, text);
    }
    ov_buf_free(&inner);
    return status;
}

/* A footnote's text stands where its mark stood. */
static ov_status write_note(ov_pandoc *p, const json_t *blocks, ov_buf *out)
{
    ov_buf text = {0};
    ov_status status = ov_pandoc_flat(p, blocks, &text);
    ov_str clean = ov_str_trim(ov_buf_str(&text));

    if (status == OV_OK && clean.len) {
        ov_buf_addz(out, " [Fotnot: ");
        ov_buf_adds(out, clean);
        ov_buf_addc(out, ']');
        ov_pandoc_note(p, &p->notes);
    }
    ov_buf_free(&text);
    return status;
}

/* m² and H₂O: figures have signs of their own; other raised text follows on the line. */
static ov_status write_raised(ov_pandoc *p, const json_t *list, bool up, unsigned style,
                              ov_buf *out)
{
    static const char *const signs[2][10] = {{"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"},
                                             {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"}};
    ov_buf inner = {0};
    ov_status status = write_list(p, list, style, &inner);
    bool figures = inner.len > 0;

    for (size_t i = 0; i < inner.len; i++)
        figures = figures && inner.ptr[i] >= '0' && inner.ptr[i] <= '9';
    for (size_t i = 0; i < inner.len && figures; i++)
        ov_buf_addz(out, signs[up][(inner.ptr[i] - '0') % 10]);
    if (!figures)
        ov_buf_adds(out, ov_buf_str(&inner));
    ov_buf_free(&inner);
    return status;
}

static ov_status write_quoted(ov_pandoc *p, const json_t *c, unsigned style, ov_buf *out)
{
    const char *tag = NULL;
    const json_t *none;
    const char *sign;

    if (!ov_pandoc_node(json_array_get(c, 0), &tag, &none))
        return ov_pandoc_odd(p);
    sign = strcmp(tag, "SingleQuote") == 0 ? "’" : "”";
    ov_buf_addz(out, sign);
    OV_TRY(write_list(p, json_array_get(c, 1), style, out));
    ov_buf_addz(out, sign);
    return OV_OK;
}

static ov_status write_second(ov_pandoc *p, const json_t *c, unsigned style, ov_buf *out)
{
    const char *text = json_string_value(json_array_get(c, 1));

    if (!text)
        return ov_pandoc_odd(p);
    write_text(out, text, style);
    return OV_OK;
}

static ov_status write_string(ov_pandoc *p, const json_t *c, unsigned style, ov_buf *out)
{
    if (!json_is_string(c))
        return ov_pandoc_odd(p);
    write_text(out, json_string_value(c), style);
    return OV_OK;
}

static ov_status write_emphasis(ov_pandoc *p, const json_t *c, bool strong, unsigned style,
                                ov_buf *out)
{
    unsigned flag = strong ? STRONG : EMPHASIS;

    if (style & (flag | PLAIN))
        return write_list(p, c, style, out);
    return write_marked(p, c, style | flag, strong ? "**" : "*", out);
}

static ov_status write_formula(ov_pandoc *p, const json_t *c, unsigned style, ov_buf *out)
{
    ov_pandoc_note(p, &p->formulas);
    return write_second(p, c, style, out);
}

static ov_status write_inline(ov_pandoc *p, const json_t *node, unsigned style, ov_buf *out)
{
    static const char *const inner[] = {"Underline", "Strikeout", "SmallCaps"};
    static const char *const nothing[] = {"RawInline", "Null"};
    const char *tag;
    const json_t *c;

    if (!ov_pandoc_node(node, &tag, &c))
        return ov_pandoc_odd(p);
    if (strcmp(tag, "Str") == 0)
        return write_string(p, c, style, out);
    if (strcmp(tag, "Space") == 0 || strcmp(tag, "SoftBreak") == 0 || strcmp(tag, "LineBreak") == 0)
        return ov_buf_addc(out, ' '), OV_OK;
    if (strcmp(tag, "Emph") == 0 || strcmp(tag, "Strong") == 0)
        return write_emphasis(p, c, tag[0] == 'S', style, out);
    if (strcmp(tag, "Span") == 0)
        return write_span(p, c, style, out);
    if (strcmp(tag, "Link") == 0)
        return write_link(p, c, style, out);
    if (strcmp(tag, "Note") == 0)
        return style & FLAT ? OV_OK : write_note(p, c, out);
    if (strcmp(tag, "Superscript") == 0 || strcmp(tag, "Subscript") == 0)
        return write_raised(p, c, tag[1] == 'u' && tag[2] == 'p', style, out);
    if (strcmp(tag, "Quoted") == 0)
        return write_quoted(p, c, style, out);
    if (strcmp(tag, "Cite") == 0)
        return write_list(p, json_array_get(c, 1), style, out);
    if (strcmp(tag, "Code") == 0)
        return write_second(p, c, style, out);
    if (strcmp(tag, "Math") == 0)
        return write_formula(p, c, style, out);
    if (strcmp(tag, "Image") == 0)
        return ov_pandoc_note(p, &p->images), OV_OK;
    for (size_t i = 0; i < OV_LEN(inner); i++)
        if (strcmp(tag, inner[i]) == 0)
            return write_list(p, c, style, out);
    for (size_t i = 0; i < OV_LEN(nothing); i++)
        if (strcmp(tag, nothing[i]) == 0)
            return OV_OK;
    return ov_pandoc_odd(p);
}

static ov_status write_list(ov_pandoc *p, const json_t *list, unsigned style, ov_buf *out)
{
    if (!json_is_array(list))
        return ov_pandoc_odd(p);
    OV_TRY(ov_pandoc_enter(p));
    for (size_t i = 0; i < json_array_size(list); i++)
        OV_TRY(write_inline(p, json_array_get(list, i), style, out));
    ov_pandoc_leave(p);
    return OV_OK;
}

ov_status ov_pandoc_inlines(ov_pandoc *p, const json_t *list, bool plain, ov_buf *out)
{
    return write_list(p, list, plain ? PLAIN : 0, out);
}

/* ---- all words of blocks --------------------------------------------------------------------- */

static ov_status flat_item(ov_pandoc *p, const json_t *blocks, const char *before, ov_buf *out)
{
    size_t at;

    ov_buf_addz(out, before);
    at = out->len;
    OV_TRY(ov_pandoc_flat(p, blocks, out));
    if (out->len == at)
        out->len -= strlen(before);
    return OV_OK;
}

static ov_status flat_items(ov_pandoc *p, const json_t *items, ov_buf *out)
{
    if (!json_is_array(items))
        return ov_pandoc_odd(p);
    for (size_t i = 0; i < json_array_size(items); i++)
        OV_TRY(flat_item(p, json_array_get(items, i), out->len ? "; " : "", out));
    return OV_OK;
}

static ov_status flat_lines(ov_pandoc *p, const json_t *lines, ov_buf *out)
{
    for (size_t i = 0; i < json_array_size(lines); i++) {
        OV_TRY(write_list(p, json_array_get(lines, i), 0, out));
        ov_buf_addc(out, ' ');
    }
    return OV_OK;
}

static ov_status flat_block(ov_pandoc *p, const json_t *node, ov_buf *out)
{
    const char *tag;
    const json_t *c;

    if (!ov_pandoc_node(node, &tag, &c))
        return ov_pandoc_odd(p);
    if (strcmp(tag, "Para") == 0 || strcmp(tag, "Plain") == 0)
        return write_list(p, c, 0, out);
    if (strcmp(tag, "Header") == 0)
        return write_list(p, json_array_get(c, 2), 0, out);
    if (strcmp(tag, "BulletList") == 0)
        return flat_items(p, c, out);
    if (strcmp(tag, "OrderedList") == 0)
        return flat_items(p, json_array_get(c, 1), out);
    if (strcmp(tag, "BlockQuote") == 0)
        return ov_pandoc_flat(p, c, out);
    if (strcmp(tag, "Div") == 0)
        return ov_pandoc_flat(p, json_array_get(c, 1), out);
    if (strcmp(tag, "Figure") == 0)
        return ov_pandoc_flat(p, json_array_get(c, 2), out);
    if (strcmp(tag, "LineBlock") == 0)
        return flat_lines(p, c, out);
    if (strcmp(tag, "CodeBlock") == 0)
        return write_second(p, c, 0, out);
    if (strcmp(tag, "Table") == 0) {
        const json_t *box;
        ov_buf rows = {0};
        ov_status status = ov_pandoc_table(p, c, &rows, &box);

        if (status == OV_OK && box)
            status = ov_pandoc_flat(p, box, out);
        for (size_t i = 0; i < rows.len && status == OV_OK && !box; i++)
            ov_buf_addc(out, strchr("|\n\\", rows.ptr[i]) ? ' ' : rows.ptr[i]);
        ov_buf_free(&rows);
        ov_pandoc_note(p, &p->inner_tables);
        return status;
    }
    return OV_OK; /* rules and raw code have no words */
}

ov_status ov_pandoc_flat(ov_pandoc *p, const json_t *blocks, ov_buf *out)
{
    if (!json_is_array(blocks))
        return ov_pandoc_odd(p);
    OV_TRY(ov_pandoc_enter(p));
    for (size_t i = 0; i < json_array_size(blocks); i++) {
        if (out->len && out->ptr[out->len - 1] != ' ')
            ov_buf_addc(out, ' ');
        OV_TRY(flat_block(p, json_array_get(blocks, i), out));
    }
    ov_pandoc_leave(p);
    return OV_OK;
}
