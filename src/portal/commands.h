/* SPDX-License-Identifier: EUPL-1.2 */
/* commands.h — the names of the program's own subcommands, which no plugin may take. */
#ifndef OV_PORTAL_COMMANDS_H
#define OV_PORTAL_COMMANDS_H

#include "util/base.h"

/* Ended by NULL; the table with what they do is in cli/main.c, and a test compares the two. */
OV_API extern const char *const ov_core_commands[];

#endif
