/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_backup.c — `overens backup FILE`: a whole, checked copy of a SQLite database, made while the
 * portal runs. */
#include "cli/cli.h"

#include <stdio.h>

int ov_cmd_backup(ov_cli *cli, int argc, char **argv)
{
    ov_status status;
    int code;

    if (argc != 2 || argv[1][0] == '-')
        return ov_cli_usage("backup", "needs the name of the file to write");
    code = ov_cli_db_open(cli);
    if (code)
        return code;
    status = ov_db_backup(cli->ctx.db, argv[1], &cli->ctx.err);
    if (status == OV_OK) {
        printf("%s: a whole copy of the database\n", argv[1]);
        return OV_EXIT_OK;
    }
    code = ov_cli_fail(&cli->ctx.err, status);
    return status == OV_CONFLICT ? OV_EXIT_INPUT : code;
}
