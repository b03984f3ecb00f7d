/* SPDX-License-Identifier: EUPL-1.2 */
/* approval.c — reading how far the approval of an answer has come: its steps, its seats, and
 * whether the answer may be sent. */
#include "consult/approval/approval_sql.h"

#include "consult/answer/draft_hash.h"
#include "util/hash.h"

#include <string.h>

/* ---- What is approved ---- */

/* "file: SHA-256 SIZE USE …" of a paper that belongs to the decision, not to what is decided. */
static bool decision_paper(ov_str line)
{
    static const char *const uses[] = {"decision", "reservation"};

    if (!ov_str_starts(line, "file: "))
        return false;
    (void)ov_str_cut(&line, ' ');
    (void)ov_str_cut(&line, ' ');
    (void)ov_str_cut(&line, ' ');
    ov_str use = ov_str_cut(&line, ' ');
    for (size_t i = 0; i < OV_LEN(uses); i++)
        if (ov_str_is(use, uses[i]))
            return true;
    return false;
}

ov_str ov_approval_text(ov_arena *arena, ov_str draft)
{
    char *text = ov_alloc(arena, draft.len + 1);
    size_t n = 0;

    while (draft.len) {
        const char *from = draft.ptr;
        ov_str line = ov_str_cut(&draft, '\n');
        size_t whole = (size_t)(draft.ptr - from);

        if (decision_paper(line))
            continue;
        memcpy(text + n, from, whole);
        n += whole;
    }
    text[n] = '\0';
    return (ov_str){text, n};
}

ov_status ov_approval_hash(ov_ctx *ctx, ov_id draft_id, const char **out)
{
    char hex[OV_HASH_HEX];
    ov_str text;

    OV_TRY(ov_draft_hash_text(ctx, draft_id, &text));
    ov_sha256_hex(ov_approval_text(ctx->arena, text), hex);
    *out = ov_strdup(ctx->arena, hex);
    return OV_OK;
}

/* ---- Reading ---- */

static void fill(const ov_rows *rows, ov_approval *out)
{
    *out = (ov_approval){.id = ov_cell_int(rows, 0, 0),
                         .draft_id = ov_cell_int(rows, 0, 1),
                         .consultation_id = ov_cell_int(rows, 0, 2),
                         .org_id = ov_cell_int(rows, 0, 3),
                         .matter_id = ov_cell_int(rows, 0, 4),
                         .version_id = ov_cell_int(rows, 0, 5),
                         .chain_name = ov_cell_text(rows, 0, 6),
                         .hash = ov_cell_text(rows, 0, 7),
                         .state = ov_cell_text(rows, 0, 8),
                         .step = (int)ov_cell_int(rows, 0, 9),
                         .begun_at = ov_cell_int(rows, 0, 10),
                         .ended_at = ov_cell_int(rows, 0, 11),
                         .begun_by = ov_cell_int(rows, 0, 12),
                         .begun_name = ov_cell_text(rows, 0, 13),
                         .end_name = ov_cell_text(rows, 0, 14),
                         .reason = ov_cell_text(rows, 0, 15),
                         .row_version = ov_cell_int(rows, 0, 16),
                         .alerted_at = ov_cell_int(rows, 0, 17)};
}

ov_status ov_approval_get(ov_ctx *ctx, ov_id id, ov_approval *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_approval_sql[APPROVAL_GET], OV_ARGS(ov_int(id)), &rows));
    fill(rows, out);
    return OV_OK;
}

ov_status ov_approval_of(ov_ctx *ctx, ov_id draft_id, ov_approval *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_approval_sql[APPROVAL_OF], OV_ARGS(ov_int(draft_id)), &rows));
    fill(rows, out);
    return OV_OK;
}

ov_status ov_approvals(ov_ctx *ctx, ov_id draft_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_approval_sql[APPROVAL_LIST], OV_ARGS(ov_int(draft_id)), out);
}

ov_status ov_approvals_open(ov_ctx *ctx, const ov_rows **out)
{
    return ov_select(ctx, &ov_approval_sql[APPROVALS_OPEN], OV_NOARGS, out);
}

ov_status ov_approvals_of(ov_ctx *ctx, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_approval_sql[APPROVALS_OF_ORG], OV_ARGS(ov_int(org_id)), out);
}

ov_status ov_approval_people(ov_ctx *ctx, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_approval_sql[APPROVAL_PEOPLE],
                     OV_ARGS(ov_int(org_id), ov_int(ov_stockholm_day(ctx->now))), out);
}

ov_status ov_approval_steps(ov_ctx *ctx, const ov_approval *a, const ov_chain_step **out, size_t *n)
{
    const ov_chain chain = {
        .version_id = a->version_id, .org_id = a->org_id, .matter_id = a->matter_id};

    return ov_chain_steps(ctx, &chain, out, n);
}

/* ---- Seats ---- */

static ov_seat *seat_of(ov_seat *seats, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(seats[i].key, key))
            return &seats[i];
    return NULL;
}

static void may_fill(ov_seat *seat, ov_id account_id, const char *name)
{
    for (size_t i = 0; i < seat->n_by; i++)
        if (seat->by[i] == account_id)
            return;
    if (seat->n_by == OV_LEN(seat->by))
        return;
    seat->by[seat->n_by] = account_id;
    seat->by_names[seat->n_by++] = name;
}

static const char *key_of(ov_arena *arena, const ov_rows *rows, size_t i)
{
    ov_id body = ov_cell_int(rows, i, OV_SEAT_BODY), person = ov_cell_int(rows, i, OV_SEAT_PERSON);

    if (body)
        return ov_printf(arena, "b%lld", (long long)body);
    if (person)
        return ov_printf(arena, "p%lld", (long long)person);
    return ov_printf(arena, "r%lld", (long long)ov_cell_int(rows, i, OV_SEAT_LINE));
}

/* What has been done in the step: seats that were passed on, and those that are filled. */
static void add_acts(const ov_rows *acts, ov_seat *seats, size_t n)
{
    enum { SEAT, KIND, ACCOUNT, NAME, TO, TO_NAME, REASON, AT };

    for (size_t i = 0; i < acts->n; i++) {
        ov_seat *seat = seat_of(seats, n, ov_cell_text(acts, i, SEAT));

        if (!seat)
            continue;
        if (!strcmp(ov_cell_text(acts, i, KIND), "passed")) {
            seat->n_by = 0;
            may_fill(seat, ov_cell_int(acts, i, TO), ov_cell_text(acts, i, TO_NAME));
            seat->passed = true;
            seat->pass_why = ov_cell_text(acts, i, REASON);
            continue;
        }
        seat->done_at = ov_cell_int(acts, i, AT);
        seat->done_by_account = ov_cell_int(acts, i, ACCOUNT);
        seat->done_by = ov_cell_text(acts, i, NAME);
    }
}

/* Somebody may have left since they approved or were given the seat: it stays on the list. */
static void add_gone(const ov_rows *acts, ov_seat *seats, size_t *n)
{
    for (size_t i = 0; i < acts->n; i++) {
        const char *key = ov_cell_text(acts, i, 0);

        if (!seat_of(seats, *n, key))
            seats[(*n)++] = (ov_seat){.key = key, .title = ov_cell_text(acts, i, 3)};
    }
}

ov_status ov_approval_seats(ov_ctx *ctx, const ov_approval *a, const ov_chain_step *step,
                            ov_seat **out, size_t *n)
{
    const ov_rows *rows, *acts;
    ov_seat *seats;
    size_t found = 0;

    OV_TRY(ov_chain_seats(ctx, step, &rows));
    OV_TRY(ov_select(ctx, &ov_approval_sql[APPROVAL_ACTS], OV_ARGS(ov_int(a->id), ov_int(step->id)),
                     &acts));
    seats = ov_calloc(ctx->arena, rows->n + acts->n + 1, sizeof *seats);
    for (size_t i = 0; i < rows->n; i++) {
        const char *key = key_of(ctx->arena, rows, i);
        ov_seat *seat = seat_of(seats, found, key);

        if (!seat) {
            seat = &seats[found++];
            *seat = (ov_seat){.key = key,
                              .title = ov_cell_text(rows, i, OV_SEAT_TITLE),
                              .role = ov_cell_text(rows, i, OV_SEAT_ROLE),
                              .body_id = ov_cell_int(rows, i, OV_SEAT_BODY)};
        }
        if (ov_cell_null(rows, i, OV_SEAT_BY))
            continue;
        may_fill(seat, ov_cell_int(rows, i, OV_SEAT_BY), ov_cell_text(rows, i, OV_SEAT_BY_NAME));
        seat->stood_in = seat->stood_in ||
                         (!seat->body_id &&
                          ov_cell_int(rows, i, OV_SEAT_BY) != ov_cell_int(rows, i, OV_SEAT_PERSON));
    }
    add_gone(acts, seats, &found);
    add_acts(acts, seats, found);
    *out = seats;
    *n = found;
    return OV_OK;
}

bool ov_seats_wait_for(const ov_seat *seats, size_t n, ov_id account_id)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; !seats[i].done_at && k < seats[i].n_by; k++)
            if (account_id && seats[i].by[k] == account_id)
                return true;
    return false;
}

/* ---- May it be sent? ---- */

ov_status ov_approval_gate(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, ov_id draft_id,
                           ov_send_gate *out)
{
    const char *hash;
    ov_approval a;
    ov_chain chain;
    bool approved;
    ov_status found = ov_chain_for(ctx, org_id, c->matter_id, &chain);

    *out = OV_GATE_OPEN;
    if (found != OV_OK)
        return found == OV_NOT_FOUND ? OV_OK : found;
    *out = draft_id ? OV_GATE_NONE : OV_GATE_NO_ANSWER;
    if (!draft_id)
        return OV_OK;
    found = ov_approval_of(ctx, draft_id, &a);
    if (found != OV_OK)
        return found == OV_NOT_FOUND ? OV_OK : found;
    approved = !strcmp(a.state, "approved") || !strcmp(a.state, "sent");
    if (!approved && strcmp(a.state, "in_review") != 0) {
        *out = !strcmp(a.state, "changed") ? OV_GATE_CHANGED : OV_GATE_NONE;
        return OV_OK;
    }
    OV_TRY(ov_approval_hash(ctx, draft_id, &hash));
    if (strcmp(hash, a.hash) != 0)
        *out = !strcmp(a.state, "sent") ? OV_GATE_NONE : OV_GATE_CHANGED;
    else
        *out = approved ? OV_GATE_OPEN : OV_GATE_WAITS;
    return OV_OK;
}
