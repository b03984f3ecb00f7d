/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_people.c — people of the demo beside those that the plugins bring. */
#include "cli/demo_people.h"

#include "auth/chain.h"
#include "matter/matter.h"
#include "register/register.h"

#include <string.h>

const char *ov_demo_email(ov_arena *arena, const char *login, const char *org_name)
{
    static const char *const plain[][2] = {{"å", "a"}, {"ä", "a"}, {"ö", "o"}, {"Å", "a"},
                                           {"Ä", "a"}, {"Ö", "o"}, {"é", "e"}};
    size_t len = strlen(org_name), n = 0;
    char *domain = ov_alloc(arena, len + 1);
    const char *cut = strstr(org_name, " kommun");

    if (cut)
        len = (size_t)(cut - org_name);
    else if ((cut = strstr(org_name, " stad")))
        len = (size_t)(cut - org_name);
    for (size_t i = 0; i < len; i++) {
        char c = org_name[i];

        for (size_t p = 0; p < OV_LEN(plain) && c < 0; p++)
            if (!strncmp(org_name + i, plain[p][0], 2)) {
                c = plain[p][1][0];
                i++;
            }
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 0x20);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            domain[n++] = c;
    }
    domain[n] = '\0';
    return ov_printf(arena, "%s@%s.example", login, n ? domain : "portalen");
}

/* ---- Time-limited mandates and a substitute ---- */

typedef struct giving {
    ov_manager manager;
    ov_held held;
} giving;

static ov_status give(ov_ctx *ctx, void *arg)
{
    giving *g = arg;

    return ov_mandate_give(ctx, &g->manager, &g->held, NULL);
}

/* The reviewer of Alingsås is away for two weeks, and somebody stands in. */
static ov_status add_substitute(ov_demo *demo, ov_id stand_in, const char *principal)
{
    giving g = {.held = {.account_id = stand_in,
                         .from = demo->today - 3,
                         .to = demo->today + 11,
                         .note = "Ordinarie granskare har semester"}};
    const ov_held *held;
    ov_account account;
    size_t n;
    ov_status status = ov_account_by_login(demo->ctx, principal, &account);

    if (status != OV_OK) /* the plugin that brings the reviewer is not there */
        return status == OV_NOT_FOUND ? OV_OK : status;
    OV_TRY(ov_person_mandates(demo->ctx, account.id, 0, &held, &n));
    if (!n)
        return OV_OK;
    g.held.substitute_for = held[0].id;
    return ov_write(demo->ctx, give, &g);
}

static ov_status add_until(ov_demo *demo, ov_id account, const char *role, ov_id org, ov_day to,
                           const char *note)
{
    giving g = {.held = {.account_id = account,
                         .role = role,
                         .org_id = org,
                         .from = demo->today - 120,
                         .to = to,
                         .note = note}};

    return ov_write(demo->ctx, give, &g);
}

/* ---- Approval chains ---- */

/* Of every matter, or of one only. */
typedef struct chaining {
    ov_manager manager;
    ov_id org_id, matter_id;
} chaining;

static ov_status add_chain(ov_ctx *ctx, void *arg)
{
    static const ov_chain_actor approver = {.role = "approver"},
                                board = {.role = "board_secretary"};
    static const ov_chain_actor sender = {.role = "authorised_sender"};
    static const ov_chain_step steps[] = {
        {.title = "Granskning av ansvarig chef", .actors = &approver, .n_actors = 1},
        {.title = "Beslut i nämnden", .actors = &board, .n_actors = 1},
        {.title = "Avsändning", .actors = &sender, .n_actors = 1}};
    chaining *c = arg;
    const ov_chain chain = {
        .org_id = c->org_id, .matter_id = c->matter_id, .name = "Ordinarie beslutskedja"};

    return ov_chain_save(ctx, &c->manager, &chain, steps, OV_LEN(steps), NULL);
}

/* Alingsås and Borås have a chain for the agreement between the region and its hospitals, so that
 * they can send at once in the round that is open; Mölndal has one for everything. */
static ov_status add_chains(ov_demo *demo)
{
    static const char *const codes[] = {"1489", "1490", "1481"};
    ov_organisation org;
    ov_matter matter = {0};
    ov_status found = ov_matter_by_slug(demo->ctx, "sjukhusavtal-2024", &matter);

    if (found != OV_OK && found != OV_NOT_FOUND)
        return found;
    for (size_t i = 0; i < OV_LEN(codes); i++) {
        bool of_all = !strcmp(codes[i], "1481");
        chaining c = {.matter_id = of_all ? 0 : matter.id};

        if (!of_all && !matter.id)
            continue;
        OV_TRY(ov_organisation_by_code(demo->ctx, codes[i], &org));
        c.org_id = org.id;
        OV_TRY(ov_write(demo->ctx, add_chain, &c));
    }
    return OV_OK;
}

/* ---- People ---- */

ov_status ov_demo_people(ov_demo *demo)
{
    static const struct {
        const char *key, *login, *name, *code, *role;
    } people[] = {
        {"org_admin_a", "admin.alingsas", "Administratör Alingsås", "1489",
         "organisation_administrator"},
        {"org_admin_b", "admin.boras", "Administratör Borås", "1490", "organisation_administrator"},
        {"org_admin_region", "admin.region", "Administratör regionen", "14",
         "organisation_administrator"},
        {"org_admin_council", "radssekreterare", "Rådssekreterare", "pr01",
         "organisation_administrator"},
        {NULL, "radssekreterare", "Rådssekreterare", "pr01", "council_secretary"},
        {"board_secretary_a", "namnd.alingsas", "Nämndsekreterare Alingsås", "1489",
         "board_secretary"},
        {"registrar_a", "registrator.alingsas", "Registrator Alingsås", "1489", "registrar"},
        {"municipality_c", "molndal", "Handläggare Mölndal", "1481", "drafter"},
        {NULL, "molndal", "Handläggare Mölndal", "1481", "authorised_sender"},
        {"approver_c", "granskare.molndal", "Granskare Mölndal", "1481", "approver"},
        {"board_secretary_c", "namnd.molndal", "Nämndsekreterare Mölndal", "1481",
         "board_secretary"},
        {"org_admin_c", "admin.molndal", "Administratör Mölndal", "1481",
         "organisation_administrator"},
    };
    ov_organisation org;
    ov_id id;

    for (size_t i = 0; i < OV_LEN(people); i++) {
        OV_TRY(ov_organisation_by_code(demo->ctx, people[i].code, &org));
        OV_TRY(demo->account(demo, people[i].login, people[i].name, org.id, people[i].role, &id));
        if (people[i].key)
            demo->note(demo, "users", people[i].key, people[i].login);
        if (i == 0)
            demo->note(demo, "routes", "admin_user",
                       ov_printf(demo->ctx->arena, "/admin/organisation/%s/person/%lld",
                                 people[i].code, (long long)id));
        if (!strcmp(people[i].login, "registrator.alingsas")) {
            OV_TRY(add_substitute(demo, id, "granskare.alingsas"));
            OV_TRY(add_until(demo, id, "drafter", org.id, demo->today + 40,
                             "Förstärkning under remissen"));
        }
    }
    return add_chains(demo);
}
