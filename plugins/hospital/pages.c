/* SPDX-License-Identifier: EUPL-1.2 */
/* pages.c — phases on a common time axis, the chain of mandates, the parties. */
#include "hospital.h"

#include "pages/steps.h"
#include "view/format.h"

#include <string.h>

/* The axis is drawn in SVG units: 1000 wide, a row 30 high. Numbers of a drawing, not of money. */
enum { AXIS_WIDTH = 1000, ROW_HEIGHT = 30 };

static void crumbs(ov_req *req, ov_view *view, const char *title)
{
    ov_view_title(view, title);
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, title, NULL);
}

static int64_t axis_x(ov_day day, ov_day first, ov_day last)
{
    return last > first ? (int64_t)(day - first) * AXIS_WIDTH / (last - first) : 0;
}

/* One bar per phase between the first and the last day of all: the certain part solid, the
 * uncertain ends light. */
static void add_axis(ov_req *req, ov_map *root, const ov_phase *phases, size_t n)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *bars = ov_map_list(root, "bars");
    ov_list *years = ov_map_list(root, "years");
    ov_day first = phases[0].begins.earliest, last = phases[0].ends.latest;

    for (size_t i = 1; i < n; i++) {
        if (phases[i].begins.earliest < first)
            first = phases[i].begins.earliest;
        if (phases[i].ends.latest > last)
            last = phases[i].ends.latest;
    }
    for (size_t i = 0; i < n; i++) {
        ov_map *bar = ov_list_add(bars);
        int64_t from = axis_x(phases[i].begins.earliest, first, last);
        int64_t sure_from = axis_x(phases[i].begins.latest, first, last);
        int64_t sure_to = axis_x(phases[i].ends.earliest, first, last);
        int64_t to = axis_x(phases[i].ends.latest, first, last);

        if (sure_to < sure_from)
            sure_to = sure_from;
        ov_map_int(bar, "y", (int64_t)i * ROW_HEIGHT + 6);
        ov_map_int(bar, "text_y", (int64_t)i * ROW_HEIGHT + 20);
        ov_map_int(bar, "x", from);
        ov_map_int(bar, "width", to > from ? to - from : 4);
        ov_map_int(bar, "sure_x", sure_from);
        ov_map_int(bar, "sure_width", sure_to - sure_from);
        ov_map_int(bar, "number", phases[i].number);
    }
    for (int year = ov_civil_from_day(first).year; year <= ov_civil_from_day(last).year; year++) {
        ov_day new_year = ov_day_from_civil(year, 1, 1);
        ov_map *mark = ov_list_add(years);

        ov_map_int(mark, "x", new_year <= first ? 0 : axis_x(new_year, first, last));
        ov_map_text(mark, "year", ov_printf(ctx->arena, "%d", year));
    }
    ov_map_int(root, "axis_height", (int64_t)n * ROW_HEIGHT + 24);
    ov_map_int(root, "axis_text_y", (int64_t)n * ROW_HEIGHT + 18);
    ov_map_int(root, "axis_line", (int64_t)n * ROW_HEIGHT);
}

/* Which phases go on at the same time, pair by pair. */
static void add_overlaps(ov_map *root, const ov_phase *phases, size_t n)
{
    ov_list *pairs = ov_map_list(root, "overlaps");
    size_t found = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (phases[i].begins.latest <= phases[k].ends.earliest &&
                phases[k].begins.latest <= phases[i].ends.earliest) {
                ov_map *pair = ov_list_add(pairs);

                ov_map_bool(pair, "more", found++ > 0);
                ov_map_int(pair, "first", phases[i].number);
                ov_map_int(pair, "second", phases[k].number);
            }
    ov_map_bool(root, "has_overlaps", found > 0);
}

/* GET /arende/:slug/faser — overlapping phases and imprecise dates (sources 000 and 003). */
ov_status hospital_phases_page(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "hospital/phases");
    ov_map *root = ov_view_root(view);
    const ov_phase *phases;
    const ov_milestone *milestones;
    size_t n, m;

    crumbs(req, view, "Faser");
    OV_TRY(ov_phases(ctx, ov_req_matter(req)->id, &phases, &n));
    OV_TRY(ov_milestones(ctx, ov_req_matter(req)->id, &milestones, &m));
    ov_steps_add(req, ov_map_list(root, "steps"), phases, n);
    ov_milestones_add(req, ov_map_list(root, "milestones"), milestones, m);
    if (n > 0)
        add_axis(req, root, phases, n);
    add_overlaps(root, phases, n);
    ov_map_bool(root, "has_steps", n > 0);
    ov_map_bool(root, "has_milestones", m > 0);
    return ov_view_send(view);
}

/* GET /arende/:slug/uppdrag — who asked for the agreement, when and in what words; what the
 * follow-up found. */
ov_status hospital_mandates_page(ov_req *req)
{
    static const ov_field mandate_fields[] = {
        {"decided", OV_FIELD_DAY},  {"body", OV_FIELD_TEXT},      {"title", OV_FIELD_TEXT},
        {"summary", OV_FIELD_TEXT}, {"reference", OV_FIELD_TEXT}, {0}};
    static const ov_field area_fields[] = {
        {"title", OV_FIELD_TEXT}, {"summary", OV_FIELD_TEXT}, {"source", OV_FIELD_TEXT}, {0}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "hospital/mandates");
    ov_map *root = ov_view_root(view);
    const ov_rows *mandates, *areas;
    ov_id matter = ov_req_matter(req)->id;

    crumbs(req, view, "Uppdrag");
    OV_TRY(ov_select(ctx, &hospital_sql[HOSPITAL_MANDATES], OV_ARGS(ov_int(matter)), &mandates));
    OV_TRY(ov_select(ctx, &hospital_sql[HOSPITAL_AREAS], OV_ARGS(ov_int(matter)), &areas));
    ov_view_rows(view, "mandates", mandates, mandate_fields);
    ov_view_rows(view, "areas", areas, area_fields);
    ov_map_bool(root, "has_mandates", mandates->n > 0);
    ov_map_bool(root, "has_areas", areas->n > 0);
    return ov_view_send(view);
}

/* GET /arende/:slug/parter — grouped by what they are in the agreement. */
ov_status hospital_parties_page(ov_req *req)
{
    enum { PARTY_NAME = 2, PARTY_ROLE = 4 };
    static const struct {
        const char *role, *title, *text;
    } groups[] = {
        {"orderer", "Beställare", "Tecknar avtalet och betalar för vården."},
        {"supplier", "Utförare", "Sjukhus som ger vården."},
        {"owner", "Ägare", "Äger sjukhusen eller företräder den som gör det."},
        {"party", "Övriga parter", "Deltar i arbetet."},
    };
    ov_view *view = ov_view_new(req, "hospital/parties");
    ov_list *list = ov_map_list(ov_view_root(view), "groups");
    const ov_rows *rows;

    crumbs(req, view, "Parter");
    OV_TRY(ov_matter_parties(ov_req_ctx(req), ov_req_matter(req)->id, &rows));
    for (size_t g = 0; g < OV_LEN(groups); g++) {
        ov_map *group = NULL;
        ov_list *names = NULL;

        for (size_t i = 0; i < rows->n; i++) {
            const char *role = ov_cell_text(rows, i, PARTY_ROLE);

            if (!role || strcmp(role, groups[g].role))
                continue;
            if (!group) {
                group = ov_list_add(list);
                ov_map_int(group, "no", (int64_t)g + 1);
                ov_map_text(group, "title", ov_req_tr(req, groups[g].title));
                ov_map_text(group, "text", ov_req_tr(req, groups[g].text));
                names = ov_map_list(group, "names");
            }
            ov_map_text(ov_list_add(names), "name", ov_cell_text(rows, i, PARTY_NAME));
        }
    }
    ov_map_bool(ov_view_root(view), "has_groups", ov_list_length(list) > 0);
    return ov_view_send(view);
}
