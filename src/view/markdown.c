/* SPDX-License-Identifier: EUPL-1.2 */
/* markdown.c — md4c reads, this writes: only the tags named here, only addresses that are allowed,
 * and every character of the source escaped. */
#include "view/markdown.h"

#include "view/address.h"
#include "view/template.h"

#include <md4c.h>

#define MAX_SOURCE ((size_t)512 << 10)
#define MAX_OUTPUT ((size_t)8 << 20)
#define MAX_NESTING 32
#define MAX_SPANS 64
#define PADDING 64

typedef struct writer {
    ov_buf out;
    ov_arena *arena;
    int depth;                      /* blocks inside each other */
    unsigned char spans[MAX_SPANS]; /* open ones: MD_SPANTYPE */
    int n_spans;
    int link;           /* which of them is the <a>; -1: none */
    size_t link_at;     /* where its text begins */
    ov_str address;     /* where it leads */
    size_t head_at;     /* where the table's head began */
    bool head_words;    /* the head holds something */
    size_t cell_at;     /* where the cell began */
    size_t cell_text;   /* where its text begins */
    ov_status stopped;  /* why the parser was stopped */
    const char *reason; /* for the log */
} writer;

static int stop(writer *w, const char *reason)
{
    w->stopped = OV_TOO_LARGE;
    w->reason = reason;
    return 1;
}

static void put(writer *w, const char *html)
{
    ov_buf_addz(&w->out, html);
}

/* To be returned by every callback: md4c can make much out of little. */
static int go_on(writer *w)
{
    return w->out.len > MAX_OUTPUT ? stop(w, "more than 8 MiB of output") : 0;
}

/* ---- Tables -------------------------------------------------------------------------------- */

/* Not role="region": a page has many such tables, and landmarks need names of their own. */
static const char table_begins[] =
    "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Tabell\">"
    "<table class=\"t\">";

static void begin_cell(writer *w, bool head, const MD_BLOCK_TD_DETAIL *detail)
{
    w->cell_at = w->out.len;
    put(w, head ? "<th scope=\"col\"" : "<td");
    put(w, detail->align == MD_ALIGN_RIGHT ? " class=\"num\">" : ">");
    w->cell_text = w->out.len;
}

static void end_cell(writer *w, bool head)
{
    if (!head) {
        put(w, "</td>");
    } else if (w->out.len > w->cell_text) {
        put(w, "</th>");
        w->head_words = true;
    } else { /* an empty corner is no heading */
        w->out.len = w->cell_at;
        put(w, "<td></td>");
    }
}

static void begin_head(writer *w)
{
    w->head_at = w->out.len;
    w->head_words = false;
    put(w, "<thead>");
}

static void end_head(writer *w)
{
    put(w, "</thead>");
    if (!w->head_words) /* markdown cannot do without a first row: an empty one stands for none */
        w->out.len = w->head_at;
}

/* ---- Spans ----------------------------------------------------------------------------------
 * md4c 0.4.8 sometimes closes a span that it never opened, or leaves one open: what is written is
 * balanced here. */

static const char *span_tag(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_EM:
        return "em";
    case MD_SPAN_STRONG:
        return "strong";
    case MD_SPAN_CODE:
        return "code";
    default:
        return NULL; /* of an image, only the text that describes it is written */
    }
}

static void begin_link(writer *w, const MD_SPAN_A_DETAIL *detail)
{
    if (w->link >= 0 || !ov_address_allowed(w->arena, &detail->href, &w->address))
        return;
    put(w, "<a href=\"");
    ov_html_escape(&w->out, w->address);
    put(w, "\">");
    w->link = w->n_spans - 1;
    w->link_at = w->out.len;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *arg)
{
    writer *w = arg;
    const char *tag = span_tag(type);

    if (w->n_spans == MAX_SPANS)
        return stop(w, "spans inside each other deeper than 64");
    w->spans[w->n_spans++] = (unsigned char)type;
    if (tag)
        ov_buf_printf(&w->out, "<%s>", tag);
    else if (type == MD_SPAN_A)
        begin_link(w, detail);
    return go_on(w);
}

static void close_span(writer *w)
{
    const char *tag = span_tag((MD_SPANTYPE)w->spans[--w->n_spans]);

    if (tag)
        ov_buf_printf(&w->out, "</%s>", tag);
    if (w->link != w->n_spans)
        return;
    if (w->out.len == w->link_at) /* a link needs a name */
        ov_html_escape(&w->out, w->address);
    put(w, "</a>");
    w->link = -1;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *arg)
{
    writer *w = arg;
    int i = w->n_spans;

    (void)detail;
    while (i > 0 && w->spans[i - 1] != (unsigned char)type)
        i--;
    while (i > 0 && w->n_spans >= i)
        close_span(w);
    return go_on(w);
}

/* ---- Blocks -------------------------------------------------------------------------------- */

static void begin_ordered(writer *w, const MD_BLOCK_OL_DETAIL *detail)
{
    if (detail->start == 1)
        put(w, "<ol>");
    else
        ov_buf_printf(&w->out, "<ol start=\"%u\">", detail->start);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
    writer *w = arg;

    if (++w->depth > MAX_NESTING)
        return stop(w, "blocks inside each other deeper than 32");
    switch (type) {
    case MD_BLOCK_QUOTE:
        put(w, "<blockquote>");
        break;
    case MD_BLOCK_UL:
        put(w, "<ul>");
        break;
    case MD_BLOCK_OL:
        begin_ordered(w, detail);
        break;
    case MD_BLOCK_LI:
        put(w, "<li>");
        break;
    case MD_BLOCK_HR:
        put(w, "<hr>");
        break;
    case MD_BLOCK_H: /* the headings of a page are its own: these would break their order */
        put(w, "<p><strong>");
        break;
    case MD_BLOCK_CODE:
        put(w, "<pre><code>");
        break;
    case MD_BLOCK_P:
        put(w, "<p>");
        break;
    case MD_BLOCK_TABLE:
        put(w, table_begins);
        break;
    case MD_BLOCK_THEAD:
        begin_head(w);
        break;
    case MD_BLOCK_TBODY:
        put(w, "<tbody>");
        break;
    case MD_BLOCK_TR:
        put(w, "<tr>");
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        begin_cell(w, type == MD_BLOCK_TH, detail);
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
        break;
    }
    return go_on(w);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
    writer *w = arg;

    (void)detail;
    while (w->n_spans > 0)
        close_span(w);
    w->depth--;
    switch (type) {
    case MD_BLOCK_QUOTE:
        put(w, "</blockquote>\n");
        break;
    case MD_BLOCK_UL:
        put(w, "</ul>\n");
        break;
    case MD_BLOCK_OL:
        put(w, "</ol>\n");
        break;
    case MD_BLOCK_LI:
        put(w, "</li>");
        break;
    case MD_BLOCK_H:
        put(w, "</strong></p>\n");
        break;
    case MD_BLOCK_CODE:
        put(w, "</code></pre>\n");
        break;
    case MD_BLOCK_P:
        put(w, "</p>\n");
        break;
    case MD_BLOCK_TABLE:
        put(w, "</table></div>\n");
        break;
    case MD_BLOCK_THEAD:
        end_head(w);
        break;
    case MD_BLOCK_TBODY:
        put(w, "</tbody>");
        break;
    case MD_BLOCK_TR:
        put(w, "</tr>");
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        end_cell(w, type == MD_BLOCK_TH);
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
    case MD_BLOCK_HR:
        break;
    }
    return go_on(w);
}

/* ---- Text --------------------------------------------------------------------------------------
 */

static int text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE size, void *arg)
{
    writer *w = arg;
    ov_str source = {bytes, size};
    char decoded[OV_ENTITY_MAX];

    switch (type) {
    case MD_TEXT_BR:
        put(w, "<br>");
        break;
    case MD_TEXT_SOFTBR:
        put(w, "\n");
        break;
    case MD_TEXT_NULLCHAR:
        put(w, "\xEF\xBF\xBD");
        break;
    case MD_TEXT_ENTITY:
        if (ov_entity_decode(source, decoded))
            source = ov_str_from(decoded);
        ov_html_escape(&w->out, source);
        break;
    case MD_TEXT_NORMAL:
    case MD_TEXT_CODE:
    case MD_TEXT_HTML:
    case MD_TEXT_LATEXMATH:
        ov_html_escape(&w->out, source);
        break;
    }
    return go_on(w);
}

ov_status ov_markdown(ov_arena *arena, ov_str source, ov_html *out, ov_err *err)
{
    static const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = text,
    };
    writer w = {.arena = arena, .link = -1};

    if (source.len > MAX_SOURCE)
        return ov_fail(err, OV_TOO_LARGE, "markdown: more than 512 KiB of source");
    if (!ov_utf8_valid(source))
        return ov_fail(err, OV_INVALID, "markdown: the source is not valid UTF-8");
    /* md4c 0.4.8 looks past the end of a source that ends inside "[link](address": there it shall
     * find nothing, and not what happens to lie in memory. */
    char *padded = ov_calloc(arena, source.len + PADDING, 1);
    if (source.len)
        memcpy(padded, source.ptr, source.len);
    int failed = md_parse(padded, (MD_SIZE)source.len, &parser, &w);
    ov_status status = OV_OK;
    if (w.stopped != OV_OK)
        status = ov_fail(err, w.stopped, "markdown: %s", w.reason);
    else if (failed)
        status = ov_fail(err, OV_INTERNAL, "markdown: the parser gave up");
    else
        out->text = (ov_str){ov_strndup(arena, w.out.ptr ? w.out.ptr : "", w.out.len), w.out.len};
    ov_buf_free(&w.out);
    return status;
}

ov_html ov_html_from_store(ov_str stored)
{
    return (ov_html){stored};
}
