/* SPDX-License-Identifier: EUPL-1.2 */
/* chars.c — letters, words and ends of sentences in Swedish text. */
#include "text/import/import.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

uint32_t ov_char_first(ov_str text)
{
    int32_t at = 0, len = text.len > 8 ? 8 : (int32_t)text.len;
    UChar32 c;

    if (!len)
        return 0;
    U8_NEXT((const uint8_t *)text.ptr, at, len, c);
    return c < 0 ? 0xfffd : (uint32_t)c;
}

size_t ov_char_size(ov_str text)
{
    int32_t at = 0, len = text.len > 8 ? 8 : (int32_t)text.len;

    if (!len)
        return 0;
    U8_FWD_1((const uint8_t *)text.ptr, at, len);
    return (size_t)at;
}

uint32_t ov_char_last(ov_str text)
{
    size_t at = text.len;

    if (!at)
        return 0;
    do
        at--;
    while (at > 0 && ((unsigned char)text.ptr[at] & 0xc0) == 0x80);
    return ov_char_first((ov_str){text.ptr + at, text.len - at});
}

bool ov_char_upper(uint32_t c)
{
    return u_isupper((UChar32)c);
}

bool ov_char_lower(uint32_t c)
{
    return u_islower((UChar32)c);
}

bool ov_char_letter(uint32_t c)
{
    return u_isalpha((UChar32)c);
}

/* The first character that is not a quote, a bracket or a mark of emphasis. */
static uint32_t first_real(ov_str text)
{
    uint32_t c = ov_char_first(text);

    while (c && (c == '"' || c == '\'' || c == '(' || c == '[' || c == '*' || c == '_' ||
                 c == 0xab || c == 0xbb || (c >= 0x2018 && c <= 0x201f))) {
        size_t size = ov_char_size(text);
        text = (ov_str){text.ptr + size, text.len - size};
        c = ov_char_first(text);
    }
    return c;
}

bool ov_text_starts_upper(ov_str text)
{
    return ov_char_upper(first_real(text));
}

bool ov_text_starts_lower(ov_str text)
{
    return ov_char_lower(first_real(text));
}

bool ov_text_all_caps(ov_str text)
{
    size_t letters = 0;

    while (text.len) {
        uint32_t c = ov_char_first(text);
        size_t size = ov_char_size(text);

        if (ov_char_lower(c))
            return false;
        letters += ov_char_upper(c);
        text = (ov_str){text.ptr + size, text.len - size};
    }
    return letters >= 2;
}

ov_str ov_text_first_word(ov_str text)
{
    const char *space = text.len ? memchr(text.ptr, ' ', text.len) : NULL;

    return space ? (ov_str){text.ptr, (size_t)(space - text.ptr)} : text;
}

/* At most LONGEST bytes of it: nobody asks for more, and a text may be one long word. */
#define LONGEST 240
ov_str ov_text_last_word(ov_str text)
{
    size_t at = text.len, least = at > LONGEST ? at - LONGEST : 0;

    while (at > least && text.ptr[at - 1] != ' ' && text.ptr[at - 1] != '\n')
        at--;
    while (at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80)
        at++;
    return (ov_str){text.ptr + at, text.len - at};
}

size_t ov_text_words(ov_str text)
{
    size_t n = 0;
    bool inside = false;

    for (size_t i = 0; i < text.len; i++) {
        bool space = text.ptr[i] == ' ' || text.ptr[i] == '\n' || text.ptr[i] == '\t';
        n += !space && !inside;
        inside = !space;
    }
    return n;
}

/* Words with a space on both sides (" och för …"), and the bytes of the longest. */
typedef struct word_list {
    const char *words;
    size_t longest;
} word_list;

/* The top bit of each of eight bytes that is 0x20. */
static uint64_t spaces_of(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u, lows = ones * 0x7f;

    word ^= ones * 0x20;
    return ~(((word & lows) + lows) | word | lows);
}

bool ov_text_has_gap(ov_str text)
{
    size_t i = 0;

    for (; i + 8 <= text.len; i += 7) {
        uint64_t word;

        memcpy(&word, text.ptr + i, sizeof word);
        word = spaces_of(word);
        if (word & word << 8)
            return true;
    }
    for (; i + 1 < text.len; i++)
        if (text.ptr[i] == ' ' && text.ptr[i + 1] == ' ')
            return true;
    return false;
}

/* Is word one of the words of list? */
static bool is_word_of(ov_str word, word_list list)
{
    char needle[34];
    size_t n = 1;

    if (word.len == 0 || word.len > list.longest)
        return false;
    needle[0] = ' ';
    for (size_t i = 0; i < word.len; i++)
        needle[n++] =
            (char)(word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' ? word.ptr[i] + 32 : word.ptr[i]);
    needle[n++] = ' ';
    needle[n] = '\0';
    return strstr(list.words, needle) != NULL;
}

/* Closing quotes, brackets and emphasis do not end a sentence; what stands before them does. */
static ov_str without_closers(ov_str text)
{
    for (;;) {
        uint32_t c = ov_char_last(text);

        if (c == '"' || c == ')' || c == ']' || c == '*' || c == '_' || c == '\'')
            text.len -= 1;
        else if (c == 0xbb)
            text.len -= 2;
        else if (c >= 0x2018 && c <= 0x201f)
            text.len -= 3;
        else
            return text;
    }
}

/* Abbreviations that want a word after them. */
static const word_list open_abbreviations = {
    " ang. avs. bl.a. ca. cirka. dr. ex. exkl. fr.o.m. f.d. i.e. inkl. jfr. kap. kl. nr. nuv. "
    "p.g.a. pga. prel. resp. s. s.k. sid. st. t. t.ex. t.o.m. tel. u. ev. dvs. d.v.s. ",
    sizeof "fr.o.m." - 1};
/* Abbreviations that a heading may end with. */
static const word_list end_abbreviations = {" m.m. m.fl. mm. mfl. osv. etc. o.d. o.dyl. ",
                                            sizeof "o.dyl." - 1};

bool ov_text_ended(ov_str text)
{
    ov_str inner = without_closers(text);
    uint32_t c = ov_char_last(inner);

    if (c == '.')
        return !is_word_of(ov_text_last_word(inner), open_abbreviations);
    return c == ':' || c == ';' || c == '!' || c == '?' || c == 0x2026;
}

bool ov_text_stopped(ov_str text)
{
    ov_str inner = without_closers(text);

    return ov_char_last(inner) == '.' &&
           !is_word_of(ov_text_last_word(inner), open_abbreviations) &&
           !is_word_of(ov_text_last_word(inner), end_abbreviations);
}

bool ov_text_dangles(ov_str text)
{
    static const word_list list = {
        " och eller samt för i av med mellan till om på vid från enligt under inom utan mot genom "
        "som att den det de en ett ej avsnitt punkt kapitel § §§ bilaga artikel är ska skall kan "
        "har får bör via per hos efter före över resp. respektive både dels såväl inkl. t.ex. "
        "bl.a. s.k. – - / & ",
        sizeof "respektive" - 1};
    ov_str last = ov_text_last_word(text);

    if (ov_str_is(last, "Region"))
        return ov_text_words(text) > 3; /* a name follows */
    return (is_word_of(last, list) || is_word_of(last, open_abbreviations)) &&
           ov_text_words(text) > 1;
}

bool ov_text_has_verb(ov_str text)
{
    static const word_list list = {
        " ska skall är har får bör kan måste gäller ansvarar svarar innebär omfattar utgör åtar "
        "förbinder avser betalas betalar ersätts regleras träder upphör sker görs finns utgår "
        "beslutar beslutas lämnar lämnas fastställs fastställer redovisas tillämpas följer blir "
        "bildar bygger kommer gör ger tas utser utses faktureras hanteras ingår ",
        sizeof "fastställer" - 1};

    while (text.len) {
        ov_str word = ov_text_first_word(text);

        if (is_word_of(word, list))
            return true;
        text = word.len == text.len ? (ov_str){"", 0}
                                    : (ov_str){text.ptr + word.len + 1, text.len - word.len - 1};
    }
    return false;
}

/* Hundredths of an em of a common serif face; only ratios matter. */
static const uint8_t ascii_width[128] = {
    /* clang-format off */
    50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50,
    50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50,
    28, 28, 50, 50, 50, 50, 50, 28, 34, 34, 50, 50, 28, 34, 28, 34,
    50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 28, 28, 50, 50, 50, 50,
    50, 68, 68, 68, 68, 68, 68, 68, 68, 28, 45, 68, 68, 90, 68, 68,
    68, 68, 68, 68, 68, 68, 68, 90, 68, 68, 68, 34, 50, 34, 50, 50,
    50, 45, 50, 45, 50, 45, 34, 50, 50, 28, 28, 50, 28, 76, 50, 50,
    50, 50, 34, 45, 34, 50, 50, 76, 50, 50, 45, 50, 28, 50, 50, 50,
    /* clang-format on */
};

static uint32_t glyph_width(uint32_t c)
{
    if (c < 128)
        return ascii_width[c];
    if (c == 0x2014)
        return 90;
    if (c == 0xe5 || c == 0xe4)
        return 45;
    return ov_char_upper(c) ? 68 : 50;
}

uint32_t ov_text_width(ov_str text)
{
    uint32_t width = 0;

    while (text.len) {
        size_t size = 1;

        if ((unsigned char)text.ptr[0] < 0x80) {
            width += ascii_width[(unsigned char)text.ptr[0]];
        } else {
            size = ov_char_size(text);
            width += glyph_width(ov_char_first(text));
        }
        text = (ov_str){text.ptr + size, text.len - size};
    }
    return width;
}

/* What carries nothing: soft hyphen, byte-order mark, zero-width space, control characters. */
static bool is_nothing(UChar32 c)
{
    return c == 0xad || c == 0xfeff || c == 0x200b || c == 0x7f || (c >= 0x80 && c < 0xa0) ||
           (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v');
}

/* Are eight bytes printable ASCII, letters of U+00C0 … U+00FF and single spaces between them? Now
 * and then no, though they are. *lead and *space: 0x80 when the byte before began a letter or was a
 * space; then the same of the last of the eight. */
static bool clean_8(const uint8_t *bytes, uint64_t *lead, uint64_t *space)
{
    const uint64_t ones = 0x0101010101010101u, tops = ones * 0x80, lows = ones * 0x7f;
    uint64_t word, leads, more, spaces;

    if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
        return false;
    memcpy(&word, bytes, sizeof word);
    leads = word ^ (ones * 0xc3);
    leads = ~(((leads & lows) + lows) | leads | lows); /* the top bit of each byte 0xc3 */
    more = word & ~(word << 1) & tops;                 /* … of each byte 10xxxxxx */
    spaces = spaces_of(word);
    if ((leads | more) != (word & tops) || more != (leads << 8 | *lead) ||
        (spaces & (spaces << 8 | *space)))
        return false;
    word &= lows;                /* letters beyond ASCII are cleared by now … */
    word |= (leads | more) >> 1; /* … and taken for printable ones */
    if (((word + ones) & tops) || (~((word | tops) - ones * 0x20) & tops))
        return false;
    *lead = leads >> 56;
    *space = spaces >> 56;
    return true;
}

/* Bytes from at on that stand as they are: printable ASCII, Latin letters, and single spaces
 * between them. Most of a text is one such run a line. The first byte is no space. */
static int32_t clean_run(const uint8_t *bytes, int32_t at, int32_t len)
{
    uint64_t lead = 0, space = 0;

    while (len - at >= 8 && clean_8(bytes + at, &lead, &space))
        at += 8;
    at -= lead || space; /* whole letters; a space at the end may be one too many */
    while (at < len) {
        if (bytes[at] > 0x20 && bytes[at] < 0x7f)
            at++;
        else if (bytes[at] == 0x20 && at + 1 < len && bytes[at + 1] > 0x20 && bytes[at + 1] < 0x7f)
            at += 2;
        else if (bytes[at] == 0xc3 && at + 1 < len && (bytes[at + 1] & 0xc0) == 0x80)
            at += 2;
        else
            break;
    }
    return at;
}

void ov_text_clean_to(ov_buf *out, ov_str text)
{
    const uint8_t *bytes = (const uint8_t *)text.ptr;
    int32_t at = 0, len = (int32_t)text.len;
    bool space = false, any = false;

    while (at < len) {
        int32_t from = at;
        UChar32 c;

        if (bytes[at] != 0x20)
            at = clean_run(bytes, at, len);
        if (at > from) {
            if (space)
                ov_buf_addc(out, ' ');
            ov_buf_add(out, text.ptr + from, (size_t)(at - from));
            space = false;
            any = true;
            continue;
        }
        U8_NEXT(bytes, at, len, c);
        if (c < 0 || is_nothing(c))
            continue;
        if (u_isUWhiteSpace(c)) {
            space = any;
            continue;
        }
        if (space)
            ov_buf_addc(out, ' ');
        ov_buf_add(out, text.ptr + from, (size_t)(at - from));
        space = false;
        any = true;
    }
}

ov_str ov_text_clean(ov_arena *arena, ov_str text)
{
    int32_t len = (int32_t)text.len;
    ov_buf buf = {0};
    ov_str out;

    if (len && text.ptr[0] != ' ' && clean_run((const uint8_t *)text.ptr, 0, len) == len)
        return (ov_str){ov_str_z(arena, text), text.len};
    ov_text_clean_to(&buf, text);
    out = (ov_str){ov_strndup(arena, buf.len ? buf.ptr : "", buf.len), buf.len};
    ov_buf_free(&buf);
    return out;
}
