/* SPDX-License-Identifier: EUPL-1.2 */
/* i18n.c — a reader of gettext's .mo files. Everything in a file is checked when it is opened, so
 * that a lookup is a search and nothing else. */
#include "view/i18n.h"

#include "util/file.h"
#include "util/str.h"
#include "view/files.h"

#include <stdlib.h>

#define MAX_FILE ((size_t)16 << 20)
#define MAX_LANG 15

typedef struct entry {
    const char *id, *text;
} entry;

typedef struct catalog {
    char lang[MAX_LANG + 1];
    const entry *entries; /* sorted by id */
    size_t n;
    struct catalog *next;
} catalog;

struct ov_i18n {
    ov_arena *arena;
    catalog *catalogs;
    ov_status status; /* while opening */
    ov_err *err;
};

/* ---- One file ------------------------------------------------------------------------------ */

typedef struct mo {
    const char *path;
    ov_str bytes;
    bool swapped; /* written on a machine of the other byte order */
    ov_err *err;
} mo;

static ov_status malformed(const mo *file, const char *what)
{
    return ov_fail(file->err, OV_INVALID, "%s: not a good .mo file: %s", file->path, what);
}

/* The 32-bit word at a byte that is known to be inside. */
static uint32_t word_at(const mo *file, size_t at)
{
    uint32_t word;
    memcpy(&word, file->bytes.ptr + at, sizeof word);
    return file->swapped ? __builtin_bswap32(word) : word;
}

/* The text that the n-th row of the table at `table` describes; ended by a NUL in the file. */
static ov_status text_at(const mo *file, uint32_t table, size_t n, const char **out)
{
    size_t len = word_at(file, table + n * 8), at = word_at(file, table + n * 8 + 4);

    if (at >= file->bytes.len || len >= file->bytes.len - at || file->bytes.ptr[at + len] != '\0')
        return malformed(file, "a text reaches outside it");
    *out = file->bytes.ptr + at;
    /* Plural forms stand behind a NUL of their own: only the first is used. */
    if (!ov_utf8_valid(ov_str_from(*out)))
        return malformed(file, "a text is not UTF-8");
    return OV_OK;
}

static bool table_fits(const mo *file, uint32_t table, uint32_t n)
{
    return table <= file->bytes.len && n <= (file->bytes.len - table) / 8;
}

static ov_status read_entries(const mo *file, ov_arena *arena, const entry **out, size_t *out_n)
{
    static const uint32_t magic = 0x950412de;
    mo f = *file;

    if (f.bytes.len < 28)
        return malformed(file, "too short");
    f.swapped = word_at(&f, 0) == __builtin_bswap32(magic);
    if (word_at(&f, 0) != magic || word_at(&f, 4) >> 16 > 1)
        return malformed(file, "another kind of file");
    uint32_t n = word_at(&f, 8), ids = word_at(&f, 12), texts = word_at(&f, 16);
    if (!table_fits(&f, ids, n) || !table_fits(&f, texts, n))
        return malformed(file, "a table reaches outside it");

    entry *entries = ov_calloc(arena, (size_t)n + 1, sizeof *entries);
    for (size_t i = 0; i < n; i++) {
        OV_TRY(text_at(&f, ids, i, &entries[i].id));
        OV_TRY(text_at(&f, texts, i, &entries[i].text));
        if (i > 0 && strcmp(entries[i - 1].id, entries[i].id) >= 0)
            return malformed(file, "its texts are not in order");
    }
    *out = entries;
    *out_n = n;
    return OV_OK;
}

/* ---- The folder ---------------------------------------------------------------------------- */

static bool is_lang(const char *name)
{
    size_t n = strlen(name);

    if (n < 2 || n > MAX_LANG)
        return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_@") == n;
}

static ov_status add_catalog(ov_i18n *set, const char *lang, const char *path)
{
    mo file = {.path = path, .err = set->err};
    catalog *c = ov_calloc(set->arena, 1, sizeof *c);

    memcpy(c->lang, lang, strlen(lang));
    OV_TRY(ov_file_read(set->arena, path, MAX_FILE, &file.bytes, set->err));
    OV_TRY(read_entries(&file, set->arena, &c->entries, &c->n));
    c->next = set->catalogs;
    set->catalogs = c;
    return OV_OK;
}

static void each_file(void *arg, const char *name, const char *path)
{
    ov_i18n *set = arg;
    if (set->status == OV_OK && is_lang(name))
        set->status = add_catalog(set, name, path);
}

ov_status ov_i18n_open(const char *dir, ov_i18n **out, ov_err *err)
{
    ov_arena *arena = ov_arena_new(0);
    ov_i18n *set = ov_calloc(arena, 1, sizeof *set);

    set->arena = arena;
    set->err = err;
    ov_status status = ov_view_each_file(dir, ".mo", each_file, set, err);
    if (status == OV_OK)
        status = set->status;
    set->err = NULL;
    if (status == OV_OK)
        *out = set;
    else
        ov_i18n_free(set);
    return status;
}

void ov_i18n_free(ov_i18n *set)
{
    if (set)
        ov_arena_free(set->arena);
}

static int compare(const void *key, const void *element)
{
    return strcmp(key, ((const entry *)element)->id);
}

const char *ov_i18n_get(const ov_i18n *set, const char *lang, const char *msgid)
{
    if (!set || !lang || !msgid || !msgid[0])
        return NULL;
    for (const catalog *c = set->catalogs; c; c = c->next) {
        if (strcmp(c->lang, lang) != 0 || strcmp(lang, "sv") == 0)
            continue;
        const entry *found = bsearch(msgid, c->entries, c->n, sizeof *c->entries, compare);
        return found && found->text[0] ? found->text : NULL;
    }
    return NULL;
}
