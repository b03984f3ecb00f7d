/* SPDX-License-Identifier: EUPL-1.2 */
/* shortstruct.c — its descriptor is too short to be one. */
#include "plugin/plugin.h"

static ov_status page(ov_req *req)
{
    return ov_send(req, 200, "text/plain; charset=utf-8", OV_LIT("hit ska ingen"));
}

static const ov_route routes[] = {{OV_GET, "/", OV_PUBLIC, page}, {0}};
static const ov_plugin plugin = {.abi_major = OV_ABI_MAJOR,
                                 .struct_size = 40,
                                 .route_size = sizeof(ov_route),
                                 .id = "shortstruct",
                                 .title = "Dålig",
                                 .version = "1",
                                 .routes = routes};

OV_EXPORT const ov_plugin *ov_plugin_entry(void);
const ov_plugin *ov_plugin_entry(void)
{
    return &plugin;
}
