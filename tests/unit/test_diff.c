/* SPDX-License-Identifier: EUPL-1.2 */
/* test_diff.c — what is shown as changed, moved, split and merged between two agreements. */
#include "text/diff/diff.h"
#include "util/file.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static ov_arena *arena;

static void setup(void)
{
    arena = ov_arena_new(0);
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static const ov_node *import(const char *text)
{
    ov_import out;
    ov_err err = {0};

    ck_assert_msg(ov_import_text(arena, ov_str_from(text), &out, &err) == OV_OK, "%s", err.text);
    return out.root;
}

static ov_diff compare(const char *a, const char *b)
{
    ov_diff diff;

    ck_assert_int_eq(ov_diff_trees(arena, import(a), import(b), &diff, NULL), OV_OK);
    return diff;
}

/* All that is not the same: "kind from to: ops" a line. */
static const char *shown(const ov_diff *diff)
{
    ov_buf out = {0};
    const char *text;

    for (size_t i = 0; i < diff->n; i++) {
        const ov_diff_entry *entry = &diff->entries[i];

        if (entry->kind == OV_DIFF_SAME)
            continue;
        ov_buf_printf(&out, "%s %zu %zu:", ov_diff_kind_name(entry->kind), entry->from, entry->to);
        for (size_t k = 0; k < entry->n_ops; k++)
            ov_buf_printf(&out, " %c[%.*s]", entry->ops[k].op, (int)entry->ops[k].text.len,
                          entry->ops[k].text.ptr);
        ov_buf_addc(&out, '\n');
    }
    text = ov_strndup(arena, out.len ? out.ptr : "", out.len);
    ov_buf_free(&out);
    return text;
}

static const char *differences(const char *a, const char *b)
{
    ov_diff diff = compare(a, b);

    return shown(&diff);
}

/* ---- the golden pair ------------------------------------------------------------------------- */

/* The case of § 2.1 between 14 and 20 August 2025 (domain.md 2.5) in words of our own: the last
 * paragraph comes first, another gets a sentence. */
#define LEADS "Kommunen ska ha följande kompetenser i sin verksamhet:"
#define BESIDES                                                                                      \
    "Därutöver ska parterna tillsammans se till att annan kompetens finns när uppdraget kräver " \
    "det."
#define ADDED " Tillgången till kompetens följs upp varje år i länets samrådsgrupp."
#define PLANS                                                                                      \
    "Parterna planerar sin hälso- och sjukvård var för sig. Planeringen ska ge patienten en "   \
    "samordnad vård nära hemmet."

static void check_golden(const char *a, const char *b)
{
    ov_diff diff = compare(a, b);
    size_t moved = 0, changed = 0;

    for (size_t i = 0; i < diff.n; i++) {
        const ov_diff_entry *entry = &diff.entries[i];

        if (entry->kind == OV_DIFF_MOVED) {
            moved++;
            ck_assert(ov_str_starts(entry->ops[0].text, "Parterna planerar") ||
                      ov_str_starts(entry->ops[0].text, "VGR och Kommunerna"));
        } else if (entry->kind == OV_DIFF_CHANGED) {
            changed++;
            ck_assert_uint_eq(entry->n_ops, 2);
            ck_assert_int_eq(entry->ops[0].op, '=');
            ck_assert_int_eq(entry->ops[1].op, '+');
            ck_assert_int_eq(entry->ops[1].text.ptr[0], ' ');
            ck_assert(ov_str_ends(entry->ops[1].text, "."));
        } else {
            ck_assert_int_eq(entry->kind, OV_DIFF_SAME);
        }
    }
    ck_assert_msg(moved == 1 && changed == 1, "moved %zu, changed %zu\n%s", moved, changed,
                  shown(&diff));
    ck_assert_uint_eq(diff.changes, 2);
    ck_assert_uint_eq(diff.sections, 1);
}

START_TEST(one_paragraph_moved_and_one_sentence_added)
{
    static const struct {
        const char *head, *gap, *bullet;
    } written[] = {
        {"2.1 Gemensamt ansvar\n\n", "\n\n", "- "},
        {"## 2.1 Gemensamt ansvar\n\n", "\n\n", "* "},
        {"# 2 Ansvar\n\n## 2.1 Gemensamt ansvar\n", "\n\n", "- "},
        {"", "\n\n", "- "},
        {"2.1 Gemensamt ansvar\n", "\n\n", "\xe2\x80\xa2 "},
        {"2.1 Gemensamt ansvar\n\n", "\n \n", "- "},
    };

    for (size_t i = 0; i < OV_LEN(written); i++) {
        const char *g = written[i].gap, *p = written[i].bullet;
        const char *list =
            ov_printf(arena, "%släkare dygnet runt\n%ssjuksköterska och fysioterapeut", p, p);

        check_golden(ov_printf(arena, "%s" LEADS "%s%s%s" BESIDES "%s" PLANS "\n", written[i].head,
                               g, list, g, g),
                     ov_printf(arena, "%s" PLANS "%s" LEADS "%s%s%s" BESIDES ADDED "\n",
                               written[i].head, g, g, list, g));
    }
}
END_TEST

/* Between the two heads of a text that holds many. */
static const char *between(const char *text, const char *from, const char *to)
{
    const char *begin = strstr(text, from), *end;

    ck_assert_ptr_nonnull(begin);
    begin += strlen(from);
    end = strstr(begin, to);
    ck_assert_ptr_nonnull(end);
    return ov_strndup(arena, begin, (size_t)(end - begin));
}

START_TEST(the_source_itself)
{
    const char *shared = getenv("OVERENS_SHARED");
    ov_str text;
    ov_err err = {0};
    const char *all;

    if (!shared || !*shared)
        shared = TEST_SRCDIR "/../shared";
    if (ov_file_read(arena, ov_printf(arena, "%s/sources/004_municipal_agreement_2025.txt", shared),
                     1 << 20, &text, &err) != OV_OK) {
        puts("SKIP: the_source_itself: no ../shared here");
        (void)fflush(stdout);
        return;
    }
    all = ov_str_z(arena, text);
    check_golden(between(all, "Avtalsförslag 2025-08-14\n\n", "\nförslag 2025-08-20"),
                 between(all, "\nförslag 2025-08-20\n\n", "\nPatientsäkerhet\n"));
}
END_TEST

/* ---- blocks ---------------------------------------------------------------------------------- */

START_TEST(words_are_compared_in_their_block)
{
    ck_assert_str_eq(
        differences("# 1 Syfte\n\nRegionen bör varje år betala 1 200 kr senast den 30 juni.\n",
                    "# 1 Syfte\n\nRegionen ska varje år betala 1 300 kr senast den 15 maj.\n"),
        "changed 2 2: =[Regionen ] -[bör] +[ska] =[ varje år betala ] -[1 200] +[1 300] "
        "=[ kr senast den ] -[30 juni] +[15 maj] =[.]\n");
    ck_assert_str_eq(
        differences("# 1 A\n\nFörsta meningen. Parterna möts i maj.\n",
                    "# 1 A\n\nFörsta meningen. Parterna ses ofta. Parterna möts i maj.\n"),
        "changed 2 2: =[Första meningen. ] +[Parterna ses ofta. ] =[Parterna möts i "
        "maj.]\n");
}
END_TEST

START_TEST(renumbering_changes_headings_alone)
{
    ck_assert_str_eq(
        differences(
            "# 1 Syfte\n\nSyftet är god vård.\n\n# 2 Ansvar\n\nRegionen ansvarar för vården.\n",
            "# 1 Syfte\n\nSyftet är god vård.\n\n# 2 Ledord\n\nTillit är ett ledord här.\n\n"
            "# 3 Ansvar\n\nRegionen ansvarar för vården.\n"),
        "new 0 3: +[2 Ledord]\nnew 0 4: +[Tillit är ett ledord här.]\n"
        "changed 3 5: -[2] +[3] =[ Ansvar]\n");
}
END_TEST

START_TEST(the_smaller_of_two_that_change_places_moved)
{
    ov_diff diff =
        compare("# 1 A\n\nEtt längre stycke som handlar om ansvar.\n\nEtt kort stycke.\n",
                "# 1 A\n\nEtt kort stycke.\n\nEtt längre stycke som handlar om ansvar.\n");

    ck_assert_str_eq(shown(&diff), "moved 3 2: =[Ett kort stycke.]\n");
    diff = compare(
        "# 1 A\n\nStycke ett om vård.\n\n# 2 B\n\nStycke två om ansvar.\n\nOch ett till.\n",
        "# 2 B\n\nStycke två om ansvar.\n\nOch ett till.\n\n# 1 A\n\nStycke ett om vård.\n");
    ck_assert_str_eq(shown(&diff), "moved 1 4: =[1 A]\nmoved 2 5: =[Stycke ett om vård.]\n");
    ck_assert_uint_eq(diff.changes, 1); /* what moved with its provision is not counted again */
    ck_assert_int_eq(diff.old_nodes[0].kind, OV_DIFF_MOVED);
    ck_assert_int_eq(diff.old_nodes[1].kind, OV_DIFF_SAME);
}
END_TEST

START_TEST(a_block_moves_to_another_provision)
{
    ov_diff diff = compare(
        "# 1 Ansvar\n\nRegionen ansvarar för läkare.\n\nParterna ska samråda varje månad.\n\n"
        "# 2 Samråd\n\nSamråd sker i länet.\n",
        "# 1 Ansvar\n\nRegionen ansvarar för läkare.\n\n# 2 Samråd\n\nSamråd sker i länet.\n\n"
        "Parterna ska samråda varje vecka.\n");

    ck_assert_str_eq(shown(&diff), "moved_changed 3 5: =[Parterna ska samråda varje ] -[månad] "
                                   "+[vecka] =[.]\n");
    ck_assert_uint_eq(diff.sections, 1);
}
END_TEST

START_TEST(a_block_splits_and_blocks_merge)
{
    static const char whole[] = "# 1 A\n\nRegionen ansvarar för läkare i länet. Kommunen ansvarar "
                                "för sjuksköterskor i hemmet.\n";
    static const char parts[] =
        "# 1 A\n\nRegionen ansvarar för läkare i länet.\n\nKommunen ansvarar för "
        "sjuksköterskor i hemmet.\n";

    ck_assert_str_eq(differences(whole, parts),
                     "split 2 2: =[Regionen ansvarar för läkare i länet.] -[ ]\n"
                     "split 2 3: =[Kommunen ansvarar för sjuksköterskor i hemmet.]\n");
    ck_assert_str_eq(differences(parts, whole),
                     "merged 2 2: =[Regionen ansvarar för läkare i länet.] +[ ]\n"
                     "merged 3 2: =[Kommunen ansvarar för sjuksköterskor i hemmet.]\n");
}
END_TEST

START_TEST(a_heading_put_in_moves_nothing)
{
    ov_diff diff =
        compare("# 1 A\n\nStycke ett om vård i länet.\n\nStycke två om ansvar i länet.\n\n"
                "# 2 B\n\nStycke tre om ekonomi.\n",
                "# 1 A\n\nStycke ett om vård i länet.\n\n# 2 Ansvar\n\nStycke två om ansvar i "
                "länet.\n\n# 3 B\n\nStycke tre om ekonomi.\n");

    ck_assert_str_eq(shown(&diff), "new 0 3: +[2 Ansvar]\nchanged 4 5: -[2] +[3] =[ B]\n");
    ck_assert_int_eq(diff.new_nodes[1].kind, OV_DIFF_SPLIT);
}
END_TEST

START_TEST(rows_and_items_are_blocks)
{
    ck_assert_str_eq(
        differences("# 1 A\n\n| Betalare | kr |\n|---|---|\n| RÖ | 100 |\n| RJL | 200 |\n",
                    "# 1 A\n\n| Betalare | kr |\n|---|---|\n| RÖ | 150 |\n| RJL | 200 |\n"),
        "changed 3 3: =[| RÖ | ] -[100] +[150] =[ |]\n");
    ck_assert_str_eq(
        differences("# 1 A\n\n- läkare\n- sjuksköterska\n- fysioterapeut\n",
                    "# 1 A\n\n- läkare\n- psykolog\n- sjuksköterska\n- fysioterapeut\n"),
        "new 0 3: +[psykolog]\n");
}
END_TEST

START_TEST(what_a_reader_must_not_miss_is_named)
{
    static const struct {
        const char *a, *b;
        unsigned flags;
        const char *from, *to;
    } cases[] = {
        {"Parterna bör samråda ofta.", "Parterna ska samråda ofta.", OV_DIFF_MODAL, "bör", "ska"},
        {"Parterna ska samråda ofta.", "Parterna ska inte samråda ofta.", OV_DIFF_MODAL, "ska",
         "ska inte"},
        {"Parterna skall samråda ofta.", "Parterna ska samråda ofta.", 0, NULL, NULL},
        {"Parterna samråder ofta här.", "Parterna måste samråda ofta här.", OV_DIFF_MODAL, NULL,
         "måste"},
        {"Priset är 1 200 kr per besök.", "Priset är 1 300 kr per besök.", OV_DIFF_NUMBER, NULL,
         NULL},
        {"Avtalet gäller från 2025-01-01 i länet.", "Avtalet gäller från 2026-01-01 i länet.",
         OV_DIFF_DATE, NULL, NULL},
        {"Betalning sker inom 30 dagar från fakturan.",
         "Betalning sker inom 60 dagar från fakturan.", OV_DIFF_NUMBER | OV_DIFF_DEADLINE, NULL,
         NULL},
        {"Svar lämnas den 30 juni till regionen.", "Svar lämnas den 15 juni till regionen.",
         OV_DIFF_DATE, NULL, NULL},
        {"Svar ges inom tio dagar från frågan.", "Svar ges inom sju dagar från frågan.",
         OV_DIFF_NUMBER | OV_DIFF_DEADLINE, NULL, NULL},
        {"Vid högst tre besök ansvarar regionen.", "Vid högst två besök ansvarar regionen.",
         OV_DIFF_NUMBER, NULL, NULL},
        {"Regionen ansvarar för läkare.", "Regionen ansvarar för psykologer.", 0, NULL, NULL},
    };

    for (size_t i = 0; i < OV_LEN(cases); i++) {
        ov_node a = {.heading = "A", .level = 1, .body = cases[i].a};
        ov_node b = {.heading = "A", .level = 1, .body = cases[i].b};
        ov_diff diff;

        ck_assert_int_eq(ov_diff_trees(arena, &a, &b, &diff, NULL), OV_OK);
        ck_assert_msg(diff.entries[1].kind == OV_DIFF_CHANGED &&
                          diff.entries[1].flags == cases[i].flags,
                      "%s: flags %u", cases[i].b, diff.entries[1].flags);
        ck_assert_pstr_eq(diff.entries[1].modal_old, cases[i].from);
        ck_assert_pstr_eq(diff.entries[1].modal_new, cases[i].to);
    }
}
END_TEST

START_TEST(spaces_and_hyphens_that_nobody_sees_are_no_difference)
{
    ov_node a = {.number = "1",
                 .level = 1,
                 .body = "Priset är 10\xc2\xa0kr för kapa\xc2\xad"
                         "citet."};
    ov_node b = {.number = "1", .level = 1, .body = "Priset är 10 kr för kapacitet."};
    ov_diff diff;

    ck_assert_int_eq(ov_diff_trees(arena, &a, &b, &diff, NULL), OV_OK);
    ck_assert_uint_eq(diff.changes, 0);
    ck_assert_int_eq(diff.entries[1].kind, OV_DIFF_SAME);
    for (size_t i = 0; i < diff.entries[1].n_ops; i++)
        ck_assert_int_eq(diff.entries[1].ops[i].op, '=');
}
END_TEST

START_TEST(nothing_against_something)
{
    ov_diff diff;

    ck_assert_int_eq(ov_diff_trees(arena, NULL, NULL, &diff, NULL), OV_OK);
    ck_assert_uint_eq(diff.n, 0);
    ck_assert_str_eq(ov_diff_json(arena, &diff), "[]\n");
    ck_assert_int_eq(ov_diff_trees(arena, NULL, import("# 1 A\n\nText.\n"), &diff, NULL), OV_OK);
    ck_assert_str_eq(shown(&diff), "new 0 1: +[1 A]\nnew 0 2: +[Text.]\n");
    ck_assert_str_eq(
        ov_diff_json(arena, &diff),
        "[{\"number\":\"1\",\"kind\":\"new\",\"block\":\"heading\",\"from\":null,\"to\":1,"
        "\"ops\":[[\"+\",\"1 A\"]]},\n{\"number\":\"1\",\"kind\":\"new\",\"block\":"
        "\"paragraph\",\"from\":null,\"to\":2,\"ops\":[[\"+\",\"Text.\"]]}]\n");
}
END_TEST

/* Deep trees, and blocks that are all alike: no stack, no square of the time. */
START_TEST(hostile_texts_end_soon)
{
    size_t n = 20000;
    ov_node *a = ov_calloc(arena, n, sizeof *a), *b = ov_calloc(arena, n, sizeof *b);
    ov_buf body = {0};
    ov_node flat_a = {.level = 1}, flat_b = {.level = 1};
    ov_diff diff;

    for (size_t i = 0; i < n; i++) {
        a[i] = (ov_node){.level = 1, .body = "samma", .first_child = i + 1 < n ? &a[i + 1] : NULL};
        b[i] = (ov_node){.level = 1, .body = "samma", .next = i + 1 < n ? &b[i + 1] : NULL};
        ov_buf_printf(&body, "%s\n", i % 3 ? "Samma stycke igen." : "Ett annat.");
    }
    flat_a.body = ov_strndup(arena, body.ptr, body.len);
    flat_b.body = ov_strndup(arena, body.ptr, body.len / 2);
    ov_buf_free(&body);
    ck_assert_int_eq(ov_diff_trees(arena, a, b, &diff, NULL), OV_OK);
    ck_assert_int_eq(ov_diff_trees(arena, &flat_a, &flat_b, &diff, NULL), OV_OK);
    ck_assert_uint_ge(diff.n, n);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("diff");
    TCase *tc = tcase_create("diff");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, one_paragraph_moved_and_one_sentence_added);
    tcase_add_test(tc, the_source_itself);
    tcase_add_test(tc, words_are_compared_in_their_block);
    tcase_add_test(tc, renumbering_changes_headings_alone);
    tcase_add_test(tc, the_smaller_of_two_that_change_places_moved);
    tcase_add_test(tc, a_block_moves_to_another_provision);
    tcase_add_test(tc, a_block_splits_and_blocks_merge);
    tcase_add_test(tc, a_heading_put_in_moves_nothing);
    tcase_add_test(tc, rows_and_items_are_blocks);
    tcase_add_test(tc, what_a_reader_must_not_miss_is_named);
    tcase_add_test(tc, spaces_and_hyphens_that_nobody_sees_are_no_difference);
    tcase_add_test(tc, nothing_against_something);
    tcase_add_test(tc, hostile_texts_end_soon);
    suite_add_tcase(suite, tc);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
