/* SPDX-License-Identifier: EUPL-1.2 */
/* referral.c — internal referral: whom a party asks about which provisions of its draft. */
#include "consult/answer/referral.h"

#include "util/hash.h"

#include <string.h>

enum {
    REFERRAL_ADD,
    REFERRAL_QUESTION,
    REFERRAL_PERSON,
    REFERRAL_RENEW,
    REFERRAL_END,
    REFERRAL_LIST,
    REFERRAL_PEOPLE,
    REFERRAL_QUESTIONS,
    REFERRAL_DRAFT_OF,
    REFERRAL_BY_TOKEN,
    REFERRAL_ANSWERED
};

const ov_sql ov_referral_sql[] = {
    [REFERRAL_ADD] = {"referral.add",
                      "INSERT INTO referral (draft_id, message, due_day, shows_draft, made_at, "
                      "made_by) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                      NULL},
    [REFERRAL_QUESTION] = {"referral.question",
                           "INSERT INTO referral_question (referral_id, question_id) "
                           "SELECT r.id, q.id FROM referral r JOIN draft d ON d.id = r.draft_id "
                           "JOIN question q ON q.consultation_id = d.consultation_id "
                           "WHERE r.id = $1 AND q.id = $2 "
                           "ON CONFLICT (referral_id, question_id) DO NOTHING",
                           NULL},
    [REFERRAL_PERSON] = {"referral.person",
                         "INSERT INTO referral_person (referral_id, name, email, token_hash) "
                         "VALUES ($1, $2, $3, $4) RETURNING id",
                         NULL},
    [REFERRAL_RENEW] = {"referral.renew",
                        "UPDATE referral_person SET token_hash = $3, ended_at = NULL "
                        "WHERE id = $2 AND referral_id = $1",
                        NULL},
    [REFERRAL_END] = {"referral.end",
                      "UPDATE referral SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", NULL},
    [REFERRAL_LIST] = {"referral.list",
                       "SELECT r.id, r.message, r.due_day, r.shows_draft, r.made_at, a.name, "
                       "r.ended_at, (SELECT CAST(count(*) AS BIGINT) FROM referral_question q "
                       "WHERE q.referral_id = r.id) FROM referral r "
                       "JOIN account a ON a.id = r.made_by WHERE r.draft_id = $1 "
                       "ORDER BY r.id DESC",
                       NULL},
    [REFERRAL_PEOPLE] = {"referral.people",
                         "SELECT p.referral_id, p.id, p.name, p.email, p.answered_at, "
                         "p.ended_at FROM referral_person p "
                         "JOIN referral r ON r.id = p.referral_id WHERE r.draft_id = $1 "
                         "ORDER BY p.referral_id DESC, p.id",
                         NULL},
    [REFERRAL_QUESTIONS] = {"referral.questions",
                            "SELECT question_id FROM referral_question WHERE referral_id = $1 "
                            "ORDER BY question_id",
                            NULL},
    [REFERRAL_DRAFT_OF] = {"referral.draft_of", "SELECT draft_id FROM referral WHERE id = $1",
                           NULL},
    [REFERRAL_BY_TOKEN] = {"referral.by_token",
                           "SELECT r.id, p.id, r.draft_id, d.consultation_id, d.organisation_id, "
                           "p.name, p.email, o.name, r.message, a.name, r.due_day, r.shows_draft, "
                           "p.answered_at, p.ended_at, r.ended_at FROM referral_person p "
                           "JOIN referral r ON r.id = p.referral_id "
                           "JOIN draft d ON d.id = r.draft_id "
                           "JOIN organisation o ON o.id = d.organisation_id "
                           "JOIN account a ON a.id = r.made_by WHERE p.token_hash = $1",
                           NULL},
    [REFERRAL_ANSWERED] = {"referral.answered",
                           "UPDATE referral_person SET answered_at = $2 WHERE id = $1", NULL},
    {0}};

static const char *hash_of(ov_arena *arena, const char *token)
{
    char hash[OV_HASH_HEX];

    ov_sha256_hex(ov_str_from(token), hash);
    return ov_strdup(arena, hash);
}

ov_status ov_referral_add(ov_ctx *ctx, ov_id draft_id, const ov_referral_new *what, ov_id *id)
{
    int64_t changed;
    ov_id made, person;

    if (!what->n_questions || !what->n_people || what->n_people > OV_REFERRAL_PEOPLE)
        return ov_fail(&ctx->err, OV_INVALID, "nothing to ask about, or nobody to ask");
    OV_TRY(ov_insert(ctx, &ov_referral_sql[REFERRAL_ADD],
                     OV_ARGS(ov_int(draft_id), ov_text(what->message), ov_day_or_null(what->due),
                             ov_int(what->shows_draft), ov_int(ctx->now),
                             ov_int(ctx->actor.account_id)),
                     &made));
    for (size_t i = 0; i < what->n_questions; i++) {
        OV_TRY(ov_exec(ctx, &ov_referral_sql[REFERRAL_QUESTION],
                       OV_ARGS(ov_int(made), ov_int(what->questions[i])), &changed));
        if (!changed)
            return ov_fail(&ctx->err, OV_INVALID, "a question of another round");
    }
    for (size_t i = 0; i < what->n_people; i++)
        OV_TRY(ov_insert(ctx, &ov_referral_sql[REFERRAL_PERSON],
                         OV_ARGS(ov_int(made), ov_text(what->people[i].name),
                                 ov_text(what->people[i].email),
                                 ov_text(hash_of(ctx->arena, what->people[i].token))),
                         &person));
    *id = made;
    return ov_answer_event(ctx, "referral.sent", draft_id);
}

ov_status ov_referral_renew(ov_ctx *ctx, ov_id referral_id, ov_id person_id, const char *token)
{
    int64_t changed, draft_id;

    OV_TRY(ov_exec(
        ctx, &ov_referral_sql[REFERRAL_RENEW],
        OV_ARGS(ov_int(referral_id), ov_int(person_id), ov_text(hash_of(ctx->arena, token))),
        &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "nobody of that number was asked");
    OV_TRY(ov_select_int(ctx, &ov_referral_sql[REFERRAL_DRAFT_OF], OV_ARGS(ov_int(referral_id)), 0,
                         &draft_id));
    return ov_answer_event(ctx, "referral.sent", draft_id);
}

ov_status ov_referral_end(ov_ctx *ctx, ov_id id)
{
    int64_t changed, draft_id;

    OV_TRY(
        ov_select_int(ctx, &ov_referral_sql[REFERRAL_DRAFT_OF], OV_ARGS(ov_int(id)), 0, &draft_id));
    OV_TRY(ov_exec(ctx, &ov_referral_sql[REFERRAL_END], OV_ARGS(ov_int(id), ov_int(ctx->now)),
                   &changed));
    return changed ? ov_answer_event(ctx, "referral.ended", draft_id) : OV_OK;
}

ov_status ov_referrals(ov_ctx *ctx, ov_id draft_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_referral_sql[REFERRAL_LIST], OV_ARGS(ov_int(draft_id)), out);
}

ov_status ov_referral_people(ov_ctx *ctx, ov_id draft_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_referral_sql[REFERRAL_PEOPLE], OV_ARGS(ov_int(draft_id)), out);
}

ov_status ov_referral_questions(ov_ctx *ctx, ov_id id, const ov_rows **out)
{
    return ov_select(ctx, &ov_referral_sql[REFERRAL_QUESTIONS], OV_ARGS(ov_int(id)), out);
}

ov_status ov_referral_by_token(ov_ctx *ctx, const char *token, ov_referred *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_referral_sql[REFERRAL_BY_TOKEN],
                         OV_ARGS(ov_text(hash_of(ctx->arena, token))), &rows));
    if (!ov_cell_null(rows, 0, 13) || !ov_cell_null(rows, 0, 14))
        return ov_fail(&ctx->err, OV_GONE, "the referral has ended");
    *out = (ov_referred){
        .id = ov_cell_int(rows, 0, 0),
        .person_id = ov_cell_int(rows, 0, 1),
        .draft_id = ov_cell_int(rows, 0, 2),
        .consultation_id = ov_cell_int(rows, 0, 3),
        .org_id = ov_cell_int(rows, 0, 4),
        .name = ov_cell_text(rows, 0, 5),
        .email = ov_cell_text(rows, 0, 6),
        .org_name = ov_cell_text(rows, 0, 7),
        .message = ov_cell_text(rows, 0, 8),
        .by = ov_cell_text(rows, 0, 9),
        .due = ov_cell_null(rows, 0, 10) ? OV_NO_DAY : (ov_day)ov_cell_int(rows, 0, 10),
        .shows_draft = ov_cell_int(rows, 0, 11) != 0,
        .answered_at = ov_cell_int(rows, 0, 12),
    };
    return OV_OK;
}

ov_status ov_referral_answered(ov_ctx *ctx, const ov_referred *r)
{
    OV_TRY(ov_exec(ctx, &ov_referral_sql[REFERRAL_ANSWERED],
                   OV_ARGS(ov_int(r->person_id), ov_int(ctx->now)), NULL));
    return ov_answer_event(ctx, "referral.answered", r->draft_id);
}
