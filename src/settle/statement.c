/* SPDX-License-Identifier: EUPL-1.2 */
/* statement.c — drafts: made by one person of the recipient's, discarded while nobody published. */
#include "settle/sql.h"

#include "auth/auth.h"
#include "util/hash.h"

ov_status settle_may(ov_ctx *ctx, const char *action, const ov_statement *s)
{
    ov_object object = {.org_id = s->recipient_id, .matter_id = s->matter_id, .state = s->status};
    ov_status may = ov_may(ctx, action, &object);

    /* The system itself may much, but it is nobody who could answer for a statement. */
    if (ctx->actor.account_id != 0 && (may == OV_OK || may == OV_CONFLICT))
        return may;
    return ov_fail(&ctx->err, OV_DENIED, "statement: %s is for the recipient's people", action);
}

static ov_status party_codes(ov_ctx *ctx, ov_id matter_id, ov_id org_id, const char **ascii,
                             const char **county)
{
    const ov_rows *rows;

    if (ov_select_row(ctx, &ov_settle_sql[SQL_PARTY_CODES],
                      OV_ARGS(ov_int(matter_id), ov_int(org_id)), &rows) != OV_OK)
        return ov_fail(&ctx->err, OV_INVALID, "statement: not a party of this agreement");
    *ascii = ov_cell_text(rows, 0, 0);
    *county = ov_cell_text(rows, 0, 1);
    return OV_OK;
}

/* A fresh salt a line: without it, a leaf of a purged line could be guessed from its few values. */
static void salt_lines(settle_line *lines, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ov_random(lines[i].salt, sizeof lines[i].salt);
        ov_merkle_leaf((ov_str){(const char *)lines[i].salt, sizeof lines[i].salt},
                       ov_str_from(lines[i].entry), lines[i].leaf);
    }
}

static ov_status lines_store(ov_ctx *ctx, ov_id id, const settle_line *lines, size_t n)
{
    char leaf[OV_HASH_HEX];

    for (size_t i = 0; i < n; i++) {
        ov_hex(lines[i].leaf, sizeof lines[i].leaf, leaf);
        OV_TRY(ov_exec(ctx, &ov_settle_sql[SQL_LINE_ADD],
                       OV_ARGS(ov_int(id), ov_int(lines[i].seq), ov_text(lines[i].component),
                               ov_text(lines[i].label), ov_int(lines[i].amount),
                               ov_text(lines[i].rule), ov_text(lines[i].clause),
                               ov_text(lines[i].entry),
                               ov_blob((ov_str){(const char *)lines[i].salt, sizeof lines[i].salt}),
                               ov_text(leaf)),
                       NULL));
    }
    return OV_OK;
}

static ov_status draft_store(ov_ctx *ctx, const ov_statement *s, const settle_line *lines, size_t n,
                             ov_id *id)
{
    const char *root = settle_lines_root(ctx->arena, lines, n);
    const char *content = settle_content_hash(ctx->arena, s, root, lines, n);
    ov_id made;

    OV_TRY(ov_insert(ctx, &ov_settle_sql[SQL_STATEMENT_ADD],
                     OV_ARGS(ov_int(s->matter_id), ov_int(s->param_set_id), ov_text(s->kind),
                             ov_int(s->payer_id), ov_int(s->recipient_id), ov_text(s->payer),
                             ov_text(s->recipient), ov_text(s->recipient_code), ov_int(s->year),
                             ov_int(s->month), ov_text(s->period), ov_int(s->pay_day),
                             ov_int((int64_t)n), ov_int(s->total), ov_text(root), ov_text(content),
                             ov_int(ctx->actor.account_id), ov_int(ctx->now)),
                     &made));
    OV_TRY(lines_store(ctx, made, lines, n));
    OV_TRY(ov_audit(ctx,
                    &(ov_event){.action = "statement.created",
                                .object = ov_printf(ctx->arena, "statement/%lld", (long long)made),
                                .role = ov_role_for(ctx, "settle.prepare",
                                                    &(ov_object){.org_id = s->recipient_id}),
                                .after = content}));
    *id = made;
    return OV_OK;
}

ov_status ov_statement_create(ov_ctx *ctx, const ov_param_set *p, ov_id payer, ov_id recipient,
                              int month, ov_id *id)
{
    ov_statement s = {.matter_id = p->matter_id,
                      .param_set_id = p->id,
                      .payer_id = payer,
                      .recipient_id = recipient,
                      .kind = "INSTALMENT",
                      .year = p->year,
                      .month = month};
    const char *payer_county;
    settle_line *lines;
    size_t n;
    int64_t live;

    if (payer == recipient || month < 1 || month > 12)
        return ov_fail(&ctx->err, OV_INVALID, "statement: pair or month");
    OV_TRY(settle_may(ctx, "settle.prepare", &s)); /* practice 20: the recipient issues */
    OV_TRY(party_codes(ctx, p->matter_id, payer, &s.payer, &payer_county));
    OV_TRY(party_codes(ctx, p->matter_id, recipient, &s.recipient, &s.recipient_code));
    OV_TRY(ov_select_int(ctx, &ov_settle_sql[SQL_STATEMENT_LIVE],
                         OV_ARGS(ov_int(p->matter_id), ov_int(payer), ov_int(recipient),
                                 ov_int(p->year), ov_int(month)),
                         0, &live));
    if (live > 0)
        return ov_fail(&ctx->err, OV_CONFLICT, "statement: the month has a live one");
    OV_TRY(settle_lines_make(ctx, p, payer, recipient, month, &lines, &n, &s.total));
    salt_lines(lines, n);
    s.period = ov_printf(ctx->arena, "%04d-%02d", p->year, month);
    s.pay_day = ov_payment_day(p->year, month, p->pay_day);
    return draft_store(ctx, &s, lines, n, id);
}

ov_status ov_statement_discard(ov_ctx *ctx, ov_id id)
{
    ov_statement s;
    const char *root;
    int64_t changed;

    OV_TRY(settle_statement_any(ctx, id, &s, &root));
    OV_TRY(settle_may(ctx, "settle.prepare", &s));
    OV_TRY(
        ov_exec(ctx, &ov_settle_sql[SQL_DISCARD], OV_ARGS(ov_int(id), ov_int(ctx->now)), &changed));
    if (changed != 1)
        return ov_fail(&ctx->err, OV_CONFLICT, "statement: published or discarded already");
    return ov_audit(ctx,
                    &(ov_event){.action = "statement.discarded",
                                .object = ov_printf(ctx->arena, "statement/%lld", (long long)id),
                                .role = ov_role_for(ctx, "settle.prepare",
                                                    &(ov_object){.org_id = s.recipient_id}),
                                .before = s.content_hash});
}
