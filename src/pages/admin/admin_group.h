/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_group.h — what the pages about groups share. */
#ifndef OV_PAGES_ADMIN_GROUP_H
#define OV_PAGES_ADMIN_GROUP_H

#include "pages/admin/admin.h"
#include "pages/admin/admin_people.h"
#include "register/group.h"

/* The form of a group; the owner only for a new one. */
enum { OV_GROUP_NAME, OV_GROUP_KIND, OV_GROUP_NOTE, OV_GROUP_ROW, OV_GROUP_OWNER };
extern const ov_form_field ov_group_fields[];
/* root.fields: what was written, else the group's (NULL: a new one). */
void ov_group_add_fields(ov_req *req, ov_map *root, const ov_form *form, const ov_group *group);
/* What a form without faults says. */
void ov_group_read(ov_req *req, const ov_form *form, ov_group *group);

#endif
