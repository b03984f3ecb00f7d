/* SPDX-License-Identifier: EUPL-1.2 */
/* rights_words.c — what people call the areas, the actions and the states of the permission table.
 */
#include "auth/auth.h"

#include <string.h>

const char *ov_object_state_title(const char *state)
{
    static const struct {
        const char *state, *title;
    } known[] = {
        {"draft", "ett utkast"},
        {"working", "en arbetsversion"},
        {"checked", "kontrollerad av en kollega"},
        {"approved", "godkänd"},
        {"coming", "inte öppnad än"},
        {"open", "öppen"},
        {"late", "efter sista dagen"},
        {"closed", "stängd för sena svar"},
    };

    for (size_t i = 0; state && i < OV_LEN(known); i++)
        if (strcmp(known[i].state, state) == 0)
            return known[i].title;
    return NULL;
}

const char *ov_action_area(const char *action)
{
    static const struct {
        const char *prefix, *title;
    } areas[] = {
        {"matter.", "Avtalstexter"},       {"text.", "Avtalstexter"},
        {"consult.", "Remisser och svar"}, {"settle.", "Regleringsbesked"},
        {"admin", "Förvaltning"},          {"people.", "Förvaltning"},
        {"org.", "Förvaltning"},           {"person.", "Förvaltning"},
        {"audit.", "Förvaltning"},
    };

    for (size_t i = 0; i < OV_LEN(areas); i++)
        if (strncmp(areas[i].prefix, action, strlen(areas[i].prefix)) == 0)
            return areas[i].title;
    return NULL;
}

const char *ov_action_title(const char *action)
{
    static const struct {
        const char *action, *title;
    } known[] = {
        {"matter.read_working", "Läsa arbetsversioner av avtalstexter"},
        {"text.import", "Läsa in avtalstexter"},
        {"text.edit", "Skriva och ändra avtalstexter"},
        {"text.publish", "Publicera avtalstexter"},
        {"consult.answer", "Läsa och skriva utkast till remissvar"},
        {"consult.submit", "Skicka remissvar"},
        {"consult.approve", "Godkänna remissvar innan de skickas"},
        {"consult.decide", "Registrera beslut om remissvar"},
        {"consult.read_own", "Läsa den egna organisationens skickade svar"},
        {"consult.run", "Leda remisser"},
        {"consult.publish", "Granska och publicera sammanställningar av svar"},
        {"consult.enter", "Skriva in svar som kom på papper eller med e-post"},
        {"consult.read_all", "Läsa alla parters skickade svar"},
        {"consult.diary", "Skriva in diarienummer för svar"},
        {"settle.prepare", "Upprätta regleringsbesked"},
        {"settle.publish", "Publicera regleringsbesked"},
        {"settle.read", "Läsa regleringsbesked"},
        {"admin.index", "Se förvaltningens startsida"},
        {"org.manage", "Sköta en organisations personer, uppdrag och beslutskedjor"},
        {"org.view", "Se organisationers uppgifter, organ och möten"},
        {"org.edit", "Ändra organisationers uppgifter"},
        {"org.groups", "Sköta grupper"},
        {"audit.list", "Söka och ta ut händelser"},
        {"person.extract", "Ta ut en persons uppgifter"},
    };

    for (size_t i = 0; i < OV_LEN(known); i++)
        if (strcmp(known[i].action, action) == 0)
            return known[i].title;
    return NULL;
}
