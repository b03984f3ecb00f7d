/* SPDX-License-Identifier: EUPL-1.2 */
/* plugin.c — hospital agreements: one region, its orderers and suppliers, phases that overlap. */
#include "hospital.h"

#include "pages/consult/consult_routes.h"
#include "pages/pages.h"

static const ov_route routes[] = {
    {OV_GET, "/", OV_PUBLIC, ov_page_matter},
    {OV_GET, "/tidslinje", OV_PUBLIC, ov_page_timeline},
    {OV_GET, "/faser", OV_PUBLIC, hospital_phases_page},
    {OV_GET, "/uppdrag", OV_PUBLIC, hospital_mandates_page},
    {OV_GET, "/parter", OV_PUBLIC, hospital_parties_page},
    OV_CONSULTATION_ROUTES,
    {0},
};

static const ov_nav_item nav[] = {
    {"Översikt", "", OV_PUBLIC},
    {"Uppdrag", "/uppdrag", OV_PUBLIC},
    {"Faser", "/faser", OV_PUBLIC},
    {"Parter", "/parter", OV_PUBLIC},
    {"Handlingar", "/dokument", OV_PUBLIC},
    {0},
};

/* Domain page 2.6. Phases 1–3 may be active together; the direction is the gate for what follows.
 */
static const ov_state states[] = {
    {"mandated", "Uppdrag givet"},
    {"follow_up", "Fördjupad uppföljning"},
    {"direction", "Inriktning"},
    {"model_development", "Avtalsmodellen utvecklas"},
    {"hospital_specific", "Avtal för varje sjukhus"},
    {"decision", "Beslut"},
    {"signed", "Undertecknat"},
    {"in_force", "Gäller"},
    {"evaluation", "Utvärderas"},
    {"successor_started", "Nytt avtal påbörjat"},
    {0},
};
static const ov_transition transitions[] = {
    {"mandated", "follow_up", "hospital.move", NULL},
    {"follow_up", "direction", "hospital.move", NULL},
    {"direction", "model_development", "hospital.move", NULL},
    {"model_development", "hospital_specific", "hospital.move", NULL},
    {"hospital_specific", "decision", "hospital.move", NULL},
    {"decision", "signed", "hospital.move", NULL},
    {"signed", "in_force", "hospital.move", NULL},
    {"in_force", "evaluation", "hospital.move", NULL},
    {"evaluation", "successor_started", "hospital.move", NULL},
    {0},
};
static const ov_state_machine machine = {states, transitions};

static const ov_action actions[] = {
    {"hospital.move", "process_leader", OV_OWN_MATTER, "Flytta ett sjukhusavtal till nästa steg",
     NULL},
    {0},
};

static const ov_plugin plugin = {
    OV_PLUGIN_HEAD,        .id = "hospital",       .title = "Sjukhusavtal",
    .version = "0.1.0",    .routes = routes,       .nav = nav,
    .actions = actions,    .schema_dir = "schema", .states = &machine,
    .demo = hospital_demo, .sql = hospital_sql,
};

OV_EXPORT const ov_plugin *ov_plugin_entry(void)
{
    return &plugin;
}
