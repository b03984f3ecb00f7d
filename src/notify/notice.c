/* SPDX-License-Identifier: EUPL-1.2 */
/* notice.c — what waits for somebody's next mail, and putting that mail together. */
#include "notify/notice.h"

#include "consult/consult.h"
#include "matter/matter.h"
#include "notify/approve.h"
#include "notify/remind_sql.h"
#include "outbox/outbox.h"
#include "util/log.h"
#include "view/format.h"

#include <string.h>

#define SEVEN (7 * OV_HOUR)

ov_status ov_notice_add(ov_ctx *ctx, const ov_notice *n, bool *added)
{
    int64_t known;

    OV_TRY(
        ov_select_int(ctx, &ov_notice_sql[NOTICE_KNOWN], OV_ARGS(ov_text(n->once_key)), 0, &known));
    *added = !known;
    if (known)
        return OV_OK;
    return ov_exec(ctx, &ov_notice_sql[NOTICE_ADD],
                   OV_ARGS(ov_id_or_null(n->account_id), ov_id_or_null(n->org_id), ov_text(n->kind),
                           ov_int(n->object_id), ov_int(ctx->now), ov_int(n->not_after),
                           ov_text(n->once_key)),
                   NULL);
}

/* ---- When ---- */

/* The clock is changed before that hour, so count from the day's end. */
ov_instant ov_notice_morning(ov_day day)
{
    return ov_day_start(day + 1) - OV_DAY_LENGTH + SEVEN;
}

ov_instant ov_notice_leaves(const char *mail_mode, ov_instant last, ov_instant now,
                            ov_instant not_after)
{
    ov_day today = ov_stockholm_day(now), first = today;
    ov_day length = 1;
    ov_instant at;

    if (!mail_mode || strcmp(mail_mode, "direct") == 0)
        return now;
    if (strcmp(mail_mode, "weekly") == 0) {
        first = today - (ov_weekday(today) - 1);
        length = 7;
    }
    /* One in each day or week: the first goes as soon as it is morning. */
    at = ov_notice_morning(first);
    if (last >= ov_day_start(first))
        at = ov_notice_morning(first + length);
    if (at < now)
        at = now;
    return at < not_after ? at : now;
}

/* ---- Does it still hold? ---- */

static ov_status approval_holds(ov_ctx *ctx, const char *kind, ov_id object_id, ov_id org_id,
                                ov_id account_id, bool *out)
{
    int64_t reaches = 1;

    OV_TRY(ov_approval_notice_holds(ctx, kind, object_id, account_id, out));
    if (account_id)
        OV_TRY(ov_select_int(
            ctx, &ov_notice_sql[NOTICE_REACHES],
            OV_ARGS(ov_int(account_id), ov_int(org_id), ov_int(ov_stockholm_day(ctx->now))), 0,
            &reaches));
    *out = *out && reaches;
    return OV_OK;
}

/* A party that has acted, in time or late, is not reminded; nor is anybody of a round that takes no
 * more answers, nor a person who has left. */
static ov_status holds(ov_ctx *ctx, const char *kind, ov_id object_id, ov_id org_id,
                       ov_id account_id, bool *out)
{
    const bool asks = strcmp(kind, OV_NOTICE_QUESTIONS) == 0;
    const char *status;
    int64_t reaches = 1;
    ov_consultation c;

    *out = false;
    if (ov_approval_notice_is(kind))
        return approval_holds(ctx, kind, object_id, org_id, account_id, out);
    if (strcmp(kind, OV_NOTICE_REMINDER) != 0 && !asks)
        return ov_fail(&ctx->err, OV_INTERNAL, "no notice is called %s", kind);
    OV_TRY(ov_consultation_get(ctx, 0, object_id, &c));
    OV_TRY(ov_consultation_for(ctx, &c, org_id));
    if (strcmp(c.state, "open") != 0 || ((asks || c.refuse_late) && ctx->now >= c.deadline))
        return OV_OK;
    OV_TRY(ov_select_text(ctx, &ov_notice_sql[NOTICE_STATUS_OF_PARTY],
                          OV_ARGS(ov_int(object_id), ov_int(org_id)), "", &status));
    if (account_id)
        OV_TRY(ov_select_int(
            ctx, &ov_notice_sql[NOTICE_REACHES],
            OV_ARGS(ov_int(account_id), ov_int(org_id), ov_int(ov_stockholm_day(ctx->now))), 0,
            &reaches));
    *out = reaches && (!strcmp(status, "not_opened") || !strcmp(status, "working") ||
                       (asks && strcmp(status, "declined") != 0));
    return OV_OK;
}

ov_status ov_notices_hold(ov_ctx *ctx, ov_id mail_id, bool *out)
{
    const ov_rows *rows;
    bool one = false;

    OV_TRY(ov_select(ctx, &ov_notice_sql[NOTICES_OF_MAIL], OV_ARGS(ov_int(mail_id)), &rows));
    for (size_t i = 0; i < rows->n && !one; i++)
        OV_TRY(holds(ctx, ov_cell_text(rows, i, 0), ov_cell_int(rows, i, 1),
                     ov_cell_int(rows, i, 2), ov_cell_int(rows, i, 3), &one));
    *out = one || !rows->n;
    return OV_OK;
}

/* ---- The mail ---- */

enum { W_ID, W_KIND, W_OBJECT, W_ORG, W_NOT_AFTER, W_NAME, W_ADDRESS, W_LANGUAGE };

typedef struct mailing {
    const ov_mailer *mailer;
    ov_id account_id, org_id; /* one of the two is 0 */
} mailing;

static ov_status describe(ov_ctx *ctx, const mailing *m, const char *lang, const ov_rows *rows,
                          size_t i, ov_map *item)
{
    const bool asks = strcmp(ov_cell_text(rows, i, W_KIND), OV_NOTICE_QUESTIONS) == 0;
    const bool approval = ov_approval_notice_is(ov_cell_text(rows, i, W_KIND));
    ov_id round_id = ov_cell_int(rows, i, W_OBJECT);
    ov_consultation c;
    ov_matter matter;

    if (approval)
        OV_TRY(ov_approval_notice_describe(ctx, ov_cell_text(rows, i, W_KIND), round_id, item,
                                           &round_id));
    OV_TRY(ov_consultation_get(ctx, 0, round_id, &c));
    OV_TRY(ov_consultation_for(ctx, &c, ov_cell_int(rows, i, W_ORG)));
    OV_TRY(ov_matter_get(ctx, c.matter_id, &matter));
    ov_map_bool(item, "asks", asks);
    ov_map_text(item, "title", c.title);
    ov_map_text(item, "matter", matter.title);
    ov_map_bool(item, "closed", ctx->now >= c.deadline);
    ov_map_text(item, "deadline", ov_format_deadline(ctx->arena, c.deadline, lang));
    ov_map_text(item, "left",
                ov_format_days_left(ctx->arena, ov_stockholm_day(ctx->now), c.deadline_day, lang));
    ov_map_text(item, "href",
                ov_printf(ctx->arena, "%s/arende/%s/remiss/%lld/%s", m->mailer->site->url,
                          matter.slug, (long long)c.id,
                          approval ? "godkann" : asks ? "fragor-och-svar" : "svara"));
    return OV_OK;
}

static ov_status settle(ov_ctx *ctx, ov_id id, const char *state, ov_id mail_id)
{
    return ov_exec(ctx, &ov_notice_sql[NOTICE_SETTLE],
                   OV_ARGS(ov_int(id), ov_text(state), ov_int(ctx->now), ov_id_or_null(mail_id)),
                   NULL);
}

/* Fills the values with those that still hold, each round once; the others are dropped. */
static ov_status collect(ov_ctx *ctx, const mailing *m, const ov_rows *rows, const char *lang,
                         ov_map *values, bool *mailed)
{
    ov_list *list = ov_map_list(values, "items");
    size_t n = 0;
    int64_t reminds = 0, approvals = 0;

    for (size_t i = 0; i < rows->n; i++) {
        bool seen = false;

        OV_TRY(holds(ctx, ov_cell_text(rows, i, W_KIND), ov_cell_int(rows, i, W_OBJECT),
                     ov_cell_int(rows, i, W_ORG), m->account_id, &mailed[i]));
        if (!mailed[i]) {
            OV_TRY(settle(ctx, ov_cell_int(rows, i, W_ID), "dropped", 0));
            continue;
        }
        for (size_t k = 0; k < i; k++)
            seen = seen ||
                   (mailed[k] && ov_cell_int(rows, k, W_OBJECT) == ov_cell_int(rows, i, W_OBJECT) &&
                    !strcmp(ov_cell_text(rows, k, W_KIND), ov_cell_text(rows, i, W_KIND)));
        if (seen)
            continue;
        OV_TRY(describe(ctx, m, lang, rows, i, ov_list_add(list)));
        n++;
        reminds += strcmp(ov_cell_text(rows, i, W_KIND), OV_NOTICE_REMINDER) == 0;
        approvals += ov_approval_notice_is(ov_cell_text(rows, i, W_KIND));
    }
    ov_map_bool(values, "approvals", approvals > 0);
    ov_map_bool(values, "reminds", reminds > 0);
    ov_map_int(values, "reminded", reminds);
    ov_map_int(values, "count", (int64_t)n);
    ov_map_bool(values, "single", n == 1);
    return OV_OK;
}

static ov_instant earliest(const ov_rows *rows, const bool *mailed)
{
    ov_instant at = INT64_MAX;

    for (size_t i = 0; i < rows->n; i++)
        if (mailed[i] && ov_cell_int(rows, i, W_NOT_AFTER) < at)
            at = ov_cell_int(rows, i, W_NOT_AFTER);
    return at;
}

static ov_status add_mail(ov_ctx *ctx, const mailing *m, const ov_rows *rows, const bool *mailed,
                          ov_map *values, const char *lang)
{
    const char *subject, *body;
    ov_instant until = earliest(rows, mailed);
    ov_id id;

    ov_map_bool(values, "person", m->account_id != 0);
    ov_map_text(values, "name", ov_cell_text(rows, 0, W_NAME));
    OV_TRY(ov_mail_render(m->mailer->templates, m->mailer->site, "notices", lang, values, &subject,
                          &body, &ctx->err));
    const ov_mail mail = {
        .kind = "notices",
        .object = m->account_id ? ov_printf(ctx->arena, "account/%lld", (long long)m->account_id)
                                : ov_printf(ctx->arena, "organisation/%lld", (long long)m->org_id),
        .to = ov_cell_text(rows, 0, W_ADDRESS),
        .to_name = ov_cell_text(rows, 0, W_NAME),
        .account_id = m->account_id,
        .org_id = ov_cell_int(rows, 0, W_ORG),
        .lang = lang,
        .subject = subject,
        .body = body,
        .give_up_at = until > ctx->now ? until : 0};
    OV_TRY(ov_mail_add(ctx, &mail, &id));
    for (size_t i = 0; i < rows->n; i++)
        if (mailed[i])
            OV_TRY(settle(ctx, ov_cell_int(rows, i, W_ID), "mailed", id));
    return OV_OK;
}

static ov_status mail_one(ov_ctx *ctx, void *arg)
{
    const mailing *m = arg;
    ov_map *values = ov_map_new(ctx->arena);
    const ov_rows *rows;
    const char *lang;
    bool any = false, *mailed;

    OV_TRY(ov_select(ctx, &ov_notice_sql[m->account_id ? NOTICES_OF_PERSON : NOTICES_OF_MAILBOX],
                     OV_ARGS(ov_int(m->account_id ? m->account_id : m->org_id)), &rows));
    if (!rows->n)
        return OV_OK;
    lang = ov_cell_text(rows, 0, W_LANGUAGE);
    lang = lang ? lang : "sv";
    mailed = ov_calloc(ctx->arena, rows->n, sizeof *mailed);
    OV_TRY(collect(ctx, m, rows, lang, values, mailed));
    for (size_t i = 0; i < rows->n; i++)
        any = any || mailed[i];
    if (!any)
        return OV_OK;
    if (ov_mail_address_ok(ov_cell_text(rows, 0, W_ADDRESS)))
        return add_mail(ctx, m, rows, mailed, values, lang);
    for (size_t i = 0; i < rows->n; i++)
        if (mailed[i])
            OV_TRY(settle(ctx, ov_cell_int(rows, i, W_ID), "dropped", 0));
    return OV_OK;
}

enum { R_ACCOUNT, R_ORG, R_NOT_AFTER, R_MODE, R_LAST };

ov_status ov_notices_mail(ov_ctx *ctx, const ov_mailer *mailer)
{
    const ov_rows *rows;
    ov_status worst = OV_OK;

    OV_TRY(ov_select(ctx, &ov_notice_sql[NOTICE_RECIPIENTS], OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        mailing m = {mailer, ov_cell_int(rows, i, R_ACCOUNT), ov_cell_int(rows, i, R_ORG)};
        ov_status status;

        if (ov_notice_leaves(ov_cell_text(rows, i, R_MODE), ov_cell_int(rows, i, R_LAST), ctx->now,
                             ov_cell_int(rows, i, R_NOT_AFTER)) > ctx->now)
            continue;
        status = ov_write(ctx, mail_one, &m);
        if (status != OV_OK) {
            ov_log(OV_LOG_ERROR, "mail of notices: %s: %s", ov_status_name(status), ctx->err.text);
            worst = status;
        }
    }
    return worst;
}
