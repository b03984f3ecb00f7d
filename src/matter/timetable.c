/* SPDX-License-Identifier: EUPL-1.2 */
/* timetable.c — phases and milestones with imprecise dates. */
#include "audit/audit.h"
#include "matter/matter_sql.h"

static bool is_date(const ov_fuzzy_date *date)
{
    return date->as_written && date->as_written[0] && date->latest >= date->earliest;
}

/* The date that stands in five columns from column on. */
static ov_status read_date(ov_ctx *ctx, const ov_rows *rows, size_t row, size_t column,
                           ov_fuzzy_date *out)
{
    ov_precision precision;

    if (ov_precision_parse(ov_cell_str(rows, row, column + 2), &precision) != OV_OK)
        return ov_fail(&ctx->err, OV_INTERNAL, "an unknown precision of a date is stored");
    *out = (ov_fuzzy_date){.earliest = (ov_day)ov_cell_int(rows, row, column),
                           .latest = (ov_day)ov_cell_int(rows, row, column + 1),
                           .precision = precision,
                           .preliminary = ov_cell_int(rows, row, column + 3) != 0,
                           .as_written = ov_cell_text(rows, row, column + 4)};
    return OV_OK;
}

static ov_status audit(ov_ctx *ctx, const char *action, ov_id matter_id)
{
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "matter/%lld", (long long)matter_id)});
}

ov_status ov_phase_add(ov_ctx *ctx, ov_id matter_id, const ov_phase *phase)
{
    const ov_fuzzy_date *b = &phase->begins, *e = &phase->ends;

    if (!phase->name || !is_date(b) || !is_date(e) || e->latest < b->earliest)
        return ov_fail(&ctx->err, OV_INVALID, "a phase needs a name and ends after it begins");
    OV_TRY(ov_exec(ctx, &ov_matter_sql[PHASE_ADD],
                   OV_ARGS(ov_int(matter_id), ov_int(phase->number), ov_text(phase->name),
                           ov_text(phase->note), ov_int(b->earliest), ov_int(b->latest),
                           ov_text(ov_precision_name(b->precision)), ov_int(b->preliminary),
                           ov_text(b->as_written), ov_int(e->earliest), ov_int(e->latest),
                           ov_text(ov_precision_name(e->precision)), ov_int(e->preliminary),
                           ov_text(e->as_written)),
                   NULL));
    return audit(ctx, "phase.added", matter_id);
}

ov_status ov_phases(ov_ctx *ctx, ov_id matter_id, const ov_phase **out, size_t *n)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_matter_sql[PHASES], OV_ARGS(ov_int(matter_id)), &rows));
    ov_phase *phases = ov_calloc(ctx->arena, rows->n, sizeof *phases);
    for (size_t i = 0; i < rows->n; i++) {
        phases[i] = (ov_phase){.id = ov_cell_int(rows, i, 0),
                               .number = (int)ov_cell_int(rows, i, 1),
                               .name = ov_cell_text(rows, i, 2),
                               .note = ov_cell_text(rows, i, 3)};
        OV_TRY(read_date(ctx, rows, i, 4, &phases[i].begins));
        OV_TRY(read_date(ctx, rows, i, 9, &phases[i].ends));
    }
    *out = phases;
    *n = rows->n;
    return OV_OK;
}

const char *ov_phase_state(const ov_phase *phase, ov_day today)
{
    if (phase->ends.latest < today)
        return "done";
    return phase->begins.earliest <= today ? "now" : "plan";
}

ov_status ov_milestone_add(ov_ctx *ctx, ov_id matter_id, const ov_milestone *milestone)
{
    const ov_fuzzy_date *at = &milestone->at;

    if (!milestone->title || !is_date(at))
        return ov_fail(&ctx->err, OV_INVALID, "a milestone needs a title and a date");
    OV_TRY(ov_exec(ctx, &ov_matter_sql[MILESTONE_ADD],
                   OV_ARGS(ov_int(matter_id), ov_int(at->earliest), ov_int(at->latest),
                           ov_text(ov_precision_name(at->precision)), ov_int(at->preliminary),
                           ov_text(at->as_written), ov_text(milestone->title),
                           ov_text(milestone->body), ov_text(milestone->note)),
                   NULL));
    return audit(ctx, "milestone.added", matter_id);
}

ov_status ov_milestones(ov_ctx *ctx, ov_id matter_id, const ov_milestone **out, size_t *n)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_matter_sql[MILESTONES], OV_ARGS(ov_int(matter_id)), &rows));
    ov_milestone *list = ov_calloc(ctx->arena, rows->n, sizeof *list);
    for (size_t i = 0; i < rows->n; i++) {
        list[i] = (ov_milestone){.id = ov_cell_int(rows, i, 0),
                                 .title = ov_cell_text(rows, i, 1),
                                 .body = ov_cell_text(rows, i, 2),
                                 .note = ov_cell_text(rows, i, 3)};
        OV_TRY(read_date(ctx, rows, i, 4, &list[i].at));
    }
    *out = list;
    *n = rows->n;
    return OV_OK;
}
