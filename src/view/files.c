/* SPDX-License-Identifier: EUPL-1.2 */
/* files.c — what files a folder has. */
#include "view/files.h"

#include "util/str.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define MAX_FOLDERS 8 /* inside each other */

bool ov_view_has_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

typedef struct walk {
    ov_arena *arena;
    const char *suffix;
    void (*fn)(void *arg, const char *name, const char *path);
    void *arg;
    ov_err *err;
} walk;

static ov_status walk_folder(const walk *w, const char *dir, const char *below, int depth);

static ov_status visit(const walk *w, const char *dir, const char *below, const char *entry,
                       int depth)
{
    const char *path = ov_printf(w->arena, "%s/%s", dir, entry);
    const char *name = ov_printf(w->arena, "%s%s", below, entry);
    struct stat st;

    if (entry[0] == '.' || stat(path, &st) != 0)
        return OV_OK;
    if (S_ISDIR(st.st_mode))
        return depth < MAX_FOLDERS
                   ? walk_folder(w, path, ov_printf(w->arena, "%s/", name), depth + 1)
                   : OV_OK;
    if (!S_ISREG(st.st_mode) || !ov_str_ends(ov_str_from(entry), w->suffix))
        return OV_OK;
    w->fn(w->arg, ov_strndup(w->arena, name, strlen(name) - strlen(w->suffix)), path);
    return OV_OK;
}

static ov_status walk_folder(const walk *w, const char *dir, const char *below, int depth)
{
    struct dirent **entries;
    ov_status status = OV_OK;
    int n = scandir(dir, &entries, NULL, alphasort);

    if (n < 0)
        return errno == ENOENT ? OV_OK : ov_fail(w->err, OV_IO, "%s: %s", dir, strerror(errno));
    for (int i = 0; i < n; i++) {
        if (status == OV_OK)
            status = visit(w, dir, below, entries[i]->d_name, depth);
        free(entries[i]);
    }
    free(entries);
    return status;
}

ov_status ov_view_each_file(const char *dir, const char *suffix,
                            void (*fn)(void *arg, const char *name, const char *path), void *arg,
                            ov_err *err)
{
    walk w = {ov_arena_new(0), suffix, fn, arg, err};
    ov_status status = walk_folder(&w, dir, "", 0);
    ov_arena_free(w.arena);
    return status;
}
