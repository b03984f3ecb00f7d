/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_people.h — what the pages about people, their mandates and approval chains share. */
#ifndef OV_PAGES_ADMIN_PEOPLE_H
#define OV_PAGES_ADMIN_PEOPLE_H

#include "auth/chain.h"
#include "auth/people.h"
#include "pages/admin/admin.h"

/* Whose people a page is about: an organisation's own (/admin/organisation/:code/…), or what a
 * system administrator may do anywhere (/admin/person…). */
typedef struct ov_people_place {
    ov_manager manager;
    ov_organisation org; /* id 0 for a system administrator */
    const char *home;    /* "/admin/organisation/1489" or "/admin": what addresses begin with */
    const char *list;    /* the list of people */
} ov_people_place;

/* OV_NOT_FOUND also when the organisation is another's. */
ov_status ov_people_place_of(ov_req *req, ov_people_place *out) OV_MUST_CHECK;
/* The person of the route's :id, when the place has it. */
ov_status ov_people_person(ov_req *req, const ov_people_place *place, ov_person *out) OV_MUST_CHECK;
/* A page of the place: title, the way back, and a token. */
ov_view *ov_people_view(ov_req *req, const ov_people_place *place, const char *name,
                        const char *title);

/* What a refusal means for the one who asked, in Swedish or the reader's language. */
const char *ov_people_no_text(ov_req *req, ov_people_no no);

/* Keys role, org, matter, body, principal, note, from, to, why, tone, state, and coming, past. */
void ov_held_model(ov_req *req, ov_map *map, const ov_held *held);
/* Keys name, person_title, email, login, href, tone, state, fault. */
void ov_person_model(ov_req *req, ov_map *map, const ov_people_place *place,
                     const ov_person *person);

/* ---- Fields, for partials/field: one map a field, in a list ---- */

/* A field with what was written (form), else value; error from the form. hint may be NULL. type:
 * "text", "email", "date", "search", or "area". */
ov_map *ov_field_add(ov_req *req, ov_list *list, const ov_form *form, const ov_form_field *field,
                     const char *type, const char *value, const char *hint);
/* The same as a list to choose from: add its choices to what it returns with ov_choice_add. */
ov_list *ov_select_add(ov_req *req, ov_list *list, const ov_form *form, const ov_form_field *field,
                       const char *value, const char *hint);
/* What was written in a select, else value. */
const char *ov_chosen(const ov_form *form, const char *name, const char *value);

/* Choices: every matter (value: its slug), the bodies of an organisation and its people (value:
 * the id); the first is empty and has this title. */
ov_status ov_matter_choices(ov_req *req, ov_list *choices, const char *none,
                            const char *chosen) OV_MUST_CHECK;
ov_status ov_body_choices(ov_req *req, ov_list *choices, ov_id org_id, const char *none,
                          const char *chosen) OV_MUST_CHECK;
ov_status ov_person_choices(ov_req *req, ov_list *choices, ov_id org_id, ov_id but,
                            const char *none, const char *chosen) OV_MUST_CHECK;
/* The matter, body or person that a field of the form names; 0 for none. An error stands beside the
 * field when there is none such. */
ov_status ov_form_matter(ov_req *req, ov_form *form, const char *name, ov_id *out) OV_MUST_CHECK;
ov_id ov_form_id(ov_req *req, ov_form *form, const char *name);
/* An e-mail address in small letters; an error beside the field when it is none. */
const char *ov_form_email(ov_req *req, ov_form *form, const char *name);
/* The last day is not before the first: else an error beside the last. */
void ov_form_period(ov_req *req, ov_form *form, const char *from, const char *to);
/* "2026-07-01"; "" for OV_NO_DAY. */
const char *ov_day_field(ov_req *req, ov_day day);

/* The days that can be chosen: 1990–2099. */
#define OV_DAY_FIRST 7305
#define OV_DAY_LAST 47481

#endif
