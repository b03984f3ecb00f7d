/* SPDX-License-Identifier: EUPL-1.2 */
/* paper_odt.c — a paper as an OpenDocument text (ODF 1.2). */
#include "view/paper_inside.h"

#include "util/zip.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NS(prefix, name) " xmlns:" prefix "=\"urn:oasis:names:tc:opendocument:xmlns:" name ":1.0\""
#define NAMESPACES                                                                                 \
    NS("office", "office")                                                                         \
    NS("style", "style")                                                                           \
    NS("text", "text")                                                                             \
    NS("table", "table")                                                                           \
    NS("fo", "xsl-fo-compatible")                                                                  \
    NS("svg", "svg-compatible")                                                                    \
        NS("meta", "meta") " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.2\""

typedef struct writer {
    const ov_paper *paper;
    ov_buf out, styles; /* the text, and the widths of its columns */
    int tables;
    int lists;             /* open, in each other */
    const char *paragraph; /* how the open one ends */
    bool bold;             /* head cells */
    size_t depth;          /* tables in each other */
    bool small;            /* the head of a table with many columns */
} writer;

static void put(writer *w, const char *text)
{
    ov_buf_addz(&w->out, text);
}

/* ---- Paragraphs ---- */

static void end_lists(writer *w, int until)
{
    for (; w->lists > until; w->lists--)
        put(w, "</text:list-item></text:list>");
}

static void begin_plain(writer *w, int style)
{
    static const char *const styles[] = {"Standard", "Title",      "Note",
                                         "Label",    "Quotations", "Figure"};
    const char *name = styles[style];

    end_lists(w, 0);
    if (style == OV_PAPER_BODY && w->depth)
        name = !w->bold ? "Cell" : w->small ? "SmallHead" : "Head";
    ov_buf_printf(&w->out, "<text:p text:style-name=\"%s\">", name);
    w->paragraph = "</text:p>";
}

static void begin_heading(writer *w, int level)
{
    end_lists(w, 0);
    ov_buf_printf(&w->out, "<text:h text:style-name=\"Heading_20_%d\" text:outline-level=\"%d\">",
                  level, level);
    w->paragraph = "</text:h>";
}

static void begin_item(writer *w, int level, int ordinal)
{
    end_lists(w, level + 1);
    if (w->lists == level + 1) {
        put(w, "</text:list-item><text:list-item>");
    } else {
        for (; w->lists <= level; w->lists++) {
            ov_buf_printf(&w->out, "<text:list text:style-name=\"%s\">",
                          ordinal ? "Numbers" : "Bullets");
            if (ordinal)
                ov_buf_printf(&w->out, "<text:list-item text:start-value=\"%d\">", ordinal);
            else
                put(w, "<text:list-item>");
        }
    }
    put(w, "<text:p text:style-name=\"List\">");
    w->paragraph = "</text:p>";
}

/* Runs of spaces are one space to a reader, so that the second is written as a mark. */
static void add_text(writer *w, ov_str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\t' || (text.ptr[i] == ' ' && (i == 0 || text.ptr[i - 1] == ' '))) {
            ov_paper_xml(&w->out, (ov_str){text.ptr + from, i - from});
            put(w, text.ptr[i] == '\t' ? "<text:tab/>" : "<text:s/>");
            from = i + 1;
        }
    ov_paper_xml(&w->out, (ov_str){text.ptr + from, text.len - from});
}

static void add_run(writer *w, ov_str text, int flags)
{
    static const char *const styles[] = {"", "Strong", "Emphasis", "StrongEmphasis"};

    if (flags)
        ov_buf_printf(&w->out, "<text:span text:style-name=\"%s\">", styles[flags & 3]);
    add_text(w, text);
    if (flags)
        put(w, "</text:span>");
}

static void add_control(writer *w, const ov_paper_control *c)
{
    ov_str text = ov_str_from(c->text && *c->text ? c->text : c->placeholder);

    while (text.ptr) {
        add_text(w, ov_str_cut(&text, '\n'));
        if (text.ptr)
            put(w, "<text:line-break/>");
    }
}

/* ---- Tables ---- */

static void begin_table(writer *w, const ov_paper_columns *columns)
{
    int table = ++w->tables;

    w->depth++;
    w->small = columns->n >= OV_PAPER_MANY;
    end_lists(w, 0);
    ov_buf_printf(&w->out, "<table:table table:name=\"Tabell%d\" table:style-name=\"Table\">",
                  table);
    if (columns->caption) {
        put(w, "<table:title>");
        ov_paper_xmlz(&w->out, columns->caption);
        put(w, "</table:title>");
    }
    for (size_t i = 0; i < columns->n; i++) {
        int width = columns->width[i] ? columns->width[i] : 100 / (int)columns->n;

        ov_buf_printf(&w->styles,
                      "<style:style style:name=\"C%d.%zu\" style:family=\"table-column\">"
                      "<style:table-column-properties style:rel-column-width=\"%d*\"/>"
                      "</style:style>",
                      table, i, width * 100);
        ov_buf_printf(&w->out, "<table:table-column table:style-name=\"C%d.%zu\"/>", table, i);
    }
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
        put(w, "<text:line-break/>");
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
        put(w, s->a ? "<table:table-header-rows>" : "");
        put(w, "<table:table-row table:style-name=\"Row\">");
        w->bold = s->a;
        break;
    case OV_STEP_CELL:
        put(w, "<table:table-cell table:style-name=\"Cell\" office:value-type=\"string\">");
        break;
    case OV_STEP_CELL_END:
        end_lists(w, 0);
        put(w, "</table:table-cell>");
        break;
    case OV_STEP_ROW_END:
        put(w, w->bold ? "</table:table-row></table:table-header-rows>" : "</table:table-row>");
        w->bold = false;
        break;
    case OV_STEP_TABLE_END:
        put(w, "</table:table>");
        w->depth -= w->depth > 0;
        break;
    }
}

/* ---- The other parts ---- */

#define PARAGRAPH(name, shown, inside)                                                             \
    "<style:style style:name=\"" name "\" style:display-name=\"" shown                             \
    "\" style:family=\"paragraph\" style:parent-style-name=\"Standard\">" inside "</style:style>"
#define HEADING(n, size)                                                                           \
    "<style:style style:name=\"Heading_20_" n "\" style:display-name=\"Heading " n                 \
    "\" style:family=\"paragraph\" style:parent-style-name=\"Standard\" "                          \
    "style:next-style-name=\"Standard\" style:default-outline-level=\"" n                          \
    "\"><style:paragraph-properties fo:margin-top=\"0.5cm\" fo:margin-bottom=\"0.15cm\" "          \
    "fo:keep-with-next=\"always\"/><style:text-properties fo:font-weight=\"bold\" "                \
    "fo:font-size=\"" size "\"/></style:style>"
#define CELL "<style:paragraph-properties fo:margin-bottom=\"0.05cm\"/>"
#define SPAN(name, inside)                                                                         \
    "<style:style style:name=\"" name "\" style:family=\"text\"><style:text-properties " inside    \
    "/></style:style>"

#define FONTS                                                                                      \
    "<office:font-face-decls><style:font-face style:name=\"Calibri\" svg:font-family=\"Calibri\" " \
    "style:font-family-generic=\"swiss\" style:font-pitch=\"variable\"/></office:font-face-decls>"

static const char styles_begin[] = XML
    "<office:document-styles" NAMESPACES ">" FONTS "<office:styles>"
    "<style:default-style style:family=\"paragraph\"><style:text-properties "
    "style:font-name=\"Calibri\" fo:font-size=\"11pt\" fo:language=\"sv\" fo:country=\"SE\"/>"
    "</style:default-style><style:style style:name=\"Standard\" style:family=\"paragraph\">"
    "<style:paragraph-properties fo:margin-bottom=\"0.2cm\" fo:line-height=\"115%\"/>"
    "</style:style>" PARAGRAPH(
        "Title", "Title", "<style:text-properties fo:font-size=\"20pt\" fo:font-weight=\"bold\"/>")
        HEADING("1", "15pt") HEADING("2", "13pt") HEADING("3", "12pt") HEADING("4", "11pt")
            HEADING("5", "11pt") HEADING("6", "11pt") PARAGRAPH(
                "Note", "Note",
                "<style:text-properties fo:font-size=\"9.5pt\" fo:color=\"#595959\"/>")
                PARAGRAPH("Label", "Label", "<style:text-properties fo:font-weight=\"bold\"/>")
                    PARAGRAPH("Cell", "Cell", CELL) PARAGRAPH(
                        "Head", "Head", CELL "<style:text-properties fo:font-weight=\"bold\"/>")
                        PARAGRAPH(
                            "SmallHead", "Small Head",
                            CELL
                            "<style:text-properties fo:font-weight=\"bold\" fo:font-size=\"8pt\"/>")
                            PARAGRAPH("List", "List",
                                      "<style:paragraph-properties fo:margin-bottom=\"0.1cm\"/>")
                                PARAGRAPH("Figure", "Figure",
                                          "<style:paragraph-properties fo:text-align=\"end\" "
                                          "fo:margin-bottom=\"0.05cm\"/>")
                                    PARAGRAPH(
                                        "Quotations", "Quotations",
                                        "<style:paragraph-properties fo:margin-left=\"0.75cm\" "
                                        "fo:margin-right=\"0.75cm\"/>")
                                        PARAGRAPH("Footer", "Footer",
                                                  "<style:text-properties fo:font-size=\"9pt\" "
                                                  "fo:color=\"#595959\"/>")
                                            SPAN("Strong", "fo:font-weight=\"bold\"")
                                                SPAN("Emphasis", "fo:font-style=\"italic\"")
                                                    SPAN("StrongEmphasis",
                                                         "fo:font-weight=\"bold\" "
                                                         "fo:font-style=\"italic\"");

static const char styles_end[] =
    "</office:styles><office:automatic-styles><style:page-layout style:name=\"Page\">"
    "<style:page-layout-properties fo:page-width=\"21cm\" fo:page-height=\"29.7cm\" "
    "fo:margin-top=\"2cm\" fo:margin-bottom=\"1.5cm\" fo:margin-left=\"2cm\" "
    "fo:margin-right=\"2cm\"/><style:footer-style/></style:page-layout></office:automatic-styles>"
    "<office:master-styles><style:master-page style:name=\"Standard\" "
    "style:page-layout-name=\"Page\"><style:footer><text:p text:style-name=\"Footer\">";

static void add_list_styles(ov_buf *out)
{
    for (int kind = 0; kind < 2; kind++) {
        ov_buf_printf(out, "<text:list-style style:name=\"%s\">", kind ? "Numbers" : "Bullets");
        for (int level = 1; level <= OV_PAPER_NESTING; level++) {
            if (kind)
                ov_buf_printf(out,
                              "<text:list-level-style-number text:level=\"%d\" "
                              "style:num-format=\"1\" style:num-suffix=\".\">",
                              level);
            else
                ov_buf_printf(out,
                              "<text:list-level-style-bullet text:level=\"%d\" "
                              "text:bullet-char=\"\xe2\x80\xa2\">",
                              level);
            ov_buf_printf(out,
                          "<style:list-level-properties text:space-before=\"%d.%dcm\" "
                          "text:min-label-width=\"0.6cm\"/></text:list-level-style-%s>",
                          level * 6 / 10, level * 6 % 10, kind ? "number" : "bullet");
        }
        ov_buf_addz(out, "</text:list-style>");
    }
}

static void add_styles(const ov_paper *paper, ov_zip_writer *zip)
{
    ov_buf out = {0};

    ov_buf_addz(&out, styles_begin);
    add_list_styles(&out);
    ov_buf_addz(&out, styles_end);
    if (paper->footer) {
        ov_paper_xmlz(&out, paper->footer);
        ov_buf_addz(&out, " \xc2\xb7 ");
    }
    ov_buf_addz(&out, "sida <text:page-number text:select-page=\"current\">1</text:page-number>"
                      "</text:p></style:footer></style:master-page></office:master-styles>"
                      "</office:document-styles>");
    ov_zip_add(zip, OV_LIT("styles.xml"), ov_buf_str(&out), true);
    ov_buf_free(&out);
}

static void add_meta(const ov_paper *paper, ov_zip_writer *zip)
{
    static const char manifest[] = XML "<manifest:manifest" NS(
        "manifest",
        "manifest") " manifest:version=\"1.2\">"
                    "<manifest:file-entry manifest:full-path=\"/\" "
                    "manifest:media-type=\"" OV_ODT_TYPE
                    "\"/><manifest:file-entry manifest:full-path=\"content.xml\" "
                    "manifest:media-type=\"text/xml\"/><manifest:file-entry "
                    "manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>"
                    "<manifest:file-entry manifest:full-path=\"meta.xml\" "
                    "manifest:media-type=\"text/xml\"/></manifest:manifest>";
    ov_buf out = {0};

    ov_buf_addz(&out, XML "<office:document-meta" NAMESPACES "><office:meta><dc:title>");
    ov_paper_xmlz(&out, paper->title);
    ov_buf_addz(&out, "</dc:title><dc:language>sv-SE</dc:language>");
    ov_buf_printf(&out, "<meta:creation-date>%s</meta:creation-date>", ov_paper_instant(paper));
    ov_buf_addz(&out, "</office:meta></office:document-meta>");
    ov_zip_add(zip, OV_LIT("meta.xml"), ov_buf_str(&out), true);
    ov_zip_add(zip, OV_LIT("META-INF/manifest.xml"), OV_LIT(manifest), true);
    ov_buf_free(&out);
}

static void add_content(const writer *w, ov_zip_writer *zip)
{
    ov_buf out = {0};

    ov_buf_addz(&out,
                XML "<office:document-content" NAMESPACES ">" FONTS "<office:automatic-styles>"
                    "<style:style style:name=\"Table\" style:family=\"table\">"
                    "<style:table-properties style:rel-width=\"100%\" "
                    "table:align=\"margins\" fo:margin-bottom=\"0.3cm\"/></style:style>"
                    "<style:style style:name=\"Row\" style:family=\"table-row\">"
                    "<style:table-row-properties fo:keep-together=\"always\"/>"
                    "</style:style>"
                    "<style:style style:name=\"Cell\" style:family=\"table-cell\">"
                    "<style:table-cell-properties fo:padding=\"0.12cm\" "
                    "fo:border=\"0.5pt solid #8a8a8a\"/></style:style>");
    ov_buf_adds(&out, ov_buf_str(&w->styles));
    ov_buf_addz(&out, "</office:automatic-styles><office:body><office:text>");
    ov_buf_adds(&out, ov_buf_str(&w->out));
    ov_buf_addz(&out, "</office:text></office:body></office:document-content>");
    ov_zip_add(zip, OV_LIT("content.xml"), ov_buf_str(&out), true);
    ov_buf_free(&out);
}

ov_str ov_paper_odt(ov_paper *paper)
{
    writer w = {.paper = paper};
    ov_zip_writer zip = {0};

    for (size_t i = 0; i < paper->n; i++)
        step(&w, &paper->steps[i]);
    end_lists(&w, 0);
    ov_zip_add(&zip, OV_LIT("mimetype"), OV_LIT(OV_ODT_TYPE), false);
    add_content(&w, &zip);
    add_styles(paper, &zip);
    add_meta(paper, &zip);
    ov_buf_free(&w.out);
    ov_buf_free(&w.styles);
    return ov_zip_finish(&zip, paper->arena);
}
