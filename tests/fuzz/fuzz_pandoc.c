/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_pandoc.c — any bytes as the JSON of a converter that has been taken over: refused, or a tree
 * whose levels hold and whose bodies are text. */
#include "text/kind.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const char *const fuzz_words[];
const char *const fuzz_words[] = {
    "{\"t\":\"Para\",\"c\":[{\"t\":\"Str\",\"c\":\"1 Parter\"}]},",
    "{\"t\":\"Header\",\"c\":[2,[\"\",[\"unnumbered\"],[]],[{\"t\":\"Str\",\"c\":\"A\"}]]},",
    "{\"t\":\"BulletList\",\"c\":[[{\"t\":\"Plain\",\"c\":[]}]]},",
    "{\"t\":\"OrderedList\",\"c\":[[3,{\"t\":\"LowerRoman\"},{\"t\":\"OneParen\"}],[[]]]},",
    "{\"t\":\"Strong\",\"c\":[",
    "{\"t\":\"Note\",\"c\":[",
    "{\"t\":\"Table\",\"c\":[",
    "{\"t\":\"Div\",\"c\":[[\"\",[],[]],[",
    "{\"t\":\"Link\",\"c\":[[\"\",[],[]],[],[\"https://x\",\"\"]]},",
    "{\"t\":\"Span\",\"c\":[[\"\",[\"deletion\"],[]],[]]},",
    "{\"blocks\":[",
    "\"meta\":{\"title\":{\"t\":\"MetaInlines\",\"c\":[]}},",
    "[[[[[[[[",
    "]]]]",
    "}",
    "null",
    "-1",
    "99999999999999999999",
    "\\u0000",
    "\\ud800",
    "|",
    "\\\\",
    NULL};

static void check(const ov_node *node, int parent)
{
    for (; node; node = node->next) {
        if (node->level < 1 || node->level > OV_IMPORT_LEVELS || node->level <= parent)
            abort();
        if (!ov_utf8_valid(ov_str_from(node->body)) || !ov_utf8_valid(ov_str_from(node->heading)))
            abort();
        check(node->first_child, node->level);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ov_arena *arena = ov_arena_new(0);
    ov_err err = {0};
    ov_importer im = {.arena = arena, .err = &err, .title = ""};
    ov_import import;
    ov_status status =
        ov_pandoc_read(&im, (ov_str){(const char *)data, size}, size > 0 && data[0] == ' ');

    if (status == OV_OK && ov_import_finish(&im, &import) == OV_OK) {
        check(import.root, 0);
        if (!ov_utf8_valid(ov_str_from(ov_import_json(arena, &import))))
            abort();
    } else if (!err.text[0]) {
        abort();
    }
    ov_arena_free(arena);
    return 0;
}
