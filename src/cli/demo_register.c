/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_register.c — the demo's federations with their members, recipient lists, bodies and
 * meetings. Who is a member of which federation in Västra Götaland is as it is; the days of the
 * meetings are made up. */
#include "cli/demo_register.h"

#include "cli/demo_people.h"
#include "register/body.h"
#include "register/group.h"
#include "util/date.h"

#include <string.h>

#define REGION "14"

enum { MOST_MEMBERS = 60, MEETINGS = 10, PAST = 4, EVERY = 28, PAPERS_BEFORE = 14 };

/* ---- Federations and groups ---- */

static const struct {
    const char *code, *name, *members; /* codes of municipalities, each of four digits */
} federations[] = {
    {"fyrbodal", "Fyrbodals kommunalförbund",
     "1460 1438 1439 1484 1461 1430 1421 1427 1486 1435 1488 1485 1487 1492"},
    {"gr", "Göteborgsregionen", "1440 1489 1480 1401 1384 1482 1441 1462 1481 1402 1415 1419 1407"},
    {"sjuharad", "Sjuhärads kommunalförbund", "1443 1490 1466 1463 1465 1452 1491 1442"},
    {"skaraborg", "Skaraborgs kommunalförbund",
     "1445 1499 1444 1447 1471 1497 1446 1494 1493 1495 1496 1472 1498 1473 1470"}};

static ov_status organisation(ov_ctx *ctx, const char *type, const char *code, const char *name,
                              ov_id *id)
{
    ov_organisation region;
    ov_organisation org = {.type = type,
                           .code = code,
                           .name = name,
                           .registry_email = ov_printf(ctx->arena, "registrator@%s.example", code)};

    OV_TRY(ov_organisation_by_code(ctx, REGION, &region));
    org.parent_id = strcmp(type, "hospital") ? 0 : region.id;
    return ov_organisation_save(ctx, &org, id);
}

static ov_status group(ov_ctx *ctx, ov_group wanted, const ov_id *members, size_t n)
{
    size_t added;
    ov_id id;

    OV_TRY(ov_group_add(ctx, &wanted, &id));
    return ov_group_add_members(ctx, id, 1, members, n, &added);
}

static ov_status federation(ov_ctx *ctx, size_t i, ov_id *id)
{
    ov_str rest = ov_str_from(federations[i].members);
    ov_id members[MOST_MEMBERS];
    size_t n = 0;

    OV_TRY(organisation(ctx, "federation", federations[i].code, federations[i].name, id));
    while (rest.len && n < MOST_MEMBERS) {
        ov_organisation org;

        OV_TRY(ov_organisation_by_code(ctx, ov_str_z(ctx->arena, ov_str_cut(&rest, ' ')), &org));
        members[n++] = org.id;
        org.registry_email = ov_demo_email(ctx->arena, "registrator", org.name);
        OV_TRY(ov_organisation_save(ctx, &org, NULL));
    }
    return group(ctx,
                 (ov_group){.org_id = *id,
                            .kind = "members",
                            .name = ov_printf(ctx->arena, "Medlemmar i %s", federations[i].name)},
                 members, n);
}

/* The region's recipient list: every municipality of it. */
static ov_status municipalities_list(ov_ctx *ctx, ov_id region)
{
    const ov_party_filter filter = {.type = "municipality", .parent_id = region};
    ov_id members[MOST_MEMBERS];
    const ov_rows *rows;
    size_t n;

    OV_TRY(ov_parties_find(ctx, &filter, &rows, NULL));
    for (n = 0; n < rows->n && n < MOST_MEMBERS; n++)
        members[n] = ov_cell_int(rows, n, OV_LISTED_ID);
    return group(ctx,
                 (ov_group){.org_id = region,
                            .kind = "recipients",
                            .name = "Kommuner i Västra Götaland",
                            .note = "Används när regionen skickar en remiss till alla kommuner."},
                 members, n);
}

static ov_status add_groups(ov_ctx *ctx, void *arg)
{
    ov_id ids[OV_LEN(federations)], hospital;
    ov_organisation region;

    (void)arg;
    OV_TRY(ov_organisation_by_code(ctx, REGION, &region));
    region.registry_email = "registrator@vgregion.example";
    OV_TRY(ov_organisation_save(ctx, &region, NULL));
    OV_TRY(organisation(ctx, "hospital", "sas", "Södra Älvsborgs Sjukhus", &hospital));
    for (size_t i = 0; i < OV_LEN(federations); i++)
        OV_TRY(federation(ctx, i, &ids[i]));
    OV_TRY(municipalities_list(ctx, region.id));
    return group(ctx,
                 (ov_group){.org_id = region.id,
                            .kind = "recipients",
                            .name = "Kommunalförbund i Västra Götaland"},
                 ids, OV_LEN(ids));
}

/* ---- Bodies and meetings ---- */

static const struct {
    const char *org, *kind, *shortly, *name;
    bool decides;
    int weekday, first; /* 1 Monday …; days from today to the first that is to come */
} bodies[] = {
    {REGION, "assembly", "RF", "Regionfullmäktige", true, 2, 20},
    {REGION, "executive", "RS", "Regionstyrelsen", true, 2, 6},
    {REGION, "committee", "HSN", "Hälso- och sjukvårdsnämnden", true, 3, 13},
    {REGION, "consultative", "SRO", "Samrådsorganet", false, 4, 24},
    {REGION, "steering", NULL, "Styrgruppen för hälso- och sjukvårdsavtalet", false, 5, 9},
    {"1489", "assembly", "KF", "Kommunfullmäktige", true, 3, 23},
    {"1489", "executive", "KS", "Kommunstyrelsen", true, 1, 8},
    {"1489", "committee", NULL, "Socialnämnden", true, 1, 15},
    {"1490", "assembly", "KF", "Kommunfullmäktige", true, 4, 19},
    {"1490", "executive", "KS", "Kommunstyrelsen", true, 1, 5}};

static ov_status body(ov_ctx *ctx, size_t i, ov_day today)
{
    ov_body wanted = {.kind = bodies[i].kind,
                      .shortly = bodies[i].shortly,
                      .name = bodies[i].name,
                      .decides = bodies[i].decides};
    ov_day first = today + bodies[i].first - PAST * EVERY;
    ov_meeting meetings[MEETINGS];
    ov_organisation org;
    size_t added;
    ov_id id;

    OV_TRY(ov_organisation_by_code(ctx, bodies[i].org, &org));
    wanted.org_id = org.id;
    OV_TRY(ov_body_add(ctx, &wanted, &id));
    first += (bodies[i].weekday - ov_weekday(first) + 7) % 7;
    for (int k = 0; k < MEETINGS; k++) {
        bool cancelled = k == PAST + 3;
        ov_day day = first + k * EVERY;

        while (!ov_is_banking_day(day))
            day += 7;
        meetings[k] = (ov_meeting){.day = day,
                                   .papers = day - PAPERS_BEFORE,
                                   .cancelled = cancelled,
                                   .note = cancelled ? "Ärendena flyttas till nästa möte" : NULL};
    }
    return ov_meetings_add(ctx, id, meetings, MEETINGS, &added);
}

static ov_status add_bodies(ov_ctx *ctx, void *arg)
{
    for (size_t i = 0; i < OV_LEN(bodies); i++)
        OV_TRY(body(ctx, i, *(const ov_day *)arg));
    return OV_OK;
}

ov_status ov_demo_register(ov_demo *demo)
{
    OV_TRY(ov_write(demo->ctx, add_groups, NULL));
    OV_TRY(ov_write(demo->ctx, add_bodies, &demo->today));
    demo->note(demo, "routes", "admin", "/admin");
    return OV_OK;
}
