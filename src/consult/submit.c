/* SPDX-License-Identifier: EUPL-1.2 */
/* submit.c — sending a response: number, canonical text, answers, tallies, replacement and event in
 * one transaction.
 *
 * The work is proportional to the answers, in few statements: the draft is read once (for the
 * canonical text), copied by one INSERT … SELECT, and the figures are moved by one upsert that
 * touches only the tallies whose sum really changes. */
#include "consult/consult_sql.h"
#include "consult/index.h"
#include "auth/auth.h"
#include "util/clock.h"
#include "util/hash.h"

enum {
    HEAD_SLUG,
    HEAD_OWNER,
    HEAD_CODE,
    HEAD_NAME,
    HEAD_RESPONSE,
    HEAD_NUMBER,
    HEAD_LATE,
    HEAD_LATE_NUMBER
};
enum { LAID_NODE, LAID_NUMBER, LAID_GRADE, LAID_COMMENT };

static bool legal_status_known(const char *status)
{
    for (size_t i = 0; ov_legal_statuses[i]; i++)
        if (status && !strcmp(status, ov_legal_statuses[i]))
            return true;
    return false;
}

/* In time, late or refused: a function of the instant of arrival alone (practice 1). */
static const char *timing_of(const ov_consultation *c, ov_instant received)
{
    if (ov_consultation_state(c, received) != OV_ROUND_CLOSED)
        return "in_time";
    return c->refuse_late ? "refused" : "late";
}

/* SVAR-2025-000123: gap-free within the year of arrival in Stockholm, since the counter is raised
 * by the transaction that stores the response. */
static ov_status next_number(ov_ctx *ctx, ov_instant received, const char **out)
{
    int year = ov_civil_from_day(ov_stockholm_day(received)).year;
    ov_id last;

    OV_TRY(ov_insert(ctx, &ov_consult_sql[CONSULT_NEXT_NUMBER], OV_ARGS(ov_int(year)), &last));
    *out = ov_printf(ctx->arena, "SVAR-%04d-%06lld", year, (long long)last);
    return OV_OK;
}

static ov_str canonical(ov_ctx *ctx, const ov_consultation *c, const char *slug,
                        const ov_response *r, const ov_rows *laid)
{
    ov_buf text = {0};
    ov_str kept;
    ov_receipt_head head = {
        .number = r->number,
        .timing = r->timing,
        .address = ov_printf(ctx->arena, "/arende/%s/remiss/%lld", slug, (long long)c->id),
        .text_hash = c->version_hash,
        .party_code = r->org_code,
        .party_name = r->org_name,
        .legal_status = r->legal_status,
        .replaces = r->replaces,
        .received = r->received,
        .deadline = c->deadline,
    };

    ov_receipt_begin(ctx->arena, &text, &head);
    for (size_t i = 0; laid && i < laid->n; i++)
        ov_receipt_answer(&text, ov_cell_int(laid, i, LAID_NODE),
                          ov_cell_text(laid, i, LAID_NUMBER), ov_cell_text(laid, i, LAID_GRADE),
                          ov_cell_str(laid, i, LAID_COMMENT));
    kept = (ov_str){ov_strndup(ctx->arena, text.ptr, text.len), text.len};
    ov_buf_free(&text);
    return kept;
}

/* Copies the draft under the response and moves the figures: those of an in-time response are
 * added, those of the one it replaces are taken away. */
static ov_status store_answers(ov_ctx *ctx, const ov_response *r, ov_id former)
{
    bool counts = !strcmp(r->timing, "in_time");

    OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_ANSWERS_ADD],
                   OV_ARGS(ov_int(r->id), ov_int(r->consultation_id), ov_int(r->org_id)), NULL));
    if (counts)
        OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_TALLY_ADD],
                       OV_ARGS(ov_int(r->consultation_id), ov_int(r->id), ov_id_or_null(former)),
                       NULL));
    return ov_exec(ctx, &ov_consult_sql[counts ? CONSULT_MARK_IN_TIME : CONSULT_MARK_LATE],
                   OV_ARGS(ov_int(r->consultation_id), ov_int(r->org_id), ov_int(r->id)), NULL);
}

static ov_status store(ov_ctx *ctx, ov_response *r, ov_id former, ov_str text)
{
    char hash[OV_HASH_HEX];

    ov_sha256_hex(text, hash);
    r->hash = ov_strdup(ctx->arena, hash);
    r->committed = ov_now();
    return ov_insert(
        ctx, &ov_consult_sql[CONSULT_RESPONSE_ADD],
        OV_ARGS(ov_int(r->consultation_id), ov_int(r->org_id), ov_id_or_null(ctx->actor.account_id),
                ov_text(r->number), ov_int(r->received), ov_int(r->committed), ov_text(r->timing),
                ov_text(r->legal_status), ov_id_or_null(former), ov_text(r->org_code),
                ov_text(r->org_name), ov_text(r->hash), ov_int(r->answers), ov_blob(text)),
        &r->id);
}

static ov_status tell(ov_ctx *ctx, const ov_consultation *c, ov_id matter_org_id,
                      const ov_response *r)
{
    ov_object object = {
        .org_id = r->org_id, .matter_id = c->matter_id, .matter_org_id = matter_org_id};
    const char *action = !strcmp(r->timing, "in_time") ? "response.submitted"
                         : !strcmp(r->timing, "late")  ? "response.late"
                                                       : "response.refused";

    return ov_audit(ctx, &(ov_event){
                             .action = action,
                             .object = ov_printf(ctx->arena, "response/%lld", (long long)r->id),
                             .role = ov_role_for(ctx, "consult.submit", &object),
                             .after = r->hash,
                         });
}

ov_status ov_response_submit(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                             const char *legal_status, ov_response *out)
{
    ov_response r = {.consultation_id = c->id,
                     .org_id = org_id,
                     .received = ctx->received,
                     .timing = timing_of(c, ctx->received),
                     .legal_status = legal_status};
    bool refused = !strcmp(r.timing, "refused"), late = !strcmp(r.timing, "late");
    const ov_rows *head, *laid = NULL;
    ov_id former = 0;

    if (!legal_status_known(legal_status))
        return ov_fail(&ctx->err, OV_INVALID, "unknown legal status");
    if (ov_consultation_state(c, ctx->received) == OV_ROUND_COMING)
        return ov_fail(&ctx->err, OV_DENIED, "the round has not opened");
    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_SUBMIT_HEAD],
                         OV_ARGS(ov_int(c->id), ov_int(org_id)), &head)); /* not invited: 404 */
    r.org_code = ov_cell_text(head, 0, HEAD_CODE);
    r.org_name = ov_cell_text(head, 0, HEAD_NAME);
    if (!refused) {
        /* A late response follows the party's former late one; it never replaces one in time. */
        former = ov_cell_int(head, 0, late ? HEAD_LATE : HEAD_RESPONSE);
        r.replaces = ov_cell_text(head, 0, late ? HEAD_LATE_NUMBER : HEAD_NUMBER);
        OV_TRY(ov_select(ctx, &ov_consult_sql[CONSULT_DRAFT_LAID],
                         OV_ARGS(ov_int(c->id), ov_int(org_id)), &laid));
        r.answers = (int64_t)laid->n;
        if (!laid->n)
            return ov_fail(&ctx->err, OV_INVALID, "nothing is answered");
    }
    OV_TRY(next_number(ctx, r.received, &r.number));
    OV_TRY(store(ctx, &r, former, canonical(ctx, c, ov_cell_text(head, 0, HEAD_SLUG), &r, laid)));
    if (!refused)
        OV_TRY(store_answers(ctx, &r, former));
    if (!refused)
        OV_TRY(ov_response_index(ctx, c->id, org_id));
    OV_TRY(tell(ctx, c, ov_cell_int(head, 0, HEAD_OWNER), &r));
    *out = r;
    return OV_OK;
}
