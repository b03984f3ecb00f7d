/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_urlencoded.c — forms and query strings: what is taken is text, and comes back when encoded.
 */
#include "http/http.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ov_arena *arena = ov_arena_new(0);
    ov_pairs pairs, again;
    ov_err err = {0};

    if (ov_urlencoded_parse(arena, (ov_str){(const char *)data, size}, 100, &pairs, &err) ==
        OV_OK) {
        ov_buf text = {0};
        for (size_t i = 0; i < pairs.n; i++) {
            if (!ov_utf8_valid(pairs.items[i].value) || pairs.n > 100)
                abort();
            ov_buf_printf(&text, "%s%s=%s", i ? "&" : "", ov_url_encode(arena, pairs.items[i].name),
                          ov_url_encode(arena, pairs.items[i].value.ptr));
        }
        if (ov_urlencoded_parse(arena, ov_buf_str(&text), 100, &again, &err) != OV_OK ||
            again.n != pairs.n)
            abort();
        for (size_t i = 0; i < pairs.n; i++)
            if (strcmp(again.items[i].name, pairs.items[i].name) != 0 ||
                !ov_str_eq(again.items[i].value, pairs.items[i].value))
                abort();
        ov_buf_free(&text);
    }
    ov_arena_free(arena);
    return 0;
}
