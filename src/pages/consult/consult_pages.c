/* SPDX-License-Identifier: EUPL-1.2 */
/* consult_pages.c — a consultation for everybody, and for those who follow it: who has answered,
 * the list of responses, one response. */
#include "pages/pages.h"
#include "pages/consult/round.h"

#include "register/register.h"
#include "view/format.h"

#include <string.h>

enum { ROW_ORG, ROW_CODE, ROW_NAME, ROW_STATUS, ROW_NUMBER, ROW_RECEIVED };
enum {
    ANSWER_N,
    ANSWER_NODE,
    ANSWER_NUMBER,
    ANSWER_HEADING,
    ANSWER_CODE,
    ANSWER_LABEL,
    ANSWER_COMMENT
};
enum { SENT_NUMBER, SENT_RECEIVED, SENT_TIMING, SENT_LEGAL, SENT_ANSWERS };

typedef struct ov_count {
    int64_t invited, submitted, working, not_opened, late;
} ov_count;

static ov_count count_rows(const ov_rows *rows)
{
    ov_count count = {.invited = (int64_t)rows->n};

    for (size_t i = 0; i < rows->n; i++) {
        const char *status = ov_cell_text(rows, i, ROW_STATUS);

        count.submitted += !strcmp(status, "submitted");
        count.working += !strcmp(status, "working");
        count.not_opened += !strcmp(status, "not_opened");
        count.late += !strcmp(status, "late");
    }
    return count;
}

static void add_count(ov_map *root, const ov_count *count)
{
    ov_map_int(root, "invited", count->invited);
    ov_map_int(root, "answered", count->submitted);
    ov_map_int(root, "working", count->working);
    ov_map_int(root, "not_opened", count->not_opened);
    ov_map_int(root, "late", count->late);
    ov_map_bool(root, "has_late", count->late > 0);
}

/* What the signed-in person can do here: answer for an invited party, follow the answers. */
static ov_status add_doors(ov_req *req, ov_view *view, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *root = ov_view_root(view);
    const char *status;
    ov_response latest;
    ov_status may;

    ov_map_bool(root, "follows", ov_req_may(req, OV_MAY_FOLLOW, 0) == OV_OK);
    ov_map_bool(root, "runs", ov_req_may(req, "consult.run", 0) == OV_OK);
    if (!ctx->actor.org_id)
        return OV_OK;
    may = ov_invitation(ctx, c->id, ctx->actor.org_id, &status);
    if (may == OV_NOT_FOUND)
        return OV_OK;
    OV_TRY(may);
    ov_map_text(root, "org", ctx->actor.org_name);
    ov_map_bool(root, "answers", ov_req_may(req, OV_MAY_ANSWER, ctx->actor.org_id) == OV_OK);
    if (ov_req_may(req, OV_MAY_READ_OWN, ctx->actor.org_id) != OV_OK)
        return OV_OK;
    may = ov_response_latest(ctx, c->id, ctx->actor.org_id, &latest);
    if (may == OV_NOT_FOUND)
        return OV_OK;
    OV_TRY(may);
    ov_map *sent = ov_map_map(root, "sent");
    ov_map_text(sent, "number", latest.number);
    ov_map_text(sent, "received", ov_format_instant(ctx->arena, latest.received, ctx->lang));
    ov_map_text(sent, "href", ov_printf(ctx->arena, "/kvittens/%s", latest.number));
    ov_map_bool(sent, "late", !strcmp(latest.timing, "late"));
    return OV_OK;
}

/* GET /remiss/:id — what it is about, until when, who is invited, how to answer. */
ov_status ov_page_consultation(ov_req *req)
{
    static const ov_field fields[] = {{"org_id", OV_FIELD_INT},
                                      {"code", OV_FIELD_TEXT},
                                      {"name", OV_FIELD_TEXT},
                                      {"status", OV_FIELD_TEXT},
                                      {"number", OV_FIELD_TEXT},
                                      {"received", OV_FIELD_INSTANT},
                                      {0}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "consultation");
    ov_map *root = ov_view_root(view);
    ov_consultation c;
    const ov_rows *parties;
    ov_count count;

    OV_TRY(ov_round_of(req, &c));
    ov_round_model(req, view, &c, false);
    ov_view_title(view, c.title);
    OV_TRY(ov_consultation_status(ctx, c.id, &parties));
    count = count_rows(parties);
    add_count(root, &count);
    ov_view_rows(view, "parties", parties, fields);
    OV_TRY(add_doors(req, view, &c));
    ov_view_history(view, "consultation", c.id);
    return ov_view_send(view);
}

/* "30 oktober": without the year when it is this one. */
static const char *short_day(ov_ctx *ctx, ov_instant at)
{
    ov_day day = ov_stockholm_day(at);
    char *text = ov_format_day(ctx->arena, day, ctx->lang), *year = strrchr(text, ' ');

    if (year &&
        ov_civil_from_day(day).year == ov_civil_from_day(ov_stockholm_day(ctx->received)).year)
        *year = '\0';
    return text;
}

/* How a party stands, as the board shows it. */
static void add_party(ov_req *req, ov_map *item, const ov_consultation *c, const ov_rows *rows,
                      size_t i)
{
    static const struct {
        const char *status, *tone, *text;
    } states[] = {
        {"not_opened", "none", "Inte påbörjat"},
        {"working", "now", "Påbörjat"},
        {"submitted", "done", "Svarat"},
        {"late", "warn", "Svarat för sent"},
    };
    ov_ctx *ctx = ov_req_ctx(req);
    const char *status = ov_cell_text(rows, i, ROW_STATUS);

    ov_map_text(item, "name", ov_cell_text(rows, i, ROW_NAME));
    ov_map_text(item, "code", ov_cell_text(rows, i, ROW_CODE));
    for (size_t k = 0; k < OV_LEN(states); k++)
        if (!strcmp(status, states[k].status)) {
            ov_map_text(item, "tone", states[k].tone);
            ov_map_text(item, "text", ov_req_tr(req, states[k].text));
        }
    if (ov_cell_null(rows, i, ROW_NUMBER))
        return;
    ov_instant received = ov_cell_int(rows, i, ROW_RECEIVED);
    ov_map_text(item, "number", ov_cell_text(rows, i, ROW_NUMBER));
    ov_map_text(item, "day", short_day(ctx, received));
    ov_map_text(item, "received", ov_format_instant(ctx->arena, received, ctx->lang));
    ov_map_text(item, "received_iso", ov_instant_iso(ctx->arena, received));
    ov_map_text(item, "href",
                ov_req_path(req, "/remiss/%lld/svar/%s", (long long)c->id,
                            ov_url_encode(ctx->arena, ov_cell_text(rows, i, ROW_CODE))));
}

/* Is the party in the part of the list that ?lage= asks for? */
static bool in_choice(const char *choice, const char *status)
{
    return !choice || !*choice || !strcmp(choice, "alla") ||
           (!strcmp(choice, "svarat") && !strcmp(status, "submitted")) ||
           (!strcmp(choice, "paborjat") && !strcmp(status, "working")) ||
           (!strcmp(choice, "ej") && !strcmp(status, "not_opened")) ||
           (!strcmp(choice, "sent") && !strcmp(status, "late"));
}

static void add_choices(ov_req *req, ov_map *root, const char *choice)
{
    static const struct {
        const char *value, *text;
    } choices[] = {
        {"alla", "Alla"},        {"svarat", "Svarat"},        {"paborjat", "Påbörjat"},
        {"ej", "Inte påbörjat"}, {"sent", "Svarat för sent"},
    };
    ov_list *list = ov_map_list(root, "choices");

    for (size_t i = 0; i < OV_LEN(choices); i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "value", choices[i].value);
        ov_map_text(item, "text", ov_req_tr(req, choices[i].text));
        ov_map_bool(item, "chosen", choice && !strcmp(choice, choices[i].value));
    }
}

/* GET /remiss/:id/status — every invited party and how it stands, for those who run the round. */
ov_status ov_page_consultation_status(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "consultation_status");
    ov_map *root = ov_view_root(view);
    const char *choice = ov_req_query(req, "lage");
    ov_consultation c;
    const ov_rows *rows;
    ov_count count;
    ov_list *list;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_req_may(req, OV_MAY_FOLLOW, 0));
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_req_tr(req, "Vilka har svarat?"));
    ov_view_crumb(view, ov_req_tr(req, "Svarsläget"), NULL);
    OV_TRY(ov_consultation_status(ctx, c.id, &rows));
    ov_status_noted(req, &c);
    count = count_rows(rows);
    add_count(root, &count);
    add_choices(req, root, choice);
    ov_map_bool(root, "runs", ov_req_may(req, "consult.run", 0) == OV_OK);
    list = ov_map_list(root, "parties");
    for (size_t i = 0; i < rows->n; i++)
        if (in_choice(choice, ov_cell_text(rows, i, ROW_STATUS)))
            add_party(req, ov_list_add(list), &c, rows, i);
    ov_map_bool(root, "has_parties", ov_list_length(list) > 0);
    return ov_view_send(view);
}

/* GET /remiss/:id/svar — the responses that have come, with their receipts. */
ov_status ov_page_responses(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "responses");
    ov_map *root = ov_view_root(view);
    ov_consultation c;
    const ov_rows *rows;
    ov_count count;
    ov_list *list;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_req_may(req, OV_MAY_FOLLOW, 0));
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_req_tr(req, "Svar"));
    ov_view_crumb(view, ov_req_tr(req, "Svar"), NULL);
    OV_TRY(ov_consultation_status(ctx, c.id, &rows));
    ov_status_noted(req, &c);
    count = count_rows(rows);
    add_count(root, &count);
    list = ov_map_list(root, "responses");
    for (size_t i = 0; i < rows->n; i++)
        if (!ov_cell_null(rows, i, ROW_NUMBER))
            add_party(req, ov_list_add(list), &c, rows, i);
    ov_map_bool(root, "has_responses", ov_list_length(list) > 0);
    return ov_view_send(view);
}

/* Everything the party has sent, so that a replaced response can still be found. */
static ov_status add_history(ov_req *req, ov_map *root, ov_id consultation_id, ov_id org_id)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "history");
    const ov_rows *rows;

    OV_TRY(ov_responses_of(ctx, consultation_id, org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *number = ov_cell_text(rows, i, SENT_NUMBER);

        ov_map_text(item, "number", number);
        ov_map_text(item, "href", ov_printf(ctx->arena, "/kvittens/%s", number));
        ov_map_text(
            item, "received",
            ov_format_instant_exact(ctx->arena, ov_cell_int(rows, i, SENT_RECEIVED), ctx->lang));
        ov_map_bool(item, "late", !strcmp(ov_cell_text(rows, i, SENT_TIMING), "late"));
        ov_map_bool(item, "refused", !strcmp(ov_cell_text(rows, i, SENT_TIMING), "refused"));
    }
    ov_map_bool(root, "has_history", rows->n > 1);
    return OV_OK;
}

static void add_answers(ov_req *req, ov_map *root, const ov_rows *rows)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "answers");

    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_str comment = ov_cell_str(rows, i, ANSWER_COMMENT);

        ov_map_text(item, "title",
                    ov_question_title(ctx->arena, ov_cell_text(rows, i, ANSWER_NUMBER),
                                      ov_cell_text(rows, i, ANSWER_HEADING)));
        ov_map_text(item, "href",
                    ov_req_path(req, "/p/%lld", (long long)ov_cell_int(rows, i, ANSWER_NODE)));
        ov_map_text(item, "grade", ov_cell_text(rows, i, ANSWER_LABEL));
        ov_list *paragraphs = ov_map_list(item, "paragraphs");
        while (comment.len) {
            ov_str line = ov_str_cut(&comment, '\n');

            if (line.len)
                ov_map_str(ov_list_add(paragraphs), "text", line);
        }
    }
}

/* GET /remiss/:id/svar/:party — one party's response: its own people, those who run the round, the
 * auditor. Another party's is not there (404). */
ov_status ov_page_response(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "response");
    ov_map *root = ov_view_root(view);
    ov_consultation c;
    ov_organisation org;
    ov_response response;
    const ov_rows *answers;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_organisation_by_code(ctx, ov_req_arg(req, "party"), &org));
    if (!ov_may_read_response(ctx, org.id, c.matter_id, ov_req_matter(req)->owner_org_id))
        return OV_NOT_FOUND;
    OV_TRY(ov_response_latest(ctx, c.id, org.id, &response));
    OV_TRY(ov_response_answers(ctx, response.id, &answers));
    ov_response_noted(req, &response, ov_req_matter(req));
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_printf(ctx->arena, "%s: %s", c.title, response.org_name));
    ov_view_crumb(view, response.org_name, NULL);
    ov_map_text(root, "party", response.org_name);
    ov_map_text(root, "number", response.number);
    ov_map_text(root, "receipt_href", ov_printf(ctx->arena, "/kvittens/%s", response.number));
    ov_map_text(root, "received",
                ov_format_instant_exact(ctx->arena, response.received, ctx->lang));
    ov_map_text(root, "legal_status", ov_req_tr(req, ov_legal_status_title(response.legal_status)));
    ov_map_text(root, "hash", response.hash);
    ov_map_bool(root, "late", !strcmp(response.timing, "late"));
    ov_map_int(root, "n_answers", response.answers);
    ov_map_bool(root, "follows", ov_req_may(req, OV_MAY_FOLLOW, 0) == OV_OK);
    add_answers(req, root, answers);
    OV_TRY(add_history(req, root, c.id, org.id));
    ov_view_history(view, "response", response.id);
    return ov_view_send(view);
}
