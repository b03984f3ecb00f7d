/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_import_pages.c — a list of organisations: chosen, looked at, saved once. */
#include "pages/admin/admin.h"
#include "pages/text/import_pages.h"
#include "register/party_list.h"
#include "util/hash.h"
#include "view/format.h"

#include <string.h>

#define HERE "/admin/organisationer/las-in"
#define FILE_FIELD "fil"

enum { SHOWN = 200, MAY_TAKE = 60 };

static const ov_form_field upload_fields[] = {
    {.name = FILE_FIELD, .label = "Filen", .input = OV_INPUT_TEXT}, {0}};
static const ov_form_field save_fields[] = {{"id", "Filen", OV_INPUT_INT, true, 1, INT64_MAX, NULL},
                                            {"lage", "Läget", OV_INPUT_HASH, true, 0, 0, NULL},
                                            {0}};

/* ---- Choosing ---- */

static ov_status show_upload(ov_req *req, const ov_form *form, const char *notice)
{
    ov_view *view = ov_admin_view(req, "admin_import", ov_req_tr(req, "Läs in en lista"), NULL);
    ov_map *root = ov_view_root(view);

    ov_map_bool(root, "preview", false);
    if (notice)
        ov_map_text(root, "notice", notice);
    ov_view_needs_token(view);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

typedef struct storing {
    const char *file_name;
    ov_str text;
} storing;

static ov_status store_once(ov_ctx *ctx, void *arg, const char **location)
{
    const storing *s = arg;
    ov_id id;

    OV_TRY(ov_party_upload_add(ctx, s->file_name, s->text, &id));
    *location = ov_printf(ctx->arena, HERE "?fil=%lld", (long long)id);
    return OV_OK;
}

static const ov_file *chosen_file(ov_req *req)
{
    const ov_http_request *http = ov_req_http(req);

    for (size_t i = 0; i < http->n_files; i++)
        if (!strcmp(http->files[i].field, FILE_FIELD) && http->files[i].size > 0)
            return &http->files[i];
    return NULL;
}

/* What ov_party_plan_make says of a file, in the reader's language. */
static const char *told(ov_req *req)
{
    ov_arena *arena = ov_req_arena(req);
    ov_str rest = ov_str_from(ov_req_ctx(req)->err.text);
    const char *line = ov_str_z(arena, ov_str_cut(&rest, ':'));
    const char *why = ov_str_z(arena, ov_str_trim(ov_str_cut(&rest, ':')));
    const char *detail = ov_str_z(arena, ov_str_trim(rest));

    return ov_printf(arena, "%s %s: %s%s%s.", ov_req_tr(req, "Rad"), line, ov_req_tr(req, why),
                     *detail ? ": " : "", detail);
}

static ov_status take_upload(ov_req *req)
{
    ov_form *form = ov_form_read(req, upload_fields);
    const ov_file *file = chosen_file(req);
    ov_ctx *ctx = ov_req_ctx(req);
    ov_party_plan plan;
    ov_status status;
    ov_str bytes;

    if (!file)
        ov_form_error(form, FILE_FIELD, "%s",
                      ov_req_tr(req, "Välj en fil som inte är tom, till exempel en CSV-fil."));
    else if (file->size > OV_PARTY_LIST_BYTES)
        ov_form_error(form, FILE_FIELD, "%s",
                      ov_req_tr(req, "Filen är för stor. Den får vara högst 4 MB: dela upp den."));
    if (!file || !ov_form_ok(form))
        return show_upload(req, form, NULL);
    OV_TRY(ov_upload_bytes(ctx, file, &bytes));
    status = ov_party_plan_make(ctx, bytes, &plan);
    if (status == OV_INVALID || status == OV_TOO_LARGE) {
        ov_form_error(form, FILE_FIELD, "%s", told(req));
        return show_upload(req, form, NULL);
    }
    OV_TRY(status);
    storing s = {.file_name = ov_upload_name(ctx->arena, file->name), .text = plan.text};
    return ov_req_once(req, store_once, &s);
}

/* ---- Looking ---- */

/* What would be done, as one hash: the yes is to this and to nothing else. */
static const char *plan_hash(ov_arena *arena, const ov_party_plan *plan)
{
    char hex[OV_HASH_HEX];
    ov_buf buf = {0};

    for (size_t i = 0; i < plan->n; i++) {
        const ov_party_row *row = &plan->rows[i];

        ov_buf_printf(&buf, "%d %d %lld %lld\n", row->line, (int)row->state, (long long)row->org.id,
                      (long long)row->org.row_version);
    }
    ov_sha256_hex(ov_buf_str(&buf), hex);
    ov_buf_free(&buf);
    return ov_strdup(arena, hex);
}

static void add_changes(ov_req *req, ov_map *item, const ov_party_row *row)
{
    ov_list *list = ov_map_list(item, "changes");

    for (size_t i = 0; i < row->n_changes; i++) {
        ov_map *change = ov_list_add(list);

        ov_map_text(change, "what", ov_req_tr(req, row->changes[i].what));
        ov_map_text(change, "from", row->changes[i].from ? row->changes[i].from : "–");
        ov_map_text(change, "to", row->changes[i].to);
    }
}

/* root.KEY: {count, any, rows, more} of the lines in one state. */
static void add_state(ov_req *req, ov_map *root, const char *key, const ov_party_plan *plan,
                      ov_party_state state)
{
    ov_map *part = ov_map_map(root, key);
    ov_list *list = ov_map_list(part, "rows");
    size_t count = plan->counts[state];

    ov_map_text(part, "count", ov_format_count(ov_req_arena(req), (int64_t)count));
    ov_map_bool(part, "any", count > 0);
    ov_map_text_or_false(
        part, "more",
        count > SHOWN ? ov_format_count(ov_req_arena(req), (int64_t)(count - SHOWN)) : NULL);
    for (size_t i = 0; i < plan->n && ov_list_length(list) < SHOWN; i++) {
        const ov_party_row *row = &plan->rows[i];
        ov_map *item;

        if (row->state != state)
            continue;
        item = ov_list_add(list);
        ov_map_int(item, "line", row->line);
        ov_map_text_or_false(item, "code", row->org.code);
        ov_map_text_or_false(item, "name", row->org.name);
        ov_map_text_or_false(
            item, "type",
            row->org.type ? ov_req_tr(req, ov_choice_title(ov_organisation_types, row->org.type))
                          : NULL);
        ov_map_text_or_false(item, "reason", row->reason ? ov_req_tr(req, row->reason) : NULL);
        ov_map_text_or_false(item, "detail", row->detail);
        add_changes(req, item, row);
    }
}

static const char *separator_name(ov_req *req, char separator)
{
    return ov_req_tr(req, separator == ';'   ? "semikolon mellan kolumnerna"
                          : separator == ',' ? "komma mellan kolumnerna"
                                             : "tabb mellan kolumnerna");
}

static ov_status show_preview(ov_req *req, const ov_party_upload *up, const ov_party_plan *plan,
                              bool changed)
{
    ov_view *view = ov_admin_view(req, "admin_import", ov_req_tr(req, "Läs in en lista"), NULL);
    ov_map *root = ov_view_root(view);
    bool any = plan->counts[OV_PARTY_NEW] + plan->counts[OV_PARTY_CHANGED] > 0;

    ov_map_bool(root, "preview", true);
    ov_map_text(root, "file_name", up->file_name);
    ov_map_int(root, "id", up->id);
    ov_map_text(root, "state_hash", plan_hash(ov_req_arena(req), plan));
    ov_map_text(root, "row_count", ov_format_count(ov_req_arena(req), (int64_t)plan->n));
    ov_map_text(root, "separator", separator_name(req, plan->separator));
    ov_map_bool(root, "register_changed", changed);
    add_state(req, root, "refused", plan, OV_PARTY_REFUSED);
    add_state(req, root, "fresh", plan, OV_PARTY_NEW);
    add_state(req, root, "changed", plan, OV_PARTY_CHANGED);
    add_state(req, root, "same", plan, OV_PARTY_SAME);
    ov_map_bool(root, "can_save", any && !plan->counts[OV_PARTY_REFUSED]);
    ov_map_bool(root, "nothing", !any && !plan->counts[OV_PARTY_REFUSED]);
    ov_view_needs_token(view);
    if (changed)
        ov_view_status(view, 409);
    return ov_view_send(view);
}

/* The uploaded file against the register as it is now. */
static ov_status find_upload(ov_req *req, ov_id id, ov_party_upload *up, ov_party_plan *plan)
{
    OV_TRY(ov_party_upload_get(ov_req_ctx(req), id, up));
    return ov_party_plan_make(ov_req_ctx(req), up->content, plan);
}

static ov_status gone(ov_req *req)
{
    return show_upload(req, NULL,
                       ov_req_tr(req, "Filen finns inte kvar: den är redan sparad, kastad eller "
                                      "äldre än ett dygn. Läs in den på nytt om den behövs."));
}

/* ---- Saving ---- */

typedef struct saving {
    const ov_party_plan *plan;
    ov_id id;
} saving;

static ov_status save_once(ov_ctx *ctx, void *arg, const char **location)
{
    const saving *s = arg;

    OV_TRY(ov_party_plan_save(ctx, s->plan));
    OV_TRY(ov_party_upload_remove(ctx, s->id));
    *location = "/admin/organisationer?klart=las-in";
    return OV_OK;
}

/* The second of two equal clicks finds no file: it is answered as the first by its token. */
static ov_status only_once(ov_ctx *ctx, void *arg, const char **location)
{
    (void)arg;
    (void)location;
    return ov_fail(&ctx->err, OV_NOT_FOUND, "the uploaded file is not there");
}

static ov_status save(ov_req *req)
{
    ov_form *form = ov_form_read(req, save_fields);
    saving s = {.id = ov_form_int(form, "id")};
    ov_party_upload up;
    ov_party_plan plan;
    ov_status status;

    if (!ov_form_ok(form))
        return gone(req);
    ov_req_may_take(req, MAY_TAKE);
    status = find_upload(req, s.id, &up, &plan);
    if (status == OV_NOT_FOUND) {
        status = ov_req_once(req, only_once, NULL);
        return status == OV_NOT_FOUND ? gone(req) : status;
    }
    OV_TRY(status);
    if (strcmp(plan_hash(ov_req_arena(req), &plan), ov_form_text(form, "lage")) != 0)
        return show_preview(req, &up, &plan, true);
    s.plan = &plan;
    status = ov_req_once(req, save_once, &s);
    if (status != OV_CONFLICT && status != OV_INVALID)
        return status;
    OV_TRY(find_upload(req, s.id, &up, &plan));
    return show_preview(req, &up, &plan, true);
}

static ov_status discard(ov_ctx *ctx, void *arg)
{
    return ov_party_upload_remove(ctx, *(const ov_id *)arg);
}

static ov_status throw_away(ov_req *req)
{
    size_t n;
    const ov_id *ids = ov_admin_ids(req, "id", &n);
    ov_id id = n ? ids[0] : 0;

    OV_TRY(ov_write(ov_req_ctx(req), discard, &id));
    return ov_redirect(req, HERE);
}

/* GET, POST /admin/organisationer/las-in */
ov_status ov_page_admin_party_upload(ov_req *req)
{
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");
    const char *asked = ov_req_query(req, FILE_FIELD);
    ov_party_upload up;
    ov_party_plan plan;
    ov_status status;
    int64_t id = 0;

    if (ov_req_http(req)->method == OV_POST) {
        if (what && !strcmp(what, "spara"))
            return save(req);
        if (what && !strcmp(what, "kasta"))
            return throw_away(req);
        return take_upload(req);
    }
    if (!asked)
        return show_upload(req, NULL, NULL);
    if (ov_parse_int(ov_str_from(asked), &id) != OV_OK)
        return gone(req);
    status = find_upload(req, id, &up, &plan);
    if (status == OV_NOT_FOUND)
        return gone(req);
    OV_TRY(status);
    return show_preview(req, &up, &plan, false);
}
