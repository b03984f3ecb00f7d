/* SPDX-License-Identifier: EUPL-1.2 */
/* remind.h — reminders of a consultation: a plan of instants; those who have not acted get them. */
#ifndef OV_NOTIFY_REMIND_H
#define OV_NOTIFY_REMIND_H

#include "consult/consult.h"
#include "matter/matter.h"

/* Plans the usual ones that are still to come: 28, 14 and 3 days before the last day and the day
 * after it, at seven in the morning; the last two also to the registry mailboxes (feature 84). The
 * one after is left out where late answers are refused. Only inside ov_write. */
OV_API ov_status ov_reminders_plan(ov_ctx *ctx, const ov_consultation *c) OV_MUST_CHECK;
/* Adds one. OV_CONFLICT: there is one at that instant; OV_INVALID: it has passed, or comes before
 * the round opens or more than 14 days after it closes. Only inside ov_write. */
OV_API ov_status ov_reminder_add(ov_ctx *ctx, const ov_consultation *c, ov_instant due,
                                 bool registry, ov_id *id) OV_MUST_CHECK;
/* Takes a planned one away. OV_NOT_FOUND: not in this round; OV_CONFLICT: sent or taken away
 * already. Only inside ov_write. */
OV_API ov_status ov_reminder_cancel(ov_ctx *ctx, const ov_consultation *c, ov_id id) OV_MUST_CHECK;
/* Rows id, due, registry too (0/1), state, when it was settled, how many were reached; by due. */
OV_API ov_status ov_reminders(ov_ctx *ctx, ov_id consultation_id,
                              const ov_rows **out) OV_MUST_CHECK;
enum { OV_REM_ID, OV_REM_DUE, OV_REM_REGISTRY, OV_REM_STATE, OV_REM_SETTLED, OV_REM_REACHED };

/* Somebody who would be reminded now. */
typedef struct ov_reminded {
    ov_id org_id, account_id; /* account_id 0: the registry mailbox, or nobody (address NULL) */
    const char *org_name;
    const char *name;    /* the person's; NULL for a mailbox */
    const char *address; /* NULL: nobody can be reached */
    const char *lang;    /* or NULL */
    const char *mode;    /* account.mail_mode; "direct" for a mailbox */
    ov_instant deadline; /* the party's own, or the round's */
    ov_instant last;     /* the last mail of notices; 0: none */
    int64_t mails_week;  /* mails of every kind in the last seven days */
} ov_reminded;

/* Those who would be reminded if it happened now: of each party that has not answered every person
 * who may write or send its answer, has a working address and wants such mail; the registry mailbox
 * when there is no such person, or when registry is true. Asks ov_may for each. Owns: arena. */
OV_API ov_status ov_reminder_recipients(ov_ctx *ctx, const ov_consultation *c,
                                        const ov_matter *matter, bool registry,
                                        const ov_reminded **out, size_t *n) OV_MUST_CHECK;

/* Of which parties of a round people are wanted. */
typedef enum ov_reach {
    OV_REACH_UNANSWERED, /* that have neither answered nor declined */
    OV_REACH_ALL,        /* whether they decline or not */
    OV_REACH_STAYING     /* answered or not, but not declined */
} ov_reach;
/* The same for other letters: org_id 0: of all parties. */
OV_API ov_status ov_round_people(ov_ctx *ctx, const ov_consultation *c, const ov_matter *matter,
                                 ov_id org_id, ov_reach reach, bool registry,
                                 const ov_reminded **out, size_t *n) OV_MUST_CHECK;

/* After the last day has moved: the usual reminders follow (was: the round as it was). */
OV_API ov_status ov_reminders_move(ov_ctx *ctx, const ov_consultation *was,
                                   const ov_consultation *c) OV_MUST_CHECK;
/* Reminders for parties that have got this last day of their own: three days before it, and the
 * day after. Both only inside ov_write. */
OV_API ov_status ov_reminders_own(ov_ctx *ctx, const ov_consultation *c, ov_day day) OV_MUST_CHECK;

/* Makes notices of the reminders that are due; called by the jobs process each minute. Of several
 * that were missed only the newest is sent. */
OV_API ov_status ov_reminders_run(ov_ctx *ctx) OV_MUST_CHECK;

extern const ov_sql ov_remind_sql[];

#endif
