/* SPDX-License-Identifier: EUPL-1.2 */
/* emptypermission.c — a route whose permission is an empty text. */
#include "plugin/plugin.h"

static ov_status page(ov_req *req)
{
    return ov_send(req, 200, "text/plain; charset=utf-8", OV_LIT("hit ska ingen"));
}

static const ov_route routes[] = {{OV_GET, "/", "", page}, {0}};
static const ov_plugin plugin = {OV_PLUGIN_HEAD, .id = "emptypermission", .title = "Dålig",
                                 .version = "1", .routes = routes};

OV_EXPORT const ov_plugin *ov_plugin_entry(void);
const ov_plugin *ov_plugin_entry(void)
{
    return &plugin;
}
