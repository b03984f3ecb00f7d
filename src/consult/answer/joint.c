/* SPDX-License-Identifier: EUPL-1.2 */
/* joint.c — a joint answer: one party writes, others stand behind exactly those words, each gets a
 * response and a receipt of its own. */
#include "consult/answer/joint.h"

#include "consult/answer/draft_hash.h"

#include <string.h>

enum {
    JOINT_OPEN,
    JOINT_ADD,
    JOINT_PARTY,
    JOINT_GET,
    JOINT_LIST,
    JOINT_WAITING,
    JOINT_PARTIES,
    JOINT_AGREE,
    JOINT_DECLINE,
    JOINT_END,
    JOINT_SENT,
    JOINT_RESPONSE
};

/* A party that has answered by itself since it agreed does not stand behind the joint answer. */
#define ANSWERED_SINCE                                                                             \
    "p.response_id IS NULL AND EXISTS (SELECT 1 FROM response x WHERE x.consultation_id = "        \
    "j.consultation_id AND x.organisation_id = p.organisation_id AND x.respondent IS NULL "        \
    "AND x.timing <> 'refused' AND x.committed > p.agreed_at)"

const ov_sql ov_joint_sql[] = {
    [JOINT_OPEN] = {"joint.open",
                    "SELECT CAST(count(*) AS BIGINT) FROM joint WHERE consultation_id = $1 "
                    "AND organisation_id = $2 AND sent_at IS NULL AND ended_at IS NULL",
                    NULL},
    [JOINT_ADD] = {"joint.add",
                   "INSERT INTO joint (consultation_id, organisation_id, message, made_at, "
                   "made_by) VALUES ($1, $2, $3, $4, $5) RETURNING id",
                   NULL},
    [JOINT_PARTY] = {"joint.party",
                     "INSERT INTO joint_party (joint_id, organisation_id) "
                     "SELECT j.id, i.organisation_id FROM joint j JOIN invitation i "
                     "ON i.consultation_id = j.consultation_id WHERE j.id = $1 "
                     "AND i.organisation_id = $2 AND i.organisation_id <> j.organisation_id "
                     "ON CONFLICT (joint_id, organisation_id) DO NOTHING",
                     NULL},
    [JOINT_GET] = {"joint.get",
                   "SELECT j.id, j.consultation_id, j.organisation_id, o.name, j.message, a.name, "
                   "j.made_at, j.sent_at, j.ended_at, p.declined_at FROM joint j "
                   "JOIN organisation o ON o.id = j.organisation_id "
                   "JOIN account a ON a.id = j.made_by LEFT JOIN joint_party p "
                   "ON p.joint_id = j.id AND p.organisation_id = $2 "
                   "WHERE j.id = $1 AND j.consultation_id = $3 AND (j.organisation_id = $2 "
                   "OR p.organisation_id IS NOT NULL)",
                   NULL},
    [JOINT_LIST] =
        {"joint.list",
         "SELECT j.id, o.name, j.made_at, j.sent_at, j.ended_at, "
         "CASE WHEN j.organisation_id = $2 THEN 1 ELSE 0 END, p.declined_at FROM joint j "
         "JOIN organisation o ON o.id = j.organisation_id "
         "LEFT JOIN joint_party p ON p.joint_id = j.id AND p.organisation_id = $2 "
         "WHERE j.consultation_id = $1 AND (j.organisation_id = $2 "
         "OR p.organisation_id IS NOT NULL) ORDER BY j.id DESC",
         NULL},
    [JOINT_WAITING] =
        {"joint.waiting",
         "SELECT j.id, c.id, m.id, m.organisation_id, m.slug, c.title, o.name, "
         "COALESCE(i.deadline, c.deadline), p.agreed_hash, j.organisation_id FROM joint_party p "
         "JOIN joint j ON j.id = p.joint_id AND j.sent_at IS NULL AND j.ended_at IS NULL "
         "JOIN consultation c ON c.id = j.consultation_id AND c.state = 'open' "
         "JOIN matter m ON m.id = c.matter_id JOIN organisation o ON o.id = j.organisation_id "
         "JOIN invitation i ON i.consultation_id = c.id AND i.organisation_id = p.organisation_id "
         "WHERE p.organisation_id = $1 AND p.declined_at IS NULL AND NOT (" ANSWERED_SINCE ") "
         "AND COALESCE(i.deadline, c.deadline) > $2 "
         "ORDER BY COALESCE(i.deadline, c.deadline), j.id",
         NULL},
    [JOINT_PARTIES] = {"joint.parties",
                       "SELECT o.id, o.code, o.name, CASE WHEN " ANSWERED_SINCE
                       " THEN NULL ELSE p.agreed_hash END, p.agreed_at, p.agreed_by, "
                       "p.declined_at, r.number FROM joint_party p "
                       "JOIN joint j ON j.id = p.joint_id "
                       "JOIN organisation o ON o.id = p.organisation_id "
                       "LEFT JOIN response r ON r.id = p.response_id WHERE p.joint_id = $1 "
                       "ORDER BY o.sort_key, o.code",
                       NULL},
    [JOINT_AGREE] = {"joint.agree",
                     "UPDATE joint_party SET agreed_hash = $3, agreed_at = $4, agreed_by = $5, "
                     "declined_at = NULL WHERE joint_id = $1 AND organisation_id = $2 "
                     "AND declined_at IS NULL",
                     NULL},
    [JOINT_DECLINE] = {"joint.decline",
                       "UPDATE joint_party SET agreed_hash = NULL, agreed_at = NULL, "
                       "agreed_by = NULL, declined_at = $3 WHERE joint_id = $1 "
                       "AND organisation_id = $2 AND declined_at IS NULL",
                       NULL},
    [JOINT_END] = {"joint.end",
                   "UPDATE joint SET ended_at = $2 WHERE id = $1 AND sent_at IS NULL "
                   "AND ended_at IS NULL",
                   NULL},
    [JOINT_SENT] = {"joint.sent",
                    "UPDATE joint SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL "
                    "AND ended_at IS NULL",
                    NULL},
    [JOINT_RESPONSE] = {"joint.response",
                        "UPDATE joint_party SET response_id = $3 WHERE joint_id = $1 "
                        "AND organisation_id = $2",
                        NULL},
    {0}};

ov_status ov_joint_begin(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const char *message,
                         const ov_id *orgs, size_t n, ov_id *id)
{
    int64_t open, changed;
    ov_id draft_id, made;

    OV_TRY(ov_draft_begin(ctx, consultation_id, org_id, &draft_id));
    OV_TRY(ov_select_int(ctx, &ov_joint_sql[JOINT_OPEN],
                         OV_ARGS(ov_int(consultation_id), ov_int(org_id)), 0, &open));
    if (open)
        return ov_fail(&ctx->err, OV_CONFLICT, "the party has begun a joint answer already");
    if (!n)
        return ov_fail(&ctx->err, OV_INVALID, "nobody to answer with");
    OV_TRY(ov_insert(ctx, &ov_joint_sql[JOINT_ADD],
                     OV_ARGS(ov_int(consultation_id), ov_int(org_id), ov_text(message),
                             ov_int(ctx->now), ov_int(ctx->actor.account_id)),
                     &made));
    for (size_t i = 0; i < n; i++) {
        OV_TRY(ov_exec(ctx, &ov_joint_sql[JOINT_PARTY], OV_ARGS(ov_int(made), ov_int(orgs[i])),
                       &changed));
        if (!changed)
            return ov_fail(&ctx->err, OV_INVALID, "not a party of the round, or named twice");
    }
    *id = made;
    return ov_answer_event(ctx, "joint.begun", draft_id);
}

ov_status ov_joint_get(ov_ctx *ctx, ov_id consultation_id, ov_id id, ov_id org_id, ov_joint *out)
{
    const ov_rows *rows;
    ov_joint j;

    OV_TRY(ov_select_row(ctx, &ov_joint_sql[JOINT_GET],
                         OV_ARGS(ov_int(id), ov_int(org_id), ov_int(consultation_id)), &rows));
    j = (ov_joint){
        .id = ov_cell_int(rows, 0, 0),
        .consultation_id = ov_cell_int(rows, 0, 1),
        .org_id = ov_cell_int(rows, 0, 2),
        .org_name = ov_cell_text(rows, 0, 3),
        .message = ov_cell_text(rows, 0, 4),
        .by = ov_cell_text(rows, 0, 5),
        .made_at = ov_cell_int(rows, 0, 6),
        .sent_at = ov_cell_int(rows, 0, 7),
        .ended_at = ov_cell_int(rows, 0, 8),
        .declined = !ov_cell_null(rows, 0, 9),
    };
    OV_TRY(ov_draft_own(ctx, consultation_id, j.org_id, &j.draft_id));
    OV_TRY(ov_draft_hash(ctx, j.draft_id, &j.hash));
    *out = j;
    return OV_OK;
}

ov_status ov_joints(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_joint_sql[JOINT_LIST],
                     OV_ARGS(ov_int(consultation_id), ov_int(org_id)), out);
}

ov_status ov_joints_waiting(ov_ctx *ctx, ov_id org_id, const ov_joint_waiting **out, size_t *n)
{
    enum { ID, ROUND, MATTER, OWNER, SLUG, TITLE, ORG, DEADLINE, AGREED, WRITER };
    ov_joint_waiting *list;
    const ov_rows *rows;
    size_t count = 0;

    OV_TRY(ov_select(ctx, &ov_joint_sql[JOINT_WAITING],
                     OV_ARGS(ov_int(org_id), ov_int(ctx->received)), &rows));
    list = ov_calloc(ctx->arena, rows->n + 1, sizeof *list);
    for (size_t i = 0; i < rows->n; i++) {
        const char *agreed = ov_cell_text(rows, i, AGREED), *hash = NULL;
        ov_id round = ov_cell_int(rows, i, ROUND), draft_id;

        if (agreed) {
            OV_TRY(ov_draft_own(ctx, round, ov_cell_int(rows, i, WRITER), &draft_id));
            OV_TRY(ov_draft_hash(ctx, draft_id, &hash));
            if (!strcmp(hash, agreed))
                continue;
        }
        list[count++] = (ov_joint_waiting){.id = ov_cell_int(rows, i, ID),
                                           .consultation_id = round,
                                           .matter_id = ov_cell_int(rows, i, MATTER),
                                           .matter_org_id = ov_cell_int(rows, i, OWNER),
                                           .slug = ov_cell_text(rows, i, SLUG),
                                           .title = ov_cell_text(rows, i, TITLE),
                                           .org_name = ov_cell_text(rows, i, ORG),
                                           .deadline = ov_cell_int(rows, i, DEADLINE),
                                           .changed = agreed != NULL};
    }
    *out = list;
    *n = count;
    return OV_OK;
}

ov_status ov_joint_parties(ov_ctx *ctx, ov_id id, const ov_rows **out)
{
    return ov_select(ctx, &ov_joint_sql[JOINT_PARTIES], OV_ARGS(ov_int(id)), out);
}

/* Is it still waiting to be sent, with this text? Asked inside the transaction, of the rows as they
 * are now. */
static ov_status check_open(ov_ctx *ctx, const ov_joint *j, ov_id org_id, const char *hash)
{
    ov_joint now;

    OV_TRY(ov_joint_get(ctx, j->consultation_id, j->id, org_id, &now));
    if (now.sent_at || now.ended_at)
        return ov_fail(&ctx->err, OV_CONFLICT, "the joint answer is sent or ended");
    if (hash && strcmp(hash, now.hash) != 0)
        return ov_fail(&ctx->err, OV_CONFLICT, "the joint answer has been changed");
    return OV_OK;
}

ov_status ov_joint_agree(ov_ctx *ctx, const ov_joint *j, ov_id org_id, const char *hash)
{
    int64_t changed;

    OV_TRY(check_open(ctx, j, org_id, hash));
    OV_TRY(ov_exec(ctx, &ov_joint_sql[JOINT_AGREE],
                   OV_ARGS(ov_int(j->id), ov_int(org_id), ov_text(hash), ov_int(ctx->now),
                           ov_text(ctx->actor.name ? ctx->actor.name : "-")),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "not invited to it");
    return ov_answer_event(ctx, "joint.agreed", j->draft_id);
}

ov_status ov_joint_decline(ov_ctx *ctx, const ov_joint *j, ov_id org_id)
{
    int64_t changed;

    OV_TRY(check_open(ctx, j, org_id, NULL));
    OV_TRY(ov_exec(ctx, &ov_joint_sql[JOINT_DECLINE],
                   OV_ARGS(ov_int(j->id), ov_int(org_id), ov_int(ctx->now)), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "not invited to it");
    return ov_answer_event(ctx, "joint.declined", j->draft_id);
}

ov_status ov_joint_end(ov_ctx *ctx, const ov_joint *j)
{
    int64_t changed;

    OV_TRY(
        ov_exec(ctx, &ov_joint_sql[JOINT_END], OV_ARGS(ov_int(j->id), ov_int(ctx->now)), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the joint answer is sent or ended");
    return ov_answer_event(ctx, "joint.ended", j->draft_id);
}

/* Does the party of this row stand behind what the draft says now? */
static bool stands_behind(const ov_rows *parties, size_t i, const char *hash)
{
    const char *agreed = ov_cell_text(parties, i, OV_JOINT_HASH);

    return agreed && !strcmp(agreed, hash);
}

/* "1480 Göteborgs Stad, 1481 Mölndals stad": the others than org_id. */
static const char *others(ov_ctx *ctx, const ov_joint *j, const char *lead, const ov_rows *parties,
                          ov_id org_id)
{
    const char *text;
    ov_buf list = {0};

    if (org_id != j->org_id)
        ov_buf_addz(&list, lead);
    for (size_t i = 0; i < parties->n; i++) {
        if (!stands_behind(parties, i, j->hash) || ov_cell_int(parties, i, OV_JOINT_ORG) == org_id)
            continue;
        ov_buf_printf(&list, "%s%s %s", list.len ? ", " : "",
                      ov_cell_text(parties, i, OV_JOINT_CODE),
                      ov_cell_text(parties, i, OV_JOINT_NAME));
    }
    text = ov_strndup(ctx->arena, list.len ? list.ptr : "", list.len);
    ov_buf_free(&list);
    return text;
}

ov_status ov_joint_send(ov_ctx *ctx, const ov_consultation *c, const ov_joint *j,
                        ov_submission what, ov_response *own)
{
    const ov_rows *parties;
    ov_response sent;
    const char *lead;
    int64_t changed;
    size_t n = 0;

    OV_TRY(check_open(ctx, j, j->org_id, j->hash));
    OV_TRY(ov_joint_parties(ctx, j->id, &parties));
    for (size_t i = 0; i < parties->n; i++)
        n += stands_behind(parties, i, j->hash);
    if (!n)
        return ov_fail(&ctx->err, OV_INVALID, "nobody stands behind it");
    OV_TRY(ov_exec(ctx, &ov_joint_sql[JOINT_SENT], OV_ARGS(ov_int(j->id), ov_int(ctx->now)),
                   &changed));
    what.draft_id = j->draft_id;
    what.source = "joint";
    what.org_id = j->org_id;
    what.with_parties = others(ctx, j, "", parties, j->org_id);
    OV_TRY(ov_response_send(ctx, c, &what, own));
    lead = ov_printf(ctx->arena, "%s %s", own->org_code, own->org_name);
    for (size_t i = 0; i < parties->n; i++) {
        if (!stands_behind(parties, i, j->hash))
            continue;
        what.org_id = ov_cell_int(parties, i, OV_JOINT_ORG);
        what.with_parties = others(ctx, j, lead, parties, what.org_id);
        OV_TRY(ov_response_send(ctx, c, &what, &sent));
        OV_TRY(ov_exec(ctx, &ov_joint_sql[JOINT_RESPONSE],
                       OV_ARGS(ov_int(j->id), ov_int(what.org_id), ov_int(sent.id)), NULL));
    }
    return ov_answer_event(ctx, "joint.sent", j->draft_id);
}
