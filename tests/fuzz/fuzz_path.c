/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_path.c — paths: what is taken has no way out of its folder, and one spelling. */
#include "http/router.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(ov_arena *arena, const char *path)
{
    ov_str text = ov_str_from(path), normal;
    ov_route_match match;

    if (path[0] != '/' || strstr(path, "//") || strstr(path, "/./") || strstr(path, "/../") ||
        ov_str_ends(text, "/.") || ov_str_ends(text, "/..") || strpbrk(path, "\r\n\t"))
        abort();
    if (ov_utf8_nfc(arena, text, &normal) != OV_OK || !ov_str_eq(text, normal))
        abort();
    if (ov_pattern_match(arena, "/:a/:b.txt", path, &match) &&
        (match.n != 2 || !match.values[0][0] || !match.values[1][0] ||
         strchr(match.values[0], '/') || strchr(match.values[1], '/')))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ov_arena *arena = ov_arena_new(0);
    const char *path;

    if (ov_path_parse(arena, (ov_str){(const char *)data, size}, &path) == OV_OK)
        check(arena, path);
    ov_arena_free(arena);
    return 0;
}
