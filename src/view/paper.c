/* SPDX-License-Identifier: EUPL-1.2 */
/* paper.c — a document as a list of steps, for its writers to follow. */
#include "view/paper_inside.h"

ov_paper *ov_paper_new(ov_arena *arena, const char *title, const char *footer, ov_instant made)
{
    ov_paper *paper = ov_calloc(arena, 1, sizeof *paper);

    paper->arena = arena;
    paper->title = title;
    paper->footer = footer;
    paper->made = made;
    return paper;
}

ov_paper_step *ov_paper_step_add(ov_paper *paper, ov_paper_kind kind, int a, int b)
{
    if (paper->n == paper->cap) {
        size_t cap = paper->cap ? 2 * paper->cap : 256;
        ov_paper_step *steps = ov_calloc(paper->arena, cap, sizeof *steps);

        if (paper->n)
            memcpy(steps, paper->steps, paper->n * sizeof *steps);
        paper->steps = steps;
        paper->cap = cap;
    }
    paper->steps[paper->n] = (ov_paper_step){.kind = kind, .a = a, .b = b};
    return &paper->steps[paper->n++];
}

/* ---- Paragraphs ---- */

void ov_paper_run(ov_paper *paper, ov_str text, int flags)
{
    while (text.ptr) {
        ov_str line = ov_str_cut(&text, '\n');

        if (line.len)
            ov_paper_step_add(paper, OV_STEP_RUN, flags, 0)->text = line;
        if (text.ptr)
            ov_paper_step_add(paper, OV_STEP_BREAK, 0, 0);
    }
}

static void whole(ov_paper *paper, ov_paper_kind kind, int a, int b, ov_str text)
{
    ov_paper_step_add(paper, kind, a, b);
    ov_paper_run(paper, text, 0);
    ov_paper_step_add(paper, OV_STEP_END, 0, 0);
}

void ov_paper_heading(ov_paper *paper, int level, const char *text)
{
    whole(paper, OV_STEP_HEADING, level < 1 ? 1 : level > 6 ? 6 : level, 0, ov_str_from(text));
}

void ov_paper_text(ov_paper *paper, ov_paper_style style, const char *text)
{
    whole(paper, OV_STEP_PARAGRAPH, (int)style, 0, ov_str_from(text));
}

void ov_paper_lines(ov_paper *paper, ov_paper_style style, ov_str text)
{
    while (text.len) {
        ov_str line = ov_str_cut(&text, '\n');

        if (line.len)
            whole(paper, OV_STEP_PARAGRAPH, (int)style, 0, line);
    }
}

void ov_paper_item(ov_paper *paper, int level, int ordinal, const char *text)
{
    int most = OV_PAPER_NESTING - 1;

    whole(paper, OV_STEP_ITEM,
          level < 0      ? 0
          : level > most ? most
                         : level,
          ordinal, ov_str_from(text));
}

void ov_paper_blank(ov_paper *paper, const char *label)
{
    ov_paper_text(paper, OV_PAPER_BODY,
                  ov_printf(paper->arena, "%s: ________________________________", label));
}

void ov_paper_control_add(ov_paper *paper, ov_paper_style style, const ov_paper_control *control)
{
    ov_paper_control *copy = ov_alloc(paper->arena, sizeof *copy);

    *copy = *control;
    ov_paper_step_add(paper, OV_STEP_PARAGRAPH, (int)style, 0);
    ov_paper_step_add(paper, OV_STEP_CONTROL, 0, 0)->control = copy;
    ov_paper_step_add(paper, OV_STEP_END, 0, 0);
}

/* ---- Tables ---- */

static ov_paper_open *innermost(ov_paper *paper)
{
    return paper->n_open ? &paper->open[paper->n_open - 1] : NULL;
}

static void end_cell(ov_paper *paper, ov_paper_open *open)
{
    if (open->cell)
        ov_paper_step_add(paper, OV_STEP_CELL_END, 0, 0);
    open->cell = false;
}

/* A row has all its cells, or a word processor finds the file damaged. */
static void end_row(ov_paper *paper, ov_paper_open *open)
{
    if (!open->row)
        return;
    end_cell(paper, open);
    for (; open->cells < open->columns->n; open->cells++) {
        ov_paper_step_add(paper, OV_STEP_CELL, (int)open->cells, 0);
        ov_paper_step_add(paper, OV_STEP_CELL_END, 0, 0);
    }
    ov_paper_step_add(paper, OV_STEP_ROW_END, 0, 0);
    open->row = false;
}

void ov_paper_table(ov_paper *paper, const char *caption, const int *widths, size_t n, bool head)
{
    ov_paper_columns *columns = ov_calloc(paper->arena, 1, sizeof *columns);

    if (paper->n_open == OV_PAPER_TABLES || n == 0)
        return;
    columns->caption = caption;
    columns->head = head;
    columns->n = n < OV_PAPER_COLUMNS ? n : OV_PAPER_COLUMNS;
    for (size_t i = 0; i < columns->n; i++)
        columns->width[i] = widths ? widths[i] : 0;
    ov_paper_step_add(paper, OV_STEP_TABLE, 0, 0)->columns = columns;
    paper->open[paper->n_open++] = (ov_paper_open){.columns = columns};
}

void ov_paper_row(ov_paper *paper)
{
    ov_paper_open *open = innermost(paper);

    if (!open)
        return;
    end_row(paper, open);
    ov_paper_step_add(paper, OV_STEP_ROW, open->columns->head && open->rows == 0, 0)->columns =
        open->columns;
    open->rows++;
    open->cells = 0;
    open->row = true;
}

void ov_paper_cell(ov_paper *paper)
{
    ov_paper_open *open = innermost(paper);

    if (!open || !open->row)
        return;
    end_cell(paper, open);
    if (open->cells == open->columns->n)
        return;
    ov_paper_step_add(paper, OV_STEP_CELL, (int)open->cells, 0)->columns = open->columns;
    open->cells++;
    open->cell = true;
}

void ov_paper_cell_text(ov_paper *paper, const char *text)
{
    ov_paper_cell(paper);
    ov_paper_text(paper, OV_PAPER_BODY, text);
}

void ov_paper_cell_int(ov_paper *paper, int64_t number)
{
    ov_paper_cell(paper);
    whole(paper, OV_STEP_PARAGRAPH, OV_PAPER_FIGURE, 0,
          ov_str_from(ov_printf(paper->arena, "%lld", (long long)number)));
}

void ov_paper_table_end(ov_paper *paper)
{
    ov_paper_open *open = innermost(paper);

    if (!open)
        return;
    if (open->rows == 0)
        ov_paper_row(paper); /* an empty table is no table */
    end_row(paper, open);
    ov_paper_step_add(paper, OV_STEP_TABLE_END, 0, 0);
    paper->n_open--;
}

/* ---- For the writers ---- */

void ov_paper_xml(ov_buf *out, ov_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c == '&')
            ov_buf_addz(out, "&amp;");
        else if (c == '<')
            ov_buf_addz(out, "&lt;");
        else if (c == '>')
            ov_buf_addz(out, "&gt;");
        else if (c == '"')
            ov_buf_addz(out, "&quot;");
        else if (c == 0xef && i + 2 < text.len && (unsigned char)text.ptr[i + 1] == 0xbf &&
                 (unsigned char)text.ptr[i + 2] >= 0xbe)
            i += 2; /* U+FFFE and U+FFFF are no characters of XML */
        else if (c >= 0x20 || c == '\t' || c == '\n')
            ov_buf_addc(out, (char)c);
    }
}

void ov_paper_xmlz(ov_buf *out, const char *text)
{
    ov_paper_xml(out, ov_str_from(text));
}

const char *ov_paper_instant(const ov_paper *paper)
{
    /* without the parts of a second, which W3CDTF has no room for in all readers */
    return ov_printf(paper->arena, "%.19sZ", ov_instant_iso(paper->arena, paper->made));
}
