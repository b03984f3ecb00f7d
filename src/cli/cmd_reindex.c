/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_reindex.c — `overens reindex`: makes anew what was made of texts by libraries: the search
 * index and the sort keys of names (practice 27). */
#include "cli/cli.h"

#include "db/search.h"
#include "text/render.h"

#include <stdio.h>
#include <string.h>

/* ---- Sort keys ---- */

enum { A_BATCH = 200 };

typedef struct named { /* a table of names in Swedish order */
    ov_sql read, write;
} named;

static const named tables[] = {
    {{"reindex.organisations",
      "SELECT id, name, sort_key FROM organisation WHERE id > $1 ORDER BY id LIMIT $2", NULL},
     {"reindex.organisation", "UPDATE organisation SET sort_key = $2 WHERE id = $1", NULL}},
    {{"reindex.matters",
      "SELECT id, title, sort_key FROM matter WHERE id > $1 ORDER BY id LIMIT $2", NULL},
     {"reindex.matter", "UPDATE matter SET sort_key = $2 WHERE id = $1", NULL}},
    {{"reindex.terms", "SELECT id, name, sort_key FROM term WHERE id > $1 ORDER BY id LIMIT $2",
      NULL},
     {"reindex.term", "UPDATE term SET sort_key = $2 WHERE id = $1", NULL}}};

typedef struct sorting {
    const named *table;
    ov_id after;
    bool done;
} sorting;

static ov_status sort_some(ov_ctx *ctx, void *arg)
{
    sorting *s = arg;
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &s->table->read, OV_ARGS(ov_int(s->after), ov_int(A_BATCH)), &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *key = ov_sort_key(ctx->arena, ov_cell_text(rows, i, 1));

        if (strcmp(key, ov_cell_text(rows, i, 2)) != 0)
            OV_TRY(ov_exec(ctx, &s->table->write,
                           OV_ARGS(ov_int(ov_cell_int(rows, i, 0)), ov_text(key)), NULL));
    }
    s->done = rows->n < A_BATCH;
    if (!s->done)
        s->after = ov_cell_int(rows, rows->n - 1, 0);
    return OV_OK;
}

static ov_status sort_again(ov_ctx *ctx)
{
    for (size_t i = 0; i < OV_LEN(tables); i++) {
        sorting s = {.table = &tables[i]};

        while (!s.done)
            OV_TRY(ov_write(ctx, sort_some, &s));
    }
    return OV_OK;
}

/* ---- The command ---- */

static ov_status reindex(ov_cli *cli)
{
    size_t n;
    const ov_search_source *const *sources = ov_search_sources(&n);

    OV_TRY(sort_again(&cli->ctx));
    OV_TRY(ov_text_rerender(&cli->ctx));
    return ov_search_reindex(&cli->ctx, sources, n);
}

int ov_cmd_reindex(ov_cli *cli, int argc, char **argv)
{
    ov_status status;
    int code;

    if (argc > 1)
        return ov_cli_usage("reindex", "unknown argument %s", argv[1]);
    code = ov_cli_db(cli);
    if (code)
        return code;
    status = reindex(cli);
    if (status != OV_OK) {
        (void)ov_cli_fail(&cli->ctx.err, status);
        return OV_EXIT_CONFIG;
    }
    puts("The search index and the sort keys are made anew.");
    return OV_EXIT_OK;
}

ov_status ov_search_index_missing(ov_cli *cli)
{
    size_t n;
    const ov_search_source *const *sources = ov_search_sources(&n);
    bool empty;

    OV_TRY(ov_search_empty(&cli->ctx, &empty));
    return empty ? ov_search_reindex(&cli->ctx, sources, n) : ov_search_merge(&cli->ctx);
}
