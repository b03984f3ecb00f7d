/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_parts.c — the documents of a round being made, and who gets it. */
#include "consult/setup/setup_sql.h"

#include "text/text.h"

#include <string.h>

/* ---- Documents ---- */

ov_status ov_setup_versions(ov_ctx *ctx, ov_id matter_id, ov_id round, const ov_rows **out)
{
    return ov_select(ctx, &ov_setup_sql[SETUP_VERSIONS], OV_ARGS(ov_int(matter_id), ov_int(round)),
                     out);
}

/* The round's first document is the one that older pages show. */
static ov_status documents_changed(ov_ctx *ctx, ov_id id)
{
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_FIRST], OV_ARGS(ov_int(id)), NULL));
    OV_TRY(ov_setup_renumber(ctx, id));
    return ov_setup_event(ctx, id, "consultation.documents_changed");
}

ov_status ov_setup_document_add(ov_ctx *ctx, const ov_consultation *c, ov_id version_id)
{
    const ov_rows *free_ones;
    bool found = false;
    ov_id id;

    OV_TRY(ov_setup_hold_questions(ctx, c->id, 0));
    OV_TRY(ov_setup_versions(ctx, c->matter_id, c->id, &free_ones));
    for (size_t i = 0; i < free_ones->n && !found; i++)
        found = ov_cell_int(free_ones, i, 0) == version_id;
    if (!found)
        return ov_fail(&ctx->err, OV_INVALID, "that version cannot be added to the round");
    OV_TRY(ov_consultation_document_add(ctx, c->id, c->matter_id, version_id, c->scale_id, &id));
    return documents_changed(ctx, c->id);
}

static ov_status place_of(ov_ctx *ctx, const ov_consultation *c, ov_id document_id, int64_t *place,
                          int64_t *count)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_setup_sql[SETUP_DOCUMENT_PLACE],
                         OV_ARGS(ov_int(c->id), ov_int(document_id)), &rows));
    *place = ov_cell_int(rows, 0, 0);
    *count = ov_cell_int(rows, 0, 1);
    return OV_OK;
}

static ov_status put(ov_ctx *ctx, ov_id document_id, int64_t place)
{
    return ov_exec(ctx, &ov_setup_sql[SETUP_DOCUMENT_PUT],
                   OV_ARGS(ov_int(document_id), ov_int(place)), NULL);
}

ov_status ov_setup_document_remove(ov_ctx *ctx, const ov_consultation *c, ov_id document_id)
{
    const ov_rows *asked;
    int64_t place, count;

    OV_TRY(ov_setup_hold_questions(ctx, c->id, 0));
    OV_TRY(place_of(ctx, c, document_id, &place, &count));
    if (count < 2)
        return ov_fail(&ctx->err, OV_INVALID, "a round has at least one document");
    OV_TRY(ov_setup_questions(ctx, c->id, &asked));
    for (size_t i = 0; i < asked->n; i++)
        if (ov_cell_int(asked, i, OV_ASKED_DOCUMENT) == document_id)
            OV_TRY(ov_setup_question_drop(ctx, c->id, ov_cell_int(asked, i, OV_ASKED_ID)));
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_DOCUMENT_DROP],
                   OV_ARGS(ov_int(c->id), ov_int(document_id)), NULL));
    /* 3, 4 … become -2, -3 … and then 2, 3 …: no two ever have the same place */
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_DOCUMENTS_CLOSE_UP],
                   OV_ARGS(ov_int(c->id), ov_int(place)), NULL));
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_DOCUMENTS_BACK], OV_ARGS(ov_int(c->id)), NULL));
    return documents_changed(ctx, c->id);
}

ov_status ov_setup_document_move(ov_ctx *ctx, const ov_consultation *c, ov_id document_id, bool up)
{
    int64_t place, count, other;
    ov_id neighbour;

    OV_TRY(ov_setup_hold_questions(ctx, c->id, 0));
    OV_TRY(place_of(ctx, c, document_id, &place, &count));
    other = up ? place - 1 : place + 1;
    if (other < 1 || other > count)
        return OV_OK;
    OV_TRY(ov_select_int(ctx, &ov_setup_sql[SETUP_DOCUMENT_AT],
                         OV_ARGS(ov_int(c->id), ov_int(other)), 0, &neighbour));
    OV_TRY(put(ctx, document_id, -1));
    OV_TRY(put(ctx, neighbour, place));
    OV_TRY(put(ctx, document_id, other));
    return documents_changed(ctx, c->id);
}

/* ---- Recipients ---- */

ov_status ov_setup_parties(ov_ctx *ctx, ov_id id, const ov_rows **out)
{
    return ov_select(ctx, &ov_setup_sql[SETUP_PARTIES], OV_ARGS(ov_int(id)), out);
}

ov_status ov_setup_meetings(ov_ctx *ctx, ov_id id, ov_day from, ov_day before, const ov_rows **out)
{
    return ov_select(ctx, &ov_setup_sql[SETUP_MEETINGS],
                     OV_ARGS(ov_int(id), ov_int(from), ov_int(before)), out);
}

/* class: only for the statement that has a third place. */
static ov_status for_each(ov_ctx *ctx, ov_id id, int statement, const char *class,
                          const ov_id *orgs, size_t n, size_t *changed)
{
    size_t done = 0;

    OV_TRY(ov_setup_hold(ctx, id));
    for (size_t i = 0; i < n; i++) {
        const ov_val args[] = {ov_int(id), ov_int(orgs[i]), ov_text(class)};
        int64_t one;

        OV_TRY(ov_exec(ctx, &ov_setup_sql[statement], args, class ? 3 : 2, &one));
        done += one > 0;
    }
    *changed = done;
    return done ? ov_setup_event(ctx, id, "consultation.recipients_changed") : OV_OK;
}

ov_status ov_setup_party_add(ov_ctx *ctx, ov_id id, const ov_id *orgs, size_t n, size_t *changed)
{
    return for_each(ctx, id, SETUP_PARTY_ADD, NULL, orgs, n, changed);
}

ov_status ov_setup_party_remove(ov_ctx *ctx, ov_id id, const ov_id *orgs, size_t n, size_t *changed)
{
    return for_each(ctx, id, SETUP_PARTY_REMOVE, NULL, orgs, n, changed);
}

ov_status ov_setup_party_class(ov_ctx *ctx, ov_id id, const ov_id *orgs, size_t n,
                               const char *class, size_t *changed)
{
    if (strcmp(class, "official") != 0 && strcmp(class, "council") != 0)
        return ov_fail(&ctx->err, OV_INVALID, "no such class");
    return for_each(ctx, id, SETUP_PARTY_CLASS, class, orgs, n, changed);
}
