/* SPDX-License-Identifier: EUPL-1.2 */
/* cli.c — what the subcommands share: opening, messages, exit codes, options. */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int ov_cli_code(ov_status status)
{
    switch (status) {
    case OV_OK:
        return OV_EXIT_OK;
    case OV_NOT_FOUND:
    case OV_INVALID:
    case OV_TOO_LARGE:
    case OV_IO:
        return OV_EXIT_INPUT;
    case OV_CONFLICT:
    case OV_DENIED:
    case OV_BUSY:
    case OV_GONE:
    case OV_DB:
    case OV_INTERNAL:
        break;
    }
    return OV_EXIT_CONFIG;
}

int ov_cli_fail(const ov_err *err, ov_status status)
{
    fprintf(stderr, "overens: %s\n", err && *err->text ? err->text : ov_status_name(status));
    return ov_cli_code(status);
}

int ov_cli_usage(const char *command, const char *fmt, ...)
{
    va_list args;

    fprintf(stderr, "overens %s: ", command);
    va_start(args, fmt);
    (void)vfprintf(stderr, fmt, args);
    va_end(args);
    fprintf(stderr, "\nSee: overens %s --help\n", command);
    return OV_EXIT_USAGE;
}

int ov_cli_home(ov_cli *cli)
{
    ov_err err = {0};
    ov_status status;

    if (cli->home)
        return OV_EXIT_OK;
    status = ov_home_open(cli->config_file, &cli->home, &err);
    if (status == OV_OK)
        return OV_EXIT_OK;
    fprintf(stderr, "overens: %s\n", err.text);
    if (status == OV_IO)
        fputs("overens: name the configuration with --config FILE or OVERENS_CONFIG\n", stderr);
    return OV_EXIT_CONFIG;
}

int ov_cli_plugins(ov_cli *cli)
{
    if (cli->named || access(cli->config_file, R_OK) == 0)
        return ov_cli_home(cli);
    if (!cli->home)
        cli->home = ov_home_bare();
    return OV_EXIT_OK;
}

static int open_db(ov_cli *cli, bool create)
{
    ov_err err = {0};
    int code = ov_cli_home(cli);

    if (code)
        return code;
    if (cli->ctx.db)
        return OV_EXIT_OK;
    if (ov_home_db(cli->home, create, &err) != OV_OK) {
        fprintf(stderr, "overens: %s\n", err.text);
        return OV_EXIT_CONFIG;
    }
    ov_home_ctx(cli->home, cli->arena, &cli->ctx);
    return OV_EXIT_OK;
}

int ov_cli_db_open(ov_cli *cli)
{
    return open_db(cli, false);
}

int ov_cli_db_create(ov_cli *cli)
{
    return open_db(cli, true);
}

int ov_cli_db(ov_cli *cli)
{
    int code = ov_cli_db_open(cli);

    if (code)
        return code;
    if (ov_migrate_check(&cli->ctx, cli->home->sets, cli->home->n_sets) == OV_OK)
        return OV_EXIT_OK;
    fprintf(stderr, "overens: %s (overens migrate brings an older database up)\n",
            cli->ctx.err.text);
    return OV_EXIT_CONFIG;
}

const char *ov_cli_value(int argc, char **argv, int *i, const char *name, bool *missing)
{
    size_t n = strlen(name);

    *missing = false;
    if (strncmp(argv[*i], name, n) != 0)
        return NULL;
    if (argv[*i][n] == '=')
        return argv[*i] + n + 1;
    if (argv[*i][n] != '\0')
        return NULL;
    if (*i + 1 >= argc) {
        *missing = true;
        return NULL;
    }
    return argv[++*i];
}
