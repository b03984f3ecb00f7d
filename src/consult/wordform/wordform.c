/* SPDX-License-Identifier: EUPL-1.2 */
/* wordform.c — a party's draft as a form to fill in: each provision's text, what is asked, and
 * fields for the answers. Always Swedish, as the agreement. */
#include "consult/wordform/wordform_inside.h"

#include "text/text.h"
#include "util/hash.h"
#include "view/format.h"
#include "view/paper.h"

enum { DOC_ID, DOC_POSITION, DOC_VERSION, DOC_SLUG, DOC_LABEL, DOC_HASH, DOC_TITLE };
enum { GRADE_CODE, GRADE_LABEL };

typedef struct maker {
    ov_ctx *ctx;
    const ov_consultation *c;
    ov_paper *paper;
    const ov_rows *draft, *documents;
    const ov_rows *nodes; /* of the document that is written now */
    size_t node;          /* the next of them */
    ov_id document, scale;
    bool chapters;               /* the document has headings above its provisions */
    const ov_rows *grades;       /* of scale */
    const char *const *choices;  /* their labels, ended by NULL */
    const char *choices_in_text; /* "A, B eller C" */
} maker;

/* ---- Hashes ---- */

ov_status ov_wordform_text_hash(ov_ctx *ctx, const ov_consultation *c, char out[OV_WORDFORM_HASH])
{
    const ov_rows *documents, *draft;
    char hex[OV_HASH_HEX];
    ov_buf text = {0};

    OV_TRY(ov_consultation_documents(ctx, c->id, &documents));
    OV_TRY(ov_draft_rows(ctx, c, 0, &draft));
    ov_buf_addz(&text, "overens-form-1\n");
    for (size_t i = 0; i < documents->n; i++) {
        const char *hash = ov_cell_text(documents, i, DOC_HASH);

        ov_buf_printf(&text, "%s\n", hash ? hash : "-");
    }
    for (size_t i = 0; i < draft->n; i++)
        ov_buf_printf(&text, "%lld %lld %s\n", (long long)ov_cell_int(draft, i, OV_DRAFT_N),
                      (long long)ov_cell_int(draft, i, OV_DRAFT_QUESTION),
                      ov_cell_text(draft, i, OV_DRAFT_KIND));
    ov_sha256_hex(ov_buf_str(&text), hex);
    ov_buf_free(&text);
    memcpy(out, hex, OV_WORDFORM_HASH - 1);
    out[OV_WORDFORM_HASH - 1] = '\0';
    return OV_OK;
}

void ov_wordform_answer_hash(ov_arena *arena, const char *grade, ov_str comment, ov_str wording,
                             char out[9])
{
    char hex[OV_HASH_HEX];
    const char *text = ov_printf(arena, "%s\n%zu\n%.*s\n%.*s", grade ? grade : "-", comment.len,
                                 (int)comment.len, comment.ptr, (int)wording.len, wording.ptr);

    ov_sha256_hex(ov_str_from(text), hex);
    memcpy(out, hex, 8);
    out[8] = '\0';
}

/* ---- A question ---- */

static const char *kind_of(const maker *m, size_t i)
{
    return ov_cell_text(m->draft, i, OV_DRAFT_KIND);
}

static bool is_kind(const maker *m, size_t i, const char *kind)
{
    return !strcmp(kind_of(m, i), kind);
}

static ov_status load_scale(maker *m, ov_id scale)
{
    ov_buf text = {0};
    const char **choices;

    if (m->scale == scale)
        return OV_OK;
    OV_TRY(ov_scale_grades(m->ctx, scale, &m->grades));
    m->scale = scale;
    choices = ov_calloc(m->ctx->arena, m->grades->n + 2, sizeof *choices);
    for (size_t i = 0; i < m->grades->n; i++) {
        choices[i] = ov_cell_text(m->grades, i, GRADE_LABEL);
        ov_buf_printf(&text, "%s%s",
                      i == 0                 ? ""
                      : i + 1 < m->grades->n ? ", "
                                             : " eller ",
                      choices[i]);
    }
    choices[m->grades->n] = OV_FORM_NONE;
    m->choices = choices;
    m->choices_in_text = ov_strndup(m->ctx->arena, text.len ? text.ptr : "", text.len);
    ov_buf_free(&text);
    return OV_OK;
}

static const char *label_of(const maker *m, const char *code)
{
    for (size_t i = 0; code && i < m->grades->n; i++)
        if (!strcmp(code, ov_cell_text(m->grades, i, GRADE_CODE)))
            return ov_cell_text(m->grades, i, GRADE_LABEL);
    return NULL;
}

/* A row of the answer's table: its name, what is to be written, the field. */
static void add_field(maker *m, size_t i, const char *label, const char *hint, const char *part,
                      const char *text, bool choice)
{
    long long n = (long long)ov_cell_int(m->draft, i, OV_DRAFT_N);

    ov_paper_row(m->paper);
    ov_paper_cell(m->paper);
    ov_paper_text(m->paper, OV_PAPER_LABEL, label);
    if (hint)
        ov_paper_text(m->paper, OV_PAPER_NOTE, hint);
    ov_paper_cell(m->paper);
    ov_paper_control_add(
        m->paper, OV_PAPER_BODY,
        &(ov_paper_control){.tag = ov_printf(m->ctx->arena, "ov-q-%lld-%s", n, part),
                            .name = ov_printf(m->ctx->arena, "%s, fråga %lld", label, n),
                            .text = text,
                            .placeholder = choice ? OV_FORM_CHOOSE : OV_FORM_WRITE,
                            .choices = choice ? m->choices : NULL});
}

static void add_code(maker *m, size_t i)
{
    long long n = (long long)ov_cell_int(m->draft, i, OV_DRAFT_N);
    char hash[9];

    ov_wordform_answer_hash(m->ctx->arena, ov_cell_text(m->draft, i, OV_DRAFT_GRADE),
                            ov_cell_str(m->draft, i, OV_DRAFT_COMMENT),
                            ov_cell_str(m->draft, i, OV_DRAFT_WORDING), hash);
    ov_paper_row(m->paper);
    ov_paper_cell(m->paper);
    ov_paper_text(m->paper, OV_PAPER_NOTE,
                  ov_printf(m->ctx->arena, "Fråga %lld av %zu", n, m->draft->n));
    ov_paper_cell(m->paper);
    ov_paper_text(m->paper, OV_PAPER_NOTE,
                  ov_printf(m->ctx->arena, "Kod (ändra inte): OV-%lld-%lld-%s", n,
                            (long long)ov_cell_int(m->draft, i, OV_DRAFT_ROW_VERSION), hash));
}

static ov_status add_answer(maker *m, size_t i)
{
    static const int widths[] = {28, 72};
    ov_arena *arena = m->ctx->arena;
    const char *comment = ov_cell_text(m->draft, i, OV_DRAFT_COMMENT);
    const char *joins = ov_cell_text(m->draft, i, OV_DRAFT_JOINS_NAME);
    bool wording = is_kind(m, i, "wording") ||
                   (is_kind(m, i, "grade") && !ov_cell_null(m->draft, i, OV_DRAFT_NODE));

    if (!ov_cell_null(m->draft, i, OV_DRAFT_SCALE))
        OV_TRY(load_scale(m, ov_cell_int(m->draft, i, OV_DRAFT_SCALE)));
    ov_paper_table(
        m->paper,
        ov_printf(arena, "Svar på fråga %lld", (long long)ov_cell_int(m->draft, i, OV_DRAFT_N)),
        widths, 2, false);
    add_code(m, i);
    if (is_kind(m, i, "grade") || is_kind(m, i, "choice"))
        add_field(m, i, OV_FORM_GRADE,
                  ov_printf(arena, "Välj i listan eller skriv: %s.", m->choices_in_text), "grade",
                  label_of(m, ov_cell_text(m->draft, i, OV_DRAFT_GRADE)), true);
    if (wording)
        add_field(m, i, OV_FORM_WORDING, "Skriv hela bestämmelsen som ni vill att den ska lyda.",
                  "wording", ov_cell_text(m->draft, i, OV_DRAFT_WORDING), false);
    add_field(m, i, OV_FORM_COMMENT, is_kind(m, i, "wording") ? "Motivera gärna förslaget." : NULL,
              "comment", comment, false);
    ov_paper_table_end(m->paper);
    if (joins)
        ov_paper_text(m->paper, OV_PAPER_NOTE,
                      ov_printf(arena, OV_FORM_JOINS " %s (ändras i portalen)", joins));
    return OV_OK;
}

/* ---- Where in the text it stands ---- */

static const char *title_of(ov_arena *arena, const char *number, const char *heading)
{
    if (number && heading)
        return ov_printf(arena, "%s %s", number, heading);
    return number ? number : heading ? heading : NULL;
}

static ov_status begin_document(maker *m, ov_id document)
{
    m->document = document;
    m->nodes = NULL;
    m->node = 0;
    m->chapters = false;
    for (size_t i = 0; i < m->documents->n; i++)
        if (ov_cell_int(m->documents, i, DOC_ID) == document) {
            ov_paper_heading(m->paper, 1,
                             ov_printf(m->ctx->arena, "%s, %s",
                                       ov_cell_text(m->documents, i, DOC_TITLE),
                                       ov_cell_text(m->documents, i, DOC_LABEL)));
            return ov_version_nodes(m->ctx, ov_cell_int(m->documents, i, DOC_VERSION), &m->nodes);
        }
    ov_paper_heading(m->paper, 1, "Hela remissen");
    return OV_OK;
}

/* The headings of the text that stand between the former provision and this one. */
static void add_chapters(maker *m, ov_id node)
{
    for (; m->nodes && m->node < m->nodes->n; m->node++) {
        if (ov_cell_int(m->nodes, m->node, OV_NODE_ID) == node)
            return;
        if (!ov_cell_int(m->nodes, m->node, OV_NODE_HAS_BODY)) {
            ov_paper_heading(m->paper, 2, ov_cell_text(m->nodes, m->node, OV_NODE_TITLE));
            m->chapters = true;
        }
    }
}

static ov_status add_question(maker *m, size_t i)
{
    ov_id document = ov_cell_int(m->draft, i, OV_DRAFT_DOCUMENT);
    ov_id node = ov_cell_int(m->draft, i, OV_DRAFT_NODE);
    const char *asked = ov_cell_text(m->draft, i, OV_DRAFT_TITLE);
    const char *hint = ov_cell_text(m->draft, i, OV_DRAFT_HINT);
    const char *title = title_of(m->ctx->arena, ov_cell_text(m->draft, i, OV_DRAFT_NUMBER),
                                 ov_cell_text(m->draft, i, OV_DRAFT_HEADING));
    bool again = i > 0 && node && node == ov_cell_int(m->draft, i - 1, OV_DRAFT_NODE);

    if (i == 0 || document != m->document)
        OV_TRY(begin_document(m, document));
    if (node && !again) {
        add_chapters(m, node);
        ov_paper_heading(m->paper, m->chapters ? 3 : 2, title ? title : "Bestämmelse");
        ov_paper_html(m->paper, ov_cell_str(m->draft, i, OV_DRAFT_HTML));
    } else if (!node) {
        ov_paper_heading(m->paper, 2, asked ? asked : title ? title : "Hela handlingen");
    }
    if (asked && node)
        ov_paper_text(m->paper, OV_PAPER_LABEL, asked);
    if (hint)
        ov_paper_lines(m->paper, OV_PAPER_NOTE, ov_str_from(hint));
    if (ov_cell_int(m->draft, i, OV_DRAFT_REQUIRED))
        ov_paper_text(m->paper, OV_PAPER_NOTE, "Frågan måste besvaras innan svaret skickas.");
    if (!is_kind(m, i, "file"))
        return add_answer(m, i);
    ov_paper_text(m->paper, OV_PAPER_NOTE, "Filen bifogas i portalen, inte i formuläret.");
    return OV_OK;
}

static ov_status add_head(maker *m, ov_id org_id, const char *org_name)
{
    ov_arena *arena = m->ctx->arena;
    char hash[OV_WORDFORM_HASH];

    OV_TRY(ov_wordform_text_hash(m->ctx, m->c, hash));
    ov_paper_text(m->paper, OV_PAPER_TITLE, ov_printf(arena, "Svarsformulär: %s", m->c->title));
    ov_paper_text(m->paper, OV_PAPER_BODY, ov_printf(arena, "Svarande: %s", org_name));
    ov_paper_text(
        m->paper, OV_PAPER_BODY,
        ov_printf(arena, OV_FORM_DEADLINE " %s", ov_format_deadline(arena, m->c->deadline, "sv")));
    ov_paper_item(m->paper, 0, 1,
                  "Fyll i svaren i tabellerna. Lämna tomt där ni inget har att säga.");
    ov_paper_item(m->paper, 0, 2, "Spara formuläret som Word-dokument (.docx).");
    ov_paper_item(m->paper, 0, 3,
                  "Läs in filen på remissens svarssida. Portalen visar först vad som ändras; inget "
                  "sparas och inget skickas förrän ni har bekräftat.");
    ov_paper_text(m->paper, OV_PAPER_NOTE,
                  "Skriv bara i svarsrutorna. Text på andra ställen och kommentarer i marginalen "
                  "läses inte in. Koderna visar vilken fråga ett svar hör till.");
    ov_paper_text(m->paper, OV_PAPER_NOTE,
                  ov_printf(arena, "Formulärets kod (ändra inte): OVFORM-%lld-%lld-%s",
                            (long long)m->c->id, (long long)org_id, hash));
    return OV_OK;
}

ov_status ov_wordform_make(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                           const char *org_name, ov_str *docx)
{
    maker m = {.ctx = ctx, .c = c};

    OV_TRY(ov_draft(ctx, c, org_id, &m.draft));
    OV_TRY(ov_consultation_documents(ctx, c->id, &m.documents));
    m.paper = ov_paper_new(ctx->arena, ov_printf(ctx->arena, "Svarsformulär: %s", c->title),
                           ov_printf(ctx->arena, "%s · hämtat %s", org_name,
                                     ov_format_instant(ctx->arena, ctx->received, "sv")),
                           ctx->received);
    OV_TRY(add_head(&m, org_id, org_name));
    for (size_t i = 0; i < m.draft->n; i++)
        OV_TRY(add_question(&m, i));
    *docx = ov_paper_docx(m.paper);
    return OV_OK;
}
