/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_files.c — the files that came with the answers of a compilation: an answer to a
 * question may be a file and nothing else. */
#include "consult/compilation/compilation_sql.h"

#include <stdlib.h>
#include <string.h>

enum { R_RESPONSE, R_QUESTION, R_FILE, R_NAME, R_USE };

static size_t party_of(const ov_compilation *k, ov_id response_id)
{
    for (size_t i = 0; i < k->n_parties; i++)
        if (k->parties[i].response_id == response_id)
            return i;
    return SIZE_MAX;
}

static size_t question_of(const ov_compilation *k, ov_id question_id)
{
    for (size_t i = 0; question_id && i < k->n_questions; i++)
        if (k->questions[i].id == question_id)
            return i;
    return SIZE_MAX;
}

/* By party; what one party sent keeps its order, which is that of the ids. */
static int by_party(const void *a, const void *b)
{
    const ov_compiled_file *x = a, *y = b;

    if (x->party != y->party)
        return x->party < y->party ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* What came on paper and extracts of minutes are not screened: they are for those who follow the
 * round. */
static bool shown(const ov_sight *sight, const char *use)
{
    return sight->all || (sight->files && !strcmp(use, "attachment"));
}

ov_status ov_compilation_files(ov_ctx *ctx, const ov_compilation *k, const ov_sight *sight,
                               ov_id question_id, const ov_compiled_file **out, size_t *n)
{
    const ov_val args[] = {OV_FILTER_ARGS(k), ov_int(question_id)};
    ov_compiled_file *files;
    size_t count = 0, party = SIZE_MAX;
    ov_id response = 0;
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_compilation_sql[COMPILATION_FILES], args, OV_LEN(args), &rows));
    files = ov_calloc(ctx->arena, rows->n + 1, sizeof *files);
    for (size_t i = 0; i < rows->n; i++) {
        if (ov_cell_int(rows, i, R_RESPONSE) != response) {
            response = ov_cell_int(rows, i, R_RESPONSE);
            party = party_of(k, response);
        }
        if (party == SIZE_MAX || !ov_sight_answer(sight, &k->parties[party]))
            continue;
        files[count++] = (ov_compiled_file){
            .party = party,
            .question = question_of(k, ov_cell_int(rows, i, R_QUESTION)),
            .order = i,
            .id = ov_cell_int(rows, i, R_FILE),
            .name =
                shown(sight, ov_cell_text(rows, i, R_USE)) ? ov_cell_text(rows, i, R_NAME) : NULL,
            .use = ov_cell_text(rows, i, R_USE),
        };
    }
    qsort(files, count, sizeof *files, by_party);
    *out = files;
    *n = count;
    return OV_OK;
}
