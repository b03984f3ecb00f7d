/* SPDX-License-Identifier: EUPL-1.2 */
/* status_pages.c — the board of all parties of a round, for those who run it. Nothing of what is in
 * a draft is said, only how far it has come. A few statements, whatever the number of parties. */
#include "pages/pages.h"
#include "pages/consult/decided.h"
#include "pages/consult/round.h"

#include "consult/correction.h"
#include "consult/invite.h"
#include "register/group.h"
#include "view/format.h"

#include <string.h>

/* How a party stands; the order is that of the count above the table. */
enum {
    FINAL,
    PRELIMINARY,
    LATE,
    APPROVED,
    IN_REVIEW,
    WORKING,
    ACKNOWLEDGED,
    OPENED,
    SENT,
    NOT_SENT,
    BOUNCED,
    DECLINED,
    STATES
};
static const struct {
    const char *code, *tone, *text, *count;
} states[STATES] = {
    [FINAL] = {"slutligt", "done", "Svarat, slutligt", "slutliga svar"},
    [PRELIMINARY] = {"preliminart", "done", "Svarat, preliminärt", "preliminära svar"},
    [LATE] = {"sent", "warn", "Svarat för sent", "svarat för sent"},
    [APPROVED] = {"godkant", "now", "Godkänt, inte skickat", "godkänt, inte skickat"},
    [IN_REVIEW] = {"godkannande", "now", "I beslutskedjan", "i beslutskedjan"},
    [WORKING] = {"paborjat", "now", "Påbörjat", "påbörjat"},
    [ACKNOWLEDGED] = {"mottagit", "plan", "Har bekräftat mottagandet", "bekräftat mottagandet"},
    [OPENED] = {"oppnat", "plan", "Öppnat", "öppnat"},
    [SENT] = {"skickat", "none", "Skickad, inte öppnad", "inte öppnat"},
    [NOT_SENT] = {"ejskickat", "none", "Inte skickad än", "inte skickad"},
    [BOUNCED] = {"retur", "stop", "Kom inte fram", "kom inte fram"},
    [DECLINED] = {"avstar", "off", "Avstår från att svara", "avstår"},
};

/* What cuts across the states. */
enum { EXTENDED = STATES, EARLIER, MARKS };

typedef struct board {
    ov_req *req;
    const ov_consultation *c;
    const ov_rows *rows, *earlier, *late; /* late: decisions that came after the response */
    const char *choice;                   /* of ?lage=, or NULL */
    ov_id group_id;
    int64_t invited, answered, n[MARKS];
    const char *href; /* of a response, up to the party's code */
} board;

static bool is(const ov_rows *rows, size_t i, size_t column, const char *text)
{
    const char *cell = ov_cell_text(rows, i, column);

    return cell && strcmp(cell, text) == 0;
}

static int answered_state(const ov_rows *rows, size_t i)
{
    if (is(rows, i, OV_BOARD_STATUS, "late") && !is(rows, i, OV_BOARD_TIMING, "included"))
        return LATE;
    return is(rows, i, OV_BOARD_LEGAL, "officer") || is(rows, i, OV_BOARD_LEGAL, "preliminary")
               ? PRELIMINARY
               : FINAL;
}

/* How the i-th party stands; *decision: what was decided after it had answered, or NULL. */
static int state_of(const board *b, size_t i, const char **decision)
{
    const ov_rows *rows = b->rows;
    bool as_is = false;

    *decision = NULL;
    if (!ov_cell_null(rows, i, OV_BOARD_RESPONSE)) {
        int state = answered_state(rows, i);

        *decision =
            ov_decided_among(b->req, b->late, ov_cell_int(rows, i, OV_BOARD_RESPONSE), &as_is);
        return state == PRELIMINARY && as_is ? FINAL : state;
    }
    if (!ov_cell_null(rows, i, OV_BOARD_DECLINED))
        return DECLINED;
    if (is(rows, i, OV_BOARD_REVIEW, "in_review"))
        return IN_REVIEW;
    if (is(rows, i, OV_BOARD_REVIEW, "approved"))
        return APPROVED;
    if (is(rows, i, OV_BOARD_STATUS, "working"))
        return WORKING;
    if (!ov_cell_null(rows, i, OV_BOARD_ACKNOWLEDGED))
        return ACKNOWLEDGED;
    if (!ov_cell_null(rows, i, OV_BOARD_OPENED))
        return OPENED;
    if (ov_cell_int(rows, i, OV_BOARD_DELIVERED))
        return SENT;
    return ov_cell_int(rows, i, OV_BOARD_BOUNCED) && !ov_cell_int(rows, i, OV_BOARD_WAITING)
               ? BOUNCED
               : NOT_SENT;
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
        return state == FINAL || state == PRELIMINARY;
    if (!strcmp(c, "ej"))
        return state >= ACKNOWLEDGED && state <= BOUNCED;
    if (!strcmp(c, "anstand"))
        return extended;
    if (!strcmp(c, "tidigare"))
        return earlier;
    return !strcmp(c, states[state].code);
}

/* ---- The table ---- */

static void add_received(const board *b, ov_map *item, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(b->req);
    ov_instant received = ov_cell_int(b->rows, i, OV_BOARD_RECEIVED);

    ov_map_text(item, "number", ov_cell_text(b->rows, i, OV_BOARD_NUMBER));
    ov_map_text(item, "day", ov_format_day(ctx->arena, ov_stockholm_day(received), ctx->lang));
    ov_map_text(item, "href",
                ov_printf(ctx->arena, "%s%s", b->href,
                          ov_url_encode(ctx->arena, ov_cell_text(b->rows, i, OV_BOARD_CODE))));
}

static void add_party(const board *b, ov_list *list, size_t i, const char *text, int state,
                      bool earlier, const char *decision)
{
    ov_ctx *ctx = ov_req_ctx(b->req);
    ov_map *item = ov_list_add(list);

    ov_map_text(item, "name", ov_cell_text(b->rows, i, OV_BOARD_NAME));
    ov_map_text(item, "tone", states[state].tone);
    ov_map_text(item, "text", text);
    ov_map_text_or_false(item, "decision", decision);
    if (!ov_cell_null(b->rows, i, OV_BOARD_DAY))
        ov_map_text(
            item, "own_day",
            ov_format_day(ctx->arena, (ov_day)ov_cell_int(b->rows, i, OV_BOARD_DAY), ctx->lang));
    ov_map_bool(item, "earlier", earlier);
    if (!ov_cell_null(b->rows, i, OV_BOARD_RESPONSE))
        add_received(b, item, i);
}

/* The parties in three parts, never summed: the invited ones, councils, those who were let in. */
static void add_table(board *b, ov_map *root)
{
    static const struct {
        const char *key, *class;
    } parts[] = {{"parties", "official"}, {"councils", "council"}, {"others", "uninvited"}};
    const char *texts[STATES];
    ov_list *lists[OV_LEN(parts)];

    for (int s = 0; s < STATES; s++) /* translated once, not for each party */
        texts[s] = ov_req_tr(b->req, states[s].text);
    for (size_t p = 0; p < OV_LEN(parts); p++)
        lists[p] = ov_map_list(root, parts[p].key);
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
        b->invited += !ov_cell_null(b->rows, i, OV_BOARD_INVITED);
        b->answered += !ov_cell_null(b->rows, i, OV_BOARD_INVITED) && state <= PRELIMINARY;
        if (!chosen(b, state, extended, earlier))
            continue;
        add_party(b, lists[part], i, texts[state], state, earlier, decision);
    }
    for (size_t p = 0; p < OV_LEN(parts); p++)
        ov_map_bool(root, ov_printf(ov_req_arena(b->req), "has_%s", parts[p].key),
                    ov_list_length(lists[p]) > 0);
    ov_map_bool(root, "has_any",
                ov_list_length(lists[0]) + ov_list_length(lists[1]) + ov_list_length(lists[2]) > 0);
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
        const char *code = s < STATES ? states[s].code : marks[s - STATES].code;
        ov_map *item;

        if (!b->n[s])
            continue;
        item = ov_list_add(list);
        ov_map_text(item, "text",
                    ov_req_tr(b->req, s < STATES ? states[s].count : marks[s - STATES].count));
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
    b.href = ov_req_path(req, "/remiss/%lld/svar/", (long long)c.id);
    ov_status_noted(req, &c);
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_req_tr(req, "Vilka har svarat?"));
    ov_view_crumb(view, ov_req_tr(req, "Svarsläget"), NULL);
    ov_map_bool(root, "runs", ov_req_may(req, "consult.run", 0) == OV_OK);
    add_table(&b, root);
    add_counts(&b, root);
    return ov_view_send(view);
}
