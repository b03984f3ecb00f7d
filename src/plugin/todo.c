/* SPDX-License-Identifier: EUPL-1.2 */
/* todo.c — "att göra för mig": every plugin adds to one list. */
#include "plugin/site.h"

#include "view/value.h"

/* The list that stands under root.todo now; NULL when there is none. */
static const ov_list *todo_of(const ov_map *root)
{
    ov_name name = ov_name_of("todo", 4);
    ov_value value;

    return ov_map_find(root, &name, NULL, &value) && value.kind == OV_VALUE_LIST ? value.u.list
                                                                                 : NULL;
}

ov_status ov_todo_collect(ov_req *req, ov_view *view)
{
    ov_map *root = ov_view_root(view);
    const ov_list *first = todo_of(root);
    ov_list *all = ov_list_new(req->ctx.arena);

    if (first) /* the page may have looked it up already, and counts what is in it */
        all = (ov_list *)(uintptr_t)first;
    for (size_t i = 0; i < ov_registry_count(req->site->registry); i++) {
        const ov_loaded *loaded = ov_registry_at(req->site->registry, i);
        const ov_list *own;

        if (!loaded->plugin.todo)
            continue;
        OV_TRY(loaded->plugin.todo(req, view));
        own = todo_of(root); /* ov_map_list in the hook has put a new one there */
        for (size_t k = 0; own && own != all && k < own->n; k++)
            ov_list_push(all, own->items[k]);
        ov_map_set(root, "todo", 4, (ov_value){.kind = OV_VALUE_LIST, .u.list = all});
    }
    return OV_OK;
}
