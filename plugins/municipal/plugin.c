/* SPDX-License-Identifier: EUPL-1.2 */
/* plugin.c — health-care agreements between a region and its municipalities: consultations that
 * every party answers provision by provision, and a ladder for disagreement. */
#include "municipal.h"

#include "pages/consult/consult_routes.h"
#include "pages/pages.h"

static const ov_route routes[] = {
    {OV_GET, "/", OV_PUBLIC, ov_page_matter},
    {OV_GET, "/tidslinje", OV_PUBLIC, ov_page_timeline},
    OV_CONSULTATION_ROUTES,
    {OV_GET, "/trappan", OV_PUBLIC, municipal_ladder_page},
    {0},
};

static const ov_nav_item nav[] = {
    {"Översikt", "", OV_PUBLIC},
    {"Handlingar", "/dokument", OV_PUBLIC},
    {"Tidslinje", "/tidslinje", OV_PUBLIC},
    {"Trappan", "/trappan", OV_PUBLIC},
    {0},
};

/* Domain page 2.8. */
static const ov_state states[] = {
    {"commissioned", "Uppdrag givet"},
    {"drafting", "Avtalstexten skrivs"},
    {"consultation", "På remiss"},
    {"processing", "Svaren bearbetas"},
    {"reconciliation", "Texten jämkas samman"},
    {"proposal", "Förslag"},
    {"sro_position", "Samrådsorganet tar ställning"},
    {"party_decisions", "Parterna beslutar"},
    {"in_force", "Gäller"},
    {"lapsed", "Förfallet"},
    {"follow_up", "Följs upp"},
    {"revision", "Revideras"},
    {0},
};
static const ov_transition transitions[] = {
    {"commissioned", "drafting", "municipal.move", NULL},
    {"drafting", "consultation", "municipal.move", NULL},
    {"consultation", "processing", "municipal.move", NULL},
    {"processing", "consultation", "municipal.move", NULL},
    {"processing", "reconciliation", "municipal.move", NULL},
    {"reconciliation", "proposal", "municipal.move", NULL},
    {"proposal", "sro_position", "municipal.move", NULL},
    {"sro_position", "party_decisions", "municipal.move", NULL},
    {"party_decisions", "in_force", "municipal.move", NULL},
    {"party_decisions", "lapsed", "municipal.move", NULL},
    {"in_force", "follow_up", "municipal.move", NULL},
    {"follow_up", "revision", "municipal.move", NULL},
    {0},
};
static const ov_state_machine machine = {states, transitions};

static const ov_action actions[] = {
    {"municipal.move", "process_leader", OV_OWN_MATTER,
     "Flytta ett hälso- och sjukvårdsavtal till nästa steg", NULL},
    {0},
};

static const ov_plugin plugin = {
    OV_PLUGIN_HEAD,         .id = "municipal",      .title = "Hälso- och sjukvårdsavtal",
    .version = "0.1.0",     .routes = routes,       .nav = nav,
    .actions = actions,     .schema_dir = "schema", .states = &machine,
    .todo = municipal_todo, .demo = municipal_demo, .sql = municipal_sql,
};

OV_EXPORT const ov_plugin *ov_plugin_entry(void)
{
    return &plugin;
}
