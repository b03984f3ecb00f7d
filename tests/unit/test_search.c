/* SPDX-License-Identifier: EUPL-1.2 */
/* test_search.c — the search index: stems, parts of words, rank, rights, replacing, and the same
 * hits in the same order on both engines. */
#include "testdb.h"

#include "db/search.h"
#include "util/stem.h"

#include <stdlib.h>
#include <string.h>

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;

/* ---- A small corpus ---- */

static const struct doc {
    const char *kind;
    ov_id object, ref;
    const char *action;
    ov_id org, matter;
    ov_day day;
    const char *title, *text;
} corpus[] = {
    {"text", 1, 10, "public", 0, 1, 100, "1 Parter",
     "Avtalet gäller mellan regionen och kommunerna."},
    {"text", 2, 10, "public", 0, 1, 100, "2 Kostnader",
     "Regionen bär kostnaden. Kostnader delas lika."},
    {"text", 3, 10, "public", 0, 1, 100, "3 Läkemedel", "Läkemedelskostnader betalas av regionen."},
    {"text", 4, 10, "public", 0, 1, 100, "4 Möten",
     "En värd utses för varje möte. Kostnad: ingen."},
    {"text", 5, 10, "public", 0, 1, 100, "5 Vård",
     "Hälso- och sjukvård ges enligt EU:s regler i avsnitt 3.1. Kommunens vård är god vård."},
    /* a newer version: 2 is worded anew, 5 as before */
    {"text", 2, 20, "public", 0, 1, 200, "2 Kostnader", "Kommunen bär kostnaden för hjälpmedel."},
    {"text", 5, 20, "public", 0, 1, 200, "5 Vård",
     "Hälso- och sjukvård ges enligt EU:s regler i avsnitt 3.1. Kommunens vård är god vård."},
    /* another matter, a draft, and two parties' answers */
    {"text", 7, 30, "public", 0, 2, 150, "1 Vårdgaranti",
     "Patienten har rätt till besök inom tid."},
    {"text", 8, 40, "working", 0, 1, 250, "9 Hemligt utkast", "Kostnad för hemlig rehabilitering."},
    {"answer", 0, 51, "own", 71, 1, 220, "2 Kostnader", "Vi avstyrker: kostnaden är för hög."},
    {"answer", 0, 52, "own", 72, 1, 221, "2 Kostnader", "Vi tillstyrker. Kostnaden är rimlig."},
};

static ov_status put_one(ov_ctx *x, void *arg)
{
    const struct doc *d = arg;
    ov_search_doc doc = {.kind = d->kind,
                         .object_id = d->object,
                         .ref_id = d->ref,
                         .rules = {{d->action, d->org, d->matter, 9}},
                         .day = d->day,
                         .label = ov_printf(x->arena, "Version %d", (int)d->ref),
                         .path = ov_printf(x->arena, "/p/%d/%d", (int)d->ref, (int)d->object),
                         .title = d->title,
                         .text = ov_str_from(d->text)};

    if (strcmp(d->kind, "answer") == 0)
        doc.rules[1] = (ov_search_rule){"all", 0, d->matter, 9};
    return ov_search_put(x, &doc);
}

static void put_corpus(void)
{
    for (size_t i = 0; i < OV_LEN(corpus); i++)
        test_ok(ctx, ov_write(ctx, put_one, (void *)(uintptr_t)&corpus[i]));
}

typedef struct removing {
    const char *kind;
    ov_id ref, object;
} removing;

static ov_status remove_one(ov_ctx *x, void *arg)
{
    removing *r = arg;

    return ov_search_remove(x, r->kind, r->ref, r->object);
}

/* What a visitor, a party and staff may. */
static bool may(ov_ctx *x, const ov_search_rule *rule)
{
    const ov_actor *a = &x->actor;

    if (strcmp(rule->action, "public") == 0)
        return true;
    if (strcmp(rule->action, "own") == 0)
        return a->account_id && a->n_mandates && a->mandates[0].org_id == rule->org_id;
    return a->account_id && a->n_mandates && strcmp(a->mandates[0].role, "staff") == 0;
}

static const ov_actor visitor = {.login = "-"};
static const ov_mandate at_71[] = {{"writer", 71, 0}}, at_9[] = {{"staff", 9, 0}};
static const ov_actor party = {.account_id = 1, .login = "p", .mandates = at_71, .n_mandates = 1};
static const ov_actor staff = {.account_id = 2, .login = "s", .mandates = at_9, .n_mandates = 1};

/* The hits as one line: "/p/20/2 | /p/10/3~", parts with a tilde, other wordings in parentheses. */
static const char *ask(const ov_actor *who, ov_search_query query)
{
    ov_search_result result;
    ov_buf line = {0};
    const char *out;

    ctx->actor = *who;
    query.may = may;
    query.page = query.page ? query.page : 1;
    test_ok(ctx, ov_search(ctx, &query, &result));
    for (size_t i = 0; i < result.n; i++) {
        const ov_search_hit *hit = &result.hits[i];

        ov_buf_printf(&line, "%s%s%s", i ? " " : "", hit->path, hit->part ? "~" : "");
        for (size_t k = 0; k < hit->n_others; k++)
            ov_buf_printf(&line, "(%s)", hit->others[k].path);
    }
    out = ov_strdup(ctx->arena, line.ptr ? line.ptr : "");
    ov_buf_free(&line);
    ctx->actor = (ov_actor){.login = "system", .is_system = true};
    return out;
}

static const char *seek(const char *q)
{
    return ask(&visitor, (ov_search_query){.q = q});
}

static void setup(void)
{
    db = test_db_open(engine);
    ctx = test_ctx(db);
    put_corpus();
}

static void teardown(void)
{
    test_db_close(db);
}

/* ---- Words ---- */

START_TEST(words_are_cut_and_stemmed)
{
    static const struct {
        const char *text, *stems;
    } cases[] = {{"Kommunernas kommunen KOMMUN", "kommun kommun kommun"},
                 {"kostnadernas kostnader kostnaden kostnad", "kostn kostn kostn kostn"},
                 {"hälso- och sjukvård", "hälso och sjukvård"},
                 {"EU:s, IVO:s", "eu ivo"},
                 {"avsnitt 3.1, 12,5 % 2025-08-20.", "avsnit 3.1 12,5 2025 08 20"},
                 {"läkemedels\u00adkostnader", "läkemedelskostn"},
                 {"vard värd", "vard värd"},
                 {"Å Ä Ö", "å ä ö"},
                 {" .,:; — ", ""}};
    ov_arena *arena = ov_arena_new(0);

    for (size_t i = 0; i < OV_LEN(cases); i++) {
        size_t n;
        const ov_word *words = ov_words(arena, ov_str_from(cases[i].text), &n);
        ov_buf line = {0};

        for (size_t w = 0; w < n; w++)
            ov_buf_printf(&line, "%s%.*s", w ? " " : "", (int)words[w].stem.len, words[w].stem.ptr);
        ck_assert_str_eq(line.ptr ? line.ptr : "", cases[i].stems);
        ov_buf_free(&line);
    }
    ov_arena_free(arena);
}
END_TEST

START_TEST(a_word_of_any_length_is_cut)
{
    ov_arena *arena = ov_arena_new(0);
    char *text = ov_alloc(arena, 100001);
    size_t n;

    memset(text, 'x', 100000);
    text[100000] = '\0';
    const ov_word *words = ov_words(arena, ov_str_from(text), &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_uint_eq(words[0].at.len, 100000);
    ck_assert_uint_le(words[0].folded.len, 64);
    ov_arena_free(arena);
}
END_TEST

/* ---- Hits ---- */

static const struct {
    const char *q, *hits;
} visitor_cases[] = {
    {"kostnad", "/p/20/2(/p/10/2) /p/10/4 /p/10/3~"},
    {"KOSTNADERNA", "/p/20/2(/p/10/2) /p/10/4 /p/10/3~"},
    {"läkemedelskostnad", "/p/10/3"},
    {"vard", ""},
    {"värd", "/p/10/4"},
    {"vård", "/p/20/5(/p/10/5) /p/30/7~"},
    {"varden", ""},
    {"kostnad regionen", "/p/10/2 /p/10/3~"},
    {"hjälpmedel", "/p/20/2"},
    {"\"bär kostnaden\"", "/p/20/2(/p/10/2)"},
    {"\"kostnaden bär\"", ""},
    {"\u201dHälso- och sjukvård\u201d", "/p/20/5(/p/10/5)"},
    {"3.1", "/p/20/5(/p/10/5)"},
    {"EU", "/p/20/5(/p/10/5)"},
    {"EU:s", "/p/20/5(/p/10/5)"},
    {"god vård kommun", "/p/20/5(/p/10/5)"},
    {"hemlig", ""},
    {"avstyrker", ""},
    {"rehabilitering kostnad", ""},
    {"saknas", ""},
};

static void check_cases(void)
{
    for (size_t i = 0; i < OV_LEN(visitor_cases); i++) {
        const char *found = seek(visitor_cases[i].q);

        ck_assert_msg(!strcmp(found, visitor_cases[i].hits), "%s: %s, not %s", visitor_cases[i].q,
                      found, visitor_cases[i].hits);
    }
}

START_TEST(hits_are_found_before_and_after_sorting_in)
{
    check_cases();
    test_ok(ctx, ov_search_merge(ctx));
    check_cases();
    test_ok(ctx, ov_search_merge(ctx));
    check_cases();
}
END_TEST

START_TEST(everybody_finds_what_they_may_read)
{
    for (int merged = 0; merged < 2; merged++) {
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "avstyrker"}), "/p/51/0");
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "tillstyrker"}), "");
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "hemlig"}), "");
        ck_assert_str_eq(ask(&staff, (ov_search_query){.q = "avstyrker"}), "/p/51/0");
        ck_assert_str_eq(ask(&staff, (ov_search_query){.q = "tillstyrker"}), "/p/52/0");
        ck_assert_str_eq(ask(&staff, (ov_search_query){.q = "hemlig"}), "/p/40/8");
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "kostnad"}),
                         "/p/51/0 /p/20/2(/p/10/2) /p/10/4 /p/10/3~");
        test_ok(ctx, ov_search_merge(ctx));
    }
}
END_TEST

START_TEST(filters_narrow)
{
    test_ok(ctx, ov_search_merge(ctx));
    ck_assert_str_eq(ask(&staff, (ov_search_query){.q = "kostnad", .kind = "answer"}),
                     "/p/52/0 /p/51/0");
    ck_assert_str_eq(ask(&staff, (ov_search_query){.q = "vård", .matter_id = 2}), "/p/30/7~");
    ck_assert_str_eq(ask(&visitor, (ov_search_query){.q = "kostnad", .from = 150}), "/p/20/2");
    ck_assert_str_eq(ask(&visitor, (ov_search_query){.q = "kostnad", .to = 150}),
                     "/p/10/2 /p/10/4 /p/10/3~");
    ck_assert_str_eq(ask(&visitor, (ov_search_query){.q = "kostnad", .kind = "answer"}), "");
}
END_TEST

START_TEST(what_is_taken_out_is_not_found)
{
    removing answer = {"answer", 51, 0}, one = {"text", 20, 2}, all = {"text", 10, 0};

    test_ok(ctx, ov_search_merge(ctx));
    for (int merged = 0; merged < 2; merged++) {
        test_ok(ctx, ov_write(ctx, remove_one, &answer));
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "avstyrker"}), "");
        ck_assert_str_eq(ask(&staff, (ov_search_query){.q = "avstyrker"}), "");
        test_ok(ctx, ov_write(ctx, remove_one, &one));
        ck_assert_str_eq(seek("kostnad"), "/p/10/2 /p/10/4 /p/10/3~");
        test_ok(ctx, ov_search_merge(ctx));
    }
    test_ok(ctx, ov_write(ctx, remove_one, &all));
    ck_assert_str_eq(seek("kostnad"), "");
    test_ok(ctx, ov_write(ctx, put_one, (void *)(uintptr_t)&corpus[1]));
    ck_assert_str_eq(seek("kostnad"), "/p/10/2");
    test_ok(ctx, ov_search_merge(ctx));
    ck_assert_str_eq(seek("kostnad"), "/p/10/2");
}
END_TEST

static ov_search_doc comment(const char *title, const char *text)
{
    return (ov_search_doc){.kind = "answer",
                           .ref_id = 61,
                           .rules = {{"own", 71, 1, 9}, {"all", 0, 1, 9}},
                           .day = 300,
                           .label = "Alingsås",
                           .path = ov_printf(ctx->arena, "/s/%s", title),
                           .title = title,
                           .text = ov_str_from(text)};
}

static ov_status replace(ov_ctx *x, void *arg)
{
    const char *const *texts = arg;
    ov_search_doc docs[] = {comment("1", texts[0]), comment("2", texts[1]), comment("3", texts[2])};

    return ov_search_replace(x, "answer", 61, docs, texts[2] ? 3 : 2);
}

static const ov_sql count_todo = {"t.todo", "SELECT count(*) FROM search_todo", NULL};
static const ov_sql count_docs = {"t.docs", "SELECT count(*) FROM search_doc WHERE ref_id = 61",
                                  NULL};

static int64_t count_of(const ov_sql *sql)
{
    int64_t n;

    test_ok(ctx, ov_select_int(ctx, sql, OV_NOARGS, 0, &n));
    return n;
}

/* An answer sent again: what is the same stays, and nothing that has gone comes back with it. */
START_TEST(what_is_replaced_by_the_same_stays)
{
    const char *first[] = {"förkastas", "tillstyrks", "likgiltigt"};
    const char *second[] = {"förkastas", "justeras", "likgiltigt"};
    const char *third[] = {"förkastas", "tillstyrks", NULL};

    for (int merged = 0; merged < 2; merged++) {
        test_ok(ctx, ov_write(ctx, replace, first));
        if (merged) {
            test_ok(ctx, ov_search_merge(ctx));
            test_ok(ctx, ov_write(ctx, replace, first));
            ck_assert_int_eq(count_of(&count_todo), 0);
        }
        test_ok(ctx, ov_write(ctx, replace, second));
        if (merged) /* one goes and one comes, each from two shelves */
            ck_assert_int_eq(count_of(&count_todo), 4);
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "tillstyrks"}), "");
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "justeras"}), "/s/2");
        ck_assert_str_eq(ask(&staff, (ov_search_query){.q = "förkastas"}), "/s/1");
        test_ok(ctx, ov_write(ctx, replace, third)); /* the former wording is new again */
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "tillstyrks"}), "/s/2");
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "justeras"}), "");
        ck_assert_str_eq(ask(&staff, (ov_search_query){.q = "likgiltigt"}), "");
        test_ok(ctx, ov_search_merge(ctx));
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "tillstyrks"}), "/s/2");
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "justeras"}), "");
        ck_assert_str_eq(ask(&staff, (ov_search_query){.q = "förkastas"}), "/s/1");
        ck_assert_int_eq(count_of(&count_docs), 2);
    }
}
END_TEST

START_TEST(what_is_published_becomes_everybodys)
{
    removing draft = {"text", 40, 0};
    struct doc published = corpus[8];

    published.action = "public";
    test_ok(ctx, ov_search_merge(ctx));
    test_ok(ctx, ov_write(ctx, remove_one, &draft));
    test_ok(ctx, ov_write(ctx, put_one, &published));
    ck_assert_str_eq(seek("hemlig"), "/p/40/8");
    ck_assert_str_eq(ask(&staff, (ov_search_query){.q = "hemlig"}), "/p/40/8");
    test_ok(ctx, ov_search_merge(ctx));
    ck_assert_str_eq(seek("hemlig"), "/p/40/8");
}
END_TEST

START_TEST(hostile_queries_are_harmless)
{
    static const char *const queries[] = {"",
                                          " ",
                                          ".",
                                          "\"",
                                          "\"\"",
                                          "\"\" \"",
                                          "%",
                                          "_",
                                          "kost%",
                                          "k_stnad",
                                          "kostnad*",
                                          "NEAR(kostnad)",
                                          "a OR",
                                          "NOT",
                                          "title:kost",
                                          "{title}: x",
                                          "'; DROP TABLE",
                                          "kostnad AND",
                                          "\\",
                                          "$1 $2",
                                          "\xff\xfe",
                                          "kostnad\xc3",
                                          "(((((((",
                                          "^kostnad",
                                          "-",
                                          "kostnad -x",
                                          "\xf0\x9f\x98\x80",
                                          "\u202e",
                                          "<script>",
                                          NULL};
    char *text = ov_alloc(ctx->arena, 20001);

    test_ok(ctx, ov_search_merge(ctx));
    for (size_t i = 0; queries[i]; i++)
        (void)seek(queries[i]);
    for (size_t i = 0; i < 20000; i++)
        text[i] = "kostnad \" och "[i % 14];
    text[20000] = '\0';
    (void)seek(text);
    ck_assert_str_eq(seek("kost%"), "/p/20/2~(/p/10/2) /p/10/3~ /p/10/4~");
    ck_assert_str_eq(seek("%"), "");
    ck_assert_str_eq(seek("k_stnad"), "");
    ck_assert_str_eq(seek(NULL), "");
}
END_TEST

/* ---- Pages and order ---- */

static const char *const syllables[] = {"vård", "kost", "nad",  "läke", "medel", "region", "kommun",
                                        "råd",  "bok",  "slut", "tid",  "plan",  "sam",    "verkan",
                                        "änd",  "ring", "öv",   "rig",  "å",     "tal"};

static uint32_t dice(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static ov_status put_many(ov_ctx *x, void *arg)
{
    uint32_t state = 7;

    (void)arg;
    for (int i = 0; i < 300; i++) {
        ov_buf text = {0};
        ov_search_doc doc = {.kind = i % 7 ? "text" : "answer",
                             .object_id = i % 7 ? 1000 + i / 2 : 0,
                             .ref_id = 100 + i % 2,
                             .rules = {{i % 11 ? "public" : "working", 0, 1 + i % 3, 9}},
                             .day = (ov_day)(dice(&state) % 50),
                             .label = "v"};

        for (int w = 0; w < 30; w++) {
            for (uint32_t s = 1 + dice(&state) % 3; s > 0; s--)
                ov_buf_addz(&text, syllables[dice(&state) % OV_LEN(syllables)]);
            ov_buf_addc(&text, w == 3 ? '\n' : ' ');
        }
        doc.path = ov_printf(x->arena, "/%d", i);
        doc.title = ov_strndup(x->arena, text.ptr, (size_t)(strchr(text.ptr, '\n') - text.ptr));
        doc.text = (ov_str){ov_strndup(x->arena, text.ptr, text.len), text.len};
        ov_buf_free(&text);
        OV_TRY(ov_search_put(x, &doc));
    }
    return OV_OK;
}

/* The hits of many queries, on their first pages, for a visitor and for staff. */
static void write_answers(ov_buf *out)
{
    static const char *const queries[] = {"vård",      "kost",   "nad",           "råd plan",
                                          "läkemedel", "region", "kommun tal å",  "sam verkan",
                                          "ring",      "övrig",  "\"vård kost\"", "å"};

    for (size_t i = 0; i < OV_LEN(queries); i++)
        for (int64_t page = 1; page < 5; page++) {
            ov_search_query query = {.q = queries[i], .page = page};

            ov_buf_printf(out, "%s %d: %s / %s\n", queries[i], (int)page, ask(&visitor, query),
                          ask(&staff, query));
        }
}

START_TEST(sorting_in_and_reindexing_change_no_answer)
{
    ov_buf before = {0}, after = {0};

    test_ok(ctx, ov_write(ctx, put_many, NULL));
    write_answers(&before);
    test_ok(ctx, ov_search_merge(ctx));
    write_answers(&after);
    ck_assert_str_eq(before.ptr, after.ptr);
    ck_assert_uint_gt(before.len, 2000);
    ov_buf_free(&before);
    ov_buf_free(&after);
}
END_TEST

START_TEST(pages_hold_each_hit_once)
{
    char seen[300] = {0};
    int64_t found = 0;
    ov_search_result result;

    test_ok(ctx, ov_write(ctx, put_many, NULL));
    test_ok(ctx, ov_search_merge(ctx));
    for (int64_t page = 1; page == 1 || page <= result.pages; page++) {
        ov_search_query query = {.q = "vård", .page = page, .may = may};
        bool parts = false;

        ctx->actor = visitor;
        test_ok(ctx, ov_search(ctx, &query, &result));
        ctx->actor = (ov_actor){.login = "system", .is_system = true};
        ck_assert_int_eq(result.page, page);
        for (size_t i = 0; i < result.n; i++) {
            long at = strtol(result.hits[i].path + 1, NULL, 10);

            if (strncmp(result.hits[i].path, "/p/", 3) != 0)
                ck_assert_int_eq(seen[at]++, 0);
            ck_assert(!parts || result.hits[i].part); /* parts come last */
            parts = result.hits[i].part;
            found++;
        }
    }
    ck_assert_int_eq(found, result.stems + result.parts);
    ck_assert_int_gt(found, 60);
}
END_TEST

/* The same corpus and queries on both engines: the same hits in the same order on every page. */
START_TEST(both_engines_give_the_same_hits)
{
    static const ov_engine engines[] = {OV_SQLITE, OV_POSTGRES};
    ov_buf answers[2] = {{0}, {0}};

    if (!test_have_postgres() || engine == OV_SQLITE)
        return;
    for (int i = 0; i < 2; i++) {
        ov_db *other = test_db_open(engines[i]);

        ctx = test_ctx(other);
        put_corpus();
        test_ok(ctx, ov_write(ctx, put_many, NULL));
        test_ok(ctx, ov_search_merge(ctx));
        write_answers(&answers[i]);
        test_db_close(other);
    }
    ck_assert_str_eq(answers[0].ptr, answers[1].ptr);
    ck_assert_uint_gt(answers[0].len, 2000);
    ov_buf_free(&answers[0]);
    ov_buf_free(&answers[1]);
}
END_TEST

/* ---- Reindexing ---- */

static ov_status rebuild_corpus(ov_ctx *x, ov_id after, ov_id *last)
{
    if (after >= (ov_id)OV_LEN(corpus))
        return OV_OK;
    *last = after + 1;
    return put_one(x, (void *)(uintptr_t)&corpus[after]);
}

START_TEST(reindexing_gives_the_same)
{
    static const ov_search_source source = {"text", "Avtalstext", rebuild_corpus};
    static const ov_search_source *const sources[] = {&source};
    bool empty = true;

    test_ok(ctx, ov_search_merge(ctx));
    for (int again = 0; again < 2; again++) {
        test_ok(ctx, ov_search_reindex(ctx, sources, 1));
        check_cases();
        ck_assert_str_eq(ask(&party, (ov_search_query){.q = "avstyrker"}), "/p/51/0");
    }
    test_ok(ctx, ov_search_empty(ctx, &empty));
    ck_assert(!empty);
    test_ok(ctx, ov_search_reindex(ctx, NULL, 0));
    test_ok(ctx, ov_search_empty(ctx, &empty));
    ck_assert(empty);
}
END_TEST

/* ---- Marks ---- */

START_TEST(hit_words_are_marked)
{
    static const struct {
        const char *q, *text, *marked;
        size_t most;
    } cases[] = {
        {"kostnad", "Läkemedelskostnader och KOSTNADEN.", "[Läkemedelskostnader] och [KOSTNADEN].",
         0},
        {"vård", "Vården är värd sin vårdgaranti", "[Vården] är värd sin [vårdgaranti]", 0},
        {"eu", "enligt EU:s regler", "enligt [EU:s] regler", 0},
        {"x", "inget här", "inget här", 0},
        {"sist", "ett två tre fyra fem sex sju åtta nio tio elva\n\ntolv sist", "… tolv [sist]",
         30},
        {"ett", "ett två tre fyra fem", "[ett] två …", 10},
    };

    for (size_t i = 0; i < OV_LEN(cases); i++) {
        ov_search_query query = {.q = cases[i].q, .may = may};
        ov_search_result result;
        ov_buf line = {0};
        size_t n;

        test_ok(ctx, ov_search(ctx, &query, &result));
        const ov_search_piece *pieces = ov_search_pieces(
            ctx->arena, &result.words, ov_str_from(cases[i].text), cases[i].most, &n);
        for (size_t p = 0; p < n; p++)
            ov_buf_printf(&line, pieces[p].hit ? "[%.*s]" : "%.*s", (int)pieces[p].text.len,
                          pieces[p].text.ptr);
        ck_assert_str_eq(line.ptr, cases[i].marked);
        ov_buf_free(&line);
    }
}
END_TEST

static Suite *suite(ov_engine on)
{
    Suite *s = suite_create(on == OV_SQLITE ? "search, sqlite" : "search, postgresql");
    TCase *words = tcase_create("words"), *index = tcase_create("index");

    engine = on;
    tcase_add_test(words, words_are_cut_and_stemmed);
    tcase_add_test(words, a_word_of_any_length_is_cut);
    tcase_add_checked_fixture(index, setup, teardown);
    tcase_add_test(index, hits_are_found_before_and_after_sorting_in);
    tcase_add_test(index, everybody_finds_what_they_may_read);
    tcase_add_test(index, filters_narrow);
    tcase_add_test(index, what_is_taken_out_is_not_found);
    tcase_add_test(index, what_is_replaced_by_the_same_stays);
    tcase_add_test(index, what_is_published_becomes_everybodys);
    tcase_add_test(index, hostile_queries_are_harmless);
    tcase_add_test(index, sorting_in_and_reindexing_change_no_answer);
    tcase_add_test(index, both_engines_give_the_same_hits);
    tcase_add_test(index, pages_hold_each_hit_once);
    tcase_add_test(index, reindexing_gives_the_same);
    tcase_add_test(index, hit_words_are_marked);
    suite_add_tcase(s, words);
    suite_add_tcase(s, index);
    return s;
}

int main(void)
{
    return test_both_engines(suite) ? EXIT_FAILURE : EXIT_SUCCESS;
}
