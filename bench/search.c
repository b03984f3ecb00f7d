/* SPDX-License-Identifier: EUPL-1.2 */
/* search.c — search beside a LIKE scan: 5 000 provisions in ten agreements, several kinds of
 * questions, the first page of hits with the rights check against the scan of every published
 * provision, through the same connection. Prints each ratio; exit 1 when one is below 10.
 * usage: overens-bench-search DATABASE-URL SCHEMA-FOLDER (an empty database) */
#include "auth/auth.h"
#include "db/migrate.h"
#include "db/search.h"
#include "matter/matter.h"
#include "register/register.h"
#include "text/index.h"
#include "text/text.h"
#include "util/clock.h"
#include "util/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGREEMENTS = 10, PROVISIONS = 500, WORDS = 90, ROUNDS = 15 };

static const char *const common[] = {
    "och",  "att",   "i",        "för",      "som",  "av",        "den",     "till",
    "ska",  "med",   "på",       "är",       "det",  "en",        "om",      "vid",
    "inom", "eller", "kommunen", "regionen", "vård", "patienten", "avtalet", "enligt"};
static const char *const rare[] = {
    "samverkan",     "läkemedel",       "ansvar",          "hjälpmedel", "kostnad",
    "ersättning",    "uppföljning",     "utskrivning",     "planering",  "rehabilitering",
    "sjuksköterska", "läkare",          "boende",          "hemmet",     "insats",
    "behov",         "bedömning",       "överenskommelse", "tolkning",   "oenighet",
    "journal",       "remiss",          "besök",           "avgift",     "primärvård",
    "psykiatri",     "habilitering",    "tandvård",        "akut",       "utbildning",
    "kvalitet",      "patientsäkerhet", "information",     "närstående", "barn",
    "äldre",         "forskning"};
static const char *const ends[] = {"",        "en",    "er",         "s",      "ens",    "ernas",
                                   "sansvar", "splan", "skostnader", "senhet", "sgrupp", "ärende"};

typedef struct making {
    ov_version_draft draft;
    ov_matter matter;
    ov_id id;
} making;

static uint32_t state = 12345;

static uint32_t dice(uint32_t n)
{
    state = state * 1664525 + 1013904223;
    return (uint32_t)(((uint64_t)state * n) >> 32);
}

static void must(ov_ctx *ctx, ov_status status, const char *what)
{
    if (status == OV_OK)
        return;
    fprintf(stderr, "search bench: %s: %s (%s)\n", what, ov_status_name(status), ctx->err.text);
    exit(2);
}

static void add_word(ov_buf *text)
{
    if (dice(2)) {
        ov_buf_addz(text, common[dice(dice(OV_LEN(common)) + 1)]);
    } else {
        ov_buf_addz(text, rare[dice(OV_LEN(rare))]);
        ov_buf_addz(text, ends[dice(OV_LEN(ends))]);
    }
}

static const char *body(ov_arena *arena, int n)
{
    ov_buf text = {0};
    const char *out;

    for (int w = 0; w < WORDS; w++) {
        add_word(&text);
        ov_buf_addc(&text, w % 12 == 11 ? '.' : ' ');
        if (w % 12 == 11)
            ov_buf_addc(&text, ' ');
    }
    ov_buf_addz(&text, n == 77 ? "Ambulanshelikopter." : "Slut.");
    must(NULL, ov_canonical_body(arena, ov_buf_str(&text), &out), "body");
    ov_buf_free(&text);
    return out;
}

static ov_import *agreement(ov_arena *arena)
{
    ov_import *import = ov_calloc(arena, 1, sizeof *import);
    ov_node **last = &import->root;

    import->title = "Avtal";
    for (int i = 1; i <= PROVISIONS; i++) {
        ov_node *node = ov_calloc(arena, 1, sizeof *node);

        node->number = ov_printf(arena, "%d", i);
        node->heading =
            ov_printf(arena, "%s och %s", rare[dice(OV_LEN(rare))], rare[dice(OV_LEN(rare))]);
        node->level = 1;
        node->kind = "provision";
        node->body = body(arena, i);
        *last = node;
        last = &node->next;
    }
    return import;
}

static ov_status add_owner(ov_ctx *ctx, void *arg)
{
    const ov_organisation region = {.type = "region", .code = "99", .name = "Mätregionen"};

    return ov_organisation_save(ctx, &region, arg);
}

static ov_status add_matter(ov_ctx *ctx, void *arg)
{
    making *m = arg;

    return ov_matter_add(ctx, &m->matter, &m->id);
}

static ov_status add_version(ov_ctx *ctx, void *arg)
{
    making *m = arg;

    return ov_version_store(ctx, &m->draft, &m->id);
}

static void fill(ov_ctx *ctx)
{
    ov_id owner;

    must(ctx, ov_write(ctx, add_owner, &owner), "owner");
    for (int i = 0; i < AGREEMENTS; i++) {
        making m = {.matter = {.slug = ov_printf(ctx->arena, "avtal-%d", i),
                               .plugin = "municipal",
                               .title = ov_printf(ctx->arena, "Avtal %d", i),
                               .status = "draft",
                               .owner_org_id = owner}};

        must(ctx, ov_write(ctx, add_matter, &m), "matter");
        m.draft = (ov_version_draft){.matter_id = m.id,
                                     .document_title = m.matter.title,
                                     .label = "Version 1",
                                     .status = "adopted",
                                     .date = 20000 + i,
                                     .import = agreement(ctx->arena),
                                     .source = OV_LIT("x"),
                                     .source_name = "x.md"};
        must(ctx, ov_version_prepare(ctx, &m.draft), "prepare");
        must(ctx, ov_write(ctx, add_version, &m), "version");
    }
}

/* ---- The two sides ---- */

static bool may(ov_ctx *ctx, const ov_search_rule *rule)
{
    ov_object object = {rule->org_id, rule->matter_id, rule->matter_org_id};

    return ov_may(ctx, rule->action, &object) == OV_OK;
}

static const ov_sql scan_one = {
    "bench.scan_one",
    "SELECT t.node_id, v.slug, t.title FROM node_text t JOIN version v ON v.id = t.version_id "
    "WHERE v.published_at IS NOT NULL AND lower(t.body) LIKE $1",
    NULL};
static const ov_sql scan_two = {
    "bench.scan_two",
    "SELECT t.node_id, v.slug, t.title FROM node_text t JOIN version v ON v.id = t.version_id "
    "WHERE v.published_at IS NOT NULL AND lower(t.body) LIKE $1 AND lower(t.body) LIKE $2",
    NULL};

static int64_t search_once(ov_ctx *ctx, const char *q, int64_t *hits)
{
    ov_search_query query = {.q = q, .page = 1, .may = may};
    ov_search_result result;
    int64_t began = ov_ticks();

    must(ctx, ov_read_begin(ctx), "begin");
    must(ctx, ov_search(ctx, &query, &result), q);
    ov_read_end(ctx);
    *hits = result.stems + result.parts;
    return ov_ticks() - began;
}

static int64_t scan_once(ov_ctx *ctx, const char *a, const char *b, int64_t *hits)
{
    int64_t began = ov_ticks();
    const ov_rows *rows;

    must(ctx, ov_read_begin(ctx), "begin");
    if (b)
        must(ctx, ov_select(ctx, &scan_two, OV_ARGS(ov_text(a), ov_text(b)), &rows), a);
    else
        must(ctx, ov_select(ctx, &scan_one, OV_ARGS(ov_text(a)), &rows), a);
    ov_read_end(ctx);
    *hits = (int64_t)rows->n;
    return ov_ticks() - began;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Medians of turns about, with what each leaves in the arena given back. */
static bool measure(ov_ctx *ctx, const char *what, const char *q, const char *a, const char *b)
{
    int64_t search[ROUNDS], scan[ROUNDS], hits = 0, found = 0;
    ov_arena *kept = ctx->arena;

    ctx->arena = ov_arena_new(0);
    for (int i = 0; i < ROUNDS; i++) {
        search[i] = search_once(ctx, q, &hits);
        ov_arena_reset(ctx->arena);
        scan[i] = scan_once(ctx, a, b, &found);
        ov_arena_reset(ctx->arena);
    }
    ov_arena_free(ctx->arena);
    ctx->arena = kept;
    qsort(search, ROUNDS, sizeof *search, by_number);
    qsort(scan, ROUNDS, sizeof *scan, by_number);
    int64_t mine = search[ROUNDS / 2] > 0 ? search[ROUNDS / 2] : 1, tenths = scan[ROUNDS / 2] * 10;
    printf("%-28s %-24s search %6lld us (%lld hits)  LIKE %7lld us (%lld rows)  ratio %lld.%lld\n",
           what, q, (long long)mine, (long long)hits, (long long)scan[ROUNDS / 2], (long long)found,
           (long long)(tenths / mine / 10), (long long)(tenths / mine % 10));
    return scan[ROUNDS / 2] >= 10 * mine;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *what, *q, *a, *b;
    } cases[] = {
        {"rare word", "ambulanshelikopter", "%ambulanshelikopter%", NULL},
        {"common word", "vård", "%vård%", NULL},
        {"the most common word", "och", "%och%", NULL},
        {"word and part", "kostnad", "%kostnad%", NULL},
        {"part of compounds only", "medelskostnad", "%medelskostnad%", NULL},
        {"short part, many compounds", "plan", "%plan%", NULL},
        {"two words", "kommunen patienten", "%kommun%", "%patient%"},
        {"word and rare word", "ansvar ambulanshelikopter", "%ansvar%", "%ambulanshelikopter%"},
        {"no hit", "zebra", "%zebra%", NULL}};
    ov_ctx ctx = {.arena = ov_arena_new(0), .lang = "sv", .request_id = "bench"};
    ov_migration_set core = {"core", argc == 3 ? argv[2] : ""};
    ov_db_options options = {.url = argc == 3 ? argv[1] : "", .create = true};
    bool fast = true;

    if (argc != 3) {
        fputs("usage: overens-bench-search DATABASE-URL SCHEMA-FOLDER\n", stderr);
        return 2;
    }
    ov_hash_init();
    must(&ctx, ov_db_open(&options, &ctx.db, &ctx.err), "open");
    ctx.now = ctx.received = ov_now();
    ctx.actor = (ov_actor){.login = "system", .name = "Systemet", .is_system = true};
    must(&ctx, ov_migrate(&ctx, &core, 1, false, NULL), "migrate");
    fill(&ctx);
    int64_t began = ov_ticks();
    must(&ctx, ov_search_merge(&ctx), "merge");
    printf("%d provisions sorted in within %lld ms\n", AGREEMENTS * PROVISIONS,
           (long long)((ov_ticks() - began) / 1000));
    ctx.actor = (ov_actor){.login = "-"}; /* a visitor */
    for (size_t i = 0; i < OV_LEN(cases); i++)
        fast &= measure(&ctx, cases[i].what, cases[i].q, cases[i].a, cases[i].b);
    puts(fast ? "at least 10 times everywhere" : "below 10 times somewhere");
    ov_db_close(ctx.db);
    ov_arena_free(ctx.arena);
    return fast ? 0 : 1;
}
