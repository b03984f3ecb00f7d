/* SPDX-License-Identifier: EUPL-1.2 */
/* mail.c — the processes that send mail and read what came back: each a resident child of the jobs
 * process, the only ones that speak to mail servers. */
#include "portal/mail.h"

#include "notify/notice.h"
#include "notify/returns.h"
#include "notify/sender.h"
#include "portal/home.h"
#include "util/clock.h"
#include "util/file.h"
#include "util/log.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define LEAVE_MS 1200       /* the jobs process kills after two seconds */
#define AFTER_FAULT_MS 2000 /* a database that does not answer is not asked all the time */
#define PASSWORD_MOST 1024

static volatile sig_atomic_t told_to_end;

static void on_term(int number)
{
    (void)number;
    told_to_end = 1;
}

/* Whatever happens in a library: a turn that never ends is ended, and the process begins anew. */
static void watch(int64_t seconds)
{
    (void)alarm((unsigned)seconds);
}

static void listen_for_the_end(void)
{
    struct sigaction action = {.sa_handler = on_term};

    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
}

static void make_ctx(void *home, ov_arena *arena, ov_ctx *out)
{
    ov_home_ctx(home, arena, out);
}

/* Configuration and database, of the schema that we know. */
static ov_status open_home(const char *config_file, ov_home **out, ov_err *err)
{
    ov_arena *arena = ov_arena_new(0);
    ov_home *home;
    ov_ctx ctx;
    ov_status status = ov_home_open(config_file, &home, err);

    if (status == OV_OK) {
        status = ov_home_db(home, false, err);
        if (status == OV_OK) {
            ov_home_ctx(home, arena, &ctx);
            status = ov_migrate_check(&ctx, home->sets, home->n_sets);
            *err = ctx.err;
        }
        if (status != OV_OK)
            ov_home_close(home);
    }
    ov_arena_free(arena);
    if (status == OV_OK)
        *out = home;
    return status;
}

/* The first line of the file that mail.KEY names. Owns: arena. */
static ov_status read_password(ov_arena *arena, const char *key, const char *file, const char **out,
                               ov_err *err)
{
    ov_str text, line;
    ov_err why = {0};

    if (!file) {
        *out = NULL;
        return OV_OK;
    }
    if (ov_file_read(arena, file, PASSWORD_MOST, &text, &why) != OV_OK)
        return ov_fail(err, why.status, "mail.%s: %s", key, why.text);
    line = ov_str_cut(&text, '\n');
    *out = ov_strndup(arena, line.ptr, line.len);
    return OV_OK;
}

/* ---- Sending ---- */

static ov_status sender_of(ov_home *home, ov_sender **out, ov_err *err)
{
    const ov_mail_settings *m = &home->settings.mail;
    ov_sender_settings s = {
        .smtp = {.server = m->server,
                 .tls = m->tls,
                 .ca_file = m->ca_file,
                 .user = m->user,
                 .helo = m->domain,
                 .connect_timeout = m->connect_timeout,
                 .timeout = m->timeout,
                 .connections = m->connections},
        .from = m->from,
        .from_name = m->from_name ? m->from_name : home->settings.site_name,
        .reply_to = m->reply_to,
        .return_path = m->return_path,
        .holds = ov_notices_hold,
    };

    OV_TRY(read_password(home->arena, "password_file", m->user ? m->password_file : NULL,
                         &s.smtp.password, err));
    return ov_sender_open(&s, make_ctx, home, out, err);
}

static void send_until_told(ov_sender *sender, int64_t longest_turn)
{
    ov_err err = {0};

    while (!told_to_end) {
        watch(longest_turn);
        if (ov_sender_turn(sender, &err) == OV_OK)
            continue;
        ov_log(OV_LOG_ERROR, "mail: %s: %s", ov_status_name(err.status), err.text);
        (void)poll(NULL, 0, AFTER_FAULT_MS);
    }
    watch(longest_turn);
    ov_sender_leave(sender, LEAVE_MS);
}

/* Does the configuration want this process at all? */
static ov_status wanted(const char *config_file, bool returns, bool *out)
{
    ov_arena *arena = ov_arena_new(0);
    ov_settings settings;
    ov_err err = {0};
    ov_status status = ov_settings_read(arena, config_file, &settings, &err);

    if (status == OV_OK)
        *out = returns ? settings.mail.returns != NULL : settings.mail.server != NULL;
    else
        ov_log(OV_LOG_ERROR, "%s", err.text);
    ov_arena_free(arena);
    return status;
}

static ov_status say(ov_status status, const ov_err *err)
{
    if (status != OV_OK)
        ov_log(OV_LOG_ERROR, "%s", err->text);
    return status;
}

ov_status ov_mail_stay(const char *config_file)
{
    ov_home *home = NULL;
    ov_sender *sender;
    ov_err err = {0};
    bool needed;
    ov_status status;

    OV_TRY(wanted(config_file, false, &needed));
    if (!needed)
        return OV_OK;
    listen_for_the_end();
    OV_TRY(say(open_home(config_file, &home, &err), &err));
    status = say(sender_of(home, &sender, &err), &err);
    if (status == OV_OK) {
        ov_log(OV_LOG_INFO, "mail is sent");
        send_until_told(sender, home->settings.mail.timeout + 120);
    }
    ov_home_close(home);
    return status;
}

/* ---- What came back ---- */

static void look_once(ov_home *home, const ov_returns_settings *settings)
{
    ov_arena *arena = ov_arena_new(0);
    ov_ctx ctx;
    ov_returns_count count = {0};

    ov_home_ctx(home, arena, &ctx);
    if (ov_returns_read(&ctx, settings, &count) != OV_OK)
        ov_log(OV_LOG_ERROR, "return mailbox: %s", ctx.err.text);
    if (count.bounces || count.unknown)
        ov_log(OV_LOG_INFO, "return mailbox bounces=%d others=%d unknown=%d", count.bounces,
               count.others, count.unknown);
    ov_arena_free(arena);
}

ov_status ov_returns_stay(const char *config_file)
{
    ov_returns_settings settings = {0};
    ov_home *home = NULL;
    ov_err err = {0};
    bool needed;
    ov_status status;

    OV_TRY(wanted(config_file, true, &needed));
    if (!needed)
        return OV_OK;
    listen_for_the_end();
    OV_TRY(say(open_home(config_file, &home, &err), &err));
    settings = (ov_returns_settings){.mailbox = home->settings.mail.returns,
                                     .return_path = home->settings.mail.return_path,
                                     .ca_file = home->settings.mail.ca_file,
                                     .timeout = home->settings.mail.timeout};
    status = say(read_password(home->arena, "returns_password_file",
                               home->settings.mail.returns_password_file, &settings.password, &err),
                 &err);
    while (status == OV_OK && !told_to_end) {
        watch(4 * settings.timeout + 300);
        look_once(home, &settings);
        watch(0);
        (void)poll(NULL, 0, (int)home->settings.mail.returns_every * 1000);
    }
    ov_home_close(home);
    return status;
}
