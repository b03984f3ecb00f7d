/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_sql.c — the statements of the outbox. */
#include "outbox/outbox.h"
#include "outbox/sql.h"

/* A mail is due when its turn has come, or when somebody took it and did not come back. */
#define DUE "((state = 'waiting' AND next_try <= $1) OR (state = 'sending' AND lease_until <= $1))"
#define CHOSEN                                                                                     \
    "($1 = '' OR state = $1) AND ($2 = '' OR kind = $2) AND ($3 = '' OR lower(to_address) LIKE "   \
    "$3 ESCAPE '!')"
#define LIST_COLUMNS                                                                               \
    "id, state, kind, object, to_address, to_name, subject, created_at, next_try, sent_at, "       \
    "attempts, fault_kind, fault"

const ov_sql ov_outbox_sql[] = {
    [OV_OUTBOX_ADD] = {"outbox.add",
                       "INSERT INTO mail (message_id, kind, object, account_id, organisation_id, "
                       "to_address, to_name, lang, subject, body, secret, once_key, created_at, "
                       "next_try, give_up_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
                       "$11, $12, $13, $14, $15) RETURNING id",
                       NULL},
    [OV_OUTBOX_BY_KEY] = {"outbox.by_key", "SELECT id FROM mail WHERE once_key = $1", NULL},
    [OV_OUTBOX_DUE] = {"outbox.due", "SELECT id FROM mail WHERE " DUE " LIMIT 1", NULL},
    [OV_OUTBOX_EXPIRED] = {"outbox.expired",
                           "SELECT id, fault_kind, fault FROM mail WHERE (state = 'waiting' AND "
                           "give_up_at <= $1) OR (state = 'sending' AND lease_until <= $1 AND "
                           "give_up_at <= $1) ORDER BY id LIMIT 50",
                           NULL},
    /* What was tried least goes first, so that no fault holds up what is new. Who took a mail and
     * died has tried it. */
    [OV_OUTBOX_CLAIM] =
        {"outbox.claim",
         "UPDATE mail SET attempts = attempts + CASE WHEN state = 'sending' THEN 1 ELSE 0 END, "
         "state = 'sending', lease_until = $2, return_token = COALESCE(return_token, $3) "
         "WHERE id = (SELECT id FROM mail WHERE " DUE " AND give_up_at > $1 "
         "ORDER BY attempts, next_try, id LIMIT 1) RETURNING id",
         NULL},
    [OV_OUTBOX_CLAIMED] = {"outbox.claimed",
                           "SELECT id, message_id, to_address, to_name, lang, subject, body, "
                           "return_token, attempts, give_up_at, kind FROM mail WHERE id = $1",
                           NULL},
    [OV_OUTBOX_SENT] = {"outbox.sent",
                        "UPDATE mail SET state = 'sent', sent_at = $2, lease_until = NULL, "
                        "attempts = attempts + 1, fault = NULL, fault_kind = NULL, "
                        "body = CASE WHEN secret = 1 THEN '' ELSE body END "
                        "WHERE id = $1 AND state = 'sending' AND lease_until = $3",
                        NULL},
    [OV_OUTBOX_AGAIN] = {"outbox.again",
                         "UPDATE mail SET state = 'waiting', next_try = $2, lease_until = NULL, "
                         "attempts = attempts + $6, fault_kind = $3, fault = $4 "
                         "WHERE id = $1 AND state = 'sending' AND lease_until = $5",
                         NULL},
    [OV_OUTBOX_UNCLAIM] = {"outbox.unclaim",
                           "UPDATE mail SET state = 'waiting', lease_until = NULL "
                           "WHERE id = $1 AND state = 'sending' AND lease_until = $2",
                           NULL},
    [OV_OUTBOX_FAILED] = {"outbox.failed",
                          "UPDATE mail SET state = 'failed', lease_until = NULL, attempts = "
                          "attempts + $4, fault_kind = $2, fault = $3, "
                          "body = CASE WHEN secret = 1 THEN '' ELSE body END "
                          "WHERE id = $1 AND state IN ('waiting', 'sending')",
                          NULL},
    [OV_OUTBOX_BOUNCED] = {"outbox.bounced",
                           "UPDATE mail SET state = 'bounced', lease_until = NULL, "
                           "fault_kind = $2, fault = $3, "
                           "body = CASE WHEN secret = 1 THEN '' ELSE body END "
                           "WHERE id = $1 AND state IN ('sent', 'sending', 'waiting')",
                           NULL},
    [OV_OUTBOX_ATTEMPT] = {"outbox.attempt",
                           "INSERT INTO mail_attempt (mail_id, at, outcome, fault_kind, code, "
                           "told, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                           NULL},
    [OV_OUTBOX_LAST_ATTEMPT] = {"outbox.last_attempt",
                                "SELECT outcome, fault_kind FROM mail_attempt WHERE mail_id = $1 "
                                "ORDER BY id DESC LIMIT 1",
                                NULL},
    [OV_OUTBOX_BRIEF] = {"outbox.brief",
                         "SELECT state, account_id, to_address, object FROM mail WHERE id = $1",
                         NULL},
    /* Only while the account still has the address that the mail went to. */
    [OV_OUTBOX_ACCOUNT_FAULT] = {"outbox.account_fault",
                                 "UPDATE account SET email_fault = $2 WHERE id = $1 AND "
                                 "lower(email) = lower($3)",
                                 NULL},
    [OV_OUTBOX_BY_TOKEN] = {"outbox.by_token",
                            "SELECT id FROM mail WHERE id = $1 AND return_token = $2", NULL},
    [OV_OUTBOX_BY_MESSAGE_ID] = {"outbox.by_message_id",
                                 "SELECT id FROM mail WHERE message_id = $1", NULL},
    [OV_OUTBOX_HOLD] = {"outbox.hold",
                        "UPDATE mail SET state = 'held', lease_until = NULL WHERE id = $1 AND "
                        "state = 'waiting'",
                        NULL},
    [OV_OUTBOX_HOLD_ALL] = {"outbox.hold_all",
                            "UPDATE mail SET state = 'held', lease_until = NULL WHERE state IN "
                            "('waiting', 'sending')",
                            NULL},
    /* A mail whose time was up while it was held would only be given up again. */
    [OV_OUTBOX_RELEASE] =
        {"outbox.release",
         "UPDATE mail SET state = 'waiting', next_try = CASE WHEN next_try > $2 AND attempts = 0 "
         "THEN next_try ELSE $2 END, give_up_at = CASE WHEN give_up_at > $2 OR secret = 1 THEN "
         "give_up_at ELSE "
         "$3 END WHERE id = $1 AND state = 'held'",
         NULL},
    [OV_OUTBOX_RELEASE_ALL] =
        {"outbox.release_all",
         "UPDATE mail SET state = 'waiting', next_try = CASE WHEN next_try > $1 AND attempts = 0 "
         "THEN next_try ELSE $1 END, give_up_at = CASE WHEN give_up_at > $1 OR secret = 1 THEN "
         "give_up_at ELSE "
         "$2 END WHERE state = 'held'",
         NULL},
    [OV_OUTBOX_RETRY] =
        {"outbox.retry",
         "UPDATE mail SET state = 'waiting', next_try = $2, attempts = 0, lease_until = NULL, "
         "give_up_at = CASE WHEN secret = 1 AND give_up_at > $2 THEN give_up_at ELSE $3 END "
         "WHERE id = $1 AND state IN ('waiting', 'failed', 'bounced') AND length(body) > 0",
         NULL},
    [OV_OUTBOX_CANCEL] = {"outbox.cancel",
                          "UPDATE mail SET state = 'cancelled', "
                          "body = CASE WHEN secret = 1 THEN '' ELSE body END "
                          "WHERE id = $1 AND state IN ('waiting', 'held')",
                          NULL},
    [OV_OUTBOX_COUNTS] = {"outbox.counts",
                          "SELECT state, count(*), min(created_at) FROM mail GROUP BY state", NULL},
    [OV_OUTBOX_KINDS] = {"outbox.kinds", "SELECT DISTINCT kind FROM mail ORDER BY kind", NULL},
    [OV_OUTBOX_LIST] =
        {"outbox.list",
         "SELECT " LIST_COLUMNS " FROM mail WHERE " CHOSEN " ORDER BY CASE state WHEN 'failed' "
         "THEN 0 WHEN 'bounced' THEN 0 WHEN 'held' THEN 1 WHEN 'waiting' THEN 2 WHEN 'sending' "
         "THEN 2 ELSE 3 END, created_at DESC, id DESC LIMIT $4 OFFSET $5",
         NULL},
    [OV_OUTBOX_LIST_COUNT] = {"outbox.list_count", "SELECT count(*) FROM mail WHERE " CHOSEN, NULL},
    [OV_OUTBOX_GET] = {"outbox.get",
                       "SELECT " LIST_COLUMNS
                       ", message_id, lang, secret, body, give_up_at, account_id, organisation_id "
                       "FROM mail WHERE id = $1",
                       NULL},
    [OV_OUTBOX_ATTEMPTS] = {"outbox.attempts",
                            "SELECT at, outcome, fault_kind, code, told, actor FROM mail_attempt "
                            "WHERE mail_id = $1 ORDER BY id DESC LIMIT 100",
                            NULL},
    [OV_OUTBOX_RETURN_SEEN] = {"outbox.return_seen", "SELECT 1 FROM mail_return WHERE uid = $1",
                               NULL},
    [OV_OUTBOX_RETURN_ADD] = {"outbox.return_add",
                              "INSERT INTO mail_return (uid, seen_at) VALUES ($1, $2) "
                              "ON CONFLICT (uid) DO NOTHING",
                              NULL},
    [OV_OUTBOX_RETURN_FORGET] = {"outbox.return_forget",
                                 "DELETE FROM mail_return WHERE seen_at < $1", NULL},
    {0}};
