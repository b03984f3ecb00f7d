/* SPDX-License-Identifier: EUPL-1.2 */
/* model.c — a year's parties, frames and instalments as the pages need them. */
#include "regional.h"

#include "text/text.h"
#include "util/money.h"

#include <string.h>

static ov_status parties_read(ov_ctx *ctx, ov_id matter_id, regional_year *year)
{
    const ov_rows *rows;

    OV_TRY(ov_settle_parties(ctx, matter_id, &rows));
    if (rows->n > REGIONAL_PARTIES)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "more than %d parties", REGIONAL_PARTIES);
    year->n = rows->n;
    for (size_t i = 0; i < rows->n; i++)
        year->parties[i] = (regional_party){.id = ov_cell_int(rows, i, OV_PARTY_ORG),
                                            .code = ov_cell_text(rows, i, OV_PARTY_CODE),
                                            .short_name = ov_cell_text(rows, i, OV_PARTY_SHORT),
                                            .name = ov_cell_text(rows, i, OV_PARTY_NAME),
                                            .ascii = ov_cell_text(rows, i, OV_PARTY_ASCII)};
    return OV_OK;
}

size_t regional_party_of(const regional_year *year, ov_id org_id)
{
    size_t i = 0;

    while (i < year->n && year->parties[i].id != org_id)
        i++;
    return i;
}

static ov_status matrix_read(ov_ctx *ctx, const regional_year *year, const char *component,
                             regional_matrix *m)
{
    const ov_rows *rows;

    OV_TRY(ov_frames(ctx, year->params.id, component, &rows));
    for (size_t r = 0; r < rows->n; r++) {
        size_t i = regional_party_of(year, ov_cell_int(rows, r, OV_FRAME_PAYER));
        size_t k = regional_party_of(year, ov_cell_int(rows, r, OV_FRAME_RECIPIENT));
        ov_ore amount = ov_cell_int(rows, r, OV_FRAME_YEAR_ORE);

        if (i == year->n || k == year->n)
            return ov_fail(&ctx->err, OV_INTERNAL, "a frame of an organisation that is no party");
        m->has[i][k] = true;
        m->cell[i][k] = amount;
        if (ov_ore_add(m->row[i], amount, &m->row[i]) != OV_OK ||
            ov_ore_add(m->column[k], amount, &m->column[k]) != OV_OK ||
            ov_ore_add(m->total, amount, &m->total) != OV_OK)
            return ov_fail(&ctx->err, OV_INVALID, "the frames do not fit in a sum");
    }
    return OV_OK;
}

ov_status regional_year_read(ov_req *req, regional_year *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id matter_id = ov_req_matter(req)->id;
    const char *asked = ov_req_query(req, "ar");
    int64_t number;

    memset(out, 0, sizeof *out);
    if (asked) {
        if (ov_parse_int(ov_str_from(asked), &number) != OV_OK || number < 1990 || number > 2200)
            return OV_NOT_FOUND;
        OV_TRY(ov_param_set_get(ctx, matter_id, (int)number, &out->params));
    } else {
        OV_TRY(ov_param_set_newest(ctx, matter_id, &out->params));
    }
    OV_TRY(parties_read(ctx, matter_id, out));
    OV_TRY(matrix_read(ctx, out, "FIXED", &out->fixed));
    return matrix_read(ctx, out, "SHARED", &out->shared);
}

ov_ore regional_owes(const regional_year *year, size_t payer, size_t recipient)
{
    if (payer == recipient)
        return 0; /* the host's own share is shown, never invoiced */
    return year->fixed.cell[payer][recipient] + year->shared.cell[payer][recipient];
}

ov_status regional_instalment(const regional_year *year, size_t payer, size_t recipient, int month,
                              ov_ore *fixed, ov_ore *shared, ov_ore *total)
{
    const ov_param_set *p = &year->params;

    OV_TRY(ov_instalment(year->fixed.cell[payer][recipient], month, p->policy, p->unit_ore, fixed));
    OV_TRY(
        ov_instalment(year->shared.cell[payer][recipient], month, p->policy, p->unit_ore, shared));
    return ov_ore_add(*fixed, *shared, total);
}

/* "§ 7.3" to "7.3". */
static const char *clause_number(ov_arena *arena, const char *clause)
{
    const char *at = clause + strcspn(clause, "0123456789");

    return ov_strndup(arena, at, strspn(at, "0123456789."));
}

ov_status regional_clause(ov_req *req, ov_map *map, const char *key, const char *clause)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *number = clause_number(ctx->arena, clause);
    const char *href = ov_printf(ctx->arena, "%s_href", key);
    ov_status status = OV_NOT_FOUND;
    ov_id node;

    if (*number)
        status = ov_node_by_number(ctx, ov_req_matter(req)->id, number, &node);
    if (status != OV_OK && status != OV_NOT_FOUND)
        return status;
    ov_map_text(map, key, clause);
    if (status == OV_OK)
        ov_map_text(map, href, ov_req_path(req, "/p/%s", number));
    else
        ov_map_bool(map, href, false);
    return OV_OK;
}

ov_view *regional_view(ov_req *req, const char *template_name, const char *title)
{
    ov_view *view = ov_view_new(req, template_name);

    ov_view_title(view, title);
    ov_view_crumb(view, title, NULL);
    return view;
}

ov_status regional_empty(ov_req *req, const char *title)
{
    ov_view *view = regional_view(req, "regional/empty", title);

    ov_map_text(ov_view_root(view), "heading", ov_req_tr(req, title));
    return ov_view_send(view);
}
