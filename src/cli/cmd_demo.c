/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_demo.c — `overens demo`: the register, accounts for each kind of user, and what each plugin
 * brings. */
#include "cli/cli.h"
#include "cli/demo_people.h"
#include "cli/demo_post.h"
#include "cli/demo_register.h"

#include "db/search.h"
#include "register/register.h"
#include "util/clock.h"
#include "util/date.h"
#include "util/log.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define DEMO_PASSWORD "overens-demo"

enum { MOST_LATER = 8 };

typedef struct demo_state { /* behind ov_demo.priv */
    ov_cli *cli;
    bool invite;      /* the letters of open rounds too */
    const char *hash; /* of the demo password, made once: it takes a tenth of a second */
    json_t *notes;    /* access.json's users, routes and fields */
    ov_buf logins;    /* what tools/run prints */
    struct {
        ov_status (*fn)(ov_demo *demo);
        const char *data_dir;
    } later[MOST_LATER];
    size_t n_later;
} demo_state;

typedef struct adding { /* one account or mandate, for the write function */
    demo_state *state;
    const char *login, *name, *email;
    ov_id org_id;
    const char *role;
    ov_id id;
} adding;

static ov_status add_account(ov_ctx *ctx, void *arg)
{
    adding *a = arg;
    const ov_mandate mandate = {.role = a->role, .org_id = a->org_id};
    ov_account account;
    ov_status status = ov_account_by_login(ctx, a->login, &account);

    if (status == OV_NOT_FOUND) {
        const ov_account fresh = {
            .login = a->login, .name = a->name, .email = a->email, .org_id = a->org_id};

        OV_TRY(ov_account_add(ctx, &fresh, a->state->hash, &a->id));
    } else {
        OV_TRY(status);
        a->id = account.id;
    }
    return ov_mandate_add(ctx, a->id, &mandate);
}

/* The account hook of ov_demo: called again for the same login it adds a mandate. Not inside
 * ov_write. */
static ov_status demo_account(ov_demo *demo, const char *login, const char *name, ov_id org_id,
                              const char *role, ov_id *id)
{
    demo_state *state = demo->priv;
    adding a = {.state = state, .login = login, .name = name, .org_id = org_id, .role = role};
    ov_organisation org = {.name = "portalen"};
    ov_account known;
    bool fresh = ov_account_by_login(demo->ctx, login, &known) == OV_NOT_FOUND;

    if (org_id)
        OV_TRY(ov_organisation_get(demo->ctx, org_id, &org));
    a.email = ov_demo_email(demo->ctx->arena, login, org.name);
    OV_TRY(ov_write(demo->ctx, add_account, &a));
    if (fresh)
        ov_buf_printf(&state->logins, "  %-22s %-14s %s%s%s\n", login, DEMO_PASSWORD,
                      ov_role_title(role), org_id ? ", " : "", org_id ? org.name : "");
    if (id)
        *id = a.id;
    return OV_OK;
}

static void demo_note(ov_demo *demo, const char *section, const char *key, const char *value)
{
    demo_state *state = demo->priv;
    json_t *object = json_object_get(state->notes, section);

    if (object && !strcmp(section, "users"))
        json_object_set_new(object, key, json_pack("[ss]", value, DEMO_PASSWORD));
    else if (object)
        json_object_set_new(object, key, json_string(value));
}

static void demo_later(ov_demo *demo, ov_status (*fn)(ov_demo *demo))
{
    demo_state *state = demo->priv;

    if (state->n_later == MOST_LATER)
        return;
    state->later[state->n_later].fn = fn;
    state->later[state->n_later++].data_dir = demo->data_dir;
}

/* The words that scripts and checks rely on; a route that does not exist yet is null. */
static json_t *new_notes(void)
{
    static const char *const later[] = {
        "proposal",       "respond",    "send",         "responses", "response_a", "response_b",
        "closed_respond", "upload",     "attachment_a", "export",    "import",     "statement",
        "publish",        "admin_user", "api",          "admin"};
    json_t *routes =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "oidc_start", "/logga-in/oidc",
                  "oidc_callback", "/logga-in/oidc/svar", "reset", "/losenord/glomt", "search",
                  "/sok", "health", "/healthz", "login", "/logga-in", "logout", "/logga-ut",
                  "account", "/konto", "static", "/static/css/overens.css");

    for (size_t i = 0; i < OV_LEN(later); i++)
        json_object_set_new(routes, later[i], json_null());
    return json_pack("{s:{}, s:o, s:{s:s, s:s, s:s, s:s, s:n, s:n}}", "users", "routes", routes,
                     "fields", "user", "anvandare", "password", "losenord", "csrf", "_token",
                     "text", "kommentar", "file", "key");
}

static ov_status add_council(ov_ctx *ctx, void *arg)
{
    const ov_organisation council = {.type = "council", .code = "pr01", .name = "Pensionärsrådet"};

    return ov_organisation_save(ctx, &council, arg);
}

/* Regions, municipalities, a council, and the people that no plugin brings. */
static ov_status load_core(ov_demo *demo)
{
    const demo_state *state = demo->priv;
    const char *dir = ov_printf(demo->ctx->arena, "%s/demo", state->cli->home->settings.data_dir);
    static const char *const files[] = {"regions.csv", "municipalities.csv"};
    ov_organisation org;

    for (size_t i = 0; i < OV_LEN(files); i++) {
        int64_t saved;

        OV_TRY(ov_party_import(demo->ctx, ov_printf(demo->ctx->arena, "%s/%s", dir, files[i]),
                               &saved));
    }
    OV_TRY(ov_write(demo->ctx, add_council, &org.id));
    OV_TRY(demo->account(demo, "ledamot", "Rådsledamot", org.id, "council_member", NULL));
    OV_TRY(ov_organisation_by_code(demo->ctx, "14", &org));
    OV_TRY(demo->account(demo, "revisor", "Revisor", org.id, "auditor", NULL));
    OV_TRY(demo->account(demo, "forvaltare", "Systemförvaltare", org.id, "administrator", NULL));
    demo->note(demo, "users", "council", "ledamot");
    demo->note(demo, "users", "auditor", "revisor");
    demo->note(demo, "users", "admin", "forvaltare");
    return OV_OK;
}

static ov_status load_plugins(ov_demo *demo)
{
    const demo_state *state = demo->priv;
    const ov_home *home = state->cli->home;

    for (size_t i = 0; i < ov_registry_count(home->registry); i++) {
        const ov_loaded *loaded = ov_registry_at(home->registry, i);

        if (!loaded->plugin.demo)
            continue;
        demo->data_dir = ov_printf(demo->ctx->arena, "%s/plugins/%s/demo", home->settings.data_dir,
                                   loaded->plugin.id);
        ov_status status = loaded->plugin.demo(demo);
        if (status != OV_OK) {
            (void)ov_err_prefix(&demo->ctx->err, "demo of %s", loaded->plugin.id);
            return status;
        }
    }
    for (size_t i = 0; i < state->n_later; i++) {
        demo->data_dir = state->later[i].data_dir;
        OV_TRY(state->later[i].fn(demo));
    }
    return OV_OK;
}

static int write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");

    if (!f || fputs(text, f) < 0 || fclose(f) != 0) {
        fprintf(stderr, "overens: %s: %s\n", path, strerror(errno));
        return OV_EXIT_INPUT;
    }
    return OV_EXIT_OK;
}

/* The members of the notes without the braces around them: tools/run puts its own beside them. */
static int write_notes(const char *path, json_t *notes)
{
    char *text = json_dumps(notes, JSON_INDENT(1) | JSON_SORT_KEYS);
    int code = OV_EXIT_INPUT;

    if (text && strlen(text) > 2) {
        text[strlen(text) - 1] = '\n';
        code = write_file(path, text + 1);
    }
    free(text);
    return code;
}

static int finish(demo_state *state, const char *notes, const char *logins)
{
    int code = OV_EXIT_OK;

    if (notes)
        code = write_notes(notes, state->notes);
    if (!code && logins)
        code = write_file(logins, state->logins.ptr ? state->logins.ptr : "");
    if (!code && !logins)
        fputs(state->logins.ptr ? state->logins.ptr : "", stdout);
    return code;
}

static int load(ov_cli *cli, demo_state *state, const char *notes, const char *logins)
{
    ov_demo demo = {.ctx = &cli->ctx,
                    .today = ov_stockholm_day(cli->ctx.now),
                    .account = demo_account,
                    .note = demo_note,
                    .later = demo_later,
                    .priv = state};
    const ov_rows *rows;
    ov_status status = ov_matters(&cli->ctx, &rows);

    if (status == OV_OK && rows->n > 0) {
        fputs("overens: there are matters already; demo data is only for an empty database\n",
              stderr);
        return OV_EXIT_INPUT;
    }
    if (status == OV_OK)
        status = ov_password_hash(cli->arena, DEMO_PASSWORD, false, &state->hash, &cli->ctx.err);
    if (status == OV_OK)
        status = load_core(&demo);
    if (status == OV_OK)
        status = ov_demo_register(&demo);
    if (status == OV_OK)
        status = load_plugins(&demo);
    if (status == OV_OK)
        status = ov_demo_people(&demo);
    if (status == OV_OK && state->invite)
        status = ov_demo_post(&demo, state->cli->home);
    if (status == OV_OK)
        status = ov_search_merge(&cli->ctx);
    if (status != OV_OK)
        return ov_cli_fail(&cli->ctx.err, status);
    return finish(state, notes, logins);
}

/* overens demo [--invite] [--notes FILE] [--logins FILE] */
int ov_cmd_demo(ov_cli *cli, int argc, char **argv)
{
    const char *notes = NULL, *logins = NULL;
    bool invite = false;

    for (int i = 1; i < argc; i++) {
        bool missing = false;
        const char *value;

        if (!strcmp(argv[i], "--invite"))
            invite = true;
        else if ((value = ov_cli_value(argc, argv, &i, "--notes", &missing)) != NULL)
            notes = value;
        else if (!missing && (value = ov_cli_value(argc, argv, &i, "--logins", &missing)) != NULL)
            logins = value;
        else
            return ov_cli_usage("demo", missing ? "%s wants a file" : "unknown argument %s",
                                argv[i]);
    }
    int code = ov_cli_db(cli);
    if (code)
        return code;
    demo_state state = {.cli = cli, .invite = invite, .notes = new_notes()};
    code = load(cli, &state, notes, logins);
    json_decref(state.notes);
    ov_buf_free(&state.logins);
    return code;
}
