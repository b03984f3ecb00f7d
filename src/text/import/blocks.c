/* SPDX-License-Identifier: EUPL-1.2 */
/* blocks.c — joins lines to headings, paragraphs, list items and tables. */
#include "text/import/import.h"

typedef struct builder {
    ov_importer *im;
    ov_sequence seq;
    ov_buf open;     /* text of the block that may go on */
    ov_block *block; /* it, or NULL; always the last of im->blocks */
    struct {
        uint32_t glyph;
        int indent;
    } list[OV_IMPORT_MAX_NESTING]; /* the bullets of the list that we are in, by level */
    int depth;
    bool too_deep; /* lists in lists in lists … */
} builder;

ov_block *ov_block_add(ov_importer *im, ov_block_kind kind, const ov_line *line)
{
    ov_block *block;

    if (im->n_blocks == im->cap_blocks) {
        size_t cap = im->cap_blocks ? im->cap_blocks * 2 : im->n + 64;
        ov_block *grown = ov_alloc(im->arena, cap * sizeof *grown);

        if (im->n_blocks)
            memcpy(grown, im->blocks, im->n_blocks * sizeof *grown);
        im->blocks = grown;
        im->cap_blocks = cap;
    }
    block = &im->blocks[im->n_blocks++];
    *block = (ov_block){.kind = kind, .line = line->no, .lines = 1};
    block->page = line->page;
    block->blank = line->blank;
    block->gap = line->page || ov_line_has_gap(im, line) || im->n_blocks == 1;
    return block;
}

static void finish(builder *b)
{
    if (!b->block)
        return;
    if (b->open.len) {
        b->block->text = ov_text_clean(b->im->arena, ov_buf_str(&b->open)).ptr;
        b->block->clean = true;
    }
    ov_buf_clear(&b->open);
    b->block = NULL;
}

static void start(builder *b, ov_block_kind kind, const ov_line *line, ov_str text)
{
    finish(b);
    b->block = ov_block_add(b->im, kind, line);
    ov_buf_adds(&b->open, text);
}

static const ov_line *line_after(const ov_importer *im, size_t i, size_t *at)
{
    *at = i + 1;
    return i + 1 < im->n ? &im->lines[i + 1] : NULL;
}

static const ov_line *line_before(const ov_importer *im, size_t i)
{
    return i > 0 ? &im->lines[i - 1] : NULL;
}

/* Neither bullet nor row of a table, so it may go on from the line before. */
static bool is_plain(const ov_line *line)
{
    ov_marker marker;

    return !line->table && !line->apart && !ov_marker_read(line->text, &marker);
}

/* The text of a block, which may still be open. */
static ov_str open_text(const builder *b, const ov_block *block)
{
    return block == b->block ? ov_buf_str(&b->open) : ov_str_from(block->text);
}

/* ---- numbered headings ----------------------------------------------------------------------- */

/* Is the "2." that follows right after this item? Then the two are a list, not headings. */
static bool begins_list(const ov_importer *im, size_t i, const ov_number *number)
{
    const ov_line *line = &im->lines[i], *next;
    size_t words = 0;
    ov_number other;

    while ((next = line_after(im, i, &i)) != NULL && words++ < 8) {
        if (ov_number_read(next->text, &other) && other.style == number->style)
            return other.depth == 1 && other.part[0] == number->part[0] + 1 &&
                   other.dotted == number->dotted && number->depth == 1;
        if (!is_plain(next) || !ov_line_continues(im, line, next))
            return false;
        line = next;
    }
    return false;
}

/* After the items "1." … "n.": does the number go on with them, or with the headings? */
static bool goes_on_with_items(const builder *b, const ov_line *line, const ov_number *number)
{
    const ov_block *last = &b->im->blocks[b->im->n_blocks - 1], *first = last;
    bool next_heading = ov_sequence_fit(&b->seq, number) == OV_FIT_NEXT &&
                        ov_line_has_gap(b->im, line) && !ov_text_ended(number->rest);

    while (first > b->im->blocks && first[-1].kind == OV_BLOCK_ITEM && first[-1].ordinal > 0)
        first--;
    if (first->ordinal != 1 || !next_heading)
        return true;
    return last->ordinal + 1 == number->part[0] && !ov_text_ended(open_text(b, last));
}

/* May "1. Parter" with a full stop after its number be a heading, rather than an item? */
static bool dotted_is_item(const builder *b, size_t i, const ov_number *number)
{
    const ov_block *last = b->im->n_blocks ? &b->im->blocks[b->im->n_blocks - 1] : NULL;

    if (number->style != OV_NUMBER_DECIMAL || number->depth > 1 || !number->dotted)
        return false;
    if (last && last->kind == OV_BLOCK_ITEM && last->ordinal > 0 &&
        goes_on_with_items(b, &b->im->lines[i], number))
        return true;
    if (ov_sequence_fit(&b->seq, number) < (b->seq.depth ? OV_FIT_GAP : OV_FIT_NEXT))
        return true;
    return !ov_text_starts_upper(number->rest) || ov_text_ended(number->rest) ||
           number->rest.len > 120 || begins_list(b->im, i, number);
}

/* Does the line stand by itself, so that it may head something? */
static bool stands_free(const builder *b, const ov_line *line, const ov_number *number,
                        const ov_line *before)
{
    const ov_block *last = b->im->n_blocks ? &b->im->blocks[b->im->n_blocks - 1] : NULL;

    if (!before || !last || last->kind == OV_BLOCK_HEADING || last->kind == OV_BLOCK_TABLE)
        return true;
    if (ov_text_dangles(before->text))
        return false;
    if (ov_line_has_gap(b->im, line) || line->page)
        return true;
    if (number->depth > 1 && ov_sequence_fit(&b->seq, number) == OV_FIT_NEXT)
        return ov_text_ended(before->text) || ov_line_fits(b->im, before, line) ||
               last->kind == OV_BLOCK_ITEM;
    return ov_text_ended(before->text) || ov_line_fits(b->im, before, line);
}

static bool letter_looks_like_heading(const builder *b, const ov_number *number)
{
    if (ov_text_ended(number->rest) || number->rest.len > 160)
        return false;
    if (number->dotted)
        return ov_text_starts_upper(number->rest);
    /* Without the full stop "A" and "I" are words: the first must shout, the others follow it. */
    return b->seq.letter == 0 && b->seq.roman == 0
               ? ov_text_all_caps(number->rest)
               : ov_text_starts_upper(number->rest) && !ov_text_has_verb(number->rest);
}

static bool decimal_looks_like_heading(const builder *b, const ov_line *line,
                                       const ov_number *number)
{
    ov_fit fit = ov_sequence_fit(&b->seq, number);
    uint32_t c = ov_char_first(number->rest);

    if (fit == OV_FIT_NO || number->rest.len == 0)
        return false;
    if (fit == OV_FIT_AGAIN && !ov_line_has_gap(b->im, line) && !line->page)
        return false;
    if (number->depth == 1)
        return ov_text_starts_upper(number->rest) &&
               (!ov_text_stopped(number->rest) || fit == OV_FIT_NEXT);
    if (c >= '0' && c <= '9')
        return false;
    return ov_text_starts_upper(number->rest) || fit == OV_FIT_NEXT;
}

static bool named_looks_like_heading(const builder *b, size_t i, const ov_number *number)
{
    ov_number other;
    size_t at;
    const ov_line *next = line_after(b->im, i, &at);

    if (ov_text_ended(number->rest) || number->rest.len > 120 ||
        (number->rest.len && !ov_text_starts_upper(number->rest)) || ov_text_has_verb(number->rest))
        return false;
    /* "Bilaga 1 …" over "Bilaga 2 …" is a list of annexes. */
    return next && !(ov_number_read(next->text, &other) && other.style == number->style);
}

static bool looks_like_heading(const builder *b, size_t i, const ov_number *number)
{
    switch (number->style) {
    case OV_NUMBER_LETTER:
    case OV_NUMBER_ROMAN:
        return letter_looks_like_heading(b, number) &&
               ov_sequence_fit(&b->seq, number) >= OV_FIT_GAP;
    case OV_NUMBER_DECIMAL:
        return decimal_looks_like_heading(b, &b->im->lines[i], number);
    case OV_NUMBER_SECTION:
        return (number->rest.len == 0 || ov_text_starts_upper(number->rest)) &&
               ov_sequence_fit(&b->seq, number) >= OV_FIT_GAP;
    case OV_NUMBER_NAMED:
        return named_looks_like_heading(b, i, number);
    default:
        return false;
    }
}

/* May the line go on from the heading so far? A heading of capitals in capitals, any other only
 * where a word is missing or the line begins with a small letter. */
static bool heading_goes_on(const ov_importer *im, const ov_line *line, const ov_line *next,
                            ov_str text)
{
    ov_number number;

    if (!is_plain(next) || text.len > 200 || next->blank > im->line_gap + 1 ||
        (ov_text_ended(line->text) && !ov_text_dangles(line->text)))
        return false;
    if (ov_text_dangles(line->text) || ov_str_ends(line->text, "-"))
        return true;
    if (ov_number_read(next->text, &number) && number.style != OV_NUMBER_LETTER &&
        number.style != OV_NUMBER_ROMAN)
        return false;
    if (ov_text_all_caps(text) && ov_text_all_caps(next->text))
        return !ov_line_has_gap(im, next) && !next->page;
    return ov_text_starts_lower(next->text) && !ov_line_has_gap(im, next);
}

/* Joins the lines of a heading into b->open; returns the last of them. */
static size_t join_heading(builder *b, size_t i, ov_str rest)
{
    const ov_line *line = &b->im->lines[i], *next;
    size_t at;

    ov_buf_adds(&b->open, rest);
    while ((next = line_after(b->im, i, &at)) != NULL &&
           heading_goes_on(b->im, line, next, ov_buf_str(&b->open))) {
        ov_lines_join(b->im, &b->open, next);
        line = next;
        i = at;
    }
    return i;
}

/* "2.1 Parterna ska …" is a provision with a number and no heading. */
static bool is_sentence(const builder *b, size_t i, size_t last, ov_str text)
{
    size_t at;
    const ov_line *next = line_after(b->im, last, &at);

    if (ov_text_stopped(text) || text.len > 220)
        return true;
    if (!ov_text_has_verb(text))
        return false;
    return text.len > 110 || last > i ||
           (next && is_plain(next) && b->im->full_chars &&
            ov_line_continues(b->im, &b->im->lines[last], next));
}

/* Takes the heading at line i. Returns its last line, or i - 1 … when the line is none: SIZE_MAX.
 */
static size_t take_heading(builder *b, size_t i)
{
    const ov_line *line = &b->im->lines[i], *before = line_before(b->im, i);
    ov_number number;
    ov_block *block;
    size_t last;

    if (!ov_number_read(line->text, &number) || !looks_like_heading(b, i, &number) ||
        dotted_is_item(b, i, &number) || !stands_free(b, line, &number, before))
        return SIZE_MAX;
    finish(b);
    b->depth = 0;
    last = join_heading(b, i, number.rest);
    block = ov_block_add(b->im, OV_BLOCK_HEADING, line);
    block->number = ov_str_z(b->im->arena, number.label);
    block->level = ov_sequence_take(b->im, &b->seq, &number, line->no);
    if (b->open.len && is_sentence(b, i, last, ov_buf_str(&b->open))) {
        b->block = ov_block_add(b->im, OV_BLOCK_PARAGRAPH, line);
        b->block->lines = last - i + 1;
        return last;
    }
    block->lines = last - i + 1;
    b->block = block;
    finish(b);
    return last;
}

/* ---- lists ----------------------------------------------------------------------------------- */

/* The level of a bullet: that of the same sign earlier in the list, one deeper for a new sign or a
 * deeper indent. */
static int level_of(builder *b, const ov_line *line, uint32_t glyph, bool in_list)
{
    int indent = line->page ? -1 : line->indent, step = b->im->spaced ? 2 : 1;

    if (!in_list || line->blank > b->im->line_gap + 2)
        b->depth = 0;
    for (int level = b->depth - 1; level >= 0; level--) {
        if (b->list[level].glyph != glyph)
            continue;
        if (indent >= 0 && indent >= b->list[level].indent + step &&
            line->blank <= b->im->line_gap) {
            b->depth = level + 1;
            break;
        }
        if (indent >= 0 && level > 0 && indent < b->list[level].indent)
            continue;
        b->depth = level + 1;
        return level;
    }
    if (b->depth == OV_IMPORT_MAX_NESTING) {
        b->too_deep = true;
        b->depth--;
    }
    b->list[b->depth].glyph = glyph;
    b->list[b->depth].indent = indent < 0 ? 0 : indent;
    return b->depth++;
}

/* A dash at the start of a line may also be a dash in a sentence, and an o a short "och". */
static bool is_dash_in_text(const builder *b, const ov_line *line, const ov_line *before,
                            uint32_t glyph)
{
    return (glyph == 0x2013 || glyph == 0x2014 || glyph == '-' || glyph == 'o') && before &&
           b->block && b->block->kind == OV_BLOCK_PARAGRAPH && b->im->full_chars > 0 &&
           !ov_text_ended(before->text) && !ov_line_has_gap(b->im, line) &&
           !ov_line_fits(b->im, before, line);
}

static bool take_item(builder *b, size_t i)
{
    const ov_line *line = &b->im->lines[i], *before = line_before(b->im, i);
    const ov_block *last = b->im->n_blocks ? &b->im->blocks[b->im->n_blocks - 1] : NULL;
    ov_marker marker;
    int level;

    if (!ov_marker_read(line->text, &marker) || is_dash_in_text(b, line, before, marker.glyph))
        return false;
    if ((marker.glyph == '#' || (marker.glyph == 'a' && line->text.ptr[1] == '.')) && before &&
        b->block && b->block->kind == OV_BLOCK_PARAGRAPH && !ov_line_has_gap(b->im, line) &&
        !ov_text_ended(before->text) && !ov_line_fits(b->im, before, line))
        return false;
    level = level_of(b, line, marker.glyph, last && last->kind == OV_BLOCK_ITEM);
    b->too_deep = b->too_deep || ov_marker_nests_too_deep(marker.rest);
    start(b, OV_BLOCK_ITEM, line, marker.rest);
    b->block->level = level;
    b->block->ordinal = marker.glyph == '#' ? marker.ordinal : 0;
    return true;
}

/* ---- everything ------------------------------------------------------------------------------ */

/* A first line that ends well before the margin, without a verb or a full stop: a heading over what
 * follows, though the long word after it would not have found room. */
static bool is_short_first_line(const builder *b, const ov_line *line)
{
    return b->block->kind == OV_BLOCK_PARAGRAPH && b->block->lines == 1 && b->block->gap &&
           line->chars * 100 < b->im->full_chars * 82 && !ov_text_ended(line->text) &&
           !ov_text_has_verb(line->text) && !ov_text_dangles(line->text) &&
           !ov_str_ends(line->text, "-") && !ov_str_ends(line->text, ",");
}

static bool goes_on(const builder *b, const ov_line *line, const ov_line *before)
{
    if (!b->block || b->block->kind == OV_BLOCK_HEADING || !before || before->table ||
        before->apart || line->apart)
        return false;
    if (b->block->kind == OV_BLOCK_ITEM && b->open.len == 0) /* the bullet stood alone */
        return true;
    if (is_short_first_line(b, before) && ov_text_starts_upper(line->text))
        return false;
    return ov_line_continues(b->im, before, line);
}

static size_t take_line(builder *b, size_t i)
{
    const ov_line *line = &b->im->lines[i], *before = line_before(b->im, i);
    size_t last;

    if (line->table) {
        finish(b);
        b->depth = 0;
        ov_block_add(b->im, OV_BLOCK_TABLE, line)->text = b->im->tables[line->table - 1];
        return i + line->table_rest;
    }
    if (!line->apart && (last = take_heading(b, i)) != SIZE_MAX)
        return last;
    if (!line->apart && take_item(b, i))
        return i;
    if (goes_on(b, line, before)) {
        ov_lines_join(b->im, &b->open, line);
        b->block->lines++;
        return i;
    }
    start(b, OV_BLOCK_PARAGRAPH, line, line->text);
    return i;
}

ov_status ov_blocks_build(ov_importer *im)
{
    builder b = {.im = im};
    int line = 1;

    for (size_t i = 0; i < im->n && !b.too_deep; i++) {
        line = im->lines[i].no;
        i = take_line(&b, i);
    }
    finish(&b);
    ov_buf_free(&b.open);
    if (b.too_deep)
        return ov_fail(im->err, OV_TOO_LARGE,
                       "%d:1: en lista har fler än %d nivåer; gör den plattare", line,
                       OV_IMPORT_MAX_NESTING);
    return OV_OK;
}
