/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_verify.c — `overens verify [--json]`: the database itself, the event chain, texts, receipts,
 * statements, and what the plugins check of their own. */
#include "cli/cli.h"

#include "audit/audit.h"
#include "consult/consult.h"
#include "settle/settle.h"
#include "text/text.h"

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

static ov_status verify_all(ov_cli *cli, ov_verify *verify)
{
    static ov_status (*const parts[])(ov_verify *) = {
        verify_database, ov_audit_verify, ov_text_verify, ov_consult_verify, ov_settle_verify};

    for (size_t i = 0; i < OV_LEN(parts); i++)
        OV_TRY(parts[i](verify));
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

static void print_json(const ov_verify *verify)
{
    json_t *faults = json_array();
    json_t *root = json_pack("{s:b, s:I, s:o}", "ok", verify->n_faults == 0, "checked",
                             (json_int_t)verify->checked, "faults", faults);

    for (size_t i = 0; i < verify->n_faults; i++)
        json_array_append_new(
            faults, json_pack("{s:o, s:o, s:o}", "kind", text(verify->faults[i].kind), "id",
                              text(verify->faults[i].id), "what", text(verify->faults[i].what)));
    (void)json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(root);
}

static void print_lines(const ov_verify *verify)
{
    for (size_t i = 0; i < verify->n_faults; i++)
        printf("%s %s: %s\n", verify->faults[i].kind, verify->faults[i].id, verify->faults[i].what);
    printf("%" PRId64 " checked, %zu %s\n", verify->checked, verify->n_faults,
           verify->n_faults == 1 ? "fault" : "faults");
}

int ov_cmd_verify(ov_cli *cli, int argc, char **argv)
{
    bool json = argc == 2 && strcmp(argv[1], "--json") == 0;
    ov_verify verify = {.ctx = &cli->ctx};
    ov_status status;
    int code;

    if (argc > 1 && !json)
        return ov_cli_usage("verify", "unknown argument %s", argv[1]);
    code = ov_cli_db(cli);
    if (code)
        return code;
    status = ov_read_begin(&cli->ctx);
    if (status == OV_OK)
        status = verify_all(cli, &verify);
    ov_read_end(&cli->ctx);
    if (status != OV_OK) {
        (void)ov_cli_fail(&cli->ctx.err, status);
        return OV_EXIT_CONFIG;
    }
    if (json)
        print_json(&verify);
    else
        print_lines(&verify);
    return verify.n_faults ? OV_EXIT_FINDINGS : OV_EXIT_OK;
}
