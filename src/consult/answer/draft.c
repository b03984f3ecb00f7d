/* SPDX-License-Identifier: EUPL-1.2 */
/* draft.c — what a party writes before it sends: one draft per invitation, a row version each. */
#include "consult/answer/answer_sql.h"
#include "consult/consult_sql.h"
#include "consult/approval/decision.h"
#include "util/hash.h"

#define LONGEST 20000 /* characters of a comment or wording */

ov_status ov_draft_own(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, ov_id *draft_id)
{
    return ov_select_int(ctx, &ov_consult_sql[CONSULT_DRAFT_OWN],
                         OV_ARGS(ov_int(consultation_id), ov_int(org_id)), 0, draft_id);
}

ov_status ov_draft_begin(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, ov_id *draft_id)
{
    const char *status;
    ov_id found;

    OV_TRY(ov_invitation(ctx, consultation_id, org_id, &status)); /* OV_NOT_FOUND: not invited */
    OV_TRY(ov_draft_own(ctx, consultation_id, org_id, &found));
    if (!found)
        OV_TRY(ov_insert(ctx, &ov_consult_sql[CONSULT_DRAFT_BEGIN],
                         OV_ARGS(ov_int(consultation_id), ov_int(org_id), ov_int(ctx->now),
                                 ov_id_or_null(ctx->actor.account_id)),
                         &found));
    *draft_id = found;
    return OV_OK;
}

ov_status ov_answer_event(ov_ctx *ctx, const char *action, ov_id draft_id)
{
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "draft/%lld", (long long)draft_id)});
}

ov_status ov_draft_rows(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_DRAFT], OV_ARGS(ov_int(c->id), ov_int(draft_id)),
                     out);
}

ov_status ov_draft(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, const ov_rows **out)
{
    ov_id draft_id;

    OV_TRY(ov_draft_own(ctx, c->id, org_id, &draft_id));
    return ov_draft_rows(ctx, c, draft_id, out);
}

/* The key of a grade of the question's scale (of the round's, for a question without one: no
 * comment); 0 for no grade. */
static ov_status grade_id(ov_ctx *ctx, ov_id question_id, const char *code, ov_id *out)
{
    int64_t id = 0;

    if (code && *code) {
        OV_TRY(ov_select_int(ctx, &ov_consult_sql[CONSULT_DRAFT_GRADE],
                             OV_ARGS(ov_int(question_id), ov_text(code)), 0, &id));
        if (!id)
            return ov_fail(&ctx->err, OV_INVALID, "the scale has no grade of that code");
    }
    *out = id;
    return OV_OK;
}

/* An answer as it is stored. */
typedef struct laid {
    ov_val key[2]; /* draft, question */
    ov_id grade, joins;
    ov_str comment;
    const ov_str *wording; /* NULL: none */
    int64_t row_version;
} laid;

/* The row is not as the page had shown it. The same content again (a double click, a retry) is no
 * conflict: the answer is saved already. */
static ov_status settle_clash(ov_ctx *ctx, const laid *a)
{
    const ov_str none = {"", 0};
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_DRAFT_ONE], a->key, 2, &rows));
    if (ov_cell_int(rows, 0, 0) != a->grade || !ov_str_eq(ov_cell_str(rows, 0, 1), a->comment) ||
        !ov_str_eq(ov_cell_str(rows, 0, 3), a->wording ? *a->wording : none) ||
        ov_cell_int(rows, 0, 4) != a->joins)
        return ov_fail(&ctx->err, OV_CONFLICT, "the answer was changed meanwhile");
    return OV_OK;
}

/* The first saved answer opens the invitation's work. The others are noted once in ten minutes for
 * each writer: a draft is saved while it is written. */
static ov_status mark_working(ov_ctx *ctx, ov_id consultation_id, ov_id org_id)
{
    ov_event event = {.action = "invitation.working",
                      .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                          (long long)consultation_id, (long long)org_id)};
    int64_t changed;
    bool noted = false;

    OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_MARK_WORKING],
                   OV_ARGS(ov_int(consultation_id), ov_int(org_id)), &changed));
    if (!changed) {
        event.action = "answer.saved";
        OV_TRY(ov_audit_noted(ctx, event.action, event.object, &noted));
    }
    return noted ? OV_OK : ov_audit(ctx, &event);
}

/* Writes over the row that the page had shown (or that the same page wrote), else makes it. */
static ov_status lay(ov_ctx *ctx, const laid *a, const char *mark, int64_t *changed)
{
    const char *by = ctx->actor.name ? ctx->actor.name : "-", *writer = NULL;
    const ov_val grade = ov_id_or_null(a->grade), joins = ov_id_or_null(a->joins);
    const ov_val wording = a->wording ? ov_text_str(*a->wording) : ov_null();
    char hash[OV_HASH_HEX];

    if (mark) { /* a form token is not stored as it is */
        ov_sha256_hex(ov_str_from(mark), hash);
        writer = hash;
    }
    OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_DRAFT_UPDATE],
                   OV_ARGS(a->key[0], a->key[1], grade, ov_text_str(a->comment), wording, joins,
                           ov_int(ctx->now), ov_text(by), ov_text(writer), ov_int(a->row_version)),
                   changed));
    if (*changed || a->row_version)
        return OV_OK;
    /* the question must belong to the round: the INSERT looks */
    return ov_exec(ctx, &ov_consult_sql[CONSULT_DRAFT_INSERT],
                   OV_ARGS(a->key[0], a->key[1], grade, ov_text_str(a->comment), wording, joins,
                           ov_int(ctx->now), ov_text(by), ov_text(writer)),
                   changed);
}

/* The provision as it stands is no proposal. */
static ov_status is_proposal(ov_ctx *ctx, ov_id question_id, ov_str wording, bool *out)
{
    const ov_rows *body;
    ov_str stands = {"", 0};

    OV_TRY(ov_select(ctx, &ov_answer_sql[ANSWER_BODY], OV_ARGS(ov_int(question_id)), &body));
    if (body->n && ov_utf8_length(ov_cell_str(body, 0, 0)) <= LONGEST) /* else it differs */
        OV_TRY(ov_comment_canonical(ctx, ov_cell_text(body, 0, 0), &stands));
    *out = wording.len && !ov_str_eq(wording, stands);
    return OV_OK;
}

static ov_status put(ov_ctx *ctx, ov_id draft_id, const ov_draft_answer *answer,
                     int64_t *new_version, bool *changed_it)
{
    laid a = {.key = {ov_int(draft_id), ov_int(answer->question_id)},
              .joins = answer->joins_id,
              .row_version = answer->row_version};
    ov_str wording;
    const ov_rows *row;
    int64_t changed;
    bool proposes, locked;

    OV_TRY(ov_draft_locked(ctx, draft_id, &locked));
    if (locked)
        return ov_fail(&ctx->err, OV_DENIED, "the draft is locked to a decision");
    OV_TRY(grade_id(ctx, answer->question_id, answer->grade, &a.grade));
    if (answer->joins_id)
        OV_TRY(ov_answer_may_join(ctx, draft_id, answer->joins_id));
    OV_TRY(ov_comment_canonical(ctx, answer->comment, &a.comment));
    if (answer->wording) {
        OV_TRY(ov_comment_canonical(ctx, answer->wording, &wording));
        OV_TRY(is_proposal(ctx, answer->question_id, wording, &proposes));
        if (proposes)
            a.wording = &wording;
    }
    OV_TRY(lay(ctx, &a, answer->writer, &changed));
    if (changed)
        OV_TRY(ov_answer_remember(ctx, draft_id, answer->question_id, answer->apart));
    else
        OV_TRY(settle_clash(ctx, &a));
    *changed_it = changed != 0;
    if (new_version) {
        OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_DRAFT_ONE], a.key, 2, &row));
        *new_version = ov_cell_int(row, 0, 2);
    }
    return OV_OK;
}

ov_status ov_draft_put(ov_ctx *ctx, ov_id draft_id, const ov_draft_answer *answer,
                       int64_t *new_version)
{
    bool changed;

    return put(ctx, draft_id, answer, new_version, &changed);
}

ov_status ov_draft_save(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                        const ov_draft_answer *answer, int64_t *new_version)
{
    ov_id draft_id;
    bool changed;

    OV_TRY(ov_draft_begin(ctx, c->id, org_id, &draft_id)); /* OV_NOT_FOUND: not invited */
    OV_TRY(put(ctx, draft_id, answer, new_version, &changed));
    return changed ? mark_working(ctx, c->id, org_id) : OV_OK;
}
