/* SPDX-License-Identifier: EUPL-1.2 */
/* demo.c — a believable year to look at: the frames and the price of source 002, our own words, two
 * published statements and a draft that waits for a second person. */
#include "regional.h"

#include "register/register.h"
#include "text/reading/validity.h"
#include "util/file.h"

enum { RO, RJL, RKL, N_REGIONS };

typedef struct loading { /* what the write functions need, prepared before the lock */
    ov_demo *demo;
    ov_id org[N_REGIONS];
    ov_id matter;
    ov_version_draft draft;
    ov_param_set params;
} loading;

static const struct {
    const char *code, *short_name;
} regions[N_REGIONS] = {{"05", "RÖ"}, {"06", "RJL"}, {"08", "RKL"}};

/* Source 002 § 7.3, thousands of kronor. */
static const struct {
    const char *component;
    int payer, recipient;
    int64_t tkr;
} frames[] = {
    {"FIXED", RO, RJL, 36044},  {"FIXED", RO, RKL, 13405},  {"FIXED", RJL, RO, 378026},
    {"FIXED", RJL, RKL, 7872},  {"FIXED", RKL, RO, 311279}, {"FIXED", RKL, RJL, 7482},
    {"SHARED", RO, RO, 33484},  {"SHARED", RO, RJL, 2662},  {"SHARED", RJL, RO, 19722},
    {"SHARED", RJL, RJL, 2082}, {"SHARED", RKL, RO, 15245}, {"SHARED", RKL, RJL, 1397},
};

static const char *const activities[] = {
    "Arbets- och miljömedicin", "Biverkningsenheten",  "Brännskadevården", "Sällsynta diagnoser",
    "Läkemedelsstrategi",       "Klinisk genetik",     "Donationsläkare",  "Cancercentrum",
    "Registercentrum",          "Gemensam utveckling",
};

static const struct {
    const char *at, *title, *body, *note;
} milestones[] = {
    {"april 2023", "Avstämning av kostnad per patient klar", NULL, "Åren 2020–2022."},
    {"Q2 2023", "Programområdena beskriver ändrad verksamhet", NULL, NULL},
    {"Q3 2023", "Förslag bereds", "Regionsjukvårdsledningen", NULL},
    {"sept 2023", "Beslut om ramar och pris", "Samverkansnämnden", NULL},
    {"2024-01-01", "Året börjar", NULL, "Första betalningen senast fredag 26 januari."},
    {"Q2 2024", "Rapport för period 04", NULL, NULL},
    {"Q3 2024", "Rapport för period 08, med tillgänglighet", NULL, NULL},
    {"Q1 2025", "Årsbokslut", NULL, NULL},
};

/* ---- The matter, its text, its money ---- */

static ov_status add_matter(ov_ctx *ctx, loading *in)
{
    const ov_matter fresh = {
        .slug = "sydostra-2024",
        .plugin = "regional",
        .title = "Sydöstra sjukvårdsregionen, överenskommelse 2024",
        .kicker = "Regionsamverkan",
        .dnr = "SVN 2023-0118",
        .status = "running",
        .owner_org_id = in->org[RO],
        .purpose = "Tre regioner delar på vård och kostnader. Överenskommelsen säger vad de "
                   "betalar varandra under 2024.",
        .what = "En fast ram som betalas med en tolftedel i månaden, och ett pris för den vård "
                "som ges därutöver.",
        .who_decides = "Regionsjukvårdsledningen bereder och Samverkansnämnden beslutar.",
        .how_to_answer = "Frågor om tolkning tas upp i det kunskapsråd som berörs.",
        .what_next = "Varje månad lämnar mottagaren ett regleringsbesked som två ekonomer har "
                     "läst.",
        .contact = "Ekonomistaben i Region Östergötland, funktionsbrevlada@example.se",
    };

    OV_TRY(ov_matter_add(ctx, &fresh, &in->matter));
    for (int i = 0; i < N_REGIONS; i++) {
        OV_TRY(ov_matter_add_party(ctx, in->matter, in->org[i], "party"));
        OV_TRY(ov_settle_party_add(ctx, in->matter, in->org[i], regions[i].short_name, i + 1));
    }
    for (size_t i = 0; i < OV_LEN(milestones); i++) {
        ov_milestone milestone = {
            .title = milestones[i].title, .body = milestones[i].body, .note = milestones[i].note};

        OV_TRY(ov_fuzzy_parse(ctx->arena, ov_str_from(milestones[i].at), 2023, &milestone.at));
        OV_TRY(ov_milestone_add(ctx, in->matter, &milestone));
    }
    return OV_OK;
}

static ov_status add_money(ov_ctx *ctx, loading *in)
{
    ov_param_set p = {.matter_id = in->matter,
                      .year = 2024,
                      .drg1_price_kr = 86656,
                      .var_num = 35,
                      .var_den = 100,
                      .billing_price = 3033000,
                      .policy = OV_CUMULATIVE,
                      .unit_ore = 1,
                      .pay_day = 28,
                      .terms_days = 30,
                      .limit_months = 6,
                      .decision_ref = "Samverkansnämnden i september 2023",
                      .frames_clause = "§ 7.3",
                      .price_clause = "§ 7.4"};

    OV_TRY(ov_param_set_add(ctx, &p, &p.id));
    for (size_t i = 0; i < OV_LEN(frames); i++)
        OV_TRY(ov_frame_add(ctx, p.id, frames[i].component, in->org[frames[i].payer],
                            in->org[frames[i].recipient], frames[i].tkr * 100000));
    for (size_t i = 0; i < OV_LEN(activities); i++)
        OV_TRY(ov_exec(ctx, &regional_sql[REGIONAL_ACTIVITY_ADD],
                       OV_ARGS(ov_int(in->matter), ov_int(in->org[RO]), ov_text(activities[i]),
                               ov_int((int64_t)i + 1)),
                       NULL));
    return OV_OK;
}

static ov_status load(ov_ctx *ctx, void *arg)
{
    loading *in = arg;
    ov_id version, link;
    ov_version stored;

    OV_TRY(add_matter(ctx, in));
    in->draft.matter_id = in->matter;
    OV_TRY(ov_version_store(ctx, &in->draft, &version));
    OV_TRY(ov_validity_save(
        ctx, version,
        &(ov_validity){.from = ov_day_from_civil(2024, 1, 1),
                       .has_to = true,
                       .to = ov_day_from_civil(2024, 12, 31),
                       .has_notice = true,
                       .notice = ov_day_from_civil(2024, 6, 30),
                       .prolong_how = "En ny överenskommelse träffas för varje år."},
        "Samverkansnämnden beslutade överenskommelsen i september 2023."));
    OV_TRY(ov_version_get(ctx, version, &stored));
    OV_TRY(ov_document_link_add(
        ctx,
        &(ov_document_link){.document_id = stored.document_id,
                            .kind = "predecessor",
                            .title = "Överenskommelse om samverkan och vård 2023",
                            .reference = "SVN 2022-0107"},
        &link));
    OV_TRY(ov_document_link_add(
        ctx,
        &(ov_document_link){.document_id = stored.document_id,
                            .kind = "agreement",
                            .title = "Samverkansavtal för Sydöstra sjukvårdsregionen",
                            .reference = "§ 2 och § 6",
                            .note = "Säger hur överenskommelsen bereds och vem som beslutar."},
        &link));
    return add_money(ctx, in);
}

/* ---- Statements, each step by the person whose step it is ---- */

typedef struct step {
    loading *in;
    ov_id payer;
    int month;
    ov_id id;
    const char *content_hash;
    ov_statement out;
} step;

static ov_status create_step(ov_ctx *ctx, void *arg)
{
    step *s = arg;

    OV_TRY(ov_statement_create(ctx, &s->in->params, s->payer, s->in->org[RO], s->month, &s->id));
    OV_TRY(ov_statement_get(ctx, s->in->matter, s->id, &s->out));
    s->content_hash = s->out.content_hash;
    return OV_OK;
}

static ov_status publish_step(ov_ctx *ctx, void *arg)
{
    step *s = arg;

    return ov_statement_publish(ctx, s->id, s->content_hash, &s->out);
}

/* Runs one step as this economist of Region Östergötland. */
static ov_status run_as(ov_ctx *ctx, ov_id account, const char *login, ov_write_fn fn, step *s)
{
    const ov_mandate mandate = {.role = "economist", .org_id = s->in->org[RO]};
    ov_actor before = ctx->actor;
    ov_status status;

    ctx->actor = (ov_actor){.account_id = account,
                            .login = login,
                            .name = login,
                            .org_id = s->in->org[RO],
                            .mandates = &mandate,
                            .n_mandates = 1};
    status = ov_write(ctx, fn, s);
    ctx->actor = before;
    return status;
}

static ov_status add_statements(loading *in)
{
    ov_demo *demo = in->demo;
    ov_ctx *ctx = demo->ctx;
    ov_id first, second, other;
    step s = {.in = in, .month = 1};

    OV_TRY(demo->account(demo, "ekonom", "Eva Ekström", in->org[RO], "economist", &first));
    OV_TRY(demo->account(demo, "ekonom2", "Oskar Nyman", in->org[RO], "economist", &second));
    OV_TRY(demo->account(demo, "ekonom.rjl", "Jenny Lund", in->org[RJL], "economist", &other));
    demo->note(demo, "users", "economist", "ekonom");
    demo->note(demo, "users", "economist_2", "ekonom2");
    OV_TRY(ov_param_set_get(ctx, in->matter, 2024, &in->params));
    for (int i = RJL; i <= RKL; i++) {
        s.payer = in->org[i];
        OV_TRY(run_as(ctx, first, "ekonom", create_step, &s));
        OV_TRY(run_as(ctx, second, "ekonom2", publish_step, &s));
        if (i == RJL)
            demo->note(demo, "routes", "statement",
                       ov_printf(ctx->arena, "/arende/sydostra-2024/avrakning/%s", s.out.number));
    }
    s.payer = in->org[RJL];
    s.month = 2;
    OV_TRY(run_as(ctx, first, "ekonom", create_step, &s));
    demo->note(demo, "routes", "publish",
               ov_printf(ctx->arena, "/arende/sydostra-2024/avrakning/utkast/%lld/publicera",
                         (long long)s.id));
    return OV_OK;
}

ov_status regional_demo(ov_demo *demo)
{
    ov_ctx *ctx = demo->ctx;
    loading in = {.demo = demo};
    ov_organisation region;
    ov_import import;
    ov_str source;

    for (int i = 0; i < N_REGIONS; i++) {
        OV_TRY(ov_organisation_by_code(ctx, regions[i].code, &region));
        in.org[i] = region.id;
    }
    OV_TRY(ov_file_read(ctx->arena, ov_printf(ctx->arena, "%s/agreement.txt", demo->data_dir),
                        1 << 20, &source, &ctx->err));
    OV_TRY(ov_import_text(ctx->arena, source, &import, &ctx->err));
    in.draft = (ov_version_draft){.document_title = "Överenskommelse om samverkan och vård",
                                  .label = "Beslutad 2023",
                                  .status = "adopted",
                                  .date = ov_day_from_civil(2023, 9, 29),
                                  .import = &import,
                                  .source = source,
                                  .source_name = "agreement.txt"};
    OV_TRY(ov_version_prepare(ctx, &in.draft));
    OV_TRY(ov_write(ctx, load, &in));
    return add_statements(&in);
}
