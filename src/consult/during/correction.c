/* SPDX-License-Identifier: EUPL-1.2 */
/* correction.c — a newer text in a round that runs. */
#include "consult/during/correction.h"

#include "auth/auth.h"
#include "consult/during/invite.h"
#include "text/text.h"
#include "util/clock.h"

enum {
    CORRECTION_NOW,
    CORRECTION_ADD,
    CORRECTION_DOCUMENT,
    CORRECTION_FIRST,
    CORRECTION_GONE,
    CORRECTION_BACK,
    CORRECTION_NEW,
    CORRECTION_LAST,
    CORRECTION_SCALE,
    CORRECTION_QUESTION,
    CORRECTION_CHOICES,
    CORRECTION_LIST,
    CORRECTION_EARLIER,
    CORRECTION_CONFIRM
};
#define SQL(name) (&ov_correction_sql[CORRECTION_##name])

/* Is the provision of question q in version $2, with a text of its own? */
#define HAS_TEXT                                                                                   \
    "EXISTS (SELECT 1 FROM node_text t WHERE t.version_id = $2 AND t.node_id = question.node_id)"
/* A correction that came after the response, which the party has not confirmed. */
#define UNCONFIRMED                                                                                \
    "k.consultation_id = r.consultation_id AND k.made_at > r.committed AND NOT EXISTS (SELECT 1 "  \
    "FROM response_confirmation x WHERE x.response_id = r.id AND x.correction_id = k.id)"

const ov_sql ov_correction_sql[] = {
    [CORRECTION_NOW] = {"correction.now",
                        "SELECT version_id FROM consultation_document WHERE id = $1 "
                        "AND consultation_id = $2",
                        NULL},
    [CORRECTION_ADD] = {"correction.add",
                        "INSERT INTO correction (consultation_id, document_id, old_version_id, "
                        "new_version_id, why, made_at) VALUES ($1, $2, $3, $4, $5, $6) "
                        "RETURNING id",
                        NULL},
    [CORRECTION_DOCUMENT] = {"correction.document",
                             "UPDATE consultation_document SET version_id = $2 WHERE id = $1",
                             NULL},
    [CORRECTION_FIRST] = {"correction.first",
                          "UPDATE consultation SET version_id = $2, row_version = row_version + 1 "
                          "WHERE id = $1 AND version_id = $3",
                          NULL},
    [CORRECTION_GONE] = {"correction.gone",
                         "UPDATE question SET removed_by = $3 WHERE document_id = $1 "
                         "AND node_id IS NOT NULL AND removed_by IS NULL AND NOT " HAS_TEXT,
                         NULL},
    [CORRECTION_BACK] = {"correction.back",
                         "UPDATE question SET removed_by = NULL WHERE document_id = $1 "
                         "AND node_id IS NOT NULL AND removed_by IS NOT NULL AND " HAS_TEXT,
                         NULL},
    [CORRECTION_NEW] = {"correction.new",
                        "SELECT CAST(count(*) AS BIGINT) FROM question WHERE document_id = $1 "
                        "AND node_id = $2",
                        NULL},
    [CORRECTION_LAST] = {"correction.last",
                         "SELECT COALESCE(max(n), 0) FROM question WHERE consultation_id = $1",
                         NULL},
    [CORRECTION_SCALE] = {"correction.scale",
                          "SELECT scale_id FROM question WHERE document_id = $1 AND kind = 'grade' "
                          "ORDER BY n LIMIT 1",
                          NULL},
    [CORRECTION_QUESTION] = {"correction.question",
                             "INSERT INTO question (consultation_id, n, document_id, node_id, "
                             "scale_id, number, heading, added_by) "
                             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                             NULL},
    [CORRECTION_CHOICES] = {"correction.choices",
                            "SELECT v.id, v.label, v.day FROM version v JOIN version w "
                            "ON w.document_id = v.document_id AND w.id = $1 WHERE v.hash IS NOT "
                            "NULL AND (v.day > w.day OR (v.day = w.day AND v.id > w.id)) "
                            "ORDER BY v.day DESC, v.id DESC",
                            NULL},
    [CORRECTION_LIST] = {"correction.list",
                         "SELECT k.id, d.title, o.slug, o.label, n.slug, n.label, k.why, k.made_at "
                         "FROM correction k JOIN version o ON o.id = k.old_version_id "
                         "JOIN version n ON n.id = k.new_version_id "
                         "JOIN document d ON d.id = n.document_id WHERE k.consultation_id = $1 "
                         "ORDER BY k.id DESC",
                         NULL},
    [CORRECTION_EARLIER] =
        {"correction.earlier",
         "SELECT r.id, r.organisation_id, r.number, o.slug, v.slug FROM invitation i "
         "JOIN response r ON r.id = COALESCE(i.response_id, i.late_response_id) "
         "JOIN correction f ON f.id = (SELECT min(k.id) FROM correction k WHERE " UNCONFIRMED ") "
         "JOIN version o ON o.id = f.old_version_id "
         "JOIN consultation_document d ON d.id = f.document_id "
         "JOIN version v ON v.id = d.version_id "
         "WHERE EXISTS (SELECT 1 FROM correction x WHERE x.consultation_id = $1) "
         "AND i.consultation_id = $1 AND ($2 = 0 OR i.organisation_id = $2) ORDER BY r.id",
         NULL},
    [CORRECTION_CONFIRM] =
        {"correction.confirm",
         "INSERT INTO response_confirmation (response_id, correction_id, confirmed_at, "
         "confirmed_by) SELECT r.id, k.id, CAST($3 AS BIGINT), CAST($4 AS BIGINT) "
         "FROM invitation i JOIN response r ON r.id = COALESCE(i.response_id, i.late_response_id) "
         "JOIN correction k ON " UNCONFIRMED " WHERE i.consultation_id = $1 "
         "AND i.organisation_id = $2 ORDER BY k.id",
         NULL},
    {0}};

enum { WHY_MOST = 2000 };

static ov_status tell(ov_ctx *ctx, const char *action, const char *object, const char *right,
                      const char *before, const char *after)
{
    return ov_audit(ctx, &(ov_event){.action = action,
                                     .object = object,
                                     .role = ov_role_for(ctx, right, NULL),
                                     .before = before,
                                     .after = after});
}

static ov_status check(ov_ctx *ctx, const ov_consultation *c, const ov_correction *what,
                       ov_version *was, ov_version *next)
{
    size_t n = ov_utf8_length(ov_str_from(what->why));
    ov_consultation round;
    int64_t now;

    if (n < 1 || n > WHY_MOST)
        return ov_fail(&ctx->err, OV_INVALID, "no reason, or a long one");
    OV_TRY(
        ov_select_int(ctx, SQL(NOW), OV_ARGS(ov_int(what->document_id), ov_int(c->id)), 0, &now));
    OV_TRY(ov_consultation_any(ctx, c->matter_id, c->id, &round)); /* as it is now */
    if (!now || now != what->was_id || strcmp(round.state, "open") != 0 ||
        ctx->received >= round.closes_at)
        return ov_fail(&ctx->err, OV_CONFLICT, "not running, or corrected meanwhile");
    OV_TRY(ov_version_get(ctx, what->was_id, was));
    if (ov_version_get(ctx, what->version_id, next) != OV_OK || !next->hash ||
        next->document_id != was->document_id || next->date < was->date ||
        (next->date == was->date && next->id <= was->id))
        return ov_fail(&ctx->err, OV_INVALID, "no newer published version of the document");
    return OV_OK;
}

/* A question for each provision with a text that has none yet. */
static ov_status ask_about_new(ov_ctx *ctx, const ov_consultation *c, const ov_correction *what,
                               ov_id correction_id)
{
    int64_t n, scale, known;
    const ov_rows *nodes;

    OV_TRY(ov_version_nodes(ctx, what->version_id, &nodes));
    OV_TRY(ov_select_int(ctx, SQL(LAST), OV_ARGS(ov_int(c->id)), 0, &n));
    OV_TRY(ov_select_int(ctx, SQL(SCALE), OV_ARGS(ov_int(what->document_id)), c->scale_id, &scale));
    for (size_t i = 0; i < nodes->n; i++) {
        const ov_val node = ov_int(ov_cell_int(nodes, i, OV_NODE_ID));

        if (!ov_cell_int(nodes, i, OV_NODE_HAS_BODY))
            continue;
        OV_TRY(ov_select_int(ctx, SQL(NEW), OV_ARGS(ov_int(what->document_id), node), 0, &known));
        if (known)
            continue;
        OV_TRY(ov_exec(ctx, SQL(QUESTION),
                       OV_ARGS(ov_int(c->id), ov_int(++n), ov_int(what->document_id), node,
                               ov_int(scale), ov_text(ov_cell_text(nodes, i, OV_NODE_NUMBER)),
                               ov_text(ov_cell_text(nodes, i, OV_NODE_HEADING)),
                               ov_int(correction_id)),
                       NULL));
    }
    return OV_OK;
}

ov_status ov_correct(ov_ctx *ctx, const ov_consultation *c, const ov_correction *what, ov_id *id)
{
    const ov_val document = ov_int(what->document_id), version = ov_int(what->version_id);
    ov_version was, next;
    ov_id made;

    OV_TRY(check(ctx, c, what, &was, &next));
    /* compared with the instant at which responses were stored: both by the clock, under the lock
     */
    OV_TRY(ov_insert(ctx, SQL(ADD),
                     OV_ARGS(ov_int(c->id), document, ov_int(was.id), version, ov_text(what->why),
                             ov_int(ov_now())),
                     &made));
    OV_TRY(ov_exec(ctx, SQL(DOCUMENT), OV_ARGS(document, version), NULL));
    OV_TRY(ov_exec(ctx, SQL(FIRST), OV_ARGS(ov_int(c->id), version, ov_int(was.id)), NULL));
    OV_TRY(ov_exec(ctx, SQL(GONE), OV_ARGS(document, version, ov_int(made)), NULL));
    OV_TRY(ov_exec(ctx, SQL(BACK), OV_ARGS(document, version), NULL));
    OV_TRY(ask_about_new(ctx, c, what, made));
    OV_TRY(ov_post_add(ctx, c, 0, OV_POST_CORRECTION, made));
    *id = made;
    return tell(ctx, "consultation.corrected",
                ov_printf(ctx->arena, "consultation/%lld", (long long)c->id), "consult.run",
                was.hash, next.hash);
}

ov_status ov_correction_choices(ov_ctx *ctx, ov_id version_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(CHOICES), OV_ARGS(ov_int(version_id)), out);
}

ov_status ov_corrections(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(LIST), OV_ARGS(ov_int(consultation_id)), out);
}

ov_status ov_answered_earlier(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(EARLIER), OV_ARGS(ov_int(consultation_id), ov_int(org_id)), out);
}

ov_status ov_response_confirm(ov_ctx *ctx, const ov_consultation *c, ov_id org_id)
{
    const ov_rows *rows;

    OV_TRY(ov_answered_earlier(ctx, c->id, org_id, &rows));
    if (!rows->n)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "nothing to confirm");
    OV_TRY(ov_exec(ctx, SQL(CONFIRM),
                   OV_ARGS(ov_int(c->id), ov_int(org_id), ov_int(ctx->now),
                           ov_id_or_null(ctx->actor.account_id)),
                   NULL));
    return tell(ctx, "response.confirmed",
                ov_printf(ctx->arena, "response/%lld", (long long)ov_cell_int(rows, 0, 0)),
                "consult.submit", NULL, NULL);
}
