/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_init.c — `overens init`: the database, made and brought to this version. */
#include "cli/cli.h"

#include "auth/secret.h"

#include <stdio.h>
#include <unistd.h>

static void say(const char *line)
{
    if (isatty(STDOUT_FILENO))
        puts(line);
}

/* The key that seals secrets, when the configuration names a file that is not there. */
static ov_status make_key(ov_cli *cli)
{
    const char *file = cli->home->settings.key_file;

    if (!file || access(file, F_OK) == 0)
        return OV_OK;
    OV_TRY(ov_secret_make(file, &cli->ctx.err));
    fprintf(stderr, "overens: made %s, the key that seals secrets: back it up apart\n", file);
    return OV_OK;
}

int ov_cmd_init(ov_cli *cli, int argc, char **argv)
{
    int64_t version;
    ov_status status;
    int code;

    if (argc > 1)
        return ov_cli_usage("init", "unknown argument %s", argv[1]);
    code = ov_cli_db_create(cli);
    if (code)
        return code;
    status = make_key(cli);
    if (status == OV_OK)
        status = ov_migrate_version(&cli->ctx, "core", &version);
    if (status == OV_OK && version > 0) {
        fputs("overens: the database is there already; overens migrate brings it to this version\n",
              stderr);
        return OV_EXIT_CONFIG;
    }
    if (status == OV_OK)
        status = ov_migrate(&cli->ctx, cli->home->sets, cli->home->n_sets, false, say);
    if (status == OV_OK)
        return OV_EXIT_OK;
    (void)ov_cli_fail(&cli->ctx.err, status);
    return OV_EXIT_CONFIG;
}
