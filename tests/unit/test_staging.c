/* SPDX-License-Identifier: EUPL-1.2 */
/* test_staging.c — a file that has been read in: kept, corrected, undone, thrown away, saved as a
 * draft; on both engines. */
#include "testdb.h"

#include "matter/matter.h"
#include "register/register.h"
#include "text/import/staging.h"

#include <stdlib.h>
#include <string.h>

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static ov_id matter_id, other_id;

static ov_status write_matters(ov_ctx *x, void *arg)
{
    ov_organisation org = {.type = "region", .code = "14", .name = "Region Västerlen"};
    ov_matter matter = {
        .slug = "avtal", .plugin = "municipal", .title = "Avtal", .status = "draft"};
    ov_matter other = {.slug = "annat", .plugin = "municipal", .title = "Annat", .status = "draft"};

    (void)arg;
    OV_TRY(ov_organisation_save(x, &org, &matter.owner_org_id));
    other.owner_org_id = matter.owner_org_id;
    OV_TRY(ov_matter_add(x, &matter, &matter_id));
    return ov_matter_add(x, &other, &other_id);
}

static void setup(void)
{
    db = test_db_open(engine);
    ctx = test_ctx(db);
    test_ok(ctx, ov_write(ctx, write_matters, NULL));
}

static void teardown(void)
{
    test_db_close(db);
}

static const char source[] = "# A Allmänt\nAvtalet gäller vård.\n\n"
                             "# B Ansvar\n\n## 1 Regionen\nRegionen svarar för läkare.\n\n"
                             "3.2 Kommunens del\n\nKommunen svarar för resten.\n\n"
                             "## 2 Samverkan om\n\n## hälsa\nParterna möts:\n\n- varje år\n- vid "
                             "behov\n\n| Part | Del |\n|---|---|\n| Region | 1 |\n\n"
                             "## Sida 3 av 9\n";

typedef struct job {
    ov_staged staged;
    const char *json;
    ov_str source;
    ov_version_draft draft;
    ov_id id;
} job;

static ov_status write_add(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_staged_add(x, &j->staged, j->json, j->source, &j->id);
}

static ov_status write_save(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_staged_save(x, &j->staged, j->json);
}

static ov_status write_undo(ov_ctx *x, void *arg)
{
    return ov_staged_undo(x, &((job *)arg)->staged);
}

static ov_status write_restart(ov_ctx *x, void *arg)
{
    return ov_staged_restart(x, &((job *)arg)->staged);
}

static ov_status write_discard(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_staged_discard(x, j->staged.matter_id, j->staged.id);
}

static ov_status write_store(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_staged_store(x, &j->staged, &j->draft, &j->id);
}

static ov_status try_add(const char *text, ov_id *id)
{
    ov_import import;
    job j = {.source = ov_str_from(text)};

    OV_TRY(ov_import_text(ctx->arena, j.source, &import, &ctx->err));
    j.staged = (ov_staged){.matter_id = matter_id,
                           .document_title = "Avtal om vård",
                           .label = "Utkast 1",
                           .day = 20000,
                           .file_name = "avtal \"å\" 😀.md",
                           .kind = "markdown"};
    ov_staged_make(ctx->arena, &import, j.source, j.source, &j.staged);
    j.json = ov_staged_json(ctx->arena, &j.staged);
    OV_TRY(ov_write(ctx, write_add, &j));
    *id = j.id;
    return OV_OK;
}

static ov_staged get(ov_id id)
{
    ov_staged staged;

    test_ok(ctx, ov_staged_get(ctx, matter_id, id, &staged));
    return staged;
}

static ov_staged add(const char *text)
{
    ov_id id = 0;

    test_ok(ctx, try_add(text, &id));
    return get(id);
}

static ov_status save(ov_staged *staged)
{
    job j = {.staged = *staged, .json = ov_staged_json(ctx->arena, staged)};

    return ov_write(ctx, write_save, &j);
}

static int64_t number(const char *sql)
{
    ov_sql *row = ov_calloc(ctx->arena, 1, sizeof *row); /* a statement's address is its key */
    int64_t n = -1;

    *row = (ov_sql){"test", sql, NULL};
    test_ok(ctx, ov_select_int(ctx, row, OV_NOARGS, 0, &n));
    return n;
}

static int64_t events(const char *action)
{
    return number(ov_printf(ctx->arena, "SELECT count(*) FROM event WHERE action = '%s'", action));
}

/* "1:A Allmänt|2:1 Regionen|…" */
static const char *outline(const ov_staged *staged)
{
    const char *text = "";

    for (size_t i = 0; i < staged->n; i++)
        text = ov_printf(ctx->arena, "%s%s%d:%s%s%s", text, i ? "|" : "", staged->nodes[i].level,
                         staged->nodes[i].number ? staged->nodes[i].number : "",
                         staged->nodes[i].number && staged->nodes[i].heading ? " " : "",
                         staged->nodes[i].heading ? staged->nodes[i].heading : "");
    return text;
}

static const char first_outline[] =
    "1:A Allmänt|1:B Ansvar|2:1 Regionen|2:2 Samverkan om|2:hälsa|2:Sida 3 av 9";

START_TEST(what_was_read_is_kept)
{
    ov_staged s = add(source);
    ov_staged_counts counts;
    ov_str bytes;

    ck_assert_str_eq(outline(&s), first_outline);
    ck_assert_str_eq(s.file_name, "avtal \"å\" 😀.md");
    ck_assert_int_eq(s.row_version, 1);
    ck_assert(!s.changed && !s.can_undo);
    ck_assert_int_eq(s.size, (int64_t)strlen(source));
    ck_assert_int_eq(s.lost_words, 0);
    ov_staged_count(&s, &counts);
    ck_assert_int_eq(counts.words, s.source_words);
    ck_assert_int_eq(counts.provisions, 6);
    ck_assert_int_eq(counts.tables, 1);
    ck_assert_int_eq(counts.items, 2);
    test_ok(ctx, ov_staged_source(ctx, matter_id, s.id, &bytes));
    ck_assert(ov_str_is(bytes, source));
    ck_assert_int_eq(events("import.read"), 1);
}
END_TEST

START_TEST(another_matter_does_not_see_it)
{
    ov_staged s = add(source), out;
    const ov_rows *rows;
    ov_str bytes;

    ck_assert_int_eq(ov_staged_get(ctx, other_id, s.id, &out), OV_NOT_FOUND);
    ck_assert_int_eq(ov_staged_source(ctx, other_id, s.id, &bytes), OV_NOT_FOUND);
    test_ok(ctx, ov_staged_list(ctx, other_id, &rows));
    ck_assert_uint_eq(rows->n, 0);
    test_ok(ctx, ov_staged_list(ctx, matter_id, &rows));
    ck_assert_uint_eq(rows->n, 1);
    s.matter_id = other_id;
    ck_assert_int_eq(save(&s), OV_NOT_FOUND);
    job j = {.staged = s};
    ck_assert_int_eq(ov_write(ctx, write_discard, &j), OV_NOT_FOUND);
    ck_assert_int_eq(number("SELECT count(*) FROM staged_import WHERE state = 'open'"), 1);
}
END_TEST

START_TEST(corrections_are_saved_once_and_undone)
{
    ov_staged s = add(source), stale = s;
    job j;

    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 6, OV_STAGED_DROP), OV_STAGED_DONE);
    test_ok(ctx, save(&s));
    s = get(s.id);
    ck_assert_uint_eq(s.n, 5);
    ck_assert(s.changed && s.can_undo);
    ck_assert_int_eq(s.row_version, 2);
    ck_assert_int_eq(save(&stale), OV_CONFLICT);
    j = (job){.staged = stale};
    ck_assert_int_eq(ov_write(ctx, write_undo, &j), OV_CONFLICT);
    j.staged = s;
    test_ok(ctx, ov_write(ctx, write_undo, &j));
    s = get(s.id);
    ck_assert_str_eq(outline(&s), first_outline);
    ck_assert(!s.changed && !s.can_undo);
    j.staged = s;
    ck_assert_int_eq(ov_write(ctx, write_undo, &j), OV_INVALID);
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 1, OV_STAGED_DROP), OV_STAGED_DONE);
    test_ok(ctx, save(&s));
    s = get(s.id);
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 2, OV_STAGED_DROP), OV_STAGED_DONE);
    test_ok(ctx, save(&s));
    j.staged = get(s.id);
    test_ok(ctx, ov_write(ctx, write_restart, &j));
    s = get(s.id);
    ck_assert_str_eq(outline(&s), first_outline);
    ck_assert(s.can_undo);
    ck_assert_int_eq(events("import.corrected"), 3);
    ck_assert_int_eq(events("import.undone"), 1);
    ck_assert_int_eq(events("import.restarted"), 1);
}
END_TEST

START_TEST(two_imports_do_not_disturb_each_other)
{
    ov_staged a = add(source), b = add("# Ett\nText.\n\n# Två\nMer text.\n");
    job j = {.staged = b};

    ck_assert_int_eq(ov_staged_apply(ctx->arena, &a, 1, OV_STAGED_DROP), OV_STAGED_DONE);
    test_ok(ctx, save(&a));
    test_ok(ctx, ov_write(ctx, write_discard, &j));
    ck_assert_int_eq(number("SELECT max(length(source) + length(nodes) + length(first_nodes)) "
                            "FROM staged_import WHERE state = 'discarded'"),
                     4);
    ck_assert_int_gt(add(source).id, b.id); /* an address is never another's */
    a = get(a.id);
    ck_assert_uint_eq(a.n, 5);
    ck_assert_int_eq(ov_write(ctx, write_discard, &j), OV_NOT_FOUND);
    ck_assert_int_eq(events("import.discarded"), 1);
}
END_TEST

START_TEST(a_matter_holds_no_more_than_it_may)
{
    ov_id id;

    for (int i = 0; i < OV_STAGED_MOST; i++)
        add("# Ett\nText.\n");
    ck_assert_int_eq(try_add("# Ett\nText.\n", &id), OV_TOO_LARGE);
    ck_assert_int_eq(number("SELECT count(*) FROM staged_import WHERE state = 'open'"),
                     OV_STAGED_MOST);
}
END_TEST

START_TEST(a_part_moves_with_all_below_it)
{
    ov_staged s = add(source);

    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 1, OV_STAGED_OUT), OV_STAGED_TOP);
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 2, OV_STAGED_IN), OV_STAGED_DONE);
    ck_assert_str_eq(outline(&s), "1:A Allmänt|2:B Ansvar|3:1 Regionen|3:2 Samverkan "
                                  "om|3:hälsa|3:Sida 3 av 9");
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 2, OV_STAGED_IN), OV_STAGED_DONE);
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 2, OV_STAGED_IN), OV_STAGED_DEEPEST);
    ck_assert_int_eq(s.nodes[2].level, 6);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 2, OV_STAGED_OUT), OV_STAGED_DONE);
    ck_assert_str_eq(outline(&s), first_outline);
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 99, OV_STAGED_OUT), OV_STAGED_MISSING);
}
END_TEST

START_TEST(provisions_are_joined)
{
    ov_staged s = add(source);

    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 1, OV_STAGED_JOIN), OV_STAGED_FIRST);
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 1, OV_STAGED_TEXT), OV_STAGED_FIRST);
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 5, OV_STAGED_JOIN), OV_STAGED_DONE);
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 6, OV_STAGED_TEXT), OV_STAGED_DONE);
    ck_assert_str_eq(outline(&s), "1:A Allmänt|1:B Ansvar|2:1 Regionen|2:2 Samverkan om hälsa");
    ck_assert_str_eq(s.nodes[3].body, "Parterna möts:\n\n- varje år\n- vid behov\n\n"
                                      "| Part | Del |\n| Region | 1 |\n\nSida 3 av 9");
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 4, OV_STAGED_JOIN), OV_STAGED_DONE);
    ck_assert_ptr_nonnull(strstr(s.nodes[2].body, "resten.\n\n2 Samverkan om hälsa\n\nParterna"));
    for (int64_t key = 1; key < 3; key++)
        ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, key, OV_STAGED_DROP), OV_STAGED_DONE);
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 3, OV_STAGED_DROP), OV_STAGED_ONLY);
}
END_TEST

/* What is put together from two bodies is canonical: read again it is the same. */
START_TEST(joined_lists_are_canonical)
{
    ov_staged s = add("# Ett\n- a\n- b\n\n# Två\n\n# Tre\n- c\n");
    const char *again;

    s.nodes[1].heading = NULL;
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 2, OV_STAGED_TEXT), OV_STAGED_DONE);
    s.nodes[1].heading = NULL;
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 3, OV_STAGED_TEXT), OV_STAGED_DONE);
    ck_assert_str_eq(s.nodes[0].body, "- a\n- b\n- c");
    test_ok(ctx, ov_canonical_body(ctx->arena, ov_str_from(s.nodes[0].body), &again));
    ck_assert_str_eq(again, s.nodes[0].body);
}
END_TEST

START_TEST(a_paragraph_becomes_a_heading)
{
    ov_staged s = add(source);
    int64_t key = s.nodes[2].key;

    ck_assert_int_eq(ov_staged_split(ctx->arena, &s, key, 7), OV_STAGED_NO_BLOCK);
    ck_assert_int_eq(ov_staged_split(ctx->arena, &s, 5, 1), OV_STAGED_NO_BLOCK);
    ck_assert_int_eq(ov_staged_split(ctx->arena, &s, 5, 2), OV_STAGED_NO_BLOCK);
    ck_assert_int_eq(ov_staged_split(ctx->arena, &s, key, 1), OV_STAGED_DONE);
    ck_assert_str_eq(outline(&s), "1:A Allmänt|1:B Ansvar|2:1 Regionen|3:3.2 Kommunens "
                                  "del|2:2 Samverkan om|2:hälsa|2:Sida 3 av 9");
    ck_assert_str_eq(s.nodes[2].body, "Regionen svarar för läkare.");
    ck_assert_str_eq(s.nodes[3].body, "Kommunen svarar för resten.");
    ck_assert_int_eq(ov_staged_split(ctx->arena, &s, s.nodes[3].key, 0), OV_STAGED_DONE);
    ck_assert_str_eq(s.nodes[3].body, "");
    ck_assert_str_eq(s.nodes[4].heading, "Kommunen svarar för resten.");
    ck_assert_int_eq(s.nodes[4].level, 4);
    for (size_t i = 0; i < s.n; i++)
        for (size_t k = 0; k < i; k++)
            ck_assert_int_ne(s.nodes[i].key, s.nodes[k].key);
}
END_TEST

START_TEST(a_provision_is_changed)
{
    ov_staged s = add(source);
    ov_staged_node to = {.number = " 1.1 ",
                         .heading = "Regionens\n del",
                         .level = 3,
                         .body = "Ny\r\ntext.\r\n\r\n* ett\r\n* två\r\n"};

    ck_assert_int_eq(ov_staged_change(ctx->arena, &s, 3, &to), OV_STAGED_DONE);
    ck_assert_str_eq(s.nodes[2].number, "1.1");
    ck_assert_str_eq(s.nodes[2].heading, "Regionens del");
    ck_assert_int_eq(s.nodes[2].level, 3);
    ck_assert_str_eq(s.nodes[2].body, "Ny text.\n\n- ett\n- två");
    to = (ov_staged_node){.number = "", .heading = " ", .level = 2, .body = "x"};
    ck_assert_int_eq(ov_staged_change(ctx->arena, &s, 3, &to), OV_STAGED_NAMELESS);
    ck_assert_int_eq(ov_staged_change(ctx->arena, &s, 1, &to), OV_STAGED_DONE);
    to = (ov_staged_node){.number = "1", .heading = "x", .level = 2};
    char *much = ov_calloc(ctx->arena, OV_STAGED_BODY_MOST + 2, 1);
    memset(much, 'a', OV_STAGED_BODY_MOST + 1);
    to.body = much;
    ck_assert_int_eq(ov_staged_change(ctx->arena, &s, 3, &to), OV_STAGED_TOO_LONG);
    much[OV_STAGED_BODY_MOST] = '\0';
    ck_assert_int_eq(ov_staged_change(ctx->arena, &s, 3, &to), OV_STAGED_DONE);
    ck_assert_int_eq(ov_staged_apply(ctx->arena, &s, 4, OV_STAGED_TEXT), OV_STAGED_TOO_LONG);
    to = (ov_staged_node){.number = "1", .heading = "x", .level = 7, .body = ""};
    ck_assert_int_eq(ov_staged_change(ctx->arena, &s, 3, &to), OV_STAGED_DEEPEST);
    to.level = 0;
    ck_assert_int_eq(ov_staged_change(ctx->arena, &s, 3, &to), OV_STAGED_TOP);
    to = (ov_staged_node){.number = "12345678901234567890123456789012345678901", .level = 2};
    to.heading = to.body = "";
    ck_assert_int_eq(ov_staged_change(ctx->arena, &s, 3, &to), OV_STAGED_TOO_LONG);
    ck_assert_int_eq(ov_staged_change(ctx->arena, &s, 77, &to), OV_STAGED_MISSING);
}
END_TEST

START_TEST(lost_words_are_named)
{
    static const char plain[] = "Avtalet gäller vård. Sida 1 Sida 2 slutenvårds-\nkapacitet";
    ov_import import;
    ov_staged s = {0};

    test_ok(ctx,
            ov_import_text(ctx->arena, OV_LIT("# 1 Avtalet\ngäller vård. slutenvårdskapacitet\n"),
                           &import, &ctx->err));
    ov_staged_make(ctx->arena, &import, OV_LIT("x"), ov_str_from(plain), &s);
    ck_assert_int_eq(s.source_words, 9);
    ck_assert_int_eq(s.lost_words, 3);
    ck_assert_str_eq(s.lost, "Sida ×2\n2");
    ov_staged_make(ctx->arena, &import, OV_LIT("x"), (ov_str){NULL, 0}, &s);
    ck_assert_int_eq(s.source_words, -1);
}
END_TEST

static ov_status store(const ov_staged *staged, ov_id *id)
{
    ov_import import;
    job j = {.staged = *staged};
    ov_status status;

    ov_staged_tree(ctx->arena, staged, &import);
    j.draft = (ov_version_draft){.matter_id = matter_id,
                                 .document_title = staged->document_title,
                                 .label = staged->label,
                                 .status = "draft",
                                 .date = staged->day,
                                 .import = &import,
                                 .source = OV_LIT("filen"),
                                 .source_name = staged->file_name};
    OV_TRY(ov_version_prepare(ctx, &j.draft));
    status = ov_write(ctx, write_store, &j);
    *id = j.id;
    return status;
}

START_TEST(it_becomes_a_draft_and_is_gone)
{
    ov_staged s = add(source), stale = s, second;
    ov_staged_match match;
    ov_version version;
    ov_id id = 0;

    test_ok(ctx, ov_staged_compare(ctx, &s, &match));
    ck_assert_ptr_null(match.label);
    test_ok(ctx, save(&s));
    ck_assert_int_eq(store(&stale, &id), OV_CONFLICT);
    ck_assert_int_eq(number("SELECT count(*) FROM version"), 0);
    s = get(s.id);
    test_ok(ctx, store(&s, &id));
    test_ok(ctx, ov_version_get(ctx, id, &version));
    ck_assert_str_eq(version.status, "draft");
    ck_assert_int_eq(version.nodes, 6);
    ck_assert_ptr_null(version.hash);
    ck_assert_int_eq(number("SELECT count(*) FROM staged_import WHERE state = 'open'"), 0);
    ck_assert_int_eq(store(&s, &id), OV_NOT_FOUND);
    ck_assert_int_eq(events("import.stored"), 1);
    second = add("# A Allmänt\nAvtalet gäller vård.\n\n# B Ansvar\n\n## 9 Nytt\nNy text.\n");
    test_ok(ctx, ov_staged_compare(ctx, &second, &match));
    ck_assert_str_eq(match.label, "Utkast 1");
    ck_assert_int_eq(match.known, 2);
    ck_assert_int_eq(match.fresh, 1);
    ck_assert_int_eq(match.gone, 4);
}
END_TEST

START_TEST(a_line_leads_to_its_provision)
{
    ov_staged s = add(source);
    const int *depths = ov_staged_depths(ctx->arena, &s);

    ck_assert_uint_eq(ov_staged_at_line(&s, 0), s.n);
    ck_assert_uint_eq(ov_staged_at_line(&s, s.nodes[2].line), 2);
    ck_assert_uint_eq(ov_staged_at_line(&s, s.nodes[2].line + 1), 2);
    ck_assert_uint_eq(ov_staged_at_line(&s, 100000), s.n - 1);
    ck_assert_int_eq(depths[0], 1);
    ck_assert_int_eq(depths[2], 2);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "staging, SQLite" : "staging, PostgreSQL");
    TCase *tcase = tcase_create("staging");

    engine = which;
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, what_was_read_is_kept);
    tcase_add_test(tcase, another_matter_does_not_see_it);
    tcase_add_test(tcase, corrections_are_saved_once_and_undone);
    tcase_add_test(tcase, two_imports_do_not_disturb_each_other);
    tcase_add_test(tcase, a_matter_holds_no_more_than_it_may);
    tcase_add_test(tcase, a_part_moves_with_all_below_it);
    tcase_add_test(tcase, provisions_are_joined);
    tcase_add_test(tcase, joined_lists_are_canonical);
    tcase_add_test(tcase, a_paragraph_becomes_a_heading);
    tcase_add_test(tcase, a_provision_is_changed);
    tcase_add_test(tcase, lost_words_are_named);
    tcase_add_test(tcase, it_becomes_a_draft_and_is_gone);
    tcase_add_test(tcase, a_line_leads_to_its_provision);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}
