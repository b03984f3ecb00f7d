/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_json.c — the figures as canonical JSON, the same bytes for the same figures. */
#include "consult/compilation/compilation.h"

#include "util/json.h"

#include <string.h>

static void key(ov_buf *out, const char *name)
{
    if (out->len && out->ptr[out->len - 1] != '{')
        ov_buf_addc(out, ',');
    ov_json_text(out, ov_str_from(name));
    ov_buf_addc(out, ':');
}

static void add_int(ov_buf *out, const char *name, int64_t n)
{
    key(out, name);
    ov_buf_addi(out, n);
}

static void add_text(ov_buf *out, const char *name, const char *text)
{
    key(out, name);
    if (text)
        ov_json_text(out, ov_str_from(text));
    else
        ov_buf_addz(out, "null");
}

static void add_filter(ov_buf *out, const ov_compilation_filter *f)
{
    key(out, "query");
    ov_buf_addc(out, '{');
    add_text(out, "class", f->class);
    add_text(out, "type", *f->org_type ? f->org_type : NULL);
    add_text(out, "legal_status", *f->legal ? f->legal : NULL);
    add_int(out, "group", f->group_id);
    if (f->text) /* not said when it is not asked: figures that are published keep their hash */
        add_text(out, "text", f->text == OV_TEXT_EARLIER ? "earlier" : "current");
    key(out, "late");
    ov_buf_addz(out, f->late ? "true" : "false");
    ov_buf_addc(out, '}');
}

static void add_question(ov_ctx *ctx, ov_buf *out, const ov_compiled_question *q)
{
    ov_buf_addc(out, '{');
    add_int(out, "n", q->n);
    add_text(out, "kind", q->kind);
    add_int(out, "node", q->node_id);
    add_text(out, "title", ov_compiled_title(ctx->arena, q));
    key(out, "grades");
    ov_buf_addc(out, '{');
    for (size_t g = 0; q->scale && g < q->scale->n; g++)
        add_int(out, q->scale->code[g], q->counts[g]);
    ov_buf_addc(out, '}');
    add_int(out, "positions", q->positions);
    add_int(out, "outside", q->outside);
    add_int(out, "ungraded", q->ungraded);
    add_int(out, "unanswered", q->unanswered);
    add_int(out, "objections", q->objections);
    add_int(out, "comments", q->comments);
    add_text(out, "median", q->median);
    ov_buf_addc(out, '}');
}

void ov_compilation_json_into(ov_ctx *ctx, const ov_compilation *k, ov_buf *out)
{
    ov_buf_addc(out, '{');
    add_filter(out, &k->filter);
    add_int(out, "population", k->population);
    add_int(out, "answered", k->answered);
    add_int(out, "included", k->included);
    add_int(out, k->filter.late ? "late_counted" : "late_left_out", k->late);
    key(out, "questions");
    ov_buf_addc(out, '[');
    for (size_t i = 0; i < k->n_questions; i++) {
        if (i)
            ov_buf_addc(out, ',');
        add_question(ctx, out, &k->questions[i]);
    }
    ov_buf_addz(out, "]}");
}

ov_str ov_compilation_json(ov_ctx *ctx, const ov_compilation *k)
{
    ov_buf out = {0};
    char *text;
    size_t n;

    ov_compilation_json_into(ctx, k, &out);
    n = out.len;
    text = ov_alloc(ctx->arena, n + 1);
    memcpy(text, out.ptr, n);
    text[n] = '\0';
    ov_buf_free(&out);
    return (ov_str){text, n};
}
