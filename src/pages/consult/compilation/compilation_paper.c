/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_paper.c — the compilation as a document: per provision the figures, what each party
 * says, what is placed from attachments and who has not answered; kinds of voices apart. */
#include "pages/consult/compilation/compiled.h"
#include "pages/consult/round.h"
#include "pages/consult/answer/wordform.h"
#include "pages/pages.h"

#include "consult/compilation/placement.h"
#include "view/format.h"
#include "view/paper.h"

#include <string.h>

enum { DOC_ID, DOC_POSITION, DOC_VERSION, DOC_SLUG, DOC_LABEL, DOC_HASH, DOC_TITLE };
enum { CLASSES = 4 };

/* One kind of voices. */
typedef struct voices {
    ov_compilation k;
    const ov_compiled_answer *answers;
    const size_t *order; /* of the answers, by question */
    size_t *first;       /* where each question's answers begin in order; n_questions + 1 */
    const ov_compiled_file *files;
    size_t n_files;
} voices;

typedef struct paper {
    ov_req *req;
    ov_ctx *ctx;
    ov_sight sight;
    ov_paper *out;
    voices voices[CLASSES];
    size_t n;
    const ov_rows *placed;
} paper;

static const char *title_of_class(const voices *v)
{
    const char *class = v->k.filter.class;

    return class && !strcmp(class, "all") ? "Alla slags svar tillsammans"
                                          : ov_class_title(class ? class : "official");
}

/* ---- Loading ---- */

/* The answers come by party; here they are wanted by question. */
static void sort_answers(ov_arena *arena, voices *v, size_t n)
{
    size_t *order = ov_calloc(arena, n + 1, sizeof *order);
    size_t *next = ov_calloc(arena, v->k.n_questions + 1, sizeof *next);

    v->first = ov_calloc(arena, v->k.n_questions + 2, sizeof *v->first);
    for (size_t i = 0; i < n; i++)
        v->first[v->answers[i].question + 1]++;
    for (size_t q = 0; q < v->k.n_questions; q++) {
        v->first[q + 1] += v->first[q];
        next[q] = v->first[q];
    }
    for (size_t i = 0; i < n; i++)
        order[next[v->answers[i].question]++] = i;
    v->order = order;
}

static ov_status load_voices(paper *p, const ov_consultation *c, const ov_compilation_filter *f)
{
    voices *v = &p->voices[p->n];
    size_t n = 0;

    OV_TRY(ov_compilation_make(p->ctx, c, f, &v->k));
    if (v->k.population == 0 && p->n > 0)
        return OV_OK; /* nobody of that kind */
    if (p->sight.answers) {
        OV_TRY(ov_compilation_parties(p->ctx, &v->k));
        OV_TRY(ov_compilation_answers(p->ctx, &v->k, &p->sight, 0, 0, true, &v->answers, &n));
        OV_TRY(ov_compilation_files(p->ctx, &v->k, &p->sight, 0, &v->files, &v->n_files));
    }
    sort_answers(p->ctx->arena, v, n);
    p->n++;
    return OV_OK;
}

static ov_status load(paper *p, const ov_consultation *c)
{
    ov_compilation_filter f;

    OV_TRY(ov_compiled_choices(p->req, &p->sight, &f, NULL));
    if (p->sight.all)
        OV_TRY(ov_placements(p->ctx, c->id, 0, &p->placed));
    if (f.class)
        return load_voices(p, c, &f);
    for (size_t i = 0; i < CLASSES && ov_classes[i]; i++) {
        f.class = ov_classes[i];
        OV_TRY(load_voices(p, c, &f));
    }
    return OV_OK;
}

/* ---- The head ---- */

static void fact(paper *p, const char *name, const char *text)
{
    ov_paper_row(p->out);
    ov_paper_cell_text(p->out, name);
    ov_paper_cell_text(p->out, text);
}

static void add_head(paper *p, const ov_consultation *c)
{
    ov_arena *arena = p->ctx->arena;
    ov_instant at = p->voices[0].k.filter.at ? p->voices[0].k.filter.at : p->ctx->received;

    ov_paper_text(p->out, OV_PAPER_TITLE, "Sammanställning av svar");
    ov_paper_table(p->out, "Om sammanställningen", (int[]){32, 68}, 2, true);
    ov_paper_row(p->out);
    ov_paper_cell_text(p->out, "Uppgift");
    ov_paper_cell_text(p->out, "Innehåll");
    fact(p, "Remiss", c->title);
    fact(p, "Ärende", ov_req_matter(p->req)->title);
    if (c->dnr)
        fact(p, "Diarienummer", c->dnr);
    fact(p, "Sista svarsdag", ov_format_deadline(arena, c->deadline, "sv"));
    fact(p, "Som det såg ut", ov_format_instant(arena, at, "sv"));
    for (size_t i = 0; i < p->n; i++) {
        const ov_compilation *k = &p->voices[i].k;

        fact(p, title_of_class(&p->voices[i]),
             ov_printf(arena, "%lld av %lld har svarat", (long long)k->answered,
                       (long long)k->population));
    }
    ov_paper_table_end(p->out);
    ov_paper_text(p->out, OV_PAPER_NOTE,
                  "Olika slags svar räknas var för sig. ”Avstår” och ”Inga synpunkter” är inga "
                  "ställningstaganden. Texter visas som de publiceras.");
}

static const char *state_of(const ov_compiled_party *party)
{
    if (party->timing)
        return !strcmp(party->timing, "late")       ? "Svarade för sent"
               : !strcmp(party->timing, "included") ? "Svarade för sent, räknas ändå"
                                                    : "Svarade i tid";
    return party->late_left_out ? "Svarade för sent, räknas inte" : "Har inte svarat";
}

/* "Svarade i tid, bara i bilaga. Bilagor: yttrande.pdf": files that belong to no question. */
static const char *sent_of(const paper *p, const voices *v, size_t party)
{
    const ov_compiled_party *of = &v->k.parties[party];
    ov_buf out = {0};
    const char *text;
    bool any = false;

    if (of->response_id && !ov_sight_answer(&p->sight, of))
        return "Svaret är inte publicerat";
    ov_buf_addz(&out, state_of(of));
    if (of->response_id && of->answers == 0)
        ov_buf_addz(&out, ", bara i bilaga");
    for (size_t i = 0; i < v->n_files; i++)
        if (v->files[i].party == party && v->files[i].question == SIZE_MAX && v->files[i].name) {
            ov_buf_printf(&out, "%s%s", any ? ", " : ". Bilagor: ", v->files[i].name);
            any = true;
        }
    text = ov_printf(p->ctx->arena, "%s", out.ptr);
    ov_buf_free(&out);
    return text;
}

static void add_parties(paper *p, const voices *v)
{
    ov_arena *arena = p->ctx->arena;

    ov_paper_heading(p->out, 2, title_of_class(v));
    ov_paper_table(p->out, ov_printf(arena, "Parter: %s", title_of_class(v)),
                   (int[]){10, 26, 24, 20, 20}, 5, true);
    ov_paper_row(p->out);
    ov_paper_cell_text(p->out, "Kod");
    ov_paper_cell_text(p->out, "Part");
    ov_paper_cell_text(p->out, "Svar");
    ov_paper_cell_text(p->out, "Mottaget");
    ov_paper_cell_text(p->out, "Rättsläge");
    for (size_t i = 0; i < v->k.n_parties; i++) {
        const ov_compiled_party *party = &v->k.parties[i];
        bool shown = party->response_id && ov_sight_answer(&p->sight, party);

        ov_paper_row(p->out);
        ov_paper_cell_text(p->out, party->code);
        ov_paper_cell_text(p->out,
                           party->outsider && !p->sight.all ? "Utanför registret" : party->name);
        ov_paper_cell_text(p->out, sent_of(p, v, i));
        ov_paper_cell_text(p->out, shown ? ov_format_instant(arena, party->received, "sv") : "–");
        ov_paper_cell_text(p->out, shown && party->legal_status
                                       ? ov_legal_status_title(party->legal_status)
                                       : "–");
    }
    ov_paper_table_end(p->out);
}

/* ---- A question ---- */

/* The longest word of a heading, in letters; a soft hyphen parts words too. */
static int longest_word(const char *text)
{
    int most = 0, n = 0;

    for (const char *p = text; *p; p++) {
        bool soft = !strncmp(p, "\xc2\xad", 2);

        n = *p == ' ' || soft ? 0 : n + ((*p & 0xc0) != 0x80);
        p += soft;
        most = n > most ? n : most;
    }
    return most;
}

/* Headings above columns that are as wide as their longest words want, in per cent; the first also
 * holds the names of kinds of voices, which are written larger. */
static void add_headings(paper *p, const char *caption, const char *const *names, size_t n)
{
    enum { MARGIN = 2, FIRST = 12 };
    int *widths = ov_calloc(p->ctx->arena, n, sizeof *widths), all = 0;

    for (size_t i = 0; i < n; i++) {
        widths[i] = MARGIN + (i == 0 ? FIRST : longest_word(names[i]));
        all += widths[i];
    }
    for (size_t i = 0; i < n; i++)
        widths[i] = 100 * widths[i] / all;
    ov_paper_table(p->out, caption, widths, n, true);
    ov_paper_row(p->out);
    for (size_t i = 0; i < n; i++)
        ov_paper_cell_text(p->out, names[i]);
}

static void add_figures(paper *p, size_t q, const char *title)
{
    ov_arena *arena = p->ctx->arena;
    const ov_compiled_scale *scale = p->voices[0].k.questions[q].scale;
    size_t n = scale ? scale->n : 0;
    const char **names = ov_calloc(arena, n + 3, sizeof *names);

    names[0] = "Slags svar";
    for (size_t g = 0; g < n; g++)
        names[g + 1] = scale->label[g];
    names[n + 1] = "Utan ställnings­tagande";
    names[n + 2] = "Inget svar";
    add_headings(p, ov_printf(arena, "Svaren på %s", title), names, n + 3);
    for (size_t i = 0; i < p->n; i++) {
        const ov_compiled_question *k = &p->voices[i].k.questions[q];

        ov_paper_row(p->out);
        ov_paper_cell_text(p->out, title_of_class(&p->voices[i]));
        for (size_t g = 0; scale && g < scale->n; g++)
            ov_paper_cell_int(p->out, k->counts[g]);
        ov_paper_cell_int(p->out, k->ungraded);
        ov_paper_cell_int(p->out, k->unanswered);
    }
    ov_paper_table_end(p->out);
    for (size_t i = 0; i < p->n; i++)
        if (p->voices[i].k.questions[q].median)
            ov_paper_text(p->out, OV_PAPER_BODY,
                          ov_printf(arena, "Median, %s: %s", title_of_class(&p->voices[i]),
                                    p->voices[i].k.questions[q].median));
}

static void add_said(paper *p, const voices *v, const ov_compiled_answer *a)
{
    const ov_compiled_party *party = &v->k.parties[a->party];
    const char *label = ov_compiled_label(&v->k, a);

    ov_paper_row(p->out);
    ov_paper_cell(p->out);
    ov_paper_text(p->out, OV_PAPER_BODY, party->name);
    if (party->timing && strcmp(party->timing, "in_time") != 0)
        ov_paper_text(p->out, OV_PAPER_NOTE, state_of(party));
    ov_paper_cell_text(p->out, label ? label : "–");
    ov_paper_cell(p->out);
    if (a->joins)
        ov_paper_text(p->out, OV_PAPER_BODY,
                      ov_printf(p->ctx->arena, "Ansluter sig till %s.", a->joins));
    if (a->wording.len) {
        ov_paper_text(p->out, OV_PAPER_LABEL, "Förslag till ny lydelse");
        ov_paper_lines(p->out, OV_PAPER_QUOTE, a->wording);
        if (a->comment.len)
            ov_paper_text(p->out, OV_PAPER_LABEL, "Motiv");
    }
    ov_paper_lines(p->out, OV_PAPER_BODY, a->comment);
}

/* "Tillstyrker utan kommentar: Ale, Borås". grade -1: those without one. */
static void add_silent(paper *p, const voices *v, size_t q, int grade, const char *label)
{
    ov_buf names = {0};

    for (size_t i = v->first[q]; i < v->first[q + 1]; i++) {
        const ov_compiled_answer *a = &v->answers[v->order[i]];

        if (a->grade == grade && !a->comment.len && !a->wording.len && !a->joins)
            ov_buf_printf(&names, "%s%s", names.len ? ", " : "", v->k.parties[a->party].name);
    }
    if (names.len)
        ov_paper_text(p->out, OV_PAPER_BODY,
                      ov_printf(p->ctx->arena, "%s utan kommentar: %s.", label, names.ptr));
    ov_buf_free(&names);
}

static const char *why_absent(const ov_compiled_party *party)
{
    return party->late_left_out                        ? " (svarade för sent)"
           : party->response_id && party->answers == 0 ? " (bara bilaga)"
                                                       : "";
}

/* "Bilagor: Ale (karta.pdf), Borås": who answers the question with a file. */
static void add_filed(paper *p, const voices *v, size_t q, bool *said)
{
    ov_buf names = {0};

    for (size_t i = 0; i < v->n_files; i++) {
        const ov_compiled_file *f = &v->files[i];

        if (f->question != q)
            continue;
        said[f->party] = true;
        ov_buf_printf(&names, "%s%s", names.len ? ", " : "", v->k.parties[f->party].name);
        if (f->name)
            ov_buf_printf(&names, " (%s)", f->name);
    }
    if (names.len)
        ov_paper_text(p->out, OV_PAPER_BODY, ov_printf(p->ctx->arena, "Bilagor: %s.", names.ptr));
    ov_buf_free(&names);
}

/* Every party that says nothing on this question, whether it has sent something or not. */
static void add_absent(paper *p, const voices *v, size_t q)
{
    bool *said = ov_calloc(p->ctx->arena, v->k.n_parties + 1, sizeof *said);
    ov_buf names = {0};

    for (size_t i = v->first[q]; i < v->first[q + 1]; i++)
        said[v->answers[v->order[i]].party] = true;
    add_filed(p, v, q, said);
    for (size_t i = 0; i < v->k.n_parties; i++)
        if (!said[i] && ov_sight_party(&p->sight, v->k.parties[i].class))
            ov_buf_printf(&names, "%s%s%s", names.len ? ", " : "", v->k.parties[i].name,
                          why_absent(&v->k.parties[i]));
    if (names.len)
        ov_paper_text(p->out, OV_PAPER_BODY,
                      ov_printf(p->ctx->arena, "Har inte svarat på frågan: %s.", names.ptr));
    ov_buf_free(&names);
}

static void add_answers(paper *p, const voices *v, size_t q, const char *title)
{
    const ov_compiled_scale *scale = v->k.questions[q].scale;
    bool table = false;

    ov_paper_text(p->out, OV_PAPER_LABEL, title_of_class(v));
    for (size_t i = v->first[q]; i < v->first[q + 1]; i++) {
        const ov_compiled_answer *a = &v->answers[v->order[i]];

        if (!a->comment.len && !a->wording.len && !a->joins)
            continue;
        if (!table) {
            ov_paper_table(
                p->out,
                ov_printf(p->ctx->arena, "Kommentarer till %s, %s", title, title_of_class(v)),
                (int[]){22, 20, 58}, 3, true);
            ov_paper_row(p->out);
            ov_paper_cell_text(p->out, "Part");
            ov_paper_cell_text(p->out, "Svar");
            ov_paper_cell_text(p->out, "Kommentar och förslag");
            table = true;
        }
        add_said(p, v, a);
    }
    if (table)
        ov_paper_table_end(p->out);
    for (size_t g = 0; scale && g < scale->n; g++)
        add_silent(p, v, q, (int)g, scale->label[g]);
    add_absent(p, v, q);
}

/* What staff have placed from attachments: beside the answers, never counted. */
static void add_placed(paper *p, ov_id question, const char *title)
{
    bool table = false;

    for (size_t i = 0; p->placed && i < p->placed->n; i++) {
        if (ov_cell_int(p->placed, i, OV_PLACED_QUESTION) != question)
            continue;
        if (!table) {
            ov_paper_table(p->out, ov_printf(p->ctx->arena, "Placerat ur bilagor på %s", title),
                           (int[]){25, 75}, 2, true);
            ov_paper_row(p->out);
            ov_paper_cell_text(p->out, "Part");
            ov_paper_cell_text(p->out, "Ur bilagan");
            table = true;
        }
        ov_paper_row(p->out);
        ov_paper_cell_text(p->out, ov_cell_text(p->placed, i, OV_PLACED_NAME));
        ov_paper_cell(p->out);
        ov_paper_lines(p->out, OV_PAPER_BODY, ov_cell_str(p->placed, i, OV_PLACED_TEXT));
    }
    if (table)
        ov_paper_table_end(p->out);
}

static void add_questions(paper *p)
{
    const ov_compilation *k = &p->voices[0].k;
    ov_id document = -1;

    for (size_t q = 0; q < k->n_questions; q++) {
        const ov_compiled_question *question = &k->questions[q];
        const char *title = ov_compiled_title(p->ctx->arena, question);

        if (question->document_id != document) {
            const char *name = "Hela remissen";

            for (size_t i = 0; i < k->documents->n; i++)
                if (ov_cell_int(k->documents, i, DOC_ID) == question->document_id)
                    name =
                        ov_printf(p->ctx->arena, "%s, %s", ov_cell_text(k->documents, i, DOC_TITLE),
                                  ov_cell_text(k->documents, i, DOC_LABEL));
            ov_paper_heading(p->out, 1, name);
            document = question->document_id;
        }
        ov_paper_heading(p->out, 2, title);
        add_figures(p, q, title);
        for (size_t i = 0; p->sight.answers && i < p->n; i++)
            add_answers(p, &p->voices[i], q, title);
        add_placed(p, question->id, title);
    }
}

static ov_status make(ov_req *req, paper *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_consultation c;

    *p = (paper){.req = req, .ctx = ctx};
    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_compiled_sight(req, &c, &p->sight));
    if (!p->sight.figures)
        return OV_OK;
    OV_TRY(load(p, &c));
    p->out = ov_paper_new(ctx->arena, ov_printf(ctx->arena, "Sammanställning av svar: %s", c.title),
                          ov_printf(ctx->arena, "Sammanställning %s",
                                    ov_format_instant(ctx->arena, ctx->received, "sv")),
                          ctx->received);
    add_head(p, &c);
    if (p->sight.answers) {
        ov_paper_heading(p->out, 1, "Vilka har svarat");
        for (size_t i = 0; i < p->n; i++)
            add_parties(p, &p->voices[i]);
    }
    add_questions(p);
    if (p->sight.all)
        ov_comments_noted(req, &c);
    return OV_OK;
}

static ov_status send_as(ov_req *req, bool odt)
{
    const char *name;
    paper p;

    OV_TRY(make(req, &p));
    if (!p.out)
        return ov_refuse(req, 403,
                         ov_req_tr(req, "Sammanställningen visas när remissen har stängt och den "
                                        "har publicerats."));
    name = ov_printf(p.ctx->arena, "sammanstallning-%s-%lld.%s", ov_req_matter(req)->slug,
                     (long long)p.voices[0].k.c.id, odt ? "odt" : "docx");
    return odt ? ov_send_paper(req, OV_ODT_TYPE, name, ov_paper_odt(p.out))
               : ov_send_paper(req, OV_DOCX_TYPE, name, ov_paper_docx(p.out));
}

/* GET /remiss/:id/sammanstallning.docx — with the choices of the page. */
ov_status ov_page_compilation_docx(ov_req *req)
{
    return send_as(req, false);
}

/* GET /remiss/:id/sammanstallning.odt */
ov_status ov_page_compilation_odt(ov_req *req)
{
    return send_as(req, true);
}
