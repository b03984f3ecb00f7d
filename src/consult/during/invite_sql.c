/* SPDX-License-Identifier: EUPL-1.2 */
/* invite_sql.c — the statements of invitations, letters and the board. */
#include "consult/during/invite_sql.h"

/* How an address of a letter stands: delivered, came back, or is still to leave. */
#define IS_DELIVERED "m.state = 'sent'"
#define IS_BACK "(m.state IN ('failed', 'bounced') OR p.reached = 0)"
#define IS_TO_LEAVE "(p.state = 'waiting' OR m.state IN ('waiting', 'sending', 'held'))"
#define DELIVERED "CASE WHEN " IS_DELIVERED " THEN 1 ELSE 0 END"
#define CAME_BACK "CASE WHEN " IS_BACK " THEN 1 ELSE 0 END"
#define TO_LEAVE "CASE WHEN " IS_TO_LEAVE " THEN 1 ELSE 0 END"
#define LETTER "p.kind IN ('invitation', 'guest')"
/* How the party of invitation i was reached: 3 a letter was delivered, 2 one is to leave, 1 all
 * came back; 0 or NULL: none. */
#define REACHED                                                                                    \
    "(SELECT max(CASE WHEN " IS_DELIVERED " THEN 3 WHEN " IS_TO_LEAVE " THEN 2 WHEN " IS_BACK      \
    " THEN 1 ELSE 0 END) FROM round_post p LEFT JOIN round_mail x ON x.post_id = p.id "            \
    "LEFT JOIN mail m ON m.id = x.mail_id WHERE p.consultation_id = i.consultation_id "            \
    "AND p.organisation_id = i.organisation_id AND " LETTER ")"
/* As enum ov_standing: what comes first in this order is what counts. */
#define STANDING                                                                                   \
    "CASE WHEN r.id IS NOT NULL THEN CASE WHEN i.status = 'late' AND NOT EXISTS (SELECT 1 "        \
    "FROM counted k WHERE k.response_id = r.id AND k.timing = 'included') THEN 2 "                 \
    "WHEN r.legal_status IN ('officer', 'preliminary') THEN 1 ELSE 0 END "                         \
    "WHEN i.declined_at IS NOT NULL THEN 11 WHEN i.review_state = 'approved' THEN 3 "              \
    "WHEN i.review_state = 'in_review' THEN 4 WHEN i.status = 'working' THEN 5 "                   \
    "WHEN i.acknowledged_at IS NOT NULL THEN 6 WHEN i.opened_at IS NOT NULL THEN 7 "               \
    "ELSE CASE " REACHED " WHEN 3 THEN 8 WHEN 1 THEN 10 ELSE 9 END END"
/* The letters of a round by party. */
#define LETTERS                                                                                    \
    "SELECT p.organisation_id AS org, CAST(sum(" DELIVERED ") AS BIGINT) AS delivered, "           \
    "CAST(sum(" CAME_BACK ") AS BIGINT) AS bounced, CAST(sum(" TO_LEAVE ") AS BIGINT) AS waiting " \
    "FROM round_post p LEFT JOIN round_mail x ON x.post_id = p.id "                                \
    "LEFT JOIN mail m ON m.id = x.mail_id "

const ov_sql ov_invite_sql[] = {
    [INVITE_POST_ADD] = {"invite.post_add",
                         "INSERT INTO round_post (consultation_id, organisation_id, kind, "
                         "object_id, due_at, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
                         NULL},
    [INVITE_POST_ALL] =
        {"invite.post_all",
         "INSERT INTO round_post (consultation_id, organisation_id, kind, due_at, made_at) "
         "SELECT i.consultation_id, i.organisation_id, 'invitation', CAST($2 AS BIGINT), "
         "CAST($3 AS BIGINT) FROM invitation i WHERE i.consultation_id = $1 "
         "AND i.invited_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM round_post p "
         "WHERE p.consultation_id = i.consultation_id AND p.organisation_id = i.organisation_id "
         "AND p.kind = 'invitation') ORDER BY i.id",
         NULL},
    [INVITE_POST_BOUNCED] =
        {"invite.post_bounced",
         "INSERT INTO round_post (consultation_id, organisation_id, kind, due_at, made_at) "
         "SELECT CAST($1 AS BIGINT), l.org, 'invitation', CAST($2 AS BIGINT), "
         "CAST($3 AS BIGINT) FROM (" LETTERS "WHERE p.consultation_id = $1 AND " LETTER
         " GROUP BY p.organisation_id) l "
         "WHERE l.delivered = 0 AND l.waiting = 0 AND l.bounced > 0 ORDER BY l.org",
         NULL},
    [INVITE_POST_WAITING] = {"invite.post_waiting",
                             "SELECT CAST(count(*) AS BIGINT) FROM round_post WHERE "
                             "consultation_id = $1 AND organisation_id = $2 AND kind = "
                             "'invitation' AND state = 'waiting'",
                             NULL},
    /* Parties that nobody can sign in for get a link and a code besides (feature 38). */
    [INVITE_GUESTS] =
        {"invite.guests",
         "SELECT i.organisation_id FROM invitation i JOIN organisation o "
         "ON o.id = i.organisation_id WHERE i.consultation_id = $1 AND i.invited_at IS NOT NULL "
         "AND o.registry_email IS NOT NULL AND NOT EXISTS (SELECT 1 FROM guest_link g "
         "WHERE g.consultation_id = i.consultation_id AND g.organisation_id = i.organisation_id) "
         "AND NOT EXISTS (SELECT 1 FROM mandate m JOIN account a ON a.id = m.account_id "
         "AND a.disabled = 0 WHERE m.organisation_id = i.organisation_id AND m.ended_at IS NULL "
         "AND m.role IN ('authorised_sender', 'council_secretary') "
         "AND (m.valid_from IS NULL OR m.valid_from <= $2) "
         "AND (m.valid_to IS NULL OR m.valid_to >= $2)) ORDER BY i.id",
         NULL},
    [INVITE_ADDED] = {"invite.added",
                      "UPDATE invitation SET invited_at = $3 "
                      "WHERE consultation_id = $1 AND organisation_id = $2",
                      NULL},
    [INVITE_GET] = {"invite.get",
                    "SELECT status, class, review_state, invited_at, opened_at, acknowledged_at, "
                    "acknowledged_by, declined_at, declined_why, declined_by FROM invitation "
                    "WHERE consultation_id = $1 AND organisation_id = $2",
                    NULL},
    [INVITE_UNSEEN] = {"invite.unseen",
                       "SELECT 1 FROM invitation WHERE consultation_id = $1 "
                       "AND organisation_id = $2 AND opened_at IS NULL",
                       NULL},
    [INVITE_SEEN] = {"invite.seen",
                     "UPDATE invitation SET opened_at = $3, opened_by = $4 "
                     "WHERE consultation_id = $1 AND organisation_id = $2 AND opened_at IS NULL",
                     NULL},
    [INVITE_KEY] = {"invite.key",
                    "SELECT organisation_id FROM round_post WHERE key_hash = $2 "
                    "AND consultation_id = $1 AND organisation_id IS NOT NULL",
                    NULL},
    [INVITE_ACKNOWLEDGE] = {"invite.acknowledge",
                            "UPDATE invitation SET acknowledged_at = $3, acknowledged_by = $4 "
                            "WHERE consultation_id = $1 AND organisation_id = $2 "
                            "AND acknowledged_at IS NULL",
                            NULL},
    [INVITE_DECLINE] = {"invite.decline",
                        "UPDATE invitation SET declined_at = $3, declined_why = $4, "
                        "declined_by = $5 WHERE consultation_id = $1 AND organisation_id = $2 "
                        "AND status IN ('not_opened', 'working')",
                        NULL},
    [INVITE_UNDECLINE] = {"invite.undecline",
                          "UPDATE invitation SET declined_at = NULL, declined_why = NULL, "
                          "declined_by = NULL WHERE consultation_id = $1 AND organisation_id = $2 "
                          "AND declined_at IS NOT NULL",
                          NULL},
    [INVITE_MAILS] =
        {"invite.mails",
         "SELECT o.id, o.code, o.name, p.kind, p.made_at, CASE WHEN p.reached = 0 THEN 'nobody' "
         "ELSE p.state END, m.to_address, a.name, m.state, m.sent_at, m.fault_kind, m.id "
         "FROM round_post p JOIN organisation o ON o.id = p.organisation_id "
         "LEFT JOIN round_mail x ON x.post_id = p.id LEFT JOIN mail m ON m.id = x.mail_id "
         "LEFT JOIN account a ON a.id = x.account_id WHERE p.consultation_id = $1 "
         "AND ($2 = 0 OR p.organisation_id = $2) AND " LETTER
         " ORDER BY o.sort_key, o.id, p.id, x.mail_id",
         NULL},
    [INVITE_BOARD] =
        {"invite.board",
         "SELECT o.code, o.name, i.class, i.invited_at, i.deadline_day, r.number, r.received, "
         "r.id, " STANDING " FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
         "LEFT JOIN response r ON r.id = COALESCE(i.response_id, i.late_response_id) "
         "WHERE i.consultation_id = $1 AND ($2 = 0 OR i.organisation_id IN (SELECT organisation_id "
         "FROM party_group_member WHERE group_id = $2)) ORDER BY o.sort_key, o.code",
         NULL},
    [INVITE_LIST] = {"invite.list",
                     "SELECT o.id, o.code, o.name, i.invited_at, i.opened_at, i.acknowledged_at, "
                     "i.declined_at, COALESCE(" REACHED ", 0) FROM invitation i "
                     "JOIN organisation o ON o.id = i.organisation_id "
                     "WHERE i.consultation_id = $1 ORDER BY o.sort_key, o.code",
                     NULL},
    [INVITE_BOUNCED] =
        {"invite.bounced",
         "SELECT t.slug, c.id, c.title, CAST(count(*) AS BIGINT) FROM consultation c "
         "JOIN matter t ON t.id = c.matter_id JOIN (SELECT q.round, q.org FROM ("
         "SELECT p.consultation_id AS round, p.organisation_id AS org, "
         "sum(" DELIVERED ") AS delivered, sum(" CAME_BACK ") AS bounced, "
         "sum(" TO_LEAVE ") AS waiting FROM round_post p "
         "LEFT JOIN round_mail x ON x.post_id = p.id LEFT JOIN mail m ON m.id = x.mail_id "
         "WHERE " LETTER " GROUP BY p.consultation_id, p.organisation_id) q "
         "WHERE q.delivered = 0 AND q.waiting = 0 AND q.bounced > 0) b ON b.round = c.id "
         "WHERE t.organisation_id = $1 AND c.state = 'open' AND c.closes_at > $2 "
         "GROUP BY t.slug, c.id, c.title, c.closes_at ORDER BY c.closes_at, c.id",
         NULL},
    [INVITE_ASKED] =
        {"invite.asked",
         "SELECT t.slug, c.id, c.title, (SELECT CAST(count(*) AS BIGINT) FROM extension_request e "
         "WHERE e.consultation_id = c.id AND e.state = 'waiting'), (SELECT CAST(count(*) AS "
         "BIGINT) "
         "FROM inquiry i WHERE i.consultation_id = c.id AND i.answer IS NULL) "
         "FROM consultation c JOIN matter t ON t.id = c.matter_id WHERE t.organisation_id = $1 "
         "AND c.state = 'open' AND c.closes_at > $2 ORDER BY c.closes_at, c.id",
         NULL},
    [INVITE_TO_CONFIRM] =
        {"invite.to_confirm",
         "SELECT t.slug, c.id, c.title FROM invitation i JOIN consultation c "
         "ON c.id = i.consultation_id AND c.state = 'open' AND c.closes_at > $2 "
         "JOIN matter t ON t.id = c.matter_id "
         "JOIN response r ON r.id = COALESCE(i.response_id, i.late_response_id) "
         "WHERE i.organisation_id = $1 AND EXISTS (SELECT 1 FROM correction k "
         "WHERE k.consultation_id = c.id AND k.made_at > r.committed AND NOT EXISTS (SELECT 1 "
         "FROM response_confirmation x WHERE x.response_id = r.id AND x.correction_id = k.id)) "
         "ORDER BY c.closes_at, c.id",
         NULL},
    [INVITE_WITHDRAW] = {"invite.withdraw",
                         "UPDATE consultation SET state = 'withdrawn', withdrawn_at = $2, "
                         "withdrawn_why = $3, row_version = row_version + 1 "
                         "WHERE id = $1 AND state = 'open'",
                         NULL},
    [INVITE_WITHDRAWN] = {"invite.withdrawn",
                          "SELECT withdrawn_why, withdrawn_at FROM consultation WHERE id = $1",
                          NULL},
    {0}};
