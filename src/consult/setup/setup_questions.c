/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_questions.c — what a round being made asks, and the words of its scale. */
#include "consult/setup/setup_sql.h"

#include <string.h>

enum {
    PROVISION_DOCUMENT,
    PROVISION_DOCUMENT_TITLE,
    PROVISION_NODE,
    PROVISION_TITLE,
    PROVISION_ID
};

/* A grade as it is stored. */
typedef struct grade_row {
    const char *label, *hint;
    bool outside, needs_reason;
} grade_row;

static bool fits(const char *text, size_t least, size_t most)
{
    size_t n = text ? ov_utf8_length(ov_str_from(text)) : 0;

    return n >= least && n <= most;
}

ov_status ov_setup_provisions(ov_ctx *ctx, ov_id id, const ov_rows **out)
{
    return ov_select(ctx, &ov_setup_sql[SETUP_PROVISIONS], OV_ARGS(ov_int(id)), out);
}

ov_status ov_setup_questions(ov_ctx *ctx, ov_id id, const ov_rows **out)
{
    return ov_select(ctx, &ov_setup_sql[SETUP_QUESTIONS], OV_ARGS(ov_int(id)), out);
}

ov_status ov_setup_renumber(ov_ctx *ctx, ov_id id)
{
    /* away first, so that no two have the same number in between */
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_NUMBERS_AWAY], OV_ARGS(ov_int(id)), NULL));
    return ov_exec(ctx, &ov_setup_sql[SETUP_NUMBERS], OV_ARGS(ov_int(id)), NULL);
}

static ov_status run(ov_ctx *ctx, int statement, ov_id id)
{
    return ov_exec(ctx, &ov_setup_sql[statement], OV_ARGS(ov_int(id)), NULL);
}

static ov_status scale_drop(ov_ctx *ctx, ov_id round, ov_id scale_id)
{
    OV_TRY(run(ctx, SETUP_GRADES_DROP, scale_id));
    return ov_exec(ctx, &ov_setup_sql[SETUP_SCALE_DROP], OV_ARGS(ov_int(scale_id), ov_int(round)),
                   NULL);
}

ov_status ov_setup_question_drop(ov_ctx *ctx, ov_id round, ov_id question_id)
{
    const ov_rows *one;

    OV_TRY(ov_select_row(ctx, &ov_setup_sql[SETUP_QUESTION_ONE],
                         OV_ARGS(ov_int(round), ov_int(question_id)), &one));
    OV_TRY(run(ctx, SETUP_ANSWERS_DROP, question_id));
    OV_TRY(run(ctx, SETUP_FILES_DROP, question_id));
    OV_TRY(run(ctx, SETUP_QUESTION_DROP, question_id));
    if (!strcmp(ov_cell_text(one, 0, 0), "choice"))
        return scale_drop(ctx, round, ov_cell_int(one, 0, 2));
    return OV_OK;
}

static ov_status questions_changed(ov_ctx *ctx, ov_id id)
{
    OV_TRY(ov_setup_renumber(ctx, id));
    return ov_setup_event(ctx, id, "consultation.questions_changed");
}

static ov_status add(ov_ctx *ctx, const ov_consultation *c, const ov_asked *q, const ov_rows *node,
                     ov_id scale_id, ov_id *id)
{
    return ov_insert(ctx, &ov_setup_sql[SETUP_QUESTION_ADD],
                     OV_ARGS(ov_int(c->id), ov_id_or_null(q->document_id),
                             ov_id_or_null(q->node_id), ov_id_or_null(scale_id),
                             ov_text(node ? ov_cell_text(node, 0, 0) : NULL),
                             ov_text(node ? ov_cell_text(node, 0, 1) : NULL), ov_text(q->kind),
                             ov_text(q->title), ov_text(q->hint), ov_int(q->required)),
                     id);
}

/* ---- Which provisions are graded ---- */

static bool is_among(const ov_id *ids, size_t n, ov_id id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static ov_status node_of(ov_ctx *ctx, ov_id round, ov_id document_id, ov_id node_id,
                         const ov_rows **out)
{
    return ov_select(ctx, &ov_setup_sql[SETUP_NODE],
                     OV_ARGS(ov_int(round), ov_int(document_id), ov_int(node_id)), out);
}

ov_status ov_setup_ask(ov_ctx *ctx, const ov_consultation *c, const ov_id *nodes, size_t n,
                       int64_t row)
{
    const ov_rows *all, *node;
    ov_id made;

    OV_TRY(ov_setup_hold_questions(ctx, c->id, row));
    OV_TRY(ov_setup_provisions(ctx, c->id, &all));
    for (size_t i = 0; i < all->n; i++) {
        ov_asked q = {.kind = "grade",
                      .document_id = ov_cell_int(all, i, PROVISION_DOCUMENT),
                      .node_id = ov_cell_int(all, i, PROVISION_NODE)};
        bool wanted = is_among(nodes, n, q.node_id), there = !ov_cell_null(all, i, PROVISION_ID);

        if (there && !wanted)
            OV_TRY(ov_setup_question_drop(ctx, c->id, ov_cell_int(all, i, PROVISION_ID)));
        if (there || !wanted)
            continue;
        OV_TRY(node_of(ctx, c->id, q.document_id, q.node_id, &node));
        OV_TRY(add(ctx, c, &q, node, c->scale_id, &made));
    }
    return questions_changed(ctx, c->id);
}

/* ---- One question ---- */

/* The letter that a byte of UTF-8 becomes in a code; '-' for all else, 0 for one to pass over. */
static char code_char(unsigned char before, unsigned char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return (char)(byte - 'A' + 'a');
    if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
        return (char)byte;
    if (byte < 0x80)
        return '-';
    if (before != 0xc3)
        return 0;
    switch (byte | 0x20) {
    case 0xa5: /* å */
    case 0xa4: /* ä */
        return 'a';
    case 0xb6: /* ö */
        return 'o';
    case 0xa9: /* é */
        return 'e';
    default:
        return 0;
    }
}

/* Codes are read in exports and receipts: made of the label, unique in the scale by its place. */
static const char *code_of(ov_ctx *ctx, const char *label, size_t place)
{
    static const struct {
        const char *label, *code;
    } known[] = {{"Tillstyrker", "support"},
                 {"Tillstyrker med ändring", "support_with_change"},
                 {"Avstyrker", "reject"},
                 {"Avstår", "abstain"},
                 {"Inga synpunkter", "no_comment"}};
    char code[30];
    size_t n = 0;

    for (size_t i = 0; i < OV_LEN(known); i++)
        if (!strcmp(known[i].label, label))
            return known[i].code;
    for (const char *p = label; *p && n < sizeof code; p++) {
        char c = code_char(p > label ? (unsigned char)p[-1] : 0, (unsigned char)*p);

        if (c && (c != '-' || (n > 0 && code[n - 1] != '-')))
            code[n++] = c;
    }
    while (n > 0 && code[n - 1] == '-')
        n--;
    return ov_printf(ctx->arena, "%zu-%.*s", place, (int)n, code);
}

/* Puts the words of a scale in the place of those that it had. */
static ov_status put_grades(ov_ctx *ctx, ov_id round, ov_id scale_id, const grade_row *grades,
                            size_t n)
{
    int64_t ordinal = 0;

    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_GRADES_FORGET],
                   OV_ARGS(ov_int(round), ov_int(scale_id)), NULL));
    OV_TRY(run(ctx, SETUP_GRADES_DROP, scale_id));
    for (size_t i = 0; i < n; i++)
        OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_GRADE_ADD],
                       OV_ARGS(ov_int(scale_id), ov_int((int64_t)i + 1),
                               ov_text(code_of(ctx, grades[i].label, i + 1)),
                               ov_text(grades[i].label), ov_text(grades[i].hint),
                               grades[i].outside ? ov_null() : ov_int(++ordinal),
                               ov_int(grades[i].needs_reason)),
                       NULL));
    return OV_OK;
}

static ov_status put_choices(ov_ctx *ctx, ov_id round, ov_id scale_id, const ov_asked *q)
{
    grade_row grades[OV_CHOICES_MOST] = {{0}};

    for (size_t i = 0; i < q->n_choices; i++)
        grades[i].label = q->choices[i];
    return put_grades(ctx, round, scale_id, grades, q->n_choices);
}

static ov_status scale_add(ov_ctx *ctx, ov_id round, const char *title, bool ordinal, ov_id *id)
{
    return ov_insert(ctx, &ov_setup_sql[SETUP_SCALE_ADD],
                     OV_ARGS(ov_int(round), ov_text(title), ov_int(ordinal)), id);
}

/* Is a word before this one the same? Then nobody could tell them apart. */
static bool said_before(const char *const *labels, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (!strcmp(labels[k], labels[i]))
            return true;
    return false;
}

/* Which field breaks a rule; NULL: none. */
static const char *fault_of(const ov_asked *q)
{
    static const char *const kinds[] = {"grade", "choice", "text", "wording", "file"};
    bool known = false, on_node = q->node_id != 0;

    for (size_t i = 0; i < OV_LEN(kinds); i++)
        known = known || !strcmp(kinds[i], q->kind);
    if (!known || (!strcmp(q->kind, "wording") && !on_node))
        return "slag";
    if (q->title ? !fits(q->title, 1, OV_QUESTION_TITLE)
                 : !on_node || (strcmp(q->kind, "grade") != 0 && strcmp(q->kind, "wording") != 0))
        return "rubrik";
    if (q->hint && !fits(q->hint, 0, OV_QUESTION_HINT))
        return "ledtext";
    if (strcmp(q->kind, "choice") != 0)
        return NULL;
    if (q->n_choices < 2 || q->n_choices > OV_CHOICES_MOST)
        return "val";
    for (size_t i = 0; i < q->n_choices; i++)
        if (!fits(q->choices[i], 1, OV_LABEL_MOST) || said_before(q->choices, i))
            return "val";
    return NULL;
}

static ov_status refuse(ov_ctx *ctx, const char *field, const char **fault)
{
    if (fault)
        *fault = field;
    return ov_fail(&ctx->err, OV_INVALID, "a question that cannot be asked: %s", field);
}

static ov_status add_one(ov_ctx *ctx, const ov_consultation *c, const ov_asked *q,
                         const char **fault)
{
    const bool graded = !strcmp(q->kind, "grade");
    const ov_rows *node = NULL, *there;
    ov_id scale_id = graded ? c->scale_id : 0, made;

    if (q->node_id) {
        OV_TRY(node_of(ctx, c->id, q->document_id, q->node_id, &node));
        if (!node->n || (graded && ov_cell_int(node, 0, 2) > 0))
            return refuse(ctx, "galler", fault);
    } else if (q->document_id) {
        OV_TRY(ov_select(ctx, &ov_setup_sql[SETUP_DOCUMENT_PLACE],
                         OV_ARGS(ov_int(c->id), ov_int(q->document_id)), &there));
        if (!there->n)
            return refuse(ctx, "galler", fault);
    }
    if (!strcmp(q->kind, "choice")) {
        OV_TRY(scale_add(ctx, c->id, q->title, false, &scale_id));
        OV_TRY(put_choices(ctx, c->id, scale_id, q));
    }
    return add(ctx, c, q, node, scale_id, &made);
}

static ov_status change_one(ov_ctx *ctx, const ov_consultation *c, const ov_asked *q,
                            const ov_rows *stored)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_QUESTION_EDIT],
                   OV_ARGS(ov_int(c->id), ov_int(q->id), ov_text(q->title), ov_text(q->hint),
                           ov_int(q->required), ov_int(q->row_version)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the question was changed meanwhile");
    if (strcmp(q->kind, "choice") != 0)
        return OV_OK;
    return put_choices(ctx, c->id, ov_cell_int(stored, 0, 2), q);
}

ov_status ov_setup_question_put(ov_ctx *ctx, const ov_consultation *c, const ov_asked *asked,
                                const char **fault)
{
    const ov_rows *stored = NULL;
    ov_asked q = *asked;
    const char *field;

    OV_TRY(ov_setup_hold_questions(ctx, c->id, 0));
    if (q.id) { /* its kind and what it is about stay */
        OV_TRY(ov_select_row(ctx, &ov_setup_sql[SETUP_QUESTION_ONE],
                             OV_ARGS(ov_int(c->id), ov_int(q.id)), &stored));
        q.kind = ov_cell_text(stored, 0, 0);
        q.node_id = ov_cell_int(stored, 0, 1);
    }
    field = fault_of(&q);
    if (field)
        return refuse(ctx, field, fault);
    if (stored)
        OV_TRY(change_one(ctx, c, &q, stored));
    else
        OV_TRY(add_one(ctx, c, &q, fault));
    return questions_changed(ctx, c->id);
}

ov_status ov_setup_question_remove(ov_ctx *ctx, const ov_consultation *c, ov_id question_id)
{
    OV_TRY(ov_setup_hold_questions(ctx, c->id, 0));
    OV_TRY(ov_setup_question_drop(ctx, c->id, question_id));
    return questions_changed(ctx, c->id);
}

/* ---- The scale of the grades ---- */

ov_status ov_setup_scales(ov_ctx *ctx, const ov_consultation *c, const ov_rows **out)
{
    return ov_select(ctx, &ov_setup_sql[SETUP_SCALES], OV_ARGS(ov_int(c->id)), out);
}

static ov_status use(ov_ctx *ctx, const ov_consultation *c, ov_id scale_id)
{
    if (scale_id != c->scale_id)
        OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_GRADES_FORGET],
                       OV_ARGS(ov_int(c->id), ov_int(c->scale_id)), NULL));
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_SCALE_USE], OV_ARGS(ov_int(c->id), ov_int(scale_id)),
                   NULL));
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_SCALE_GRADED], OV_ARGS(ov_int(c->id), ov_int(scale_id)),
                   NULL));
    return ov_setup_event(ctx, c->id, "consultation.scale_changed");
}

ov_status ov_setup_scale_take(ov_ctx *ctx, const ov_consultation *c, ov_id scale_id, int64_t row)
{
    const ov_rows *scales;
    bool found = false;
    ov_id own;

    OV_TRY(ov_setup_hold_questions(ctx, c->id, row));
    OV_TRY(ov_setup_scales(ctx, c, &scales));
    for (size_t i = 0; i < scales->n && !found; i++)
        found = ov_cell_int(scales, i, 0) == scale_id;
    if (!found)
        return ov_fail(&ctx->err, OV_INVALID, "a scale that cannot be taken over");
    OV_TRY(ov_select_int(ctx, &ov_setup_sql[SETUP_SCALE_OWN], OV_ARGS(ov_int(c->id)), 0, &own));
    OV_TRY(use(ctx, c, scale_id));
    return own && own != scale_id ? scale_drop(ctx, c->id, own) : OV_OK;
}

ov_status ov_setup_scale_own(ov_ctx *ctx, const ov_consultation *c, const char *title, bool ordinal,
                             const ov_scale_word *words, size_t n, int64_t row)
{
    grade_row grades[OV_CHOICES_MOST] = {{0}};
    const char *labels[OV_CHOICES_MOST];
    size_t inside = 0;
    ov_id own;

    if (!fits(title, 1, 200) || n > OV_CHOICES_MOST)
        return ov_fail(&ctx->err, OV_INVALID, "a scale has a title and at most eight words");
    for (size_t i = 0; i < n; i++) {
        if (!fits(words[i].label, 1, OV_LABEL_MOST) || !fits(words[i].hint, 0, 300))
            return ov_fail(&ctx->err, OV_INVALID, "a word of the scale is too long or empty");
        labels[i] = words[i].label;
        if (said_before(labels, i))
            return ov_fail(&ctx->err, OV_INVALID, "two words of the scale are the same");
        inside += !words[i].outside;
        grades[i] = (grade_row){.label = words[i].label,
                                .hint = words[i].hint,
                                .outside = words[i].outside,
                                .needs_reason = words[i].needs_reason};
    }
    if (inside < 2)
        return ov_fail(&ctx->err, OV_INVALID, "a scale has at least two words that count");
    OV_TRY(ov_setup_hold_questions(ctx, c->id, row));
    OV_TRY(ov_select_int(ctx, &ov_setup_sql[SETUP_SCALE_OWN], OV_ARGS(ov_int(c->id)), 0, &own));
    if (own)
        OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_SCALE_EDIT],
                       OV_ARGS(ov_int(own), ov_text(title), ov_int(ordinal)), NULL));
    else
        OV_TRY(scale_add(ctx, c->id, title, ordinal, &own));
    OV_TRY(put_grades(ctx, c->id, own, grades, n));
    return use(ctx, c, own);
}
