/* SPDX-License-Identifier: EUPL-1.2 */
/* submit.c — sending a response: number, canonical text, answers, tallies, replacement and event in
 * one transaction.
 *
 * The work is proportional to the answers, in few statements: the draft is read once (for the
 * canonical text), copied by one INSERT … SELECT, and the figures are moved by one upsert that
 * touches only the tallies whose sum really changes. */
#include "consult/consult_sql.h"
#include "consult/during/guest.h"
#include "consult/compilation/compilation.h"
#include "consult/index.h"
#include "auth/auth.h"
#include "util/clock.h"
#include "util/hash.h"

#include <string.h>

enum {
    HEAD_SLUG,
    HEAD_OWNER,
    HEAD_CODE,
    HEAD_NAME,
    HEAD_RESPONSE,
    HEAD_NUMBER,
    HEAD_LATE,
    HEAD_LATE_NUMBER,
    HEAD_DEADLINE,
    HEAD_CLASS,
    HEAD_TEXT,
    HEAD_DOCUMENTS
};
/* What is being sent, step by step. */
typedef struct sending {
    ov_consultation c; /* with the party's own deadline */
    const ov_submission *what;
    ov_response r;
    ov_id former; /* the response that it replaces, or 0 */
    ov_receipt_place place;
    ov_id matter_org_id;
    bool refused, late, has_in_time;
    ov_id counted_former; /* whose place it takes in the figures, or 0 */
} sending;

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

/* A party of the list: its names, its own deadline, what it has sent before. */
static ov_status of_party(ov_ctx *ctx, sending *s)
{
    const ov_rows *head;

    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_SUBMIT_HEAD],
                         OV_ARGS(ov_int(s->c.id), ov_int(s->what->org_id)),
                         &head)); /* not on the list: 404 */
    s->place.slug = ov_cell_text(head, 0, HEAD_SLUG);
    s->place.documents = ov_cell_int(head, 0, HEAD_DOCUMENTS);
    s->c.version_hash = ov_cell_text(head, 0, HEAD_TEXT); /* as it stands now */
    s->matter_org_id = ov_cell_int(head, 0, HEAD_OWNER);
    s->r.org_code = ov_cell_text(head, 0, HEAD_CODE);
    s->r.org_name = ov_cell_text(head, 0, HEAD_NAME);
    s->r.class = ov_cell_text(head, 0, HEAD_CLASS);
    if (!ov_cell_null(head, 0, HEAD_DEADLINE))
        s->c.deadline = ov_cell_int(head, 0, HEAD_DEADLINE);
    s->r.timing = timing_of(&s->c, s->r.received);
    s->refused = !strcmp(s->r.timing, "refused");
    s->late = !strcmp(s->r.timing, "late");
    s->has_in_time = ov_cell_int(head, 0, HEAD_RESPONSE) != 0;
    if (s->refused)
        return OV_OK;
    /* A late response follows the party's former late one; it never replaces one in time. */
    s->former = ov_cell_int(head, 0, s->late ? HEAD_LATE : HEAD_RESPONSE);
    s->r.replaces = ov_cell_text(head, 0, s->late ? HEAD_LATE_NUMBER : HEAD_NUMBER);
    /* in the figures it takes the place of whatever stood there */
    s->counted_former = s->has_in_time ? s->former : ov_cell_int(head, 0, HEAD_LATE);
    return OV_OK;
}

/* Somebody outside the register: no invitation, no other answer but the one that it corrects. */
static ov_status of_outsider(ov_ctx *ctx, sending *s)
{
    const ov_submission *what = s->what;
    ov_response former;
    const ov_rows *head;

    OV_TRY(
        ov_select_row(ctx, &ov_consult_sql[CONSULT_ENTRY_HEAD], OV_ARGS(ov_int(s->c.id)), &head));
    s->place.slug = ov_cell_text(head, 0, 0);
    s->place.documents = ov_cell_int(head, 0, 3);
    s->c.version_hash = ov_cell_text(head, 0, 2);
    s->matter_org_id = ov_cell_int(head, 0, 1);
    s->r.org_code = "-";
    s->r.org_name = s->r.respondent = what->respondent;
    s->r.class = what->class;
    s->r.timing = timing_of(&s->c, s->r.received);
    s->refused = !strcmp(s->r.timing, "refused");
    s->late = !strcmp(s->r.timing, "late");
    if (!what->replaces)
        return OV_OK;
    OV_TRY(ov_response_by_number(ctx, what->replaces, &former));
    if (former.consultation_id != s->c.id || !former.respondent || former.replaced_by)
        return ov_fail(&ctx->err, OV_INVALID, "%s cannot be replaced by this", what->replaces);
    s->former = s->counted_former = former.id;
    s->r.replaces = former.number;
    return OV_OK;
}

const char *ov_response_seal(ov_arena *arena, const ov_response *r, ov_id account_id,
                             ov_id replaces_id)
{
    const char *row = ov_printf(
        arena, "overens-response-row-1\n%lld %lld %lld %lld %lld %lld %lld %lld\n%s\n%s\n",
        (long long)r->consultation_id, (long long)r->org_id, (long long)account_id,
        (long long)r->committed, (long long)replaces_id, (long long)r->answers,
        (long long)r->draft_id, (long long)r->format, r->number, r->hash);
    char hash[OV_HASH_HEX];

    ov_sha256_hex(ov_str_from(row), hash);
    return ov_strdup(arena, hash);
}

static ov_status store(ov_ctx *ctx, sending *s, ov_str text)
{
    ov_response *r = &s->r;
    char hash[OV_HASH_HEX];

    ov_sha256_hex(text, hash);
    r->hash = ov_strdup(ctx->arena, hash);
    r->committed = ov_now();
    return ov_insert(
        ctx, &ov_consult_sql[CONSULT_RESPONSE_ADD],
        OV_ARGS(ov_int(r->consultation_id), ov_int(r->org_id), ov_id_or_null(ctx->actor.account_id),
                ov_text(r->number), ov_int(r->received), ov_int(r->committed), ov_text(r->timing),
                ov_text(r->legal_status), ov_id_or_null(s->former), ov_text(r->org_code),
                ov_text(r->org_name), ov_text(r->hash), ov_int(r->answers), ov_blob(text),
                ov_text(r->class), ov_text(r->source), ov_int(r->format), ov_int(r->draft_id),
                ov_text(r->respondent), ov_text(r->decision_body),
                r->decision_day == OV_NO_DAY ? ov_null() : ov_int(r->decision_day),
                ov_text(r->decision_ref), ov_text(r->with_parties),
                ov_text(ov_response_seal(ctx->arena, r, ctx->actor.account_id, s->former))),
        &r->id);
}

/* The same, said to have happened at an instant. */
static ov_status count_at(ov_ctx *ctx, const ov_response *r, const char *timing, ov_id former,
                          ov_instant at)
{
    const ov_val round = ov_int(r->consultation_id);
    const ov_rows *was = NULL;
    const char *class_was = NULL, *timing_was = NULL;

    if (former) {
        OV_TRY(ov_select(ctx, &ov_consult_sql[CONSULT_COUNTED_OF], OV_ARGS(ov_int(former)), &was));
        if (was->n) {
            class_was = ov_cell_text(was, 0, 0);
            timing_was = ov_cell_text(was, 0, 1);
            OV_TRY(
                ov_exec(ctx, &ov_consult_sql[CONSULT_COUNTED_DROP], OV_ARGS(ov_int(former)), NULL));
            OV_TRY(ov_counted_note(ctx,
                                   &(ov_response){.id = former,
                                                  .consultation_id = r->consultation_id,
                                                  .org_id = r->org_id,
                                                  .class = class_was},
                                   NULL, at));
        } else if (former == r->id) { /* something has taken its place meanwhile */
            return ov_fail(&ctx->err, OV_CONFLICT, "the response does not count any more");
        }
    }
    if (timing) {
        OV_TRY(ov_exec(
            ctx, &ov_consult_sql[CONSULT_COUNTED_ADD],
            OV_ARGS(ov_int(r->id), round, ov_int(r->org_id), ov_text(r->class), ov_text(timing)),
            NULL));
        OV_TRY(ov_counted_note(ctx, r, timing, at));
    }
    /* One statement where both stand in the same figures: only what differs is touched. */
    if (timing && timing_was && !strcmp(timing, timing_was) && !strcmp(r->class, class_was))
        return ov_exec(
            ctx, &ov_consult_sql[CONSULT_TALLY_MOVE],
            OV_ARGS(round, ov_int(r->id), ov_int(former), ov_text(r->class), ov_text(timing)),
            NULL);
    if (timing)
        OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_TALLY_MOVE],
                       OV_ARGS(round, ov_int(r->id), ov_int(0), ov_text(r->class), ov_text(timing)),
                       NULL));
    if (!timing_was)
        return OV_OK;
    return ov_exec(
        ctx, &ov_consult_sql[CONSULT_TALLY_MOVE],
        OV_ARGS(round, ov_int(0), ov_int(former), ov_text(class_was), ov_text(timing_was)), NULL);
}

ov_status ov_response_count(ov_ctx *ctx, const ov_response *r, const char *timing, ov_id former)
{
    return count_at(ctx, r, timing, former, ov_now());
}

/* Copies the draft under the response, and moves figures and invitation. */
static ov_status store_answers(ov_ctx *ctx, const sending *s)
{
    const ov_response *r = &s->r;

    OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_ANSWERS_ADD],
                   OV_ARGS(ov_int(r->id), ov_int(r->draft_id)), NULL));
    OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_FILES_ADD],
                   OV_ARGS(ov_int(r->id), ov_int(r->draft_id)), NULL));
    if (!s->late || !s->has_in_time) /* late beside one in time: kept, never counted */
        OV_TRY(count_at(ctx, r, r->timing, s->counted_former, r->committed));
    if (r->respondent)
        return OV_OK;
    return ov_exec(ctx, &ov_consult_sql[s->late ? CONSULT_MARK_LATE : CONSULT_MARK_IN_TIME],
                   OV_ARGS(ov_int(r->consultation_id), ov_int(r->org_id), ov_int(r->id)), NULL);
}

static ov_status tell(ov_ctx *ctx, const sending *s)
{
    const ov_response *r = &s->r;
    ov_object object = {
        .org_id = r->org_id, .matter_id = s->c.matter_id, .matter_org_id = s->matter_org_id};
    const char *action = s->refused ? "response.refused"
                         : s->late  ? "response.late"
                                    : "response.submitted";

    return ov_audit(ctx, &(ov_event){
                             .action = action,
                             .object = ov_printf(ctx->arena, "response/%lld", (long long)r->id),
                             .role = ov_role_for(ctx, "consult.submit", &object),
                             .after = r->hash,
                         });
}

/* c is what a page has read: the round as it is now decides, since it may have been extended,
 * corrected or withdrawn since. */
static ov_status begin(ov_ctx *ctx, const ov_consultation *c, const ov_submission *what, sending *s)
{
    *s = (sending){.what = what,
                   .r = {.consultation_id = c->id,
                         .org_id = what->org_id,
                         .draft_id = what->draft_id,
                         .received = what->received ? what->received : ctx->received,
                         .legal_status = what->legal_status,
                         .source = what->source               ? what->source
                                   : ov_is_guest(&ctx->actor) ? "link"
                                                              : "portal",
                         .decision_body = what->decision_body,
                         .decision_ref = what->decision_ref,
                         .decision_day = what->decision_day ? what->decision_day : OV_NO_DAY,
                         .with_parties = what->with_parties}};
    if (!legal_status_known(what->legal_status))
        return ov_fail(&ctx->err, OV_INVALID, "unknown legal status");
    OV_TRY(ov_consultation_any(ctx, c->matter_id, c->id, &s->c));
    if (strcmp(s->c.state, "open") != 0 ||
        ov_consultation_state(&s->c, s->r.received) == OV_ROUND_COMING)
        return ov_fail(&ctx->err, OV_DENIED, "the round is not open");
    return what->respondent ? of_outsider(ctx, s) : of_party(ctx, s);
}

ov_status ov_response_send(ov_ctx *ctx, const ov_consultation *c, const ov_submission *what,
                           ov_response *out)
{
    sending s;
    ov_str text;

    OV_TRY(begin(ctx, c, what, &s));
    OV_TRY(next_number(ctx, s.r.received, &s.r.number));
    OV_TRY(ov_receipt_make(ctx, &s.c, &s.place, &s.r, !s.refused, &text)); /* OV_INVALID: empty */
    OV_TRY(store(ctx, &s, text));
    if (!s.refused)
        OV_TRY(store_answers(ctx, &s));
    if (!s.refused && !s.r.respondent)
        OV_TRY(ov_response_index(ctx, c->id, what->org_id));
    OV_TRY(tell(ctx, &s));
    if (!ctx->actor.is_system) /* what the system itself loads is mailed to nobody */
        OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_RECEIPT_POST], OV_ARGS(ov_int(s.r.id)), NULL));
    *out = s.r;
    return OV_OK;
}

ov_status ov_response_submit(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                             const char *legal_status, ov_response *out)
{
    ov_submission what = {.org_id = org_id, .legal_status = legal_status};

    OV_TRY(ov_draft_begin(ctx, c->id, org_id, &what.draft_id)); /* not invited: 404 */
    return ov_response_send(ctx, c, &what, out);
}
