/* SPDX-License-Identifier: EUPL-1.2 */
/* originpermission.c — a route with the permission that is kept for the core: anybody, without a
 * form token. */
#include "plugin/plugin.h"

static ov_status page(ov_req *req)
{
    return ov_send(req, 200, "text/plain; charset=utf-8", OV_LIT("hit ska ingen"));
}

static const ov_route routes[] = {{OV_GET, "/", OV_ORIGIN, page}, {0}};
static const ov_plugin plugin = {OV_PLUGIN_HEAD, .id = "originpermission", .title = "Dålig",
                                 .version = "1", .routes = routes};

OV_EXPORT const ov_plugin *ov_plugin_entry(void);
const ov_plugin *ov_plugin_entry(void)
{
    return &plugin;
}
