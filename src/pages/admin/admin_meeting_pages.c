/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_meeting_pages.c — one body: its meetings, what it is, and changing both. */
#include "pages/admin/admin_body.h"
#include "view/format.h"

#include <string.h>

enum { LIST_MOST = 20000 };

/* Two forms with the same fields stand on the page: their names differ. */
enum { M_DAY, M_PAPERS, M_NOTE, M_ID, M_ROW, M_CANCELLED };
static const ov_form_field add_fields[] = {
    [M_DAY] = {"dag", "Mötesdag", OV_INPUT_DAY, true, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    [M_PAPERS] = {"handlingar", "Handlingar senast", OV_INPUT_DAY, false, OV_DAY_FIRST, OV_DAY_LAST,
                  NULL},
    [M_NOTE] = {"notering", "Anmärkning om mötet", OV_INPUT_TEXT, false, 0, 300, NULL},
    {0}};
static const ov_form_field edit_fields[] = {
    [M_DAY] = {"m-dag", "Mötesdag", OV_INPUT_DAY, true, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    [M_PAPERS] = {"m-handlingar", "Handlingar senast", OV_INPUT_DAY, false, OV_DAY_FIRST,
                  OV_DAY_LAST, NULL},
    [M_NOTE] = {"m-notering", "Anmärkning om mötet", OV_INPUT_TEXT, false, 0, 300, NULL},
    [M_ID] = {"mote", "Mötet", OV_INPUT_INT, true, 1, INT64_MAX, NULL},
    [M_ROW] = {"m-radversion", "Radversionen", OV_INPUT_INT, true, 0, INT32_MAX, NULL},
    [M_CANCELLED] = {"m-installt", "Inställt", OV_INPUT_TEXT, false, 0, 2, NULL},
    {0}};
static const ov_form_field list_fields[] = {
    {"lista", "Listan", OV_INPUT_LONG_TEXT, true, 1, LIST_MOST, NULL}, {0}};
static const ov_form_field end_fields[] = {
    {"slutdag", "Sista dagen", OV_INPUT_DAY, true, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"radversion", "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {0}};

typedef struct place { /* what every part of the page needs */
    ov_req *req;
    ov_organisation org;
    ov_body body;
} place;

typedef struct shown { /* the form that was refused, if any */
    const ov_form *add, *edit, *list, *body, *end;
    const ov_meeting_line *lines; /* of the list: which could not be read */
    size_t n_lines;
    const ov_body *body_conflict;       /* what the writer wanted; somebody else was first */
    const ov_meeting *meeting_conflict; /* the same of a meeting */
} shown;

/* ---- Showing ---- */

static ov_status add_meetings(const place *p, ov_map *root, bool may)
{
    ov_day today = ov_stockholm_day(ov_req_ctx(p->req)->received);
    ov_list *coming = ov_map_list(root, "coming"), *past = ov_map_list(root, "past");
    const ov_meeting *meetings;
    size_t n;

    OV_TRY(ov_body_meetings(ov_req_ctx(p->req), p->body.id, OV_NO_DAY, OV_NO_DAY, &meetings, &n));
    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(meetings[i].day >= today ? coming : past);

        ov_body_meeting_item(p->req, item, &meetings[i]);
        if (may)
            ov_map_text(item, "edit_href",
                        ov_printf(ov_req_arena(p->req), "%s?mote=%lld#andra-mote",
                                  ov_body_href(p->req, &p->org, p->body.id),
                                  (long long)meetings[i].id));
    }
    ov_map_bool(root, "has_coming", ov_list_length(coming) > 0);
    ov_map_bool(root, "has_past", ov_list_length(past) > 0);
    return OV_OK;
}

static void add_fault_lines(ov_req *req, ov_map *root, const shown *what)
{
    ov_list *list = ov_map_list(root, "bad_lines");

    for (size_t i = 0; i < what->n_lines; i++) {
        ov_map *item;

        if (!what->lines[i].fault)
            continue;
        item = ov_list_add(list);
        ov_map_int(item, "line", what->lines[i].line);
        ov_map_text(item, "fault", ov_req_tr(req, what->lines[i].fault));
    }
    ov_map_bool(root, "has_bad_lines", ov_list_length(list) > 0);
}

static void add_new_fields(ov_req *req, ov_map *root, const shown *what)
{
    ov_list *list = ov_map_list(root, "add_fields");

    ov_field_add(req, list, what->add, &add_fields[M_DAY], "date", NULL, NULL);
    ov_field_add(req, list, what->add, &add_fields[M_PAPERS], "date", NULL,
                 ov_req_tr(req, "Sista dagen att lämna in handlingar. Kan lämnas tomt."));
    ov_field_add(req, list, what->add, &add_fields[M_NOTE], "text", NULL, NULL);
    list = ov_map_list(root, "list_fields");
    ov_field_add(req, list, what->list, &list_fields[0], "area", NULL,
                 ov_req_tr(req, "Ett möte på varje rad: dagen, och om du vill sista dagen för "
                                "handlingar och en anmärkning, med semikolon eller tabb emellan. "
                                "Till exempel 2026-02-12; 2026-01-29; extra möte. Det går bra att "
                                "klistra in från ett kalkylblad."));
}

/* The meeting that the query or the refused form names, when it is this body's. */
static ov_status add_editing(const place *p, ov_map *root, const shown *what)
{
    const char *asked = ov_req_query(p->req, "mote");
    const ov_form *form = what->edit;
    ov_list *list;
    ov_meeting m;
    int64_t id = 0;

    ov_map_bool(root, "editing", false);
    if (form)
        id = ov_form_int(form, "mote");
    else if (!asked || ov_parse_int(ov_str_from(asked), &id) != OV_OK)
        return OV_OK;
    ov_status status = ov_meeting_get(ov_req_ctx(p->req), id, &m);
    if (status == OV_NOT_FOUND || (status == OV_OK && m.body_id != p->body.id))
        return OV_OK;
    OV_TRY(status);
    ov_map_text(root, "editing",
                ov_format_day(ov_req_arena(p->req), m.day, ov_req_ctx(p->req)->lang));
    ov_map_int(root, "meeting_id", m.id);
    ov_map_int(root, "meeting_row", m.row_version);
    ov_map_bool(root, "meeting_cancelled",
                form ? *ov_form_text(form, "m-installt") != '\0' : m.cancelled);
    list = ov_map_list(root, "edit_fields");
    ov_field_add(p->req, list, form, &edit_fields[M_DAY], "date", ov_day_field(p->req, m.day),
                 NULL);
    ov_field_add(p->req, list, form, &edit_fields[M_PAPERS], "date", ov_day_field(p->req, m.papers),
                 NULL);
    ov_field_add(p->req, list, form, &edit_fields[M_NOTE], "text", m.note, NULL);
    return OV_OK;
}

static const char *yes_no(ov_req *req, bool yes)
{
    return ov_req_tr(req, yes ? "Ja" : "Nej");
}

static ov_status add_conflict(const place *p, ov_map *root, const shown *what)
{
    ov_list *list = ov_map_list(root, "differing");
    const ov_body *b = what->body_conflict;
    const ov_meeting *m = what->meeting_conflict;
    ov_req *req = p->req;

    ov_map_bool(root, "is_conflict", b || m);
    if (b) {
        ov_admin_differs(req, list, "Namn", p->body.name, b->name);
        ov_admin_differs(req, list, "Förkortning", p->body.shortly, b->shortly);
        ov_admin_differs(req, list, "Slag",
                         ov_req_tr(req, ov_choice_title(ov_body_kinds, p->body.kind)),
                         ov_req_tr(req, ov_choice_title(ov_body_kinds, b->kind)));
        ov_admin_differs(req, list, "Beslutar för organisationen", yes_no(req, p->body.decides),
                         yes_no(req, b->decides));
        ov_admin_differs(req, list, "Anmärkning", p->body.note, b->note);
    }
    if (m) {
        ov_meeting now;

        OV_TRY(ov_meeting_get(ov_req_ctx(req), m->id, &now));
        ov_admin_differs(req, list, "Mötesdag", ov_day_field(req, now.day),
                         ov_day_field(req, m->day));
        ov_admin_differs(req, list, "Handlingar senast", ov_day_field(req, now.papers),
                         ov_day_field(req, m->papers));
        ov_admin_differs(req, list, "Anmärkning om mötet", now.note, m->note);
        ov_admin_differs(req, list, "Inställt", yes_no(req, now.cancelled),
                         yes_no(req, m->cancelled));
    }
    return OV_OK;
}

static void add_facts(const place *p, ov_map *root)
{
    const ov_body *b = &p->body;

    ov_map_text(root, "name", b->name);
    ov_map_text(root, "kind", ov_req_tr(p->req, ov_choice_title(ov_body_kinds, b->kind)));
    ov_map_bool(root, "decides", b->decides);
    if (b->shortly)
        ov_map_text(root, "short", b->shortly);
    if (b->note)
        ov_map_text(root, "note", b->note);
    ov_admin_ended(p->req, root, b->ended_on);
    ov_map_int(root, "row_version", b->row_version);
    ov_map_text(root, "action", ov_body_href(p->req, &p->org, b->id));
    ov_map_text(root, "bodies_href", ov_body_href(p->req, &p->org, 0));
}

static ov_status show(const place *p, shown what)
{
    const ov_form *form = what.add    ? what.add
                          : what.edit ? what.edit
                          : what.list ? what.list
                          : what.body ? what.body
                                      : what.end;
    bool may = ov_req_may(p->req, "org.manage", p->org.id) == OV_OK;
    ov_view *view = ov_admin_view(p->req, "admin_body", p->body.name, &p->org);
    ov_map *root = ov_view_root(view);

    add_facts(p, root);
    ov_view_history(view, "body", p->body.id);
    OV_TRY(add_meetings(p, root, may));
    OV_TRY(add_conflict(p, root, &what));
    add_fault_lines(p->req, root, &what);
    ov_map_bool(root, "may", may);
    if (may) {
        OV_TRY(add_editing(p, root, &what));
        add_new_fields(p->req, root, &what);
        ov_body_add_fields(p->req, root, what.body, &p->body);
        ov_field_add(p->req, ov_map_list(root, "end_fields"), what.end, &end_fields[0], "date",
                     NULL, NULL);
        ov_view_needs_token(view);
    }
    ov_admin_done(p->req, root);
    if (what.body_conflict || what.meeting_conflict)
        ov_view_status(view, 409);
    else if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

static ov_status done(const place *p, const char *what)
{
    return ov_redirect(p->req,
                       ov_admin_done_at(p->req, ov_body_href(p->req, &p->org, p->body.id), what));
}

/* ---- Meetings ---- */

typedef struct adding {
    const place *p;
    const ov_meeting *meetings;
    size_t n;
} adding;

static ov_status add_once(ov_ctx *ctx, void *arg, const char **location)
{
    const adding *a = arg;
    size_t added;

    OV_TRY(ov_meetings_add(ctx, a->p->body.id, a->meetings, a->n, &added));
    *location =
        ov_admin_done_at(a->p->req, ov_body_href(a->p->req, &a->p->org, a->p->body.id), "moten");
    return OV_OK;
}

/* Papers come before the meeting, and not a year before it. */
static void check_papers(ov_req *req, ov_form *form, const char *field, ov_day day, ov_day papers)
{
    if (papers != OV_NO_DAY && (papers > day || papers < day - 366))
        ov_form_error(form, field, "%s",
                      ov_req_tr(req, "Sista dagen för handlingar måste vara före mötet eller samma "
                                     "dag, och högst ett år före."));
}

static ov_status post_meeting(const place *p)
{
    ov_form *form = ov_form_read(p->req, add_fields);
    ov_meeting meeting = {.day = ov_form_day(form, "dag"),
                          .papers = ov_form_day(form, "handlingar"),
                          .note = ov_admin_text(p->req, form, "notering")};
    adding a = {.p = p, .meetings = &meeting, .n = 1};

    if (ov_form_ok(form))
        check_papers(p->req, form, "handlingar", meeting.day, meeting.papers);
    if (!ov_form_ok(form))
        return show(p, (shown){.add = form});
    return ov_req_once(p->req, add_once, &a);
}

static ov_status post_list(const place *p)
{
    ov_form *form = ov_form_read(p->req, list_fields);
    ov_arena *arena = ov_req_arena(p->req);
    const ov_meeting_line *lines = NULL;
    size_t n = 0, bad = 0;
    ov_meeting *meetings;
    adding a = {.p = p};

    if (!ov_form_ok(form))
        return show(p, (shown){.list = form});
    if (ov_meetings_parse(arena, ov_form_text(form, "lista"), &lines, &n, &bad) != OV_OK)
        ov_form_error(form, "lista", "%s",
                      ov_req_tr(p->req, "Listan får ha högst 200 möten. Dela upp den."));
    else if (bad)
        ov_form_error(form, "lista", "%s",
                      ov_req_tr(p->req, "Några rader går inte att läsa. Inget är sparat än: rätta "
                                        "raderna och skicka igen."));
    if (!ov_form_ok(form))
        return show(p, (shown){.list = form, .lines = lines, .n_lines = n});
    meetings = ov_calloc(arena, n + 1, sizeof *meetings);
    for (size_t i = 0; i < n; i++)
        meetings[i] = lines[i].meeting;
    a.meetings = meetings;
    a.n = n;
    return ov_req_once(p->req, add_once, &a);
}

typedef struct editing {
    ov_meeting meeting;
    bool taken;
} editing;

static ov_status write_meeting(ov_ctx *ctx, void *arg)
{
    editing *e = arg;

    e->taken = false;
    return ov_meeting_edit(ctx, &e->meeting, &e->taken);
}

static ov_status post_edit(const place *p)
{
    ov_form *form = ov_form_read(p->req, edit_fields);
    ov_meeting old;
    editing e = {0};
    ov_status status;

    OV_TRY(ov_meeting_get(ov_req_ctx(p->req), ov_form_int(form, "mote"), &old));
    if (old.body_id != p->body.id)
        return OV_NOT_FOUND;
    e.meeting = (ov_meeting){.id = old.id,
                             .body_id = old.body_id,
                             .day = ov_form_day(form, "m-dag"),
                             .papers = ov_form_day(form, "m-handlingar"),
                             .note = ov_admin_text(p->req, form, "m-notering"),
                             .cancelled = *ov_form_text(form, "m-installt") != '\0',
                             .row_version = ov_form_int(form, "m-radversion")};
    if (ov_form_ok(form))
        check_papers(p->req, form, "m-handlingar", e.meeting.day, e.meeting.papers);
    if (!ov_form_ok(form))
        return show(p, (shown){.edit = form});
    status = ov_write(ov_req_ctx(p->req), write_meeting, &e);
    if (status == OV_CONFLICT && e.taken) {
        ov_form_error(form, "m-dag", "%s",
                      ov_req_tr(p->req, "Organet har redan ett möte den dagen."));
        return show(p, (shown){.edit = form});
    }
    if (status == OV_CONFLICT)
        return show(p, (shown){.edit = form, .meeting_conflict = &e.meeting});
    OV_TRY(status);
    return done(p, "mote");
}

/* ---- The body ---- */

typedef struct changing {
    ov_body body;
    bool taken;
} changing;

static ov_status write_body(ov_ctx *ctx, void *arg)
{
    changing *c = arg;

    c->taken = false;
    return ov_body_edit(ctx, &c->body, &c->taken);
}

static ov_status write_end(ov_ctx *ctx, void *arg)
{
    const ov_body *body = arg;

    return ov_body_end(ctx, body->id, body->ended_on, body->row_version);
}

static ov_status post_body(place *p)
{
    ov_form *form = ov_form_read(p->req, ov_body_fields);
    changing c = {.body = p->body};
    ov_status status;

    if (!ov_form_ok(form))
        return show(p, (shown){.body = form});
    ov_body_form(p->req, form, &c.body);
    status = ov_write(ov_req_ctx(p->req), write_body, &c);
    if (status == OV_CONFLICT && c.taken) {
        ov_form_error(form, "namn", "%s",
                      ov_req_tr(p->req, "Organisationen har redan ett organ med det namnet."));
        return show(p, (shown){.body = form});
    }
    if (status == OV_CONFLICT) {
        OV_TRY(ov_body_get(ov_req_ctx(p->req), p->body.id, &p->body));
        return show(p, (shown){.body = form, .body_conflict = &c.body});
    }
    OV_TRY(status);
    return done(p, "sparat");
}

static ov_status post_end(place *p, bool end)
{
    ov_form *form = ov_form_read(p->req, end ? end_fields : end_fields + 1);
    ov_body next = p->body;
    ov_status status;

    if (!ov_form_ok(form))
        return show(p, (shown){.end = form});
    next.ended_on = end ? ov_form_day(form, "slutdag") : OV_NO_DAY;
    next.row_version = ov_form_int(form, "radversion");
    status = ov_write(ov_req_ctx(p->req), write_end, &next);
    if (status == OV_CONFLICT) {
        OV_TRY(ov_body_get(ov_req_ctx(p->req), p->body.id, &p->body));
        return show(p, (shown){.body_conflict = &p->body});
    }
    OV_TRY(status);
    return done(p, end ? "avslutad" : "aterupptagen");
}

/* GET, POST /admin/organisation/:code/organ/:id */
ov_status ov_page_admin_body(ov_req *req)
{
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");
    bool posts = ov_req_http(req)->method == OV_POST;
    place p = {.req = req};
    ov_id id;

    OV_TRY(ov_admin_organisation(req, posts ? "org.manage" : "org.view", &p.org));
    OV_TRY(ov_req_arg_id(req, "id", &id));
    OV_TRY(ov_body_get(ov_req_ctx(req), id, &p.body));
    if (p.body.org_id != p.org.id)
        return OV_NOT_FOUND;
    if (!posts)
        return show(&p, (shown){0});
    what = what ? what : "";
    if (!strcmp(what, "mote"))
        return post_meeting(&p);
    if (!strcmp(what, "lista"))
        return post_list(&p);
    if (!strcmp(what, "andra"))
        return post_edit(&p);
    if (!strcmp(what, "avsluta") || !strcmp(what, "ateruppta"))
        return post_end(&p, !strcmp(what, "avsluta"));
    return post_body(&p);
}
