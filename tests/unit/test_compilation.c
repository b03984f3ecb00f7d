/* SPDX-License-Identifier: EUPL-1.2 */
/* test_compilation.c — figures by filter and instant, masks, personal data, answers alike and the
 * tables of an export, on both engines. */
#include "testdb.h"

#include "auth/auth.h"
#include "consult/answer/file.h"
#include "consult/compilation/alike.h"
#include "consult/compilation/export.h"
#include "consult/compilation/publication.h"
#include "matter/matter.h"
#include "register/register.h"
#include "text/text.h"
#include "util/hash.h"

#include <stdlib.h>
#include <string.h>

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static ov_id parties[3], matter_id, version_id;
static ov_consultation c;
static const ov_sight all = {.all = true, .figures = true, .answers = true, .files = true};

enum { QUESTIONS = 2 };
static const char source[] = "A Om avtalet\n\n1 Syfte\n\nAvtalet beskriver ansvaret.\n\n"
                             "2 Ansvar\n\nKommunen har sjuksköterska dygnet runt.\n";

typedef struct job {
    ov_version_draft draft;
    ov_id org;
    ov_draft_answer answer;
    ov_response response;
    ov_stretch stretch;
    bool hidden;
    const char *timing, *scope;
    ov_str figures;
} job;

static ov_status write_ground(ov_ctx *x, void *arg)
{
    static const char *const names[] = {"Alingsås", "Borås", "Rådet"};
    static const char *const codes[] = {"1489", "1490", "rad"};
    const ov_organisation region = {.type = "region", .code = "14", .name = "Regionen"};
    ov_matter matter = {
        .slug = "avtal", .plugin = "municipal", .title = "Avtal", .status = "consultation"};
    job *j = arg;
    ov_id id;

    OV_TRY(ov_organisation_save(x, &region, &matter.owner_org_id));
    for (size_t i = 0; i < OV_LEN(parties); i++) {
        const ov_organisation org = {.type = i == 2 ? "council" : "municipality",
                                     .code = codes[i],
                                     .name = names[i],
                                     .parent_id = matter.owner_org_id};

        OV_TRY(ov_organisation_save(x, &org, &parties[i]));
    }
    OV_TRY(ov_matter_add(x, &matter, &matter_id));
    j->draft.matter_id = matter_id;
    OV_TRY(ov_version_store(x, &j->draft, &version_id));
    c = (ov_consultation){.matter_id = matter_id,
                          .version_id = version_id,
                          .title = "Remiss",
                          .opens_at = ov_day_start(ov_day_from_civil(2026, 1, 15)),
                          .deadline_day = ov_day_from_civil(2026, 3, 28)};
    OV_TRY(ov_consultation_add(x, &c, &id));
    for (size_t i = 0; i < OV_LEN(parties); i++)
        OV_TRY(ov_invite(x, id, parties[i]));
    return ov_consultation_get(x, matter_id, id, &c);
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
    ctx->received = c.opens_at + 1;
}

static void teardown(void)
{
    test_db_close(db);
}

static ov_status write_answer(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_draft_save(x, &c, j->org, &j->answer, NULL);
}

static ov_status write_send(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_response_submit(x, &c, j->org, "officer", &j->response);
}

/* Answers question n and sends all that is written; gives the response. */
static ov_response say(ov_id org, size_t n, const char *grade, const char *comment)
{
    const ov_rows *draft;
    job j = {.org = org};

    test_ok(ctx, ov_draft(ctx, &c, org, &draft));
    j.answer = (ov_draft_answer){.question_id = ov_cell_int(draft, n - 1, OV_DRAFT_QUESTION),
                                 .grade = grade,
                                 .comment = comment,
                                 .row_version = ov_cell_int(draft, n - 1, OV_DRAFT_ROW_VERSION)};
    test_ok(ctx, ov_write(ctx, write_answer, &j));
    test_ok(ctx, ov_write(ctx, write_send, &j));
    return j.response;
}

static ov_compilation make(ov_compilation_filter filter)
{
    ov_compilation k;

    test_ok(ctx, ov_compilation_make(ctx, &c, &filter, &k));
    ck_assert_uint_eq(k.n_questions, QUESTIONS);
    for (size_t i = 0; i < k.n_questions; i++) {
        const ov_compiled_question *q = &k.questions[i];

        ck_assert_int_eq(q->positions + q->outside + q->ungraded + q->unanswered, k.population);
    }
    return k;
}

START_TEST(each_voice_by_itself)
{
    ov_compilation k;

    (void)say(parties[0], 1, "support", "");
    (void)say(parties[2], 1, "reject", "Nej.");
    k = make((ov_compilation_filter){0});
    ck_assert_int_eq(k.population, 2);
    ck_assert_int_eq(k.answered, 1);
    ck_assert_int_eq(k.questions[0].positions, 1);
    ck_assert_int_eq(k.questions[0].objections, 0);
    ck_assert_ptr_null(k.questions[0].median); /* the demo's scale is words */
    k = make((ov_compilation_filter){.class = "council"});
    ck_assert_int_eq(k.population, 1);
    ck_assert_int_eq(k.questions[0].objections, 1);
    ck_assert_int_eq(k.questions[0].comments, 1);
    k = make((ov_compilation_filter){.class = "all"});
    ck_assert_int_eq(k.population, 3);
    ck_assert_int_eq(k.questions[0].positions, 2);
    /* counted anew, not from the tallies: the same */
    k = make((ov_compilation_filter){.org_type = "municipality"});
    ck_assert_int_eq(k.population, 2);
    ck_assert_int_eq(k.questions[0].positions, 1);
    k = make((ov_compilation_filter){.legal = "decided"});
    ck_assert_int_eq(k.population, 0);
}
END_TEST

START_TEST(no_comment_is_an_answer)
{
    ov_compilation k;

    (void)say(parties[0], 1, "no_comment", "");
    (void)say(parties[1], 1, NULL, "Bara en tanke.");
    k = make((ov_compilation_filter){0});
    ck_assert_int_eq(k.questions[0].positions, 0);
    ck_assert_int_eq(k.questions[0].outside, 1);
    ck_assert_int_eq(k.questions[0].ungraded, 1);
    ck_assert_int_eq(k.questions[0].unanswered, 0);
    ck_assert_int_eq(k.questions[1].unanswered, 2);
}
END_TEST

START_TEST(a_past_instant_is_counted_again)
{
    ov_response first = say(parties[0], 1, "support", "Ja."), second;
    ov_compilation then, now;
    ov_str before, after;

    then = make((ov_compilation_filter){0});
    before = ov_compilation_json(ctx, &then);
    second = say(parties[0], 1, "reject", "Nej.");
    ck_assert_int_gt(second.committed, first.committed);
    now = make((ov_compilation_filter){.at = first.committed});
    after = ov_compilation_json(ctx, &now);
    ck_assert_str_eq(after.ptr, before.ptr);
    now = make((ov_compilation_filter){.at = second.committed});
    ck_assert_int_eq(now.questions[0].objections, 1);
    now = make((ov_compilation_filter){.at = first.committed - 1});
    ck_assert_int_eq(now.answered, 0);
}
END_TEST

static ov_status write_count(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_response_count(x, &j->response, j->timing, j->response.id);
}

START_TEST(late_ones_wait_for_somebody)
{
    job j = {.timing = "included"};

    ctx->received = c.deadline;
    j.response = say(parties[0], 1, "support", "");
    ck_assert_int_eq(make((ov_compilation_filter){0}).answered, 0);
    ck_assert_int_eq(make((ov_compilation_filter){0}).late, 1);
    ck_assert_int_eq(make((ov_compilation_filter){.late = true}).answered, 1);
    test_ok(ctx, ov_write(ctx, write_count, &j));
    ck_assert_int_eq(make((ov_compilation_filter){0}).answered, 1);
    ck_assert_int_eq(make((ov_compilation_filter){.at = j.response.committed}).answered, 0);
    j.timing = "late";
    test_ok(ctx, ov_write(ctx, write_count, &j));
    ck_assert_int_eq(make((ov_compilation_filter){0}).answered, 0);
}
END_TEST

START_TEST(only_what_counts_is_counted_again)
{
    job j = {.timing = "included"};

    ctx->received = c.deadline;
    j.response = say(parties[0], 1, "support", "");
    (void)say(parties[0], 1, "reject", "Vi har tänkt om.");
    ck_assert_int_eq(ov_write(ctx, write_count, &j), OV_CONFLICT);
    ck_assert_int_eq(make((ov_compilation_filter){.late = true}).answered, 1);
    ck_assert_int_eq(make((ov_compilation_filter){0}).answered, 0);
}
END_TEST

static ov_status write_look(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_screening_add(x, c.id, &j->stretch, j->hidden, "Skäl");
}

static ov_status write_publish(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_round_publish(x, &c, j->scope, false, "", OV_LIT("{}"));
}

START_TEST(what_is_masked_is_read_by_few)
{
    static const char text[] = "Ring Åsa på 070-123 45 67, eller 811218-9876.";
    ov_response r = say(parties[0], 1, "reject", text);
    const ov_compiled_answer *answers;
    const ov_finding *found;
    ov_compilation k;
    ov_sight sight;
    job j = {.scope = "answers", .hidden = true};
    size_t n;

    test_ok(ctx, ov_findings(ctx, c.id, &found, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_int_eq(found[0].kind, OV_SCREEN_PHONE);
    ck_assert_int_eq(found[1].kind, OV_SCREEN_PERSON_NUMBER);
    ck_assert_int_eq(found[1].where.response_id, r.id);
    j.stretch = (ov_stretch){r.id, found[1].where.question_id, "comment", 6, 8}; /* half of Å */
    ck_assert_int_eq(ov_write(ctx, write_look, &j), OV_NOT_FOUND);
    j.stretch = found[1].where;
    test_ok(ctx, ov_write(ctx, write_look, &j));
    test_ok(ctx, ov_findings(ctx, c.id, &found, &n));
    ck_assert_uint_eq(n, 1);

    ck_assert_int_eq(ov_write(ctx, write_publish, &j), OV_DENIED); /* not before it has closed */
    test_ok(ctx, ov_sight_public(ctx, &c, &sight));
    ck_assert(!sight.figures && !sight.answers);
    ctx->received = c.closes_at;
    test_ok(ctx, ov_write(ctx, write_publish, &j));
    test_ok(ctx, ov_consultation_get(ctx, matter_id, c.id, &c));
    test_ok(ctx, ov_sight_public(ctx, &c, &sight));
    ck_assert(sight.figures && sight.answers && !sight.files && !sight.all);
    k = make((ov_compilation_filter){0});
    test_ok(ctx, ov_compilation_parties(ctx, &k));
    test_ok(ctx, ov_compilation_answers(ctx, &k, &sight, 0, 0, true, &answers, &n));
    ck_assert_uint_eq(n, 1);
    ck_assert(answers[0].masked);
    ck_assert_str_eq(answers[0].comment.ptr, "Ring Åsa på 070-123 45 67, eller [maskat].");
    test_ok(ctx, ov_compilation_answers(ctx, &k, &all, 0, 0, true, &answers, &n));
    ck_assert_str_eq(answers[0].comment.ptr, text);
    /* what comes afterwards nobody has read through */
    (void)say(parties[1], 1, "support", "Sent och osett.");
    k = make((ov_compilation_filter){.late = true});
    test_ok(ctx, ov_compilation_parties(ctx, &k));
    test_ok(ctx, ov_compilation_answers(ctx, &k, &sight, 0, 0, true, &answers, &n));
    ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(personal_data_is_found)
{
    static const struct {
        const char *text;
        int kind; /* -1: nothing */
    } cases[] = {
        {"811218-9876", OV_SCREEN_PERSON_NUMBER},
        {"född 19811218 9876.", OV_SCREEN_PERSON_NUMBER},
        {"8112189876", OV_SCREEN_PERSON_NUMBER},
        {"811218\xe2\x80\x93"
         "9876",
         OV_SCREEN_PERSON_NUMBER},
        {"811278-9873", OV_SCREEN_COORDINATION_NUMBER},
        {"811218-9875", -1},           /* the check digit */
        {"556036-0793", -1},           /* an organisation */
        {"dnr 2024-00731, 1.2.3", -1}, /* a register number */
        {"070-123 45 67", OV_SCREEN_PHONE},
        {"+46 8 123 456 78", OV_SCREEN_PHONE},
        {"anna.ek@example.se", OV_SCREEN_EMAIL},
        {"ANNA EKs synpunkt", OV_SCREEN_NAME},
        {"Annan ek", -1},
    };
    static const char *const names[] = {"Anna Ek", NULL};

    for (size_t i = 0; i < OV_LEN(cases); i++) {
        const ov_screen_hit *hits;
        size_t n = ov_screen(ctx->arena, ov_str_from(cases[i].text), names, &hits);

        ck_assert_msg(n == (cases[i].kind >= 0), "%s: %zu", cases[i].text, n);
        if (n)
            ck_assert_msg((int)hits[0].kind == cases[i].kind, "%s: %d", cases[i].text,
                          (int)hits[0].kind);
    }
}
END_TEST

START_TEST(the_same_words_are_grouped)
{
    const ov_compiled_answer *answers;
    const ov_alike *groups;
    ov_compilation k;
    size_t n, n_groups;

    (void)say(parties[0], 1, "reject", "Vi vill se en plan för hemsjukvården i alla kommuner.");
    (void)say(parties[1], 1, "reject", "vi vill  se en plan, för HEMSJUKVÅRDEN i alla kommuner");
    (void)say(parties[2], 1, "reject", "Något helt annat som ingen annan har skrivit i sitt svar.");
    k = make((ov_compilation_filter){.class = "all"});
    test_ok(ctx, ov_compilation_parties(ctx, &k));
    test_ok(ctx, ov_compilation_answers(ctx, &k, &all, 0, 0, true, &answers, &n));
    ov_alike_find(ctx->arena, &k, answers, n, &groups, &n_groups);
    ck_assert_uint_eq(n_groups, 1);
    ck_assert_uint_eq(groups[0].n, 2);
    ck_assert(groups[0].identical);
}
END_TEST

START_TEST(every_party_stands_in_the_tables)
{
    const ov_export_table *tables, *main_table;
    ov_compilation k;
    ov_buf out = {0};
    ov_export e;
    size_t n, lines = 0;

    (void)say(parties[0], 1, "reject", "=SUM(A1)\n\"citat\"; slut");
    k = make((ov_compilation_filter){.class = "all"});
    test_ok(ctx, ov_export_make(ctx, &k, &all, "", &e));
    ov_export_tables(ctx, &e, &tables, &n);
    main_table = ov_export_main(tables, n);
    ck_assert_uint_eq(main_table->rows, 3 * QUESTIONS);
    ov_export_csv(ctx, &e, main_table, &out);
    for (size_t i = 1; i < out.len; i++)
        lines += out.ptr[i] == '\n' && out.ptr[i - 1] == '\r';
    ck_assert_uint_eq(lines, 1 + 3 * QUESTIONS);
    ck_assert_ptr_nonnull(strstr(out.ptr, "\"'=SUM(A1)\n\"\"citat\"\"; slut\""));
    ck_assert_ptr_nonnull(strstr(out.ptr, "har inte svarat"));
    ov_buf_free(&out);
}
END_TEST

/* What is asked is frozen while the round is open. */
static const ov_sql ask_for_a_file[] = {
    {"test.thaw", "DROP TRIGGER question_frozen_update",
     "ALTER TABLE question DISABLE TRIGGER USER"},
    {"test.ask", "UPDATE question SET kind = 'file', scale_id = NULL WHERE n = 2", NULL},
};
static const char *const sent_files[] = {"karta.txt", "yttrande.txt"};

/* A file on question 2, and one on the whole answer. */
static ov_status write_files(ov_ctx *x, void *arg)
{
    job *j = arg;
    const ov_rows *draft;
    ov_id draft_id, id;

    for (size_t i = 0; i < OV_LEN(ask_for_a_file); i++)
        OV_TRY(ov_exec(x, &ask_for_a_file[i], OV_NOARGS, NULL));
    OV_TRY(ov_draft_begin(x, c.id, j->org, &draft_id));
    OV_TRY(ov_draft_rows(x, &c, draft_id, &draft));
    for (size_t i = 0; i < OV_LEN(sent_files); i++) {
        ov_new_file file = {.name = sent_files[i], .type = "text/plain", .scan = "not_scanned"};

        file.bytes = file.text = ov_str_from(sent_files[i]);
        ov_sha256_hex(file.bytes, file.sha256);
        OV_TRY(ov_file_add(x, draft_id, &file, i ? 0 : ov_cell_int(draft, 1, OV_DRAFT_QUESTION),
                           "attachment", &id));
    }
    return OV_OK;
}

START_TEST(a_file_is_an_answer_to_what_asks_for_one)
{
    const ov_sight names_unseen = {
        .figures = true, .answers = true, .until = ov_day_start(ov_day_from_civil(2027, 1, 1))};
    const ov_compiled_file *files;
    const ov_export_table *tables;
    job j = {.org = parties[1]};
    ov_compilation k;
    ov_buf out = {0};
    ov_export e;
    size_t n;

    test_ok(ctx, ov_write(ctx, write_files, &j));
    (void)say(parties[1], 1, "support", "");
    (void)say(parties[0], 1, "support", "");
    for (int counted_anew = 0; counted_anew <= 1; counted_anew++) {
        k = make((ov_compilation_filter){.org_type = counted_anew ? "municipality" : NULL});
        ck_assert_str_eq(k.questions[1].kind, "file");
        ck_assert_int_eq(k.questions[1].answers, 1);
        ck_assert_int_eq(k.questions[1].unanswered, 1);
    }
    test_ok(ctx, ov_compilation_parties(ctx, &k));
    test_ok(ctx, ov_compilation_files(ctx, &k, &all, 0, &files, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_uint_eq(files[0].question, 1);
    ck_assert_uint_eq(files[1].question, SIZE_MAX);
    ck_assert_str_eq(k.parties[files[0].party].name, "Borås");
    test_ok(ctx, ov_compilation_files(ctx, &k, &all, k.questions[1].id, &files, &n));
    ck_assert_uint_eq(n, 1);
    ck_assert_str_eq(files[0].name, "karta.txt");
    /* published without attachments: that there is one, not which */
    test_ok(ctx, ov_compilation_files(ctx, &k, &names_unseen, 0, &files, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert(!files[0].name && !files[1].name);

    test_ok(ctx, ov_export_make(ctx, &k, &all, "", &e));
    ov_export_tables(ctx, &e, &tables, &n);
    ov_export_csv(ctx, &e, ov_export_main(tables, n), &out);
    ck_assert_ptr_nonnull(strstr(out.ptr, "\"fil\";\"ja\";;;;;\"karta.txt\"\r\n"));
    ck_assert_ptr_nonnull(strstr(out.ptr, "\"fil\";\"nej\";;;;;\r\n"));
    ck_assert_ptr_nonnull(strstr(out.ptr, "\"yttrande.txt\";"));
    ov_buf_free(&out);
}
END_TEST

static Suite *suite(ov_engine which)
{
    Suite *s = suite_create(which == OV_SQLITE ? "compilation, SQLite" : "compilation, PostgreSQL");
    TCase *t = tcase_create("compilation");

    engine = which;
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, each_voice_by_itself);
    tcase_add_test(t, no_comment_is_an_answer);
    tcase_add_test(t, a_past_instant_is_counted_again);
    tcase_add_test(t, late_ones_wait_for_somebody);
    tcase_add_test(t, only_what_counts_is_counted_again);
    tcase_add_test(t, what_is_masked_is_read_by_few);
    tcase_add_test(t, personal_data_is_found);
    tcase_add_test(t, the_same_words_are_grouped);
    tcase_add_test(t, every_party_stands_in_the_tables);
    tcase_add_test(t, a_file_is_an_answer_to_what_asks_for_one);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    ov_hash_init();
    return test_both_engines(suite);
}
