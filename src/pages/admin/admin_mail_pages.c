/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_mail_pages.c — the outbox for those who look after it: what waits, what did not arrive and
 * why, and what to do about it. */
#include "outbox/staff.h"
#include "pages/admin/admin.h"
#include "pages/admin/admin_mail.h"
#include "view/format.h"

#include <string.h>

static const char *const list_template = "admin_mails", *const one_template = "admin_mail";

/* The class and shape of a state's mark. */
static const char *mark_of(const char *state)
{
    static const char *const marks[][2] = {
        {"sent", "done"},   {"waiting", "plan"}, {"sending", "now"},  {"held", "warn"},
        {"failed", "stop"}, {"bounced", "stop"}, {"cancelled", "off"}};

    for (size_t i = 0; i < OV_LEN(marks); i++)
        if (!strcmp(marks[i][0], state))
            return marks[i][1];
    return "none";
}

static void add_state(ov_req *req, ov_map *map, const char *state)
{
    ov_map_text(map, "state", ov_req_tr(req, ov_mail_state_title(state)));
    ov_map_text(map, "mark", mark_of(state));
}

static void add_instant(ov_req *req, ov_map *map, const char *key, const ov_val *at)
{
    bool has = at->type == OV_VAL_INT && at->u.i;

    ov_map_text_or_false(map, key,
                         has ? ov_format_instant(ov_req_arena(req), at->u.i, ov_req_ctx(req)->lang)
                             : NULL);
}

/* What both pages show of a mail. */
static void add_mail(ov_req *req, ov_map *map, const ov_rows *rows, size_t row)
{
    const char *state = ov_cell_text(rows, row, OV_MAIL_STATE);
    const char *fault = ov_mail_fault_text(ov_cell_text(rows, row, OV_MAIL_FAULT_KIND));

    add_state(req, map, state);
    ov_map_int(map, "id", ov_cell_int(rows, row, OV_MAIL_ID));
    ov_map_text(map, "kind",
                ov_req_tr(req, ov_mail_kind_title(ov_cell_text(rows, row, OV_MAIL_KIND))));
    ov_map_text(map, "to", ov_cell_text(rows, row, OV_MAIL_TO));
    ov_map_text(map, "subject", ov_cell_text(rows, row, OV_MAIL_SUBJECT));
    add_instant(req, map, "created", ov_cell(rows, row, OV_MAIL_CREATED));
    add_instant(req, map, "sent_at", ov_cell(rows, row, OV_MAIL_SENT_AT));
    if (!strcmp(state, "waiting"))
        add_instant(req, map, "next_try", ov_cell(rows, row, OV_MAIL_NEXT_TRY));
    if (fault)
        ov_map_text(map, "fault", ov_req_tr(req, fault));
}

/* ---- The list ---- */

static ov_status add_counts(ov_req *req, ov_map *root)
{
    ov_list *list = ov_map_list(root, "counts");
    const ov_rows *rows;

    OV_TRY(ov_mail_counts(ov_req_ctx(req), &rows));
    for (size_t s = 0; ov_mail_states[s]; s++)
        for (size_t i = 0; i < rows->n; i++) {
            const char *state = ov_cell_text(rows, i, 0);
            ov_map *item;

            if (strcmp(state, ov_mail_states[s]) != 0)
                continue;
            item = ov_list_add(list);
            add_state(req, item, state);
            ov_map_text(item, "value", state);
            ov_map_text(item, "count", ov_format_count(ov_req_arena(req), ov_cell_int(rows, i, 1)));
            if (!strcmp(state, "waiting") || !strcmp(state, "held"))
                add_instant(req, item, "since", ov_cell(rows, i, 2));
        }
    return OV_OK;
}

static ov_status add_choices(ov_req *req, ov_map *root, const ov_mail_filter *filter)
{
    ov_list *states = ov_map_list(root, "states"), *kinds = ov_map_list(root, "kinds");
    const ov_rows *rows;

    for (size_t i = 0; ov_mail_states[i]; i++)
        ov_choice_add(states, ov_mail_states[i],
                      ov_req_tr(req, ov_mail_state_title(ov_mail_states[i])), filter->state);
    OV_TRY(ov_mail_kinds(ov_req_ctx(req), &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *kind = ov_cell_text(rows, i, 0);

        ov_choice_add(kinds, kind, ov_req_tr(req, ov_mail_kind_title(kind)), filter->kind);
    }
    ov_map_text(root, "to", filter->to);
    return OV_OK;
}

/* What the query asks for; "" where it asks for nothing that there is. */
static ov_mail_filter filter_of(ov_req *req)
{
    const char *state = ov_req_query(req, "lage"), *kind = ov_req_query(req, "slag"),
               *to = ov_req_query(req, "till");
    bool known = false;

    for (size_t i = 0; state && ov_mail_states[i]; i++)
        known = known || !strcmp(ov_mail_states[i], state);
    return (ov_mail_filter){.state = known ? state : "",
                            .kind = kind && strlen(kind) < 100 ? kind : "",
                            .to = to && strlen(to) < 255
                                      ? ov_str_z(ov_req_arena(req), ov_str_trim(ov_str_from(to)))
                                      : ""};
}

static void add_query(ov_buf *to, const char *name, const char *value)
{
    if (!*value)
        return;
    ov_buf_printf(to, "%s=", name);
    for (; *value; value++) {
        unsigned char c = (unsigned char)*value;

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            strchr("._-", c))
            ov_buf_addc(to, (char)c);
        else
            ov_buf_printf(to, "%%%02X", c);
    }
    ov_buf_addc(to, '&');
}

static const char *base_of(ov_req *req, const ov_mail_filter *filter)
{
    ov_buf query = {0};
    const char *base;

    ov_buf_addz(&query, "/admin/utskick?");
    add_query(&query, "lage", filter->state);
    add_query(&query, "slag", filter->kind);
    add_query(&query, "till", filter->to);
    base = ov_strndup(ov_req_arena(req), query.ptr, query.len);
    ov_buf_free(&query);
    return base;
}

/* GET /admin/utskick — every mail, those first that did not arrive. */
ov_status ov_page_admin_mails(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, list_template);
    ov_map *root = ov_view_root(view);
    const ov_mail_filter filter = filter_of(req);
    const ov_rows *rows;
    size_t page, pages;
    int64_t n;
    ov_list *list;

    ov_view_title(view, "Utskick");
    OV_TRY(add_counts(req, root));
    OV_TRY(add_choices(req, root, &filter));
    OV_TRY(ov_mails_count(ctx, &filter, &n));
    page = ov_admin_page(req, (size_t)n, &pages);
    OV_TRY(ov_mails(ctx, &filter, OV_ADMIN_PAGE, (int64_t)(page - 1) * OV_ADMIN_PAGE, &rows));
    ov_admin_pager(req, root, base_of(req, &filter), page, pages);
    ov_map_bool(root, "any", n > 0);
    ov_map_bool(root, "filtered", *filter.state || *filter.kind || *filter.to);
    ov_map_bool(root, "no_server", !ov_req_sends_mail(req));
    list = ov_map_list(root, "mails");
    for (size_t i = 0; i < rows->n; i++)
        add_mail(req, ov_list_add(list), rows, i);
    return ov_view_send(view);
}

/* ---- One mail ---- */

static ov_status add_attempts(ov_req *req, ov_map *root, ov_id id)
{
    ov_list *list = ov_map_list(root, "history");
    const ov_rows *rows;

    OV_TRY(ov_mail_attempts(ov_req_ctx(req), id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *fault = ov_mail_fault_text(ov_cell_text(rows, i, 2));

        add_instant(req, item, "at", ov_cell(rows, i, 0));
        ov_map_text(item, "outcome",
                    ov_req_tr(req, ov_mail_outcome_title(ov_cell_text(rows, i, 1))));
        ov_map_text(item, "why", fault ? ov_req_tr(req, fault) : "");
        ov_map_text(item, "told", ov_cell_null(rows, i, 4) ? "" : ov_cell_text(rows, i, 4));
        ov_map_text(item, "who", ov_cell_null(rows, i, 5) ? "" : ov_cell_text(rows, i, 5));
    }
    return OV_OK;
}

static bool one_of(const char *state, const char *a, const char *b, const char *c)
{
    return !strcmp(state, a) || !strcmp(state, b) || !strcmp(state, c);
}

static void add_commands(ov_map *root, const ov_rows *rows)
{
    const char *state = ov_cell_text(rows, 0, OV_MAIL_STATE);
    bool has_body = ov_cell_str(rows, 0, OV_MAIL_BODY).len > 0;
    bool again = has_body && one_of(state, "failed", "bounced", "waiting");
    bool held = !strcmp(state, "held"), waiting = !strcmp(state, "waiting");

    ov_map_bool(root, "may_retry", again);
    ov_map_bool(root, "may_hold", waiting);
    ov_map_bool(root, "may_release", held);
    ov_map_bool(root, "may_cancel", held || waiting);
    ov_map_bool(root, "may_any", again || held || waiting);
    ov_map_bool(root, "emptied", !has_body && one_of(state, "failed", "bounced", "bounced"));
}

/* GET /admin/utskick/:id — one mail, what has happened to it, and what can be done. */
ov_status ov_page_admin_mail(ov_req *req)
{
    ov_view *view = ov_view_new(req, one_template);
    ov_map *root = ov_view_root(view);
    const ov_rows *rows;
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    OV_TRY(ov_mail_get(ov_req_ctx(req), id, &rows));
    ov_view_needs_token(view);
    ov_view_title(view, "Utskick");
    add_mail(req, root, rows, 0);
    add_instant(req, root, "give_up", ov_cell(rows, 0, OV_MAIL_GIVE_UP_AT));
    ov_map_text(root, "to_name",
                ov_cell_null(rows, 0, OV_MAIL_TO_NAME) ? ""
                                                       : ov_cell_text(rows, 0, OV_MAIL_TO_NAME));
    ov_map_text(root, "message_id", ov_cell_text(rows, 0, OV_MAIL_MESSAGE_ID));
    ov_map_text(root, "told",
                ov_cell_null(rows, 0, OV_MAIL_FAULT) ? "" : ov_cell_text(rows, 0, OV_MAIL_FAULT));
    ov_map_bool(root, "secret", ov_cell_int(rows, 0, OV_MAIL_SECRET) != 0);
    if (!ov_cell_int(rows, 0, OV_MAIL_SECRET))
        ov_map_text(root, "body", ov_cell_text(rows, 0, OV_MAIL_BODY));
    add_commands(root, rows);
    OV_TRY(add_attempts(req, root, id));
    ov_view_history(view, "mail", id);
    return ov_view_send(view);
}

typedef struct command {
    ov_id id;
    ov_status (*fn)(ov_ctx *ctx, ov_id id);
} command;

static ov_status run_command(ov_ctx *ctx, void *arg, const char **location)
{
    const command *c = arg;

    *location = ov_printf(ctx->arena, "/admin/utskick/%lld", (long long)c->id);
    return c->fn(ctx, c->id);
}

/* POST /admin/utskick/:id — tries it again, holds, releases or cancels it: once. */
ov_status ov_page_admin_mail_command(ov_req *req)
{
    static const struct {
        const char *name;
        ov_status (*fn)(ov_ctx *ctx, ov_id id);
    } known[] = {{"forsok", ov_mail_retry},
                 {"hall", ov_mail_hold},
                 {"slapp", ov_mail_release},
                 {"avbryt", ov_mail_cancel}};
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");
    command c = {0};
    const ov_rows *rows;
    ov_status status;

    OV_TRY(ov_req_arg_id(req, "id", &c.id));
    OV_TRY(ov_mail_get(ov_req_ctx(req), c.id, &rows));
    for (size_t i = 0; what && i < OV_LEN(known); i++)
        if (!strcmp(known[i].name, what))
            c.fn = known[i].fn;
    if (!c.fn)
        return ov_refuse(req, 422, "Välj vad som ska göras med utskicket.");
    status = ov_req_once(req, run_command, &c);
    if (status != OV_CONFLICT)
        return status;
    return ov_refuse(req, 409,
                     "Utskicket har hunnit byta läge, till exempel för att det just skickades. Gå "
                     "tillbaka och ladda om sidan för att se hur det står nu.");
}
