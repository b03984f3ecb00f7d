/* SPDX-License-Identifier: EUPL-1.2 */
/* organisation.c — organisations: found, listed, saved, changed, ended. */
#include "audit/audit.h"
#include "register/register_sql.h"
#include "util/hash.h"

#include <string.h>

enum { DEEPEST = 8 }; /* organisations above one another */

ov_status ov_register_event(ov_ctx *ctx, const char *action, const char *kind, ov_id id,
                            const char *before, const char *after)
{
    char hex[2][OV_HASH_HEX];

    if (before)
        ov_sha256_hex(ov_str_from(before), hex[0]);
    if (after)
        ov_sha256_hex(ov_str_from(after), hex[1]);
    return ov_audit(ctx,
                    &(ov_event){.action = action,
                                .object = ov_printf(ctx->arena, "%s/%lld", kind, (long long)id),
                                .before = before ? ov_strdup(ctx->arena, hex[0]) : NULL,
                                .after = after ? ov_strdup(ctx->arena, hex[1]) : NULL});
}

/* ---- Reading ---- */

void ov_organisation_from_row(const ov_rows *rows, size_t row, ov_organisation *out)
{
    *out = (ov_organisation){.id = ov_cell_int(rows, row, ORG_ID),
                             .type = ov_cell_text(rows, row, ORG_TYPE),
                             .code = ov_cell_text(rows, row, ORG_CODE),
                             .name = ov_cell_text(rows, row, ORG_NAME),
                             .org_no = ov_cell_text(rows, row, ORG_NO),
                             .registry_email = ov_cell_text(rows, row, ORG_EMAIL),
                             .parent_id = ov_cell_int(rows, row, ORG_PARENT),
                             .address = ov_cell_text(rows, row, ORG_ADDRESS),
                             .phone = ov_cell_text(rows, row, ORG_PHONE),
                             .web = ov_cell_text(rows, row, ORG_WEB),
                             .ended_on = ov_cell_day(rows, row, ORG_ENDED_ON),
                             .row_version = ov_cell_int(rows, row, ORG_ROW_VERSION)};
}

static ov_status find(ov_ctx *ctx, int statement, ov_val key, ov_organisation *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_register_sql[statement], &key, 1, &rows));
    ov_organisation_from_row(rows, 0, out);
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

ov_status ov_organisations(ov_ctx *ctx, const char *type, const ov_rows **out)
{
    if (!type)
        return ov_select(ctx, &ov_register_sql[ORGANISATIONS], OV_NOARGS, out);
    return ov_select(ctx, &ov_register_sql[ORGANISATIONS_OF_TYPE], OV_ARGS(ov_text(type)), out);
}

/* ---- Writing ---- */

/* All of its facts, one on each line: what the event log has the hash of. */
static const char *describe(ov_arena *arena, const ov_organisation *org)
{
    const char *parts[] = {org->type,           org->code,  org->name, org->org_no,
                           org->registry_email, org->phone, org->web,  org->address};
    const char *text = ov_printf(arena, "parent %lld ended %lld", (long long)org->parent_id,
                                 (long long)org->ended_on);

    for (size_t i = 0; i < OV_LEN(parts); i++)
        text = ov_printf(arena, "%s\n%s", text, parts[i] ? parts[i] : "");
    return text;
}

static ov_status check(ov_ctx *ctx, const ov_organisation *org)
{
    const char *field, *fault = ov_organisation_fault(org, &field);

    return fault ? ov_fail(&ctx->err, OV_INVALID, "%s: %s", field, fault) : OV_OK;
}

/* Nobody may stand above itself, and chains are short. */
static ov_status check_parent(ov_ctx *ctx, const ov_organisation *org)
{
    ov_id above = org->parent_id;

    for (int i = 0; above && i < DEEPEST; i++) {
        ov_organisation parent;

        if (above == org->id)
            return ov_fail(&ctx->err, OV_INVALID,
                           "parent_id: an organisation would belong to itself");
        if (ov_organisation_get(ctx, above, &parent) != OV_OK)
            return ov_fail(&ctx->err, OV_INVALID, "parent_id: there is no such organisation");
        above = parent.parent_id;
    }
    return above ? ov_fail(&ctx->err, OV_INVALID, "parent_id: too many levels") : OV_OK;
}

ov_status ov_organisation_insert(ov_ctx *ctx, const ov_organisation *org, ov_id *id)
{
    ov_organisation fresh = *org;

    fresh.ended_on = OV_NO_DAY;
    OV_TRY(ov_insert(ctx, &ov_register_sql[ORGANISATION_INSERT],
                     OV_ARGS(ov_text(org->type), ov_text(org->code), ov_text(org->name),
                             ov_text(ov_sort_key(ctx->arena, org->name)), ov_text(org->org_no),
                             ov_text(org->registry_email), ov_id_or_null(org->parent_id),
                             ov_text(org->address), ov_text(org->phone), ov_text(org->web)),
                     &fresh.id));
    OV_TRY(ov_register_event(ctx, "organisation.added", "organisation", fresh.id, NULL,
                             describe(ctx->arena, &fresh)));
    if (id)
        *id = fresh.id;
    return OV_OK;
}

ov_status ov_organisation_add(ov_ctx *ctx, const ov_organisation *org, ov_id *id)
{
    OV_TRY(check(ctx, org));
    OV_TRY(check_parent(ctx, org));
    return ov_organisation_insert(ctx, org, id);
}

ov_status ov_organisation_edit(ov_ctx *ctx, const ov_organisation *org)
{
    ov_organisation now, next = *org;
    const char *before, *after;
    int64_t changed;

    OV_TRY(ov_organisation_get(ctx, org->id, &now));
    if (now.row_version != org->row_version)
        return ov_fail(&ctx->err, OV_CONFLICT, "the organisation was changed by somebody else");
    next.code = now.code;
    next.ended_on = now.ended_on;
    OV_TRY(check(ctx, &next));
    OV_TRY(check_parent(ctx, &next));
    before = describe(ctx->arena, &now);
    after = describe(ctx->arena, &next);
    if (!strcmp(before, after))
        return OV_OK;
    OV_TRY(ov_exec(ctx, &ov_register_sql[ORGANISATION_UPDATE],
                   OV_ARGS(ov_int(org->id), ov_int(org->row_version), ov_text(next.type),
                           ov_text(next.name), ov_text(ov_sort_key(ctx->arena, next.name)),
                           ov_text(next.org_no), ov_text(next.registry_email),
                           ov_id_or_null(next.parent_id), ov_text(next.address),
                           ov_text(next.phone), ov_text(next.web)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the organisation was changed by somebody else");
    return ov_register_event(ctx, "organisation.changed", "organisation", org->id, before, after);
}

static const char *told(const char *told_now, const char *stored)
{
    return told_now && *told_now ? told_now : stored;
}

ov_status ov_organisation_save(ov_ctx *ctx, const ov_organisation *org, ov_id *id)
{
    ov_organisation now, next = *org;
    ov_status status;

    OV_TRY(check(ctx, org));
    status = ov_organisation_by_code(ctx, org->code, &now);
    if (status == OV_NOT_FOUND)
        return ov_organisation_add(ctx, org, id);
    OV_TRY(status);
    if (strcmp(now.type, org->type) != 0)
        return ov_fail(&ctx->err, OV_CONFLICT, "the code %s is that of another kind (%s)",
                       org->code, now.type);
    next.id = now.id;
    next.row_version = now.row_version;
    next.org_no = told(org->org_no, now.org_no);
    next.registry_email = told(org->registry_email, now.registry_email);
    next.address = told(org->address, now.address);
    next.phone = told(org->phone, now.phone);
    next.web = told(org->web, now.web);
    next.parent_id = org->parent_id ? org->parent_id : now.parent_id;
    OV_TRY(ov_organisation_edit(ctx, &next));
    if (id)
        *id = now.id;
    return OV_OK;
}

ov_status ov_organisation_end(ov_ctx *ctx, ov_id id, ov_day last, int64_t row_version)
{
    ov_organisation now, next;
    int64_t changed;

    OV_TRY(ov_organisation_get(ctx, id, &now));
    next = now;
    next.ended_on = last;
    OV_TRY(ov_exec(ctx, &ov_register_sql[ORGANISATION_END],
                   OV_ARGS(ov_int(id), ov_int(row_version), ov_day_or_null(last)), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the organisation was changed by somebody else");
    return ov_register_event(
        ctx, last == OV_NO_DAY ? "organisation.reopened" : "organisation.ended", "organisation", id,
        describe(ctx->arena, &now), describe(ctx->arena, &next));
}
