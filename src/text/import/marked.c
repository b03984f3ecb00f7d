/* SPDX-License-Identifier: EUPL-1.2 */
/* marked.c — text that marks its headings with #: markdown, and overens-text-1 read back. */
#include "text/import/import.h"

static const char canonical_head[] = "overens-text-1\n";

/* Number of # before a heading, 0 when the line is none. A lone "#" heads a preamble in canonical
 * text. */
static int hashes(ov_str line, bool canonical)
{
    int n = 0;

    while (n < (int)line.len && line.ptr[n] == '#')
        n++;
    if (n == 0 || n > OV_IMPORT_LEVELS)
        return 0;
    if ((size_t)n == line.len)
        return canonical ? n : 0;
    return line.ptr[n] == ' ' || line.ptr[n] == '\t' ? n : 0;
}

/* Markdown begins with a marked heading or has at least two: a lone # is a sign in plain text. */
bool ov_marked_is(const ov_importer *im)
{
    ov_str rest = im->text;
    int headings = 0;
    bool first = true;

    if (ov_str_starts(rest, canonical_head))
        return true;
    while (rest.ptr) {
        ov_str line = ov_str_cut(&rest, '\n');

        if (hashes(line, false) && (first || ++headings == 2))
            return true;
        first = first && ov_str_trim(line).len == 0;
    }
    return false;
}

typedef struct marked {
    ov_importer *im;
    bool canonical;
    ov_sequence seq;
    const char *body; /* where the body of the open provision begins */
    int line;         /* the line of its first */
} marked;

/* The lines since the latest heading, as blocks. */
static ov_status end_body(marked *m, const char *end)
{
    const char *text;
    ov_block *block;
    ov_line line = {.no = m->line};
    ov_status status;

    if (m->body >= end)
        return OV_OK;
    status =
        ov_body_read(m->im->arena, (ov_str){m->body, (size_t)(end - m->body)}, m->canonical, &text);
    if (status == OV_TOO_LARGE)
        return ov_fail(m->im->err, status, "%d:1: en lista har fler än %d nivåer; gör den plattare",
                       m->line, OV_IMPORT_MAX_NESTING);
    if (status != OV_OK)
        return ov_fail(m->im->err, status, "%d:1: texten kan inte läsas", m->line);
    if (text[0]) {
        block = ov_block_add(m->im, OV_BLOCK_TABLE, &line); /* taken as it is */
        block->text = text;
    }
    return OV_OK;
}

void ov_marked_number(ov_importer *im, ov_sequence *seq, bool canonical, ov_block *block,
                      ov_str text)
{
    ov_number number;
    bool is;

    text = ov_text_clean(im->arena, text);
    is = ov_number_read(text, &number);
    if (!is && canonical && ov_char_upper(ov_char_first(text)) &&
        ov_char_size(text) == text.len) { /* a letter that heads without words */
        number = (ov_number){.style = OV_NUMBER_LETTER, .depth = 1, .label = text};
        number.part[0] = text.ptr[0] >= 'A' && text.ptr[0] <= 'Z' ? text.ptr[0] - 'A' + 1 : 27;
        is = true;
    }
    if (is && (number.style == OV_NUMBER_LETTER || number.style == OV_NUMBER_ROMAN) &&
        !number.dotted && !canonical && ov_sequence_fit(seq, &number) < OV_FIT_GAP)
        is = false;
    if (is && canonical &&
        text.len != number.label.len + (number.rest.len ? 1 : 0) + number.rest.len)
        is = false; /* "A. X" was no number when it was written, or it would be "A X" */
    if (is && number.style == OV_NUMBER_DECIMAL && number.depth == 1 && number.part[0] > 99)
        is = false;
    block->text = text.len ? text.ptr : NULL;
    if (!is)
        return;
    block->number = ov_str_z(im->arena, number.label);
    block->text = number.rest.len ? ov_str_z(im->arena, number.rest) : NULL;
    (void)ov_sequence_take(im, seq, &number, block->line);
}

static ov_status add_heading(marked *m, ov_str line, int level, int no)
{
    ov_block *block = ov_block_add(m->im, OV_BLOCK_HEADING, &(ov_line){.no = no});
    ov_str text = {line.ptr + level, line.len - (size_t)level};

    text = ov_str_trim(text);
    if (!m->canonical)
        while (text.len > 1 && text.ptr[text.len - 1] == '#' &&
               strchr("# ", text.ptr[text.len - 2]))
            text = ov_str_trim((ov_str){text.ptr, text.len - 1});
    block->level = level;
    ov_marked_number(m->im, &m->seq, m->canonical, block, text);
    return OV_OK;
}

/* A single first heading without number over headings of lower levels is the title. */
static void take_title(ov_importer *im)
{
    size_t headings = 0, tops = 0, first = im->n_blocks;

    for (size_t i = 0; i < im->n_blocks; i++) {
        if (im->blocks[i].kind != OV_BLOCK_HEADING)
            continue;
        first = headings++ ? first : i;
        tops += im->blocks[i].level == 1;
    }
    if (tops != 1 || first != 0 || headings < 2 || im->blocks[0].level != 1 ||
        im->blocks[0].number || im->title[0])
        return;
    im->title = im->blocks[0].text ? im->blocks[0].text : "";
    im->n_blocks--;
    memmove(im->blocks, im->blocks + 1, im->n_blocks * sizeof *im->blocks);
}

/* The highest heading that is left is level 1. */
static void raise_levels(ov_importer *im)
{
    int least = OV_IMPORT_LEVELS;

    for (size_t i = 0; i < im->n_blocks; i++)
        if (im->blocks[i].kind == OV_BLOCK_HEADING && im->blocks[i].level < least)
            least = im->blocks[i].level;
    for (size_t i = 0; i < im->n_blocks; i++)
        if (im->blocks[i].kind == OV_BLOCK_HEADING)
            im->blocks[i].level -= least - 1;
}

void ov_marked_levels(ov_importer *im)
{
    take_title(im);
    raise_levels(im);
}

/* Reads the lines "document: …", "version: …", "date: …". */
static ov_str read_head(ov_importer *im, int *line)
{
    ov_str rest = im->text, before = rest;

    while (rest.ptr) {
        ov_str text = ov_str_cut(&rest, '\n');

        if (text.len == 0)
            break;
        (*line)++;
        if (ov_str_starts(text, "document: "))
            im->title = ov_str_z(im->arena, (ov_str){text.ptr + 10, text.len - 10});
        before = rest;
    }
    return before.ptr ? before : (ov_str){im->text.ptr + im->text.len, 0};
}

ov_status ov_marked_import(ov_importer *im)
{
    marked m = {.im = im, .canonical = ov_str_starts(im->text, canonical_head)};
    ov_str rest = im->text;
    int no = 0;

    if (m.canonical)
        rest = read_head(im, &no);
    m.body = rest.ptr;
    m.line = no + 1;
    while (rest.ptr) {
        const char *begin = rest.ptr;
        ov_str line = ov_str_cut(&rest, '\n');
        int level = hashes(line, m.canonical);

        no++;
        if (level == 0)
            continue;
        OV_TRY(end_body(&m, begin));
        OV_TRY(add_heading(&m, line, level, no));
        m.body = rest.ptr ? rest.ptr : line.ptr + line.len;
        m.line = no + 1;
    }
    OV_TRY(end_body(&m, im->text.ptr + im->text.len));
    if (!m.canonical)
        ov_marked_levels(im);
    return ov_tree_build(im);
}
