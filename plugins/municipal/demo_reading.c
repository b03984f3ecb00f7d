/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_reading.c — what helps to read the demo's agreement: words explained, easy-read texts, and
 * what the council member has read. All of it in our own words. */
#include "municipal.h"

#include "auth/auth.h"
#include "text/reading/layer.h"
#include "text/reading/reading.h"
#include "text/reading/term.h"

#include <string.h>

static const struct {
    const char *name, *forms, *node, *definition;
} words[] = {
    {"avvikelse", "avvikelser\navvikelsen\navvikelserna", "4.1",
     "Något som gick fel, eller kunde ha gått fel, i vården av en person."},
    {"egenvård", "egenvården", "2.8",
     "En vårdåtgärd som personen själv eller en närstående gör, efter att legitimerad personal har "
     "bedömt att det går bra."},
    {"fast vårdkontakt", "fasta vårdkontakten\nfasta vårdkontakter\nfasta vårdkontakt", "3.5",
     "En bestämd person i vården som hjälper den enskilde att samordna sin vård."},
    {"hemsjukvård", "hemsjukvården\nhemsjukvårdsområde", "1.4",
     "Hälso- och sjukvård som ges i bostaden och som pågår mer än tillfälligt."},
    {"kommunal primärvård", "kommunala primärvården\nkommunala hälso- och sjukvården", NULL,
     "Den hälso- och sjukvård som kommunen ansvarar för, till exempel sjuksköterska, "
     "arbetsterapeut och fysioterapeut. Läkare hör till regionen."},
    {"samordnad individuell plan", "samordnade individuella planen\nSIP", "3.1",
     "En plan som regionen och kommunen gör tillsammans med den enskilde. Den visar vem som gör "
     "vad. Kallas ofta SIP."},
    {"samrådsorgan", "samrådsorganet\nsamrådsorganets", "5.1",
     "Politiker från regionen och kommunerna som möts och följer hur avtalet fungerar."},
    {"särskilt boende", "särskilda boenden\nsärskilda boendet", NULL,
     "Bostad med vård och omsorg för den som inte kan bo kvar i sitt vanliga hem, till exempel ett "
     "äldreboende."},
    {"utskrivningsklar", "utskrivningsklara", "3.2",
     "Den som enligt läkaren inte längre behöver vård på sjukhuset."},
};

/* version: 1 the first round's text, 2 the second's. */
static const struct {
    int version;
    const char *node, *text;
} easy[] = {
    {2, "1.2",
     "Avtalet säger vem som gör vad när du behöver vård.\n\nIbland behöver du hjälp från både "
     "regionen och kommunen.\n\nDu ska inte behöva märka vem som ansvarar för vad."},
    {2, "1.3",
     "Avtalet har flera delar:\n\n- det här huvudavtalet\n- fyra överenskommelser som heter A, B, "
     "C och D\n- en riktlinje om vad vi gör när något har gått fel.\n\nSäger delarna olika saker "
     "är det huvudavtalet som gäller."},
    {2, "2.1",
     "Regionen och kommunen planerar vården i hemmet tillsammans.\n\nDen som först får veta att du "
     "behöver hjälp från båda ska höra av sig till den andra."},
    {2, "2.2",
     "Regionen ansvarar för:\n\n- vård som kräver läkare\n- särskilt svår vård i hemmet\n- "
     "läkemedel.\n\nKommunens personal ska kunna ringa regionen dygnet runt."},
    {2, "2.3",
     "Kommunen ansvarar för vård som en sjuksköterska kan ge.\n\nDet gäller på äldreboenden, i "
     "dagverksamhet och hemma hos dig.\n\nKommunen ansvarar också för träning och hjälpmedel."},
    {2, "2.4",
     "Kommunen ska alltid ha en sjuksköterska att tillgå, både dag och natt.\n\nOm sjuksköterskan "
     "behöver råd ska regionen svara inom två timmar.\n\nBåda ska skriva ned frågan och svaret i "
     "journalen."},
    {1, "2.6",
     "Behöver du sjukvård hemma högst tre gånger på två veckor är det regionen som ansvarar.\n\n"
     "Behöver du mer hjälp än så tar kommunen över."},
    {2, "3.1",
     "Behöver du hjälp från både regionen och kommunen ska de bjuda in till ett möte.\n\nDet ska "
     "de "
     "göra inom sju dagar.\n\nPå mötet gör ni en plan tillsammans. Du bestämmer vilka som är med."},
    {2, "3.2",
     "När du läggs in på sjukhus ska sjukhuset berätta det för kommunen samma dag.\n\nDet gäller "
     "om "
     "du kommer att behöva hjälp sedan.\n\nKommunen ska kunna ta emot dig senast tre dagar efter "
     "att du är klar på sjukhuset."},
    {2, "3.5",
     "Du ska ha en bestämd person att vända dig till i regionen och en i kommunen.\n\nNamn och "
     "telefonnummer ska finnas hemma hos dig."},
    {2, "4.1",
     "Ibland går något fel i vården.\n\nDen som märker det ska berätta det inom fem "
     "arbetsdagar.\n\nSvaret ska komma inom trettio dagar och säga vad som har gjorts."},
    {2, "4.3",
     "Ibland är regionen och kommunen inte överens.\n\nDå försöker cheferna närmast dig lösa det "
     "först. Går det inte frågar de sina chefer. Till sist bestämmer politikerna eller den högsta "
     "chefen.\n\nDu ska få din vård under tiden."},
    {2, "6.1",
     "Avtalet börjar gälla när regionen och alla 49 kommuner har sagt ja.\n\nTar det mer än nio "
     "månader ska politikerna i samrådsorganet föreslå vad som ska hända."},
};

typedef struct aids {
    ov_id versions[3];
    ov_term *terms;
    ov_layer *layers;
    ov_actor reader;
    ov_instant read_at;
} aids;

static ov_status actor_of(ov_ctx *ctx, const char *login, ov_actor *out)
{
    ov_account account;

    OV_TRY(ov_account_by_login(ctx, login, &account));
    *out = (ov_actor){.account_id = account.id, .login = login, .name = account.name};
    return OV_OK;
}

/* The provision with that number in a version. */
static ov_status node_of(ov_ctx *ctx, ov_id version, const char *number, ov_id *out)
{
    const ov_rows *rows;

    OV_TRY(ov_version_nodes(ctx, version, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *own = ov_cell_text(rows, i, OV_NODE_NUMBER);

        if (own && !strcmp(own, number)) {
            *out = ov_cell_int(rows, i, OV_NODE_ID);
            return OV_OK;
        }
    }
    return ov_fail(&ctx->err, OV_INVALID, "the demo's text has no provision %s", number);
}

static ov_status prepare(ov_ctx *ctx, ov_id matter, aids *a)
{
    a->terms = ov_calloc(ctx->arena, OV_LEN(words), sizeof *a->terms);
    a->layers = ov_calloc(ctx->arena, OV_LEN(easy), sizeof *a->layers);
    for (size_t i = 0; i < OV_LEN(words); i++) {
        a->terms[i] = (ov_term){.matter_id = matter,
                                .name = words[i].name,
                                .forms = words[i].forms,
                                .definition = words[i].definition};
        if (words[i].node)
            OV_TRY(node_of(ctx, a->versions[2], words[i].node, &a->terms[i].node_id));
        OV_TRY(ov_term_prepare(ctx, &a->terms[i]));
    }
    for (size_t i = 0; i < OV_LEN(easy); i++) {
        a->layers[i] = (ov_layer){.version_id = a->versions[easy[i].version],
                                  .kind = OV_LAYER_EASY,
                                  .body = easy[i].text};
        OV_TRY(node_of(ctx, a->layers[i].version_id, easy[i].node, &a->layers[i].node_id));
        OV_TRY(ov_layer_prepare(ctx, &a->layers[i]));
    }
    return OV_OK;
}

static ov_status write_aids(ov_ctx *ctx, void *arg)
{
    const aids *a = arg;
    ov_id id;

    for (size_t i = 0; i < OV_LEN(words); i++)
        OV_TRY(ov_term_save(ctx, &a->terms[i], &id));
    for (size_t i = 0; i < OV_LEN(easy); i++)
        OV_TRY(ov_layer_save(ctx, &a->layers[i]));
    return OV_OK;
}

/* The council member read the first round's text when it was new. */
static ov_status write_marks(ov_ctx *ctx, void *arg)
{
    const aids *a = arg;
    ov_instant now = ctx->now;
    ov_status status;

    ctx->now = a->read_at;
    status = ov_reading_mark(ctx, a->versions[1], 0, true);
    ctx->now = now;
    return status;
}

ov_status municipal_demo_reading(ov_demo *demo, ov_id matter, const ov_id versions[3],
                                 ov_instant read_at)
{
    ov_ctx *ctx = demo->ctx;
    ov_actor before = ctx->actor, leader;
    aids a = {.read_at = read_at};
    ov_status status;

    memcpy(a.versions, versions, sizeof a.versions);
    OV_TRY(actor_of(ctx, "processledare", &leader));
    OV_TRY(actor_of(ctx, "ledamot", &a.reader));
    OV_TRY(prepare(ctx, matter, &a));
    ctx->actor = leader;
    status = ov_write(ctx, write_aids, &a);
    ctx->actor = a.reader;
    if (status == OV_OK)
        status = ov_write(ctx, write_marks, &a);
    ctx->actor = before;
    return status;
}
