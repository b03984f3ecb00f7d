/* SPDX-License-Identifier: EUPL-1.2 */
/* history_pages.c — "vem gjorde vad när": the history of one object, and of oneself. */
#include "pages/history/history.h"

#include "matter/matter.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 50, PIECE = 200, MOST_PIECES = 25 };

/* ?fore=SEQ: the page of events before that one. */
static int64_t before_of(const ov_req *req)
{
    const char *text = ov_req_query(req, "fore");
    int64_t seq = text && strlen(text) < 19 && strspn(text, "0123456789") == strlen(text)
                      ? strtoll(text, NULL, 10)
                      : 0;

    return seq > 0 ? seq : INT64_MAX;
}

/* ?slag=KIND: only objects of that kind in a matter; "" when it is none. */
static const char *kind_of(const ov_req *req)
{
    const char *text = ov_req_query(req, "slag");
    const ov_thing_kind *kind = text ? ov_thing_kind_of(text) : NULL;

    return kind ? kind->prefix : "";
}

static void add_kinds(ov_req *req, ov_map *root, const char *chosen)
{
    static const char *const prefixes[] = {"matter",    "document",      "version",      "node",
                                           "term",      "staged_import", "consultation", "response",
                                           "statement", "param_set"};
    ov_list *list = ov_map_list(root, "kinds");

    for (size_t i = 0; i < OV_LEN(prefixes); i++)
        ov_choice_add(list, prefixes[i], ov_req_tr(req, ov_thing_kind_of(prefixes[i])->title),
                      chosen);
}

/* One piece of the events, newest first, below a number. */
typedef struct source {
    const char *object; /* of one object … */
    ov_id matter_id;    /* … or of a matter and all in it … */
    const char *kind;   /* … of one kind, or "" … */
    const char *login;  /* … or of a person: what the person did, and what was done to it */
} source;

static ov_status piece(ov_ctx *ctx, const source *s, int64_t below, const ov_rows **out)
{
    ov_event_filter filter = {.object = s->object, .below = below};

    if (s->matter_id)
        return ov_select(
            ctx, &ov_history_sql[HISTORY_OF_MATTER],
            OV_ARGS(ov_int(s->matter_id), ov_int(below), ov_text(s->kind), ov_int(PIECE)), out);
    if (s->login)
        return ov_select(
            ctx, &ov_history_sql[HISTORY_OF_PERSON],
            OV_ARGS(ov_text(s->login), ov_text(s->object), ov_int(below), ov_int(PIECE)), out);
    return ov_events(ctx, &filter, PIECE, out);
}

/* Pieces until the page is full: what the reader may not know of is passed over. */
static ov_status fill(ov_req *req, ov_map *root, const source *s)
{
    ov_list *list = ov_map_list(root, "events");
    int64_t below = before_of(req), last = 0;
    bool more = false, first = below == INT64_MAX;
    const ov_rows *rows;

    for (int i = 0; i < MOST_PIECES; i++) {
        OV_TRY(piece(ov_req_ctx(req), s, below, &rows));
        OV_TRY(ov_event_items(req, list, rows, SHOWN, &last));
        more = rows->n == PIECE || (last && last != ov_cell_int(rows, rows->n - 1, OV_EVENT_SEQ));
        if (!more || ov_list_length(list) == SHOWN)
            break;
        below = last;
    }
    ov_map_bool(root, "has_events", ov_list_length(list) > 0);
    ov_map_bool(root, "paged", !first || more);
    if (!first)
        ov_map_text(root, "newest_href",
                    ov_printf(ov_req_arena(req), "?%s%s", *s->kind ? "slag=" : "", s->kind));
    if (more)
        ov_map_text(root, "older_href",
                    ov_printf(ov_req_arena(req), "?fore=%lld%s%s", (long long)last,
                              *s->kind ? "&slag=" : "", s->kind));
    return OV_OK;
}

/* GET /historik/:kind/:id — who did what when, to one object. It is there for whom the object is
 * there; visitors have no part in it. */
ov_status ov_page_history(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    source s = {.kind = ""};
    ov_thing thing;
    ov_view *view;
    ov_map *root;
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    s.object = ov_printf(ctx->arena, "%s/%lld", ov_req_arg(req, "kind"), (long long)id);
    OV_TRY(ov_thing_find(req, s.object, &thing));
    view = ov_view_new(req, "history");
    root = ov_view_root(view);
    if (strcmp(thing.kind->prefix, "matter") == 0) {
        s.matter_id = id;
        s.kind = kind_of(req);
        add_kinds(req, root, s.kind);
        ov_map_bool(root, "of_matter", true);
    }
    ov_view_title(view, ov_printf(ctx->arena, "%s: %s", ov_req_tr(req, "Historik"), thing.title));
    ov_map_text(root, "kind", ov_req_tr(req, thing.kind->title));
    ov_map_text(root, "thing_title", thing.title);
    ov_map_text(root, "back_href", thing.href);
    OV_TRY(fill(req, root, &s));
    return ov_view_send(view);
}

/* GET /konto/historik — what one has done oneself, and what was done to one's account. */
ov_status ov_page_own_history(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "own_history");
    source s = {.kind = "",
                .login = ctx->actor.login,
                .object = ov_printf(ctx->arena, "account/%lld", (long long)ctx->actor.account_id)};

    ov_view_title(view, ov_req_tr(req, "Din historik"));
    OV_TRY(fill(req, ov_view_root(view), &s));
    return ov_view_send(view);
}
