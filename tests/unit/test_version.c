/* SPDX-License-Identifier: EUPL-1.2 */
/* test_version.c — versions of a text: identity of provisions, addresses, hashes, locks; on both
 * engines. */
#include "testdb.h"

#include "matter/matter.h"
#include "register/register.h"
#include "text/text.h"
#include "util/hash.h"

#include <stdlib.h>
#include <string.h>

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static ov_id matter_id;

static ov_status write_matter(ov_ctx *x, void *arg)
{
    ov_organisation org = {.type = "region", .code = "14", .name = "Region Västerlen"};
    ov_matter matter = {
        .slug = "avtal", .plugin = "municipal", .title = "Avtal", .status = "draft"};

    (void)arg;
    OV_TRY(ov_organisation_save(x, &org, &matter.owner_org_id));
    return ov_matter_add(x, &matter, &matter_id);
}

static void setup(void)
{
    ov_hash_init();
    db = test_db_open(engine);
    ctx = test_ctx(db);
    test_ok(ctx, ov_write(ctx, write_matter, NULL));
}

static void teardown(void)
{
    test_db_close(db);
}

typedef struct job {
    ov_version_draft draft;
    ov_id id;
    const ov_sql *sql;
} job;

static ov_status write_version(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_version_store(x, &j->draft, &j->id);
}

static ov_status try_store(const char *text, const char *label, const char *status, ov_day day,
                           ov_id *id)
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

    OV_TRY(ov_import_text(ctx->arena, j.draft.source, &import, &ctx->err));
    OV_TRY(ov_version_prepare(ctx, &j.draft));
    OV_TRY(ov_write(ctx, write_version, &j));
    *id = j.id;
    return OV_OK;
}

static ov_id store(const char *text, const char *label, const char *status, ov_day day)
{
    ov_id id = 0;

    test_ok(ctx, try_store(text, label, status, day, &id));
    return id;
}

static const char first_text[] = "A. ALLMÄNT\nAvtalet gäller vård.\n\n"
                                 "B. ANSVAR\n"
                                 "1 Regionen\nRegionen svarar för läkare.\n\n"
                                 "2 Kommunen\nKommunen svarar för sjuksköterska.\n\n"
                                 "Princip\n\nAnsvaret är delat.\n\n"
                                 "3 Oenighet\nFrågan prövas i tre steg.\n\n";
/* 1 has another body, 2 another number, "Princip" stays, 3 is gone, 4 is new. */
static const char second_text[] = "A. ALLMÄNT\nAvtalet gäller vård.\n\n"
                                  "B. ANSVAR\n"
                                  "1 Regionen\nRegionen svarar för läkare och tandläkare.\n\n"
                                  "2 Parternas samverkan\nParterna planerar tillsammans.\n\n"
                                  "3 Kommunens del\nKommunen svarar för sjuksköterska.\n\n"
                                  "Princip\n\nAnsvaret är delat lika.\n\n";

static ov_id node_id(const ov_rows *rows, const char *title)
{
    for (size_t i = 0; i < rows->n; i++)
        if (strcmp(ov_cell_text(rows, i, OV_NODE_TITLE), title) == 0)
            return ov_cell_int(rows, i, OV_NODE_ID);
    ck_abort_msg("no provision %s", title);
}

START_TEST(a_version_is_read_as_it_was_stored)
{
    ov_id id = store(first_text, "Remissversion 2, rättad", "consultation", 20000);
    const ov_rows *rows;
    ov_version version, by_slug;
    ov_str bytes;
    char hash[OV_HASH_HEX];

    test_ok(ctx, ov_version_get(ctx, id, &version));
    test_ok(ctx, ov_version_by_slug(ctx, matter_id, "remissversion-2-rattad", &by_slug));
    ck_assert_int_eq(by_slug.id, id);
    ck_assert_str_eq(version.document_title, "Avtal om vård");
    ck_assert_int_eq(version.date, 20000);
    ck_assert_int_eq(version.nodes, 6);
    ck_assert_int_eq(version.words, 25);
    ck_assert(version.published_at > 0);
    test_ok(ctx, ov_version_canonical(ctx, id, &bytes));
    ov_sha256_hex(bytes, hash);
    ck_assert_str_eq(hash, version.hash);
    ck_assert(ov_str_starts(bytes, "overens-text-1\ndocument: Avtal om vård\nversion: "));
    test_ok(ctx, ov_version_nodes(ctx, id, &rows));
    ck_assert_uint_eq(rows->n, 6);
    ck_assert_str_eq(ov_cell_text(rows, 2, OV_NODE_NUMBER), "1");
    ck_assert_str_eq(ov_cell_text(rows, 2, OV_NODE_HEADING), "Regionen");
    ck_assert_str_eq(ov_cell_text(rows, 2, OV_NODE_HTML), "<p>Regionen svarar för läkare.</p>\n");
    ck_assert_str_eq(ov_cell_text(rows, 2, OV_NODE_ANCHOR), "a-1");
    ck_assert_str_eq(ov_cell_text(rows, 2, OV_NODE_TAG), "h3");
    ck_assert_int_eq(ov_cell_int(rows, 1, OV_NODE_HAS_BODY), 0);
    ck_assert_str_eq(ov_cell_text(rows, 4, OV_NODE_ANCHOR),
                     ov_printf(ctx->arena, "p-%lld", (long long)ov_cell_int(rows, 4, OV_NODE_ID)));
}
END_TEST

/* The contents are written from flat rows: what they open they must close. */
START_TEST(contents_are_balanced)
{
    ov_id id = store("1 A\n1.1 B\n1.1.1 C\nEtt.\n\n2 D\n2.1 E\nTvå.\n\nInre rubrik\n\nTre av "
                     "fyra.\n\n3 F\nFyra.\n",
                     "v", "consultation", 1);
    const ov_rows *rows;
    ov_buf out = {0};

    test_ok(ctx, ov_version_nodes(ctx, id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        if (!ov_cell_int(rows, i, OV_NODE_TOC))
            continue;
        ov_buf_addz(&out, ov_cell_int(rows, i, OV_NODE_TOC_OPEN) ? "[(" : "(");
        ov_buf_addz(&out, ov_cell_int(rows, i, OV_NODE_TOC_LEAF) ? ")" : "");
        ov_buf_addz(&out, ov_cell_int(rows, i, OV_NODE_TOC_CLOSE1) ? "])" : "");
        ov_buf_addz(&out, ov_cell_int(rows, i, OV_NODE_TOC_CLOSE2) ? "])" : "");
    }
    ck_assert_str_eq(out.ptr, "([([()])])([([()])])()");
    ov_buf_free(&out);
}
END_TEST

START_TEST(provisions_keep_their_identity)
{
    ov_id one = store(first_text, "1", "consultation", 1), two;
    const ov_rows *before, *after;
    ov_id found;

    two = store(second_text, "2", "proposal", 2);
    test_ok(ctx, ov_version_nodes(ctx, one, &before));
    test_ok(ctx, ov_version_nodes(ctx, two, &after));
    ck_assert_int_eq(node_id(before, "A ALLMÄNT"), node_id(after, "A ALLMÄNT"));
    ck_assert_int_eq(node_id(before, "1 Regionen"), node_id(after, "1 Regionen"));
    ck_assert_int_eq(node_id(before, "2 Kommunen"), node_id(after, "3 Kommunens del"));
    ck_assert_int_eq(node_id(before, "Princip"), node_id(after, "Princip"));
    for (size_t i = 0; i < before->n; i++)
        ck_assert_int_ne(ov_cell_int(before, i, OV_NODE_ID),
                         node_id(after, "2 Parternas samverkan"));
    test_ok(ctx, ov_node_by_number(ctx, matter_id, "3", &found));
    ck_assert_int_eq(found, node_id(after, "3 Kommunens del"));
    test_ok(ctx, ov_node_by_number(ctx, matter_id, "B3", &found));
    ck_assert_int_eq(found, node_id(after, "3 Kommunens del"));
    ck_assert_int_eq(ov_node_by_number(ctx, matter_id, "A3", &found), OV_NOT_FOUND);
    ck_assert_int_eq(ov_node_by_number(ctx, matter_id, "9", &found), OV_NOT_FOUND);
    ck_assert_int_eq(ov_node_by_number(ctx, matter_id + 1, "3", &found), OV_NOT_FOUND);
}
END_TEST

START_TEST(a_moved_provision_keeps_its_hash)
{
    ov_id one = store("1 A\nText a.\n\n2 B\nText b.\n", "1", "consultation", 1);
    ov_id two = store("1 B\nText b.\n\n2 A\nText a.\n", "2", "consultation", 2);
    const ov_rows *before, *after;

    test_ok(ctx, ov_version_nodes(ctx, one, &before));
    test_ok(ctx, ov_version_nodes(ctx, two, &after));
    ck_assert_str_eq(ov_cell_text(before, 0, OV_NODE_HASH), ov_cell_text(after, 1, OV_NODE_HASH));
    ck_assert_int_eq(ov_cell_int(before, 0, OV_NODE_ID), ov_cell_int(after, 1, OV_NODE_ID));
}
END_TEST

START_TEST(addresses_are_unique)
{
    const ov_rows *rows;
    ov_version version;

    (void)store(first_text, "Förslag", "consultation", 1);
    (void)store(first_text, "förslag!", "consultation", 2);
    (void)store(first_text, "Förslag", "draft", 3);
    (void)store(first_text, "…", "consultation", 4);
    test_ok(ctx, ov_versions(ctx, matter_id, false, &rows));
    ck_assert_uint_eq(rows->n, 3);
    ck_assert_str_eq(ov_cell_text(rows, 0, 1), "version");
    ck_assert_str_eq(ov_cell_text(rows, 1, 1), "forslag-2");
    ck_assert_str_eq(ov_cell_text(rows, 2, 1), "forslag");
    test_ok(ctx, ov_versions(ctx, matter_id, true, &rows));
    ck_assert_uint_eq(rows->n, 4);
    test_ok(ctx, ov_version_by_slug(ctx, matter_id, "forslag-3", &version));
    ck_assert_ptr_null(version.hash);
    ck_assert_int_eq(version.published_at, 0);
    ck_assert_int_eq(ov_version_by_slug(ctx, matter_id, "finns-inte", &version), OV_NOT_FOUND);
}
END_TEST

static ov_status write_sql(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_exec(x, j->sql, OV_NOARGS, NULL);
}

static ov_status try_sql(const ov_sql *sql)
{
    job j = {.sql = sql};

    return ov_write(ctx, write_sql, &j);
}

START_TEST(published_rows_are_locked)
{
    static const ov_sql refused[] = {
        {.name = "test.1", .text = "UPDATE node_text SET body = 'annat' WHERE seq = 1"},
        {.name = "test.2", .text = "DELETE FROM node_text WHERE seq = 1"},
        {.name = "test.3", .text = "UPDATE version SET label = 'annat'"},
        {.name = "test.4", .text = "UPDATE version SET hash = 'annat'"},
        {.name = "test.5", .text = "UPDATE version SET published_at = NULL, hash = NULL"},
        {.name = "test.6", .text = "DELETE FROM version"},
        {.name = "test.7", .text = "UPDATE version SET status = 'draft'"},
        {.name = "test.8",
         .text = "INSERT INTO node_text SELECT version_id, seq + 100, node_id + 100, number, "
                 "heading, level, depth, kind, body, html, anchor, hash, title, layout "
                 "FROM node_text WHERE seq = 1"},
    };
    static const ov_sql replaced = {.name = "test.9",
                                    .text = "UPDATE version SET status = 'replaced'"};
    ov_id id = store(first_text, "1", "consultation", 1);
    ov_version version;

    for (size_t i = 0; i < OV_LEN(refused); i++)
        ck_assert_msg(try_sql(&refused[i]) != OV_OK, "%s", refused[i].text);
    test_ok(ctx, try_sql(&replaced));
    test_ok(ctx, ov_version_get(ctx, id, &version));
    ck_assert_str_eq(version.status, "replaced");
}
END_TEST

START_TEST(bad_drafts_are_refused)
{
    ov_id id;

    ck_assert_int_eq(try_store(first_text, "", "consultation", 1, &id), OV_INVALID);
    ck_assert_int_eq(try_store(first_text, "1", "published", 1, &id), OV_INVALID);
    ck_assert_int_eq(try_store("", "1", "consultation", 1, &id), OV_INVALID);
}
END_TEST

START_TEST(verify_finds_what_was_altered)
{
    static const ov_sql unlock[] = {
        {.name = "test.a",
         .text = "DROP TRIGGER node_text_no_update",
         .pg_text = "DROP TRIGGER node_text_no_change ON node_text"},
        {.name = "test.b",
         .text = "UPDATE node_text SET body = 'Regionen svarar inte.' WHERE number = '1'"},
    };
    ov_verify verify = {.ctx = ctx};

    (void)store(first_text, "Remiss", "consultation", 1);
    (void)store(second_text, "Utkast", "draft", 2);
    test_ok(ctx, ov_text_verify(&verify));
    ck_assert_uint_eq(verify.n_faults, 0);
    ck_assert_int_gt(verify.checked, 0);
    for (size_t i = 0; i < OV_LEN(unlock); i++)
        test_ok(ctx, try_sql(&unlock[i]));
    test_ok(ctx, ov_text_verify(&verify));
    ck_assert_uint_eq(verify.n_faults, 3);
    ck_assert_str_eq(verify.faults[0].kind, "text");
    ck_assert_str_eq(verify.faults[0].id, "/arende/avtal/text/remiss");
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "version, SQLite" : "version, PostgreSQL");
    TCase *tcase = tcase_create("version");

    engine = which;
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, a_version_is_read_as_it_was_stored);
    tcase_add_test(tcase, contents_are_balanced);
    tcase_add_test(tcase, provisions_keep_their_identity);
    tcase_add_test(tcase, a_moved_provision_keeps_its_hash);
    tcase_add_test(tcase, addresses_are_unique);
    tcase_add_test(tcase, published_rows_are_locked);
    tcase_add_test(tcase, bad_drafts_are_refused);
    tcase_add_test(tcase, verify_finds_what_was_altered);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}
