/* SPDX-License-Identifier: EUPL-1.2 */
/* test_reading.c — marks of what is read, terms where they stand, layers bound to a wording; on
 * both engines. */
#include "testdb.h"

#include "auth/auth.h"
#include "matter/matter.h"
#include "register/register.h"
#include "text/reading/layer.h"
#include "text/reading/reading.h"
#include "text/reading/term.h"
#include "util/hash.h"

#include <stdlib.h>
#include <string.h>

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static ov_id matter_id, anna, bo, v1, v2, draft_id;

static const char first_text[] = "1 Syfte\n\nAvtalet beskriver ansvaret.\n\n"
                                 "2 Begrepp\n\nMed hemsjukvård menas vård i bostaden.\n\n"
                                 "3 Ansvar\n\nKommunen svarar för hemsjukvården dygnet runt.\n\n"
                                 "4 Oenighet\n\nFrågan prövas i tre steg.\n";
/* 3 has other words, 4 is gone, 5 is new; 1 and 2 are as they were. */
static const char second_text[] = "1 Syfte\n\nAvtalet beskriver ansvaret.\n\n"
                                  "2 Begrepp\n\nMed hemsjukvård menas vård i bostaden.\n\n"
                                  "3 Ansvar\n\nKommunen svarar för hemsjukvård varje dag.\n\n"
                                  "5 Uppsägning\n\nVård i hemmet och Hemsjukvård sägs upp.\n";

/* ---- Writing in one line ---- */

typedef struct job {
    ov_version_draft draft;
    ov_id id, version_id, node_id;
    bool read;
    ov_term *term;
    ov_layer *layer;
} job;

static ov_status write_matter(ov_ctx *x, void *arg)
{
    ov_organisation org = {.type = "region", .code = "14", .name = "Region Västerlen"};
    ov_matter matter = {
        .slug = "avtal", .plugin = "municipal", .title = "Avtal", .status = "draft"};
    ov_account a = {.login = "anna", .name = "Anna"}, b = {.login = "bo", .name = "Bo"};

    (void)arg;
    OV_TRY(ov_organisation_save(x, &org, &matter.owner_org_id));
    OV_TRY(ov_account_add(x, &a, "-", &anna));
    OV_TRY(ov_account_add(x, &b, "-", &bo));
    return ov_matter_add(x, &matter, &matter_id);
}

static ov_status write_version(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_version_store(x, &j->draft, &j->id);
}

static ov_status write_mark(ov_ctx *x, void *arg)
{
    const job *j = arg;

    return ov_reading_mark(x, j->version_id, j->node_id, j->read);
}

static ov_status write_term(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_term_save(x, j->term, &j->id);
}

static ov_status write_no_term(ov_ctx *x, void *arg)
{
    return ov_term_remove(x, ((job *)arg)->term);
}

static ov_status write_layer(ov_ctx *x, void *arg)
{
    return ov_layer_save(x, ((job *)arg)->layer);
}

static ov_id store(const char *text, const char *label, const char *status, ov_day day)
{
    ov_import import;
    job j = {.draft = {.matter_id = matter_id,
                       .document_title = "Avtal om vård",
                       .label = label,
                       .status = status,
                       .date = day,
                       .import = &import,
                       .source = ov_str_from(text),
                       .source_name = "avtal.txt"}};

    test_ok(ctx, ov_import_text(ctx->arena, j.draft.source, &import, &ctx->err));
    test_ok(ctx, ov_version_prepare(ctx, &j.draft));
    test_ok(ctx, ov_write(ctx, write_version, &j));
    return j.id;
}

static void is(ov_id account)
{
    ctx->actor = (ov_actor){.account_id = account, .login = "x", .name = "X"};
}

static void setup(void)
{
    ov_hash_init();
    db = test_db_open(engine);
    ctx = test_ctx(db);
    test_ok(ctx, ov_write(ctx, write_matter, NULL));
    v1 = store(first_text, "Remissversion 1", "consultation", 20000);
    v2 = store(second_text, "Remissversion 2", "consultation", 20100);
    draft_id = store(second_text, "Arbetsversion", "working", 20200);
    is(anna);
}

static void teardown(void)
{
    test_db_close(db);
}

static ov_status mark(ov_id version_id, ov_id node_id, bool read)
{
    job j = {.version_id = version_id, .node_id = node_id, .read = read};

    return ov_write(ctx, write_mark, &j);
}

/* The id of the provision that begins so in a version. */
static ov_id node_of(ov_id version_id, const char *number)
{
    const ov_rows *rows;

    test_ok(ctx, ov_version_nodes(ctx, version_id, &rows));
    for (size_t i = 0; i < rows->n; i++)
        if (strcmp(ov_cell_text(rows, i, OV_NODE_NUMBER), number) == 0)
            return ov_cell_int(rows, i, OV_NODE_ID);
    ck_abort_msg("no provision %s", number);
}

/* "1r 2 3c 5n": number by place, r read, c changed, n new since base. */
static const char *state(ov_id version_id, ov_id base_id)
{
    const ov_rows *rows, *nodes;
    const char *text = "";

    test_ok(ctx, ov_reading_state(ctx, version_id, base_id, &rows));
    test_ok(ctx, ov_version_nodes(ctx, version_id, &nodes));
    ck_assert_uint_eq(rows->n, nodes->n);
    for (size_t i = 0; i < rows->n; i++) {
        static const char *const changes[] = {"", "c", "n"};

        ck_assert_int_eq(ov_cell_int(rows, i, OV_READING_HAS_BODY), 1);
        text = ov_printf(ctx->arena, "%s%s%s%s%s", text, i ? " " : "",
                         ov_cell_text(nodes, i, OV_NODE_NUMBER),
                         ov_cell_null(rows, i, OV_READING_AT) ? "" : "r",
                         changes[ov_cell_int(rows, i, OV_READING_CHANGE)]);
    }
    return text;
}

static ov_reading_base base(ov_id version_id)
{
    ov_version version;
    ov_reading_base out;

    test_ok(ctx, ov_version_get(ctx, version_id, &version));
    test_ok(ctx, ov_reading_base_of(ctx, &version, &out));
    return out;
}

/* ---- Read marks ---- */

START_TEST(a_mark_stays_until_the_words_change)
{
    int64_t removed;

    test_ok(ctx, mark(v1, 0, true));
    ck_assert_str_eq(state(v1, 0), "1r 2r 3r 4r");
    ck_assert_str_eq(state(v2, v1), "1r 2r 3c 5n");
    test_ok(ctx, ov_reading_removed(ctx, v2, v1, &removed));
    ck_assert_int_eq(removed, 1);
    test_ok(ctx, mark(v2, node_of(v2, "3"), true));
    ck_assert_str_eq(state(v2, v1), "1r 2r 3rc 5n");
    ck_assert_str_eq(state(v1, 0), "1r 2r 3r 4r");
    test_ok(ctx, mark(v2, node_of(v2, "3"), true)); /* again: the same */
    test_ok(ctx, mark(v2, node_of(v2, "3"), false));
    ck_assert_str_eq(state(v2, v1), "1r 2r 3c 5n");
}
END_TEST

START_TEST(what_one_has_read_no_other_sees)
{
    const ov_rows *news;

    test_ok(ctx, mark(v1, 0, true));
    is(bo);
    ck_assert_str_eq(state(v1, 0), "1 2 3 4");
    ck_assert_int_eq(base(v2).version_id, 0);
    test_ok(ctx, ov_reading_news(ctx, &news));
    ck_assert_uint_eq(news->n, 0);
    test_ok(ctx, mark(v1, 0, false)); /* takes only one's own away */
    is(anna);
    ck_assert_str_eq(state(v1, 0), "1r 2r 3r 4r");
    is(0);
    ck_assert_int_eq(mark(v1, 0, true), OV_NOT_FOUND);
}
END_TEST

START_TEST(the_base_is_the_latest_older_version_that_was_ticked)
{
    ck_assert_int_eq(base(v2).version_id, 0);
    test_ok(ctx, mark(v1, node_of(v1, "1"), true));
    ck_assert_int_eq(base(v2).version_id, v1);
    ck_assert_str_eq(base(v2).label, "Remissversion 1");
    ck_assert_int_eq(base(v1).version_id, 0);
    test_ok(ctx, mark(v2, node_of(v2, "5"), true));
    ck_assert_int_eq(base(v2).version_id, v1); /* begun on the new one: what changed still shows */
    test_ok(ctx, mark(v1, node_of(v1, "1"), false));
    ck_assert_int_eq(base(v2).version_id, 0);
}
END_TEST

START_TEST(only_published_versions_and_their_provisions_are_ticked)
{
    ck_assert_int_eq(mark(draft_id, 0, true), OV_NOT_FOUND);
    ck_assert_int_eq(mark(v2, node_of(v1, "4"), true), OV_NOT_FOUND);
    ck_assert_int_eq(mark(v2 + 99, 0, true), OV_NOT_FOUND);
}
END_TEST

START_TEST(news_are_documents_with_unread_changes)
{
    const ov_rows *news;

    test_ok(ctx, mark(v1, 0, true));
    test_ok(ctx, ov_reading_news(ctx, &news));
    ck_assert_uint_eq(news->n, 1);
    ck_assert_str_eq(ov_cell_text(news, 0, OV_NEWS_OLD), "remissversion-1");
    ck_assert_str_eq(ov_cell_text(news, 0, OV_NEWS_NEW), "remissversion-2");
    ck_assert_int_eq(ov_cell_int(news, 0, OV_NEWS_CHANGES), 2);
    test_ok(ctx, mark(v2, node_of(v2, "3"), true));
    test_ok(ctx, ov_reading_news(ctx, &news));
    ck_assert_uint_eq(news->n, 1);
    ck_assert_int_eq(ov_cell_int(news, 0, OV_NEWS_CHANGES), 1);
    test_ok(ctx, mark(v2, 0, true));
    test_ok(ctx, ov_reading_news(ctx, &news));
    ck_assert_uint_eq(news->n, 0);
}
END_TEST

/* ---- Terms ---- */

static ov_status try_term(ov_term *term, ov_id *id)
{
    job j = {.term = term};

    OV_TRY(ov_term_prepare(ctx, term));
    OV_TRY(ov_write(ctx, write_term, &j));
    *id = j.id;
    return OV_OK;
}

/* "2 3:hemsjukvard": which provisions of a version use which terms. */
static const char *used(ov_id version_id)
{
    const ov_rows *rows, *nodes;
    const char *text = "";

    test_ok(ctx, ov_terms_used(ctx, version_id, 0, &rows));
    test_ok(ctx, ov_version_nodes(ctx, version_id, &nodes));
    for (size_t i = 0; i < rows->n; i++)
        for (size_t k = 0; k < nodes->n; k++)
            if (ov_cell_int(nodes, k, OV_NODE_ID) == ov_cell_int(rows, i, OV_TERM_USE_NODE))
                text = ov_printf(ctx->arena, "%s%s%s:%s", text, i ? " " : "",
                                 ov_cell_text(nodes, k, OV_NODE_NUMBER),
                                 ov_cell_text(rows, i, OV_TERM_USE_SLUG));
    return text;
}

START_TEST(a_term_is_found_where_it_stands)
{
    ov_term term = {.matter_id = matter_id,
                    .node_id = node_of(v1, "2"),
                    .name = "hemsjukvård",
                    .forms = " vård i  hemmet \n\nvårdinsats hemma",
                    .definition = "Vård **hemma**."};
    job removing = {.term = &term};
    const ov_rows *rows;
    ov_id id = 0, v3;

    test_ok(ctx, try_term(&term, &id));
    ck_assert_str_eq(used(v1), "3:hemsjukvard");
    ck_assert_str_eq(used(v2), "3:hemsjukvard 5:hemsjukvard");
    ck_assert_str_eq(used(draft_id), "");
    test_ok(ctx, ov_term_get(ctx, matter_id, "hemsjukvard", &rows));
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_TERM_FORMS), "vård i  hemmet\nvårdinsats hemma");
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_TERM_NODE_TITLE), "2 Begrepp");
    ck_assert_ptr_nonnull(strstr(ov_cell_text(rows, 0, OV_TERM_HTML), "<strong>hemma</strong>"));
    v3 = store("1 Syfte\n\nHEMSJUKVÅRD ges.\n\n6 Annat\n\nHemsjukvårdsområdet finns.\n", "Förslag",
               "proposal", 20300);
    ck_assert_str_eq(used(v3), "1:hemsjukvard"); /* found when it was published */
    term = (ov_term){.id = id,
                     .matter_id = matter_id,
                     .name = "Hemsjukvårdsområde",
                     .forms = "Hemsjukvårdsområdet",
                     .definition = "En yta.",
                     .row_version = 1};
    test_ok(ctx, try_term(&term, &id));
    ck_assert_str_eq(used(v2), "");
    ck_assert_str_eq(used(v3), "6:hemsjukvard"); /* the address stays */
    term.row_version = 1;
    ck_assert_int_eq(try_term(&term, &id), OV_CONFLICT);
    ck_assert_int_eq(ov_write(ctx, write_no_term, &removing), OV_CONFLICT);
    ck_assert_str_eq(used(v3), "6:hemsjukvard");
    term.row_version = 2;
    test_ok(ctx, ov_write(ctx, write_no_term, &removing));
    ck_assert_str_eq(used(v3), "");
}
END_TEST

START_TEST(a_term_is_refused_unless_whole)
{
    static const char *const bad[][2] = {{"", "x"}, {"  ", "x"}, {"ord", ""}, {"ord", " \n "}};
    ov_term same = {.matter_id = matter_id, .name = "Ord", .definition = "Ett ord."}, again = same;
    char *many = ov_calloc(ctx->arena, 64, 1);
    ov_id id;

    for (size_t i = 0; i < OV_LEN(bad); i++) {
        ov_term term = {.matter_id = matter_id, .name = bad[i][0], .definition = bad[i][1]};

        ck_assert_int_eq(try_term(&term, &id), OV_INVALID);
    }
    for (size_t i = 0; i < 42; i++)
        many[i] = i % 2 ? '\n' : 'a';
    ck_assert_int_eq(
        try_term(
            &(ov_term){.matter_id = matter_id, .name = "Ord", .definition = "x", .forms = many},
            &id),
        OV_INVALID);
    test_ok(ctx, try_term(&same, &id));
    ck_assert_int_eq(try_term(&again, &id), OV_CONFLICT);
}
END_TEST

/* ---- Layers ---- */

static ov_status try_layer(ov_id version_id, ov_id node_id, const char *body, int64_t row_version)
{
    ov_layer layer = {.version_id = version_id,
                      .node_id = node_id,
                      .kind = OV_LAYER_EASY,
                      .body = body,
                      .row_version = row_version};

    job j = {.layer = &layer};

    OV_TRY(ov_layer_prepare(ctx, &layer));
    return ov_write(ctx, write_layer, &j);
}

/* "3:for 1": the layers of a version, and whether each is for the very wording. */
static const char *layers(ov_id version_id)
{
    const ov_rows *rows;
    const char *text = "";

    test_ok(ctx, ov_layer_of(ctx, version_id, OV_LAYER_EASY, 0, &rows));
    for (size_t i = 0; i < rows->n; i++)
        text = ov_printf(ctx->arena, "%s%s%s%s", text, i ? " " : "",
                         ov_cell_text(rows, i, OV_LAYER_ROW_HTML),
                         ov_cell_int(rows, i, OV_LAYER_ROW_EXACT) ? "=" : "!");
    return text;
}

START_TEST(a_layer_holds_for_the_wording_it_was_written_for)
{
    ov_id one = node_of(v1, "1"), three = node_of(v1, "3");
    ov_layer layer;

    test_ok(ctx, try_layer(v1, one, "Lätt ett.", 0));
    test_ok(ctx, try_layer(v1, three, "Lätt tre.", 0));
    ck_assert_str_eq(layers(v1), "<p>Lätt ett.</p>\n= <p>Lätt tre.</p>\n=");
    ck_assert_str_eq(layers(v2), "<p>Lätt ett.</p>\n= <p>Lätt tre.</p>\n!");
    test_ok(ctx, try_layer(v2, three, "Ny tre.", 0));
    ck_assert_str_eq(layers(v1), "<p>Lätt ett.</p>\n= <p>Lätt tre.</p>\n=");
    ck_assert_str_eq(layers(v2), "<p>Lätt ett.</p>\n= <p>Ny tre.</p>\n=");
    test_ok(ctx, ov_layer_get(ctx, v2, three, OV_LAYER_EASY, &layer));
    ck_assert_str_eq(layer.body, "Ny tre.");
    ck_assert_int_eq(layer.row_version, 1);
    test_ok(ctx, try_layer(v2, three, "Nyare tre.", 1));
    ck_assert_int_eq(try_layer(v2, three, "Annan tre.", 1), OV_CONFLICT);
    ck_assert_int_eq(try_layer(v2, three, "Annan tre.", 0), OV_CONFLICT);
    ck_assert_int_eq(try_layer(v2, three, "", 1), OV_CONFLICT);
    test_ok(ctx, try_layer(v2, three, "", 2));
    ck_assert_str_eq(layers(v2), "<p>Lätt ett.</p>\n= <p>Lätt tre.</p>\n!");
    ck_assert_int_eq(try_layer(draft_id, three, "Utkast.", 0), OV_NOT_FOUND);
    ck_assert_int_eq(try_layer(v2, node_of(v1, "4"), "Borta.", 0), OV_NOT_FOUND);
}
END_TEST

START_TEST(an_older_version_never_shows_a_newer_layer)
{
    test_ok(ctx, try_layer(v2, node_of(v2, "3"), "Ny tre.", 0));
    ck_assert_str_eq(layers(v1), "");
}
END_TEST

START_TEST(aids_tell_what_a_version_has)
{
    ov_version version;
    const ov_rows *rows;

    test_ok(ctx, ov_version_get(ctx, v1, &version));
    test_ok(ctx, ov_reading_aids(ctx, &version, &rows));
    ck_assert_uint_eq(rows->n, 0);
    test_ok(ctx, try_layer(v1, node_of(v1, "1"), "Lätt.", 0));
    test_ok(ctx, ov_version_get(ctx, v2, &version));
    test_ok(ctx, ov_reading_aids(ctx, &version, &rows));
    ck_assert_uint_eq(rows->n, 2);
    for (size_t i = 0; i < rows->n; i++)
        if (!strcmp(ov_cell_text(rows, i, OV_AID_KIND), "before"))
            ck_assert_str_eq(ov_cell_text(rows, i, OV_AID_SLUG), "remissversion-1");
        else
            ck_assert_str_eq(ov_cell_text(rows, i, OV_AID_KIND), "easy");
}
END_TEST

static Suite *make(ov_engine on)
{
    Suite *suite = suite_create("reading");
    TCase *tests = tcase_create("reading");

    engine = on;
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_mark_stays_until_the_words_change);
    tcase_add_test(tests, what_one_has_read_no_other_sees);
    tcase_add_test(tests, the_base_is_the_latest_older_version_that_was_ticked);
    tcase_add_test(tests, only_published_versions_and_their_provisions_are_ticked);
    tcase_add_test(tests, news_are_documents_with_unread_changes);
    tcase_add_test(tests, a_term_is_found_where_it_stands);
    tcase_add_test(tests, a_term_is_refused_unless_whole);
    tcase_add_test(tests, a_layer_holds_for_the_wording_it_was_written_for);
    tcase_add_test(tests, an_older_version_never_shows_a_newer_layer);
    tcase_add_test(tests, aids_tell_what_a_version_has);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}
