/* SPDX-License-Identifier: EUPL-1.2 */
/* sender.c — the loop between outbox and mail server. Nothing is sent under a lock: one short write
 * takes mails and tells how earlier ones went. */
#include "notify/sender.h"

#include "notify/message.h"
#include "outbox/queue.h"
#include "util/clock.h"
#include "util/hash.h"
#include "util/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LOOK_EVERY OV_SECOND        /* for mail that has come */
#define TELL_AFTER (OV_SECOND / 10) /* results are told together */
#define TURN_MS 200
#define FIRST_PAUSE (5 * OV_SECOND) /* when the server takes nothing, doubled to */
#define LAST_PAUSE OV_MINUTE
#define TROUBLES 3 /* in a row, before the pause */

typedef enum stage { FREE, TAKEN, FLYING, LANDED } stage;

/* A mail from when it is taken until it has been told how it went. */
typedef struct flight {
    stage stage;
    ov_arena *arena;
    ov_queued mail;
    const char *sender;
    ov_buf message;
    ov_smtp_result result;
    bool needless;
    int64_t landed; /* ticks */
} flight;

struct ov_sender {
    ov_sender_settings settings;
    void (*make_ctx)(void *arg, ov_arena *arena, ov_ctx *out);
    void *arg;
    ov_smtp *smtp;
    flight flights[OV_SMTP_MOST];
    size_t n;
    int64_t look_at;  /* ticks */
    int64_t pause_to; /* ticks; the server is left alone until then */
    ov_instant pause;
    int troubles; /* in a row */
    bool leaving;
};

ov_status ov_sender_open(const ov_sender_settings *settings,
                         void (*make_ctx)(void *arg, ov_arena *arena, ov_ctx *out), void *arg,
                         ov_sender **out, ov_err *err)
{
    ov_sender *sender = calloc(1, sizeof *sender);

    if (!sender)
        return ov_fail(err, OV_INTERNAL, "out of memory");
    sender->settings = *settings;
    sender->make_ctx = make_ctx;
    sender->arg = arg;
    if (ov_smtp_open(&sender->settings.smtp, &sender->smtp, err) != OV_OK) {
        free(sender);
        return err->status;
    }
    sender->n = ov_smtp_free_places(sender->smtp);
    for (size_t i = 0; i < sender->n; i++)
        sender->flights[i].arena = ov_arena_new(0);
    *out = sender;
    return OV_OK;
}

static size_t count(const ov_sender *sender, stage which)
{
    size_t n = 0;

    for (size_t i = 0; i < sender->n; i++)
        n += sender->flights[i].stage == which;
    return n;
}

/* ---- Telling and taking, in one short write ---- */

typedef struct round {
    ov_sender *sender;
    size_t most; /* to take */
    ov_instant now;
    ov_queued taken[OV_SMTP_MOST];
    size_t n_taken;
} round;

static ov_status tell(ov_ctx *ctx, const ov_sender *sender, const flight *f, ov_instant now)
{
    const ov_smtp_result *r = &f->result;
    const ov_mail_fault fault = {.kind = r->kind, .told = r->told, .code = r->code};
    ov_instant next;
    uint32_t dice;

    if (f->needless)
        return ov_queue_needless(ctx, &f->mail, now);
    if (r->outcome == OV_DELIVERED)
        return ov_queue_sent(ctx, &f->mail, now);
    if (r->outcome == OV_REFUSED)
        return ov_queue_failed(ctx, f->mail.id, now, &fault);
    if (r->server) { /* tried again as soon as the server is */
        next = now + (sender->pause > FIRST_PAUSE ? sender->pause : FIRST_PAUSE);
        return ov_queue_again(ctx, &f->mail, now, next, &fault, false);
    }
    ov_random(&dice, sizeof dice);
    next = ov_queue_next(f->mail.attempts + 1, now, f->mail.give_up_at, dice);
    return next ? ov_queue_again(ctx, &f->mail, now, next, &fault, true)
                : ov_queue_failed(ctx, f->mail.id, now, &fault);
}

static ov_status tell_and_take(ov_ctx *ctx, void *arg)
{
    round *r = arg;
    const ov_sender *sender = r->sender;
    const ov_smtp_settings *s = &sender->settings.smtp;
    size_t expired;

    for (size_t i = 0; i < sender->n; i++) {
        const flight *f = &sender->flights[i];

        if (f->stage == LANDED)
            OV_TRY(tell(ctx, sender, f, r->now));
        else if (f->stage == TAKEN && sender->leaving)
            OV_TRY(ov_queue_untake(ctx, &f->mail));
    }
    r->n_taken = 0;
    if (!r->most)
        return OV_OK;
    OV_TRY(ov_queue_expire(ctx, r->now, &expired));
    return ov_queue_take(ctx, r->now, r->now + (2 * s->timeout + 10) * OV_SECOND, r->most, r->taken,
                         &r->n_taken);
}

/* ---- A mail's message ---- */

const char *ov_return_address(ov_arena *arena, const char *return_path, ov_id id, const char *token)
{
    const char *at = strrchr(return_path, '@');

    return ov_printf(arena, "%.*s+%lld.%s%s", (int)(at - return_path), return_path, (long long)id,
                     token, at);
}

bool ov_return_parts(const char *return_path, ov_str address, ov_id *id, char *token)
{
    const char *at = strrchr(return_path, '@');
    size_t local = (size_t)(at - return_path), domain = strlen(at), n = 0;
    ov_str rest = address, number;
    int64_t value;

    if (address.len < local + domain + 4 || strncasecmp(address.ptr, return_path, local) != 0 ||
        address.ptr[local] != '+' ||
        strncasecmp(address.ptr + address.len - domain, at, domain) != 0)
        return false;
    rest = (ov_str){address.ptr + local + 1, address.len - local - 1 - domain};
    number = ov_str_cut(&rest, '.');
    if (ov_parse_int(number, &value) != OV_OK || value < 1 || !rest.len || rest.len > 40)
        return false;
    for (; n < rest.len; n++) /* some servers change the case */
        token[n] =
            rest.ptr[n] >= 'A' && rest.ptr[n] <= 'Z' ? (char)(rest.ptr[n] + 32) : rest.ptr[n];
    token[n] = '\0';
    *id = value;
    return true;
}

static void compose(const ov_sender *sender, flight *f, ov_instant now)
{
    const ov_sender_settings *s = &sender->settings;
    const ov_message message = {.from = s->from,
                                .from_name = s->from_name,
                                .reply_to = s->reply_to,
                                .to = f->mail.to,
                                .to_name = f->mail.to_name,
                                .message_id = f->mail.message_id,
                                .lang = f->mail.lang,
                                .subject = f->mail.subject,
                                .body = f->mail.body,
                                .date = now};

    ov_buf_clear(&f->message);
    ov_message_write(&f->message, &message);
    f->sender = s->return_path
                    ? ov_return_address(f->arena, s->return_path, f->mail.id, f->mail.return_token)
                    : s->from;
}

/* A copy that lives until the mail has been told of. */
static void keep(flight *f, const ov_queued *mail)
{
    ov_arena *a = f->arena;

    f->mail = *mail;
    f->mail.kind = ov_strdup(a, mail->kind);
    f->mail.message_id = ov_strdup(a, mail->message_id);
    f->mail.to = ov_strdup(a, mail->to);
    f->mail.to_name = mail->to_name ? ov_strdup(a, mail->to_name) : NULL;
    f->mail.lang = ov_strdup(a, mail->lang);
    f->mail.subject = ov_strdup(a, mail->subject);
    f->mail.body = ov_strdup(a, mail->body);
    f->mail.return_token = ov_strdup(a, mail->return_token);
    f->stage = TAKEN;
    f->needless = false;
}

/* ---- Turns ---- */

static void release(flight *f)
{
    if (f->message.ptr) /* it may have held a secret link */
        explicit_bzero(f->message.ptr, f->message.len);
    ov_buf_clear(&f->message);
    ov_arena_reset(f->arena);
    f->stage = FREE;
}

static ov_status exchange(ov_sender *sender, size_t most, ov_err *err)
{
    ov_arena *arena = ov_arena_new(0);
    round r = {.sender = sender, .most = most};
    ov_ctx ctx;
    ov_status status;

    sender->make_ctx(sender->arg, arena, &ctx);
    r.now = ctx.now;
    status = ov_write(&ctx, tell_and_take, &r);
    for (size_t i = 0; status == OV_OK && i < sender->n; i++) {
        flight *f = &sender->flights[i];

        if (f->stage == LANDED || (f->stage == TAKEN && sender->leaving))
            release(f);
    }
    for (size_t i = 0; status == OV_OK && i < sender->n && r.n_taken; i++)
        if (sender->flights[i].stage == FREE)
            keep(&sender->flights[i], &r.taken[--r.n_taken]);
    if (status != OV_OK)
        *err = ctx.err;
    ov_arena_free(arena);
    return status;
}

static ov_status any_due(ov_sender *sender, bool *out, ov_err *err)
{
    ov_arena *arena = ov_arena_new(0);
    ov_ctx ctx;
    ov_status status;

    sender->make_ctx(sender->arg, arena, &ctx);
    status = ov_queue_due(&ctx, ctx.now, out);
    if (status != OV_OK)
        *err = ctx.err;
    ov_arena_free(arena);
    return status;
}

static void land(ov_sender *sender, flight *f)
{
    const ov_smtp_result *r = &f->result;

    f->stage = LANDED;
    f->landed = ov_ticks();
    if (r->outcome != OV_DELIVERED)
        ov_log(r->server ? OV_LOG_ERROR : OV_LOG_WARN, "mail id=%lld %s fault=%s code=%d",
               (long long)f->mail.id, r->outcome == OV_REFUSED ? "refused" : "not now",
               r->kind ? r->kind : "-", r->code);
    if (!r->server) {
        sender->troubles = 0;
        sender->pause = sender->pause_to = 0;
        return;
    }
    sender->troubles++;
    /* What was on its way when the pause began tells nothing new. */
    if (sender->troubles < TROUBLES || ov_ticks() < sender->pause_to)
        return;
    sender->pause = sender->pause ? 2 * sender->pause : FIRST_PAUSE;
    if (sender->pause > LAST_PAUSE)
        sender->pause = LAST_PAUSE;
    sender->pause_to = ov_ticks() + sender->pause;
}

/* Asks whether what the mail says still holds, and starts it. */
static ov_status start(ov_sender *sender, flight *f, ov_err *err)
{
    ov_arena *arena = ov_arena_new(0);
    bool holds = true;
    ov_ctx ctx;
    ov_status status = OV_OK;

    sender->make_ctx(sender->arg, arena, &ctx);
    if (sender->settings.holds)
        status = sender->settings.holds(&ctx, f->mail.id, &holds);
    if (status != OV_OK) {
        *err = ctx.err;
    } else if (!holds) {
        f->needless = true;
        f->stage = LANDED;
        f->landed = ov_ticks();
    } else {
        compose(sender, f, ctx.now);
        status = ov_smtp_send(sender->smtp, f, f->sender, f->mail.to, ov_buf_str(&f->message), err);
        if (status == OV_OK)
            f->stage = FLYING;
    }
    ov_arena_free(arena);
    return status;
}

/* How many to take now: none while the server is left alone, one to see whether it is well again.
 */
static size_t wanted(const ov_sender *sender)
{
    size_t free = count(sender, FREE) + count(sender, LANDED);

    if (sender->leaving || ov_ticks() < sender->pause_to)
        return 0;
    if (sender->pause)
        return count(sender, FLYING) + count(sender, TAKEN) ? 0 : 1;
    return free;
}

static bool should_tell(const ov_sender *sender)
{
    int64_t now = ov_ticks();

    for (size_t i = 0; i < sender->n; i++)
        if (sender->flights[i].stage == LANDED &&
            (now - sender->flights[i].landed >= TELL_AFTER || !count(sender, FLYING)))
            return true;
    return false;
}

static ov_status trade(ov_sender *sender, ov_err *err)
{
    size_t want = wanted(sender);
    bool tell_now = should_tell(sender), look = false;

    if (want && !tell_now && ov_ticks() >= sender->look_at)
        OV_TRY(any_due(sender, &look, err));
    if (want && ov_ticks() >= sender->look_at)
        sender->look_at = ov_ticks() + LOOK_EVERY;
    if (!tell_now && !look)
        return OV_OK;
    return exchange(sender, want, err);
}

static void collect(ov_sender *sender)
{
    ov_smtp_result result;

    while (ov_smtp_next(sender->smtp, &result)) {
        flight *f = result.tag;

        f->result = result;
        land(sender, f);
    }
}

ov_status ov_sender_turn(ov_sender *sender, ov_err *err)
{
    OV_TRY(trade(sender, err));
    for (size_t i = 0; i < sender->n; i++)
        if (sender->flights[i].stage == TAKEN)
            OV_TRY(start(sender, &sender->flights[i], err));
    ov_smtp_work(sender->smtp, TURN_MS);
    collect(sender);
    return OV_OK;
}

void ov_sender_leave(ov_sender *sender, int ms)
{
    int64_t end = ov_ticks() + (int64_t)ms * 1000;
    ov_err err = {0};

    sender->leaving = true;
    while (count(sender, FLYING) && ov_ticks() < end) {
        ov_smtp_work(sender->smtp, 50);
        collect(sender);
    }
    if (count(sender, LANDED) + count(sender, TAKEN) && exchange(sender, 0, &err) != OV_OK)
        ov_log(OV_LOG_ERROR, "mail: %s", err.text);
}
