/* SPDX-License-Identifier: EUPL-1.2 */
/* render.c — runs a compiled template over a model. */
#include "view/format_into.h"
#include "view/output.h"
#include "view/program.h"

#define MAX_STEPS 4000000u /* turns of lists and calls of templates in one rendering */

/* The stack of contexts: what {{#section}} pushed last is looked through first. */
typedef struct scope {
    ov_value value;
    const struct scope *up;
} scope;

/* The arguments of a {{<parent}}, and those of the parents around it. */
typedef struct frame {
    ov_template *t;
    uint32_t begin, end;
    const struct frame *outer;
} frame;

typedef struct renderer {
    ov_templates *set;
    const ov_template_options *options;
    const char *lang;
    ov_err *err;
    ov_output out;
    int depth;
    uint32_t steps;
} renderer;

static ov_status run(renderer *r, ov_template *t, uint32_t i, uint32_t end, const scope *s,
                     const frame *f);

/* ---- Limits -------------------------------------------------------------------------------- */

static ov_status over(renderer *r, const ov_template *t, const ov_op *op, const char *what)
{
    (void)ov_template_fault(t, op->pos, r->err, "%s", what);
    if (r->err)
        r->err->status = OV_TOO_LARGE;
    return OV_TOO_LARGE;
}

static ov_status too_long(renderer *r, const ov_template *t, const ov_op *op)
{
    return over(r, t, op, "the page is larger than the limit");
}

static ov_status enter(renderer *r, const ov_template *t, const ov_op *op)
{
    if (++r->steps > MAX_STEPS)
        return over(r, t, op, "too many turns of sections and partials");
    if (++r->depth > r->options->max_depth)
        return over(r, t, op, "sections and partials inside each other deeper than the limit");
    return OV_OK;
}

/* ---- Names --------------------------------------------------------------------------------- */

/* The value of a tag's name; of kind OV_VALUE_NONE when there is none. */
static void look_up(ov_op *op, const scope *s, ov_value *out)
{
    unsigned rows_seen = 0;
    bool found = false;

    if (op->n_names == 0) {
        bool bare = s->value.kind == OV_VALUE_MAP && s->value.u.map->self.kind != OV_VALUE_NONE;
        *out = bare ? s->value.u.map->self : s->value;
        return;
    }
    for (; s && !found; s = s->up) {
        if (s->value.kind == OV_VALUE_ROW) {
            found = ov_row_find_again(s->value.u.rows, s->value.row, op->names,
                                      &op->u.memo[rows_seen], out);
            rows_seen = 1;
        } else if (s->value.kind == OV_VALUE_MAP) {
            found = ov_map_find(s->value.u.map, op->names, &op->u.memo[rows_seen], out);
            rows_seen |= s->value.u.map->attached != NULL;
        }
    }
    for (uint32_t i = 1; i < op->n_names && found; i++) {
        const ov_value in = *out;
        found = ov_value_find(&in, &op->names[i], out);
    }
    if (!found)
        out->kind = OV_VALUE_NONE;
}

/* What a message calls the value of a tag. */
static const char *label(const ov_op *op)
{
    return op->n_names ? op->names[op->n_names - 1].ptr : ".";
}

/* ---- Lambdas ------------------------------------------------------------------------------- */

/* Compiles what a lambda wrote and runs it where the tag stands. */
static ov_status run_made(renderer *r, const ov_template *t, const ov_op *op, ov_str made,
                          const ov_delims *delims, const scope *s, const frame *f)
{
    const ov_compile_options how = {.translate = r->options->translate,
                                    .translate_arg = r->options->translate_arg,
                                    .delims = delims,
                                    .fixed = true,
                                    .pos = op->pos};
    ov_template made_template = {
        .name = t->name, .lang = t->lang, .file = t->file, .plain = t->plain, .source = t->source};
    uint32_t indent_from = r->out.indent_from;

    if (made.len > OV_TEMPLATE_LIMIT)
        return over(r, t, op, "the function made more text than a template may have");
    OV_TRY(enter(r, t, op));
    ov_arena *arena = ov_arena_new(0);
    ov_status status = ov_compile(arena, &made_template, made, &how, r->err);
    r->out.indent_from = r->out.indent_len; /* lines of values are not indented */
    if (status == OV_OK)
        status = run(r, &made_template, 0, made_template.n_ops, s, f);
    r->out.indent_from = indent_from;
    ov_arena_free(arena);
    r->depth--;
    return status;
}

static ov_status call(renderer *r, const ov_template *t, const ov_op *op, const ov_lambda *lambda,
                      const ov_delims *delims, const scope *s, const frame *f)
{
    ov_buf made = {0};
    ov_status status = lambda->fn(lambda->arg, op->text, &made);

    if (status != OV_OK)
        (void)ov_template_fault(t, op->pos, r->err, "the function “%.60s” failed: %s", label(op),
                                ov_status_name(status));
    else
        status = run_made(r, t, op, (ov_str){made.ptr ? made.ptr : "", made.len}, delims, s, f);
    ov_buf_free(&made);
    return status;
}

/* {{lambda}}: rendered with the standard delimiters, then escaped. */
static ov_status show_lambda(renderer *r, const ov_template *t, const ov_op *op,
                             const ov_lambda *lambda, const scope *s, const frame *f)
{
    ov_buf aside = {0}, *out = r->out.buf;
    size_t limit = r->out.limit;

    r->out.buf = &aside;
    r->out.limit = limit - out->len;
    ov_status status = call(r, t, op, lambda, NULL, s, f);
    r->out.buf = out;
    r->out.limit = limit;
    if (status == OV_OK && aside.len > 0) {
        ov_str text = ov_buf_str(&aside);
        bool fits = op->code == OV_OP_VARIABLE ? ov_output_escaped(&r->out, text)
                                               : ov_output_put(&r->out, text.ptr, text.len);
        status = fits ? OV_OK : too_long(r, t, op);
    }
    ov_buf_free(&aside);
    return status;
}

/* ---- Variables ----------------------------------------------------------------------------- */

static bool show_formatted(renderer *r, const ov_value *value)
{
    ov_buf *buf = r->out.buf;

    ov_output_room(&r->out, OV_FORMAT_MAX);
    buf->len += ov_format_value(buf->ptr + buf->len, value, r->lang);
    return buf->len <= r->out.limit;
}

static ov_status not_html(renderer *r, const ov_template *t, const ov_op *op)
{
    return ov_template_fault(t, op->pos, r->err,
                             "“%.60s” is not HTML that the portal made: write {{%.60s}}", label(op),
                             label(op));
}

static ov_status show(renderer *r, const ov_template *t, ov_op *op, const scope *s, const frame *f)
{
    ov_value value;
    bool fits = ov_output_begin_line(&r->out);

    look_up(op, s, &value);

    if (op->code == OV_OP_RAW && value.kind > OV_VALUE_NULL && value.kind != OV_VALUE_HTML &&
        !r->options->raw_html)
        return not_html(r, t, op);
    if (op->code == OV_OP_PLAIN && value.kind == OV_VALUE_HTML)
        return ov_template_fault(t, op->pos, r->err, "“%.60s” is HTML, and this is a plain text",
                                 label(op));
    switch (value.kind) {
    case OV_VALUE_TEXT:
    case OV_VALUE_NUMBER:
    case OV_VALUE_HTML:
        if (value.u.s.len == 0)
            break;
        if (op->code == OV_OP_VARIABLE)
            fits = fits && ov_output_escaped(&r->out, value.u.s);
        else
            fits = fits && ov_output_put(&r->out, value.u.s.ptr, value.u.s.len);
        break;
    case OV_VALUE_LAMBDA:
        return fits ? show_lambda(r, t, op, value.u.lambda, s, f) : too_long(r, t, op);
    case OV_VALUE_BOOL:
    case OV_VALUE_INT:
    case OV_VALUE_COUNT:
    case OV_VALUE_MONEY:
    case OV_VALUE_DAY:
    case OV_VALUE_DAY_ISO:
    case OV_VALUE_INSTANT:
    case OV_VALUE_INSTANT_ISO:
        fits = fits && show_formatted(r, &value);
        break;
    case OV_VALUE_NONE:
    case OV_VALUE_NULL:
    case OV_VALUE_MAP:
    case OV_VALUE_LIST:
    case OV_VALUE_ROWS:
    case OV_VALUE_ROW:
        break;
    }
    return fits ? OV_OK : too_long(r, t, op);
}

/* ---- Sections ------------------------------------------------------------------------------ */

static ov_status one_turn(renderer *r, ov_template *t, uint32_t i, const scope *inner,
                          const frame *f)
{
    OV_TRY(enter(r, t, &t->ops[i]));
    OV_TRY(run(r, t, i + 1, t->ops[i].end, inner, f));
    r->depth--;
    return OV_OK;
}

static ov_status section(renderer *r, ov_template *t, uint32_t i, const scope *s, const frame *f)
{
    ov_op *op = &t->ops[i];
    scope inner = {.up = s};
    ov_value value;

    look_up(op, s, &value);
    if (value.kind == OV_VALUE_ROWS) {
        inner.value.kind = OV_VALUE_ROW;
        inner.value.u.rows = value.u.rows;
        for (size_t k = 0; k < value.u.rows->rows->n; k++) {
            inner.value.row = (uint32_t)k;
            OV_TRY(one_turn(r, t, i, &inner, f));
        }
        return OV_OK;
    }
    if (value.kind == OV_VALUE_LIST) {
        for (size_t k = 0; k < value.u.list->n; k++) {
            inner.value = value.u.list->items[k];
            OV_TRY(one_turn(r, t, i, &inner, f));
        }
        return OV_OK;
    }
    if (value.kind == OV_VALUE_LAMBDA) {
        if (!ov_output_begin_line(&r->out))
            return too_long(r, t, op);
        return call(r, t, op, value.u.lambda, &t->delims[op->delims], s, f);
    }
    if (!ov_value_true(&value))
        return OV_OK;
    inner.value = value;
    return one_turn(r, t, i, &inner, f);
}

/* ---- Partials, parents, blocks ------------------------------------------------------------- */

/* The template that a tag names; NULL when there is none. */
static ov_status target_of(renderer *r, ov_op *op, const scope *s, ov_template **out)
{
    if (op->dynamic) {
        ov_value name;
        look_up(op, s, &name);
        *out = NULL;
        if (name.kind != OV_VALUE_TEXT && name.kind != OV_VALUE_NUMBER)
            return OV_OK;
        return ov_templates_get(r->set, name.u.s, r->lang, out, r->err);
    }
    if (!op->u.link.looked_up) {
        ov_str name = {op->names[0].ptr, op->names[0].len};
        OV_TRY(ov_templates_get(r->set, name, r->lang, &op->u.link.target, r->err));
        op->u.link.looked_up = true;
    }
    *out = op->u.link.target;
    return OV_OK;
}

static ov_status include(renderer *r, ov_template *t, uint32_t i, const scope *s, const frame *f)
{
    ov_op *op = &t->ops[i];
    const frame args = {t, i + 1, op->end, f};
    uint32_t indent_from = r->out.indent_from, indent_len = r->out.indent_len;
    ov_template *target;

    if (!op->own_line && !ov_output_begin_line(&r->out))
        return too_long(r, t, op);
    OV_TRY(target_of(r, op, s, &target));
    if (!target)
        return OV_OK;
    OV_TRY(enter(r, t, op));
    if (!op->own_line)
        r->out.indent_from =
            r->out.indent_len; /* in the middle of a line: its own lines stay as they are */
    else if (op->text.len > 0 && !ov_output_indent(&r->out, op->text, true))
        return over(r, t, op, "indented deeper than the limit");
    OV_TRY(run(r, target, 0, target->n_ops, s, op->end > i + 1 ? &args : f));
    r->out.indent_from = indent_from;
    r->out.indent_len = indent_len;
    r->out.at_line_start = op->own_line;
    r->depth--;
    return OV_OK;
}

/* What replaces a block: the outermost argument of that name wins. */
static const ov_op *argument_of(const frame *f, const ov_name *name, const frame **owner)
{
    const ov_op *found = NULL;

    for (; f; f = f->outer)
        for (uint32_t i = f->begin; i < f->end; i = f->t->ops[i].end)
            if (f->t->ops[i].code == OV_OP_ARG && ov_name_same(f->t->ops[i].names, name)) {
                found = &f->t->ops[i];
                *owner = f;
                break;
            }
    return found;
}

static ov_status block(renderer *r, ov_template *t, uint32_t i, const scope *s, const frame *f)
{
    ov_op *op = &t->ops[i];
    const frame *owner = NULL;
    const ov_op *arg = argument_of(f, op->names, &owner);
    uint32_t indent_len = r->out.indent_len;

    OV_TRY(enter(r, t, op));
    if (arg) {
        /* Blocks inside the argument belong to the template that wrote it: only what was given to
         * that template replaces them. */
        ov_template *writer = owner->t;
        if (op->text.len > 0 && !ov_output_indent(&r->out, op->text, op->own_line))
            return over(r, t, op, "indented deeper than the limit");
        uint32_t begin = (uint32_t)(arg - writer->ops) + 1;
        OV_TRY(run(r, writer, begin, arg->end, s, owner->outer));
        r->out.indent_len = indent_len;
    } else {
        OV_TRY(run(r, t, i + 1, op->end, s, f));
    }
    r->depth--;
    return OV_OK;
}

/* ---- The loop ------------------------------------------------------------------------------ */

static ov_status run(renderer *r, ov_template *t, uint32_t i, uint32_t end, const scope *s,
                     const frame *f)
{
    while (i < end) {
        ov_op *op = &t->ops[i];
        ov_status status = OV_OK;
        ov_value value;

        switch ((ov_opcode)op->code) {
        case OV_OP_TEXT:
            if (!ov_output_text(&r->out, op->text))
                status = too_long(r, t, op);
            break;
        case OV_OP_VARIABLE:
        case OV_OP_RAW:
        case OV_OP_PLAIN:
            status = show(r, t, op, s, f);
            break;
        case OV_OP_SECTION:
            status = section(r, t, i, s, f);
            break;
        case OV_OP_INVERTED:
            look_up(op, s, &value);
            if (!ov_value_true(&value)) {
                i++; /* straight into the body */
                continue;
            }
            break;
        case OV_OP_PARTIAL:
        case OV_OP_PARENT:
            status = include(r, t, i, s, f);
            break;
        case OV_OP_BLOCK:
            status = block(r, t, i, s, f);
            break;
        case OV_OP_ARG:
            break;
        }
        if (status != OV_OK)
            return status;
        i = op->end;
    }
    return OV_OK;
}

ov_status ov_render(ov_templates *set, ov_template *t, const ov_map *model, ov_buf *out,
                    ov_err *err)
{
    const ov_template_options *options = ov_templates_options(set);
    const scope root = {{.kind = OV_VALUE_MAP, .u.map = model}, NULL};
    size_t start = out->len;
    renderer r;

    r.set = set;
    r.options = options;
    r.lang = t->lang;
    r.err = err;
    r.out.buf = out;
    r.out.limit = start + options->max_output;
    r.out.indent_from = r.out.indent_len = 0;
    r.out.at_line_start = true;
    r.depth = 0;
    r.steps = 0;
    ov_status status = run(&r, t, 0, t->n_ops, &root, NULL);
    if (status != OV_OK)
        out->len = start;
    ov_buf_reserve(out, 0);
    out->ptr[out->len] = '\0';
    return status;
}
