/* SPDX-License-Identifier: EUPL-1.2 */
/* staff.c — the outbox for those who look after it. */
#include "outbox/staff.h"

#include "audit/audit.h"
#include "outbox/inside.h"
#include "outbox/sql.h"

#include <string.h>

#define SQL(name) (&ov_outbox_sql[OV_OUTBOX_##name])
#define PATIENCE (2 * OV_DAY_LENGTH)

typedef struct word {
    const char *code, *text;
} word;

/* ---- Words ---- */

const char *const ov_mail_states[] = {"failed",  "bounced", "held",      "waiting",
                                      "sending", "sent",    "cancelled", NULL};

static const char *find(const word *words, size_t n, const char *code)
{
    for (size_t i = 0; code && i < n; i++)
        if (!strcmp(words[i].code, code))
            return words[i].text;
    return NULL;
}

const char *ov_mail_state_title(const char *state)
{
    static const word words[] = {
        {"waiting", "Väntar"},         {"sending", "Skickas"},     {"sent", "Skickat"},
        {"failed", "Gick inte fram"},  {"bounced", "Kom i retur"}, {"held", "Hålls kvar"},
        {"cancelled", "Skickas inte"},
    };
    const char *text = find(words, OV_LEN(words), state);

    return text ? text : state;
}

const char *ov_mail_outcome_title(const char *outcome)
{
    static const word words[] = {
        {"sent", "Lämnat till mottagarens server"},
        {"again", "Gick inte, försöks igen"},
        {"failed", "Gick inte, inga fler försök"},
        {"bounced", "Kom i retur"},
        {"delayed", "Försenat på vägen"},
        {"held", "Hålls kvar"},
        {"released", "Släppt"},
        {"retried", "Försök igen beställt"},
        {"cancelled", "Skickas inte"},
    };
    const char *text = find(words, OV_LEN(words), outcome);

    return text ? text : outcome;
}

const char *ov_mail_fault_text(const char *kind)
{
    static const word words[] = {
        {OV_FAULT_CONNECT, "Portalen når inte mejlservern. Nya försök görs av sig själva."},
        {OV_FAULT_TLS, "Förbindelsen med mejlservern kan inte krypteras säkert: servern erbjuder "
                       "ingen kryptering, eller dess certifikat godtas inte."},
        {OV_FAULT_LOGIN, "Mejlservern tar inte emot portalens användarnamn och lösenord."},
        {OV_FAULT_SERVER, "Mejlservern tar inte emot något från portalen, eller svarar inte som "
                          "en mejlserver ska."},
        {OV_FAULT_TIMEOUT, "Mejlservern svarade inte i tid. Nya försök görs av sig själva."},
        {OV_FAULT_CUT, "Förbindelsen med mejlservern bröts. Nya försök görs av sig själva."},
        {OV_FAULT_TEMPORARY,
         "Servern tar inte emot mejlet just nu. Nya försök görs av sig själva."},
        {OV_FAULT_UNKNOWN, "Adressen finns inte eller tar inte emot mejl. Rätta den hos personen."},
        {OV_FAULT_FULL, "Mottagarens brevlåda är full."},
        {OV_FAULT_UNDELIVERED, "Mottagarens server gick inte att nå, eller tog inte emot i tid."},
        {OV_FAULT_REFUSED, "Servern vägrade att ta emot mejlet."},
        {OV_FAULT_TOO_LATE, "Tiden gick ut innan mejlet kunde skickas."},
        {OV_FAULT_NEEDLESS, "Det som mejlet handlade om är redan gjort."},
    };
    const char *text = find(words, OV_LEN(words), kind);

    return text || !kind ? text : "Servern vägrade att ta emot mejlet.";
}

const char *ov_mail_kind_title(const char *kind)
{
    static const word words[] = {
        {"account.invitation", "Inbjudan"},
        {"account.reset", "Nytt lösenord"},
        {"account.login_link", "Inloggningslänk"},
        {"account.login_other", "Besked om inloggning"},
        {"account.email_confirm", "Bekräfta e-postadress"},
        {"account.email_changed", "Bytt e-postadress"},
        {"account.factor_reset", "Borttaget andra steg"},
        {"account.password_changed", "Bytt lösenord"},
        {"audit.head", "Händelseloggens huvud"},
        {"consultation.referral", "Internremiss"},
        {"consultation.joint", "Gemensamt svar"},
        {"consultation.decision_link", "Länk för att registrera beslut"},
        {"notices", "Samlat besked"},
        {"round.invitation", "Remiss"},
        {"round.asked", "Fråga eller begäran om remiss"},
        {"round.extension", "Besked om svarstid"},
        {"round.correction", "Rättad remiss"},
        {"round.withdrawn", "Tillbakadragen remiss"},
        {"round.guest", "Länk för att svara på remiss"},
        {"round.guest_code", "Kod för att svara på remiss"},
        {"response.receipt", "Kvittens på ett svar"},
        {"response.arrived", "Besked om ett svar som har kommit in"},
        {"response.entered", "Fråga om ett inskrivet svar"},
        {"mail.test", "Provmejl"},
    };
    const char *text = find(words, OV_LEN(words), kind);

    return text ? text : kind;
}

/* ---- Reading ---- */

ov_status ov_mail_counts(ov_ctx *ctx, const ov_rows **out)
{
    return ov_select(ctx, SQL(COUNTS), OV_NOARGS, out);
}

ov_status ov_mail_kinds(ov_ctx *ctx, const ov_rows **out)
{
    return ov_select(ctx, SQL(KINDS), OV_NOARGS, out);
}

/* "%text%" in small letters, with '!' before what LIKE would read as a pattern; "" for "". */
static const char *part_of_address(ov_arena *arena, const char *text)
{
    char *out = ov_alloc(arena, 2 * strlen(text) + 3), *to = out;

    if (!*text)
        return "";
    *to++ = '%';
    for (const char *p = text; *p; p++) {
        if (strchr("!%_", *p))
            *to++ = '!';
        *to++ = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
    }
    *to++ = '%';
    *to = '\0';
    return out;
}

ov_status ov_mails(ov_ctx *ctx, const ov_mail_filter *filter, int64_t limit, int64_t offset,
                   const ov_rows **out)
{
    return ov_select(ctx, SQL(LIST),
                     OV_ARGS(ov_text(filter->state), ov_text(filter->kind),
                             ov_text(part_of_address(ctx->arena, filter->to)), ov_int(limit),
                             ov_int(offset)),
                     out);
}

ov_status ov_mails_count(ov_ctx *ctx, const ov_mail_filter *filter, int64_t *out)
{
    return ov_select_int(ctx, SQL(LIST_COUNT),
                         OV_ARGS(ov_text(filter->state), ov_text(filter->kind),
                                 ov_text(part_of_address(ctx->arena, filter->to))),
                         0, out);
}

ov_status ov_mail_get(ov_ctx *ctx, ov_id id, const ov_rows **out)
{
    return ov_select_row(ctx, SQL(GET), OV_ARGS(ov_int(id)), out);
}

ov_status ov_mail_attempts(ov_ctx *ctx, ov_id id, const ov_rows **out)
{
    return ov_select(ctx, SQL(ATTEMPTS), OV_ARGS(ov_int(id)), out);
}

/* ---- Changing ---- */

static ov_status change(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n, ov_id id,
                        const char *outcome, const char *action)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, sql, args, n, &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "mail %lld: not in a state to be %s", (long long)id,
                       outcome);
    OV_TRY(ov_mail_note(ctx, id, ctx->now, outcome, NULL));
    return ov_mail_event(ctx, id, action);
}

ov_status ov_mail_hold(ov_ctx *ctx, ov_id id)
{
    return change(ctx, SQL(HOLD), OV_ARGS(ov_int(id)), id, "held", "mail.held");
}

ov_status ov_mail_release(ov_ctx *ctx, ov_id id)
{
    return change(ctx, SQL(RELEASE),
                  OV_ARGS(ov_int(id), ov_int(ctx->now), ov_int(ctx->now + PATIENCE)), id,
                  "released", "mail.released");
}

ov_status ov_mail_retry(ov_ctx *ctx, ov_id id)
{
    return change(ctx, SQL(RETRY),
                  OV_ARGS(ov_int(id), ov_int(ctx->now), ov_int(ctx->now + PATIENCE)), id, "retried",
                  "mail.retried");
}

ov_status ov_mail_cancel(ov_ctx *ctx, ov_id id)
{
    return change(ctx, SQL(CANCEL), OV_ARGS(ov_int(id)), id, "cancelled", "mail.cancelled");
}

static ov_status event_of_all(ov_ctx *ctx, int64_t n, const char *action)
{
    return n ? ov_audit(ctx, &(ov_event){.action = action, .object = "mail"}) : OV_OK;
}

ov_status ov_mail_hold_all(ov_ctx *ctx, int64_t *n)
{
    OV_TRY(ov_exec(ctx, SQL(HOLD_ALL), OV_NOARGS, n));
    return event_of_all(ctx, *n, "mail.held");
}

ov_status ov_mail_release_all(ov_ctx *ctx, int64_t *n)
{
    OV_TRY(
        ov_exec(ctx, SQL(RELEASE_ALL), OV_ARGS(ov_int(ctx->now), ov_int(ctx->now + PATIENCE)), n));
    return event_of_all(ctx, *n, "mail.released");
}
