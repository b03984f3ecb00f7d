/* SPDX-License-Identifier: EUPL-1.2 */
/* view_names.c — which template a view's name means, looked up in the folders once per worker. */
#include "plugin/site.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 512 /* a power of two; past half of them nothing more is remembered */

typedef struct entry {
    uint64_t hash;
    char *key;  /* "regional frames" */
    char *name; /* "regional/frames" */
} entry;

struct ov_view_names {
    entry slots[SLOTS];
    size_t n;
};

ov_view_names *ov_view_names_new(void)
{
    ov_view_names *names = calloc(1, sizeof *names);

    if (!names)
        abort();
    return names;
}

void ov_view_names_free(ov_view_names *names)
{
    if (!names)
        return;
    for (size_t i = 0; i < SLOTS; i++) {
        free(names->slots[i].key);
        free(names->slots[i].name);
    }
    free(names);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    while (*text)
        hash = (hash ^ (unsigned char)*text++) * 0x100000001b3U;
    return hash;
}

/* Is key "PLUGIN NAME"? */
static bool is_key(const char *key, const char *plugin, const char *name)
{
    size_t n = strlen(plugin);

    return !strncmp(key, plugin, n) && key[n] == ' ' && !strcmp(key + n + 1, name);
}

/* A name with a folder is whole; else the plugin's folder comes before pages/. */
static void resolve(const ov_templates *templates, const char *plugin, const char *name,
                    ov_buf *out)
{
    if (strchr(name, '/')) {
        ov_buf_addz(out, name);
        return;
    }
    if (*plugin) {
        ov_buf_printf(out, "%s/%s", plugin, name);
        if (ov_templates_has(templates, out->ptr))
            return;
        ov_buf_clear(out);
    }
    ov_buf_printf(out, "pages/%s", name);
}

const char *ov_view_names_find(ov_view_names *names, ov_arena *arena, const ov_templates *templates,
                               const char *plugin, const char *name)
{
    ov_buf found = {0}, key = {0};
    const char *copy;
    uint64_t hash;
    size_t i;

    plugin = plugin ? plugin : "";
    hash = hash_text(hash_text(0xcbf29ce484222325U, plugin) ^ ' ', name);
    for (i = hash % SLOTS; names->slots[i].key; i = (i + 1) % SLOTS)
        if (names->slots[i].hash == hash && is_key(names->slots[i].key, plugin, name))
            return names->slots[i].name;
    resolve(templates, plugin, name, &found);
    if (names->n < SLOTS / 2) {
        ov_buf_printf(&key, "%s %s", plugin, name);
        names->slots[i] = (entry){hash, key.ptr, found.ptr};
        names->n++;
        return found.ptr;
    }
    copy = ov_strdup(arena, found.ptr);
    ov_buf_free(&found);
    return copy;
}
