/* SPDX-License-Identifier: EUPL-1.2 */
/* cli.h — what every subcommand of `overens` gets, and the exit codes (interfaces.md). */
#ifndef OV_CLI_CLI_H
#define OV_CLI_CLI_H

#include "portal/home.h"

enum {
    OV_EXIT_OK = 0,
    OV_EXIT_FINDINGS = 1, /* verify failed, rows rejected, texts differ */
    OV_EXIT_USAGE = 2,
    OV_EXIT_INPUT = 3, /* unreadable input */
    OV_EXIT_CONFIG = 4 /* configuration or database */
};

typedef struct ov_cli {
    const char *config_file; /* --config, $OVERENS_CONFIG or the standard place; absolute */
    bool named;              /* by --config or $OVERENS_CONFIG: it must be there */
    ov_arena *arena;
    ov_home *home; /* NULL until ov_cli_home */
    ov_ctx ctx;    /* of the system; its db is NULL until ov_cli_db */
} ov_cli;

/* A subcommand. argv[0] is its name; --help is answered before run is called, with "usage: overens
 * NAME USAGE" and help below. */
typedef struct ov_subcommand {
    const char *name, *summary, *usage, *help;
    int (*run)(ov_cli *cli, int argc, char **argv);
} ov_subcommand;

/* Opens the configuration and the plugins / also the database; once, later calls find it open. On
 * failure a message has been written: return what they return (OV_EXIT_CONFIG). 0: fine. */
int ov_cli_home(ov_cli *cli);
/* Only the plugins are wanted: with the configuration where one is named or can be read, else those
 * that came with the program. */
int ov_cli_plugins(ov_cli *cli);
int ov_cli_db(ov_cli *cli);        /* schema checked: refuses an older or newer one */
int ov_cli_db_open(ov_cli *cli);   /* for migrate: as it is */
int ov_cli_db_create(ov_cli *cli); /* for init: made when it is missing */

/* Writes "overens: text" (or, with ctx, the text of ctx->err and its status) to standard error and
 * returns the exit code: OV_EXIT_USAGE here, by status below. */
int ov_cli_usage(const char *command, const char *fmt, ...) OV_PRINTF(2, 3);
int ov_cli_fail(const ov_err *err, ov_status status);
int ov_cli_code(ov_status status); /* INVALID, NOT_FOUND, IO: input; DB, BUSY …: configuration */

/* Takes the value of "--name VALUE" or "--name=VALUE" at argv[*i], moving *i to the value's place.
 * NULL: it is another option. *missing: the option is there without a value. */
const char *ov_cli_value(int argc, char **argv, int *i, const char *name, bool *missing);

/* The subcommands, each in its cmd_….c; ov_subcommands[] in main.c lists them. */
int ov_cmd_backup(ov_cli *cli, int argc, char **argv);
int ov_cmd_check_config(ov_cli *cli, int argc, char **argv);
int ov_cmd_demo(ov_cli *cli, int argc, char **argv);
int ov_cmd_diff(ov_cli *cli, int argc, char **argv);
int ov_cmd_export(ov_cli *cli, int argc, char **argv);
int ov_cmd_identity(ov_cli *cli, int argc, char **argv);
int ov_cmd_import_text(ov_cli *cli, int argc, char **argv);
int ov_cmd_init(ov_cli *cli, int argc, char **argv);
int ov_cmd_mail(ov_cli *cli, int argc, char **argv);
int ov_cmd_migrate(ov_cli *cli, int argc, char **argv);
int ov_cmd_party(ov_cli *cli, int argc, char **argv);
int ov_cmd_reindex(ov_cli *cli, int argc, char **argv);
int ov_cmd_render(ov_cli *cli, int argc, char **argv);
int ov_cmd_render_pdf(ov_cli *cli, int argc, char **argv);
int ov_cmd_rights(ov_cli *cli, int argc, char **argv);
int ov_cmd_routes(ov_cli *cli, int argc, char **argv);
int ov_cmd_sql(ov_cli *cli, int argc, char **argv);
int ov_cmd_user(ov_cli *cli, int argc, char **argv);
int ov_cli_user_mandate(ov_cli *cli, int argc, char **argv); /* user mandate LOGIN … */
int ov_cmd_verify(ov_cli *cli, int argc, char **argv);
int ov_cmd_verify_receipt(ov_cli *cli, int argc, char **argv);
int ov_cmd_version(ov_cli *cli, int argc, char **argv);

/* Fills a search index that is empty (a database from before there was one); sorts in what waits. */
ov_status ov_search_index_missing(ov_cli *cli) OV_MUST_CHECK;

#endif
