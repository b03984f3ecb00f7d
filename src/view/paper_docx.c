/* SPDX-License-Identifier: EUPL-1.2 */
/* paper_docx.c — a paper as an Office Open XML text (ECMA-376, transitional): what Word,
 * LibreOffice and Pages open. (The parts that are always the same: paper_docx_parts.c.) */
#include "view/paper_docx.h"

#define TEXT_WIDTH 9638 /* twentieths of a point between the margins of an A4 page */

typedef struct writer {
    const ov_paper *paper;
    ov_buf out;
    ov_buf lists;                 /* an ov_docx_list for each numbered list so far */
    int number[OV_PAPER_NESTING]; /* the open list of each level, from 1; 0: none */
    int last[OV_PAPER_NESTING];   /* its latest number */
    int width[OV_PAPER_TABLES];
    size_t depth; /* tables in each other */
    bool ended;   /* the latest step of this cell was a paragraph: Word wants one last */
    bool bold;    /* head cells */
    bool small;   /* of a table with many columns */
    bool labels;  /* the table has names beside its cells, and no head */
    int64_t control;
} writer;

static void put(writer *w, const char *text)
{
    ov_buf_addz(&w->out, text);
}

/* ---- Paragraphs ---- */

static void begin_paragraph(writer *w, const char *style, const char *more)
{
    put(w, "<w:p>");
    if (*style || *more) {
        put(w, "<w:pPr>");
        if (*style)
            ov_buf_printf(&w->out, "<w:pStyle w:val=\"%s\"/>", style);
        put(w, more);
        put(w, "</w:pPr>");
    }
}

static void begin_plain(writer *w, int style)
{
    static const char *const styles[] = {"", "Title", "Note", "Label", "Quote", ""};

    bool head = w->bold && style == OV_PAPER_BODY;

    /* a head, and the row with a question's code, are never the last of a page */
    begin_paragraph(w, head && w->small ? "SmallHead" : styles[style],
                    style == OV_PAPER_FIGURE                        ? "<w:jc w:val=\"right\"/>"
                    : head || (w->labels && style == OV_PAPER_NOTE) ? "<w:keepNext/>"
                                                                    : "");
}

/* A number that does not follow begins a list of its own, or Word would count on. */
static int list_of(writer *w, int level, int ordinal)
{
    ov_docx_list list = {level, ordinal};

    if (!ordinal)
        return 1; /* the bullets */
    if (!w->number[level] || ordinal != w->last[level] + 1) {
        ov_buf_add(&w->lists, &list, sizeof list);
        w->number[level] = (int)(w->lists.len / sizeof list);
    }
    w->last[level] = ordinal;
    return w->number[level] + 1;
}

static void begin_item(writer *w, int level, int ordinal)
{
    begin_paragraph(w, "ListParagraph",
                    ov_printf(w->paper->arena,
                              "<w:numPr><w:ilvl w:val=\"%d\"/><w:numId w:val=\"%d\"/></w:numPr>",
                              level, list_of(w, level, ordinal)));
}

static void add_text(writer *w, ov_str text)
{
    put(w, "<w:t xml:space=\"preserve\">");
    ov_paper_xml(&w->out, text);
    put(w, "</w:t>");
}

static void add_run(writer *w, ov_str text, int flags)
{
    bool bold = w->bold || flags & OV_RUN_BOLD;

    put(w, "<w:r>");
    if (bold || flags & OV_RUN_ITALIC) {
        put(w, "<w:rPr>");
        put(w, bold ? "<w:b/>" : "");
        put(w, flags & OV_RUN_ITALIC ? "<w:i/>" : "");
        put(w, "</w:rPr>");
    }
    add_text(w, text);
    put(w, "</w:r>");
}

/* ---- Fields ---- */

static void add_choices(writer *w, const ov_paper_control *c)
{
    put(w, "<w:dropDownList>");
    for (size_t i = 0; c->choices[i]; i++) {
        put(w, "<w:listItem w:displayText=\"");
        ov_paper_xmlz(&w->out, c->choices[i]);
        put(w, "\" w:value=\"");
        ov_paper_xmlz(&w->out, c->choices[i]);
        put(w, "\"/>");
    }
    put(w, "</w:dropDownList>");
}

static void add_content(writer *w, const ov_paper_control *c, bool empty)
{
    ov_str text = ov_str_from(empty ? c->placeholder : c->text);

    put(w, empty ? "<w:r><w:rPr><w:rStyle w:val=\"PlaceholderText\"/></w:rPr>" : "<w:r>");
    while (text.ptr) {
        ov_str line = ov_str_cut(&text, '\n');

        if (line.len)
            add_text(w, line);
        if (text.ptr)
            put(w, "<w:br/>");
    }
    put(w, "</w:r>");
}

static void add_control(writer *w, const ov_paper_control *c)
{
    bool empty = !c->text || !*c->text;

    put(w, "<w:sdt><w:sdtPr><w:alias w:val=\"");
    ov_paper_xmlz(&w->out, c->name);
    put(w, "\"/><w:tag w:val=\"");
    ov_paper_xmlz(&w->out, c->tag);
    ov_buf_printf(&w->out, "\"/><w:id w:val=\"%lld\"/>", (long long)++w->control);
    put(w, c->locked ? "<w:lock w:val=\"sdtContentLocked\"/>" : "<w:lock w:val=\"sdtLocked\"/>");
    put(w, empty ? "<w:showingPlcHdr/>" : "");
    if (c->choices)
        add_choices(w, c);
    else
        put(w, "<w:text w:multiLine=\"1\"/>");
    put(w, "</w:sdtPr><w:sdtContent>");
    add_content(w, c, empty);
    put(w, "</w:sdtContent></w:sdt>");
}

/* ---- Tables ---- */

static int width_of(const writer *w, const ov_paper_columns *columns, size_t i)
{
    int whole = w->depth > 1 ? w->width[w->depth - 2] : TEXT_WIDTH;

    return columns->width[i] ? whole * columns->width[i] / 100 : whole / (int)columns->n;
}

static void begin_table(writer *w, const ov_paper_columns *columns)
{
    w->depth++;
    put(w, "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>"
           "<w:tblLayout w:type=\"fixed\"/>");
    put(w, columns->head ? "<w:tblLook w:val=\"0020\" w:firstRow=\"1\"/>"
                         : "<w:tblLook w:val=\"0000\" w:firstRow=\"0\"/>");
    if (columns->caption) {
        put(w, "<w:tblCaption w:val=\"");
        ov_paper_xmlz(&w->out, columns->caption);
        put(w, "\"/>");
    }
    put(w, "</w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < columns->n; i++)
        ov_buf_printf(&w->out, "<w:gridCol w:w=\"%d\"/>", width_of(w, columns, i));
    put(w, "</w:tblGrid>");
}

static void begin_cell(writer *w, const ov_paper_columns *columns, size_t i)
{
    int width = width_of(w, columns, i);

    ov_buf_printf(&w->out, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>", width);
    w->width[w->depth - 1] = width;
    w->ended = false;
}

static void end_table(writer *w)
{
    w->depth--;
    w->labels = false;
    put(w, "</w:tbl>");
    if (w->depth == 0)
        put(w, "<w:p><w:pPr><w:pStyle w:val=\"Gap\"/></w:pPr></w:p>"); /* else two would join */
    w->ended = false;
}

/* ---- The whole ---- */

static void step(writer *w, const ov_paper_step *s, const ov_paper_columns *columns)
{
    switch (s->kind) {
    case OV_STEP_PARAGRAPH:
        begin_plain(w, s->a);
        break;
    case OV_STEP_HEADING:
        begin_paragraph(w, ov_printf(w->paper->arena, "Heading%d", s->a), "");
        break;
    case OV_STEP_ITEM:
        begin_item(w, s->a, s->b);
        break;
    case OV_STEP_RUN:
        add_run(w, s->text, s->a);
        break;
    case OV_STEP_BREAK:
        put(w, "<w:r><w:br/></w:r>");
        break;
    case OV_STEP_CONTROL:
        add_control(w, s->control);
        break;
    case OV_STEP_END:
        put(w, "</w:p>");
        w->ended = true;
        break;
    case OV_STEP_TABLE:
        begin_table(w, columns);
        break;
    case OV_STEP_ROW:
        put(w, s->a ? "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
                    : "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        w->bold = s->a;
        w->small = columns->n >= OV_PAPER_MANY;
        w->labels = !columns->head;
        break;
    case OV_STEP_CELL:
        begin_cell(w, columns, (size_t)s->a);
        break;
    case OV_STEP_CELL_END:
        put(w, w->ended ? "</w:tc>" : "<w:p/></w:tc>");
        break;
    case OV_STEP_ROW_END:
        put(w, "</w:tr>");
        w->bold = false;
        break;
    case OV_STEP_TABLE_END:
        end_table(w);
        break;
    }
}

static void write_steps(writer *w)
{
    static const ov_paper_columns none = {.n = 1};
    const ov_paper_columns *open[OV_PAPER_TABLES + 1] = {&none};
    size_t n = 0;

    for (size_t i = 0; i < w->paper->n; i++) {
        const ov_paper_step *s = &w->paper->steps[i];

        if (s->kind == OV_STEP_TABLE && n < OV_PAPER_TABLES)
            open[++n] = s->columns;
        step(w, s, open[n]);
        if (s->kind == OV_STEP_TABLE_END && n > 0)
            n--;
    }
}

ov_str ov_paper_docx(ov_paper *paper)
{
    writer w = {.paper = paper};
    ov_zip_writer zip = {0};
    ov_str document;

    put(&w, OV_DOCX_BEGIN);
    write_steps(&w);
    put(&w, OV_DOCX_END);
    document = ov_buf_str(&w.out);
    ov_docx_parts(paper, ov_buf_str(&w.lists), document, &zip);
    ov_buf_free(&w.out);
    ov_buf_free(&w.lists);
    return ov_zip_finish(&zip, paper->arena);
}
