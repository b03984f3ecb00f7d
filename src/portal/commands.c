/* SPDX-License-Identifier: EUPL-1.2 */
/* commands.c — the names of the program's own subcommands. */
#include "portal/commands.h"

const char *const ov_core_commands[] = {
    "check-config", "demo",           "diff",    "export",  "help",    "identity", "import-minutes",
    "import-text",  "init",           "migrate", "party",   "reindex", "render",   "rights",
    "routes",       "render-pdf",     "backup",  "restore", "serve",   "sql",      "user",
    "verify",       "verify-receipt", "version", "mail",    NULL};
