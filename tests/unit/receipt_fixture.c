/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt_fixture.c — a matter with a small round and a large one, and answers to them. */
#include "receipt_fixture.h"

#include "matter/matter.h"
#include "register/register.h"
#include "text/text.h"
#include "util/hash.h"

#include <string.h>

ov_engine engine;
ov_db *db;
ov_ctx *ctx;
ov_id party, other, matter_id, versions[2];
ov_consultation small, large;
static ov_id region;

static const char *const sources[] = {"1 Syfte\n\nAvtalet beskriver ansvaret.\n\n"
                                      "2 Ansvar\n\nKommunen har sjuksköterska dygnet runt.\n",
                                      "1 Bilaga\n\nSå räknas kostnaden.\n"};

/* The address of a statement is the key of the statement cache: it lives as long as the database.
 */
ov_sql *statement(const char *text, const char *postgres)
{
    ov_sql *made = ov_calloc(ctx->arena, 1, sizeof *made);

    *made = (ov_sql){"test.sql", text, postgres};
    return made;
}

static ov_status run(ov_ctx *x, void *arg)
{
    return ov_exec(x, arg, OV_NOARGS, NULL);
}

void sql(const char *sqlite, const char *postgres)
{
    test_ok(ctx, ov_write(ctx, run, statement(sqlite, postgres)));
}

int64_t number(const char *text)
{
    int64_t out;

    test_ok(ctx, ov_select_int(ctx, statement(text, NULL), OV_NOARGS, -1, &out));
    return out;
}

/* ---- A matter with two texts; a small round and a large one ---- */

static ov_status write_ground(ov_ctx *x, void *arg)
{
    ov_version_draft *drafts = arg;
    const ov_organisation orgs[] = {{.type = "region", .code = "14", .name = "Regionen"},
                                    {.type = "municipality", .code = "1489", .name = "Alingsås"},
                                    {.type = "municipality", .code = "1490", .name = "Borås"}};
    ov_matter matter = {
        .slug = "avtal", .plugin = "municipal", .title = "Avtal", .status = "consultation"};

    OV_TRY(ov_organisation_save(x, &orgs[0], &region));
    OV_TRY(ov_organisation_save(x, &orgs[1], &party));
    OV_TRY(ov_organisation_save(x, &orgs[2], &other));
    matter.owner_org_id = region;
    OV_TRY(ov_matter_add(x, &matter, &matter_id));
    for (int i = 0; i < 2; i++) {
        drafts[i].matter_id = matter_id;
        OV_TRY(ov_version_store(x, &drafts[i], &versions[i]));
    }
    return OV_OK;
}

static ov_status write_round(ov_ctx *x, void *arg)
{
    ov_consultation *c = arg;

    OV_TRY(ov_consultation_add(x, c, &c->id));
    OV_TRY(ov_invite(x, c->id, other));
    return ov_invite(x, c->id, party);
}

static ov_status write_document(ov_ctx *x, void *arg)
{
    ov_consultation *c = arg;
    ov_id id;

    return ov_consultation_document_add(x, c->id, matter_id, versions[1], c->scale_id, &id);
}

static void make_round(ov_consultation *c, const char *state)
{
    *c = (ov_consultation){.matter_id = matter_id,
                           .version_id = versions[0],
                           .title = "Remiss",
                           .opens_at = ov_day_start(ov_day_from_civil(2026, 1, 15)),
                           .deadline_day = ov_day_from_civil(2026, 3, 27),
                           .state = state};
    test_ok(ctx, ov_write(ctx, write_round, c));
    test_ok(ctx, ov_consultation_any(ctx, matter_id, c->id, c));
}

void setup(void)
{
    static ov_import imports[2];
    ov_version_draft drafts[2] = {{0}};

    db = test_db_open(engine);
    ctx = test_ctx(db);
    for (int i = 0; i < 2; i++) {
        ov_str source = ov_str_from(sources[i]);

        test_ok(ctx, ov_import_text(ctx->arena, source, &imports[i], &ctx->err));
        drafts[i] = (ov_version_draft){.document_title = i ? "Bilaga 1" : "Avtal",
                                       .label = "Remissversion",
                                       .status = "consultation",
                                       .date = ov_day_from_civil(2026, 1, 10),
                                       .import = &imports[i],
                                       .source = source,
                                       .source_name = "avtal.txt"};
        test_ok(ctx, ov_version_prepare(ctx, &drafts[i]));
    }
    test_ok(ctx, ov_write(ctx, write_ground, drafts));
    make_round(&small, "open");
    make_round(&large, "draft");
    test_ok(ctx, ov_write(ctx, write_document, &large));
    sql("INSERT INTO question (consultation_id, n, document_id, node_id, kind, number, heading) "
        "SELECT 2, 4, document_id, node_id, 'wording', number, heading FROM question "
        "WHERE consultation_id = 2 AND n = 2",
        NULL);
    sql("INSERT INTO question (consultation_id, n, kind, title) "
        "VALUES (2, 5, 'text', 'Vad kostar det er?'), (2, 6, 'file', 'Kalkyl')",
        NULL);
    sql("UPDATE consultation SET state = 'checked' WHERE id = 2", NULL);
    sql("UPDATE consultation SET state = 'open' WHERE id = 2", NULL);
    test_ok(ctx, ov_consultation_get(ctx, matter_id, large.id, &large));
}

void teardown(void)
{
    test_db_close(db);
}

/* ---- Answering ---- */

static ov_status write_begin(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_draft_begin(x, j->c->id, party, &j->draft_id);
}

ov_id draft_of(const ov_consultation *c)
{
    job j = {.c = c};

    test_ok(ctx, ov_write(ctx, write_begin, &j));
    return j.draft_id;
}

ov_id question(const ov_consultation *c, int n)
{
    return number(ov_printf(ctx->arena,
                            "SELECT id FROM question WHERE consultation_id = %lld AND n = %d",
                            (long long)c->id, n));
}

static ov_status write_answer(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_draft_put(x, j->draft_id, &j->answer, NULL);
}

void answer(const ov_consultation *c, int n, const char *grade, const char *comment,
            const char *wording, ov_id joins)
{
    job j = {.draft_id = draft_of(c),
             .answer = {.question_id = question(c, n),
                        .grade = grade,
                        .comment = comment,
                        .wording = wording,
                        .joins_id = joins}};

    test_ok(ctx, ov_write(ctx, write_answer, &j));
}

static ov_status write_file(ov_ctx *x, void *arg)
{
    job *j = arg;
    ov_id id;

    return ov_file_add(x, j->draft_id, &j->file, j->question_id, j->use, &id);
}

const char *attach(const ov_consultation *c, int n, const char *name, const char *use)
{
    job j = {.draft_id = draft_of(c), .question_id = n ? question(c, n) : 0, .use = use};

    j.file = (ov_new_file){
        .name = name, .type = "text/plain", .scan = "not_scanned", .bytes = ov_str_from(name)};
    ov_sha256_hex(j.file.bytes, j.file.sha256);
    test_ok(ctx, ov_write(ctx, write_file, &j));
    return ov_printf(ctx->arena, "%s: %s %zu %s\n", use, j.file.sha256, strlen(name), name);
}

ov_status write_send(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_response_send(x, j->c, &j->what, &j->sent);
}

ov_response send_what(const ov_consultation *c, ov_submission what)
{
    job j = {.c = c, .what = what};

    j.what.org_id = party;
    j.what.draft_id = draft_of(c);
    if (!j.what.legal_status)
        j.what.legal_status = "officer";
    ctx->received = c->opens_at + OV_HOUR;
    test_ok(ctx, ov_write(ctx, write_send, &j));
    return j.sent;
}

const char *text_of(const ov_response *r)
{
    ov_str text;

    test_ok(ctx, ov_receipt_text(ctx, r->id, &text));
    return ov_str_z(ctx->arena, text);
}

size_t faults(void)
{
    ov_verify verify = {.ctx = ctx};

    test_ok(ctx, ov_consult_verify(&verify));
    return verify.n_faults;
}
