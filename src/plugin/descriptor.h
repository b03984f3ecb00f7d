/* SPDX-License-Identifier: EUPL-1.2 */
/* descriptor.h — reads a plugin's descriptor, however old its headers were, and checks it. */
#ifndef OV_PLUGIN_DESCRIPTOR_H
#define OV_PLUGIN_DESCRIPTOR_H

#include "plugin/loader.h"

/* The sizes of ABI 1.0: nothing may be smaller. New members are added after them. */
#define OV_PLUGIN_SIZE_1_0 (offsetof(ov_plugin, sql) + sizeof(const ov_sql *))
#define OV_ROUTE_SIZE_1_0 (offsetof(ov_route, page) + sizeof(ov_page_fn))
#define OV_NAV_SIZE_1_0 (offsetof(ov_nav_item, permission) + sizeof(const char *))
#define OV_COMMAND_SIZE_1_0 (offsetof(ov_command, run) + sizeof(void (*)(void)))
#define OV_ACTION_SIZE_1_0 (offsetof(ov_action, title) + sizeof(const char *))
#define OV_KEY_SIZE_1_0 (offsetof(ov_config_key, max) + sizeof(int64_t))

/* Copies given to *out with the core's sizes. Returns NULL, or what is wrong (arena). Reads only
 * what the descriptor says is there. */
const char *ov_descriptor_read(ov_arena *arena, const ov_plugin *given, ov_plugin *out);
/* Checks the copy: texts, actions, routes, menu, commands, keys, states. Returns NULL or what is
 * wrong (arena). */
const char *ov_descriptor_fault(ov_arena *arena, const ov_plugin *plugin,
                                const ov_loader_options *options);

#endif
