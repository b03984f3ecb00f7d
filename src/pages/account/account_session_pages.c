/* SPDX-License-Identifier: EUPL-1.2 */
/* account_session_pages.c — where one is signed in, ending that, and staying signed in. */
#include "pages/account/account.h"
#include "pages/core_pages.h"

#include "view/format.h"

#include <string.h>

#define SESSIONS "/konto/sessioner"

static const char *method_text(ov_req *req, const char *method)
{
    static const struct {
        const char *code, *text;
    } methods[] = {{OV_BY_PASSWORD, "med lösenord"},
                   {OV_BY_LINK, "med en länk i e-posten"},
                   {OV_BY_OIDC, "genom din organisations inloggning"},
                   {OV_BY_PROXY, "genom din organisations nät"}};

    for (size_t i = 0; i < OV_LEN(methods); i++)
        if (!strcmp(methods[i].code, method))
            return ov_req_tr(req, methods[i].text);
    return method;
}

/* "Firefox på Windows" is stored in Swedish; only the word between is of a language. */
static const char *device_text(ov_req *req, const char *device)
{
    static const char on[] = " på ";
    const char *at = device ? strstr(device, on) : NULL;

    if (!device)
        return ov_req_tr(req, "Okänd webbläsare");
    if (!at)
        return device;
    return ov_printf(ov_req_arena(req), "%.*s%s%s", (int)(at - device), device, ov_req_tr(req, on),
                     at + strlen(on));
}

static void add_session(ov_req *req, ov_list *list, const ov_rows *rows, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_session *own = ov_req_session(req);
    ov_map *item = ov_list_add(list);
    ov_id id = ov_cell_int(rows, i, OV_SESSION_ID);

    ov_map_int(item, "id", id);
    ov_map_bool(item, "this", id == own->id);
    ov_map_text(item, "device", device_text(req, ov_cell_text(rows, i, OV_SESSION_DEVICE)));
    ov_map_text(item, "method", method_text(req, ov_cell_text(rows, i, OV_SESSION_METHOD)));
    ov_map_bool(item, "strong", ov_cell_int(rows, i, OV_SESSION_STRONG) != 0);
    ov_map_text(item, "started",
                ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_SESSION_STARTED), ctx->lang));
    ov_map_text(item, "seen",
                ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_SESSION_SEEN), ctx->lang));
}

static ov_status show_sessions(ov_req *req)
{
    ov_view *view = ov_view_new(req, "account_sessions");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "sessions");
    const char *done = ov_req_query(req, "klart");
    const ov_rows *rows;

    OV_TRY(ov_own_sessions(ov_req_ctx(req), &rows));
    for (size_t i = 0; i < rows->n; i++)
        add_session(req, list, rows, i);
    ov_view_title(view, "Där du är inloggad");
    ov_view_needs_token(view);
    ov_map_bool(root, "has_others", rows->n > 1);
    ov_map_text(root, "ends_at", ov_req_clock(req, ov_req_session(req)->ends));
    ov_map_text(root, "longest", ov_req_clock(req, ov_req_session(req)->longest));
    ov_map_bool(root, "one_done", done && !strcmp(done, "en"));
    ov_map_bool(root, "all_done", done && !strcmp(done, "andra"));
    ov_map_bool(root, "longer", done && !strcmp(done, "fortsatt"));
    return ov_view_send(view);
}

static ov_status end_one(ov_ctx *ctx, void *arg)
{
    return ov_own_session_end(ctx, *(ov_id *)arg);
}

static ov_status end_others(ov_ctx *ctx, void *arg)
{
    return ov_own_sessions_end_others(ctx, *(ov_id *)arg);
}

/* GET, POST /konto/sessioner — somebody else's session is not there. */
ov_status ov_page_sessions(ov_req *req)
{
    const ov_pairs *form = &ov_req_http(req)->form;
    const char *which = ov_pairs_get(form, "id");
    ov_id id = ov_req_http(req)->method == OV_POST ? ov_req_session(req)->id : 0;

    if (!id)
        return show_sessions(req);
    if (!which) {
        OV_TRY(ov_write(ov_req_ctx(req), end_others, &id));
        return ov_redirect(req, SESSIONS "?klart=andra");
    }
    if (ov_parse_int(ov_str_from(which), &id) != OV_OK)
        return OV_NOT_FOUND;
    OV_TRY(ov_write(ov_req_ctx(req), end_one, &id));
    return ov_redirect(req, SESSIONS "?klart=en");
}

static ov_status touch(ov_ctx *ctx, void *arg)
{
    return ov_session_touch(ctx, *(ov_id *)arg);
}

/* POST /konto/fortsatt — stays signed in: a script hears how long, a browser goes back. */
ov_status ov_page_stay(ov_req *req)
{
    ov_id id = ov_req_session(req)->id;

    OV_TRY(ov_write(ov_req_ctx(req), touch, &id));
    ov_req_noted(req);
    if (ov_req_by_script(req))
        return ov_send_nothing(req);
    return ov_redirect(req, SESSIONS "?klart=fortsatt");
}
