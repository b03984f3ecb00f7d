/* SPDX-License-Identifier: EUPL-1.2 */
/* test_columns.c — up to four wordings beside each other: which block stands beside which, and what
 * each cell shows. */
#include "text/diff/columns.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static ov_arena *arena;

static void setup(void)
{
    arena = ov_arena_new(0);
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static const ov_node *tree(const char *text)
{
    ov_import import;
    ov_err err = {0};

    ck_assert_msg(ov_import_text(arena, ov_str_from(text), &import, &err) == OV_OK, "%s", err.text);
    return import.root;
}

static ov_columns columns(size_t n, const char *const *texts, size_t base)
{
    const ov_node *roots[OV_COLUMNS_MAX];
    ov_columns out;
    ov_err err = {0};

    for (size_t i = 0; i < n; i++)
        roots[i] = tree(texts[i]);
    ck_assert_msg(ov_columns_of(arena, roots, n, base, &out, &err) == OV_OK, "%s", err.text);
    return out;
}

/* What a cell's ops join to: '=' and '+'. */
static const char *cell(const ov_columns *c, size_t row, size_t k)
{
    const ov_column_cell *at = &c->rows[row].cells[k];
    const char *text = "";

    if (!at->present)
        return NULL;
    for (size_t i = 0; i < at->n_ops; i++)
        if (at->ops[i].op != '-')
            text = ov_printf(arena, "%s%.*s", text, (int)at->ops[i].text.len, at->ops[i].text.ptr);
    return text;
}

/* The row that holds text in column k; fails when there is none. */
static size_t row_of(const ov_columns *c, size_t k, const char *text)
{
    for (size_t i = 0; i < c->n; i++)
        if (cell(c, i, k) && strcmp(cell(c, i, k), text) == 0)
            return i;
    ck_abort_msg("no row has \"%s\" in column %zu", text, k);
    return 0;
}

#define A "Parterna planerar sin vård var för sig så att behoven möts."
#define B "Regionen svarar för läkare i den kommunala primärvården."
#define C "Kommunen svarar för sjuksköterska, arbetsterapeut och fysioterapeut."
#define D "Parterna följer tillgången till kompetens i hela länet varje år."

START_TEST(test_same_words_stand_in_one_row)
{
    const char *texts[] = {"# 1 Ansvar\n\n" A "\n\n" B "\n", "# 1 Ansvar\n\n" A "\n\n" B "\n"};
    ov_columns c = columns(2, texts, 0);

    ck_assert_uint_eq(c.n, 3);
    for (size_t i = 0; i < c.n; i++) {
        ck_assert(c.rows[i].same && !c.rows[i].moved);
        ck_assert_str_eq(cell(&c, i, 0), cell(&c, i, 1));
    }
}
END_TEST

START_TEST(test_a_block_is_followed_through_four_wordings)
{
    const char *texts[] = {
        "# 1 Ansvar\n\n" A "\n\n" B "\n", "# 1 Ansvar\n\n" A "\n\n" B "\n\n" C "\n",
        "# 1 Ansvar\n\n" B "\n\n" C "\n", "# 1 Ansvar\n\n" B "\n\n" C "\n\n" D "\n"};
    ov_columns c = columns(4, texts, 0);
    size_t a = row_of(&c, 0, A), b = row_of(&c, 0, B), third = row_of(&c, 3, C),
           d = row_of(&c, 3, D);

    ck_assert_uint_eq(c.n, 5); /* the heading and four paragraphs, each once */
    ck_assert_str_eq(cell(&c, a, 1), A);
    ck_assert_ptr_null(cell(&c, a, 2));
    ck_assert_ptr_null(cell(&c, a, 3));
    ck_assert_str_eq(cell(&c, b, 3), B);
    ck_assert_ptr_null(cell(&c, third, 0));
    ck_assert_str_eq(cell(&c, third, 1), C);
    ck_assert(a < b && b < third && third < d); /* what is gone stays where it stood */
    ck_assert(!c.rows[a].same && c.rows[b].same && !c.rows[third].same);
}
END_TEST

START_TEST(test_the_base_is_what_cells_are_compared_with)
{
    const char *texts[] = {"# 1 Tid\n\nSvar ges inom tio dagar från den dag då frågan kom in.\n",
                           "# 1 Tid\n\nSvar ges inom sju dagar från den dag då frågan kom in.\n",
                           "# 1 Tid\n\nSvar ges inom fem dagar från den dag då frågan kom in.\n"};

    for (size_t base = 0; base < 3; base++) {
        ov_columns c = columns(3, texts, base);
        const ov_column_row *row = &c.rows[1];

        ck_assert_uint_eq(c.n, 2);
        for (size_t k = 0; k < 3; k++) {
            ck_assert(row->cells[k].present);
            ck_assert_int_eq(row->cells[k].same, k == base);
            ck_assert_uint_eq(row->cells[k].n_ops, k == base ? 1 : 4);
        }
    }
}
END_TEST

START_TEST(test_a_moved_block_stands_in_one_row)
{
    const char *texts[] = {"# 1 Ansvar\n\n" A "\n\n" B "\n\n" C "\n\n" D "\n",
                           "# 1 Ansvar\n\n" D "\n\n" A "\n\n" B "\n\n" C "\n"};
    ov_columns c = columns(2, texts, 0);
    size_t d = row_of(&c, 1, D);

    ck_assert_uint_eq(c.n, 5);
    ck_assert_str_eq(cell(&c, d, 0), D);
    ck_assert(c.rows[d].moved && c.rows[d].same);
    ck_assert_uint_eq(d, 1); /* where it stands now */
}
END_TEST

START_TEST(test_odd_numbers_of_wordings_are_refused)
{
    const ov_node *roots[OV_COLUMNS_MAX] = {NULL};
    ov_columns out;
    ov_err err = {0};

    ck_assert_int_eq(ov_columns_of(arena, roots, 1, 0, &out, &err), OV_INVALID);
    ck_assert_int_eq(ov_columns_of(arena, roots, 5, 0, &out, &err), OV_INVALID);
    ck_assert_int_eq(ov_columns_of(arena, roots, 2, 2, &out, &err), OV_INVALID);
    ck_assert_int_eq(ov_columns_of(arena, roots, 2, 0, &out, &err), OV_OK); /* two empty texts */
    ck_assert_uint_eq(out.n, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("columns");
    TCase *tc = tcase_create("columns");
    SRunner *runner = srunner_create(suite);

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, test_same_words_stand_in_one_row);
    tcase_add_test(tc, test_a_block_is_followed_through_four_wordings);
    tcase_add_test(tc, test_the_base_is_what_cells_are_compared_with);
    tcase_add_test(tc, test_a_moved_block_stands_in_one_row);
    tcase_add_test(tc, test_odd_numbers_of_wordings_are_refused);
    suite_add_tcase(suite, tc);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
