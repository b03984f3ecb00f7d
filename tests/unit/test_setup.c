/* SPDX-License-Identifier: EUPL-1.2 */
/* test_setup.c — a round from nothing to opened by a second person, and what cannot be changed
 * then; on both engines. */
#include "testdb.h"

#include "auth/auth.h"
#include "consult/setup/setup.h"
#include "matter/matter.h"
#include "register/body.h"
#include "register/register.h"
#include "text/text.h"
#include "util/hash.h"

#include <string.h>

enum { PARTIES = 4, DOCUMENTS = 2 };

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static ov_id matter_id, parties[PARTIES], versions[DOCUMENTS], first, second;

/* What a write does it to. */
typedef struct job {
    ov_consultation c;
    ov_id id;
    int64_t row;
    const ov_id *ids;
    size_t n, changed;
    ov_asked asked;
    const char *fault, *text;
    bool flag;
} job;

static ov_id add_account(ov_ctx *x, const char *login)
{
    const ov_account account = {.login = login, .name = login, .org_id = parties[0]};
    ov_id id = 0;

    ck_assert_int_eq(ov_account_add(x, &account, "x", &id), OV_OK);
    return id;
}

static ov_status build(ov_ctx *x, void *arg)
{
    static const char *const names[PARTIES] = {"Regionen", "Beta", "Ceta", "Rådet"};
    const ov_version_draft *drafts = arg;
    ov_matter m = {.slug = "prov", .plugin = "prov", .title = "Provavtalet", .status = "open"};
    ov_id body;
    size_t added;

    for (size_t i = 0; i < PARTIES; i++) {
        const ov_organisation org = {.type = i == 0             ? "region"
                                             : i == PARTIES - 1 ? "council"
                                                                : "municipality",
                                     .code = ov_printf(x->arena, "%zu", 1000 + i),
                                     .name = names[i],
                                     .registry_email = i == 2 ? NULL : "registrator@x.example"};

        OV_TRY(ov_organisation_save(x, &org, &parties[i]));
    }
    m.owner_org_id = parties[0];
    OV_TRY(ov_matter_add(x, &m, &matter_id));
    first = add_account(x, "forsta");
    second = add_account(x, "andra");
    for (size_t i = 0; i < DOCUMENTS; i++) {
        ov_version_draft draft = drafts[i];

        draft.matter_id = matter_id;
        OV_TRY(ov_version_store(x, &draft, &versions[i]));
    }
    /* Beta meets only after the deadline of the tests; nobody knows about Ceta */
    OV_TRY(ov_body_add(
        x, &(ov_body){.org_id = parties[1], .kind = "executive", .name = "KS", .decides = true},
        &body));
    return ov_meetings_add(
        x, body, &(ov_meeting){.day = ov_stockholm_day(x->now) + 300, .papers = OV_NO_DAY}, 1,
        &added);
}

static void act_as(ov_id account)
{
    ctx->actor = (ov_actor){.account_id = account,
                            .login = account == first ? "forsta" : "andra",
                            .name = account == first ? "Första" : "Andra",
                            .org_id = parties[0]};
}

static void setup(void)
{
    static const char source[] =
        "1 Syfte\n\nAvtalet beskriver ansvaret.\n\n2 Ansvar\n\nBeta gör.\n\n"
        "3 Pengar\n\nCeta betalar.\n";
    ov_version_draft drafts[DOCUMENTS];
    ov_import imports[DOCUMENTS];

    db = test_db_open(engine);
    ctx = test_ctx(db);
    for (size_t i = 0; i < DOCUMENTS; i++) {
        drafts[i] = (ov_version_draft){.document_title = i ? "Bilaga" : "Avtal",
                                       .label = i ? "Bilaga 1" : "Remissversion",
                                       .status = "consultation",
                                       .date = ov_day_from_civil(2026, 1, 10),
                                       .source = OV_LIT(source),
                                       .source_name = "avtal.txt"};
        test_ok(ctx, ov_import_text(ctx->arena, OV_LIT(source), &imports[i], &ctx->err));
        drafts[i].import = &imports[i];
        test_ok(ctx, ov_version_prepare(ctx, &drafts[i]));
    }
    test_ok(ctx, ov_write(ctx, build, drafts));
    act_as(first);
}

static void teardown(void)
{
    test_db_close(db);
}

/* ---- What is written ---- */

static ov_status do_begin(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_setup_begin(x, matter_id, j->text, versions[0], ov_stockholm_day(x->now) + 120, false,
                          &j->id);
}

static ov_status do_text(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_setup_text(x, &j->c, j->row);
}

static ov_status do_times(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_setup_times(x, &j->c, j->row);
}

static ov_status do_document(ov_ctx *x, void *arg)
{
    job *j = arg;

    if (!strcmp(j->text, "add"))
        return ov_setup_document_add(x, &j->c, j->id);
    if (!strcmp(j->text, "remove"))
        return ov_setup_document_remove(x, &j->c, j->id);
    return ov_setup_document_move(x, &j->c, j->id, j->flag);
}

static ov_status do_parties(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_setup_party_add(x, j->c.id, j->ids, j->n, &j->changed);
}

static ov_status do_ask(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_setup_ask(x, &j->c, j->ids, j->n, j->row);
}

static ov_status do_question(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_setup_question_put(x, &j->c, &j->asked, &j->fault);
}

static ov_status do_scale(ov_ctx *x, void *arg)
{
    static const ov_scale_word words[] = {{.label = "Ja"},
                                          {.label = "Nej", .needs_reason = true},
                                          {.label = "Inga synpunkter", .outside = true}};
    job *j = arg;

    return j->id ? ov_setup_scale_take(x, &j->c, j->id, 0)
                 : ov_setup_scale_own(x, &j->c, "Egen", true, words, j->n, 0);
}

static ov_status do_done(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_setup_done(x, &j->c, j->row);
}

static ov_status do_back(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_setup_back(x, &j->c);
}

static ov_status do_open(ov_ctx *x, void *arg)
{
    job *j = arg;
    ov_consultation out;

    return ov_setup_open(x, &j->c, j->row, &out);
}

static ov_status do_test(ov_ctx *x, void *arg)
{
    job *j = arg;

    OV_TRY(ov_setup_test(x, &j->c, parties[0], true, &j->id));
    return ov_draft_put(x, j->id, &(ov_draft_answer){.question_id = j->row, .comment = "Prov"},
                        NULL);
}

static ov_status do_discard(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_setup_discard(x, j->c.id, j->row);
}

static ov_status do_sql(ov_ctx *x, void *arg)
{
    return ov_exec(x, arg, OV_NOARGS, NULL);
}

static ov_consultation again(ov_id id)
{
    ov_consultation c;

    test_ok(ctx, ov_consultation_any(ctx, matter_id, id, &c));
    return c;
}

static ov_consultation begun(void)
{
    job j = {.text = "Prov"};

    test_ok(ctx, ov_write(ctx, do_begin, &j));
    return again(j.id);
}

/* Nothing blocks it. */
static ov_consultation complete(void)
{
    job j = {.c = begun(), .ids = parties, .n = PARTIES};
    ov_setup_rows rows;

    test_ok(ctx, ov_setup_rows_get(ctx, j.c.id, &rows));
    j.c.intro = j.c.decides = j.c.how_to_answer = j.c.next_steps = "Text";
    j.c.contact_name = "Karin";
    j.c.contact_email = "karin@x.example";
    j.c.dnr = "HSN 1";
    j.row = rows.text;
    test_ok(ctx, ov_write(ctx, do_text, &j));
    test_ok(ctx, ov_write(ctx, do_parties, &j));
    return again(j.c.id);
}

static ov_consultation opened(void)
{
    job j = {.c = complete()};

    j.row = j.c.row_version;
    test_ok(ctx, ov_write(ctx, do_done, &j));
    act_as(second);
    j.row = again(j.c.id).row_version;
    test_ok(ctx, ov_write(ctx, do_open, &j));
    return again(j.c.id);
}

static size_t n_questions(ov_id id)
{
    const ov_rows *rows;

    test_ok(ctx, ov_setup_questions(ctx, id, &rows));
    for (size_t i = 0; i < rows->n; i++) /* 1, 2, 3 … without gaps */
        ck_assert_int_eq(ov_cell_int(rows, i, OV_ASKED_N), (int64_t)i + 1);
    return rows->n;
}

/* ---- The tests ---- */

START_TEST(nobody_else_finds_a_draft)
{
    const ov_consultation c = complete();
    ov_consultation found;
    const ov_rows *rows;

    ck_assert_int_eq(ov_consultation_get(ctx, matter_id, c.id, &found), OV_NOT_FOUND);
    test_ok(ctx, ov_consultations(ctx, matter_id, &rows));
    ck_assert_uint_eq(rows->n, 0);
    test_ok(ctx, ov_consultations_open(ctx, ctx->now, &rows));
    ck_assert_uint_eq(rows->n, 0);
    test_ok(ctx, ov_invited_to(ctx, 0, parties[1], &rows));
    ck_assert_uint_eq(rows->n, 0);
    test_ok(ctx, ov_setups(ctx, matter_id, &rows));
    ck_assert_uint_eq(rows->n, 1);
}
END_TEST

START_TEST(documents_come_in_order_and_their_questions_too)
{
    job j = {.c = begun(), .text = "add", .id = versions[1]};
    const ov_rows *documents;

    ck_assert_uint_eq(n_questions(j.c.id), 3);
    test_ok(ctx, ov_write(ctx, do_document, &j));
    ck_assert_int_eq(ov_write(ctx, do_document, &j), OV_INVALID); /* once each */
    ck_assert_uint_eq(n_questions(j.c.id), 6);
    test_ok(ctx, ov_consultation_documents(ctx, j.c.id, &documents));
    j.text = "move";
    j.id = ov_cell_int(documents, 1, 0);
    j.flag = true;
    test_ok(ctx, ov_write(ctx, do_document, &j));
    test_ok(ctx, ov_consultation_documents(ctx, j.c.id, &documents));
    ck_assert_str_eq(ov_cell_text(documents, 0, 6), "Bilaga");
    ck_assert_int_eq(again(j.c.id).version_id, versions[1]); /* the first is what others show */
    j.text = "remove";
    test_ok(ctx, ov_write(ctx, do_document, &j));
    ck_assert_uint_eq(n_questions(j.c.id), 3);
    ck_assert_int_eq(again(j.c.id).version_id, versions[0]);
    test_ok(ctx, ov_consultation_documents(ctx, j.c.id, &documents));
    j.id = ov_cell_int(documents, 0, 0);
    ck_assert_int_eq(ov_write(ctx, do_document, &j), OV_INVALID); /* one there must be */
}
END_TEST

START_TEST(provisions_are_left_out_and_questions_added)
{
    static const char *choices[] = {"Modell A", "Modell B"};
    job j = {.c = begun()};
    const ov_rows *all, *asked;
    ov_id nodes[3];

    test_ok(ctx, ov_setup_provisions(ctx, j.c.id, &all));
    ck_assert_uint_eq(all->n, 3);
    for (size_t i = 0; i < 3; i++)
        nodes[i] = ov_cell_int(all, i, 2);
    j.ids = nodes;
    j.n = 2;
    test_ok(ctx, ov_write(ctx, do_ask, &j));
    ck_assert_uint_eq(n_questions(j.c.id), 2);
    j.asked = (ov_asked){.kind = "choice", .title = "Vilken?", .choices = choices, .n_choices = 2};
    test_ok(ctx, ov_write(ctx, do_question, &j));
    j.asked = (ov_asked){.kind = "text",
                         .title = "Varför?",
                         .document_id = ov_cell_int(all, 0, 0),
                         .node_id = nodes[0],
                         .required = true};
    test_ok(ctx, ov_write(ctx, do_question, &j));
    j.asked =
        (ov_asked){.kind = "grade", .document_id = ov_cell_int(all, 0, 0), .node_id = nodes[0]};
    ck_assert_int_eq(ov_write(ctx, do_question, &j), OV_INVALID); /* it has one */
    ck_assert_str_eq(j.fault, "galler");
    j.asked = (ov_asked){.kind = "choice", .title = "Vilken?", .choices = choices, .n_choices = 1};
    ck_assert_int_eq(ov_write(ctx, do_question, &j), OV_INVALID);
    ck_assert_uint_eq(n_questions(j.c.id), 4);
    test_ok(ctx, ov_setup_questions(ctx, j.c.id, &asked));
    ck_assert_str_eq(ov_cell_text(asked, 1, OV_ASKED_KIND), "text");   /* after its provision */
    ck_assert_str_eq(ov_cell_text(asked, 3, OV_ASKED_KIND), "choice"); /* the whole comes last */
    j.n = 3; /* the one that was left out comes back in its place */
    test_ok(ctx, ov_write(ctx, do_ask, &j));
    test_ok(ctx, ov_setup_questions(ctx, j.c.id, &asked));
    ck_assert_int_eq(ov_cell_int(asked, 3, OV_ASKED_NODE), nodes[2]);
    ck_assert_uint_eq(n_questions(j.c.id), 5);
}
END_TEST

START_TEST(a_scale_of_its_own_replaces_the_stored_one)
{
    job j = {.c = begun(), .n = 3};
    ov_id stored = j.c.scale_id;
    const ov_rows *grades;
    ov_consultation c;

    test_ok(ctx, ov_write(ctx, do_scale, &j));
    c = again(j.c.id);
    ck_assert_int_ne(c.scale_id, stored);
    test_ok(ctx, ov_scale_grades(ctx, c.scale_id, &grades));
    ck_assert_uint_eq(grades->n, 3);
    ck_assert_int_eq(ov_cell_int(grades, 1, 2), 2);
    ck_assert(ov_cell_null(grades, 2, 2)); /* stands outside n */
    ck_assert_str_eq(ov_cell_text(grades, 2, 0), "no_comment");
    j.c = c;
    j.n = 1;
    ck_assert_int_eq(ov_write(ctx, do_scale, &j), OV_INVALID);
    j.id = stored;
    test_ok(ctx, ov_write(ctx, do_scale, &j));
    ck_assert_int_eq(again(c.id).scale_id, stored);
    j.id = c.scale_id; /* gone with it */
    ck_assert_int_eq(ov_write(ctx, do_scale, &j), OV_INVALID);
}
END_TEST

START_TEST(what_is_missing_blocks_and_calendars_warn)
{
    job j = {.c = begun()};
    const ov_check *checks;
    bool blocked, meets = false, unknown = false;
    size_t n;

    j.row = j.c.row_version;
    ck_assert_int_eq(ov_write(ctx, do_done, &j), OV_INVALID);
    j.c = complete();
    test_ok(ctx, ov_setup_check(ctx, &j.c, &checks, &n, &blocked));
    ck_assert(!blocked);
    for (size_t i = 0; i < n; i++) {
        if (strstr(checks[i].text, "inget sammanträde")) {
            meets = true;
            ck_assert_int_eq(checks[i].n, 1);
            ck_assert_int_eq(checks[i].of, PARTIES - 1); /* a council does not decide */
            ck_assert_str_eq(checks[i].names, "Beta");
        }
        if (strstr(checks[i].text, "säger registret inte"))
            unknown = checks[i].n == 2;
    }
    ck_assert(meets && unknown);
}
END_TEST

START_TEST(two_persons_and_what_is_frozen_then)
{
    static const ov_sql frozen[] = {
        {"test.title", "UPDATE question SET title = 'x'", NULL},
        {"test.question", "DELETE FROM question", NULL},
        {"test.document", "DELETE FROM consultation_document", NULL},
        {"test.grade", "UPDATE grade SET label = 'x'", NULL},
        {"test.state", "UPDATE consultation SET state = 'draft'", NULL},
    };
    static const ov_sql corrected = {
        "test.version", "UPDATE consultation_document SET version_id = version_id", NULL};
    job j = {.c = complete()};
    const ov_rows *asked;
    ov_setup_rows rows;
    ov_consultation c;
    ov_id draft;

    test_ok(ctx, ov_setup_questions(ctx, j.c.id, &asked));
    j.row = ov_cell_int(asked, 0, OV_ASKED_ID);
    test_ok(ctx, ov_write(ctx, do_test, &j));
    j.row = j.c.row_version;
    test_ok(ctx, ov_write(ctx, do_done, &j));
    ck_assert_int_eq(ov_write(ctx, do_done, &j), OV_CONFLICT);
    test_ok(ctx, ov_setup_rows_get(ctx, j.c.id, &rows));
    j.row = rows.text;
    ck_assert_int_eq(ov_write(ctx, do_text, &j), OV_CONFLICT); /* ready: nothing changes */
    j.row = again(j.c.id).row_version;
    ck_assert_int_eq(ov_write(ctx, do_open, &j), OV_DENIED); /* never alone */
    act_as(second);
    j.row = 1;
    ck_assert_int_eq(ov_write(ctx, do_open, &j), OV_CONFLICT); /* not what was read */
    j.row = again(j.c.id).row_version;
    test_ok(ctx, ov_write(ctx, do_open, &j));
    test_ok(ctx, ov_consultation_get(ctx, matter_id, j.c.id, &c));
    ck_assert_str_eq(c.state, "open");
    ck_assert_int_eq(c.opened_by, second);
    ck_assert_int_eq(c.deadline, ov_day_start(c.deadline_day + 1));
    ck_assert_int_eq(c.closes_at, c.deadline);
    test_ok(ctx, ov_setup_test(ctx, &c, parties[0], false, &draft));
    ck_assert_int_eq(draft, 0); /* thrown away */
    for (size_t i = 0; i < OV_LEN(frozen); i++)
        ck_assert_msg(ov_write(ctx, do_sql, (void *)(uintptr_t)&frozen[i]) != OV_OK, "%s",
                      frozen[i].name);
    test_ok(ctx, ov_write(ctx, do_sql, (void *)(uintptr_t)&corrected));
    j.c = c;
    j.row = 0;
    ck_assert_int_eq(ov_write(ctx, do_back, &j), OV_CONFLICT);
    ck_assert_int_eq(ov_write(ctx, do_ask, &j), OV_CONFLICT);
    j.row = c.row_version;
    ck_assert_int_eq(ov_write(ctx, do_discard, &j), OV_CONFLICT);
}
END_TEST

START_TEST(an_extension_is_the_partys_own)
{
    static ov_sql extend = {"test.extend", NULL, NULL};
    const ov_deadline own = ov_deadline_resolve(ov_day_from_civil(2098, 10, 25), false);
    const ov_consultation c = opened();
    ov_consultation mine = c, others = c;

    extend.text = ov_printf(ctx->arena,
                            "UPDATE invitation SET deadline_day = %d, deadline = %lld "
                            "WHERE organisation_id = %lld",
                            own.last, (long long)own.at, (long long)parties[1]);
    test_ok(ctx, ov_write(ctx, do_sql, &extend));
    test_ok(ctx, ov_consultation_for(ctx, &mine, parties[1]));
    test_ok(ctx, ov_consultation_for(ctx, &others, parties[2]));
    ck_assert_int_eq(ov_consultation_state(&mine, own.at - 1), OV_ROUND_OPEN);
    ck_assert_int_eq(ov_consultation_state(&mine, own.at), OV_ROUND_CLOSED);
    ck_assert_int_eq(ov_consultation_state(&others, own.at - 1), OV_ROUND_CLOSED);
    ck_assert_int_eq(ov_consultation_state(&others, c.deadline - 1), OV_ROUND_OPEN);
}
END_TEST

START_TEST(two_people_at_once_notice_each_other)
{
    job j = {.c = begun()};
    ov_setup_rows rows;

    test_ok(ctx, ov_setup_rows_get(ctx, j.c.id, &rows));
    j.row = rows.text;
    test_ok(ctx, ov_write(ctx, do_text, &j));
    ck_assert_int_eq(ov_write(ctx, do_text, &j), OV_CONFLICT);
    j.row = rows.times; /* another part: not disturbed */
    j.c.asked_day = ov_stockholm_day(ctx->now) + 50;
    test_ok(ctx, ov_write(ctx, do_times, &j));
    j.c.asked_day = ov_stockholm_day(ctx->now) - 1;
    ck_assert_int_eq(ov_write(ctx, do_times, &j), OV_INVALID);
}
END_TEST

START_TEST(a_draft_is_thrown_away_whole)
{
    job j = {.c = complete(), .n = 3};
    const ov_rows *rows;

    test_ok(ctx, ov_write(ctx, do_scale, &j));
    j.row = again(j.c.id).row_version;
    test_ok(ctx, ov_write(ctx, do_discard, &j));
    test_ok(ctx, ov_setups(ctx, 0, &rows));
    ck_assert_uint_eq(rows->n, 0);
}
END_TEST

static Suite *suite(ov_engine which)
{
    Suite *s = suite_create(which == OV_SQLITE ? "setup, SQLite" : "setup, PostgreSQL");
    TCase *t = tcase_create("setup");

    engine = which;
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, nobody_else_finds_a_draft);
    tcase_add_test(t, documents_come_in_order_and_their_questions_too);
    tcase_add_test(t, provisions_are_left_out_and_questions_added);
    tcase_add_test(t, a_scale_of_its_own_replaces_the_stored_one);
    tcase_add_test(t, what_is_missing_blocks_and_calendars_warn);
    tcase_add_test(t, two_persons_and_what_is_frozen_then);
    tcase_add_test(t, an_extension_is_the_partys_own);
    tcase_add_test(t, two_people_at_once_notice_each_other);
    tcase_add_test(t, a_draft_is_thrown_away_whole);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    ov_hash_init();
    return test_both_engines(suite);
}
