/* SPDX-License-Identifier: EUPL-1.2 */
/* furniture.c — takes out what belongs to the printed pages and not to the text: page numbers,
 * running heads and feet, and the printed table of contents. */
#include "text/import/import.h"

#include <stdlib.h>

#define EDGE 3 /* lines at the top and bottom of a page that may be furniture */

static bool is_number(ov_str text, int *value)
{
    *value = 0;
    if (text.len == 0 || text.len > 4)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *value = *value * 10 + (text.ptr[i] - '0');
    }
    return true;
}

static size_t digits(const char *p)
{
    size_t n = 0;

    while (p[n] >= '0' && p[n] <= '9' && n < 4)
        n++;
    return n;
}

/* "1 (5)", "Sida 3", "Sida 3 av 14", "- 3 -", "s. 3(14)", "3/14" after the word. */
static bool is_page_number(ov_str text)
{
    static const char *const words[] = {"Sida ", "sida ", "SIDA ", "Sidan ",
                                        "Sid ",  "Sid. ", "s. "};
    char copy[40], *p = copy;
    bool word = false, dashed;
    size_t n;

    if (text.len >= sizeof copy)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    for (size_t i = 0; i < OV_LEN(words) && !word; i++)
        if (ov_str_starts(text, words[i])) {
            p += strlen(words[i]);
            word = true;
        }
    dashed = !word && (strncmp(p, "- ", 2) == 0 || strncmp(p, "– ", 4) == 0);
    if (dashed)
        p += *p == '-' ? 2 : 4;
    n = digits(p);
    if (n == 0)
        return false;
    p += n;
    if (*p == '\0')
        return word;
    if (dashed)
        return strcmp(p, " -") == 0 || strcmp(p, " –") == 0;
    if (word && strncmp(p, " av ", 4) == 0)
        return digits(p + 4) > 0 && p[4 + digits(p + 4)] == '\0';
    if (word && *p == '/')
        return digits(p + 1) > 0 && p[1 + digits(p + 1)] == '\0';
    p += *p == ' ';
    if (*p != '(' || (n = digits(p + 1)) == 0)
        return false;
    return strcmp(p + 1 + n, ")") == 0;
}

/* The text with every run of digits as one 0 and every run of spaces as one, so that heads which
 * differ in the page are alike. */
static const char *pattern_of(ov_importer *im, ov_str text)
{
    char *out = ov_alloc(im->arena, text.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        bool digit = text.ptr[i] >= '0' && text.ptr[i] <= '9';

        if (text.ptr[i] == ' ' && n > 0 && out[n - 1] == ' ')
            continue;
        if (!digit)
            out[n++] = text.ptr[i];
        else if (n == 0 || out[n - 1] != '0')
            out[n++] = '0';
    }
    out[n] = '\0';
    return out;
}

typedef struct edge {
    const char *pattern;
    size_t line;
} edge;

static int by_pattern(const void *a, const void *b)
{
    const edge *x = a, *y = b;
    int order = strcmp(x->pattern, y->pattern);

    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Could the line be furniture at all? Not a bullet, a row of figures, a numbered heading, or a line
 * of a sentence. */
static bool may_repeat(const ov_line *line)
{
    ov_marker marker;
    ov_number number;

    if (line->chars > 160 || line->gone || ov_row_is(line->text) ||
        ov_marker_read(line->text, &marker))
        return false;
    if (ov_text_stopped(line->text) && ov_text_words(line->text) > 2)
        return false;
    if (ov_str_starts(line->text, "http") || ov_str_starts(line->text, "file://"))
        return true; /* a page printed by a browser */
    if (line->chars > 40 && (ov_text_starts_lower(line->text) || ov_text_has_verb(line->text)))
        return false;
    return !(ov_number_read(line->text, &number) && number.style != OV_NUMBER_LETTER &&
             number.rest.len > 0 && ov_text_starts_upper(number.rest));
}

/* Takes out lines and says so once, by the first of them. */
static void remove_group(ov_importer *im, const size_t *lines, size_t n, const char *what)
{
    ov_line *first = &im->lines[lines[0]];

    for (size_t i = 0; i < n; i++)
        im->lines[lines[i]].gone = true;
    ov_import_warn(im, "running_head", first->no, "%s ”%.*s” togs bort (%zu %s).", what,
                   (int)first->text.len, first->text.ptr, n, n == 1 ? "rad" : "rader");
}

/* The value of the next number in text, from *at on; -1 when there is none. */
static int64_t next_number(ov_str text, size_t *at)
{
    int64_t value = 0;

    while (*at < text.len && (text.ptr[*at] < '0' || text.ptr[*at] > '9'))
        ++*at;
    if (*at == text.len)
        return -1;
    for (; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; ++*at)
        value = value < 100000000 ? value * 10 + (text.ptr[*at] - '0') : value;
    return value;
}

/* Lines of one pattern: the same numbers all through, or one that grows with every page while none
 * falls ("2024-04-02, sida 3 av 12"). */
static bool varies_as_pages(const ov_importer *im, const edge *run, size_t n)
{
    uint64_t grows = ~(uint64_t)0; /* a bit for each number of the line */
    bool same = true;

    for (size_t i = 1; i < n; i++) {
        ov_str above = im->lines[run[i - 1].line].text, here = im->lines[run[i].line].text;
        size_t at = 0, from = 0;
        uint64_t bit = 1;
        int64_t a, b;

        for (; (a = next_number(above, &from)) >= 0 && (b = next_number(here, &at)) >= 0;
             bit <<= 1) {
            if (b < a)
                return false;
            same = same && a == b;
            grows &= a == b ? ~bit : ~(uint64_t)0;
        }
        grows &= bit ? bit - 1 : ~(uint64_t)0;
    }
    return same || grows;
}

/* The outermost line of [begin, end) that is left, seen from the top or the bottom. */
static void add_edge(ov_importer *im, size_t begin, size_t end, bool top, edge *edges, size_t *n)
{
    for (size_t tries = 0; begin < end && tries <= EDGE; tries++) {
        size_t line = top ? begin++ : --end;

        if (im->lines[line].gone)
            continue;
        if (may_repeat(&im->lines[line]))
            edges[(*n)++] = (edge){pattern_of(im, im->lines[line].text), line};
        return;
    }
}

/* Lines that come again on at least three pages (on both, when there are two). */
static bool remove_repeated(ov_importer *im, edge *edges, size_t n, size_t pages)
{
    size_t *group = ov_calloc(im->arena, n + 1, sizeof *group), at;
    bool any = false;

    qsort(edges, n, sizeof *edges, by_pattern);
    for (size_t i = 0; i < n; i = at) {
        size_t found = 0;

        for (at = i; at < n && strcmp(edges[at].pattern, edges[i].pattern) == 0; at++)
            if (found == 0 || group[found - 1] != edges[at].line)
                group[found++] = edges[at].line;
        if (found < (pages < 3 ? 2 : 3) || !varies_as_pages(im, &edges[i], at - i))
            continue;
        remove_group(im, group, found, "Sidhuvudet eller sidfoten");
        any = true;
    }
    return any;
}

/* From the edges of the pages inwards: a line counts only when all outside it are gone, so that the
 * first words of a page's text are safe. */
static void remove_at_edges(ov_importer *im, bool top)
{
    edge *edges = ov_calloc(im->arena, im->n + 1, sizeof *edges);

    for (int round = 0; round < EDGE; round++) {
        size_t n = 0, pages = 1, begin = 0;

        for (size_t i = 1; i <= im->n; i++) {
            if (i < im->n && !im->lines[i].page)
                continue;
            pages += i < im->n;
            add_edge(im, begin, i, top, edges, &n);
            begin = i;
        }
        if (pages < 2 || !remove_repeated(im, edges, n, pages))
            return;
    }
}

/* ---- page numbers and what stands beside them ------------------------------------------------ */

/* The nearest line that is left; not far away, so that a file of page numbers costs no more. */
static size_t neighbour(const ov_importer *im, size_t line, int step)
{
    for (int tries = 0; tries < 2 * EDGE + 2; tries++) {
        if ((step < 0 && line == 0) || (step > 0 && line + 1 >= im->n))
            return SIZE_MAX;
        line = step < 0 ? line - 1 : line + 1;
        if (!im->lines[line].gone)
            return line;
    }
    return SIZE_MAX;
}

/* Lines that stand beside most of the page numbers, in the same words, go with them. */
static void remove_beside(ov_importer *im, const size_t *numbers, size_t n, int step)
{
    edge *beside = ov_calloc(im->arena, n + 1, sizeof *beside);
    size_t *group = ov_calloc(im->arena, n + 1, sizeof *group);
    size_t found = 0, at;

    for (size_t i = 0; i < n; i++) {
        size_t line = neighbour(im, numbers[i], step);

        if (line != SIZE_MAX && may_repeat(&im->lines[line]) && im->lines[line].chars <= 100)
            beside[found++] = (edge){pattern_of(im, im->lines[line].text), line};
    }
    if (step > 0 && may_repeat(&im->lines[0])) /* over the first page stands no number */
        beside[found++] = (edge){pattern_of(im, im->lines[0].text), 0};
    qsort(beside, found, sizeof *beside, by_pattern);
    for (size_t i = 0; i < found; i = at) {
        for (at = i + 1; at < found && strcmp(beside[at].pattern, beside[i].pattern) == 0; at++)
            ;
        if (at - i < 2 || (at - i) * 5 < n * 3 || !varies_as_pages(im, &beside[i], at - i))
            continue;
        for (size_t j = i; j < at; j++)
            group[j - i] = beside[j].line;
        remove_group(im, group, at - i, "Sidhuvudet eller sidfoten");
    }
}

/* Lone numbers that grow, under the same line each time: pages, though nothing marks them. */
static size_t lone_numbers(ov_importer *im, size_t *out)
{
    edge *found = ov_calloc(im->arena, im->n + 1, sizeof *found);
    size_t n = 0, kept = 0, at;
    int value;

    for (size_t i = 1; i < im->n; i++)
        if (!im->lines[i].gone && is_number(im->lines[i].text, &value) && !im->lines[i - 1].gone &&
            may_repeat(&im->lines[i - 1]))
            found[n++] = (edge){ov_str_z(im->arena, im->lines[i - 1].text), i};
    qsort(found, n, sizeof *found, by_pattern);
    for (size_t i = 0; i < n; i = at) {
        for (at = i + 1; at < n && strcmp(found[at].pattern, found[i].pattern) == 0; at++)
            ;
        if (at - i >= 3 && varies_as_pages(im, &found[i], at - i))
            for (size_t j = i; j < at; j++)
                out[kept++] = found[j].line;
    }
    return kept;
}

/* Numbers alone at page edges. */
static size_t edge_numbers(const ov_importer *im, size_t *out)
{
    size_t n = 0, pages = 0;
    int value;

    for (size_t i = 0; i < im->n; i++) {
        bool first = i == 0 || im->lines[i].page;
        bool last = i + 1 == im->n || im->lines[i + 1].page;

        pages += im->lines[i].page;
        if ((first || last) && !im->lines[i].gone && is_number(im->lines[i].text, &value))
            out[n++] = i;
    }
    return pages > 0 && n > 1 ? n : 0;
}

static size_t explicit_numbers(const ov_importer *im, size_t *out)
{
    size_t n = 0;

    for (size_t i = 0; i < im->n; i++)
        if (!im->lines[i].gone && is_page_number(im->lines[i].text))
            out[n++] = i;
    return n;
}

static void remove_numbers(ov_importer *im, size_t *numbers, size_t n)
{
    if (n == 0)
        return;
    remove_group(im, numbers, n, "Sidnumret");
    for (int round = 0; round < EDGE; round++) {
        remove_beside(im, numbers, n, -1);
        remove_beside(im, numbers, n, 1);
    }
}

/* ---- the printed table of contents ----------------------------------------------------------- */

/* "3.1 Verksamheter ........ 7" */
static bool has_leaders(ov_str text)
{
    size_t end = text.len, dots = 0;

    while (end > 0 && text.ptr[end - 1] >= '0' && text.ptr[end - 1] <= '9')
        end--;
    if (end == text.len || text.len - end > 4)
        return false;
    while (end > 0 && strchr(" .\t", text.ptr[end - 1]))
        dots += text.ptr[--end] == '.';
    return dots >= 4 && end > 0;
}

bool ov_furniture_is_contents(ov_str text)
{
    static const char *const words[] = {"Innehåll", "INNEHÅLL", "Innehållsförteckning",
                                        "INNEHÅLLSFÖRTECKNING"};

    for (size_t i = 0; i < OV_LEN(words); i++)
        if (ov_str_is(text, words[i]))
            return true;
    return false;
}

/* Under the word "Innehåll" also lines that only end in a page number. */
static bool is_contents_line(ov_str text)
{
    ov_str last = ov_text_last_word(text);
    int page;

    return text.len > last.len && is_number(last, &page) && page < 1000;
}

static void remove_contents(ov_importer *im)
{
    for (size_t i = 0; i < im->n; i++) {
        bool named = ov_furniture_is_contents(im->lines[i].text);
        size_t end = i + named;

        while (end < im->n && (has_leaders(im->lines[end].text) ||
                               (named && is_contents_line(im->lines[end].text))))
            end++;
        if (end - i - named < 3)
            continue;
        ov_import_warn(im, "table_of_contents", im->lines[i].no,
                       "Innehållsförteckningen (rad %d–%d) togs bort; portalen gör en egen.",
                       im->lines[i].no, im->lines[end - 1].no);
        for (; i < end; i++)
            im->lines[i].gone = true;
    }
}

/* Closes the holes. What stood on both sides of a removed line may still be one paragraph. */
static void compact(ov_importer *im)
{
    size_t n = 0;
    bool hole = false;

    for (size_t i = 0; i < im->n; i++) {
        if (im->lines[i].gone) {
            hole = true;
            continue;
        }
        im->lines[n] = im->lines[i];
        im->lines[n].page = im->lines[n].page || (hole && n > 0);
        hole = false;
        n++;
    }
    im->n = n;
}

void ov_furniture_remove(ov_importer *im)
{
    size_t *numbers = ov_calloc(im->arena, im->n + 1, sizeof *numbers);

    remove_contents(im);
    remove_at_edges(im, true);
    remove_at_edges(im, false);
    remove_numbers(im, numbers, explicit_numbers(im, numbers));
    remove_numbers(im, numbers, edge_numbers(im, numbers));
    remove_numbers(im, numbers, lone_numbers(im, numbers));
    compact(im);
}
