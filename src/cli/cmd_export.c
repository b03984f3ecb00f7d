/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_export.c — `overens export events …` and `overens export person LOGIN`: to standard output,
 * and an event that tells of it. */
#include "cli/cli.h"

#include "audit/audit.h"
#include "pages/history/history.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef struct asked {
    ov_event_filter filter;
    ov_event_shape shape;
} asked;

static ov_status note(ov_ctx *ctx, void *arg)
{
    return ov_audit(ctx, arg);
}

static ov_status send_away(void *arg, ov_buf *out)
{
    ov_ctx *ctx = arg;

    if (out->len && fwrite(out->ptr, 1, out->len, stdout) != out->len)
        return ov_fail(&ctx->err, OV_IO, "standard output: %s", strerror(errno));
    ov_buf_clear(out);
    return OV_OK;
}

static bool read_day(const char *text, ov_day *out)
{
    return ov_day_parse(ov_str_from(text), out) == OV_OK;
}

/* 0: fine. */
static int read_events_arguments(int argc, char **argv, asked *out)
{
    const struct {
        const char *name;
        const char **to;
    } texts[] = {{"--person", &out->filter.actor},
                 {"--action", &out->filter.action},
                 {"--object", &out->filter.object}};
    const struct {
        const char *name;
        ov_day *to;
    } days[] = {{"--from", &out->filter.from}, {"--to", &out->filter.to}};

    for (int i = 2; i < argc; i++) {
        const char *argument = argv[i], *value = NULL;
        bool missing = false, wrong = false;

        if (!strcmp(argument, "--json") || !strcmp(argument, "--csv")) {
            out->shape = argument[2] == 'j' ? OV_EVENTS_JSON : OV_EVENTS_CSV;
            continue;
        }
        for (size_t k = 0; !value && !missing && k < OV_LEN(texts); k++)
            if ((value = ov_cli_value(argc, argv, &i, texts[k].name, &missing)))
                *texts[k].to = value;
        for (size_t k = 0; !value && !missing && k < OV_LEN(days); k++)
            if ((value = ov_cli_value(argc, argv, &i, days[k].name, &missing)))
                wrong = !read_day(value, days[k].to);
        if (missing)
            return ov_cli_usage("export", "%s needs a value", argument);
        if (!value)
            return ov_cli_usage("export", "unknown argument %s", argument);
        if (wrong)
            return ov_cli_usage("export", "\"%s\" is not a day (YYYY-MM-DD)", value);
    }
    return 0;
}

static ov_status export_events(ov_ctx *ctx, const asked *a)
{
    ov_event event = {.action = "log.exported", .object = "log/events", .role = "system"};
    ov_buf out = {0};
    ov_status status = ov_read_begin(ctx);
    int64_t n;

    if (status == OV_OK)
        status = ov_events_export(ctx, &a->filter, a->shape, NULL, ctx, send_away, &out, &n);
    ov_read_end(ctx);
    ov_buf_free(&out);
    OV_TRY(status);
    if (fflush(stdout) != 0)
        return ov_fail(&ctx->err, OV_IO, "standard output: %s", strerror(errno));
    return ov_write(ctx, note, &event);
}

static ov_status export_person(ov_ctx *ctx, const char *login)
{
    ov_event event = {.action = "account.extracted", .role = "system"};
    ov_account account;
    ov_str json;

    if (ov_account_by_login(ctx, login, &account) != OV_OK)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "there is no account %s", login);
    OV_TRY(ov_person_extract(ctx, account.id, true, &json));
    event.object = ov_printf(ctx->arena, "account/%lld", (long long)account.id);
    OV_TRY(ov_write(ctx, note, &event)); /* first: nothing leaves without it */
    if (fwrite(json.ptr, 1, json.len, stdout) != json.len || fflush(stdout) != 0)
        return ov_fail(&ctx->err, OV_IO, "standard output: %s", strerror(errno));
    return OV_OK;
}

int ov_cmd_export(ov_cli *cli, int argc, char **argv)
{
    bool events = argc > 1 && strcmp(argv[1], "events") == 0;
    asked a = {.shape = OV_EVENTS_JSON};
    ov_status status;
    int code = 0;

    if (!events && !(argc == 3 && strcmp(argv[1], "person") == 0))
        return ov_cli_usage("export", "say: events …, or: person LOGIN");
    if (events)
        code = read_events_arguments(argc, argv, &a);
    if (!code)
        code = ov_cli_db(cli);
    if (code)
        return code;
    status = events ? export_events(&cli->ctx, &a) : export_person(&cli->ctx, argv[2]);
    return status == OV_OK ? OV_EXIT_OK : ov_cli_fail(&cli->ctx.err, status);
}
