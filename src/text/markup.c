/* SPDX-License-Identifier: EUPL-1.2 */
/* markup.c — a canonical body as markdown for the renderer: deeper lists are indented as far as
 * markdown wants it, tables get the rule under their first row, and what the canonical form leaves
 * plain but markdown would take for structure is escaped. */
#include "text/import/import.h"

#include "text/import/table.h"

#define LEVELS (OV_IMPORT_MAX_NESTING + 1)

typedef struct writer {
    ov_buf out;
    int indent[LEVELS + 1]; /* of the text of an item, by level */
    size_t row;             /* rows of the table so far */
} writer;

static bool all_of(ov_str text, const char *set)
{
    for (size_t i = 0; i < text.len; i++)
        if (!strchr(set, text.ptr[i]))
            return false;
    return text.len > 0;
}

static size_t digits(ov_str text)
{
    size_t n = 0;

    while (n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '9')
        n++;
    return n;
}

/* Text at the start of a line or an item, which must stay text. */
static void add_text(ov_buf *out, ov_str text)
{
    size_t n = digits(text);

    if (n > 0 && n < text.len && (text.ptr[n] == '.' || text.ptr[n] == ')')) {
        ov_buf_add(out, text.ptr, n);
        ov_buf_addc(out, '\\');
        text = (ov_str){text.ptr + n, text.len - n};
    } else if (text.len && (strchr("#>|", text.ptr[0]) || ov_str_starts(text, "* ") ||
                            ov_str_starts(text, "+") || ov_str_starts(text, "-") ||
                            ov_str_starts(text, "```") || ov_str_starts(text, "~~~") ||
                            (text.ptr[0] == '[' && memchr(text.ptr, ':', text.len)) ||
                            all_of(text, "*_ ") || all_of(text, "="))) {
        ov_buf_addc(out, '\\');
    }
    ov_buf_adds(out, text);
}

/* Columns whose cells below the first row are figures are set to the right; empty ones beside them
 * too. */
static void add_rule(ov_buf *out, ov_str rows)
{
    bool figures[OV_TABLE_COLUMNS] = {false}, other[OV_TABLE_COLUMNS] = {false};
    size_t columns = 0, line = 0;
    bool any = false;

    while (rows.len && rows.ptr[0] == '|') {
        ov_str row = ov_str_cut(&rows, '\n'), rest = {row.ptr + 1, row.len - 1};
        size_t c = 0;

        while (rest.len) {
            ov_str cell = ov_str_trim(ov_str_cut(&rest, '|'));

            if (line > 0 && c < OV_TABLE_COLUMNS && cell.len)
                *(ov_table_is_figure(cell) ? &figures[c] : &other[c]) = true;
            c++;
        }
        columns = line == 0 ? c : columns;
        line++;
    }
    for (size_t c = 0; c < columns && c < OV_TABLE_COLUMNS; c++)
        any = any || (figures[c] && !other[c]);
    for (size_t c = 0; c < columns; c++) {
        bool right = c < OV_TABLE_COLUMNS && !other[c] && (figures[c] || (any && c > 0));

        ov_buf_addz(out, right ? "|---:" : "|---");
    }
    ov_buf_addz(out, "|\n");
}

static void add_item(writer *w, int level, ov_str marker, ov_str text)
{
    level = level > LEVELS - 1 ? LEVELS - 1 : level;
    for (int i = 0; i < w->indent[level]; i++)
        ov_buf_addc(&w->out, ' ');
    ov_buf_adds(&w->out, marker);
    w->indent[level + 1] = w->indent[level] + (int)marker.len;
    add_text(&w->out, text);
}

/* "  - punkt": the level, the marker with its space, the text. */
static bool read_item(ov_str line, int *level, ov_str *marker, ov_str *text)
{
    size_t at = 0, n;

    while (at < line.len && line.ptr[at] == ' ')
        at++;
    *level = (int)(at / 2);
    line = (ov_str){line.ptr + at, line.len - at};
    n = digits(line);
    if (n > 0 && n + 1 < line.len && line.ptr[n] == '.' && line.ptr[n + 1] == ' ')
        n += 2;
    else if (ov_str_starts(line, "- "))
        n = 2;
    else
        return false;
    *marker = (ov_str){line.ptr, n};
    *text = (ov_str){line.ptr + n, line.len - n};
    return true;
}

static void add_line(writer *w, ov_str line, ov_str rest_from_here)
{
    ov_str marker, text;
    int level;

    if (ov_row_is(line)) {
        ov_buf_adds(&w->out, line);
        ov_buf_addc(&w->out, '\n');
        if (w->row++ == 0)
            add_rule(&w->out, rest_from_here);
        return;
    }
    w->row = 0;
    if (read_item(line, &level, &marker, &text))
        add_item(w, level, marker, text);
    else if (ov_str_starts(line, "\\"))
        add_text(&w->out, (ov_str){line.ptr + 1, line.len - 1});
    else
        add_text(&w->out, line);
    ov_buf_addc(&w->out, '\n');
}

ov_str ov_body_markdown(ov_arena *arena, const char *body)
{
    ov_str rest = ov_str_from(body), made;
    writer w = {0};

    while (rest.ptr && rest.len) {
        ov_str here = rest;

        add_line(&w, ov_str_cut(&rest, '\n'), here);
    }
    made = (ov_str){ov_strndup(arena, w.out.len ? w.out.ptr : "", w.out.len), w.out.len};
    ov_buf_free(&w.out);
    return made;
}
