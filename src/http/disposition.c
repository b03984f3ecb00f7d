/* SPDX-License-Identifier: EUPL-1.2 */
/* disposition.c — parameters of Content-Type and Content-Disposition as browsers write and
 * read them. */
#include "http/disposition.h"

#include <strings.h>

#define NAME_MAX_BYTES 1024

static bool same_word(ov_str text, const char *word)
{
    return text.len == strlen(word) && strncasecmp(text.ptr, word, text.len) == 0;
}

/* Cuts a quoted string off *rest, which stands after the opening quote. curl writes \" and \\;
 * browsers write %22 and leave a backslash alone. */
static ov_status quoted(ov_arena *arena, ov_str *rest, ov_str *out)
{
    char *to = ov_alloc(arena, rest->len + 1);
    size_t n = 0;

    for (size_t i = 0; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (c == '"') {
            to[n] = '\0';
            *rest = (ov_str){rest->ptr + i + 1, rest->len - i - 1};
            *out = (ov_str){to, n};
            return OV_OK;
        }
        if (c == '\\' && i + 1 < rest->len && (rest->ptr[i + 1] == '"' || rest->ptr[i + 1] == '\\'))
            c = rest->ptr[++i];
        to[n++] = c;
    }
    return OV_INVALID;
}

/* Takes the next "; name=value" off *rest. OV_NOT_FOUND at the end. */
static ov_status next_param(ov_arena *arena, ov_str *rest, ov_str *name, ov_str *value)
{
    ov_str text = ov_str_trim(*rest);
    size_t i = 0;

    while (text.len > 0 && text.ptr[0] == ';')
        text = ov_str_trim((ov_str){text.ptr + 1, text.len - 1});
    if (text.len == 0)
        return OV_NOT_FOUND;
    while (i < text.len && text.ptr[i] != '=' && text.ptr[i] != ';')
        i++;
    if (i == text.len || text.ptr[i] != '=')
        return OV_INVALID;
    *name = ov_str_trim((ov_str){text.ptr, i});
    text = (ov_str){text.ptr + i + 1, text.len - i - 1};
    if (text.len > 0 && text.ptr[0] == '"') {
        text = (ov_str){text.ptr + 1, text.len - 1};
        OV_TRY(quoted(arena, &text, value));
        *rest = ov_str_trim(text);
        return rest->len == 0 || rest->ptr[0] == ';' ? OV_OK : OV_INVALID;
    }
    *value = ov_str_trim(ov_str_cut(&text, ';'));
    *rest = text.ptr ? text : (ov_str){"", 0};
    return OV_OK;
}

ov_status ov_boundary_parse(ov_arena *arena, const char *content_type, ov_str *out)
{
    ov_str rest = ov_str_from(content_type), name, value;

    if (!same_word(ov_str_trim(ov_str_cut(&rest, ';')), "multipart/form-data") || !rest.ptr)
        return OV_INVALID;
    for (;;) {
        ov_status status = next_param(arena, &rest, &name, &value);
        if (status != OV_OK)
            return OV_INVALID;
        if (same_word(name, "boundary"))
            break;
    }
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < ' ' || (unsigned char)value.ptr[i] > 126)
            return OV_INVALID;
    *out = value;
    return OV_OK;
}

/* Undoes what browsers do to quotes and line breaks in names (WHATWG); a line break becomes a
 * blank. */
static ov_status clean_name(ov_arena *arena, ov_str text, const char **out)
{
    char *to = ov_alloc(arena, text.len + 1);
    size_t n = 0;

    if (text.len > NAME_MAX_BYTES || !ov_utf8_valid(text))
        return OV_INVALID;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool escape = c == '%' && text.len - i >= 3;
        if (escape && memcmp(text.ptr + i, "%22", 3) == 0) {
            c = '"';
            i += 2;
        } else if (escape && (strncasecmp(text.ptr + i, "%0d", 3) == 0 ||
                              strncasecmp(text.ptr + i, "%0a", 3) == 0)) {
            c = ' ';
            i += 2;
        }
        to[n++] = (unsigned char)c < ' ' || c == 127 ? ' ' : c;
    }
    to[n] = '\0';
    *out = to;
    return OV_OK;
}

/* "C:\folder\file.csv" and "../file.csv" are file.csv. */
static const char *base_name(const char *name)
{
    const char *base = name;

    for (const char *p = name; *p; p++)
        if (*p == '/' || *p == '\\')
            base = p + 1;
    return strcmp(base, ".") == 0 || strcmp(base, "..") == 0 ? "" : base;
}

static ov_status disposition_params(ov_arena *arena, ov_str rest, ov_disposition *out)
{
    ov_str name, value;

    if (!same_word(ov_str_trim(ov_str_cut(&rest, ';')), "form-data") || !rest.ptr)
        return OV_INVALID;
    for (;;) {
        ov_status status = next_param(arena, &rest, &name, &value);
        if (status == OV_NOT_FOUND)
            return out->name ? OV_OK : OV_INVALID;
        OV_TRY(status);
        if (same_word(name, "name")) {
            OV_TRY(clean_name(arena, value, &out->name));
        } else if (same_word(name, "filename")) {
            OV_TRY(clean_name(arena, value, &out->filename));
            out->filename = base_name(out->filename);
        }
    }
}

ov_status ov_disposition_parse(ov_arena *arena, ov_str head, ov_disposition *out)
{
    ov_disposition part = {0};

    while (head.ptr) {
        ov_str line = ov_str_trim(ov_str_cut(&head, '\n')), value = line, name;
        name = ov_str_cut(&value, ':');
        if (!value.ptr)
            continue;
        if (same_word(name, "Content-Disposition"))
            OV_TRY(disposition_params(arena, value, &part));
        else if (same_word(name, "Content-Type"))
            OV_TRY(clean_name(arena, ov_str_trim(value), &part.type));
    }
    if (!part.name)
        return OV_INVALID;
    *out = part;
    return OV_OK;
}

static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-_.", c));
}

const char *ov_disposition_attachment(ov_arena *arena, const char *name, const char *otherwise)
{
    ov_buf plain = {0}, whole = {0};
    const char *made;

    for (const char *c = name; *c && plain.len < 120; c++) {
        if (is_plain((unsigned char)*c)) {
            ov_buf_addc(&plain, *c);
            ov_buf_addc(&whole, *c);
            continue;
        }
        if (((unsigned char)*c & 0xc0) != 0x80)
            ov_buf_addc(&plain, '_');
        ov_buf_printf(&whole, "%%%02X", (unsigned char)*c);
    }
    made = ov_printf(arena, "attachment; filename=\"%s\"; filename*=UTF-8''%s",
                     plain.len ? plain.ptr : otherwise, whole.len ? whole.ptr : otherwise);
    ov_buf_free(&plain);
    ov_buf_free(&whole);
    return made;
}
