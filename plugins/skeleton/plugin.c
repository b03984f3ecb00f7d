/* SPDX-License-Identifier: EUPL-1.2 */
/* plugin.c — the smallest plugin that works: notes on a matter. Copy it, rename it, go on from
 * there.
 */
#include "pages/history/history.h"
#include "pages/pages.h"
#include "plugin/plugin.h"

/* ---- Statements: placeholders $1, $2; never built from pieces ---- */

enum { NOTES_OF_MATTER, ADD_NOTE, NOTE_THING };
static const ov_sql statements[] = {
    [NOTES_OF_MATTER] = {"skeleton.notes_of_matter",
                         "SELECT body, written_at, author FROM skeleton_note WHERE matter_id = $1 "
                         "ORDER BY id DESC LIMIT 100",
                         NULL},
    [ADD_NOTE] = {"skeleton.add_note",
                  "INSERT INTO skeleton_note (matter_id, body, written_at, author) "
                  "VALUES ($1, $2, $3, $4) RETURNING id",
                  NULL},
    /* what ov_thing_kind asks of a note: title, address, matter, its owner, organisation, account,
     * public */
    [NOTE_THING] = {"skeleton.note_thing",
                    "SELECT m.title, '/arende/' || m.slug || '/anteckningar', m.id, "
                    "m.organisation_id, 0, 0, 1 FROM skeleton_note n "
                    "JOIN matter m ON m.id = n.matter_id WHERE n.id = $1",
                    NULL},
    {0}};

/* ---- GET /arende/:slug/anteckningar — the latest notes, and a form for those who may write ----
 */

static ov_status show_notes(ov_req *req, const ov_form *form)
{
    static const ov_field fields[] = {
        {"body", OV_FIELD_TEXT}, {"written", OV_FIELD_INSTANT}, {"author", OV_FIELD_TEXT}, {0}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "notes");
    const ov_rows *notes;

    OV_TRY(ov_select(ctx, &statements[NOTES_OF_MATTER], OV_ARGS(ov_int(ov_req_matter(req)->id)),
                     &notes));
    ov_view_title(view, "Anteckningar");
    ov_view_crumb(view, "Anteckningar", NULL);
    ov_view_rows(view, "notes", notes, fields);
    ov_map_bool(ov_view_root(view), "has_notes", notes->n > 0);
    ov_map_text(ov_view_root(view), "action", ov_req_path(req, "/anteckningar"));
    if (ov_req_may(req, "skeleton.write", 0) == OV_OK) {
        ov_map_bool(ov_view_root(view), "may_write", true);
        ov_view_needs_token(view);
    }
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

static ov_status notes_page(ov_req *req)
{
    return show_notes(req, NULL);
}

/* ---- POST /arende/:slug/anteckningar — adds a note, once however often the button is pressed ----
 */

typedef struct note {
    ov_id matter_id;
    const char *body, *location;
} note;

static ov_status add_note(ov_ctx *ctx, void *arg, const char **location)
{
    const note *n = arg;
    ov_id id;

    OV_TRY(ov_insert(ctx, &statements[ADD_NOTE],
                     OV_ARGS(ov_int(n->matter_id), ov_text(n->body), ov_int(ctx->received),
                             ov_text(ctx->actor.name)),
                     &id));
    OV_TRY(ov_audit(
        ctx, &(ov_event){.action = "skeleton.note_added",
                         .object = ov_printf(ctx->arena, "skeleton_note/%lld", (long long)id),
                         .role = ov_role_for(ctx, "skeleton.write", NULL)}));
    *location = n->location;
    return OV_OK;
}

static const ov_form_field note_fields[] = {
    {"text", "Anteckningen", OV_INPUT_LONG_TEXT, true, 1, 2000, NULL}, {0}};

static ov_status write_note_page(ov_req *req)
{
    ov_form *form = ov_form_read(req, note_fields);
    note n = {.matter_id = ov_req_matter(req)->id,
              .body = ov_form_text(form, "text"),
              .location = ov_req_path(req, "/anteckningar")};

    if (!ov_form_ok(form))
        return show_notes(req, form);
    return ov_req_once(req, add_note, &n);
}

/* ---- What the core is told ---- */

static const ov_route routes[] = {{OV_GET, "/", OV_PUBLIC, ov_page_matter},
                                  {OV_GET, "/anteckningar", OV_PUBLIC, notes_page},
                                  {OV_POST, "/anteckningar", "skeleton.write", write_note_page},
                                  {0}};

static const ov_nav_item nav[] = {
    {"Översikt", "", OV_PUBLIC}, {"Anteckningar", "/anteckningar", OV_PUBLIC}, {0}};

static const ov_action actions[] = {
    {"skeleton.write", "process_leader", OV_ANY, "Skriva anteckningar", NULL}, {0}};

static const ov_state states[] = {{"open", "Pågår"}, {"closed", "Avslutat"}, {0}};
static const ov_transition transitions[] = {{"open", "closed", "skeleton.write", NULL}, {0}};
static const ov_state_machine machine = {states, transitions};

/* What the event log calls what happens here, and who may see the history of it. */
static const ov_event_word words[] = {{"skeleton.note_added", "Skrev en anteckning"}, {0}};
static const ov_thing_kind things[] = {
    {"skeleton_note", "Anteckning", &statements[NOTE_THING], OV_SEE_PUBLIC}, {0}};

static ov_status start(ov_portal *portal, void **state)
{
    (void)portal;
    (void)state;
    ov_event_words_add(words);
    ov_thing_kinds_add(things);
    return OV_OK;
}

static const ov_plugin plugin = {OV_PLUGIN_HEAD,     .id = "skeleton",       .title = "Exempel",
                                 .version = "0.1.0", .routes = routes,       .nav = nav,
                                 .actions = actions, .schema_dir = "schema", .states = &machine,
                                 .sql = statements,  .start = start};

OV_EXPORT const ov_plugin *ov_plugin_entry(void);
const ov_plugin *ov_plugin_entry(void)
{
    return &plugin;
}
