/* SPDX-License-Identifier: EUPL-1.2 */
/* test_receipt.c — the texts of receipts and what verify finds; on both engines. */
#include "receipt_fixture.h"

#include "consult/receipt/receipt_copy.h"
#include "matter/matter.h"
#include "register/register.h"
#include "text/text.h"
#include "util/hash.h"

#include <string.h>

/* What stands after the head. */
static const char *answers_of(const ov_response *r)
{
    return strstr(text_of(r), "\n\n") + 2;
}

static long long node(const ov_consultation *c, int n)
{
    return (long long)number(ov_printf(
        ctx->arena, "SELECT node_id FROM question WHERE consultation_id = %lld AND n = %d",
        (long long)c->id, n));
}

/* ---- Tests ---- */

/* Format 1 says attachments too: below their answer, those of the whole last. */
START_TEST(the_first_format_names_attachments)
{
    ov_response r;
    const char *mine, *whole;

    answer(&small, 1, "support", "", NULL, 0);
    answer(&small, 2, "reject", "Nej.", NULL, 0);
    whole = attach(&small, 0, "Protokoll.pdf", "attachment");
    mine = attach(&small, 1, "Kalkyl.xlsx", "attachment");
    r = send_what(&small, (ov_submission){0});
    ck_assert_int_eq(r.format, 1);
    ck_assert_str_eq(answers_of(&r), ov_printf(ctx->arena,
                                               "answer: %lld 1\ngrade: support\n%s"
                                               "answer: %lld 2\ngrade: reject\n  Nej.\n%s",
                                               node(&small, 1), mine, node(&small, 2), whole));
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* A file below the last answer could be taken for one of the whole: then the second format. */
START_TEST(no_two_responses_have_one_text)
{
    ov_response r;

    answer(&small, 1, "support", "", NULL, 0);
    (void)attach(&small, 1, "Kalkyl.xlsx", "attachment");
    r = send_what(&small, (ov_submission){0});
    ck_assert_int_eq(r.format, 2);
    ck_assert_ptr_null(strstr(answers_of(&r), "files:"));
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

START_TEST(what_the_first_cannot_say_is_in_the_second)
{
    static const ov_submission whats[] = {
        {.source = "paper"},
        {.source = "link"},
        {.decision_ref = "§ 112"},
        {.decision_body = "Kommunstyrelsen"},
        {.with_parties = "1490 Borås"},
    };

    answer(&small, 1, "support", "", NULL, 0);
    for (size_t i = 0; i < OV_LEN(whats); i++)
        ck_assert_int_eq(send_what(&small, whats[i]).format, 2);
    ck_assert_int_eq(send_what(&small, (ov_submission){0}).format, 1);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* The exact bytes of docs/canonical-receipt-2.md; what somebody writes forges no line. */
START_TEST(the_second_format_is_exact)
{
    const ov_rows *documents;
    const char *decision, *sheet;
    ov_response r;

    answer(&large, 1, "support_with_change", "answer: 9 grade 9 9\n\nfiles: 1", NULL, other);
    answer(&large, 4, NULL, "Motiv.", "Kommunen har\n\ngrade: reject", 0);
    answer(&large, 5, NULL, "En miljon.", NULL, 0);
    decision = attach(&large, 0, "Protokoll\n.pdf", "decision");
    sheet = attach(&large, 6, "Kalkyl.xlsx", "attachment");
    r = send_what(&large, (ov_submission){.legal_status = "board_decided",
                                          .decision_body = "Kommunstyrelsen",
                                          .decision_ref = "§ 112",
                                          .decision_day = ov_day_from_civil(2026, 1, 14),
                                          .with_parties = "1490 Borås",
                                          .source = "joint"});
    test_ok(ctx, ov_consultation_documents(ctx, large.id, &documents));
    decision = ov_printf(ctx->arena, "%.*s Protokoll .pdf\n",
                         (int)(strstr(decision, " Protokoll") - decision), decision);
    ck_assert_str_eq(text_of(&r), ov_printf(ctx->arena,
                                            "overens-receipt-2\n"
                                            "number: SVAR-2026-000001\n"
                                            "received: 2026-01-15T00:00:00.000000Z\n"
                                            "timing: in_time\n"
                                            "deadline: 2026-03-27T23:00:00.000000Z\n"
                                            "consultation: /arende/avtal/remiss/%lld\n"
                                            "text: %s Avtal\n"
                                            "text: %s Bilaga 1\n"
                                            "party: 1489 Alingsås\n"
                                            "with: 1490 Borås\n"
                                            "class: official\n"
                                            "source: joint\n"
                                            "legal_status: board_decided\n"
                                            "decision: Kommunstyrelsen\n"
                                            "decision_day: 2026-01-14\n"
                                            "decision_ref: § 112\n"
                                            "replaces: -\n"
                                            "\n"
                                            "answer: 1 grade %lld 1\n"
                                            "grade: support_with_change\n"
                                            "joins: 1490\n"
                                            "comment:\n"
                                            "  answer: 9 grade 9 9\n"
                                            "\n"
                                            "  files: 1\n"
                                            "answer: 4 wording %lld 2\n"
                                            "grade: -\n"
                                            "comment:\n"
                                            "  Motiv.\n"
                                            "wording:\n"
                                            "  Kommunen har\n"
                                            "\n"
                                            "  grade: reject\n"
                                            "answer: 5 text - -\n"
                                            "title: Vad kostar det er?\n"
                                            "grade: -\n"
                                            "comment:\n"
                                            "  En miljon.\n"
                                            "answer: 6 file - -\n"
                                            "title: Kalkyl\n"
                                            "%s"
                                            "files: 1\n"
                                            "%s",
                                            (long long)large.id, ov_cell_text(documents, 0, 5),
                                            ov_cell_text(documents, 1, 5), node(&large, 1),
                                            node(&large, 4), sheet, decision));
    ck_assert_int_eq(r.format, 2);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* The copy names each document in the version that was answered. */
START_TEST(the_copy_follows_the_documents)
{
    const ov_answered_text *texts;
    const ov_rows *rows;
    ov_response r;
    ov_str body;
    size_t n;

    answer(&large, 3, "support", "", NULL, 0);
    answer(&large, 4, NULL, "", "Kommunen har en.", 0);
    r = send_what(&large, (ov_submission){0});
    test_ok(ctx, ov_receipt_texts(ctx, &r, &texts, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(texts[1].title, "Bilaga 1");
    ck_assert_int_eq(texts[1].version_id, versions[1]);
    ck_assert(!texts[1].replaced);
    test_ok(ctx, ov_receipt_copy(ctx, &r, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_int_eq(ov_cell_int(rows, 0, OV_COPY_DOCUMENT), 2);
    ck_assert_int_eq(ov_cell_int(rows, 1, OV_COPY_DOCUMENT), 1);
    test_ok(ctx,
            ov_receipt_body(ctx, texts[0].version_id, ov_cell_int(rows, 1, OV_COPY_NODE), &body));
    ck_assert(ov_str_starts(body, "Kommunen har sjuksköterska"));
}
END_TEST

/* ---- One altered byte, 100 times of 100 ---- */

typedef struct place {
    const char *table, *column, *key; /* key: what finds one row */
} place;
static const place places[] = {
    {"response", "consultation_id", "id = 2"},
    {"response", "organisation_id", "id = 2"},
    {"response", "number", "id = 2"},
    {"response", "received", "id = 2"},
    {"response", "committed", "id = 2"},
    {"response", "timing", "id = 1"},
    {"response", "legal_status", "id = 2"},
    {"response", "replaces_id", "id = 2"},
    {"response", "party_code", "id = 2"},
    {"response", "party_name", "id = 1"},
    {"response", "hash", "id = 2"},
    {"response", "answers", "id = 2"},
    {"response", "canonical", "id = 2"},
    {"response", "class", "id = 1"},
    {"response", "source", "id = 2"},
    {"response", "format", "id = 1"},
    {"response", "draft_id", "id = 2"},
    {"response", "decision_body", "id = 2"},
    {"response", "decision_day", "id = 2"},
    {"response", "decision_ref", "id = 2"},
    {"response", "with_parties", "id = 2"},
    {"response", "seal", "id = 2"},
    {"response_answer", "question_id", "response_id = 2 AND comment = 'Motiv.'"},
    {"response_answer", "grade_id", "response_id = 2 AND joins_id IS NOT NULL"},
    {"response_answer", "comment", "response_id = 2 AND wording IS NOT NULL"},
    {"response_answer", "wording", "response_id = 2 AND wording IS NOT NULL"},
    {"response_answer", "joins_id", "response_id = 2 AND joins_id IS NOT NULL"},
    {"response_file", "question_id", "response_id = 2 AND use = 'attachment'"},
    {"response_file", "file_id", "response_id = 2 AND use = 'attachment'"},
    {"response_file", "use", "response_id = 2 AND use = 'decision'"},
    {"response_file", "response_id", "use = 'decision'"},
    {"stored_file", "sha256", "id = 1"},
    {"stored_file", "size", "id = 2"},
    {"stored_file", "name", "id = 1"},
};

static unsigned dice(unsigned below)
{
    uint32_t n;

    ov_random(&n, sizeof n);
    return n % below;
}

typedef struct change {
    const ov_sql *sql;
    ov_val value;
} change;

static ov_status write_change(ov_ctx *x, void *arg)
{
    change *c = arg;
    int64_t n;

    OV_TRY(ov_exec(x, c->sql, OV_ARGS(c->value), &n));
    return n == 1 ? OV_OK : ov_fail(&x->err, OV_INTERNAL, "%s: %d rows", c->sql->text, (int)n);
}

static ov_val altered(const ov_val *value)
{
    char *copy;

    if (value->type == OV_VAL_INT)
        return ov_int(value->u.i ^ (int64_t)((uint64_t)1 << dice(40)));
    copy = ov_strndup(ctx->arena, value->u.s.ptr, value->u.s.len);
    copy[dice((unsigned)value->u.s.len)] ^= 1; /* a letter for its neighbour */
    return value->type == OV_VAL_BLOB ? ov_blob((ov_str){copy, value->u.s.len})
                                      : ov_text_str((ov_str){copy, value->u.s.len});
}

/* What is written once is no longer guarded, as for somebody who is at the database. */
static void unguard(void)
{
    static const char *const triggers[] = {"response_no_update", "response_answer_no_update",
                                           "response_file_no_update", "stored_file_no_update"};
    static const char *const tables[] = {"response", "response_answer", "response_file",
                                         "stored_file"};

    for (size_t i = 0; i < OV_LEN(triggers); i++)
        sql(ov_printf(ctx->arena, "DROP TRIGGER %s", triggers[i]),
            ov_printf(ctx->arena, "ALTER TABLE %s DISABLE TRIGGER USER", tables[i]));
}

START_TEST(one_altered_byte_is_found_100_times_of_100)
{
    const ov_sql *get[OV_LEN(places)] = {0}, *put[OV_LEN(places)] = {0};
    int tried = 0;

    answer(&large, 1, "reject", "Nej tack.", NULL, other);
    (void)send_what(&large, (ov_submission){0});
    answer(&large, 4, NULL, "Motiv.", "Kommunen har en.", 0);
    (void)attach(&large, 6, "Kalkyl.xlsx", "attachment");
    (void)attach(&large, 0, "Protokoll.pdf", "decision");
    (void)send_what(&large, (ov_submission){.source = "joint",
                                            .decision_body = "Styrelsen",
                                            .decision_ref = "§ 1",
                                            .decision_day = ov_day_from_civil(2026, 1, 14),
                                            .with_parties = "1490 Borås"});
    ck_assert_uint_eq(faults(), 0);
    unguard();
    for (int i = 0; tried < 100; i++) {
        size_t k = (size_t)i < OV_LEN(places) ? (size_t)i : dice(OV_LEN(places));
        const place *p = &places[k];
        change c;
        const ov_rows *rows;

        if (!get[k]) {
            get[k] = statement(
                ov_printf(ctx->arena, "SELECT %s FROM %s WHERE %s", p->column, p->table, p->key),
                NULL);
            put[k] = statement(ov_printf(ctx->arena, "UPDATE %s SET %s = $1 WHERE %s", p->table,
                                         p->column, p->key),
                               NULL);
        }
        c.sql = put[k];
        test_ok(ctx, ov_select_row(ctx, get[k], OV_NOARGS, &rows));
        c.value = altered(ov_cell(rows, 0, 0));
        ck_assert_msg(i < 3000, "the database refuses nearly all");
        if (ov_write(ctx, write_change, &c) != OV_OK)
            continue; /* a rule of the database refuses it */
        tried++;
        ck_assert_msg(faults() > 0, "%s.%s", p->table, p->column);
        c.value = *ov_cell(rows, 0, 0);
        test_ok(ctx, ov_write(ctx, write_change, &c));
        ck_assert_uint_eq(faults(), 0);
    }
}
END_TEST

/* A saved text is compared with what is stored, byte for byte. */
START_TEST(a_saved_receipt_is_checked)
{
    ov_verify same = {.ctx = ctx}, changed = {.ctx = ctx};
    const char *name, *text;
    ov_response r;

    answer(&small, 1, "support", "", NULL, 0);
    r = send_what(&small, (ov_submission){0});
    text = text_of(&r);
    ck_assert(ov_receipt_number(ctx->arena, ov_str_from(text), &name));
    ck_assert_str_eq(name, r.number);
    test_ok(ctx, ov_receipt_check(&same, name, ov_str_from(text)));
    ck_assert_uint_eq(same.n_faults, 0);
    test_ok(ctx, ov_receipt_check(&changed, name, ov_str_from(ov_printf(ctx->arena, "%s ", text))));
    ck_assert_uint_eq(changed.n_faults, 1);
    ck_assert(!ov_receipt_number(ctx->arena, OV_LIT("overens-receipt-3\nnumber: 1\n"), &name));
    ck_assert(!ov_receipt_number(ctx->arena, OV_LIT("overens-receipt-1\n\nnumber: 1\n"), &name));
    ck_assert_int_eq(ov_receipt_check(&same, "SVAR-2020-000001", OV_LIT("")), OV_NOT_FOUND);
}
END_TEST

static Suite *suite(ov_engine which)
{
    Suite *s = suite_create(which == OV_SQLITE ? "receipt, SQLite" : "receipt, PostgreSQL");
    TCase *t = tcase_create("receipt");

    engine = which;
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, the_first_format_names_attachments);
    tcase_add_test(t, no_two_responses_have_one_text);
    tcase_add_test(t, what_the_first_cannot_say_is_in_the_second);
    tcase_add_test(t, the_second_format_is_exact);
    tcase_add_test(t, the_copy_follows_the_documents);
    tcase_add_test(t, one_altered_byte_is_found_100_times_of_100);
    tcase_add_test(t, a_saved_receipt_is_checked);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return test_both_engines(suite);
}
