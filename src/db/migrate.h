/* SPDX-License-Identifier: EUPL-1.2 */
/* migrate.h — numbered, forward-only migrations: schema/NNNN_name.sql (or NNNN_name.sqlite.sql and
 * NNNN_name.postgres.sql where the engines differ), one transaction each, recorded with SHA-256.
 *
 * Tokens in the files: @id@ (integer key given by the database), @int@, @blob@, @strict@,
 * @clustered@,
 * @bytes@ (a collation). */
#ifndef OV_DB_MIGRATE_H
#define OV_DB_MIGRATE_H

#include "db/db.h"

/* One set of migrations: "core" from schema/, a plugin's id from its schema folder. */
typedef struct ov_migration_set {
    const char *name;
    const char *dir;
} ov_migration_set;

/* Applies what is missing, in the order of the sets and their numbers; reports each by name through
 * say (may be NULL). With dry_run nothing is written. OV_CONFLICT when an applied file was altered
 * or is missing (a database from a newer version). */
OV_API ov_status ov_migrate(ov_ctx *ctx, const ov_migration_set *sets, size_t n, bool dry_run,
                            void (*say)(const char *line)) OV_MUST_CHECK;
/* OV_OK when exactly these migrations are applied; else OV_CONFLICT and ctx->err says which
 * differs. */
OV_API ov_status ov_migrate_check(ov_ctx *ctx, const ov_migration_set *sets,
                                  size_t n) OV_MUST_CHECK;
/* The highest applied number of a set, 0 when none. */
OV_API ov_status ov_migrate_version(ov_ctx *ctx, const char *set, int64_t *out) OV_MUST_CHECK;

#endif
