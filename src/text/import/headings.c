/* SPDX-License-Identifier: EUPL-1.2 */
/* headings.c — the title, and headings that have no number ("Princip", "Ersättning"). */
#include "text/import/import.h"

static ov_str text_of(const ov_block *block)
{
    return ov_str_from(block->text);
}

/* Characters that prose headings do not have: addresses, sums, columns. */
static bool has_odd_signs(ov_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr("@|=<>_\\", text.ptr[i]))
            return true;
    return ov_str_starts(text, "Källa") || ov_str_starts(text, "Bild ") ||
           ov_str_starts(text, "Tabell ") || ov_str_starts(text, "Figur ");
}

static size_t count_letters(ov_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        n += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xc3;
    }
    return n;
}

/* Could the block be a heading, by its own looks? Short, one line (or two), begins with a capital,
 * no full stop, not broken off. */
static bool looks_like_heading(const ov_importer *im, const ov_block *block)
{
    ov_str text = text_of(block);
    uint32_t last = ov_char_last(text);

    if (block->kind != OV_BLOCK_PARAGRAPH || block->lines > 2 || text.len == 0 || text.len > 110)
        return false;
    if (!ov_char_upper(ov_char_first(text)) && ov_char_first(text) != 0x201d &&
        ov_char_first(text) != '"')
        return false;
    if (last == ',' || last == '-' || (last != '?' && ov_text_ended(text)) ||
        ov_text_dangles(text) || ov_text_words(text) > 13 || has_odd_signs(text))
        return false;
    if (count_letters(text) * 2 < text.len)
        return false;
    if (block->lines > 1 && im->full_chars && text.len > im->full_chars && last != '?' &&
        ov_text_has_verb(text))
        return false;
    return !(ov_text_has_verb(text) && text.len > 60 && last != '?');
}

/* Is it what a heading stands over: a list, or a paragraph of sentences? */
static bool is_body(const ov_block *block)
{
    ov_str text = text_of(block);

    if (block->kind == OV_BLOCK_ITEM)
        return true;
    return block->kind == OV_BLOCK_PARAGRAPH &&
           (block->lines > 2 || (ov_text_ended(text) && ov_text_words(text) > 1) || text.len > 110);
}

/* May what stands before it be followed by a heading? Not a lead-in ("Följande gäller:") and not a
 * line that is itself left hanging. */
static bool may_follow(const ov_block *before, const ov_block *block)
{
    ov_str text;

    if (!before || before->kind == OV_BLOCK_HEADING || before->kind == OV_BLOCK_TABLE)
        return true;
    text = text_of(before);
    if (ov_char_last(text) == ':')
        return false;
    if (before->kind == OV_BLOCK_ITEM)
        return block->gap || ov_text_stopped(text);
    return block->gap || ov_text_ended(text);
}

/* The block over which it stands, and whether that makes it a heading. */
static bool heads_something(const ov_importer *im, size_t i, bool after_number)
{
    const ov_block *next = i + 1 < im->n_blocks ? &im->blocks[i + 1] : NULL;

    if (!next)
        return false;
    if (next->kind == OV_BLOCK_TABLE)
        return next->gap;
    if (next->kind == OV_BLOCK_PARAGRAPH && ov_text_starts_lower(text_of(next)))
        return false; /* it goes on there */
    if (is_body(next))
        return !looks_like_heading(im, next) || next->kind == OV_BLOCK_ITEM ||
               ov_char_last(text_of(next)) != '?' ||
               (i + 2 < im->n_blocks && !is_body(&im->blocks[i + 2]));
    if (!after_number)
        return false;
    if (next->kind == OV_BLOCK_HEADING)
        return im->blocks[i].gap;
    /* A heading over a heading over text. */
    return looks_like_heading(im, next) && i + 2 < im->n_blocks && is_body(&im->blocks[i + 2]);
}

static bool is_section_word(ov_str text)
{
    static const char *const words[] = {
        "Inledning", "Bakgrund",     "Syfte",   "Sammanfattning", "Förord",
        "Parter",    "Definitioner", "Begrepp", "Agenda",         "INLEDNING",
        "BAKGRUND",  "SYFTE",        "PARTER",  "SAMMANFATTNING", "Grund för samverkan"};

    for (size_t i = 0; i < OV_LEN(words); i++)
        if (ov_str_is(text, words[i]))
            return true;
    return false;
}

/* The title is the first line, where it is short, stands by itself and is no heading's. A tidy
 * paragraph right under a lone short line makes that a heading, unless numbered ones follow. */
static size_t take_title(ov_importer *im, bool numbered)
{
    ov_block *block = im->n_blocks > 1 ? &im->blocks[0] : NULL;
    const ov_block *next;

    im->title = "";
    if (!block || block->kind != OV_BLOCK_PARAGRAPH || block->lines > 4 ||
        is_section_word(text_of(block)) || text_of(block).len > 200 ||
        ov_text_ended(text_of(block)) || !ov_text_starts_upper(text_of(block)) ||
        count_letters(text_of(block)) < 3)
        return 0;
    next = &im->blocks[1];
    if (!numbered && next->kind == OV_BLOCK_PARAGRAPH && !next->gap && is_body(next))
        return 0;
    im->title = block->text;
    return 1;
}

#define WIDE 3 /* empty lines around the title of a slide */

/* In a text without numbers, such as a set of slides: a short line with wide space below it, or
 * above it where the line before is no such title, or first on its page. */
static bool is_slide_title(const ov_importer *im, size_t i)
{
    const ov_block *block = &im->blocks[i], *next = block + 1;

    if (!looks_like_heading(im, block) || i + 1 >= im->n_blocks || block->lines > 1 ||
        (next->kind == OV_BLOCK_PARAGRAPH && ov_text_starts_lower(text_of(next))) ||
        (i > 0 && ov_char_last(text_of(block - 1)) == ':'))
        return false;
    return next->blank >= WIDE || block->page ||
           (block->blank >= WIDE && i > 0 && block[-1].kind != OV_BLOCK_HEADING);
}

/* Wide gaps tell slides only where they are few: a text with wide space between all paragraphs has
 * them too. */
static bool has_slides(const ov_importer *im)
{
    size_t wide = 0;

    for (size_t i = 1; i < im->n_blocks; i++)
        wide += im->blocks[i].blank >= WIDE;
    return wide >= 3 && wide * 5 <= im->n_blocks;
}

void ov_headings_find(ov_importer *im)
{
    size_t skip, kept = 0;
    bool numbered = false, after_number = false, slides;

    for (size_t i = 0; i < im->n_blocks; i++)
        numbered = numbered || im->blocks[i].kind == OV_BLOCK_HEADING;
    skip = take_title(im, numbered);
    slides = !numbered && has_slides(im);
    for (size_t i = skip; i < im->n_blocks; i++) {
        ov_block *block = &im->blocks[i];
        const ov_block *before = i > skip ? &im->blocks[i - 1] : NULL;

        after_number = after_number || block->number;
        if ((looks_like_heading(im, block) && may_follow(before, block) &&
             heads_something(im, i, after_number)) ||
            (slides && is_slide_title(im, i)))
            block->kind = OV_BLOCK_HEADING;
    }
    for (size_t i = skip; i < im->n_blocks; i++)
        im->blocks[kept++] = im->blocks[i];
    im->n_blocks = kept;
}
