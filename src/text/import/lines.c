/* SPDX-License-Identifier: EUPL-1.2 */
/* lines.c — cuts a text into lines, measures how it is set, and tells which lines run on. */
#include "text/import/import.h"

#include <stdlib.h>

static bool only_spaces(ov_str raw)
{
    for (size_t i = 0; i < raw.len; i++)
        if (raw.ptr[i] != ' ' && raw.ptr[i] != '\t' && raw.ptr[i] != '\f' &&
            (unsigned char)raw.ptr[i] != 0xc2 && (unsigned char)raw.ptr[i] != 0xa0)
            return false;
    return true;
}

static int leading(ov_str raw)
{
    int columns = 0;

    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] == ' ')
            columns++;
        else if (raw.ptr[i] == '\t')
            columns += 4;
        else if (raw.ptr[i] != '\f')
            break;
    }
    return columns;
}

/* White space at both ends, no-break spaces too. */
static ov_str trim(ov_str text)
{
    for (;;) {
        text = ov_str_trim(text);
        if (ov_str_starts(text, "\xc2\xa0"))
            text = (ov_str){text.ptr + 2, text.len - 2};
        else if (ov_str_ends(text, "\xc2\xa0"))
            text.len -= 2;
        else
            return text;
    }
}

/* A page begins where a form feed stands. Some tools write a space for it: then nearly all lines
 * begin in the first column, and the few that stand one in begin pages. */
static void mark_pages(ov_importer *im)
{
    size_t one = 0, more = 0;
    bool fed = false;

    for (size_t i = 0; i < im->n; i++) {
        one += im->lines[i].indent == 1;
        more += im->lines[i].indent > 1;
        fed = fed || im->lines[i].page;
    }
    if (fed || one * 12 > im->n || more * 20 > im->n)
        return;
    for (size_t i = 0; i < im->n; i++)
        if (im->lines[i].indent == 1 && (im->spaced || im->lines[i].blank > 0))
            im->lines[i].page = true;
}

ov_status ov_lines_split(ov_importer *im)
{
    ov_str rest = im->text;
    size_t all = 0, cap = 0, n = 0;
    int no = 0, blank = 0;
    bool page = false;

    for (ov_str left = rest; left.ptr; all++)
        cap += ov_str_cut(&left, '\n').len > 0;
    if (all > OV_IMPORT_MAX_LINES)
        return ov_fail(im->err, OV_TOO_LARGE, "%d:1: filen har fler än %d rader; dela upp den",
                       OV_IMPORT_MAX_LINES, OV_IMPORT_MAX_LINES);
    im->lines = ov_alloc(im->arena, (cap + 1) * sizeof *im->lines);
    while (rest.ptr) {
        ov_str raw = ov_str_cut(&rest, '\n');
        ov_line *line = &im->lines[n];

        no++;
        page = page || (raw.len && memchr(raw.ptr, '\f', raw.len) != NULL);
        if (only_spaces(raw)) {
            if (n > 0 && blank == 0 && raw.len > 0)
                im->lines[n - 1].space_after = true;
            blank++;
            continue;
        }
        *line = (ov_line){.raw = raw, .text = trim(raw), .no = no, .blank = blank, .page = page};
        line->indent = leading(raw);
        line->chars = (uint32_t)ov_utf8_length(line->text);
        page = false;
        blank = 0;
        n++;
    }
    im->n = n;
    return OV_OK;
}

/* Whether a line is full tells only where lines are wrapped; elsewhere nobody asks. */
static void measure_widths(ov_importer *im)
{
    for (size_t i = 0; i < im->n; i++)
        im->lines[i].width = ov_text_width(im->lines[i].text);
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* Does the line go on in the next, to judge by the two alone? */
static bool surely_wrapped(const ov_line *a, const ov_line *b)
{
    ov_marker marker;

    return ov_text_starts_lower(b->text) && !ov_text_ended(a->text) && b->blank <= 1 &&
           !ov_marker_read(b->text, &marker) && a->chars > 30;
}

void ov_lines_measure(ov_importer *im)
{
    uint32_t *chars = ov_calloc(im->arena, im->n + 1, sizeof *chars);
    uint32_t *width = ov_calloc(im->arena, im->n + 1, sizeof *width);
    size_t tight = 0, spaced = 0, n = 0;

    for (size_t i = 1; i < im->n; i++) {
        const ov_line *a = &im->lines[i - 1], *b = &im->lines[i];

        if (!surely_wrapped(a, b))
            continue;
        tight += b->blank == 0;
        spaced += b->blank == 1;
        chars[n] = a->chars;
        width[n++] = ov_text_width(a->text);
    }
    im->line_gap = spaced > tight;
    im->spaced = spaced > tight * 4;
    im->mixed = !im->spaced && spaced * 6 > tight;
    im->full_chars = im->full_width = 0;
    if (n >= 3 || (n > 0 && n * 4 >= im->n)) {
        qsort(chars, n, sizeof *chars, by_size);
        qsort(width, n, sizeof *width, by_size);
        im->full_chars = chars[n - 1 - n / 10];
        im->full_width = width[n - 1 - n / 10];
        measure_widths(im);
    }
    mark_pages(im);
}

bool ov_line_has_gap(const ov_importer *im, const ov_line *line)
{
    return !line->page && line->blank > im->line_gap;
}

/* Would the first word of b have found room on a? Then the line was ended on purpose. */
bool ov_line_fits(const ov_importer *im, const ov_line *a, const ov_line *b)
{
    ov_str word;
    uint32_t chars, width;

    if (im->full_chars == 0)
        return true;
    word = ov_text_first_word(b->text);
    chars = a->chars + 1 + (uint32_t)ov_utf8_length(word);
    width = a->width + 28 + ov_text_width(word);
    return chars * 100 <= im->full_chars * 98 && width * 100 <= im->full_width * 98;
}

static bool ends_in_hyphen(ov_str text)
{
    return text.len > 1 && text.ptr[text.len - 1] == '-' &&
           ov_char_letter(ov_char_last((ov_str){text.ptr, text.len - 1}));
}

/* Over an empty line only a small letter goes on (or a digit, where the text is set in both ways),
 * and not when each line begins with one: that is a list without bullets. */
static bool goes_on_over_gap(const ov_importer *im, const ov_line *a, const ov_line *b)
{
    uint32_t first = ov_char_first(b->text), last = ov_char_last(a->text);
    bool full = im->full_chars && !ov_line_fits(im, a, b);
    bool small = ov_text_starts_lower(b->text) || (im->mixed && first >= '0' && first <= '9');
    ov_marker marker;

    if (b->blank > im->line_gap + 1 || (ov_text_ended(a->text) && last != ';'))
        return false;
    if (!small)
        return im->mixed && full && b->blank == 1;
    return full || ov_text_starts_upper(a->text) || ov_marker_read(a->text, &marker);
}

bool ov_line_continues(const ov_importer *im, const ov_line *a, const ov_line *b)
{
    bool lower = ov_text_starts_lower(b->text), ended = ov_text_ended(a->text);
    bool gap = ov_line_has_gap(im, b);

    if (ov_text_dangles(a->text) || ends_in_hyphen(a->text) || ov_str_ends(a->text, "\xc2\xad"))
        return b->blank <= im->line_gap + 3;
    if (gap)
        return goes_on_over_gap(im, a, b);
    if (ended && b->page)
        return false;
    if (lower)
        return !ended || ov_char_last(a->text) != '.' || !ov_line_fits(im, a, b);
    if (im->spaced && b->blank == 0 && !b->page)
        return false;
    return !ov_line_fits(im, a, b);
}

/* Does a hyphen at the end belong to the word? Before "och", after a capital letter or a digit, in
 * "e-hälsa": yes. */
static bool hyphen_stays(ov_str before, ov_str next)
{
    ov_str word = ov_text_last_word(before);
    uint32_t last = ov_char_last((ov_str){word.ptr, word.len - 1});

    return !ov_text_starts_lower(next) || ov_char_upper(last) || !ov_char_letter(last) ||
           ov_utf8_length(word) <= 2;
}

/* "hälso- och": the hyphen stands for a left-out part. */
static bool leaves_out(ov_str next)
{
    static const char *const words[] = {"och", "eller", "samt", "respektive", "resp.", "till"};
    ov_str word = ov_text_first_word(next);

    for (size_t i = 0; i < OV_LEN(words); i++)
        if (ov_str_is(word, words[i]))
            return true;
    return false;
}

void ov_lines_join(ov_importer *im, ov_buf *text, const ov_line *next)
{
    ov_str before = ov_buf_str(text), word;
    size_t begin;

    if (before.len == 0) {
        ov_buf_adds(text, next->text);
        return;
    }
    if (ov_str_ends(before, "\xc2\xad")) {
        text->len -= 2;
    } else if (!ends_in_hyphen(before) || leaves_out(next->text)) {
        ov_buf_addc(text, ' ');
        ov_buf_adds(text, next->text);
        return;
    } else if (hyphen_stays(before, next->text)) {
        ov_buf_adds(text, next->text);
        return;
    } else {
        text->len -= 1;
    }
    begin = (size_t)(ov_text_last_word(ov_buf_str(text)).ptr - text->ptr);
    word = ov_text_first_word(next->text);
    ov_buf_adds(text, next->text);
    ov_import_warn(im, "soft_hyphen", next->no, "Avstavning i radslut togs bort: ”%.*s”.",
                   word.len > 240 ? 0 : (int)(text->len - next->text.len + word.len - begin),
                   text->ptr + begin);
}
