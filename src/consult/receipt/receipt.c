/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt.c — the canonical texts overens-receipt-1 and overens-receipt-2
 * (docs/canonical-receipt-2.md): the exact bytes behind the hash. */
#include "consult/consult_sql.h"

#include <string.h>

#define COMMENT_MAX 20000 /* characters */

/* A value on one line: what would end it becomes a space. Nothing: "-". */
static void value(ov_buf *out, const char *text)
{
    if (!text || !*text)
        text = "-";
    for (; *text; text++)
        ov_buf_addc(out, (unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text);
}

static void line(ov_buf *out, const char *key, const char *text)
{
    ov_buf_addz(out, key);
    ov_buf_addz(out, ": ");
    value(out, text);
    ov_buf_addc(out, '\n');
}

/* The lines of format 2 alone, before and after legal_status. */
static void add_party(ov_buf *out, const ov_receipt_head *head)
{
    line(out, "with", head->with);
    line(out, "class", head->class);
    line(out, "source", head->source);
}

static void add_decision(ov_arena *arena, ov_buf *out, const ov_receipt_head *head)
{
    line(out, "decision", head->decision_body);
    line(out, "decision_day",
         head->decision_day == OV_NO_DAY ? NULL : ov_day_iso(arena, head->decision_day));
    line(out, "decision_ref", head->decision_ref);
}

static void add_head(ov_arena *arena, ov_buf *out, int64_t format, const ov_receipt_head *head)
{
    ov_buf_addz(out, format == 1 ? "overens-receipt-1\n" : "overens-receipt-2\n");
    line(out, "number", head->number);
    line(out, "received", ov_instant_iso(arena, head->received));
    line(out, "timing", head->timing);
    line(out, "deadline", head->deadline);
    line(out, "consultation", head->address);
    for (size_t i = 0; i < head->n_texts; i++)
        line(out, "text", head->texts[i]);
    ov_buf_addz(out, "party: ");
    value(out, head->party_code);
    ov_buf_addc(out, ' ');
    value(out, head->party_name);
    ov_buf_addc(out, '\n');
    if (format != 1)
        add_party(out, head);
    line(out, "legal_status", head->legal_status);
    if (format != 1)
        add_decision(arena, out, head);
    line(out, "replaces", head->replaces);
    ov_buf_addc(out, '\n');
}

void ov_receipt_indent(ov_buf *out, ov_str text)
{
    while (text.len) {
        ov_str row = ov_str_cut(&text, '\n');

        if (row.len) {
            ov_buf_addz(out, "  ");
            ov_buf_adds(out, row);
        }
        ov_buf_addc(out, '\n');
    }
}

enum { LAID_N, LAID_KIND, LAID_NODE, LAID_NUMBER, LAID_TITLE, LAID_QUESTION, LAID_COLUMNS };
enum { LAID_GRADE = LAID_COLUMNS, LAID_COMMENT, LAID_WORDING, LAID_JOINS };
enum { FILE_HASH = LAID_COLUMNS, FILE_SIZE, FILE_NAME, FILE_USE };

/* "answer: NODE NUMBER"; in format 2 "answer: N KIND NODE NUMBER". */
static void add_question(ov_buf *out, int64_t format, const ov_rows *rows, size_t i)
{
    ov_buf_addz(out, "answer: ");
    if (format != 1) {
        ov_buf_addi(out, ov_cell_int(rows, i, LAID_N));
        ov_buf_addc(out, ' ');
        ov_buf_addz(out, ov_cell_text(rows, i, LAID_KIND));
        ov_buf_addc(out, ' ');
    }
    if (ov_cell_null(rows, i, LAID_NODE))
        ov_buf_addc(out, '-');
    else
        ov_buf_addi(out, ov_cell_int(rows, i, LAID_NODE));
    ov_buf_addc(out, ' ');
    value(out, ov_cell_text(rows, i, LAID_NUMBER));
    ov_buf_addc(out, '\n');
    if (format != 1 && !ov_cell_null(rows, i, LAID_TITLE))
        line(out, "title", ov_cell_text(rows, i, LAID_TITLE));
}

static void add_answer(ov_buf *out, int64_t format, const ov_rows *rows, size_t i)
{
    ov_str comment = ov_cell_str(rows, i, LAID_COMMENT);

    line(out, "grade", ov_cell_text(rows, i, LAID_GRADE));
    if (format != 1) {
        if (!ov_cell_null(rows, i, LAID_JOINS))
            line(out, "joins", ov_cell_text(rows, i, LAID_JOINS));
        if (comment.len)
            ov_buf_addz(out, "comment:\n");
    }
    ov_receipt_indent(out, comment);
    if (format != 1 && !ov_cell_null(rows, i, LAID_WORDING)) {
        ov_buf_addz(out, "wording:\n");
        ov_receipt_indent(out, ov_cell_str(rows, i, LAID_WORDING));
    }
}

/* "attachment: SHA-256 SIZE FILE-NAME": the key says what the file is for. */
static void add_file(ov_buf *out, const ov_rows *files, size_t i)
{
    ov_buf_addz(out, ov_cell_text(files, i, FILE_USE));
    ov_buf_addz(out, ": ");
    ov_buf_addz(out, ov_cell_text(files, i, FILE_HASH));
    ov_buf_addc(out, ' ');
    ov_buf_addi(out, ov_cell_int(files, i, FILE_SIZE));
    ov_buf_addc(out, ' ');
    value(out, ov_cell_text(files, i, FILE_NAME));
    ov_buf_addc(out, '\n');
}

/* Which question a row belongs to; past the end, or with the whole answer: after every question. */
static int64_t at_question(const ov_rows *rows, size_t i)
{
    return i < rows->n && !ov_cell_null(rows, i, LAID_N) ? ov_cell_int(rows, i, LAID_N) : INT64_MAX;
}

/* Answers in the order of the questions, each with its files below it; what belongs to the whole
 * answer stands last. */
static void add_answers(ov_buf *out, int64_t format, const ov_rows *laid, const ov_rows *files)
{
    size_t i = 0, k = 0;

    for (;;) {
        int64_t answer = at_question(laid, i), file = at_question(files, k);
        int64_t n = answer < file ? answer : file;

        if (n == INT64_MAX)
            break;
        add_question(out, format, answer == n ? laid : files, answer == n ? i : k);
        if (answer == n)
            add_answer(out, format, laid, i++);
        while (at_question(files, k) == n)
            add_file(out, files, k++);
    }
    if (format != 1 && k < files->n) {
        ov_buf_addz(out, "files: ");
        ov_buf_addi(out, (int64_t)(files->n - k));
        ov_buf_addc(out, '\n');
    }
    for (; k < files->n; k++)
        add_file(out, files, k);
}

void ov_receipt_write(ov_arena *arena, ov_buf *out, int64_t format, const ov_receipt_head *head,
                      const ov_rows *laid, const ov_rows *files)
{
    add_head(arena, out, format, head);
    if (laid && files)
        add_answers(out, format, laid, files);
}

/* Format 1 says one document, graded provisions with comments, and attachments; what stands after
 * its last answer belongs to the whole. */
static bool first_says_files(const ov_rows *laid, const ov_rows *files)
{
    size_t i = 0;

    for (size_t k = 0; k < files->n; k++) {
        int64_t n = at_question(files, k);

        if (strcmp(ov_cell_text(files, k, FILE_USE), "attachment") != 0)
            return false;
        if (n == INT64_MAX)
            continue;
        while (at_question(laid, i) < n)
            i++;
        if (at_question(laid, i) != n || i + 1 == laid->n)
            return false;
    }
    return true;
}

static bool first_says_answer(const ov_rows *laid, size_t i)
{
    return strcmp(ov_cell_text(laid, i, LAID_KIND), "grade") == 0 &&
           !ov_cell_null(laid, i, LAID_NODE) && ov_cell_null(laid, i, LAID_TITLE) &&
           ov_cell_null(laid, i, LAID_WORDING) && ov_cell_null(laid, i, LAID_JOINS);
}

/* Everything but the number of documents. */
static bool first_says(const ov_response *r, const ov_rows *laid, const ov_rows *files)
{
    if (strcmp(r->class, "official") != 0 || strcmp(r->source, "portal") != 0 || r->respondent ||
        r->with_parties || r->decision_body || r->decision_ref || r->decision_day != OV_NO_DAY)
        return false;
    for (size_t i = 0; laid && i < laid->n; i++)
        if (!first_says_answer(laid, i))
            return false;
    return !files || first_says_files(laid, files);
}

/* Copies text with LF line ends, without control characters and without white space at line ends.
 */
static size_t tidy(ov_str text, char *out)
{
    size_t n = 0, solid = 0; /* solid: where the last visible character of the line ended */

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '\r')
            c = '\n';
        if (c == '\n') {
            if (text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
                continue;
            n = solid;
            if (n) /* no empty lines before the first word */
                out[n++] = '\n';
            solid = n;
        } else if (c == ' ' || c == '\t') {
            out[n++] = c;
        } else if ((unsigned char)c >= 0x20 && c != 0x7f) {
            out[n++] = c;
            solid = n;
        }
    }
    n = solid;
    while (n && out[n - 1] == '\n')
        n--;
    return n;
}

ov_status ov_comment_canonical(ov_ctx *ctx, const char *raw, ov_str *out)
{
    ov_str text = ov_str_from(raw), nfc;
    char *copy;

    if (!ov_utf8_valid(text))
        return ov_fail(&ctx->err, OV_INVALID, "comment is not UTF-8");
    OV_TRY(ov_utf8_nfc(ctx->arena, text, &nfc));
    copy = ov_alloc(ctx->arena, nfc.len + 1);
    text = (ov_str){copy, tidy(nfc, copy)};
    copy[text.len] = '\0';
    if (ov_utf8_length(text) > COMMENT_MAX)
        return ov_fail(&ctx->err, OV_INVALID, "comment over %d characters", COMMENT_MAX);
    *out = text;
    return OV_OK;
}

ov_status ov_receipt_text(ov_ctx *ctx, ov_id response_id, ov_str *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_CANONICAL], OV_ARGS(ov_int(response_id)),
                         &rows));
    *out = ov_cell_str(rows, 0, 0);
    return OV_OK;
}

/* "HASH" in format 1, "HASH TITLE" in format 2. */
static ov_status text_lines(ov_ctx *ctx, const ov_consultation *c, int64_t format,
                            ov_receipt_head *head)
{
    const ov_rows *documents;
    const char **texts;

    if (format == 1) {
        texts = ov_alloc(ctx->arena, sizeof *texts);
        texts[0] = c->version_hash;
        head->texts = texts;
        head->n_texts = 1;
        return OV_OK;
    }
    OV_TRY(ov_consultation_documents(ctx, c->id, &documents));
    texts = ov_alloc(ctx->arena, (documents->n + 1) * sizeof *texts);
    for (size_t i = 0; i < documents->n; i++)
        texts[i] = ov_printf(ctx->arena, "%s %s", ov_cell_text(documents, i, 5),
                             ov_cell_text(documents, i, 6));
    head->texts = texts;
    head->n_texts = documents->n;
    return OV_OK;
}

void ov_receipt_head_of(const ov_response *r, ov_receipt_head *head)
{
    head->number = r->number;
    head->timing = r->timing;
    head->party_code = r->org_code;
    head->party_name = r->org_name;
    head->class = r->class;
    head->source = r->source;
    head->with = r->with_parties;
    head->legal_status = r->legal_status;
    head->decision_body = r->decision_body;
    head->decision_ref = r->decision_ref;
    head->decision_day = r->decision_day;
    head->replaces = r->replaces;
    head->received = r->received;
}

ov_status ov_receipt_make(ov_ctx *ctx, const ov_consultation *c, const ov_receipt_place *place,
                          ov_response *r, bool with_answers, ov_str *out)
{
    ov_buf text = {0};
    const ov_rows *laid = NULL, *files = NULL;
    ov_receipt_head head = {
        .address = ov_printf(ctx->arena, "/arende/%s/remiss/%lld", place->slug, (long long)c->id),
        .deadline = ov_instant_iso(ctx->arena, c->deadline),
    };

    if (with_answers) {
        OV_TRY(ov_select(ctx, &ov_consult_sql[CONSULT_DRAFT_LAID], OV_ARGS(ov_int(r->draft_id)),
                         &laid));
        OV_TRY(ov_select(ctx, &ov_consult_sql[CONSULT_FILES_LAID], OV_ARGS(ov_int(r->draft_id)),
                         &files));
        r->answers = (int64_t)laid->n;
        if (!laid->n && !files->n)
            return ov_fail(&ctx->err, OV_INVALID, "nothing is answered");
    }
    r->format = place->documents == 1 && first_says(r, laid, files) ? 1 : 2;
    OV_TRY(text_lines(ctx, c, r->format, &head));
    ov_receipt_head_of(r, &head);
    ov_receipt_write(ctx->arena, &text, r->format, &head, laid, files);
    *out = (ov_str){ov_strndup(ctx->arena, text.ptr, text.len), text.len};
    ov_buf_free(&text);
    return OV_OK;
}
