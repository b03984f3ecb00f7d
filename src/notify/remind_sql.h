/* SPDX-License-Identifier: EUPL-1.2 */
/* remind_sql.h — the rows of ov_remind_sql and ov_notice_sql. */
#ifndef OV_NOTIFY_REMIND_SQL_H
#define OV_NOTIFY_REMIND_SQL_H

enum {
    REMINDER_ADD,
    REMINDER_LIST,
    REMINDER_SETTLE,
    REMINDER_SKIP_OLDER,
    REMINDERS_DUE,
    REMINDER_CANDIDATES
};

enum {
    NOTICE_KNOWN,
    NOTICE_ADD,
    NOTICE_RECIPIENTS,
    NOTICES_OF_PERSON,
    NOTICES_OF_MAILBOX,
    NOTICE_SETTLE,
    NOTICE_STATUS_OF_PARTY,
    NOTICE_REACHES,
    NOTICES_OF_MAIL
};

#endif
