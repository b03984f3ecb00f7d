/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_mail.c — `overens mail list|hold|release|test`: the outbox from the command line. */
#include "cli/cli.h"

#include "outbox/outbox.h"
#include "outbox/staff.h"
#include "util/date.h"

#include <stdio.h>
#include <string.h>

#define MOST_LISTED 1000

static int list(ov_cli *cli, const char *state)
{
    const ov_mail_filter filter = {.state = state, .kind = "", .to = ""};
    const ov_rows *rows;
    ov_status status = ov_mails(&cli->ctx, &filter, MOST_LISTED, 0, &rows);

    if (status != OV_OK)
        return ov_cli_fail(&cli->ctx.err, status);
    for (size_t i = 0; i < rows->n; i++)
        printf("%lld\t%s\t%s\t%s\t%s\t%s\n", (long long)ov_cell_int(rows, i, OV_MAIL_ID),
               ov_cell_text(rows, i, OV_MAIL_STATE), ov_cell_text(rows, i, OV_MAIL_KIND),
               ov_cell_text(rows, i, OV_MAIL_TO),
               ov_instant_iso(cli->arena, ov_cell_int(rows, i, OV_MAIL_CREATED)),
               ov_cell_null(rows, i, OV_MAIL_FAULT_KIND)
                   ? "-"
                   : ov_cell_text(rows, i, OV_MAIL_FAULT_KIND));
    return OV_EXIT_OK;
}

typedef struct change {
    bool release;
    ov_id id; /* 0: all */
    int64_t n;
} change;

static ov_status run_change(ov_ctx *ctx, void *arg)
{
    change *c = arg;

    if (!c->id)
        return c->release ? ov_mail_release_all(ctx, &c->n) : ov_mail_hold_all(ctx, &c->n);
    c->n = 1;
    return c->release ? ov_mail_release(ctx, c->id) : ov_mail_hold(ctx, c->id);
}

/* hold|release --all|ID */
static int hold_or_release(ov_cli *cli, bool release, const char *which)
{
    change c = {.release = release};
    int64_t id = 0;
    ov_status status;

    if (strcmp(which, "--all") != 0 && (ov_parse_int(ov_str_from(which), &id) != OV_OK || id < 1))
        return ov_cli_usage("mail", "\"%s\" is neither --all nor a mail's number", which);
    c.id = id;
    status = ov_write(&cli->ctx, run_change, &c);
    if (status == OV_CONFLICT) {
        fprintf(stderr, "overens: mail %lld is not %s\n", (long long)id,
                release ? "held" : "waiting");
        return OV_EXIT_INPUT;
    }
    if (status != OV_OK)
        return ov_cli_fail(&cli->ctx.err, status);
    printf("%s %lld\n", release ? "released" : "held", (long long)c.n);
    return OV_EXIT_OK;
}

static ov_status add_test(ov_ctx *ctx, void *arg)
{
    const ov_mail mail = {.kind = "mail.test",
                          .object = "mail",
                          .to = arg,
                          .subject = "Provmejl från portalen",
                          .body = "Det här mejlet skickades för att pröva att portalens utskick "
                                  "kommer fram.\nDu behöver inte göra något.\n"};

    return ov_mail_add(ctx, &mail, NULL);
}

static int test(ov_cli *cli, const char *address)
{
    ov_status status;

    if (!ov_mail_address_ok(address))
        return ov_cli_usage("mail", "\"%s\" is not a mail address", address);
    status = ov_write(&cli->ctx, add_test, (void *)(uintptr_t)address);
    if (status != OV_OK)
        return ov_cli_fail(&cli->ctx.err, status);
    puts(cli->home->settings.mail.server
             ? "the mail waits to be sent: see overens mail list"
             : "the mail waits: there is no mail.server in the configuration");
    return OV_EXIT_OK;
}

static bool is_state(const char *state)
{
    for (size_t i = 0; ov_mail_states[i]; i++)
        if (!strcmp(ov_mail_states[i], state))
            return true;
    return false;
}

int ov_cmd_mail(ov_cli *cli, int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    int code;

    if (!strcmp(what, "list") && argc <= 3) {
        if (argc == 3 && !is_state(argv[2]))
            return ov_cli_usage("mail", "there is no state \"%s\"", argv[2]);
        code = ov_cli_db(cli);
        return code ? code : list(cli, argc == 3 ? argv[2] : "");
    }
    if (argc != 3)
        return ov_cli_usage("mail",
                            "list [STATE], hold --all|ID, release --all|ID or test ADDRESS");
    code = ov_cli_db(cli);
    if (code)
        return code;
    if (!strcmp(what, "hold") || !strcmp(what, "release"))
        return hold_or_release(cli, what[0] == 'r', argv[2]);
    if (!strcmp(what, "test"))
        return test(cli, argv[2]);
    return ov_cli_usage("mail", "unknown argument %s", what);
}
