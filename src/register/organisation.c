/* SPDX-License-Identifier: EUPL-1.2 */
/* organisation.c — organisations: found, listed, saved. */
#include "audit/audit.h"
#include "register/register_sql.h"

#include <string.h>

static ov_status find(ov_ctx *ctx, int statement, ov_val key, ov_organisation *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_register_sql[statement], &key, 1, &rows));
    *out = (ov_organisation){.id = ov_cell_int(rows, 0, 0),
                             .type = ov_cell_text(rows, 0, 1),
                             .code = ov_cell_text(rows, 0, 2),
                             .name = ov_cell_text(rows, 0, 3),
                             .org_no = ov_cell_text(rows, 0, 4),
                             .registry_email = ov_cell_text(rows, 0, 5),
                             .parent_id = ov_cell_int(rows, 0, 6)};
    return OV_OK;
}

ov_status ov_organisation_get(ov_ctx *ctx, ov_id id, ov_organisation *out)
{
    return find(ctx, ORGANISATION_BY_ID, ov_int(id), out);
}

ov_status ov_organisation_by_code(ov_ctx *ctx, const char *code, ov_organisation *out)
{
    return find(ctx, ORGANISATION_BY_CODE, ov_text(code), out);
}

static bool is_code(const char *code)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    size_t len = code ? strlen(code) : 0;

    return len >= 1 && len <= 32 && strspn(code, allowed) == len;
}

static bool is_type(const char *type)
{
    static const char *const types[] = {"region",  "municipality", "federation",
                                        "company", "council",      "authority"};

    for (size_t i = 0; type && i < OV_LEN(types); i++)
        if (strcmp(types[i], type) == 0)
            return true;
    return false;
}

static ov_status check(ov_ctx *ctx, const ov_organisation *org)
{
    if (!is_type(org->type))
        return ov_fail(&ctx->err, OV_INVALID, "unknown type of organisation \"%.30s\"",
                       org->type ? org->type : "");
    if (!is_code(org->code))
        return ov_fail(&ctx->err, OV_INVALID, "the code must be 1-32 letters and digits");
    if (!org->name || !org->name[0] || !ov_utf8_valid(ov_str_from(org->name)) ||
        ov_utf8_length(ov_str_from(org->name)) > 200)
        return ov_fail(&ctx->err, OV_INVALID, "the name must be 1-200 characters");
    if (org->org_no && (strlen(org->org_no) != 10 || strspn(org->org_no, "0123456789") != 10))
        return ov_fail(&ctx->err, OV_INVALID, "an organisation number has ten digits");
    return OV_OK;
}

ov_status ov_organisation_save(ov_ctx *ctx, const ov_organisation *org, ov_id *id)
{
    ov_id saved;

    OV_TRY(check(ctx, org));
    OV_TRY(ov_insert(ctx, &ov_register_sql[ORGANISATION_SAVE],
                     OV_ARGS(ov_text(org->type), ov_text(org->code), ov_text(org->name),
                             ov_text(ov_sort_key(ctx->arena, org->name)), ov_text(org->org_no),
                             ov_text(org->registry_email), ov_id_or_null(org->parent_id)),
                     &saved));
    OV_TRY(ov_audit(
        ctx, &(ov_event){.action = "organisation.saved",
                         .object = ov_printf(ctx->arena, "organisation/%lld", (long long)saved)}));
    if (id)
        *id = saved;
    return OV_OK;
}

ov_status ov_organisations(ov_ctx *ctx, const char *type, const ov_rows **out)
{
    if (!type)
        return ov_select(ctx, &ov_register_sql[ORGANISATIONS], OV_NOARGS, out);
    return ov_select(ctx, &ov_register_sql[ORGANISATIONS_OF_TYPE], OV_ARGS(ov_text(type)), out);
}
