/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation.c — the figures of a round: questions, scales, and how often each grade was given. */
#include "consult/compilation/compilation_sql.h"

#include <string.h>

enum { Q_ID, Q_N, Q_DOCUMENT, Q_NODE, Q_KIND, Q_NUMBER, Q_HEADING, Q_TITLE, Q_SCALE };
enum { S_SCALE, S_ORDINAL, S_GRADE, S_CODE, S_LABEL, S_POSITION, S_REASON };
enum { F_QUESTION, F_GRADE, F_N, F_COMMENTS };
enum { H_POPULATION, H_IN_TIME, H_INCLUDED, H_LATE };

const char *const ov_classes[] = {"official", "council", "uninvited", "private", NULL};

const char *ov_class_title(const char *class)
{
    static const char *const titles[] = {"Inbjudna parter", "Råd", "Svar utan inbjudan",
                                         "Privatpersoner"};

    for (size_t i = 0; ov_classes[i]; i++)
        if (class && !strcmp(class, ov_classes[i]))
            return titles[i];
    return "";
}

int64_t ov_compiled_share(int64_t part, int64_t n)
{
    return n > 0 ? (200 * part + n) / (2 * n) : 0;
}

const char *ov_compiled_title(ov_arena *arena, const ov_compiled_question *q)
{
    const char *where = q->number && q->heading ? ov_printf(arena, "%s %s", q->number, q->heading)
                        : q->number             ? q->number
                                                : q->heading;

    if (where && q->title)
        return ov_printf(arena, "%s: %s", where, q->title);
    return where ? where : q->title ? q->title : "–";
}

/* ---- Questions and scales ---- */

static void add_grade(ov_compiled_scale *scale, const ov_rows *rows, size_t i)
{
    size_t g = scale->n++;

    scale->grade_id[g] = ov_cell_int(rows, i, S_GRADE);
    scale->code[g] = ov_cell_text(rows, i, S_CODE);
    scale->label[g] = ov_cell_text(rows, i, S_LABEL);
    scale->inside[g] = !ov_cell_null(rows, i, S_POSITION);
    scale->objects[g] = scale->inside[g] && ov_cell_int(rows, i, S_REASON);
}

static ov_status load_scales(ov_ctx *ctx, ov_compilation *k)
{
    ov_compiled_scale *scales;
    const ov_rows *rows;

    OV_TRY(
        ov_select(ctx, &ov_compilation_sql[COMPILATION_SCALES], OV_ARGS(ov_int(k->c.id)), &rows));
    scales = ov_calloc(ctx->arena, rows->n + 1, sizeof *scales);
    for (size_t i = 0; i < rows->n; i++) {
        ov_id id = ov_cell_int(rows, i, S_SCALE);

        if (!k->n_scales || scales[k->n_scales - 1].id != id)
            scales[k->n_scales++] =
                (ov_compiled_scale){.id = id, .ordinal = ov_cell_int(rows, i, S_ORDINAL) != 0};
        if (scales[k->n_scales - 1].n < OV_COMPILED_GRADES)
            add_grade(&scales[k->n_scales - 1], rows, i);
    }
    k->scales = scales;
    return OV_OK;
}

static const ov_compiled_scale *scale_of(const ov_compilation *k, ov_id id)
{
    for (size_t i = 0; i < k->n_scales; i++)
        if (k->scales[i].id == id)
            return &k->scales[i];
    return NULL;
}

static ov_status load_questions(ov_ctx *ctx, ov_compilation *k)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_compilation_sql[COMPILATION_QUESTIONS], OV_ARGS(ov_int(k->c.id)),
                     &rows));
    k->questions = ov_calloc(ctx->arena, rows->n + 1, sizeof *k->questions);
    k->n_questions = rows->n;
    for (size_t i = 0; i < rows->n; i++)
        k->questions[i] = (ov_compiled_question){
            .id = ov_cell_int(rows, i, Q_ID),
            .n = ov_cell_int(rows, i, Q_N),
            .document_id = ov_cell_int(rows, i, Q_DOCUMENT),
            .node_id = ov_cell_int(rows, i, Q_NODE),
            .kind = ov_cell_text(rows, i, Q_KIND),
            .number = ov_cell_text(rows, i, Q_NUMBER),
            .heading = ov_cell_text(rows, i, Q_HEADING),
            .title = ov_cell_text(rows, i, Q_TITLE),
            .scale = scale_of(k, ov_cell_int(rows, i, Q_SCALE)),
        };
    return OV_OK;
}

/* ---- Counting ---- */

/* The question of an id; the lists come in nearly the same order, so the next one is tried first.
 */
static ov_compiled_question *question_of(const ov_compilation *k, ov_id id, size_t *from)
{
    for (size_t step = 0; step < k->n_questions; step++) {
        size_t i = (*from + step) % k->n_questions;

        if (k->questions[i].id == id) {
            *from = i;
            return &k->questions[i];
        }
    }
    return NULL;
}

static void count(const ov_compilation *k, const ov_rows *rows)
{
    size_t from = 0;

    for (size_t i = 0; i < rows->n; i++) {
        ov_compiled_question *q = question_of(k, ov_cell_int(rows, i, F_QUESTION), &from);
        int64_t n = ov_cell_int(rows, i, F_N);
        ov_id grade = ov_cell_int(rows, i, F_GRADE);
        bool found = false;

        if (!q)
            continue;
        q->answers += n;
        q->comments += ov_cell_int(rows, i, F_COMMENTS);
        for (size_t g = 0; q->scale && g < q->scale->n; g++)
            if (q->scale->grade_id[g] == grade) {
                q->counts[g] += n;
                found = true;
            }
        if (!found)
            q->ungraded += n;
    }
}

/* The middle answer of those inside n; the lower of two in the middle. */
static const char *median_of(const ov_compiled_question *q)
{
    int64_t seen = 0;

    if (!q->positions || !q->scale->ordinal)
        return NULL;
    for (size_t g = 0; g < q->scale->n; g++) {
        seen += q->scale->inside[g] ? q->counts[g] : 0;
        if (2 * seen >= q->positions)
            return q->scale->label[g];
    }
    return NULL;
}

static void finish(ov_compilation *k)
{
    for (size_t i = 0; i < k->n_questions; i++) {
        ov_compiled_question *q = &k->questions[i];

        q->unanswered = k->population - q->answers;
        for (size_t g = 0; q->scale && g < q->scale->n; g++) {
            *(q->scale->inside[g] ? &q->positions : &q->outside) += q->counts[g];
            q->objections += q->scale->objects[g] ? q->counts[g] : 0;
        }
        q->median = q->scale ? median_of(q) : NULL;
    }
}

/* The tallies know class and timing, and nothing else. Who is let in without an invitation is
 * counted one by one. */
static bool kept(const ov_compilation_filter *f)
{
    return !f->at && !f->group_id && !*f->org_type && !*f->legal && !f->text &&
           (!strcmp(f->class, "official") || !strcmp(f->class, "council"));
}

/* Questions that ask for a file are answered by one, without a row among the answers. */
static ov_status count_filed(ov_ctx *ctx, ov_compilation *k)
{
    bool asked = false;
    const ov_rows *rows;

    for (size_t i = 0; i < k->n_questions; i++)
        asked = asked || !strcmp(k->questions[i].kind, "file");
    if (!asked)
        return OV_OK;
    OV_TRY(
        ov_select(ctx, &ov_compilation_sql[COMPILATION_FILED], OV_ARGS(OV_FILTER_ARGS(k)), &rows));
    count(k, rows);
    return OV_OK;
}

static ov_status load_figures(ov_ctx *ctx, ov_compilation *k)
{
    const ov_rows *head, *rows;

    if (kept(&k->filter)) {
        const ov_val args[] = {ov_int(k->c.id), ov_text(k->filter.class), ov_int(k->filter.late)};

        OV_TRY(ov_select_row(ctx, &ov_compilation_sql[COMPILATION_KEPT_HEAD], args, OV_LEN(args),
                             &head));
        OV_TRY(ov_select(ctx, &ov_compilation_sql[COMPILATION_KEPT], args, OV_LEN(args), &rows));
    } else {
        const ov_val args[] = {OV_FILTER_ARGS(k)};

        OV_TRY(
            ov_select_row(ctx, &ov_compilation_sql[COMPILATION_HEAD], args, OV_LEN(args), &head));
        OV_TRY(ov_select(ctx, &ov_compilation_sql[COMPILATION_FIGURES], args, OV_LEN(args), &rows));
    }
    k->population = ov_cell_int(head, 0, H_POPULATION);
    k->included = ov_cell_int(head, 0, H_INCLUDED);
    k->late = ov_cell_int(head, 0, H_LATE);
    k->answered = ov_cell_int(head, 0, H_IN_TIME) + k->included + (k->filter.late ? k->late : 0);
    count(k, rows);
    OV_TRY(count_filed(ctx, k));
    finish(k);
    return OV_OK;
}

ov_status ov_compilation_make(ov_ctx *ctx, const ov_consultation *c,
                              const ov_compilation_filter *filter, ov_compilation *out)
{
    ov_compilation k = {.c = *c};

    if (filter)
        k.filter = *filter;
    if (!k.filter.class)
        k.filter.class = "official";
    if (!k.filter.org_type)
        k.filter.org_type = "";
    if (!k.filter.legal)
        k.filter.legal = "";
    OV_TRY(ov_consultation_documents(ctx, c->id, &k.documents));
    OV_TRY(load_scales(ctx, &k));
    OV_TRY(load_questions(ctx, &k));
    OV_TRY(load_figures(ctx, &k));
    *out = k;
    return OV_OK;
}

ov_status ov_compiled_body(ov_ctx *ctx, const ov_compiled_question *q, ov_str *out)
{
    const char *body;

    OV_TRY(ov_select_text(ctx, &ov_compilation_sql[COMPILATION_BODY],
                          OV_ARGS(ov_int(q->document_id), ov_int(q->node_id)), "", &body));
    *out = ov_str_from(body);
    return OV_OK;
}

/* ---- What counted when ---- */

ov_status ov_counted_note(ov_ctx *ctx, const ov_response *r, const char *timing, ov_instant at)
{
    return ov_exec(ctx, &ov_compilation_sql[COMPILATION_NOTE],
                   OV_ARGS(ov_int(r->id), ov_int(r->consultation_id), ov_int(r->org_id),
                           ov_text(r->class), ov_text(timing), ov_int(at)),
                   NULL);
}

ov_status ov_counted_why(ov_ctx *ctx, ov_id response_id, const char *why)
{
    return ov_exec(ctx, &ov_compilation_sql[COMPILATION_WHY],
                   OV_ARGS(ov_int(response_id), ov_text(why), ov_id_or_null(ctx->actor.account_id)),
                   NULL);
}

/* ---- Who may see what ---- */

ov_status ov_sight_public(ov_ctx *ctx, const ov_consultation *c, ov_sight *out)
{
    ov_sight sight = {.figures = ov_consultation_public(c, ctx->received)};
    const ov_rows *rows;

    if (sight.figures) {
        OV_TRY(ov_select(ctx, &ov_compilation_sql[COMPILATION_PUBLICATION], OV_ARGS(ov_int(c->id)),
                         &rows));
        sight.answers = rows->n && !strcmp(ov_cell_text(rows, 0, 0), "answers");
        sight.files = sight.answers && ov_cell_int(rows, 0, 1);
        sight.until = rows->n ? ov_cell_int(rows, 0, 2) : 0;
    }
    *out = sight;
    return OV_OK;
}

bool ov_sight_party(const ov_sight *sight, const char *class)
{
    return sight->all ||
           (sight->answers && (!strcmp(class, "official") || !strcmp(class, "council")));
}
