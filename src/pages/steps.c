/* SPDX-License-Identifier: EUPL-1.2 */
/* steps.c — phases and milestones as view models: exact dates as dates, imprecise ones as written
 * with their range. */
#include "pages/steps.h"

#include "view/format.h"

#include <string.h>

/* "Q3 2024 – Q1 2025" when begin and end were written as one span, else "begin – end". */
static const char *phase_when(ov_req *req, const ov_phase *phase)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *begins = ov_format_fuzzy(ctx->arena, &phase->begins, ctx->lang);
    const char *ends = ov_format_fuzzy(ctx->arena, &phase->ends, ctx->lang);

    return strcmp(begins, ends) ? ov_printf(ctx->arena, "%s – %s", begins, ends) : begins;
}

/* An exact day as people write days; an imprecise date as it was written, without the "prel." that
 * the page says itself. */
static const char *milestone_when(ov_ctx *ctx, const ov_fuzzy_date *at)
{
    const char *written;

    if (at->precision == OV_EXACT_DAY)
        return ov_format_day(ctx->arena, at->earliest, ctx->lang);
    written = ov_format_fuzzy(ctx->arena, at, ctx->lang);
    return at->preliminary && !strncmp(written, "prel. ", 6) ? written + 6 : written;
}

static bool imprecise(const ov_fuzzy_date *date)
{
    return date->precision != OV_EXACT_DAY || date->preliminary;
}

void ov_steps_add(ov_req *req, ov_list *list, const ov_phase *phases, size_t n)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_day today = ov_stockholm_day(ctx->received);

    for (size_t i = 0; i < n; i++) {
        const ov_phase *phase = &phases[i];
        const char *state = ov_phase_state(phase, today);
        bool now = !strcmp(state, "now"), done = !strcmp(state, "done");
        bool about = imprecise(&phase->begins) || imprecise(&phase->ends);
        ov_fuzzy_date span = phase->begins;
        ov_map *item = ov_list_add(list);

        span.latest = phase->ends.latest;
        ov_map_text(item, "classes",
                    ov_printf(ctx->arena, "%s span%s",
                              done  ? "done"
                              : now ? "now"
                                    : "plan",
                              about && !done ? " about" : ""));
        ov_map_bool(item, "current", now);
        ov_map_text(item, "when", phase_when(req, phase));
        if (about)
            ov_map_text(item, "range", ov_format_fuzzy_range(ctx->arena, &span, ctx->lang));
        ov_map_text(item, "title", ov_printf(ctx->arena, "%d. %s", phase->number, phase->name));
        ov_map_text(item, "tone", state);
        ov_map_text(item, "state", ov_req_tr(req, done ? "Klar" : now ? "Pågår" : "Kommande"));
        ov_map_text(item, "text", phase->note);
    }
}

void ov_milestones_add(ov_req *req, ov_list *list, const ov_milestone *milestones, size_t n)
{
    ov_ctx *ctx = ov_req_ctx(req);

    for (size_t i = 0; i < n; i++) {
        const ov_milestone *milestone = &milestones[i];
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "when", milestone_when(ctx, &milestone->at));
        if (milestone->at.precision == OV_EXACT_DAY)
            ov_map_text(item, "iso", ov_day_iso(ctx->arena, milestone->at.earliest));
        else
            ov_map_text(item, "range",
                        ov_format_fuzzy_range(ctx->arena, &milestone->at, ctx->lang));
        ov_map_bool(item, "preliminary", milestone->at.preliminary);
        ov_map_text(item, "title", milestone->title);
        if (milestone->body && milestone->note)
            ov_map_text(item, "text",
                        ov_printf(ctx->arena, "%s. %s", milestone->body, milestone->note));
        else
            ov_map_text(item, "text", milestone->body ? milestone->body : milestone->note);
    }
}
