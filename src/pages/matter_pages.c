/* SPDX-License-Identifier: EUPL-1.2 */
/* matter_pages.c — a matter's own page with its summary box, and its timeline. */
#include "pages/pages.h"

#include "consult/consult.h"
#include "pages/consult/setup/setup_pages.h"
#include "pages/text/documents.h"
#include "pages/steps.h"
#include "text/text.h"
#include "view/format.h"

#include <string.h>

enum { ROUND_ID, ROUND_TITLE, ROUND_OPENS, ROUND_DEADLINE, ROUND_INVITED, ROUND_ANSWERED };
enum { VERSION_ID, VERSION_SLUG, VERSION_DOCUMENT, VERSION_LABEL, VERSION_DATE, VERSION_STATUS };
enum { PARTY_ID, PARTY_CODE, PARTY_NAME };

static ov_map *add_fact(ov_list *facts, const char *term, const char *text)
{
    if (!text || !*text)
        return NULL;
    ov_map *item = ov_list_add(facts);
    ov_map_text(item, "term", term);
    ov_map_text(item, "text", text);
    return item;
}

/* The round whose last day the summary box shows: the one that closes next, else none. */
static void add_deadline(ov_req *req, ov_list *facts, const ov_rows *rounds)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_instant next = 0;

    for (size_t i = 0; i < rounds->n; i++) {
        ov_instant deadline = ov_cell_int(rounds, i, ROUND_DEADLINE);

        if (deadline > ctx->received && (!next || deadline < next))
            next = deadline;
    }
    if (!next)
        return;
    ov_day last = ov_stockholm_day(next - 1);
    ov_map *item = add_fact(facts, ov_req_tr(req, "Sista svarsdag"),
                            ov_format_deadline(ctx->arena, next, ctx->lang));
    ov_map_text(item, "iso", ov_day_iso(ctx->arena, last));
    ov_map_text(item, "extra",
                ov_format_days_left(ctx->arena, ov_stockholm_day(ctx->received), last, ctx->lang));
}

/* The summary box (feature 3): what, who decides, how to answer, last day, what happens next, whom
 * to ask. */
static void add_facts(ov_req *req, ov_map *root, const ov_rows *rounds)
{
    const ov_matter *matter = ov_req_matter(req);
    ov_list *facts = ov_map_list(root, "facts");

    add_fact(facts, ov_req_tr(req, "Vad"), matter->what);
    add_fact(facts, ov_req_tr(req, "Vem beslutar"), matter->who_decides);
    add_fact(facts, ov_req_tr(req, "Så svarar ni"), matter->how_to_answer);
    add_deadline(req, facts, rounds);
    add_fact(facts, ov_req_tr(req, "Vad händer sedan"), matter->what_next);
    add_fact(facts, ov_req_tr(req, "Status"), ov_state_title(req, matter->plugin, matter->status));
    add_fact(facts, ov_req_tr(req, "Kontakt"), matter->contact);
}

static void add_rounds(ov_req *req, ov_view *view, const ov_rows *rounds)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(ov_view_root(view), "rounds");
    ov_day today = ov_stockholm_day(ctx->received);

    for (size_t i = 0; i < rounds->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_instant deadline = ov_cell_int(rounds, i, ROUND_DEADLINE);
        ov_instant opens = ov_cell_int(rounds, i, ROUND_OPENS);
        ov_day last = ov_stockholm_day(deadline - 1);
        bool coming = ctx->received < opens, open = !coming && ctx->received < deadline;

        if (coming || open)
            ov_view_valid_until(view, coming ? opens : deadline);
        ov_map_text(item, "href",
                    ov_req_path(req, "/remiss/%lld", (long long)ov_cell_int(rounds, i, ROUND_ID)));
        ov_map_text(item, "title", ov_cell_text(rounds, i, ROUND_TITLE));
        ov_map_text(item, "lead", ov_req_tr(req, open || coming ? "till och med" : "stängde"));
        ov_map_text(item, "last_day", ov_format_day(ctx->arena, last, ctx->lang));
        ov_map_text(item, "last_day_iso", ov_day_iso(ctx->arena, last));
        ov_map_text(item, "left", ov_format_days_left(ctx->arena, today, last, ctx->lang));
        ov_map_text(item, "tone", open ? "now" : coming ? "plan" : "done");
        ov_map_text(item, "state", ov_req_tr(req, open ? "Pågår" : coming ? "Kommande" : "Stängd"));
        ov_map_int(item, "answered", ov_cell_int(rounds, i, ROUND_ANSWERED));
        ov_map_int(item, "invited", ov_cell_int(rounds, i, ROUND_INVITED));
    }
    ov_map_bool(ov_view_root(view), "has_rounds", rounds->n > 0);
}

static ov_status add_versions(ov_req *req, ov_map *root)
{
    static const struct {
        const char *code, *title;
    } states[] = {{"draft", "utkast"},
                  {"working", "arbetsversion"},
                  {"consultation", "remissversion"},
                  {"proposal", "avtalsförslag"},
                  {"adopted", "antagen"},
                  {"replaced", "ersatt"}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "versions");
    bool working = ov_req_may(req, "matter.read_working", 0) == OV_OK;
    const ov_rows *rows;

    OV_TRY(ov_versions(ctx, ov_req_matter(req)->id, working, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *href = ov_req_path(req, "/text/%s", ov_cell_text(rows, i, VERSION_SLUG));

        ov_map_text(item, "href", href);
        ov_map_text(item, "title", ov_cell_text(rows, i, VERSION_DOCUMENT));
        ov_map_text(item, "label", ov_cell_text(rows, i, VERSION_LABEL));
        ov_map_text(
            item, "date",
            ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, i, VERSION_DATE), ctx->lang));
        for (size_t k = 0; k < OV_LEN(states); k++)
            if (!strcmp(states[k].code, ov_cell_text(rows, i, VERSION_STATUS)))
                ov_map_text(item, "state", ov_req_tr(req, states[k].title));
        if (i == 0)
            ov_map_text(root, "text_href", href);
    }
    for (size_t i = 1; i < rows->n; i++)
        if (!strcmp(ov_cell_text(rows, i, VERSION_DOCUMENT),
                    ov_cell_text(rows, 0, VERSION_DOCUMENT))) {
            ov_map_text(root, "before_label", ov_cell_text(rows, i, VERSION_LABEL));
            ov_map_text(root, "before_href",
                        ov_req_path(req, "/jamfor?v=%s&v=%s", ov_cell_text(rows, i, VERSION_SLUG),
                                    ov_cell_text(rows, 0, VERSION_SLUG)));
            break;
        }
    ov_map_bool(root, "has_versions", rows->n > 0);
    return OV_OK;
}

static ov_status add_parties(ov_req *req, ov_map *root)
{
    static const ov_field fields[] = {
        {"id", OV_FIELD_INT}, {"code", OV_FIELD_TEXT}, {"name", OV_FIELD_TEXT}, {0}};
    const ov_rows *rows;

    OV_TRY(ov_matter_parties(ov_req_ctx(req), ov_req_matter(req)->id, &rows));
    ov_map_rows(root, "parties", rows, fields);
    ov_map_int(root, "n_parties", (int64_t)rows->n);
    return OV_OK;
}

/* GET /arende/:slug — what it is about, who decides, how to answer, what happens next. */
ov_status ov_page_matter(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_matter *matter = ov_req_matter(req);
    ov_view *view = ov_view_new(req, "matter");
    ov_map *root = ov_view_root(view);
    const ov_rows *rounds;
    const ov_phase *phases;
    size_t n;

    ov_view_title(view, matter->title);
    ov_view_crumb(view, matter->title, NULL);
    ov_map_text(root, "kicker",
                matter->kicker ? matter->kicker : ov_kind_title(req, matter->plugin));
    ov_map_text(root, "matter_title", matter->title);
    ov_map_text(root, "purpose", matter->purpose);
    OV_TRY(ov_consultations(ctx, matter->id, &rounds));
    add_facts(req, root, rounds);
    add_rounds(req, view, rounds);
    OV_TRY(ov_setup_links(req, view));
    OV_TRY(ov_phases(ctx, matter->id, &phases, &n));
    ov_steps_add(req, ov_map_list(root, "steps"), phases, n);
    ov_map_bool(root, "has_steps", n > 0);
    ov_map_text(root, "documents_href", ov_req_path(req, "/dokument"));
    ov_map_text(root, "timeline_href", ov_req_path(req, "/tidslinje"));
    OV_TRY(add_versions(req, root));
    OV_TRY(ov_in_force_model(req, root, ov_stockholm_day(ctx->received)));
    OV_TRY(ov_warnings_model(req, root));
    OV_TRY(add_parties(req, root));
    ov_view_history(view, "matter", matter->id);
    return ov_view_send(view);
}

/* GET /arende/:slug/tidslinje — the phases, which may overlap, and the dates as they were written.
 */
ov_status ov_page_timeline(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_matter *matter = ov_req_matter(req);
    ov_view *view = ov_view_new(req, "timeline");
    ov_map *root = ov_view_root(view);
    const ov_phase *phases;
    const ov_milestone *milestones;
    size_t n, m;

    ov_view_title(view, "Tidslinje");
    ov_view_crumb(view, matter->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, "Tidslinje", NULL);
    OV_TRY(ov_phases(ctx, matter->id, &phases, &n));
    OV_TRY(ov_milestones(ctx, matter->id, &milestones, &m));
    ov_steps_add(req, ov_map_list(root, "steps"), phases, n);
    ov_milestones_add(req, ov_map_list(root, "milestones"), milestones, m);
    ov_map_bool(root, "has_phases", n > 0);
    ov_map_bool(root, "has_milestones", m > 0);
    ov_map_bool(root, "has_any", n + m > 0);
    return ov_view_send(view);
}
