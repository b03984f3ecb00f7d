/* SPDX-License-Identifier: EUPL-1.2 */
/* wordfind.c — the codes, tags and names by which a form's answers are found again. */
#include "consult/wordform/wordform_inside.h"

/* A whole number of at most nine digits; moves *p behind it. */
static bool take_number(const char **p, const char *end, int64_t *out)
{
    int64_t value = 0;
    int n = 0;

    for (; *p < end && **p >= '0' && **p <= '9' && n < 10; (*p)++, n++)
        value = value * 10 + (**p - '0');
    *out = value;
    return n > 0 && n < 10;
}

static bool take_char(const char **p, const char *end, char c)
{
    if (*p == end || **p != c)
        return false;
    (*p)++;
    return true;
}

static bool take_hex(const char **p, const char *end, char *out, size_t n)
{
    for (size_t i = 0; i < n; i++, (*p)++) {
        if (*p == end || !((**p >= '0' && **p <= '9') || (**p >= 'a' && **p <= 'f')))
            return false;
        out[i] = **p;
    }
    out[n] = '\0';
    return true;
}

bool ov_form_find_code(ov_str text, int64_t *n, int64_t *base, char hash[9])
{
    const char *end = text.ptr + text.len, *p = text.ptr;

    while ((p = memmem(p, (size_t)(end - p), "OV-", 3)) != NULL) {
        p += 3;
        if (take_number(&p, end, n) && take_char(&p, end, '-') && take_number(&p, end, base) &&
            take_char(&p, end, '-') && take_hex(&p, end, hash, 8))
            return *n > 0;
    }
    return false;
}

bool ov_form_find_head(ov_str text, ov_id *round, ov_id *org, char hash[OV_WORDFORM_HASH])
{
    const char *end = text.ptr + text.len, *p = text.ptr;

    while ((p = memmem(p, (size_t)(end - p), "OVFORM-", 7)) != NULL) {
        p += 7;
        if (take_number(&p, end, round) && take_char(&p, end, '-') && take_number(&p, end, org) &&
            take_char(&p, end, '-') && take_hex(&p, end, hash, OV_WORDFORM_HASH - 1))
            return *round > 0 && *org > 0;
    }
    return false;
}

ov_form_part ov_form_tag(const char *tag, int64_t *n)
{
    static const struct {
        const char *name;
        ov_form_part part;
    } parts[] = {
        {"grade", OV_PART_GRADE}, {"comment", OV_PART_COMMENT}, {"wording", OV_PART_WORDING}};
    const char *p = tag, *end = tag + strlen(tag);

    if (strncmp(p, "ov-q-", 5) != 0)
        return OV_PART_NONE;
    p += 5;
    if (!take_number(&p, end, n) || !take_char(&p, end, '-') || *n < 1)
        return OV_PART_NONE;
    for (size_t i = 0; i < OV_LEN(parts); i++)
        if (!strcmp(p, parts[i].name))
            return parts[i].part;
    return OV_PART_NONE;
}

ov_form_part ov_form_label(ov_str label)
{
    ov_str line = ov_str_trim(ov_str_cut(&label, '\n'));

    if (ov_str_is(line, OV_FORM_GRADE))
        return OV_PART_GRADE;
    if (ov_str_is(line, OV_FORM_COMMENT))
        return OV_PART_COMMENT;
    return ov_str_is(line, OV_FORM_WORDING) ? OV_PART_WORDING : OV_PART_NONE;
}

bool ov_form_is_placeholder(ov_str text, bool flagged)
{
    static const char *const ours[] = {OV_FORM_CHOOSE, OV_FORM_WRITE, OV_FORM_NONE, ""};
    /* what Word and LibreOffice put into a field that somebody has emptied */
    static const char *const theirs[] = {"Klicka eller tryck här för att ange text.",
                                         "Klicka här för att ange text.",
                                         "Click or tap here to enter text.",
                                         "Click here to enter text.",
                                         "Välj ett objekt.",
                                         "Choose an item.",
                                         "Välj ett alternativ.",
                                         "Choose an item"};
    ov_str trimmed = ov_str_trim(text);

    for (size_t i = 0; i < OV_LEN(ours); i++)
        if (ov_str_is(trimmed, ours[i]))
            return true;
    for (size_t i = 0; flagged && i < OV_LEN(theirs); i++)
        if (ov_str_is(trimmed, theirs[i]))
            return true;
    return false;
}

/* Is it a letter or a digit, so that words run together here? */
static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           (unsigned char)c >= 0x80;
}

ov_str ov_form_words(ov_str text)
{
    static const char *const ours[] = {OV_FORM_CHOOSE, OV_FORM_WRITE, OV_FORM_NONE};

    text = ov_str_trim(text);
    for (size_t i = 0; i < OV_LEN(ours); i++) {
        size_t n = strlen(ours[i]);

        if (ov_str_is(text, ours[i]))
            return (ov_str){"", 0};
        if (text.len > n && ov_str_starts(text, ours[i]) &&
            (text.ptr[n] == '\n' || is_word(text.ptr[n])))
            text = ov_str_trim((ov_str){text.ptr + n, text.len - n});
        if (text.len > n && ov_str_ends(text, ours[i]) &&
            (text.ptr[text.len - n - 1] == '\n' || is_word(text.ptr[text.len - n - 1])))
            text = ov_str_trim((ov_str){text.ptr, text.len - n});
    }
    return text;
}
