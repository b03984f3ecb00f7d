/* SPDX-License-Identifier: EUPL-1.2 */
/* path.c — the path of a request: one spelling for one page, or a refusal. */
#include "http/wire.h"

static bool is_ascii(ov_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] > 127)
            return false;
    return true;
}

/* A slash that is written %2F would change which segment is which after decoding. */
static bool has_encoded_slash(ov_str raw)
{
    for (size_t i = 0; i + 2 < raw.len; i++)
        if (raw.ptr[i] == '%' && raw.ptr[i + 1] == '2' && (raw.ptr[i + 2] | 0x20) == 'f')
            return true;
    return false;
}

static bool segments_ok(ov_str path)
{
    ov_str rest = {path.ptr + 1, path.len - 1};

    if (rest.len == 0)
        return true;
    for (;;) {
        ov_str segment = ov_str_cut(&rest, '/');
        if (ov_str_is(segment, ".") || ov_str_is(segment, ".."))
            return false;
        if (!rest.ptr)
            return true; /* an empty last segment is a trailing slash */
        if (segment.len == 0)
            return false;
    }
}

ov_status ov_path_parse(ov_arena *arena, ov_str raw, const char **out)
{
    ov_str path;

    if (raw.len == 0 || raw.ptr[0] != '/' || has_encoded_slash(raw))
        return OV_INVALID;
    OV_TRY(ov_percent_decode(arena, raw, false, &path));
    for (size_t i = 0; i < path.len; i++)
        if ((unsigned char)path.ptr[i] < ' ' || path.ptr[i] == 127)
            return OV_INVALID;
    if (!segments_ok(path))
        return OV_INVALID;
    if (!is_ascii(path))
        OV_TRY(ov_utf8_nfc(arena, path, &path));
    *out = ov_str_z(arena, path);
    return OV_OK;
}
