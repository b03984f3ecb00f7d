/* SPDX-License-Identifier: EUPL-1.2 */
/* address.c — which addresses markdown may link to. Entities are decoded first: what is judged is
 * what a browser would see. */
#include "view/address.h"

#include "util/hash.h"

#include <strings.h>

#define MAX_ADDRESS 2000

/* ---- Entities ------------------------------------------------------------------------------ */

static const struct {
    const char *name, *text;
} named[] = {
    {"amp", "&"},       {"lt", "<"},         {"gt", ">"},     {"quot", "\""}, {"apos", "'"},
    {"nbsp", "\u00A0"}, {"shy", "\u00AD"},   {"sect", "§"},   {"ndash", "–"}, {"mdash", "—"},
    {"hellip", "…"},    {"minus", "\u2212"}, {"times", "×"},  {"euro", "€"},  {"copy", "©"},
    {"aring", "å"},     {"auml", "ä"},       {"ouml", "ö"},   {"Aring", "Å"}, {"Auml", "Ä"},
    {"Ouml", "Ö"},      {"eacute", "é"},     {"Eacute", "É"}, {"rsquo", "’"}, {"rdquo", "”"},
    {"lsquo", "‘"},     {"ldquo", "“"},      {"laquo", "«"},  {"raquo", "»"}, {"bull", "•"},
};

static void put_utf8(uint32_t c, char *out)
{
    size_t n = 0;

    if (c < 0x80) {
        out[n++] = (char)c;
    } else if (c < 0x800) {
        out[n++] = (char)(0xC0 | c >> 6);
        out[n++] = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out[n++] = (char)(0xE0 | c >> 12);
        out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        out[n++] = (char)(0x80 | (c & 0x3F));
    } else {
        out[n++] = (char)(0xF0 | c >> 18);
        out[n++] = (char)(0x80 | (c >> 12 & 0x3F));
        out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        out[n++] = (char)(0x80 | (c & 0x3F));
    }
    out[n] = '\0';
}

/* "229" or "xE5". */
static bool decode_number(ov_str text, char *out)
{
    uint32_t base = 10, c = 0;

    if (text.len > 0 && (text.ptr[0] == 'x' || text.ptr[0] == 'X')) {
        base = 16;
        text = (ov_str){text.ptr + 1, text.len - 1};
    }
    if (text.len == 0 || text.len > 8)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t digit = (uint32_t)ov_hex_digit(text.ptr[i]);
        if (digit >= base)
            return false;
        c = c * base + digit;
    }
    bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    bool control = (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0);
    put_utf8(c == 0 || c > 0x10FFFF || surrogate || control ? 0xFFFD : c, out);
    return true;
}

bool ov_entity_decode(ov_str entity, char out[OV_ENTITY_MAX])
{
    if (entity.len < 3 || entity.ptr[0] != '&' || entity.ptr[entity.len - 1] != ';')
        return false;
    ov_str inner = {entity.ptr + 1, entity.len - 2};
    if (inner.ptr[0] == '#')
        return decode_number((ov_str){inner.ptr + 1, inner.len - 1}, out);
    for (size_t i = 0; i < OV_LEN(named); i++)
        if (ov_str_is(inner, named[i].name)) {
            memcpy(out, named[i].text, strlen(named[i].text) + 1);
            return true;
        }
    return false;
}

/* ---- Addresses ----------------------------------------------------------------------------- */

/* The attribute as a browser would read it. False: it holds an entity that we do not know. */
static bool decode(const MD_ATTRIBUTE *href, ov_buf *out)
{
    for (size_t i = 0; href->substr_offsets[i] < href->size; i++) {
        size_t from = href->substr_offsets[i], to = href->substr_offsets[i + 1];
        ov_str part = {href->text + from, to - from};
        char decoded[OV_ENTITY_MAX];
        if (href->substr_types[i] == MD_TEXT_ENTITY) {
            if (!ov_entity_decode(part, decoded))
                return false;
            part = ov_str_from(decoded);
        }
        ov_buf_adds(out, part);
    }
    return true;
}

static bool starts(ov_str text, const char *prefix)
{
    size_t n = strlen(prefix);
    return text.len > n && strncasecmp(text.ptr, prefix, n) == 0;
}

static bool allowed(ov_str address)
{
    if (address.len == 0 || address.len > MAX_ADDRESS)
        return false;
    for (size_t i = 0; i < address.len; i++) {
        unsigned char c = (unsigned char)address.ptr[i];
        if (c <= ' ' || c == 0x7F || c == '\\')
            return false;
    }
    if (address.ptr[0] == '#')
        return true;
    if (address.ptr[0] == '/') /* "//elsewhere" is another host */
        return address.len == 1 || address.ptr[1] != '/';
    return starts(address, "mailto:") || starts(address, "tel:") ||
           (starts(address, "https://") && address.ptr[8] != '/');
}

bool ov_address_allowed(ov_arena *arena, const MD_ATTRIBUTE *href, ov_str *out)
{
    ov_buf address = {0};
    bool good = href->size > 0 && decode(href, &address) && allowed(ov_buf_str(&address));

    if (good)
        *out = (ov_str){ov_strndup(arena, address.ptr, address.len), address.len};
    ov_buf_free(&address);
    return good;
}
