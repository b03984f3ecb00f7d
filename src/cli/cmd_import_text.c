/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_import_text.c — `overens import-text`: a document becomes a version of numbered provisions.
 */
#include "cli/cli.h"

#include "matter/matter.h"
#include "text/import/import_file.h"
#include "util/file.h"

#include <stdio.h>
#include <string.h>

typedef struct options {
    bool json;
    const char *matter, *label, *date, *status, *file, *title;
} options;

/* 0 when understood, else the exit code. */
static int read_options(int argc, char **argv, options *o)
{
    const struct {
        const char *name, **to;
    } named[] = {{"--matter", &o->matter},
                 {"--label", &o->label},
                 {"--date", &o->date},
                 {"--status", &o->status},
                 {"--document", &o->title}};

    for (int i = 1; i < argc; i++) {
        bool missing = false, found = false;

        if (!strcmp(argv[i], "--json")) {
            o->json = true;
            continue;
        }
        for (size_t k = 0; k < OV_LEN(named) && !found && !missing; k++) {
            const char *value = ov_cli_value(argc, argv, &i, named[k].name, &missing);

            if (value) {
                *named[k].to = value;
                found = true;
            }
        }
        if (missing)
            return ov_cli_usage("import-text", "%s wants a value", argv[i]);
        if (found)
            continue;
        if (argv[i][0] == '-' && argv[i][1])
            return ov_cli_usage("import-text", "unknown option %s", argv[i]);
        if (o->file)
            return ov_cli_usage("import-text", "one file at a time");
        o->file = argv[i];
    }
    if (!o->file)
        return ov_cli_usage("import-text", "which file?");
    if (!o->json && (!o->matter || !o->label || !o->date))
        return ov_cli_usage(
            "import-text",
            "--matter, --label and --date are needed to store a text (or say --json)");
    return 0;
}

/* "FILE:LINE:COL: text", the form of every message about a file. */
static int refuse(const char *file, const ov_err *err)
{
    const char *text = err->text;
    int line = 1, used = 0;

    if (sscanf(text, "Rad %d: %n", &line, &used) == 1 && used > 0)
        text += used;
    else
        line = 1;
    fprintf(stderr, "%s:%d:1: %s\n", file, line, text);
    return OV_EXIT_INPUT;
}

/* A label that is taken gets a number behind it in the address: say so, for it is seldom meant. */
static ov_status tell_of_same_label(ov_ctx *ctx, const ov_version *version)
{
    const ov_rows *rows;

    OV_TRY(ov_versions(ctx, version->matter_id, true, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        if (ov_cell_int(rows, i, 0) == version->id ||
            strcmp(ov_cell_text(rows, i, 3), version->label) != 0)
            continue;
        fprintf(stderr,
                "overens: there is already a version %s, at text/%s; this one became text/%s\n",
                version->label, ov_cell_text(rows, i, 1), version->slug);
        break;
    }
    return OV_OK;
}

typedef struct storing {
    ov_version_draft draft;
    ov_id id;
} storing;

static ov_status store(ov_ctx *ctx, void *arg)
{
    storing *s = arg;

    return ov_version_store(ctx, &s->draft, &s->id);
}

static int store_import(ov_cli *cli, const options *o, const ov_import *import, ov_str source)
{
    static const char *const statuses[] = {"draft", "working", "consultation", "proposal",
                                           "adopted"};
    const char *slash = strrchr(o->file, '/');
    storing s = {.draft = {.label = o->label,
                           .status = o->status ? o->status : "consultation",
                           .import = import,
                           .source = source,
                           .source_name = slash ? slash + 1 : o->file}};
    ov_version version;
    ov_matter matter;
    bool known = false;

    for (size_t i = 0; i < OV_LEN(statuses); i++)
        known |= !strcmp(statuses[i], s.draft.status);
    if (!known)
        return ov_cli_usage("import-text",
                            "--status is draft, working, consultation, proposal or adopted");
    if (ov_day_parse(ov_str_from(o->date), &s.draft.date) != OV_OK)
        return ov_cli_usage("import-text", "--date wants a day as 2025-01-31, not %s", o->date);
    int code = ov_cli_db(cli);
    if (code)
        return code;
    ov_status status = ov_matter_by_slug(&cli->ctx, o->matter, &matter);
    if (status == OV_NOT_FOUND) {
        fprintf(stderr, "overens: there is no matter %s\n", o->matter);
        return OV_EXIT_INPUT;
    }
    if (status == OV_OK) {
        s.draft.matter_id = matter.id;
        s.draft.document_title = o->title ? o->title : matter.title;
        status = ov_version_prepare(&cli->ctx, &s.draft);
    }
    if (status == OV_OK)
        status = ov_write(&cli->ctx, store, &s);
    if (status == OV_OK)
        status = ov_version_get(&cli->ctx, s.id, &version);
    if (status == OV_OK)
        status = tell_of_same_label(&cli->ctx, &version);
    if (status != OV_OK)
        return ov_cli_fail(&cli->ctx.err, status);
    printf("/arende/%s/text/%s\n", matter.slug, version.slug);
    return OV_EXIT_OK;
}

/* overens import-text [--json] [--matter SLUG --label TEXT --date DATE [--status STATUS]
 * [--document TITLE]] FILE */
int ov_cmd_import_text(ov_cli *cli, int argc, char **argv)
{
    options o = {0};
    ov_import_kind kind;
    ov_import import;
    ov_err err = {0};
    ov_str source;
    int code = read_options(argc, argv, &o);

    if (code)
        return code;
    switch (ov_file_read(cli->arena, o.file, OV_IMPORT_FILE_MAX, &source, &err)) {
    case OV_OK:
        break;
    case OV_TOO_LARGE:
        fprintf(stderr,
                "%s:1:1: Filen är större än 32 MB. Ta bort bilderna ur dokumentet eller dela upp "
                "det.\n",
                o.file);
        return OV_EXIT_INPUT;
    default:
        fprintf(stderr, "overens: %s\n", err.text);
        return OV_EXIT_INPUT;
    }
    if (ov_import_file(cli->arena, source, o.file, NULL, &import, &kind, &err) != OV_OK)
        return refuse(o.file, &err);
    if (o.json) {
        (void)fputs(ov_import_json(cli->arena, &import), stdout);
        return fflush(stdout) == 0 ? OV_EXIT_OK : OV_EXIT_INPUT;
    }
    for (size_t i = 0; i < import.n_warnings; i++)
        fprintf(stderr, "%s:%d:1: %s\n", o.file, import.warnings[i].line, import.warnings[i].text);
    return store_import(cli, &o, &import, source);
}
