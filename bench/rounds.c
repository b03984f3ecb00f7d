/* SPDX-License-Identifier: EUPL-1.2 */
/* rounds.c — fills an empty portal with large consultations through its own functions: two
 * documents of 60 provisions answered by 50 parties and by 500, a round of 290 parties that has
 * come half way, and a draft. usage: overens-bench-rounds CONFIG PEERS.db OUT-FOLDER */
#include "auth/auth.h"
#include "consult/consult.h"
#include "matter/matter.h"
#include "portal/home.h"
#include "register/register.h"
#include "text/text.h"
#include "util/log.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENTS = 2, SECTIONS = 60, PARTIES = 500, SOME = 50, BOARD = 290, SOURCES = 50 };

/* The pages of set-up want two people and a check list; here it is one statement. */
static const ov_sql open_round = {"bench.open",
                                  "UPDATE consultation SET state = 'open' WHERE id = $1", NULL};
/* What letters and visits leave behind, without the jobs process: every party is written to, one
 * letter in ten comes back; of those who do not answer, some have opened the round, some have said
 * that they got it, some decline; one party in seventeen has more time. */
static const ov_sql letters[] = {
    {"bench.post",
     "INSERT INTO round_post (consultation_id, organisation_id, kind, due_at, made_at, state, "
     "settled_at, reached) SELECT consultation_id, organisation_id, 'invitation', $2, $2, "
     "'mailed', $2, 1 FROM invitation WHERE consultation_id = $1",
     NULL},
    {"bench.mail",
     "INSERT INTO mail (message_id, kind, object, to_address, lang, subject, body, state, "
     "created_at, next_try, give_up_at, sent_at) SELECT 'bench-' || p.id, 'round.invitation', "
     "'consultation/' || $1, 'registrator@example.org', 'sv', 'Remiss', 'Remiss', "
     "CASE WHEN p.id % 10 = 0 THEN 'bounced' ELSE 'sent' END, $2, $2, $2, $2 FROM round_post p "
     "WHERE p.consultation_id = $1",
     NULL},
    {"bench.mailed",
     "INSERT INTO round_mail (mail_id, post_id, organisation_id) SELECT m.id, p.id, "
     "p.organisation_id FROM round_post p JOIN mail m ON m.message_id = 'bench-' || p.id "
     "WHERE p.consultation_id = $1 AND $2 > 0",
     NULL},
    {"bench.seen",
     "UPDATE invitation SET opened_at = CASE WHEN status <> 'not_opened' OR id % 4 = 0 THEN $2 "
     "END, acknowledged_at = CASE WHEN id % 12 = 0 THEN $2 END, declined_at = CASE WHEN "
     "status = 'not_opened' AND id % 31 = 0 THEN $2 END WHERE consultation_id = $1",
     NULL},
    {"bench.extended",
     "UPDATE invitation SET deadline_day = $2 / 86400000000 + 110, deadline = $2 + 9504000000000 "
     "WHERE consultation_id = $1 AND id % 17 = 0",
     NULL}};

typedef struct seeding {
    ov_ctx ctx;
    ov_id owner, staff, parties[PARTIES], writer, matter, versions[DOCUMENTS];
    const char *staff_cookie, *writer_cookie;
    ov_day today;
    ov_version_draft drafts[DOCUMENTS];
    int grades[SOURCES][SECTIONS]; /* what the peers' parties answered */
    char *comments[SOURCES][SECTIONS];
    /* the round that is being filled */
    ov_consultation round;
    int party, answers;
    bool sends;
} seeding;

static void must(ov_ctx *ctx, ov_status status, const char *what)
{
    if (status == OV_OK)
        return;
    fprintf(stderr, "seed: %s: %s (%s)\n", what, ov_status_name(status), ctx->err.text);
    exit(1);
}

static void read_answers(seeding *s, sqlite3 *peers)
{
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v2(peers,
                           "SELECT r.party, s.number, r.grade, r.comment FROM response r "
                           "JOIN section s ON s.id = r.section_id WHERE r.consultation_id = 1",
                           -1, &stmt, NULL) != SQLITE_OK) {
        fprintf(stderr, "seed: %s\n", sqlite3_errmsg(peers));
        exit(1);
    }
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        int party = atoi((const char *)sqlite3_column_text(stmt, 0) + strlen("part-")) - 1;
        int section = sqlite3_column_int(stmt, 1) - 1;

        if (party < 0 || party >= SOURCES || section < 0 || section >= SECTIONS)
            continue;
        s->grades[party][section] = sqlite3_column_int(stmt, 2);
        s->comments[party][section] = strdup((const char *)sqlite3_column_text(stmt, 3));
    }
    sqlite3_finalize(stmt);
}

/* Sixty provisions of two paragraphs each. */
static void make_text(seeding *s, int d)
{
    ov_arena *arena = s->ctx.arena;
    ov_import *import = ov_calloc(arena, 1, sizeof *import);
    ov_node **last = &import->root;

    import->title = ov_printf(arena, "Avtal %d", d + 1);
    for (int i = 0; i < SECTIONS; i++) {
        ov_node *node = ov_calloc(arena, 1, sizeof *node);

        node->number = ov_printf(arena, "%d", i + 1);
        node->heading = ov_printf(arena, "Ansvar och samverkan %d", i + 1);
        node->level = 1;
        node->kind = "provision";
        must(&s->ctx,
             ov_canonical_body(
                 arena,
                 ov_str_from("Parterna ansvarar var för sig för sina uppgifter och "
                             "planerar insatserna tillsammans med den enskilde.\n\n"
                             "Oenighet löses så nära den enskilde som möjligt. Den som "
                             "ser en risk talar om det för den andra parten.\n"),
                 &node->body),
             "body");
        *last = node;
        last = &node->next;
    }
    s->drafts[d] = (ov_version_draft){.document_title = import->title,
                                      .label = ov_printf(arena, "Avtal %d", d + 1),
                                      .status = "consultation",
                                      .date = s->today - 210,
                                      .import = import,
                                      .source = OV_LIT("bench"),
                                      .source_name = "bench.txt"};
    must(&s->ctx, ov_version_prepare(&s->ctx, &s->drafts[d]), "prepare");
}

static ov_status add_party(ov_ctx *ctx, seeding *s, int i)
{
    const ov_organisation org = {.type = "municipality",
                                 .code = ov_printf(ctx->arena, "%05d", 10001 + i),
                                 .parent_id = s->owner,
                                 .name = ov_printf(ctx->arena, "Kommun %03d", i + 1)};

    return ov_organisation_save(ctx, &org, &s->parties[i]);
}

static ov_status make_world(ov_ctx *ctx, void *arg)
{
    seeding *s = arg;
    const ov_organisation region = {.type = "region", .code = "99", .name = "Mätregionen"};
    const ov_account staff = {.login = "stab", .name = "Stab"};
    const ov_matter matter = {.slug = "stort-avtal",
                              .plugin = "municipal",
                              .title = "Stort avtal",
                              .status = "consultation"};
    ov_account writer = {.login = "skribent", .name = "Skribent"};
    ov_mandate mandate = {.role = "process_leader"};
    ov_matter made = matter;

    OV_TRY(ov_organisation_save(ctx, &region, &s->owner));
    OV_TRY(ov_account_add(ctx, &staff, "*", &s->staff));
    mandate.org_id = made.owner_org_id = s->owner;
    OV_TRY(ov_mandate_add(ctx, s->staff, &mandate));
    OV_TRY(ov_session_start(ctx, s->staff, &s->staff_cookie));
    for (int i = 0; i < PARTIES; i++)
        OV_TRY(add_party(ctx, s, i));
    mandate.role = "drafter";
    writer.org_id = mandate.org_id = s->parties[0];
    OV_TRY(ov_account_add(ctx, &writer, "*", &s->writer));
    OV_TRY(ov_mandate_add(ctx, s->writer, &mandate));
    OV_TRY(ov_session_start(ctx, s->writer, &s->writer_cookie));
    OV_TRY(ov_matter_add(ctx, &made, &s->matter));
    for (int d = 0; d < DOCUMENTS; d++) {
        s->drafts[d].matter_id = s->matter;
        OV_TRY(ov_version_store(ctx, &s->drafts[d], &s->versions[d]));
    }
    return OV_OK;
}

static ov_status make_round(ov_ctx *ctx, void *arg)
{
    seeding *s = arg;
    ov_id id, document;

    s->round.matter_id = s->matter;
    s->round.version_id = s->versions[0];
    s->round.scale_id = 1;
    s->round.state = "draft";
    s->round.opens_at = ov_day_start(s->today - 200);
    OV_TRY(ov_consultation_add(ctx, &s->round, &id));
    OV_TRY(ov_consultation_document_add(ctx, id, s->matter, s->versions[1], 1, &document));
    OV_TRY(ov_exec(ctx, &open_round, OV_ARGS(ov_int(id)), NULL));
    for (int i = 0; i < s->party; i++)
        OV_TRY(ov_invite(ctx, id, s->parties[i]));
    return ov_consultation_get(ctx, s->matter, id, &s->round);
}

static ov_status answer(ov_ctx *ctx, void *arg)
{
    static const char *const grades[] = {"support", "support_with_change", "reject", "abstain",
                                         "no_comment"};
    seeding *s = arg;
    int source = s->party % SOURCES;
    ov_response response;
    const ov_rows *rows;

    ctx->received = s->round.deadline > ctx->now ? ctx->now : s->round.deadline - OV_DAY_LENGTH;
    OV_TRY(ov_draft(ctx, &s->round, s->parties[s->party], &rows));
    for (int i = 0; i < s->answers && i < (int)rows->n; i++) {
        const ov_draft_answer one = {
            .question_id = ov_cell_int(rows, (size_t)i, OV_DRAFT_QUESTION),
            .grade = grades[(s->grades[source][i % SECTIONS] + 4) % 5],
            .comment = s->comments[source][i % SECTIONS] ? s->comments[source][i % SECTIONS] : ""};

        OV_TRY(ov_draft_save(ctx, &s->round, s->parties[s->party], &one, NULL));
    }
    if (!s->sends)
        return OV_OK;
    return ov_response_submit(ctx, &s->round, s->parties[s->party], "officer", &response);
}

static ov_status write_letters(ov_ctx *ctx, void *arg)
{
    const seeding *s = arg;

    for (size_t i = 0; i < OV_LEN(letters); i++)
        OV_TRY(ov_exec(ctx, &letters[i], OV_ARGS(ov_int(s->round.id), ov_int(ctx->now)), NULL));
    return OV_OK;
}

/* Invites n parties; those from 0 answer so many questions and send, those from sends on do not
 * send. */
static void fill(seeding *s, const char *title, int n, int sends, int writes, int answers,
                 bool open)
{
    ov_arena *kept = s->ctx.arena, *arena = ov_arena_new(0);

    s->round = (ov_consultation){.title = title,
                                 .deadline_day = s->today + (open ? 100 : -100),
                                 .published_at = open ? 0 : ov_day_start(s->today - 99)};
    s->party = n;
    must(&s->ctx, ov_write(&s->ctx, make_round, s), "round");
    s->answers = answers;
    for (s->party = 0; s->party < sends + writes; s->party++) {
        s->ctx.arena = arena;
        s->sends = s->party < sends;
        must(&s->ctx, ov_write(&s->ctx, answer, s), "answers");
        ov_arena_reset(arena);
    }
    s->ctx.arena = kept;
    ov_arena_free(arena);
}

int main(int argc, char **argv)
{
    static seeding s;
    ov_err err = {0};
    ov_home *home;
    sqlite3 *peers;
    char path[4096];

    if (argc != 4)
        return 2;
    ov_log_level(OV_LOG_WARN);
    if (ov_home_open(argv[1], &home, &err) != OV_OK || ov_home_db(home, false, &err) != OV_OK ||
        sqlite3_open_v2(argv[2], &peers, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        fprintf(stderr, "seed: %s\n", err.text);
        return 1;
    }
    ov_arena *arena = ov_arena_new(0);
    ov_home_ctx(home, arena, &s.ctx);
    s.today = ov_stockholm_day(s.ctx.now);
    read_answers(&s, peers);
    for (int d = 0; d < DOCUMENTS; d++)
        make_text(&s, d);
    must(&s.ctx, ov_write(&s.ctx, make_world, &s), "world");
    snprintf(path, sizeof path, "%s/rounds.txt", argv[3]);
    FILE *out = fopen(path, "we");
    if (!out)
        return 1;
    fprintf(out, "staff %s\nwriter %s\n", s.staff_cookie, s.writer_cookie);
    fill(&s, "Femtio parter", SOME, SOME, 0, DOCUMENTS * SECTIONS, false);
    fprintf(out, "fifty %lld\n", (long long)s.round.id);
    fill(&s, "Femhundra parter", PARTIES, PARTIES, 0, DOCUMENTS * SECTIONS, false);
    fprintf(out, "five-hundred %lld\n", (long long)s.round.id);
    fill(&s, "Halvvägs", BOARD, BOARD / 3, BOARD / 3, 3, true);
    must(&s.ctx, ov_write(&s.ctx, write_letters, &s), "letters");
    fprintf(out, "board %lld\n", (long long)s.round.id);
    fill(&s, "Ett utkast", SOME, 0, 1, DOCUMENTS * SECTIONS, true);
    fprintf(out, "draft %lld\n", (long long)s.round.id);
    fclose(out);
    ov_arena_free(arena);
    ov_home_close(home);
    sqlite3_close(peers);
    return 0;
}
