/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_routes.c — `overens routes`: every address of the core, of every matter and of each plugin,
 * with the permission that it asks for. */
#include "cli/cli.h"

#include "pages/admin/rights_list.h"
#include "portal/app.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static int print_json(const ov_route_row *rows, size_t n)
{
    json_t *list = json_array();
    int written;

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "method", rows[i].method,
                                              "pattern", rows[i].pattern, "permission",
                                              rows[i].permission, "from", rows[i].from));
    written = json_dumpf(list, stdout, JSON_INDENT(1));
    json_decref(list);
    fputc('\n', stdout);
    return written == 0 ? OV_EXIT_OK : OV_EXIT_INPUT;
}

static void print_text(const ov_route_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        printf("%-4s %-50s %-20s %s\n", rows[i].method, rows[i].pattern, rows[i].permission,
               rows[i].from);
}

/* The addresses for machines stand in no table: they are answered before one is looked at. */
static size_t with_machines(ov_arena *arena, size_t n, const ov_route_row **rows)
{
    ov_route_row *all;
    const char *path;
    bool post;
    size_t more = 0;

    while (ov_machine_path(more, &post))
        more++;
    all = ov_calloc(arena, n + more + 1, sizeof *all);
    memcpy(all, *rows, n * sizeof *all);
    for (size_t i = 0; (path = ov_machine_path(i, &post)); i++)
        all[n++] = (ov_route_row){.method = post ? "POST" : "GET",
                                  .pattern = path,
                                  .permission = OV_PUBLIC,
                                  .from = "machine"};
    *rows = all;
    return n;
}

int ov_cmd_routes(ov_cli *cli, int argc, char **argv)
{
    bool json = argc == 2 && !strcmp(argv[1], "--json");
    const ov_route_row *rows;
    int code;
    size_t n;

    if (argc > 1 && !json)
        return ov_cli_usage("routes", "unknown argument %s", argv[1]);
    code = ov_cli_plugins(cli);
    if (code)
        return code;
    n = ov_route_list(cli->arena, cli->home->registry, &rows);
    n = with_machines(cli->arena, n, &rows);
    if (json)
        return print_json(rows, n);
    print_text(rows, n);
    return OV_EXIT_OK;
}
