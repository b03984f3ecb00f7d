/* SPDX-License-Identifier: EUPL-1.2 */
/* sections.c — finds the plugins' sections of a configuration file before the plugins are there. */
#include "plugin/sections.h"

#include "util/str.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct collector {
    ov_arena *arena;
    const char *prefix, *except;
    const ov_config_key *repeat; /* what each section has; NULL: whatever stands in it */
    const char *section;         /* NULL: not one of those */
    ov_config_key *keys;
    size_t n, cap;
} collector;

/* The next place in the array, which stays ended by {0}. */
static ov_config_key *new_key(collector *c)
{
    if (c->n + 1 >= c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 16;
        ov_config_key *grown = ov_calloc(c->arena, cap, sizeof *grown);

        if (c->n)
            memcpy(grown, c->keys, c->n * sizeof *grown);
        c->keys = grown;
        c->cap = cap;
    }
    return &c->keys[c->n++];
}

static void add_key(collector *c, ov_str name)
{
    for (size_t i = 0; i < c->n; i++)
        if (!strcmp(c->keys[i].section, c->section) && ov_str_is(name, c->keys[i].name))
            return;
    *new_key(c) = (ov_config_key){.section = c->section,
                                  .name = ov_str_z(c->arena, name),
                                  .type = OV_KEY_TEXT,
                                  .def = "",
                                  .meaning = ""};
}

static void begin_section(collector *c, ov_str section)
{
    size_t n = strlen(c->prefix);

    c->section = NULL;
    if (!ov_str_starts(section, c->prefix) ||
        (c->except && ov_str_is((ov_str){section.ptr + n, section.len - n}, c->except)))
        return;
    c->section = ov_str_z(c->arena, section);
    for (size_t i = 0; c->repeat && i < c->n; i++)
        if (!strcmp(c->keys[i].section, c->section))
            return; /* the same section once more */
    for (const ov_config_key *key = c->repeat; key && key->name; key++) {
        ov_config_key *mine = new_key(c);

        *mine = *key;
        mine->section = c->section;
    }
}

static void read_line(collector *c, ov_str line)
{
    ov_str name;
    size_t end;

    if (!line.len || line.ptr[0] == '#' || line.ptr[0] == ';')
        return;
    if (line.ptr[0] == '[') {
        ov_str rest = {line.ptr + 1, line.len - 1};
        ov_str section = ov_str_cut(&rest, ']');

        begin_section(c, section);
        return;
    }
    if (!c->section || c->repeat)
        return;
    for (end = 0; end < line.len && line.ptr[end] != '=' && line.ptr[end] != ':'; end++)
        ;
    name = ov_str_trim((ov_str){line.ptr, end});
    if (name.len && end < line.len)
        add_key(c, name);
}

static ov_status collect(collector *c, const char *file, const ov_config_key **out, ov_err *err)
{
    FILE *in = ov_config_open(file);
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;

    if (!in)
        return ov_fail(err, OV_IO, "%s: %s", file, strerror(errno));
    while ((len = getline(&line, &cap, in)) >= 0)
        read_line(c, ov_str_trim((ov_str){line, (size_t)len}));
    free(line);
    if (ferror(in)) {
        (void)fclose(in);
        return ov_fail(err, OV_IO, "%s: cannot be read", file);
    }
    (void)fclose(in);
    if (!c->keys)
        c->keys = ov_calloc(c->arena, 1, sizeof *c->keys);
    *out = c->keys; /* ended by {0}: the array is cleared and never full */
    return OV_OK;
}

ov_status ov_sections_collect(ov_arena *arena, const char *file, const char *except,
                              const ov_config_key **out, ov_err *err)
{
    collector c = {.arena = arena, .prefix = "plugin.", .except = except};

    return collect(&c, file, out, err);
}

ov_status ov_sections_repeat(ov_arena *arena, const char *file, const char *prefix,
                             const ov_config_key *keys, const ov_config_key **out, ov_err *err)
{
    collector c = {.arena = arena, .prefix = prefix, .repeat = keys};

    return collect(&c, file, out, err);
}

ov_str ov_names_next(ov_str *rest)
{
    ov_str name;
    size_t n = 0;

    while (rest->len && (*rest->ptr == ',' || *rest->ptr == ' ' || *rest->ptr == '\t')) {
        rest->ptr++;
        rest->len--;
    }
    if (!rest->len)
        return (ov_str){NULL, 0};
    while (n < rest->len && rest->ptr[n] != ',' && rest->ptr[n] != ' ' && rest->ptr[n] != '\t')
        n++;
    name = (ov_str){rest->ptr, n};
    rest->ptr += n;
    rest->len -= n;
    return name;
}

const char *ov_sections_unnamed(const ov_config_key *table, const char *names)
{
    for (; table->section; table++) {
        ov_str rest = ov_str_from(names);
        bool found = false;

        for (ov_str name; (name = ov_names_next(&rest)).len;)
            found = found || ov_str_is(name, table->section + strlen("plugin."));
        if (!found)
            return table->section;
    }
    return NULL;
}
