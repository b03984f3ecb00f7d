/* SPDX-License-Identifier: EUPL-1.2 */
/* paper_page.c — a paper as the body of an HTML document, for the program that makes PDFs. */
#include "view/paper_inside.h"

typedef struct writer {
    ov_buf out;
    bool ordered[OV_PAPER_NESTING]; /* the lists that are open */
    int lists;
    const char *paragraph; /* how the open one ends */
    bool head;
} writer;

static void put(writer *w, const char *text)
{
    ov_buf_addz(&w->out, text);
}

static void end_lists(writer *w, int until)
{
    for (; w->lists > until; w->lists--)
        put(w, w->ordered[w->lists - 1] ? "</li></ol>\n" : "</li></ul>\n");
}

static void begin_plain(writer *w, int style)
{
    static const char *const begins[] = {"<p>",
                                         "<h1>",
                                         "<p class=\"original\">",
                                         "<p><strong>",
                                         "<blockquote><p>",
                                         "<p class=\"num\">"};
    static const char *const ends[] = {
        "</p>\n", "</h1>\n", "</p>\n", "</strong></p>\n", "</p></blockquote>\n", "</p>\n"};

    end_lists(w, 0);
    put(w, begins[style]);
    w->paragraph = ends[style];
}

static void begin_heading(writer *w, int level)
{
    static const char *const ends[] = {"</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"};
    int at = level < 5 ? level : 5; /* h1 is the title */

    end_lists(w, 0);
    ov_buf_printf(&w->out, "<h%d>", at + 1);
    w->paragraph = ends[at - 1];
}

static void begin_item(writer *w, int level, int ordinal)
{
    end_lists(w, level + 1);
    if (w->lists == level + 1 && w->ordered[level] == (ordinal > 0)) {
        put(w, "</li>\n<li>");
    } else {
        end_lists(w, level);
        for (; w->lists <= level; w->lists++) {
            w->ordered[w->lists] = ordinal > 0;
            if (ordinal)
                ov_buf_printf(&w->out, "<ol start=\"%d\"><li>", ordinal);
            else
                put(w, "<ul><li>");
        }
    }
    w->paragraph = "";
}

static void add_run(writer *w, ov_str text, int flags)
{
    put(w, flags & OV_RUN_BOLD ? "<strong>" : "");
    put(w, flags & OV_RUN_ITALIC ? "<em>" : "");
    ov_paper_xml(&w->out, text);
    put(w, flags & OV_RUN_ITALIC ? "</em>" : "");
    put(w, flags & OV_RUN_BOLD ? "</strong>" : "");
}

static void add_control(writer *w, const ov_paper_control *c)
{
    ov_str text = ov_str_from(c->text && *c->text ? c->text : c->placeholder);

    while (text.ptr) {
        ov_paper_xml(&w->out, ov_str_cut(&text, '\n'));
        if (text.ptr)
            put(w, "<br>");
    }
}

static void begin_table(writer *w, const ov_paper_columns *columns)
{
    end_lists(w, 0);
    put(w, "<table>");
    if (columns->caption) {
        put(w, "<caption>");
        ov_paper_xmlz(&w->out, columns->caption);
        put(w, "</caption>");
    }
    put(w, "<colgroup>");
    for (size_t i = 0; i < columns->n; i++)
        if (columns->width[i])
            ov_buf_printf(&w->out, "<col style=\"width:%d%%\">", columns->width[i]);
        else
            put(w, "<col>");
    put(w, "</colgroup>\n");
}

static void step(writer *w, const ov_paper_step *s)
{
    switch (s->kind) {
    case OV_STEP_PARAGRAPH:
        begin_plain(w, s->a);
        break;
    case OV_STEP_HEADING:
        begin_heading(w, s->a);
        break;
    case OV_STEP_ITEM:
        begin_item(w, s->a, s->b);
        break;
    case OV_STEP_RUN:
        add_run(w, s->text, s->a);
        break;
    case OV_STEP_BREAK:
        put(w, "<br>");
        break;
    case OV_STEP_CONTROL:
        add_control(w, s->control);
        break;
    case OV_STEP_END:
        put(w, w->paragraph);
        break;
    case OV_STEP_TABLE:
        begin_table(w, s->columns);
        break;
    case OV_STEP_ROW:
        put(w, s->a ? "<thead><tr>" : "<tr>");
        w->head = s->a;
        break;
    case OV_STEP_CELL:
        put(w, w->head ? "<th scope=\"col\">" : "<td>");
        break;
    case OV_STEP_CELL_END:
        end_lists(w, 0);
        put(w, w->head ? "</th>" : "</td>");
        break;
    case OV_STEP_ROW_END:
        put(w, w->head ? "</tr></thead>\n" : "</tr>\n");
        w->head = false;
        break;
    case OV_STEP_TABLE_END:
        put(w, "</table>\n");
        break;
    }
}

ov_str ov_paper_body(ov_paper *paper)
{
    writer w = {.lists = 0};
    ov_str made;

    for (size_t i = 0; i < paper->n; i++)
        step(&w, &paper->steps[i]);
    end_lists(&w, 0);
    made = (ov_str){ov_strndup(paper->arena, w.out.len ? w.out.ptr : "", w.out.len), w.out.len};
    ov_buf_free(&w.out);
    return made;
}
