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
                                "guest",
                                NULL};

static const char *const titles[] = {"Rådsledamot",      "Handläggare",
                                     "Granskare",        "Behörig avsändare",
                                     "Registrator",      "Processledare",
                                     "Ekonom",           "Revisor",
                                     "Systemförvaltare", "Organisationsadministratör",
                                     "Rådssekreterare",  "Nämndsekreterare",
                                     "Svarar med länk"};

const char *ov_role_title(const char *role)
{
    for (size_t i = 0; role && ov_roles[i]; i++)
        if (strcmp(ov_roles[i], role) == 0)
            return titles[i];
    return NULL;
}

/* The states of a text that is worked on; of a round that can be answered (late: what comes is kept
 * as late; closed: only the refusal gets a receipt); of a statement that is not published. */
#define DRAFTS "draft,working"
#define ANSWERING "open,late,closed"
#define STATEMENTS "draft,checked,approved"

const ov_action ov_core_actions[] = {
    {"matter.read_working", "process_leader", OV_OWN_MATTER, "Läsa arbetsversioner i egna ärenden",
     "working"},
    {"matter.read_working", "auditor", OV_ANY, "Läsa arbetsversioner i alla ärenden", "working"},
    {"text.import", "process_leader", OV_OWN_MATTER, "Läsa in avtalstexter i egna ärenden", NULL},
    {"text.edit", "process_leader", OV_OWN_MATTER, "Skriva och ändra avtalstexter i egna ärenden",
     DRAFTS},
    {"text.publish", "process_leader", OV_OWN_MATTER, "Publicera avtalstexter i egna ärenden",
     DRAFTS},
    {"consult.answer", "drafter", OV_OWN_ORG, "Skriva svar för den egna organisationen", ANSWERING},
    {"consult.answer", "approver", OV_OWN_ORG, "Granska och ändra den egna organisationens svar",
     ANSWERING},
    {"consult.answer", "authorised_sender", OV_OWN_ORG, "Skriva svar för den egna organisationen",
     ANSWERING},
    {"consult.submit", "authorised_sender", OV_OWN_ORG, "Skicka den egna organisationens svar",
     ANSWERING},
    {"consult.read_own", "drafter", OV_OWN_ORG, "Läsa den egna organisationens svar", NULL},
    {"consult.read_own", "approver", OV_OWN_ORG, "Läsa den egna organisationens svar", NULL},
    {"consult.read_own", "authorised_sender", OV_OWN_ORG, "Läsa den egna organisationens svar",
     NULL},
    {"consult.read_own", "registrar", OV_OWN_ORG, "Läsa den egna organisationens svar", NULL},
    {"consult.read_own", "board_secretary", OV_OWN_ORG, "Läsa den egna organisationens svar", NULL},
    {"consult.read_own", "council_secretary", OV_OWN_ORG, "Läsa det egna rådets svar", NULL},
    {"consult.answer", "council_secretary", OV_OWN_ORG, "Skriva svar för det egna rådet",
     ANSWERING},
    {"consult.submit", "council_secretary", OV_OWN_ORG, "Skicka det egna rådets svar", ANSWERING},
    {"consult.approve", "drafter", OV_OWN_ORG,
     "Godkänna den egna organisationens svar när det är ens tur", ANSWERING},
    {"consult.approve", "approver", OV_OWN_ORG,
     "Godkänna den egna organisationens svar när det är ens tur", ANSWERING},
    {"consult.approve", "authorised_sender", OV_OWN_ORG,
     "Godkänna den egna organisationens svar när det är ens tur", ANSWERING},
    {"consult.approve", "registrar", OV_OWN_ORG,
     "Godkänna den egna organisationens svar när det är ens tur", ANSWERING},
    {"consult.approve", "organisation_administrator", OV_OWN_ORG,
     "Utse ersättare för den som ska godkänna den egna organisationens svar", ANSWERING},
    {"consult.approve", "board_secretary", OV_OWN_ORG,
     "Godkänna den egna organisationens svar när det är ens tur", ANSWERING},
    {"consult.approve", "council_member", OV_OWN_ORG,
     "Godkänna den egna organisationens svar när det är ens tur", ANSWERING},
    {"consult.approve", "council_secretary", OV_OWN_ORG,
     "Godkänna den egna organisationens svar när det är ens tur", ANSWERING},
    {"consult.decide", "authorised_sender", OV_OWN_ORG,
     "Registrera beslutet om den egna organisationens svar", NULL},
    {"consult.decide", "board_secretary", OV_OWN_ORG,
     "Registrera beslutet om den egna organisationens svar", NULL},
    {"consult.decide", "registrar", OV_OWN_ORG,
     "Registrera beslutet om den egna organisationens svar", NULL},
    {"consult.decide", "council_secretary", OV_OWN_ORG,
     "Registrera beslutet om den egna organisationens svar", NULL},
    {"consult.answer", "guest", OV_OWN_ORG, "Skriva svar i den remiss som länken gäller",
     ANSWERING},
    {"consult.submit", "guest", OV_OWN_ORG, "Skicka svaret i den remiss som länken gäller",
     ANSWERING},
    {"consult.read_own", "guest", OV_OWN_ORG, "Läsa det egna svaret", NULL},
    {"consult.run", "process_leader", OV_OWN_MATTER, "Leda remisser i egna ärenden", NULL},
    {"consult.read_all", "process_leader", OV_OWN_MATTER, "Läsa alla svar i egna ärenden", NULL},
    {"consult.read_all", "auditor", OV_ANY, "Läsa alla svar i alla ärenden", NULL},
    {"settle.prepare", "economist", OV_OWN_ORG, "Upprätta den egna regionens regleringsbesked",
     NULL},
    {"settle.publish", "economist", OV_OWN_ORG, "Publicera den egna regionens regleringsbesked",
     STATEMENTS},
    {"settle.read", "economist", OV_OWN_ORG, "Läsa den egna regionens regleringsbesked", NULL},
    {"settle.read", "auditor", OV_ANY, "Läsa alla regleringsbesked", NULL},
    {"admin.index", "administrator", OV_ANY, "Se förvaltningens startsida", NULL},
    {"admin.index", "organisation_administrator", OV_ANY, "Se förvaltningens startsida", NULL},
    {"admin.index", "auditor", OV_ANY, "Se förvaltningens startsida", NULL},
    {"admin", "administrator", OV_ANY, "Sköta organisationer, grupper, utskick och drift", NULL},
    {"people.first", "administrator", OV_ANY,
     "Bjuda in och avsluta organisationsadministratörer och systemförvaltare", NULL},
    {"org.manage", "organisation_administrator", OV_OWN_ORG,
     "Sköta den egna organisationens uppgifter, personer, roller och beslutskedjor", NULL},
    {"org.view", "administrator", OV_ANY, "Se alla organisationers uppgifter, organ och möten",
     NULL},
    {"org.view", "organisation_administrator", OV_OWN_ORG,
     "Se den egna organisationens uppgifter, organ och möten", NULL},
    {"org.edit", "administrator", OV_ANY, "Ändra alla organisationers uppgifter", NULL},
    {"org.edit", "organisation_administrator", OV_OWN_ORG,
     "Ändra den egna organisationens kontaktuppgifter", NULL},
    {"org.groups", "administrator", OV_ANY, "Sköta alla grupper", NULL},
    {"org.groups", "organisation_administrator", OV_OWN_ORG,
     "Sköta den egna organisationens grupper", NULL},
    {"audit.read", "auditor", OV_ANY, "Läsa händelseloggen", NULL},
    {"audit.list", "auditor", OV_ANY, "Söka och ta ut händelser", NULL},
    {"audit.list", "administrator", OV_ANY,
     "Söka och ta ut händelser om konton, organisationer, inloggningar och utskick", NULL},
    {"person.extract", "administrator", OV_ANY, "Ta ut en persons uppgifter", NULL},
    {"person.extract", "organisation_administrator", OV_OWN_ORG,
     "Ta ut uppgifterna om personer i den egna organisationen", NULL},
    {0}};
