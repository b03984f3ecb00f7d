/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_cookies.c — the Cookie header: whatever comes, names are tokens and values are text. */
#include "http/http.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ov_arena *arena = ov_arena_new(0);
    ov_pairs pairs;

    ov_cookies_parse(arena, (ov_str){(const char *)data, size}, &pairs);
    for (size_t i = 0; i < pairs.n; i++)
        if (!pairs.items[i].name[0] || strpbrk(pairs.items[i].name, " =;\"\r\n") ||
            strlen(pairs.items[i].value.ptr) != pairs.items[i].value.len ||
            strpbrk(pairs.items[i].value.ptr, ";\"\r\n") || !ov_utf8_valid(pairs.items[i].value))
            abort();
    ov_arena_free(arena);
    return 0;
}
