/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_init.c — `overens init`: the database, made and brought to this version. */
#include "cli/cli.h"

#include <stdio.h>

static int applied;

static void say(const char *line)
{
    applied++;
    printf("%s\n", line);
}

int ov_cmd_init(ov_cli *cli, int argc, char **argv)
{
    ov_status status;
    int code;

    if (argc > 1)
        return ov_cli_usage("init", "unknown argument %s", argv[1]);
    code = ov_cli_db_create(cli);
    if (code)
        return code;
    status = ov_migrate(&cli->ctx, cli->home->sets, cli->home->n_sets, false, say);
    if (status != OV_OK) {
        (void)ov_cli_fail(&cli->ctx.err, status);
        return OV_EXIT_CONFIG;
    }
    if (!applied)
        puts("The database is there already, and of this version.");
    return OV_EXIT_OK;
}
