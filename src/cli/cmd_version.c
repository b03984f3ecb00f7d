/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_version.c — `overens version`: product, plugin ABI, schema and canonical text, each its own
 * number. */
#include "cli/cli.h"

#include "plugin/plugin.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif
#define TEXT_VERSION "overens-text-1"

/* The highest number among the core's migration files; 0 when there are none. */
static long newest_migration(const char *dir)
{
    DIR *folder = opendir(dir);
    const struct dirent *entry;
    long newest = 0;

    if (!folder)
        return 0;
    while ((entry = readdir(folder)) != NULL) {
        long number =
            strspn(entry->d_name, "0123456789") == 4 ? strtol(entry->d_name, NULL, 10) : 0;

        if (number > newest)
            newest = number;
    }
    closedir(folder);
    return newest;
}

int ov_cmd_version(ov_cli *cli, int argc, char **argv)
{
    bool json = argc == 2 && !strcmp(argv[1], "--json");
    ov_settings settings;
    ov_err err;
    const char *data = ov_default_data_dir();
    long schema;

    if (argc > 1 && !json)
        return ov_cli_usage("version", "unknown argument %s", argv[1]);
    if (access(cli->config_file, R_OK) == 0 &&
        ov_settings_read(cli->arena, cli->config_file, &settings, &err) == OV_OK)
        data = settings.data_dir;
    schema = newest_migration(ov_printf(cli->arena, "%s/schema", data));
    if (json)
        printf("{\"product\":\"%s\",\"abi\":\"%d.%d\",\"schema\":%ld,\"text\":\"%s\"}\n",
               PACKAGE_VERSION, OV_ABI_MAJOR, OV_ABI_MINOR, schema, TEXT_VERSION);
    else
        printf("overens %s\nplugin ABI %d.%d\nschema %ld\ntext %s\n", PACKAGE_VERSION, OV_ABI_MAJOR,
               OV_ABI_MINOR, schema, TEXT_VERSION);
    return OV_EXIT_OK;
}
