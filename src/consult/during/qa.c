/* SPDX-License-Identifier: EUPL-1.2 */
/* qa.c — questions about a round and their answers. */
#include "consult/during/qa.h"

#include "auth/auth.h"
#include "consult/during/invite.h"

enum { QA_ASK, QA_QUESTION, QA_ANSWERED, QA_ANSWER, QA_LIST, QA_COUNT };
#define SQL(name) (&ov_qa_sql[QA_##name])

const ov_sql ov_qa_sql[] = {
    [QA_ASK] = {"qa.ask",
                "INSERT INTO inquiry (consultation_id, organisation_id, question_id, text, "
                "asked_at, asked_by) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                NULL},
    [QA_QUESTION] = {"qa.question",
                     "SELECT id FROM question WHERE id = $1 AND consultation_id = $2", NULL},
    [QA_ANSWERED] = {"qa.answered",
                     "SELECT CASE WHEN answer IS NULL THEN 0 ELSE 1 END FROM inquiry "
                     "WHERE id = $1 AND consultation_id = $2",
                     NULL},
    [QA_ANSWER] = {"qa.answer",
                   "UPDATE inquiry SET answer = $3, shows_org = $4, answered_at = $5, "
                   "answered_by = $6, row_version = row_version + 1 WHERE id = $1 "
                   "AND consultation_id = $2 AND row_version = $7",
                   NULL},
    [QA_LIST] =
        {"qa.list",
         "SELECT i.id, i.text, i.question_id, q.n, q.number, q.heading, q.title, q.node_id, "
         "CASE WHEN $3 = 1 OR i.shows_org = 1 OR i.organisation_id = $2 THEN o.name END, "
         "i.shows_org, i.asked_at, i.answer, i.answered_at, i.row_version FROM inquiry i "
         "JOIN organisation o ON o.id = i.organisation_id "
         "LEFT JOIN question q ON q.id = i.question_id WHERE i.consultation_id = $1 "
         "AND (i.answer IS NOT NULL OR $3 = 1 OR i.organisation_id = $2) "
         "AND ($4 = 0 OR i.question_id = $4) "
         "ORDER BY CASE WHEN i.answer IS NULL THEN 0 ELSE 1 END, i.answered_at DESC, i.id",
         NULL},
    [QA_COUNT] = {"qa.count",
                  "SELECT CAST(count(*) AS BIGINT) FROM inquiry WHERE consultation_id = $1 "
                  "AND ($2 = 0 OR question_id = $2) AND answer IS NOT NULL",
                  NULL},
    {0}};

static ov_status check_text(ov_ctx *ctx, const char *text, size_t most)
{
    size_t n = ov_utf8_length(ov_str_from(text));

    return n >= 1 && n <= most ? OV_OK : ov_fail(&ctx->err, OV_INVALID, "no text, or a long one");
}

ov_status ov_inquiry_ask(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, ov_id question_id,
                         const char *text, ov_id *id)
{
    ov_consultation now;
    int64_t known = 0;

    OV_TRY(check_text(ctx, text, OV_INQUIRY_TEXT_MOST));
    OV_TRY(ov_consultation_still(ctx, c, org_id, &now));
    if (question_id)
        OV_TRY(ov_select_int(ctx, SQL(QUESTION), OV_ARGS(ov_int(question_id), ov_int(c->id)), 0,
                             &known));
    if (known != question_id)
        return ov_fail(&ctx->err, OV_INVALID, "no such question in the round");
    OV_TRY(ov_insert(ctx, SQL(ASK),
                     OV_ARGS(ov_int(c->id), ov_int(org_id), ov_id_or_null(question_id),
                             ov_text(text), ov_int(ctx->now), ov_id_or_null(ctx->actor.account_id)),
                     id));
    OV_TRY(ov_post_add(ctx, c, org_id, OV_POST_INQUIRY_ASKED, *id));
    return ov_audit(ctx, &(ov_event){.action = "inquiry.asked",
                                     .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                                         (long long)c->id, (long long)org_id),
                                     .role = ov_role_for(ctx, "consult.answer", NULL)});
}

ov_status ov_inquiry_answer(ov_ctx *ctx, const ov_consultation *c, ov_id id, const char *answer,
                            bool shows_org, int64_t row_version, bool *first)
{
    const ov_rows *rows;
    int64_t changed;

    OV_TRY(check_text(ctx, answer, OV_INQUIRY_ANSWER_MOST));
    OV_TRY(ov_select_row(ctx, SQL(ANSWERED), OV_ARGS(ov_int(id), ov_int(c->id)), &rows));
    OV_TRY(ov_exec(ctx, SQL(ANSWER),
                   OV_ARGS(ov_int(id), ov_int(c->id), ov_text(answer), ov_int(shows_org),
                           ov_int(ctx->now), ov_id_or_null(ctx->actor.account_id),
                           ov_int(row_version)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "somebody else has answered meanwhile");
    *first = !ov_cell_int(rows, 0, 0);
    return ov_audit(
        ctx, &(ov_event){.action = *first ? "inquiry.answered" : "inquiry.answer_changed",
                         .object = ov_printf(ctx->arena, "consultation/%lld", (long long)c->id),
                         .role = ov_role_for(ctx, "consult.run", NULL)});
}

ov_status ov_inquiries(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, bool all,
                       ov_id question_id, const ov_rows **out)
{
    return ov_select(
        ctx, SQL(LIST),
        OV_ARGS(ov_int(consultation_id), ov_int(org_id), ov_int(all), ov_int(question_id)), out);
}

ov_status ov_inquiry_count(ov_ctx *ctx, ov_id consultation_id, ov_id question_id, int64_t *out)
{
    return ov_select_int(ctx, SQL(COUNT), OV_ARGS(ov_int(consultation_id), ov_int(question_id)), 0,
                         out);
}
