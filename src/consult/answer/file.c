/* SPDX-License-Identifier: EUPL-1.2 */
/* file.c — files that come with answers: looked at before they are stored, stored byte for byte. */
#include "consult/consult_sql.h"
#include "consult/answer/file_sql.h"

#include "util/clamd.h"
#include "util/log.h"
#include "util/places.h"

#include <string.h>

static ov_file_rules rules = {
    .size = 25 << 20, .total = 100 << 20, .number = 30, .clamd = "", .clamd_seconds = 20};

void ov_file_rules_set(const ov_file_rules *next)
{
    rules = *next;
}

const ov_file_rules *ov_file_rules_now(void)
{
    return &rules;
}

const char *ov_file_use_title(const char *use)
{
    static const struct {
        const char *use, *title;
    } known[] = {{"attachment", "Bilaga"},
                 {"reservation", "Reservation"},
                 {"decision", "Protokollsutdrag"},
                 {"original", "Originalet"}};

    for (size_t i = 0; use && i < OV_LEN(known); i++)
        if (!strcmp(use, known[i].use))
            return known[i].title;
    return "";
}

/* ---- Taking a file ---- */

static ov_status scan(ov_ctx *ctx, ov_str bytes, const char **said)
{
    const char *found = NULL;
    ov_err err = {0};

    *said = "not_scanned";
    if (!*rules.clamd)
        return OV_OK;
    if (ov_clamd_scan(ctx->arena, rules.clamd, rules.clamd_seconds, bytes, &found, &err) != OV_OK) {
        ov_log(OV_LOG_ERROR, "%s", err.text);
        return rules.clamd_required
                   ? ov_fail(&ctx->err, OV_INVALID,
                             "Virusskyddet svarar inte, så filen tas inte emot just nu. Försök "
                             "igen om en stund.")
                   : OV_OK;
    }
    if (found) {
        ov_log(OV_LOG_WARN, "clamd: an upload was refused: %s", found);
        return ov_fail(&ctx->err, OV_INVALID,
                       "Virusskyddet stoppade filen, och den är inte sparad. Låt er it-avdelning "
                       "undersöka den.");
    }
    *said = "clean";
    return OV_OK;
}

/* Parsing what nobody trusts, when a place is free: readers must be answered meanwhile. */
static ov_status read_words(ov_ctx *ctx, const char *tmp_dir, const ov_attachment_kind *kind,
                            ov_new_file *file)
{
    const ov_places places = {
        .dir = tmp_dir, .name = OV_HELPER_PLACES, .n = OV_HELPER_PLACES_N, .wait_ms = 5000};
    ov_err err = {0};
    int place;

    if (ov_place_take(&places, &place, &err) == OV_BUSY)
        return ov_fail(&ctx->err, OV_BUSY,
                       "Flera filer läses in just nu. Vänta en stund, välj filen igen och försök "
                       "på nytt.");
    file->text = ov_attachment_text(ctx->arena, file->bytes, kind, tmp_dir);
    ov_place_leave(place);
    return OV_OK;
}

ov_status ov_file_prepare(ov_ctx *ctx, ov_str bytes, const char *raw_name, const char *tmp_dir,
                          ov_new_file *out)
{
    const ov_attachment_kind *kind = NULL;
    ov_new_file file = {.bytes = bytes};

    if ((int64_t)bytes.len > rules.size)
        return ov_fail(&ctx->err, OV_TOO_LARGE,
                       "Filen är för stor. En fil får vara högst %lld MB; dela upp den eller gör "
                       "bilderna mindre.",
                       (long long)(rules.size >> 20));
    OV_TRY(ov_attachment_name(ctx->arena, raw_name, &file.name, &ctx->err));
    OV_TRY(ov_attachment_tell(ctx->arena, bytes, file.name, &kind, &ctx->err));
    OV_TRY(scan(ctx, bytes, &file.scan));
    file.type = kind->mime;
    ov_sha256_hex(bytes, file.sha256);
    OV_TRY(read_words(ctx, tmp_dir, kind, &file));
    *out = file;
    return OV_OK;
}

/* ---- In a draft ---- */

enum { DRAFT_ROUND, DRAFT_ORG, DRAFT_KIND };

/* What staff type in is theirs until it is sent. */
static ov_status tell(ov_ctx *ctx, const ov_rows *draft, const char *action, const char *before,
                      const char *after)
{
    bool own = !strcmp(ov_cell_text(draft, 0, DRAFT_KIND), "own");
    ov_id org = own ? ov_cell_int(draft, 0, DRAFT_ORG) : ctx->actor.org_id;
    const char *object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                   (long long)ov_cell_int(draft, 0, DRAFT_ROUND), (long long)org);

    return ov_audit(
        ctx, &(ov_event){.action = action, .object = object, .before = before, .after = after});
}

static ov_status check_room(ov_ctx *ctx, ov_id draft_id, size_t more)
{
    const ov_rows *sum;

    OV_TRY(ov_select_row(ctx, &ov_file_sql[FILE_SUM], OV_ARGS(ov_int(draft_id)), &sum));
    if (ov_cell_int(sum, 0, 0) >= rules.number)
        return ov_fail(&ctx->err, OV_TOO_LARGE,
                       "Svaret har redan %lld filer, och fler tas inte emot. Ta bort någon eller "
                       "slå ihop dem.",
                       (long long)rules.number);
    if (ov_cell_int(sum, 0, 1) + (int64_t)more > rules.total)
        return ov_fail(&ctx->err, OV_TOO_LARGE,
                       "Filerna får tillsammans vara högst %lld MB. Ta bort någon eller gör dem "
                       "mindre.",
                       (long long)(rules.total >> 20));
    return OV_OK;
}

static ov_status store(ov_ctx *ctx, const ov_rows *draft, const ov_new_file *file, ov_id *id)
{
    return ov_insert(ctx, &ov_file_sql[FILE_ADD],
                     OV_ARGS(ov_int(ov_cell_int(draft, 0, DRAFT_ORG)), ov_text(file->name),
                             ov_text(file->type), ov_int((int64_t)file->bytes.len),
                             ov_text(file->sha256), ov_text(file->scan), ov_int(ctx->now),
                             ov_id_or_null(ctx->actor.account_id), ov_text_str(file->text),
                             ov_blob(file->bytes)),
                     id);
}

ov_status ov_file_add(ov_ctx *ctx, ov_id draft_id, const ov_new_file *file, ov_id question_id,
                      const char *use, ov_id *id)
{
    const ov_rows *draft, *same;
    int64_t changed;

    OV_TRY(ov_select_row(ctx, &ov_file_sql[FILE_DRAFT_OF], OV_ARGS(ov_int(draft_id)), &draft));
    OV_TRY(ov_select(ctx, &ov_file_sql[FILE_SAME],
                     OV_ARGS(ov_int(draft_id), ov_int(question_id), ov_text(use),
                             ov_text(file->sha256), ov_text(file->name)),
                     &same));
    if (same->n) { /* a double click */
        *id = ov_cell_int(same, 0, 0);
        return OV_OK;
    }
    OV_TRY(check_room(ctx, draft_id, file->bytes.len));
    OV_TRY(store(ctx, draft, file, id));
    OV_TRY(ov_exec(ctx, &ov_file_sql[FILE_DRAFT_ADD],
                   OV_ARGS(ov_int(draft_id), ov_id_or_null(question_id), ov_int(*id), ov_text(use)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the question is of another round");
    if (!strcmp(ov_cell_text(draft, 0, DRAFT_KIND), "own"))
        OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_MARK_WORKING],
                       OV_ARGS(ov_int(ov_cell_int(draft, 0, DRAFT_ROUND)),
                               ov_int(ov_cell_int(draft, 0, DRAFT_ORG))),
                       NULL));
    return tell(ctx, draft, "file.added", NULL, file->sha256);
}

ov_status ov_file_remove(ov_ctx *ctx, ov_id draft_id, ov_id file_id)
{
    const ov_rows *draft;
    ov_stored file;
    int64_t changed;

    OV_TRY(ov_select_row(ctx, &ov_file_sql[FILE_DRAFT_OF], OV_ARGS(ov_int(draft_id)), &draft));
    OV_TRY(ov_draft_file(ctx, draft_id, file_id, &file));
    OV_TRY(ov_exec(ctx, &ov_file_sql[FILE_DRAFT_DROP], OV_ARGS(ov_int(draft_id), ov_int(file_id)),
                   &changed));
    if (changed)
        OV_TRY(ov_exec(ctx, &ov_file_sql[FILE_DROP], OV_ARGS(ov_int(file_id)), NULL));
    else
        OV_TRY(ov_exec(ctx, &ov_file_sql[FILE_DRAFT_MARK],
                       OV_ARGS(ov_int(draft_id), ov_int(file_id), ov_int(ctx->now)), NULL));
    return tell(ctx, draft, "file.removed", file.sha256, NULL);
}

/* ---- Reading ---- */

ov_status ov_draft_files(ov_ctx *ctx, ov_id draft_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_file_sql[FILE_DRAFT_LIST], OV_ARGS(ov_int(draft_id)), out);
}

ov_status ov_response_files(ov_ctx *ctx, ov_id response_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_file_sql[FILE_RESPONSE_LIST], OV_ARGS(ov_int(response_id)), out);
}

static void fill(const ov_rows *rows, ov_stored *out)
{
    *out = (ov_stored){.name = ov_cell_text(rows, 0, 0),
                       .type = ov_cell_text(rows, 0, 1),
                       .sha256 = ov_cell_text(rows, 0, 2),
                       .bytes = ov_cell_str(rows, 0, 3),
                       .response_id = ov_cell_int(rows, 0, 4),
                       .number = ov_cell_text(rows, 0, 5),
                       .use = ov_cell_text(rows, 0, 6)};
}

ov_status ov_draft_file(ov_ctx *ctx, ov_id draft_id, ov_id file_id, ov_stored *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_file_sql[FILE_DRAFT_GET],
                         OV_ARGS(ov_int(draft_id), ov_int(file_id)), &rows));
    fill(rows, out);
    return OV_OK;
}

ov_status ov_response_file(ov_ctx *ctx, ov_id response_id, ov_id file_id, ov_stored *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_file_sql[FILE_RESPONSE_GET],
                         OV_ARGS(ov_int(response_id), ov_int(file_id)), &rows));
    fill(rows, out);
    return OV_OK;
}

ov_status ov_sent_file(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const char *number,
                       ov_id file_id, ov_stored *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_file_sql[FILE_SENT_GET],
                         OV_ARGS(ov_int(consultation_id), ov_int(org_id),
                                 ov_text(number ? number : ""), ov_int(file_id)),
                         &rows));
    fill(rows, out);
    return OV_OK;
}

ov_status ov_response_texts(ov_ctx *ctx, ov_id response_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_file_sql[FILE_TEXTS], OV_ARGS(ov_int(response_id)), out);
}
