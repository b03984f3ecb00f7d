/* SPDX-License-Identifier: EUPL-1.2 */
/* numbers.c — numbers before headings, and whether one may follow another. */
#include "text/import/import.h"

static size_t skip_spaces(ov_str text, size_t at)
{
    for (;;) {
        if (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
            at++;
        else if (at + 1 < text.len && text.ptr[at] == '\xc2' && text.ptr[at + 1] == '\xa0')
            at += 2;
        else
            return at;
    }
}

static ov_str from(ov_str text, size_t at)
{
    return (ov_str){text.ptr + at, text.len - at};
}

/* Up to three digits; 0 when there is none. */
static size_t read_digits(ov_str text, size_t at, int *value)
{
    size_t n = 0;

    *value = 0;
    while (at + n < text.len && n < 4 && text.ptr[at + n] >= '0' && text.ptr[at + n] <= '9')
        *value = *value * 10 + (text.ptr[at + n++] - '0');
    return n > 3 ? 0 : n;
}

/* "Rubrik": for numbers that stand close to their heading. */
static bool begins_word(ov_str text)
{
    for (int i = 0; i < 3; i++) {
        uint32_t c = ov_char_first(text);

        if (text.len == 0 || (i == 0 ? !ov_char_upper(c) : !ov_char_lower(c)))
            return false;
        text = from(text, ov_char_size(text));
    }
    return true;
}

/* "3", "3.", "3.1", "3.1.2.", "3.1Rubrik" and, inside a letter's section, "D3.1". */
static bool read_decimal(ov_str text, ov_number *out)
{
    ov_number number = {.style = OV_NUMBER_DECIMAL};
    size_t at = 0, n, end;

    while ((n = read_digits(text, at, &number.part[number.depth])) > 0) {
        at += n;
        number.depth++;
        if (at + 1 >= text.len || text.ptr[at] != '.' || text.ptr[at + 1] < '0' ||
            text.ptr[at + 1] > '9' || number.depth == OV_IMPORT_LEVELS)
            break;
        at++;
    }
    if (number.depth == 0 || number.part[0] == 0)
        return false;
    number.label = (ov_str){text.ptr, at};
    if (at < text.len && text.ptr[at] == '.') {
        number.dotted = true;
        at++;
    }
    end = skip_spaces(text, at);
    if (end == at && end < text.len && !(begins_word(from(text, at)) && at > 1))
        return false;
    number.rest = from(text, end);
    *out = number;
    return true;
}

/* "A. OM …", "A OM …", "Ä. …". */
static bool read_letter(ov_str text, ov_number *out)
{
    static const char *const beyond[] = {"Å", "Ä", "Ö"};
    ov_number number = {.style = OV_NUMBER_LETTER, .depth = 1};
    size_t at = 1, end;

    if (text.len && text.ptr[0] >= 'A' && text.ptr[0] <= 'Z')
        number.part[0] = text.ptr[0] - 'A' + 1;
    for (int i = 0; i < 3 && !number.part[0]; i++)
        if (ov_str_starts(text, beyond[i]))
            number.part[0] = 27 + i, at = 2;
    if (!number.part[0] || at >= text.len)
        return false;
    number.label = (ov_str){text.ptr, at};
    if (text.ptr[at] == '.' || text.ptr[at] == ')') {
        number.dotted = true;
        at++;
    }
    end = skip_spaces(text, at);
    if (end == at || end == text.len)
        return false;
    number.rest = from(text, end);
    *out = number;
    return true;
}

/* The value of "IV", 0 when it is no number in the usual spelling. */
static int roman_value(ov_str text)
{
    static const struct {
        const char *text;
        int value;
    } parts[] = {{"XL", 40}, {"X", 10}, {"IX", 9}, {"V", 5}, {"IV", 4}, {"I", 1}};
    int value = 0, last = 100, same = 0;

    while (text.len) {
        size_t i = 0;

        while (i < OV_LEN(parts) && !ov_str_starts(text, parts[i].text))
            i++;
        if (i == OV_LEN(parts) || parts[i].value > last)
            return 0;
        same = parts[i].value == last ? same + 1 : 1;
        if (same > (parts[i].value == 10 || parts[i].value == 1 ? 3 : 1) ||
            (parts[i].value == 1 && (last == 4 || last == 9)))
            return 0;
        last = parts[i].value;
        value += last;
        text = from(text, strlen(parts[i].text));
    }
    return value;
}

/* "II. Parter", "IV PARTER"; a single letter is read as one. */
static bool read_roman(ov_str text, ov_number *out)
{
    ov_number number = {.style = OV_NUMBER_ROMAN, .depth = 1};
    size_t at = 0, end;

    while (at < text.len && strchr("IVXL", text.ptr[at]))
        at++;
    if (at < 2 || at > 7 || at == text.len)
        return false;
    number.label = (ov_str){text.ptr, at};
    number.part[0] = roman_value(number.label);
    number.dotted = strchr(".)", text.ptr[at]) != NULL;
    at += number.dotted;
    end = skip_spaces(text, at);
    if (number.part[0] == 0 || end == at || end == text.len)
        return false;
    number.rest = from(text, end);
    *out = number;
    return true;
}

/* "§ 5 Tvist", "5 § Tvist", "§ 5 a". */
static bool read_section(ov_str text, ov_number *out)
{
    ov_number number = {.style = OV_NUMBER_SECTION, .depth = 1};
    bool first = ov_str_starts(text, "§");
    size_t at = first ? skip_spaces(text, 2) : 0, n = read_digits(text, at, &number.part[0]);

    if (n == 0)
        return false;
    at += n;
    if (at + 1 < text.len && text.ptr[at] == ' ' && text.ptr[at + 1] >= 'a' &&
        text.ptr[at + 1] <= 'f' && (at + 2 == text.len || text.ptr[at + 2] == ' '))
        at += 2;
    if (!first) {
        at = skip_spaces(text, at);
        if (!ov_str_starts(from(text, at), "§") || ov_str_starts(from(text, at), "§§"))
            return false;
        at += 2;
    }
    number.label = (ov_str){text.ptr, at};
    if (at < text.len && (text.ptr[at] == '.' || text.ptr[at] == ':'))
        at++;
    if (at < text.len && text.ptr[at] != ' ')
        return false;
    number.rest = from(text, skip_spaces(text, at));
    *out = number;
    return true;
}

/* "3 kap. Ansvar" */
static bool read_chapter(ov_str text, ov_number *out)
{
    ov_number number = {.style = OV_NUMBER_NAMED, .depth = 1};
    size_t at = read_digits(text, 0, &number.part[0]);

    if (at == 0 || !ov_str_starts(from(text, at), " kap."))
        return false;
    at += strlen(" kap.");
    number.label = (ov_str){text.ptr, at};
    number.rest = from(text, skip_spaces(text, at));
    *out = number;
    return true;
}

/* "Bilaga 1", "Kapitel 2. Ansvar", "Del A". */
static bool read_named(ov_str text, ov_number *out)
{
    static const char *const names[] = {"Bilaga ",    "BILAGA ",   "Kapitel ", "KAPITEL ",
                                        "Avdelning ", "Appendix ", "Del ",     "DEL ",
                                        "Artikel ",   "ARTIKEL "};
    ov_number number = {.style = OV_NUMBER_NAMED, .depth = 1};

    for (size_t i = 0; i < OV_LEN(names); i++) {
        size_t at = strlen(names[i]), n;

        if (text.ptr[0] != names[i][0] || !ov_str_starts(text, names[i]))
            continue;
        n = read_digits(text, at, &number.part[0]);
        if (n == 0 && at < text.len && text.ptr[at] >= 'A' && text.ptr[at] <= 'Z') {
            number.part[0] = text.ptr[at] - 'A' + 1;
            n = 1;
        }
        at += n;
        if (n == 0 || (at < text.len && !strchr(" .:,", text.ptr[at])))
            return false;
        number.label = (ov_str){text.ptr, at};
        at += at < text.len && strchr(".:,", text.ptr[at]);
        at = skip_spaces(text, at);
        if (ov_str_starts(from(text, at), "– ") || ov_str_starts(from(text, at), "- "))
            at = skip_spaces(text, at + ov_char_size(from(text, at)));
        number.rest = from(text, at);
        *out = number;
        return true;
    }
    return false;
}

/* The first byte tells which kinds it may be; most lines of a text are none of them. */
bool ov_number_read(ov_str text, ov_number *out)
{
    unsigned char c = text.len ? (unsigned char)text.ptr[0] : 0;

    if (c >= '0' && c <= '9')
        return read_section(text, out) || read_chapter(text, out) || read_decimal(text, out);
    if (c >= 'A' && c <= 'Z')
        return read_named(text, out) || read_roman(text, out) || read_letter(text, out);
    return c >= 0x80 && (read_section(text, out) || read_letter(text, out)); /* "§", "Ä." */
}

/* How far it is from the one that should come; 0: it is that one. */
static ov_fit fit_step(int wanted, int got, int most)
{
    if (got == wanted)
        return OV_FIT_NEXT;
    return got > wanted && got - wanted <= most ? OV_FIT_GAP : OV_FIT_NO;
}

static ov_fit fit_roman(const ov_sequence *seq, const ov_number *number)
{
    int value = roman_value(number->label);

    if (value == 0 || (seq->roman && number->dotted != seq->letter_dotted))
        return OV_FIT_NO;
    return seq->roman ? fit_step(seq->roman + 1, value, 3) : value == 1 ? OV_FIT_NEXT : OV_FIT_NO;
}

static ov_fit fit_letter(const ov_sequence *seq, const ov_number *number)
{
    if (seq->roman)
        return fit_roman(seq, number);
    if (seq->letter == 0 && number->part[0] != 1)
        return fit_roman(seq, number);
    if (seq->letter == 0)
        return number->part[0] == 1 ? OV_FIT_NEXT : OV_FIT_NO;
    if (number->dotted != seq->letter_dotted)
        return OV_FIT_NO;
    return fit_step(seq->letter + 1, number->part[0], 3);
}

static ov_fit fit_decimal(const ov_sequence *seq, const ov_number *number)
{
    int same = 0, last = number->depth - 1;

    while (same < last && same < seq->depth && number->part[same] == seq->part[same])
        same++;
    if (same == last) {
        int before = seq->depth > last ? seq->part[last] : 0;
        ov_fit fit = fit_step(before + 1, number->part[last], last == 0 ? 4 : 9);

        return fit == OV_FIT_NO && (last > 0 || number->part[0] == 1) ? OV_FIT_AGAIN : fit;
    }
    /* "4.1" right after "3.2": the heading "4" is missing. */
    if (number->part[same] > (seq->depth > same ? seq->part[same] : 0) &&
        number->part[same] <= (seq->depth > same ? seq->part[same] : 0) + 4)
        return OV_FIT_GAP;
    return OV_FIT_AGAIN;
}

ov_fit ov_sequence_fit(const ov_sequence *seq, const ov_number *number)
{
    switch (number->style) {
    case OV_NUMBER_LETTER:
        return fit_letter(seq, number);
    case OV_NUMBER_ROMAN:
        return fit_roman(seq, number);
    case OV_NUMBER_DECIMAL:
        return fit_decimal(seq, number);
    case OV_NUMBER_SECTION:
        return number->part[0] == seq->section || number->part[0] == 1
                   ? OV_FIT_NEXT
                   : fit_step(seq->section + 1, number->part[0], 20);
    case OV_NUMBER_NAMED:
        return OV_FIT_NEXT;
    default:
        return OV_FIT_NO;
    }
}

/* "3.1" of the first n parts, with value in the place of the last. */
static const char *label_of(ov_arena *arena, const ov_number *number, int n, int value)
{
    ov_buf buf = {0};
    const char *label;

    for (int i = 0; i < n - 1; i++)
        ov_buf_printf(&buf, "%d.", number->part[i]);
    ov_buf_printf(&buf, "%d", value);
    label = ov_strdup(arena, buf.ptr);
    ov_buf_free(&buf);
    return label;
}

static void warn_decimal(ov_importer *im, const ov_sequence *seq, const ov_number *number, int line)
{
    for (int i = 0; i < number->depth; i++) {
        bool inside = seq->depth > i, leaf = i == number->depth - 1;
        int before = inside ? seq->part[i] : 0, got = number->part[i];
        int wanted = leaf ? before + 1 : before;

        if (!leaf && inside && got == before)
            continue;
        if (got < before || (leaf && got == before)) {
            ov_import_warn(im, "numbering_repeat", line,
                           "Numret %.*s kommer igen eller i fel ordning.", (int)number->label.len,
                           number->label.ptr);
            return;
        }
        if (leaf && got == wanted)
            return;
        wanted = before + 1;
        if (got - leaf > wanted)
            ov_import_warn(im, "numbering_gap", line, "Före %.*s saknas %s–%s.",
                           (int)number->label.len, number->label.ptr,
                           label_of(im->arena, number, i + 1, wanted),
                           label_of(im->arena, number, i + 1, got - leaf));
        else
            ov_import_warn(im, "numbering_gap", line, "Före %.*s saknas %s.",
                           (int)number->label.len, number->label.ptr,
                           label_of(im->arena, number, i + 1, leaf ? wanted : got));
        return;
    }
}

static int take_decimal(ov_importer *im, ov_sequence *seq, const ov_number *number, int line)
{
    int level = number->depth + (seq->scoped ? 1 : 0);

    warn_decimal(im, seq, number, line);
    memcpy(seq->part, number->part, sizeof seq->part);
    seq->depth = number->depth;
    return level;
}

static void take_roman(ov_importer *im, ov_sequence *seq, const ov_number *number, int line)
{
    int value = roman_value(number->label);

    if (value > seq->roman + 1)
        ov_import_warn(im, "numbering_gap", line, "Före %.*s saknas ett nummer.",
                       (int)number->label.len, number->label.ptr);
    seq->roman = value;
    seq->letter_dotted = number->dotted;
    seq->scoped = true;
    seq->depth = 0;
}

static void take_letter(ov_importer *im, ov_sequence *seq, const ov_number *number, int line)
{
    if (number->part[0] > seq->letter + 1 && seq->letter < 26)
        ov_import_warn(im, "numbering_gap", line, "Före %.*s saknas %c.", (int)number->label.len,
                       number->label.ptr, (char)('A' + seq->letter));
    seq->letter = number->part[0];
    seq->letter_dotted = number->dotted;
    seq->scoped = true;
    seq->depth = 0;
}

int ov_sequence_take(ov_importer *im, ov_sequence *seq, const ov_number *number, int line)
{
    int level = 1;

    switch (number->style) {
    case OV_NUMBER_ROMAN:
        take_roman(im, seq, number, line);
        break;
    case OV_NUMBER_LETTER:
        if (seq->roman || (seq->letter == 0 && number->part[0] == 9))
            take_roman(im, seq, number, line);
        else
            take_letter(im, seq, number, line);
        break;
    case OV_NUMBER_NAMED:
        seq->scoped = true;
        seq->depth = 0;
        break;
    case OV_NUMBER_SECTION:
        if (number->part[0] > seq->section + 1)
            ov_import_warn(im, "numbering_gap", line, "Före %.*s saknas § %d.",
                           (int)number->label.len, number->label.ptr, seq->section + 1);
        seq->section = number->part[0];
        level = (seq->scoped ? 2 : 1) + seq->depth;
        break;
    default:
        level = take_decimal(im, seq, number, line);
    }
    return level > OV_IMPORT_LEVELS ? OV_IMPORT_LEVELS : level;
}
