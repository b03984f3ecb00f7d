/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_migrate.c — `overens migrate [--dry-run]`: brings the database to this version. */
#include "cli/cli.h"

#include "text/original.h"
#include "text/render.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int said;

static void say(const char *line)
{
    said++;
    printf("%s\n", line);
}

int ov_cmd_migrate(ov_cli *cli, int argc, char **argv)
{
    bool dry_run = argc == 2 && strcmp(argv[1], "--dry-run") == 0;
    ov_status status;
    int code;

    if (argc > 1 && !dry_run)
        return ov_cli_usage("migrate", "unknown argument %s", argv[1]);
    code = ov_cli_db_open(cli);
    if (code)
        return code;
    status = ov_migrate(&cli->ctx, cli->home->sets, cli->home->n_sets, dry_run, say);
    if (status == OV_OK && !dry_run)
        status = ov_text_rerender(&cli->ctx);
    if (status == OV_OK && !dry_run)
        status = ov_upload_check_missing(&cli->ctx);
    if (status == OV_OK && !dry_run)
        status = ov_search_index_missing(cli);
    if (status != OV_OK) {
        (void)ov_cli_fail(&cli->ctx.err, status);
        return OV_EXIT_CONFIG;
    }
    if (!said && isatty(STDOUT_FILENO))
        puts("Nothing to do: the database is of this version.");
    return OV_EXIT_OK;
}
