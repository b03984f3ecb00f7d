/* SPDX-License-Identifier: EUPL-1.2 */
/* compile.c — from the text of a template to its operations. */
#include "view/compile.h"

#include <stdarg.h>
#include <stdio.h>

/* ---- Faults -------------------------------------------------------------------------------- */

OV_PRINTF(5, 0)
static ov_status vfault(const ov_template *t, uint32_t pos, ov_err *err, const char *note,
                        const char *fmt, va_list args)
{
    char text[240];
    size_t line = 1, column = 1;

    (void)vsnprintf(text, sizeof text, fmt, args);
    for (size_t i = 0; i < pos && i < t->source.len; i++) {
        if (t->source.ptr[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)t->source.ptr[i] & 0xC0) != 0x80) {
            column++; /* characters, not bytes */
        }
    }
    if (note)
        return ov_fail(err, OV_INVALID, "%s:%zu:%zu: in the translation of “%.80s”: %s", t->file,
                       line, column, note, text);
    return ov_fail(err, OV_INVALID, "%s:%zu:%zu: %s", t->file, line, column, text);
}

ov_status ov_template_fault(const ov_template *t, uint32_t pos, ov_err *err, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    ov_status status = vfault(t, pos, err, NULL, fmt, args);
    va_end(args);
    return status;
}

static uint32_t pos_of(const ov_compiler *c, size_t at)
{
    return c->in.fixed ? c->in.pos : (uint32_t)at;
}

ov_status ov_compile_fault(const ov_compiler *c, size_t at, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    ov_status status = vfault(c->t, pos_of(c, at), c->err, c->in.note, fmt, args);
    va_end(args);
    return status;
}

/* ---- Operations ---------------------------------------------------------------------------- */

ov_op *ov_compile_op(const ov_compiler *c, uint32_t index)
{
    return (ov_op *)(void *)c->ops.ptr + index;
}

uint32_t ov_compile_n_ops(const ov_compiler *c)
{
    return (uint32_t)(c->ops.len / sizeof(ov_op));
}

static uint32_t add_op(ov_compiler *c, ov_opcode code, size_t at)
{
    uint32_t index = ov_compile_n_ops(c);
    ov_op op = {.code = (uint8_t)code,
                .delims = c->delims_no,
                .end = index + 1,
                .pos = pos_of(c, at),
                .text = {"", 0}};
    ov_buf_add(&c->ops, &op, sizeof op);
    return index;
}

void ov_compile_slice(ov_compiler *c, ov_str text, size_t at)
{
    uint32_t n = ov_compile_n_ops(c);

    if (text.len == 0)
        return;
    ov_op *last = n > 0 ? ov_compile_op(c, n - 1) : NULL;
    if (last && last->code == OV_OP_TEXT && last->text.ptr + last->text.len == text.ptr)
        last->text.len += text.len;
    else
        ov_compile_op(c, add_op(c, OV_OP_TEXT, at))->text = text;
}

/* Text right inside {{<parent}} goes nowhere. */
static bool directly_in_parent(const ov_compiler *c)
{
    return c->depth > 0 && c->open[c->depth - 1].code == OV_OP_PARENT;
}

void ov_compile_text(ov_compiler *c, size_t from, size_t to)
{
    if (from >= to || directly_in_parent(c))
        return;
    ov_str text = {c->in.src.ptr + from, to - from};
    if (c->in.dedent.len)
        text = ov_layout_dedented(c, from, to);
    ov_compile_slice(c, text, from);
}

static ov_name keep_name(ov_compiler *c, ov_str text)
{
    return ov_name_of(ov_strndup(c->arena, text.ptr, text.len), text.len);
}

static void plain_name(ov_compiler *c, uint32_t index, ov_str name)
{
    ov_name *names = ov_calloc(c->arena, 1, sizeof *names);
    names[0] = keep_name(c, name);
    ov_compile_op(c, index)->names = names;
    ov_compile_op(c, index)->n_names = 1;
}

/* a.b.c to its names; "." to none. */
static ov_status dotted_name(ov_compiler *c, uint32_t index, const ov_tag *tag)
{
    ov_str rest = tag->name;
    uint32_t n = 1;

    if (ov_str_is(rest, "."))
        return OV_OK;
    for (size_t i = 0; i < rest.len; i++)
        n += rest.ptr[i] == '.';
    ov_name *names = ov_calloc(c->arena, n, sizeof *names);
    for (uint32_t i = 0; i < n; i++) {
        ov_str part = ov_str_cut(&rest, '.');
        if (part.len == 0)
            return ov_compile_fault(c, tag->start, "“%.*s” has an empty part between its dots",
                                    ov_compile_shown(tag->name), tag->name.ptr);
        names[i] = keep_name(c, part);
    }
    ov_compile_op(c, index)->names = names;
    ov_compile_op(c, index)->n_names = n;
    return OV_OK;
}

static ov_status target_name(ov_compiler *c, uint32_t index, const ov_tag *tag)
{
    ov_compile_op(c, index)->dynamic = tag->dynamic;
    if (tag->dynamic)
        return dotted_name(c, index, tag);
    if (c->t->plain && !ov_str_starts(tag->name, OV_MAIL_TEMPLATES))
        return ov_compile_fault(c, tag->start, "a mail is plain text: it includes only %s…",
                                OV_MAIL_TEMPLATES);
    plain_name(c, index, tag->name);
    return OV_OK;
}

/* ---- Tags ---------------------------------------------------------------------------------- */

static ov_status push(ov_compiler *c, const ov_tag *tag, ov_opcode code, uint32_t op, size_t body)
{
    if (c->depth == OV_NESTING_LIMIT)
        return ov_compile_fault(c, tag->start, "more than %d tags inside each other",
                                OV_NESTING_LIMIT);
    c->open[c->depth++] = (ov_open_tag){.code = code,
                                        .dynamic = tag->dynamic,
                                        .delims_no = c->delims_no,
                                        .op = op,
                                        .indent_op = UINT32_MAX,
                                        .start = tag->start,
                                        .body = body,
                                        .name = tag->name,
                                        .dedent = c->in.dedent};
    return OV_OK;
}

static bool is_translation(ov_str name)
{
    return ov_str_is(name, "_") || ov_str_starts(name, "_:");
}

static ov_status reserved(ov_compiler *c, const ov_tag *tag)
{
    return ov_compile_fault(c, tag->start, "“_” is reserved for {{#_}}text{{/_}}");
}

static ov_status variable(ov_compiler *c, const ov_tag *tag, size_t *at)
{
    if (is_translation(tag->name))
        return reserved(c, tag);
    ov_compile_text(c, *at, tag->start);
    *at = tag->end;
    if (c->t->plain && tag->kind == OV_TAG_RAW)
        return ov_compile_fault(c, tag->start, "a mail is plain text: write {{%.*s}}",
                                ov_compile_shown(tag->name), tag->name.ptr);
    ov_opcode code = c->t->plain               ? OV_OP_PLAIN
                     : tag->kind == OV_TAG_RAW ? OV_OP_RAW
                                               : OV_OP_VARIABLE;
    return dotted_name(c, add_op(c, code, tag->start), tag);
}

/* Text before a tag that may stand alone on its line; *at moves past the tag or its line. */
static void pass_line(ov_compiler *c, const ov_tag *tag, size_t *at, const ov_place *place)
{
    ov_compile_text(c, *at, place->own ? place->lead : tag->start);
    *at = place->own ? place->next : tag->end;
}

static ov_status section(ov_compiler *c, const ov_tag *tag, size_t *at, const ov_place *place)
{
    pass_line(c, tag, at, place);
    if (!is_translation(tag->name)) {
        ov_opcode code = tag->kind == OV_TAG_SECTION ? OV_OP_SECTION : OV_OP_INVERTED;
        uint32_t op = add_op(c, code, tag->start);
        OV_TRY(dotted_name(c, op, tag));
        return push(c, tag, code, op, tag->end);
    }
    if (tag->kind == OV_TAG_INVERTED)
        return reserved(c, tag);
    if (c->in_translation)
        return ov_compile_fault(c, tag->start, "{{#_}} inside {{#_}}");
    c->in_translation = true;
    OV_TRY(push(c, tag, OV_OP_TEXT, ov_compile_n_ops(c), *at));
    c->open[c->depth - 1].translation = true;
    return OV_OK;
}

static ov_status partial(ov_compiler *c, const ov_tag *tag, size_t *at, const ov_place *place)
{
    pass_line(c, tag, at, place);
    uint32_t op = add_op(c, OV_OP_PARTIAL, tag->start);
    ov_compile_op(c, op)->own_line = place->own;
    if (place->own)
        ov_compile_op(c, op)->text = ov_layout_less_indent(c, place->lead, tag->start);
    return target_name(c, op, tag);
}

static ov_status parent(ov_compiler *c, const ov_tag *tag, size_t *at, const ov_place *place)
{
    uint32_t indent_op = UINT32_MAX;

    /* Whether the line is its own shows only at the closing tag: the indentation stands in an
     * operation of its own, which is emptied then. */
    ov_compile_text(c, *at, place->first ? place->lead : tag->start);
    if (place->first && place->lead < tag->start) {
        indent_op = add_op(c, OV_OP_TEXT, place->lead);
        ov_compile_op(c, indent_op)->text = ov_layout_less_indent(c, place->lead, tag->start);
    }
    *at = tag->end;
    uint32_t op = add_op(c, OV_OP_PARENT, tag->start);
    OV_TRY(target_name(c, op, tag));
    OV_TRY(push(c, tag, OV_OP_PARENT, op, tag->end));
    c->open[c->depth - 1].first = place->first;
    c->open[c->depth - 1].indent_op = indent_op;
    return OV_OK;
}

/* {{$block}} right inside {{<parent}}: its lines lose their indentation here and get that of the
 * place where the parent has the block. */
static ov_status argument(ov_compiler *c, const ov_tag *tag, size_t *at, const ov_place *place)
{
    uint32_t op = add_op(c, OV_OP_ARG, tag->start);
    size_t from, to;

    plain_name(c, op, tag->name);
    OV_TRY(push(c, tag, OV_OP_ARG, op, tag->end));
    c->in.dedent = (ov_str){"", 0};
    *at = place->last ? place->next : tag->end;
    if (place->last && ov_layout_body_indent(c, place->next, &from, &to))
        c->in.dedent = (ov_str){c->in.src.ptr + from, to - from};
    return OV_OK;
}

static ov_status block(ov_compiler *c, const ov_tag *tag, size_t *at, const ov_place *place)
{
    ov_str indent = {"", 0};
    size_t from, to;

    if (directly_in_parent(c))
        return argument(c, tag, at, place);
    pass_line(c, tag, at, place);
    if (place->own && ov_layout_body_indent(c, place->next, &from, &to))
        indent = ov_layout_less_indent(c, from, to);
    else if (place->first)
        indent = ov_layout_less_indent(c, place->lead, tag->start);
    uint32_t op = add_op(c, OV_OP_BLOCK, tag->start);
    plain_name(c, op, tag->name);
    ov_compile_op(c, op)->text = indent;
    ov_compile_op(c, op)->own_line = place->own;
    return push(c, tag, OV_OP_BLOCK, op, tag->end);
}

static ov_status set_delims(ov_compiler *c, const ov_delims *delims, size_t at)
{
    size_t n = c->delims_list.len / sizeof *delims;

    if (n > UINT16_MAX)
        return ov_compile_fault(c, at, "too many changes of delimiters");
    ov_buf_add(&c->delims_list, delims, sizeof *delims);
    c->delims = *delims;
    c->delims_no = (uint16_t)n;
    return OV_OK;
}

static ov_status one_tag(ov_compiler *c, const ov_tag *tag, size_t *at)
{
    ov_place place = ov_layout_place(c->in.src, tag->start, tag->end);
    bool passive = tag->kind == OV_TAG_COMMENT || tag->kind == OV_TAG_DELIMS;

    if (directly_in_parent(c) && !passive && tag->kind != OV_TAG_BLOCK && tag->kind != OV_TAG_CLOSE)
        return ov_compile_fault(c, tag->start, "only {{$blocks}} stand directly inside {{<%.*s}}",
                                ov_compile_shown(c->open[c->depth - 1].name),
                                c->open[c->depth - 1].name.ptr);
    switch (tag->kind) {
    case OV_TAG_VARIABLE:
    case OV_TAG_RAW:
        return variable(c, tag, at);
    case OV_TAG_SECTION:
    case OV_TAG_INVERTED:
        return section(c, tag, at, &place);
    case OV_TAG_PARTIAL:
        return partial(c, tag, at, &place);
    case OV_TAG_PARENT:
        return parent(c, tag, at, &place);
    case OV_TAG_BLOCK:
        return block(c, tag, at, &place);
    case OV_TAG_CLOSE:
        return ov_compile_close(c, tag, at, &place);
    case OV_TAG_DELIMS:
        pass_line(c, tag, at, &place);
        return set_delims(c, &tag->delims, tag->start);
    case OV_TAG_COMMENT:
        pass_line(c, tag, at, &place);
        break;
    }
    return OV_OK;
}

ov_status ov_compile_source(ov_compiler *c)
{
    size_t at = 0;
    const char *fault;
    ov_tag tag;

    while (ov_tag_next(c->in.src, at, &c->delims, &tag, &fault)) {
        if (fault)
            return ov_compile_fault(c, tag.start, "%s", fault);
        OV_TRY(one_tag(c, &tag, &at));
    }
    if (c->depth > c->in.base) {
        const ov_open_tag *o = &c->open[c->depth - 1];
        return ov_compile_fault(c, o->start, "“%.*s” is never closed", ov_compile_shown(o->name),
                                o->name.ptr);
    }
    ov_compile_text(c, at, c->in.src.len);
    return OV_OK;
}

static void *keep(ov_arena *arena, const ov_buf *buf)
{
    void *kept = ov_alloc(arena, buf->len + 1);
    if (buf->len)
        memcpy(kept, buf->ptr, buf->len);
    return kept;
}

ov_status ov_compile(ov_arena *arena, ov_template *t, ov_str text,
                     const ov_compile_options *options, ov_err *err)
{
    static const ov_delims standard = {{"{{", 2}, {"}}", 2}};
    ov_compiler c;

    c.arena = arena;
    c.t = t;
    c.err = err;
    c.options = options;
    c.in = (ov_reading){.src = text, .fixed = options->fixed, .pos = options->pos};
    c.in_translation = false;
    c.ops = c.delims_list = (ov_buf){0};
    c.depth = 0;
    ov_status status = set_delims(&c, options->delims ? options->delims : &standard, 0);
    if (status == OV_OK)
        status = ov_compile_source(&c);
    if (status == OV_OK) {
        t->ops = keep(arena, &c.ops);
        t->n_ops = ov_compile_n_ops(&c);
        t->delims = keep(arena, &c.delims_list);
    }
    ov_buf_free(&c.ops);
    ov_buf_free(&c.delims_list);
    return status;
}
