/* SPDX-License-Identifier: EUPL-1.2 */
/* mustache_gettext.c — writes the texts for people of all templates below a folder as a .pot file:
 *
 *   mustache-gettext FOLDER
 *
 * It uses the portal's own compiler, so that a msgid here is the msgid there. A text that stands in
 * several places is written several times: msguniq joins them. */
#include "util/file.h"
#include "view/files.h"
#include "view/program.h"

#include <stdio.h>

typedef struct extraction {
    const ov_template *t;
    int faults;
} extraction;

static size_t line_of(const ov_template *t, uint32_t pos)
{
    size_t line = 1;
    for (uint32_t i = 0; i < pos; i++)
        line += t->source.ptr[i] == '\n';
    return line;
}

static void quote(const char *keyword, const char *text, size_t len)
{
    printf("%s \"", keyword);
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '"' || text[i] == '\\')
            putchar('\\');
        putchar(text[i]);
    }
    puts("\"");
}

static void write_entry(void *arg, const char *msgid, uint32_t pos)
{
    const extraction *e = arg;
    const char *context_end = strchr(msgid, '\004');

    printf("\n#: %s:%zu\n", e->t->file, line_of(e->t, pos));
    if (context_end) {
        quote("msgctxt", msgid, (size_t)(context_end - msgid));
        msgid = context_end + 1;
    }
    quote("msgid", msgid, strlen(msgid));
    puts("msgstr \"\"");
}

static void extract(void *arg, const char *name, const char *path)
{
    extraction *e = arg;
    ov_arena *arena = ov_arena_new(0);
    ov_err err = {0};
    ov_template t = {.name = name, .lang = "sv", .file = path};
    const ov_compile_options options = {.seen = write_entry, .seen_arg = e};

    e->t = &t;
    if (ov_file_read(arena, path, OV_TEMPLATE_LIMIT, &t.source, &err) != OV_OK ||
        ov_compile(arena, &t, t.source, &options, &err) != OV_OK) {
        fprintf(stderr, "%s\n", err.text);
        e->faults++;
    }
    ov_arena_free(arena);
}

int main(int argc, char **argv)
{
    extraction e = {0};
    ov_err err = {0};

    if (argc != 2) {
        fputs("usage: mustache-gettext FOLDER\n", stderr);
        return 2;
    }
    puts("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"");
    if (ov_view_each_file(argv[1], ".mustache", extract, &e, &err) != OV_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 3;
    }
    return e.faults ? 1 : 0;
}
