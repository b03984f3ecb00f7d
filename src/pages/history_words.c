/* SPDX-License-Identifier: EUPL-1.2 */
/* history_words.c — what people call each action, as the rest of a sentence that begins with who.
 */
#include "pages/history.h"

#include <string.h>

const ov_event_word ov_event_words[] = {
    /* matters */
    {"matter.added", "Lade upp ärendet"},
    {"matter.status", "Ändrade ärendets läge"},
    {"matter.party_added", "Lade till en part i ärendet"},
    {"phase.added", "Lade till ett skede i tidsplanen"},
    {"milestone.added", "Lade till ett datum i tidsplanen"},
    /* texts */
    {"text.stored", "Sparade texten"},
    {"text.published", "Publicerade texten"},
    {"text.replaced", "Ersatte texten med en nyare"},
    {"text.rendered", "Gjorde om textens sidor efter en uppgradering"},
    {"text.draft_started", "Började ett utkast"},
    {"text.draft_named", "Ändrade utkastets namn eller dag"},
    {"text.draft_status", "Ändrade utkastets läge"},
    {"text.provision_saved", "Ändrade en bestämmelse"},
    {"text.provision_added", "Lade till en bestämmelse"},
    {"text.provision_merged", "Slog ihop bestämmelser"},
    {"text.provision_moved", "Flyttade en bestämmelse"},
    {"text.provision_removed", "Tog bort en bestämmelse"},
    {"text.provision_restored", "Tog tillbaka en bestämmelse"},
    {"text.provision_split", "Delade en bestämmelse"},
    {"text.reason_given", "Skrev varför en bestämmelse ändras"},
    {"text.source_added", "Angav vad som ledde till en ändring"},
    {"text.source_removed", "Tog bort en uppgift om vad som ledde till en ändring"},
    {"text.publication_asked", "Begärde att texten publiceras"},
    {"text.request_returned", "Lämnade tillbaka begäran om publicering"},
    {"text.request_voided", "Ändrade texten, så att begäran om publicering föll"},
    {"text.request_withdrawn", "Tog tillbaka begäran om publicering"},
    {"text.read_working", "Läste texten innan den var publicerad"},
    {"validity.changed", "Ändrade när texten gäller"},
    {"layer.written", "Skrev en lättläst text, översättning eller kommentar"},
    {"layer.removed", "Tog bort en lättläst text, översättning eller kommentar"},
    {"document.placed", "Ändrade dokumentets plats bland dokumenten"},
    {"document.linked", "Lade till en länk i dokumentet"},
    {"document.unlinked", "Tog bort en länk i dokumentet"},
    {"original.checked", "Kontrollerade originalfilens tillgänglighet"},
    {"original.asked", "Bad om originalet i tillgänglig form"},
    {"original.answered", "Besvarade en begäran om originalet i tillgänglig form"},
    {"term.added", "Lade till ett ord i ordlistan"},
    {"term.changed", "Ändrade ett ord i ordlistan"},
    {"term.removed", "Tog bort ett ord ur ordlistan"},
    {"import.read", "Läste in en fil"},
    {"import.corrected", "Rättade inläsningen"},
    {"import.undone", "Ångrade en rättning av inläsningen"},
    {"import.restarted", "Började om med inläsningen"},
    {"import.stored", "Sparade det inlästa som en text"},
    {"import.discarded", "Kastade inläsningen"},
    /* consultations */
    {"consultation.opened", "Lade upp remissen"},
    {"consultation.invited", "Bjöd in en part att svara"},
    {"referral.sent", "Skickade svaret på internremiss"},
    {"referral.ended", "Avslutade internremissen"},
    {"referral.opened", "Öppnade internremissen"},
    {"referral.answered", "Besvarade internremissen"},
    {"proposal.shared", "Delade sitt svarsförslag med andra parter"},
    {"proposal.ended", "Slutade dela svarsförslaget"},
    {"proposal.copied", "Hämtade ett delat svarsförslag till sitt utkast"},
    {"joint.begun", "Bjöd in parter till ett gemensamt svar"},
    {"joint.agreed", "Ställde sig bakom ett gemensamt svar"},
    {"joint.declined", "Avböjde att delta i ett gemensamt svar"},
    {"joint.ended", "Avbröt det gemensamma svaret"},
    {"joint.sent", "Skickade ett gemensamt svar"},
    {"consultation.read_status", "Såg vilka som har svarat, innan svarstiden var slut"},
    {"consultation.read_comments", "Läste kommentarerna i sammanställningen"},
    {"consultation.withdrawn", "Drog tillbaka remissen"},
    {"invitation.queued", "Skickade inbjudningarna"},
    {"invitation.resent", "Skickade en inbjudan på nytt"},
    {"invitation.opened", "Öppnade remissen"},
    {"invitation.acknowledged", "Bekräftade att remissen har kommit fram"},
    {"invitation.declined", "Avstod från att svara"},
    {"invitation.decline_undone", "Tog tillbaka att parten avstår"},
    {"invitation.working", "Började skriva svaret"},
    {"answer.saved", "Skrev på svaret"},
    {"answer.taken_over", "Tog över en fråga i svaret från den som skrev"},
    {"note.added", "Skrev en intern anteckning"},
    {"note.removed", "Tog bort en intern anteckning"},
    {"response.submitted", "Skickade svaret i tid"},
    {"response.late", "Skickade svaret efter svarstidens slut"},
    {"response.refused", "Skickade ett svar som kom för sent och avvisades"},
    {"response.searched", "Sökte i svaren"},
    {"response.read", "Läste svaret"},
    {"reminder.planned", "Planerade en påminnelse"},
    {"reminder.cancelled", "Tog bort en planerad påminnelse"},
    {"reminder.sent", "Skickade en påminnelse"},
    /* settlement */
    {"params.decided", "Lade in årets beslutade värden"},
    {"settle.party_added", "Lade till en part i regleringen"},
    {"frame.decided", "Lade in en ram"},
    {"statement.created", "Upprättade ett regleringsbesked"},
    {"statement.discarded", "Kastade ett utkast till regleringsbesked"},
    {"statement.published", "Publicerade regleringsbeskedet"},
    /* people and organisations */
    {"organisation.added", "Lade upp organisationen"},
    {"organisation.changed", "Ändrade organisationens uppgifter"},
    {"organisation.saved", "Sparade organisationens uppgifter"},
    {"organisation.ended", "Avslutade organisationen"},
    {"organisation.reopened", "Öppnade organisationen igen"},
    {"account.added", "Lade upp kontot"},
    {"account.disabled", "Stängde kontot"},
    {"account.enabled", "Öppnade kontot igen"},
    {"account.password", "Bytte lösenord på kontot"},
    {"account.email", "Bytte e-postadress på kontot"},
    {"account.settings", "Ändrade kontots inställningar"},
    {"account.extracted", "Tog ut personens uppgifter"},
    {"person.changed", "Ändrade personens uppgifter"},
    {"person.invited", "Bjöd in personen"},
    {"person.uninvited", "Tog tillbaka inbjudan"},
    {"mandate.added", "Gav personen ett uppdrag"},
    {"mandate.changed", "Ändrade personens uppdrag"},
    {"mandate.ended", "Avslutade personens uppdrag"},
    {"group.added", "Lade till en grupp"},
    {"group.changed", "Ändrade gruppen"},
    {"group.ended", "Avslutade gruppen"},
    {"group.reopened", "Öppnade gruppen igen"},
    {"body.added", "Lade till ett organ"},
    {"body.changed", "Ändrade organet"},
    {"body.ended", "Avslutade organet"},
    {"body.reopened", "Öppnade organet igen"},
    {"meeting.added", "Lade till ett möte"},
    {"meeting.restored", "Tog tillbaka det inställda mötet"},
    {"meeting.changed", "Ändrade mötet"},
    {"meeting.cancelled", "Ställde in mötet"},
    {"chain.added", "Lade till en beslutskedja"},
    {"chain.changed", "Ändrade beslutskedjan"},
    {"chain.ended", "Avslutade beslutskedjan"},
    /* signing in */
    {"session.started", "Loggade in"},
    {"session.ended", "Loggade ut"},
    {"session.others_ended", "Loggade ut på andra enheter"},
    {"sign_in.failed", "Angav fel lösenord"},
    {"link.invitation", "Skickade en länk för att komma i gång"},
    {"link.login", "Skickade en länk för att logga in"},
    {"link.reset", "Skickade en länk för att byta lösenord"},
    {"link.email", "Skickade en länk för att bekräfta en e-postadress"},
    {"factor.added", "Slog på inloggning i två steg"},
    {"factor.shown", "Visade koden för inloggning i två steg"},
    {"factor.removed", "Stängde av inloggning i två steg"},
    {"factor.reset", "Nollställde inloggning i två steg"},
    {"factor.codes_renewed", "Gjorde nya reservkoder"},
    {"factor.recovery_used", "Loggade in med en reservkod"},
    {"identity.linked", "Kopplade kontot till organisationens inloggning"},
    {"identity.removed", "Tog bort kopplingen till organisationens inloggning"},
    {"form.kept", "Sparade det som var skrivet när inloggningen gick ut"},
    {"form.kept_done", "Tog tillbaka det som var skrivet när inloggningen gick ut"},
    /* mail and the log itself */
    {"mail.held", "Stoppade utskicket"},
    {"mail.released", "Släppte utskicket"},
    {"mail.retried", "Försökte skicka igen"},
    {"mail.cancelled", "Tog bort utskicket"},
    {"mail.failed", "Gav upp att skicka"},
    {"mail.bounced", "Fick tillbaka utskicket"},
    {"log.exported", "Tog ut händelser ur loggen"},
    {"log.head_mailed", "Mejlade loggens huvud"},
    {"log.read", "Läste händelseloggen"},
    {0}};

enum { MAX_TABLES = 32 };
static const ov_event_word *tables[MAX_TABLES] = {ov_event_words};
static size_t n_tables = 1;

void ov_event_words_add(const ov_event_word *words)
{
    for (size_t i = 0; i < n_tables; i++)
        if (tables[i] == words)
            return;
    if (n_tables < MAX_TABLES)
        tables[n_tables++] = words;
}

const char *ov_event_text(const char *action)
{
    for (size_t i = 0; i < n_tables; i++)
        for (const ov_event_word *word = tables[i]; word->action; word++)
            if (strcmp(word->action, action) == 0)
                return word->text;
    return NULL;
}
