/* SPDX-License-Identifier: EUPL-1.2 */
/* original.c — originals as they came, and requests for ones that everybody can read. */
#include "text/original.h"

#include "text/reading/relation.h"
#include "text/reading/relation_sql.h"

#include <string.h>

enum { REQUESTS_A_DAY = 20, MOST_MESSAGE = 4000, MOST_EMAIL = 254 };

ov_status ov_upload_check_store(ov_ctx *ctx, ov_id version_id, const ov_upload_check *check)
{
    return ov_exec(ctx, &ov_relation_sql[RELATION_CHECK_SET],
                   OV_ARGS(ov_int(version_id), ov_text(check->verdict), ov_text(check->media),
                           ov_int(check->bytes), ov_text(check->faults), ov_int(ctx->now)),
                   NULL);
}

ov_status ov_upload_check_get(ov_ctx *ctx, ov_id version_id, ov_upload_check *out)
{
    const ov_rows *rows;

    OV_TRY(
        ov_select_row(ctx, &ov_relation_sql[RELATION_CHECK], OV_ARGS(ov_int(version_id)), &rows));
    *out = (ov_upload_check){.verdict = ov_cell_text(rows, 0, 0),
                             .media = ov_cell_text(rows, 0, 1),
                             .bytes = ov_cell_int(rows, 0, 2),
                             .faults = ov_cell_text(rows, 0, 3)};
    return OV_OK;
}

typedef struct checked {
    ov_id id;
    ov_upload_check check;
} checked;

static ov_status store_late(ov_ctx *ctx, void *arg)
{
    const checked *c = arg;

    OV_TRY(ov_upload_check_store(ctx, c->id, &c->check));
    return ov_audit(ctx,
                    &(ov_event){.action = "original.checked",
                                .object = ov_printf(ctx->arena, "version/%lld", (long long)c->id)});
}

static ov_status check_late(ov_ctx *ctx, ov_id id)
{
    checked c = {.id = id};
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_relation_sql[RELATION_SOURCE], OV_ARGS(ov_int(id)), &rows));
    if (!ov_cell_str(rows, 0, 0).len)
        return OV_OK;
    ov_upload_check_run(ctx->arena, ov_cell_str(rows, 0, 0), &c.check);
    return ov_write(ctx, store_late, &c);
}

ov_status ov_upload_check_missing(ov_ctx *ctx)
{
    ov_arena *whole = ctx->arena;
    const ov_rows *rows;
    ov_status status = OV_OK;

    OV_TRY(ov_select(ctx, &ov_relation_sql[RELATION_UNCHECKED], OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n && status == OV_OK; i++) {
        ctx->arena = ov_arena_new(0); /* one file at a time */
        status = check_late(ctx, ov_cell_int(rows, i, 0));
        ov_arena_free(ctx->arena);
        ctx->arena = whole;
    }
    return status;
}

ov_status ov_uploads_failing(ov_ctx *ctx, const ov_rows **out)
{
    return ov_select(ctx, &ov_relation_sql[RELATION_FAILING], OV_NOARGS, out);
}

ov_status ov_originals(ov_ctx *ctx, ov_id matter_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_relation_sql[RELATION_ORIGINALS], OV_ARGS(ov_int(matter_id)), out);
}

ov_status ov_original_get(ov_ctx *ctx, ov_id version_id, ov_original *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_relation_sql[RELATION_ORIGINAL], OV_ARGS(ov_int(version_id)),
                         &rows));
    *out = (ov_original){.name = ov_cell_text(rows, 0, 0),
                         .media = ov_cell_text(rows, 0, 1),
                         .bytes = ov_cell_str(rows, 0, 2)};
    if (!out->media)
        out->media = "application/octet-stream";
    if (!out->bytes.len)
        out->name = NULL;
    return OV_OK;
}

/* ---- Requests ---------------------------------------------------------------------------------
 */

static bool is_email(const char *text)
{
    const char *at = strchr(text, '@');

    return at && at != text && at[1] && strlen(text) <= MOST_EMAIL && !strpbrk(text, " \r\n\t<>,;");
}

ov_status ov_accessible_ask(ov_ctx *ctx, ov_id version_id, const char *email, const char *message,
                            ov_id *id)
{
    int64_t today;

    if (!message || !*message || strlen(message) > MOST_MESSAGE)
        return ov_fail(&ctx->err, OV_INVALID, "a request without a message");
    if (email ? !is_email(email) : !ctx->actor.account_id)
        return ov_fail(&ctx->err, OV_INVALID, "a request from nobody");
    OV_TRY(ov_select_int(ctx, &ov_relation_sql[RELATION_REQUESTS_TODAY],
                         OV_ARGS(ov_int(version_id), ov_int(ctx->now - 24 * OV_HOUR)), 0, &today));
    if (today >= REQUESTS_A_DAY)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "too many requests for one version within a day");
    OV_TRY(ov_insert(ctx, &ov_relation_sql[RELATION_REQUEST_ADD],
                     OV_ARGS(ov_int(version_id), ov_id_or_null(ctx->actor.account_id),
                             ov_text(email), ov_text(message), ov_int(ctx->now)),
                     id));
    return ov_audit(
        ctx, &(ov_event){.action = "original.asked",
                         .object = ov_printf(ctx->arena, "version/%lld", (long long)version_id)});
}

ov_status ov_accessible_requests(ov_ctx *ctx, ov_id matter_id, ov_id version_id, bool all,
                                 const ov_rows **out)
{
    return ov_select(ctx, &ov_relation_sql[RELATION_REQUESTS],
                     OV_ARGS(ov_int(matter_id), ov_int(version_id), ov_int(all)), out);
}

ov_status ov_accessible_done(ov_ctx *ctx, ov_id version_id, ov_id id)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_relation_sql[RELATION_REQUEST_DONE],
                   OV_ARGS(ov_int(id), ov_int(version_id), ov_int(ctx->now),
                           ov_text(ctx->actor.name ? ctx->actor.name : ctx->actor.login)),
                   &changed));
    if (changed == 0)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no such open request");
    return ov_audit(
        ctx, &(ov_event){.action = "original.answered",
                         .object = ov_printf(ctx->arena, "version/%lld", (long long)version_id)});
}
