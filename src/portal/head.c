/* SPDX-License-Identifier: EUPL-1.2 */
/* head.c — publishes the head of the event log: each hour to the log, once a day by mail to those
 * who keep it outside the portal (practice 30). */
#include "portal/app_inside.h"

#include "audit/audit.h"
#include "notify/mail_text.h"
#include "outbox/outbox.h"
#include "util/log.h"
#include "view/format.h"

#include <inttypes.h>

typedef struct head {
    ov_app *app;
    int64_t seq, count; /* count: the events of the day before */
    const char *hash;
    ov_instant at;
    ov_day day; /* never before the newest event: a clock set back sends nothing twice */
    const char *subject, *body;
} head;

static ov_status read_head(ov_ctx *ctx, head *h)
{
    ov_instant newest;

    OV_TRY(ov_audit_head(ctx, &h->seq, &h->hash));
    OV_TRY(ov_audit_newest(ctx, &newest));
    h->at = newest;
    h->day = ov_stockholm_day(ctx->now > newest ? ctx->now : newest);
    return ov_events_between(ctx, ov_day_start(h->day - 1), ov_day_start(h->day), &h->count);
}

/* Has today's been mailed? The event tells; the mails' once_key tells again. */
static ov_status is_mailed(ov_ctx *ctx, const head *h, bool *out)
{
    const ov_event_filter today = {.action = "log.head_mailed", .from = h->day, .to = h->day};
    const ov_rows *rows;

    OV_TRY(ov_events(ctx, &today, 1, &rows));
    *out = rows->n > 0;
    return OV_OK;
}

static ov_status write_text(ov_ctx *ctx, head *h)
{
    const ov_site *site = &h->app->site;
    const ov_mail_site from = {
        .name = site->name, .owner = site->owner, .contact = site->contact, .url = site->url};
    ov_map *values = ov_map_new(ctx->arena);

    ov_map_int(values, "seq", h->seq);
    ov_map_text(values, "hash", h->hash);
    ov_map_text(values, "at", ov_instant_iso(ctx->arena, h->at));
    ov_map_text(values, "day", ov_format_day(ctx->arena, h->day, "sv"));
    ov_map_text(values, "yesterday", ov_format_day(ctx->arena, h->day - 1, "sv"));
    ov_map_int(values, "count", h->count);
    return ov_mail_render(site->templates, &from, "event_head", "sv", values, &h->subject, &h->body,
                          &ctx->err);
}

static ov_status store(ov_ctx *ctx, void *arg)
{
    const head *h = arg;
    ov_str rest = ov_str_from(h->app->home->settings.head_mail);

    while (rest.len) {
        const char *to = ov_str_z(ctx->arena, ov_str_trim(ov_str_cut(&rest, ',')));

        if (!*to)
            continue;
        OV_TRY(ov_mail_add(ctx,
                           &(ov_mail){.kind = "audit.head",
                                      .object = "log/events",
                                      .to = to,
                                      .lang = "sv",
                                      .subject = h->subject,
                                      .body = h->body,
                                      .once_key = ov_printf(ctx->arena, "event-head/%s/%s",
                                                            ov_day_iso(ctx->arena, h->day), to)},
                           NULL));
    }
    return ov_audit(ctx, &(ov_event){.action = "log.head_mailed",
                                     .object = "log/events",
                                     .role = "system",
                                     .after = h->hash});
}

static ov_status mail_head(ov_ctx *ctx, head *h)
{
    bool mailed;

    if (!*h->app->home->settings.head_mail)
        return OV_OK;
    OV_TRY(is_mailed(ctx, h, &mailed));
    if (mailed)
        return OV_OK;
    OV_TRY(write_text(ctx, h));
    return ov_write(ctx, store, h);
}

ov_status ov_app_log_head(ov_app *app)
{
    ov_arena *arena = ov_arena_new(0);
    head h = {.app = app};
    ov_status status;
    ov_ctx ctx;

    ov_home_ctx(app->home, arena, &ctx);
    status = read_head(&ctx, &h);
    if (status == OV_OK) {
        ov_log(OV_LOG_INFO, "event-head seq=%" PRId64 " hash=%s", h.seq, h.hash);
        status = mail_head(&ctx, &h);
    }
    if (status != OV_OK)
        ov_log(OV_LOG_ERROR, "event-head: %s", ctx.err.text);
    ov_arena_free(arena);
    return status;
}
