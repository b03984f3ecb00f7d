/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_fields.c — the fields of the forms about people: values, errors, choices. */
#include "pages/admin/admin_people.h"

#include "register/body.h"

#include <string.h>

const char *ov_chosen(const ov_form *form, const char *name, const char *value)
{
    return form ? ov_form_text(form, name) : value ? value : "";
}

static ov_map *field_of(ov_req *req, ov_list *list, const ov_form *form, const ov_form_field *field,
                        const char *value, const char *hint)
{
    ov_map *map = ov_list_add(list);
    const char *fault = form ? ov_form_fault(form, field->name) : NULL;
    const char *described = NULL;

    if (hint && fault)
        described = ov_printf(ov_req_arena(req), "%s-h %s-fel", field->name, field->name);
    else if (hint || fault)
        described = ov_printf(ov_req_arena(req), "%s-%s", field->name, hint ? "h" : "fel");
    ov_map_text(map, "id", field->name);
    ov_map_text(map, "label", ov_req_tr(req, field->label));
    ov_map_text(map, "value", ov_chosen(form, field->name, value));
    ov_map_text_or_false(map, "hint", hint);
    ov_map_text_or_false(map, "error", fault);
    ov_map_text_or_false(map, "described", described);
    ov_map_bool(map, "required", field->required);
    ov_map_bool(map, "input", false);
    ov_map_bool(map, "area", false);
    ov_map_bool(map, "select", false);
    ov_map_bool(map, "most", false);
    ov_map_bool(map, "asked", false); /* true: never marked as optional */
    if ((field->input == OV_INPUT_TEXT || field->input == OV_INPUT_LONG_TEXT) && field->max)
        ov_map_int(map, "most", field->max);
    return map;
}

ov_map *ov_field_add(ov_req *req, ov_list *list, const ov_form *form, const ov_form_field *field,
                     const char *type, const char *value, const char *hint)
{
    ov_map *map = field_of(req, list, form, field, value, hint);

    if (!strcmp(type, "area"))
        ov_map_bool(map, "area", true);
    else
        ov_map_text(map, "input", type);
    return map;
}

ov_list *ov_select_add(ov_req *req, ov_list *list, const ov_form *form, const ov_form_field *field,
                       const char *value, const char *hint)
{
    ov_map *map = field_of(req, list, form, field, value, hint);

    ov_map_bool(map, "select", true);
    return ov_map_list(map, "choices");
}

ov_status ov_matter_choices(ov_req *req, ov_list *choices, const char *none, const char *chosen)
{
    const ov_rows *rows;

    OV_TRY(ov_matters(ov_req_ctx(req), &rows));
    ov_choice_add(choices, "", none, chosen);
    for (size_t i = 0; i < rows->n; i++)
        ov_choice_add(choices, ov_cell_text(rows, i, 0), ov_cell_text(rows, i, 1), chosen);
    return OV_OK;
}

ov_status ov_body_choices(ov_req *req, ov_list *choices, ov_id org_id, const char *none,
                          const char *chosen)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_day today = ov_stockholm_day(ctx->now);
    const ov_body *bodies;
    size_t n;

    OV_TRY(ov_bodies(ctx, org_id, today, &bodies, &n));
    ov_choice_add(choices, "", none, chosen);
    for (size_t i = 0; i < n; i++)
        if (bodies[i].ended_on == OV_NO_DAY || bodies[i].ended_on >= today)
            ov_choice_add(choices, ov_printf(ctx->arena, "%lld", (long long)bodies[i].id),
                          bodies[i].name, chosen);
    return OV_OK;
}

ov_status ov_person_choices(ov_req *req, ov_list *choices, ov_id org_id, ov_id but,
                            const char *none, const char *chosen)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_person *people;
    size_t n;

    OV_TRY(ov_people(ctx, &(ov_people_query){.org_id = org_id}, &people, &n, NULL));
    ov_choice_add(choices, "", none, chosen);
    for (size_t i = 0; i < n; i++)
        if (people[i].id != but && !people[i].disabled)
            ov_choice_add(choices, ov_printf(ctx->arena, "%lld", (long long)people[i].id),
                          people[i].title
                              ? ov_printf(ctx->arena, "%s, %s", people[i].name, people[i].title)
                              : people[i].name,
                          chosen);
    return OV_OK;
}

ov_status ov_form_matter(ov_req *req, ov_form *form, const char *name, ov_id *out)
{
    const char *slug = ov_form_text(form, name);
    ov_matter matter = {0};
    ov_status status = *slug ? ov_matter_by_slug(ov_req_ctx(req), slug, &matter) : OV_OK;

    if (status == OV_NOT_FOUND)
        ov_form_error(form, name, "%s", ov_req_tr(req, "Ärendet finns inte. Välj ett i listan."));
    else
        OV_TRY(status);
    *out = matter.id;
    return OV_OK;
}

ov_id ov_form_id(ov_req *req, ov_form *form, const char *name)
{
    const char *text = ov_form_text(form, name);
    int64_t id = 0;

    if (*text && (ov_parse_int(ov_str_from(text), &id) != OV_OK || id < 1)) {
        ov_form_error(form, name, "%s", ov_req_tr(req, "Välj något i listan."));
        id = 0;
    }
    return id;
}

void ov_form_period(ov_req *req, ov_form *form, const char *from, const char *to)
{
    ov_day first = ov_form_day(form, from), last = ov_form_day(form, to);

    if (first != OV_NO_DAY && last != OV_NO_DAY && last < first)
        ov_form_error(form, to, "%s",
                      ov_req_tr(req, "Sista dagen ligger före den första. Ändra en av dem."));
}

const char *ov_day_field(ov_req *req, ov_day day)
{
    return day == OV_NO_DAY ? "" : ov_day_iso(ov_req_arena(req), day);
}
