/* SPDX-License-Identifier: EUPL-1.2 */
/* sections.h — the sections "plugin.X" of a configuration file, whose keys only plugin X knows. */
#ifndef OV_PLUGIN_SECTIONS_H
#define OV_PLUGIN_SECTIONS_H

#include "util/config.h"

/* A table that lets every key of every section "plugin.X" in file through as text, but those of
 * plugin except (NULL: none). What is wrong with the file otherwise is left to ov_config_read.
 * OV_IO: it cannot be read. Owns: arena. */
ov_status ov_sections_collect(ov_arena *arena, const char *file, const char *except,
                              const ov_config_key **out, ov_err *err) OV_MUST_CHECK;

/* A table with keys once for every section of the file whose name begins with prefix ("oidc."). As
 * above otherwise. */
ov_status ov_sections_repeat(ov_arena *arena, const char *file, const char *prefix,
                             const ov_config_key *keys, const ov_config_key **out,
                             ov_err *err) OV_MUST_CHECK;

/* The first section of such a table whose plugin is not in names ("hospital, regional"); NULL when
 * all are. */
const char *ov_sections_unnamed(const ov_config_key *table, const char *names);

/* Takes the next name off a list with commas or blanks between; {NULL, 0} at its end. */
ov_str ov_names_next(ov_str *rest);

#endif
