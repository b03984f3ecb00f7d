/* SPDX-License-Identifier: EUPL-1.2 */
/* remind.c — the plan of a consultation's reminders, who would get one now, and making notices of
 * those that are due. */
#include "notify/remind.h"

#include "auth/auth.h"
#include "notify/notice.h"
#include "notify/remind_sql.h"
#include "outbox/outbox.h"
#include "util/log.h"

#include <string.h>

#define WEEK (7 * OV_DAY_LENGTH)

enum { LATEST_AFTER = 14 /* days after the last day */ };
#define AFTER (LATEST_AFTER * OV_DAY_LENGTH)

/* ---- The plan ---- */

static ov_status audit(ov_ctx *ctx, const char *action, ov_id consultation_id)
{
    return ov_audit(ctx, &(ov_event){.action = action,
                                     .object = ov_printf(ctx->arena, "consultation/%lld",
                                                         (long long)consultation_id),
                                     .role = ov_role_for(ctx, "consult.run", NULL)});
}

static ov_status add_row(ov_ctx *ctx, const ov_consultation *c, ov_instant due, bool registry,
                         ov_id *id)
{
    return ov_insert(ctx, &ov_remind_sql[REMINDER_ADD],
                     OV_ARGS(ov_int(c->id), ov_int(due), ov_int(registry), ov_int(ctx->now),
                             ov_text(ctx->actor.login)),
                     id);
}

static const struct {
    int days;
    bool registry;
} usual[] = {{-28, false}, {-14, false}, {-3, true}, {1, true}};
static const int of_own[] = {-3, 1};

ov_status ov_reminders_plan(ov_ctx *ctx, const ov_consultation *c)
{
    size_t added = 0;

    for (size_t i = 0; i < OV_LEN(usual); i++) {
        ov_instant due = ov_notice_morning(c->deadline_day + usual[i].days);
        ov_id id;

        if (due <= ctx->now || due <= c->opens_at || (due >= c->deadline && c->refuse_late))
            continue;
        OV_TRY(add_row(ctx, c, due, usual[i].registry, &id));
        added++;
    }
    return added ? audit(ctx, "reminder.planned", c->id) : OV_OK;
}

static ov_status add_missing(ov_ctx *ctx, const ov_consultation *c, ov_instant due, bool registry,
                             bool own)
{
    if (due <= ctx->now || due <= c->opens_at || (due >= c->closes_at && c->refuse_late))
        return OV_OK;
    return ov_exec(ctx, &ov_remind_sql[REMINDER_ADD_MISSING],
                   OV_ARGS(ov_int(c->id), ov_int(due), ov_int(registry), ov_int(ctx->now),
                           ov_text(ctx->actor.login), ov_int(own)),
                   NULL);
}

ov_status ov_reminders_move(ov_ctx *ctx, const ov_consultation *was, const ov_consultation *c)
{
    for (size_t i = 0; i < OV_LEN(usual); i++)
        OV_TRY(ov_exec(ctx, &ov_remind_sql[REMINDER_DROP],
                       OV_ARGS(ov_int(c->id),
                               ov_int(ov_notice_morning(was->deadline_day + usual[i].days)),
                               ov_int(ctx->now)),
                       NULL));
    for (size_t i = 0; i < OV_LEN(usual); i++)
        OV_TRY(add_missing(ctx, c, ov_notice_morning(c->deadline_day + usual[i].days),
                           usual[i].registry, false));
    return audit(ctx, "reminder.planned", c->id);
}

ov_status ov_reminders_own(ov_ctx *ctx, const ov_consultation *c, ov_day day)
{
    for (size_t i = 0; i < OV_LEN(of_own); i++)
        OV_TRY(add_missing(ctx, c, ov_notice_morning(day + of_own[i]), true, true));
    return audit(ctx, "reminder.planned", c->id);
}

ov_status ov_reminder_add(ov_ctx *ctx, const ov_consultation *c, ov_instant due, bool registry,
                          ov_id *id)
{
    if (due < ctx->now || due < c->opens_at ||
        due >= ov_day_start(c->deadline_day + LATEST_AFTER) ||
        (due >= c->deadline && c->refuse_late))
        return ov_fail(&ctx->err, OV_INVALID, "no reminder at that instant");
    OV_TRY(add_row(ctx, c, due, registry, id));
    return audit(ctx, "reminder.planned", c->id);
}

ov_status ov_reminders(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_remind_sql[REMINDER_LIST], OV_ARGS(ov_int(consultation_id)), out);
}

static ov_status settle(ov_ctx *ctx, ov_id consultation_id, ov_id id, const char *state,
                        ov_val reached, bool *changed)
{
    int64_t n;

    OV_TRY(ov_exec(
        ctx, &ov_remind_sql[REMINDER_SETTLE],
        OV_ARGS(ov_int(id), ov_int(consultation_id), ov_text(state), ov_int(ctx->now), reached),
        &n));
    *changed = n != 0;
    return OV_OK;
}

ov_status ov_reminder_cancel(ov_ctx *ctx, const ov_consultation *c, ov_id id)
{
    const ov_rows *rows;
    bool changed, known = false;

    OV_TRY(ov_reminders(ctx, c->id, &rows));
    for (size_t i = 0; i < rows->n; i++)
        known = known || ov_cell_int(rows, i, OV_REM_ID) == id;
    if (!known)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no such reminder in the round");
    OV_TRY(settle(ctx, c->id, id, "cancelled", ov_null(), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the reminder is sent or taken away");
    return audit(ctx, "reminder.cancelled", c->id);
}

/* ---- Who would be reminded ---- */

enum {
    C_ORG,
    C_ORG_NAME,
    C_REGISTRY,
    C_ACCOUNT,
    C_LOGIN,
    C_NAME,
    C_EMAIL,
    C_FAULT,
    C_MODE,
    C_ROLE,
    C_MATTER,
    C_LAST,
    C_MAILS,
    C_OWN_DAY,
    C_OWN_DEADLINE,
    C_LANGUAGE
};

typedef struct due_reminder {
    ov_id id, consultation_id, matter_id;
    ov_instant at;
    bool registry, own;
} due_reminder;

typedef struct asking {
    ov_ctx *ctx;
    const ov_matter *matter;
    const ov_consultation *c;
    const due_reminder *due; /* NULL: whatever their last day is */
    const ov_rows *rows;
    bool registry;
    ov_reminded *out;
    size_t n;
} asking;

/* Does the reminder concern the party of row i? One that has a last day of its own is not told that
 * the round's has passed; and what is planned for such days is for those who have them. */
static bool concerns(const asking *a, size_t i)
{
    const bool has_own = !ov_cell_null(a->rows, i, C_OWN_DEADLINE);
    const ov_day day = (ov_day)ov_cell_int(a->rows, i, C_OWN_DAY);

    if (!a->due)
        return true;
    if (!a->due->own)
        return !has_own || a->due->at != ov_notice_morning(a->c->deadline_day + 1);
    for (size_t k = 0; has_own && k < OV_LEN(of_own); k++)
        if (a->due->at == ov_notice_morning(day + of_own[k]))
            return true;
    return false;
}

/* May the person of rows first … end - 1 write or send the party's answer? The one function that
 * decides is asked as if they were here. */
static bool may_answer(const asking *a, size_t first, size_t end)
{
    ov_ctx as = *a->ctx;
    ov_mandate *mandates = ov_calloc(as.arena, end - first, sizeof *mandates);
    const ov_object object = {.org_id = ov_cell_int(a->rows, first, C_ORG),
                              .matter_id = a->matter->id,
                              .matter_org_id = a->matter->owner_org_id};

    for (size_t i = first; i < end; i++)
        mandates[i - first] = (ov_mandate){.role = ov_cell_text(a->rows, i, C_ROLE),
                                           .org_id = object.org_id,
                                           .matter_id = ov_cell_int(a->rows, i, C_MATTER)};
    as.actor = (ov_actor){.account_id = ov_cell_int(a->rows, first, C_ACCOUNT),
                          .login = ov_cell_text(a->rows, first, C_LOGIN),
                          .org_id = object.org_id,
                          .mandates = mandates,
                          .n_mandates = end - first};
    return ov_may(&as, "consult.answer", &object) == OV_OK ||
           ov_may(&as, "consult.submit", &object) == OV_OK;
}

static ov_instant deadline_of(const asking *a, size_t i)
{
    return ov_cell_null(a->rows, i, C_OWN_DEADLINE) ? a->c->deadline
                                                    : ov_cell_int(a->rows, i, C_OWN_DEADLINE);
}

static bool wants(const ov_rows *rows, size_t i)
{
    const char *mode = ov_cell_text(rows, i, C_MODE);

    return ov_cell_null(rows, i, C_FAULT) && ov_mail_address_ok(ov_cell_text(rows, i, C_EMAIL)) &&
           mode && strcmp(mode, "own") != 0;
}

static void add_person(asking *a, size_t i)
{
    a->out[a->n++] = (ov_reminded){.org_id = ov_cell_int(a->rows, i, C_ORG),
                                   .account_id = ov_cell_int(a->rows, i, C_ACCOUNT),
                                   .org_name = ov_cell_text(a->rows, i, C_ORG_NAME),
                                   .name = ov_cell_text(a->rows, i, C_NAME),
                                   .address = ov_cell_text(a->rows, i, C_EMAIL),
                                   .mode = ov_cell_text(a->rows, i, C_MODE),
                                   .deadline = deadline_of(a, i),
                                   .lang = ov_cell_text(a->rows, i, C_LANGUAGE),
                                   .last = ov_cell_int(a->rows, i, C_LAST),
                                   .mails_week = ov_cell_int(a->rows, i, C_MAILS)};
}

static void add_mailbox(asking *a, size_t i)
{
    const char *address = ov_cell_text(a->rows, i, C_REGISTRY);

    a->out[a->n++] = (ov_reminded){.org_id = ov_cell_int(a->rows, i, C_ORG),
                                   .org_name = ov_cell_text(a->rows, i, C_ORG_NAME),
                                   .address = ov_mail_address_ok(address) ? address : NULL,
                                   .deadline = deadline_of(a, i),
                                   .mode = "direct"};
}

static size_t end_of(const ov_rows *rows, size_t from, size_t column)
{
    size_t i = from;

    while (i < rows->n && ov_cell_int(rows, i, column) == ov_cell_int(rows, from, column) &&
           ov_cell_int(rows, i, C_ORG) == ov_cell_int(rows, from, C_ORG))
        i++;
    return i;
}

static void add_party(asking *a, size_t first, size_t end)
{
    size_t before = a->n;

    if (!concerns(a, first))
        return;
    for (size_t i = first; i < end;) {
        size_t next = end_of(a->rows, i, C_ACCOUNT);

        if (!ov_cell_null(a->rows, i, C_ACCOUNT) && wants(a->rows, i) && may_answer(a, i, next))
            add_person(a, i);
        i = next;
    }
    if (a->registry || a->n == before)
        add_mailbox(a, first);
}

static ov_status find_people(asking *a, ov_id org_id, ov_reach reach, const ov_reminded **out,
                             size_t *n)
{
    static const int codes[] = {
        [OV_REACH_UNANSWERED] = 0, [OV_REACH_ALL] = 1, [OV_REACH_STAYING] = 2};
    ov_ctx *ctx = a->ctx;

    OV_TRY(ov_select(ctx, &ov_remind_sql[REMINDER_CANDIDATES],
                     OV_ARGS(ov_int(a->c->id), ov_int(ov_stockholm_day(ctx->now)),
                             ov_int(ctx->now - WEEK), ov_int(org_id), ov_int(codes[reach])),
                     &a->rows));
    /* A row is a person at most, and each party has a mailbox. */
    a->out = ov_calloc(ctx->arena, 2 * a->rows->n + 1, sizeof *a->out);
    for (size_t i = 0; i < a->rows->n;) {
        size_t next = end_of(a->rows, i, C_ORG);

        add_party(a, i, next);
        i = next;
    }
    *out = a->out;
    *n = a->n;
    return OV_OK;
}

ov_status ov_round_people(ov_ctx *ctx, const ov_consultation *c, const ov_matter *matter,
                          ov_id org_id, ov_reach reach, bool registry, const ov_reminded **out,
                          size_t *n)
{
    asking a = {.ctx = ctx, .matter = matter, .c = c, .registry = registry};

    return find_people(&a, org_id, reach, out, n);
}

ov_status ov_reminder_recipients(ov_ctx *ctx, const ov_consultation *c, const ov_matter *matter,
                                 bool registry, const ov_reminded **out, size_t *n)
{
    return ov_round_people(ctx, c, matter, 0, OV_REACH_UNANSWERED, registry, out, n);
}

/* ---- What is due ---- */

static ov_status add_notices(ov_ctx *ctx, const due_reminder *due, const ov_consultation *c,
                             int64_t *reached)
{
    const ov_reminded *people;
    ov_matter matter;
    asking a = {.ctx = ctx, .matter = &matter, .c = c, .due = due, .registry = due->registry};
    size_t n;

    OV_TRY(ov_matter_get(ctx, due->matter_id, &matter));
    OV_TRY(find_people(&a, 0, OV_REACH_UNANSWERED, &people, &n));
    *reached = 0;
    for (size_t i = 0; i < n; i++) {
        const ov_reminded *p = &people[i];
        const ov_notice notice = {
            .kind = OV_NOTICE_REMINDER,
            .object_id = c->id,
            .account_id = p->account_id,
            .org_id = p->org_id,
            .not_after = ctx->now < p->deadline ? p->deadline : p->deadline + AFTER,
            .once_key = ov_printf(ctx->arena, "reminder/%lld/%lld/%lld", (long long)due->id,
                                  (long long)p->org_id, (long long)p->account_id)};
        bool added;

        if (!p->address)
            continue;
        OV_TRY(ov_notice_add(ctx, &notice, &added));
        *reached += added;
    }
    return OV_OK;
}

static ov_status run_one(ov_ctx *ctx, void *arg)
{
    const due_reminder *due = arg;
    int64_t reached = 0;
    ov_consultation c;
    bool changed;

    OV_TRY(ov_consultation_get(ctx, due->matter_id, due->consultation_id, &c));
    OV_TRY(ov_exec(ctx, &ov_remind_sql[REMINDER_SKIP_OLDER],
                   OV_ARGS(ov_int(c.id), ov_int(due->at), ov_int(ctx->now)), NULL));
    /* A round that was closed meanwhile and refuses what comes late needs no reminder. */
    if (strcmp(c.state, "open") != 0 || (ctx->now >= c.closes_at && c.refuse_late))
        return settle(ctx, c.id, due->id, "cancelled", ov_null(), &changed);
    OV_TRY(add_notices(ctx, due, &c, &reached));
    OV_TRY(settle(ctx, c.id, due->id, "sent", ov_int(reached), &changed));
    return changed ? audit(ctx, "reminder.sent", c.id) : OV_OK;
}

ov_status ov_reminders_run(ov_ctx *ctx)
{
    const ov_rows *rows;
    ov_status worst = OV_OK;

    OV_TRY(ov_select(ctx, &ov_remind_sql[REMINDERS_DUE], OV_ARGS(ov_int(ctx->now)), &rows));
    for (size_t i = 0; i < rows->n; i++) {
        due_reminder due = {.id = ov_cell_int(rows, i, 0),
                            .consultation_id = ov_cell_int(rows, i, 1),
                            .at = ov_cell_int(rows, i, 2),
                            .registry = ov_cell_int(rows, i, 3) != 0,
                            .matter_id = ov_cell_int(rows, i, 4),
                            .own = ov_cell_int(rows, i, 5) != 0};
        ov_status status = ov_write(ctx, run_one, &due);

        if (status != OV_OK) {
            ov_log(OV_LOG_ERROR, "reminder %lld: %s: %s", (long long)due.id, ov_status_name(status),
                   ctx->err.text);
            worst = status;
        }
    }
    return worst;
}
