/* SPDX-License-Identifier: EUPL-1.2 */
/* file_pages.c — the files of a party's answer: adding, taking away, fetching. */
#include "pages/pages.h"
#include "pages/consult/compilation/compiled.h"
#include "pages/consult/answer/files.h"
#include "pages/consult/round.h"

#include "consult/approval/decision.h"
#include "register/register.h"

#include <string.h>

#define FILE_FIELD "fil"
#define USE_FIELD "anvandning"
#define QUESTION_FIELD "fraga"

static const char *const uses[] = {"attachment", "reservation", "decision", NULL};

typedef struct page {
    ov_consultation c;
    ov_id draft_id; /* 0: not begun */
    const ov_rows *questions;
} page;

static ov_status load(ov_req *req, page *p)
{
    ov_ctx *ctx = ov_req_ctx(req);

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &p->c));
    OV_TRY(ov_draft_own(ctx, p->c.id, ctx->actor.org_id, &p->draft_id));
    return ov_draft_rows(ctx, &p->c, p->draft_id, &p->questions);
}

static ov_form *read_form(ov_req *req)
{
    ov_form_field *fields = ov_calloc(ov_req_arena(req), 4, sizeof *fields);

    fields[0] = (ov_form_field){.name = FILE_FIELD, .label = "Filen"};
    fields[1] = (ov_form_field){
        .name = USE_FIELD, .label = "Vad filen är", .input = OV_INPUT_CHOICE, .choices = uses};
    fields[2] = (ov_form_field){
        .name = QUESTION_FIELD, .label = "Frågan", .input = OV_INPUT_INT, .max = INT32_MAX};
    return ov_form_read(req, fields);
}

static void add_uses(ov_req *req, ov_map *root, const char *chosen)
{
    static const char *const hints[] = {
        "Underlag, yttrande eller annat som hör till svaret.",
        "En reservation eller ett särskilt yttrande. Den följer med svaret och räknas aldrig.",
        "Nämndens eller styrelsens beslut om svaret.",
    };
    ov_list *list = ov_map_list(root, "uses");

    for (size_t i = 0; uses[i]; i++)
        ov_map_text(
            ov_choice_add(list, uses[i], ov_req_tr(req, ov_file_use_title(uses[i])), chosen),
            "hint", ov_req_tr(req, hints[i]));
}

static void add_questions(ov_req *req, ov_map *root, const ov_rows *questions, int64_t chosen)
{
    ov_list *list = ov_map_list(root, "questions");

    for (size_t i = 0; i < questions->n; i++) {
        ov_map *item = ov_list_add(list);
        int64_t n = ov_cell_int(questions, i, OV_DRAFT_N);

        ov_map_int(item, "n", n);
        ov_map_text(item, "title",
                    ov_asked_title(ov_req_arena(req), ov_cell_text(questions, i, OV_DRAFT_NUMBER),
                                   ov_cell_text(questions, i, OV_DRAFT_HEADING),
                                   ov_cell_text(questions, i, OV_DRAFT_TITLE)));
        ov_map_bool(item, "chosen", n == chosen);
    }
}

static void add_limits(ov_map *root)
{
    const ov_file_rules *rules = ov_file_rules_now();

    ov_map_int(root, "most_mb", rules->size >> 20);
    ov_map_int(root, "total_mb", rules->total >> 20);
    ov_map_int(root, "most_number", rules->number);
}

/* The question of ?fraga=N, as the form had it when it comes back. */
static int64_t chosen_question(const ov_req *req, const ov_form *form)
{
    const char *asked = ov_req_query(req, QUESTION_FIELD);
    int64_t n = 0;

    if (form)
        return ov_form_int(form, QUESTION_FIELD);
    return asked && ov_parse_int(ov_str_from(asked), &n) == OV_OK ? n : 0;
}

static ov_status show(ov_req *req, const page *p, const ov_form *form, size_t stored)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "files");
    ov_map *root = ov_view_root(view);
    const char *action = ov_req_path(req, "/remiss/%lld/svara/filer", (long long)p->c.id);
    const char *use = form ? ov_form_text(form, USE_FIELD) : "";
    const ov_rows *files;

    OV_TRY(ov_draft_files(ctx, p->draft_id, &files)); /* as it stands now */
    ov_round_model(req, view, &p->c, true);
    ov_view_needs_token(view);
    ov_view_title(view, ov_req_tr(req, form && !ov_form_ok(form) ? "Fel: Filer till svaret"
                                                                 : "Filer till svaret"));
    ov_view_crumb(view, ov_req_tr(req, "Svara"),
                  ov_req_path(req, "/remiss/%lld/svara", (long long)p->c.id));
    ov_view_crumb(view, ov_req_tr(req, "Filer"), NULL);
    ov_map_text(root, "org", ctx->actor.org_name);
    ov_map_text(root, "action", action);
    ov_files_model(req, root, files, action);
    add_uses(req, root, *use ? use : uses[0]);
    add_questions(req, root, p->questions, chosen_question(req, form));
    add_limits(root);
    if (stored)
        ov_map_int(root, "stored", (int64_t)stored);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* The id of question n; 0: the whole answer. OV_NOT_FOUND: none. */
static ov_status question_of(ov_ctx *ctx, const page *p, int64_t n, ov_id *id)
{
    *id = 0;
    if (!n)
        return OV_OK;
    for (size_t i = 0; i < p->questions->n; i++)
        if (ov_cell_int(p->questions, i, OV_DRAFT_N) == n) {
            *id = ov_cell_int(p->questions, i, OV_DRAFT_QUESTION);
            return OV_OK;
        }
    return ov_fail(&ctx->err, OV_NOT_FOUND, "no such question");
}

/* A decision may have come since the form was looked at, while the file was searched for viruses.
 */
static ov_status check_unlocked(ov_ctx *ctx, ov_id draft_id)
{
    bool locked;

    OV_TRY(ov_draft_locked(ctx, draft_id, &locked));
    return locked ? ov_fail(&ctx->err, OV_CONFLICT, "the draft is locked to a decision") : OV_OK;
}

static ov_status begin(ov_ctx *ctx, void *arg, ov_id *draft_id)
{
    const page *p = arg;

    OV_TRY(ov_draft_begin(ctx, p->c.id, ctx->actor.org_id, draft_id));
    return check_unlocked(ctx, *draft_id);
}

static ov_status go_back(ov_req *req, const page *p)
{
    return ov_redirect(req, ov_req_path(req, "/remiss/%lld/svara/filer", (long long)p->c.id));
}

/* GET, POST /remiss/:id/svara/filer — what is attached, and attaching more. What is refused is said
 * beside its name; the other files of the same form are stored. */
ov_status ov_page_files(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    page p = {0};
    ov_upload upload = {.begin = begin, .arg = &p};
    ov_form *form;
    ov_status may;
    size_t n;

    OV_TRY(load(req, &p));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &p, NULL, 0);
    may = ov_round_may(req, OV_MAY_ANSWER, &p.c);
    if (may == OV_CONFLICT)
        return ov_round_refuse(req, &p.c);
    OV_TRY(may);
    form = read_form(req);
    OV_TRY(question_of(ctx, &p, ov_form_int(form, QUESTION_FIELD), &upload.question_id));
    if (!ov_form_ok(form))
        return show(req, &p, form, 0);
    upload.use = *ov_form_text(form, USE_FIELD) ? ov_form_text(form, USE_FIELD) : uses[0];
    may = ov_files_take(req, form, &upload, &n);
    if (may == OV_CONFLICT)
        return ov_round_refuse(req, &p.c);
    OV_TRY(may);
    if (ov_form_ok(form))
        return go_back(req, &p);
    OV_TRY(ov_draft_own(ctx, p.c.id, ctx->actor.org_id, &p.draft_id)); /* it may be new */
    return show(req, &p, form, n);
}

/* GET /remiss/:id/svara/filer/:fil — one file of the own draft. */
ov_status ov_page_file(ov_req *req)
{
    ov_stored file;
    page p = {0};
    ov_id id;

    OV_TRY(load(req, &p));
    OV_TRY(ov_req_arg_id(req, "fil", &id));
    OV_TRY(ov_draft_file(ov_req_ctx(req), p.draft_id, id, &file));
    return ov_file_send(req, &file);
}

typedef struct removing {
    ov_id draft_id, file_id;
} removing;

static ov_status take_away(ov_ctx *ctx, void *arg)
{
    const removing *r = arg;

    OV_TRY(check_unlocked(ctx, r->draft_id));
    return ov_file_remove(ctx, r->draft_id, r->file_id);
}

/* POST /remiss/:id/svara/filer/:fil/ta-bort */
ov_status ov_page_file_remove(ov_req *req)
{
    page p = {0};
    removing r;
    ov_status status;

    OV_TRY(load(req, &p));
    OV_TRY(ov_req_arg_id(req, "fil", &r.file_id));
    status = ov_round_may(req, OV_MAY_ANSWER, &p.c);
    if (status == OV_CONFLICT)
        return ov_round_refuse(req, &p.c);
    OV_TRY(status);
    r.draft_id = p.draft_id;
    status = ov_write(ov_req_ctx(req), take_away, &r);
    if (status == OV_CONFLICT)
        return ov_round_refuse(req, &p.c);
    OV_TRY(status);
    return go_back(req, &p);
}

/* ---- What was sent ---- */

/* :party is a code of the register, or the number of a response from outside it. */
static ov_status find_sent(ov_req *req, const ov_consultation *c, ov_id *org_id,
                           const char **number)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *party = ov_req_arg(req, "party");
    ov_organisation org;
    ov_response response;
    ov_status found = ov_organisation_by_code(ctx, party, &org);

    *number = NULL;
    if (found == OV_OK) {
        *org_id = org.id;
        return OV_OK;
    }
    if (found != OV_NOT_FOUND)
        return found;
    OV_TRY(ov_response_by_number(ctx, party, &response));
    if (response.consultation_id != c->id || !response.respondent)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no such response");
    *org_id = response.org_id;
    *number = response.number;
    return OV_OK;
}

/* Is it an attachment of an answer that is published whole? What came on paper and extracts of
 * minutes are not screened. */
static ov_status is_published(ov_req *req, const ov_consultation *c, const ov_stored *file,
                              bool *out)
{
    const ov_compilation_filter all = {.class = "all", .late = true};
    ov_compilation k;
    ov_sight sight;

    *out = false;
    OV_TRY(ov_compiled_sight(req, c, &sight));
    if (!sight.files || strcmp(file->use, "attachment") != 0)
        return OV_OK;
    OV_TRY(ov_compilation_make(ov_req_ctx(req), c, &all, &k));
    OV_TRY(ov_compilation_parties(ov_req_ctx(req), &k));
    for (size_t i = 0; i < k.n_parties; i++)
        if (k.parties[i].response_id == file->response_id && ov_sight_answer(&sight, &k.parties[i]))
            *out = true;
    return OV_OK;
}

/* GET /remiss/:id/svar/:party/fil/:fil — a file of a response, for those who may read it, and for
 * everybody once it is published; for others it is not there. */
ov_status ov_page_sent_file(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_consultation c;
    ov_response response;
    ov_stored file;
    const char *number;
    ov_id org_id = 0, id;
    bool published;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_req_arg_id(req, "fil", &id));
    OV_TRY(find_sent(req, &c, &org_id, &number));
    OV_TRY(ov_sent_file(ctx, c.id, org_id, number, id, &file));
    if (!ov_may_read_response(ctx, org_id, c.matter_id, ov_req_matter(req)->owner_org_id)) {
        OV_TRY(is_published(req, &c, &file, &published));
        return published ? ov_file_send(req, &file)
                         : ov_fail(&ctx->err, OV_NOT_FOUND, "the file is another party's");
    }
    OV_TRY(ov_response_by_number(ctx, file.number, &response));
    ov_response_noted(req, &response, ov_req_matter(req));
    return ov_file_send(req, &file);
}
