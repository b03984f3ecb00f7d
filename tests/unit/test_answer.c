/* SPDX-License-Identifier: EUPL-1.2 */
/* test_answer.c — a draft as those who write it see it: progress, what is missing, leases, history,
 * notes, joining; on both engines. */
#include "testdb.h"

#include "auth/auth.h"
#include "consult/answer/answer.h"
#include "consult/answer/joint.h"
#include "matter/matter.h"
#include "register/register.h"
#include "text/text.h"
#include "util/hash.h"

#include <stdlib.h>
#include <string.h>

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static ov_consultation c;
static ov_id orgs[2], people[2], draft_id, questions[8];

static const char source[] = "1 Om avtalet\n\n"
                             "1.1 Syfte\n\nAvtalet beskriver ansvaret.\n\n"
                             "1.2 Ansvar\n\nKommunen ska ha sjuksköterska dygnet runt.\n";

static const ov_sql more[] = {
    {"test.question",
     "INSERT INTO question (consultation_id, n, document_id, kind, title, required) "
     "SELECT c.id, $1, CASE WHEN $4 = 1 THEN (SELECT k.id FROM consultation_document k WHERE "
     "k.consultation_id = c.id) END, CAST($2 AS TEXT), CAST($3 AS TEXT), $5 FROM consultation c "
     "WHERE c.id = $6",
     NULL},
    {"test.require", "UPDATE question SET required = 1 WHERE consultation_id = $1 AND n = $2",
     NULL},
    {"test.file",
     "INSERT INTO stored_file (organisation_id, name, type, size, sha256, made_at, bytes) VALUES "
     "($1, 'a.txt', 'text/plain', 1, "
     "'0000000000000000000000000000000000000000000000000000000000000000', 0, $2) RETURNING id",
     NULL},
    {"test.draft_file",
     "INSERT INTO draft_file (draft_id, question_id, file_id) VALUES ($1, $2, $3)", NULL},
    {"test.open", "UPDATE consultation SET state = 'open' WHERE id = $1", NULL},
    {"test.events", "SELECT count(*) FROM event WHERE action = $1", NULL},
    {"test.correction",
     "INSERT INTO correction (consultation_id, document_id, old_version_id, new_version_id, why, "
     "made_at) SELECT k.consultation_id, k.id, k.version_id, k.version_id, 'Struken', 1 FROM "
     "consultation_document k WHERE k.consultation_id = $1 RETURNING id",
     NULL},
    {"test.strike", "UPDATE question SET removed_by = $2 WHERE id = $1", NULL},
    {0}};

typedef struct ground {
    ov_version_draft draft;
    ov_id version;
} ground;

static ov_status add_question(ov_ctx *x, int n, const char *kind, const char *title, bool document,
                              bool required)
{
    return ov_exec(x, &more[0],
                   OV_ARGS(ov_int(n), ov_text(kind), ov_text(title), ov_int(document),
                           ov_int(required), ov_int(c.id)),
                   NULL);
}

static ov_status write_ground(ov_ctx *x, void *arg)
{
    ground *g = arg;
    ov_consultation round = {.title = "Remiss",
                             .opens_at = ov_day_start(ov_stockholm_day(x->now) - 1),
                             .deadline_day = ov_stockholm_day(x->now) + 30,
                             .state = "draft"};
    ov_matter matter = {.slug = "prov", .plugin = "prov", .title = "Prov", .status = "open"};

    for (size_t i = 0; i < OV_LEN(orgs); i++) {
        ov_organisation org = {
            .type = "municipality", .code = i ? "1490" : "1489", .name = i ? "Borås" : "Alingsås"};
        ov_account account = {.login = i ? "bo" : "anna", .name = i ? "Bo Ek" : "Anna Ek"};

        OV_TRY(ov_organisation_save(x, &org, &orgs[i]));
        account.org_id = orgs[0]; /* both write for the first */
        OV_TRY(ov_account_add(x, &account, "x", &people[i]));
    }
    matter.owner_org_id = orgs[1];
    OV_TRY(ov_matter_add(x, &matter, &g->draft.matter_id));
    OV_TRY(ov_version_store(x, &g->draft, &g->version));
    round.matter_id = g->draft.matter_id;
    round.version_id = g->version;
    OV_TRY(ov_consultation_add(x, &round, &c.id));
    OV_TRY(add_question(x, 3, "text", "Vad kostar det?", true, false));
    OV_TRY(add_question(x, 4, "file", "Bifoga budgeten", false, false));
    OV_TRY(ov_exec(x, &more[1], OV_ARGS(ov_int(c.id), ov_int(1)), NULL));
    for (size_t i = 0; i < OV_LEN(orgs); i++)
        OV_TRY(ov_invite(x, c.id, orgs[i]));
    OV_TRY(ov_exec(x, &more[4], OV_ARGS(ov_int(c.id)), NULL));
    return ov_draft_begin(x, c.id, orgs[0], &draft_id);
}

static void be(int person)
{
    ctx->actor.account_id = people[person];
    ctx->actor.name = person ? "Bo Ek" : "Anna Ek";
    ctx->actor.org_id = orgs[0];
}

static void setup(void)
{
    ov_import import;
    ground g = {0};
    const ov_rows *rows;

    db = test_db_open(engine);
    ctx = test_ctx(db);
    test_ok(ctx, ov_import_text(ctx->arena, OV_LIT(source), &import, &ctx->err));
    g.draft = (ov_version_draft){.document_title = "Avtal",
                                 .label = "Remissversion",
                                 .status = "consultation",
                                 .date = ov_stockholm_day(ctx->now),
                                 .import = &import,
                                 .source = OV_LIT(source),
                                 .source_name = "avtal.txt"};
    test_ok(ctx, ov_version_prepare(ctx, &g.draft));
    test_ok(ctx, ov_write(ctx, write_ground, &g));
    test_ok(ctx, ov_consultation_any(ctx, 0, c.id, &c));
    test_ok(ctx, ov_answer_list(ctx, &c, draft_id, &rows));
    ck_assert_uint_eq(rows->n, 4);
    for (size_t i = 0; i < rows->n; i++)
        questions[i + 1] = ov_cell_int(rows, i, OV_DRAFT_QUESTION);
    be(0);
}

static void teardown(void)
{
    test_db_close(db);
}

/* ---- Writing in one line ---- */

typedef struct job {
    ov_id org, question, note;
    ov_draft_answer answer;
    bool take_over;
    const char *text;
} job;

static ov_status write_save(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_draft_save(x, &c, j->org, &j->answer, NULL);
}

static ov_status save(int n, ov_draft_answer answer)
{
    job j = {.org = orgs[0], .answer = answer};
    const ov_rows *row;

    OV_TRY(ov_answer_one(ctx, &c, draft_id, n, &row));
    j.answer.question_id = ov_cell_int(row, 0, OV_DRAFT_QUESTION);
    j.answer.row_version = ov_cell_int(row, 0, OV_DRAFT_ROW_VERSION);
    if (!j.answer.comment)
        j.answer.comment = "";
    return ov_write(ctx, write_save, &j);
}

static ov_status write_send(ov_ctx *x, void *arg)
{
    job *j = arg;
    ov_response response;

    return ov_response_submit(x, &c, j->org, "officer", &response);
}

static ov_status write_lease(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_answer_lease_take(x, draft_id, j->question, j->take_over);
}

static ov_status write_note(ov_ctx *x, void *arg)
{
    job *j = arg;

    return j->note ? ov_note_remove(x, draft_id, j->note)
                   : ov_note_add(x, draft_id, j->question, NULL, ctx->actor.name, j->text);
}

static ov_status write_file(ov_ctx *x, void *arg)
{
    job *j = arg;
    ov_id file;

    OV_TRY(ov_insert(x, &more[2], OV_ARGS(ov_int(orgs[0]), ov_blob(OV_LIT("x"))), &file));
    return ov_exec(x, &more[3], OV_ARGS(ov_int(draft_id), ov_id_or_null(j->question), ov_int(file)),
                   NULL);
}

static ov_answer_state state_of(int n)
{
    const ov_rows *rows;

    test_ok(ctx, ov_answer_list(ctx, &c, draft_id, &rows));
    return ov_answer_state_of(rows, (size_t)n - 1);
}

/* "1 required, 2 reason" */
static const char *missing(void)
{
    const ov_rows *rows;
    const char *out = "";

    test_ok(ctx, ov_draft_ready(ctx, &c, draft_id, &rows));
    for (size_t i = 0; i < rows->n; i++)
        out = ov_printf(ctx->arena, "%s%s%lld %s", out, *out ? ", " : "",
                        (long long)ov_cell_int(rows, i, 0), ov_cell_text(rows, i, 4));
    return out;
}

static int64_t events(const char *action)
{
    int64_t n;

    test_ok(ctx, ov_select_int(ctx, &more[5], OV_ARGS(ov_text(action)), 0, &n));
    return n;
}

/* ---- Tests ---- */

START_TEST(no_comment_is_an_answer_and_nothing_is_not)
{
    ck_assert_int_eq(state_of(1), OV_ANSWER_NONE);
    test_ok(ctx, save(1, (ov_draft_answer){.grade = "no_comment"}));
    ck_assert_int_eq(state_of(1), OV_ANSWER_NO_COMMENT);
    test_ok(ctx, save(1, (ov_draft_answer){.grade = "support"}));
    ck_assert_int_eq(state_of(1), OV_ANSWER_DONE);
    test_ok(ctx, save(2, (ov_draft_answer){.grade = "reject"}));
    ck_assert_int_eq(state_of(2), OV_ANSWER_BEGUN);
    test_ok(ctx, save(2, (ov_draft_answer){.grade = "reject", .comment = "Skäl."}));
    ck_assert_int_eq(state_of(2), OV_ANSWER_DONE);
    test_ok(ctx, save(2, (ov_draft_answer){.comment = "Bara ord."}));
    ck_assert_int_eq(state_of(2), OV_ANSWER_BEGUN);
    /* a question without a scale can be left without comment too, and takes no other grade */
    test_ok(ctx, save(3, (ov_draft_answer){.grade = "no_comment"}));
    ck_assert_int_eq(state_of(3), OV_ANSWER_NO_COMMENT);
    ck_assert_int_eq(save(3, (ov_draft_answer){.grade = "support"}), OV_INVALID);
    test_ok(ctx, save(3, (ov_draft_answer){.comment = "Två miljoner."}));
    ck_assert_int_eq(state_of(3), OV_ANSWER_DONE);
    test_ok(ctx, save(4, (ov_draft_answer){.comment = "Kommer med posten."}));
    ck_assert_int_eq(state_of(4), OV_ANSWER_BEGUN);
    test_ok(ctx, ov_write(ctx, write_file, &(job){.question = questions[4]}));
    ck_assert_int_eq(state_of(4), OV_ANSWER_DONE);
}
END_TEST

static ov_status strike_first(ov_ctx *x, void *arg)
{
    ov_id correction;

    (void)arg;
    OV_TRY(ov_insert(x, &more[6], OV_ARGS(ov_int(c.id)), &correction));
    return ov_exec(x, &more[7], OV_ARGS(ov_int(questions[1]), ov_int(correction)), NULL);
}

START_TEST(what_a_correction_struck_is_not_missing)
{
    ck_assert_str_eq(missing(), "1 required");
    test_ok(ctx, ov_write(ctx, strike_first, NULL));
    ck_assert_str_eq(missing(), "");
}
END_TEST

START_TEST(what_is_missing_is_told)
{
    ck_assert_str_eq(missing(), "1 required");
    test_ok(ctx, save(1, (ov_draft_answer){.comment = "Ord utan ställningstagande."}));
    ck_assert_str_eq(missing(), "1 required");
    test_ok(ctx, save(1, (ov_draft_answer){.grade = "support_with_change"}));
    test_ok(ctx, save(2, (ov_draft_answer){.grade = "reject"}));
    ck_assert_str_eq(missing(), "1 reason, 2 reason");
    /* a wording says what ought to change */
    test_ok(ctx, save(1, (ov_draft_answer){.grade = "support_with_change",
                                           .wording = "Avtalet beskriver allt ansvar."}));
    test_ok(ctx, save(2, (ov_draft_answer){.grade = "reject", .joins_id = orgs[1]}));
    ck_assert_str_eq(missing(), "");
}
END_TEST

START_TEST(an_answer_in_attachments_lacks_nothing)
{
    test_ok(ctx, ov_write(ctx, write_file, &(job){0}));
    ck_assert_str_eq(missing(), "");
    test_ok(ctx, save(2, (ov_draft_answer){.grade = "support"}));
    ck_assert_str_eq(missing(), "1 required"); /* the form is the answer again */
}
END_TEST

START_TEST(the_provision_as_it_stands_is_no_proposal)
{
    const ov_rows *row;

    test_ok(ctx, save(1, (ov_draft_answer){.wording = "Avtalet beskriver ansvaret.  \r\n"}));
    test_ok(ctx, ov_answer_one(ctx, &c, draft_id, 1, &row));
    ck_assert(ov_cell_null(row, 0, OV_DRAFT_WORDING));
    test_ok(ctx, save(1, (ov_draft_answer){.wording = "Avtalet beskriver skyldigheter."}));
    test_ok(ctx, ov_answer_review(ctx, &c, draft_id, &row));
    ck_assert_str_eq(ov_cell_text(row, 0, OV_DRAFT_WORDING), "Avtalet beskriver skyldigheter.");
    ck_assert_str_eq(ov_cell_text(row, 0, OV_ANSWER_BODY), "Avtalet beskriver ansvaret.");
    ck_assert(ov_cell_null(row, 1, OV_ANSWER_BODY)); /* only beside a proposal */
}
END_TEST

START_TEST(who_writes_is_told_until_it_lapses)
{
    ov_answer_lease other;
    const ov_rows *rows;
    job j = {.question = questions[1]};

    test_ok(ctx, ov_write(ctx, write_lease, &j));
    test_ok(ctx, ov_answer_lease_other(ctx, draft_id, questions[1], &other));
    ck_assert_int_eq(other.account_id, 0);
    be(1);
    test_ok(ctx, ov_answer_lease_other(ctx, draft_id, questions[1], &other));
    ck_assert_str_eq(other.name, "Anna Ek");
    test_ok(ctx, ov_answer_leases(ctx, draft_id, &rows));
    ck_assert_uint_eq(rows->n, 1);
    test_ok(ctx, ov_write(ctx, write_lease, &j)); /* stays hers */
    test_ok(ctx, ov_answer_lease_other(ctx, draft_id, questions[1], &other));
    ck_assert_str_eq(other.name, "Anna Ek");
    j.take_over = true;
    test_ok(ctx, ov_write(ctx, write_lease, &j));
    be(0);
    test_ok(ctx, ov_answer_lease_other(ctx, draft_id, questions[1], &other));
    ck_assert_str_eq(other.name, "Bo Ek");
    ctx->now += OV_ANSWER_LEASE_TIME;
    test_ok(ctx, ov_answer_lease_other(ctx, draft_id, questions[1], &other));
    ck_assert_int_eq(other.account_id, 0);
}
END_TEST

static const ov_rows *history(void)
{
    const ov_rows *rows;

    test_ok(ctx, ov_answer_history(ctx, draft_id, questions[1], 0, 100, &rows));
    return rows;
}

START_TEST(the_history_has_a_row_for_each_go)
{
    static char most[1000];
    const ov_rows *rows;

    for (int i = 0; i < 5; i++) /* autosave */
        test_ok(ctx, save(1, (ov_draft_answer){.comment = ov_printf(ctx->arena, "Anna %d", i)}));
    ck_assert_uint_eq(history()->n, 1);
    be(1);
    test_ok(ctx, save(1, (ov_draft_answer){.comment = "Bo"}));
    be(0);
    test_ok(ctx, save(1, (ov_draft_answer){.comment = "Anna igen"}));
    ctx->now += 11 * OV_MINUTE;
    memset(most, 'a', sizeof most - 1);
    test_ok(ctx, save(1, (ov_draft_answer){.comment = most}));
    rows = history();
    ck_assert_uint_eq(rows->n, 4);
    ck_assert_str_eq(ov_cell_text(rows, 3, OV_WAS_COMMENT), "Anna 4");
    ck_assert_str_eq(ov_cell_text(rows, 2, OV_WAS_BY), "Bo Ek");
    /* what loses most of the text begins a row, so that nothing goes by mistake */
    test_ok(ctx, save(1, (ov_draft_answer){.comment = "oj"}));
    rows = history();
    ck_assert_uint_eq(rows->n, 5);
    ck_assert_uint_eq(ov_cell_str(rows, 1, OV_WAS_COMMENT).len, sizeof most - 1);
    /* so does bringing an earlier text back */
    test_ok(ctx, save(1, (ov_draft_answer){.comment = "Anna 4", .apart = true}));
    ck_assert_uint_eq(history()->n, 6);
    test_ok(ctx, ov_answer_history(ctx, draft_id, questions[1],
                                   ov_cell_int(history(), 1, OV_WAS_ID), 2, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_int_eq(ov_cell_int(rows, 0, OV_WAS_ID), ov_cell_int(history(), 2, OV_WAS_ID));
}
END_TEST

START_TEST(notes_are_taken_away_by_who_wrote_them)
{
    job j = {.question = questions[2], .text = "Fråga ekonomen.\r\n"};
    const ov_rows *rows;

    test_ok(ctx, ov_write(ctx, write_note, &j));
    j.text = " \n";
    ck_assert_int_eq(ov_write(ctx, write_note, &j), OV_INVALID);
    j.question = 9999; /* of no round */
    j.text = "x";
    ck_assert_int_eq(ov_write(ctx, write_note, &j), OV_INVALID);
    test_ok(ctx, ov_notes(ctx, draft_id, questions[2], &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_NOTE_TEXT), "Fråga ekonomen.");
    j.note = ov_cell_int(rows, 0, OV_NOTE_ID);
    be(1);
    ck_assert_int_eq(ov_write(ctx, write_note, &j), OV_NOT_FOUND);
    be(0);
    test_ok(ctx, ov_write(ctx, write_note, &j));
    test_ok(ctx, ov_notes(ctx, draft_id, questions[2], &rows));
    ck_assert_uint_eq(rows->n, 0);
    ck_assert_int_eq(events("note.added"), 1);
    ck_assert_int_eq(events("note.removed"), 1);
}
END_TEST

START_TEST(joining_shows_when_both_have_sent)
{
    const ov_rows *rows;
    job j = {.org = orgs[1]};

    ck_assert_int_eq(save(1, (ov_draft_answer){.joins_id = orgs[0]}), OV_INVALID); /* oneself */
    ck_assert_int_eq(save(1, (ov_draft_answer){.joins_id = 9999}), OV_INVALID);
    test_ok(ctx, save(1, (ov_draft_answer){.joins_id = orgs[1]}));
    ck_assert_int_eq(state_of(1), OV_ANSWER_DONE);
    test_ok(ctx, ov_joinable(ctx, &c, orgs[0], &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_cell_text(rows, 0, 2), "Borås");
    j.org = orgs[0];
    test_ok(ctx, ov_write(ctx, write_send, &j));
    test_ok(ctx, ov_joined_by(ctx, &c, orgs[1], &rows));
    ck_assert_uint_eq(rows->n, 0); /* the joined party has sent nothing */
    j.org = orgs[1];
    j.answer = (ov_draft_answer){.question_id = questions[1], .grade = "support", .comment = ""};
    test_ok(ctx, ov_write(ctx, write_save, &j));
    test_ok(ctx, ov_joined_by(ctx, &c, orgs[1], &rows));
    ck_assert_uint_eq(rows->n, 0);
    test_ok(ctx, ov_write(ctx, write_send, &j));
    test_ok(ctx, ov_joined_by(ctx, &c, orgs[1], &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_cell_text(rows, 0, 1), "Alingsås");
}
END_TEST

START_TEST(neighbours_and_chapters_follow_the_round)
{
    const ov_rows *rows;

    test_ok(ctx, ov_answer_neighbours(ctx, &c, 2, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_int_eq(ov_cell_int(rows, 0, 0), 1);
    ck_assert_str_eq(ov_cell_text(rows, 1, 3), "Vad kostar det?");
    ck_assert_int_eq(ov_cell_int(rows, 0, 5), 4);
    ck_assert_int_eq(ov_cell_int(rows, 0, 6), 2);
    test_ok(ctx, ov_answer_chapters(ctx, &c, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_cell_text(rows, 0, 3), "Om avtalet");
    ck_assert_int_eq(ov_answer_one(ctx, &c, draft_id, 9, &rows), OV_NOT_FOUND);
}
END_TEST

START_TEST(statements_prepare)
{
    for (const ov_sql *sql = ov_answer_sql; sql->name; sql++) {
        ov_err err = {0};

        ck_assert_msg(ov_db_prepare(db, sql, &err) == OV_OK, "%s: %s", sql->name, err.text);
    }
}
END_TEST

/* ---- Joint answers ---- */

static ov_status begin_joint(ov_ctx *x, void *arg)
{
    return ov_joint_begin(x, c.id, orgs[0], "", &orgs[1], 1, arg);
}

static ov_status agree(ov_ctx *x, void *arg)
{
    const ov_joint *j = arg;

    return ov_joint_agree(x, j, orgs[1], j->hash);
}

static ov_status answer_alone(ov_ctx *x, void *arg)
{
    const ov_draft_answer own = {
        .question_id = questions[1], .grade = "reject", .comment = "Vi svarar själva."};
    ov_response sent;

    (void)arg;
    OV_TRY(ov_draft_save(x, &c, orgs[1], &own, NULL));
    return ov_response_submit(x, &c, orgs[1], "officer", &sent);
}

static ov_status send_joint(ov_ctx *x, void *arg)
{
    ov_response own;

    return ov_joint_send(x, &c, arg, (ov_submission){.legal_status = "officer"}, &own);
}

START_TEST(a_party_that_answers_by_itself_is_not_bound)
{
    const ov_rows *rows;
    ov_joint j;
    ov_id id;

    test_ok(ctx, save(1, (ov_draft_answer){.grade = "support"}));
    test_ok(ctx, ov_write(ctx, begin_joint, &id));
    test_ok(ctx, ov_joint_get(ctx, c.id, id, orgs[1], &j));
    test_ok(ctx, ov_write(ctx, agree, &j));
    test_ok(ctx, ov_joint_parties(ctx, id, &rows));
    ck_assert(!ov_cell_null(rows, 0, OV_JOINT_HASH));
    test_ok(ctx, ov_write(ctx, answer_alone, NULL));
    test_ok(ctx, ov_joint_parties(ctx, id, &rows));
    ck_assert(ov_cell_null(rows, 0, OV_JOINT_HASH));
    ck_assert_int_eq(ov_write(ctx, send_joint, &j), OV_INVALID); /* nobody stands behind it */
}
END_TEST

static Suite *suite(ov_engine which)
{
    Suite *s = suite_create(which == OV_SQLITE ? "answer, SQLite" : "answer, PostgreSQL");
    TCase *t = tcase_create("answer");

    engine = which;
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, no_comment_is_an_answer_and_nothing_is_not);
    tcase_add_test(t, what_a_correction_struck_is_not_missing);
    tcase_add_test(t, what_is_missing_is_told);
    tcase_add_test(t, an_answer_in_attachments_lacks_nothing);
    tcase_add_test(t, the_provision_as_it_stands_is_no_proposal);
    tcase_add_test(t, who_writes_is_told_until_it_lapses);
    tcase_add_test(t, the_history_has_a_row_for_each_go);
    tcase_add_test(t, notes_are_taken_away_by_who_wrote_them);
    tcase_add_test(t, joining_shows_when_both_have_sent);
    tcase_add_test(t, neighbours_and_chapters_follow_the_round);
    tcase_add_test(t, a_party_that_answers_by_itself_is_not_bound);
    tcase_add_test(t, statements_prepare);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    ov_hash_init();
    return test_both_engines(suite);
}
