/* SPDX-License-Identifier: EUPL-1.2 */
/* render.c — stored HTML: references become links, and a newer renderer makes all of it anew. */
#include "text/render.h"

#include "text/import/import.h"
#include "text/reading/reference.h"
#include "text/reading/relation_sql.h"
#include "view/markdown.h"

#include <string.h>

enum { SEQ, NUMBER, DEPTH, ANCHOR, BODY, HTML, TITLE };

/* The provisions of a version and where they lead. */
typedef struct rendering {
    const ov_rows *rows;
    ov_ref_numbers *numbers;
    const char *address; /* of the version's page */
} rendering;

static ov_status begin(ov_ctx *ctx, ov_id version_id, rendering *out)
{
    const ov_rows *version;

    OV_TRY(ov_select_row(ctx, &ov_relation_sql[RELATION_VERSION_ADDRESS],
                         OV_ARGS(ov_int(version_id)), &version));
    OV_TRY(ov_select(ctx, &ov_relation_sql[RELATION_RENDER_NODES], OV_ARGS(ov_int(version_id)),
                     &out->rows));
    out->address = ov_printf(ctx->arena, "/arende/%s/text/%s", ov_cell_text(version, 0, 0),
                             ov_cell_text(version, 0, 1));
    out->numbers = ov_ref_numbers_new(ctx->arena, out->rows->n);
    for (size_t i = 0; i < out->rows->n; i++)
        ov_ref_numbers_add(out->numbers, ov_cell_text(out->rows, i, NUMBER),
                           (int)ov_cell_int(out->rows, i, DEPTH), i);
    ov_ref_numbers_sort(out->numbers);
    return OV_OK;
}

/* "punkt 3" is an item of the provision's own list when it has one. */
static bool is_own_item(const ov_reference *reference, const char *body)
{
    size_t n = strlen(reference->label);

    if (reference->kind != OV_REF_POINT || reference->dotted)
        return false;
    for (const char *line = body; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (!strncmp(line, reference->label, n) && !strncmp(line + n, ". ", 2))
            return true;
    }
    return false;
}

/* Text between tags: its references that lead somewhere become links, but not to where they stand.
 */
static void link_run(ov_buf *out, ov_arena *arena, const rendering *r, size_t here, ov_str run)
{
    const char *body = ov_cell_text(r->rows, here, BODY);
    ov_ref_scan scan = {.arena = arena,
                        .numbers = r->numbers,
                        .letter = ov_ref_numbers_letter(r->numbers, here),
                        .text = run};
    ov_reference ref;
    size_t done = 0;

    while (ov_ref_next(&scan, &ref)) {
        if (ref.target == OV_REF_NONE || ref.target == here || is_own_item(&ref, body))
            continue;
        ov_buf_add(out, run.ptr + done, ref.at - done);
        ov_buf_printf(out, "<a href=\"%s#%s\">%.*s</a>", r->address,
                      ov_cell_text(r->rows, ref.target, ANCHOR), (int)ref.len, run.ptr + ref.at);
        done = ref.at + ref.len;
    }
    ov_buf_add(out, run.ptr + done, run.len - done);
}

/* Is the tag a link or code, where nothing is made into a link? */
static bool is_closed_to_links(ov_str tag)
{
    return ov_str_starts(tag, "<a ") || ov_str_starts(tag, "<code");
}

/* The HTML with its references as links; html itself when there are none. Of what the markdown
 * renderer writes: every < begins a tag, every tag is whole. */
static ov_str with_links(ov_arena *arena, const rendering *r, size_t here, ov_str html)
{
    ov_buf out = {0};
    ov_str rest = html, made;
    int closed = 0;

    while (rest.len) {
        const char *tag = memchr(rest.ptr, '<', rest.len);
        size_t n = tag ? (size_t)(tag - rest.ptr) : rest.len;

        if (closed)
            ov_buf_add(&out, rest.ptr, n);
        else
            link_run(&out, arena, r, here, (ov_str){rest.ptr, n});
        rest = (ov_str){rest.ptr + n, rest.len - n};
        if (!rest.len)
            break;
        const char *end = memchr(rest.ptr, '>', rest.len);
        n = end ? (size_t)(end - rest.ptr) + 1 : rest.len;
        if (is_closed_to_links(rest))
            closed++;
        else if (closed && (ov_str_starts(rest, "</a>") || ov_str_starts(rest, "</code")))
            closed--;
        ov_buf_add(&out, rest.ptr, n);
        rest = (ov_str){rest.ptr + n, rest.len - n};
    }
    made = html;
    if (out.len != html.len)
        made = (ov_str){ov_strndup(arena, out.ptr, out.len), out.len};
    ov_buf_free(&out);
    return made;
}

static ov_status render_node(ov_ctx *ctx, const rendering *r, size_t i, ov_str *out)
{
    ov_html html;

    OV_TRY(ov_markdown(ctx->arena, ov_body_markdown(ctx->arena, ov_cell_text(r->rows, i, BODY)),
                       &html, &ctx->err));
    *out = with_links(ctx->arena, r, i, html.text);
    return OV_OK;
}

static ov_status set_generation(ov_ctx *ctx, ov_id version_id, int generation)
{
    return ov_exec(ctx, &ov_relation_sql[RELATION_SET_RENDERING],
                   OV_ARGS(ov_int(version_id), ov_int(generation)), NULL);
}

static ov_status set_html(ov_ctx *ctx, ov_id version_id, const rendering *r, size_t i, ov_str html)
{
    if (ov_str_eq(html, ov_cell_str(r->rows, i, HTML)))
        return OV_OK;
    return ov_exec(
        ctx, &ov_relation_sql[RELATION_SET_HTML],
        OV_ARGS(ov_int(version_id), ov_int(ov_cell_int(r->rows, i, SEQ)), ov_text_str(html)), NULL);
}

ov_status ov_text_link(ov_ctx *ctx, ov_id version_id)
{
    rendering r;

    OV_TRY(begin(ctx, version_id, &r));
    for (size_t i = 0; i < r.rows->n; i++) {
        ov_str stored = ov_cell_str(r.rows, i, HTML), html = stored;

        /* What holds no link yet is as the markdown renderer left it a moment ago. */
        if (strstr(ov_cell_text(r.rows, i, HTML), "<a href=\"/arende/"))
            OV_TRY(render_node(ctx, &r, i, &html));
        else
            html = with_links(ctx->arena, &r, i, stored);
        OV_TRY(set_html(ctx, version_id, &r, i, html));
    }
    return set_generation(ctx, version_id, OV_TEXT_RENDERING);
}

/* ---- All of it anew ---------------------------------------------------------------------------
 */

static ov_status rerender(ov_ctx *ctx, void *arg)
{
    ov_id id = *(ov_id *)arg;
    rendering r;

    OV_TRY(begin(ctx, id, &r));
    OV_TRY(set_generation(ctx, id, 0)); /* what lets a published provision's HTML change */
    for (size_t i = 0; i < r.rows->n; i++) {
        ov_str html;

        OV_TRY(render_node(ctx, &r, i, &html));
        OV_TRY(set_html(ctx, id, &r, i, html));
    }
    OV_TRY(set_generation(ctx, id, OV_TEXT_RENDERING));
    return ov_audit(ctx,
                    &(ov_event){.action = "text.rendered",
                                .object = ov_printf(ctx->arena, "version/%lld", (long long)id)});
}

ov_status ov_text_rerender(ov_ctx *ctx)
{
    ov_arena *whole = ctx->arena;
    const ov_rows *rows;
    ov_status status = OV_OK;

    OV_TRY(ov_select(ctx, &ov_relation_sql[RELATION_OLD_RENDERINGS],
                     OV_ARGS(ov_int(OV_TEXT_RENDERING)), &rows));
    for (size_t i = 0; i < rows->n && status == OV_OK; i++) {
        ov_id id = ov_cell_int(rows, i, 0);

        ctx->arena = ov_arena_new(0); /* one version's memory at a time */
        status = ov_write(ctx, rerender, &id);
        ov_arena_free(ctx->arena);
        ctx->arena = whole;
    }
    return status;
}

ov_status ov_text_rendered(ov_ctx *ctx, ov_id version_id, bool *current, const ov_str **html,
                           size_t *n)
{
    int64_t generation;
    rendering r;
    ov_str *all;

    OV_TRY(ov_select_int(ctx, &ov_relation_sql[RELATION_RENDERING], OV_ARGS(ov_int(version_id)), 1,
                         &generation));
    OV_TRY(begin(ctx, version_id, &r));
    all = ov_calloc(ctx->arena, r.rows->n + 1, sizeof *all);
    for (size_t i = 0; i < r.rows->n; i++)
        OV_TRY(render_node(ctx, &r, i, &all[i]));
    *current = generation == OV_TEXT_RENDERING;
    *html = all;
    *n = r.rows->n;
    return OV_OK;
}

/* ---- References that lead nowhere -------------------------------------------------------------
 */

ov_status ov_text_broken_references(ov_ctx *ctx, ov_id version_id, const ov_broken_reference **out,
                                    size_t *n)
{
    enum { MOST = 200 }; /* nobody mends more at a time */
    ov_broken_reference *list = ov_calloc(ctx->arena, MOST, sizeof *list);
    rendering r;

    OV_TRY(begin(ctx, version_id, &r));
    *n = 0;
    for (size_t i = 0; i < r.rows->n; i++) {
        ov_ref_scan scan = {.arena = ctx->arena,
                            .numbers = r.numbers,
                            .letter = ov_ref_numbers_letter(r.numbers, i),
                            .text = ov_cell_str(r.rows, i, BODY)};
        ov_reference ref;

        while (*n < MOST && ov_ref_next(&scan, &ref))
            if (ov_ref_is_broken(r.numbers, &ref))
                list[(*n)++] = (ov_broken_reference){.anchor = ov_cell_text(r.rows, i, ANCHOR),
                                                     .title = ov_cell_text(r.rows, i, TITLE),
                                                     .label = ref.label};
    }
    *out = list;
    return OV_OK;
}
