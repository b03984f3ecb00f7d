/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_identity.c — `overens identity`: who somebody is to a provider or a proxy, linked by hand. */
#include "cli/cli.h"

#include "auth/auth.h"
#include "auth/identity.h"

#include <stdio.h>
#include <string.h>

typedef struct linking {
    ov_id account_id, id;
    ov_identity identity;
} linking;

static ov_status add(ov_ctx *ctx, void *arg)
{
    const linking *l = arg;

    return ov_identity_add(ctx, l->account_id, &l->identity);
}

static ov_status take_away(ov_ctx *ctx, void *arg)
{
    const linking *l = arg;

    return ov_identity_remove(ctx, l->account_id, l->id);
}

static ov_status list(ov_ctx *ctx, ov_id account_id)
{
    const ov_rows *rows;

    OV_TRY(ov_identities_of(ctx, account_id, &rows));
    for (size_t i = 0; i < rows->n; i++)
        printf("%lld\t%s\t%s\t%s\t%s\n", (long long)ov_cell_int(rows, i, 0),
               ov_cell_text(rows, i, 1), ov_cell_text(rows, i, 2), ov_cell_text(rows, i, 3),
               ov_cell_text(rows, i, 4));
    return OV_OK;
}

/* WHERE is the name of a provider, or "proxy". */
static bool name_issuer(const ov_oidc_settings *settings, const char *where, ov_identity *out)
{
    for (size_t i = 0; i < settings->n; i++)
        if (!strcmp(settings->providers[i].name, where)) {
            *out = (ov_identity){
                .kind = OV_BY_OIDC, .provider = where, .issuer = settings->providers[i].issuer};
            return true;
        }
    if (strcmp(where, "proxy") != 0 || !*settings->proxy.user)
        return false;
    *out = (ov_identity){
        .kind = OV_BY_PROXY, .provider = settings->proxy.issuer, .issuer = settings->proxy.issuer};
    return true;
}

int ov_cmd_identity(ov_cli *cli, int argc, char **argv)
{
    bool listing = argc == 3 && !strcmp(argv[1], "list"),
         adding = argc == 5 && !strcmp(argv[1], "add"),
         removing = argc == 4 && !strcmp(argv[1], "remove");
    linking l = {0};
    ov_account account;
    ov_status status;
    int64_t id = 0;
    int code;

    if (!listing && !adding && !removing)
        return ov_cli_usage(
            "identity", "list LOGIN, add LOGIN PROVIDER SUBJECT or remove LOGIN NUMBER is wanted");
    if (removing && (ov_parse_int(ov_str_from(argv[3]), &id) != OV_OK || id < 1))
        return ov_cli_usage("identity", "%s is no number", argv[3]);
    code = ov_cli_db(cli);
    if (code)
        return code;
    if (adding && !name_issuer(&cli->home->settings.oidc, argv[3], &l.identity))
        return ov_cli_usage("identity", "the configuration has no [oidc.%s]", argv[3]);
    status = ov_account_by_login(&cli->ctx, argv[2], &account);
    if (status != OV_OK)
        return ov_cli_fail(&cli->ctx.err, status);
    l.account_id = account.id;
    l.id = id;
    l.identity.subject = adding ? argv[4] : NULL;
    status = listing  ? list(&cli->ctx, account.id)
             : adding ? ov_write(&cli->ctx, add, &l)
                      : ov_write(&cli->ctx, take_away, &l);
    return status == OV_OK ? OV_EXIT_OK : ov_cli_fail(&cli->ctx.err, status);
}
