/* SPDX-License-Identifier: EUPL-1.2 */
/* test_lineage.c — which provision is which, and what became of it, also between documents; that it
 * takes bounded time; that verify finds what is wrong. On both engines. */
#include "edit_fixture.h"

#include "util/clock.h"
#include "util/hash.h"

#include <string.h>

static ov_engine engine;

static void setup(void)
{
    edit_setup(engine);
    edit_as(0);
}

/* The kinds that a provision's lineage has, newest first, with where it came from: "moved<2 Vård".
 */
static const char *lineage(ov_id node)
{
    const ov_rows *rows;
    const char *text = "";

    test_ok(ctx, ov_node_lineage(ctx, node, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *from = ov_cell_text(rows, i, OV_LINEAGE_FROM_TITLE);
        const char *to = ov_cell_text(rows, i, OV_LINEAGE_TO_TITLE);

        text = ov_printf(ctx->arena, "%s%s%s:%s>%s", text, *text ? " | " : "",
                         ov_cell_text(rows, i, OV_LINEAGE_KIND), from ? from : "-", to ? to : "-");
    }
    return text;
}

static ov_id next(const char *text, const char *label, ov_day day)
{
    return edit_store("Avtal", text, label, "proposal", day);
}

/* Renumbered because one came before them, and edited: their identity stays. */
START_TEST(renumbered_and_edited_keep_their_identity)
{
    ov_id two =
        next("# A Allmänt\n\nAvtalet gäller vård i hemmet.\n\n"
             "## 1 Inledning\n\nDet här är nytt och handlar om något annat än förut.\n\n"
             "## 2 Regionen ansvarar\n\nRegionen svarar för läkare dygnet runt, alla dagar.\n\n"
             "## 3 Kommunens del\n\nKommunen svarar för sjuksköterska och chef.\n\n"
             "Kommunen svarar också för rehabilitering och hjälpmedel i "
             "ordinärt boende enligt bilagan.\n\n"
             "# B Samverkan\n\n"
             "## 4 Möten\n\nParterna ses en gång i månaden.\n\n"
             "## 5 Tvist\n\nFrågan prövas i fyra steg, och sedan av en nämnd.\n",
             "Förslag", 20100);
    static const char *const pairs[][2] = {{"A Allmänt", "A Allmänt"},
                                           {"1 Regionen", "2 Regionen ansvarar"},
                                           {"2 Kommunen", "3 Kommunens del"},
                                           {"B Samverkan", "B Samverkan"},
                                           {"3 Möten", "4 Möten"}};

    for (size_t i = 0; i < OV_LEN(pairs); i++)
        ck_assert_msg(edit_find(published, pairs[i][0]) == edit_find(two, pairs[i][1]), "%s",
                      pairs[i][1]);
    ck_assert_str_eq(lineage(edit_find(two, "1 Inledning")), "new:->1 Inledning");
    ck_assert_str_eq(lineage(edit_find(two, "3 Kommunens del")),
                     "changed:2 Kommunen>3 Kommunens del");
    ck_assert_str_eq(lineage(edit_find(two, "A Allmänt")), "");
}
END_TEST

/* Paragraphs with numbers alone: what they say tells which is which. */
START_TEST(numbers_alone_do_not_bind)
{
    ov_id one = edit_store("Stadga",
                           "## 1 §\n\nMedlem är den som har betalat avgiften för året.\n\n"
                           "## 2 §\n\nStyrelsen har sju ledamöter som väljs på två år.\n",
                           "Ett", "consultation", 1);
    ov_id two = edit_store("Stadga",
                           "## 1 §\n\nFöreningen har sitt säte i Borås och verkar där.\n\n"
                           "## 2 §\n\nMedlem är den som har betalat avgiften för hela året.\n\n"
                           "## 3 §\n\nStyrelsen har sju ledamöter som väljs på två år.\n",
                           "Två", "consultation", 2);
    const ov_rows *before = edit_nodes(one), *after = edit_nodes(two);

    ck_assert_int_eq(ov_cell_int(before, 0, OV_NODE_ID), ov_cell_int(after, 1, OV_NODE_ID));
    ck_assert_int_eq(ov_cell_int(before, 1, OV_NODE_ID), ov_cell_int(after, 2, OV_NODE_ID));
}
END_TEST

START_TEST(moves_splits_and_merges_are_told)
{
    ov_id two = next("# A Allmänt\n\nAvtalet gäller vård i hemmet.\n\n"
                     "## 2 Kommunen\n\nKommunen svarar för sjuksköterska.\n\n"
                     "## 5 Hjälpmedel\n\nKommunen svarar också för rehabilitering och hjälpmedel i "
                     "ordinärt boende enligt bilagan.\n\n"
                     "## 1 Regionen\n\nRegionen svarar för läkare dygnet runt.\n\n"
                     "# B Samverkan\n\n"
                     "## 3 Möten\n\nParterna möts fyra gånger om året. Frågan prövas i tre steg "
                     "om parterna inte är överens.\n",
                     "Förslag", 20100);
    ov_id oenighet = edit_find(published, "4 Oenighet");

    /* one of the two that changed places has moved, not both */
    ck_assert_str_eq(lineage(edit_find(two, "1 Regionen")), "");
    ck_assert_ptr_nonnull(
        strstr(lineage(edit_find(two, "2 Kommunen")), "moved_changed:2 Kommunen>2 Kommunen"));
    ck_assert_str_eq(lineage(edit_find(two, "5 Hjälpmedel")), "split:2 Kommunen>5 Hjälpmedel");
    ck_assert_str_eq(lineage(oenighet), "merged:4 Oenighet>3 Möten");
    ck_assert_str_eq(lineage(edit_find(two, "3 Möten")),
                     "merged:4 Oenighet>3 Möten | changed:3 Möten>3 Möten");
}
END_TEST

static const char without[] = "# A Allmänt\n\nAvtalet gäller vård i hemmet.\n\n"
                              "## 1 Regionen\n\nRegionen svarar för läkare dygnet runt.\n\n"
                              "# B Samverkan\n\n"
                              "## 3 Möten\n\nParterna möts fyra gånger om året.\n\n"
                              "## 4 Oenighet\n\nFrågan prövas i tre steg.\n";
static const char apart[] = "# Underavtal\n\nDet här underavtalet hör till avtalet.\n\n"
                            "## 1 Kommunens ansvar\n\nKommunen svarar för sjuksköterska.\n\n"
                            "Kommunen svarar också för rehabilitering och hjälpmedel i "
                            "ordinärt boende enligt bilagan.\n";

START_TEST(a_provision_moves_to_another_document)
{
    ov_id sub, node = edit_find(published, "2 Kommunen");
    const ov_rows *rows;

    (void)next(without, "Förslag", 20100);
    ck_assert_str_eq(lineage(node), "removed:2 Kommunen>-");
    sub = edit_store("Underavtal", apart, "Underavtal, förslag", "proposal", 20100);
    test_ok(ctx, ov_node_lineage(ctx, edit_find(sub, "1 Kommunens ansvar"), &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_LINEAGE_KIND), "moved_changed");
    ck_assert_int_eq(ov_cell_int(rows, 0, OV_LINEAGE_FROM_NODE), node);
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_LINEAGE_FROM_DOCUMENT), "Avtal");
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_LINEAGE_TO_DOCUMENT), "Underavtal");
}
END_TEST

/* The same when the sub-agreement came first. */
START_TEST(a_provision_has_moved_already)
{
    ov_id sub = edit_store("Underavtal", apart, "Underavtal, förslag", "proposal", 20090);
    ov_id node = edit_find(published, "2 Kommunen");

    (void)next(without, "Förslag", 20100);
    ck_assert_str_eq(lineage(node), "moved_changed:2 Kommunen>1 Kommunens ansvar");
    ck_assert_str_eq(lineage(edit_find(sub, "1 Kommunens ansvar")), lineage(node));
}
END_TEST

/* ---- Bounded -----------------------------------------------------------------------------------
 */

/* n provisions of some sixty words out of a small vocabulary; edited: every one has another number,
 * another heading and a tenth of its words changed; mode 1: every text is the same but for a few.
 */
static ov_import *big(size_t n, bool edited, int mode)
{
    static const char *const words[] = {"kommunen", "regionen", "ansvarar", "för",
                                        "vård",     "hemmet",   "parterna", "enligt",
                                        "avtalet",  "och",      "insatser", "läkare"};
    ov_import *import = ov_calloc(ctx->arena, 1, sizeof *import);
    ov_node *all = ov_calloc(ctx->arena, n, sizeof *all);
    uint32_t seed = 7;

    for (size_t i = 0; i < n; i++) {
        ov_buf body = {0};

        for (size_t k = 0; k < 60; k++) {
            seed = seed * 1664525u + 1013904223u;
            if (edited && k % 10 == 3)
                ov_buf_addz(&body, "ändrat ");
            else if (mode == 1)
                ov_buf_printf(&body, "%s ", words[k % OV_LEN(words)]);
            else
                ov_buf_printf(&body, "%s%u ", words[(seed >> 8) % OV_LEN(words)],
                              (seed >> 20) % 50);
        }
        all[i] = (ov_node){.number = ov_printf(ctx->arena, "%zu", i + (edited ? 3 : 1)),
                           .heading = ov_printf(ctx->arena, "%s %zu", edited ? "Punkt" : "Rubrik",
                                                mode == 1 ? i % 7 : i),
                           .level = 1,
                           .kind = "provision",
                           .body = ov_strndup(ctx->arena, body.ptr, body.len - 1),
                           .next = i + 1 < n ? &all[i + 1] : NULL};
        ov_buf_free(&body);
    }
    import->title = "Stort";
    import->root = all;
    return import;
}

typedef struct storing {
    ov_version_draft draft;
    ov_id id;
} storing;

static ov_status do_big(ov_ctx *x, void *arg)
{
    storing *s = arg;

    return ov_version_store(x, &s->draft, &s->id);
}

static ov_id store_big(size_t n, bool edited, int mode, ov_day day)
{
    storing s = {.draft = {.matter_id = matter_id,
                           .document_title = "Stort",
                           .label = ov_printf(ctx->arena, "Version %d", day),
                           .status = "consultation",
                           .date = day,
                           .import = big(n, edited, mode)}};

    test_ok(ctx, ov_version_prepare(ctx, &s.draft));
    test_ok(ctx, ov_write(ctx, do_big, &s));
    return s.id;
}

/* 5 000 provisions, every one with another number, another heading and other words: nearly all are
 * found again. Without an index of words this takes 25 million comparisons; the limit is for a slow
 * machine under a sanitizer. */
START_TEST(five_thousand_are_matched_in_bounded_time)
{
    enum { N = 5000 };
    ov_id one = store_big(N, false, 0, 1), two;
    ov_instant began = ov_ticks();
    const ov_rows *before = edit_nodes(one), *after;
    size_t kept = 0;

    two = store_big(N, true, 0, 2);
    ck_assert_msg(ov_ticks() - began < 40 * OV_SECOND, "%lld ms",
                  (long long)((ov_ticks() - began) / 1000));
    after = edit_nodes(two);
    for (size_t i = 0; i < N; i++)
        kept += ov_cell_int(before, i, OV_NODE_ID) == ov_cell_int(after, i, OV_NODE_ID);
    ck_assert_uint_ge(kept, N * 95 / 100);
}
END_TEST

/* All the same words: nothing tells them apart, and nothing is tried for ever. */
START_TEST(set_phrases_cost_nothing)
{
    ov_instant began = ov_ticks();

    (void)store_big(5000, false, 1, 1);
    (void)store_big(5000, true, 1, 2);
    ck_assert_msg(ov_ticks() - began < 60 * OV_SECOND, "%lld ms",
                  (long long)((ov_ticks() - began) / 1000));
}
END_TEST

/* ---- Verify ------------------------------------------------------------------------------------
 */

static ov_status do_sql(ov_ctx *x, void *arg)
{
    for (const ov_sql *sql = arg; sql->text; sql++)
        OV_TRY(ov_exec(x, sql, OV_NOARGS, NULL));
    return OV_OK;
}

START_TEST(verify_checks_lineage_and_bases)
{
    static const ov_sql sqlite[] = {
        {"test.1", "DROP TRIGGER node_lineage_no_update", NULL},
        {"test.2", "DROP TRIGGER version_work_no_delete", NULL},
        {"test.3", "UPDATE node_lineage SET from_version = to_version WHERE kind = 'removed'",
         NULL},
        {"test.4", "DELETE FROM version_work WHERE base_id IS NULL", NULL},
        {0}};
    static const ov_sql postgres[] = {
        {"test.5", "DROP TRIGGER node_lineage_no_change ON node_lineage", NULL},
        {"test.6", "DROP TRIGGER version_work_no_change ON version_work", NULL},
        {"test.7", "UPDATE node_lineage SET from_version = to_version WHERE kind = 'removed'",
         NULL},
        {"test.8", "DELETE FROM version_work WHERE base_id IS NULL", NULL},
        {0}};
    ov_verify verify = {.ctx = ctx};

    (void)next(without, "Förslag", 20100);
    test_ok(ctx, ov_text_verify(&verify));
    ck_assert_uint_eq(verify.n_faults, 0);
    test_ok(ctx,
            ov_write(ctx, do_sql, (void *)(uintptr_t)(engine == OV_SQLITE ? sqlite : postgres)));
    verify = (ov_verify){.ctx = ctx};
    test_ok(ctx, ov_text_verify(&verify));
    ck_assert_uint_eq(verify.n_faults, 2);
    ck_assert_str_eq(verify.faults[0].id, "/arende/avtal/text/forslag");
    ck_assert_ptr_nonnull(strstr(verify.faults[0].what, "lineage"));
    ck_assert_str_eq(verify.faults[1].id, "/arende/avtal/text/remissversion");
    ck_assert_ptr_nonnull(strstr(verify.faults[1].what, "base"));
}
END_TEST

static Suite *make(ov_engine on)
{
    Suite *suite = suite_create(on == OV_SQLITE ? "lineage, SQLite" : "lineage, PostgreSQL");
    TCase *tcase = tcase_create("lineage");

    engine = on;
    tcase_add_checked_fixture(tcase, setup, edit_teardown);
    tcase_add_test(tcase, renumbered_and_edited_keep_their_identity);
    tcase_add_test(tcase, numbers_alone_do_not_bind);
    tcase_add_test(tcase, moves_splits_and_merges_are_told);
    tcase_add_test(tcase, a_provision_moves_to_another_document);
    tcase_add_test(tcase, a_provision_has_moved_already);
    tcase_add_test(tcase, five_thousand_are_matched_in_bounded_time);
    tcase_add_test(tcase, set_phrases_cost_nothing);
    tcase_add_test(tcase, verify_checks_lineage_and_bases);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}
