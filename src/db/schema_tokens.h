/* SPDX-License-Identifier: EUPL-1.2 */
/* schema_tokens.h — the few words in schema files that the engines spell differently. Private to
 * src/db. */
#ifndef OV_DB_SCHEMA_TOKENS_H
#define OV_DB_SCHEMA_TOKENS_H

#include "db/db.h"

/* The text with @id@, @int@, @blob@ and @strict@ replaced for the engine; lines stay lines.
 * OV_INVALID: an unknown token ("line 3: …"). Owns: arena. */
ov_status ov_schema_expand(ov_arena *arena, ov_str text, ov_engine engine, const char **out,
                           ov_err *err) OV_MUST_CHECK;

#endif
