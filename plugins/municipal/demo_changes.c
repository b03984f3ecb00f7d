/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_changes.c — why the demo's agreement changed from version to version, and a proposal that is
 * being written: some of its changes have reasons, some do not yet. All of it in our own words. */
#include "municipal.h"

#include "auth/auth.h"
#include "text/edit/change.h"
#include "text/edit/edit.h"

#include <string.h>

/* version: 1 the first round's text, 2 the second's. node: its number there; "-4.2" is one that was
 * taken away, by its number before. */
static const struct {
    int version;
    const char *node, *reason, *kind, *ref, *title;
} changes[] = {
    {1, "1", "Ny rubrik, eftersom avsnittet nu också förklarar begrepp och avtalets delar.", NULL,
     NULL, NULL},
    {1, "1.1", "Kommunerna anges med antal, så att det är tydligt att alla är parter.", NULL, NULL,
     NULL},
    {1, "1.2",
     "Syftet utgår nu från den enskilde. Det gamla beskrev bara fördelningen mellan huvudmännen.",
     "viewpoint", "", "Dialogkonferens för patient- och pensionärsorganisationer"},
    {1, "1.3",
     "Avtalet har fått överenskommelser som hör till. Läsaren behöver veta vad som gäller om de "
     "säger olika saker.",
     NULL, NULL, NULL},
    {1, "1.4", "Orden tolkades olika i kommunerna. De viktigaste förklaras därför i avtalet.",
     "other", "", "Arbetsgruppens genomgång av tvister 2018–2023"},
    {1, "1.5",
     "Det gamla avtalet löpte på utan slutdatum i praktiken. Tiden räknas nu från den dag då alla "
     "har anslutit sig.",
     NULL, NULL, NULL},
    {1, "2.1",
     "Planeringen ska börja hos den som först ser behovet. Förut var det oklart vem som skulle ta "
     "första steget.",
     NULL, NULL, NULL},
    {1, "2.2", "Läkemedel och rådgivning dygnet runt saknades i det gamla avtalet.", "issue", "",
     "Fråga 3 i arbetsgruppens lista"},
    {1, "2.3", "Rehabilitering och hjälpmedel fördes över tidigare men stod aldrig i avtalstexten.",
     NULL, NULL, NULL},
    {1, "2.4",
     "Kraven på kompetens har ökat sedan 2017. De behöver stå i avtalet för att gälla lika i alla "
     "kommuner.",
     "issue", "", "Fråga 5 i arbetsgruppens lista"},
    {1, "2.5", "Läkarens medverkan i kommunal vård reglerades bara för särskilt boende.", NULL,
     NULL, NULL},
    {1, "2.6", "”Enstaka” tolkades olika. Ett antal besök gör gränsen tydlig.", "issue", "",
     "Fråga 2 i arbetsgruppens lista"},
    {1, "2.7", "Turistkommunerna saknade regel om personer som vistas tillfälligt i kommunen.",
     "viewpoint", "", "Brev från kommunerna längs kusten"},
    {1, "3", "Rubriken visar att avsnittet gäller det dagliga arbetet.", NULL, NULL, NULL},
    {1, "3.1", "Planen upprättades för sent. Avtalet anger nu inom vilken tid mötet ska hållas.",
     NULL, NULL, NULL},
    {1, "3.2", "Lagen om samverkan vid utskrivning ändrades 2018.", "other", "",
     "Lag (2017:612) om samverkan vid utskrivning från sluten hälso- och sjukvård"},
    {1, "3.3",
     "Lagen låter parterna avtala om ersättning. Nivån var den fråga som oftast ledde till tvist.",
     "issue", "", "Fråga 1 i arbetsgruppens lista"},
    {1, "3.4",
     "Gemensam information krävs för att den enskilde ska slippa berätta samma sak flera gånger.",
     NULL, NULL, NULL},
    {1, "3.5", "Fast vårdkontakt är en rättighet enligt lag men saknades i avtalet.", NULL, NULL,
     NULL},
    {1, "3.6",
     "Omställningen till nära vård förutsätter att parterna arbetar förebyggande tillsammans.",
     NULL, NULL, NULL},
    {1, "4", "Avsnittet handlar nu om patientsäkerhet och inte bara om uppföljning.", NULL, NULL,
     NULL},
    {1, "4.1", "Tider och svar saknades, så att rapporterna ofta blev liggande.", NULL, NULL, NULL},
    {1, "4.2", "Allvarliga händelser berör ofta båda parter och behöver utredas tillsammans.", NULL,
     NULL, NULL},
    {1, "4.3",
     "Det gamla avtalet sa bara att parterna skulle komma överens. Nu finns en ordning för hur.",
     "issue", "/arende/halsoavtal-2026/trappan", "Trappan vid oenighet och tvist"},
    {1, "5", "Ledning och uppföljning får ett eget avsnitt.", NULL, NULL, NULL},
    {1, "5.1", "Samrådsorganet nämndes inte i det gamla avtalet.", NULL, NULL, NULL},
    {1, "5.2", "Årlig uppföljning gör att avtalet kan rättas innan problemen växer.", NULL, NULL,
     NULL},
    {1, "5.3", "Avtalet kunde förut bara ändras genom att sägas upp.", NULL, NULL, NULL},
    {1, "6", "Giltighet får ett eget avsnitt.", NULL, NULL, NULL},
    {1, "6.1", "Det ska framgå hur varje part ansluter sig och när avtalet börjar gälla.", NULL,
     NULL, NULL},
    {1, "6.2", "Uppsägning var inte reglerad för den som vill lämna avtalet ensam.", NULL, NULL,
     NULL},
    {1, "7", "Överenskommelserna samlas i ett eget avsnitt.", NULL, NULL, NULL},
    {1, "7.1", "Hjälpmedel reglerades i ett separat avtal som har löpt ut.", NULL, NULL, NULL},
    {1, "7.2", "Läkemedel i kommunal vård saknade gemensamma regler.", NULL, NULL, NULL},
    {1, "7.3", "Psykisk hälsa och skadligt bruk kräver regler för båda parter enligt lag.", "other",
     "", "Hälso- och sjukvårdslagen (2017:30) 16 kap. 3 §"},
    {1, "-2.7",
     "Bestämmelsen har flyttats till överenskommelsen om läkares medverkan, där resten av "
     "reglerna om läkare står.",
     NULL, NULL, NULL},
    {1, "-4.2",
     "Bestämmelsen ersätts av 4.3 om oenighet och tvist, som anger en ordning steg för steg.", NULL,
     NULL, NULL},
    {2, "1.3", "Följdändring: överenskommelse D har lagts till.", NULL, NULL, NULL},
    {2, "1.5", "Tolv månader är för kort tid för 50 fullmäktige att besluta om ett nytt avtal.",
     "viewpoint", "", "Svar på första remissen från flera kommuner"},
    {2, "1.6",
     "Remissinstanserna saknade en koppling till lagarna, och en ordning för när de ändras.",
     "viewpoint", "", "Svar på första remissen"},
    {2, "2.4",
     "”Samma dag” räcker inte när beslut ska fattas på plats. Dokumentationen behövs för båda.",
     "viewpoint", "", "Alingsås kommuns svar på första remissen"},
    {2, "2.5", "En gång om året är för sällan för den som är svårt sjuk.", "viewpoint", "",
     "Pensionärsorganisationernas synpunkt"},
    {2, "2.6", "Gränsen sänks för att ansvaret ska gå över innan vården blir varaktig i praktiken.",
     "issue", "", "Fråga 2 i arbetsgruppens lista"},
    {2, "2.8", "Vem som bedömer egenvård var oklart för personal i assistans och hemtjänst.",
     "viewpoint", "", "Borås kommuns svar på första remissen"},
    {2, "3.1", "Tio dagar visade sig vara längre än dagens praxis på flera håll.", NULL, NULL,
     NULL},
    {2, "3.7",
     "Vård på distans har blivit vanlig sedan 2017 och kostnaden för utrustning var oreglerad.",
     "viewpoint", "", "Svar på första remissen"},
    {2, "3.8", "Utbildningsplatser i kommunal vård behövs för att säkra kompetensen i 2.4.", NULL,
     NULL, NULL},
    {2, "4.1", "Fem arbetsdagar är den tid som redan gäller inom regionen.", NULL, NULL, NULL},
    {2, "4.3",
     "Det måste framgå att patienten får sin vård medan parterna är oense, och vem som betalar så "
     "länge.",
     "decision", "", "Styrgruppens beslut om vård under tvist"},
    {2, "4.4", "Utan tidsgränser fastnar frågor på första steget i trappan.", "issue",
     "/arende/halsoavtal-2026/trappan", "Trappan vid oenighet och tvist"},
    {2, "7.4", "Barns och ungas hälsa föll mellan överenskommelserna.", "viewpoint", "",
     "Svar på första remissen"},
};

/* The proposal that is being written: the words of a provision that change. reason NULL: still to
 * be written. */
static const struct {
    const char *node, *from, *to, *reason;
} edits[] = {
    {"1.5", "arton månader", "femton månader",
     "Arton månader ansågs för långt av regionen. Femton är en sammanjämkning."},
    {"2.5", "minst två gånger om året", "minst tre gånger om året", NULL},
    {"3.1", "inom sju dagar", "inom fem arbetsdagar",
     "Arbetsdagar är lättare att följa upp än dagar."},
    {"4.1", "inom fem arbetsdagar", "inom tre arbetsdagar", NULL},
};

typedef struct work {
    ov_id versions[3], draft;
    ov_day today;
    ov_provision_edit edits[OV_LEN(edits)];
} work;

static ov_status actor_of(ov_ctx *ctx, const char *login, ov_actor *out)
{
    ov_account account;

    OV_TRY(ov_account_by_login(ctx, login, &account));
    *out = (ov_actor){.account_id = account.id,
                      .login = account.login,
                      .name = account.name,
                      .org_id = account.org_id};
    return OV_OK;
}

static ov_status node_of(ov_ctx *ctx, ov_id version, const char *number, ov_id *node)
{
    const ov_rows *rows;

    OV_TRY(ov_version_nodes(ctx, version, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *here = ov_cell_text(rows, i, OV_NODE_NUMBER);

        if (here && !strcmp(here, number)) {
            *node = ov_cell_int(rows, i, OV_NODE_ID);
            return OV_OK;
        }
    }
    return ov_fail(&ctx->err, OV_INVALID, "the demo's text has no provision %s", number);
}

static ov_status write_reasons(ov_ctx *ctx, void *arg)
{
    const work *w = arg;

    for (size_t i = 0; i < OV_LEN(changes); i++) {
        bool gone = changes[i].node[0] == '-';
        ov_id version = w->versions[changes[i].version], node;

        OV_TRY(node_of(ctx, w->versions[changes[i].version - gone], changes[i].node + gone, &node));
        OV_TRY(ov_change_reason_set(ctx, version, node, changes[i].reason));
        if (changes[i].kind)
            OV_TRY(ov_change_source_add(ctx, version, node, changes[i].kind, changes[i].ref,
                                        changes[i].title));
    }
    return OV_OK;
}

static ov_status write_draft(ov_ctx *ctx, void *arg)
{
    work *w = arg;
    ov_version from;

    OV_TRY(ov_version_get(ctx, w->versions[2], &from));
    OV_TRY(ov_draft_start(ctx, &from, "Avtalsförslag under arbete", w->today, &w->draft));
    return ov_draft_settings(ctx, w->draft, "Avtalsförslag under arbete", w->today, "working");
}

/* The body with one run of words in the place of another. */
static ov_status reword(ov_ctx *ctx, const char *body, const char *from, const char *to,
                        const char **out)
{
    const char *at = strstr(body, from);

    if (!at)
        return ov_fail(&ctx->err, OV_INVALID, "the demo's text does not say \"%s\"", from);
    *out = ov_printf(ctx->arena, "%.*s%s%s", (int)(at - body), body, to, at + strlen(from));
    return OV_OK;
}

static ov_status prepare_edits(ov_ctx *ctx, work *w)
{
    for (size_t i = 0; i < OV_LEN(edits); i++) {
        ov_provision now;
        const char *body = NULL;
        ov_id node;

        OV_TRY(node_of(ctx, w->draft, edits[i].node, &node));
        OV_TRY(ov_provision_get(ctx, w->draft, node, &now));
        OV_TRY(reword(ctx, now.body, edits[i].from, edits[i].to, &body));
        w->edits[i] = (ov_provision_edit){.version_id = w->draft,
                                          .node_id = node,
                                          .number = now.number,
                                          .heading = now.heading,
                                          .level = now.level,
                                          .body = ov_str_from(body),
                                          .reason = edits[i].reason};
        OV_TRY(ov_provision_prepare(ctx, &w->edits[i]));
    }
    return OV_OK;
}

static ov_status write_edits(ov_ctx *ctx, void *arg)
{
    const work *w = arg;
    int64_t row_version;

    for (size_t i = 0; i < OV_LEN(edits); i++)
        OV_TRY(ov_provision_save(ctx, &w->edits[i], &row_version));
    return OV_OK;
}

ov_status municipal_demo_changes(ov_demo *demo, const ov_id versions[3])
{
    ov_ctx *ctx = demo->ctx;
    ov_actor before = ctx->actor, leader;
    work w = {.today = demo->today};
    ov_status status;

    memcpy(w.versions, versions, sizeof w.versions);
    OV_TRY(actor_of(ctx, "processledare", &leader));
    ctx->actor = leader;
    status = ov_write(ctx, write_reasons, &w);
    if (status == OV_OK)
        status = ov_write(ctx, write_draft, &w);
    if (status == OV_OK)
        status = prepare_edits(ctx, &w);
    if (status == OV_OK)
        status = ov_write(ctx, write_edits, &w);
    ctx->actor = before;
    return status;
}
