/* SPDX-License-Identifier: EUPL-1.2 */
/* proposal.c — a party shares what it has written with others, who may copy it and alter it. */
#include "consult/answer/joint.h"

enum {
    PROPOSAL_OTHERS,
    PROPOSAL_GROUP,
    PROPOSAL_ADD,
    PROPOSAL_ANSWERS,
    PROPOSAL_PARTY,
    PROPOSAL_END,
    PROPOSAL_OWN,
    PROPOSAL_FOR,
    PROPOSAL_SHARED,
    PROPOSAL_READ,
    PROPOSAL_COPY,
    PROPOSAL_FILL,
    PROPOSAL_ON,
    PROPOSAL_COPIED
};

/* An answer of a draft that says nothing yet. */
#define BLANK "(a.grade_id IS NULL AND a.comment = '' AND a.wording IS NULL AND a.joins_id IS NULL)"

const ov_sql ov_proposal_sql[] = {
    [PROPOSAL_OTHERS] = {"proposal.others",
                         "SELECT o.id, o.code, o.name FROM invitation i "
                         "JOIN organisation o ON o.id = i.organisation_id "
                         "WHERE i.consultation_id = $1 AND o.id <> $2 "
                         "ORDER BY o.sort_key, o.code",
                         NULL},
    [PROPOSAL_GROUP] = {"proposal.group",
                        "SELECT o.id, o.code, o.name FROM invitation i "
                        "JOIN organisation o ON o.id = i.organisation_id "
                        "JOIN party_group_member g ON g.organisation_id = o.id AND g.group_id = $2 "
                        "WHERE i.consultation_id = $1 ORDER BY o.sort_key, o.code",
                        NULL},
    [PROPOSAL_ADD] = {"proposal.add",
                      "INSERT INTO proposal (consultation_id, organisation_id, message, made_at, "
                      "made_by) VALUES ($1, $2, $3, $4, $5) RETURNING id",
                      NULL},
    [PROPOSAL_ANSWERS] = {"proposal.answers",
                          "INSERT INTO proposal_answer (proposal_id, question_id, grade_id, "
                          "comment, wording) SELECT CAST($1 AS BIGINT), a.question_id, a.grade_id, "
                          "a.comment, a.wording FROM draft_answer a WHERE a.draft_id = $2 "
                          "AND (a.grade_id IS NOT NULL OR a.comment <> '' OR a.wording IS NOT "
                          "NULL)",
                          NULL},
    [PROPOSAL_PARTY] = {"proposal.party",
                        "INSERT INTO proposal_party (proposal_id, organisation_id) "
                        "SELECT p.id, i.organisation_id FROM proposal p JOIN invitation i "
                        "ON i.consultation_id = p.consultation_id WHERE p.id = $1 "
                        "AND i.organisation_id = $2 AND i.organisation_id <> p.organisation_id "
                        "ON CONFLICT (proposal_id, organisation_id) DO NOTHING",
                        NULL},
    [PROPOSAL_END] = {"proposal.end",
                      "UPDATE proposal SET ended_at = $3 WHERE id = $1 AND organisation_id = $2 "
                      "AND ended_at IS NULL RETURNING consultation_id",
                      NULL},
    [PROPOSAL_OWN] = {"proposal.own",
                      "SELECT p.id, p.made_at, a.name, p.message, p.ended_at, "
                      "(SELECT CAST(count(*) AS BIGINT) FROM proposal_party x "
                      "WHERE x.proposal_id = p.id), (SELECT CAST(count(*) AS BIGINT) "
                      "FROM proposal_party x WHERE x.proposal_id = p.id AND x.copied_at IS NOT "
                      "NULL) FROM proposal p JOIN account a ON a.id = p.made_by "
                      "WHERE p.consultation_id = $1 AND p.organisation_id = $2 ORDER BY p.id DESC",
                      NULL},
    [PROPOSAL_FOR] = {"proposal.for",
                      "SELECT p.id, p.made_at, o.name, p.message, x.copied_at FROM proposal p "
                      "JOIN proposal_party x ON x.proposal_id = p.id AND x.organisation_id = $2 "
                      "JOIN organisation o ON o.id = p.organisation_id "
                      "WHERE p.consultation_id = $1 AND p.ended_at IS NULL ORDER BY p.id DESC",
                      NULL},
    [PROPOSAL_SHARED] = {"proposal.shared",
                         "SELECT CAST(count(*) AS BIGINT) FROM proposal p "
                         "LEFT JOIN proposal_party x ON x.proposal_id = p.id "
                         "AND x.organisation_id = $2 WHERE p.id = $1 AND (p.organisation_id = $2 "
                         "OR (x.organisation_id IS NOT NULL AND p.ended_at IS NULL)) "
                         "AND p.consultation_id = $3",
                         NULL},
    [PROPOSAL_READ] = {"proposal.read",
                       "SELECT q.id, q.n, q.number, q.heading, q.title, g.label, s.comment, "
                       "s.wording, CASE WHEN a.draft_id IS NULL OR " BLANK
                       " THEN 0 ELSE 1 END FROM proposal_answer s "
                       "JOIN question q ON q.id = s.question_id "
                       "LEFT JOIN grade g ON g.id = s.grade_id "
                       "LEFT JOIN draft d ON d.consultation_id = q.consultation_id "
                       "AND d.organisation_id = $2 AND d.kind = 'own' "
                       "LEFT JOIN draft_answer a ON a.draft_id = d.id AND a.question_id = q.id "
                       "WHERE s.proposal_id = $1 ORDER BY q.n",
                       NULL},
    [PROPOSAL_COPY] = {"proposal.copy",
                       "INSERT INTO draft_answer (draft_id, question_id, grade_id, comment, "
                       "wording, row_version, changed_at, changed_by) "
                       "SELECT CAST($1 AS BIGINT), s.question_id, s.grade_id, s.comment, "
                       "s.wording, 1, CAST($3 AS BIGINT), CAST($4 AS TEXT) FROM proposal_answer s "
                       "WHERE s.proposal_id = $2 "
                       "ON CONFLICT (draft_id, question_id) DO NOTHING",
                       NULL},
    /* What was begun and emptied again counts as unanswered too. */
    [PROPOSAL_FILL] = {"proposal.fill",
                       "UPDATE draft_answer AS a SET grade_id = s.grade_id, comment = s.comment, "
                       "wording = s.wording, row_version = a.row_version + 1, changed_at = $3, "
                       "changed_by = $4, writer = NULL FROM proposal_answer s "
                       "WHERE s.proposal_id = $2 AND a.draft_id = $1 "
                       "AND a.question_id = s.question_id AND " BLANK,
                       NULL},
    [PROPOSAL_ON] = {"proposal.on",
                     "SELECT o.code, o.name, g.label, s.comment, s.wording FROM proposal p "
                     "JOIN proposal_party x ON x.proposal_id = p.id AND x.organisation_id = $3 "
                     "JOIN organisation o ON o.id = p.organisation_id "
                     "JOIN proposal_answer s ON s.proposal_id = p.id AND s.question_id = $2 "
                     "LEFT JOIN grade g ON g.id = s.grade_id WHERE p.consultation_id = $1 "
                     "AND p.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM proposal n "
                     "JOIN proposal_party y ON y.proposal_id = n.id AND y.organisation_id = $3 "
                     "WHERE n.consultation_id = p.consultation_id AND n.organisation_id = "
                     "p.organisation_id AND n.ended_at IS NULL AND n.id > p.id) "
                     "ORDER BY o.sort_key, o.code",
                     NULL},
    [PROPOSAL_COPIED] = {"proposal.copied",
                         "UPDATE proposal_party SET copied_at = $3 WHERE proposal_id = $1 "
                         "AND organisation_id = $2",
                         NULL},
    {0}};

ov_status ov_other_parties(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_proposal_sql[PROPOSAL_OTHERS],
                     OV_ARGS(ov_int(consultation_id), ov_int(org_id)), out);
}

ov_status ov_parties_of_group(ov_ctx *ctx, ov_id consultation_id, ov_id group_id,
                              const ov_rows **out)
{
    return ov_select(ctx, &ov_proposal_sql[PROPOSAL_GROUP],
                     OV_ARGS(ov_int(consultation_id), ov_int(group_id)), out);
}

ov_status ov_proposal_share(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const char *message,
                            const ov_id *orgs, size_t n, ov_id *id)
{
    int64_t changed;
    ov_id draft_id, made;

    OV_TRY(ov_draft_begin(ctx, consultation_id, org_id, &draft_id));
    OV_TRY(ov_insert(ctx, &ov_proposal_sql[PROPOSAL_ADD],
                     OV_ARGS(ov_int(consultation_id), ov_int(org_id), ov_text(message),
                             ov_int(ctx->now), ov_int(ctx->actor.account_id)),
                     &made));
    OV_TRY(ov_exec(ctx, &ov_proposal_sql[PROPOSAL_ANSWERS], OV_ARGS(ov_int(made), ov_int(draft_id)),
                   &changed));
    if (!changed || !n)
        return ov_fail(&ctx->err, OV_INVALID, "nothing to share, or nobody to share it with");
    for (size_t i = 0; i < n; i++) {
        OV_TRY(ov_exec(ctx, &ov_proposal_sql[PROPOSAL_PARTY],
                       OV_ARGS(ov_int(made), ov_int(orgs[i])), &changed));
        if (!changed)
            return ov_fail(&ctx->err, OV_INVALID, "not a party of the round, or named twice");
    }
    *id = made;
    return ov_answer_event(ctx, "proposal.shared", draft_id);
}

ov_status ov_proposal_end(ov_ctx *ctx, ov_id id, ov_id org_id)
{
    const ov_rows *row;
    ov_id draft_id;

    OV_TRY(ov_select_row(ctx, &ov_proposal_sql[PROPOSAL_END],
                         OV_ARGS(ov_int(id), ov_int(org_id), ov_int(ctx->now)), &row));
    OV_TRY(ov_draft_own(ctx, ov_cell_int(row, 0, 0), org_id, &draft_id));
    return ov_answer_event(ctx, "proposal.ended", draft_id);
}

ov_status ov_proposals_own(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_proposal_sql[PROPOSAL_OWN],
                     OV_ARGS(ov_int(consultation_id), ov_int(org_id)), out);
}

ov_status ov_proposals_for(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_proposal_sql[PROPOSAL_FOR],
                     OV_ARGS(ov_int(consultation_id), ov_int(org_id)), out);
}

static ov_status check_shared(ov_ctx *ctx, ov_id consultation_id, ov_id id, ov_id org_id)
{
    int64_t shared;

    OV_TRY(ov_select_int(ctx, &ov_proposal_sql[PROPOSAL_SHARED],
                         OV_ARGS(ov_int(id), ov_int(org_id), ov_int(consultation_id)), 0, &shared));
    return shared ? OV_OK : ov_fail(&ctx->err, OV_NOT_FOUND, "not shared with this party");
}

ov_status ov_proposals_on(ov_ctx *ctx, ov_id consultation_id, ov_id question_id, ov_id org_id,
                          const ov_rows **out)
{
    return ov_select(ctx, &ov_proposal_sql[PROPOSAL_ON],
                     OV_ARGS(ov_int(consultation_id), ov_int(question_id), ov_int(org_id)), out);
}

ov_status ov_proposal_read(ov_ctx *ctx, ov_id consultation_id, ov_id id, ov_id org_id,
                           const ov_rows **out)
{
    OV_TRY(check_shared(ctx, consultation_id, id, org_id));
    return ov_select(ctx, &ov_proposal_sql[PROPOSAL_READ], OV_ARGS(ov_int(id), ov_int(org_id)),
                     out);
}

ov_status ov_proposal_copy(ov_ctx *ctx, ov_id consultation_id, ov_id id, ov_id org_id,
                           size_t *copied)
{
    const char *by = ctx->actor.name ? ctx->actor.name : "-";
    int64_t filled, made;
    ov_id draft_id;

    OV_TRY(check_shared(ctx, consultation_id, id, org_id));
    OV_TRY(ov_draft_begin(ctx, consultation_id, org_id, &draft_id));
    OV_TRY(ov_exec(ctx, &ov_proposal_sql[PROPOSAL_FILL],
                   OV_ARGS(ov_int(draft_id), ov_int(id), ov_int(ctx->now), ov_text(by)), &filled));
    OV_TRY(ov_exec(ctx, &ov_proposal_sql[PROPOSAL_COPY],
                   OV_ARGS(ov_int(draft_id), ov_int(id), ov_int(ctx->now), ov_text(by)), &made));
    OV_TRY(ov_exec(ctx, &ov_proposal_sql[PROPOSAL_COPIED],
                   OV_ARGS(ov_int(id), ov_int(org_id), ov_int(ctx->now)), NULL));
    *copied = (size_t)(filled + made);
    return ov_answer_event(ctx, "proposal.copied", draft_id);
}
