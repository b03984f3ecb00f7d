/* SPDX-License-Identifier: EUPL-1.2 */
/* placement.c — pieces of attachments on the questions, by staff. */
#include "consult/compilation/placement.h"

#include "consult/consult_sql.h"

enum { OF_ROUND, OF_RESPONSE, QUEUE, UNPLACED, ADD, SAME, REMOVE, DONE_ADD, IS_DONE, QUESTIONS };

#define PLACED                                                                                     \
    "SELECT p.id, r.id, r.number, r.party_code, r.party_name, r.class, q.id, q.n, p.text, "        \
    "p.by_name, p.at FROM placement p JOIN response r ON r.id = p.response_id "                    \
    "JOIN question q ON q.id = p.question_id "
#define NOT_REMOVED "NOT EXISTS (SELECT 1 FROM placement_removed x WHERE x.placement_id = p.id) "
/* The latest word on whether a response's attachments have been gone through. */
#define IS_DONE_OF(id)                                                                             \
    "COALESCE((SELECT d.done FROM placement_done d WHERE d.response_id = " #id                     \
    " ORDER BY d.id DESC LIMIT 1), 0) "

const ov_sql ov_placement_sql[] = {
    [OF_ROUND] = {"placement.of_round",
                  PLACED "JOIN counted k ON k.response_id = r.id WHERE r.consultation_id = $1 "
                         "AND ($2 = 0 OR q.id = $2) AND " NOT_REMOVED
                         "ORDER BY q.n, CASE WHEN r.respondent IS NULL THEN 0 ELSE 1 END, (SELECT "
                         "o.sort_key FROM organisation o WHERE o.id = r.organisation_id), p.id",
                  NULL},
    [OF_RESPONSE] = {"placement.of_response",
                     PLACED "WHERE r.id = $1 AND " NOT_REMOVED "ORDER BY q.n, p.id", NULL},
    [QUEUE] = {"placement.queue",
               "SELECT r.id, r.number, r.party_name, r.received, r.answers, "
               "(SELECT count(*) FROM response_file f WHERE f.response_id = r.id), "
               "(SELECT count(*) FROM placement p WHERE p.response_id = r.id AND " NOT_REMOVED
               "), " IS_DONE_OF(r.id) "FROM counted k JOIN response r ON r.id = k.response_id "
                                      "WHERE k.consultation_id = $1 AND EXISTS (SELECT 1 FROM "
                                      "response_file f WHERE f.response_id = r.id) "
                                      "ORDER BY 8, CASE WHEN r.answers = 0 THEN 0 ELSE 1 END, "
                                      "r.received, r.id",
               NULL},
    [UNPLACED] = {"placement.unplaced",
                  "SELECT c.id, c.title, m.slug, m.id, count(*) FROM counted k "
                  "JOIN response r ON r.id = k.response_id "
                  "JOIN consultation c ON c.id = k.consultation_id "
                  "JOIN matter m ON m.id = c.matter_id WHERE m.organisation_id = $1 "
                  "AND r.answers = 0 AND " IS_DONE_OF(
                      r.id) "= 0 "
                            "GROUP BY c.id, c.title, m.slug, m.id ORDER BY c.id",
                  NULL},
    [ADD] = {"placement.add",
             "INSERT INTO placement (response_id, question_id, text, by_id, by_name, at) "
             "SELECT r.id, q.id, CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS TEXT), "
             "CAST($6 AS BIGINT) FROM response r JOIN question q "
             "ON q.consultation_id = r.consultation_id WHERE r.id = $1 AND q.id = $2",
             NULL},
    [SAME] = {"placement.same",
              "SELECT p.id FROM placement p WHERE p.response_id = $1 AND p.question_id = $2 "
              "AND p.text = $3 AND " NOT_REMOVED "ORDER BY p.id LIMIT 1",
              NULL},
    [REMOVE] = {"placement.remove",
                "INSERT INTO placement_removed (placement_id, by_id, by_name, at) "
                "SELECT p.id, CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS BIGINT) "
                "FROM placement p WHERE p.id = $2 AND p.response_id = $1 "
                "ON CONFLICT (placement_id) DO NOTHING",
                NULL},
    [DONE_ADD] = {"placement.done_add",
                  "INSERT INTO placement_done (response_id, done, by_id, by_name, at) "
                  "VALUES ($1, $2, $3, $4, $5)",
                  NULL},
    [IS_DONE] = {"placement.is_done", "SELECT " IS_DONE_OF(CAST($1 AS BIGINT)), NULL},
    [QUESTIONS] = {"placement.questions",
                   "SELECT q.id, q.number, COALESCE(q.heading, q.title) FROM question q "
                   "WHERE q.consultation_id = $1 ORDER BY q.n",
                   NULL},
    {0}};

/* ---- Reading ---- */

ov_status ov_placed_questions(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_placement_sql[QUESTIONS], OV_ARGS(ov_int(consultation_id)), out);
}

ov_status ov_placements(ov_ctx *ctx, ov_id consultation_id, ov_id question_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_placement_sql[OF_ROUND],
                     OV_ARGS(ov_int(consultation_id), ov_int(question_id)), out);
}

ov_status ov_placements_of(ov_ctx *ctx, ov_id response_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_placement_sql[OF_RESPONSE], OV_ARGS(ov_int(response_id)), out);
}

ov_status ov_to_place(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_placement_sql[QUEUE], OV_ARGS(ov_int(consultation_id)), out);
}

ov_status ov_unplaced(ov_ctx *ctx, ov_id owner_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_placement_sql[UNPLACED], OV_ARGS(ov_int(owner_id)), out);
}

ov_status ov_placement_is_done(ov_ctx *ctx, ov_id response_id, bool *out)
{
    int64_t done;

    OV_TRY(ov_select_int(ctx, &ov_placement_sql[IS_DONE], OV_ARGS(ov_int(response_id)), 0, &done));
    *out = done != 0;
    return OV_OK;
}

/* ---- Writing ---- */

static ov_status tell(ov_ctx *ctx, const ov_response *r, const char *action)
{
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "response/%lld", (long long)r->id)});
}

static const char *who(const ov_ctx *ctx)
{
    return ctx->actor.name ? ctx->actor.name : "-";
}

ov_status ov_placement_add(ov_ctx *ctx, const ov_response *r, ov_id question_id, const char *text)
{
    const ov_rows *same;
    int64_t changed;
    ov_str clean;

    OV_TRY(ov_comment_canonical(ctx, text, &clean));
    if (!clean.len)
        return ov_fail(&ctx->err, OV_INVALID, "there is nothing to place");
    OV_TRY(ov_select(ctx, &ov_placement_sql[SAME],
                     OV_ARGS(ov_int(r->id), ov_int(question_id), ov_text_str(clean)), &same));
    if (same->n)
        return OV_OK;
    OV_TRY(
        ov_exec(ctx, &ov_placement_sql[ADD],
                OV_ARGS(ov_int(r->id), ov_int(question_id), ov_text_str(clean),
                        ov_id_or_null(ctx->actor.account_id), ov_text(who(ctx)), ov_int(ctx->now)),
                &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the question is of another round");
    return tell(ctx, r, "placement.added");
}

ov_status ov_placement_remove(ov_ctx *ctx, const ov_response *r, ov_id placement_id)
{
    int64_t changed;

    OV_TRY(
        ov_exec(ctx, &ov_placement_sql[REMOVE],
                OV_ARGS(ov_int(r->id), ov_int(placement_id), ov_id_or_null(ctx->actor.account_id),
                        ov_text(who(ctx)), ov_int(ctx->now)),
                &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "nothing is placed there");
    return tell(ctx, r, "placement.removed");
}

ov_status ov_placement_done(ov_ctx *ctx, const ov_response *r, bool done)
{
    bool was;

    OV_TRY(ov_placement_is_done(ctx, r->id, &was));
    if (was == done)
        return OV_OK;
    OV_TRY(ov_exec(ctx, &ov_placement_sql[DONE_ADD],
                   OV_ARGS(ov_int(r->id), ov_int(done), ov_id_or_null(ctx->actor.account_id),
                           ov_text(who(ctx)), ov_int(ctx->now)),
                   NULL));
    return tell(ctx, r, done ? "placement.done" : "placement.reopened");
}
