/* SPDX-License-Identifier: EUPL-1.2 */
/* wordxml.c — reads the XML of a text that came from a word processor, forwards only. */
#include "consult/wordform/wordxml.h"

#include <stdlib.h>

static bool skip_past(ov_xml *xml, size_t from, const char *what)
{
    size_t n = strlen(what);
    const char *end = xml->rest.len >= from + n
                          ? memmem(xml->rest.ptr + from, xml->rest.len - from, what, n)
                          : NULL;
    size_t used = end ? (size_t)(end - xml->rest.ptr) + n : 0;

    xml->rest = (ov_str){xml->rest.ptr + used, xml->rest.len - used};
    return end != NULL;
}

static ov_str local(ov_str name)
{
    const char *colon = memchr(name.ptr, ':', name.len);

    return colon ? (ov_str){colon + 1, name.len - (size_t)(colon + 1 - name.ptr)} : name;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* From "<" to its ">", past quoted ones; 0: there is none. */
static size_t tag_length(ov_str text)
{
    char quote = 0;

    for (size_t i = 1; i < text.len; i++) {
        char c = text.ptr[i];

        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return i + 1;
        else if (c == '<')
            return 0;
    }
    return 0;
}

static ov_status read_tag(ov_xml *xml, ov_xml_kind *kind)
{
    size_t n = tag_length(xml->rest), at = 1, end;
    bool closes = n > 2 && xml->rest.ptr[1] == '/';

    if (n < 3)
        return OV_INVALID;
    end = n - 1;
    xml->empty = !closes && xml->rest.ptr[end - 1] == '/';
    end -= xml->empty;
    at += closes;
    xml->name.ptr = xml->rest.ptr + at;
    while (at < end && !is_space(xml->rest.ptr[at]))
        at++;
    xml->name.len = (size_t)(xml->rest.ptr + at - xml->name.ptr);
    xml->name = local(xml->name);
    xml->attributes = (ov_str){xml->rest.ptr + at, end - at};
    xml->rest = (ov_str){xml->rest.ptr + n, xml->rest.len - n};
    xml->close_next = xml->empty;
    *kind = closes ? OV_XML_CLOSE : OV_XML_OPEN;
    return xml->name.len ? OV_OK : OV_INVALID;
}

static void take_text(ov_xml *xml, size_t from, size_t n, size_t used)
{
    xml->text = (ov_str){xml->rest.ptr + from, n};
    xml->rest = (ov_str){xml->rest.ptr + used, xml->rest.len - used};
}

ov_status ov_xml_next(ov_xml *xml, ov_xml_kind *kind)
{
    if (xml->close_next) {
        xml->close_next = false;
        *kind = OV_XML_CLOSE;
        return OV_OK;
    }
    while (xml->rest.len) {
        const char *tag;

        xml->raw = false;
        if (xml->rest.ptr[0] != '<') {
            tag = memchr(xml->rest.ptr, '<', xml->rest.len);
            size_t n = tag ? (size_t)(tag - xml->rest.ptr) : xml->rest.len;

            take_text(xml, 0, n, n);
            *kind = OV_XML_TEXT;
            return OV_OK;
        }
        if (ov_str_starts(xml->rest, "<![CDATA[")) {
            tag = memmem(xml->rest.ptr, xml->rest.len, "]]>", 3);
            if (!tag)
                return OV_INVALID;
            take_text(xml, 9, (size_t)(tag - xml->rest.ptr) - 9, (size_t)(tag - xml->rest.ptr) + 3);
            xml->raw = true;
            *kind = OV_XML_TEXT;
            return OV_OK;
        }
        if (ov_str_starts(xml->rest, "<!--")) {
            if (!skip_past(xml, 4, "-->"))
                return OV_INVALID;
        } else if (ov_str_starts(xml->rest, "<?")) {
            if (!skip_past(xml, 2, "?>"))
                return OV_INVALID;
        } else if (ov_str_starts(xml->rest, "<!")) {
            return OV_INVALID; /* a document type */
        } else {
            return read_tag(xml, kind);
        }
    }
    *kind = OV_XML_END_OF_TEXT;
    return OV_OK;
}

/* ---- Words ---- */

static void add_code_point(ov_buf *out, unsigned long c)
{
    if (c < 0x80) {
        if (c >= 0x20 || c == '\t' || c == '\n')
            ov_buf_addc(out, (char)c);
    } else if (c < 0x800) {
        ov_buf_addc(out, (char)(0xc0 | c >> 6));
        ov_buf_addc(out, (char)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000 && (c < 0xd800 || c > 0xdfff)) {
        ov_buf_addc(out, (char)(0xe0 | c >> 12));
        ov_buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
        ov_buf_addc(out, (char)(0x80 | (c & 0x3f)));
    } else if (c >= 0x10000 && c < 0x110000) {
        ov_buf_addc(out, (char)(0xf0 | c >> 18));
        ov_buf_addc(out, (char)(0x80 | (c >> 12 & 0x3f)));
        ov_buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
        ov_buf_addc(out, (char)(0x80 | (c & 0x3f)));
    }
}

/* name: what stands between "&" and ";". */
static void add_entity(ov_buf *out, ov_str name)
{
    static const struct {
        const char *name;
        char c;
    } names[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    char digits[12];

    for (size_t i = 0; i < OV_LEN(names); i++)
        if (ov_str_is(name, names[i].name))
            ov_buf_addc(out, names[i].c);
    if (name.len < 2 || name.ptr[0] != '#' || name.len > 9)
        return;
    memcpy(digits, name.ptr + 1, name.len - 1);
    digits[name.len - 1] = '\0';
    add_code_point(out,
                   digits[0] == 'x' ? strtoul(digits + 1, NULL, 16) : strtoul(digits, NULL, 10));
}

void ov_xml_decode(ov_buf *out, ov_str text, bool raw)
{
    for (size_t i = 0; i < text.len; i++) {
        const char *end;

        if (raw || text.ptr[i] != '&') {
            if (text.ptr[i] != '\r')
                ov_buf_addc(out, text.ptr[i]);
            continue;
        }
        end = memchr(text.ptr + i, ';', text.len - i < 12 ? text.len - i : 12);
        if (!end)
            continue;
        add_entity(out, (ov_str){text.ptr + i + 1, (size_t)(end - text.ptr) - i - 1});
        i = (size_t)(end - text.ptr);
    }
}

const char *ov_xml_attribute(ov_arena *arena, const ov_xml *xml, const char *name)
{
    ov_str at = xml->attributes;
    size_t i = 0;

    while (i < at.len) {
        size_t from = i, equals, end;
        ov_str key;

        while (i < at.len && at.ptr[i] != '=')
            i++;
        equals = i;
        while (i < at.len && at.ptr[i] != '"' && at.ptr[i] != '\'')
            i++;
        if (i == at.len)
            return NULL;
        end = i + 1;
        while (end < at.len && at.ptr[end] != at.ptr[i])
            end++;
        key = local(ov_str_trim((ov_str){at.ptr + from, equals - from}));
        if (ov_str_is(key, name)) {
            ov_buf value = {0};
            const char *text;

            ov_xml_decode(&value, (ov_str){at.ptr + i + 1, end - i - 1}, false);
            text = ov_strndup(arena, value.len ? value.ptr : "", value.len);
            ov_buf_free(&value);
            return text;
        }
        i = end + 1;
    }
    return NULL;
}
