/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_post.c — the letters of the demo's rounds that are open, written as the portal writes them.
 */
#include "cli/demo_post.h"

#include "cli/demo_people.h"
#include "consult/during/invite.h"
#include "notify/round_mail.h"
#include "register/register.h"

#include <string.h>

enum { OPEN_ID };

static ov_status save(ov_ctx *ctx, void *arg)
{
    return ov_organisation_save(ctx, arg, NULL);
}

static ov_status invite(ov_ctx *ctx, void *arg)
{
    return ov_invitations_send(ctx, arg);
}

/* tools/mail_catcher sends back what goes to somebody whose name begins so. */
static ov_status misspell(ov_ctx *ctx, ov_id id)
{
    ov_organisation org;

    OV_TRY(ov_organisation_get(ctx, id, &org));
    org.registry_email = ov_demo_email(ctx->arena, "studs.registrator", org.name);
    return ov_write(ctx, save, &org);
}

/* Of the parties that nothing is heard of yet, by name: the first's letter comes back, the next two
 * have opened theirs. */
static ov_status be_parties(ov_ctx *ctx, const ov_consultation *c)
{
    enum { BACK, OPENED, LAST_OPENED = OPENED + 1 };
    const ov_actor before = ctx->actor;
    const ov_rows *board, *parties;
    size_t quiet = 0;

    OV_TRY(ov_round_board(ctx, c->id, 0, &board));
    OV_TRY(ov_invitations(ctx, c->id, &parties));
    for (size_t i = 0; i < board->n && i < parties->n && quiet <= LAST_OPENED; i++) {
        ov_id org = ov_cell_int(parties, i, OV_INVITED_ORG);

        if (ov_cell_int(board, i, OV_BOARD_STANDING) != OV_STANDS_NOT_SENT)
            continue;
        if (quiet++ == BACK) {
            OV_TRY(misspell(ctx, org));
            continue;
        }
        ctx->actor = (ov_actor){.login = "registrator", .name = "Registrator"};
        ov_invitation_seen(ctx, c, org);
        ctx->actor = before;
    }
    return OV_OK;
}

ov_status ov_demo_post(ov_demo *demo, ov_home *home)
{
    const ov_settings *settings = &home->settings;
    const ov_mail_site site = {.name = settings->site_name,
                               .owner = settings->site_owner,
                               .contact = settings->site_contact,
                               .url = settings->site_url};
    ov_ctx *ctx = demo->ctx;
    const ov_rows *open;

    OV_TRY(ov_home_templates(home, &ctx->err));
    OV_TRY(ov_consultations_open(ctx, ctx->now, &open));
    for (size_t i = 0; i < open->n; i++) {
        ov_consultation c;

        OV_TRY(ov_consultation_get(ctx, 0, ov_cell_int(open, i, OPEN_ID), &c));
        OV_TRY(be_parties(ctx, &c));
        OV_TRY(ov_write(ctx, invite, &c));
    }
    return ov_round_mails(ctx, &(ov_mailer){.templates = home->templates, .site = &site});
}
