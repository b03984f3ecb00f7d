/* SPDX-License-Identifier: EUPL-1.2 */
/* zip.c — parts one after the other, and the list of them at the end. */
#include "util/zip.h"

#include "util/fatal.h"

#include <zlib.h>

static void add16(ov_buf *out, unsigned value)
{
    ov_buf_addc(out, (char)(value & 0xff));
    ov_buf_addc(out, (char)(value >> 8 & 0xff));
}

static void add32(ov_buf *out, uint32_t value)
{
    add16(out, value & 0xffff);
    add16(out, value >> 16);
}

/* Raw deflate, always at the same level. */
static void deflate_to(ov_buf *out, ov_str bytes)
{
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)bytes.ptr, .avail_in = (uInt)bytes.len};
    uLong most;

    if (deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        ov_fatal("zlib", sizeof stream);
    most = deflateBound(&stream, (uLong)bytes.len);
    ov_buf_reserve(out, most);
    stream.next_out = (Bytef *)out->ptr + out->len;
    stream.avail_out = (uInt)most;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        ov_fatal("zlib", bytes.len);
    out->len += most - stream.avail_out;
    (void)deflateEnd(&stream);
}

void ov_zip_add(ov_zip_writer *writer, ov_str name, ov_str bytes, bool packed)
{
    uint32_t at = (uint32_t)writer->out.len;
    uint32_t crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)bytes.ptr, (uInt)bytes.len);
    ov_buf body = {0};

    if (packed)
        deflate_to(&body, bytes);
    else
        ov_buf_adds(&body, bytes);
    for (int central = 0; central < 2; central++) {
        ov_buf *to = central ? &writer->list : &writer->out;

        ov_buf_add(to, central ? "PK\1\2" : "PK\3\4", 4);
        if (central)
            add16(to, 20);
        add16(to, 20);
        add16(to, 0x0800); /* names are UTF-8 */
        add16(to, packed ? 8 : 0);
        add32(to, 0x00210000); /* 1980-01-01 */
        add32(to, crc);
        add32(to, (uint32_t)body.len);
        add32(to, (uint32_t)bytes.len);
        add16(to, (unsigned)name.len);
        add16(to, 0);
        if (central) {
            for (int i = 0; i < 3; i++)
                add16(to, 0);
            add32(to, 0);
            add32(to, at);
        }
        ov_buf_adds(to, name);
    }
    ov_buf_adds(&writer->out, ov_buf_str(&body));
    ov_buf_free(&body);
    writer->n++;
}

ov_str ov_zip_finish(ov_zip_writer *writer, ov_arena *arena)
{
    size_t at = writer->out.len;
    ov_str made;

    ov_buf_adds(&writer->out, ov_buf_str(&writer->list));
    ov_buf_add(&writer->out, "PK\5\6\0\0\0\0", 8);
    add16(&writer->out, writer->n);
    add16(&writer->out, writer->n);
    add32(&writer->out, (uint32_t)writer->list.len);
    add32(&writer->out, (uint32_t)at);
    add16(&writer->out, 0);
    made = (ov_str){ov_strndup(arena, writer->out.ptr, writer->out.len), writer->out.len};
    ov_buf_free(&writer->out);
    ov_buf_free(&writer->list);
    writer->n = 0;
    return made;
}
