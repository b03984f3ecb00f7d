/* SPDX-License-Identifier: EUPL-1.2 */
/* rights_list.h — the permission table as people read it, and the table of routes: for the page of
 * the administration, `overens rights` and `overens routes`. */
#ifndef OV_PAGES_RIGHTS_LIST_H
#define OV_PAGES_RIGHTS_LIST_H

#include "plugin/loader.h"

/* One role that may do an action. */
typedef struct ov_right {
    const char *action;  /* "consult.answer" */
    const char *area;    /* "Remisser och svar"; of a plugin's action the plugin's title. Swedish */
    const char *heading; /* what the action is, whoever does it */
    const char *title;   /* what this role may: "Skriva svar för den egna organisationen" */
    const char *role;
    ov_scope scope;
    const char *states; /* "open,late"; NULL: any */
    const char *plugin; /* whose action it is; NULL: the core's */
} ov_right;

/* Every row of every table: by area, then action, then role in the order of ov_roles. Owns: arena.
 */
OV_API size_t ov_rights_list(ov_arena *arena, const ov_registry *registry, const ov_right **out);

/* "utan gräns", "egna organisationen", "egna ärenden". Swedish. */
OV_API const char *ov_scope_title(ov_scope scope);
OV_API const char *ov_scope_name(ov_scope scope); /* any, own_org, own_matter */
/* "öppen, efter sista dagen …"; NULL when the state does not matter. tr translates one word, NULL:
 * as they are. Owns: arena. */
typedef const char *(*ov_word_fn)(const void *arg, const char *swedish);
OV_API const char *ov_states_text(ov_arena *arena, const char *states, ov_word_fn tr,
                                  const void *arg);

/* One address that the portal answers. */
typedef struct ov_route_row {
    const char *method;     /* GET (also HEAD) or POST */
    const char *pattern;    /* whole: "/arende/:slug/ramar" */
    const char *permission; /* public, account, origin or an action */
    const char *from;       /* core, matter (every matter has it), or the plugin's id */
} ov_route_row;
/* The core's, those of every matter, then each plugin's. Owns: arena. */
OV_API size_t ov_route_list(ov_arena *arena, const ov_registry *registry, const ov_route_row **out);

#endif
