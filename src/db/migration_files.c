/* SPDX-License-Identifier: EUPL-1.2 */
/* migration_files.c — the migrations of a set as they stand on disk. */
#include "db/migration_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_FILES 1000
#define MOST_BYTES ((off_t)16 * 1024 * 1024)

typedef enum kind { NOT_SQL, BAD_NAME, OTHER_ENGINE, OURS } kind;

/* NNNN_name.sql, NNNN_name.sqlite.sql, NNNN_name.postgres.sql */
static kind parse_name(ov_arena *arena, const char *file, ov_engine engine, ov_migration *out)
{
    static const char *const endings[] = {".sqlite", ".postgres"}; /* by ov_engine */
    ov_str rest = ov_str_from(file), number = {file, 4}, name;
    size_t n;

    if (file[0] == '.' || !ov_str_ends(rest, ".sql"))
        return NOT_SQL;
    rest.len -= 4;
    if (rest.len < 6 || file[4] != '_' || ov_parse_int(number, &out->number) != OV_OK ||
        out->number < 1)
        return BAD_NAME;
    name = (ov_str){file + 5, rest.len - 5};
    n = strspn(name.ptr, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (n == 0)
        return BAD_NAME;
    rest = (ov_str){name.ptr + n, n < name.len ? name.len - n : 0};
    out->name = ov_strndup(arena, name.ptr, name.len - rest.len);
    if (rest.len == 0 || ov_str_is(rest, endings[engine]))
        return OURS;
    return ov_str_is(rest, endings[1 - (int)engine]) ? OTHER_ENGINE : BAD_NAME;
}

static ov_status read_whole(ov_arena *arena, const char *path, ov_str *out, ov_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ov_status status = OV_OK;
    size_t got = 0;
    struct stat st;
    char *text;

    if (fd < 0)
        return ov_fail(err, OV_IO, "%s: %s", path, strerror(errno));
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > MOST_BYTES) {
        close(fd);
        return ov_fail(err, OV_IO, "%s: not a plain file of at most 16 MB", path);
    }
    text = ov_alloc(arena, (size_t)st.st_size + 1);
    while (status == OV_OK && got < (size_t)st.st_size) {
        ssize_t r = read(fd, text + got, (size_t)st.st_size - got);

        if (r > 0)
            got += (size_t)r;
        else if (r == 0 || errno != EINTR)
            status = ov_fail(err, OV_IO, "%s: %s", path, r ? strerror(errno) : "shorter than said");
    }
    close(fd);
    text[got] = '\0';
    if (status == OV_OK)
        *out = (ov_str){text, got};
    return status;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = ((const ov_migration *)a)->number, y = ((const ov_migration *)b)->number;

    return (x > y) - (x < y);
}

static ov_status collect(ov_arena *arena, DIR *folder, const ov_migration_set *set,
                         ov_engine engine, ov_migration *list, size_t *n, ov_err *err)
{
    const struct dirent *entry;

    *n = 0;
    while ((entry = readdir(folder))) {
        ov_migration m = {0};
        kind what = parse_name(arena, entry->d_name, engine, &m);

        if (what == BAD_NAME)
            return ov_fail(err, OV_INVALID, "%s/%s: a migration is named NNNN_name.sql", set->dir,
                           entry->d_name);
        if (what != OURS)
            continue;
        if (*n == MOST_FILES)
            return ov_fail(err, OV_INVALID, "%s: over %d migrations", set->dir, MOST_FILES);
        m.path = ov_printf(arena, "%s/%s", set->dir, entry->d_name);
        OV_TRY(read_whole(arena, m.path, &m.text, err));
        ov_sha256_hex(m.text, m.sha256);
        list[(*n)++] = m;
    }
    return OV_OK;
}

ov_status ov_migration_files(ov_arena *arena, const ov_migration_set *set, ov_engine engine,
                             ov_migration **out, size_t *n, ov_err *err)
{
    ov_migration *list = ov_calloc(arena, MOST_FILES, sizeof *list);
    DIR *folder = opendir(set->dir);
    ov_status status;

    if (!folder)
        return ov_fail(err, OV_IO, "%s: %s", set->dir, strerror(errno));
    status = collect(arena, folder, set, engine, list, n, err);
    closedir(folder);
    OV_TRY(status);
    qsort(list, *n, sizeof *list, by_number);
    for (size_t i = 1; i < *n; i++) {
        if (list[i].number == list[i - 1].number)
            return ov_fail(err, OV_INVALID, "%s and %s have the same number", list[i - 1].path,
                           list[i].path);
    }
    *out = list;
    return OV_OK;
}
