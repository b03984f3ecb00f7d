/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_serve.c — `overens serve`. */
#include "cli/cmd_serve.h"

#include "portal/serve.h"

int ov_cmd_serve(const char *config_file, int argc, char **argv)
{
    return ov_serve_portal(config_file, argc, argv);
}
