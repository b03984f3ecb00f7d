/* SPDX-License-Identifier: EUPL-1.2 */
/* params.c — what the parties decided for a year: price, share, instalment policy, clauses. */
#include "settle/sql.h"

static ov_status params_from_row(ov_ctx *ctx, const ov_rows *rows, ov_param_set *out)
{
    ov_instalment_policy policy;

    if (ov_policy_parse(ov_cell_text(rows, 0, 8), &policy) != OV_OK)
        return ov_fail(&ctx->err, OV_INTERNAL, "param_set: unknown instalment policy");
    *out = (ov_param_set){
        .id = ov_cell_int(rows, 0, 0),
        .matter_id = ov_cell_int(rows, 0, 1),
        .year = (int)ov_cell_int(rows, 0, 2),
        .version = (int)ov_cell_int(rows, 0, 3),
        .drg1_price_kr = ov_cell_int(rows, 0, 4),
        .var_num = ov_cell_int(rows, 0, 5),
        .var_den = ov_cell_int(rows, 0, 6),
        .billing_price = ov_cell_int(rows, 0, 7),
        .policy = policy,
        .unit_ore = (int)ov_cell_int(rows, 0, 9),
        .pay_day = (int)ov_cell_int(rows, 0, 10),
        .terms_days = (int)ov_cell_int(rows, 0, 11),
        .limit_months = (int)ov_cell_int(rows, 0, 12),
        .decision_ref = ov_cell_text(rows, 0, 13),
        .frames_clause = ov_cell_text(rows, 0, 14),
        .price_clause = ov_cell_text(rows, 0, 15),
    };
    return OV_OK;
}

ov_status ov_param_set_get(ov_ctx *ctx, ov_id matter_id, int year, ov_param_set *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_settle_sql[SQL_PARAMS], OV_ARGS(ov_int(matter_id), ov_int(year)),
                         &rows));
    return params_from_row(ctx, rows, out);
}

ov_status ov_param_set_newest(ov_ctx *ctx, ov_id matter_id, ov_param_set *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_settle_sql[SQL_PARAMS_LAST], OV_ARGS(ov_int(matter_id)), &rows));
    return params_from_row(ctx, rows, out);
}

ov_status settle_params_by_id(ov_ctx *ctx, ov_id id, ov_param_set *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_settle_sql[SQL_PARAMS_BY_ID], OV_ARGS(ov_int(id)), &rows));
    return params_from_row(ctx, rows, out);
}

/* The billing price is stored beside what it comes from; the two may never disagree. */
static ov_status params_check(ov_ctx *ctx, const ov_param_set *p)
{
    ov_ore price;

    if (ov_billing_price(p->drg1_price_kr, p->var_num, p->var_den, &price) != OV_OK)
        return ov_fail(&ctx->err, OV_INVALID, "param_set: the billing price cannot be computed");
    if (price != p->billing_price)
        return ov_fail(&ctx->err, OV_INVALID,
                       "param_set: billing price %lld öre, but the others give %lld",
                       (long long)p->billing_price, (long long)price);
    if (!p->decision_ref || !*p->decision_ref)
        return ov_fail(&ctx->err, OV_INVALID, "param_set: no decision reference");
    if ((unsigned)p->policy > OV_LAST_MONTH || (p->unit_ore != 1 && p->unit_ore != 100) ||
        p->pay_day < 1 || p->pay_day > 31)
        return ov_fail(&ctx->err, OV_INVALID, "param_set: instalment policy, unit or pay day");
    return OV_OK;
}

ov_status ov_param_set_add(ov_ctx *ctx, const ov_param_set *p, ov_id *id)
{
    int64_t newest;
    ov_id made;

    OV_TRY(params_check(ctx, p));
    OV_TRY(ov_select_int(ctx, &ov_settle_sql[SQL_PARAMS_NEWEST],
                         OV_ARGS(ov_int(p->matter_id), ov_int(p->year)), 0, &newest));
    OV_TRY(ov_insert(
        ctx, &ov_settle_sql[SQL_PARAMS_ADD],
        OV_ARGS(ov_int(p->matter_id), ov_int(p->year), ov_int(p->version ? p->version : newest + 1),
                ov_int(p->drg1_price_kr), ov_int(p->var_num), ov_int(p->var_den),
                ov_int(p->billing_price), ov_text(ov_policy_name(p->policy)), ov_int(p->unit_ore),
                ov_int(p->pay_day), ov_int(p->terms_days), ov_int(p->limit_months),
                ov_text(p->decision_ref), ov_text(p->frames_clause), ov_text(p->price_clause)),
        &made));
    OV_TRY(ov_audit(
        ctx, &(ov_event){.action = "params.decided",
                         .object = ov_printf(ctx->arena, "param_set/%lld", (long long)made)}));
    *id = made;
    return OV_OK;
}
