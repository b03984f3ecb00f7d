/* SPDX-License-Identifier: EUPL-1.2 */
/* status_pages.c — the board of all parties of a round, for those who run it. Nothing of what is in
 * a draft is said, only how far it has come. A few statements, whatever the number of parties. */
#include "pages/pages.h"
#include "pages/consult/approval/decided.h"
#include "pages/consult/round.h"

#include "consult/during/correction.h"
#include "consult/during/invite.h"
#include "register/group.h"
#include "view/format.h"

#include <string.h>

static const struct {
    const char *code, *tone, *text, *count;
} states[OV_STANDINGS] = {
    [OV_STANDS_FINAL] = {"slutligt", "done", "Svarat, slutligt", "slutliga svar"},
    [OV_STANDS_PRELIMINARY] = {"preliminart", "done", "Svarat, preliminärt", "preliminära svar"},
    [OV_STANDS_LATE] = {"sent", "warn", "Svarat för sent", "svarat för sent"},
    [OV_STANDS_APPROVED] = {"godkant", "now", "Godkänt, inte skickat", "godkänt, inte skickat"},
    [OV_STANDS_IN_REVIEW] = {"godkannande", "now", "I beslutskedjan", "i beslutskedjan"},
    [OV_STANDS_WORKING] = {"paborjat", "now", "Påbörjat", "påbörjat"},
    [OV_STANDS_ACKNOWLEDGED] = {"mottagit", "plan", "Har bekräftat mottagandet",
                                "bekräftat mottagandet"},
    [OV_STANDS_OPENED] = {"oppnat", "plan", "Öppnat", "öppnat"},
    [OV_STANDS_SENT] = {"skickat", "none", "Skickad, inte öppnad", "inte öppnat"},
    [OV_STANDS_NOT_SENT] = {"ejskickat", "none", "Inte skickad än", "inte skickad"},
    [OV_STANDS_BOUNCED] = {"retur", "stop", "Kom inte fram", "kom inte fram"},
    [OV_STANDS_DECLINED] = {"avstar", "off", "Avstår från att svara", "avstår"},
};

/* What cuts across the states. */
enum { EXTENDED = OV_STANDINGS, EARLIER, MARKS };

typedef struct board {
    ov_req *req;
    const ov_consultation *c;
    const ov_rows *rows, *earlier, *late; /* late: decisions that came after the response */
    const char *choice;                   /* of ?lage=, or NULL */
    ov_id group_id;
    int64_t invited, answered, n[MARKS];
} board;

static bool is(const ov_rows *rows, size_t i, size_t column, const char *text)
{
    const char *cell = ov_cell_text(rows, i, column);

    return cell && strcmp(cell, text) == 0;
}

/* How the i-th party stands; *decision: what was decided after it had answered, or NULL. */
static int state_of(const board *b, size_t i, const char **decision)
{
    const int state = (int)ov_cell_int(b->rows, i, OV_BOARD_STANDING);
    bool as_is = false;

    *decision = NULL;
    if (b->late->n && !ov_cell_null(b->rows, i, OV_BOARD_RESPONSE))
        *decision =
            ov_decided_among(b->req, b->late, ov_cell_int(b->rows, i, OV_BOARD_RESPONSE), &as_is);
    return state == OV_STANDS_PRELIMINARY && as_is ? OV_STANDS_FINAL : state;
}

/* The rows of both are in the order of responses and of names: a party's is looked for among few.
 */
static bool answered_earlier(const board *b, size_t i)
{
    ov_id response = ov_cell_int(b->rows, i, OV_BOARD_RESPONSE);

    for (size_t k = 0; response && k < b->earlier->n; k++)
        if (ov_cell_int(b->earlier, k, 0) == response)
            return true;
    return false;
}

/* Is the party in the part of the board that ?lage= asks for? */
static bool chosen(const board *b, int state, bool extended, bool earlier)
{
    const char *c = b->choice;

    if (!c || !*c || !strcmp(c, "alla"))
        return true;
    if (!strcmp(c, "svarat"))
        return state <= OV_STANDS_PRELIMINARY;
    if (!strcmp(c, "ej"))
        return state >= OV_STANDS_ACKNOWLEDGED && state <= OV_STANDS_BOUNCED;
    if (!strcmp(c, "anstand"))
        return extended;
    if (!strcmp(c, "tidigare"))
        return earlier;
    return !strcmp(c, states[state].code);
}

/* ---- The table ---- */

enum { NAME, TONE, TEXT, DECISION, OWN_DAY, ANSWERED_EARLIER, NUMBER, DAY, CODE, COLUMNS };
static const ov_field fields[] = {
    [NAME] = {"name", OV_FIELD_TEXT},      [TONE] = {"tone", OV_FIELD_TEXT},
    [TEXT] = {"text", OV_FIELD_TEXT},      [DECISION] = {"decision", OV_FIELD_TEXT},
    [OWN_DAY] = {"own_day", OV_FIELD_DAY}, [ANSWERED_EARLIER] = {"earlier", OV_FIELD_BOOL},
    [NUMBER] = {"number", OV_FIELD_TEXT},  [DAY] = {"day", OV_FIELD_DAY},
    [CODE] = {"code", OV_FIELD_TEXT},      [COLUMNS] = {NULL, 0}};

/* A row of the table, of what the statement gave for party i. */
static void add_party(const board *b, ov_rows *out, size_t i, int state, const char *text,
                      const char *decision, bool earlier)
{
    ov_val *cells = (ov_val *)(uintptr_t)out->cells + out->n++ * COLUMNS;
    const ov_rows *in = b->rows;

    cells[NAME] = *ov_cell(in, i, OV_BOARD_NAME);
    cells[TONE] = ov_text(states[state].tone);
    cells[TEXT] = ov_text(text);
    cells[DECISION] = decision ? ov_text(decision) : ov_null();
    cells[OWN_DAY] = *ov_cell(in, i, OV_BOARD_DAY);
    cells[ANSWERED_EARLIER] = ov_int(earlier);
    cells[NUMBER] = *ov_cell(in, i, OV_BOARD_NUMBER);
    cells[DAY] = cells[CODE] = ov_null();
    if (ov_cell_null(in, i, OV_BOARD_RESPONSE))
        return;
    cells[DAY] = ov_int(ov_stockholm_day(ov_cell_int(in, i, OV_BOARD_RECEIVED)));
    cells[CODE] = ov_text(ov_url_encode(ov_req_arena(b->req), ov_cell_text(in, i, OV_BOARD_CODE)));
}

/* The parties in three parts, never summed: the invited ones, councils, those who were let in. */
static void add_table(board *b, ov_map *root)
{
    static const struct {
        const char *key, *has, *class;
    } parts[] = {{"parties", "has_parties", "official"},
                 {"councils", "has_councils", "council"},
                 {"others", "has_others", "uninvited"}};
    ov_arena *arena = ov_req_arena(b->req);
    const char *texts[OV_STANDINGS];
    ov_rows *tables[OV_LEN(parts)];
    bool any = false;

    for (int s = 0; s < OV_STANDINGS; s++) /* translated once, not for each party */
        texts[s] = ov_req_tr(b->req, states[s].text);
    for (size_t p = 0; p < OV_LEN(parts); p++) {
        tables[p] = ov_calloc(arena, 1, sizeof *tables[p]);
        *tables[p] =
            (ov_rows){.columns = COLUMNS,
                      .cells = ov_alloc(arena, (b->rows->n * COLUMNS + 1) * sizeof(ov_val))};
    }
    for (size_t i = 0; i < b->rows->n; i++) {
        const char *decision;
        const int state = state_of(b, i, &decision);
        const bool extended = !ov_cell_null(b->rows, i, OV_BOARD_DAY);
        const bool earlier = b->earlier->n && answered_earlier(b, i);
        size_t part = 0;

        while (part + 1 < OV_LEN(parts) && !is(b->rows, i, OV_BOARD_CLASS, parts[part].class))
            part++;
        b->n[state]++;
        b->n[EXTENDED] += extended;
        b->n[EARLIER] += earlier;
        b->invited += part == 0 && !ov_cell_null(b->rows, i, OV_BOARD_INVITED);
        b->answered += part == 0 && state <= OV_STANDS_PRELIMINARY;
        if (chosen(b, state, extended, earlier))
            add_party(b, tables[part], i, state, texts[state], decision, earlier);
    }
    for (size_t p = 0; p < OV_LEN(parts); p++) {
        ov_map_rows(root, parts[p].key, tables[p], fields);
        ov_map_bool(root, parts[p].has, tables[p]->n > 0);
        any = any || tables[p]->n;
    }
    ov_map_bool(root, "has_any", any);
}

/* ---- The counts and the choices ---- */

static const char *address(const board *b, const char *state)
{
    const char *to = ov_req_path(b->req, "/remiss/%lld/status?lage=%s", (long long)b->c->id, state);

    return b->group_id
               ? ov_printf(ov_req_arena(b->req), "%s&grupp=%lld", to, (long long)b->group_id)
               : to;
}

static void add_counts(const board *b, ov_map *root)
{
    static const struct {
        const char *code, *count;
    } marks[] = {{"anstand", "har anstånd"}, {"tidigare", "svarat på tidigare text"}};
    ov_list *list = ov_map_list(root, "counts");

    for (int s = 0; s < MARKS; s++) {
        const char *code = s < OV_STANDINGS ? states[s].code : marks[s - OV_STANDINGS].code;
        ov_map *item;

        if (!b->n[s])
            continue;
        item = ov_list_add(list);
        ov_map_text(
            item, "text",
            ov_req_tr(b->req, s < OV_STANDINGS ? states[s].count : marks[s - OV_STANDINGS].count));
        ov_map_text(item, "n", ov_format_count(ov_req_arena(b->req), b->n[s]));
        ov_map_text(item, "href", address(b, code));
        ov_map_bool(item, "chosen", b->choice && !strcmp(b->choice, code));
    }
    ov_map_int(root, "invited", b->invited);
    ov_map_int(root, "answered", b->answered);
    ov_map_bool(root, "filtered", b->choice && *b->choice && strcmp(b->choice, "alla") != 0);
    ov_map_text(root, "all_href", address(b, "alla"));
}

/* The groups of the organisation that runs the matter. */
static ov_status add_groups(board *b, ov_map *root)
{
    ov_list *list = ov_map_list(root, "groups");
    const char *asked = ov_req_query(b->req, "grupp");
    ov_id wanted = 0, found = 0;
    const ov_group *groups;
    size_t n;

    if (asked && *asked && ov_parse_int(ov_str_from(asked), &wanted) != OV_OK)
        return OV_NOT_FOUND;
    OV_TRY(ov_groups(ov_req_ctx(b->req), ov_req_matter(b->req)->owner_org_id, &groups, &n));
    for (size_t i = 0; i < n; i++) {
        ov_map *item;

        if (groups[i].ended_on != OV_NO_DAY && groups[i].id != wanted)
            continue;
        item = ov_list_add(list);
        ov_map_int(item, "id", groups[i].id);
        ov_map_text(item, "name", groups[i].name);
        ov_map_bool(item, "chosen", groups[i].id == wanted);
        if (groups[i].id == wanted)
            found = wanted;
    }
    if (wanted && !found)
        return OV_NOT_FOUND;
    b->group_id = found;
    ov_map_bool(root, "has_groups", n > 0);
    return OV_OK;
}

/* GET /remiss/:id/status — every party and how it stands. */
ov_status ov_page_consultation_status(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "consultation_status");
    ov_map *root = ov_view_root(view);
    ov_consultation c;
    board b = {.req = req, .c = &c, .choice = ov_req_query(req, "lage")};

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_req_may(req, OV_MAY_FOLLOW, 0));
    OV_TRY(add_groups(&b, root));
    OV_TRY(ov_round_board(ctx, c.id, b.group_id, &b.rows));
    OV_TRY(ov_answered_earlier(ctx, c.id, 0, &b.earlier));
    OV_TRY(ov_decisions_late(ctx, c.id, &b.late));
    ov_map_text(root, "answers", ov_req_path(req, "/remiss/%lld/svar/", (long long)c.id));
    ov_status_noted(req, &c);
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_req_tr(req, "Vilka har svarat?"));
    ov_view_crumb(view, ov_req_tr(req, "Svarsläget"), NULL);
    ov_map_bool(root, "runs", ov_req_may(req, "consult.run", 0) == OV_OK);
    add_table(&b, root);
    add_counts(&b, root);
    return ov_view_send(view);
}
