/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_answers.c — the parties of a compilation and what each of them answers. */
#include "consult/compilation/compilation_sql.h"

#include <stdlib.h>
#include <string.h>

enum {
    P_ORG,
    P_RESPONSE,
    P_CODE,
    P_NAME,
    P_CLASS,
    P_TYPE,
    P_TIMING,
    P_NUMBER,
    P_LEGAL,
    P_LEGAL_SENT,
    P_SOURCE,
    P_WITH,
    P_BODY,
    P_REF,
    P_DAY,
    P_RECEIVED,
    P_ANSWERS,
    P_COMMITTED,
    P_EARLIER,
    P_DNR,
    P_LEFT_OUT,
    P_OUTSIDER
};
enum { A_RESPONSE, A_QUESTION, A_GRADE, A_COMMENT, A_WORDING, A_JOINS };
enum { M_RESPONSE, M_QUESTION, M_FIELD, M_FROM, M_TO };

static void fill_party(ov_compiled_party *p, const ov_rows *rows, size_t i)
{
    *p = (ov_compiled_party){
        .org_id = ov_cell_int(rows, i, P_ORG),
        .response_id = ov_cell_int(rows, i, P_RESPONSE),
        .code = ov_cell_text(rows, i, P_CODE),
        .name = ov_cell_text(rows, i, P_NAME),
        .class = ov_cell_text(rows, i, P_CLASS),
        .type = ov_cell_text(rows, i, P_TYPE),
        .timing = ov_cell_text(rows, i, P_TIMING),
        .number = ov_cell_text(rows, i, P_NUMBER),
        .legal_status = ov_cell_text(rows, i, P_LEGAL),
        .legal_sent = ov_cell_text(rows, i, P_LEGAL_SENT),
        .source = ov_cell_text(rows, i, P_SOURCE),
        .with_parties = ov_cell_text(rows, i, P_WITH),
        .decision_body = ov_cell_text(rows, i, P_BODY),
        .decision_ref = ov_cell_text(rows, i, P_REF),
        .decision_day = ov_cell_day(rows, i, P_DAY),
        .received = ov_cell_int(rows, i, P_RECEIVED),
        .answers = ov_cell_int(rows, i, P_ANSWERS),
        .committed = ov_cell_int(rows, i, P_COMMITTED),
        .earlier_text = ov_cell_int(rows, i, P_EARLIER) != 0,
        .dnr = ov_cell_text(rows, i, P_DNR),
        .late_left_out = ov_cell_int(rows, i, P_LEFT_OUT) != 0,
        .outsider = ov_cell_int(rows, i, P_OUTSIDER) != 0,
    };
}

ov_status ov_compilation_parties(ov_ctx *ctx, ov_compilation *k)
{
    ov_compiled_party *parties;
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_compilation_sql[COMPILATION_PARTIES], OV_ARGS(OV_FILTER_ARGS(k)),
                     &rows));
    parties = ov_calloc(ctx->arena, rows->n + 1, sizeof *parties);
    for (size_t i = 0; i < rows->n; i++)
        fill_party(&parties[i], rows, i);
    k->parties = parties;
    k->n_parties = rows->n;
    return OV_OK;
}

/* ---- Places of parties and questions by id ---- */

typedef struct place {
    ov_id id;
    size_t at;
} place;

static int by_id(const void *a, const void *b)
{
    ov_id x = ((const place *)a)->id, y = ((const place *)b)->id;

    return x < y ? -1 : x > y;
}

/* Where an id stands; n when nowhere. Rows come in runs: the last place and the one after it are
 * tried first. */
static size_t find(const place *places, size_t n, ov_id id, size_t *last)
{
    const place *found;

    for (size_t step = 0; step < 2 && *last + step < n; step++)
        if (places[*last + step].id == id) {
            *last += step;
            return places[*last].at;
        }
    found = n ? bsearch(&(place){id, 0}, places, n, sizeof *places, by_id) : NULL;
    if (!found)
        return SIZE_MAX;
    *last = (size_t)(found - places);
    return found->at;
}

static place *party_places(ov_ctx *ctx, const ov_compilation *k, const ov_sight *sight, size_t *n)
{
    place *places = ov_calloc(ctx->arena, k->n_parties + 1, sizeof *places);

    *n = 0;
    for (size_t i = 0; i < k->n_parties; i++) {
        const ov_compiled_party *p = &k->parties[i];

        if (p->response_id && ov_sight_answer(sight, p))
            places[(*n)++] = (place){p->response_id, i};
    }
    qsort(places, *n, sizeof *places, by_id);
    return places;
}

static place *question_places(ov_ctx *ctx, const ov_compilation *k)
{
    place *places = ov_calloc(ctx->arena, k->n_questions + 1, sizeof *places);

    for (size_t i = 0; i < k->n_questions; i++)
        places[i] = (place){k->questions[i].id, i};
    qsort(places, k->n_questions, sizeof *places, by_id);
    return places;
}

bool ov_sight_answer(const ov_sight *sight, const ov_compiled_party *p)
{
    return sight->all || (ov_sight_party(sight, p->class) && !p->outsider && p->response_id &&
                          p->committed <= sight->until);
}

/* ---- Masks ---- */

static const char mask_mark[] = "[maskat]";

/* The text without what the rows [from, to) of masks hide; they are in order and may overlap. */
static ov_str masked_text(ov_ctx *ctx, ov_str text, const ov_rows *masks, size_t from, size_t to)
{
    ov_buf out = {0};
    size_t done = 0;
    char *kept;
    ov_str result;

    for (size_t i = from; i < to; i++) {
        size_t begin = (size_t)ov_cell_int(masks, i, M_FROM);
        size_t end = (size_t)ov_cell_int(masks, i, M_TO);

        end = end > text.len ? text.len : end;
        if (end <= done || begin >= end)
            continue;
        if (begin >= done) {
            ov_buf_add(&out, text.ptr + done, begin - done);
            ov_buf_addz(&out, mask_mark);
        }
        done = end;
    }
    ov_buf_add(&out, text.ptr + done, text.len - done);
    kept = ov_alloc(ctx->arena, out.len + 1);
    memcpy(kept, out.ptr, out.len);
    kept[out.len] = '\0';
    result = (ov_str){kept, out.len};
    ov_buf_free(&out);
    return result;
}

/* Is row i of the masks before (-1), on (0) or after (1) this field? */
static int compare(const ov_rows *masks, size_t i, ov_id response, ov_id question,
                   const char *field)
{
    ov_id r = ov_cell_int(masks, i, M_RESPONSE), q = ov_cell_int(masks, i, M_QUESTION);

    if (r != response)
        return r < response ? -1 : 1;
    if (q != question)
        return q < question ? -1 : 1;
    return strcmp(ov_cell_text(masks, i, M_FIELD), field);
}

ov_str ov_masked(ov_ctx *ctx, const ov_rows *masks, ov_id response, ov_id question,
                 const char *field, ov_str text)
{
    size_t low = 0, high = masks->n, end;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (compare(masks, middle, response, question, field) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < masks->n && !compare(masks, end, response, question, field);)
        end++;
    return end > low ? masked_text(ctx, text, masks, low, end) : text;
}

ov_status ov_masks(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_compilation_sql[COMPILATION_MASKS], OV_ARGS(ov_int(consultation_id)),
                     out);
}

/* ---- Answers ---- */

static int grade_of(const ov_compiled_question *q, ov_id grade)
{
    for (size_t g = 0; grade && q->scale && g < q->scale->n; g++)
        if (q->scale->grade_id[g] == grade)
            return (int)g;
    return -1;
}

static void add_texts(ov_ctx *ctx, ov_compiled_answer *a, const ov_rows *rows, size_t i,
                      const ov_rows *masks, const ov_sight *sight)
{
    const char *const fields[] = {"comment", "wording"};
    ov_str *const texts[] = {&a->comment, &a->wording};
    ov_id response = ov_cell_int(rows, i, A_RESPONSE), question = ov_cell_int(rows, i, A_QUESTION);

    a->joins = ov_cell_text(rows, i, A_JOINS);
    for (size_t f = 0; f < OV_LEN(fields); f++) {
        ov_str text = ov_cell_str(rows, i, A_COMMENT + f), shown;

        shown = ov_masked(ctx, masks, response, question, fields[f], text);
        a->masked = a->masked || shown.ptr != text.ptr;
        *texts[f] = sight->all ? text : shown;
    }
}

/* The rows by party, then by question, without what the sight does not reach. */
static void arrange(ov_ctx *ctx, const ov_compilation *k, const ov_sight *sight,
                    const ov_rows *rows, const ov_rows *masks, ov_compiled_answer *answers,
                    size_t *n)
{
    size_t n_places, last_party = 0, last_question = 0;
    const place *parties = party_places(ctx, k, sight, &n_places);
    const place *questions = question_places(ctx, k);
    /* row + 1 of each party and question */
    uint32_t *grid = ov_calloc(ctx->arena, k->n_parties * k->n_questions + 1, sizeof *grid);

    for (size_t i = 0; i < rows->n; i++) {
        size_t p = find(parties, n_places, ov_cell_int(rows, i, A_RESPONSE), &last_party);
        size_t q =
            find(questions, k->n_questions, ov_cell_int(rows, i, A_QUESTION), &last_question);

        if (p != SIZE_MAX && q != SIZE_MAX)
            grid[p * k->n_questions + q] = (uint32_t)i + 1;
    }
    *n = 0;
    for (size_t cell = 0; cell < k->n_parties * k->n_questions; cell++) {
        ov_compiled_answer *a = &answers[*n];
        size_t row = grid[cell];

        if (!row--)
            continue;
        ++*n;
        *a =
            (ov_compiled_answer){.party = cell / k->n_questions, .question = cell % k->n_questions};
        a->grade = grade_of(&k->questions[a->question], ov_cell_int(rows, row, A_GRADE));
        if (masks)
            add_texts(ctx, a, rows, row, masks, sight);
    }
}

ov_status ov_compilation_answers(ov_ctx *ctx, const ov_compilation *k, const ov_sight *sight,
                                 ov_id document_id, ov_id question_id, bool with_texts,
                                 const ov_compiled_answer **out, size_t *n)
{
    const ov_val args[] = {OV_FILTER_ARGS(k), ov_int(document_id), ov_int(question_id)};
    const ov_rows *rows, *masks = NULL;
    ov_compiled_answer *answers;

    OV_TRY(ov_select(ctx, &ov_compilation_sql[with_texts ? COMPILATION_TEXTS : COMPILATION_GRADES],
                     args, OV_LEN(args), &rows));
    if (with_texts)
        OV_TRY(ov_masks(ctx, k->c.id, &masks));
    answers = ov_calloc(ctx->arena, rows->n + 1, sizeof *answers);
    arrange(ctx, k, sight, rows, masks, answers, n);
    *out = answers;
    return OV_OK;
}

ov_status ov_compiled_of_party(ov_ctx *ctx, const ov_compilation *k, const ov_sight *sight,
                               size_t party, const ov_compiled_answer **out, size_t *n)
{
    ov_compiled_answer *answers;
    const ov_rows *rows, *masks;

    OV_TRY(ov_select(ctx, &ov_compilation_sql[COMPILATION_OF_RESPONSE],
                     OV_ARGS(ov_int(k->parties[party].response_id)), &rows));
    OV_TRY(ov_masks(ctx, k->c.id, &masks));
    answers = ov_calloc(ctx->arena, rows->n + 1, sizeof *answers);
    arrange(ctx, k, sight, rows, masks, answers, n);
    *out = answers;
    return OV_OK;
}

const char *ov_compiled_label(const ov_compilation *k, const ov_compiled_answer *a)
{
    return a->grade < 0 ? NULL : k->questions[a->question].scale->label[a->grade];
}
