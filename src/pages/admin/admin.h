/* SPDX-License-Identifier: EUPL-1.2 */
/* admin.h — the administration: its entries, and what its pages share. */
#ifndef OV_PAGES_ADMIN_H
#define OV_PAGES_ADMIN_H

#include "plugin/page.h"
#include "register/register.h"

ov_status ov_page_admin(ov_req *req);                  /* /admin */
ov_status ov_page_admin_organisations(ov_req *req);    /* /admin/organisationer */
ov_status ov_page_admin_organisation_new(ov_req *req); /* …/ny              GET POST */
ov_status ov_page_admin_party_upload(ov_req *req);     /* …/las-in          GET POST */
ov_status ov_page_admin_organisation(ov_req *req);     /* /admin/organisation/:code GET POST */
ov_status ov_page_admin_bodies(ov_req *req);           /* …/organ           GET POST */
ov_status ov_page_admin_body(ov_req *req);             /* …/organ/:id       GET POST */
ov_status ov_page_admin_groups(ov_req *req);           /* /admin/grupper    GET POST */
ov_status ov_page_admin_group(ov_req *req);            /* /admin/grupp/:id  GET POST */

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

/* ---- What the pages of the register share (admin_common.c) ---- */

/* A page of the administration: its title, and root.{org_name, org_href} when it is about one. */
ov_view *ov_admin_view(ov_req *req, const char *template_name, const char *title,
                       const ov_organisation *org);
/* After a change: the address with ?klart=WHAT, where ov_admin_done says it in words. */
const char *ov_admin_done_at(ov_req *req, const char *address, const char *what);
void ov_admin_done(ov_req *req, ov_map *root);

/* The page that the query's "sida" asks for, 1 …; *pages for n rows. */
enum { OV_ADMIN_PAGE = 50 };
size_t ov_admin_page(const ov_req *req, size_t n, size_t *pages);
/* root.{has_pages, page, pages, previous_href, next_href}; base ends with "?" or "&". */
void ov_admin_pager(ov_req *req, ov_map *root, const char *base, size_t page, size_t pages);

/* NULL for "": what a form leaves empty is not stored. Trimmed. Owns: arena. */
const char *ov_admin_text(ov_req *req, const ov_form *form, const char *name);
/* The posted fields of one name as ids, in order; what is no id is passed over. */
const ov_id *ov_admin_ids(ov_req *req, const char *name, size_t *n);
/* Keys ended and ended_iso when the last day is set; else ended is false. */
void ov_admin_ended(ov_req *req, ov_map *map, ov_day ended_on);
/* An item {label, stored, written} when the two differ: what a page of a conflict shows. */
void ov_admin_differs(ov_req *req, ov_list *list, const char *label, const char *stored,
                      const char *written);

#endif
