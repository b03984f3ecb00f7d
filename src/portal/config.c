/* SPDX-License-Identifier: EUPL-1.2 */
/* config.c — the core's configuration keys and what is read from them. */
#include "portal/config.h"

#include "auth/auth.h"
#include "outbox/outbox.h"
#include "auth/factor.h"
#include "auth/login.h"
#include "auth/secret.h"
#include "plugin/sections.h"
#include "portal/oidc_config.h"
#include "portal/serve.h"
#include "util/clock.h"
#include "util/hash.h"

#include <stdlib.h>
#include <string.h>

#ifndef OV_PKGDATADIR
#define OV_PKGDATADIR "/usr/share/overens"
#endif
#ifndef OV_PLUGINDIR
#define OV_PLUGINDIR "/usr/lib/overens/plugins"
#endif
#ifndef OV_SYSCONFDIR
#define OV_SYSCONFDIR "/etc"
#endif

const ov_config_key ov_core_keys[] = {
    {"site", "name", OV_KEY_TEXT, "Överens", true, "the portal's name, in the head of every page",
     0, 0},
    {"site", "owner", OV_KEY_TEXT, "Regioner och kommuner i samverkan", true,
     "who runs the portal, on the start page and in the foot of every page", 0, 0},
    {"site", "contact", OV_KEY_TEXT, "", true,
     "whom to ask, on the pages about help, accessibility and personal data", 0, 0},
    {"site", "url", OV_KEY_TEXT, "", true,
     "the portal's address as readers write it (https://…), for PDFs; empty: they name the path "
     "alone",
     0, 0},
    {"database", "url", OV_KEY_TEXT, "sqlite:/var/lib/overens/portal.db", false,
     "sqlite:PATH (a relative path starts at this file's folder) or postgresql://…", 0, 0},
    {"database", "lock_timeout", OV_KEY_DURATION, "5s", true,
     "how long a write waits for its turn before the reader is asked to try again", 1, 60},
    {"database", "checkpoint", OV_KEY_SIZE, "16m", true,
     "SQLite: the log is folded into the file when it has grown past this", 65536, 1 << 30},
    {"paths", "data", OV_KEY_PATH, OV_PKGDATADIR, false,
     "folder with templates, schema and the plugins' data", 0, 0},
    {"paths", "templates", OV_KEY_PATH, "", true,
     "folder with the operator's own templates, looked through first; empty: none", 0, 0},
    {"paths", "translations", OV_KEY_PATH, "", true,
     "folder with LANG.mo files; empty: po in the data folder", 0, 0},
    {"paths", "tmp", OV_KEY_PATH, "/tmp", true,
     "where uploads are spooled, to files without a name", 0, 0},
    {"plugins", "dir", OV_KEY_PATH, OV_PLUGINDIR, true,
     "folder of the plugins; nobody but its owner may write to it", 0, 0},
    {"plugins", "load", OV_KEY_TEXT, "", true, "names of the plugins to load, with commas between",
     0, 0},
    {"limits", "body", OV_KEY_SIZE, "1m", true, "largest form", 1024, 64 << 20},
    {"limits", "upload", OV_KEY_SIZE, "32m", true, "largest form with files", 1024, 1 << 30},
    {"limits", "fields", OV_KEY_INT, "1000", true, "most fields in a form", 10, 100000},
    {"files", "size", OV_KEY_SIZE, "25m", true,
     "largest file that is attached to an answer; limits.upload must be larger", 1024, 1 << 30},
    {"files", "total", OV_KEY_SIZE, "100m", true, "most bytes of all files of an answer", 1024,
     INT64_C(16) << 30},
    {"files", "number", OV_KEY_INT, "30", true, "most files of an answer", 1, 1000},
    {"files", "clamd", OV_KEY_PATH, "", true,
     "socket of the virus scanner clamd (/run/clamav/clamd.ctl); empty: files are not scanned", 0,
     0},
    {"files", "clamd_time", OV_KEY_DURATION, "20s", true, "longest time for one file", 1, 300},
    {"files", "clamd_required", OV_KEY_BOOL, "on", true,
     "refuse files while clamd does not answer; off: take them and say that they are not scanned",
     0, 0},
    {"auth", "session_idle", OV_KEY_DURATION, "30m", true,
     "a session ends when it has not been used for so long", 60, 7 * 86400},
    {"auth", "link_roles", OV_KEY_TEXT, "council_member, council_secretary", true,
     "who holds no other role than these signs in by a mailed link alone", 0, 0},
    {"auth", "second_factor", OV_KEY_TEXT, "", true,
     "roles whose holders must use a second factor, with commas between; empty: nobody must", 0, 0},
    {"auth", "key_file", OV_KEY_PATH, "", true,
     "file with the key that seals the secrets of code apps, mode 0600 or 0640; empty: no second "
     "factor by app",
     0, 0},
    {"auth", "proxy_user", OV_KEY_TEXT, "", true,
     "FastCGI parameter in which a trusted proxy names whom it has signed in, such as REMOTE_USER; "
     "empty: there is no such proxy",
     0, 0},
    {"auth", "proxy_email", OV_KEY_TEXT, "", true,
     "FastCGI parameter with that person's e-mail address, which can link an account; empty: none",
     0, 0},
    {"auth", "proxy_organisation", OV_KEY_TEXT, "", true,
     "code of the organisation whose people the proxy knows", 0, 0},
    {"auth", "proxy_issuer", OV_KEY_TEXT, "proxy", true,
     "name under which the proxy's people are known here", 0, 0},
    {"auth", "proxy_strong", OV_KEY_BOOL, "off", true, "the proxy asks for a second factor", 0, 0},
    {"audit", "head_mail", OV_KEY_TEXT, "", true,
     "addresses that get the head of the event log once a day, with commas between", 0, 0},
    {"consult", "statutory", OV_KEY_BOOL, "off", true,
     "a new consultation's last day moves off days of rest (lag 1930:173), unless staff say "
     "otherwise",
     0, 0},
    {"cache", "pages", OV_KEY_BOOL, "on", true,
     "keep visitors' pages ready in each worker while nothing changes", 0, 0},
    {"cache", "size", OV_KEY_SIZE, "8m", true, "most memory for them, in each worker", 65536,
     1 << 30},
    {"log", "level", OV_KEY_TEXT, "info", true, "debug, info, warn or error", 0, 0},
    {"test", "clock_file", OV_KEY_PATH, "", true,
     "file with the time to believe in; only in builds with --enable-test-clock", 0, 0},
    {"test", "csp_reports", OV_KEY_BOOL, "off", true,
     "ask browsers to report what the content policy stops to /csp-rapport", 0, 0},
    {0}};

const ov_config_key *const ov_core_tables[OV_CORE_TABLES] = {ov_core_keys, ov_mail_keys,
                                                             ov_serve_keys};

const char *ov_config_place(const char *from_command_line)
{
    const char *env = getenv("OVERENS_CONFIG");

    if (from_command_line)
        return from_command_line;
    return env && *env ? env : OV_SYSCONFDIR "/overens/overens.conf";
}

const char *ov_default_data_dir(void)
{
    return OV_PKGDATADIR;
}

const char *ov_default_plugin_dir(void)
{
    return OV_PLUGINDIR;
}

/* A path that may be left empty: NULL then. Relative empty paths would name the file's folder. */
static const char *optional_path(const ov_config *config, const char *section, const char *name)
{
    const char *value = ov_config_text(config, section, name);

    return value && *value ? value : NULL;
}

static const char *database_url(ov_arena *arena, const char *file, const char *url)
{
    const char *path = url + strlen("sqlite:");
    const char *slash = strrchr(file, '/');

    if (!ov_str_starts(ov_str_from(url), "sqlite:") || *path == '/' || *path == ':' || !slash)
        return url;
    return ov_printf(arena, "sqlite:%.*s/%s", (int)(slash - file), file, path);
}

static ov_status log_level(const ov_config *config, ov_level *out, ov_err *err)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    const char *name = ov_config_text(config, "log", "level");

    for (size_t i = 0; i < OV_LEN(names); i++)
        if (!strcmp(names[i], name)) {
            *out = (ov_level)i;
            return OV_OK;
        }
    return ov_fail(err, OV_INVALID, "%s: log.level: \"%s\" is none of debug, info, warn, error",
                   ov_config_at(config, "log", "level"), name);
}

static ov_status known_roles(const ov_config *config, const char *key, ov_err *err)
{
    ov_str rest = ov_str_from(ov_config_text(config, "auth", key));

    while (rest.len) {
        ov_str role = ov_str_trim(ov_str_cut(&rest, ','));
        bool known = !role.len;

        for (size_t i = 0; ov_roles[i] && !known; i++)
            known = ov_str_is(role, ov_roles[i]);
        if (!known)
            return ov_fail(err, OV_INVALID,
                           "%s: auth.%s: there is no role \"%.*s\" (overens rights lists them)",
                           ov_config_at(config, "auth", key), key, (int)role.len, role.ptr);
    }
    return OV_OK;
}

/* A mistyped address would be noticed when the head is needed, which is too late. */
static ov_status check_head_mail(ov_arena *arena, const ov_settings *s, ov_err *err)
{
    ov_str rest = ov_str_from(s->head_mail);

    while (rest.len) {
        const char *to = ov_str_z(arena, ov_str_trim(ov_str_cut(&rest, ',')));

        if (*to && !ov_mail_address_ok(to))
            return ov_fail(err, OV_INVALID, "%s: audit.head_mail: \"%s\" is no address",
                           ov_config_at(s->config, "audit", "head_mail"), to);
    }
    return OV_OK;
}

static ov_status fill(ov_arena *arena, ov_settings *s, ov_err *err)
{
    const ov_config *c = s->config;

    s->site_name = ov_config_text(c, "site", "name");
    s->site_owner = ov_config_text(c, "site", "owner");
    s->site_contact = ov_config_text(c, "site", "contact");
    s->site_url = ov_config_text(c, "site", "url");
    s->db_url = database_url(arena, s->file, ov_config_text(c, "database", "url"));
    s->lock_timeout_ms = (int)ov_config_int(c, "database", "lock_timeout") * 1000;
    s->checkpoint_bytes = ov_config_int(c, "database", "checkpoint");
    s->data_dir = ov_config_text(c, "paths", "data");
    s->templates_dir = optional_path(c, "paths", "templates");
    s->translations_dir = optional_path(c, "paths", "translations");
    if (!s->translations_dir)
        s->translations_dir = ov_printf(arena, "%s/po", s->data_dir);
    s->tmp_dir = ov_config_text(c, "paths", "tmp");
    s->plugin_dir = ov_config_text(c, "plugins", "dir");
    s->plugin_names = ov_config_text(c, "plugins", "load");
    s->limits = (ov_http_limits){.body = (size_t)ov_config_int(c, "limits", "body"),
                                 .upload = (size_t)ov_config_int(c, "limits", "upload"),
                                 .fields = (size_t)ov_config_int(c, "limits", "fields"),
                                 .path = 2048,
                                 .query = 4096};
    s->files = (ov_file_rules){.size = ov_config_int(c, "files", "size"),
                               .total = ov_config_int(c, "files", "total"),
                               .number = ov_config_int(c, "files", "number"),
                               .clamd = ov_config_text(c, "files", "clamd"),
                               .clamd_seconds = (int)ov_config_int(c, "files", "clamd_time"),
                               .clamd_required = ov_config_bool(c, "files", "clamd_required")};
    s->head_mail = ov_config_text(c, "audit", "head_mail");
    s->session_idle = ov_config_int(c, "auth", "session_idle") * OV_SECOND;
    s->link_roles = ov_config_text(c, "auth", "link_roles");
    s->factor_roles = ov_config_text(c, "auth", "second_factor");
    s->key_file = optional_path(c, "auth", "key_file");
    OV_TRY(known_roles(c, "link_roles", err));
    OV_TRY(known_roles(c, "second_factor", err));
    s->statutory = ov_config_bool(c, "consult", "statutory");
    s->cache_pages = ov_config_bool(c, "cache", "pages");
    s->cache_bytes = ov_config_int(c, "cache", "size");
    s->clock_file = optional_path(c, "test", "clock_file");
    s->csp_reports = ov_config_bool(c, "test", "csp_reports");
    return log_level(c, &s->log_level, err);
}

ov_status ov_settings_read(ov_arena *arena, const char *file, ov_settings *out, ov_err *err)
{
    ov_settings s = {.file = ov_strdup(arena, file)};
    const ov_config_key *tables[OV_KNOWN_TABLES + 1];
    const char *unnamed;

    for (size_t i = 0; i < OV_CORE_TABLES; i++)
        s.tables[i] = ov_core_tables[i];
    OV_TRY(ov_oidc_table(arena, file, &s.tables[OV_CORE_TABLES], err));
    memcpy(tables, s.tables, sizeof s.tables);
    OV_TRY(ov_sections_collect(arena, file, NULL, &tables[OV_KNOWN_TABLES], err));
    OV_TRY(ov_config_read(arena, file, tables, OV_KNOWN_TABLES + 1, &s.config, err));
    OV_TRY(fill(arena, &s, err));
    OV_TRY(check_head_mail(arena, &s, err));
    OV_TRY(ov_mail_settings_read(arena, s.config, &s.mail, err));
    OV_TRY(ov_oidc_settings_read(arena, s.config, s.tables[OV_CORE_TABLES], &s.oidc, err));
    unnamed = ov_sections_unnamed(tables[OV_KNOWN_TABLES], s.plugin_names);
    if (unnamed)
        return ov_fail(err, OV_INVALID, "%s: [%s] is for a plugin that plugins.load does not name",
                       file, unnamed);
    *out = s;
    return OV_OK;
}

/* Without the key everything works but codes from apps; check-config calls it a fault. */
static void load_key(const char *file)
{
    ov_err err = {0};

    ov_secret_forget();
    if (file && ov_secret_load(file, &err) != OV_OK)
        ov_log(OV_LOG_WARN, "no second factor by app: auth.key_file: %s", err.text);
}

void ov_settings_apply(const ov_settings *settings)
{
    ov_hash_init();
    ov_log_level(settings->log_level);
    ov_clock_file(settings->clock_file);
    ov_session_idle(settings->session_idle);
    ov_mail_domain(settings->mail.domain);
    ov_link_roles(settings->link_roles);
    ov_factor_roles(settings->factor_roles);
    ov_file_rules_set(&settings->files);
    load_key(settings->key_file);
}

/* ---- The table for people ---- */

static const char *type_name(ov_key_type type)
{
    static const char *const names[] = {
        [OV_KEY_TEXT] = "text", [OV_KEY_INT] = "number",        [OV_KEY_BOOL] = "on/off",
        [OV_KEY_PATH] = "path", [OV_KEY_DURATION] = "duration", [OV_KEY_SIZE] = "size"};

    return names[type];
}

/* The tables of the core, then that of the sections [oidc.NAME], which may come any number of
 * times. */
static const ov_config_key *table(size_t t)
{
    return t < OV_CORE_TABLES ? ov_core_tables[t] : ov_oidc_keys;
}

void ov_config_sample(FILE *out)
{
    const char *section = "";

    fputs(
        "# Sample configuration of Överens: every key with its default.\n"
        "# Durations: 30s, 10m, 2h. Sizes: 64k, 16m. Relative paths start at this file's folder.\n",
        out);
    for (size_t t = 0; t < OV_KNOWN_TABLES; t++)
        for (const ov_config_key *k = table(t); k->name; k++) {
            bool repeated = t == OV_CORE_TABLES;
            if (strcmp(section, k->section) != 0)
                fprintf(out,
                        repeated
                            ? "\n# For each identity provider, with a name of its own:\n# [%s]\n"
                            : "\n[%s]\n",
                        k->section);
            section = k->section;
            fprintf(out, "# %s (%s; takes effect at %s)\n", k->meaning, type_name(k->type),
                    k->reload ? "reload" : "restart");
            fprintf(out, "%s%s = %s\n",
                    repeated ? "#     "
                    : k->def ? "#"
                             : "",
                    k->name, k->def ? k->def : "");
        }
}

void ov_config_markdown(FILE *out)
{
    fputs("| section | key | type | default | takes effect at | meaning |\n"
          "|---|---|---|---|---|---|\n",
          out);
    for (size_t t = 0; t < OV_KNOWN_TABLES; t++)
        for (const ov_config_key *k = table(t); k->name; k++)
            fprintf(out, "| %s | %s | %s | %s%s%s | %s | %s |\n", k->section, k->name,
                    type_name(k->type), k->def && *k->def ? "`" : "",
                    !k->def   ? "required"
                    : *k->def ? k->def
                              : "empty",
                    k->def && *k->def ? "`" : "", k->reload ? "reload" : "restart", k->meaning);
}
