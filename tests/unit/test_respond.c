/* SPDX-License-Identifier: EUPL-1.2 */
/* test_respond.c — a municipality answers, sends and gets its receipt; who may see what. Through
 * the portal, without a web server. */
#include "tests/unit/portal_fixture.h"
#include "tests/unit/testdb.h"

#include "auth/auth.h"
#include "consult/consult.h"
#include "pages/pages.h"
#include "register/register.h"
#include "text/text.h"
#include "util/clock.h"
#include "util/hash.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ov_engine engine;

static const ov_route routes[] = {
    {OV_GET, "/remiss/:id", OV_PUBLIC, ov_page_consultation},
    {OV_GET, "/remiss/:id/svara", "consult.answer", ov_page_respond},
    {OV_GET, "/remiss/:id/svara/:n", "consult.answer", ov_page_respond_question},
    {OV_POST, "/remiss/:id/svara/:n", "consult.answer", ov_page_respond_question},
    {OV_GET, "/remiss/:id/granska", "consult.answer", ov_page_review},
    {OV_GET, "/remiss/:id/skicka", "consult.submit", ov_page_submit},
    {OV_POST, "/remiss/:id/skicka", "consult.submit", ov_page_submit},
    {OV_GET, "/remiss/:id/status", "consult.read_all", ov_page_consultation_status},
    {OV_GET, "/remiss/:id/svar", "consult.read_all", ov_page_responses},
    {OV_GET, "/remiss/:id/svar/:party", OV_ACCOUNT, ov_page_response},
    {OV_GET, "/remiss/:id/sammanstallning", OV_PUBLIC, ov_page_compilation},
    {0},
};
static const ov_nav_item nav[] = {{"Översikt", "", OV_PUBLIC}, {0}};
static const ov_state states[] = {{"open", "Öppet"}, {0}};
static const ov_state_machine machine = {states, NULL};
static const ov_plugin plugin = {OV_PLUGIN_HEAD,     .id = "prov",     .title = "Prov",
                                 .version = "1.0.0", .routes = routes, .nav = nav,
                                 .states = &machine};

static const char source[] = "1 Syfte\n\nAvtalet beskriver ansvaret.\n\n"
                             "2 Ansvar\n\nKommunen har sjuksköterska dygnet runt.\n\n"
                             "3 Oenighet\n\nFrågan prövas i tre steg.\n";

#define OPEN "/arende/prov/remiss/1"
#define CLOSED "/arende/prov/remiss/2"
#define REFUSING "/arende/prov/remiss/3"

#define COMING "/arende/prov/remiss/4"

/* Who is signed in: cookies of A's officer, B's officer, A's officer once more, and somebody of A
 * who writes for B alone. */
static const char *a, *a_again, *b, *lent;

typedef struct ground {
    ov_version_draft draft;
    const char *sessions[4];
} ground;

static ov_status add_person(ov_ctx *ctx, const char *login, ov_id home, ov_id org, ov_id *id)
{
    ov_account account = {.login = login, .name = login, .org_id = home};

    OV_TRY(ov_account_add(ctx, &account, "x", id));
    OV_TRY(ov_mandate_add(ctx, *id, &(ov_mandate){.role = "drafter", .org_id = org}));
    return ov_mandate_add(ctx, *id, &(ov_mandate){.role = "authorised_sender", .org_id = org});
}

static ov_status add_round(ov_ctx *ctx, ov_id version, ov_day last, bool refuse, const ov_id *orgs)
{
    ov_consultation c = {.matter_id = fx.matter_id,
                         .version_id = version,
                         .title = "Remiss av avtalet",
                         .opens_at = ov_day_start(last - 30),
                         .deadline_day = last,
                         .published_at = 1,
                         .refuse_late = refuse};
    ov_id id;

    OV_TRY(ov_consultation_add(ctx, &c, &id));
    OV_TRY(ov_invite(ctx, id, orgs[0]));
    return ov_invite(ctx, id, orgs[1]);
}

static ov_status write_ground(ov_ctx *ctx, void *arg)
{
    ground *g = arg;
    ov_organisation org = {.type = "municipality", .code = "1489", .name = "Alingsås"};
    ov_id orgs[2] = {0, fx.other_org_id}, version, person[3];
    ov_day today = ov_stockholm_day(ctx->now);

    OV_TRY(ov_organisation_save(ctx, &org, &orgs[0]));
    OV_TRY(add_person(ctx, "handlaggare.a", orgs[0], orgs[0], &person[0]));
    OV_TRY(add_person(ctx, "handlaggare.b", orgs[1], orgs[1], &person[1]));
    OV_TRY(add_person(ctx, "lanad", orgs[0], orgs[1], &person[2]));
    OV_TRY(ov_session_start(ctx, person[2], &g->sessions[3]));
    OV_TRY(ov_session_start(ctx, person[0], &g->sessions[0]));
    OV_TRY(ov_session_start(ctx, person[0], &g->sessions[1]));
    OV_TRY(ov_session_start(ctx, person[1], &g->sessions[2]));
    g->draft.matter_id = fx.matter_id;
    OV_TRY(ov_version_store(ctx, &g->draft, &version));
    OV_TRY(add_round(ctx, version, today + 14, false, orgs));
    OV_TRY(add_round(ctx, version, today - 2, false, orgs));
    OV_TRY(add_round(ctx, version, today - 2, true, orgs));
    return add_round(ctx, version, today + 44, false, orgs);
}

static void setup(void)
{
    ov_arena *arena = ov_arena_new(0);
    ov_import import;
    ground g = {0};
    ov_ctx ctx;

    fixture_open(engine, &plugin, true);
    ov_home_ctx(fx.app->home, arena, &ctx);
    ck_assert_int_eq(ov_import_text(arena, OV_LIT(source), &import, &ctx.err), OV_OK);
    g.draft = (ov_version_draft){.document_title = "Avtal",
                                 .label = "Remissversion",
                                 .status = "consultation",
                                 .date = ov_stockholm_day(ctx.now),
                                 .import = &import,
                                 .source = OV_LIT(source),
                                 .source_name = "avtal.txt"};
    ck_assert_int_eq(ov_version_prepare(&ctx, &g.draft), OV_OK);
    ck_assert_msg(ov_write(&ctx, write_ground, &g) == OV_OK, "%s", ctx.err.text);
    a = strdup(g.sessions[0]);
    a_again = strdup(g.sessions[1]);
    b = strdup(g.sessions[2]);
    lent = strdup(g.sessions[3]);
    ov_arena_free(arena);
}

static void teardown(void)
{
    fixture_close();
}

static int get_as(const char *who, const char *path)
{
    fx.session = who;
    return GET(.path = path);
}

static int post_as(const char *who, const char *path, const char *form)
{
    fx.session = who;
    return POST(.path = path, .form = with_token(who, form));
}

#define has(text)                                                                                  \
    ck_assert_msg(strstr(body(), (text)) != NULL, "\"%s\" is not in\n%s", (text), body())
#define has_not(text)                                                                              \
    ck_assert_msg(strstr(body(), (text)) == NULL, "\"%s\" is in\n%s", (text), body())

/* Sends A's response with one answer; returns its number. */
static const char *send_from(const char *who, const char *round)
{
    static char number[32];
    char path[128];
    const char *at;

    (void)snprintf(path, sizeof path, "%s/svara/1", round);
    ck_assert_int_eq(post_as(who, path, "betyg=support&kommentar=Hemligt+f%C3%B6r+andra."), 303);
    (void)snprintf(path, sizeof path, "%s/skicka", round);
    ck_assert_int_eq(post_as(who, path, "rattslage=board_decided"), 303);
    at = header_of("Location");
    ck_assert_msg(!strncmp(at, "/kvittens/SVAR-", 15), "%s", at);
    (void)snprintf(number, sizeof number, "%s", at + strlen("/kvittens/"));
    return number;
}

/* ---- Tests ---- */

START_TEST(a_visitor_reads_about_the_round)
{
    ck_assert_int_eq(get_as(NULL, OPEN), 200);
    has("t.o.m.");
    has("kl. 23.59");
    has("Alingsås");
    has("0 av 2 har svarat");
    has_not("_token\" value=\"ey");
    ck_assert_int_eq(get_as(NULL, CLOSED), 200);
    has("Remissen stängde");
    ck_assert_int_eq(get_as(NULL, "/arende/prov/remiss/99"), 404);
    ck_assert_int_eq(get_as(NULL, OPEN "/svara"), 303); /* to sign in */
}
END_TEST

START_TEST(a_draft_is_left_and_found_again)
{
    ck_assert_int_eq(get_as(a, OPEN "/svara"), 200);
    has("0 av 3 är klara");
    has("Ej påbörjad");
    ck_assert_int_eq(get_as(a, OPEN "/svara/2"), 200);
    has("sjuksköterska dygnet runt");
    has("Tillstyrker med ändring");
    ck_assert_int_eq(post_as(a, OPEN "/svara/2",
                             "betyg=support_with_change&kommentar=Rad+1%0D%0A%3Cb%3E"
                             "&radversion=0&gor=nasta"),
                     303);
    ck_assert_str_eq(header_of("Location"), OPEN "/svara/3");
    ck_assert_int_eq(get_as(a_again, OPEN "/svara/2"), 200);
    has("Rad 1\n&lt;b&gt;</textarea>");
    has("value=\"support_with_change\" checked");
    has("Sparat ");
    has("handlaggare.a sparade");
    ck_assert_int_eq(get_as(a, OPEN "/svara"), 200);
    has("1 av 3 är klara");
    has("Klar<");
    ck_assert_int_eq(get_as(b, OPEN "/svara/2"), 200);
    has_not("Rad 1");
    ck_assert_int_eq(get_as(a, OPEN "/granska"), 200);
    has("Rad 1");
    ck_assert_int_eq(get_as(a, OPEN "/svara/4"), 404);
    ck_assert_int_eq(get_as(a, OPEN "/svara/0"), 404);
}
END_TEST

START_TEST(what_is_wrong_is_said_beside_the_field)
{
    ck_assert_int_eq(post_as(a, OPEN "/svara/1", "betyg=reject&kommentar=&radversion=0"), 422);
    has("Skriv varför ni avstyrker");
    has("value=\"reject\" checked");
    has("href=\"#kommentar\"");
    has("aria-invalid=\"true\"");
    ck_assert_int_eq(post_as(a, OPEN "/svara/1", "betyg=kanske&kommentar=Min+text&radversion=0"),
                     422);
    has("Min text");
    ck_assert_int_eq(get_as(a, OPEN "/svara"), 200);
    has("0 av 3 är klara");
    ck_assert_int_eq(post_as(a, OPEN "/skicka", "rattslage=officer"), 422);
    has("Svaret är tomt");
    /* half a sentence is saved by autosave all the same */
    fx.session = a;
    ck_assert_int_eq(POST(.path = OPEN "/svara/1", .query = "spara=1",
                          .form = with_token(a, "betyg=reject&kommentar=&radversion=0")),
                     200);
    has("\"radversion\":1");
    ck_assert_int_eq(get_as(a, OPEN "/svara"), 200);
    has("Påbörjad");
}
END_TEST

START_TEST(two_who_write_get_both_texts)
{
    ck_assert_int_eq(post_as(a, OPEN "/svara/1", "betyg=support&kommentar=F%C3%B6rst&radversion=0"),
                     303);
    ck_assert_int_eq(post_as(a_again, OPEN "/svara/1", "betyg=reject&kommentar=Sedan&radversion=0"),
                     409);
    has("Ni skrev samtidigt");
    has("Först");
    has("Sedan");
    has("name=\"radversion\" value=\"1\"");
    ck_assert_int_eq(get_as(a, OPEN "/svara/1"), 200);
    has("Först</textarea>");
    ck_assert_int_eq(
        post_as(a_again, OPEN "/svara/1", "betyg=reject&kommentar=Sammansatt&radversion=1"), 303);
    ck_assert_int_eq(get_as(a, OPEN "/svara/1"), 200);
    has("Sammansatt</textarea>");
}
END_TEST

START_TEST(sending_happens_once)
{
    char first[64];
    const char *form;

    ck_assert_int_eq(post_as(a, OPEN "/svara/1", "betyg=support&kommentar=&radversion=0"), 303);
    ck_assert_int_eq(get_as(a, OPEN "/skicka"), 200);
    has("Beslut i nämnd eller styrelse");
    form = with_token(a, "rattslage=officer");
    ck_assert_int_eq(POST(.path = OPEN "/skicka", .form = form), 303);
    (void)snprintf(first, sizeof first, "%s", header_of("Location"));
    ck_assert_int_eq(POST(.path = OPEN "/skicka", .form = form), 303);
    ck_assert_str_eq(header_of("Location"), first);
    ck_assert_int_eq(post_as(a, OPEN "/skicka", "rattslage=preliminary"), 303);
    ck_assert_str_ne(header_of("Location"), first); /* a new form is a new response */
    ck_assert_int_eq(get_as(a, first), 200);
    has("Ersatt av");
    fx.session = a;
    ck_assert_int_eq(POST(.path = OPEN "/skicka", .form = "rattslage=officer"), 403); /* no token */
}
END_TEST

START_TEST(the_receipt_shows_each_what_is_theirs)
{
    char path[64], text_path[64], hash[OV_HASH_HEX], again[OV_HASH_HEX];
    const char *number = send_from(a, OPEN);

    (void)snprintf(path, sizeof path, "/kvittens/%s", number);
    (void)snprintf(text_path, sizeof text_path, "/kvittens/%s.txt", number);
    ck_assert_int_eq(get_as(a, text_path), 200);
    ck_assert_str_eq(fx.response.content_type, "text/plain; charset=utf-8");
    has("legal_status: board_decided\n");
    ov_sha256_hex(ov_buf_str(&fx.response.body), hash);
    ck_assert_int_eq(get_as(a, path), 200);
    has(hash);
    has("Hemligt för andra.");
    has("Svaret är mottaget");
    for (int other = 0; other < 2; other++) { /* another party, and a visitor */
        ck_assert_int_eq(get_as(other ? NULL : b, path), 200);
        has(hash);
        has("Alingsås");
        has_not("Hemligt");
        ck_assert_int_eq(get_as(other ? NULL : b, text_path), 404);
        has_not("Hemligt");
    }
    ck_assert_int_eq(get_as(fx.secret, text_path), 200); /* runs the matter */
    ov_sha256_hex(ov_buf_str(&fx.response.body), again);
    ck_assert_str_eq(again, hash);
    ck_assert_int_eq(get_as(a, "/kvittens/SVAR-2020-000001"), 404);
}
END_TEST

START_TEST(another_partys_response_is_not_there)
{
    (void)send_from(a, OPEN);
    ck_assert_int_eq(get_as(a, OPEN "/svar/1489"), 200);
    has("Hemligt för andra.");
    ck_assert_int_eq(get_as(b, OPEN "/svar/1489"), 404);
    ck_assert_int_eq(get_as(b, OPEN "/svar/1480"), 404); /* nothing sent */
    ck_assert_int_eq(get_as(fx.secret, OPEN "/svar/1489"), 200);
    ck_assert_int_eq(get_as(a, OPEN "/svar"), 403);
    ck_assert_int_eq(get_as(a, OPEN "/status"), 403);
    ck_assert_int_eq(get_as(fx.secret, OPEN "/status"), 200);
    has("1 av 2 har svarat");
    ck_assert_int_eq(get_as(fx.secret, OPEN "/svar"), 200);
    has("Alingsås");
    /* staff of the matter answer for nobody */
    ck_assert_int_eq(get_as(fx.secret, OPEN "/svara"), 403);
}
END_TEST

START_TEST(the_figures_wait_for_the_deadline)
{
    (void)send_from(a, OPEN);
    ck_assert_int_eq(get_as(NULL, OPEN "/sammanstallning"), 403);
    ck_assert_int_eq(get_as(b, OPEN "/sammanstallning"), 403);
    ck_assert_int_eq(get_as(fx.secret, OPEN "/sammanstallning"), 200);
    has("1 Syfte");
    has("<td class=\"h5\">1</td>");
    fx.session = fx.secret;
    ck_assert_int_eq(GET(.path = OPEN "/sammanstallning", .query = "fraga=1"), 200);
    has("Hemligt för andra.");
    ck_assert_int_eq(get_as(NULL, CLOSED "/sammanstallning"), 200);
    has("Inget svar har kommit i tid");
}
END_TEST

/* Who belongs to A but has a role in B alone is no reader of A's draft, nor of what A has sent. */
START_TEST(a_role_elsewhere_opens_nothing_at_home)
{
    static const char *const pages[] = {OPEN "/svara", OPEN "/svara/1", OPEN "/granska",
                                        OPEN "/skicka", OPEN "/svar/1489"};

    (void)send_from(a, OPEN);
    for (size_t i = 0; i < OV_LEN(pages); i++) {
        ck_assert_msg(get_as(lent, pages[i]) == 404, "%s: %d", pages[i], fx.response.status);
        has_not("Hemligt");
    }
    ck_assert_int_eq(post_as(lent, OPEN "/svara/1", "&betyg=support&kommentar=Fel+part"), 404);
    ck_assert_int_eq(post_as(lent, OPEN "/skicka", ""), 404);
    ck_assert_int_eq(get_as(lent, OPEN), 200);
    has_not("Ert senaste svar");
    has_not("/kvittens/");
    ck_assert_int_eq(get_as(a, OPEN), 200);
    has("Ert senaste svar");
}
END_TEST

/* The state of the round is asked of the same table: 409, and what was written comes back. */
START_TEST(no_answer_before_the_round_opens)
{
    ck_assert_int_eq(get_as(a, COMING "/svara"), 200);
    ck_assert_int_eq(post_as(a, COMING "/svara/1", "&kommentar=Tidigt+skrivet"), 409);
    has("Remissen har inte öppnat än");
    has("Tidigt skrivet");
    ck_assert_int_eq(post_as(a, COMING "/skicka", ""), 409);
    ck_assert_int_eq(post_as(a, REFUSING "/svara/1", "&kommentar=Sent+skrivet"), 303);
    ck_assert_int_eq(post_as(a, CLOSED "/svara/1", "&kommentar=Sent+skrivet"), 303);
}
END_TEST

START_TEST(late_is_kept_and_said)
{
    char path[64];
    const char *number;

    ck_assert_int_eq(get_as(a, CLOSED "/svara/1"), 200);
    has("Remissen stängde");
    has("mottaget för sent");
    number = send_from(a, CLOSED);
    (void)snprintf(path, sizeof path, "/kvittens/%s", number);
    ck_assert_int_eq(get_as(a, path), 200);
    has("men för sent");
    ck_assert_int_eq(get_as(fx.secret, CLOSED "/status"), 200);
    has("Svarat för sent");
    has("0 av 2 har svarat");
    ck_assert_int_eq(get_as(NULL, CLOSED "/sammanstallning"), 200);
    has("Inget svar har kommit i tid");

    ck_assert_int_eq(get_as(a, REFUSING "/svara/1"), 200);
    has("tar inte emot svar efter sista svarsdag");
    number = send_from(a, REFUSING);
    (void)snprintf(path, sizeof path, "/kvittens/%s", number);
    ck_assert_int_eq(get_as(a, path), 200);
    has("Svaret togs inte emot");
    has_not("Hemligt");
}
END_TEST

static Suite *suite(ov_engine which)
{
    Suite *s = suite_create(which == OV_SQLITE ? "respond, SQLite" : "respond, PostgreSQL");
    TCase *t = tcase_create("respond");

    engine = which;
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_visitor_reads_about_the_round);
    tcase_add_test(t, a_draft_is_left_and_found_again);
    tcase_add_test(t, what_is_wrong_is_said_beside_the_field);
    tcase_add_test(t, two_who_write_get_both_texts);
    tcase_add_test(t, sending_happens_once);
    tcase_add_test(t, the_receipt_shows_each_what_is_theirs);
    tcase_add_test(t, another_partys_response_is_not_there);
    tcase_add_test(t, the_figures_wait_for_the_deadline);
    tcase_add_test(t, a_role_elsewhere_opens_nothing_at_home);
    tcase_add_test(t, no_answer_before_the_round_opens);
    tcase_add_test(t, late_is_kept_and_said);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return test_both_engines(suite);
}
