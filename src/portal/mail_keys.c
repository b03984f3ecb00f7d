/* SPDX-License-Identifier: EUPL-1.2 */
/* mail_keys.c — the section [mail]: its keys, and what makes sense of them together. */
#include "outbox/outbox.h"
#include "portal/mail.h"

#include <string.h>

/* What a return address adds to its local part: +ID.TOKEN (RFC 5321 4.5.3.1.1 allows 64). */
#define LONGEST_RETURN_LOCAL 30

const ov_config_key ov_mail_keys[] = {
    {"mail", "server", OV_KEY_TEXT, "", true,
     "the mail server: smtp://HOST[:PORT] or smtps://HOST[:PORT]; empty: mail waits in the outbox",
     0, 0},
    {"mail", "tls", OV_KEY_TEXT, "required", true,
     "required (STARTTLS or nothing), opportunistic (where the server offers it) or none", 0, 0},
    {"mail", "ca_file", OV_KEY_PATH, "", true,
     "certificates that vouch for the server's; empty: the machine's own", 0, 0},
    {"mail", "user", OV_KEY_TEXT, "", true, "the name to log in to the server with; empty: none", 0,
     0},
    {"mail", "password_file", OV_KEY_PATH, "", true, "file with its password, on one line", 0, 0},
    {"mail", "from", OV_KEY_TEXT, "", true, "the sender's address; wanted when there is a server",
     0, 0},
    {"mail", "from_name", OV_KEY_TEXT, "", true, "the sender's name; empty: site.name", 0, 0},
    {"mail", "reply_to", OV_KEY_TEXT, "", true,
     "where answers of people go; empty: to the sender's address", 0, 0},
    {"mail", "domain", OV_KEY_TEXT, "", true,
     "the domain of Message-IDs, and what the portal calls itself to the server; empty: that of "
     "mail.from",
     0, 0},
    {"mail", "return_path", OV_KEY_TEXT, "", true,
     "where undeliverable mail comes back: studs@example.se gives every mail an address of its own "
     "(studs+12.CODE@example.se), so the mail system must deliver what has a plus; empty: to "
     "mail.from",
     0, 0},
    {"mail", "returns", OV_KEY_TEXT, "", true,
     "the mailbox that they are read from: maildir:/PATH, pop3s://USER@HOST[:PORT] or "
     "pop3://USER@127.0.0.1[:PORT]; empty: none",
     0, 0},
    {"mail", "returns_password_file", OV_KEY_PATH, "", true,
     "file with the mailbox's password, on one line", 0, 0},
    {"mail", "returns_every", OV_KEY_DURATION, "1m", true, "how often it is looked at", 1, 3600},
    {"mail", "connections", OV_KEY_INT, "4", true, "mails that are sent at the same time", 1,
     OV_SMTP_MOST},
    {"mail", "connect_timeout", OV_KEY_DURATION, "10s", true,
     "longest time until the server has been reached", 1, 120},
    {"mail", "timeout", OV_KEY_DURATION, "60s", true, "longest time for one mail", 2, 600},
    {0}};

/* ---- Rules ---- */

typedef struct reading {
    const ov_config *config;
    ov_err *err;
} reading;

static const char *text(const reading *r, const char *key)
{
    const char *value = ov_config_text(r->config, "mail", key);

    return value && *value ? value : NULL;
}

static ov_status fault(const reading *r, const char *key, const char *what)
{
    return ov_fail(r->err, OV_INVALID, "%s: mail.%s: %s", ov_config_at(r->config, "mail", key), key,
                   what);
}

/* key is not there although the key because asks for it: it has no line of its own. */
static ov_status lacking(const reading *r, const char *key, const char *because, const char *what)
{
    return ov_fail(r->err, OV_INVALID, "%s: mail.%s: %s", ov_config_at(r->config, "mail", because),
                   key, what);
}

static ov_status address(const reading *r, const char *key, const char **out)
{
    *out = text(r, key);
    if (*out && !ov_mail_address_ok(*out))
        return fault(r, key, "not a mail address");
    return OV_OK;
}

/* HOST, HOST:PORT or [IPv6]:PORT and nothing else. */
static bool is_host(const char *host)
{
    size_t n = strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]");

    return n > 0 && n < 200 && host[n] == '\0' && host[0] != ':' && host[0] != '-';
}

static const char *after(const char *value, const char *scheme)
{
    size_t n = strlen(scheme);

    return strncmp(value, scheme, n) == 0 ? value + n : NULL;
}

/* Nobody between us and such a host can listen. */
static bool is_here(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

    for (size_t i = 0; i < OV_LEN(names); i++) {
        const char *rest = after(host, names[i]);

        if (rest && (*rest == '\0' || *rest == ':'))
            return true;
    }
    return false;
}

static ov_status read_tls(const reading *r, ov_tls *out)
{
    static const char *const names[] = {"required", "opportunistic", "none"};
    const char *value = text(r, "tls");

    for (size_t i = 0; value && i < OV_LEN(names); i++)
        if (!strcmp(names[i], value)) {
            *out = (ov_tls)i;
            return OV_OK;
        }
    return fault(r, "tls", "none of required, opportunistic, none");
}

static ov_status check_server(const reading *r, const ov_mail_settings *s)
{
    const char *plain, *secure;

    if (!s->server)
        return OV_OK;
    plain = after(s->server, "smtp://");
    secure = after(s->server, "smtps://");
    if (!(plain && is_host(plain)) && !(secure && is_host(secure)))
        return fault(r, "server", "not smtp://HOST[:PORT] or smtps://HOST[:PORT]");
    if (!s->from)
        return lacking(r, "from", "server", "wanted when there is a mail.server");
    if (s->user && !s->password_file)
        return lacking(r, "password_file", "user", "wanted when there is a mail.user");
    if (s->user && plain && s->tls != OV_TLS_REQUIRED && !is_here(plain))
        return fault(r, "tls", "a password only goes to another machine with tls = required");
    return OV_OK;
}

static ov_status check_returns(const reading *r, const ov_mail_settings *s)
{
    const char *at = s->return_path ? strchr(s->return_path, '@') : NULL;
    const char *path, *plain, *secure, *host;

    if (at && at - s->return_path > LONGEST_RETURN_LOCAL)
        return fault(r, "return_path", "at most 30 characters may stand before the @");
    if (!s->returns)
        return OV_OK;
    path = after(s->returns, "maildir:");
    if (path)
        return *path == '/' ? OV_OK : fault(r, "returns", "maildir: wants a whole path");
    plain = after(s->returns, "pop3://");
    secure = after(s->returns, "pop3s://");
    host = plain || secure ? strrchr(plain ? plain : secure, '@') : NULL;
    if (!host || host == plain || host == secure || !is_host(host + 1))
        return fault(r, "returns", "not maildir:/PATH or pop3s://USER@HOST[:PORT]");
    if (plain && !is_here(host + 1))
        return fault(r, "returns", "pop3:// is for this machine alone: write pop3s://");
    if (!s->returns_password_file)
        return lacking(r, "returns_password_file", "returns", "wanted for a mailbox on a server");
    return OV_OK;
}

static ov_status read_domain(const reading *r, ov_mail_settings *s)
{
    const char *at = s->from ? strrchr(s->from, '@') : NULL;

    s->domain = text(r, "domain");
    if (s->domain && (!is_host(s->domain) || strpbrk(s->domain, ":[]")))
        return fault(r, "domain", "not a domain");
    if (!s->domain)
        s->domain = at ? at + 1 : "localhost";
    return OV_OK;
}

ov_status ov_mail_settings_read(ov_arena *arena, const ov_config *config, ov_mail_settings *out,
                                ov_err *err)
{
    const reading r = {.config = config, .err = err};
    ov_mail_settings s = {
        .server = text(&r, "server"),
        .ca_file = text(&r, "ca_file"),
        .user = text(&r, "user"),
        .password_file = text(&r, "password_file"),
        .from_name = text(&r, "from_name"),
        .returns = text(&r, "returns"),
        .returns_password_file = text(&r, "returns_password_file"),
        .returns_every = ov_config_int(config, "mail", "returns_every"),
        .connect_timeout = ov_config_int(config, "mail", "connect_timeout"),
        .timeout = ov_config_int(config, "mail", "timeout"),
        .connections = (int)ov_config_int(config, "mail", "connections"),
    };

    OV_TRY(read_tls(&r, &s.tls));
    OV_TRY(address(&r, "from", &s.from));
    OV_TRY(address(&r, "reply_to", &s.reply_to));
    OV_TRY(address(&r, "return_path", &s.return_path));
    OV_TRY(read_domain(&r, &s));
    OV_TRY(check_server(&r, &s));
    OV_TRY(check_returns(&r, &s));
    if (s.server && s.server[strlen(s.server) - 1] == '/')
        s.server = ov_strndup(arena, s.server, strlen(s.server) - 1);
    *out = s;
    return OV_OK;
}

ov_status ov_mail_files_check(const ov_config *config, ov_err *err)
{
    OV_TRY(ov_config_path_check(config, "mail", "password_file", OV_PATH_SECRET, err));
    OV_TRY(ov_config_path_check(config, "mail", "returns_password_file", OV_PATH_SECRET, err));
    return ov_config_path_check(config, "mail", "ca_file", OV_PATH_FILE, err);
}
