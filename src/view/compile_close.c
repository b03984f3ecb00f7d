/* SPDX-License-Identifier: EUPL-1.2 */
/* compile_close.c — closing tags, and the translation of what stands between {{#_}} and {{/_}}. */
#include "view/compile.h"

/* The key of a translation: white space folded, none at the ends, the context in front. */
static const char *msgid_of(ov_compiler *c, ov_str name, ov_str text)
{
    ov_buf id = {0};
    bool space = false;

    if (name.len > 2) {
        ov_buf_add(&id, name.ptr + 2, name.len - 2);
        ov_buf_addc(&id, '\004');
    }
    for (size_t i = 0; i < text.len; i++) {
        bool was_space = space;
        space = memchr(" \t\r\n\f\v", text.ptr[i], 6) != NULL;
        if (!space)
            ov_buf_addc(&id, text.ptr[i]);
        else if (!was_space)
            ov_buf_addc(&id, ' ');
    }
    const char *kept = ov_strndup(c->arena, id.ptr, id.len);
    ov_buf_free(&id);
    return kept;
}

/* Puts the translation in the place of the Swedish body, which is compiled (and right) already. */
static ov_status translate(ov_compiler *c, const ov_open_tag *o, size_t body_end)
{
    ov_str raw = {c->in.src.ptr + o->body, body_end > o->body ? body_end - o->body : 0};
    ov_str text = ov_str_trim(raw);

    if (c->delims_no != o->delims_no)
        return ov_compile_fault(c, o->start, "{{#_}} holds a change of delimiters");
    if (text.len == 0)
        return OV_OK;
    const char *msgid = msgid_of(c, o->name, text);
    if (c->options->seen)
        c->options->seen(c->options->seen_arg, msgid, (uint32_t)o->start);
    if (!c->options->translate)
        return OV_OK;
    const char *translated = c->options->translate(c->options->translate_arg, c->t->lang, msgid);
    if (!translated || !translated[0])
        return OV_OK;

    c->ops.len = o->op * sizeof(ov_op);
    ov_compile_slice(c, (ov_str){raw.ptr, (size_t)(text.ptr - raw.ptr)}, o->start);
    ov_reading outer = c->in;
    uint32_t pos = outer.fixed ? outer.pos : (uint32_t)o->start;
    c->in = (ov_reading){
        .src = ov_str_from(translated), .note = msgid, .fixed = true, .pos = pos, .base = c->depth};
    OV_TRY(ov_compile_source(c));
    if (c->delims_no != o->delims_no)
        return ov_compile_fault(c, 0, "changes the delimiters");
    c->in = outer;
    const char *tail = text.ptr + text.len;
    ov_compile_slice(c, (ov_str){tail, (size_t)(raw.ptr + raw.len - tail)}, o->start);
    return OV_OK;
}

static bool closes(const ov_open_tag *o, const ov_tag *tag)
{
    return o->dynamic == tag->dynamic && ov_str_eq(o->name, tag->name);
}

static void close_parent(ov_compiler *c, const ov_open_tag *o, size_t *at, const ov_place *place)
{
    if (!o->first || !place->last)
        return;
    ov_op *op = ov_compile_op(c, o->op);
    op->own_line = true;
    if (o->indent_op != UINT32_MAX) {
        ov_op *indent = ov_compile_op(c, o->indent_op);
        op->text = indent->text;
        indent->text.len = 0;
    }
    *at = place->next;
}

ov_status ov_compile_close(ov_compiler *c, const ov_tag *tag, size_t *at, const ov_place *place)
{
    if (c->depth == c->in.base)
        return ov_compile_fault(c, tag->start, "{{/%.*s}} closes nothing",
                                ov_compile_shown(tag->name), tag->name.ptr);
    ov_open_tag o = c->open[c->depth - 1];
    if (!closes(&o, tag))
        return ov_compile_fault(c, tag->start, "{{/%.*s}} stands where “%.*s” should be closed",
                                ov_compile_shown(tag->name), tag->name.ptr,
                                ov_compile_shown(o.name), o.name.ptr);

    bool own = place->own && o.code != OV_OP_PARENT && o.code != OV_OP_ARG;
    /* What follows an argument of a parent goes nowhere: only the space before it matters. */
    bool trim = own || (o.code == OV_OP_ARG && place->first);
    size_t body_end = trim && place->lead > *at ? place->lead : trim ? *at : tag->start;
    ov_compile_text(c, *at, body_end);
    *at = own ? place->next : tag->end;
    c->depth--;
    c->in.dedent = o.dedent;
    if (o.translation) {
        c->in_translation = false;
        return translate(c, &o, body_end);
    }
    ov_op *op = ov_compile_op(c, o.op);
    op->end = ov_compile_n_ops(c);
    if (o.code == OV_OP_SECTION)
        op->text = (ov_str){c->in.src.ptr + o.body, tag->start - o.body};
    if (o.code == OV_OP_PARENT)
        close_parent(c, &o, at, place);
    return OV_OK;
}
