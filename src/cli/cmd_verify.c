/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_verify.c — `overens verify [--json] [--head SEQ:HASH]… [--heads FILE]`: the database itself,
 * the event chain and the heads of it that were published, texts, receipts, statements, and what
 * the plugins check of their own. */
#include "cli/cli.h"

#include "audit/audit.h"
#include "consult/consult.h"
#include "settle/settle.h"
#include "text/text.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const ov_sql integrity = {"cli.integrity", "PRAGMA integrity_check", "SELECT 'ok'"};
static const ov_sql foreign_keys = {"cli.foreign_keys", "PRAGMA foreign_key_check",
                                    "SELECT '', 0, '', 0 WHERE 1 = 0"};

/* PostgreSQL checks its pages and keys itself; here is what SQLite says of its file. */
static ov_status verify_database(ov_verify *verify)
{
    const ov_rows *rows;

    OV_TRY(ov_select(verify->ctx, &integrity, OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *line = ov_cell_text(rows, i, 0);

        if (line && strcmp(line, "ok") != 0)
            ov_verify_fault(verify, "database", "file", "%s", line);
    }
    OV_TRY(ov_select(verify->ctx, &foreign_keys, OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++)
        ov_verify_fault(verify, "database", ov_cell_text(rows, i, 0),
                        "row %" PRId64 " refers to a missing row of %s", ov_cell_int(rows, i, 1),
                        ov_cell_text(rows, i, 2));
    return OV_OK;
}

/* What the command line asks for beside the whole. */
typedef struct asked {
    bool json;
    int argc; /* where --head stands again: it may be given many times */
    char **argv;
    int64_t heads;
} asked;

/* "SEQ:HASH" of --head, or "seq=SEQ hash=HASH" of a line. false: it is neither. */
static bool read_head(const char *text, const char *between, int64_t *seq, char hash[65])
{
    char *end;
    size_t n;

    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    *seq = strtoll(text, &end, 10);
    if (errno || strncmp(end, between, strlen(between)) != 0)
        return false;
    end += strlen(between);
    n = strspn(end, "0123456789abcdef");
    if (n != 64 || (end[n] >= 'A' && end[n] <= 'z'))
        return false;
    memcpy(hash, end, 64);
    hash[64] = '\0';
    return true;
}

/* One line without its end; a mail that was saved as it was sent has long ones broken after a "="
 * and writes "=3D" for "=" (RFC 2045, 6.7). false: no more. */
static bool next_line(FILE *in, char **line, size_t *room, ov_buf *out)
{
    ssize_t n;

    ov_buf_clear(out);
    while ((n = getline(line, room, in)) > 0) {
        bool broken;

        while (n > 0 && ((*line)[n - 1] == '\n' || (*line)[n - 1] == '\r'))
            n--;
        broken = n >= 60 && n <= 76 && (*line)[n - 1] == '=';
        for (ssize_t i = 0; i < n - broken; i++) {
            ov_buf_addc(out, (*line)[i]);
            if ((*line)[i] == '=' && n - i > 2 && (*line)[i + 1] == '3' && (*line)[i + 2] == 'D')
                i += 2;
        }
        if (!broken || out->len > 1000)
            return true;
    }
    return out->len > 0;
}

/* Every "event-head seq=… hash=…" in a text: the portal's log, or saved mails. A file that holds
 * none is a mistake, not a proof. */
static ov_status verify_file(ov_verify *verify, const char *path, int64_t *heads)
{
    static const char mark[] = "event-head seq=";
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    ov_status status = OV_OK;
    char *line = NULL, hash[65];
    ov_buf whole = {0};
    size_t room = 0;
    int64_t seq, before = *heads;

    if (!in)
        return ov_fail(&verify->ctx->err, OV_IO, "%s: %s", path, strerror(errno));
    while (status == OV_OK && next_line(in, &line, &room, &whole)) {
        ov_buf_addc(&whole, '\0');
        for (const char *at = whole.ptr; status == OV_OK && (at = strstr(at, mark)); at++) {
            if (!read_head(at + strlen(mark), " hash=", &seq, hash))
                continue;
            ++*heads;
            status = ov_audit_verify_head(verify, seq, hash);
        }
    }
    if (status == OV_OK && ferror(in))
        status = ov_fail(&verify->ctx->err, OV_IO, "%s: cannot be read", path);
    free(line);
    ov_buf_free(&whole);
    if (in != stdin)
        (void)fclose(in);
    if (status == OV_OK && *heads == before)
        return ov_fail(&verify->ctx->err, OV_IO,
                       "%s holds no line with \"event-head seq=… hash=…\"", path);
    return status;
}

/* What was published must still stand in the log. */
static ov_status verify_heads(ov_verify *verify, asked *a)
{
    char hash[65];
    bool missing;
    int64_t seq;

    for (int i = 1; i < a->argc; i++) {
        const char *value = ov_cli_value(a->argc, a->argv, &i, "--head", &missing);

        if (value && read_head(value, ":", &seq, hash)) {
            a->heads++;
            OV_TRY(ov_audit_verify_head(verify, seq, hash));
        } else if ((value = ov_cli_value(a->argc, a->argv, &i, "--heads", &missing))) {
            OV_TRY(verify_file(verify, value, &a->heads));
        }
    }
    return OV_OK;
}

static ov_status verify_all(ov_cli *cli, ov_verify *verify, asked *a)
{
    static ov_status (*const parts[])(ov_verify *) = {
        verify_database, ov_audit_verify, ov_text_verify, ov_consult_verify, ov_settle_verify};

    for (size_t i = 0; i < OV_LEN(parts); i++)
        OV_TRY(parts[i](verify));
    OV_TRY(verify_heads(verify, a));
    for (size_t i = 0; i < ov_registry_count(cli->home->registry); i++) {
        const ov_plugin *plugin = &ov_registry_at(cli->home->registry, i)->plugin;

        if (plugin->verify && plugin->verify(verify) != OV_OK)
            return ov_err_prefix(&verify->ctx->err, "plugin %s", plugin->id);
    }
    return OV_OK;
}

/* A text that was tampered with need not be UTF-8; JSON must be. */
static json_t *text(const char *value)
{
    json_t *string = json_string(value);

    return string ? string : json_string("(not UTF-8)");
}

static void print_json(const ov_verify *verify, const asked *a)
{
    json_t *faults = json_array();
    json_t *root =
        json_pack("{s:b, s:I, s:I, s:o}", "ok", verify->n_faults == 0, "checked",
                  (json_int_t)verify->checked, "heads", (json_int_t)a->heads, "faults", faults);

    for (size_t i = 0; i < verify->n_faults; i++)
        json_array_append_new(
            faults, json_pack("{s:o, s:o, s:o}", "kind", text(verify->faults[i].kind), "id",
                              text(verify->faults[i].id), "what", text(verify->faults[i].what)));
    (void)json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(root);
}

/* Where the event log stops being true, in plain words: what stands before it can be trusted. */
static void print_first(const ov_verify *verify)
{
    for (size_t i = 0; i < verify->n_faults; i++) {
        const ov_fault *fault = &verify->faults[i];

        if (strcmp(fault->kind, "event") != 0 || *fault->id < '0' || *fault->id > '9')
            continue;
        printf("The event log does not hold from event %s on; the events before it do.\n",
               fault->id);
        return;
    }
}

static void print_lines(const ov_verify *verify, const asked *a)
{
    print_first(verify);
    for (size_t i = 0; i < verify->n_faults; i++)
        printf("%s %s: %s\n", verify->faults[i].kind, verify->faults[i].id, verify->faults[i].what);
    if (a->heads)
        printf("%" PRId64 " published %s compared with the event log\n", a->heads,
               a->heads == 1 ? "head" : "heads");
    printf("%" PRId64 " checked, %zu %s\n", verify->checked, verify->n_faults,
           verify->n_faults == 1 ? "fault" : "faults");
}

/* Looks through the arguments before anything is opened. 0: fine. */
static int read_arguments(int argc, char **argv, asked *out)
{
    char hash[65];
    bool missing = false;
    int64_t seq;

    for (int i = 1; i < argc; i++) {
        const char *argument = argv[i], *value;

        if (strcmp(argument, "--json") == 0) {
            out->json = true;
            continue;
        }
        value = ov_cli_value(argc, argv, &i, "--head", &missing);
        if (missing)
            return ov_cli_usage("verify", "%s needs a value", argument);
        if (value && !read_head(value, ":", &seq, hash))
            return ov_cli_usage("verify", "\"%s\" is not SEQ:HASH, a number and 64 hex digits",
                                value);
        if (value)
            continue;
        value = ov_cli_value(argc, argv, &i, "--heads", &missing);
        if (missing)
            return ov_cli_usage("verify", "%s needs a value", argument);
        if (!value)
            return ov_cli_usage("verify", "unknown argument %s", argument);
    }
    return 0;
}

int ov_cmd_verify(ov_cli *cli, int argc, char **argv)
{
    ov_verify verify = {.ctx = &cli->ctx};
    asked a = {.argc = argc, .argv = argv};
    ov_status status;
    int code = read_arguments(argc, argv, &a);

    if (!code)
        code = ov_cli_db(cli);
    if (code)
        return code;
    status = ov_read_begin(&cli->ctx);
    if (status == OV_OK)
        status = verify_all(cli, &verify, &a);
    ov_read_end(&cli->ctx);
    if (status != OV_OK) {
        int failed = ov_cli_fail(&cli->ctx.err, status);

        return status == OV_IO ? failed : OV_EXIT_CONFIG;
    }
    if (a.json)
        print_json(&verify, &a);
    else
        print_lines(&verify, &a);
    return verify.n_faults ? OV_EXIT_FINDINGS : OV_EXIT_OK;
}
