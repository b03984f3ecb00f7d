/* SPDX-License-Identifier: EUPL-1.2 */
/* posted.c — what somebody wrote in a form, for a page that gives it back: fields by what people
 * call them, and nothing that is secret or that nobody wrote. */
#include "consult/consult.h"
#include "plugin/site.h"

#include <string.h>

/* A field, or "field=choice", and its name on the forms. */
typedef struct word {
    const char *name, *text;
} word;

static const word words[] = {
    {"adress", "Adress"},
    {"andringar", "Ändringar"},
    {"anmald", "Anmäls till nämnden"},
    {"anteckning", "Anteckning"},
    {"anvandare", "Användarnamn"},
    {"anvandning", "Vad filen är"},
    {"arende", "Ärende"},
    {"begaran", "Begäran"},
    {"beslutsdag", "Beslutsdag"},
    {"bestammelse", "Bestämmelse"},
    {"betalare", "Betalare"},
    {"beteckning", "Versionens namn"},
    {"betyg", "Ställningstagande"},
    {"betyg=abstain", "Avstår"},
    {"betyg=no_comment", "Inga synpunkter"},
    {"betyg=reject", "Avstyrker"},
    {"betyg=support", "Tillstyrker"},
    {"betyg=support_with_change", "Tillstyrker med ändring"},
    {"dag", "Dag"},
    {"datum", "Datum"},
    {"dokument", "Dokument"},
    {"diarienummer", "Diarienummer"},
    {"epost", "E-postadress"},
    {"ersattare", "Ersättare"},
    {"ersatter", "Ersätter"},
    {"foregangare", "Ersätter"},
    {"forklaring", "Förklaring"},
    {"forlangning", "Förlängning"},
    {"former", "Andra former"},
    {"fraga", "Fråga"},
    {"fran", "Från och med"},
    {"grund", "Grund"},
    {"halsning", "Hälsning"},
    {"handling", "Handling"},
    {"hur", "Så förlängs eller sägs avtalet upp"},
    {"kalla", "Källa"},
    {"kallans-adress", "Källans adress"},
    {"kallans-slag", "Källans slag"},
    {"kommentar", "Kommentar"},
    {"lage", "Läge"},
    {"lank", "Länk"},
    {"lankslag", "Länken går till"},
    {"lydelse", "Lydelse som föreslås"},
    {"manad", "Månad"},
    {"meddelande", "Meddelande"},
    {"medlem", "Medlem"},
    {"motivering", "Motivering"},
    {"mottagare", "Mottagare"},
    {"namn", "Namn"},
    {"nar", "När"},
    {"niva", "Nivå"},
    {"nummer", "Nummer"},
    {"ordning", "Ordning"},
    {"org", "Organisation"},
    {"organ", "Nämnd eller styrelse"},
    {"organ-annat", "Annan nämnd eller styrelse"},
    {"organisation", "Organisation"},
    {"orsak", "Orsak"},
    {"paragraf", "Paragraf eller nummer"},
    {"part", "Part"},
    {"rattslage", "Vem har beslutat svaret"},
    {"registrator", "Registrator"},
    {"roll", "Roll"},
    {"rubrik", "Rubrik"},
    {"skal", "Skäl"},
    {"slag", "Slag"},
    {"standard", "Används om inget annat sägs"},
    {"status", "Status"},
    {"stycke", "Stycke"},
    {"svar", "Svar"},
    {"telefon", "Telefon"},
    {"text", "Text"},
    {"tid", "Klockslag"},
    {"tillagg", "Tillägg"},
    {"titel", "Titel"},
    {"under", "Hör till"},
    {"upphor", "Upphör"},
    {"uppsagning", "Uppsägning"},
    {"utfall", "Vad som beslutades"},
    {"var", "Det som gällde"},
    {"varfor", "Varför"},
    {"vem", "För vilka"},
    {"visa", "Visa vem som frågade"},
    {"webb", "Webbplats"},
};

static const char *word_for(const char *name)
{
    for (size_t i = 0; i < OV_LEN(words); i++)
        if (!strcmp(words[i].name, name))
            return words[i].text;
    return NULL;
}

/* A field that the table does not hold is at least written as a word: "sista-dag" as "Sista dag".
 */
static const char *label_of(const ov_req *req, const char *name)
{
    const char *text = word_for(name);
    char *own;

    if (text)
        return ov_req_tr(req, text);
    own = ov_strdup(req->ctx.arena, name);
    for (char *p = own; *p; p++)
        if (*p == '_' || *p == '-')
            *p = ' ';
    if (*own >= 'a' && *own <= 'z')
        *own = (char)(*own - 'a' + 'A');
    return own;
}

static ov_str value_of(const ov_req *req, const ov_pair *pair)
{
    const char *choice = NULL;

    if (!strcmp(pair->name, "rattslage"))
        choice = ov_legal_status_title(pair->value.ptr);
    else if (pair->value.len < 32)
        choice = word_for(ov_printf(req->ctx.arena, "%s=%s", pair->name, pair->value.ptr));
    return choice && *choice ? ov_str_from(ov_req_tr(req, choice)) : pair->value;
}

bool ov_is_secret_field(const char *name)
{
    return strstr(name, "losen") || strstr(name, "password") || !strcmp(name, "kod");
}

/* What a form carries for itself and nobody wrote. */
static bool is_working_field(const char *name)
{
    static const char *const names[] = {"radversion", "gor", "till",        "innehall",
                                        "version",    "id",  "m-radversion"};

    for (size_t i = 0; i < OV_LEN(names); i++)
        if (!strcmp(names[i], name))
            return true;
    return name[0] == '_';
}

size_t ov_req_posted(const ov_req *req, const ov_pairs *form, ov_list *list)
{
    size_t n = 0;

    for (size_t i = 0; i < form->n; i++) {
        const ov_pair *pair = &form->items[i];
        ov_map *item;

        if (ov_is_secret_field(pair->name) || is_working_field(pair->name) || !pair->value.len)
            continue;
        item = ov_list_add(list);
        ov_map_int(item, "n", (int64_t)++n);
        ov_map_text(item, "name", label_of(req, pair->name));
        ov_map_str(item, "value", value_of(req, pair));
    }
    return n;
}
