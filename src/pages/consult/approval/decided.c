/* SPDX-License-Identifier: EUPL-1.2 */
/* decided.c — what the pages of approval, decision and sending share: answers to read, decisions in
 * words, the fields of a decision. */
#include "pages/consult/approval/decided.h"

#include "consult/answer/answer.h"
#include "pages/admin/admin.h"
#include "pages/admin/admin_people.h"
#include "pages/consult/answer/files.h"
#include "pages/consult/round.h"
#include "pages/text/import_pages.h"
#include "register/body.h"
#include "view/format.h"

#include <string.h>

#define EXTRACT_FIELD "utdrag"

/* ---- Answers to read ---- */

static ov_map *add_answer(ov_list *list, const char *title, const char *grade, ov_str comment,
                          ov_str wording, const char *joins)
{
    ov_map *item = ov_list_add(list);

    ov_map_text(item, "title", title);
    ov_map_text(item, "grade", grade);
    ov_map_text(item, "joins", joins);
    ov_map_lines(item, "paragraphs", comment);
    ov_map_bool(item, "has_wording", wording.len > 0);
    ov_map_lines(item, "wording", wording);
    return item;
}

static const char *files_at(ov_req *req, const char *page)
{
    return ov_printf(ov_req_arena(req), "%s?" OV_DECIDED_FILE "=", page);
}

ov_status ov_decided_draft(ov_req *req, ov_map *root, const ov_consultation *c, ov_id draft_id,
                           const char *page)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "read_answers");
    const char *base = files_at(req, page);
    const ov_rows *rows, *files;
    ov_map *item;
    bool *told;

    OV_TRY(ov_answer_review(ctx, c, draft_id, &rows));
    OV_TRY(ov_draft_files(ctx, draft_id, &files));
    told = ov_calloc(ctx->arena, files->n + 1, sizeof *told);
    for (size_t i = 0; i < rows->n; i++) {
        if (ov_answer_state_of(rows, i) == OV_ANSWER_NONE)
            continue;
        item = add_answer(
            list,
            ov_asked_title(ctx->arena, ov_cell_text(rows, i, OV_DRAFT_NUMBER),
                           ov_cell_text(rows, i, OV_DRAFT_HEADING),
                           ov_cell_text(rows, i, OV_DRAFT_TITLE)),
            ov_cell_text(rows, i, OV_ANSWER_LABEL), ov_cell_str(rows, i, OV_DRAFT_COMMENT),
            ov_cell_str(rows, i, OV_DRAFT_WORDING), ov_cell_text(rows, i, OV_DRAFT_JOINS_NAME));
        ov_files_of(req, item, files, base, ov_cell_int(rows, i, OV_DRAFT_N), told);
    }
    ov_map_bool(root, "has_read_answers", ov_list_length(list) > 0);
    ov_files_left(req, root, files, base, told);
    return OV_OK;
}

ov_status ov_decided_response(ov_req *req, ov_map *root, ov_id response_id, const char *page)
{
    enum { N, NODE, NUMBER, HEADING, CODE, LABEL, COMMENT, WORDING, JOIN_CODE, JOIN, KIND, TITLE };
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "read_answers");
    const char *base = files_at(req, page);
    const ov_rows *rows, *files;
    ov_map *item;
    bool *told;

    OV_TRY(ov_response_answers(ctx, response_id, &rows));
    OV_TRY(ov_response_files(ctx, response_id, &files));
    told = ov_calloc(ctx->arena, files->n + 1, sizeof *told);
    for (size_t i = 0; i < rows->n; i++) {
        item =
            add_answer(list,
                       ov_asked_title(ctx->arena, ov_cell_text(rows, i, NUMBER),
                                      ov_cell_text(rows, i, HEADING), ov_cell_text(rows, i, TITLE)),
                       ov_cell_text(rows, i, LABEL), ov_cell_str(rows, i, COMMENT),
                       ov_cell_str(rows, i, WORDING), ov_cell_text(rows, i, JOIN));
        ov_files_of(req, item, files, base, ov_cell_int(rows, i, N), told);
    }
    ov_map_bool(root, "has_read_answers", rows->n > 0);
    ov_files_left(req, root, files, base, told);
    return OV_OK;
}

ov_status ov_decided_file(ov_req *req, ov_id draft_id, ov_id response_id)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_stored file;
    ov_id id;

    if (ov_parse_int(ov_str_from(ov_req_query(req, OV_DECIDED_FILE)), &id) != OV_OK)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no number of a file");
    OV_TRY(response_id ? ov_response_file(ctx, response_id, id, &file)
                       : ov_draft_file(ctx, draft_id, id, &file));
    return ov_file_send(req, &file);
}

/* ---- A decision in words ---- */

const char *ov_decided_line(ov_req *req, const ov_decision *d)
{
    ov_arena *arena = ov_req_arena(req);

    return ov_printf(arena, "%s, %s, %s", d->body,
                     ov_format_day(arena, d->day, ov_req_ctx(req)->lang), d->ref);
}

void ov_decided_model(ov_req *req, ov_map *root, const char *key, const ov_decision *d)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *map = ov_map_map(root, key);

    ov_map_text(map, "legal", ov_req_tr(req, ov_legal_status_title(d->legal_status)));
    ov_map_text(map, "body", d->body);
    ov_map_text(map, "day", ov_format_day(ctx->arena, d->day, ctx->lang));
    ov_map_text(map, "ref", d->ref);
    ov_map_text(map, "line", ov_decided_line(req, d));
    ov_map_text(map, "reported",
                d->reported_day == OV_NO_DAY
                    ? NULL
                    : ov_format_day(ctx->arena, d->reported_day, ctx->lang));
    ov_map_text(map, "outcome", ov_req_tr(req, ov_outcome_title(d->outcome)));
    ov_map_bool(map, "as_is", !strcmp(d->outcome, OV_OUTCOME_AS_IS));
    ov_map_bool(map, "changed", !strcmp(d->outcome, OV_OUTCOME_CHANGED));
    ov_map_bool(map, "rejected", !strcmp(d->outcome, OV_OUTCOME_REJECTED));
    ov_map_text(map, "note", d->note);
    ov_map_text(map, "file", d->file_name);
    ov_map_text(map, "made", ov_format_instant(ctx->arena, d->made_at, ctx->lang));
    ov_map_text(map, "made_by", d->made_name);
    ov_map_bool(map, "by_link", d->by_link);
    ov_map_bool(map, "locked", d->locked_at != 0);
}

ov_status ov_decided_later(ov_req *req, ov_map *root, ov_id response_id, const char *files)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_decision d;
    ov_status found = ov_decision_of_response(ctx, response_id, &d);
    ov_map *map;

    if (found != OV_OK)
        return found == OV_NOT_FOUND ? OV_OK : found;
    ov_decided_model(req, root, "late_decision", &d);
    if (!d.file_id)
        return OV_OK;
    map = ov_map_map(root, "late_extract");
    ov_map_text(map, "name", d.file_name);
    ov_map_text(map, "href", ov_printf(ctx->arena, "%s/%lld", files, (long long)d.file_id));
    return OV_OK;
}

/* The row of a response among rows in the order of responses; n: none. */
static size_t late_row(const ov_rows *late, ov_id response_id)
{
    size_t low = 0, high = late->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ov_cell_int(late, middle, 0) < response_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < late->n && ov_cell_int(late, low, 0) == response_id ? low : late->n;
}

const char *ov_decided_among(ov_req *req, const ov_rows *late, ov_id response_id, bool *as_is)
{
    enum { OUTCOME = 4, BODY, DAY, REF };
    size_t i = late_row(late, response_id);
    const char *outcome, *line;
    bool same;

    if (i == late->n)
        return NULL;
    outcome = ov_cell_text(late, i, OUTCOME);
    same = !strcmp(outcome, OV_OUTCOME_AS_IS);
    if (as_is)
        *as_is = same;
    line = ov_decided_line(req, &(ov_decision){.body = ov_cell_text(late, i, BODY),
                                               .day = (ov_day)ov_cell_int(late, i, DAY),
                                               .ref = ov_cell_text(late, i, REF)});
    return same ? line
                : ov_printf(ov_req_arena(req), "%s. %s", line,
                            ov_req_tr(req, ov_outcome_title(outcome)));
}

/* ---- The form ---- */

void ov_decided_read(ov_req *req, ov_form *form, const char *legal_status, ov_decision *out)
{
    const char *other = ov_form_text(form, "organ-annat"), *listed = ov_form_text(form, "organ");
    ov_decision_faults faults;

    *out = (ov_decision){
        .legal_status = legal_status,
        .outcome = OV_OUTCOME_AS_IS,
        .body = *other ? other : listed,
        .day = *ov_form_text(form, "beslutsdag") ? ov_form_day(form, "beslutsdag") : OV_NO_DAY,
        .ref = ov_form_text(form, "paragraf"),
        .reported_day = *ov_form_text(form, "anmald") ? ov_form_day(form, "anmald") : OV_NO_DAY};
    if (!ov_form_ok(form) ||
        ov_decision_check(out, ov_stockholm_day(ov_req_ctx(req)->received), &faults))
        return;
    if (faults.body)
        ov_form_error(form, "organ", "%s", ov_req_tr(req, faults.body));
    if (faults.day)
        ov_form_error(form, "beslutsdag", "%s", ov_req_tr(req, faults.day));
    if (faults.ref)
        ov_form_error(form, "paragraf", "%s", ov_req_tr(req, faults.ref));
    if (faults.reported)
        ov_form_error(form, "anmald", "%s", ov_req_tr(req, faults.reported));
}

static ov_status add_bodies(ov_req *req, ov_list *list, const ov_form *form, const char *now,
                            ov_id org_id, bool *listed)
{
    static const ov_form_field fields[] = {OV_DECIDED_FIELDS};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_day today = ov_stockholm_day(ctx->now);
    const char *chosen = form ? ov_form_text(form, "organ") : now;
    const ov_body *bodies;
    ov_list *choices;
    size_t n;

    *listed = false;
    OV_TRY(ov_bodies(ctx, org_id, today, &bodies, &n));
    choices = ov_select_add(req, list, form, &fields[0], now, NULL);
    ov_choice_add(choices, "", ov_req_tr(req, "Välj"), chosen ? chosen : "");
    for (size_t i = 0; i < n; i++) {
        if (bodies[i].ended_on != OV_NO_DAY && bodies[i].ended_on < today)
            continue;
        ov_choice_add(choices, bodies[i].name, bodies[i].name, chosen);
        *listed = *listed || (now && !strcmp(now, bodies[i].name));
    }
    return OV_OK;
}

ov_status ov_decided_fields(ov_req *req, ov_list *list, const ov_form *form, const ov_decision *d,
                            ov_id org_id)
{
    static const ov_form_field fields[] = {OV_DECIDED_FIELDS};
    bool listed;

    OV_TRY(add_bodies(req, list, form, d ? d->body : NULL, org_id, &listed));
    ov_field_add(req, list, form, &fields[1], "text", d && !listed ? d->body : NULL,
                 ov_req_tr(req, "Om den inte finns i listan."));
    ov_map_bool(ov_field_add(req, list, form, &fields[2], "date",
                             d ? ov_day_field(req, d->day) : NULL, NULL),
                "asked", true);
    ov_map_bool(ov_field_add(req, list, form, &fields[3], "text", d ? d->ref : NULL,
                             ov_req_tr(req, "Protokollets paragraf, till exempel § 112, eller "
                                            "numret i er delegationsordning.")),
                "asked", true);
    ov_map_bool(ov_field_add(req, list, form, &fields[4], "date",
                             d ? ov_day_field(req, d->reported_day) : NULL,
                             ov_req_tr(req, "Bara för beslut på delegation och ordförandebeslut.")),
                "asked", true);
    return OV_OK;
}

ov_status ov_decided_extract(ov_req *req, ov_form *form, ov_new_file *out, bool *has)
{
    const ov_http_request *http = ov_req_http(req);
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_file *file = NULL;
    ov_status status;
    ov_str bytes;

    *has = false;
    for (size_t i = 0; i < http->n_files; i++)
        if (!strcmp(http->files[i].field, EXTRACT_FIELD) && http->files[i].size > 0)
            file = &http->files[i];
    if (!file)
        return OV_OK;
    OV_TRY(ov_upload_bytes(ctx, file, &bytes));
    status = ov_file_prepare(ctx, bytes, file->name, ov_req_tmp_dir(req), out);
    if (status == OV_INVALID || status == OV_TOO_LARGE || status == OV_BUSY) {
        ov_form_error(form, EXTRACT_FIELD, "%s", ov_file_fault(req));
        return OV_OK;
    }
    OV_TRY(status);
    *has = true;
    return OV_OK;
}
