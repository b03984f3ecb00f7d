/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf_guard.c — makes a document of unknown origin safe to render, and takes in its style sheets.
 */
#include "view/pdf_inside.h"

#include "util/file.h"
#include "view/template.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define STYLE_SIZE ((size_t)1 << 20)
#define TAG_SIZE ((size_t)4096) /* a longer tag is not looked into */

/* The first of its kind wins: a language or a title of the document's own that comes later is
 * ignored, and so is its doctype. No file: anywhere, so that no other file can be read; a base, so
 * that the links of a text lead to the portal. */
#define POLICY                                                                                     \
    "<meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\""              \
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "               \
    "base-uri http: https:; form-action 'none'\"><style>@page { size: A4 }</style>"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_word_at(ov_str text, size_t at, const char *word, size_t len)
{
    return text.len - at >= len && strncasecmp(text.ptr + at, word, len) == 0;
}

/* A link could lead anywhere. */
static bool is_real_file(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISREG(info.st_mode);
}

/* Could an attribute of this name stand here? */
static bool is_attribute(ov_str text, size_t at, size_t len)
{
    static const char before[] = " \t\n\r\f/\"'", after[] = " \t\n\r\f/=>";

    return at > 0 && memchr(before, text.ptr[at - 1], sizeof before - 1) && at + len < text.len &&
           memchr(after, text.ptr[at + len], sizeof after - 1);
}

/* The next attribute of a tag's inside: its name and its value, without quotes. False: no more. */
static bool next_attribute(ov_str *rest, ov_str *name, ov_str *value)
{
    const char *p = rest->ptr, *end = rest->ptr + rest->len;

    while (p < end && (is_space(*p) || *p == '/'))
        p++;
    if (p == end)
        return false;
    name->ptr = p;
    while (p < end && !is_space(*p) && *p != '=' && *p != '/')
        p++;
    name->len = (size_t)(p - name->ptr);
    *value = (ov_str){"", 0};
    if (p < end && *p == '=') {
        char quote = ++p < end && (*p == '"' || *p == '\'') ? *p++ : '\0';

        value->ptr = p;
        while (p < end && (quote ? *p != quote : !is_space(*p)))
            p++;
        value->len = (size_t)(p - value->ptr);
        if (quote && p < end)
            p++;
    }
    *rest = (ov_str){p, (size_t)(end - p)};
    return name->len > 0 || p < end;
}

/* The inside of the tag that begins at '<' when its name is this one. */
static bool is_tag_at(ov_str html, size_t at, const char *name, ov_str *inside)
{
    size_t len = strlen(name);
    const char *end;

    if (html.ptr[at] != '<' || at + 1 + len >= html.len || !is_word_at(html, at + 1, name, len) ||
        !is_space(html.ptr[at + 1 + len]))
        return false;
    end = memchr(html.ptr + at, '>', html.len - at < TAG_SIZE ? html.len - at : TAG_SIZE);
    if (!end)
        return false;
    *inside = (ov_str){html.ptr + at + 1 + len, (size_t)(end - html.ptr) - at - 1 - len};
    return true;
}

static bool has_language(ov_str html)
{
    ov_str inside, name, value;

    for (size_t at = 0; at < html.len; at++)
        if (is_tag_at(html, at, "html", &inside))
            while (next_attribute(&inside, &name, &value))
                if (name.len == 4 && is_word_at(name, 0, "lang", 4) && value.len)
                    return true;
    return false;
}

/* A policy does not forbid <meta http-equiv=refresh>, which leads the browser to another file. */
static void add_harmless(ov_buf *out, ov_str html)
{
    static const char name[] = "http-equiv", instead[] = "data-equiv";
    const size_t len = sizeof name - 1;
    size_t from = 0;

    for (size_t at = 0; at + len <= html.len; at++) {
        if (!is_word_at(html, at, name, len) || !is_attribute(html, at, len))
            continue;
        ov_buf_add(out, html.ptr + from, at - from);
        ov_buf_addz(out, instead);
        from = at + len;
    }
    ov_buf_add(out, html.ptr + from, html.len - from);
}

ov_status ov_pdf_guarded(ov_arena *arena, const ov_pdf_job *job, ov_str *out, ov_err *err)
{
    ov_str html = job->html;
    ov_buf page = {0};

    if (html.len >= 3 && !memcmp(html.ptr, "\xef\xbb\xbf", 3))
        html = (ov_str){html.ptr + 3, html.len - 3};
    if (!ov_utf8_valid(html))
        return ov_fail(err, OV_INVALID, "the document is not UTF-8");
    ov_buf_addz(&page, "<!doctype html>");
    if (job->lang || !has_language(html)) {
        ov_buf_addz(&page, "<html lang=\"");
        ov_html_escape(&page, ov_str_from(job->lang ? job->lang : "sv"));
        ov_buf_addz(&page, "\">");
    }
    ov_buf_addz(&page, POLICY);
    if (job->title) {
        ov_buf_addz(&page, "<title>");
        ov_html_escape(&page, ov_str_from(job->title));
        ov_buf_addz(&page, "</title>");
    }
    ov_buf_addc(&page, '\n');
    add_harmless(&page, html);
    *out = (ov_str){ov_strndup(arena, page.ptr, page.len), page.len};
    ov_buf_free(&page);
    return OV_OK;
}

/* ---- Style sheets ---- */

static bool is_plain_name(ov_str name)
{
    if (name.len < 5 || name.len > 200 || !ov_str_ends(name, ".css") || name.ptr[0] == '.')
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (memchr("/\\:?#%&", name.ptr[i], 7) || (unsigned char)name.ptr[i] < 0x20)
            return false;
    return true;
}

/* A closing tag inside it would end the style element. */
static void add_style(ov_buf *out, ov_str media, ov_str css)
{
    ov_buf_addz(out, "<style media=\"");
    ov_html_escape(out, media.len ? media : OV_LIT("all"));
    ov_buf_addz(out, "\">");
    for (size_t i = 0; i < css.len; i++) {
        if (css.ptr[i] == '<')
            ov_buf_addz(out, "\\3c ");
        else
            ov_buf_addc(out, css.ptr[i]);
    }
    ov_buf_addz(out, "</style>");
}

/* Adds the file that the inside of a <link …> names. False: it names none that may be read. */
static bool add_linked(ov_arena *arena, ov_buf *out, ov_str inside, const char *dir)
{
    ov_str name, value, href = {"", 0}, media = {"", 0}, css;
    bool is_style = false;
    ov_err err = {0};

    while (next_attribute(&inside, &name, &value)) {
        if (name.len == 3 && is_word_at(name, 0, "rel", 3))
            is_style = value.len == 10 && is_word_at(value, 0, "stylesheet", 10);
        else if (name.len == 4 && is_word_at(name, 0, "href", 4))
            href = value;
        else if (name.len == 5 && is_word_at(name, 0, "media", 5))
            media = value;
    }
    if (ov_str_starts(href, "./"))
        href = (ov_str){href.ptr + 2, href.len - 2};
    if (!is_style || !is_plain_name(href))
        return false;
    const char *path = ov_printf(arena, "%s/%.*s", dir, (int)href.len, href.ptr);
    if (!is_real_file(path) || ov_file_read(arena, path, STYLE_SIZE, &css, &err) != OV_OK ||
        !ov_utf8_valid(css))
        return false;
    add_style(out, media, css);
    return true;
}

ov_str ov_pdf_inline_styles(ov_arena *arena, ov_str html, const char *dir)
{
    ov_buf page = {0};
    size_t from = 0;
    ov_str whole, inside;

    for (size_t at = 0; at < html.len; at++) {
        if (!is_tag_at(html, at, "link", &inside))
            continue;
        ov_buf_add(&page, html.ptr + from, at - from);
        from = at;
        if (add_linked(arena, &page, inside, dir))
            from = (size_t)(inside.ptr + inside.len - html.ptr) + 1;
    }
    ov_buf_add(&page, html.ptr + from, html.len - from);
    whole = (ov_str){ov_strndup(arena, page.ptr, page.len), page.len};
    ov_buf_free(&page);
    return whole;
}
