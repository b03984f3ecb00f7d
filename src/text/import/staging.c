/* SPDX-License-Identifier: EUPL-1.2 */
/* staging.c — files that are being checked: the rows, and who did what with them. */
#include "text/import/staging.h"

#include "text/import/staging_json.h"
#include "util/hash.h"

enum { ADD, COUNT, LIST, GET, SOURCE, EXISTS, SAVE, UNDO, RESTART, DISCARD, STORED, DOCUMENTS };

#define OF_VERSION "WHERE id = $1 AND matter_id = $2 AND row_version = $3 AND state = 'open'"
/* Nothing of the file stays. */
#define EMPTIED(bytes)                                                                             \
    "file_name = '-', lost = '', warnings = '[]', nodes = '[]', first_nodes = '[]', "              \
    "previous = NULL, source = " bytes " "

const ov_sql ov_staging_sql[] = {
    [ADD] = {"staging.add",
             "INSERT INTO staged_import (matter_id, account_id, person, created_at, "
             "document_title, label, day, file_name, kind, size, hash, source_words, lost_words, "
             "lost, warnings, nodes, first_nodes, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
             "$9, $10, $11, $12, $13, $14, $15, $16, $16, $17) RETURNING id",
             NULL},
    [COUNT] = {"staging.count",
               "SELECT count(*) FROM staged_import WHERE matter_id = $1 AND state = 'open'", NULL},
    [LIST] = {"staging.list",
              "SELECT id, document_title, label, day, file_name, person, created_at "
              "FROM staged_import WHERE matter_id = $1 AND state = 'open' ORDER BY id DESC",
              NULL},
    [GET] = {"staging.get",
             "SELECT id, matter_id, person, created_at, row_version, document_title, label, day, "
             "file_name, kind, size, hash, source_words, lost_words, lost, "
             "CASE WHEN previous IS NULL THEN 0 ELSE 1 END, "
             "CASE WHEN nodes = first_nodes THEN 0 ELSE 1 END, warnings, nodes "
             "FROM staged_import WHERE id = $1 AND matter_id = $2 AND state = 'open'",
             NULL},
    [SOURCE] =
        {"staging.source",
         "SELECT source FROM staged_import WHERE id = $1 AND matter_id = $2 AND state = 'open'",
         NULL},
    [EXISTS] = {"staging.exists",
                "SELECT row_version FROM staged_import WHERE id = $1 AND matter_id = $2 AND state "
                "= 'open'",
                NULL},
    [SAVE] = {"staging.save",
              "UPDATE staged_import SET previous = nodes, nodes = $4, "
              "row_version = row_version + 1 " OF_VERSION,
              NULL},
    [UNDO] = {"staging.undo",
              "UPDATE staged_import SET nodes = previous, previous = NULL, "
              "row_version = row_version + 1 " OF_VERSION " AND previous IS NOT NULL",
              NULL},
    [RESTART] = {"staging.restart",
                 "UPDATE staged_import SET previous = nodes, nodes = first_nodes, "
                 "row_version = row_version + 1 " OF_VERSION,
                 NULL},
    [DISCARD] = {"staging.discard",
                 "UPDATE staged_import SET state = 'discarded', " EMPTIED(
                     "$3") "WHERE id = $1 AND matter_id = $2 AND state = 'open'",
                 NULL},
    [STORED] = {"staging.stored",
                "UPDATE staged_import SET state = 'stored', " EMPTIED("$4") OF_VERSION, NULL},
    [DOCUMENTS] = {"staging.documents",
                   "SELECT title FROM document WHERE matter_id = $1 ORDER BY id", NULL},
    {0},
};

static ov_status note(ov_ctx *ctx, const char *action, ov_id id, const char *after)
{
    ov_event event = {.action = action,
                      .object = ov_printf(ctx->arena, "staged_import/%lld", (long long)id),
                      .after = after};

    return ov_audit(ctx, &event);
}

ov_status ov_staged_add(ov_ctx *ctx, const ov_staged *s, const char *json, ov_str source, ov_id *id)
{
    const char *person = ctx->actor.name ? ctx->actor.name : ctx->actor.login;
    const char *warnings = ov_staged_warnings_json(ctx->arena, s->warnings, s->n_warnings);
    int64_t n;
    ov_id made;

    OV_TRY(ov_select_int(ctx, &ov_staging_sql[COUNT], OV_ARGS(ov_int(s->matter_id)), 0, &n));
    if (n >= OV_STAGED_MOST)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "the matter has %lld staged imports already",
                       (long long)n);
    OV_TRY(ov_insert(ctx, &ov_staging_sql[ADD],
                     OV_ARGS(ov_int(s->matter_id), ov_id_or_null(ctx->actor.account_id),
                             ov_text(person), ov_int(ctx->now), ov_text(s->document_title),
                             ov_text(s->label), ov_int(s->day), ov_text(s->file_name),
                             ov_text(s->kind), ov_int(s->size), ov_text(s->hash),
                             ov_int(s->source_words), ov_int(s->lost_words), ov_text(s->lost),
                             ov_text(warnings), ov_text(json), ov_blob(source)),
                     &made));
    OV_TRY(note(ctx, "import.read", made, s->hash));
    *id = made;
    return OV_OK;
}

/* A statement for one row version changed nothing: why? */
static ov_status why_not(ov_ctx *ctx, const ov_staged *s)
{
    int64_t version;

    OV_TRY(ov_select_int(ctx, &ov_staging_sql[EXISTS], OV_ARGS(ov_int(s->id), ov_int(s->matter_id)),
                         0, &version));
    if (!version)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the staged import is gone");
    if (version != s->row_version)
        return ov_fail(&ctx->err, OV_CONFLICT, "the staged import has changed meanwhile");
    return ov_fail(&ctx->err, OV_INVALID, "there is nothing to undo");
}

static ov_status change(ov_ctx *ctx, const ov_staged *s, const ov_sql *sql, const char *action)
{
    int64_t changed = 0;

    OV_TRY(ov_exec(ctx, sql, OV_ARGS(ov_int(s->id), ov_int(s->matter_id), ov_int(s->row_version)),
                   &changed));
    return changed ? note(ctx, action, s->id, NULL) : why_not(ctx, s);
}

ov_status ov_staged_save(ov_ctx *ctx, const ov_staged *s, const char *json)
{
    int64_t changed = 0;
    char hash[OV_HASH_HEX];

    OV_TRY(
        ov_exec(ctx, &ov_staging_sql[SAVE],
                OV_ARGS(ov_int(s->id), ov_int(s->matter_id), ov_int(s->row_version), ov_text(json)),
                &changed));
    if (!changed)
        return why_not(ctx, s);
    ov_sha256_hex(ov_str_from(json), hash);
    return note(ctx, "import.corrected", s->id, hash);
}

ov_status ov_staged_undo(ov_ctx *ctx, const ov_staged *s)
{
    return change(ctx, s, &ov_staging_sql[UNDO], "import.undone");
}

ov_status ov_staged_restart(ov_ctx *ctx, const ov_staged *s)
{
    return change(ctx, s, &ov_staging_sql[RESTART], "import.restarted");
}

ov_status ov_staged_discard(ov_ctx *ctx, ov_id matter_id, ov_id id)
{
    int64_t changed = 0;

    OV_TRY(ov_exec(ctx, &ov_staging_sql[DISCARD],
                   OV_ARGS(ov_int(id), ov_int(matter_id), ov_blob(OV_LIT(""))), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the staged import is gone");
    return note(ctx, "import.discarded", id, NULL);
}

ov_status ov_staged_store(ov_ctx *ctx, const ov_staged *s, const ov_version_draft *draft,
                          ov_id *version_id)
{
    int64_t changed = 0;
    ov_id made;

    OV_TRY(ov_version_store(ctx, draft, &made));
    OV_TRY(ov_exec(
        ctx, &ov_staging_sql[STORED],
        OV_ARGS(ov_int(s->id), ov_int(s->matter_id), ov_int(s->row_version), ov_blob(OV_LIT(""))),
        &changed));
    if (!changed)
        return why_not(ctx, s);
    OV_TRY(note(ctx, "import.stored", s->id, NULL));
    *version_id = made;
    return OV_OK;
}

ov_status ov_staged_list(ov_ctx *ctx, ov_id matter_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_staging_sql[LIST], OV_ARGS(ov_int(matter_id)), out);
}

ov_status ov_staged_get(ov_ctx *ctx, ov_id matter_id, ov_id id, ov_staged *out)
{
    const ov_rows *rows;
    ov_staged s = {0};
    size_t c = 0;

    OV_TRY(ov_select_row(ctx, &ov_staging_sql[GET], OV_ARGS(ov_int(id), ov_int(matter_id)), &rows));
    s.id = ov_cell_int(rows, 0, c++);
    s.matter_id = ov_cell_int(rows, 0, c++);
    s.person = ov_cell_text(rows, 0, c++);
    s.created_at = ov_cell_int(rows, 0, c++);
    s.row_version = ov_cell_int(rows, 0, c++);
    s.document_title = ov_cell_text(rows, 0, c++);
    s.label = ov_cell_text(rows, 0, c++);
    s.day = (ov_day)ov_cell_int(rows, 0, c++);
    s.file_name = ov_cell_text(rows, 0, c++);
    s.kind = ov_cell_text(rows, 0, c++);
    s.size = ov_cell_int(rows, 0, c++);
    s.hash = ov_cell_text(rows, 0, c++);
    s.source_words = ov_cell_int(rows, 0, c++);
    s.lost_words = ov_cell_int(rows, 0, c++);
    s.lost = ov_cell_text(rows, 0, c++);
    s.can_undo = ov_cell_int(rows, 0, c++) != 0;
    s.changed = ov_cell_int(rows, 0, c++) != 0;
    OV_TRY(ov_staged_warnings_read(ctx->arena, ov_cell_str(rows, 0, c++), &s, &ctx->err));
    OV_TRY(ov_staged_nodes_read(ctx->arena, ov_cell_str(rows, 0, c), &s, &ctx->err));
    *out = s;
    return OV_OK;
}

ov_status ov_staged_source(ov_ctx *ctx, ov_id matter_id, ov_id id, ov_str *out)
{
    const ov_rows *rows;

    OV_TRY(
        ov_select_row(ctx, &ov_staging_sql[SOURCE], OV_ARGS(ov_int(id), ov_int(matter_id)), &rows));
    *out = ov_cell_str(rows, 0, 0);
    return OV_OK;
}

ov_status ov_staged_documents(ov_ctx *ctx, ov_id matter_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_staging_sql[DOCUMENTS], OV_ARGS(ov_int(matter_id)), out);
}
