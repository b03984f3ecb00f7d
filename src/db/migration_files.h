/* SPDX-License-Identifier: EUPL-1.2 */
/* migration_files.h — the migrations of a set as they stand on disk. Private to src/db. */
#ifndef OV_DB_MIGRATION_FILES_H
#define OV_DB_MIGRATION_FILES_H

#include "db/migrate.h"
#include "util/hash.h"

typedef struct ov_migration {
    int64_t number;
    const char *name; /* "core" of 0001_core.sqlite.sql */
    const char *path;
    ov_str text; /* as on disk */
    char sha256[OV_HASH_HEX];
} ov_migration;

/* The files of the set that concern this engine, by number. OV_IO: unreadable; OV_INVALID: a .sql
 * file with another kind of name, or two with one number. Owns: arena. */
ov_status ov_migration_files(ov_arena *arena, const ov_migration_set *set, ov_engine engine,
                             ov_migration **out, size_t *n, ov_err *err) OV_MUST_CHECK;

#endif
