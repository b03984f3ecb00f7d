/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_text_pages.c — the words of a round being set up, and its times. */
#include "pages/consult/setup/setup_pages.h"

#include "view/format.h"

#include <string.h>

/* ---- Words ---- */

enum { TITLE, INTRO, DECIDES, HOW, NEXT, NAME, EMAIL, PHONE, DNR, ROW };

static const ov_form_field text_fields[] = {
    [TITLE] = {"titel", "Rubrik", OV_INPUT_TEXT, true, 1, 200, NULL},
    [INTRO] = {"inledning", "Vad remissen gäller", OV_INPUT_LONG_TEXT, false, 0, 5000, NULL},
    [DECIDES] = {"beslutar", "Vem beslutar, och om vad", OV_INPUT_LONG_TEXT, false, 0, 2000, NULL},
    [HOW] = {"svara", "Så svarar ni", OV_INPUT_LONG_TEXT, false, 0, 2000, NULL},
    [NEXT] = {"sedan", "Vad händer sedan", OV_INPUT_LONG_TEXT, false, 0, 2000, NULL},
    [NAME] = {"kontakt", "Kontaktperson", OV_INPUT_TEXT, false, 0, 200, NULL},
    [EMAIL] = {"epost", "Kontaktpersonens e-postadress", OV_INPUT_TEXT, false, 0, 200, NULL},
    [PHONE] = {"telefon", "Kontaktpersonens telefonnummer", OV_INPUT_TEXT, false, 0, 60, NULL},
    [DNR] = {"dnr", "Diarienummer", OV_INPUT_TEXT, false, 0, 60, NULL},
    [ROW] = {OV_ROW_FIELD, "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {0}};

/* The texts of c in the order of the fields. */
static void texts_of(const ov_consultation *c, const char *out[ROW])
{
    out[TITLE] = c->title;
    out[INTRO] = c->intro;
    out[DECIDES] = c->decides;
    out[HOW] = c->how_to_answer;
    out[NEXT] = c->next_steps;
    out[NAME] = c->contact_name;
    out[EMAIL] = c->contact_email;
    out[PHONE] = c->contact_phone;
    out[DNR] = c->dnr;
}

/* conflict: what was written, when somebody else was first. */
static ov_status show_text(ov_req *req, const ov_consultation *c, const ov_form *form,
                           const ov_consultation *conflict)
{
    static const char *const hints[ROW] = {
        [INTRO] = "Kort: vilken text det är och varför den skickas ut. Länkas inte.",
        [DECIDES] = "Till exempel: Regionfullmäktige beslutar om avtalet i juni.",
        [HOW] = "Till exempel: En bestämmelse i taget, här i portalen.",
        [NEXT] = "Vad som händer med svaren, och när parterna får veta mer.",
        [NAME] = "Den som svarar på frågor om remissen.",
        [EMAIL] = "E-post eller telefon måste finnas.",
    };
    ov_view *view = ov_setup_view(req, c, "setup_text", ov_req_tr(req, "Texter"), "/text");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "fields"), *differing;
    const char *stored[ROW], *written[ROW];
    ov_setup_rows rows;

    OV_TRY(ov_setup_rows_get(ov_req_ctx(req), c->id, &rows));
    texts_of(c, stored);
    for (size_t i = 0; i < ROW; i++) {
        ov_map *field = ov_field_add(req, list, form, &text_fields[i],
                                     text_fields[i].input == OV_INPUT_LONG_TEXT ? "area"
                                     : i == EMAIL                               ? "email"
                                                                                : "text",
                                     stored[i], hints[i] ? ov_req_tr(req, hints[i]) : NULL);

        if (i != PHONE) /* a draft may lack it, an open round not */
            ov_map_bool(field, "asked", true);
    }
    ov_map_int(root, "row", rows.text);
    if (conflict) {
        texts_of(conflict, written);
        ov_map_bool(root, "is_conflict", true);
        differing = ov_map_list(root, "differing");
        for (size_t i = 0; i < ROW; i++)
            ov_admin_differs(req, differing, text_fields[i].label, stored[i], written[i]);
        ov_view_status(view, 409);
    } else if (form) {
        ov_view_form(view, form);
    }
    return ov_view_send(view);
}

typedef struct saving {
    ov_consultation c;
    int64_t row;
} saving;

static ov_status save_text(ov_ctx *ctx, void *arg)
{
    const saving *s = arg;

    return ov_setup_text(ctx, &s->c, s->row);
}

static ov_status post_text(ov_req *req, const ov_consultation *c)
{
    ov_form *form = ov_form_read(req, text_fields);
    ov_consultation now;
    saving s = {.c = *c, .row = ov_form_int(form, OV_ROW_FIELD)};
    ov_status status;

    if (*ov_form_text(form, "epost") && !ov_form_fault(form, "epost"))
        (void)ov_form_email(req, form, "epost");
    if (ov_form_ok(form) && !ov_setup_typed(req, form, "titel"))
        ov_form_error(form, "titel", "Skriv en rubrik.");
    if (!ov_form_ok(form))
        return show_text(req, c, form, NULL);
    s.c.title = ov_setup_typed(req, form, "titel");
    s.c.intro = ov_setup_typed(req, form, "inledning");
    s.c.decides = ov_setup_typed(req, form, "beslutar");
    s.c.how_to_answer = ov_setup_typed(req, form, "svara");
    s.c.next_steps = ov_setup_typed(req, form, "sedan");
    s.c.contact_name = ov_setup_typed(req, form, "kontakt");
    s.c.contact_email = ov_setup_typed(req, form, "epost");
    s.c.contact_phone = ov_setup_typed(req, form, "telefon");
    s.c.dnr = ov_setup_typed(req, form, "dnr");
    status = ov_write(ov_req_ctx(req), save_text, &s);
    if (status == OV_CONFLICT) {
        status = ov_setup_of(req, &now);
        return status == OV_OK ? show_text(req, &now, form, &s.c) : ov_setup_gone(req, status);
    }
    OV_TRY(status);
    return ov_setup_saved(req, c, "", "sparat");
}

/* GET, POST /remiss/:id/uppsattning/text */
ov_status ov_page_setup_text(ov_req *req)
{
    ov_consultation c;

    OV_TRY(ov_setup_of(req, &c));
    return ov_req_http(req)->method == OV_POST ? post_text(req, &c)
                                               : show_text(req, &c, NULL, NULL);
}

/* ---- Times ---- */

static const ov_form_field time_fields[] = {
    {"dag", "Sista svarsdag", OV_INPUT_DAY, true, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"oppnar", "Öppnar dagen", OV_INPUT_DAY, false, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"lag", "Lagen om beräkning av tid", OV_INPUT_TEXT, false, 0, 2, NULL},
    {"stang", "Sena svar", OV_INPUT_TEXT, false, 0, 2, NULL},
    {OV_ROW_FIELD, "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {0}};

/* Seven in the morning of a day, when people are about to begin; counted from the next midnight, so
 * that a night when the clocks change does not matter. */
static ov_instant morning(ov_day day)
{
    return ov_day_start(day + 1) - 17 * (int64_t)3600000000;
}

static ov_status add_meetings(ov_req *req, ov_map *root, const ov_consultation *c,
                              const ov_deadline *d)
{
    static const struct {
        const char *key, *has;
    } keys[] = {{"none", "has_none"}, {"unknown", "has_unknown"}, {"meets", "has_meets"}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *lists[OV_LEN(keys)];
    const ov_rows *rows;
    ov_day first = ov_stockholm_day(c->opens_at > ctx->now ? c->opens_at : ctx->now);

    OV_TRY(ov_setup_meetings(ctx, c->id, first, d->last + 1, &rows));
    for (size_t i = 0; i < OV_LEN(keys); i++)
        lists[i] = ov_map_list(root, keys[i].key);
    for (size_t i = 0; i < rows->n; i++) {
        ov_day meets = ov_cell_day(rows, i, OV_MEETS_FIRST);
        size_t which = meets != OV_NO_DAY ? 2 : ov_cell_int(rows, i, OV_MEETS_LATER) ? 0 : 1;
        ov_map *item = ov_list_add(lists[which]);

        ov_map_text(item, "name", ov_cell_text(rows, i, OV_MEETS_NAME));
        if (meets != OV_NO_DAY)
            ov_map_text(item, "day", ov_format_day(ctx->arena, meets, ctx->lang));
    }
    for (size_t i = 0; i < OV_LEN(keys); i++) {
        ov_map_bool(root, keys[i].has, ov_list_length(lists[i]) > 0);
        ov_map_text(root,
                    i == 0   ? "n_none"
                    : i == 1 ? "n_unknown"
                             : "n_meets",
                    ov_format_count(ctx->arena, (int64_t)ov_list_length(lists[i])));
    }
    ov_map_text(root, "n_parties", ov_format_count(ctx->arena, (int64_t)rows->n));
    return OV_OK;
}

static ov_status show_times(ov_req *req, const ov_consultation *c, const ov_form *form,
                            bool conflict)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_setup_view(req, c, "setup_times", ov_req_tr(req, "Tider"), "/tider");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "fields");
    const ov_deadline d = ov_deadline_resolve(c->asked_day, c->statutory);
    ov_setup_rows rows;
    bool blocked;

    OV_TRY(ov_setup_rows_get(ctx, c->id, &rows));
    ov_field_add(req, list, form, &time_fields[0], "date", ov_day_field(req, c->asked_day),
                 ov_req_tr(req, "Till och med den dagen kl. 23.59, svensk tid."));
    ov_field_add(req, list, form, &time_fields[1], "date",
                 c->opens_at ? ov_day_field(req, ov_stockholm_day(c->opens_at)) : "",
                 ov_req_tr(req,
                           "Klockan sju på morgonen. Tomt: i samma stund som en kollega öppnar "
                           "remissen."));
    ov_map_bool(root, "statutory", form ? *ov_form_text(form, "lag") != '\0' : c->statutory);
    ov_map_bool(root, "refuse_late", form ? *ov_form_text(form, "stang") != '\0' : c->refuse_late);
    ov_map_int(root, "row", rows.times);
    ov_map_text(root, "deadline", ov_format_deadline(ctx->arena, d.at, ctx->lang));
    if (d.moved) {
        ov_map_text(root, "asked", ov_format_day(ctx->arena, c->asked_day, ctx->lang));
        ov_map_text(root, "moved", ov_req_tr(req, d.moved));
    }
    OV_TRY(ov_setup_checks(req, root, c, "tider", &blocked));
    OV_TRY(add_meetings(req, root, c, &d));
    ov_map_bool(root, "is_conflict", conflict);
    if (conflict)
        ov_view_status(view, 409);
    else if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

static ov_status save_times(ov_ctx *ctx, void *arg)
{
    const saving *s = arg;

    return ov_setup_times(ctx, &s->c, s->row);
}

static ov_status post_times(ov_req *req, ov_consultation *c)
{
    ov_form *form = ov_form_read(req, time_fields);
    saving s = {.c = *c, .row = ov_form_int(form, OV_ROW_FIELD)};
    ov_day opens = ov_form_day(form, "oppnar");
    ov_status status;

    s.c.asked_day = ov_form_day(form, "dag");
    s.c.statutory = *ov_form_text(form, "lag") != '\0';
    s.c.refuse_late = *ov_form_text(form, "stang") != '\0';
    s.c.opens_at = *ov_form_text(form, "oppnar") && opens != OV_NO_DAY ? morning(opens) : 0;
    if (ov_form_ok(form) && s.c.opens_at && s.c.opens_at <= ov_req_ctx(req)->now)
        ov_form_error(form, "oppnar", "Dagen har redan börjat. Välj en senare, eller lämna tomt.");
    if (!ov_form_ok(form))
        return show_times(req, c, form, false);
    status = ov_write(ov_req_ctx(req), save_times, &s);
    if (status == OV_INVALID) {
        ov_form_error(form, "dag",
                      "Välj en dag som inte har passerat och som kommer efter att "
                      "remissen öppnar.");
        return show_times(req, c, form, false);
    }
    if (status == OV_CONFLICT) {
        status = ov_setup_of(req, c);
        return status == OV_OK ? show_times(req, c, form, true) : ov_setup_gone(req, status);
    }
    OV_TRY(status);
    return ov_setup_saved(req, c, "/tider", "sparat");
}

/* GET, POST /remiss/:id/uppsattning/tider */
ov_status ov_page_setup_times(ov_req *req)
{
    ov_consultation c;

    OV_TRY(ov_setup_of(req, &c));
    return ov_req_http(req)->method == OV_POST ? post_times(req, &c)
                                               : show_times(req, &c, NULL, false);
}
