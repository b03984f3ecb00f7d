/* SPDX-License-Identifier: EUPL-1.2 */
/* reference.c — finds references between the provisions of a text. */
#include "text/reading/reference.h"

#include <stdlib.h>
#include <string.h>

#define SECTION_SIGN "\xc2\xa7"
#define NBSP "\xc2\xa0"

typedef struct ref_key {
    const char *key; /* "2.1", "D2.1", "§6", "bilaga2" */
    size_t order, at;
} ref_key;

struct ov_ref_numbers {
    ov_arena *arena;
    ref_key *keys; /* by key, then in document order */
    size_t n, added;
    int *letters; /* by provision added */
    int letter, letter_depth;
    uint32_t heads; /* which letters head a section */
    bool paragraphs, appendices;
};

/* ---- What there is to refer to ----------------------------------------------------------------
 */

ov_ref_numbers *ov_ref_numbers_new(ov_arena *arena, size_t n)
{
    ov_ref_numbers *numbers = ov_calloc(arena, 1, sizeof *numbers);

    numbers->arena = arena;
    numbers->keys = ov_calloc(arena, 2 * n + 1, sizeof *numbers->keys);
    numbers->letters = ov_calloc(arena, n + 1, sizeof *numbers->letters);
    return numbers;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "Bilaga 2" to "bilaga2", "§ 6" and "6 §" to "§6", "2.1." to "2.1". */
static const char *key_of(ov_arena *arena, const char *number)
{
    bool paragraph = strstr(number, SECTION_SIGN) != NULL;
    char key[64];
    size_t n = 0;

    for (const char *c = number; *c && n < sizeof key - 1; c++) {
        if (*c == ' ' || (unsigned char)*c >= 0x80)
            continue;
        key[n++] =
            number[1] && !is_digit(number[1]) && *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    }
    while (n > 0 && key[n - 1] == '.')
        n--;
    return ov_printf(arena, "%s%.*s", paragraph ? SECTION_SIGN : "", (int)n, key);
}

static void add_key(ov_ref_numbers *numbers, const char *key, size_t at)
{
    numbers->keys[numbers->n] = (ref_key){key, numbers->n, at};
    numbers->n++;
}

void ov_ref_numbers_add(ov_ref_numbers *numbers, const char *number, int depth, size_t at)
{
    if (depth <= numbers->letter_depth)
        numbers->letter = numbers->letter_depth = 0;
    if (number && number[0] >= 'A' && number[0] <= 'Z' && !number[1]) {
        numbers->letter = number[0];
        numbers->letter_depth = depth;
        numbers->heads |= (uint32_t)1 << (number[0] - 'A');
    }
    numbers->letters[numbers->added++] = numbers->letter;
    if (!number || !*number)
        return;

    const char *key = key_of(numbers->arena, number);

    if (numbers->letter && is_digit(key[0]))
        add_key(numbers, ov_printf(numbers->arena, "%c%s", numbers->letter, key), at);
    add_key(numbers, key, at);
    numbers->paragraphs |= ov_str_starts(ov_str_from(key), SECTION_SIGN);
    numbers->appendices |= ov_str_starts(ov_str_from(key), "bilaga");
}

static int by_key(const void *a, const void *b)
{
    const ref_key *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    return order ? order : (x->order > y->order) - (x->order < y->order);
}

void ov_ref_numbers_sort(ov_ref_numbers *numbers)
{
    qsort(numbers->keys, numbers->n, sizeof *numbers->keys, by_key);
}

int ov_ref_numbers_letter(const ov_ref_numbers *numbers, size_t i)
{
    return numbers->letters[i];
}

/* The first provision with this key. */
static size_t find(const ov_ref_numbers *numbers, const char *key)
{
    size_t low = 0, high = numbers->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(numbers->keys[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < numbers->n && !strcmp(numbers->keys[low].key, key) ? numbers->keys[low].at
                                                                    : OV_REF_NONE;
}

/* ---- Words ------------------------------------------------------------------------------------
 */

static char at(ov_str text, size_t i)
{
    return i < text.len ? text.ptr[i] : '\0';
}

static bool starts_at(ov_str text, size_t i, const char *what)
{
    return i <= text.len && ov_str_starts((ov_str){text.ptr + i, text.len - i}, what);
}

/* A letter of a word, or a digit; of a longer character every byte counts, but for signs. */
static bool in_word(ov_str text, size_t i)
{
    unsigned char c = (unsigned char)at(text, i);

    return is_digit((char)c) || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == 0xc3;
}

/* Does i stand inside a word or a number? */
static bool after_word(ov_str text, size_t i)
{
    if (i == 0)
        return false;
    return (in_word(text, i - 1) && (unsigned char)text.ptr[i - 1] < 0x80) ||
           text.ptr[i - 1] == '.' || (i > 1 && (unsigned char)text.ptr[i - 2] == 0xc3);
}

/* Past spaces, no-break spaces and one line end. */
static size_t skip_spaces(ov_str text, size_t i)
{
    for (;;) {
        if (at(text, i) == ' ' || at(text, i) == '\n')
            i++;
        else if (starts_at(text, i, NBSP))
            i += 2;
        else
            return i;
    }
}

/* The word at i without what ends a sentence; *next is behind it and its mark, *stop: a mark ended
 * it. */
static ov_str word_at(ov_str text, size_t i, size_t *next, bool *stop)
{
    size_t end = i;
    ov_str word;

    while (end < text.len && !strchr(" \n<", text.ptr[end]) && !starts_at(text, end, NBSP))
        end++;
    *next = end;
    word = (ov_str){text.ptr + i, end - i};
    *stop = false;
    while (word.len && strchr(".,;:)!?", word.ptr[word.len - 1])) {
        word.len--;
        *stop = true;
    }
    return word;
}

/* Does the word name another document: "samverkansavtalet", "kommunallagen", "HSL"? The plain
 * "avtalet" and "överenskommelsen" are the text's own. */
static bool names_other(ov_str word)
{
    ov_str own = OV_LIT("avtalet avtal överenskommelsen överenskommelse riktlinjen");
    ov_str stems = OV_LIT("lagen balken förordningen föreskrifterna avtalet avtal överenskommelsen "
                          "överenskommelse riktlinjen reglementet stadgan direktivet HSL SoL LSS "
                          "LOV LOU");

    if (word.len > 3 && word.ptr[word.len - 1] == 's') /* "samverkansavtalets avsnitt 3" */
        word.len--;
    while (own.ptr)
        if (ov_str_eq(ov_str_cut(&own, ' '), word))
            return false;
    while (stems.ptr) {
        ov_str stem = ov_str_cut(&stems, ' ');

        if (word.len >= stem.len && !memcmp(word.ptr + word.len - stem.len, stem.ptr, stem.len))
            return true;
    }
    return ov_str_is(word, "lag");
}

/* "samverkansavtalet § 6", "lagen (2017:30) § 3", "16 kap. 3 §". */
static bool other_before(ov_str text, size_t i)
{
    size_t end = i, begin, next;
    bool stop;
    ov_str word;

    while (end > 0 && (text.ptr[end - 1] == ' ' || text.ptr[end - 1] == '\n'))
        end--;
    for (begin = end; begin > 0 && !strchr(" \n>", text.ptr[begin - 1]); begin--)
        ;
    if (end == begin)
        return false;
    if (end - begin >= 4 && !memcmp(text.ptr + end - 4, "kap.", 4))
        return true;
    if (text.ptr[end - 1] == ')' && text.ptr[begin] == '(' &&
        memchr(text.ptr + begin, ':', end - begin))
        return true;
    word = word_at((ov_str){text.ptr, end}, begin, &next, &stop);
    return !stop && names_other(word);
}

/* "… § kommunallagen", "avsnitt 3 i samverkansavtalet": a name among the next words. in: only
 * after "i" or "av". */
static bool other_after(ov_str text, size_t i, bool in)
{
    bool stop = false;
    size_t next = skip_spaces(text, i);

    if (next == i)
        return false;
    if (in || starts_at(text, next, "i ") || starts_at(text, next, "av ")) {
        ov_str first = word_at(text, next, &next, &stop);

        if (!ov_str_is(first, "i") && !ov_str_is(first, "av"))
            return false;
        next = skip_spaces(text, next);
    }
    for (int n = 0; n < 4 && !stop && next < text.len; n++) {
        if (names_other(word_at(text, next, &next, &stop)))
            return true;
        next = skip_spaces(text, next);
    }
    return false;
}

/* "30 dagar": a number that counts something. */
static bool counts(ov_str text, size_t i)
{
    static const char *const units[] = {"dagar",  "dag",    "veckor",  "månader", "år",
                                        "timmar", "kronor", "procent", "kr",      "tkr",
                                        "%",      "st",     "parter",  "kommuner"};
    bool stop;
    size_t next = skip_spaces(text, i);
    ov_str word = word_at(text, next, &next, &stop);

    for (size_t n = 0; n < OV_LEN(units); n++)
        if (ov_str_is(word, units[n]))
            return true;
    return false;
}

/* ---- Numbers ----------------------------------------------------------------------------------
 */

/* "3", "2.1", "D4.4", "D" at i. Its length, 0 for none. */
static size_t number_at(const ov_ref_numbers *numbers, ov_str text, size_t i, bool *dotted)
{
    size_t n = 0;
    char c = at(text, i);
    bool letter = c >= 'A' && c <= 'Z' && numbers->heads & (uint32_t)1 << (c - 'A');

    *dotted = false;
    if (letter)
        n = 1;
    if (at(text, i + n) == '0' || (!letter && !is_digit(c)))
        return 0;
    while (is_digit(at(text, i + n)) ||
           (n && at(text, i + n) == '.' && is_digit(at(text, i + n + 1)) &&
            is_digit(at(text, i + n - 1)))) {
        *dotted |= at(text, i + n) == '.';
        n++;
    }
    if (n > 20 || in_word(text, i + n) || at(text, i + n) == ':' || at(text, i + n) == '%' ||
        (at(text, i + n) == '-' && in_word(text, i + n + 1) && !is_digit(at(text, i + n + 1))))
        return 0; /* "A4-papper", "3:an" */
    return n;
}

/* The provision that a number means in this section: D's own 4.4 before the first 4.4. */
static size_t resolve(const ov_ref_scan *scan, ov_ref_kind kind, const char *number, bool chapter)
{
    const ov_ref_numbers *numbers = scan->numbers;
    ov_arena *arena = scan->arena;
    size_t target = OV_REF_NONE;

    if (kind == OV_REF_APPENDIX)
        return find(numbers, ov_printf(arena, "bilaga%s", number));
    if (kind == OV_REF_PARA)
        target = find(numbers, ov_printf(arena, SECTION_SIGN "%s", number));
    if (chapter)
        target = find(numbers, ov_printf(arena, "kapitel%s", number));
    if (target == OV_REF_NONE && scan->letter && is_digit(number[0]))
        target = find(numbers, ov_printf(arena, "%c%s", scan->letter, number));
    return target == OV_REF_NONE ? find(numbers, number) : target;
}

static bool found(ov_ref_scan *scan, ov_reference *out, ov_ref_kind kind, size_t begin,
                  size_t number, size_t len, bool dotted)
{
    const char *label = ov_strndup(scan->arena, scan->text.ptr + number, len);
    static const char *const before[] = {
        [OV_REF_PARA] = SECTION_SIGN " ", [OV_REF_APPENDIX] = "bilaga "};

    *out = (ov_reference){
        .at = begin,
        .len = number + len - begin,
        .kind = kind,
        .label = ov_printf(scan->arena, "%s%s",
                           kind < OV_LEN(before) && before[kind] ? before[kind] : "", label),
        .target = resolve(scan, kind, label, (scan->text.ptr[begin] | 32) == 'k'),
        .dotted = dotted,
    };
    scan->at = number + len;
    scan->list = true;
    scan->more = kind;
    scan->dotted = dotted;
    return true;
}

/* " och 2.2", ", 3", "–2.4" after a number. Where the next number begins, 0 for none. */
static size_t list_goes_on(ov_str text, size_t i)
{
    static const char *const marks[] = {", ", " och ", " samt ", " eller ", "–", " – ", "-"};

    for (size_t n = 0; n < OV_LEN(marks); n++)
        if (starts_at(text, i, marks[n]))
            return i + strlen(marks[n]);
    return 0;
}

static bool next_of_list(ov_ref_scan *scan, ov_reference *out)
{
    size_t begin = list_goes_on(scan->text, scan->at), n;
    bool dotted;

    scan->list = false;
    if (!begin || (n = number_at(scan->numbers, scan->text, begin, &dotted)) == 0 ||
        dotted != scan->dotted || (!dotted && counts(scan->text, begin + n)) ||
        other_after(scan->text, begin + n, scan->more != OV_REF_PARA))
        return false;
    return found(scan, out, scan->more, begin, begin, n, dotted);
}

/* ---- Finding ----------------------------------------------------------------------------------
 */

typedef struct lead {
    const char *word;
    ov_ref_kind kind;
} lead;

/* "avsnitt", "Bilaga", "§" at i. Its length, 0 for none. */
static size_t lead_at(ov_str text, size_t i, ov_ref_kind *kind)
{
    static const lead leads[] = {
        {"vsnitten", OV_REF_SECTION}, {"vsnittet", OV_REF_SECTION}, {"vsnitt", OV_REF_SECTION},
        {"apitlet", OV_REF_SECTION},  {"apitel", OV_REF_SECTION},   {"unkterna", OV_REF_POINT},
        {"unkten", OV_REF_POINT},     {"unkt", OV_REF_POINT},       {"ilagorna", OV_REF_APPENDIX},
        {"ilagan", OV_REF_APPENDIX},  {"ilaga", OV_REF_APPENDIX},
    };
    static const char firsts[] = "aaakkpppbbb";

    if (starts_at(text, i, SECTION_SIGN)) {
        *kind = OV_REF_PARA;
        return starts_at(text, i + 2, SECTION_SIGN) ? 4 : 2;
    }
    for (size_t n = 0; n < OV_LEN(leads); n++)
        if ((at(text, i) | 32) == firsts[n] && starts_at(text, i + 1, leads[n].word)) {
            size_t len = 1 + strlen(leads[n].word);

            *kind = leads[n].kind;
            if (!in_word(text, i + len))
                return len;
        }
    return 0;
}

/* "avsnitt 2.1" at i. */
static bool led_number(ov_ref_scan *scan, size_t i, ov_reference *out)
{
    ov_ref_kind kind;
    size_t n = lead_at(scan->text, i, &kind), number, len;
    bool dotted;

    if (n == 0)
        return false;
    number = skip_spaces(scan->text, i + n);
    if (number == i + n && kind != OV_REF_PARA)
        return false;
    len = number_at(scan->numbers, scan->text, number, &dotted);
    if (len == 0 || other_before(scan->text, i) ||
        other_after(scan->text, number + len, kind != OV_REF_PARA))
        return false;
    return found(scan, out, kind, i, number, len, dotted);
}

/* "D4.4" at i: a letter that heads a section here, and digits. */
static bool lettered(ov_ref_scan *scan, size_t i, ov_reference *out)
{
    bool dotted;
    size_t n = number_at(scan->numbers, scan->text, i, &dotted);

    if (n < 2 || is_digit(at(scan->text, i)) || (i > 0 && !strchr(" (\n", scan->text.ptr[i - 1])) ||
        other_after(scan->text, i + n, true))
        return false;
    return found(scan, out, OV_REF_LETTER, i, i, n, dotted);
}

/* "6 §" at i, in a text that numbers so. */
static bool paragraph(ov_ref_scan *scan, size_t i, ov_reference *out)
{
    bool dotted;
    size_t n = is_digit(at(scan->text, i)) ? number_at(scan->numbers, scan->text, i, &dotted) : 0,
           sign = n ? skip_spaces(scan->text, i + n) : 0;

    if (n == 0 || !scan->numbers->paragraphs || !starts_at(scan->text, sign, SECTION_SIGN) ||
        other_before(scan->text, i) || other_after(scan->text, sign + 2, false))
        return false;
    found(scan, out, OV_REF_PARA, i, i, n, dotted);
    out->len = sign + 2 - i;
    scan->at = sign + 2;
    scan->list = false;
    return true;
}

/* May a reference begin here? Every letter of every text comes by: most of them are told at once.
 */
static bool may_begin(ov_str text, size_t i)
{
    unsigned char c = (unsigned char)text.ptr[i];

    if (c >= 'a' && c <= 'z') {
        char next = at(text, i + 1);

        return (c == 'a' && next == 'v') || (c == 'k' && next == 'a') ||
               (c == 'p' && next == 'u') || (c == 'b' && next == 'i');
    }
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == 0xc2;
}

bool ov_ref_next(ov_ref_scan *scan, ov_reference *out)
{
    if (scan->list && next_of_list(scan, out))
        return true;
    for (size_t i = scan->at; i < scan->text.len; i++) {
        if (!may_begin(scan->text, i) || after_word(scan->text, i))
            continue;
        if (lettered(scan, i, out) || paragraph(scan, i, out) || led_number(scan, i, out))
            return true;
    }
    scan->at = scan->text.len;
    return false;
}

bool ov_ref_is_broken(const ov_ref_numbers *numbers, const ov_reference *reference)
{
    if (reference->target != OV_REF_NONE)
        return false;
    switch (reference->kind) {
    case OV_REF_LETTER:
    case OV_REF_SECTION:
        return true;
    case OV_REF_POINT:
        return reference->dotted;
    case OV_REF_PARA:
        return numbers->paragraphs;
    case OV_REF_APPENDIX:
        return numbers->appendices;
    }
    return false;
}
