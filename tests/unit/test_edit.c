/* SPDX-License-Identifier: EUPL-1.2 */
/* test_edit.c — drafts: words, structure, who edits now, reasons; on both engines. */
#include "edit_fixture.h"

#include "util/hash.h"

#include <string.h>

static ov_engine engine;

static void setup(void)
{
    edit_setup(engine);
}

/* ---- Words ----------------------------------------------------------------------------------- */

START_TEST(a_draft_begins_as_its_base)
{
    ov_id draft = edit_start(), base;
    int64_t revision;
    ov_draft_view view;
    ov_version version;

    ck_assert_str_eq(edit_order(draft), edit_order(published));
    ck_assert_int_eq(edit_find(draft, "3 Möten"), edit_find(published, "3 Möten"));
    test_ok(ctx, ov_version_base(ctx, draft, &base, &revision));
    ck_assert_int_eq(base, published);
    ck_assert_int_eq(revision, 0);
    test_ok(ctx, ov_draft_overview(ctx, draft, &view));
    ck_assert_uint_eq(view.changed, 0);
    test_ok(ctx, ov_version_get(ctx, draft, &version));
    ck_assert_str_eq(version.status, "draft");
    ck_assert_str_eq(version.slug, "forslag");
    ck_assert_ptr_null(version.hash);
    edit_is_whole(draft);
}
END_TEST

START_TEST(an_import_remembers_its_base)
{
    ov_id draft = edit_store("Avtal", edit_agreement, "Inläst", "draft", 20050), base;
    int64_t revision;

    test_ok(ctx, ov_version_base(ctx, draft, &base, &revision));
    ck_assert_int_eq(base, published);
    draft = edit_store("Avtal", edit_agreement, "Äldre", "draft", 100);
    test_ok(ctx, ov_version_base(ctx, draft, &base, &revision));
    ck_assert_int_eq(base, 0);
}
END_TEST

START_TEST(a_provision_gets_new_words)
{
    ov_id draft = edit_start(), node = edit_find(draft, "2 Kommunen");
    ov_provision p;

    edit_change(draft, "2 Kommunen",
                "Kommunen svarar för *all* hemsjukvård.\n\n* ett\n* två\n\n|a|b|\n|-|-|\n|1|2|",
                "Begärt av kommunerna.");
    test_ok(ctx, ov_provision_get(ctx, draft, node, &p));
    ck_assert_str_eq(
        p.body, "Kommunen svarar för *all* hemsjukvård.\n\n- ett\n- två\n\n| a | b |\n| 1 | 2 |");
    ck_assert_ptr_nonnull(strstr(p.html.text.ptr, "<em>all</em>"));
    ck_assert_ptr_nonnull(strstr(p.html.text.ptr, "<table"));
    ck_assert_int_eq(p.row_version, 1);
    ck_assert_str_eq(p.edited_by, "Anna Ek");
    ck_assert_str_eq(p.reason, "Begärt av kommunerna.");
    ck_assert_int_eq(edit_row(draft, "2 Kommunen")->change, OV_EDIT_TEXT);
    ck_assert(!edit_row(draft, "2 Kommunen")->needs_reason);
    ck_assert_int_eq(edit_row(draft, "3 Möten")->change, OV_EDIT_NONE);
    edit_is_whole(draft);
    /* saving the same again is no change */
    test_ok(ctx, edit_save(draft, node, NULL, NULL, 1));
    ck_assert_int_eq(edit_row_version(draft, node), 1);
}
END_TEST

START_TEST(the_second_writer_is_told)
{
    ov_id draft = edit_start(), node = edit_find(draft, "3 Möten");

    test_ok(ctx, edit_save(draft, node, "Parterna möts varje månad.", NULL, 0));
    edit_as(bo);
    ck_assert_int_eq(edit_save(draft, node, "Parterna möts två gånger.", NULL, 0), OV_CONFLICT);
    test_ok(ctx, edit_save(draft, node, "Parterna möts två gånger.", NULL, 1));
    ck_assert_int_eq(edit_row_version(draft, node), 2);
    ck_assert_int_eq(edit_save(draft, node, NULL, "Skäl.", 1), OV_CONFLICT);
}
END_TEST

START_TEST(hostile_words_stay_words)
{
    static const char *const bodies[] = {
        "<script>alert(1)</script>",       "[x](javascript:alert(1))", "![x](http://x/y.png)",
        "# Rubrik\n## Två\n---\n===",      "```\nkod\n```\n> citat",   "\\# \\- \\| \\\\",
        "1) ett\n\xc2\xad\xe2\x80\x8b två"};
    ov_id draft = edit_start(), node = edit_find(draft, "3 Möten");

    for (size_t i = 0; i < OV_LEN(bodies); i++) {
        ov_provision p;

        test_ok(ctx, edit_save(draft, node, bodies[i], NULL, edit_row_version(draft, node)));
        test_ok(ctx, ov_provision_get(ctx, draft, node, &p));
        ck_assert_ptr_null(strstr(p.html.text.ptr, "<script"));
        ck_assert_ptr_null(strstr(p.html.text.ptr, "href=\"javascript"));
        ck_assert_ptr_null(strstr(p.html.text.ptr, "<img"));
        ck_assert_ptr_null(strstr(p.html.text.ptr, "<h1"));
        edit_is_whole(draft);
        ck_assert_uint_eq(edit_nodes(draft)->n, 6);
    }
}
END_TEST

START_TEST(what_is_too_much_is_refused)
{
    ov_id draft = edit_start(), node = edit_find(draft, "3 Möten");
    char *deep = ov_alloc(ctx->arena, 300001);
    ov_provision_edit edit = {.version_id = draft, .node_id = node, .number = "3", .level = 2};

    memset(deep, 'x', 300000);
    deep[300000] = '\0';
    edit.body = ov_str_from(deep);
    ck_assert_int_eq(ov_provision_prepare(ctx, &edit), OV_TOO_LARGE);
    ck_assert_str_eq(edit.fault, "body");
    edit.body = OV_LIT("x");
    edit.heading = deep;
    ck_assert_int_eq(ov_provision_prepare(ctx, &edit), OV_TOO_LARGE);
    ck_assert_str_eq(edit.fault, "heading");
    edit.heading = "H";
    edit.reason = deep;
    ck_assert_int_eq(ov_provision_prepare(ctx, &edit), OV_INVALID);
    ck_assert_str_eq(edit.fault, "reason");
    edit.reason = NULL;
    edit.level = 7;
    ck_assert_int_eq(ov_provision_prepare(ctx, &edit), OV_INVALID);
    edit.level = 2;
    edit.body = OV_LIT("\xff\xfe");
    ck_assert_int_eq(ov_provision_prepare(ctx, &edit), OV_INVALID);
}
END_TEST

/* ---- Structure ------------------------------------------------------------------------------- */

START_TEST(provisions_move_with_what_is_below)
{
    ov_id draft = edit_start();

    ck_assert_str_eq(edit_order(draft),
                     "h2A Allmänt|h31 Regionen|h32 Kommunen|h2B Samverkan|h33 Möten|h34 Oenighet");
    test_ok(ctx, edit_step(draft, "A Allmänt", OV_STEP_DOWN, 0));
    ck_assert_str_eq(edit_order(draft),
                     "h2B Samverkan|h33 Möten|h34 Oenighet|h2A Allmänt|h31 Regionen|h32 Kommunen");
    edit_is_whole(draft);
    test_ok(ctx, edit_step(draft, "A Allmänt", OV_STEP_UP, 0));
    ck_assert_int_eq(edit_step(draft, "A Allmänt", OV_STEP_UP, 0), OV_INVALID);
    ck_assert_int_eq(edit_step(draft, "4 Oenighet", OV_STEP_DOWN, 0), OV_INVALID);
    test_ok(ctx, edit_step(draft, "4 Oenighet", OV_STEP_IN, 0));
    ck_assert_str_eq(edit_order(draft),
                     "h2A Allmänt|h31 Regionen|h32 Kommunen|h2B Samverkan|h33 Möten|h44 Oenighet");
    ck_assert_int_eq(edit_row(draft, "4 Oenighet")->change, OV_EDIT_MOVED);
    ck_assert_int_eq(edit_step(draft, "4 Oenighet", OV_STEP_IN, 0), OV_INVALID);
    test_ok(ctx, edit_step(draft, "4 Oenighet", OV_STEP_OUT, 0));
    ck_assert_str_eq(edit_order(draft), edit_order(published));
    edit_is_whole(draft);
    for (size_t i = 0; i < 6; i++) /* and contents and anchors with them */
        for (size_t k = 0; k < edit_nodes(draft)->columns; k++)
            ck_assert(ov_str_eq(ov_cell_str(edit_nodes(draft), i, k),
                                ov_cell_str(edit_nodes(published), i, k)));
}
END_TEST

START_TEST(one_move_is_one_change)
{
    ov_id draft = edit_start();
    ov_draft_view view;

    test_ok(ctx, edit_step(draft, "2 Kommunen", OV_STEP_UP, 0));
    test_ok(ctx, ov_draft_overview(ctx, draft, &view));
    ck_assert_uint_eq(view.changed, 1);
    ck_assert_uint_eq(view.missing, 1);
}
END_TEST

START_TEST(provisions_come_and_go)
{
    ov_id draft = edit_start(), gone = edit_find(draft, "3 Möten");
    const ov_draft_row *r;

    test_ok(ctx, edit_step(draft, "A Allmänt", OV_STEP_ADD, 0));
    ck_assert_str_eq(edit_order(draft), "h2A Allmänt|h31 Regionen|h32 Kommunen|h2Ny bestämmelse|"
                                        "h2B Samverkan|h33 Möten|h34 Oenighet");
    ck_assert_int_eq(edit_row(draft, "Ny bestämmelse")->change, OV_EDIT_NEW);
    ck_assert_int_eq(edit_step(draft, "B Samverkan", OV_STEP_REMOVE, 0), OV_INVALID);
    test_ok(ctx, edit_step(draft, "3 Möten", OV_STEP_REMOVE, 0));
    r = edit_row(draft, "3 Möten");
    ck_assert_int_eq(r->change, OV_EDIT_REMOVED);
    ck_assert_int_eq(r->node_id, gone);
    ck_assert(r->needs_reason);
    edit_is_whole(draft);
    ov_structure s = {.version_id = draft, .node_id = gone, .step = OV_STEP_RESTORE};
    call c = {.structure = &s};
    test_ok(ctx, ov_write(ctx, edit_do_step, &c));
    ck_assert_int_eq(edit_find(draft, "3 Möten"), gone);
    ck_assert_int_eq(edit_row(draft, "3 Möten")->change, OV_EDIT_NONE);
    edit_is_whole(draft);
}
END_TEST

START_TEST(split_and_merge_keep_every_word)
{
    ov_id draft = edit_start(), node = edit_find(draft, "2 Kommunen");
    ov_structure s = {.version_id = draft, .node_id = node, .step = OV_STEP_MERGE};
    call c = {.structure = &s};
    ov_provision p;

    test_ok(ctx, edit_step(draft, "2 Kommunen", OV_STEP_SPLIT, 1));
    ck_assert_str_eq(edit_order(draft),
                     "h2A Allmänt|h31 Regionen|h32 Kommunen|h3Kommunen (forts.)|h2B Samverkan|"
                     "h33 Möten|h34 Oenighet");
    test_ok(ctx, ov_provision_get(ctx, draft, node, &p));
    ck_assert_str_eq(p.body, "Kommunen svarar för sjuksköterska.");
    edit_is_whole(draft);
    ck_assert_int_eq(edit_step(draft, "2 Kommunen", OV_STEP_SPLIT, 1), OV_INVALID);
    /* the other half belongs to nobody before it is merged back */
    s.next_row_version = 1;
    s.row_version = 1;
    test_ok(ctx, ov_write(ctx, edit_do_step, &c));
    test_ok(ctx, ov_provision_get(ctx, draft, node, &p));
    ck_assert_str_eq(p.body, "Kommunen svarar för sjuksköterska.\n\nKommunen (forts.)\n\n"
                             "Kommunen svarar också för rehabilitering och hjälpmedel i ordinärt "
                             "boende enligt bilagan.");
    edit_is_whole(draft);
}
END_TEST

START_TEST(merge_asks_for_what_was_seen)
{
    ov_id draft = edit_start();
    ov_structure s = {
        .version_id = draft, .node_id = edit_find(draft, "3 Möten"), .step = OV_STEP_MERGE};
    call c = {.structure = &s};
    ov_provision p;

    edit_change(draft, "4 Oenighet", "Frågan prövas i fyra steg.", NULL);
    ck_assert_int_eq(ov_write(ctx, edit_do_step, &c), OV_CONFLICT);
    s.next_row_version = 1;
    test_ok(ctx, ov_write(ctx, edit_do_step, &c));
    test_ok(ctx, ov_provision_get(ctx, draft, s.node_id, &p));
    ck_assert_str_eq(
        p.body, "Parterna möts fyra gånger om året.\n\n4 Oenighet\n\nFrågan prövas i fyra steg.");
}
END_TEST

/* ---- Leases, reasons ------------------------------------------------------------------------- */

static ov_status do_lease(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_lease_take(x, c->id, c->node, c->flag);
}

static ov_status do_release(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_lease_release(x, c->id, c->node);
}

START_TEST(a_lease_is_a_notice)
{
    call c = {.id = edit_start()};
    ov_lease lease;

    c.node = edit_find(c.id, "3 Möten");
    test_ok(ctx, ov_write(ctx, do_lease, &c));
    test_ok(ctx, ov_lease_other(ctx, c.id, c.node, &lease));
    ck_assert_int_eq(lease.account_id, 0);
    edit_as(bo);
    test_ok(ctx, ov_lease_other(ctx, c.id, c.node, &lease));
    ck_assert_str_eq(lease.name, "Anna Ek");
    test_ok(ctx, ov_write(ctx, do_lease, &c)); /* Anna's stays */
    ck_assert_str_eq(edit_row(c.id, "3 Möten")->editor, "Anna Ek");
    test_ok(ctx,
            edit_save(c.id, c.node, "Parterna möts ibland.", NULL, 0)); /* and hinders nobody */
    c.flag = true;
    test_ok(ctx, ov_write(ctx, do_lease, &c));
    ck_assert_str_eq(edit_row(c.id, "3 Möten")->editor, "Bo Alm");
    edit_as(anna);
    test_ok(ctx, ov_write(ctx, do_release, &c)); /* not hers any longer */
    ck_assert_str_eq(edit_row(c.id, "3 Möten")->editor, "Bo Alm");
    ctx->now += OV_LEASE_TIME + OV_SECOND;
    ck_assert_ptr_null(edit_row(c.id, "3 Möten")->editor);
    c.flag = false;
    test_ok(ctx, ov_write(ctx, do_lease, &c));
    ck_assert_str_eq(edit_row(c.id, "3 Möten")->editor, "Anna Ek");
}
END_TEST

START_TEST(reasons_and_sources_are_read_by_provision)
{
    call c = {.id = edit_start(),
              .kind = "decision",
              .ref = "HSN 2025-0125 § 3",
              .title = "Beslut i HSN"};
    const ov_rows *rows;

    c.node = edit_find(c.id, "3 Möten");
    c.text = "Kommunerna bad om det.";
    test_ok(ctx, ov_write(ctx, edit_do_reason, &c));
    test_ok(ctx, ov_write(ctx, edit_do_source, &c));
    test_ok(ctx, ov_write(ctx, edit_do_source, &c)); /* once */
    c.kind = "viewpoint";
    test_ok(ctx, ov_write(ctx, edit_do_source, &c));
    c.node = edit_find(c.id, "4 Oenighet");
    test_ok(ctx, ov_write(ctx, edit_do_source, &c)); /* a source without a reason */
    test_ok(ctx, ov_change_reasons(ctx, c.id, &rows));
    ck_assert_uint_eq(rows->n, 3);
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_REASON_TEXT), "Kommunerna bad om det.");
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_REASON_BY), "Anna Ek");
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_REASON_KIND), "decision");
    ck_assert_str_eq(ov_cell_text(rows, 1, OV_REASON_SOURCE_TITLE), "Beslut i HSN");
    ck_assert_ptr_null(ov_cell_text(rows, 2, OV_REASON_TEXT));
    c.kind = "rumour";
    ck_assert_int_eq(ov_write(ctx, edit_do_source, &c), OV_INVALID);
    c.kind = "other";
    c.title = " ";
    ck_assert_int_eq(ov_write(ctx, edit_do_source, &c), OV_INVALID);
    c.title = "X";
    c.node = 99999;
    ck_assert_int_eq(ov_write(ctx, edit_do_source, &c), OV_NOT_FOUND);
    test_ok(ctx, ov_change_reasons_of_node(ctx, edit_find(c.id, "3 Möten"), &rows));
    ck_assert_uint_eq(rows->n, 0); /* a draft is nobody else's business */
}
END_TEST

static Suite *make(ov_engine on)
{
    Suite *suite = suite_create(on == OV_SQLITE ? "edit, SQLite" : "edit, PostgreSQL");
    TCase *tcase = tcase_create("edit");

    engine = on;
    tcase_add_checked_fixture(tcase, setup, edit_teardown);
    tcase_add_test(tcase, a_draft_begins_as_its_base);
    tcase_add_test(tcase, an_import_remembers_its_base);
    tcase_add_test(tcase, a_provision_gets_new_words);
    tcase_add_test(tcase, the_second_writer_is_told);
    tcase_add_test(tcase, hostile_words_stay_words);
    tcase_add_test(tcase, what_is_too_much_is_refused);
    tcase_add_test(tcase, provisions_move_with_what_is_below);
    tcase_add_test(tcase, one_move_is_one_change);
    tcase_add_test(tcase, provisions_come_and_go);
    tcase_add_test(tcase, split_and_merge_keep_every_word);
    tcase_add_test(tcase, merge_asks_for_what_was_seen);
    tcase_add_test(tcase, a_lease_is_a_notice);
    tcase_add_test(tcase, reasons_and_sources_are_read_by_provision);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}
