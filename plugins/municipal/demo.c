/* SPDX-License-Identifier: EUPL-1.2 */
/* demo.c — a believable agreement between a region and 49 municipalities, with one round that is
 * open and one that has closed. The agreement and the answers are our own words. */
#include "municipal.h"

#include "consult/consult.h"
#include "consult/during/invite.h"
#include "consult/compilation/publication.h"
#include "notify/remind.h"
#include "register/register.h"
#include "text/text.h"
#include "util/file.h"
#include "view/format.h"

#include <string.h>

#define SLUG "halsoavtal-2026"
#define PARTY_A "1489" /* Alingsås */
#define PARTY_B "1490" /* Borås */
enum { MUNICIPALITIES = 49, ANSWERED_OPEN = 20, ANSWERED_CLOSED = 24 };

typedef struct loading { /* what the write functions need, prepared before the lock */
    ov_demo *demo;
    ov_id region, a, b;
    ov_id municipalities[MUNICIPALITIES];
    size_t n;
    ov_version_draft drafts[3];
    const municipal_comments *comments;
    municipal_family *family;
    ov_new_file file; /* that comes with A's answer */
    ov_day first_opens, first_closes, second_opens, second_closes;
    ov_id matter, versions[3], first, second;
} loading;

/* The first day from day that is neither weekend nor holiday. */
static ov_day working_day(ov_day day)
{
    while (!ov_is_banking_day(day))
        day++;
    return day;
}

static ov_instant at_hour(ov_day day, int hour, int minute)
{
    return ov_day_start(day) + hour * OV_HOUR + minute * OV_MINUTE;
}

/* The municipalities of the region, by code. */
static ov_status find_parties(ov_ctx *ctx, loading *in)
{
    const ov_rows *rows;
    ov_organisation org;

    OV_TRY(ov_organisation_by_code(ctx, "14", &org));
    in->region = org.id;
    OV_TRY(ov_organisations(ctx, "municipality", &rows));
    for (size_t i = 0; i < rows->n && in->n < MUNICIPALITIES; i++) {
        OV_TRY(ov_organisation_get(ctx, ov_cell_int(rows, i, 0), &org));
        if (org.parent_id != in->region)
            continue;
        in->municipalities[in->n++] = org.id;
        if (!strcmp(org.code, PARTY_A))
            in->a = org.id;
        if (!strcmp(org.code, PARTY_B))
            in->b = org.id;
    }
    if (!in->a || !in->b)
        return ov_fail(&ctx->err, OV_INVALID,
                       "the register lacks municipality " PARTY_A " or " PARTY_B);
    return OV_OK;
}

static ov_status read_version(ov_demo *demo, ov_version_draft *draft, const char *file,
                              const char *label, const char *status, ov_day date)
{
    ov_ctx *ctx = demo->ctx;
    ov_import *import = ov_alloc(ctx->arena, sizeof *import);
    ov_str source;

    OV_TRY(ov_file_read(ctx->arena, ov_printf(ctx->arena, "%s/%s", demo->data_dir, file), 1 << 20,
                        &source, &ctx->err));
    OV_TRY(ov_import_text(ctx->arena, source, import, &ctx->err));
    *draft = (ov_version_draft){.document_title = "Hälso- och sjukvårdsavtal",
                                .label = label,
                                .status = status,
                                .date = date,
                                .import = import,
                                .source = source,
                                .source_name = file};
    return OV_OK;
}

/* ---- The matter and its timetable ---- */

static ov_fuzzy_date exact(ov_arena *arena, ov_day day)
{
    return (ov_fuzzy_date){.earliest = day,
                           .latest = day,
                           .precision = OV_EXACT_DAY,
                           .as_written = ov_format_day(arena, day, "sv")};
}

static ov_status add_phase(ov_ctx *ctx, ov_id matter, ov_phase phase)
{
    return ov_phase_add(ctx, matter, &phase);
}

/* The quarter n quarters after that of day, preliminary. */
static ov_status quarter(ov_ctx *ctx, ov_day day, int n, ov_fuzzy_date *out)
{
    ov_civil c = ov_civil_from_day(day);
    int q = (c.month - 1) / 3 + n;

    return ov_fuzzy_parse(
        ctx->arena, ov_str_from(ov_printf(ctx->arena, "prel. Q%d %d", q % 4 + 1, c.year + q / 4)),
        c.year, out);
}

static ov_status add_times(ov_ctx *ctx, const loading *in)
{
    ov_arena *arena = ctx->arena;
    ov_fuzzy_date decide, begin;
    ov_day ends = in->second_closes;
    ov_milestone position = {.title = "Samrådsorganet tar ställning",
                             .body = "Samrådsorganet",
                             .note = "Handlingarna skickas en vecka före.",
                             .at = exact(arena, working_day(ends + 45))};

    OV_TRY(quarter(ctx, ends, 2, &decide));
    OV_TRY(quarter(ctx, ends, 4, &begin));
    OV_TRY(add_phase(ctx, in->matter,
                     (ov_phase){.number = 1,
                                .name = "Avtalstexten skrivs",
                                .note = "Arbetsgruppen höll åtta möten och två dialogkonferenser.",
                                .begins = exact(arena, in->first_opens - 210),
                                .ends = exact(arena, in->first_opens - 1)}));
    OV_TRY(add_phase(ctx, in->matter,
                     (ov_phase){.number = 2,
                                .name = "Första remissen",
                                .begins = exact(arena, in->first_opens),
                                .ends = exact(arena, in->first_closes)}));
    OV_TRY(add_phase(ctx, in->matter,
                     (ov_phase){.number = 3,
                                .name = "Svaren bearbetas",
                                .note = "Sex bestämmelser lades till och sju ändrades.",
                                .begins = exact(arena, in->first_closes + 1),
                                .ends = exact(arena, in->second_opens - 1)}));
    OV_TRY(add_phase(ctx, in->matter,
                     (ov_phase){.number = 4,
                                .name = "Andra remissen",
                                .note = "Alla 49 kommuner svarar bestämmelse för bestämmelse.",
                                .begins = exact(arena, in->second_opens),
                                .ends = exact(arena, in->second_closes)}));
    OV_TRY(add_phase(ctx, in->matter,
                     (ov_phase){.number = 5,
                                .name = "50 fullmäktige beslutar",
                                .begins = exact(arena, working_day(ends + 46)),
                                .ends = decide}));
    OV_TRY(ov_milestone_add(ctx, in->matter, &position));
    return ov_milestone_add(ctx, in->matter,
                            &(ov_milestone){.title = "Avtalet kan börja gälla",
                                            .note = "När alla parter har beslutat.",
                                            .at = begin});
}

static ov_status add_matter(ov_ctx *ctx, loading *in)
{
    const ov_matter fresh = {
        .slug = SLUG,
        .plugin = "municipal",
        .title = "Hälso- och sjukvårdsavtal 2026",
        .kicker = "Avtal med fyra överenskommelser",
        .dnr = "HS 2024-00731",
        .status = "consultation",
        .owner_org_id = in->region,
        .purpose = "Avtalet bestämmer vad regionen och kommunerna var för sig ansvarar för när "
                   "någon får vård hemma, och vad de gör när de inte är överens.",
        .what = "Ett nytt avtal i stället för det från 2017. Störst ändring: kompetens i kommunal "
                "primärvård, ersättning vid fördröjd utskrivning, och oenighet och tvist.",
        .who_decides = "Regionfullmäktige och alla 49 kommunfullmäktige. Avtalet gäller först när "
                       "alla 50 har beslutat.",
        .how_to_answer = "Bestämmelse för bestämmelse i svarsformuläret. Nämndens beslut kan komma "
                         "in efteråt.",
        .what_next = "Svaren sammanställs och samrådsorganet tar ställning. Därefter beslutar "
                     "varje fullmäktige.",
        .contact = "Processledarna för regionen och kommunerna, halsoavtal@example.se",
    };

    OV_TRY(ov_matter_add(ctx, &fresh, &in->matter));
    OV_TRY(ov_matter_add_party(ctx, in->matter, in->region, "region"));
    for (size_t i = 0; i < in->n; i++)
        OV_TRY(ov_matter_add_party(ctx, in->matter, in->municipalities[i], "municipality"));
    return add_times(ctx, in);
}

/* ---- Rounds and answers ---- */

static ov_status add_round(ov_ctx *ctx, const loading *in, ov_consultation c, ov_id *id)
{
    c.matter_id = in->matter;
    c.decides = "Regionfullmäktige och alla 49 kommunfullmäktige beslutar om avtalet. Varje "
                "kommun bestämmer själv vem som beslutar om svaret på remissen.";
    c.how_to_answer = "En bestämmelse i taget. Ska en nämnd besluta kan svaret skickas som "
                      "preliminärt, och beslutet registreras efteråt.";
    c.next_steps = "Svaren sammanställs och publiceras. Samrådsorganet tar ställning till den "
                   "omarbetade texten, och sedan beslutar varje fullmäktige.";
    c.contact_name = "Processledarna för avtalet";
    c.contact_email = "halsoavtal@example.se";
    OV_TRY(ov_consultation_add(ctx, &c, id));
    for (size_t i = 0; i < in->n; i++)
        OV_TRY(ov_invite(ctx, *id, in->municipalities[i]));
    return OV_OK;
}

static ov_status load(ov_ctx *ctx, void *arg)
{
    loading *in = arg;
    ov_consultation second;

    OV_TRY(add_matter(ctx, in));
    for (size_t i = 0; i < OV_LEN(in->drafts); i++) {
        in->drafts[i].matter_id = in->matter;
        OV_TRY(ov_version_store(ctx, &in->drafts[i], &in->versions[i]));
        if (i == 0)
            OV_TRY(municipal_family_store(ctx, in->family, in->matter, in->versions[0]));
    }
    OV_TRY(add_round(ctx, in,
                     (ov_consultation){.version_id = in->versions[1],
                                       .title = "Första remissen av nytt hälso- och "
                                                "sjukvårdsavtal",
                                       .intro = "Parterna ombads att ta ställning till en första "
                                                "avtalstext.",
                                       .dnr = "HS 2024-00731-12",
                                       .opens_at = at_hour(in->first_opens, 9, 0),
                                       .deadline_day = in->first_closes,
                                       .published_at = ov_day_start(in->first_closes + 1)},
                     &in->first));
    OV_TRY(add_round(ctx, in,
                     (ov_consultation){.version_id = in->versions[2],
                                       .title = "Andra remissen av nytt hälso- och sjukvårdsavtal",
                                       .intro = "Texten är omarbetad efter den första remissen. "
                                                "Ta ställning till varje bestämmelse och skriv "
                                                "gärna vilken lydelse ni vill se i stället.",
                                       .dnr = "HS 2024-00731-48",
                                       .opens_at = at_hour(in->second_opens, 9, 0),
                                       .deadline_day = in->second_closes},
                     &in->second));
    OV_TRY(ov_consultation_get(ctx, in->matter, in->second, &second));
    return ov_reminders_plan(ctx, &second);
}

/* Which decision stands behind the i-th answer. */
static const char *decided(size_t i)
{
    static const char *const mixed[] = {"board_decided", "officer",     "board_decided",
                                        "delegated",     "preliminary", "board_decided",
                                        "chair_urgent"};

    return mixed[i % OV_LEN(mixed)];
}

/* Answers of the closed round, one of them two days too late. */
static ov_status answer_first(ov_ctx *ctx, void *arg)
{
    const loading *in = arg;
    int days = in->first_closes - in->first_opens;

    for (size_t i = 0; i < ANSWERED_CLOSED && i < in->n; i++) {
        bool late = i == ANSWERED_CLOSED - 1;
        ov_day day = in->first_opens + 5 + (ov_day)(i * 7) % (days - 5);
        municipal_party party = {.org_id = in->municipalities[i * 17 % in->n], /* here and there */
                                 .by = "Handläggare",
                                 .legal_status = decided(i),
                                 .seed = (uint32_t)(977 * i + 11),
                                 .answered = 92,
                                 .received = at_hour(late ? in->first_closes + 2 : day,
                                                     8 + (int)(i % 9), (int)(i * 13 % 60))};

        OV_TRY(municipal_answer(ctx, in->first, in->comments, &party));
    }
    return OV_OK;
}

/* The closed round's figures are for everybody. */
static ov_status publish_first(ov_ctx *ctx, void *arg)
{
    const loading *in = arg;
    ov_compilation k;
    ov_consultation c;

    OV_TRY(ov_consultation_get(ctx, in->matter, in->first, &c));
    OV_TRY(ov_compilation_make(ctx, &c, NULL, &k));
    return ov_round_publish(ctx, &c, "figures", false, "klass=official",
                            ov_compilation_json(ctx, &k));
}

/* A party says that it has received the round, some days after that. */
static ov_status acknowledge(ov_ctx *ctx, const ov_consultation *c, ov_id org, size_t i)
{
    const ov_actor actor = ctx->actor;
    const ov_instant now = ctx->now;
    ov_status status;

    ctx->actor.name = "Registrator";
    ctx->now = at_hour(ov_stockholm_day(c->opens_at) + 1 + (ov_day)(i % 4), 10, (int)(i % 60));
    status = ov_invitation_acknowledge(ctx, c, org);
    ctx->actor = actor;
    ctx->now = now;
    return status;
}

/* Answers of the open round so far; some have only begun. A and B are among those who have sent. */
static ov_status answer_second(ov_ctx *ctx, void *arg)
{
    const loading *in = arg;
    ov_day today = in->demo->today;
    size_t sent = 0;
    ov_consultation c;

    OV_TRY(ov_consultation_get(ctx, in->matter, in->second, &c));
    for (size_t i = 0; i < in->n; i++) {
        ov_id org = in->municipalities[i];
        bool known = org == in->a || org == in->b, begun = i % 7 == 5 && !known;
        int past = today - 1 - in->second_opens;
        municipal_party party = {.org_id = org,
                                 .by = known ? "Handläggare Alingsås" : "Handläggare",
                                 .legal_status = org == in->a ? "preliminary" : decided(i),
                                 .seed = (uint32_t)(7919 * i + 5),
                                 .answered = begun          ? 30
                                             : org == in->a ? 60
                                                            : 90,
                                 .draft_only = begun,
                                 .file = org == in->a ? &in->file : NULL,
                                 .received = at_hour(in->second_opens + 1 + (ov_day)i % past,
                                                     9 + (int)(i % 8), (int)(i * 17 % 60))};

        if (org == in->b)
            party.by = "Handläggare Borås";
        if (!known && !begun && (i % 5 > 1 || sent >= ANSWERED_OPEN - 2)) {
            if (i % 5 < 4)
                OV_TRY(acknowledge(ctx, &c, org, i));
            continue;
        }
        sent += !known && !begun;
        OV_TRY(municipal_answer(ctx, in->second, in->comments, &party));
    }
    return OV_OK;
}

/* ---- People and addresses ---- */

static ov_status add_people(ov_demo *demo, const loading *in)
{
    static const struct {
        const char *key, *login, *name, *role;
        int org; /* 0 the region, 1 A, 2 B */
    } people[] = {
        {"municipality_a", "alingsas", "Handläggare Alingsås", "drafter", 1},
        {NULL, "alingsas", "Handläggare Alingsås", "authorised_sender", 1},
        {"approver_a", "granskare.alingsas", "Granskare Alingsås", "approver", 1},
        {"municipality_b", "boras", "Handläggare Borås", "drafter", 2},
        {NULL, "boras", "Handläggare Borås", "authorised_sender", 2},
        {"staff", "processledare", "Processledare", "process_leader", 0},
        {"staff_2", "processledare2", "Biträdande processledare", "process_leader", 0},
    };

    for (size_t i = 0; i < OV_LEN(people); i++) {
        ov_id orgs[] = {in->region, in->a, in->b};

        OV_TRY(demo->account(demo, people[i].login, people[i].name, orgs[people[i].org],
                             people[i].role, NULL));
        if (people[i].key)
            demo->note(demo, "users", people[i].key, people[i].login);
    }
    return OV_OK;
}

/* The address of the file that A sent. */
static ov_status note_file(const loading *in, const char *round)
{
    ov_ctx *ctx = in->demo->ctx;
    ov_response response;
    const ov_rows *files;

    OV_TRY(ov_response_latest(ctx, in->second, in->a, &response));
    OV_TRY(ov_response_files(ctx, response.id, &files));
    in->demo->note(in->demo, "fields", "file", "fil");
    in->demo->note(in->demo, "routes", "upload", ov_printf(ctx->arena, "%s/svara/filer", round));
    in->demo->note(in->demo, "routes", "attachment_a",
                   ov_printf(ctx->arena, "%s/svar/" PARTY_A "/fil/%lld", round,
                             (long long)ov_cell_int(files, 0, OV_FILE_ID)));
    return OV_OK;
}

static ov_status note_addresses(ov_demo *demo, const loading *in)
{
    ov_arena *arena = demo->ctx->arena;
    const char *open = ov_printf(arena, "/arende/" SLUG "/remiss/%lld", (long long)in->second);
    ov_version version;

    OV_TRY(ov_version_get(demo->ctx, in->versions[2], &version));
    demo->note(demo, "routes", "proposal",
               ov_printf(arena, "/arende/" SLUG "/text/%s", version.slug));
    demo->note(demo, "routes", "respond", ov_printf(arena, "%s/svara/1", open));
    demo->note(demo, "routes", "send", ov_printf(arena, "%s/skicka", open));
    demo->note(demo, "routes", "responses", ov_printf(arena, "%s/svar", open));
    demo->note(demo, "routes", "response_a", ov_printf(arena, "%s/svar/" PARTY_A, open));
    demo->note(demo, "routes", "response_b", ov_printf(arena, "%s/svar/" PARTY_B, open));
    demo->note(demo, "routes", "closed_respond",
               ov_printf(arena, "/arende/" SLUG "/remiss/%lld/svara/1", (long long)in->first));
    return note_file(in, open);
}

/* What comes with A's answer: looked at as any other file, before the transaction. */
static ov_status read_file(loading *in)
{
    ov_ctx *ctx = in->demo->ctx;
    ov_str bytes;

    OV_TRY(ov_file_read(ctx->arena, ov_printf(ctx->arena, "%s/statement-a.txt", in->demo->data_dir),
                        1 << 20, &bytes, &ctx->err));
    return ov_file_prepare(ctx, bytes, "Underlag till svaret.txt", NULL, &in->file);
}

ov_status municipal_demo(ov_demo *demo)
{
    ov_ctx *ctx = demo->ctx;
    loading in = {.demo = demo};

    in.second_opens = working_day(demo->today - 24);
    in.second_closes = working_day(demo->today + 35);
    in.first_opens = working_day(demo->today - 190);
    in.first_closes = working_day(demo->today - 110);
    OV_TRY(find_parties(ctx, &in));
    OV_TRY(read_file(&in));
    OV_TRY(municipal_comments_read(ctx, ov_printf(ctx->arena, "%s/comments.txt", demo->data_dir),
                                   &in.comments));
    OV_TRY(read_version(demo, &in.drafts[0], "agreement-2017.txt", "Avtal 2017", "adopted",
                        ov_day_from_civil(2017, 4, 1)));
    OV_TRY(read_version(demo, &in.drafts[1], "agreement-round-1.txt", "Remissversion 1",
                        "consultation", in.first_opens));
    OV_TRY(read_version(demo, &in.drafts[2], "agreement.txt", "Remissversion 2", "consultation",
                        in.second_opens));
    for (size_t i = 0; i < OV_LEN(in.drafts); i++)
        OV_TRY(ov_version_prepare(ctx, &in.drafts[i]));
    OV_TRY(municipal_family_read(demo, &in.family));
    OV_TRY(ov_write(ctx, load, &in));
    OV_TRY(ov_write(ctx, answer_first, &in));
    OV_TRY(ov_write(ctx, publish_first, &in));
    OV_TRY(ov_write(ctx, answer_second, &in));
    OV_TRY(add_people(demo, &in));
    OV_TRY(
        municipal_demo_reading(demo, in.matter, in.versions, at_hour(in.first_opens + 9, 19, 5)));
    OV_TRY(municipal_demo_changes(demo, in.versions));
    return note_addresses(demo, &in);
}
