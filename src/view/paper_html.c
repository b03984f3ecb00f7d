/* SPDX-License-Identifier: EUPL-1.2 */
/* paper_html.c — the HTML of a provision, as ov_markdown makes it, to steps of a paper. It is our
 * own, so unknown tags are passed over rather than refused. */
#include "view/paper_inside.h"

#include <stdlib.h>

typedef struct list {
    bool ordered;
    int next;
} list;

typedef struct reader {
    ov_paper *paper;
    ov_str rest;
    list lists[OV_PAPER_NESTING];
    int depth;      /* of lists, also those deeper than we keep */
    bool paragraph; /* one is open */
    bool pending;   /* an item has begun and has no words yet */
    bool spaced;    /* a space waits for the next word */
    int bold, italic, ordinal;
    ov_buf words;
} reader;

static void flush(reader *r)
{
    if (r->words.len) {
        ov_str text = {ov_strndup(r->paper->arena, r->words.ptr, r->words.len), r->words.len};

        ov_paper_run(r->paper, text, (r->bold ? OV_RUN_BOLD : 0) | (r->italic ? OV_RUN_ITALIC : 0));
    }
    ov_buf_clear(&r->words);
}

static void end_paragraph(reader *r)
{
    if (r->paragraph) {
        flush(r);
        ov_paper_step_add(r->paper, OV_STEP_END, 0, 0);
    }
    r->paragraph = r->spaced = false;
}

static void begin_paragraph(reader *r)
{
    int level = r->depth < OV_PAPER_NESTING ? r->depth - 1 : OV_PAPER_NESTING - 1;

    if (r->paragraph)
        return;
    if (r->pending)
        ov_paper_step_add(r->paper, OV_STEP_ITEM, level, r->ordinal);
    else
        ov_paper_step_add(r->paper, OV_STEP_PARAGRAPH, OV_PAPER_BODY, 0);
    r->pending = false;
    r->paragraph = true;
}

/* ---- Words ---- */

static void add_words(reader *r, ov_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            r->spaced = r->paragraph;
            continue;
        }
        begin_paragraph(r);
        if (r->spaced)
            ov_buf_addc(&r->words, ' ');
        r->spaced = false;
        ov_buf_addc(&r->words, c);
    }
}

static const char *entity(ov_str *text)
{
    static const struct {
        const char *name, *text;
    } names[] = {{"amp;", "&"}, {"lt;", "<"},        {"gt;", ">"},  {"quot;", "\""},
                 {"#39;", "'"}, {"nbsp;", "\u00a0"}, {"#34;", "\""}};

    for (size_t i = 0; i < OV_LEN(names); i++)
        if (ov_str_starts(*text, names[i].name)) {
            size_t n = strlen(names[i].name);

            *text = (ov_str){text->ptr + n, text->len - n};
            return names[i].text;
        }
    return "&";
}

static void add_text(reader *r, ov_str text)
{
    while (text.ptr) {
        const char *amp = memchr(text.ptr, '&', text.len);
        ov_str plain = {text.ptr, amp ? (size_t)(amp - text.ptr) : text.len};

        add_words(r, plain);
        if (!amp)
            return;
        text = (ov_str){amp + 1, text.len - plain.len - 1};
        add_words(r, ov_str_from(entity(&text)));
    }
}

/* ---- Tags ---- */

static bool is(ov_str tag, const char *name)
{
    size_t n = strlen(name);

    return tag.len >= n && memcmp(tag.ptr, name, n) == 0 &&
           (tag.len == n || tag.ptr[n] == ' ' || tag.ptr[n] == '/');
}

static void begin_list(reader *r, ov_str tag)
{
    const char *start = memmem(tag.ptr, tag.len, "start=\"", 7);

    end_paragraph(r);
    r->pending = false;
    if (r->depth < OV_PAPER_NESTING)
        r->lists[r->depth] =
            (list){.ordered = is(tag, "ol"), .next = start ? (int)strtol(start + 7, NULL, 10) : 1};
    r->depth++;
}

static void begin_item(reader *r)
{
    int at = r->depth <= OV_PAPER_NESTING ? r->depth - 1 : OV_PAPER_NESTING - 1;

    end_paragraph(r);
    r->ordinal = at >= 0 && r->lists[at].ordered ? r->lists[at].next++ : 0;
    r->pending = r->depth > 0;
}

/* How many cells the widest row of the table that begins here has. */
static size_t columns_of(ov_str rest)
{
    const char *end = memmem(rest.ptr, rest.len, "</table>", 8);
    const char *last = end ? end : rest.ptr + rest.len;
    size_t most = 1, n = 0;

    for (const char *p = rest.ptr; p + 3 < last; p++) {
        if (memcmp(p, "<tr>", 4) == 0)
            n = 0;
        else if (memcmp(p, "<td", 3) == 0 || (memcmp(p, "<th", 3) == 0 && p[3] != 'e'))
            n++;
        most = n > most ? n : most;
    }
    return most;
}

static void open_tag(reader *r, ov_str tag)
{
    if (is(tag, "ul") || is(tag, "ol")) {
        begin_list(r, tag);
    } else if (is(tag, "li")) {
        begin_item(r);
    } else if (is(tag, "p") || is(tag, "blockquote") || is(tag, "pre") || is(tag, "hr")) {
        end_paragraph(r);
    } else if (is(tag, "br") && r->paragraph) {
        flush(r);
        ov_paper_step_add(r->paper, OV_STEP_BREAK, 0, 0);
    } else if (is(tag, "strong") || is(tag, "em")) {
        if (r->spaced && r->paragraph) /* the space stands outside the emphasis */
            ov_buf_addc(&r->words, ' ');
        r->spaced = false;
        flush(r);
        *(is(tag, "em") ? &r->italic : &r->bold) += 1;
    } else if (is(tag, "table")) {
        end_paragraph(r);
        ov_paper_table(r->paper, NULL, NULL, columns_of(r->rest),
                       ov_str_starts(r->rest, "<thead>"));
    } else if (is(tag, "tr")) {
        ov_paper_row(r->paper);
    } else if (is(tag, "td") || is(tag, "th")) {
        ov_paper_cell(r->paper);
    }
}

static void close_tag(reader *r, ov_str tag)
{
    if (is(tag, "ul") || is(tag, "ol")) {
        end_paragraph(r);
        r->depth -= r->depth > 0;
        r->pending = false;
    } else if (is(tag, "p") || is(tag, "li") || is(tag, "td") || is(tag, "th") ||
               is(tag, "blockquote") || is(tag, "pre")) {
        end_paragraph(r);
    } else if (is(tag, "strong") || is(tag, "em")) {
        int *depth = is(tag, "em") ? &r->italic : &r->bold;

        flush(r);
        *depth -= *depth > 0;
    } else if (is(tag, "table")) {
        ov_paper_table_end(r->paper);
    }
}

void ov_paper_html(ov_paper *paper, ov_str html)
{
    reader r = {.paper = paper, .rest = html};
    size_t open = paper->n_open;

    while (r.rest.len) {
        const char *at = memchr(r.rest.ptr, '<', r.rest.len), *end;
        ov_str text = {r.rest.ptr, at ? (size_t)(at - r.rest.ptr) : r.rest.len}, tag;

        add_text(&r, text);
        if (!at)
            break;
        r.rest = (ov_str){at, r.rest.len - text.len};
        end = memchr(at, '>', r.rest.len);
        if (!end)
            break;
        tag = (ov_str){at + 1, (size_t)(end - at - 1)};
        r.rest = (ov_str){end + 1, r.rest.len - tag.len - 2};
        if (tag.len && tag.ptr[0] == '/')
            close_tag(&r, (ov_str){tag.ptr + 1, tag.len - 1});
        else
            open_tag(&r, tag);
    }
    end_paragraph(&r);
    while (paper->n_open > open)
        ov_paper_table_end(paper);
    ov_buf_free(&r.words);
}
