/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_user_mandate.c — `overens user mandate`: gives somebody a role for a time, also as another's
 * substitute. */
#include "cli/cli.h"

#include "auth/people.h"
#include "matter/matter.h"
#include "register/register.h"
#include "util/date.h"

#include <stdio.h>
#include <string.h>

typedef struct giving {
    const char *login, *org, *matter, *principal;
    ov_held held;
    ov_manager manager;
} giving;

static int not_there(const char *what, const char *name)
{
    fprintf(stderr, "overens: there is no %s %s\n", what, name);
    return OV_EXIT_INPUT;
}

/* Fills g from the options after LOGIN. Returns an exit code. */
static int read_options(int argc, char **argv, giving *g)
{
    const struct {
        const char *name;
        const char **to;
        ov_day *day;
    } options[] = {{"--role", &g->held.role, NULL}, {"--org", &g->org, NULL},
                   {"--matter", &g->matter, NULL},  {"--substitute-for", &g->principal, NULL},
                   {"--note", &g->held.note, NULL}, {"--from", NULL, &g->held.from},
                   {"--to", NULL, &g->held.to}};

    for (int i = 3; i < argc; i++) {
        const char *value = NULL;
        bool missing = false;
        size_t k = 0;

        while (k < OV_LEN(options) && !missing &&
               !(value = ov_cli_value(argc, argv, &i, options[k].name, &missing)))
            k++;
        if (!value)
            return ov_cli_usage("user", missing ? "%s wants a value" : "unknown argument %s",
                                argv[i]);
        if (options[k].to)
            *options[k].to = value;
        else if (ov_day_parse(ov_str_from(value), options[k].day) != OV_OK)
            return ov_cli_usage("user", "%s is no day as in 2026-01-31", value);
    }
    if (!g->held.role || !ov_role_title(g->held.role))
        return ov_cli_usage("user", "--role is wanted, one of those that `overens rights` lists");
    return g->org ? OV_EXIT_OK : ov_cli_usage("user", "--org is wanted");
}

/* The mandate of that role there that the principal holds on the first day. */
static ov_status find_principal(ov_ctx *ctx, giving *g)
{
    ov_account account;
    const ov_held *all;
    size_t n;

    OV_TRY(ov_account_by_login(ctx, g->principal, &account));
    OV_TRY(ov_person_mandates(ctx, account.id, g->held.org_id, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (!strcmp(all[i].role, g->held.role) &&
            ov_held_on(&all[i], g->held.from) == OV_HELD_NOW) {
            g->held.substitute_for = all[i].id;
            return OV_OK;
        }
    return OV_NOT_FOUND;
}

static ov_status give(ov_ctx *ctx, void *arg)
{
    giving *g = arg;
    ov_id id;

    return ov_mandate_give(ctx, &g->manager, &g->held, &id);
}

static const char *why_not(ov_people_no no)
{
    static const struct {
        ov_people_no no;
        const char *why;
    } reasons[] = {{OV_NO_ROLE, "the role cannot be held there"},
                   {OV_NO_OVERLAP, "the person holds the role in that time already"},
                   {OV_NO_PERIOD, "the last day is before the first, or outside the principal's"},
                   {OV_NO_SUBSTITUTE, "a substitute cannot have a substitute"},
                   {OV_NO_ENDED, "the mandate has ended, or the account is disabled"}};

    for (size_t i = 0; i < OV_LEN(reasons); i++)
        if (reasons[i].no == no)
            return reasons[i].why;
    return NULL;
}

int ov_cli_user_mandate(ov_cli *cli, int argc, char **argv)
{
    giving g = {.login = argv[2], .held = {.from = OV_NO_DAY, .to = OV_NO_DAY}};
    ov_ctx *ctx = &cli->ctx;
    ov_account account;
    ov_organisation org;
    ov_matter matter;
    ov_status status;
    int code = read_options(argc, argv, &g);

    if (code || (code = ov_cli_db(cli)))
        return code;
    if (ov_account_by_login(ctx, g.login, &account) != OV_OK)
        return not_there("account", g.login);
    if (ov_organisation_by_code(ctx, g.org, &org) != OV_OK)
        return not_there("organisation", g.org);
    if (g.matter && ov_matter_by_slug(ctx, g.matter, &matter) != OV_OK)
        return not_there("matter", g.matter);
    g.held.account_id = account.id;
    g.held.org_id = g.manager.org_id = org.id;
    g.held.matter_id = g.matter ? matter.id : 0;
    if (g.held.from == OV_NO_DAY)
        g.held.from = ov_stockholm_day(ctx->now);
    if (g.principal && find_principal(ctx, &g) != OV_OK)
        return not_there("mandate of that role held then by", g.principal);
    status = ov_write(ctx, give, &g);
    if (status == OV_OK)
        return OV_EXIT_OK;
    if (!why_not(g.manager.no))
        return ov_cli_fail(&ctx->err, status);
    fprintf(stderr, "overens: %s\n", why_not(g.manager.no));
    return OV_EXIT_INPUT;
}
