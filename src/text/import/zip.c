/* SPDX-License-Identifier: EUPL-1.2 */
/* zip.c — the list of parts of a zip archive, and their bytes, with limits on both. */
#include "text/import/zip.h"

#include <string.h>
#include <strings.h>
#include <zlib.h>

#define MOST_PARTS 4000
#define MOST_BYTES ((uint64_t)128 << 20) /* of all parts unpacked */
#define FREE_BYTES ((uint64_t)16 << 20)  /* up to here the ratio does not matter */
#define MOST_RATIO 150                   /* text packs some twenty times */

#define END_SIZE 22
#define ENTRY_SIZE 46
#define LOCAL_SIZE 30

#define BROKEN "Filen är skadad eller ofullständig. Spara dokumentet på nytt och försök igen."

static uint32_t u16(const char *p)
{
    const uint8_t *b = (const uint8_t *)p;

    return (uint32_t)(b[0] | b[1] << 8);
}

static uint32_t u32(const char *p)
{
    return u16(p) | u16(p + 2) << 16;
}

static const char *find_end(ov_str bytes)
{
    size_t most = END_SIZE + 65535;

    for (size_t back = END_SIZE; back <= bytes.len && back <= most; back++) {
        const char *p = bytes.ptr + bytes.len - back;

        if (memcmp(p, "PK\5\6", 4) == 0 && u16(p + 20) + END_SIZE <= back)
            return p;
    }
    return NULL;
}

static bool leads_outside(ov_str name)
{
    ov_str rest = name;

    if (name.len == 0 || name.ptr[0] == '/' || memchr(name.ptr, '\\', name.len) ||
        memchr(name.ptr, '\0', name.len))
        return true;
    while (rest.ptr)
        if (ov_str_is(ov_str_cut(&rest, '/'), ".."))
            return true;
    return false;
}

/* One entry of the list; moves *p behind it. */
static ov_status read_entry(ov_str bytes, const char **p, const char *end, ov_zip_part *part,
                            ov_err *err)
{
    const char *e = *p;
    size_t local, name_len, skip;
    uint32_t method;

    if ((size_t)(end - e) < ENTRY_SIZE || memcmp(e, "PK\1\2", 4) != 0)
        return ov_fail(err, OV_INVALID, BROKEN);
    name_len = u16(e + 28);
    skip = ENTRY_SIZE + name_len + u16(e + 30) + u16(e + 32);
    if ((size_t)(end - e) < skip)
        return ov_fail(err, OV_INVALID, BROKEN);
    if (u16(e + 8) & 0x2041)
        return ov_fail(err, OV_INVALID,
                       "Dokumentet är skyddat med lösenord. Ta bort lösenordet och spara det "
                       "igen.");
    method = u16(e + 10);
    *part = (ov_zip_part){.name = {e + ENTRY_SIZE, name_len},
                          .size = u32(e + 24),
                          .packed = u32(e + 20),
                          .crc = u32(e + 16),
                          .deflated = method == 8};
    local = u32(e + 42);
    if ((method != 0 && method != 8) || local + LOCAL_SIZE > bytes.len ||
        memcmp(bytes.ptr + local, "PK\3\4", 4) != 0 || leads_outside(part->name))
        return ov_fail(err, OV_INVALID, BROKEN);
    part->at = local + LOCAL_SIZE + u16(bytes.ptr + local + 26) + u16(bytes.ptr + local + 28);
    if (part->at > bytes.len || part->packed > bytes.len - part->at ||
        (!part->deflated && part->packed != part->size))
        return ov_fail(err, OV_INVALID, BROKEN);
    *p = e + skip;
    return OV_OK;
}

static ov_status refuse_bomb(ov_err *err)
{
    return ov_fail(err, OV_TOO_LARGE,
                   "Filen är packad så att den blir orimligt stor när den öppnas. Den läses inte. "
                   "Spara dokumentet på nytt utan bilder och bilagor, eller som PDF.");
}

ov_status ov_zip_open(ov_arena *arena, ov_str bytes, ov_zip *out, ov_err *err)
{
    const char *end = find_end(bytes), *p;
    uint64_t size = 0, packed = 0;
    ov_zip zip = {.bytes = bytes};

    if (!end)
        return ov_fail(err, OV_INVALID, BROKEN);
    zip.n = u16(end + 10);
    if (u32(end + 16) > (size_t)(end - bytes.ptr) || zip.n == 0)
        return ov_fail(err, OV_INVALID, BROKEN);
    if (zip.n > MOST_PARTS)
        return refuse_bomb(err);
    p = bytes.ptr + u32(end + 16);
    zip.parts = ov_calloc(arena, zip.n, sizeof *zip.parts);
    for (size_t i = 0; i < zip.n; i++) {
        OV_TRY(read_entry(bytes, &p, end, &zip.parts[i], err));
        size += zip.parts[i].size;
        packed += zip.parts[i].packed;
    }
    /* More packed bytes than there are: parts lie over each other, the trick of the best bombs. */
    if (packed > bytes.len || size > MOST_BYTES ||
        (size > FREE_BYTES && size / MOST_RATIO > bytes.len))
        return refuse_bomb(err);
    *out = zip;
    return OV_OK;
}

const ov_zip_part *ov_zip_find(const ov_zip *zip, const char *name)
{
    for (size_t i = 0; i < zip->n; i++)
        if (ov_str_is(zip->parts[i].name, name))
            return &zip->parts[i];
    return NULL;
}

bool ov_zip_has(const ov_zip *zip, const char *prefix, const char *suffix)
{
    size_t before = strlen(prefix), after = strlen(suffix);

    for (size_t i = 0; i < zip->n; i++) {
        ov_str name = zip->parts[i].name;

        if (name.len >= before && name.len >= after && strncasecmp(name.ptr, prefix, before) == 0 &&
            strncasecmp(name.ptr + name.len - after, suffix, after) == 0 &&
            !(name.len == before && ov_str_ends(name, "/")))
            return true;
    }
    return false;
}

/* ---- unpacking ------------------------------------------------------------------------------- */

typedef struct taker {
    const ov_zip_part *part;
    ov_zip_fn *fn;
    void *arg;
    uint64_t size;
    uLong crc;
} taker;

static ov_status take(taker *t, const uint8_t *bytes, size_t n)
{
    t->size += n;
    if (t->size > t->part->size)
        return OV_INVALID;
    t->crc = crc32(t->crc, bytes, (uInt)n);
    return t->fn(t->arg, bytes, n) ? OV_OK : OV_CONFLICT;
}

static ov_status inflate_part(const ov_zip *zip, taker *t)
{
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)(zip->bytes.ptr + t->part->at),
                       .avail_in = (uInt)t->part->packed};
    ov_status status = OV_OK;
    uint8_t piece[16384];
    int code = Z_OK;

    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return OV_INTERNAL;
    while (status == OV_OK && code == Z_OK) {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        code = inflate(&stream, Z_NO_FLUSH);
        if (code != Z_OK && code != Z_STREAM_END)
            status = OV_INVALID;
        else
            status = take(t, piece, sizeof piece - stream.avail_out);
        if (code == Z_OK && stream.avail_out != 0 && stream.avail_in == 0)
            status = OV_INVALID;
    }
    (void)inflateEnd(&stream);
    return status;
}

ov_status ov_zip_unpack(const ov_zip *zip, const ov_zip_part *part, ov_zip_fn *fn, void *arg)
{
    taker t = {.part = part, .fn = fn, .arg = arg, .crc = crc32(0, NULL, 0)};

    if (part->deflated)
        OV_TRY(inflate_part(zip, &t));
    else
        OV_TRY(take(&t, (const uint8_t *)zip->bytes.ptr + part->at, (size_t)part->packed));
    return t.size == part->size && t.crc == part->crc ? OV_OK : OV_INVALID;
}

typedef struct whole {
    char *bytes;
    size_t n;
} whole;

static bool collect(void *arg, const uint8_t *bytes, size_t n)
{
    whole *w = arg;

    memcpy(w->bytes + w->n, bytes, n);
    w->n += n;
    return true;
}

ov_status ov_zip_read(ov_arena *arena, const ov_zip *zip, const ov_zip_part *part, size_t most,
                      ov_str *out)
{
    whole w = {NULL, 0};

    if (part->size > most)
        return OV_TOO_LARGE;
    w.bytes = ov_alloc(arena, (size_t)part->size + 1);
    OV_TRY(ov_zip_unpack(zip, part, collect, &w));
    w.bytes[w.n] = '\0';
    *out = (ov_str){w.bytes, w.n};
    return OV_OK;
}
