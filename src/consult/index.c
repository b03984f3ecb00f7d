/* SPDX-License-Identifier: EUPL-1.2 */
/* index.c — hands answers to the search index. */
#include "consult/index.h"

#include "util/date.h"

enum {
    INDEX_NUMBER,
    INDEX_HEADING,
    INDEX_COMMENT,
    INDEX_ORG,
    INDEX_CODE,
    INDEX_NAME,
    INDEX_RECEIVED,
    INDEX_ROUND,
    INDEX_MATTER_SLUG,
    INDEX_MATTER,
    INDEX_OWNER
};
enum { CONSULT_INDEX_ANSWERS, CONSULT_INDEX_NEXT, CONSULT_INDEX_OF };

/* An invitation's id names what its party has answered, now and later. */
const ov_sql ov_consult_index_sql[] = {
    [CONSULT_INDEX_ANSWERS] =
        {"consult_index.answers",
         "SELECT q.number, q.heading, a.comment, r.organisation_id, r.party_code, r.party_name, "
         "r.received, r.consultation_id, m.slug, m.id, m.organisation_id FROM invitation i "
         "JOIN response r ON r.id = COALESCE(i.response_id, i.late_response_id) "
         "JOIN response_answer a ON a.response_id = r.id JOIN question q ON q.id = a.question_id "
         "JOIN consultation c ON c.id = r.consultation_id JOIN matter m ON m.id = c.matter_id "
         "WHERE i.id = $1 AND a.comment <> '' ORDER BY q.n",
         NULL},
    [CONSULT_INDEX_NEXT] = {"consult_index.next", "SELECT min(id) FROM invitation WHERE id > $1",
                            NULL},
    [CONSULT_INDEX_OF] = {"consult_index.of",
                          "SELECT id FROM invitation WHERE consultation_id = $1 "
                          "AND organisation_id = $2",
                          NULL},
    {0}};

static const char *title_of(ov_ctx *ctx, const ov_rows *rows, size_t i)
{
    const char *number = ov_cell_text(rows, i, INDEX_NUMBER);
    const char *heading = ov_cell_text(rows, i, INDEX_HEADING);

    if (number && heading)
        return ov_printf(ctx->arena, "%s %s", number, heading);
    return number ? number : heading ? heading : "–";
}

static ov_search_doc doc_of(ov_ctx *ctx, const ov_rows *rows, size_t i, ov_id invitation)
{
    ov_id org = ov_cell_int(rows, i, INDEX_ORG), matter = ov_cell_int(rows, i, INDEX_MATTER);
    ov_id owner = ov_cell_int(rows, i, INDEX_OWNER);
    return (ov_search_doc){
        .kind = ov_consult_search.kind,
        .ref_id = invitation,
        .rules = {{"consult.read_own", org, matter, owner}, {"consult.read_all", 0, matter, owner}},
        .day = ov_stockholm_day(ov_cell_int(rows, i, INDEX_RECEIVED)),
        .label = ov_cell_text(rows, i, INDEX_NAME),
        .path = ov_printf(
            ctx->arena, "/arende/%s/remiss/%lld/svar/%s", ov_cell_text(rows, i, INDEX_MATTER_SLUG),
            (long long)ov_cell_int(rows, i, INDEX_ROUND), ov_cell_text(rows, i, INDEX_CODE)),
        .title = title_of(ctx, rows, i),
        .text = ov_cell_str(rows, i, INDEX_COMMENT)};
}

static ov_status index_invitation(ov_ctx *ctx, ov_id invitation)
{
    const ov_rows *rows;
    ov_search_doc *docs;

    OV_TRY(ov_select(ctx, &ov_consult_index_sql[CONSULT_INDEX_ANSWERS], OV_ARGS(ov_int(invitation)),
                     &rows));
    docs = ov_alloc(ctx->arena, (rows->n + 1) * sizeof *docs);
    for (size_t i = 0; i < rows->n; i++)
        docs[i] = doc_of(ctx, rows, i, invitation);
    return ov_search_replace(ctx, ov_consult_search.kind, invitation, docs, rows->n);
}

ov_status ov_response_index(ov_ctx *ctx, ov_id consultation_id, ov_id org_id)
{
    int64_t invitation;

    OV_TRY(ov_select_int(ctx, &ov_consult_index_sql[CONSULT_INDEX_OF],
                         OV_ARGS(ov_int(consultation_id), ov_int(org_id)), 0, &invitation));
    return invitation ? index_invitation(ctx, invitation) : OV_OK;
}

static ov_status rebuild(ov_ctx *ctx, ov_id after, ov_id *last)
{
    int64_t id;

    OV_TRY(ov_select_int(ctx, &ov_consult_index_sql[CONSULT_INDEX_NEXT], OV_ARGS(ov_int(after)), 0,
                         &id));
    if (!id)
        return OV_OK;
    OV_TRY(index_invitation(ctx, id));
    *last = id;
    return OV_OK;
}

const ov_search_source ov_consult_search = {"answer", "Svar på remiss", rebuild};
