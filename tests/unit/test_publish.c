/* SPDX-License-Identifier: EUPL-1.2 */
/* test_publish.c — publication by a second person, and what stays for ever; on both engines. */
#include "edit_fixture.h"

#include "util/hash.h"

#include <string.h>

static ov_engine engine;

static void setup(void)
{
    edit_setup(engine);
}

/* ---- Publication ----------------------------------------------------------------------------- */

static ov_status do_ask(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_publish_ask(x, c->order);
}

static ov_status ask_as(ov_id version, const char *status, bool replaces, const char **fault)
{
    ov_publish_order order = {.version_id = version,
                              .label = "Avtalsförslag",
                              .status = status,
                              .day = 20200,
                              .replaces = replaces};
    call c = {.order = &order};
    ov_status result = ov_write(ctx, do_ask, &c);

    if (fault)
        *fault = order.fault;
    return result;
}

static ov_status do_publish(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_publish(x, c->id, c->text);
}

static ov_status do_withdraw(ov_ctx *x, void *arg)
{
    return ov_publish_withdraw(x, ((call *)arg)->id);
}

static ov_status do_return(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_publish_return(x, c->id, c->text);
}

static ov_status publish(ov_id version)
{
    ov_publication p;
    call c = {.id = version};

    test_ok(ctx, ov_publication_latest(ctx, version, &p));
    c.text = p.content_hash;
    return ov_write(ctx, do_publish, &c);
}

START_TEST(publication_takes_reasons_and_two_persons)
{
    ov_id draft = edit_start();
    const char *fault;
    ov_publication p;
    ov_version version;
    ov_str bytes;
    char hash[OV_HASH_HEX];
    const ov_rows *waiting;

    edit_change(draft, "3 Möten", "Parterna möts varje månad.", NULL);
    ck_assert_int_eq(ask_as(draft, "proposal", false, &fault), OV_INVALID);
    ck_assert_str_eq(fault, "reasons");
    edit_change(draft, "3 Möten", NULL, "Begärt i remissen.");
    ck_assert_int_eq(ask_as(draft, "proposal", true, &fault), OV_INVALID);
    ck_assert_str_eq(fault, "status");
    test_ok(ctx, ask_as(draft, "proposal", false, NULL));
    ck_assert_int_eq(ask_as(draft, "proposal", false, NULL), OV_CONFLICT);
    test_ok(ctx, ov_publications_waiting(ctx, org_id, &waiting));
    ck_assert_uint_eq(waiting->n, 1);
    ck_assert_int_eq(publish(draft), OV_DENIED); /* her own */
    edit_as(0);
    ck_assert_int_eq(publish(draft), OV_DENIED); /* nobody's */
    edit_as(bo);
    call c = {.id = draft, .text = "0000"};
    ck_assert_int_eq(ov_write(ctx, do_publish, &c), OV_CONFLICT);
    test_ok(ctx, publish(draft));
    test_ok(ctx, ov_version_get(ctx, draft, &version));
    ck_assert_str_eq(version.status, "proposal");
    ck_assert_str_eq(version.label, "Avtalsförslag");
    ck_assert_str_eq(version.slug, "avtalsforslag");
    ck_assert_str_eq(version.published_by, "Bo Alm");
    ck_assert_int_eq(version.date, 20200);
    test_ok(ctx, ov_version_canonical(ctx, draft, &bytes));
    ov_sha256_hex(bytes, hash);
    ck_assert_str_eq(version.hash, hash);
    test_ok(ctx, ov_publication_latest(ctx, draft, &p));
    ck_assert_str_eq(p.state, "published");
    ck_assert_str_eq(p.hash, hash);
    ck_assert_int_eq(publish(draft), OV_CONFLICT);
    test_ok(ctx, ov_publications_waiting(ctx, org_id, &waiting));
    ck_assert_uint_eq(waiting->n, 0);
    edit_is_whole(draft);
}
END_TEST

START_TEST(every_edit_ends_the_request)
{
    ov_id draft = edit_start();
    ov_publication p;

    for (int i = 0; i < 5; i++) {
        call c = {.id = draft,
                  .node = edit_find(draft, "4 Oenighet"),
                  .text = "Skäl.",
                  .kind = "other",
                  .ref = "",
                  .title = "Mötet"};

        test_ok(ctx, ask_as(draft, "consultation", false, NULL));
        if (i == 0)
            edit_change(draft, "3 Möten", "Parterna möts.", "Kortare.");
        else if (i == 1)
            test_ok(ctx, ov_write(ctx, edit_do_reason, &c));
        else if (i == 2)
            test_ok(ctx, ov_write(ctx, edit_do_source, &c));
        else if (i == 3)
            edit_change(draft, "3 Möten", NULL, "Ännu kortare.");
        else
            test_ok(ctx, edit_step(draft, "B Samverkan", OV_STEP_UP, 0));
        test_ok(ctx, ov_publication_latest(ctx, draft, &p));
        ck_assert_str_eq(p.state, "void");
        edit_as(bo);
        ck_assert_int_eq(publish(draft), OV_NOT_FOUND);
        edit_as(anna);
    }
}
END_TEST

START_TEST(a_request_is_withdrawn_or_sent_back)
{
    ov_id draft = edit_start();
    call c = {.id = draft, .text = " "};
    ov_publication p;

    ck_assert_int_eq(ov_write(ctx, do_withdraw, &c), OV_NOT_FOUND);
    test_ok(ctx, ask_as(draft, "consultation", false, NULL));
    ck_assert_int_eq(ov_write(ctx, do_return, &c), OV_DENIED);
    edit_as(bo);
    ck_assert_int_eq(ov_write(ctx, do_withdraw, &c), OV_DENIED);
    ck_assert_int_eq(ov_write(ctx, do_return, &c), OV_INVALID);
    c.text = "Bilagan saknas.";
    test_ok(ctx, ov_write(ctx, do_return, &c));
    test_ok(ctx, ov_publication_latest(ctx, draft, &p));
    ck_assert_str_eq(p.state, "returned");
    ck_assert_str_eq(p.closed_note, "Bilagan saknas.");
    ck_assert_str_eq(p.closed_name, "Bo Alm");
    edit_as(anna);
    test_ok(ctx, ask_as(draft, "consultation", false, NULL));
    test_ok(ctx, ov_write(ctx, do_withdraw, &c));
    edit_as(bo);
    ck_assert_int_eq(publish(draft), OV_NOT_FOUND);
}
END_TEST

START_TEST(the_old_agreement_applies_until_it_is_replaced)
{
    ov_id old = edit_store("Avtal", edit_agreement, "Avtal 2017", "adopted", 20010);
    ov_id draft = edit_store("Avtal", edit_agreement, "Nytt", "working", 20060);
    ov_version version;

    edit_as(anna);
    test_ok(ctx, ask_as(draft, "adopted", false, NULL));
    edit_as(bo);
    test_ok(ctx, publish(draft));
    test_ok(ctx, ov_version_get(ctx, old, &version));
    ck_assert_str_eq(version.status, "adopted");
    edit_as(anna);
    call c = {.text = "Nyare"};
    test_ok(ctx, ov_version_get(ctx, draft, &c.from));
    test_ok(ctx, ov_write(ctx, edit_do_start, &c));
    ov_publish_order order = {.version_id = c.id,
                              .label = "Avtal 2030",
                              .status = "adopted",
                              .day = 20300,
                              .replaces = true};
    c.order = &order;
    test_ok(ctx, ov_write(ctx, do_ask, &c));
    edit_as(bo);
    test_ok(ctx, publish(c.id));
    test_ok(ctx, ov_version_get(ctx, old, &version));
    ck_assert_str_eq(version.status, "replaced");
    test_ok(ctx, ov_version_get(ctx, c.id, &version));
    ck_assert_str_eq(version.status, "adopted");
}
END_TEST

static ov_status do_sql(ov_ctx *x, void *arg)
{
    int64_t changed = 0;

    OV_TRY(ov_exec(x, ((call *)arg)->sql, OV_NOARGS, &changed));
    return changed ? OV_OK : OV_NOT_FOUND; /* nothing there to refuse: the test is wrong */
}

START_TEST(nothing_published_changes)
{
    static const ov_sql refused[] = {
        {"test.1", "UPDATE version_work SET base_id = NULL", NULL},
        {"test.2", "DELETE FROM version_work", NULL},
        {"test.3", "UPDATE change_note SET reason = 'annat'", NULL},
        {"test.4", "DELETE FROM change_note", NULL},
        {"test.5", "UPDATE change_source SET title = 'annat'", NULL},
        {"test.6", "DELETE FROM change_source", NULL},
        {"test.7", "UPDATE publication SET asked_name = 'annan'", NULL},
        {"test.8", "DELETE FROM publication", NULL},
        {"test.9", "UPDATE node_lineage SET kind = 'same' WHERE kind = 'changed'", NULL},
        {"test.10", "DELETE FROM node_lineage", NULL},
        {"test.11",
         "INSERT INTO node_lineage (version_id, from_version, from_node, to_version, to_node, "
         "kind) "
         "SELECT version_id, from_version, from_node, to_version, to_node, kind FROM node_lineage",
         NULL},
    };
    call c = {.id = edit_start(), .kind = "other", .ref = "", .title = "Möte"};

    edit_change(c.id, "3 Möten", "Parterna möts.", "Kortare.");
    c.node = edit_find(c.id, "3 Möten");
    test_ok(ctx, ov_write(ctx, edit_do_source, &c));
    test_ok(ctx, ask_as(c.id, "proposal", false, NULL));
    edit_as(bo);
    test_ok(ctx, publish(c.id));
    for (size_t i = 0; i < OV_LEN(refused); i++) {
        c.sql = &refused[i];
        ck_assert_msg(ov_write(ctx, do_sql, &c) == OV_CONFLICT, "%s", refused[i].text);
    }
    ck_assert_int_eq(edit_save(c.id, c.node, "Nytt.", NULL, 1), OV_CONFLICT);
    ck_assert_int_eq(edit_step(c.id, "A Allmänt", OV_STEP_DOWN, 0), OV_CONFLICT);
    c.text = "Ett annat skäl.";
    ck_assert_int_eq(ov_write(ctx, edit_do_reason, &c), OV_CONFLICT);
    c.node = edit_find(c.id, "4 Oenighet"); /* one that has none may get it later, once */
    test_ok(ctx, ov_write(ctx, edit_do_reason, &c));
    c.text = "Igen.";
    ck_assert_int_eq(ov_write(ctx, edit_do_reason, &c), OV_CONFLICT);
}
END_TEST

START_TEST(drafts_are_for_those_who_edit)
{
    ov_version version;
    ov_mandate other = {.role = "process_leader", .org_id = 999},
               auditor = {.role = "auditor", .org_id = 999};
    call c = {.id = edit_start()};

    test_ok(ctx, ov_version_get(ctx, c.id, &version));
    test_ok(ctx, ov_version_readable(ctx, &version));
    ctx->actor.mandates = &other;
    ck_assert_int_eq(ov_version_readable(ctx, &version), OV_NOT_FOUND);
    ctx->actor.mandates = &auditor;
    ck_assert_int_eq(ov_version_readable(ctx, &version), OV_NOT_FOUND);
    version.status = "working";
    test_ok(ctx, ov_version_readable(ctx, &version));
    ctx->actor = (ov_actor){.login = "-"};
    ck_assert_int_eq(ov_version_readable(ctx, &version), OV_NOT_FOUND);
    test_ok(ctx, ov_version_get(ctx, published, &version));
    test_ok(ctx, ov_version_readable(ctx, &version));
}
END_TEST

static Suite *make(ov_engine on)
{
    Suite *suite = suite_create(on == OV_SQLITE ? "publish, SQLite" : "publish, PostgreSQL");
    TCase *tcase = tcase_create("publish");

    engine = on;
    tcase_add_checked_fixture(tcase, setup, edit_teardown);
    tcase_add_test(tcase, publication_takes_reasons_and_two_persons);
    tcase_add_test(tcase, every_edit_ends_the_request);
    tcase_add_test(tcase, a_request_is_withdrawn_or_sent_back);
    tcase_add_test(tcase, the_old_agreement_applies_until_it_is_replaced);
    tcase_add_test(tcase, nothing_published_changes);
    tcase_add_test(tcase, drafts_are_for_those_who_edit);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}
