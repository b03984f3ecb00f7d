/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_check_config.c — `overens check-config`: everything that can be wrong before a worker starts.
 */
#include "cli/cli.h"

#include "auth/secret.h"
#include "portal/mail.h"
#include "portal/oidc_config.h"
#include "portal/socket.h"
#include "portal/sql_tables.h"
#include "register/register.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct check {
    ov_cli *cli;
    ov_home *home;
    int faults;
} check;

static void fault(void *arg, const char *text)
{
    check *c = arg;

    c->faults++;
    fprintf(stderr, "%s\n", text);
}

static void check_templates(check *c)
{
    static const char *const languages[] = {"sv", "en"};
    ov_err err = {0};

    if (ov_home_templates(c->home, &err) != OV_OK) {
        fault(c, err.text);
        return;
    }
    for (size_t i = 0; i < OV_LEN(languages); i++) {
        int before = c->faults;
        ov_status status = ov_templates_compile_all(c->home->templates, languages[i], fault, c);

        if (status != OV_OK && c->faults == before)
            fault(c, ov_printf(c->cli->arena, "templates: %s", ov_status_name(status)));
        if (c->faults > before) /* the other language would say the same again */
            return;
    }
}

/* The plugins' faults are in the log already, one line each. */
static void check_plugins(check *c)
{
    size_t n;

    (void)ov_registry_refusals(c->home->registry, &n);
    c->faults += (int)n;
}

/* A key that is named must be there and be private; roles that must use a second factor need it,
 * unless their identity provider vouches for one. */
static void check_key(check *c)
{
    const ov_settings *settings = &c->home->settings;
    ov_err err = {0};

    if (settings->key_file && ov_secret_load(settings->key_file, &err) != OV_OK)
        fault(c, ov_printf(c->cli->arena, "%s: auth.key_file: %s (overens init makes one)",
                           ov_config_at(settings->config, "auth", "key_file"), err.text));
    if (!settings->key_file && *settings->factor_roles)
        fault(c, ov_printf(c->cli->arena,
                           "%s: auth.second_factor names roles, but auth.key_file names no file: "
                           "nobody could set up an app",
                           ov_config_at(settings->config, "auth", "second_factor")));
}

static size_t prepare_all(check *c, const ov_sql *table)
{
    ov_err err = {0};
    size_t n = 0;

    for (; table && table[n].name; n++)
        if (ov_db_prepare(c->home->db, &table[n], &err) != OV_OK)
            fault(c, ov_printf(c->cli->arena, "statement %s: %s", table[n].name, err.text));
    return n;
}

static void check_organisation(check *c, ov_ctx *ctx, const char *section, const char *key)
{
    const ov_config *config = c->home->settings.config;
    const char *code = ov_config_text(config, section, key);
    ov_organisation org;

    if (*code && ov_organisation_by_code(ctx, code, &org) != OV_OK)
        fault(c, ov_printf(c->cli->arena, "%s: %s.%s: no organisation has the code %s",
                           ov_config_at(config, section, key), section, key, code));
}

static void check_organisations(check *c, ov_ctx *ctx)
{
    const ov_oidc_settings *oidc = &c->home->settings.oidc;

    check_organisation(c, ctx, "auth", "proxy_organisation");
    for (size_t i = 0; i < oidc->n; i++)
        check_organisation(c, ctx, ov_printf(c->cli->arena, "oidc.%s", oidc->providers[i].name),
                           "organisation");
}

static size_t check_database(check *c)
{
    ov_err err = {0};
    ov_ctx ctx;
    size_t n = 0;

    if (ov_home_db(c->home, false, &err) != OV_OK) {
        fault(c, err.text);
        return 0;
    }
    ov_home_ctx(c->home, c->cli->arena, &ctx);
    if (ov_migrate_check(&ctx, c->home->sets, c->home->n_sets) != OV_OK) {
        fault(c, ctx.err.text);
        return 0; /* every statement on a table that is not there would be another line */
    }
    check_organisations(c, &ctx);
    for (size_t i = 0; ov_sql_tables[i]; i++)
        n += prepare_all(c, ov_sql_tables[i]);
    for (size_t i = 0; i < ov_registry_count(c->home->registry); i++)
        n += prepare_all(c, ov_registry_at(c->home->registry, i)->plugin.sql);
    return n;
}

/* What identity providers need: files, libraries, and organisations that are there. */
static void check_providers(check *c)
{
    const ov_settings *settings = &c->home->settings;
    ov_err err = {0};

    if (ov_oidc_check(settings->config, &settings->oidc, &err) != OV_OK)
        fault(c, err.text);
}

/* What serving and sending would only say when they start. */
static void check_places(check *c)
{
    const ov_config *config = c->home->settings.config;
    const char *url = c->home->settings.site_url, *mode, *socket;
    ov_err err = {0};
    mode_t parsed;

    if (ov_mail_files_check(config, &err) != OV_OK)
        fault(c, err.text);
    if (ov_config_path_check(config, "paths", "tmp", OV_PATH_FOLDER, &err) != OV_OK)
        fault(c, err.text);
    if (*url && strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0)
        fault(c, ov_printf(c->cli->arena, "%s: site.url: \"%.200s\" does not begin with https://",
                           ov_config_at(config, "site", "url"), url));
    mode = ov_config_text(config, "serve", "socket_mode");
    if (ov_mode_parse(mode, &parsed) != OV_OK)
        fault(c, ov_printf(c->cli->arena,
                           "%s: serve.socket_mode: \"%.20s\" is no octal mode like 0660",
                           ov_config_at(config, "serve", "socket_mode"), mode));
    socket = ov_config_text(config, "serve", "socket");
    if (strlen(socket) > OV_SOCKET_LONGEST)
        fault(c, ov_printf(c->cli->arena, "%s: serve.socket: %zu bytes are too many, at most %d",
                           ov_config_at(config, "serve", "socket"), strlen(socket),
                           OV_SOCKET_LONGEST));
}

/* No fault: the mail system may make it with the first letter. */
static void tell_of_returns(const check *c)
{
    static const char maildir[] = "maildir:";
    const char *returns = c->home->settings.mail.returns;

    if (returns && !strncmp(returns, maildir, sizeof maildir - 1) &&
        access(returns + sizeof maildir - 1, R_OK | W_OK | X_OK) != 0)
        printf("mail.returns: %s is not there, or not to be written: what comes back is not read\n",
               returns + sizeof maildir - 1);
}

static int check_all(ov_cli *cli)
{
    check c = {.cli = cli};
    int code = ov_cli_home(cli);
    size_t statements;

    if (code)
        return code;
    c.home = cli->home;
    check_plugins(&c);
    check_key(&c);
    check_providers(&c);
    check_places(&c);
    check_templates(&c);
    statements = check_database(&c);
    if (c.faults) {
        fprintf(stderr, "%s: %d %s\n", cli->config_file, c.faults,
                c.faults == 1 ? "fault" : "faults");
        return OV_EXIT_CONFIG;
    }
    if (!c.home->settings.key_file)
        puts("auth.key_file is not set: no second factor by app");
    if (!*c.home->settings.site_url)
        puts("site.url is not set: links in mail name no portal");
    tell_of_returns(&c);
    printf("%s: ok (%zu plugins, %zu statements)\n", cli->config_file,
           ov_registry_count(c.home->registry), statements);
    return OV_EXIT_OK;
}

int ov_cmd_check_config(ov_cli *cli, int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "--sample")) {
        ov_config_sample(stdout);
        return OV_EXIT_OK;
    }
    if (argc == 2 && !strcmp(argv[1], "--keys-markdown")) {
        ov_config_markdown(stdout);
        return OV_EXIT_OK;
    }
    if (argc > 1)
        return ov_cli_usage("check-config", "unknown argument %s", argv[1]);
    return check_all(cli);
}
