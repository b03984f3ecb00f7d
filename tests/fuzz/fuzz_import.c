/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_import.c — any bytes as a text: it is refused or becomes a tree whose bodies are canonical,
 * whose levels hold, and whose canonical text is read back without loss. */
#include "text/import/import.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const char *const fuzz_words[];
const char *const fuzz_words[] = {"\n1 Parter\n",
                                  "\n1.1 Ansvar\n",
                                  "\nA. OM AVTALET\n",
                                  "\n# 2 Rubrik\n",
                                  "\n\f",
                                  "\nSida 1 (3)\n",
                                  "\n\xef\x82\xb7 punkt",
                                  "\n  - punkt",
                                  "\n1. punkt",
                                  "-\n",
                                  "\xc2\xad\n",
                                  "\n| a | b |\n|---|---|\n| 1 | \\| |\n",
                                  "Betalare RÖ RJL\nRÖ 1 200  \nRJL  3 400\n",
                                  "a  b   c\nd  e   f\ng  h   1\n",
                                  "overens-text-1\ndocument: a\n\n",
                                  "\n\n",
                                  "\\",
                                  "\xc3\xa5",
                                  "\xe5",
                                  "Bilaga 1 ",
                                  "§ 3 ",
                                  " ..... 7\n",
                                  "och ",
                                  "ska ",
                                  NULL};

static void check(ov_arena *arena, const ov_node *node, int parent, size_t *n)
{
    for (; node; node = node->next) {
        const char *again;
        ov_status status;

        if (node->level < 1 || node->level > OV_IMPORT_LEVELS || node->level <= parent)
            abort();
        if (!ov_utf8_valid(ov_str_from(node->body)))
            abort();
        status = ov_canonical_body(arena, ov_str_from(node->body), &again);
        if (status != OV_OK && status != OV_TOO_LARGE)
            abort();
        (void)ov_body_markdown(arena, node->body);
        (*n)++;
        check(arena, node->first_child, node->level, n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ov_arena *arena = ov_arena_new(0);
    ov_import import, again;
    ov_err err;
    size_t n = 0, m = 0;

    if (ov_import_text(arena, (ov_str){(const char *)data, size}, &import, &err) == OV_OK) {
        ov_str text = ov_canonical_text(arena, import.title, "1", 0, import.root);

        check(arena, import.root, 0, &n);
        if (!ov_utf8_valid(ov_str_from(ov_import_json(arena, &import))))
            abort();
        if (ov_import_text(arena, text, &again, &err) != OV_OK)
            abort();
        check(arena, again.root, 0, &m);
        if (n != m || !ov_str_eq(text, ov_canonical_text(arena, again.title, "1", 0, again.root)))
            abort();
    }
    ov_arena_free(arena);
    return 0;
}
