/* SPDX-License-Identifier: EUPL-1.2 */
/* test_render.c — references as links, rendering anew after an upgrade, and originals; on both
 * engines. */
#include "testdb.h"

#include "matter/matter.h"
#include "register/register.h"
#include "text/original.h"
#include "text/render.h"
#include "util/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    ov_id id, id2;
    const ov_sql *sql;
    const char *text, *text2;
} job;

static ov_status write_version(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_version_store(x, &j->draft, &j->id);
}

static ov_id store(const char *title, const char *label, const char *status, ov_day day,
                   const char *text)
{
    ov_import import;
    job j = {.draft = {.matter_id = matter_id,
                       .document_title = title,
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

static const char referring[] = "1 Ansvar\nRegionen svarar enligt avsnitt 2.1 och punkt 9.\n\n"
                                "2 Samverkan\n2.1 Plan\nSe avsnitt 7.7 och avsnitt 2.1.\n";

/* ---- References ---- */

START_TEST(references_are_links_and_no_hash_knows)
{
    ov_id id = store("Avtal", "Förslag", "proposal", 20000, referring);
    const ov_rows *rows;
    const ov_broken_reference *broken;
    ov_str bytes;
    size_t n;
    ov_verify verify = {.ctx = ctx};

    test_ok(ctx, ov_version_nodes(ctx, id, &rows));
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_NODE_HTML),
                     "<p>Regionen svarar enligt <a href=\"/arende/avtal/text/forslag#a-2-1\">"
                     "avsnitt 2.1</a> och punkt 9.</p>\n");
    ck_assert_str_eq(ov_cell_text(rows, 2, OV_NODE_HTML), /* not to itself */
                     "<p>Se avsnitt 7.7 och avsnitt 2.1.</p>\n");
    test_ok(ctx, ov_version_canonical(ctx, id, &bytes));
    ck_assert_ptr_null(strstr(ov_str_z(ctx->arena, bytes), "/arende/"));
    test_ok(ctx, ov_text_broken_references(ctx, id, &broken, &n));
    ck_assert_uint_eq(n, 1);
    ck_assert_str_eq(broken[0].label, "7.7");
    ck_assert_str_eq(broken[0].anchor, "a-2-1");
    test_ok(ctx, ov_text_verify(&verify));
    ck_assert_uint_eq(verify.n_faults, 0);
}
END_TEST

static const ov_sql set_body = {"test.body",
                                "UPDATE node_text SET number = '8', anchor = 'a-8' WHERE "
                                "version_id = $1 AND number = '2.1'",
                                NULL};
static const ov_sql set_html = {"test.html",
                                "UPDATE node_text SET html = 'x' WHERE version_id = $1", NULL};
static const ov_sql set_zero = {
    "test.zero", "UPDATE text_rendering SET generation = 0 WHERE version_id = $1", NULL};

static ov_status write_sql(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_exec(x, j->sql, OV_ARGS(ov_int(j->id)), NULL);
}

static ov_status run_sql(const ov_sql *sql, ov_id id)
{
    job j = {.sql = sql, .id = id};

    return ov_write(ctx, write_sql, &j);
}

static ov_status write_link_again(ov_ctx *x, void *arg)
{
    return ov_text_link(x, *(ov_id *)arg);
}

START_TEST(a_draft_is_linked_anew_when_its_numbers_change)
{
    ov_id id = store("Avtal", "Utkast", "draft", 20000, referring);
    const ov_rows *rows;

    test_ok(ctx, run_sql(&set_body, id));
    test_ok(ctx, ov_write(ctx, write_link_again, &id));
    test_ok(ctx, ov_version_nodes(ctx, id, &rows));
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_NODE_HTML),
                     "<p>Regionen svarar enligt avsnitt 2.1 och punkt 9.</p>\n");
}
END_TEST

START_TEST(a_published_provision_changes_only_while_rendered)
{
    ov_id id = store("Avtal", "Förslag", "proposal", 20000, referring);
    ov_verify verify = {.ctx = ctx};

    ck_assert_int_ne(run_sql(&set_html, id), OV_OK);
    test_ok(ctx, run_sql(&set_zero, id));
    ck_assert_int_ne(run_sql(&set_body, id), OV_OK);
    test_ok(ctx, run_sql(&set_html, id));
    test_ok(ctx, ov_text_verify(&verify)); /* of another generation: nothing is said of it */
    ck_assert_uint_eq(verify.n_faults, 0);
    test_ok(ctx, ov_text_rerender(ctx));
    verify = (ov_verify){.ctx = ctx};
    test_ok(ctx, ov_text_verify(&verify));
    ck_assert_uint_eq(verify.n_faults, 0);
    ck_assert_int_ne(run_sql(&set_html, id), OV_OK);
}
END_TEST

START_TEST(what_is_shown_as_another_text_is_found)
{
    ov_id id = store("Avtal", "Förslag", "proposal", 20000, referring);
    static const ov_sql current = {
        "test.current", "UPDATE text_rendering SET generation = 2 WHERE version_id = $1", NULL};
    ov_verify verify = {.ctx = ctx};

    test_ok(ctx, run_sql(&set_zero, id));
    test_ok(ctx, run_sql(&set_html, id));
    test_ok(ctx, run_sql(&current, id));
    test_ok(ctx, ov_text_verify(&verify));
    ck_assert_uint_eq(verify.n_faults, 3);
}
END_TEST

/* ---- Upgrade ---- */

/* A folder with the migrations up to a number. Owns: arena. */
static const char *old_schema(int last)
{
    char *dir = ov_printf(ctx->arena, "%s/overens-schema-XXXXXX",
                          getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    static const char *const names[] = {
        "0001_core.%s.sql",       "0002_people.sql",           "0003_matter.sql",
        "0004_text.sql",          "0005_consult.sql",          "0006_settle.sql",
        "0007_text_guard.%s.sql", "0008_consult_guard.%s.sql", "0009_settle_guard.%s.sql"};
    const char *kind = engine == OV_SQLITE ? "sqlite" : "postgres";
    char *from = realpath(test_srcdir(), NULL);

    ck_assert_ptr_nonnull(mkdtemp(dir));
    for (int i = 0; i < last; i++) {
        char name[64];
        const char *mark = strchr(names[i], '%');

        if (mark)
            snprintf(name, sizeof name, "%.*s%s.sql", (int)(mark - names[i]), names[i], kind);
        else
            snprintf(name, sizeof name, "%s", names[i]);
        ck_assert_int_eq(symlink(ov_printf(ctx->arena, "%s/schema/%s", from, name),
                                 ov_printf(ctx->arena, "%s/%s", dir, name)),
                         0);
    }
    free(from);
    return dir;
}

static void remove_schema(const char *dir)
{
    ck_assert_int_eq(system(ov_printf(ctx->arena, "rm -rf '%s'", dir)), 0);
}

static const ov_sql old_organisation = {
    "test.old_organisation",
    "INSERT INTO organisation (type, code, name, sort_key) VALUES ('region', '14', 'Region', 'r') "
    "RETURNING id",
    NULL};
static const ov_sql old_document = {
    "test.old_document", "INSERT INTO document (matter_id, title) VALUES ($1, $2) RETURNING id",
    NULL};
static const ov_sql old_version = {"test.old_version",
                                   "INSERT INTO version (document_id, matter_id, slug, label, "
                                   "status, day, words, nodes, canonical, "
                                   "source, created_at) VALUES ($1, $2, 'v1', 'v1', 'adopted', "
                                   "17000, 9, 2, $3, $4, 1) RETURNING id",
                                   NULL};
static const ov_sql old_node = {"test.old_node",
                                "INSERT INTO node (document_id) VALUES ($1) RETURNING id", NULL};
static const ov_sql old_text = {
    "test.old_text",
    "INSERT INTO node_text (version_id, seq, node_id, number, heading, level, depth, kind, body, "
    "html, anchor, hash, title, layout) VALUES ($1, $2, $3, $4, $5, 1, 1, 'provision', $6, $7, $8, "
    "$9, $10, 139) ",
    NULL};
static const ov_sql old_publish = {
    "test.old_publish",
    "UPDATE version SET hash = $2, published_at = 1, published_by = 'Anna' WHERE id = $1", NULL};

/* What version 0.1 stored: two provisions, one referring to the other, and no link. */
static ov_status write_old(ov_ctx *x, void *arg)
{
    job *j = arg;
    ov_node nodes[2] = {{.number = "1",
                         .heading = "Ansvar",
                         .level = 1,
                         .kind = "provision",
                         .body = "Se avsnitt 2."},
                        {.number = "2",
                         .heading = "Plan",
                         .level = 1,
                         .kind = "provision",
                         .body = "Planen följs."}};
    ov_matter matter = {
        .slug = "avtal", .plugin = "municipal", .title = "Avtal", .status = "draft"};
    char hash[OV_HASH_HEX];
    ov_id document, node;

    nodes[0].next = &nodes[1];
    OV_TRY(ov_insert(x, &old_organisation, OV_NOARGS, &matter.owner_org_id));
    OV_TRY(ov_matter_add(x, &matter, &matter_id));
    OV_TRY(ov_insert(x, &old_document, OV_ARGS(ov_int(matter_id), ov_text("Avtal")), &document));
    ov_str canonical = ov_canonical_text(x->arena, "Avtal", "v1", 17000, nodes);
    OV_TRY(ov_insert(
        x, &old_version,
        OV_ARGS(ov_int(document), ov_int(matter_id), ov_blob(canonical), ov_blob(OV_LIT("källa"))),
        &j->id));
    for (int i = 0; i < 2; i++) {
        ov_node alone = nodes[i];

        alone.next = NULL;
        ov_sha256_hex(ov_canonical_node(x->arena, &alone), hash);
        OV_TRY(ov_insert(x, &old_node, OV_ARGS(ov_int(document)), &node));
        OV_TRY(ov_exec(
            x, &old_text,
            OV_ARGS(ov_int(j->id), ov_int(i + 1), ov_int(node), ov_text(nodes[i].number),
                    ov_text(nodes[i].heading), ov_text(nodes[i].body),
                    ov_text(ov_printf(x->arena, "<p>%s</p>\n", nodes[i].body)),
                    ov_text(i ? "a-2" : "a-1"), ov_text(hash),
                    ov_text(ov_printf(x->arena, "%s %s", nodes[i].number, nodes[i].heading))),
            NULL));
    }
    ov_sha256_hex(canonical, hash);
    return ov_exec(x, &old_publish, OV_ARGS(ov_int(j->id), ov_text(hash)), NULL);
}

START_TEST(an_older_database_is_rendered_anew)
{
    ov_migration_set set = {"core", NULL};
    const ov_rows *rows;
    ov_verify verify;
    job j = {0};

    test_db_close(db);
    db = test_db_open_bare(engine);
    ctx = test_ctx(db);
    set.dir = old_schema(9);
    test_ok(ctx, ov_migrate(ctx, &set, 1, false, NULL));
    test_ok(ctx, ov_write(ctx, write_old, &j));
    remove_schema(set.dir);
    set.dir = ov_printf(ctx->arena, "%s/schema", test_srcdir());
    test_ok(ctx, ov_migrate(ctx, &set, 1, false, NULL));
    verify = (ov_verify){.ctx = ctx};
    test_ok(ctx, ov_text_verify(&verify));
    ck_assert_uint_eq(verify.n_faults, 0);
    test_ok(ctx, ov_text_rerender(ctx));
    test_ok(ctx, ov_version_nodes(ctx, j.id, &rows));
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_NODE_HTML),
                     "<p>Se <a href=\"/arende/avtal/text/v1#a-2\">avsnitt 2</a>.</p>\n");
    verify = (ov_verify){.ctx = ctx};
    test_ok(ctx, ov_text_verify(&verify));
    ck_assert_uint_eq(verify.n_faults, 0);
    ck_assert_int_ne(run_sql(&set_html, j.id), OV_OK);
    test_ok(ctx, ov_upload_check_missing(ctx));
}
END_TEST

/* ---- Originals ---- */

static ov_status write_ask(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_accessible_ask(x, j->id, j->text, j->text2, &j->id2);
}

static ov_status write_done(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_accessible_done(x, j->id, j->id2);
}

START_TEST(an_original_is_kept_and_can_be_asked_for)
{
    ov_id id = store("Avtal", "Förslag", "proposal", 20000, referring);
    ov_original original;
    ov_upload_check check;
    const ov_rows *rows;
    job j = {.id = id, .text = "anna@example.se", .text2 = "Jag läser med skärmläsare."};

    test_ok(ctx, ov_original_get(ctx, id, &original));
    ck_assert_str_eq(original.media, "text/plain; charset=utf-8");
    ck_assert(ov_str_is(original.bytes, referring));
    test_ok(ctx, ov_upload_check_get(ctx, id, &check));
    ck_assert_str_eq(check.verdict, "ok");
    test_ok(ctx, ov_write(ctx, write_ask, &j));
    test_ok(ctx, ov_accessible_requests(ctx, matter_id, 0, false, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_ASKED_EMAIL), "anna@example.se");
    test_ok(ctx, ov_write(ctx, write_done, &j));
    ck_assert_int_eq(ov_write(ctx, write_done, &j), OV_NOT_FOUND);
    test_ok(ctx, ov_accessible_requests(ctx, matter_id, 0, false, &rows));
    ck_assert_uint_eq(rows->n, 0);
    j.text = "ingen adress";
    ck_assert_int_eq(ov_write(ctx, write_ask, &j), OV_INVALID);
    j.text = "anna@example.se";
    for (int i = 1; i < 20; i++)
        test_ok(ctx, ov_write(ctx, write_ask, &j));
    ck_assert_int_eq(ov_write(ctx, write_ask, &j), OV_TOO_LARGE);
}
END_TEST

/* A PDF of one empty page, without tags, text, title or language. */
static const char scanned[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
    "xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    "0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n162\n%%EOF\n";

START_TEST(a_scanned_file_fails)
{
    ov_upload_check check;

    if (access("/usr/bin/pdfinfo", X_OK) != 0) {
        printf("SKIP: a_scanned_file_fails: no pdfinfo here\n");
        return;
    }
    ov_upload_check_run(ctx->arena, ov_str_from(scanned), &check);
    ck_assert_str_eq(check.media, "application/pdf");
    ck_assert_str_eq(check.verdict, "failing");
    ck_assert_ptr_nonnull(strstr(check.faults, "no_text"));
    ck_assert_ptr_nonnull(strstr(check.faults, "no_tags"));
    ck_assert_ptr_nonnull(strstr(check.faults, "no_title"));
    ck_assert_ptr_nonnull(strstr(check.faults, "no_language"));
    ov_upload_check_run(ctx->arena, OV_LIT("\x89PNG\r\n\x1a\n"), &check);
    ck_assert_str_eq(check.verdict, "unknown");
}
END_TEST

static Suite *make(ov_engine on_engine)
{
    Suite *suite;
    TCase *tests = tcase_create("render");

    engine = on_engine;
    suite = suite_create(engine == OV_SQLITE ? "render, SQLite" : "render, PostgreSQL");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, references_are_links_and_no_hash_knows);
    tcase_add_test(tests, a_draft_is_linked_anew_when_its_numbers_change);
    tcase_add_test(tests, a_published_provision_changes_only_while_rendered);
    tcase_add_test(tests, what_is_shown_as_another_text_is_found);
    tcase_add_test(tests, an_older_database_is_rendered_anew);
    tcase_add_test(tests, an_original_is_kept_and_can_be_asked_for);
    tcase_add_test(tests, a_scanned_file_fails);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}
