/* SPDX-License-Identifier: EUPL-1.2 */
/* entry.c — answers on paper and by e-mail, typed in by staff. Practice 10 and 47. */
#include "consult/consult_sql.h"
#include "consult/answer/entry_sql.h"

#include <string.h>

enum { NAME_MOST = 200 };

static const char *who(const ov_ctx *ctx)
{
    return ctx->actor.name ? ctx->actor.name : "-";
}

/* ---- Beginning ---- */

static ov_status check_when(ov_ctx *ctx, const ov_consultation *c, const ov_entry *e)
{
    if (e->arrived > ctx->received)
        return ov_fail(&ctx->err, OV_INVALID, "arrived in the future");
    if (e->arrived < c->opens_at)
        return ov_fail(&ctx->err, OV_INVALID, "arrived before the round opened");
    if (e->arrived < ctx->received - OV_ENTRY_NOW && !*e->arrived_why)
        return ov_fail(&ctx->err, OV_INVALID, "arrived earlier than now, without a reason");
    return OV_OK;
}

/* What it corrects was typed in by staff, and stands. */
static ov_status find_former(ov_ctx *ctx, const ov_entry *e, ov_response *former)
{
    OV_TRY(ov_response_by_number(ctx, e->replaces, former));
    if (former->consultation_id != e->consultation_id || former->replaced_by ||
        (strcmp(former->source, "paper") != 0 && strcmp(former->source, "email") != 0) ||
        (former->respondent != NULL) != (e->respondent != NULL) ||
        (!e->respondent && former->org_id != e->org_id))
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no registered response to correct");
    return OV_OK;
}

/* A party that is invited, and has not answered since. */
static ov_status check_party(ov_ctx *ctx, ov_entry *e)
{
    const ov_rows *party;

    OV_TRY(ov_select_row(ctx, &ov_entry_sql[ENTRY_PARTY],
                         OV_ARGS(ov_int(e->consultation_id), ov_int(e->org_id)), &party));
    e->class = ov_cell_text(party, 0, 1);
    if (!e->replaces && ov_cell_int(party, 0, 2) > e->arrived)
        return ov_fail(&ctx->err, OV_CONFLICT, "the party has answered since");
    return OV_OK;
}

static ov_status check_who(ov_ctx *ctx, ov_id typing_org, ov_entry *e)
{
    size_t n;

    if (!e->respondent)
        return check_party(ctx, e);
    n = strlen(e->respondent);
    if (n == 0 || n > NAME_MOST || memchr(e->respondent, '\n', n) ||
        (strcmp(e->class, "uninvited") != 0 && strcmp(e->class, "private") != 0))
        return ov_fail(&ctx->err, OV_INVALID, "somebody outside the register has a name");
    e->org_id = typing_org;
    return OV_OK;
}

/* The answers and files of what it corrects, to begin with. */
static ov_status copy(ov_ctx *ctx, ov_id draft_id, const ov_response *former)
{
    OV_TRY(ov_exec(
        ctx, &ov_entry_sql[ENTRY_COPY_ANSWERS],
        OV_ARGS(ov_int(draft_id), ov_int(former->id), ov_int(ctx->now), ov_text(who(ctx))), NULL));
    return ov_exec(ctx, &ov_entry_sql[ENTRY_COPY_FILES],
                   OV_ARGS(ov_int(draft_id), ov_int(former->id)), NULL);
}

/* What staff type in is theirs until it is sent: its events are those of whoever types. */
static ov_status tell(ov_ctx *ctx, ov_id consultation_id, const char *action)
{
    return ov_audit(ctx, &(ov_event){.action = action,
                                     .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                                         (long long)consultation_id,
                                                         (long long)ctx->actor.org_id)});
}

ov_status ov_entry_begin(ov_ctx *ctx, const ov_consultation *c, ov_id typing_org,
                         const ov_entry *entry, ov_id *draft_id)
{
    ov_entry e = *entry;
    ov_response former;

    e.consultation_id = c->id;
    OV_TRY(check_when(ctx, c, &e));
    OV_TRY(check_who(ctx, typing_org, &e));
    if (e.replaces)
        OV_TRY(find_former(ctx, &e, &former));
    OV_TRY(ov_insert(ctx, &ov_entry_sql[ENTRY_DRAFT_ADD],
                     OV_ARGS(ov_int(c->id), ov_int(e.org_id), ov_text(e.respondent),
                             ov_text(e.class), ov_text(e.source), ov_int(e.arrived),
                             ov_int(ctx->now), ov_id_or_null(ctx->actor.account_id)),
                     draft_id));
    OV_TRY(ov_exec(ctx, &ov_entry_sql[ENTRY_ADD],
                   OV_ARGS(ov_int(*draft_id), ov_text(e.legal_status), ov_text(e.arrived_why),
                           ov_text(e.replaces), ov_text(e.address)),
                   NULL));
    if (e.replaces)
        OV_TRY(copy(ctx, *draft_id, &former));
    return tell(ctx, c->id, "entry.begun");
}

/* ---- Going on ---- */

ov_status ov_entry_get(ov_ctx *ctx, ov_id consultation_id, ov_id draft_id, ov_entry *out)
{
    const ov_rows *row;

    OV_TRY(ov_select_row(ctx, &ov_entry_sql[ENTRY_GET],
                         OV_ARGS(ov_int(consultation_id), ov_int(draft_id)), &row));
    *out = (ov_entry){.draft_id = ov_cell_int(row, 0, 0),
                      .consultation_id = ov_cell_int(row, 0, 1),
                      .org_id = ov_cell_int(row, 0, 2),
                      .org_name = ov_cell_text(row, 0, 3),
                      .respondent = ov_cell_text(row, 0, 4),
                      .class = ov_cell_text(row, 0, 5),
                      .source = ov_cell_text(row, 0, 6),
                      .arrived = ov_cell_int(row, 0, 7),
                      .arrived_why = ov_cell_text(row, 0, 8),
                      .legal_status = ov_cell_text(row, 0, 9),
                      .replaces = ov_cell_text(row, 0, 10),
                      .address = ov_cell_text(row, 0, 11)};
    return OV_OK;
}

ov_status ov_entries(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_entry_sql[ENTRY_LIST], OV_ARGS(ov_int(consultation_id)), out);
}

static ov_status end(ov_ctx *ctx, const ov_entry *e)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_entry_sql[ENTRY_END], OV_ARGS(ov_int(e->draft_id), ov_int(ctx->now)),
                   &changed));
    return changed ? OV_OK : ov_fail(&ctx->err, OV_NOT_FOUND, "it has been sent or thrown away");
}

ov_status ov_entry_discard(ov_ctx *ctx, const ov_entry *e)
{
    OV_TRY(end(ctx, e));
    return tell(ctx, e->consultation_id, "entry.discarded");
}

/* What it says may have been overtaken while it was typed: the party has answered since, or what it
 * corrects has been replaced. */
static ov_status check_still(ov_ctx *ctx, const ov_entry *entry)
{
    ov_entry e = *entry;
    ov_response former;
    ov_status found;

    if (!e.replaces)
        return e.respondent ? OV_OK : check_party(ctx, &e);
    found = find_former(ctx, &e, &former);
    return found == OV_NOT_FOUND
               ? ov_fail(&ctx->err, OV_CONFLICT, "what it corrects has been replaced")
               : found;
}

ov_status ov_entry_send(ov_ctx *ctx, const ov_consultation *c, const ov_entry *e,
                        const char *address, const char *token_hash, ov_response *out)
{
    ov_submission what = {.org_id = e->org_id,
                          .draft_id = e->draft_id,
                          .legal_status = e->legal_status,
                          .source = e->source,
                          .respondent = e->respondent,
                          .class = e->respondent ? e->class : NULL,
                          .received = e->arrived,
                          .replaces = e->respondent ? e->replaces : NULL};

    OV_TRY(end(ctx, e));
    OV_TRY(check_still(ctx, e));
    OV_TRY(ov_response_send(ctx, c, &what, out));
    OV_TRY(ov_exec(
        ctx, &ov_entry_sql[ENTRY_CHECK_ADD],
        OV_ARGS(ov_int(out->id), ov_int(ctx->now), ov_text(address), ov_text(token_hash)), NULL));
    return ov_audit(
        ctx, &(ov_event){.action = "response.entered",
                         .object = ov_printf(ctx->arena, "response/%lld", (long long)out->id)});
}

ov_status ov_entered(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_entry_sql[ENTRY_SENT], OV_ARGS(ov_int(consultation_id)), out);
}

/* ---- "Stämmer det vi har skrivit in?" ---- */

static void fill(const ov_rows *row, ov_entry_check *out)
{
    *out = (ov_entry_check){.response_id = ov_cell_int(row, 0, 0),
                            .number = ov_cell_text(row, 0, 1),
                            .state = ov_cell_text(row, 0, 2),
                            .text = ov_cell_text(row, 0, 3),
                            .answered_by = ov_cell_text(row, 0, 4),
                            .asked_at = ov_cell_int(row, 0, 5),
                            .answered_at = ov_cell_int(row, 0, 6),
                            .entered_by = ov_cell_text(row, 0, 7)};
}

ov_status ov_entry_check_of(ov_ctx *ctx, ov_id response_id, ov_entry_check *out)
{
    const ov_rows *row;

    OV_TRY(ov_select_row(ctx, &ov_entry_sql[ENTRY_CHECK_OF], OV_ARGS(ov_int(response_id)), &row));
    fill(row, out);
    return OV_OK;
}

ov_status ov_entry_check_by_token(ov_ctx *ctx, ov_id consultation_id, const char *token_hash,
                                  ov_entry_check *out)
{
    const ov_rows *row;

    OV_TRY(ov_select_row(ctx, &ov_entry_sql[ENTRY_CHECK_TOKEN],
                         OV_ARGS(ov_int(consultation_id), ov_text(token_hash)), &row));
    fill(row, out);
    return OV_OK;
}

ov_status ov_entry_check_answer(ov_ctx *ctx, ov_id response_id, bool right, const char *text,
                                const char *by)
{
    int64_t changed;
    ov_str clean;

    OV_TRY(ov_comment_canonical(ctx, text, &clean));
    if (!right && !clean.len)
        return ov_fail(&ctx->err, OV_INVALID, "what is wrong is not said");
    OV_TRY(ov_exec(ctx, &ov_entry_sql[ENTRY_CHECK_ANSWER],
                   OV_ARGS(ov_int(response_id), ov_text(right ? "confirmed" : "disputed"),
                           clean.len ? ov_text_str(clean) : ov_null(), ov_int(ctx->now),
                           ov_text(by), ov_id_or_null(ctx->actor.account_id)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "it has been answered already");
    return ov_audit(
        ctx, &(ov_event){.action = right ? "entry.confirmed" : "entry.disputed",
                         .object = ov_printf(ctx->arena, "response/%lld", (long long)response_id)});
}
