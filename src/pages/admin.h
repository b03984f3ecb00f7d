/* SPDX-License-Identifier: EUPL-1.2 */
/* admin.h — the administration: its entries, and what its pages share. */
#ifndef OV_PAGES_ADMIN_H
#define OV_PAGES_ADMIN_H

#include "plugin/page.h"
#include "register/register.h"

ov_status ov_page_admin(ov_req *req); /* /admin */

/* One page of the administration, or one part of an organisation's own page; {0} ends. Shown to
 * whom the action is allowed (for a part: on that organisation). A new page adds its row to the
 * table in admin_index_pages.c. */
typedef struct ov_admin_entry {
    const char *title, *text; /* Swedish: what it is called, and what one does there */
    const char *href;         /* "/admin/grupper"; of a part: below the organisation, "/organ" */
    const char *action;
} ov_admin_entry;

extern const ov_admin_entry ov_admin_entries[]; /* of /admin */
extern const ov_admin_entry ov_admin_parts[];   /* of /admin/organisation/:code */

/* root.KEY = [{title, text, href}]: the entries that the reader may use. prefix: what stands before
 * each href; org_id: whose parts they are, 0 for the pages of /admin. */
void ov_admin_list(ov_req *req, ov_map *root, const char *key, const ov_admin_entry *entries,
                   const char *prefix, ov_id org_id);

/* The organisation of the route's :code, when the reader may do the action to it; OV_NOT_FOUND
 * also when it is another's. */
ov_status ov_admin_organisation(ov_req *req, const char *action,
                                ov_organisation *out) OV_MUST_CHECK;

#endif
