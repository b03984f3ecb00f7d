/* SPDX-License-Identifier: EUPL-1.2 */
/* export.c — the tables of a compilation: figures, answers, parties, what it is about. */
#include "consult/compilation/export.h"

#include "register/register.h"
#include "util/json.h"

#include <string.h>

enum { QUESTIONS_A_TABLE = 140 };

ov_status ov_export_make(ov_ctx *ctx, const ov_compilation *k, const ov_sight *sight,
                         const char *url, ov_export *out)
{
    ov_export e = {.k = *k, .sight = *sight, .url = url};
    size_t *first, n = 0, n_files = 0;
    uint32_t *grid;

    if (sight->answers || sight->all) {
        OV_TRY(ov_compilation_parties(ctx, &e.k));
        OV_TRY(ov_compilation_answers(ctx, &e.k, sight, 0, 0, true, &e.answers, &n));
        OV_TRY(ov_compilation_files(ctx, &e.k, sight, 0, &e.files, &n_files));
    }
    grid = ov_calloc(ctx->arena, e.k.n_parties * e.k.n_questions + 1, sizeof *grid);
    for (size_t i = 0; i < n; i++)
        grid[e.answers[i].party * e.k.n_questions + e.answers[i].question] = (uint32_t)i + 1;
    e.grid = grid;
    first = ov_calloc(ctx->arena, e.k.n_parties + 2, sizeof *first);
    for (size_t i = 0; i < n_files; i++)
        first[e.files[i].party + 1] = i + 1;
    for (size_t i = 0; i < e.k.n_parties; i++) /* those without one begin where they end */
        first[i + 1] = first[i + 1] ? first[i + 1] : first[i];
    e.first_file = first;
    *out = e;
    return OV_OK;
}

static const ov_compiled_answer *answer_at(const ov_export *e, size_t party, size_t question)
{
    uint32_t at = e->grid[party * e->k.n_questions + question];

    return at ? &e->answers[at - 1] : NULL;
}

/* "bilaga.pdf; yttrande.docx": the files of a party that belong to a question, or (SIZE_MAX) to the
 * whole answer. None: NULL, and there is nothing in *any. */
static const char *files_of(ov_ctx *ctx, const ov_export *e, size_t party, size_t question,
                            bool *any)
{
    ov_buf names = {0};
    const char *out;

    *any = false;
    for (size_t i = e->first_file[party]; i < e->first_file[party + 1]; i++) {
        const ov_compiled_file *f = &e->files[i];

        if (f->question != question)
            continue;
        *any = true;
        ov_buf_printf(&names, "%s%s", names.len ? "; " : "", f->name ? f->name : "inte publicerad");
    }
    out = names.len ? ov_printf(ctx->arena, "%s", names.ptr) : NULL;
    ov_buf_free(&names);
    return out;
}

/* ---- Words ---- */

static const char *kind_word(const char *kind)
{
    static const char *const words[][2] = {{"grade", "ställningstagande"},
                                           {"choice", "val"},
                                           {"text", "fritext"},
                                           {"wording", "lydelse"},
                                           {"file", "fil"}};

    for (size_t i = 0; i < OV_LEN(words); i++)
        if (!strcmp(kind, words[i][0]))
            return words[i][1];
    return kind;
}

static const char *state_of(const ov_export *e, const ov_compiled_party *p)
{
    if (p->late_left_out)
        return "svarade för sent, räknas inte";
    if (!p->response_id)
        return "har inte svarat";
    if (!ov_sight_answer(&e->sight, p))
        return "svaret är inte publicerat";
    if (!strcmp(p->timing, "late"))
        return "svarade för sent";
    if (!strcmp(p->timing, "included"))
        return "svarade för sent, räknas ändå";
    return p->answers ? "har svarat" : "svar endast i bilaga";
}

/* Names from outside the register are for those who follow the round. */
static const char *name_of(const ov_export *e, const ov_compiled_party *p)
{
    return p->outsider && !e->sight.all ? "utanför registret" : p->name;
}

static const char *document_of(const ov_export *e, const ov_compiled_question *q)
{
    for (size_t i = 0; i < e->k.documents->n; i++)
        if (ov_cell_int(e->k.documents, i, 0) == q->document_id)
            return ov_cell_text(e->k.documents, i, 6);
    return "hela remissen";
}

static ov_val instant(ov_ctx *ctx, ov_instant at)
{
    return at ? ov_text(ov_instant_iso(ctx->arena, at)) : ov_null();
}

/* What is told of a party, in PARTY_HEADS' order. */
#define PARTY_HEADS                                                                                \
    "part_kod", "part", "slag", "organisationstyp", "svarsläge", "svarsnummer",                    \
        OV_EXPORT_RECEIVED, "beslutsläge_när_svaret_skickades", "beslutsläge_nu", "beslutat_av",   \
        OV_EXPORT_DECIDED, "paragraf", "källa", "tillsammans_med", "diarienummer",                 \
        "svarade_på_tidigare_lydelse", "bilagor_till_hela_svaret"
enum { PARTY_COLUMNS = 17 };

static void add_party(ov_ctx *ctx, const ov_export *e, size_t party, ov_val *cells)
{
    const ov_compiled_party *p = &e->k.parties[party];
    bool any, shown = p->response_id && ov_sight_answer(&e->sight, p);
    const ov_val values[PARTY_COLUMNS] = {
        ov_text(p->code),
        ov_text(name_of(e, p)),
        ov_text(ov_class_title(p->class)),
        ov_text(p->type ? ov_choice_title(ov_organisation_types, p->type) : NULL),
        ov_text(state_of(e, p)),
        ov_text(shown ? p->number : NULL),
        shown ? instant(ctx, p->received) : ov_null(),
        ov_text(shown ? ov_legal_status_title(p->legal_sent) : NULL),
        ov_text(shown ? ov_legal_status_title(p->legal_status) : NULL),
        ov_text(shown ? p->decision_body : NULL),
        shown && p->decision_day != OV_NO_DAY ? ov_text(ov_day_iso(ctx->arena, p->decision_day))
                                              : ov_null(),
        ov_text(shown ? p->decision_ref : NULL),
        ov_text(shown ? ov_source_title(p->source) : NULL),
        ov_text(shown ? p->with_parties : NULL),
        ov_text(shown ? p->dnr : NULL),
        shown ? ov_text(p->earlier_text ? "ja" : "nej") : ov_null(),
        ov_text(files_of(ctx, e, party, SIZE_MAX, &any)),
    };

    memcpy(cells, values, sizeof values);
}

/* ---- Tables ---- */

static void figure_row(ov_ctx *ctx, const ov_export *e, const ov_export_table *t, size_t i,
                       ov_val *cells)
{
    const ov_compiled_question *q = &e->k.questions[i];
    size_t c = 0;

    (void)t;
    cells[c++] = ov_int(q->n);
    cells[c++] = ov_text(document_of(e, q));
    cells[c++] = ov_text(q->number);
    cells[c++] = ov_text(ov_compiled_title(ctx->arena, q));
    cells[c++] = ov_text(kind_word(q->kind));
    for (size_t g = 0; g < OV_COMPILED_GRADES; g++) {
        bool there = q->scale && g < q->scale->n;

        cells[c++] = ov_text(there ? q->scale->label[g] : NULL);
        cells[c++] = there ? ov_int(q->counts[g]) : ov_null();
    }
    cells[c++] = ov_int(q->positions);
    cells[c++] = ov_int(q->outside);
    cells[c++] = ov_int(q->ungraded);
    cells[c++] = ov_int(q->unanswered);
    cells[c++] = ov_int(q->objections);
    cells[c++] = ov_int(q->comments);
    cells[c] = ov_text(q->median);
}

static void answer_row(ov_ctx *ctx, const ov_export *e, const ov_export_table *t, size_t i,
                       ov_val *cells)
{
    size_t party = i / e->k.n_questions, question = i % e->k.n_questions;
    const ov_compiled_question *q = &e->k.questions[question];
    const ov_compiled_answer *a = answer_at(e, party, question);
    const char *label = a ? ov_compiled_label(&e->k, a) : NULL;
    bool filed;
    const char *files = files_of(ctx, e, party, question, &filed);
    size_t c = 0;

    cells[c++] = ov_int((int64_t)i + 1);
    cells[c++] = ov_int((int64_t)t->rows);
    add_party(ctx, e, party, cells + c);
    c += PARTY_COLUMNS;
    cells[c++] = ov_text(document_of(e, q));
    cells[c++] = ov_int(q->n);
    cells[c++] = ov_text(q->number);
    cells[c++] = ov_text(ov_compiled_title(ctx->arena, q));
    cells[c++] = ov_text(kind_word(q->kind));
    cells[c++] = ov_text(a || filed ? "ja" : "nej");
    cells[c++] = ov_text(label);
    cells[c++] = a && a->comment.len ? ov_text_str(a->comment) : ov_null();
    cells[c++] = a && a->wording.len ? ov_text_str(a->wording) : ov_null();
    cells[c++] = ov_text(a ? a->joins : NULL);
    cells[c] = ov_text(files);
}

static void party_row(ov_ctx *ctx, const ov_export *e, const ov_export_table *t, size_t i,
                      ov_val *cells)
{
    add_party(ctx, e, i, cells);
    for (size_t c = PARTY_COLUMNS; c < t->columns; c++) {
        size_t question = t->first + c - PARTY_COLUMNS;
        const ov_compiled_answer *a = answer_at(e, i, question);
        const char *label = a ? ov_compiled_label(&e->k, a) : NULL;
        bool filed;
        const char *files = files_of(ctx, e, i, question, &filed);

        cells[c] = ov_text(label ? label : a ? "utan ställningstagande" : files);
    }
}

static void about_row(ov_ctx *ctx, const ov_export *e, const ov_export_table *t, size_t i,
                      ov_val *cells)
{
    const ov_compilation_filter *f = &e->k.filter;
    const struct {
        const char *name;
        ov_val value;
    } facts[] = {
        {"remiss", ov_text(e->k.c.title)},
        {"hämtad från", ov_text(e->url)},
        {"hämtad", instant(ctx, ctx->received)},
        {"siffrorna som de var", instant(ctx, f->at ? f->at : ctx->received)},
        {"slag av svar",
         ov_text(!strcmp(f->class, "all") ? "alla tillsammans" : ov_class_title(f->class))},
        {"organisationstyp",
         ov_text(*f->org_type ? ov_choice_title(ov_organisation_types, f->org_type) : "alla")},
        {"grupp", f->group_id ? ov_int(f->group_id) : ov_text("alla")},
        {"beslutsläge", ov_text(*f->legal ? f->legal : "alla")},
        {"lydelse", ov_text(f->text == OV_TEXT_EARLIER   ? "svarade på en tidigare lydelse"
                            : f->text == OV_TEXT_CURRENT ? "svarade på gällande lydelse"
                                                         : "alla")},
        {"sena svar", ov_text(f->late ? "medräknade" : "inte medräknade")},
        {"antal sena svar", ov_int(e->k.late)},
        {"antal sena som räknas ändå", ov_int(e->k.included)},
        {"parter", ov_int(e->k.population)},
        {"har svarat", ov_int(e->k.answered)},
        {"frågor", ov_int((int64_t)e->k.n_questions)},
        {"rader med siffror", ov_int((int64_t)e->k.n_questions)},
        {"rader med svar", ov_int((int64_t)(e->k.n_parties * e->k.n_questions))},
        {"rader med parter", ov_int((int64_t)e->k.n_parties)},
    };

    (void)t;
    if (i >= OV_LEN(facts)) {
        cells[0] = cells[1] = ov_null();
        return;
    }
    cells[0] = ov_text(facts[i].name);
    cells[1] = facts[i].value;
}
enum { ABOUT_ROWS = 18 };

static void set_heads(ov_export_table *t, const char *const *heads, size_t n)
{
    memcpy(t->heads + t->columns, heads, n * sizeof *heads);
    t->columns += n;
}

static ov_export_table figure_table(const ov_export *e)
{
    static const char *const before[] = {"fråga", "dokument", "nummer", "rubrik", "frågetyp"};
    static const char *const grades[] = {"val1", "antal1", "val2", "antal2", "val3", "antal3",
                                         "val4", "antal4", "val5", "antal5", "val6", "antal6",
                                         "val7", "antal7", "val8", "antal8"};
    static const char *const after[] = {
        "tagit_ställning", "avstår_eller_inga_synpunkter", "utan_ställningstagande",
        "inte_besvarat",   "vill_ändra_eller_säger_nej",   "kommentarer",
        "mittersta_svaret"};
    ov_export_table t = {.title = "Siffror", .rows = e->k.n_questions, .row = figure_row};

    set_heads(&t, before, OV_LEN(before));
    set_heads(&t, grades, OV_LEN(grades));
    set_heads(&t, after, OV_LEN(after));
    return t;
}

static ov_export_table answer_table(const ov_export *e)
{
    static const char *const heads[] = {"rad",
                                        "av_rader",
                                        "@",
                                        "dokument",
                                        "fråga",
                                        "nummer",
                                        "rubrik",
                                        "frågetyp",
                                        "besvarad",
                                        "ställningstagande",
                                        "kommentar",
                                        "föreslagen_lydelse",
                                        "ansluter_till",
                                        "bilagor"};
    static const char *const party[] = {PARTY_HEADS};
    ov_export_table t = {
        .title = "Svar", .rows = e->k.n_parties * e->k.n_questions, .row = answer_row};

    set_heads(&t, heads, 2);
    set_heads(&t, party, OV_LEN(party));
    set_heads(&t, heads + 3, OV_LEN(heads) - 3);
    return t;
}

static ov_export_table party_table(ov_ctx *ctx, const ov_export *e, size_t first)
{
    static const char *const party[] = {PARTY_HEADS};
    size_t left = e->k.n_questions - first;
    ov_export_table t = {
        .title =
            first ? ov_printf(ctx->arena, "Parter %zu", first / QUESTIONS_A_TABLE + 1) : "Parter",
        .rows = e->k.n_parties,
        .row = party_row,
        .first = first};

    set_heads(&t, party, OV_LEN(party));
    for (size_t i = 0; i < left && i < QUESTIONS_A_TABLE; i++)
        t.heads[t.columns++] =
            ov_printf(ctx->arena, "%lld %s", (long long)e->k.questions[first + i].n,
                      ov_compiled_title(ctx->arena, &e->k.questions[first + i]));
    return t;
}

void ov_export_tables(ov_ctx *ctx, const ov_export *e, const ov_export_table **out, size_t *n)
{
    static const char *const about[] = {"uppgift", "värde"};
    size_t most = 4 + e->k.n_questions / QUESTIONS_A_TABLE;
    ov_export_table *tables = ov_calloc(ctx->arena, most, sizeof *tables);

    *n = 0;
    tables[(*n)++] = figure_table(e);
    if (e->sight.answers || e->sight.all) {
        tables[(*n)++] = answer_table(e);
        for (size_t first = 0; first < e->k.n_questions; first += QUESTIONS_A_TABLE)
            tables[(*n)++] = party_table(ctx, e, first);
    }
    tables[*n] = (ov_export_table){.title = "Om", .rows = ABOUT_ROWS, .row = about_row};
    set_heads(&tables[(*n)++], about, OV_LEN(about));
    *out = tables;
}

const ov_export_table *ov_export_main(const ov_export_table *tables, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (tables[i].row == answer_row)
            return &tables[i];
    return tables;
}
