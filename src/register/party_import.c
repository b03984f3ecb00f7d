/* SPDX-License-Identifier: EUPL-1.2 */
/* party_import.c — saves what a list of organisations says, from a file or after a look at it. */
#include "register/party_list.h"
#include "register/register_sql.h"
#include "util/file.h"
#include "util/str.h"

typedef struct saving {
    const ov_party_plan *plan;
    ov_id *ids; /* of the rows that are saved */
} saving;

/* A row, and before it the one that it belongs to; no chain is longer than the plan allows. */
static ov_status save_row(ov_ctx *ctx, saving *s, size_t i)
{
    const ov_party_row *row = &s->plan->rows[i];
    ov_organisation org = row->org;

    if (s->ids[i])
        return OV_OK;
    if (row->parent_row) {
        OV_TRY(save_row(ctx, s, row->parent_row - 1));
        org.parent_id = s->ids[row->parent_row - 1];
    }
    if (row->state == OV_PARTY_NEW)
        return ov_organisation_insert(ctx, &org, &s->ids[i]);
    s->ids[i] = org.id;
    return row->state == OV_PARTY_CHANGED ? ov_organisation_edit(ctx, &org) : OV_OK;
}

ov_status ov_party_plan_save(ov_ctx *ctx, const ov_party_plan *plan)
{
    saving s = {.plan = plan};

    if (plan->counts[OV_PARTY_REFUSED])
        return ov_fail(&ctx->err, OV_INVALID, "a list with refused rows is not saved");
    s.ids = ov_calloc(ctx->arena, plan->n + 1, sizeof *s.ids);
    for (size_t i = 0; i < plan->n; i++)
        OV_TRY(save_row(ctx, &s, i));
    return OV_OK;
}

static ov_status save_plan(ov_ctx *ctx, void *arg)
{
    return ov_party_plan_save(ctx, arg);
}

/* The first row that is refused: its line, why, and how many more there are. */
static ov_status tell_refused(ov_ctx *ctx, const char *file, const ov_party_plan *plan)
{
    size_t i = 0;

    while (plan->rows[i].state != OV_PARTY_REFUSED)
        i++;
    const ov_party_row *row = &plan->rows[i];
    size_t more = plan->counts[OV_PARTY_REFUSED] - 1;
    const char *text = ov_printf(ctx->arena, "%s%s%s%s", row->reason, row->detail ? " (" : "",
                                 row->detail ? row->detail : "", row->detail ? ")" : "");

    if (more)
        text = ov_printf(ctx->arena, "%s; %zu fler rader är fel", text, more);
    return ov_fail(&ctx->err, OV_INVALID, "%s:%d: %s", file, row->line, text);
}

ov_status ov_party_import(ov_ctx *ctx, const char *file, int64_t *saved)
{
    ov_party_plan plan;
    ov_status status;
    ov_str bytes;

    status = ov_file_read(ctx->arena, file, OV_PARTY_LIST_BYTES, &bytes, &ctx->err);
    if (status != OV_OK)
        return status;
    status = ov_party_plan_make(ctx, bytes, &plan);
    if (status == OV_INVALID || status == OV_TOO_LARGE) {
        const char *why = ov_strdup(ctx->arena, ctx->err.text);

        return ov_fail(&ctx->err, status, "%s:%s", file, why);
    }
    OV_TRY(status);
    if (plan.counts[OV_PARTY_REFUSED])
        return tell_refused(ctx, file, &plan);
    OV_TRY(ov_in_write(ctx) ? save_plan(ctx, &plan) : ov_write(ctx, save_plan, &plan));
    if (saved)
        *saved = (int64_t)(plan.counts[OV_PARTY_NEW] + plan.counts[OV_PARTY_CHANGED]);
    return OV_OK;
}

/* ---- A file that waits ---- */

ov_status ov_party_upload_add(ov_ctx *ctx, const char *file_name, ov_str content, ov_id *id)
{
    OV_TRY(ov_exec(ctx, &ov_register_sql[UPLOAD_REMOVE_OLD],
                   OV_ARGS(ov_int(ctx->now - OV_DAY_LENGTH), ov_int(ctx->actor.account_id)), NULL));
    return ov_insert(ctx, &ov_register_sql[UPLOAD_ADD],
                     OV_ARGS(ov_int(ctx->actor.account_id), ov_text(file_name), ov_blob(content),
                             ov_int(ctx->now)),
                     id);
}

ov_status ov_party_upload_get(ov_ctx *ctx, ov_id id, ov_party_upload *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_register_sql[UPLOAD_GET],
                         OV_ARGS(ov_int(id), ov_int(ctx->actor.account_id)), &rows));
    *out = (ov_party_upload){.id = id,
                             .file_name = ov_cell_text(rows, 0, 0),
                             .content = ov_cell_str(rows, 0, 1),
                             .at = ov_cell_int(rows, 0, 2)};
    return OV_OK;
}

ov_status ov_party_upload_remove(ov_ctx *ctx, ov_id id)
{
    return ov_exec(ctx, &ov_register_sql[UPLOAD_REMOVE],
                   OV_ARGS(ov_int(id), ov_int(ctx->actor.account_id)), NULL);
}
