/* SPDX-License-Identifier: EUPL-1.2 */
/* demo.c — a believable hospital agreement to look at: our own words, public facts about the
 * timetable. */
#include "hospital.h"

#include "register/register.h"
#include "text/text.h"
#include "util/date.h"
#include "util/file.h"

typedef struct loading { /* what the write function needs, prepared before the lock */
    ov_demo *demo;
    ov_id region;
    ov_version_draft draft;
} loading;

static const struct {
    int number;
    const char *name, *note, *begins, *ends;
} phases[] = {
    {0, "Politiskt uppdrag och förberedelser", "Uppdraget gavs i verksamhetsplanen och budgeten.",
     "Q1 2022", "Q2 2022"},
    {1, "Fördjupad uppföljning och omvärldsbevakning",
     "Försenad av pandemin. Intervjuer med sjukhusen i maj och juni 2022.", "maj 2022", "dec 2022"},
    {2, "Strategisk inriktning", "Beslutet väntade på ny budget efter valet.", "Q3 2022",
     "mars 2023"},
    {3, "Utveckling av avtalsmodellen",
     "Ersättning, uppföljning, kvalitet och beredskap i parallella delar.", "Q4 2022", "Q3 2023"},
    {4, "Avtal för varje sjukhus", "Börjar när inriktningen är beslutad.", "april 2023",
     "okt 2023"},
    {5, "Plan för införande", NULL, "Q3 2023", "Q1 2024"},
};
static const struct {
    const char *at, *title, *body, *note;
} milestones[] = {
    {"prel. dec/jan", "Inriktningsbeslut", "Hälso- och sjukvårdsnämnden",
     "Skrevs som ”dec/jan” i tidplanen."},
    {"prel. 2023-03-14", "Avstämning", "Hälso- och sjukvårdsnämnden", NULL},
    {"prel. 2023-05-16", "Fördjupningsmöte", "Hälso- och sjukvårdsnämnden", NULL},
    {"prel. 2023-09-26", "Förslag till avtal", "Hälso- och sjukvårdsnämnden", NULL},
    {"prel. 2023-11-21", "Ställningstagande", "Regionstyrelsen", NULL},
    {"prel. 2023-12-19", "Beslut", "Regionfullmäktige", NULL},
    {"2024-01-01", "Avtalen börjar gälla", NULL, "Fyra år framåt."},
    {"Q3 2024 – Q1 2025", "Ny målbild tas fram parallellt", NULL,
     "Målbild 2040 kan påverka avtalens uppföljning."},
};
static const struct {
    const char *date, *body, *title, *summary, *reference;
} mandates[] = {
    {"2021-12-14", "Hälso- och sjukvårdsnämnden", "Verksamhetsplan 2022",
     "Arbetet med nya avtal för akutsjukhusen ska börja under 2022, eftersom de gamla löper ut vid "
     "utgången av 2023.",
     "HSN 2021-1102"},
    {"2022-12-07", "Regionfullmäktige", "Budget 2023",
     "Nämnden ska teckna nya avtal från den 1 januari 2024. De ska gälla i fyra år, räknas upp med "
     "pris och lön, minska administrationen och sänka beläggningen.",
     "RS 2022-0230"},
    {"2022-12-07", "Regionfullmäktige", "Särskilt tillägg i budgeten",
     "Den som hör eller ser dåligt ska kunna få ledsagning på sjukhuset.", "RS 2022-0230"},
};
static const struct {
    const char *title, *summary, *source;
} areas[] = {
    {"Avtalets uppbyggnad och sidouppdrag",
     "Färre bilagor; varje sidouppdrag får en ägare och ett slutdatum.",
     "Intervjuer med sjukhusen"},
    {"Ersättning", "Fast och rörlig del ska gå att förutse över ett helt år.",
     "Uppföljning av nuvarande avtal"},
    {"Samverkan och nätverkssjukvård", "Det ska löna sig att lämna över en patient till rätt nivå.",
     "Arbetsmöten med handläggare"},
    {"Indikatorer och uppföljning", "Hellre få mått som används än många som lämnas in.",
     "Arbetsmöten med handläggare"},
    {"Kompetens och utbildning", "Utbildningsplatser räknas som en del av uppdraget.",
     "Intervjuer med sjukhusen"},
    {"Strategiska investeringar", "Lokaler och utrustning planeras gemensamt.",
     "Utredning om koncernen"},
    {"Utveckling: medicinsk, digital, nya arbetssätt",
     "Digitala besök och delade vårdtillfällen får plats i ersättningen.",
     "Dialog med patientföreträdare"},
};
static const struct {
    const char *type, *code, *name, *role;
} parties[] = {
    {"federation", "kson", "Kommunalförbundet Sjukvård och omsorg i Norrtälje", "orderer"},
    {"company", "ds", "Danderyds sjukhus", "supplier"},
    {"company", "kus", "Karolinska universitetssjukhuset", "supplier"},
    {"company", "sos", "Södersjukhuset", "supplier"},
    {"company", "sts", "Södertälje sjukhus", "supplier"},
    {"company", "ste", "S:t Eriks ögonsjukhus", "supplier"},
    {"company", "csg", "Capio S:t Görans sjukhus", "supplier"},
    {"company", "nts", "Norrtälje sjukhus", "supplier"},
};

static ov_status add_times(ov_ctx *ctx, ov_id matter)
{
    for (size_t i = 0; i < OV_LEN(phases); i++) {
        ov_phase phase = {
            .number = phases[i].number, .name = phases[i].name, .note = phases[i].note};

        OV_TRY(ov_fuzzy_parse(ctx->arena, ov_str_from(phases[i].begins), 2022, &phase.begins));
        OV_TRY(ov_fuzzy_parse(ctx->arena, ov_str_from(phases[i].ends), 2022, &phase.ends));
        OV_TRY(ov_phase_add(ctx, matter, &phase));
    }
    for (size_t i = 0; i < OV_LEN(milestones); i++) {
        ov_milestone milestone = {
            .title = milestones[i].title, .body = milestones[i].body, .note = milestones[i].note};

        OV_TRY(ov_fuzzy_parse(ctx->arena, ov_str_from(milestones[i].at), 2022, &milestone.at));
        OV_TRY(ov_milestone_add(ctx, matter, &milestone));
    }
    return OV_OK;
}

static ov_status add_own_rows(ov_ctx *ctx, ov_id matter)
{
    ov_id id;

    for (size_t i = 0; i < OV_LEN(mandates); i++) {
        ov_day day;

        OV_TRY(ov_day_parse(ov_str_from(mandates[i].date), &day));
        OV_TRY(ov_insert(ctx, &hospital_sql[HOSPITAL_ADD_MANDATE],
                         OV_ARGS(ov_int(matter), ov_int(day), ov_text(mandates[i].body),
                                 ov_text(mandates[i].title), ov_text(mandates[i].summary),
                                 ov_text(mandates[i].reference)),
                         &id));
    }
    for (size_t i = 0; i < OV_LEN(areas); i++)
        OV_TRY(ov_insert(ctx, &hospital_sql[HOSPITAL_ADD_AREA],
                         OV_ARGS(ov_int(matter), ov_text(areas[i].title), ov_text(areas[i].summary),
                                 ov_text(areas[i].source)),
                         &id));
    return OV_OK;
}

static ov_status load(ov_ctx *ctx, void *arg)
{
    loading *in = arg;
    ov_id matter, version;
    const ov_matter fresh = {
        .slug = HOSPITAL_DEMO,
        .plugin = "hospital",
        .title = "Sjukhusavtal 2024",
        .kicker = "Avtal med akutsjukhusen",
        .dnr = "HSN 2022-0415",
        .status = "in_force",
        .owner_org_id = in->region,
        .purpose = "Avtalen bestämmer vilken vård akutsjukhusen ska ge, hur den betalas och hur "
                   "den följs upp under fyra år.",
        .what = "Nya avtal i stället för dem från 2020. Färre beställningar, tydligare ersättning "
                "och samverkan mellan sjukhusen.",
        .who_decides = "Hälso- och sjukvårdsnämnden bereder, regionstyrelsen tar ställning och "
                       "regionfullmäktige beslutar.",
        .how_to_answer = "Råd och patientföreträdare lämnar synpunkter genom sitt rådsmöte.",
        .what_next = "Avtalen följs upp varje år; en utvärdering inleds två år innan de löper ut.",
        .contact = "Projektledaren för sjukhusavtal, funktionsbrevlada@example.se",
    };

    OV_TRY(ov_matter_add(ctx, &fresh, &matter));
    OV_TRY(ov_matter_add_party(ctx, matter, in->region, "owner"));
    for (size_t i = 0; i < OV_LEN(parties); i++) {
        const ov_organisation org = {.type = parties[i].type,
                                     .code = parties[i].code,
                                     .name = parties[i].name,
                                     .parent_id = in->region};
        ov_id id;

        OV_TRY(ov_organisation_save(ctx, &org, &id));
        OV_TRY(ov_matter_add_party(ctx, matter, id, parties[i].role));
    }
    OV_TRY(add_times(ctx, matter));
    OV_TRY(add_own_rows(ctx, matter));
    in->draft.matter_id = matter;
    return ov_version_store(ctx, &in->draft, &version);
}

ov_status hospital_demo(ov_demo *demo)
{
    ov_ctx *ctx = demo->ctx;
    ov_organisation region;
    ov_import import;
    loading in = {.demo = demo};
    ov_str source;

    OV_TRY(ov_organisation_by_code(ctx, "01", &region));
    OV_TRY(ov_file_read(ctx->arena, ov_printf(ctx->arena, "%s/agreement.txt", demo->data_dir),
                        1 << 20, &source, &ctx->err));
    OV_TRY(ov_import_text(ctx->arena, source, &import, &ctx->err));
    in.region = region.id;
    in.draft = (ov_version_draft){.document_title = "Huvudavtal för akutsjukhus 2024–2027",
                                  .label = "Avtalstext 2024",
                                  .status = "adopted",
                                  .date = ov_day_from_civil(2023, 12, 19),
                                  .import = &import,
                                  .source = source,
                                  .source_name = "huvudavtal.txt"};
    OV_TRY(ov_version_prepare(ctx, &in.draft));
    if (demo->later) /* what other plugins bring keeps its numbers */
        demo->later(demo, hospital_demo_round);
    return ov_write(ctx, load, &in);
}
