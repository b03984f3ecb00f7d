/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt_mail.c — mails of receipts: number, instant, hash and addresses; never what was answered.
 */
#include "notify/receipt_mail.h"

#include "consult/receipt/diary.h"
#include "outbox/outbox.h"
#include "util/log.h"
#include "view/format.h"

#include <string.h>

enum {
    P_ACCOUNT,
    P_LOGIN,
    P_NAME,
    P_EMAIL,
    P_FAULT,
    P_LANGUAGE,
    P_PARTY,
    P_PARTY_MAILBOX,
    P_OWNER,
    P_OWNER_MAILBOX,
    P_PARTY_ID,
    P_OWNER_ID
};

typedef struct posting {
    const ov_mailer *mailer;
    const char *number;
    ov_response r;
    ov_consultation c;
    bool refused;
} posting;

/* Whom one of the mails is for; side NULL: the person who sent. */
typedef struct addressee {
    const char *to, *name, *side, *lang;
    ov_id account_id, org_id;
} addressee;

static ov_map *values_of(ov_ctx *ctx, const posting *p, const addressee *a)
{
    ov_map *values = ov_map_new(ctx->arena);
    const char *site = p->mailer->site->url;

    ov_map_text(values, "number", p->r.number);
    ov_map_text(values, "title", p->c.title);
    ov_map_text(values, "party", p->r.org_name);
    ov_map_text(values, "received", ov_format_instant_exact(ctx->arena, p->r.received, a->lang));
    ov_map_text(values, "hash", p->r.hash);
    ov_map_text(values, "replaces", p->r.replaces);
    ov_map_text(values, "name", a->name);
    ov_map_bool(values, "registry", a->side != NULL);
    ov_map_bool(values, "arrival", a->side && !strcmp(a->side, OV_DIARY_RECEIVER));
    ov_map_bool(values, "refused", p->refused);
    ov_map_bool(values, "late", !strcmp(p->r.timing, "late"));
    ov_map_text(values, "href", ov_printf(ctx->arena, "%s/kvittens/%s", site, p->r.number));
    return values;
}

static ov_status add_links(ov_ctx *ctx, const posting *p, const addressee *a, ov_map *values)
{
    const char *site = p->mailer->site->url, *token;

    OV_TRY(ov_diary_link_make(ctx, p->r.id, a->side, a->to, &token));
    ov_map_text(values, "package",
                ov_printf(ctx->arena, "%s/kvittens/%s/paket.zip", site, p->r.number));
    ov_map_text(values, "link", ov_printf(ctx->arena, "%s/diarium/%s", site, token));
    ov_map_text(values, "until",
                ov_format_day(ctx->arena,
                              ov_stockholm_day(ctx->now + OV_DIARY_LINK_LIFE - OV_DAY_LENGTH),
                              a->lang));
    return OV_OK;
}

static ov_status mail_to(ov_ctx *ctx, const posting *p, const addressee *a)
{
    ov_map *values;
    const char *subject, *body;
    bool link = a->side && !p->refused;

    if (!a->to || !ov_mail_address_ok(a->to))
        return OV_OK;
    values = values_of(ctx, p, a);
    if (link)
        OV_TRY(add_links(ctx, p, a, values));
    OV_TRY(ov_mail_render(p->mailer->templates, p->mailer->site, "receipt", a->lang, values,
                          &subject, &body, &ctx->err));
    return ov_mail_add(ctx,
                       &(ov_mail){
                           .kind = a->side && !strcmp(a->side, OV_DIARY_RECEIVER)
                                       ? "response.arrived"
                                       : "response.receipt",
                           .object = ov_printf(ctx->arena, "response/%lld", (long long)p->r.id),
                           .to = a->to,
                           .to_name = a->name,
                           .account_id = a->account_id,
                           .org_id = a->org_id,
                           .lang = a->lang,
                           .subject = subject,
                           .body = body,
                           .secret = link,
                           .once_key = ov_printf(ctx->arena, "receipt/%lld/%s", (long long)p->r.id,
                                                 a->side ? a->side : "person"),
                       },
                       NULL);
}

/* The person, unless it is the registry itself that writes; the party's registry, unless what came
 * is from somebody outside the register; the receiver's, unless it refused. */
static ov_status mail_all(ov_ctx *ctx, void *arg)
{
    posting *p = arg;
    const ov_rows *rows;

    OV_TRY(ov_response_by_number(ctx, p->number, &p->r));
    OV_TRY(ov_receipt_posted(ctx, p->r.id));
    OV_TRY(ov_consultation_any(ctx, 0, p->r.consultation_id, &p->c));
    OV_TRY(ov_receipt_people(ctx, p->r.id, &rows));
    p->refused = !strcmp(p->r.timing, "refused");
    const char *lang = ov_cell_text(rows, 0, P_LANGUAGE);
    const char *email = ov_cell_text(rows, 0, P_EMAIL);
    const addressee person = {.to = ov_cell_null(rows, 0, P_FAULT) ? email : NULL,
                              .name = ov_cell_text(rows, 0, P_NAME),
                              .lang = lang ? lang : "sv",
                              .account_id = ov_cell_int(rows, 0, P_ACCOUNT),
                              .org_id = p->r.org_id};
    const addressee sender = {.to = ov_cell_text(rows, 0, P_PARTY_MAILBOX),
                              .name = ov_cell_text(rows, 0, P_PARTY),
                              .lang = "sv",
                              .side = OV_DIARY_SENDER,
                              .org_id = ov_cell_int(rows, 0, P_PARTY_ID)};
    const addressee receiver = {.to = ov_cell_text(rows, 0, P_OWNER_MAILBOX),
                                .name = ov_cell_text(rows, 0, P_OWNER),
                                .lang = "sv",
                                .side = OV_DIARY_RECEIVER,
                                .org_id = ov_cell_int(rows, 0, P_OWNER_ID)};

    if (!sender.to || !person.to || strcmp(sender.to, person.to) != 0)
        OV_TRY(mail_to(ctx, p, &person));
    if (!p->r.respondent)
        OV_TRY(mail_to(ctx, p, &sender));
    return p->refused ? OV_OK : mail_to(ctx, p, &receiver);
}

ov_status ov_receipts_mail(ov_ctx *ctx, const ov_mailer *mailer)
{
    const ov_rows *rows;
    ov_status worst = OV_OK;

    OV_TRY(ov_receipts_due(ctx, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        posting p = {.mailer = mailer, .number = ov_cell_text(rows, i, 1)};
        ov_status status = ov_write(ctx, mail_all, &p);

        if (status == OV_OK || status == OV_NOT_FOUND) /* not found: mailed by another process */
            continue;
        ov_log(OV_LOG_ERROR, "mail of a receipt: %s: %s", ov_status_name(status), ctx->err.text);
        worst = status;
    }
    return worst;
}
