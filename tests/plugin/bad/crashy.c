/* SPDX-License-Identifier: EUPL-1.2 */
/* crashy.c — a well-formed plugin whose pages misbehave, and which has subcommands. */
#include "plugin/plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static ov_status fine_page(ov_req *req)
{
    return ov_send(req, 200, "text/plain; charset=utf-8", OV_LIT("bra"));
}

static ov_status crash_page(ov_req *req)
{
    volatile int *nowhere = (volatile int *)(uintptr_t)16;

    *nowhere = 1;
    return fine_page(req);
}

static ov_status loop_page(ov_req *req)
{
    for (volatile unsigned n = 0;; n++)
        if (n == 4000000000U && getpid() == 0)
            break;
    return fine_page(req);
}

static ov_status exit_page(ov_req *req)
{
    (void)req;
    exit(0);
}

static ov_status half_page(ov_req *req)
{
    OV_TRY(ov_send(req, 200, "text/plain; charset=utf-8", OV_LIT("halva sidan")));
    return OV_INTERNAL;
}

static const ov_route routes[] = {
    {OV_GET, "/", OV_PUBLIC, fine_page},      {OV_GET, "/krasch", OV_PUBLIC, crash_page},
    {OV_GET, "/evigt", OV_PUBLIC, loop_page}, {OV_GET, "/slut", OV_PUBLIC, exit_page},
    {OV_GET, "/halv", OV_PUBLIC, half_page},  {0}};
static int say(ov_ctx *ctx, int argc, char **argv)
{
    printf("%s, %s\n", ctx ? "a database" : "no database", argc > 1 ? argv[1] : "nothing");
    return 1;
}

static const ov_command commands[] = {{"crashy-say", "Say it", "TEXT", false, say},
                                      {"crashy-ask", "Say it with a database", "TEXT", true, say},
                                      {0}};
static const ov_plugin plugin = {OV_PLUGIN_HEAD, .id = "crashy",   .title = "Krascher",
                                 .version = "1", .routes = routes, .commands = commands};

OV_EXPORT const ov_plugin *ov_plugin_entry(void);
const ov_plugin *ov_plugin_entry(void)
{
    return &plugin;
}
