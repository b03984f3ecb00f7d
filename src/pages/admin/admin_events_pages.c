/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_events_pages.c — the event log for the auditor, and the part of it that is about people and
 * organisations for system administrators; and its export. */
#include "pages/history/history.h"

#include "util/hash.h"
#include "view/format.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 50, PIECE = 200, MOST_PIECES = 25, ACTION_NAME = 0 };

/* What the form asks for, as it was written. */
typedef struct asked {
    const char *person, *object, *action, *from, *to;
    bool person_wrong, from_wrong, to_wrong;
    ov_event_filter filter;
    const char *query; /* the same again, for addresses: "person=…&…" */
} asked;

static const char *text_of(ov_req *req, const char *name)
{
    const char *value = ov_req_query(req, name);

    return value ? ov_str_z(ov_req_arena(req), ov_str_trim(ov_str_from(value))) : "";
}

static bool read_day(const char *text, ov_day *out)
{
    return !*text || ov_day_parse(ov_str_from(text), out) == OV_OK;
}

/* A person by name is the person's login; several of the same name must be told apart by it. */
static ov_status find_person(ov_req *req, asked *a)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    a->filter.actor = a->person;
    if (!*a->person)
        return OV_OK;
    OV_TRY(ov_select(ctx, &ov_history_sql[HISTORY_LOGIN_OF], OV_ARGS(ov_text(a->person)), &rows));
    if (rows->n == 1)
        a->filter.actor = ov_cell_text(rows, 0, 0);
    return OV_OK;
}

static void add_to_query(ov_req *req, asked *a, const char *name, const char *value)
{
    ov_arena *arena = ov_req_arena(req);

    if (*value)
        a->query = ov_printf(arena, "%s%s%s=%s", a->query, *a->query ? "&" : "", name,
                             ov_url_encode(arena, value));
}

static ov_status read_asked(ov_req *req, asked *out)
{
    asked a = {.person = text_of(req, "person"),
               .object = text_of(req, "objekt"),
               .action = text_of(req, "handelse"),
               .from = text_of(req, "fran"),
               .to = text_of(req, "till"),
               .query = ""};

    a.from_wrong = !read_day(a.from, &a.filter.from);
    a.to_wrong = !read_day(a.to, &a.filter.to);
    a.filter.object = a.object;
    a.filter.action = a.action;
    OV_TRY(find_person(req, &a));
    add_to_query(req, &a, "person", a.person);
    add_to_query(req, &a, "objekt", a.object);
    add_to_query(req, &a, "handelse", a.action);
    add_to_query(req, &a, "fran", a.from);
    add_to_query(req, &a, "till", a.to);
    *out = a;
    return OV_OK;
}

/* ---- The page ---- */

static ov_status add_form(ov_req *req, ov_map *root, const asked *a)
{
    ov_list *list = ov_map_list(root, "actions");
    const ov_rows *rows;

    OV_TRY(ov_event_actions(ov_req_ctx(req), &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *action = ov_cell_text(rows, i, ACTION_NAME), *text = ov_event_text(action);

        ov_choice_add(list, action, text ? ov_req_tr(req, text) : action, a->action);
    }
    ov_map_text(root, "person", a->person);
    ov_map_text(root, "object", a->object);
    ov_map_text(root, "from", a->from);
    ov_map_text(root, "to", a->to);
    ov_map_bool(root, "from_wrong", a->from_wrong);
    ov_map_bool(root, "to_wrong", a->to_wrong);
    ov_map_bool(root, "filtered", *a->query != '\0');
    return OV_OK;
}

static ov_status add_head(ov_req *req, ov_map *root)
{
    const char *hash;
    ov_instant at;
    int64_t seq;

    OV_TRY(ov_audit_head(ov_req_ctx(req), &seq, &hash));
    OV_TRY(ov_audit_newest(ov_req_ctx(req), &at));
    ov_map_int(root, "head_seq", seq);
    ov_map_text(root, "head_hash", hash);
    ov_map_text(root, "head_at",
                ov_format_instant_exact(ov_req_arena(req), at, ov_req_ctx(req)->lang));
    return OV_OK;
}

/* A reader of the whole log sees also what has no page of its own, by its code. */
static ov_status add_event(ov_req *req, ov_list *list, const ov_rows *rows, size_t row)
{
    const char *object = ov_cell_text(rows, row, OV_EVENT_OBJECT);
    ov_thing thing = {.kind = ov_thing_kind_of(object)};
    ov_status status = ov_thing_find(req, object, &thing);

    if (status != OV_OK && status != OV_NOT_FOUND)
        return status;
    thing.names = true;
    return ov_event_item(req, list, rows, row, &thing);
}

static ov_status add_events(ov_req *req, ov_map *root, const asked *a)
{
    ov_list *list = ov_map_list(root, "events");
    ov_event_filter filter = a->filter;
    const char *before = text_of(req, "fore");
    int64_t last = strlen(before) < 19 ? strtoll(before, NULL, 10) : 0;
    bool more = true;

    filter.below = last > 0 ? last : 0;
    for (int i = 0; more && i < MOST_PIECES && ov_list_length(list) < SHOWN; i++) {
        const ov_rows *rows;

        OV_TRY(ov_events(ov_req_ctx(req), &filter, PIECE, &rows));
        more = rows->n == PIECE;
        for (size_t k = 0; k < rows->n; k++) {
            if (ov_list_length(list) == SHOWN) {
                more = true;
                break;
            }
            filter.below = ov_cell_int(rows, k, OV_EVENT_SEQ);
            if (ov_event_listed(req, ov_cell_text(rows, k, OV_EVENT_OBJECT)))
                OV_TRY(add_event(req, list, rows, k));
        }
    }
    ov_map_bool(root, "has_events", ov_list_length(list) > 0);
    ov_map_bool(root, "paged", more || last > 0);
    if (last > 0)
        ov_map_text(root, "newest_href",
                    ov_printf(ov_req_arena(req), "/admin/handelser?%s", a->query));
    if (more)
        ov_map_text(root, "older_href",
                    ov_printf(ov_req_arena(req), "?%s%sfore=%lld", a->query, *a->query ? "&" : "",
                              (long long)filter.below));
    return OV_OK;
}

/* GET /admin/handelser */
ov_status ov_page_admin_events(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "admin_events");
    ov_map *root = ov_view_root(view);
    bool all = ov_may(ctx, "audit.read", NULL) == OV_OK;
    asked a;

    OV_TRY(read_asked(req, &a));
    ov_view_title(view, ov_req_tr(req, "Händelser"));
    ov_map_bool(root, "all", all);
    OV_TRY(add_form(req, root, &a));
    OV_TRY(add_head(req, root));
    if (!a.from_wrong && !a.to_wrong)
        OV_TRY(add_events(req, root, &a));
    ov_map_text(root, "csv_href", ov_printf(ctx->arena, "/admin/handelser.csv?%s", a.query));
    ov_map_text(root, "json_href", ov_printf(ctx->arena, "/admin/handelser.json?%s", a.query));
    ov_req_read_logged(req, "log.read", "log/events",
                       ov_role_for(ctx, all ? "audit.read" : "admin", NULL));
    return ov_view_send(view);
}

/* ---- The export ---- */

static bool wanted(void *arg, const char *object)
{
    return ov_event_listed(arg, object);
}

/* An export that does not fit in memory is made on the command line. */
enum { LARGEST = 64 << 20 };

static ov_status in_bounds(void *arg, ov_buf *out)
{
    (void)arg;
    return out->len <= LARGEST ? OV_OK : OV_TOO_LARGE;
}

typedef struct exported {
    const char *hash, *role;
} exported;

static ov_status note_export(ov_ctx *ctx, void *arg)
{
    const exported *e = arg;

    return ov_audit(ctx, &(ov_event){.action = "log.exported",
                                     .object = "log/events",
                                     .role = e->role,
                                     .after = e->hash});
}

static ov_status export(ov_req *req, ov_event_shape shape, const char *type, const char *ending)
{
    ov_ctx *ctx = ov_req_ctx(req);
    char hash[OV_HASH_HEX];
    exported e = {.hash = hash};
    ov_buf out = {0};
    ov_status status;
    int64_t n = 0;
    asked a;

    OV_TRY(read_asked(req, &a));
    if (a.from_wrong || a.to_wrong)
        return OV_INVALID;
    e.role =
        ov_role_for(ctx, ov_may(ctx, "audit.read", NULL) == OV_OK ? "audit.read" : "admin", NULL);
    status = ov_events_export(ctx, &a.filter, shape, wanted, req, in_bounds, &out, &n);
    if (status == OV_OK) {
        ov_sha256_hex(ov_buf_str(&out), hash);
        ov_send_header(req, "Content-Disposition",
                       ov_printf(ctx->arena, "attachment; filename=\"handelser.%s\"", ending));
        ov_send_header(req, "X-Overens-Rows", ov_printf(ctx->arena, "%lld", (long long)n));
        status = ov_send(req, 200, type, ov_buf_str(&out));
    }
    ov_buf_free(&out);
    OV_TRY(status);
    return ov_write(ctx, note_export, &e);
}

/* GET /admin/handelser.csv */
ov_status ov_page_events_csv(ov_req *req)
{
    return export(req, OV_EVENTS_CSV, "text/csv; charset=utf-8", "csv");
}

/* GET /admin/handelser.json */
ov_status ov_page_events_json(ov_req *req)
{
    return export(req, OV_EVENTS_JSON, "application/json", "json");
}
