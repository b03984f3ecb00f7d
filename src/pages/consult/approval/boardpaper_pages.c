/* SPDX-License-Identifier: EUPL-1.2 */
/* boardpaper_pages.c — the paper that a board decides on: the agreement beside the draft's answers,
 * with room for the decision, as .docx and as PDF. */
#include "pages/consult/answer/files.h"
#include "pages/consult/answer/wordform.h"
#include "pages/pages.h"
#include "pages/pdf.h"

#include "consult/answer/draft_hash.h"
#include "text/text.h"
#include "view/format.h"
#include "view/markdown.h"
#include "view/paper.h"
#include "view/pdf.h"

#include <string.h>

enum { DOC_ID, DOC_POSITION, DOC_VERSION, DOC_SLUG, DOC_LABEL, DOC_HASH, DOC_TITLE };

typedef struct board {
    ov_req *req;
    ov_ctx *ctx;
    ov_consultation c;
    ov_id draft_id; /* 0: not begun */
    const ov_rows *draft, *documents, *files;
    ov_paper *paper;
    const char *hash; /* of the draft; NULL: it is not begun */
    ov_id scale;
    const ov_rows *grades; /* of scale */
} board;

static ov_status load(ov_req *req, board *b)
{
    ov_ctx *ctx = ov_req_ctx(req);

    *b = (board){.req = req, .ctx = ctx};
    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &b->c));
    OV_TRY(ov_draft_own(ctx, b->c.id, ctx->actor.org_id, &b->draft_id));
    OV_TRY(ov_draft_rows(ctx, &b->c, b->draft_id, &b->draft));
    OV_TRY(ov_consultation_documents(ctx, b->c.id, &b->documents));
    OV_TRY(ov_draft_files(ctx, b->draft_id, &b->files));
    return b->draft_id ? ov_draft_hash(ctx, b->draft_id, &b->hash) : OV_OK;
}

static const char *cell(const board *b, size_t i, size_t column)
{
    const char *text = ov_cell_text(b->draft, i, column);

    return text ? text : "";
}

static ov_status label_of(board *b, size_t i, const char **out)
{
    ov_id scale =
        ov_cell_null(b->draft, i, OV_DRAFT_SCALE) ? 0 : ov_cell_int(b->draft, i, OV_DRAFT_SCALE);

    if (!b->grades || b->scale != scale)
        OV_TRY(ov_scale_grades(b->ctx, scale, &b->grades));
    b->scale = scale;
    *out = ov_grade_label(b->grades, ov_cell_text(b->draft, i, OV_DRAFT_GRADE));
    return OV_OK;
}

static bool is_answered(const board *b, size_t i)
{
    return !ov_cell_null(b->draft, i, OV_DRAFT_GRADE) || *cell(b, i, OV_DRAFT_COMMENT) ||
           *cell(b, i, OV_DRAFT_WORDING) || !ov_cell_null(b->draft, i, OV_DRAFT_JOINS);
}

/* ---- The head ---- */

static void fact(board *b, const char *name, const char *text)
{
    if (!text)
        return;
    ov_paper_row(b->paper);
    ov_paper_cell_text(b->paper, name);
    ov_paper_cell_text(b->paper, text);
}

static void add_facts(board *b)
{
    static const int widths[] = {32, 68};
    ov_arena *arena = b->ctx->arena;

    ov_paper_text(b->paper, OV_PAPER_TITLE, "Utkast: svar på remiss");
    ov_paper_table(b->paper, "Ärendet", widths, 2, true);
    ov_paper_row(b->paper);
    ov_paper_cell_text(b->paper, "Uppgift");
    ov_paper_cell_text(b->paper, "Innehåll");
    fact(b, "Remiss", b->c.title);
    fact(b, "Från", ov_req_matter(b->req)->owner_name);
    fact(b, "Remissens diarienummer", b->c.dnr);
    fact(b, "Svarande", b->ctx->actor.org_name);
    fact(b, "Sista svarsdag", ov_format_deadline(arena, b->c.deadline, "sv"));
    for (size_t i = 0; i < b->documents->n; i++)
        fact(b, "Handling",
             ov_printf(arena, "%s, %s", ov_cell_text(b->documents, i, DOC_TITLE),
                       ov_cell_text(b->documents, i, DOC_LABEL)));
    fact(b, "Uttaget", ov_format_instant(arena, b->ctx->received, "sv"));
    fact(b, "Utkastets kontrollsumma (SHA-256)", b->hash ? b->hash : "Svaret är inte påbörjat.");
    ov_paper_table_end(b->paper);
    ov_paper_text(b->paper, OV_PAPER_NOTE,
                  "Kontrollsumman visar vilket innehåll som beslutet gäller. Ändras utkastet efter "
                  "beslutet får det en annan kontrollsumma.");
    ov_paper_blank(b->paper, "Vårt diarienummer");
    ov_paper_blank(b->paper, "Handläggare");
}

static void add_decision(board *b)
{
    ov_paper_heading(b->paper, 1, "Beslut");
    ov_paper_text(b->paper, OV_PAPER_BODY,
                  "Svaret i den här handlingen lämnas som yttrande över remissen.");
    ov_paper_text(b->paper, OV_PAPER_LABEL, "Svarets rättsläge (kryssa för)");
    for (size_t i = 0; ov_legal_statuses[i]; i++)
        ov_paper_text(
            b->paper, OV_PAPER_BODY,
            ov_printf(b->ctx->arena, "☐ %s", ov_legal_status_title(ov_legal_statuses[i])));
    ov_paper_blank(b->paper, "Beslutande organ");
    ov_paper_blank(b->paper, "Beslutsdag och paragraf");
    ov_paper_blank(b->paper, "Vid delegation: stöd i delegationsordningen");
    ov_paper_blank(b->paper, "Anmäls till nämnden den");
    ov_paper_blank(b->paper, "Underskrift");
}

/* ---- The summary ---- */

/* How many answers of each grade there are. The rows of one scale come one after the other, also
 * when questions of several are mixed. */
static ov_status add_counts(board *b)
{
    static const int widths[] = {70, 30};
    ov_arena *arena = b->ctx->arena;
    const char **names = ov_calloc(arena, b->draft->n + 1, sizeof *names);
    int64_t *counts = ov_calloc(arena, b->draft->n + 1, sizeof *counts);
    size_t n = 0;

    for (size_t i = 0; i < b->draft->n; i++) {
        const char *label;
        size_t k = 0;

        OV_TRY(label_of(b, i, &label));
        label = label ? label : is_answered(b, i) ? "Svar utan ställningstagande" : "Inget svar";
        while (k < n && strcmp(names[k], label) != 0)
            k++;
        names[k] = label;
        counts[k]++;
        n += k == n;
    }
    ov_paper_table(b->paper, "Svaren i korthet", widths, 2, true);
    ov_paper_row(b->paper);
    ov_paper_cell_text(b->paper, "Ställningstagande");
    ov_paper_cell_text(b->paper, "Antal");
    for (size_t k = 0; k < n; k++) {
        ov_paper_row(b->paper);
        ov_paper_cell_text(b->paper, names[k]);
        ov_paper_cell_int(b->paper, counts[k]);
    }
    ov_paper_table_end(b->paper);
    return OV_OK;
}

/* Each file with its whole sum: the paper is read where there is no link to follow. */
static void add_files(board *b)
{
    static const int widths[] = {38, 32, 30};
    ov_arena *arena = b->ctx->arena;

    if (b->files->n == 0)
        return;
    ov_paper_heading(b->paper, 1, "Bilagor till svaret");
    ov_paper_table(b->paper, "Bilagor till svaret", widths, 3, true);
    ov_paper_row(b->paper);
    ov_paper_cell_text(b->paper, "Fil");
    ov_paper_cell_text(b->paper, "Hör till");
    ov_paper_cell_text(b->paper, "SHA-256");
    for (size_t i = 0; i < b->files->n; i++) {
        ov_paper_row(b->paper);
        ov_paper_cell_text(
            b->paper,
            ov_printf(arena, "%s (%s)", ov_cell_text(b->files, i, OV_FILE_NAME),
                      ov_format_size(arena, ov_cell_int(b->files, i, OV_FILE_SIZE), "sv")));
        ov_paper_cell_text(b->paper,
                           ov_printf(arena, "%s, %s",
                                     ov_file_use_title(ov_cell_text(b->files, i, OV_FILE_USE)),
                                     ov_file_where(arena, b->files, i)));
        ov_paper_cell_text(b->paper, ov_cell_text(b->files, i, OV_FILE_SHA256));
    }
    ov_paper_table_end(b->paper);
}

/* ---- The agreement beside the answers ---- */

static ov_status add_answer(board *b, size_t i)
{
    const char *label, *joins = ov_cell_text(b->draft, i, OV_DRAFT_JOINS_NAME);

    OV_TRY(label_of(b, i, &label));
    ov_paper_cell(b->paper);
    if (!is_answered(b, i))
        ov_paper_text(b->paper, OV_PAPER_NOTE, "Inget svar.");
    if (label)
        ov_paper_text(b->paper, OV_PAPER_LABEL, label);
    if (joins)
        ov_paper_text(b->paper, OV_PAPER_BODY,
                      ov_printf(b->ctx->arena, "Ansluter sig till %s.", joins));
    if (*cell(b, i, OV_DRAFT_WORDING)) {
        ov_paper_text(b->paper, OV_PAPER_LABEL, "Förslag till ny lydelse");
        ov_paper_lines(b->paper, OV_PAPER_QUOTE, ov_cell_str(b->draft, i, OV_DRAFT_WORDING));
        if (*cell(b, i, OV_DRAFT_COMMENT))
            ov_paper_text(b->paper, OV_PAPER_LABEL, "Motiv och kommentar");
    }
    ov_paper_lines(b->paper, OV_PAPER_BODY, ov_str_from(cell(b, i, OV_DRAFT_COMMENT)));
    return OV_OK;
}

static ov_status add_question(board *b, size_t i)
{
    static const int widths[] = {50, 50};
    ov_arena *arena = b->ctx->arena;
    const char *number = ov_cell_text(b->draft, i, OV_DRAFT_NUMBER);
    const char *heading = ov_cell_text(b->draft, i, OV_DRAFT_HEADING);
    const char *asked = ov_cell_text(b->draft, i, OV_DRAFT_TITLE);
    const char *title =
        !number && !heading && asked ? asked : ov_question_title(arena, number, heading);

    ov_paper_heading(b->paper, 2, title);
    ov_paper_table(b->paper, ov_printf(arena, "Avtalstext och svar, %s", title), widths, 2, true);
    ov_paper_row(b->paper);
    ov_paper_cell_text(b->paper, "Avtalstext");
    ov_paper_cell_text(b->paper, "Svar");
    ov_paper_row(b->paper);
    ov_paper_cell(b->paper);
    if (!ov_cell_null(b->draft, i, OV_DRAFT_HTML))
        ov_paper_html(b->paper, ov_cell_str(b->draft, i, OV_DRAFT_HTML));
    if (asked)
        ov_paper_text(b->paper, OV_PAPER_LABEL, ov_printf(arena, "Fråga: %s", asked));
    OV_TRY(add_answer(b, i));
    ov_paper_table_end(b->paper);
    return OV_OK;
}

static ov_status add_questions(board *b)
{
    ov_id document = -1;

    for (size_t i = 0; i < b->draft->n; i++) {
        ov_id now = ov_cell_null(b->draft, i, OV_DRAFT_DOCUMENT)
                        ? 0
                        : ov_cell_int(b->draft, i, OV_DRAFT_DOCUMENT);

        if (now != document) {
            const char *title = "Hela remissen";

            for (size_t k = 0; k < b->documents->n; k++)
                if (ov_cell_int(b->documents, k, DOC_ID) == now)
                    title = ov_cell_text(b->documents, k, DOC_TITLE);
            ov_paper_heading(b->paper, 1, title);
            document = now;
        }
        OV_TRY(add_question(b, i));
    }
    return OV_OK;
}

static ov_status make(ov_req *req, board *b)
{
    OV_TRY(load(req, b));
    b->paper = ov_paper_new(
        b->ctx->arena,
        ov_printf(b->ctx->arena, "Utkast: svar på remiss, %s", b->ctx->actor.org_name),
        b->hash ? ov_printf(b->ctx->arena, "Utkast · kontrollsumma %.12s", b->hash) : "Utkast",
        b->ctx->received);
    add_facts(b);
    add_decision(b);
    ov_paper_heading(b->paper, 1, "Sammanfattning");
    OV_TRY(add_counts(b));
    OV_TRY(add_questions(b));
    add_files(b);
    return OV_OK;
}

static const char *name_of(const board *b, const char *extension)
{
    return ov_printf(b->ctx->arena, "utkast-%s-%lld.%s", ov_req_matter(b->req)->slug,
                     (long long)b->c.id, extension);
}

/* GET /remiss/:id/svara/namnd.docx */
ov_status ov_page_board_docx(ov_req *req)
{
    board b;

    OV_TRY(make(req, &b));
    return ov_send_paper(req, OV_DOCX_TYPE, name_of(&b, "docx"), ov_paper_docx(b.paper));
}

/* GET /remiss/:id/svara/namnd.pdf — the same, tagged; never kept, for a draft changes. */
ov_status ov_page_board_pdf(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_pdf_job job = {.tmp_dir = ov_req_tmp_dir(req), .lang = "sv", .limited = true};
    ov_status status;
    ov_view *view;
    ov_str bytes;
    board b;

    OV_TRY(make(req, &b));
    if (!ov_pdf_available())
        return ov_refuse(req, 404,
                         ov_req_tr(req, "Den här portalen gör inga PDF-filer. Hämta handlingen som "
                                        "Word-dokument i stället."));
    view = ov_view_new(req, "paper_print");
    job.title = ov_printf(ctx->arena, "Utkast: svar på remiss, %s", ctx->actor.org_name);
    ov_view_title(view, job.title);
    ov_map_text(ov_view_root(view), "draft", "Utkast – inte beslutat");
    ov_map_html(ov_view_root(view), "html", ov_html_from_store(ov_paper_body(b.paper)));
    OV_TRY(ov_view_text(view, "sv", &job.html));
    ov_read_end(ctx);
    ov_req_may_take(req, OV_PDF_SECONDS);
    status = ov_pdf_render(ctx->arena, &job, &bytes, &ctx->err);
    if (status != OV_OK)
        return ov_pdf_refuse(
            req, status,
            "PDF-filen kunde inte göras just nu. Hämta handlingen som Word-dokument i stället.");
    return ov_send_paper(req, "application/pdf", name_of(&b, "pdf"), bytes);
}
