/* SPDX-License-Identifier: EUPL-1.2 */
/* test_files.c — files with answers, answers typed in by staff, and what is placed of attachments,
 * on both engines. */
#include "testdb.h"

#include "consult/answer/entry.h"
#include "consult/answer/file.h"
#include "consult/compilation/placement.h"
#include "matter/matter.h"
#include "register/register.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

#define DAY (INT64_C(86400) * OV_SECOND)

static ov_engine engine;
static ov_ctx *ctx;
static ov_id region, parties[2], matter_id, version_id;
static ov_consultation round_1; /* open from 2026-01-15, last day 2026-03-28 */

static const char source[] = "1 Syfte\n\nAvtalet beskriver ansvaret.\n\n"
                             "2 Ansvar\n\nKommunen har sjuksköterska dygnet runt.\n";

typedef struct job {
    ov_version_draft draft;
    ov_consultation c;
    ov_id org, draft_id, question, file_id, id;
    ov_new_file file;
    ov_entry entry;
    ov_response response;
    ov_draft_answer answer;
    const char *use, *text;
    const ov_sql *sql;
    bool right;
} job;

static ov_status write_ground(ov_ctx *x, void *arg)
{
    static const char *const codes[] = {"1489", "1490"};
    const ov_organisation owner = {.type = "region", .code = "14", .name = "Regionen"};
    job *j = arg;
    ov_matter matter = {
        .slug = "avtal", .plugin = "municipal", .title = "Avtal", .status = "consultation"};

    OV_TRY(ov_organisation_save(x, &owner, &region));
    for (size_t i = 0; i < OV_LEN(parties); i++) {
        const ov_organisation org = {
            .type = "municipality", .code = codes[i], .name = codes[i], .parent_id = region};

        OV_TRY(ov_organisation_save(x, &org, &parties[i]));
    }
    matter.owner_org_id = region;
    OV_TRY(ov_matter_add(x, &matter, &matter_id));
    j->draft.matter_id = matter_id;
    OV_TRY(ov_version_store(x, &j->draft, &version_id));
    j->c.matter_id = matter_id;
    j->c.version_id = version_id;
    OV_TRY(ov_consultation_add(x, &j->c, &j->id));
    for (size_t i = 0; i < OV_LEN(parties); i++)
        OV_TRY(ov_invite(x, j->id, parties[i]));
    return OV_OK;
}

static void setup(void)
{
    ov_import import;
    job j = {.c = {.title = "Remiss",
                   .opens_at = ov_day_start(ov_day_from_civil(2026, 1, 15)),
                   .deadline_day = ov_day_from_civil(2026, 3, 28)}};

    ctx = test_ctx(test_db_open(engine));
    test_ok(ctx, ov_import_text(ctx->arena, OV_LIT(source), &import, &ctx->err));
    j.draft = (ov_version_draft){.document_title = "Avtal",
                                 .label = "Remissversion",
                                 .status = "consultation",
                                 .date = ov_day_from_civil(2026, 1, 10),
                                 .import = &import,
                                 .source = OV_LIT(source),
                                 .source_name = "avtal.txt"};
    test_ok(ctx, ov_version_prepare(ctx, &j.draft));
    test_ok(ctx, ov_write(ctx, write_ground, &j));
    test_ok(ctx, ov_consultation_get(ctx, matter_id, j.id, &round_1));
    ctx->received = ctx->now = round_1.deadline - 10 * DAY;
    ctx->actor.name = "Anna";
    ctx->actor.org_id = region;
}

static void teardown(void)
{
    test_db_close(ctx->db);
}

static ov_id question(int n)
{
    const ov_rows *draft;

    test_ok(ctx, ov_draft_rows(ctx, &round_1, 0, &draft));
    return ov_cell_int(draft, (size_t)n - 1, OV_DRAFT_QUESTION);
}

static int64_t counted(void)
{
    static const ov_sql sum = {"test.sum", "SELECT COALESCE(sum(n), 0) FROM tally", NULL};
    int64_t n;

    test_ok(ctx, ov_select_int(ctx, &sum, OV_NOARGS, 0, &n));
    return n;
}

static size_t faults(void)
{
    ov_verify verify = {.ctx = ctx};

    test_ok(ctx, ov_consult_verify(&verify));
    return verify.n_faults;
}

/* ---- What is taken ---- */

START_TEST(bytes_tell_what_a_file_is)
{
    static const struct {
        const char *name;
        ov_str bytes;
        const char *code; /* NULL: refused */
    } files[] = {
        {"a.pdf", OV_LIT("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), "pdf"},
        {"A.PDF", OV_LIT("%PDF-1.7\n"), "pdf"},
        {"a.pdf", OV_LIT("MZ\x90\0\3\0\0\0"), NULL},
        {"a.pdf", OV_LIT("hej\n"), NULL},
        {"a", OV_LIT("hej\n"), NULL},
        {".txt", OV_LIT("hej\n"), NULL},
        {"a.txt", OV_LIT("hej\n"), "txt"},
        {"a.csv", OV_LIT("a;b\n"), "csv"},
        {"a.txt", OV_LIT("hej\0d\xc3\xa5\n"), NULL},
        {"a.txt", OV_LIT("#!/bin/sh\n"), NULL},
        {"a.txt", OV_LIT("<html><script>x</script>"), NULL},
        {"a.svg", OV_LIT("<svg onload='x'>"), NULL},
        {"a.rtf", OV_LIT("{\\rtf1 hej}"), "rtf"},
        {"a.rtf", OV_LIT("{\\rtf1 {\\object\\objdata 00}}"), NULL},
        {"a.jpg", OV_LIT("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"), "jpg"},
        {"a.png", OV_LIT("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"), NULL},
        {"a.zip", OV_LIT("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), NULL},
        {"a.docx", OV_LIT("PK\3\4skräp"), NULL},
        {"a.txt", OV_LIT(""), NULL},
    };

    for (size_t i = 0; i < OV_LEN(files); i++) {
        const ov_attachment_kind *kind = NULL;
        ov_status status =
            ov_attachment_tell(ctx->arena, files[i].bytes, files[i].name, &kind, &ctx->err);

        if (files[i].code) {
            ck_assert_msg(status == OV_OK, "%zu %s: %s", i, files[i].name, ctx->err.text);
            ck_assert_str_eq(kind->code, files[i].code);
        } else {
            ck_assert_msg(status == OV_INVALID || status == OV_TOO_LARGE, "%zu %s", i,
                          files[i].name);
        }
    }
}
END_TEST

START_TEST(names_are_cleaned_and_tricks_refused)
{
    static const struct {
        const char *raw, *name;
    } names[] = {
        {"Yttrande åäö.pdf", "Yttrande åäö.pdf"},
        {"a\xcc\x8a.pdf", "å.pdf"}, /* decomposed */
        {"/etc/passwd.txt", "passwd.txt"},
        {"C:\\mapp\\b.pdf", "b.pdf"},
        {"../../c.pdf", "c.pdf"},
        {"a\xe2\x80\xae"
         "fdp.exe.pdf",
         NULL}, /* turns the reading direction */
        {"a\nb.pdf", NULL},
        {"a\"b.pdf", NULL},
        {"", NULL},
        {"mapp/", NULL},
    };

    for (size_t i = 0; i < OV_LEN(names); i++) {
        const char *name;
        ov_status status = ov_attachment_name(ctx->arena, names[i].raw, &name, &ctx->err);

        ck_assert_msg((status == OV_OK) == (names[i].name != NULL), "%s", names[i].raw);
        if (names[i].name)
            ck_assert_str_eq(name, names[i].name);
    }
}
END_TEST

/* ---- In a draft and in a response ---- */

static ov_status add_file(ov_ctx *x, void *arg)
{
    job *j = arg;

    if (!j->draft_id)
        OV_TRY(ov_draft_begin(x, round_1.id, j->org, &j->draft_id));
    return ov_file_add(x, j->draft_id, &j->file, j->question, j->use, &j->file_id);
}

static ov_status remove_file(ov_ctx *x, void *arg)
{
    const job *j = arg;

    return ov_file_remove(x, j->draft_id, j->file_id);
}

static ov_status submit(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_response_submit(x, &round_1, j->org, "officer", &j->response);
}

static ov_status run_sql(ov_ctx *x, void *arg)
{
    const job *j = arg;

    return ov_exec(x, j->sql, OV_NOARGS, NULL);
}

static ov_status attach(job *j, const char *name, const char *text)
{
    test_ok(ctx, ov_file_prepare(ctx, ov_str_from(text), name, NULL, &j->file));
    j->use = j->use ? j->use : "attachment";
    return ov_write(ctx, add_file, j);
}

static int64_t stored(void)
{
    static const ov_sql count = {"test.count", "SELECT count(*) FROM stored_file", NULL};
    int64_t n;

    test_ok(ctx, ov_select_int(ctx, &count, OV_NOARGS, 0, &n));
    return n;
}

START_TEST(a_file_is_stored_once_within_its_limits)
{
    job j = {.org = parties[0]}, other = {.org = parties[1]};
    const ov_file_rules rules = *ov_file_rules_now();
    ov_file_rules few = rules;
    ov_stored file;
    ov_id kept;

    test_ok(ctx, attach(&j, "a.txt", "hej\n"));
    test_ok(ctx, attach(&j, "a.txt", "hej\n"));
    ck_assert_int_eq(stored(), 1);
    test_ok(ctx, ov_draft_file(ctx, j.draft_id, j.file_id, &file));
    ck_assert(ov_str_is(file.bytes, "hej\n"));
    ck_assert_str_eq(file.type, "text/plain; charset=utf-8");
    test_ok(ctx, attach(&other, "b.txt", "annat\n"));
    ck_assert_int_eq(ov_draft_file(ctx, other.draft_id, j.file_id, &file), OV_NOT_FOUND);
    few.number = 2;
    few.total = 10;
    ov_file_rules_set(&few);
    ck_assert_int_eq(attach(&j, "c.txt", "sju tecken"), OV_TOO_LARGE);
    test_ok(ctx, attach(&j, "d.txt", "tre"));
    kept = j.file_id;
    ck_assert_int_eq(attach(&j, "e.txt", "e"), OV_TOO_LARGE);
    ov_file_rules_set(&rules);
    j.question = 999999;
    ck_assert_int_eq(attach(&j, "f.txt", "f"), OV_NOT_FOUND);
    j.file_id = kept;
    test_ok(ctx, ov_write(ctx, remove_file, &j));
    ck_assert_int_eq(ov_write(ctx, remove_file, &j), OV_NOT_FOUND);
    ck_assert_int_eq(stored(), 2);
}
END_TEST

START_TEST(an_answer_may_be_a_file_and_is_kept_as_it_was_sent)
{
    static const ov_sql change = {"test.change", "UPDATE stored_file SET name = 'x'", NULL};
    static const ov_sql drop = {"test.drop", "DELETE FROM response_file", NULL};
    job j = {.org = parties[0], .use = "reservation"};
    const ov_rows *files;
    ov_stored file;

    test_ok(ctx, attach(&j, "reservation.txt", "Vi reserverar oss.\n"));
    test_ok(ctx, ov_write(ctx, submit, &j));
    ck_assert_int_eq(j.response.answers, 0);
    ck_assert_int_eq(counted(), 0);
    test_ok(ctx, ov_response_files(ctx, j.response.id, &files));
    ck_assert_uint_eq(files->n, 1);
    ck_assert_str_eq(ov_cell_text(files, 0, OV_FILE_USE), "reservation");
    test_ok(ctx, ov_write(ctx, remove_file, &j)); /* out of the draft, not out of what was sent */
    test_ok(ctx, ov_sent_file(ctx, round_1.id, parties[0], NULL, j.file_id, &file));
    ck_assert(ov_str_is(file.bytes, "Vi reserverar oss.\n"));
    ck_assert_int_eq(ov_sent_file(ctx, round_1.id, parties[1], NULL, j.file_id, &file),
                     OV_NOT_FOUND);
    j.sql = &change;
    ck_assert_int_ne(ov_write(ctx, run_sql, &j), OV_OK);
    j.sql = &drop;
    ck_assert_int_ne(ov_write(ctx, run_sql, &j), OV_OK);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

START_TEST(verify_sees_bytes_that_were_changed)
{
    static const ov_sql bad = {
        "test.bad",
        "INSERT INTO stored_file (organisation_id, name, type, size, sha256, made_at, bytes) "
        "SELECT id, 'x', 'text/plain', 1, "
        "'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 1, "
        "CAST('a' AS BLOB) FROM organisation WHERE code = '14'",
        "INSERT INTO stored_file (organisation_id, name, type, size, sha256, made_at, bytes) "
        "SELECT id, 'x', 'text/plain', 1, "
        "'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 1, "
        "CAST('a' AS BYTEA) FROM organisation WHERE code = '14'"};
    job j = {.sql = &bad};

    test_ok(ctx, ov_write(ctx, run_sql, &j));
    ck_assert_uint_eq(faults(), 1);
}
END_TEST

/* ---- Typed in by staff ---- */

static ov_status begin_entry(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_entry_begin(x, &round_1, region, &j->entry, &j->draft_id);
}

static ov_status put_answer(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_draft_put(x, j->draft_id, &j->answer, NULL);
}

static ov_status send_entry(ov_ctx *x, void *arg)
{
    job *j = arg;
    ov_entry entry;

    OV_TRY(ov_entry_get(x, round_1.id, j->draft_id, &entry));
    return ov_entry_send(x, &round_1, &entry, NULL, NULL, &j->response);
}

static ov_status answer_check(ov_ctx *x, void *arg)
{
    const job *j = arg;

    return ov_entry_check_answer(x, j->response.id, j->right, j->text, "Kommunen");
}

static job entry_of(ov_id org, const char *respondent, const char *class, ov_instant arrived)
{
    return (job){.entry = {.org_id = org,
                           .respondent = respondent,
                           .class = class,
                           .source = "paper",
                           .arrived = arrived,
                           .arrived_why = "Ankomststämpel",
                           .legal_status = "officer"}};
}

static void type_in(job *j, const char *grade)
{
    test_ok(ctx, ov_write(ctx, begin_entry, j));
    j->answer = (ov_draft_answer){.question_id = question(1), .grade = grade, .comment = "Ord."};
    test_ok(ctx, ov_write(ctx, put_answer, j));
    test_ok(ctx, ov_write(ctx, send_entry, j));
}

START_TEST(the_instant_of_arrival_decides)
{
    job early = entry_of(parties[0], NULL, NULL, round_1.deadline - 1);
    job late = entry_of(parties[1], NULL, NULL, round_1.deadline);
    job odd = entry_of(parties[0], NULL, NULL, 0);
    ov_entry_check check;

    ctx->received = ctx->now = round_1.deadline + 3 * DAY;
    type_in(&early, "support");
    type_in(&late, "reject");
    ck_assert_str_eq(early.response.timing, "in_time");
    ck_assert_str_eq(late.response.timing, "late");
    odd.entry.arrived = ctx->received + 1;
    ck_assert_int_eq(ov_write(ctx, begin_entry, &odd), OV_INVALID);
    odd.entry.arrived = round_1.opens_at - 1;
    ck_assert_int_eq(ov_write(ctx, begin_entry, &odd), OV_INVALID);
    odd.entry.arrived = round_1.deadline;
    odd.entry.arrived_why = "";
    ck_assert_int_eq(ov_write(ctx, begin_entry, &odd), OV_INVALID);
    odd.entry.arrived = round_1.deadline - 2; /* the party has answered since */
    odd.entry.arrived_why = "Stämpel";
    ck_assert_int_eq(ov_write(ctx, begin_entry, &odd), OV_CONFLICT);
    odd.entry.org_id = region;
    ck_assert_int_eq(ov_write(ctx, begin_entry, &odd), OV_NOT_FOUND);
    ck_assert_int_eq(ov_write(ctx, send_entry, &early), OV_NOT_FOUND); /* it has been sent */
    early.text = "";
    ck_assert_int_eq(ov_write(ctx, answer_check, &early), OV_INVALID);
    early.text = "Fel betyg.";
    test_ok(ctx, ov_write(ctx, answer_check, &early));
    ck_assert_int_eq(ov_write(ctx, answer_check, &early), OV_CONFLICT);
    test_ok(ctx, ov_entry_check_of(ctx, early.response.id, &check));
    ck_assert_str_eq(check.state, "disputed");
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

START_TEST(what_was_overtaken_while_it_was_typed_is_not_sent)
{
    job first = entry_of(parties[0], NULL, NULL, round_1.opens_at + 1), second = first, again;

    ctx->received = ctx->now = round_1.opens_at + DAY;
    test_ok(ctx, ov_write(ctx, begin_entry, &second));
    second.answer = (ov_draft_answer){.question_id = question(1), .grade = "reject"};
    test_ok(ctx, ov_write(ctx, put_answer, &second));
    first.entry.arrived++;
    type_in(&first, "support");
    ck_assert_int_eq(ov_write(ctx, send_entry, &second), OV_CONFLICT);

    again = first;
    again.entry.replaces = first.response.number;
    second = again;
    test_ok(ctx, ov_write(ctx, begin_entry, &second));
    test_ok(ctx, ov_write(ctx, begin_entry, &again));
    test_ok(ctx, ov_write(ctx, send_entry, &again));
    ck_assert_int_eq(ov_write(ctx, send_entry, &second), OV_CONFLICT);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

START_TEST(outsiders_are_counted_apart_and_corrected_by_a_new_entry)
{
    static const ov_sql figures = {"test.figures",
                                   "SELECT class, CAST(sum(n) AS BIGINT) FROM tally "
                                   "GROUP BY class HAVING sum(n) > 0 ORDER BY class",
                                   NULL};
    job club = entry_of(0, "Föreningen", "uninvited", ctx->received);
    job person = entry_of(0, "En person", "private", ctx->received), again, wrong;
    const ov_rows *rows;

    type_in(&club, "support");
    type_in(&person, "reject");
    again = entry_of(0, "Föreningen", "uninvited", ctx->received);
    again.entry.replaces = club.response.number;
    test_ok(ctx, ov_write(ctx, begin_entry, &again)); /* with what was typed in before */
    test_ok(ctx, ov_write(ctx, send_entry, &again));
    ck_assert_str_eq(again.response.replaces, club.response.number);
    ck_assert_int_eq(again.response.answers, 1);
    wrong = entry_of(0, "Föreningen", "uninvited", ctx->received);
    wrong.entry.replaces = club.response.number; /* replaced already */
    ck_assert_int_eq(ov_write(ctx, begin_entry, &wrong), OV_NOT_FOUND);
    test_ok(ctx, ov_select(ctx, &figures, OV_NOARGS, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_str_eq(ov_cell_text(rows, 0, 0), "private");
    ck_assert_int_eq(ov_cell_int(rows, 0, 1), 1);
    ck_assert_int_eq(ov_cell_int(rows, 1, 1), 1);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* ---- Placing ---- */

static ov_status place(ov_ctx *x, void *arg)
{
    const job *j = arg;

    return ov_placement_add(x, &j->response, j->question, j->text);
}

static ov_status unplace(ov_ctx *x, void *arg)
{
    const job *j = arg;

    return ov_placement_remove(x, &j->response, j->id);
}

static ov_status mark_done(ov_ctx *x, void *arg)
{
    const job *j = arg;

    return ov_placement_done(x, &j->response, j->right);
}

START_TEST(what_is_placed_is_shown_and_never_counted)
{
    job j = {.org = parties[0]};
    const ov_rows *rows;

    test_ok(ctx, attach(&j, "yttrande.txt", "Nämnden avstyrker.\n"));
    test_ok(ctx, ov_write(ctx, submit, &j));
    test_ok(ctx, ov_to_place(ctx, round_1.id, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_int_eq(ov_cell_int(rows, 0, OV_TO_PLACE_ANSWERS), 0);
    j.text = " \n";
    j.question = question(2);
    ck_assert_int_eq(ov_write(ctx, place, &j), OV_INVALID);
    j.text = "Nämnden avstyrker.";
    test_ok(ctx, ov_write(ctx, place, &j));
    test_ok(ctx, ov_write(ctx, place, &j));
    test_ok(ctx, ov_placements(ctx, round_1.id, 0, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_PLACED_BY), "Anna");
    ck_assert_int_eq(ov_cell_int(rows, 0, OV_PLACED_N), 2);
    test_ok(ctx, ov_placements(ctx, round_1.id, question(1), &rows));
    ck_assert_uint_eq(rows->n, 0);
    ck_assert_int_eq(counted(), 0);
    test_ok(ctx, ov_unplaced(ctx, region, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_int_eq(ov_cell_int(rows, 0, 4), 1);
    j.right = true;
    test_ok(ctx, ov_write(ctx, mark_done, &j));
    test_ok(ctx, ov_unplaced(ctx, region, &rows));
    ck_assert_uint_eq(rows->n, 0);
    test_ok(ctx, ov_placements_of(ctx, j.response.id, &rows));
    j.id = ov_cell_int(rows, 0, OV_PLACED_ID);
    test_ok(ctx, ov_write(ctx, unplace, &j));
    ck_assert_int_eq(ov_write(ctx, unplace, &j), OV_NOT_FOUND);
    test_ok(ctx, ov_placements_of(ctx, j.response.id, &rows));
    ck_assert_uint_eq(rows->n, 0);
    j.question = 999999;
    ck_assert_int_eq(ov_write(ctx, place, &j), OV_NOT_FOUND);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

static Suite *make_suite(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "files on SQLite" : "files on PostgreSQL");
    TCase *tcase = tcase_create("files");

    engine = which;
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, bytes_tell_what_a_file_is);
    tcase_add_test(tcase, names_are_cleaned_and_tricks_refused);
    tcase_add_test(tcase, a_file_is_stored_once_within_its_limits);
    tcase_add_test(tcase, an_answer_may_be_a_file_and_is_kept_as_it_was_sent);
    tcase_add_test(tcase, verify_sees_bytes_that_were_changed);
    tcase_add_test(tcase, the_instant_of_arrival_decides);
    tcase_add_test(tcase, what_was_overtaken_while_it_was_typed_is_not_sent);
    tcase_add_test(tcase, outsiders_are_counted_apart_and_corrected_by_a_new_entry);
    tcase_add_test(tcase, what_is_placed_is_shown_and_never_counted);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make_suite);
}
