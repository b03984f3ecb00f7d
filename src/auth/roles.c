/* SPDX-License-Identifier: EUPL-1.2 */
/* roles.c — the roles and the core's table of what they may. */
#include "auth/auth.h"

#include <string.h>

const char *const ov_roles[] = {"council_member",
                                "drafter",
                                "approver",
                                "authorised_sender",
                                "registrar",
                                "process_leader",
                                "economist",
                                "auditor",
                                "administrator",
                                "organisation_administrator",
                                "council_secretary",
                                "board_secretary",
                                NULL};

static const char *const titles[] = {"Rådsledamot",      "Handläggare",
                                     "Granskare",        "Behörig avsändare",
                                     "Registrator",      "Processledare",
                                     "Ekonom",           "Revisor",
                                     "Systemförvaltare", "Organisationsadministratör",
                                     "Rådssekreterare",  "Nämndsekreterare"};

const char *ov_role_title(const char *role)
{
    for (size_t i = 0; role && ov_roles[i]; i++)
        if (strcmp(ov_roles[i], role) == 0)
            return titles[i];
    return NULL;
}

const ov_action ov_core_actions[] = {
    {"matter.read_working", "process_leader", OV_OWN_MATTER, "Läsa arbetsversioner i egna ärenden"},
    {"matter.read_working", "auditor", OV_ANY, "Läsa arbetsversioner i alla ärenden"},
    {"text.import", "process_leader", OV_OWN_MATTER, "Läsa in avtalstexter i egna ärenden"},
    {"text.edit", "process_leader", OV_OWN_MATTER, "Skriva och ändra avtalstexter i egna ärenden"},
    {"text.publish", "process_leader", OV_OWN_MATTER, "Publicera avtalstexter i egna ärenden"},
    {"consult.answer", "drafter", OV_OWN_ORG, "Skriva svar för den egna organisationen"},
    {"consult.answer", "approver", OV_OWN_ORG, "Granska och ändra den egna organisationens svar"},
    {"consult.answer", "authorised_sender", OV_OWN_ORG, "Skriva svar för den egna organisationen"},
    {"consult.submit", "authorised_sender", OV_OWN_ORG, "Skicka den egna organisationens svar"},
    {"consult.read_own", "drafter", OV_OWN_ORG, "Läsa den egna organisationens svar"},
    {"consult.read_own", "approver", OV_OWN_ORG, "Läsa den egna organisationens svar"},
    {"consult.read_own", "authorised_sender", OV_OWN_ORG, "Läsa den egna organisationens svar"},
    {"consult.read_own", "registrar", OV_OWN_ORG, "Läsa den egna organisationens svar"},
    {"consult.read_own", "board_secretary", OV_OWN_ORG, "Läsa den egna organisationens svar"},
    {"consult.read_own", "council_secretary", OV_OWN_ORG, "Läsa det egna rådets svar"},
    {"consult.answer", "council_secretary", OV_OWN_ORG, "Skriva svar för det egna rådet"},
    {"consult.submit", "council_secretary", OV_OWN_ORG, "Skicka det egna rådets svar"},
    {"consult.run", "process_leader", OV_OWN_MATTER, "Leda remisser i egna ärenden"},
    {"consult.read_all", "process_leader", OV_OWN_MATTER, "Läsa alla svar i egna ärenden"},
    {"consult.read_all", "auditor", OV_ANY, "Läsa alla svar i alla ärenden"},
    {"settle.prepare", "economist", OV_OWN_ORG, "Upprätta den egna regionens avräkningar"},
    {"settle.publish", "economist", OV_OWN_ORG, "Publicera den egna regionens avräkningar"},
    {"settle.read", "economist", OV_OWN_ORG, "Läsa den egna regionens avräkningar"},
    {"settle.read", "auditor", OV_ANY, "Läsa alla avräkningar"},
    {"admin.index", "administrator", OV_ANY, "Se förvaltningens startsida"},
    {"admin.index", "organisation_administrator", OV_ANY, "Se förvaltningens startsida"},
    {"admin.index", "auditor", OV_ANY, "Se förvaltningens startsida"},
    {"admin", "administrator", OV_ANY, "Sköta organisationer, grupper, utskick och drift"},
    {"people.first", "administrator", OV_ANY,
     "Bjuda in och avsluta organisationsadministratörer och systemförvaltare"},
    {"org.manage", "organisation_administrator", OV_OWN_ORG,
     "Sköta den egna organisationens uppgifter, personer, roller och beslutskedjor"},
    {"audit.read", "auditor", OV_ANY, "Läsa händelseloggen"},
    {0}};
