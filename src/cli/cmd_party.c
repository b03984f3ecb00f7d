/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_party.c — `overens party import FILE`: organisations from CSV. */
#include "cli/cli.h"

#include "register/register.h"

#include <stdio.h>
#include <string.h>

int ov_cmd_party(ov_cli *cli, int argc, char **argv)
{
    int64_t saved;
    ov_status status;
    int code;

    if (argc != 3 || strcmp(argv[1], "import") != 0)
        return ov_cli_usage("party", "import FILE is wanted");
    code = ov_cli_db(cli);
    if (code)
        return code;
    status = ov_party_import(&cli->ctx, argv[2], &saved);
    if (status != OV_OK)
        return ov_cli_fail(&cli->ctx.err, status);
    printf("%lld organisations saved\n", (long long)saved);
    return OV_EXIT_OK;
}
