/* SPDX-License-Identifier: EUPL-1.2 */
/* joint_one_pages.c — one joint answer: who stands behind it, and sending it. One shared proposal:
 * what it says, and copying it. */
#include "pages/consult/answer/files.h"
#include "pages/consult/answer/joint.h"
#include "pages/consult/round.h"
#include "pages/pages.h"

#include "consult/approval/approval.h"
#include "consult/approval/decision.h"
#include "view/format.h"

#include <string.h>

#define FILE_FIELD "fil"
#define GROUP 8 /* digits of a hash that stand together */

/* What a joint answer can be when it is sent: each party registers its own decision afterwards. */
static const char *const statuses[] = {"officer", "preliminary", NULL};
static const ov_form_field fields[] = {
    {"gor", "Åtgärden", OV_INPUT_TEXT, true, 1, 20, NULL},
    {"text", "Texten", OV_INPUT_HASH, false, 64, 64, NULL},
    {"rattslage", "Rättsläget", OV_INPUT_CHOICE, false, 0, 0, statuses},
    {0},
};

/* ---- A joint answer ---- */

typedef struct page {
    ov_consultation c;
    ov_joint j;
    const ov_rows *parties;
    bool own; /* the reader's organisation writes and sends it */
} page;

static ov_status load(ov_req *req, page *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id id;

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &p->c));
    OV_TRY(ov_req_arg_id(req, "gemensamt", &id));
    OV_TRY(ov_joint_get(ctx, p->c.id, id, ctx->actor.org_id, &p->j));
    if (p->j.declined) /* the draft is no longer theirs to read */
        return OV_OK;
    OV_TRY(ov_joint_parties(ctx, id, &p->parties));
    p->own = p->j.org_id == ctx->actor.org_id;
    return OV_OK;
}

static void add_party(ov_req *req, ov_map *item, const page *p, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *agreed = ov_cell_text(p->parties, i, OV_JOINT_HASH);
    /* when it is over the draft is their own again: what it says now is not compared */
    bool stands = agreed && !p->j.sent_at && !p->j.ended_at && !strcmp(agreed, p->j.hash),
         declined = !ov_cell_null(p->parties, i, OV_JOINT_DECLINED);
    const char *number = ov_cell_text(p->parties, i, OV_JOINT_NUMBER);

    ov_map_text(item, "name", ov_cell_text(p->parties, i, OV_JOINT_NAME));
    ov_map_text(item, "tone", number || stands ? "done" : declined ? "none" : "now");
    ov_map_text(item, "state",
                ov_req_tr(req, number     ? "Svaret är skickat"
                               : declined ? "Deltar inte"
                               : stands   ? "Står bakom texten"
                               : agreed   ? "Stod bakom en tidigare text"
                                          : "Har inte tagit ställning"));
    if (declined)
        ov_map_text(item, "stood_by",
                    ov_format_instant(ctx->arena, ov_cell_int(p->parties, i, OV_JOINT_DECLINED),
                                      ctx->lang));
    else if (agreed)
        ov_map_text(item, "stood_by",
                    ov_printf(ctx->arena, "%s, %s", ov_cell_text(p->parties, i, OV_JOINT_BY),
                              ov_format_instant(ctx->arena, ov_cell_int(p->parties, i, OV_JOINT_AT),
                                                ctx->lang)));
    if (ov_cell_int(p->parties, i, OV_JOINT_ORG) == ctx->actor.org_id && number) {
        ov_map_text(item, "number", number);
        ov_map_text(item, "href", ov_printf(ctx->arena, "/kvittens/%s", number));
    }
}

/* What goes with everybody's answer: nobody stands behind what they cannot read. */
static ov_status add_files(ov_req *req, ov_map *root, const page *p)
{
    ov_list *list = ov_map_list(root, "files");
    const ov_rows *files;

    OV_TRY(ov_draft_files(ov_req_ctx(req), p->j.draft_id, &files));
    for (size_t i = 0; i < files->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "name", ov_cell_text(files, i, OV_FILE_NAME));
        ov_map_text(item, "use",
                    ov_req_tr(req, ov_file_use_title(ov_cell_text(files, i, OV_FILE_USE))));
        ov_map_text(item, "href",
                    ov_req_path(req, "/remiss/%lld/gemensamt/%lld?" FILE_FIELD "=%lld",
                                (long long)p->c.id, (long long)p->j.id,
                                (long long)ov_cell_int(files, i, OV_FILE_ID)));
    }
    ov_map_bool(root, "has_files", files->n > 0);
    return OV_OK;
}

/* The answer as it is written now. */
static ov_status add_answers(ov_req *req, ov_map *root, const page *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "answers");
    const ov_rows *draft, *labels;

    OV_TRY(ov_draft_rows(ctx, &p->c, p->j.draft_id, &draft));
    for (size_t i = 0; i < draft->n; i++) {
        const char *title = ov_cell_text(draft, i, OV_DRAFT_TITLE);
        const char *grade = ov_cell_text(draft, i, OV_DRAFT_GRADE);
        ov_str comment = ov_cell_str(draft, i, OV_DRAFT_COMMENT);
        ov_map *item;

        if (!grade && !comment.len && ov_cell_null(draft, i, OV_DRAFT_WORDING) &&
            ov_cell_null(draft, i, OV_DRAFT_JOINS))
            continue;
        item = ov_list_add(list);
        ov_map_text(item, "title",
                    title ? title
                          : ov_question_title(ctx->arena, ov_cell_text(draft, i, OV_DRAFT_NUMBER),
                                              ov_cell_text(draft, i, OV_DRAFT_HEADING)));
        if (grade) {
            OV_TRY(ov_scale_grades(ctx, ov_cell_int(draft, i, OV_DRAFT_SCALE), &labels));
            for (size_t k = 0; k < labels->n; k++)
                if (!strcmp(grade, ov_cell_text(labels, k, 0)))
                    ov_map_text(item, "grade", ov_cell_text(labels, k, 1));
        }
        ov_map_str(item, "comment", comment);
        ov_map_text(item, "wording", ov_cell_text(draft, i, OV_DRAFT_WORDING));
        ov_map_text(item, "joins", ov_cell_text(draft, i, OV_DRAFT_JOINS_NAME));
    }
    ov_map_bool(root, "has_answers", ov_list_length(list) > 0);
    return add_files(req, root, p);
}

/* GET …?fil=N — a file of the answer, while those who are asked make up their minds. */
static ov_status send_file(ov_req *req, const page *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_stored file;
    ov_id id;

    if (p->j.sent_at || p->j.ended_at ||
        ov_parse_int(ov_str_from(ov_req_query(req, FILE_FIELD)), &id))
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no file of a joint answer that waits");
    OV_TRY(ov_draft_file(ctx, p->j.draft_id, id, &file));
    return ov_file_send(req, &file);
}

/* What the reader may do, and what stands in the way. */
static ov_status add_commands(ov_req *req, ov_map *root, const page *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    bool waits = !p->j.sent_at && !p->j.ended_at,
         signs = ov_req_may(req, OV_MAY_SUBMIT, ctx->actor.org_id) == OV_OK, stands = false;
    size_t behind = 0;
    ov_send_gate gate;

    for (size_t i = 0; i < p->parties->n; i++) {
        const char *agreed = ov_cell_text(p->parties, i, OV_JOINT_HASH);

        if (!agreed || strcmp(agreed, p->j.hash) != 0)
            continue;
        behind++;
        stands |= ov_cell_int(p->parties, i, OV_JOINT_ORG) == ctx->actor.org_id;
    }
    ov_map_bool(root, "stands", stands);
    ov_map_int(root, "behind", (int64_t)behind);
    ov_map_bool(root, "own", p->own);
    ov_map_bool(root, "waits", waits);
    ov_map_bool(root, "signs", signs);
    ov_map_bool(root, "agrees", waits && !p->own && signs);
    if (!waits || !p->own)
        return OV_OK;
    OV_TRY(ov_approval_gate(ctx, &p->c, ctx->actor.org_id, p->j.draft_id, &gate));
    ov_map_bool(root, "gated", gate != OV_GATE_OPEN);
    ov_map_bool(root, "sends", signs && behind > 0 && gate == OV_GATE_OPEN);
    return OV_OK;
}

static const char *in_groups(ov_arena *arena, const char *hash)
{
    const char *out = "";

    for (size_t i = 0; hash[i]; i += GROUP)
        out = ov_printf(arena, "%s%s%.*s", out, i ? " " : "", GROUP, hash + i);
    return out;
}

static ov_status show(ov_req *req, const page *p, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "joint_one");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "parties");

    ov_round_model(req, view, &p->c, true);
    ov_view_needs_token(view);
    ov_view_title(view, ov_req_tr(req, form ? "Fel: Gemensamt svar" : "Gemensamt svar"));
    ov_view_crumb(view, ov_req_tr(req, "Tillsammans"),
                  ov_req_path(req, "/remiss/%lld/gemensamt", (long long)p->c.id));
    ov_view_crumb(view, ov_req_tr(req, "Gemensamt svar"), NULL);
    ov_map_text(
        root, "action",
        ov_req_path(req, "/remiss/%lld/gemensamt/%lld", (long long)p->c.id, (long long)p->j.id));
    ov_map_text(root, "lead", p->j.org_name);
    ov_map_text(root, "by", p->j.by);
    ov_map_text(root, "message", p->j.message);
    ov_map_text(root, "made", ov_format_instant(ctx->arena, p->j.made_at, ctx->lang));
    if (p->j.sent_at)
        ov_map_text(root, "sent", ov_format_instant(ctx->arena, p->j.sent_at, ctx->lang));
    ov_map_bool(root, "ended", p->j.ended_at != 0);
    ov_map_text(root, "hash", p->j.hash);
    ov_map_text(root, "hash_groups", in_groups(ctx->arena, p->j.hash));
    for (size_t i = 0; i < p->parties->n; i++)
        add_party(req, ov_list_add(list), p, i);
    /* what was sent stands in each party's receipt; the draft may go on */
    if (!p->j.sent_at && !p->j.ended_at)
        OV_TRY(add_answers(req, root, p));
    OV_TRY(add_commands(req, root, p));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

typedef struct doing {
    const page *p;
    const char *what, *hash, *legal, *back, *list;
} doing;

static ov_status send_it(ov_ctx *ctx, const doing *d, const char **location)
{
    const ov_joint *j = &d->p->j;
    ov_response own;
    ov_send_gate gate;

    OV_TRY(ov_approval_gate(ctx, &d->p->c, j->org_id, j->draft_id, &gate));
    if (gate != OV_GATE_OPEN)
        return ov_fail(&ctx->err, OV_DENIED, "the answer is not approved");
    OV_TRY(ov_joint_send(ctx, &d->p->c, j, (ov_submission){.legal_status = d->legal}, &own));
    OV_TRY(ov_approval_sent(ctx, j->draft_id));
    *location = ov_printf(ctx->arena, "/kvittens/%s", own.number);
    return OV_OK;
}

static ov_status carry_out(ov_ctx *ctx, void *arg, const char **location)
{
    const doing *d = arg;
    const ov_joint *j = &d->p->j;

    *location = d->back;
    if (!strcmp(d->what, "instammer"))
        return ov_joint_agree(ctx, j, ctx->actor.org_id, d->hash);
    if (!strcmp(d->what, "avbojer")) {
        *location = d->list;
        return ov_joint_decline(ctx, j, ctx->actor.org_id);
    }
    if (!strcmp(d->what, "avbryt"))
        return ov_joint_end(ctx, j);
    return send_it(ctx, d, location);
}

/* Who may do which of them. */
static ov_status check_command(ov_req *req, const page *p, const char *what)
{
    bool lead = !strcmp(what, "skicka") || !strcmp(what, "avbryt");

    if (!lead && strcmp(what, "instammer") != 0 && strcmp(what, "avbojer") != 0)
        return OV_INVALID;
    if (lead != p->own)
        return ov_fail(&ov_req_ctx(req)->err, OV_NOT_FOUND, "the other side's command");
    return strcmp(what, "avbryt") ? ov_round_may(req, OV_MAY_SUBMIT, &p->c)
                                  : ov_round_may(req, OV_MAY_ANSWER, &p->c);
}

static ov_status act(ov_req *req, const page *p)
{
    ov_form *form = ov_form_read(req, fields);
    doing d = {.p = p,
               .what = ov_form_text(form, "gor"),
               .hash = ov_form_text(form, "text"),
               .legal = ov_form_text(form, "rattslage"),
               .back = ov_req_path(req, "/remiss/%lld/gemensamt/%lld", (long long)p->c.id,
                                   (long long)p->j.id),
               .list = ov_req_path(req, "/remiss/%lld/gemensamt?gjort=1", (long long)p->c.id)};
    ov_status status = check_command(req, p, d.what);

    if (status == OV_CONFLICT)
        return ov_round_refuse(req, &p->c);
    if (status == OV_INVALID)
        return ov_refuse(req, 422, NULL);
    OV_TRY(status);
    if (!ov_form_ok(form))
        return show(req, p, form);
    if (!*d.legal)
        d.legal = statuses[0];
    status = ov_req_once(req, carry_out, &d);
    if (status == OV_CONFLICT)
        return ov_refuse(req, 409,
                         ov_req_tr(req,
                                   "Texten har ändrats sedan sidan visades, eller så är svaret "
                                   "redan skickat. Öppna sidan på nytt och läs igen."));
    if (status == OV_DENIED)
        return ov_refuse(req, 409, ov_req_tr(req, "Svaret är inte godkänt hos er än."));
    if (status != OV_INVALID)
        return status;
    ov_form_error(form, "gor", "Ingen annan part står bakom texten som den är nu.");
    return show(req, p, form);
}

/* A party that does not take part sees nothing of it; saying so twice (a double click) is no fault.
 */
static ov_status refuse_declined(ov_req *req, const page *p)
{
    if (ov_req_http(req)->method == OV_POST &&
        !strcmp(ov_form_text(ov_form_read(req, fields), "gor"), "avbojer"))
        return ov_redirect(req,
                           ov_req_path(req, "/remiss/%lld/gemensamt?gjort=1", (long long)p->c.id));
    return ov_fail(&ov_req_ctx(req)->err, OV_NOT_FOUND, "the party has declined");
}

/* GET, POST /remiss/:id/gemensamt/:gemensamt — for the party that writes it and those it has asked.
 */
ov_status ov_page_joint_one(ov_req *req)
{
    page p = {0};

    OV_TRY(load(req, &p));
    if (p.j.declined)
        return refuse_declined(req, &p);
    if (ov_req_http(req)->method == OV_POST)
        return act(req, &p);
    return ov_req_query(req, FILE_FIELD) ? send_file(req, &p) : show(req, &p, NULL);
}

/* ---- A shared proposal ---- */

enum { P_QUESTION, P_N, P_NUMBER, P_HEADING, P_TITLE, P_GRADE, P_COMMENT, P_WORDING, P_HAVE };

static ov_status show_proposal(ov_req *req, const ov_consultation *c, ov_id id, const char *fault)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "proposal");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "answers");
    const ov_rows *rows;
    int64_t free_ones = 0;

    OV_TRY(ov_proposal_read(ctx, c->id, id, ctx->actor.org_id, &rows));
    ov_round_model(req, view, c, true);
    ov_view_needs_token(view);
    ov_view_title(view, ov_req_tr(req, "Delat svarsförslag"));
    ov_view_crumb(view, ov_req_tr(req, "Tillsammans"),
                  ov_req_path(req, "/remiss/%lld/gemensamt", (long long)c->id));
    ov_view_crumb(view, ov_req_tr(req, "Förslag"), NULL);
    ov_map_text(
        root, "action",
        ov_req_path(req, "/remiss/%lld/gemensamt/forslag/%lld", (long long)c->id, (long long)id));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *title = ov_cell_text(rows, i, P_TITLE);
        bool have = ov_cell_int(rows, i, P_HAVE) != 0;

        ov_map_text(item, "title",
                    title ? title
                          : ov_question_title(ctx->arena, ov_cell_text(rows, i, P_NUMBER),
                                              ov_cell_text(rows, i, P_HEADING)));
        ov_map_text(item, "grade", ov_cell_text(rows, i, P_GRADE));
        ov_map_text(item, "comment", ov_cell_text(rows, i, P_COMMENT));
        ov_map_text(item, "wording", ov_cell_text(rows, i, P_WORDING));
        ov_map_bool(item, "have", have);
        ov_map_text(item, "href",
                    ov_req_path(req, "/remiss/%lld/svara/%lld", (long long)c->id,
                                (long long)ov_cell_int(rows, i, P_N)));
        free_ones += !have;
    }
    ov_map_int(root, "free", free_ones);
    ov_map_bool(root, "has_free", free_ones > 0);
    ov_map_bool(root, "done", !fault && ov_req_query(req, "gjort"));
    if (fault) {
        ov_map_text(root, "fault", fault);
        ov_view_status(view, 409);
    }
    return ov_view_send(view);
}

typedef struct copying {
    const ov_consultation *c;
    ov_id id;
    const char *back;
    size_t copied;
} copying;

static ov_status copy(ov_ctx *ctx, void *arg, const char **location)
{
    copying *x = arg;
    bool locked = false;
    ov_id draft_id;

    OV_TRY(ov_draft_own(ctx, x->c->id, ctx->actor.org_id, &draft_id));
    if (draft_id)
        OV_TRY(ov_draft_locked(ctx, draft_id, &locked));
    if (locked)
        return ov_fail(&ctx->err, OV_CONFLICT, "the draft is locked to a decision");
    OV_TRY(ov_proposal_copy(ctx, x->c->id, x->id, ctx->actor.org_id, &x->copied));
    *location = x->back;
    return OV_OK;
}

/* GET, POST /remiss/:id/gemensamt/forslag/:forslag — POST copies what the own draft lacks. */
ov_status ov_page_proposal(ov_req *req)
{
    copying x = {0};
    ov_consultation c;
    ov_status status;

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &c));
    OV_TRY(ov_req_arg_id(req, "forslag", &x.id));
    if (ov_req_http(req)->method != OV_POST)
        return show_proposal(req, &c, x.id, NULL);
    status = ov_round_may(req, OV_MAY_ANSWER, &c);
    if (status == OV_CONFLICT)
        return ov_round_refuse(req, &c);
    OV_TRY(status);
    x.c = &c;
    x.back = ov_req_path(req, "/remiss/%lld/gemensamt/forslag/%lld?gjort=1", (long long)c.id,
                         (long long)x.id);
    status = ov_req_once(req, copy, &x);
    if (status != OV_CONFLICT)
        return status;
    return show_proposal(req, &c, x.id,
                         ov_req_tr(req, "Ert utkast är låst till ett beslut. Lås upp det först."));
}
