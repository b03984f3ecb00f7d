/* SPDX-License-Identifier: EUPL-1.2 */
/* seed.c — fills an empty portal with the peers' data (bench seed: 30 agreements of 60 sections, 90
 * closed rounds with 50 answers of 60 grades each) through the portal's own functions, and lays
 * drafts, sessions and tokens for the submits. usage: overens-bench-seed CONFIG PEERS.db OUT-FOLDER
 */
#include "auth/auth.h"
#include "consult/compilation/publication.h"
#include "consult/consult.h"
#include "db/search.h"
#include "matter/matter.h"
#include "portal/home.h"
#include "register/register.h"
#include "text/text.h"
#include "util/clock.h"
#include "util/log.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGREEMENTS = 30, SECTIONS = 60, ROUNDS = 3, PARTIES = 50, TOKENS = 1600 };

typedef struct seeding {
    ov_ctx ctx;
    sqlite3 *peers;
    ov_id owner, staff, parties[PARTIES], writers[PARTIES];
    const char *staff_cookie, *cookies[PARTIES];
    ov_id matter, version, round; /* of the agreement that is being made */
    int agreement, round_no, party;
    ov_version_draft draft;
    ov_day today;
} seeding;

static void must(ov_ctx *ctx, ov_status status, const char *what)
{
    if (status == OV_OK)
        return;
    fprintf(stderr, "seed: %s: %s (%s)\n", what, ov_status_name(status), ctx->err.text);
    exit(1);
}

/* <p>…</p> to paragraphs, <strong> and <em> to markdown, entities to characters. */
static ov_str plain(ov_arena *arena, const char *html)
{
    static const struct {
        const char *from, *to;
    } map[] = {{"<p>", ""},         {"</p>", "\n\n"}, {"<strong>", "**"},
               {"</strong>", "**"}, {"<em>", "*"},    {"</em>", "*"},
               {"&amp;", "&"},      {"&lt;", "<"},    {"&gt;", ">"}};
    ov_buf buf = {0};

    while (*html) {
        size_t i = 0;

        while (i < OV_LEN(map) && strncmp(html, map[i].from, strlen(map[i].from)) != 0)
            i++;
        if (i < OV_LEN(map)) {
            ov_buf_addz(&buf, map[i].to);
            html += strlen(map[i].from);
        } else {
            ov_buf_addc(&buf, *html++);
        }
    }
    ov_str out = {ov_strndup(arena, buf.ptr, buf.len), buf.len};
    ov_buf_free(&buf);
    return out;
}

static sqlite3_stmt *prepare(seeding *s, const char *sql)
{
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v2(s->peers, sql, -1, &stmt, NULL) != SQLITE_OK) {
        fprintf(stderr, "seed: %s\n", sqlite3_errmsg(s->peers));
        exit(1);
    }
    return stmt;
}

static const char *column(seeding *s, sqlite3_stmt *stmt, int i)
{
    return ov_strdup(s->ctx.arena, (const char *)sqlite3_column_text(stmt, i));
}

/* The sections of one agreement as an import. */
static ov_import *sections(seeding *s)
{
    ov_arena *arena = s->ctx.arena;
    ov_import *import = ov_calloc(arena, 1, sizeof *import);
    sqlite3_stmt *stmt = prepare(
        s, "SELECT number, heading, body FROM section WHERE agreement_id = ?1 ORDER BY number");
    ov_node **last = &import->root;

    sqlite3_bind_int(stmt, 1, s->agreement);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        ov_node *node = ov_calloc(arena, 1, sizeof *node);

        node->number = ov_printf(arena, "%d", sqlite3_column_int(stmt, 0));
        node->heading = column(s, stmt, 1);
        node->level = 1;
        node->kind = "provision";
        must(&s->ctx, ov_canonical_body(arena, plain(arena, column(s, stmt, 2)), &node->body),
             "body");
        *last = node;
        last = &node->next;
    }
    sqlite3_finalize(stmt);
    import->title = "Avtal";
    return import;
}

static ov_status make_people(ov_ctx *ctx, void *arg)
{
    seeding *s = arg;
    const ov_organisation region = {.type = "region", .code = "99", .name = "Mätregionen"};
    const ov_account staff = {.login = "stab", .name = "Stab"};
    ov_mandate lead = {.role = "process_leader"};

    OV_TRY(ov_organisation_save(ctx, &region, &s->owner));
    OV_TRY(ov_account_add(ctx, &staff, "*", &s->staff));
    lead.org_id = s->owner;
    OV_TRY(ov_mandate_add(ctx, s->staff, &lead));
    OV_TRY(ov_session_start(ctx, s->staff, &s->staff_cookie));
    for (int i = 0; i < PARTIES; i++) {
        const char *code = ov_printf(ctx->arena, "99%02d", i + 1);
        const ov_organisation org = {.type = "municipality",
                                     .code = code,
                                     .parent_id = s->owner,
                                     .name = ov_printf(ctx->arena, "Part %02d", i + 1)};
        ov_account account = {.login = ov_printf(ctx->arena, "part%02d", i + 1),
                              .name = "Skribent"};
        ov_mandate mandate = {.role = "authorised_sender"};

        OV_TRY(ov_organisation_save(ctx, &org, &s->parties[i]));
        account.org_id = mandate.org_id = s->parties[i];
        OV_TRY(ov_account_add(ctx, &account, "*", &s->writers[i]));
        OV_TRY(ov_mandate_add(ctx, s->writers[i], &mandate));
        mandate.role = "drafter";
        OV_TRY(ov_mandate_add(ctx, s->writers[i], &mandate));
        OV_TRY(ov_session_start(ctx, s->writers[i], &s->cookies[i]));
    }
    return OV_OK;
}

static ov_status make_agreement(ov_ctx *ctx, void *arg)
{
    seeding *s = arg;
    const ov_matter matter = {.slug = ov_printf(ctx->arena, "avtal-%d", s->agreement),
                              .plugin = "municipal",
                              .title = ov_printf(ctx->arena, "Avtal %d", s->agreement),
                              .status = "consultation",
                              .owner_org_id = s->owner};

    OV_TRY(ov_matter_add(ctx, &matter, &s->matter));
    s->draft.matter_id = s->matter;
    return ov_version_store(ctx, &s->draft, &s->version);
}

/* Rounds 1–3 are closed and answered; round 4 is open, with drafts laid. */
static ov_status make_round(ov_ctx *ctx, void *arg)
{
    seeding *s = arg;
    bool open = s->round_no > ROUNDS;
    const ov_consultation round = {
        .matter_id = s->matter,
        .version_id = s->version,
        .scale_id = 1,
        .title = ov_printf(ctx->arena, "Remiss %d av avtal %d", s->round_no, s->agreement),
        .opens_at = ov_day_start(s->today - 200),
        .deadline_day = s->today + (open ? 100 : -100 + s->round_no)};

    OV_TRY(ov_consultation_add(ctx, &round, &s->round));
    for (int i = 0; i < PARTIES; i++)
        OV_TRY(ov_invite(ctx, s->round, s->parties[i]));
    return OV_OK;
}

static ov_status make_answers(ov_ctx *ctx, void *arg)
{
    static const char *const grades[] = {"support", "support_with_change", "reject", "abstain",
                                         "no_comment"};
    seeding *s = arg;
    ov_consultation round;
    ov_response response;
    const ov_rows *rows;
    int source = s->round_no > ROUNDS ? 1 : s->round_no;
    sqlite3_stmt *stmt = prepare(
        s, "SELECT r.grade, r.comment FROM response r JOIN section s ON s.id = r.section_id "
           "WHERE r.consultation_id = ?1 AND r.party = ?2 ORDER BY s.number");

    OV_TRY(ov_consultation_get(ctx, s->matter, s->round, &round));
    OV_TRY(ov_draft(ctx, &round, s->parties[s->party], &rows));
    sqlite3_bind_int(stmt, 1, (s->agreement - 1) * ROUNDS + source);
    sqlite3_bind_text(stmt, 2, ov_printf(ctx->arena, "part-%02d", s->party + 1), -1, SQLITE_STATIC);
    for (size_t i = 0; i < rows->n && sqlite3_step(stmt) == SQLITE_ROW; i++) {
        const ov_draft_answer answer = {.question_id = ov_cell_int(rows, i, OV_DRAFT_QUESTION),
                                        .grade = grades[sqlite3_column_int(stmt, 0) - 1],
                                        .comment = column(s, stmt, 1)};

        OV_TRY(ov_draft_save(ctx, &round, s->parties[s->party], &answer, NULL));
    }
    sqlite3_finalize(stmt);
    if (s->round_no > ROUNDS)
        return OV_OK;
    ctx->received = round.deadline - OV_DAY_LENGTH;
    return ov_response_submit(ctx, &round, s->parties[s->party], "officer", &response);
}

/* A visitor sees the figures of a closed round when staff have published them. */
static ov_status publish(ov_ctx *ctx, void *arg)
{
    const seeding *s = arg;
    ov_consultation c;
    ov_compilation k;

    OV_TRY(ov_consultation_get(ctx, s->matter, s->round, &c));
    OV_TRY(ov_compilation_make(ctx, &c, NULL, &k));
    return ov_round_publish(ctx, &c, "figures", false, "klass=official",
                            ov_compilation_json(ctx, &k));
}

/* One line per submit: cookie, token, path. */
static void write_submits(seeding *s, FILE *f)
{
    for (int i = 0; i < PARTIES; i++)
        for (int n = 0; n < TOKENS / PARTIES; n++)
            fprintf(f, "%s %s /arende/avtal-%d/remiss/%lld/skicka\n", s->cookies[i],
                    ov_token_make(s->ctx.arena, s->cookies[i]), s->agreement, (long long)s->round);
}

static void seed_agreement(seeding *s, ov_arena *arena, FILE *paths, FILE *submits)
{
    s->draft = (ov_version_draft){.document_title = ov_printf(arena, "Avtal %d", s->agreement),
                                  .label = "v1",
                                  .status = "consultation",
                                  .date = s->today - 210,
                                  .import = sections(s),
                                  .source = OV_LIT("bench"),
                                  .source_name = "bench.txt"};
    must(&s->ctx, ov_version_prepare(&s->ctx, &s->draft), "prepare");
    must(&s->ctx, ov_write(&s->ctx, make_agreement, s), "agreement");
    fprintf(paths, "a /arende/avtal-%d/text/v1\n", s->agreement);
    for (s->round_no = 1; s->round_no <= ROUNDS + 1; s->round_no++) {
        must(&s->ctx, ov_write(&s->ctx, make_round, s), "round");
        if (s->round_no <= ROUNDS)
            fprintf(paths, "b /arende/avtal-%d/remiss/%lld/sammanstallning\n", s->agreement,
                    (long long)s->round);
        for (s->party = 0; s->party < PARTIES; s->party++) {
            s->ctx.received = s->ctx.now;
            must(&s->ctx, ov_write(&s->ctx, make_answers, s), "answers");
        }
        s->ctx.received = s->ctx.now;
        if (s->round_no <= ROUNDS)
            must(&s->ctx, ov_write(&s->ctx, publish, s), "publish");
    }
    write_submits(s, submits);
}

static FILE *out_file(const char *dir, const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "we");
    if (!f) {
        perror(path);
        exit(1);
    }
    return f;
}

int main(int argc, char **argv)
{
    ov_err err = {0};
    ov_home *home;
    static seeding s;

    if (argc != 4)
        return 2;
    ov_log_level(OV_LOG_WARN);
    if (ov_home_open(argv[1], &home, &err) != OV_OK || ov_home_db(home, false, &err) != OV_OK ||
        sqlite3_open_v2(argv[2], &s.peers, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        fprintf(stderr, "seed: %s\n", err.text);
        return 1;
    }
    ov_arena *arena = ov_arena_new(0), *people = ov_arena_new(0);
    ov_home_ctx(home, people, &s.ctx);
    s.today = ov_stockholm_day(s.ctx.now);
    must(&s.ctx, ov_write(&s.ctx, make_people, &s), "people");
    FILE *paths = out_file(argv[3], "paths.txt"), *submits = out_file(argv[3], "submits.txt");
    FILE *staff = out_file(argv[3], "staff.txt");
    fprintf(staff, "%s\n", s.staff_cookie);
    for (s.agreement = 1; s.agreement <= AGREEMENTS; s.agreement++) {
        s.ctx.arena = arena;
        seed_agreement(&s, arena, paths, submits);
        ov_arena_reset(arena);
    }
    s.ctx.arena = arena; /* what the jobs process would do for minutes beside the measurement */
    must(&s.ctx, ov_search_merge(&s.ctx), "merge");
    fclose(paths);
    fclose(submits);
    fclose(staff);
    ov_arena_free(arena);
    ov_arena_free(people);
    ov_home_close(home);
    sqlite3_close(s.peers);
    return 0;
}
