/* SPDX-License-Identifier: EUPL-1.2 */
/* plugin.c — regional agreements: what regions pay each other for a year, and the statements. */
#include "regional.h"

#include "pages/pages.h"

static const ov_route routes[] = {
    {OV_GET, "/", OV_PUBLIC, ov_page_matter},
    {OV_GET, "/tidslinje", OV_PUBLIC, ov_page_timeline},
    {OV_GET, "/ramar", OV_PUBLIC, regional_frames_page},
    {OV_GET, "/pris", OV_PUBLIC, regional_price_page},
    {OV_GET, "/betalplan", OV_PUBLIC, regional_plan_page},
    {OV_GET, "/betalplan.csv", OV_PUBLIC, regional_plan_csv},
    {OV_GET, "/betalplan.ics", OV_PUBLIC, regional_plan_calendar},
    {OV_GET, "/avrakning", OV_PUBLIC, regional_statements_page},
    {OV_POST, "/avrakning", "settle.prepare", regional_statement_create},
    {OV_GET, "/avrakning/utkast/:id", "settle.prepare", regional_draft_page},
    {OV_POST, "/avrakning/utkast/:id/publicera", "settle.publish", regional_draft_publish},
    {OV_POST, "/avrakning/utkast/:id/kasta", "settle.prepare", regional_draft_discard},
    {OV_GET, "/avrakning/:nr.txt", OV_PUBLIC, regional_statement_txt},
    {OV_GET, "/avrakning/:nr.csv", OV_PUBLIC, regional_statement_csv},
    {OV_GET, "/avrakning/:nr.json", OV_PUBLIC, regional_statement_json},
    {OV_GET, "/avrakning/:nr", OV_PUBLIC, regional_statement_page},
    {0},
};

static const ov_nav_item nav[] = {
    {"Översikt", "/", OV_PUBLIC},
    {"Ramar", "/ramar", OV_PUBLIC},
    {"Pris", "/pris", OV_PUBLIC},
    {"Betalplan", "/betalplan", OV_PUBLIC},
    {"Regleringsbesked", "/avrakning", OV_PUBLIC},
    {"Handlingar", "/dokument", OV_PUBLIC},
    {0},
};

/* The year of an agreement, domain page 2.7. */
static const ov_state states[] = {
    {"planning", "Planeras"},
    {"calculated", "Beräknad efter KPP"},
    {"consulted", "Samrådd i programområdena"},
    {"prepared", "Beredd"},
    {"decided", "Beslutad"},
    {"running", "Löpande"},
    {"closed", "Avslutad"},
    {"reconciled", "Avstämd"},
    {0},
};
static const ov_transition transitions[] = {
    {"planning", "calculated", "regional.move", NULL},
    {"calculated", "consulted", "regional.move", NULL},
    {"consulted", "prepared", "regional.move", NULL},
    {"prepared", "decided", "regional.move", NULL},
    {"decided", "running", "regional.move", NULL},
    {"running", "closed", "regional.move", NULL},
    {"closed", "reconciled", "regional.move", NULL},
    {0},
};
static const ov_state_machine machine = {states, transitions};

static const ov_action actions[] = {
    {"regional.move", "process_leader", OV_OWN_MATTER, "Flytta ett avtalsår till nästa steg", NULL},
    {0},
};

static const ov_plugin plugin = {
    OV_PLUGIN_HEAD,        .id = "regional",       .title = "Regionsamverkan",
    .version = "0.1.0",    .routes = routes,       .nav = nav,
    .actions = actions,    .schema_dir = "schema", .states = &machine,
    .todo = regional_todo, .demo = regional_demo,  .sql = regional_sql,
};

OV_EXPORT const ov_plugin *ov_plugin_entry(void)
{
    return &plugin;
}
