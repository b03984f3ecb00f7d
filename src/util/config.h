/* SPDX-License-Identifier: EUPL-1.2 */
/* config.h — the typed configuration: INI text (inih) against a table of known keys. */
#ifndef OV_UTIL_CONFIG_H
#define OV_UTIL_CONFIG_H

#include "util/arena.h"
#include "util/err.h"

#include <stdio.h>

typedef enum ov_key_type {
    OV_KEY_TEXT,
    OV_KEY_INT,
    OV_KEY_BOOL,
    OV_KEY_PATH,
    OV_KEY_DURATION,
    OV_KEY_SIZE
} ov_key_type;

/* One row of the table of keys; {0} ends it. Durations are written "30s", "10m", "2h" (default unit
 * s) and read as seconds; sizes "64k", "16m" as bytes; booleans on/off/yes/no/true/false. */
typedef struct ov_config_key {
    const char *section, *name;
    ov_key_type type;
    const char *def; /* default as written in the file; NULL: required */
    bool reload;     /* takes effect at HUP (else at restart) */
    const char *meaning;
    int64_t min, max; /* for numbers; 0, 0: no bounds */
} ov_config_key;

typedef struct ov_config ov_config;

/* Reads path against the tables (an array of n tables, each ended by {0}). Unknown section or key,
 * a value of the wrong type, a missing required key: OV_INVALID, and err says "path:line: …". A
 * relative OV_KEY_PATH is taken from the file's own folder. Owns: everything lives in arena. */
OV_API ov_status ov_config_read(ov_arena *arena, const char *path,
                                const ov_config_key *const *tables, size_t n, ov_config **out,
                                ov_err *err) OV_MUST_CHECK;
/* A copy of a file's text as a descriptor in memory. Owns: close. */
OV_API ov_status ov_config_copy(const char *path, int *fd, ov_err *err) OV_MUST_CHECK;
/* From now on what is read as path comes from the copy fd; messages and relative paths still go by
 * path. -1: from the file again. path is kept, not copied. */
OV_API void ov_config_stand_in(const char *path, int fd);
/* Opens path, or the copy that stands in for it, to read; NULL and errno as fopen. */
OV_API FILE *ov_config_open(const char *path);
/* The value, default included. Asking for a key that is in no table is a fault of ours and aborts.
 */
OV_API const char *ov_config_text(const ov_config *config, const char *section, const char *name);
OV_API int64_t ov_config_int(const ov_config *config, const char *section, const char *name);
OV_API bool ov_config_bool(const ov_config *config, const char *section, const char *name);
/* Where the value stands, for a message about it: "FILE:LINE", or "FILE" for a default. Owns: the
 * configuration's arena. */
OV_API const char *ov_config_at(const ov_config *config, const char *section, const char *name);
/* Is there what a path names? Empty paths are well. OV_INVALID: "FILE:LINE: section.key: why". */
typedef enum ov_path_kind { OV_PATH_FILE, OV_PATH_SECRET, OV_PATH_FOLDER } ov_path_kind;
OV_API ov_status ov_config_path_check(const ov_config *config, const char *section,
                                      const char *name, ov_path_kind kind,
                                      ov_err *err) OV_MUST_CHECK;

#endif
