/* SPDX-License-Identifier: EUPL-1.2 */
/* publish.c — a second person publishes what they saw: number, chain, hash. Practice 20 and 21. */
#include "settle/sql.h"

#include "auth/auth.h"
#include "util/hash.h"

static ov_status may_publish(ov_ctx *ctx, const ov_statement *s, const char *content_hash)
{
    OV_TRY(settle_may(ctx, "settle.publish", s)); /* published already: OV_CONFLICT */
    if (ctx->actor.account_id == s->prepared_by)
        return ov_fail(&ctx->err, OV_DENIED, "statement: the preparer may not publish");
    if (!content_hash || strcmp(content_hash, s->content_hash) != 0)
        return ov_fail(&ctx->err, OV_CONFLICT, "statement: the content is not what was seen");
    return OV_OK;
}

/* The draft must still be what the newest decision gives; else it is to be made anew. */
static ov_status still_true(ov_ctx *ctx, const ov_statement *s)
{
    ov_param_set p;
    settle_line *lines;
    const ov_rows *stored;
    ov_ore total;
    size_t n;

    OV_TRY(ov_param_set_get(ctx, s->matter_id, s->year, &p));
    if (p.id != s->param_set_id)
        return ov_fail(&ctx->err, OV_CONFLICT, "statement: a newer decision applies");
    OV_TRY(settle_lines_make(ctx, &p, s->payer_id, s->recipient_id, s->month, &lines, &n, &total));
    OV_TRY(ov_statement_lines(ctx, s->id, &stored));
    if (stored->n != n || total != s->total)
        return ov_fail(&ctx->err, OV_CONFLICT, "statement: the frames give other amounts");
    for (size_t i = 0; i < n; i++) {
        if (strcmp(ov_cell_text(stored, i, OV_LINE_ENTRY), lines[i].entry) != 0)
            return ov_fail(&ctx->err, OV_CONFLICT, "statement: the frames give other amounts");
    }
    return OV_OK;
}

static ov_status take_number(ov_ctx *ctx, ov_statement *s, int64_t *serial, int64_t *chain_no)
{
    const ov_rows *last;
    int64_t newest;

    OV_TRY(ov_select_int(ctx, &ov_settle_sql[SQL_LAST_SERIAL],
                         OV_ARGS(ov_text(s->recipient_code), ov_int(s->year)), 0, &newest));
    OV_TRY(
        ov_select(ctx, &ov_settle_sql[SQL_LAST_LINK], OV_ARGS(ov_text(s->recipient_code)), &last));
    *serial = newest + 1;
    *chain_no = last->n ? ov_cell_int(last, 0, 0) + 1 : 1;
    s->prev = last->n ? ov_cell_text(last, 0, 1) : SETTLE_NO_HASH;
    s->number =
        ov_printf(ctx->arena, "AVR-%s-%04d-%06lld", s->recipient_code, s->year, (long long)*serial);
    return OV_OK;
}

ov_status ov_statement_publish(ov_ctx *ctx, ov_id id, const char *content_hash, ov_statement *out)
{
    ov_statement s;
    const char *root;
    char hash[OV_HASH_HEX];
    int64_t serial, chain_no, changed;

    OV_TRY(settle_statement_any(ctx, id, &s, &root));
    OV_TRY(may_publish(ctx, &s, content_hash));
    OV_TRY(still_true(ctx, &s));
    OV_TRY(take_number(ctx, &s, &serial, &chain_no));
    ov_sha256_hex(settle_canonical(ctx->arena, &s, root), hash);
    OV_TRY(ov_exec(ctx, &ov_settle_sql[SQL_PUBLISH],
                   OV_ARGS(ov_int(id), ov_int(ctx->actor.account_id), ov_int(ctx->now),
                           ov_int(serial), ov_int(chain_no), ov_text(s.number), ov_text(s.prev),
                           ov_text(hash), ov_text(content_hash)),
                   &changed));
    if (changed != 1)
        return ov_fail(&ctx->err, OV_CONFLICT, "statement: changed or discarded meanwhile");
    OV_TRY(
        ov_audit(ctx, &(ov_event){.action = "statement.published",
                                  .object = ov_printf(ctx->arena, "statement/%lld", (long long)id),
                                  .role = ov_role_for(ctx, "settle.publish",
                                                      &(ov_object){.org_id = s.recipient_id}),
                                  .before = content_hash,
                                  .after = hash}));
    return settle_statement_any(ctx, id, out, &root);
}
