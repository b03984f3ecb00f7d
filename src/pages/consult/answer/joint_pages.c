/* SPDX-License-Identifier: EUPL-1.2 */
/* joint_pages.c — a party among others: proposals that are shared, joint answers, and beginning
 * either. (One of them: joint_one_pages.c.) */
#include "pages/admin/admin.h"
#include "pages/consult/answer/joint.h"
#include "pages/consult/round.h"
#include "pages/pages.h"

#include "register/group.h"
#include "view/format.h"

#include <string.h>

enum { OWN_ID, OWN_MADE, OWN_BY, OWN_MESSAGE, OWN_ENDED, OWN_PARTIES, OWN_COPIED };
enum { FOR_ID, FOR_MADE, FOR_ORG, FOR_MESSAGE, FOR_COPIED };
enum { LIST_ID, LIST_ORG, LIST_MADE, LIST_SENT, LIST_ENDED, LIST_OWN, LIST_DECLINED };
enum { PARTY_ID, PARTY_CODE, PARTY_NAME };

static const ov_form_field fields[] = {
    {"gor", "Åtgärden", OV_INPUT_TEXT, true, 1, 20, NULL},
    {"halsning", "Meddelandet", OV_INPUT_LONG_TEXT, false, 0, 4000, NULL},
    {"grupp", "Gruppen", OV_INPUT_INT, false, 1, INT64_MAX, NULL},
    {"id", "Förslaget", OV_INPUT_INT, false, 1, INT64_MAX, NULL},
    {0},
};

/* ---- What the pages share ---- */

static bool among(const ov_id *ids, size_t n, ov_id id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

ov_status ov_joint_chosen(ov_req *req, const ov_consultation *c, const ov_form *form,
                          const ov_id **orgs, size_t *n)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id group = ov_form_int(form, "grupp"), *ids;
    size_t n_ticked, count = 0;
    const ov_id *ticked = ov_admin_ids(req, "part[]", &n_ticked);
    const ov_rows *members = NULL;

    if (group)
        OV_TRY(ov_parties_of_group(ctx, c->id, group, &members));
    ids = ov_calloc(ctx->arena, n_ticked + (members ? members->n : 0) + 1, sizeof *ids);
    for (size_t i = 0; i < n_ticked; i++)
        if (ticked[i] != ctx->actor.org_id && !among(ids, count, ticked[i]))
            ids[count++] = ticked[i];
    for (size_t i = 0; members && i < members->n; i++) {
        ov_id id = ov_cell_int(members, i, PARTY_ID);

        if (id != ctx->actor.org_id && !among(ids, count, id))
            ids[count++] = id;
    }
    *orgs = ids;
    *n = count;
    return OV_OK;
}

ov_status ov_joint_mails(ov_req *req, const ov_consultation *c, const char *kind,
                         const char *message, const ov_id *orgs, size_t n, const ov_mail **mails,
                         size_t *n_mails)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_mail *out = ov_calloc(ctx->arena, n + 1, sizeof *out);
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        ov_map *values = ov_map_new(ctx->arena);
        ov_mail *mail = &out[count];
        ov_organisation org;

        OV_TRY(ov_organisation_get(ctx, orgs[i], &org));
        if (!org.registry_email || !ov_mail_address_ok(org.registry_email))
            continue;
        ov_map_bool(values, kind, true);
        ov_map_text(values, "by", ctx->actor.name);
        ov_map_text(values, "org", ctx->actor.org_name);
        ov_map_text(values, "to", org.name);
        ov_map_text(values, "round", c->title);
        ov_map_text(values, "message", message);
        ov_map_text(values, "link",
                    ov_printf(ctx->arena, "%s%s", ov_req_site_url(req),
                              ov_req_path(req, "/remiss/%lld/gemensamt", (long long)c->id)));
        OV_TRY(ov_req_mail_text(req, "joint", "sv", values, &mail->subject, &mail->body));
        mail->kind = "consultation.joint";
        mail->object = ov_printf(ctx->arena, "consultation/%lld", (long long)c->id);
        mail->to = org.registry_email;
        mail->to_name = org.name;
        mail->org_id = org.id;
        mail->lang = "sv";
        count++;
    }
    *mails = out;
    *n_mails = count;
    return OV_OK;
}

ov_status ov_joint_mails_send(ov_ctx *ctx, const ov_mail *mails, size_t n)
{
    for (size_t i = 0; i < n; i++)
        OV_TRY(ov_mail_add(ctx, &mails[i], NULL));
    return OV_OK;
}

/* ---- The list ---- */

static const char *day_of(ov_ctx *ctx, const ov_rows *rows, size_t i, size_t column)
{
    return ov_format_instant(ctx->arena, ov_cell_int(rows, i, column), ctx->lang);
}

static ov_status add_proposals(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *theirs = ov_map_list(root, "theirs"), *ours = ov_map_list(root, "ours");
    const ov_rows *rows;

    OV_TRY(ov_proposals_for(ctx, c->id, ctx->actor.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(theirs);

        ov_map_text(item, "org", ov_cell_text(rows, i, FOR_ORG));
        ov_map_text(item, "made", day_of(ctx, rows, i, FOR_MADE));
        ov_map_text(item, "message", ov_cell_text(rows, i, FOR_MESSAGE));
        ov_map_bool(item, "copied", !ov_cell_null(rows, i, FOR_COPIED));
        ov_map_text(item, "href",
                    ov_req_path(req, "/remiss/%lld/gemensamt/forslag/%lld", (long long)c->id,
                                (long long)ov_cell_int(rows, i, FOR_ID)));
    }
    ov_map_bool(root, "has_theirs", rows->n > 0);
    OV_TRY(ov_proposals_own(ctx, c->id, ctx->actor.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(ours);

        ov_map_int(item, "proposal", ov_cell_int(rows, i, OWN_ID));
        ov_map_text(item, "made", day_of(ctx, rows, i, OWN_MADE));
        ov_map_text(item, "by", ov_cell_text(rows, i, OWN_BY));
        ov_map_int(item, "parties", ov_cell_int(rows, i, OWN_PARTIES));
        ov_map_int(item, "copies", ov_cell_int(rows, i, OWN_COPIED));
        ov_map_bool(item, "ended", !ov_cell_null(rows, i, OWN_ENDED));
    }
    ov_map_bool(root, "has_ours", rows->n > 0);
    return OV_OK;
}

static ov_status add_joints(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "joints");
    const ov_rows *rows;

    OV_TRY(ov_joints(ctx, c->id, ctx->actor.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        bool sent = !ov_cell_null(rows, i, LIST_SENT), ended = !ov_cell_null(rows, i, LIST_ENDED);

        ov_map_text(item, "org", ov_cell_text(rows, i, LIST_ORG));
        ov_map_bool(item, "own", ov_cell_int(rows, i, LIST_OWN) != 0);
        ov_map_text(item, "made", day_of(ctx, rows, i, LIST_MADE));
        ov_map_text(item, "tone", sent ? "done" : ended ? "none" : "now");
        ov_map_text(item, "state",
                    ov_req_tr(req, sent    ? "Skickat"
                                   : ended ? "Avbrutet"
                                           : "Väntar på parterna"));
        ov_map_bool(item, "declined", !ov_cell_null(rows, i, LIST_DECLINED));
        if (ov_cell_null(rows, i, LIST_DECLINED))
            ov_map_text(item, "href",
                        ov_req_path(req, "/remiss/%lld/gemensamt/%lld", (long long)c->id,
                                    (long long)ov_cell_int(rows, i, LIST_ID)));
        else
            ov_map_text(item, "declined_at", day_of(ctx, rows, i, LIST_DECLINED));
    }
    ov_map_bool(root, "has_joints", rows->n > 0);
    return OV_OK;
}

/* Groups that the party keeps or belongs to, and every other party, to choose among. */
static ov_status add_choices(ov_req *req, ov_map *root, const ov_consultation *c,
                             const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *groups = ov_map_list(root, "groups"), *parties = ov_map_list(root, "parties");
    ov_id chosen = form ? ov_form_int(form, "grupp") : 0;
    const ov_group *kept, *in;
    const ov_rows *rows;
    const ov_id *ticked = NULL;
    size_t n_kept, n_in, n_ticked = 0;

    OV_TRY(ov_groups(ctx, ctx->actor.org_id, &kept, &n_kept));
    OV_TRY(ov_groups_with(ctx, ctx->actor.org_id, &in, &n_in));
    for (size_t i = 0; i < n_kept + n_in; i++) {
        const ov_group *g = i < n_kept ? &kept[i] : &in[i - n_kept];
        ov_map *item;

        /* what others keep for themselves is not shown, though the party is in it */
        if (g->ended_on != OV_NO_DAY ||
            (i >= n_kept && (g->org_id == ctx->actor.org_id || !strcmp(g->kind, "own"))))
            continue;
        item = ov_list_add(groups);
        ov_map_int(item, "group", g->id);
        ov_map_text(item, "name", g->name);
        ov_map_bool(item, "chosen", g->id == chosen);
    }
    ov_map_bool(root, "has_groups", ov_list_length(groups) > 0);
    if (form)
        ticked = ov_admin_ids(req, "part[]", &n_ticked);
    OV_TRY(ov_other_parties(ctx, c->id, ctx->actor.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(parties);

        ov_map_int(item, "party", ov_cell_int(rows, i, PARTY_ID));
        ov_map_text(item, "name", ov_cell_text(rows, i, PARTY_NAME));
        ov_map_bool(item, "chosen", among(ticked, n_ticked, ov_cell_int(rows, i, PARTY_ID)));
    }
    return OV_OK;
}

static ov_status show(ov_req *req, const ov_consultation *c, const ov_form *form)
{
    ov_view *view = ov_view_new(req, "joint");
    ov_map *root = ov_view_root(view);

    ov_round_model(req, view, c, true);
    ov_view_needs_token(view);
    ov_view_title(view, ov_req_tr(req, form ? "Fel: Svara tillsammans" : "Svara tillsammans"));
    ov_view_crumb(view, ov_req_tr(req, "Svara"),
                  ov_req_path(req, "/remiss/%lld/svara", (long long)c->id));
    ov_view_crumb(view, ov_req_tr(req, "Tillsammans"), NULL);
    ov_map_text(root, "action", ov_req_path(req, "/remiss/%lld/gemensamt", (long long)c->id));
    ov_map_bool(root, "done", !form && ov_req_query(req, "gjort"));
    OV_TRY(add_proposals(req, root, c));
    OV_TRY(add_joints(req, root, c));
    OV_TRY(add_choices(req, root, c, form));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* ---- What is done ---- */

typedef struct doing {
    const ov_consultation *c;
    const char *message, *back;
    const ov_id *orgs;
    size_t n, n_mails;
    const ov_mail *mails;
    ov_id id;
    bool joint;
} doing;

static ov_status begin(ov_ctx *ctx, void *arg, const char **location)
{
    doing *d = arg;
    ov_id id;

    OV_TRY((d->joint ? ov_joint_begin : ov_proposal_share)(ctx, d->c->id, ctx->actor.org_id,
                                                           d->message, d->orgs, d->n, &id));
    OV_TRY(ov_joint_mails_send(ctx, d->mails, d->n_mails));
    *location = d->back;
    return OV_OK;
}

static ov_status end_proposal(ov_ctx *ctx, void *arg, const char **location)
{
    const doing *d = arg;

    *location = d->back;
    return ov_proposal_end(ctx, d->id, ctx->actor.org_id);
}

static ov_status act(ov_req *req, const ov_consultation *c)
{
    ov_form *form = ov_form_read(req, fields);
    const char *what = ov_form_text(form, "gor");
    doing d = {.c = c,
               .message = ov_form_text(form, "halsning"),
               .id = ov_form_int(form, "id"),
               .joint = !strcmp(what, "gemensamt"),
               .back = ov_req_path(req, "/remiss/%lld/gemensamt?gjort=1", (long long)c->id)};
    ov_status status;

    if (!strcmp(what, "sluta"))
        return ov_req_once(req, end_proposal, &d);
    if (!d.joint && strcmp(what, "dela") != 0)
        return ov_refuse(req, 422, NULL);
    OV_TRY(ov_joint_chosen(req, c, form, &d.orgs, &d.n));
    if (!d.n)
        ov_form_error(form, "part", "Välj en grupp eller minst en part.");
    if (!ov_form_ok(form))
        return show(req, c, form);
    OV_TRY(ov_joint_mails(req, c, d.joint ? "joint" : "shared", d.message, d.orgs, d.n, &d.mails,
                          &d.n_mails));
    status = ov_req_once(req, begin, &d);
    if (status == OV_INVALID)
        ov_form_error(form, "part",
                      "Det går inte att dela: utkastet är tomt, eller någon av de valda är inte "
                      "part i remissen.");
    else if (status == OV_CONFLICT)
        ov_form_error(form, "part",
                      "Ni har redan ett gemensamt svar på gång. Skicka eller avbryt det först.");
    else
        return status;
    return show(req, c, form);
}

/* GET, POST /remiss/:id/gemensamt — for those who write the party's answer. */
ov_status ov_page_joint(ov_req *req)
{
    ov_consultation c;
    ov_status may;

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &c));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &c, NULL);
    may = ov_round_may(req, OV_MAY_ANSWER, &c);
    if (may == OV_CONFLICT)
        return ov_round_refuse(req, &c);
    OV_TRY(may);
    return act(req, &c);
}
