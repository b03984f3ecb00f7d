/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_common.c — the head of every page of a compilation: who may see what, which answers
 * are meant, where the other pages are. */
#include "pages/consult/compilation/compiled.h"
#include "pages/consult/round.h"

#include "consult/during/correction.h"
#include "register/group.h"
#include "view/format.h"

#include <stdio.h>
#include <string.h>

typedef struct word {
    const char *code, *title;
} word;
static const word class_words[] = {{"official", "Inbjudna parter"},
                                   {"council", "Råd"},
                                   {"uninvited", "Svar utan inbjudan"},
                                   {"private", "Privatpersoner"},
                                   {"all", "Alla slags svar tillsammans"}};
static const word legal_words[] = {
    {"decided", "Beslutade svar"},         {"preliminary", "Preliminära svar"},
    {"officer", "Tjänstepersonssvar"},     {"board_decided", "Beslut i nämnd eller styrelse"},
    {"delegated", "Beslut på delegation"}, {"chair_urgent", "Brådskande beslut av ordföranden"}};
/* In the order of OV_TEXT_…, without the first. */
static const word text_words[] = {{"tidigare", "Svarade på en tidigare lydelse"},
                                  {"gallande", "Svarade på gällande lydelse"}};

/* ---- Who ---- */

ov_status ov_compiled_sight(ov_req *req, const ov_consultation *c, ov_sight *out)
{
    if (ov_req_may(req, OV_MAY_FOLLOW, 0) == OV_OK) {
        *out = (ov_sight){.all = true, .figures = true, .answers = true, .files = true};
        return OV_OK;
    }
    return ov_sight_public(ov_req_ctx(req), c, out);
}

/* ---- Which ---- */

static const char *known(const char *asked, const word *words, size_t n)
{
    for (size_t i = 0; asked && i < n; i++)
        if (!strcmp(asked, words[i].code))
            return words[i].code;
    return NULL;
}

static const char *known_type(const char *asked)
{
    for (const ov_choice *t = ov_organisation_types; asked && t->code; t++)
        if (!strcmp(t->code, asked))
            return t->code;
    return NULL;
}

/* "2026-11-22T10:00", a clock in Stockholm, or an instant with Z. */
static bool read_instant(const char *text, ov_instant *out)
{
    ov_str s = ov_str_from(text);
    int hour, minute, end = 0;
    ov_instant at;
    ov_day day;

    if (ov_instant_parse(s, out) == OV_OK)
        return true;
    if (s.len < 16 || (s.ptr[10] != 'T' && s.ptr[10] != ' ') ||
        ov_day_parse((ov_str){s.ptr, 10}, &day) != OV_OK || s.ptr[11] < '0' || s.ptr[11] > '2' ||
        sscanf(s.ptr + 11, "%2d:%2d%n", &hour, &minute, &end) != 2 || end != 5 || hour > 23 ||
        minute < 0 || minute > 59 || s.len != 16)
        return false;
    at = ov_day_start(day) + ((int64_t)hour * 60 + minute) * 60000000;
    /* the night when the clocks change has an hour more or less */
    *out = at + (int64_t)(hour - ov_stockholm(at).hour) * 3600000000;
    return true;
}

ov_status ov_compiled_choices(ov_req *req, const ov_sight *sight, ov_compilation_filter *out,
                              const char **fault)
{
    const char *at = ov_req_query(req, "vid"), *late = ov_req_query(req, "sena"),
               *text = ov_req_query(req, "lydelse");
    ov_compilation_filter f = {0};
    ov_id group;
    ov_group found;

    f.class = known(ov_req_query(req, "klass"), class_words, OV_LEN(class_words));
    f.late = late && !strcmp(late, "1");
    *out = f;
    if (!sight->answers)
        return OV_OK;
    f.org_type = known_type(ov_req_query(req, "typ"));
    f.legal = known(ov_req_query(req, "beslut"), legal_words, OV_LEN(legal_words));
    for (int i = 0; i < (int)OV_LEN(text_words); i++)
        if (text && !strcmp(text, text_words[i].code))
            f.text = i + 1;
    if (at && *at && (!read_instant(at, &f.at) || f.at <= 0) && fault)
        *fault = ov_req_tr(req, "Skriv tidpunkten som 2026-11-22T10:00.");
    if (f.at < 0 || f.at > ov_req_ctx(req)->received)
        f.at = 0; /* what is to come is not known: as of now */
    /* what had been replaced when it was published is not published: nobody has screened it */
    if (f.at && !sight->all && f.at < sight->until)
        f.at = sight->until;
    if (ov_parse_int(ov_str_from(ov_req_query(req, "grupp")), &group) == OV_OK && group > 0) {
        ov_status status = ov_group_get(ov_req_ctx(req), group, &found);

        if (status != OV_OK && status != OV_NOT_FOUND)
            return status;
        if (status == OV_OK && found.org_id == ov_req_matter(req)->owner_org_id)
            f.group_id = group;
    }
    *out = f;
    return OV_OK;
}

/* ---- Addresses ---- */

static void add_choice(ov_buf *out, const char *name, const char *value)
{
    if (value && *value)
        ov_buf_printf(out, "%s%s=%s", out->len ? "&" : "?", name, value);
}

static const char *query_of(ov_req *req, const ov_compilation_filter *f)
{
    ov_arena *arena = ov_req_arena(req);
    ov_buf out = {0};
    const char *text;

    add_choice(&out, "klass", f->class && strcmp(f->class, "official") != 0 ? f->class : NULL);
    add_choice(&out, "typ", f->org_type);
    add_choice(&out, "grupp",
               f->group_id ? ov_printf(arena, "%lld", (long long)f->group_id) : NULL);
    add_choice(&out, "beslut", f->legal);
    add_choice(&out, "lydelse", f->text ? text_words[f->text - 1].code : NULL);
    add_choice(&out, "sena", f->late ? "1" : NULL);
    add_choice(&out, "vid", f->at ? ov_instant_iso(arena, f->at) : NULL);
    text = ov_str_z(arena, ov_buf_str(&out));
    ov_buf_free(&out);
    return text;
}

const char *ov_compiled_path(const ov_compiled_page *p, const char *page)
{
    return ov_req_path(p->req, "/remiss/%lld/sammanstallning%s%s", (long long)p->k.c.id, page,
                       p->query);
}

const char *ov_compiled_with(const ov_compiled_page *p, const char *path, const char *choice)
{
    return ov_printf(ov_req_arena(p->req), "%s%s%s", path, strchr(path, '?') ? "&" : "?", choice);
}

ov_id ov_compiled_document(const ov_compiled_page *p, size_t *place)
{
    const char *asked = ov_req_query(p->req, "dokument");
    int64_t n;

    if (!asked || ov_parse_int(ov_str_from(asked), &n) != OV_OK || n < 1 ||
        n > (int64_t)p->k.documents->n)
        n = 1;
    *place = (size_t)n;
    return p->k.documents->n ? ov_cell_int(p->k.documents, (size_t)n - 1, 0) : 0;
}

const char *ov_compiled_response_path(ov_req *req, ov_id round, const ov_sight *sight,
                                      const ov_compiled_party *p)
{
    return ov_req_path(req, "/remiss/%lld%s/svar/%s", (long long)round,
                       sight->all ? "" : "/sammanstallning",
                       ov_url_encode(ov_req_arena(req), p->outsider ? p->number : p->code));
}

/* ---- The head ---- */

static void add_words(ov_req *req, ov_map *root, const char *key, const word *words, size_t n,
                      const char *chosen)
{
    ov_list *list = ov_map_list(root, key);

    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "value", words[i].code);
        ov_map_text(item, "text", ov_req_tr(req, words[i].title));
        ov_map_bool(item, "chosen", chosen && !strcmp(chosen, words[i].code));
    }
}

static ov_status add_groups(ov_compiled_page *p)
{
    ov_list *list = ov_map_list(p->root, "groups"), *types = ov_map_list(p->root, "types");
    const ov_group *groups;
    size_t n;

    OV_TRY(ov_groups(ov_req_ctx(p->req), ov_req_matter(p->req)->owner_org_id, &groups, &n));
    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "value", groups[i].id);
        ov_map_text(item, "text", groups[i].name);
        ov_map_bool(item, "chosen", groups[i].id == p->k.filter.group_id);
        if (groups[i].id == p->k.filter.group_id)
            ov_map_text(p->root, "group_name", groups[i].name);
    }
    ov_map_bool(p->root, "has_groups", n > 0);
    for (const ov_choice *t = ov_organisation_types; t->code; t++) {
        ov_map *item = ov_list_add(types);

        ov_map_text(item, "value", t->code);
        ov_map_text(item, "text", ov_req_tr(p->req, t->plural ? t->plural : t->title));
        ov_map_bool(item, "chosen", !strcmp(p->k.filter.org_type, t->code));
    }
    return OV_OK;
}

/* Which text was answered, where there is more than one. */
static ov_status add_texts(ov_compiled_page *p)
{
    const int text = p->k.filter.text;
    const ov_rows *corrections;

    OV_TRY(ov_corrections(ov_req_ctx(p->req), p->k.c.id, &corrections));
    if (!corrections->n && !text)
        return OV_OK;
    ov_map_bool(p->root, "has_answered_texts", true);
    add_words(p->req, p->root, "answered_texts", text_words, OV_LEN(text_words),
              text ? text_words[text - 1].code : NULL);
    ov_map_text(p->root, "answered_text",
                text ? ov_req_tr(p->req, text_words[text - 1].title) : NULL);
    return OV_OK;
}

/* Which answers stand in the figures, in words, and the way to the other choice. */
static void add_switches(ov_compiled_page *p, const char *page)
{
    const ov_compilation_filter *f = &p->k.filter;
    ov_compilation_filter other = *f;
    ov_ctx *ctx = ov_req_ctx(p->req);
    ov_map *root = p->root;

    other.late = !f->late;
    if (p->k.late) {
        ov_map *late = ov_map_map(root, "late_ones");

        ov_map_int(late, "n", p->k.late);
        ov_map_bool(late, "counted", f->late);
        ov_map_text(late, "href",
                    ov_req_path(p->req, "/remiss/%lld/sammanstallning%s%s", (long long)p->k.c.id,
                                page, query_of(p->req, &other)));
    }
    if (p->k.included)
        ov_map_int(root, "included", p->k.included);
    ov_map_bool(root, "summed", !strcmp(f->class, "all"));
    ov_map_text(root, "class_title",
                ov_req_tr(p->req, !strcmp(f->class, "all") ? "Alla slags svar tillsammans"
                                                           : ov_class_title(f->class)));
    ov_map_bool(root, "sena", f->late);
    if (f->at) {
        ov_local l = ov_stockholm(f->at);

        ov_map_text(root, "at", ov_format_instant_exact(ctx->arena, f->at, ctx->lang));
        ov_map_text(
            root, "vid",
            ov_printf(ctx->arena, "%sT%02d:%02d", ov_day_iso(ctx->arena, l.day), l.hour, l.minute));
        other = *f;
        other.at = 0;
        ov_map_text(root, "now_href",
                    ov_req_path(p->req, "/remiss/%lld/sammanstallning%s%s", (long long)p->k.c.id,
                                page, query_of(p->req, &other)));
    }
}

static void add_pages(ov_compiled_page *p, const char *page)
{
    static const struct {
        const char *page, *title;
        ov_compiled_need need;
        const char *action;
    } pages[] = {
        {"", "Siffror", OV_NEED_FIGURES, NULL},
        {"/parter", "Part för part", OV_NEED_ANSWERS, NULL},
        {"/karta", "Värmekarta", OV_NEED_FIGURES, NULL},
        {"/lika", "Lika svar", OV_NEED_ANSWERS, NULL},
        {"/publicera", "Granska och publicera", OV_NEED_ALL, "consult.publish"},
    };
    static const struct {
        const char *extension, *name;
    } files[] = {
        {"csv", "CSV"}, {"xlsx", "Excel"}, {"json", "JSON"}, {"docx", "Word"}, {"odt", "ODT"}};
    ov_list *list = ov_map_list(p->root, "pages"), *formats = ov_map_list(p->root, "formats");

    for (size_t i = 0; i < OV_LEN(pages); i++) {
        ov_map *item;

        if ((pages[i].need == OV_NEED_ANSWERS && !p->sight.answers) ||
            (pages[i].need == OV_NEED_ALL && !p->sight.all) ||
            (pages[i].action && ov_req_may(p->req, pages[i].action, 0) != OV_OK))
            continue;
        item = ov_list_add(list);
        ov_map_text(item, "title", ov_req_tr(p->req, pages[i].title));
        ov_map_text(item, "href", ov_compiled_path(p, pages[i].page));
        ov_map_bool(item, "current", !strcmp(page, pages[i].page));
    }
    for (size_t i = 0; i < OV_LEN(files); i++) {
        ov_map *item = ov_list_add(formats);

        ov_map_text(item, "name", files[i].name);
        ov_map_text(
            item, "href",
            ov_compiled_path(p, ov_printf(ov_req_arena(p->req), ".%s", files[i].extension)));
    }
}

static ov_status add_head(ov_compiled_page *p, const char *page)
{
    const ov_compilation *k = &p->k;
    ov_ctx *ctx = ov_req_ctx(p->req);
    ov_map *root = p->root;

    ov_map_int(root, "answered", k->answered);
    ov_map_int(root, "population", k->population);
    ov_map_int(root, "n_questions", (int64_t)k->n_questions);
    ov_map_bool(root, "has_answers", k->answered > 0);
    ov_map_bool(root, "follows", p->sight.all);
    ov_map_bool(root, "answers_public", p->sight.answers);
    ov_map_text(root, "as_of", ov_format_instant(ctx->arena, ctx->received, ctx->lang));
    ov_map_text(root, "self",
                ov_req_path(p->req, "/remiss/%lld/sammanstallning%s", (long long)k->c.id, page));
    ov_map_text_or_false(root, "fault", p->fault);
    add_words(p->req, root, "classes", class_words, OV_LEN(class_words), k->filter.class);
    if (p->sight.answers) {
        add_words(p->req, root, "legals", legal_words, OV_LEN(legal_words), k->filter.legal);
        OV_TRY(add_groups(p));
        OV_TRY(add_texts(p));
    }
    ov_map_bool(root, "chosen_more",
                k->filter.group_id || *k->filter.org_type || *k->filter.legal || k->filter.at ||
                    k->filter.text || p->fault);
    add_switches(p, page);
    add_pages(p, page);
    return OV_OK;
}

ov_status ov_compiled_open(ov_req *req, ov_compiled_need need, const char *template_name,
                           const char *page, const char *title, ov_compiled_page *out)
{
    ov_compiled_page p = {.req = req};
    ov_compilation_filter filter;
    ov_consultation c;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_compiled_sight(req, &c, &p.sight));
    *out = p;
    if (!p.sight.figures)
        return ov_refuse(req, 403,
                         ov_req_tr(req, "Sammanställningen visas när remissen har stängt och den "
                                        "har publicerats."));
    if (need == OV_NEED_ALL)
        OV_TRY(ov_req_may(req, OV_MAY_FOLLOW, 0));
    if (need == OV_NEED_ANSWERS && !p.sight.answers)
        return ov_refuse(req, 403,
                         ov_req_tr(req, "Bara siffrorna är publicerade, inte vad var och en har "
                                        "svarat."));
    OV_TRY(ov_compiled_choices(req, &p.sight, &filter, &p.fault));
    OV_TRY(ov_compilation_make(ov_req_ctx(req), &c, &filter, &p.k));
    p.query = query_of(req, &p.k.filter);
    p.view = ov_view_new(req, template_name);
    p.root = ov_view_root(p.view);
    if (p.fault)
        ov_view_status(p.view, 422);
    ov_round_model(req, p.view, &c, true);
    ov_view_title(p.view, ov_printf(ov_req_arena(req), "%s: %s", c.title, ov_req_tr(req, title)));
    ov_view_crumb(p.view, ov_req_tr(req, "Sammanställning"),
                  *page ? ov_compiled_path(&p, "") : NULL);
    if (*page)
        ov_view_crumb(p.view, ov_req_tr(req, title), NULL);
    OV_TRY(add_head(&p, page));
    *out = p;
    return OV_OK;
}

/* ---- Parts ---- */

const char *ov_compiled_tint(int64_t part, int64_t whole)
{
    static const char *const tints[] = {"h1", "h2", "h3", "h4", "h5"};
    int64_t fifth = whole > 0 ? part * 5 / whole : 0;

    return tints[fifth > 4 ? 4 : fifth < 0 ? 0 : fifth];
}

static void add_bar(const ov_compiled_page *p, ov_list *bars, const char *label, int64_t n,
                    const char *share, int64_t widest)
{
    ov_map *bar = ov_list_add(bars);

    ov_map_text(bar, "label", label);
    ov_map_int(bar, "n", n);
    ov_map_text(bar, "share", share);
    ov_map_int(bar, "width", n);
    ov_map_int(bar, "widest", widest > 0 ? widest : 1);
    (void)p;
}

void ov_compiled_hist(const ov_compiled_page *p, ov_map *item, const ov_compiled_question *q,
                      int64_t widest)
{
    ov_arena *arena = ov_req_arena(p->req);
    ov_list *bars = ov_map_list(item, "bars");

    ov_map_int(item, "positions", q->positions);
    ov_map_int(item, "outside", q->outside);
    ov_map_int(item, "unanswered", q->unanswered);
    ov_map_text_or_false(item, "median", q->median);
    for (size_t g = 0; q->scale && g < q->scale->n; g++)
        add_bar(p, bars, q->scale->label[g], q->counts[g],
                q->scale->inside[g] && q->positions
                    ? ov_printf(arena, "%lld\u00a0%%",
                                (long long)ov_compiled_share(q->counts[g], q->positions))
                    : "–",
                widest);
    if (q->ungraded)
        add_bar(p, bars, ov_req_tr(p->req, q->scale ? "Utan ställningstagande" : "Svar"),
                q->ungraded, "–", widest);
    add_bar(p, bars, ov_req_tr(p->req, "Inte besvarat"), q->unanswered, "–", widest);
}

const char *ov_compiled_timing(ov_req *req, const ov_compiled_party *p)
{
    if (!p->timing || !strcmp(p->timing, "in_time"))
        return NULL;
    return ov_req_tr(req,
                     !strcmp(p->timing, "late") ? "kom för sent" : "kom för sent, räknas ändå");
}
