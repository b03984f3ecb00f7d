/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_round.c — a round that has closed: the orderers and hospitals say what should stand in the
 * next agreement. Our own words. */
#include "hospital.h"

#include "consult/compilation/publication.h"
#include "consult/consult.h"
#include "register/register.h"
#include "text/text.h"
#include "util/date.h"

#include <string.h>

typedef struct party {
    const char *code, *by, *legal_status;
    int day, hour, minute; /* days after it opened; 0: has not answered */
} party;
static const party parties[] = {
    {"kson", "Förbundsstrateg", "board_decided", 38, 14, 20},
    {"ds", "Avtalscontroller", "delegated", 31, 9, 5},
    {"kus", "Planeringschef", "delegated", 41, 16, 42},
    {"sos", "Chefscontroller", "officer", 36, 11, 17},
    {"sts", "Ekonomichef", "board_decided", 29, 10, 51},
    {"ste", "Utvecklingschef", "officer", 22, 13, 8},
    {"csg", "Kvalitetschef", "delegated", 40, 15, 33},
    {"nts", NULL, NULL, 0, 0, 0},
};

/* What they say beside "support"; number NULL: nothing on any other. */
static const struct {
    const char *code, *number, *grade, *comment;
} said[] = {
    {"kson", "1.1", "support_with_change",
     "Skriv ut förbundets roll som beställare i en egen mening, så att den inte läses som ett "
     "undantag."},
    {"kson", "2.2", "support_with_change",
     "Lägg till hur kommunens hemsjukvård får veta att en planerad operation har flyttats."},
    {"kson", "3.2", "no_comment", ""},
    {"kson", "4.3", "support", "Dialogen med patientföreträdarna har gett oss nya mått. Behåll."},
    {"ds", "2.2", "support", "Stödet mellan sjukhusen fungerar bättre än före avtalet."},
    {"ds", "3.1", "support_with_change",
     "Den rörliga delen är för stor under sommaren. Vi föreslår ett golv för juni till augusti."},
    {"ds", "4.2", "support_with_change",
     "Mät disponibla vårdplatser på samma sätt på alla sjukhus innan målet skärps."},
    {"kus", "2.1", "support_with_change",
     "Uppdraget behöver skilja mellan akut vård för länet och högspecialiserad vård för riket."},
    {"kus", "3.2", "reject",
     "Indexet följer inte kostnaden för läkemedel. Ersätt det med ett som gör det, eller ta bort "
     "läkemedlen ur den fasta delen."},
    {"kus", "4.1", "support", "Färre mått har gett oss tid att använda dem."},
    {"sos", "2.4", "support_with_change",
     "En gemensam övning om året räcker inte för bemanningen på natten. Skriv två."},
    {"sos", "3.1", "support_with_change",
     "Skriv in när den årliga överenskommelsen ska vara klar. I år kom den i mars."},
    {"sos", "3.3", "support",
     "Regeln om att ta bort en rapport för varje ny är den bästa i avtalet."},
    {"sts", "3.1", "reject",
     "Ett litet sjukhus kan inte bära den rörliga delen. Låt den vara högst en tiondel för sjukhus "
     "med färre än tvåhundra vårdplatser."},
    {"sts", "1.2", "support", "Fyra år är lagom: det hinner bli ett arbetssätt."},
    {"ste", "2.1", "abstain", ""},
    {"ste", "2.3", "support_with_change",
     "Ledsagningen behöver gälla även från kollektivtrafiken. Många av våra patienter ser dåligt."},
    {"ste", "4.2", "no_comment", ""},
    {"csg", "1.3", "support_with_change",
     "Säg vad som gäller när uppdragsbeskrivningen och den årliga överenskommelsen säger olika "
     "saker."},
    {"csg", "3.2", "support_with_change",
     "Bestäm indexet för hela avtalstiden. Att det beslutas varje år gör budgeten osäker."},
    {"csg", "5.1", "support_with_change",
     "Sätt en tid: oenighet ska vara avgjord inom två månader."},
};

typedef struct round {
    ov_demo *demo;
    ov_day opens, closes;
    ov_matter matter;
    ov_consultation c;
} round;

static ov_day working_day(ov_day day)
{
    while (!ov_is_banking_day(day))
        day++;
    return day;
}

static ov_status add_round(ov_ctx *ctx, void *arg)
{
    round *in = arg;
    ov_consultation fresh = {
        .matter_id = in->matter.id,
        .title = "Underlag till utvärderingen av huvudavtalet",
        .intro = "Avtalet går ut den 31 december 2027. Tillstyrk de bestämmelser som bör stå kvar "
                 "i nästa avtal och skriv vad som behöver ändras i de andra, och varför.",
        .dnr = "HSN 2022-0415-63",
        .opens_at = ov_day_start(in->opens) + 9 * OV_HOUR,
        .deadline_day = in->closes,
        .published_at = ov_day_start(in->closes + 1),
        .decides = "Hälso- och sjukvårdsnämnden tar emot utvärderingen. Regionfullmäktige beslutar "
                   "om nästa avtal.",
        .how_to_answer = "En bestämmelse i taget. Varje sjukhus bestämmer själv vem som svarar.",
        .next_steps = "Svaren blir en del av utvärderingen, som är klar i god tid innan avtalet "
                      "löper ut.",
        .contact_name = "Projektledaren för sjukhusavtal",
        .contact_email = "funktionsbrevlada@example.se"};
    const ov_rows *versions;
    ov_id id;

    OV_TRY(ov_versions(ctx, in->matter.id, false, &versions));
    if (!versions->n)
        return ov_fail(&ctx->err, OV_INVALID, "the hospitals' demo has no text");
    fresh.version_id = ov_cell_int(versions, 0, 0);
    OV_TRY(ov_consultation_add(ctx, &fresh, &id));
    for (size_t i = 0; i < OV_LEN(parties); i++) {
        ov_organisation org;

        OV_TRY(ov_organisation_by_code(ctx, parties[i].code, &org));
        OV_TRY(ov_invite(ctx, id, org.id));
    }
    return ov_consultation_get(ctx, in->matter.id, id, &in->c);
}

static ov_status answer_one(ov_ctx *ctx, const ov_consultation *c, const ov_rows *draft, size_t i,
                            ov_id org_id, const char *code)
{
    const char *number = ov_cell_text(draft, i, OV_DRAFT_NUMBER);
    ov_draft_answer answer = {.question_id = ov_cell_int(draft, i, OV_DRAFT_QUESTION),
                              .grade = "support",
                              .comment = "",
                              .row_version = ov_cell_int(draft, i, OV_DRAFT_ROW_VERSION)};

    for (size_t k = 0; number && k < OV_LEN(said); k++)
        if (!strcmp(said[k].code, code) && !strcmp(said[k].number, number)) {
            answer.grade = said[k].grade;
            answer.comment = said[k].comment;
        }
    return ov_draft_save(ctx, c, org_id, &answer, NULL);
}

/* As somebody of the party, at the hour when the response came. */
static ov_status answer(ov_ctx *ctx, const round *in, const party *p)
{
    ov_organisation org;
    ov_response response;
    const ov_rows *draft;

    OV_TRY(ov_organisation_by_code(ctx, p->code, &org));
    OV_TRY(ov_draft(ctx, &in->c, org.id, &draft));
    ctx->actor.name = p->by;
    ctx->now = ctx->received =
        ov_day_start(in->opens + p->day) + p->hour * OV_HOUR + p->minute * OV_MINUTE;
    for (size_t i = 0; i < draft->n; i++)
        OV_TRY(answer_one(ctx, &in->c, draft, i, org.id, p->code));
    return ov_response_submit(ctx, &in->c, org.id, p->legal_status, &response);
}

static ov_status answers(ov_ctx *ctx, void *arg)
{
    const round *in = arg;
    const ov_actor actor = ctx->actor;
    const ov_instant now = ctx->now, received = ctx->received;
    ov_status status = OV_OK;

    for (size_t i = 0; status == OV_OK && i < OV_LEN(parties); i++)
        if (parties[i].day)
            status = answer(ctx, in, &parties[i]);
    ctx->actor = actor;
    ctx->now = now;
    ctx->received = received;
    return status;
}

/* The figures are for everybody. */
static ov_status publish(ov_ctx *ctx, void *arg)
{
    const round *in = arg;
    ov_compilation k;

    OV_TRY(ov_compilation_make(ctx, &in->c, NULL, &k));
    return ov_round_publish(ctx, &in->c, "figures", false, "klass=official",
                            ov_compilation_json(ctx, &k));
}

ov_status hospital_demo_round(ov_demo *demo)
{
    ov_ctx *ctx = demo->ctx;
    round in = {.demo = demo,
                .opens = working_day(demo->today - 95),
                .closes = working_day(demo->today - 50)};

    OV_TRY(ov_matter_by_slug(ctx, HOSPITAL_DEMO, &in.matter));
    OV_TRY(ov_write(ctx, add_round, &in));
    OV_TRY(ov_write(ctx, answers, &in));
    return ov_write(ctx, publish, &in);
}
