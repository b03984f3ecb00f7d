/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_body.h — what the pages about bodies and their meetings share. */
#ifndef OV_PAGES_ADMIN_BODY_H
#define OV_PAGES_ADMIN_BODY_H

#include "pages/admin/admin.h"
#include "pages/admin/admin_people.h"
#include "register/body.h"

/* The form of a body. */
enum { OV_BODY_NAME, OV_BODY_SHORT, OV_BODY_KIND, OV_BODY_DECIDES, OV_BODY_NOTE, OV_BODY_ROW };
extern const ov_form_field ov_body_fields[];
/* root.fields: what was written, else the body's (NULL: a new one). */
void ov_body_add_fields(ov_req *req, ov_map *root, const ov_form *form, const ov_body *body);
/* What a form without faults says. */
void ov_body_form(ov_req *req, const ov_form *form, ov_body *body);

/* Its address; id 0: the organisation's bodies. */
const char *ov_body_href(ov_req *req, const ov_organisation *org, ov_id id);
/* Keys day, day_iso, papers, papers_iso, note, cancelled. */
void ov_body_meeting_item(ov_req *req, ov_map *item, const ov_meeting *meeting);

#endif
