/* SPDX-License-Identifier: EUPL-1.2 */
/* search_pages.c — /sok: one field, three filters, and what was found as a list. */
#include "pages/core_pages.h"
#include "pages/consult/round.h"

#include "consult/index.h"
#include "db/search.h"
#include "view/format.h"

#include <string.h>

enum { SNIPPET = 260, MOST_Q = 200 };
enum { LIST_SLUG, LIST_TITLE };

/* The one rights function, asked of every class of documents before any of it is read. */
static bool may_read(ov_ctx *ctx, const ov_search_rule *rule)
{
    ov_object object = {
        .org_id = rule->org_id, .matter_id = rule->matter_id, .matter_org_id = rule->matter_org_id};

    return ov_may(ctx, rule->action, &object) == OV_OK;
}

/* ---- The form ---- */

typedef struct asked {
    const char *q, *kind, *matter, *from, *to; /* as in the address, "" when absent */
    ov_search_query query;
    ov_matter found; /* of matter */
} asked;

static const char *field(ov_req *req, const char *name)
{
    const char *value = ov_req_query(req, name);

    return value && ov_utf8_valid(ov_str_from(value)) ? value : "";
}

/* A date that cannot be read is left out, and the page says so beside the field. */
static void read_day(ov_req *req, const char *name, const char **text, ov_day *day)
{
    *text = field(req, name);
    if (**text && ov_day_parse(ov_str_trim(ov_str_from(*text)), day) != OV_OK)
        *day = 0;
}

static ov_status read_asked(ov_req *req, asked *a)
{
    const char *page = ov_req_query(req, "sida");
    ov_status status;

    a->q = field(req, "q");
    a->kind = field(req, "slag");
    a->matter = field(req, "arende");
    read_day(req, "fran", &a->from, &a->query.from);
    read_day(req, "till", &a->to, &a->query.to);
    a->query.q = a->q;
    a->query.may = may_read;
    a->query.kind = *a->kind ? a->kind : NULL;
    a->query.page = 1;
    if (page && ov_parse_int(ov_str_from(page), &a->query.page) != OV_OK)
        a->query.page = 1;
    if (!*a->matter)
        return OV_OK;
    status = ov_matter_by_slug(ov_req_ctx(req), a->matter, &a->found);
    if (status == OV_OK)
        a->query.matter_id = a->found.id;
    else if (status == OV_NOT_FOUND)
        a->matter = "";
    return status == OV_NOT_FOUND ? OV_OK : status;
}

static ov_status add_form(ov_req *req, ov_map *root, const asked *a)
{
    ov_list *kinds = ov_map_list(root, "kinds"), *matters = ov_map_list(root, "matters");
    size_t n;
    const ov_search_source *const *sources = ov_search_sources(&n);
    const ov_rows *rows;

    ov_map_text(root, "q", a->q);
    ov_map_text(root, "from", a->from);
    ov_map_text(root, "to", a->to);
    ov_map_bool(root, "from_wrong", *a->from && !a->query.from);
    ov_map_bool(root, "to_wrong", *a->to && !a->query.to);
    ov_map_bool(root, "filtered", *a->kind || *a->matter || *a->from || *a->to);
    ov_map_text(root, "plain_href",
                ov_printf(ov_req_arena(req), "/sok?q=%s", ov_url_encode(ov_req_arena(req), a->q)));
    for (size_t i = 0; i < n; i++)
        ov_choice_add(kinds, sources[i]->kind, ov_req_tr(req, sources[i]->title), a->kind);
    OV_TRY(ov_matters(ov_req_ctx(req), &rows));
    for (size_t i = 0; i < rows->n; i++)
        ov_choice_add(matters, ov_cell_text(rows, i, LIST_SLUG), ov_cell_text(rows, i, LIST_TITLE),
                      a->matter);
    return OV_OK;
}

/* ---- The hits ---- */

static void add_pieces(ov_map *item, const char *key, const ov_search_words *words, ov_str text,
                       size_t most)
{
    ov_list *list = ov_map_list(item, key);
    size_t n;
    const ov_search_piece *pieces = ov_search_pieces(ov_map_arena(item), words, text, most, &n);

    for (size_t i = 0; i < n; i++) {
        ov_map *piece = ov_list_add(list);

        ov_map_str(piece, pieces[i].hit ? "hit" : "plain", pieces[i].text);
    }
}

static const char *kind_title(ov_req *req, const char *kind)
{
    size_t n;
    const ov_search_source *const *sources = ov_search_sources(&n);

    for (size_t i = 0; i < n; i++)
        if (strcmp(sources[i]->kind, kind) == 0)
            return ov_req_tr(req, sources[i]->title);
    return kind;
}

/* Words of others' answers are on the page: who may read all of a matter's answers is noted. */
static void note_answers(ov_req *req, const ov_matter *matter)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_object in = {.matter_id = matter->id, .matter_org_id = matter->owner_org_id};

    if (ov_may(ctx, OV_MAY_FOLLOW, &in) == OV_OK)
        ov_req_read_logged(req, "response.searched",
                           ov_printf(ctx->arena, "matter/%lld", (long long)matter->id),
                           ov_role_for(ctx, OV_MAY_FOLLOW, &in));
}

static ov_status add_hit(ov_req *req, ov_map *item, const ov_search_words *words,
                         const ov_search_hit *hit)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *others = ov_map_list(item, "others");
    const char *title = NULL;

    if (hit->matter_id) {
        ov_matter matter;

        OV_TRY(ov_matter_get(ctx, hit->matter_id, &matter));
        title = matter.title;
        if (!strcmp(hit->kind, ov_consult_search.kind))
            note_answers(req, &matter);
    }
    ov_map_text(item, "href", hit->path);
    add_pieces(item, "title", words, ov_str_from(hit->title), 0);
    add_pieces(item, "text", words, hit->text, SNIPPET);
    ov_map_text(item, "kind", kind_title(req, hit->kind));
    ov_map_text(item, "label", hit->label);
    ov_map_text(item, "matter_title", title);
    ov_map_text(item, "day", ov_format_day(ctx->arena, hit->day, ctx->lang));
    ov_map_text(item, "day_iso", ov_day_iso(ctx->arena, hit->day));
    ov_map_bool(item, "has_others", hit->n_others > 0);
    for (size_t i = 0; i < hit->n_others; i++) {
        ov_map *other = ov_list_add(others);

        ov_map_text(other, "href", hit->others[i].path);
        ov_map_text(other, "label", hit->others[i].label);
        ov_map_bool(other, "last", i + 1 == hit->n_others);
    }
    return OV_OK;
}

/* The address of another page of the same question. */
static const char *page_href(ov_req *req, const asked *a, int64_t page)
{
    ov_arena *arena = ov_req_arena(req);
    const struct {
        const char *name, *value;
    } parts[] = {{"slag", a->kind}, {"arende", a->matter}, {"fran", a->from}, {"till", a->to}};
    const char *href = ov_printf(arena, "/sok?q=%s", ov_url_encode(arena, a->q));

    for (size_t i = 0; i < OV_LEN(parts); i++)
        if (*parts[i].value)
            href = ov_printf(arena, "%s&%s=%s", href, parts[i].name,
                             ov_url_encode(arena, parts[i].value));
    return page > 1 ? ov_printf(arena, "%s&sida=%lld", href, (long long)page) : href;
}

static void add_pager(ov_req *req, ov_map *root, const asked *a, const ov_search_result *found)
{
    ov_map_bool(root, "has_pages", found->pages > 1);
    ov_map_int(root, "page", found->page);
    ov_map_int(root, "pages", found->pages);
    if (found->page > 1)
        ov_map_text(root, "previous_href", page_href(req, a, found->page - 1));
    if (found->page < found->pages)
        ov_map_text(root, "next_href", page_href(req, a, found->page + 1));
}

static ov_status add_hits(ov_req *req, ov_map *root, const ov_search_result *found)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *stems = ov_map_list(root, "stems"), *parts = ov_map_list(root, "parts");
    int64_t all = found->stems + found->parts;

    for (size_t i = 0; i < found->n; i++)
        OV_TRY(add_hit(req, ov_list_add(found->hits[i].part ? parts : stems), &found->words,
                       &found->hits[i]));
    ov_map_bool(root, "has_stems", ov_list_length(stems) > 0);
    ov_map_bool(root, "has_parts", ov_list_length(parts) > 0);
    ov_map_text(root, "count", ov_format_count(ctx->arena, all));
    ov_map_bool(root, "one", all == 1);
    ov_map_bool(root, "many", all > 1);
    ov_map_bool(root, "none", all == 0);
    if (found->stems && found->parts)
        ov_map_text(root, "part_count", ov_format_count(ctx->arena, found->parts));
    ov_map_bool(root, "cut", found->words.cut);
    return OV_OK;
}

/* GET /sok — what was sought is public or asked of ov_may, so that a page never counts, shows or
 * hints at what its reader may not read. */
ov_status ov_page_search(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "search");
    ov_map *root = ov_view_root(view);
    ov_search_result found;
    asked a = {0};

    OV_TRY(read_asked(req, &a));
    OV_TRY(ov_search(ctx, &a.query, &found));
    ov_view_title(view, "Sök");
    OV_TRY(add_form(req, root, &a));
    ov_map_int(root, "max_q", MOST_Q);
    ov_map_bool(root, "asked", found.words.n > 0);
    ov_map_bool(root, "no_words", *a.q && found.words.n == 0);
    if (found.words.n == 0)
        return ov_view_send(view);
    OV_TRY(add_hits(req, root, &found));
    add_pager(req, root, &a, &found);
    return ov_view_send(view);
}
