/* SPDX-License-Identifier: EUPL-1.2 */
/* plugin.h — the descriptor that a plugin shows. One exported symbol: ov_plugin_entry. */
#ifndef OV_PLUGIN_PLUGIN_H
#define OV_PLUGIN_PLUGIN_H

#include "audit/audit.h"
#include "db/search.h"
#include "plugin/page.h"
#include "util/config.h"

#define OV_ABI_MAJOR 1
#define OV_ABI_MINOR 3

/* A route below the matter: {OV_GET, "/ramar", OV_PUBLIC, frames_page}; {0} ends. permission names
 * an action (or OV_PUBLIC, OV_ACCOUNT) and may not be NULL. */
typedef struct ov_route {
    ov_method method; /* OV_GET (serves HEAD too) or OV_POST */
    const char *pattern;
    const char *permission;
    ov_page_fn page;
} ov_route;

/* An entry of the matter's menu: Swedish title, path below the matter, the permission that shows
 * it; {0} ends. */
typedef struct ov_nav_item {
    const char *title, *path, *permission;
} ov_nav_item;

/* A subcommand of `overens`; {0} ends. argv[0] is its name. Returns the exit code (interfaces.md).
 * ctx is NULL when needs_db is false. */
typedef struct ov_command {
    const char *name, *summary, *usage;
    bool needs_db;
    int (*run)(ov_ctx *ctx, int argc, char **argv);
} ov_command;

/* States of a matter of this kind: code and Swedish name in order; transitions with the action that
 * allows them. */
typedef struct ov_state {
    const char *code, *title;
} ov_state;
typedef struct ov_transition {
    const char *from, *to, *action;
    ov_status (*guard)(ov_ctx *ctx, const ov_matter *matter); /* NULL: always */
} ov_transition;
typedef struct ov_state_machine {
    const ov_state *states;           /* {0} ends; the first is the start */
    const ov_transition *transitions; /* {0} ends */
} ov_state_machine;

typedef struct ov_portal ov_portal; /* opaque: configuration values of the plugin */
OV_API const char *ov_portal_config(const ov_portal *portal,
                                    const char *key); /* a key of config_keys */

typedef struct ov_job {
    ov_ctx *ctx;
    ov_instant last_run; /* 0: never */
} ov_job;
typedef struct ov_demo {
    ov_ctx *ctx;
    const char *data_dir; /* where the demo's text files are */
    ov_day today;         /* demo deadlines are relative to it */
    /* Makes a demo account with the demo password; role in org. Returns the id. */
    ov_status (*account)(struct ov_demo *demo, const char *login, const char *name, ov_id org_id,
                         const char *role, ov_id *id);
    /* Notes an address or log-in for access.json: section "routes" or "users". */
    void (*note)(struct ov_demo *demo, const char *section, const char *key, const char *value);
    void *priv;
    /* since 1.3: is called when every plugin has loaded its own; at most one for each */
    void (*later)(struct ov_demo *demo, ov_status (*fn)(struct ov_demo *demo));
} ov_demo;
typedef struct ov_hits ov_hits; /* kept for the ABI: search is done by sources */

typedef struct ov_plugin {
    uint16_t abi_major, abi_minor;
    uint32_t struct_size;
    uint16_t route_size, nav_size, command_size, action_size, key_size;
    const char *id, *title, *version;
    const ov_route *routes;
    const ov_nav_item *nav;
    const ov_command *commands;
    const ov_action *actions;
    const ov_config_key *config_keys; /* section must be "plugin.<id>" */
    const char
        *schema_dir; /* relative to the folder of the plugin's data, usually "schema"; NULL: none */
    const ov_state_machine *states;
    /* optional hooks; new members only at the end */
    ov_status (*start)(ov_portal *portal, void **state);
    void (*stop)(void *state);
    ov_status (*todo)(ov_req *req,
                      ov_view *view); /* adds items to root.todo: {when, title, href, text} */
    ov_status (*panel)(ov_req *req, ov_id node, ov_view *view);
    ov_status (*search)(ov_req *req, const char *q, ov_hits *hits); /* never called: source */
    ov_status (*job)(ov_job *job, void *state);
    ov_status (*verify)(ov_verify *verify);
    ov_status (*demo)(ov_demo *demo);
    const ov_sql *sql; /* its statements, for the tests and check-config */
    /* since 1.1 */
    const ov_search_source *source; /* what of it can be searched; NULL: nothing */
} ov_plugin;

/* The head of every descriptor. */
#define OV_PLUGIN_HEAD                                                                             \
    .abi_major = OV_ABI_MAJOR, .abi_minor = OV_ABI_MINOR, .struct_size = sizeof(ov_plugin),        \
    .route_size = sizeof(ov_route), .nav_size = sizeof(ov_nav_item),                               \
    .command_size = sizeof(ov_command), .action_size = sizeof(ov_action),                          \
    .key_size = sizeof(ov_config_key)

typedef const ov_plugin *(*ov_plugin_entry_fn)(void);
/* The one function that a plugin defines and shows: `return &plugin;`. Static, never freed. */
OV_EXPORT const ov_plugin *ov_plugin_entry(void);
#define OV_PLUGIN_SYMBOL "ov_plugin_entry"

#endif
