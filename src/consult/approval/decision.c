/* SPDX-License-Identifier: EUPL-1.2 */
/* decision.c — decisions on answers: what they must say, the lock on the draft, and the link by
 * which a board secretary without account registers one. */
#include "consult/approval/decision.h"

#include "auth/auth.h"
#include "consult/approval/approval.h"
#include "util/hash.h"

#include <string.h>

enum {
    DECISION_OF_DRAFT,
    DECISION_OF_RESPONSE,
    DECISION_LOCKED,
    DECISION_LATE,
    DECISION_MISSING,
    DECISION_ADD,
    DECISION_END,
    DECISION_END_RESPONSE,
    DECISION_LOCK,
    DECISION_FILES_OFF,
    DECISION_FILE_ON,
    DECISION_LINK_ADD,
    DECISION_LINK_END,
    DECISION_LINK_FIND,
    DECISION_LINK_USE,
    DECISION_LINK_WAITING
};

#define DECISION                                                                                   \
    "SELECT d.id, d.draft_id, d.response_id, d.legal_status, d.outcome, d.body, d.day, d.ref, "    \
    "d.reported_day, d.note, d.file_id, f.name, d.hash, d.made_at, a.name, d.by_link, "            \
    "d.locked_at FROM decision d LEFT JOIN stored_file f ON f.id = d.file_id "                     \
    "LEFT JOIN account a ON a.id = d.made_by WHERE d.ended_at IS NULL AND "

const ov_sql ov_decision_sql[] = {
    [DECISION_OF_DRAFT] = {"decision.of_draft",
                           DECISION "d.draft_id = $1 AND d.response_id IS NULL", NULL},
    [DECISION_OF_RESPONSE] = {"decision.of_response", DECISION "d.response_id = $1", NULL},
    [DECISION_LOCKED] = {"decision.locked",
                         "SELECT 1 FROM decision WHERE draft_id = $1 AND response_id IS NULL "
                         "AND ended_at IS NULL AND locked_at IS NOT NULL",
                         NULL},
    [DECISION_LATE] = {"decision.late",
                       "SELECT r.id, r.number, o.code, d.legal_status, d.outcome, d.body, d.day, "
                       "d.ref FROM decision d JOIN response r ON r.id = d.response_id "
                       "JOIN organisation o ON o.id = r.organisation_id "
                       "WHERE d.response_id IN (SELECT x.id FROM response x "
                       "WHERE x.consultation_id = $1) AND d.ended_at IS NULL "
                       "ORDER BY d.response_id",
                       NULL},
    [DECISION_MISSING] =
        {"decision.missing",
         "SELECT r.id, r.number, c.id, m.slug, c.title, r.received, r.legal_status, m.id, "
         "m.organisation_id FROM invitation i JOIN response r "
         "ON r.id = COALESCE(i.response_id, i.late_response_id) "
         "JOIN consultation c ON c.id = i.consultation_id JOIN matter m ON m.id = c.matter_id "
         "WHERE i.organisation_id = $1 AND (r.legal_status = 'preliminary' OR "
         "(r.legal_status <> 'officer' AND r.decision_body IS NULL)) AND NOT EXISTS "
         "(SELECT 1 FROM decision d WHERE d.response_id = r.id AND d.ended_at IS NULL) "
         "ORDER BY r.received",
         NULL},
    [DECISION_ADD] = {"decision.add",
                      "INSERT INTO decision (draft_id, response_id, legal_status, outcome, body, "
                      "day, ref, reported_day, note, file_id, hash, made_at, made_by, by_link, "
                      "locked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                      "$14, $15) RETURNING id",
                      NULL},
    [DECISION_END] = {"decision.end",
                      "UPDATE decision SET ended_at = $2, ended_by = $3, ended_why = $4 "
                      "WHERE draft_id = $1 AND response_id IS NULL AND ended_at IS NULL",
                      NULL},
    [DECISION_END_RESPONSE] = {"decision.end_response",
                               "UPDATE decision SET ended_at = $2, ended_by = $3, ended_why = $4 "
                               "WHERE response_id = $1 AND ended_at IS NULL",
                               NULL},
    [DECISION_LOCK] = {"decision.lock",
                       "UPDATE decision SET locked_at = $2, hash = $3 WHERE draft_id = $1 "
                       "AND response_id IS NULL AND ended_at IS NULL AND locked_at IS NULL",
                       NULL},
    [DECISION_FILES_OFF] = {"decision.files_off",
                            "UPDATE draft_file SET removed_at = $2 WHERE draft_id = $1 "
                            "AND use = 'decision' AND removed_at IS NULL AND file_id <> $3",
                            NULL},
    [DECISION_FILE_ON] = {"decision.file_on",
                          "INSERT INTO draft_file (draft_id, file_id, use) "
                          "SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), 'decision' "
                          "WHERE NOT EXISTS (SELECT 1 FROM draft_file WHERE draft_id = $1 "
                          "AND file_id = $2 AND use = 'decision' AND removed_at IS NULL)",
                          NULL},
    [DECISION_LINK_ADD] = {"decision.link_add",
                           "INSERT INTO decision_link (draft_id, response_id, token_hash, address, "
                           "made_at, made_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                           NULL},
    [DECISION_LINK_END] = {"decision.link_end",
                           "UPDATE decision_link SET ended_at = $2 WHERE draft_id = $1 "
                           "AND used_at IS NULL AND ended_at IS NULL",
                           NULL},
    [DECISION_LINK_FIND] = {"decision.link_find",
                            "SELECT l.id, l.draft_id, l.response_id, d.consultation_id, "
                            "d.organisation_id, l.address, l.made_at, l.expires_at, "
                            "CASE WHEN l.used_at IS NULL AND l.ended_at IS NULL AND "
                            "l.expires_at > $2 THEN 1 ELSE 0 END FROM decision_link l "
                            "JOIN draft d ON d.id = l.draft_id WHERE l.token_hash = $1",
                            NULL},
    [DECISION_LINK_USE] = {"decision.link_use",
                           "UPDATE decision_link SET used_at = $2 WHERE id = $1 "
                           "AND used_at IS NULL AND ended_at IS NULL AND expires_at > $2",
                           NULL},
    [DECISION_LINK_WAITING] = {"decision.link_waiting",
                               "SELECT address, made_at, expires_at FROM decision_link "
                               "WHERE draft_id = $1 AND used_at IS NULL AND ended_at IS NULL "
                               "AND expires_at > $2 ORDER BY id DESC LIMIT 1",
                               NULL},
    {0}};

/* ---- What a decision must say ---- */

const char *const ov_outcomes[] = {OV_OUTCOME_AS_IS, OV_OUTCOME_CHANGED, OV_OUTCOME_REJECTED, NULL};

const char *ov_outcome_title(const char *outcome)
{
    static const char *const titles[] = {
        "Enligt förslaget, utan ändringar",
        "Med ändringar",
        "Svaret antogs inte",
    };

    for (size_t i = 0; ov_outcomes[i]; i++)
        if (outcome && !strcmp(outcome, ov_outcomes[i]))
            return titles[i];
    return "";
}

bool ov_status_decided(const char *status)
{
    return status && (!strcmp(status, "delegated") || !strcmp(status, "chair_urgent") ||
                      !strcmp(status, "board_decided"));
}

static bool empty(const char *text)
{
    return !text || !*text;
}

bool ov_decision_check(const ov_decision *d, ov_day today, ov_decision_faults *faults)
{
    bool board = d->legal_status && !strcmp(d->legal_status, "board_decided");
    bool delegated = d->legal_status && !strcmp(d->legal_status, "delegated");

    *faults = (ov_decision_faults){0};
    if (!ov_status_decided(d->legal_status))
        return true;
    if (empty(d->body))
        faults->body = board ? "Välj eller skriv vilken nämnd eller styrelse som har beslutat."
                             : "Välj eller skriv vilken nämnd eller styrelse det gäller.";
    if (d->day == OV_NO_DAY)
        faults->day = "Skriv vilken dag beslutet fattades.";
    else if (d->day > today)
        faults->day = "Beslutsdagen kan inte ligga framåt i tiden.";
    if (empty(d->ref))
        faults->ref = board       ? "Skriv beslutets paragraf, till exempel § 112."
                      : delegated ? "Skriv delegationens nummer, till exempel 2.1."
                                  : "Skriv beslutets nummer.";
    if (!board && d->reported_day == OV_NO_DAY)
        faults->reported = "Skriv vilken dag beslutet anmäls till nämnden.";
    else if (d->reported_day != OV_NO_DAY && d->day != OV_NO_DAY && d->reported_day < d->day)
        faults->reported = "Beslutet kan inte ha anmälts innan det fattades.";
    return !faults->body && !faults->day && !faults->ref && !faults->reported;
}

const char *ov_decision_ref(ov_arena *arena, const ov_decision *d)
{
    if (d->reported_day == OV_NO_DAY)
        return d->ref;
    return ov_printf(arena, "%s, anmäls %s", d->ref, ov_day_iso(arena, d->reported_day));
}

/* ---- Reading ---- */

static void fill(const ov_rows *rows, ov_decision *out)
{
    *out = (ov_decision){.id = ov_cell_int(rows, 0, 0),
                         .draft_id = ov_cell_int(rows, 0, 1),
                         .response_id = ov_cell_int(rows, 0, 2),
                         .legal_status = ov_cell_text(rows, 0, 3),
                         .outcome = ov_cell_text(rows, 0, 4),
                         .body = ov_cell_text(rows, 0, 5),
                         .day = ov_cell_day(rows, 0, 6),
                         .ref = ov_cell_text(rows, 0, 7),
                         .reported_day = ov_cell_day(rows, 0, 8),
                         .note = ov_cell_text(rows, 0, 9),
                         .file_id = ov_cell_int(rows, 0, 10),
                         .file_name = ov_cell_text(rows, 0, 11),
                         .hash = ov_cell_text(rows, 0, 12),
                         .made_at = ov_cell_int(rows, 0, 13),
                         .made_name = ov_cell_text(rows, 0, 14),
                         .by_link = ov_cell_int(rows, 0, 15) != 0,
                         .locked_at = ov_cell_int(rows, 0, 16)};
}

static ov_status get(ov_ctx *ctx, int sql, ov_id id, ov_decision *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_decision_sql[sql], OV_ARGS(ov_int(id)), &rows));
    fill(rows, out);
    return OV_OK;
}

ov_status ov_decision_of_draft(ov_ctx *ctx, ov_id draft_id, ov_decision *out)
{
    return get(ctx, DECISION_OF_DRAFT, draft_id, out);
}

ov_status ov_decision_of_response(ov_ctx *ctx, ov_id response_id, ov_decision *out)
{
    return get(ctx, DECISION_OF_RESPONSE, response_id, out);
}

ov_status ov_draft_locked(ov_ctx *ctx, ov_id draft_id, bool *out)
{
    int64_t found;

    OV_TRY(ov_select_int(ctx, &ov_decision_sql[DECISION_LOCKED], OV_ARGS(ov_int(draft_id)), 0,
                         &found));
    *out = found != 0;
    return OV_OK;
}

ov_status ov_decisions_late(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_decision_sql[DECISION_LATE], OV_ARGS(ov_int(consultation_id)), out);
}

ov_status ov_decisions_missing(ov_ctx *ctx, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_decision_sql[DECISION_MISSING], OV_ARGS(ov_int(org_id)), out);
}

/* ---- Registering ---- */

static ov_status event(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, ov_id response_id,
                       const char *action, const char *hash)
{
    const ov_object object = {.org_id = org_id, .matter_id = c->matter_id};

    return ov_audit(
        ctx,
        &(ov_event){.action = action,
                    .object = response_id
                                  ? ov_printf(ctx->arena, "response/%lld", (long long)response_id)
                                  : ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                              (long long)c->id, (long long)org_id),
                    .role = ov_role_for(ctx, "consult.decide", &object),
                    .after = hash});
}

ov_status ov_decision_put(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, const ov_decision *d,
                          ov_id *id)
{
    const ov_val me = ov_id_or_null(ctx->actor.account_id);
    bool locks = !d->response_id && !strcmp(d->outcome, OV_OUTCOME_AS_IS);
    const char *hash = d->hash;
    ov_decision_faults faults;

    if (!ov_status_decided(d->legal_status) ||
        !ov_decision_check(d, ov_stockholm_day(ctx->received), &faults))
        return ov_fail(&ctx->err, OV_INVALID, "the decision does not say what it must");
    if (locks)
        OV_TRY(ov_approval_hash(ctx, d->draft_id, &hash));
    OV_TRY(ov_exec(ctx, &ov_decision_sql[d->response_id ? DECISION_END_RESPONSE : DECISION_END],
                   OV_ARGS(ov_int(d->response_id ? d->response_id : d->draft_id), ov_int(ctx->now),
                           me, ov_text("Ersatt av en ny uppgift")),
                   NULL));
    OV_TRY(ov_insert(ctx, &ov_decision_sql[DECISION_ADD],
                     OV_ARGS(ov_int(d->draft_id), ov_id_or_null(d->response_id),
                             ov_text(d->legal_status), ov_text(d->outcome), ov_text(d->body),
                             ov_int(d->day), ov_text(d->ref), ov_day_or_null(d->reported_day),
                             ov_text(empty(d->note) ? NULL : d->note), ov_id_or_null(d->file_id),
                             ov_text(hash), ov_int(ctx->now), me, ov_int(d->by_link),
                             locks ? ov_int(ctx->now) : ov_null()),
                     id));
    return event(ctx, c, org_id, d->response_id,
                 d->by_link ? "decision.registered_by_link" : "decision.registered", hash);
}

ov_status ov_decision_lock(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, ov_id draft_id)
{
    const char *hash;
    int64_t changed;

    OV_TRY(ov_approval_hash(ctx, draft_id, &hash));
    OV_TRY(ov_exec(ctx, &ov_decision_sql[DECISION_LOCK],
                   OV_ARGS(ov_int(draft_id), ov_int(ctx->now), ov_text(hash)), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "there is no decision to lock the draft to");
    return event(ctx, c, org_id, 0, "decision.locked", hash);
}

ov_status ov_decision_unlock(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, ov_id draft_id,
                             const char *reason)
{
    size_t n = reason ? ov_utf8_length(ov_str_from(reason)) : 0;
    int64_t changed;

    if (n < 1 || n > 2000 || !ov_utf8_valid(ov_str_from(reason)))
        return ov_fail(&ctx->err, OV_INVALID, "unlocking needs a reason");
    OV_TRY(ov_exec(ctx, &ov_decision_sql[DECISION_END],
                   OV_ARGS(ov_int(draft_id), ov_int(ctx->now), ov_id_or_null(ctx->actor.account_id),
                           ov_text(reason)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the draft has no decision");
    return event(ctx, c, org_id, 0, "decision.unlocked", NULL);
}

ov_status ov_decision_attach(ov_ctx *ctx, ov_id draft_id, ov_id file_id)
{
    OV_TRY(ov_exec(ctx, &ov_decision_sql[DECISION_FILES_OFF],
                   OV_ARGS(ov_int(draft_id), ov_int(ctx->now), ov_int(file_id)), NULL));
    if (!file_id)
        return OV_OK;
    return ov_exec(ctx, &ov_decision_sql[DECISION_FILE_ON],
                   OV_ARGS(ov_int(draft_id), ov_int(file_id)), NULL);
}

/* ---- The link ---- */

static const char *hash_of(ov_arena *arena, const char *token)
{
    char hex[OV_HASH_HEX];

    ov_sha256_hex(ov_str_from(token), hex);
    return ov_strdup(arena, hex);
}

ov_status ov_decision_link_make(ov_ctx *ctx, const ov_consultation *c, const ov_decision_link *link,
                                const char *token)
{
    OV_TRY(ov_exec(ctx, &ov_decision_sql[DECISION_LINK_END],
                   OV_ARGS(ov_int(link->draft_id), ov_int(ctx->now)), NULL));
    OV_TRY(ov_exec(ctx, &ov_decision_sql[DECISION_LINK_ADD],
                   OV_ARGS(ov_int(link->draft_id), ov_id_or_null(link->response_id),
                           ov_text(hash_of(ctx->arena, token)), ov_text(link->address),
                           ov_int(ctx->now), ov_id_or_null(ctx->actor.account_id),
                           ov_int(ctx->now + OV_DECISION_LINK_LIFE)),
                   NULL));
    return event(ctx, c, link->org_id, link->response_id, "decision.link_sent", NULL);
}

ov_status ov_decision_link_peek(ov_ctx *ctx, const char *token, ov_decision_link *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_decision_sql[DECISION_LINK_FIND],
                         OV_ARGS(ov_text(hash_of(ctx->arena, token)), ov_int(ctx->now)), &rows));
    if (!ov_cell_int(rows, 0, 8))
        return ov_fail(&ctx->err, OV_GONE, "the link does not work any more");
    *out = (ov_decision_link){.id = ov_cell_int(rows, 0, 0),
                              .draft_id = ov_cell_int(rows, 0, 1),
                              .response_id = ov_cell_int(rows, 0, 2),
                              .consultation_id = ov_cell_int(rows, 0, 3),
                              .org_id = ov_cell_int(rows, 0, 4),
                              .address = ov_cell_text(rows, 0, 5),
                              .made_at = ov_cell_int(rows, 0, 6),
                              .expires_at = ov_cell_int(rows, 0, 7)};
    return OV_OK;
}

ov_status ov_decision_link_use(ov_ctx *ctx, ov_id id)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_decision_sql[DECISION_LINK_USE], OV_ARGS(ov_int(id), ov_int(ctx->now)),
                   &changed));
    return changed ? OV_OK : ov_fail(&ctx->err, OV_GONE, "the link does not work any more");
}

ov_status ov_decision_link_waiting(ov_ctx *ctx, ov_id draft_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_decision_sql[DECISION_LINK_WAITING],
                     OV_ARGS(ov_int(draft_id), ov_int(ctx->now)), out);
}
