/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_multipart.c — uploads: fed whole and in small pieces, the same comes out. The first line of
 * the input is the content type. */
#include "http/http.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct result {
    ov_status status;
    ov_pairs fields;
    const ov_file *files;
    size_t n_files;
} result;

static result parse(ov_arena *arena, const char *type, ov_str body, size_t step)
{
    result r = {0};
    ov_multipart *parser;
    ov_err err = {0};

    r.status = ov_multipart_new(arena, type, P_tmpdir, 20, &parser, &err);
    for (size_t at = 0; at < body.len && r.status == OV_OK; at += step)
        r.status = ov_multipart_feed(parser, body.ptr + at,
                                     body.len - at < step ? body.len - at : step, &err);
    if (r.status == OV_OK)
        r.status = ov_multipart_end(parser, &r.fields, &r.files, &r.n_files, &err);
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ov_arena *arena = ov_arena_new(0);
    ov_str body = {(const char *)data, size}, line = ov_str_cut(&body, '\n');
    char *type = ov_strndup(arena, line.ptr ? line.ptr : "", line.len);
    result a = parse(arena, type, body, body.len + 1), b = parse(arena, type, body, 3);

    if (a.status != b.status || a.fields.n != b.fields.n || a.n_files != b.n_files)
        abort();
    for (size_t i = 0; i < a.fields.n; i++)
        if (strcmp(a.fields.items[i].name, b.fields.items[i].name) != 0 ||
            !ov_str_eq(a.fields.items[i].value, b.fields.items[i].value) ||
            !ov_utf8_valid(a.fields.items[i].value))
            abort();
    for (size_t i = 0; i < a.n_files; i++)
        if (a.files[i].size != b.files[i].size || strchr(a.files[i].name, '/') ||
            strcmp(a.files[i].name, b.files[i].name) != 0)
            abort();
    ov_arena_free(arena);
    return 0;
}
