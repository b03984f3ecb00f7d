/* SPDX-License-Identifier: EUPL-1.2 */
/* frames.c — the parties of an agreement and the year's frames, payer × recipient. */
#include "settle/sql.h"

/* "RÖ" to "RO": upper-case ASCII of a short name. NULL when a character has no such form. */
static const char *ascii_code(ov_arena *arena, const char *name)
{
    static const struct {
        const char *from;
        char to;
    } folds[] = {{"Å", 'A'}, {"Ä", 'A'}, {"Ö", 'O'}, {"å", 'A'},
                 {"ä", 'A'}, {"ö", 'O'}, {"É", 'E'}, {"é", 'E'}};
    char *code = ov_alloc(arena, strlen(name) + 1);
    size_t n = 0;

    while (*name) {
        size_t i = 0;

        if ((*name >= 'A' && *name <= 'Z') || (*name >= '0' && *name <= '9')) {
            code[n++] = *name++;
            continue;
        }
        if (*name >= 'a' && *name <= 'z') {
            code[n++] = (char)(*name++ - 'a' + 'A');
            continue;
        }
        while (i < OV_LEN(folds) && strncmp(name, folds[i].from, 2) != 0)
            i++;
        if (i == OV_LEN(folds))
            return NULL;
        code[n++] = folds[i].to;
        name += 2;
    }
    code[n] = '\0';
    return n > 0 ? code : NULL;
}

ov_status ov_settle_parties(ov_ctx *ctx, ov_id matter_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_settle_sql[SQL_PARTIES], OV_ARGS(ov_int(matter_id)), out);
}

ov_status ov_settle_party_add(ov_ctx *ctx, ov_id matter_id, ov_id org_id, const char *short_name,
                              int order)
{
    const char *code = ascii_code(ctx->arena, short_name);

    if (!code)
        return ov_fail(&ctx->err, OV_INVALID, "settle_party: no ASCII code in \"%s\"", short_name);
    OV_TRY(ov_exec(ctx, &ov_settle_sql[SQL_PARTY_ADD],
                   OV_ARGS(ov_int(matter_id), ov_int(org_id), ov_text(code), ov_text(short_name),
                           ov_int(order)),
                   NULL));
    return ov_audit(
        ctx, &(ov_event){.action = "settle.party_added",
                         .object = ov_printf(ctx->arena, "matter/%lld", (long long)matter_id)});
}

ov_status ov_frame_add(ov_ctx *ctx, ov_id param_set_id, const char *component, ov_id payer,
                       ov_id recipient, ov_ore year_ore)
{
    ov_param_set p;
    ov_ore first;

    if (year_ore < 0)
        return ov_fail(&ctx->err, OV_INVALID, "frame: a frame cannot be negative");
    OV_TRY(settle_params_by_id(ctx, param_set_id, &p));
    if (ov_instalment(year_ore, 1, p.policy, p.unit_ore, &first) != OV_OK)
        return ov_fail(&ctx->err, OV_INVALID, "frame: %lld öre cannot be paid in units of %d öre",
                       (long long)year_ore, p.unit_ore);
    OV_TRY(ov_exec(ctx, &ov_settle_sql[SQL_FRAME_ADD],
                   OV_ARGS(ov_int(param_set_id), ov_text(component), ov_int(payer),
                           ov_int(recipient), ov_int(year_ore)),
                   NULL));
    return ov_audit(ctx, &(ov_event){.action = "frame.decided",
                                     .object = ov_printf(ctx->arena, "param_set/%lld",
                                                         (long long)param_set_id)});
}

ov_status ov_frames(ov_ctx *ctx, ov_id param_set_id, const char *component, const ov_rows **out)
{
    return ov_select(ctx, &ov_settle_sql[SQL_FRAMES],
                     OV_ARGS(ov_int(param_set_id), ov_text(component)), out);
}
