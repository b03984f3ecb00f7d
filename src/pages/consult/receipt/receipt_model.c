/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt_model.c — a response that was sent, as pages, PDF and package show it. */
#include "pages/consult/approval/decided.h"
#include "pages/consult/receipt/receipt.h"

#include "consult/compilation/compilation.h"
#include "consult/receipt/diary.h"
#include "consult/answer/file.h"
#include "consult/receipt/receipt_copy.h"
#include "pages/text/compare.h"
#include "pages/consult/answer/files.h"
#include "pages/consult/round.h"
#include "text/diff/diff.h"
#include "view/format.h"

#include <string.h>

ov_status ov_receipt_load(ov_req *req, ov_receipt *r)
{
    ov_ctx *ctx = ov_req_ctx(req);

    *r = (ov_receipt){0};
    OV_TRY(ov_response_by_number(ctx, ov_req_arg(req, "nr"), &r->response));
    OV_TRY(ov_consultation_get(ctx, 0, r->response.consultation_id, &r->c));
    OV_TRY(ov_consultation_for(ctx, &r->c, r->response.org_id));
    OV_TRY(ov_matter_get(ctx, r->c.matter_id, &r->matter));
    const ov_object sender = {.org_id = r->response.org_id, .matter_id = r->matter.id};
    const ov_object receiver = {.org_id = r->matter.owner_org_id, .matter_id = r->matter.id};

    r->full = ov_may_read_response(ctx, r->response.org_id, r->matter.id, r->matter.owner_org_id);
    r->sender_dnr =
        !r->response.respondent && ov_may(ctx, "consult.diary", &sender) == OV_OK && r->full;
    r->receiver_dnr = ov_may(ctx, "consult.diary", &receiver) == OV_OK && r->full;
    return OV_OK;
}

ov_status ov_receipt_load_full(ov_req *req, ov_receipt *r)
{
    OV_TRY(ov_receipt_load(req, r));
    if (!r->full)
        return ov_fail(&ov_req_ctx(req)->err, OV_NOT_FOUND, "the response is another party's");
    ov_response_noted(req, &r->response, &r->matter);
    return OV_OK;
}

/* A hash in groups of four, as a person compares it. */
static const char *grouped(ov_arena *arena, const char *hash)
{
    size_t n = strlen(hash), k = 0;
    char *out = ov_alloc(arena, n + n / 4 + 1);

    for (size_t i = 0; i < n; i++) {
        if (i && i % 4 == 0)
            out[k++] = ' ';
        out[k++] = hash[i];
    }
    out[k] = '\0';
    return out;
}

void ov_receipt_facts(ov_req *req, ov_map *root, const ov_receipt *r, const char *lang)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_response *sent = &r->response;

    ov_map_text(root, "number", sent->number);
    ov_map_text(root, "party", sent->org_name);
    ov_map_text(root, "received", ov_format_instant_exact(ctx->arena, sent->received, lang));
    ov_map_text(root, "received_iso", ov_instant_iso(ctx->arena, sent->received));
    ov_map_text(root, "deadline", ov_format_deadline(ctx->arena, r->c.deadline, lang));
    ov_map_text(root, "closed_at", ov_format_instant(ctx->arena, r->c.deadline - 1, lang));
    ov_map_text(root, "hash", sent->hash);
    ov_map_text(root, "hash_groups", grouped(ctx->arena, sent->hash));
    ov_map_bool(root, "in_time", !strcmp(sent->timing, "in_time"));
    ov_map_bool(root, "late", !strcmp(sent->timing, "late"));
    ov_map_bool(root, "refused", !strcmp(sent->timing, "refused"));
    ov_map_text(root, "round_title", r->c.title);
    ov_map_text(
        root, "round_href",
        ov_printf(ctx->arena, "/arende/%s/remiss/%lld", r->matter.slug, (long long)r->c.id));
    ov_map_text(root, "matter_title", r->matter.title);
    ov_map_text(root, "replaced_by", sent->replaced_by);
    if (sent->replaced_by)
        ov_map_text(root, "replaced_by_href",
                    ov_printf(ctx->arena, "/kvittens/%s", sent->replaced_by));
}

/* Who decided, how it came, whom it replaces. */
static void add_about(ov_req *req, ov_map *root, const ov_response *sent, const char *lang)
{
    ov_arena *arena = ov_req_arena(req);

    ov_map_text(root, "legal_status", ov_req_tr(req, ov_legal_status_title(sent->legal_status)));
    ov_map_text(root, "decision_body", sent->decision_body);
    ov_map_text(root, "decision_ref", sent->decision_ref);
    if (sent->decision_day != OV_NO_DAY)
        ov_map_text(root, "decision_day", ov_format_day(arena, sent->decision_day, lang));
    ov_map_bool(root, "has_decision",
                sent->decision_body || sent->decision_ref || sent->decision_day != OV_NO_DAY);
    ov_map_text(root, "with_parties", sent->with_parties);
    if (strcmp(sent->class, "official") != 0)
        ov_map_text(root, "class", ov_req_tr(req, ov_class_title(sent->class)));
    if (strcmp(sent->source, "portal") != 0)
        ov_map_text(root, "source", ov_req_tr(req, ov_source_title(sent->source)));
    ov_map_int(root, "n_answers", sent->answers);
    ov_map_text(root, "replaces", sent->replaces);
    if (sent->replaces)
        ov_map_text(root, "replaces_href", ov_printf(arena, "/kvittens/%s", sent->replaces));
}

static void add_texts(ov_req *req, ov_map *root, const ov_receipt *r, const ov_answered_text *texts,
                      size_t n)
{
    ov_list *list = ov_map_list(root, "texts");

    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "title", texts[i].title);
        ov_map_text(item, "label", texts[i].label);
        ov_map_text(item, "hash", texts[i].hash);
        ov_map_bool(item, "corrected", texts[i].replaced);
        if (texts[i].slug)
            ov_map_text(
                item, "href",
                ov_printf(ov_req_arena(req), "/arende/%s/text/%s", r->matter.slug, texts[i].slug));
    }
}

/* The address of the response's files: the receipt stands outside its matter. */
static const char *files_base(ov_req *req, const ov_receipt *r)
{
    return ov_printf(ov_req_arena(req), "/arende/%s/remiss/%lld/svar/%s/fil", r->matter.slug,
                     (long long)r->c.id,
                     r->response.respondent ? r->response.number : r->response.org_code);
}

/* The files of a question, or (0) those of the whole answer. */
static void add_files(ov_req *req, ov_map *map, const ov_receipt *r, const ov_rows *files,
                      ov_id question_id)
{
    ov_arena *arena = ov_req_arena(req);
    ov_list *list = ov_map_list(map, "files");

    for (size_t i = 0; i < files->n; i++) {
        ov_map *item;

        if (ov_cell_int(files, i, OV_FILE_QUESTION) != question_id)
            continue;
        item = ov_list_add(list);
        ov_map_text(item, "name", ov_cell_text(files, i, OV_FILE_NAME));
        ov_map_text(item, "href",
                    ov_printf(arena, "%s/%lld", files_base(req, r),
                              (long long)ov_cell_int(files, i, OV_FILE_ID)));
        ov_map_text(item, "size", ov_format_size(arena, ov_cell_int(files, i, OV_FILE_SIZE), "sv"));
        ov_map_text(item, "sha256", ov_cell_text(files, i, OV_FILE_SHA256));
        ov_map_text(item, "use",
                    ov_req_tr(req, ov_file_use_title(ov_cell_text(files, i, OV_FILE_USE))));
    }
    ov_map_bool(map, "has_files", ov_list_length(list) > 0);
}

/* The proposed wording against the provision as it stood in the text that was answered. */
static ov_status add_wording(ov_req *req, ov_map *item, const ov_rows *rows, size_t i,
                             ov_id version_id)
{
    const ov_diff_op *ops;
    ov_str body;
    size_t n;

    if (ov_cell_null(rows, i, OV_COPY_WORDING))
        return OV_OK;
    OV_TRY(ov_receipt_body(ov_req_ctx(req), version_id, ov_cell_int(rows, i, OV_COPY_NODE), &body));
    ops = ov_diff_words(ov_req_arena(req), body, ov_cell_str(rows, i, OV_COPY_WORDING), &n);
    ov_compare_ops(item, ops, n);
    ov_map_bool(item, "has_ops", n > 0);
    return OV_OK;
}

static const char *title_of(ov_req *req, const ov_rows *rows, size_t i)
{
    return ov_asked_title(ov_req_arena(req), ov_cell_text(rows, i, OV_COPY_NUMBER),
                          ov_cell_text(rows, i, OV_COPY_HEADING),
                          ov_cell_text(rows, i, OV_COPY_TITLE));
}

static ov_status add_answer(ov_req *req, ov_map *item, const ov_receipt *r, const ov_rows *rows,
                            size_t i, const ov_rows *files, ov_id version_id)
{
    ov_map_text(item, "title", title_of(req, rows, i));
    ov_map_text(item, "grade", ov_cell_text(rows, i, OV_COPY_GRADE));
    ov_map_text(item, "joins", ov_cell_text(rows, i, OV_COPY_JOINS));
    ov_map_lines(item, "paragraphs", ov_cell_str(rows, i, OV_COPY_COMMENT));
    add_files(req, item, r, files, ov_cell_int(rows, i, OV_COPY_QUESTION));
    return add_wording(req, item, rows, i, version_id);
}

/* A heading whenever the next answer is about another document. */
static ov_list *add_group(ov_req *req, ov_list *groups, int64_t position,
                          const ov_answered_text *texts, size_t n)
{
    ov_map *group = ov_list_add(groups);
    bool known = position > 0 && (size_t)position <= n;

    ov_map_int(group, "k", (int64_t)ov_list_length(groups));
    ov_map_text(group, "title",
                known && texts[position - 1].title && *texts[position - 1].title
                    ? texts[position - 1].title
                    : ov_req_tr(req, "Hela remissen"));
    return ov_map_list(group, "answers");
}

ov_status ov_receipt_copy_model(ov_req *req, ov_map *root, const ov_receipt *r, const char *lang)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *groups = ov_map_list(root, "groups"), *answers = NULL;
    const ov_answered_text *texts;
    const ov_rows *rows, *files;
    int64_t before = -1;
    size_t n;

    OV_TRY(ov_receipt_texts(ctx, &r->response, &texts, &n));
    OV_TRY(ov_receipt_copy(ctx, &r->response, &rows));
    OV_TRY(ov_response_files(ctx, r->response.id, &files));
    add_about(req, root, &r->response, lang);
    OV_TRY(ov_decided_later(req, root, r->response.id, files_base(req, r)));
    add_texts(req, root, r, texts, n);
    for (size_t i = 0; i < rows->n; i++) {
        int64_t position = ov_cell_int(rows, i, OV_COPY_DOCUMENT); /* 0: the whole round */
        bool known = position > 0 && (size_t)position <= n;

        if (!answers || position != before)
            answers = add_group(req, groups, position, texts, n);
        before = position;
        OV_TRY(add_answer(req, ov_list_add(answers), r, rows, i, files,
                          known ? texts[position - 1].version_id : 0));
    }
    add_files(req, root, r, files, 0);
    ov_map_bool(root, "has_answers", rows->n > 0 || files->n > 0);
    ov_map_bool(root, "only_files", !r->response.answers && files->n > 0);
    return OV_OK;
}

ov_status ov_receipt_diary(ov_req *req, ov_map *root, const ov_receipt *r)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "diary");
    bool seen_sender = false, seen_receiver = false;
    const ov_rows *rows;

    OV_TRY(ov_diary_of(ctx, r->response.id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        bool sender = !strcmp(ov_cell_text(rows, i, 0), OV_DIARY_SENDER);
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "side",
                    ov_req_tr(req, sender ? "Avsändarens diarium" : "Mottagarens diarium"));
        ov_map_text(item, "dnr", ov_cell_text(rows, i, 1));
        ov_map_text(item, "at", ov_format_instant(ctx->arena, ov_cell_int(rows, i, 2), ctx->lang));
        ov_map_text(item, "by", ov_cell_text(rows, i, 3));
        ov_map_bool(item, "former", sender ? seen_sender : seen_receiver);
        *(sender ? &seen_sender : &seen_receiver) = true;
    }
    ov_map_bool(root, "has_diary", rows->n > 0);
    return OV_OK;
}
