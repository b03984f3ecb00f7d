/* SPDX-License-Identifier: EUPL-1.2 */
/* mail_text.c — the subject and the text of a mail. */
#include "notify/mail_text.h"

#include <string.h>

#define SUBJECT_MAX 200 /* characters */

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* One line: every run of blanks and control characters is one space. */
static const char *one_line(ov_arena *arena, ov_str text)
{
    char *line = ov_alloc(arena, text.len + 1);
    size_t n = 0, characters = 0;

    text = ov_str_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        bool blank = is_control(text.ptr[i]) || text.ptr[i] == ' ';
        bool begins = ((unsigned char)text.ptr[i] & 0xC0) != 0x80;

        if (blank && (n == 0 || line[n - 1] == ' '))
            continue;
        characters += begins;
        if (begins && characters > SUBJECT_MAX)
            break;
        line[n++] = blank ? ' ' : text.ptr[i];
    }
    while (n && line[n - 1] == ' ')
        n--;
    line[n] = '\0';
    return line;
}

/* Adds text without control characters and without blanks at the ends of its lines. */
static const char *clean_lines(ov_arena *arena, ov_str text)
{
    char *to = ov_alloc(arena, text.len + 2);
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '\n')
            while (n && (to[n - 1] == ' ' || to[n - 1] == '\t'))
                n--;
        if (!is_control(c) || c == '\n' || c == '\t')
            to[n++] = c;
    }
    while (n && (to[n - 1] == '\n' || to[n - 1] == ' ' || to[n - 1] == '\t'))
        n--;
    to[n++] = '\n';
    to[n] = '\0';
    return to;
}

/* The subject ends at the first empty line, not at the first end of a line: a value with a line
 * break in it must not push the rest of the subject into the text. */
static ov_status take_apart(ov_arena *arena, ov_str text, const char *name, const char **subject,
                            const char **body, ov_err *err)
{
    const char *gap = text.len ? strstr(text.ptr, "\n\n") : NULL;
    const char *line;

    if (!gap)
        return ov_fail(err, OV_INVALID, "mail/%s has no empty line after its subject", name);
    line = one_line(arena, (ov_str){text.ptr, (size_t)(gap - text.ptr)});
    text = (ov_str){gap + 2, text.len - (size_t)(gap + 2 - text.ptr)};
    if (!*line || !ov_str_trim(text).len)
        return ov_fail(err, OV_INVALID, "mail/%s has no subject or no text", name);
    while (text.len && *text.ptr == '\n')
        text = (ov_str){text.ptr + 1, text.len - 1};
    *body = clean_lines(arena, text);
    *subject = line;
    return OV_OK;
}

static const char *without_slash(ov_arena *arena, const char *url)
{
    size_t len = strlen(url);

    while (len && url[len - 1] == '/')
        len--;
    return ov_strndup(arena, url, len);
}

ov_status ov_mail_render(ov_templates *templates, const ov_mail_site *site, const char *name,
                         const char *lang, ov_map *values, const char **subject, const char **body,
                         ov_err *err)
{
    ov_arena *arena = ov_map_arena(values);
    const char *file = ov_printf(arena, OV_MAIL_TEMPLATES "%s", name);
    ov_buf text = {0};
    ov_status status;

    ov_map_text(values, "site_name", site->name);
    ov_map_text(values, "site_owner", site->owner);
    ov_map_text(values, "site_contact", site->contact);
    ov_map_text(values, "site_url", without_slash(arena, site->url ? site->url : ""));
    status = ov_templates_render(templates, file, lang, values, &text, err);
    if (status == OV_OK)
        status = take_apart(arena, ov_buf_str(&text), name, subject, body, err);
    ov_buf_free(&text);
    return status;
}
