/* SPDX-License-Identifier: EUPL-1.2 */
/* test_consult.c — rounds, drafts, responses, receipts and tallies, on both engines. */
#include "testdb.h"

#include "auth/auth.h"
#include "consult/consult.h"
#include "matter/matter.h"
#include "register/register.h"
#include "text/text.h"
#include "util/hash.h"

#include <stdlib.h>
#include <string.h>

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static ov_id matter_id, version_id, parties[3];
static ov_consultation round_1; /* open from 2026-01-15, last day 2026-03-28 */

enum { QUESTIONS = 4 };

static const char source[] = "A Om avtalet\n\n"
                             "1 Syfte\n\nAvtalet beskriver ansvaret.\n\n"
                             "2 Ansvar\n\nKommunen har sjuksköterska dygnet runt.\n\n"
                             "3 Oenighet\n\nFrågan prövas i tre steg.\n\n"
                             "4 Anslutning\n\nAlla parter beslutar.\n";

/* ---- Writing in one line ---- */

typedef struct job {
    const ov_consultation *c;
    ov_id org;
    ov_draft_answer answer;
    int64_t version;
    const char *legal;
    ov_response response;
    ov_id id;
    ov_version_draft draft;
    const ov_sql *sql;
} job;

static ov_status write_save(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_draft_save(x, j->c, j->org, &j->answer, &j->version);
}

static ov_status write_submit(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_response_submit(x, j->c, j->org, j->legal, &j->response);
}

static ov_status write_sql(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_exec(x, j->sql, OV_NOARGS, NULL);
}

static ov_status write_round(ov_ctx *x, void *arg)
{
    job *j = arg;

    OV_TRY(ov_consultation_add(x, j->c, &j->id));
    for (size_t i = 0; i < OV_LEN(parties) - 1; i++) /* the third is never invited */
        OV_TRY(ov_invite(x, j->id, parties[i]));
    return OV_OK;
}

static ov_consultation make_round(ov_day opens, ov_day last, bool refuse)
{
    ov_consultation c = {.matter_id = matter_id,
                         .version_id = version_id,
                         .title = "Remiss",
                         .opens_at = ov_day_start(opens),
                         .deadline_day = last,
                         .published_at = 1,
                         .refuse_late = refuse};
    job j = {.c = &c};

    test_ok(ctx, ov_write(ctx, write_round, &j));
    test_ok(ctx, ov_consultation_get(ctx, matter_id, j.id, &c));
    return c;
}

static ov_status try_save(const ov_consultation *c, ov_id org, int n, const char *grade,
                          const char *comment, int64_t row_version, const char *writer)
{
    const ov_rows *draft;
    job j = {.c = c, .org = org};

    OV_TRY(ov_draft(ctx, c, org, &draft));
    j.answer = (ov_draft_answer){
        .question_id = ov_cell_int(draft, (size_t)n - 1, OV_DRAFT_QUESTION),
        .grade = grade,
        .comment = comment,
        .row_version = row_version >= 0 ? row_version
                                        : ov_cell_int(draft, (size_t)n - 1, OV_DRAFT_ROW_VERSION),
        .writer = writer};
    return ov_write(ctx, write_save, &j);
}

/* Saves over whatever is there. */
static void save(const ov_consultation *c, ov_id org, int n, const char *grade, const char *comment)
{
    test_ok(ctx, try_save(c, org, n, grade, comment, -1, NULL));
}

static ov_status try_send(const ov_consultation *c, ov_id org, ov_instant at, ov_response *out)
{
    job j = {.c = c, .org = org, .legal = "officer"};

    ctx->received = at;
    OV_TRY(ov_write(ctx, write_submit, &j));
    *out = j.response;
    return OV_OK;
}

static ov_response send_at(const ov_consultation *c, ov_id org, ov_instant at)
{
    ov_response response;

    test_ok(ctx, try_send(c, org, at, &response));
    return response;
}

/* The grades of the scale in order, and the comments. */
enum { SUPPORT, CHANGE, REJECT, ABSTAIN, NO_COMMENT, COMMENTS };

static int64_t tally(const ov_consultation *c, int n, int column)
{
    const ov_rows *draft, *grades;
    ov_id question;

    test_ok(ctx, ov_draft(ctx, c, parties[0], &draft));
    ck_assert_uint_eq(draft->n, QUESTIONS);
    question = ov_cell_int(draft, (size_t)n - 1, OV_DRAFT_QUESTION);
    test_ok(ctx, ov_question_tally(ctx, question, &grades));
    ck_assert_uint_eq(grades->n, COMMENTS);
    return column == COMMENTS ? ov_cell_int(grades, 0, 2) : ov_cell_int(grades, (size_t)column, 1);
}

static size_t faults(void)
{
    ov_verify verify = {.ctx = ctx};

    test_ok(ctx, ov_consult_verify(&verify));
    return verify.n_faults;
}

/* ---- A matter with one published text and three municipalities ---- */

static ov_status write_ground(ov_ctx *x, void *arg)
{
    job *j = arg;
    ov_id region;
    const ov_organisation region_14 = {.type = "region", .code = "14", .name = "Regionen"};
    static const char *const names[] = {"Alingsås", "Borås", "Ale"};
    static const char *const codes[] = {"1489", "1490", "1440"};
    ov_matter matter = {
        .slug = "avtal", .plugin = "municipal", .title = "Avtal", .status = "consultation"};

    OV_TRY(ov_organisation_save(x, &region_14, &region));
    for (size_t i = 0; i < OV_LEN(parties); i++) {
        const ov_organisation org = {
            .type = "municipality", .code = codes[i], .name = names[i], .parent_id = region};

        OV_TRY(ov_organisation_save(x, &org, &parties[i]));
    }
    matter.owner_org_id = region;
    OV_TRY(ov_matter_add(x, &matter, &matter_id));
    j->draft.matter_id = matter_id;
    return ov_version_store(x, &j->draft, &version_id);
}

static void setup(void)
{
    ov_import import;
    job j = {0};

    db = test_db_open(engine);
    ctx = test_ctx(db);
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
    round_1 = make_round(ov_day_from_civil(2026, 1, 15), ov_day_from_civil(2026, 3, 28), false);
}

static void teardown(void)
{
    test_db_close(db);
}

/* ---- Tests ---- */

/* A round asks about every provision that has a text of its own, in order. */
START_TEST(questions_follow_the_text)
{
    const ov_rows *draft;

    test_ok(ctx, ov_draft(ctx, &round_1, parties[0], &draft));
    ck_assert_uint_eq(draft->n, QUESTIONS);
    ck_assert_str_eq(ov_cell_text(draft, 1, OV_DRAFT_NUMBER), "2");
    ck_assert_str_eq(ov_cell_text(draft, 1, OV_DRAFT_HEADING), "Ansvar");
    ck_assert_ptr_nonnull(strstr(ov_cell_text(draft, 1, OV_DRAFT_HTML), "sjuksköterska"));
    ck_assert(ov_cell_null(draft, 1, OV_DRAFT_GRADE));
    ck_assert_int_eq(ov_cell_int(draft, 1, OV_DRAFT_ROW_VERSION), 0);
}
END_TEST

/* The last day ends at midnight in Stockholm, also on the nights when the clocks change; one
 * microsecond decides, by the instant of arrival alone. */
START_TEST(the_deadline_is_an_instant)
{
    static const struct {
        int year, month, day;
        const char *too_late; /* UTC */
    } days[] = {
        {2026, 3, 28, "2026-03-28T23:00:00Z"},  /* the clocks go forward that night */
        {2026, 3, 29, "2026-03-29T22:00:00Z"},  /* a day of 23 hours */
        {2026, 10, 24, "2026-10-24T22:00:00Z"}, /* the clocks go back that night */
        {2026, 10, 25, "2026-10-25T23:00:00Z"}, /* a day of 25 hours */
        {2028, 2, 29, "2028-02-29T23:00:00Z"},  /* leap day */
        {2026, 12, 31, "2026-12-31T23:00:00Z"}, /* year end */
        {2026, 6, 19, "2026-06-19T22:00:00Z"},  /* midsummer's eve is a day like others */
    };

    for (size_t i = 0; i < OV_LEN(days); i++) {
        ov_day last = ov_day_from_civil(days[i].year, days[i].month, days[i].day);
        ov_consultation c = make_round(last - 10, last, false);
        ov_instant too_late;

        test_ok(ctx, ov_instant_parse(ov_str_from(days[i].too_late), &too_late));
        ck_assert_int_eq(c.deadline, too_late);
        ck_assert_int_eq(ov_consultation_state(&c, too_late - 1), OV_ROUND_OPEN);
        ck_assert_int_eq(ov_consultation_state(&c, too_late), OV_ROUND_CLOSED);
        save(&c, parties[0], 1, "support", "");
        ck_assert_str_eq(send_at(&c, parties[0], too_late - 1).timing, "in_time");
        ck_assert_str_eq(send_at(&c, parties[0], too_late).timing, "late");
        ck_assert_str_eq(send_at(&c, parties[0], too_late + 1).timing, "late");
        ck_assert_int_eq(tally(&c, 1, SUPPORT), 1);
    }
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* The receipt's text is exactly what canonical.md says, and its hash is the SHA-256 of it. */
START_TEST(the_receipt_is_exact)
{
    ov_response r;
    ov_instant at;
    ov_str text;
    char hash[OV_HASH_HEX];
    const ov_rows *draft;

    save(&round_1, parties[0], 1, "support", "");
    save(&round_1, parties[0], 2, "reject",
         "  Två timmar är för lång väntan. \r\n\r\nVi föreslår\r\n en timme.\t\n\n");
    save(&round_1, parties[0], 4, NULL, "answer: 1 1");
    test_ok(ctx, ov_instant_parse(OV_LIT("2026-02-03T10:06:41.5Z"), &at));
    r = send_at(&round_1, parties[0], at);
    ck_assert_str_eq(r.number, "SVAR-2026-000001");
    ck_assert_int_eq(r.answers, 3);
    test_ok(ctx, ov_receipt_text(ctx, r.id, &text));
    test_ok(ctx, ov_draft(ctx, &round_1, parties[0], &draft));
    ck_assert_str_eq(ov_str_z(ctx->arena, text),
                     ov_printf(ctx->arena,
                               "overens-receipt-1\n"
                               "number: SVAR-2026-000001\n"
                               "received: 2026-02-03T10:06:41.500000Z\n"
                               "timing: in_time\n"
                               "deadline: 2026-03-28T23:00:00.000000Z\n"
                               "consultation: /arende/avtal/remiss/%lld\n"
                               "text: %s\n"
                               "party: 1489 Alingsås\n"
                               "legal_status: officer\n"
                               "replaces: -\n"
                               "\n"
                               "answer: %lld 1\n"
                               "grade: support\n"
                               "answer: %lld 2\n"
                               "grade: reject\n"
                               "    Två timmar är för lång väntan.\n"
                               "\n"
                               "  Vi föreslår\n"
                               "   en timme.\n"
                               "answer: %lld 4\n"
                               "grade: -\n"
                               "  answer: 1 1\n",
                               (long long)round_1.id, round_1.version_hash,
                               (long long)ov_cell_int(draft, 0, OV_DRAFT_NODE),
                               (long long)ov_cell_int(draft, 1, OV_DRAFT_NODE),
                               (long long)ov_cell_int(draft, 3, OV_DRAFT_NODE)));
    ov_sha256_hex(text, hash);
    ck_assert_str_eq(r.hash, hash);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* A new response before the deadline replaces the former: its own receipt, both kept, figures from
 * the new one only. The draft stays. */
START_TEST(a_new_response_replaces_the_former)
{
    ov_instant at = round_1.deadline - OV_DAY_LENGTH;
    ov_response first, second, found;
    const ov_rows *rows;

    save(&round_1, parties[0], 1, "support", "Bra.");
    save(&round_1, parties[0], 2, "reject", "Nej.");
    first = send_at(&round_1, parties[0], at);
    save(&round_1, parties[0], 2, "support", "");
    save(&round_1, parties[0], 3, "abstain", "");
    second = send_at(&round_1, parties[0], at + 1);
    ck_assert_str_eq(second.replaces, first.number);
    ck_assert_int_eq(tally(&round_1, 1, SUPPORT), 1);
    ck_assert_int_eq(tally(&round_1, 1, COMMENTS), 1);
    ck_assert_int_eq(tally(&round_1, 2, REJECT), 0);
    ck_assert_int_eq(tally(&round_1, 2, SUPPORT), 1);
    ck_assert_int_eq(tally(&round_1, 2, COMMENTS), 0);
    ck_assert_int_eq(tally(&round_1, 3, ABSTAIN), 1);
    test_ok(ctx, ov_response_by_number(ctx, first.number, &found));
    ck_assert_str_eq(found.replaced_by, second.number);
    test_ok(ctx, ov_response_answers(ctx, first.id, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_str_eq(ov_cell_text(rows, 1, 4), "reject");
    test_ok(ctx, ov_response_latest(ctx, round_1.id, parties[0], &found));
    ck_assert_str_eq(found.number, second.number);
    test_ok(ctx, ov_consultations(ctx, matter_id, &rows));
    ck_assert_int_eq(ov_cell_int(rows, 0, 4), 2);
    ck_assert_int_eq(ov_cell_int(rows, 0, 5), 1);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* Late ones are kept with a receipt that says so, outside the figures, and replace nothing in time.
 */
START_TEST(a_late_response_stands_outside)
{
    ov_response in_time, late, later, found;
    ov_str text;
    const ov_rows *rows;

    save(&round_1, parties[0], 1, "support", "");
    in_time = send_at(&round_1, parties[0], round_1.deadline - 1);
    save(&round_1, parties[0], 1, "reject", "För sent.");
    late = send_at(&round_1, parties[0], round_1.deadline);
    later = send_at(&round_1, parties[0], round_1.deadline + OV_DAY_LENGTH);
    ck_assert_str_eq(late.timing, "late");
    ck_assert_ptr_null(late.replaces);
    ck_assert_str_eq(later.replaces, late.number);
    test_ok(ctx, ov_receipt_text(ctx, late.id, &text));
    ck_assert_ptr_nonnull(strstr(ov_str_z(ctx->arena, text), "\ntiming: late\n"));
    ck_assert_int_eq(tally(&round_1, 1, SUPPORT), 1);
    ck_assert_int_eq(tally(&round_1, 1, REJECT), 0);
    test_ok(ctx, ov_response_latest(ctx, round_1.id, parties[0], &found));
    ck_assert_str_eq(found.number, in_time.number);

    save(&round_1, parties[1], 1, "reject", "Bara sent.");
    late = send_at(&round_1, parties[1], round_1.deadline + 5);
    test_ok(ctx, ov_response_latest(ctx, round_1.id, parties[1], &found));
    ck_assert_str_eq(found.number, late.number);
    test_ok(ctx, ov_consultation_status(ctx, round_1.id, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_str_eq(ov_cell_text(rows, 0, 2), "Alingsås");
    ck_assert_str_eq(ov_cell_text(rows, 0, 3), "submitted");
    ck_assert_str_eq(ov_cell_text(rows, 1, 3), "late");
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* A round that refuses late ones keeps nothing of them, but the refusal has its receipt. */
START_TEST(a_refusal_has_a_receipt)
{
    ov_consultation c =
        make_round(ov_day_from_civil(2026, 1, 15), ov_day_from_civil(2026, 2, 1), true);
    ov_response refused, found;
    const ov_rows *rows;
    ov_str text;

    save(&c, parties[0], 1, "support", "Hemligt.");
    refused = send_at(&c, parties[0], c.deadline);
    ck_assert_str_eq(refused.timing, "refused");
    test_ok(ctx, ov_response_answers(ctx, refused.id, &rows));
    ck_assert_uint_eq(rows->n, 0);
    test_ok(ctx, ov_receipt_text(ctx, refused.id, &text));
    ck_assert_ptr_nonnull(strstr(ov_str_z(ctx->arena, text), "\ntiming: refused\n"));
    ck_assert_ptr_null(strstr(ov_str_z(ctx->arena, text), "Hemligt"));
    ck_assert_int_eq(tally(&c, 1, SUPPORT), 0);
    ck_assert_int_eq(ov_response_latest(ctx, c.id, parties[0], &found), OV_NOT_FOUND);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* Two people: the second is told; the same text twice, or the same page going on, is no clash. */
START_TEST(two_writers_clash)
{
    const ov_rows *draft;

    test_ok(ctx, try_save(&round_1, parties[0], 1, "support", "Anna", 0, "page-a"));
    ck_assert_int_eq(try_save(&round_1, parties[0], 1, "reject", "Bo", 0, "page-b"), OV_CONFLICT);
    test_ok(ctx, try_save(&round_1, parties[0], 1, "support", "Anna", 0, NULL));
    test_ok(ctx, try_save(&round_1, parties[0], 1, "support", "Anna igen", 0, "page-a"));
    ck_assert_int_eq(try_save(&round_1, parties[0], 1, "reject", "Bo", 1, "page-b"), OV_CONFLICT);
    test_ok(ctx, ov_draft(ctx, &round_1, parties[0], &draft));
    ck_assert_str_eq(ov_cell_text(draft, 0, OV_DRAFT_COMMENT), "Anna igen");
    ck_assert_int_eq(ov_cell_int(draft, 0, OV_DRAFT_ROW_VERSION), 2);
    test_ok(ctx, try_save(&round_1, parties[0], 1, "reject", "Bo", 2, "page-b"));
}
END_TEST

/* What breaks a rule is refused and nothing is stored, no number taken. */
START_TEST(bad_input_is_refused)
{
    char *long_text = ov_alloc(ctx->arena, 20002);
    ov_response r;
    job j = {.c = &round_1, .org = parties[0], .legal = "king"};

    memset(long_text, 'x', 20001);
    long_text[20001] = '\0';
    ck_assert_int_eq(try_save(&round_1, parties[0], 1, "support", long_text, 0, NULL), OV_INVALID);
    long_text[20000] = '\0';
    test_ok(ctx, try_save(&round_1, parties[0], 1, "support", long_text, 0, NULL));
    ck_assert_int_eq(try_save(&round_1, parties[0], 2, "excellent", "", 0, NULL), OV_INVALID);
    ck_assert_int_eq(try_save(&round_1, parties[2], 1, "support", "", 0, NULL), OV_NOT_FOUND);
    ck_assert_int_eq(try_send(&round_1, parties[2], round_1.deadline - 1, &r), OV_NOT_FOUND);
    ck_assert_int_eq(try_send(&round_1, parties[1], round_1.deadline - 1, &r), OV_INVALID);
    ck_assert_int_eq(try_send(&round_1, parties[0], round_1.opens_at - 1, &r), OV_DENIED);
    ctx->received = round_1.deadline - 1;
    ck_assert_int_eq(ov_write(ctx, write_submit, &j), OV_INVALID);
    ck_assert_str_eq(send_at(&round_1, parties[0], round_1.deadline - 1).number,
                     "SVAR-2026-000001");
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* A question of another round is not this party's to answer. */
START_TEST(a_question_belongs_to_its_round)
{
    ov_consultation other =
        make_round(ov_day_from_civil(2026, 1, 15), ov_day_from_civil(2026, 2, 1), false);
    const ov_rows *draft;
    job j = {.c = &round_1, .org = parties[0]};

    test_ok(ctx, ov_draft(ctx, &other, parties[0], &draft));
    j.answer = (ov_draft_answer){
        .question_id = ov_cell_int(draft, 0, OV_DRAFT_QUESTION), .grade = "support", .comment = ""};
    ck_assert_int_eq(ov_write(ctx, write_save, &j), OV_NOT_FOUND);
}
END_TEST

/* Each party sees its own draft only. */
START_TEST(drafts_are_apart)
{
    const ov_rows *draft;
    const char *status;

    save(&round_1, parties[0], 1, "reject", "Vårt.");
    test_ok(ctx, ov_draft(ctx, &round_1, parties[1], &draft));
    ck_assert(ov_cell_null(draft, 0, OV_DRAFT_GRADE));
    ck_assert_str_eq(ov_cell_text(draft, 0, OV_DRAFT_COMMENT), "");
    test_ok(ctx, ov_invitation(ctx, round_1.id, parties[0], &status));
    ck_assert_str_eq(status, "working");
    test_ok(ctx, ov_invitation(ctx, round_1.id, parties[1], &status));
    ck_assert_str_eq(status, "not_opened");
    ck_assert_int_eq(ov_invitation(ctx, round_1.id, parties[2], &status), OV_NOT_FOUND);
}
END_TEST

/* Numbers follow each other within the year of arrival in Stockholm, and start anew with it. */
START_TEST(numbers_have_no_gaps)
{
    ov_day new_year = ov_day_from_civil(2027, 1, 1);
    ov_consultation c = make_round(new_year - 30, new_year + 30, false);
    ov_response r;

    for (int i = 1; i <= 12; i++) {
        save(&c, parties[i % 2], 1, "support", ov_printf(ctx->arena, "%d", i));
        if (i % 3 == 0) /* a refused one in between takes no number */
            ck_assert_int_eq(try_send(&c, parties[2], ov_day_start(new_year) - 1, &r),
                             OV_NOT_FOUND);
        r = send_at(&c, parties[i % 2], ov_day_start(new_year) - 1);
        ck_assert_str_eq(r.number, ov_printf(ctx->arena, "SVAR-2026-%06d", i));
    }
    r = send_at(&c, parties[0], ov_day_start(new_year));
    ck_assert_str_eq(r.number, "SVAR-2027-000001");
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* After 200 random drafts and submits of two parties the kept figures are those of a recount. */
START_TEST(tallies_equal_a_recount)
{
    static const char *const grades[] = {"support", "support_with_change", "reject",
                                         "abstain", "no_comment",          NULL};
    int64_t expected[QUESTIONS][COMMENTS + 1];
    unsigned seed = 4711;

    for (int i = 0; i < 200; i++) {
        ov_id org = parties[rand_r(&seed) % 2];
        ov_instant at = round_1.deadline + (rand_r(&seed) % 10 == 0 ? 5 : -5 - i);

        for (int k = 0; k < 3; k++)
            save(&round_1, org, 1 + rand_r(&seed) % QUESTIONS, grades[rand_r(&seed) % 6],
                 rand_r(&seed) % 3 ? "" : "En kommentar.");
        save(&round_1, org, 1, "support", "");
        (void)send_at(&round_1, org, at);
    }
    memset(expected, 0, sizeof expected);
    for (int p = 0; p < 2; p++) {
        ov_response latest;
        const ov_rows *rows;

        test_ok(ctx, ov_response_latest(ctx, round_1.id, parties[p], &latest));
        ck_assert_str_eq(latest.timing, "in_time");
        test_ok(ctx, ov_response_answers(ctx, latest.id, &rows));
        for (size_t i = 0; i < rows->n; i++) {
            int64_t n = ov_cell_int(rows, i, 0) - 1;

            for (size_t g = 0; g < 5; g++)
                if (!ov_cell_null(rows, i, 4) && !strcmp(ov_cell_text(rows, i, 4), grades[g]))
                    expected[n][SUPPORT + g]++;
            expected[n][COMMENTS] += ov_cell_str(rows, i, 6).len > 0;
        }
    }
    for (int n = 1; n <= QUESTIONS; n++)
        for (int column = SUPPORT; column <= COMMENTS; column++)
            ck_assert_int_eq(tally(&round_1, n, column), expected[n - 1][column]);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* Nothing changes a response; a figure that was changed is found. */
START_TEST(what_is_stored_stays)
{
    static const ov_sql changes[] = {
        {"test.update", "UPDATE response SET timing = 'in_time'", NULL},
        {"test.delete", "DELETE FROM response", NULL},
        {"test.update_answer", "UPDATE response_answer SET comment = ''", NULL},
        {"test.delete_answer", "DELETE FROM response_answer", NULL},
        {"test.tally", "UPDATE tally SET n = n + 1", NULL},
    };
    job j = {0};

    save(&round_1, parties[0], 1, "support", "Står fast.");
    (void)send_at(&round_1, parties[0], round_1.deadline - 1);
    for (size_t i = 0; i < 4; i++) {
        j.sql = &changes[i];
        ck_assert_int_ne(ov_write(ctx, write_sql, &j), OV_OK);
    }
    ck_assert_uint_eq(faults(), 0);
    j.sql = &changes[4];
    test_ok(ctx, ov_write(ctx, write_sql, &j));
    ck_assert_uint_eq(faults(), 1);
}
END_TEST

/* Every statement of the module can be prepared against the migrated schema. */
START_TEST(statements_prepare)
{
    for (const ov_sql *sql = ov_consult_sql; sql->name; sql++) {
        ov_err err = {0};

        ck_assert_msg(ov_db_prepare(db, sql, &err) == OV_OK, "%s: %s", sql->name, err.text);
    }
}
END_TEST

static Suite *suite(ov_engine which)
{
    Suite *s = suite_create(which == OV_SQLITE ? "consult, SQLite" : "consult, PostgreSQL");
    TCase *t = tcase_create("consult");

    engine = which;
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, questions_follow_the_text);
    tcase_add_test(t, the_deadline_is_an_instant);
    tcase_add_test(t, the_receipt_is_exact);
    tcase_add_test(t, a_new_response_replaces_the_former);
    tcase_add_test(t, a_late_response_stands_outside);
    tcase_add_test(t, a_refusal_has_a_receipt);
    tcase_add_test(t, two_writers_clash);
    tcase_add_test(t, bad_input_is_refused);
    tcase_add_test(t, a_question_belongs_to_its_round);
    tcase_add_test(t, drafts_are_apart);
    tcase_add_test(t, numbers_have_no_gaps);
    tcase_add_test(t, tallies_equal_a_recount);
    tcase_add_test(t, what_is_stored_stays);
    tcase_add_test(t, statements_prepare);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    ov_hash_init();
    return test_both_engines(suite);
}
