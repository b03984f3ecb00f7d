/* SPDX-License-Identifier: EUPL-1.2 */
/* test_diary.c — register numbers, the diary of a round, receipts to be mailed; on both engines. */
#include "receipt_fixture.h"

#include "consult/receipt/diary.h"
#include "consult/receipt/receipt_copy.h"

#include <string.h>

/* ---- Register numbers ---- */

typedef struct diary_job {
    ov_id response;
    const char *side, *token, *dnr;
    ov_diary_link link;
} diary_job;

static ov_status write_link(ov_ctx *x, void *arg)
{
    diary_job *j = arg;

    return ov_diary_link_make(x, j->response, j->side, "registrator@boras.example", &j->token);
}

static ov_status write_by_link(ov_ctx *x, void *arg)
{
    diary_job *j = arg;

    return ov_diary_by_link(x, j->token, j->dnr, &j->link);
}

static ov_status write_number(ov_ctx *x, void *arg)
{
    diary_job *j = arg;

    return ov_diary_write(x, j->response, j->side, j->dnr);
}

START_TEST(a_link_writes_one_number_once)
{
    diary_job j = {.side = OV_DIARY_RECEIVER, .dnr = "  RS 2026/12 "};
    const ov_rows *rows;

    answer(&small, 1, "support", "", NULL, 0);
    j.response = send_what(&small, (ov_submission){0}).id;
    test_ok(ctx, ov_write(ctx, write_link, &j));
    ck_assert_int_eq(
        number(ov_printf(ctx->arena, "SELECT count(*) FROM diary_link WHERE token_hash = '%s'",
                         j.token)),
        0); /* only its hash is kept */
    j.dnr = "RS\n1";
    ck_assert_int_eq(ov_write(ctx, write_by_link, &j), OV_INVALID);
    j.dnr = "  RS 2026/12 ";
    test_ok(ctx, ov_write(ctx, write_by_link, &j));
    ck_assert_int_eq(ov_write(ctx, write_by_link, &j), OV_GONE);
    test_ok(ctx, ov_diary_of(ctx, j.response, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_diary_now(rows, OV_DIARY_RECEIVER), "RS 2026/12");
    ck_assert_ptr_null(ov_diary_now(rows, OV_DIARY_SENDER));
    j.dnr = "RS 2026/13"; /* corrected: both stand in the history */
    test_ok(ctx, ov_write(ctx, write_number, &j));
    test_ok(ctx, ov_write(ctx, write_number, &j));
    test_ok(ctx, ov_diary_of(ctx, j.response, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_str_eq(ov_diary_now(rows, OV_DIARY_RECEIVER), "RS 2026/13");
    j.token = "nonsense";
    ck_assert_int_eq(ov_write(ctx, write_by_link, &j), OV_NOT_FOUND);
}
END_TEST

START_TEST(a_link_ends_after_ninety_days)
{
    diary_job j = {.side = OV_DIARY_SENDER, .dnr = "1"};

    answer(&small, 1, "support", "", NULL, 0);
    j.response = send_what(&small, (ov_submission){0}).id;
    test_ok(ctx, ov_write(ctx, write_link, &j));
    ctx->now += OV_DIARY_LINK_LIFE;
    ck_assert_int_eq(ov_write(ctx, write_by_link, &j), OV_GONE);
    ctx->now -= 1;
    test_ok(ctx, ov_write(ctx, write_by_link, &j));
}
END_TEST

/* The diary has every response that arrived, and the numbers that hold. */
START_TEST(the_diary_lists_a_day)
{
    diary_job j = {.side = OV_DIARY_SENDER, .dnr = "KS 1"};
    const ov_rows *rows;

    answer(&small, 1, "support", "", NULL, 0);
    j.response = send_what(&small, (ov_submission){0}).id;
    (void)send_what(&small, (ov_submission){0});
    test_ok(ctx, ov_write(ctx, write_number, &j));
    test_ok(ctx, ov_diary_round(ctx, small.id, OV_NO_DAY, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_DIARY_ROW_SENDER_DNR), "KS 1");
    ck_assert(ov_cell_null(rows, 0, OV_DIARY_ROW_RECEIVER_DNR));
    ck_assert_str_eq(ov_cell_text(rows, 1, OV_DIARY_ROW_REPLACES), "SVAR-2026-000001");
    test_ok(ctx, ov_diary_round(ctx, small.id, ov_day_from_civil(2026, 1, 15), &rows));
    ck_assert_uint_eq(rows->n, 2);
    test_ok(ctx, ov_diary_round(ctx, small.id, ov_day_from_civil(2026, 1, 16), &rows));
    ck_assert_uint_eq(rows->n, 0);
}
END_TEST

/* ---- Receipts to be mailed ---- */

static ov_status write_and_fail(ov_ctx *x, void *arg)
{
    OV_TRY(write_send(x, arg));
    return ov_fail(&x->err, OV_CONFLICT, "rolled back");
}

START_TEST(what_was_rolled_back_is_not_mailed)
{
    const ov_rows *rows;
    job j = {.c = &small, .what = {.org_id = party, .legal_status = "officer"}};

    answer(&small, 1, "support", "", NULL, 0);
    (void)send_what(&small, (ov_submission){0}); /* the system's own: mailed to nobody */
    test_ok(ctx, ov_receipts_due(ctx, &rows));
    ck_assert_uint_eq(rows->n, 0);
    ctx->actor.is_system = false;
    j.what.draft_id = draft_of(&small);
    ck_assert_int_eq(ov_write(ctx, write_and_fail, &j), OV_CONFLICT);
    test_ok(ctx, ov_receipts_due(ctx, &rows));
    ck_assert_uint_eq(rows->n, 0);
    (void)send_what(&small, (ov_submission){0});
    test_ok(ctx, ov_receipts_due(ctx, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_cell_text(rows, 0, 1), "SVAR-2026-000002");
}
END_TEST

/* Every statement can be prepared against the migrated schema. */
START_TEST(statements_prepare)
{
    const ov_sql *const tables[] = {ov_diary_sql, ov_receipt_copy_sql};

    for (size_t i = 0; i < OV_LEN(tables); i++)
        for (const ov_sql *s = tables[i]; s->name; s++) {
            ov_err err = {0};

            ck_assert_msg(ov_db_prepare(db, s, &err) == OV_OK, "%s: %s", s->name, err.text);
        }
}
END_TEST

static Suite *suite(ov_engine which)
{
    Suite *s = suite_create(which == OV_SQLITE ? "diary, SQLite" : "diary, PostgreSQL");
    TCase *t = tcase_create("diary");

    engine = which;
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_link_writes_one_number_once);
    tcase_add_test(t, a_link_ends_after_ninety_days);
    tcase_add_test(t, the_diary_lists_a_day);
    tcase_add_test(t, what_was_rolled_back_is_not_mailed);
    tcase_add_test(t, statements_prepare);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return test_both_engines(suite);
}
