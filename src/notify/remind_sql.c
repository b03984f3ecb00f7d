/* SPDX-License-Identifier: EUPL-1.2 */
/* remind_sql.c — the statements of reminders and notices. */
#include "notify/remind_sql.h"

#include "notify/notice.h"
#include "notify/remind.h"

const ov_sql ov_remind_sql[] = {
    [REMINDER_ADD] = {"remind.add",
                      "INSERT INTO reminder (consultation_id, due_at, registry, made_at, made_by) "
                      "VALUES ($1, $2, $3, $4, $5) RETURNING id",
                      NULL},
    /* Where one was taken away it comes back; where one is planned or sent it stays as it is. */
    [REMINDER_ADD_MISSING] =
        {"remind.add_missing",
         "INSERT INTO reminder (consultation_id, due_at, registry, made_at, made_by, own) "
         "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (consultation_id, due_at) DO UPDATE SET "
         "state = 'planned', settled_at = NULL, own = excluded.own, registry = excluded.registry "
         "WHERE reminder.state = 'cancelled'",
         NULL},
    [REMINDER_DROP] = {"remind.drop",
                       "UPDATE reminder SET state = 'cancelled', settled_at = $3 "
                       "WHERE consultation_id = $1 AND due_at = $2 AND state = 'planned' "
                       "AND own = 0",
                       NULL},
    [REMINDER_LIST] = {"remind.list",
                       "SELECT id, due_at, registry, state, settled_at, reached FROM reminder "
                       "WHERE consultation_id = $1 ORDER BY due_at, id",
                       NULL},
    [REMINDER_SETTLE] = {"remind.settle",
                         "UPDATE reminder SET state = $3, settled_at = $4, reached = $5 "
                         "WHERE id = $1 AND consultation_id = $2 AND state = 'planned'",
                         NULL},
    [REMINDER_SKIP_OLDER] = {"remind.skip_older",
                             "UPDATE reminder SET state = 'cancelled', settled_at = $3 "
                             "WHERE consultation_id = $1 AND due_at < $2 AND state = 'planned'",
                             NULL},
    [REMINDERS_DUE] = {"remind.due",
                       "SELECT r.id, r.consultation_id, r.due_at, r.registry, c.matter_id, "
                       "r.own "
                       "FROM reminder r JOIN consultation c ON c.id = r.consultation_id "
                       "WHERE r.state = 'planned' AND r.due_at <= $1 AND NOT EXISTS "
                       "(SELECT 1 FROM reminder n WHERE n.consultation_id = r.consultation_id "
                       "AND n.state = 'planned' AND n.due_at <= $1 AND n.due_at > r.due_at) "
                       "ORDER BY r.due_at, r.id",
                       NULL},
    /* One row per person and role that holds today; a party without people has one row of NULLs. */
    [REMINDER_CANDIDATES] =
        {"remind.candidates",
         "SELECT o.id, o.name, o.registry_email, a.id, a.login, a.name, a.email, a.email_fault, "
         "a.mail_mode, m.role, m.matter_id, (SELECT max(n.settled_at) FROM notice n WHERE "
         "n.account_id = a.id AND n.state = 'mailed'), (SELECT CAST(count(*) AS BIGINT) FROM mail "
         "x WHERE x.account_id = a.id AND x.created_at > $3), i.deadline_day, i.deadline, "
         "a.language "
         "FROM invitation i "
         "JOIN organisation o ON o.id = i.organisation_id "
         "LEFT JOIN (mandate m JOIN account a ON a.id = m.account_id AND a.disabled = 0) "
         "ON m.organisation_id = i.organisation_id AND m.ended_at IS NULL "
         "AND (m.valid_from IS NULL OR m.valid_from <= $2) "
         "AND (m.valid_to IS NULL OR m.valid_to >= $2) "
         "WHERE i.consultation_id = $1 AND ($4 = 0 OR i.organisation_id = $4) "
         "AND ($5 = 1 OR (i.declined_at IS NULL AND ($5 = 2 OR i.status IN "
         "('not_opened', 'working')))) "
         "ORDER BY o.sort_key, o.id, a.id NULLS FIRST, m.id NULLS FIRST",
         NULL},
    {0}};

const ov_sql ov_notice_sql[] = {
    [NOTICE_KNOWN] = {"notice.known", "SELECT id FROM notice WHERE once_key = $1", NULL},
    [NOTICE_ADD] = {"notice.add",
                    "INSERT INTO notice (account_id, organisation_id, kind, object_id, made_at, "
                    "not_after, once_key) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    NULL},
    /* For whom something waits: person (0: none) and organisation of a mailbox (0 for a person). */
    [NOTICE_RECIPIENTS] =
        {"notice.recipients",
         "SELECT COALESCE(n.account_id, 0), CASE WHEN n.account_id IS NULL THEN n.organisation_id "
         "ELSE 0 END, min(n.not_after), a.mail_mode, (SELECT max(p.settled_at) FROM notice p WHERE "
         "p.account_id = n.account_id AND p.state = 'mailed') FROM notice n "
         "LEFT JOIN account a ON a.id = n.account_id WHERE n.state = 'waiting' "
         "GROUP BY n.account_id, CASE WHEN n.account_id IS NULL THEN n.organisation_id ELSE 0 END, "
         "a.mail_mode",
         NULL},
    [NOTICES_OF_PERSON] = {"notice.of_person",
                           "SELECT n.id, n.kind, n.object_id, n.organisation_id, n.not_after, "
                           "a.name, a.email, a.language FROM notice n "
                           "JOIN account a ON a.id = n.account_id "
                           "WHERE n.state = 'waiting' AND n.account_id = $1 ORDER BY n.id DESC",
                           NULL},
    [NOTICES_OF_MAILBOX] = {"notice.of_mailbox",
                            "SELECT n.id, n.kind, n.object_id, n.organisation_id, n.not_after, "
                            "o.name, o.registry_email, NULL FROM notice n "
                            "JOIN organisation o ON o.id = n.organisation_id WHERE n.state = "
                            "'waiting' AND n.account_id IS NULL AND n.organisation_id = $1 "
                            "ORDER BY n.id DESC",
                            NULL},
    [NOTICE_SETTLE] = {"notice.settle",
                       "UPDATE notice SET state = $2, settled_at = $3, mail_id = $4 "
                       "WHERE id = $1 AND state = 'waiting'",
                       NULL},
    [NOTICE_STATUS_OF_PARTY] = {"notice.status_of_party",
                                "SELECT CASE WHEN declined_at IS NULL THEN status ELSE 'declined' "
                                "END FROM invitation WHERE consultation_id = $1 AND "
                                "organisation_id = $2",
                                NULL},
    /* Is the person still there, with an address that works and a role in the organisation? */
    [NOTICE_REACHES] = {"notice.reaches",
                        "SELECT CAST(count(*) AS BIGINT) FROM account a JOIN mandate m ON "
                        "m.account_id = a.id AND m.ended_at IS NULL AND m.organisation_id = $2 "
                        "AND (m.valid_from IS NULL OR m.valid_from <= $3) "
                        "AND (m.valid_to IS NULL OR m.valid_to >= $3) "
                        "WHERE a.id = $1 AND a.disabled = 0 AND a.email_fault IS NULL",
                        NULL},
    [NOTICES_OF_MAIL] = {"notice.of_mail",
                         "SELECT kind, object_id, organisation_id, COALESCE(account_id, 0) "
                         "FROM notice WHERE mail_id = $1",
                         NULL},
    {0}};
