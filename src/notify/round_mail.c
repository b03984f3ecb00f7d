/* SPDX-License-Identifier: EUPL-1.2 */
/* round_mail.c — writes the mails of rounds. */
#include "notify/round_mail.h"

#include "auth/link.h"
#include "consult/during/correction.h"
#include "consult/during/guest.h"
#include "consult/during/invite.h"
#include "notify/remind.h"
#include "outbox/outbox.h"
#include "util/hash.h"
#include "util/log.h"
#include "view/format.h"

#include <string.h>

#define LINK_PATIENCE (14 * OV_DAY_LENGTH) /* a mail with a link is tried so long */

enum {
    POSTS_DUE,
    POST_SPREAD,
    POST_TAKE,
    POST_SETTLE,
    POST_STAFF,
    POST_MAIL,
    POST_EXTENSION,
    POST_CHANGE,
    POST_INQUIRY
};

const ov_sql ov_round_mail_sql[] = {
    [POSTS_DUE] = {"round_mail.due",
                   "SELECT p.id, p.consultation_id, COALESCE(p.organisation_id, 0), p.kind, "
                   "COALESCE(p.object_id, 0), c.matter_id FROM round_post p JOIN consultation c "
                   "ON c.id = p.consultation_id WHERE p.state = 'waiting' AND p.due_at <= $1 "
                   "ORDER BY p.id LIMIT 1000",
                   NULL},
    /* What is for all becomes one for each party. */
    [POST_SPREAD] = {"round_mail.spread",
                     "INSERT INTO round_post (consultation_id, organisation_id, kind, object_id, "
                     "due_at, made_at) SELECT p.consultation_id, i.organisation_id, p.kind, "
                     "p.object_id, p.due_at, p.made_at FROM round_post p JOIN invitation i "
                     "ON i.consultation_id = p.consultation_id AND i.declined_at IS NULL "
                     "AND i.invited_at IS NOT NULL WHERE p.id = $1 ORDER BY i.id",
                     NULL},
    /* Taken first: of two that run at once only one goes on. */
    [POST_TAKE] = {"round_mail.take",
                   "UPDATE round_post SET state = 'mailed', settled_at = $2, key_hash = $3 "
                   "WHERE id = $1 AND state = 'waiting'",
                   NULL},
    [POST_SETTLE] = {"round_mail.settle",
                     "UPDATE round_post SET state = $2, reached = $3 WHERE id = $1", NULL},
    [POST_STAFF] = {"round_mail.staff",
                    "SELECT DISTINCT a.id, a.name, a.email, a.language FROM mandate m "
                    "JOIN account a ON a.id = m.account_id AND a.disabled = 0 "
                    "JOIN matter t ON t.organisation_id = m.organisation_id WHERE t.id = $1 "
                    "AND m.role = 'process_leader' AND (m.matter_id = 0 OR m.matter_id = t.id) "
                    "AND m.ended_at IS NULL AND (m.valid_from IS NULL OR m.valid_from <= $2) "
                    "AND (m.valid_to IS NULL OR m.valid_to >= $2) AND a.email IS NOT NULL "
                    "AND a.email_fault IS NULL ORDER BY a.id",
                    NULL},
    [POST_MAIL] = {"round_mail.mail",
                   "INSERT INTO round_mail (mail_id, post_id, organisation_id, account_id) "
                   "VALUES ($1, $2, $3, $4)",
                   NULL},
    [POST_EXTENSION] = {"round_mail.extension",
                        "SELECT o.name, e.wanted_day, e.why, e.state, e.answer "
                        "FROM extension_request e JOIN organisation o ON o.id = e.organisation_id "
                        "WHERE e.id = $1",
                        NULL},
    [POST_CHANGE] = {"round_mail.change",
                     "SELECT old_day, new_day, why FROM deadline_change WHERE consultation_id = $1 "
                     "AND (organisation_id = $2 OR organisation_id IS NULL) "
                     "ORDER BY id DESC LIMIT 1",
                     NULL},
    [POST_INQUIRY] = {"round_mail.inquiry",
                      "SELECT o.name, i.text FROM inquiry i JOIN organisation o "
                      "ON o.id = i.organisation_id WHERE i.id = $1",
                      NULL},
    {0}};

/* One letter on its way to becoming mails. */
typedef struct post {
    const ov_mailer *mailer;
    ov_id id, round_id, org_id, object_id, matter_id;
    const char *kind;
    ov_consultation c; /* with the party's own last day */
    ov_matter matter;
    const char *key;      /* what the link carries */
    const char *template; /* under templates/mail */
    int64_t reached;
} post;

/* ---- What the letters say ---- */

static const char *address_of(ov_ctx *ctx, const post *p, const char *page)
{
    return ov_printf(ctx->arena, "%s/arende/%s/remiss/%lld%s", p->mailer->site->url, p->matter.slug,
                     (long long)p->c.id, page);
}

static void say_round(ov_ctx *ctx, const post *p, const char *lang, ov_map *values)
{
    ov_map_text(values, "title", p->c.title);
    ov_map_text(values, "matter", p->matter.title);
    ov_map_text(values, "deadline", ov_format_deadline(ctx->arena, p->c.deadline, lang));
    ov_map_text(
        values, "left",
        ov_format_days_left(ctx->arena, ov_stockholm_day(ctx->now), p->c.deadline_day, lang));
    ov_map_text(values, "contact_name", p->c.contact_name);
    ov_map_text(values, "contact_email", p->c.contact_email);
    ov_map_text(values, "contact_phone", p->c.contact_phone);
    ov_map_bool(values, "has_contact",
                p->c.contact_name || p->c.contact_email || p->c.contact_phone);
}

static ov_status say_extension(ov_ctx *ctx, const post *p, const char *lang, ov_map *values)
{
    const ov_rows *rows;

    OV_TRY(
        ov_select(ctx, &ov_round_mail_sql[POST_EXTENSION], OV_ARGS(ov_int(p->object_id)), &rows));
    if (rows->n) {
        ov_map_text(values, "party", ov_cell_text(rows, 0, 0));
        ov_map_text(values, "wanted",
                    ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, 0, 1), lang));
        ov_map_text(values, "why", ov_cell_text(rows, 0, 2));
        ov_map_text(values, "answer", ov_cell_text(rows, 0, 4));
        if (!strcmp(ov_cell_text(rows, 0, 3), "refused")) {
            ov_map_bool(values, "refused", true);
            return OV_OK;
        }
    }
    OV_TRY(ov_select(ctx, &ov_round_mail_sql[POST_CHANGE],
                     OV_ARGS(ov_int(p->c.id), ov_int(p->org_id)), &rows));
    if (rows->n) {
        ov_map_text(values, "was",
                    ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, 0, 0), lang));
        ov_map_text(values, "change_why", ov_cell_text(rows, 0, 2));
    }
    return OV_OK;
}

static ov_status say_inquiry(ov_ctx *ctx, const post *p, ov_map *values)
{
    const ov_rows *rows;

    OV_TRY(
        ov_select_row(ctx, &ov_round_mail_sql[POST_INQUIRY], OV_ARGS(ov_int(p->object_id)), &rows));
    ov_map_bool(values, "inquiry", true);
    ov_map_text(values, "party", ov_cell_text(rows, 0, 0));
    ov_map_text(values, "why", ov_cell_text(rows, 0, 1));
    ov_map_text(values, "href", address_of(ctx, p, "/fragor-och-svar"));
    return OV_OK;
}

static ov_status say_correction(ov_ctx *ctx, const post *p, ov_map *values)
{
    const ov_rows *rows;

    OV_TRY(ov_corrections(ctx, p->c.id, &rows));
    for (size_t i = 0; i < rows->n; i++)
        if (ov_cell_int(rows, i, OV_COR_ID) == p->object_id) {
            ov_map_text(values, "document", ov_cell_text(rows, i, OV_COR_DOCUMENT));
            ov_map_text(values, "was", ov_cell_text(rows, i, OV_COR_OLD_LABEL));
            ov_map_text(values, "now", ov_cell_text(rows, i, OV_COR_NEW_LABEL));
            ov_map_text(values, "why", ov_cell_text(rows, i, OV_COR_WHY));
            ov_map_text(values, "diff",
                        ov_printf(ctx->arena, "%s/arende/%s/jamfor?v=%s&v=%s", p->mailer->site->url,
                                  p->matter.slug, ov_cell_text(rows, i, OV_COR_OLD_SLUG),
                                  ov_cell_text(rows, i, OV_COR_NEW_SLUG)));
        }
    OV_TRY(ov_answered_earlier(ctx, p->c.id, p->org_id, &rows));
    ov_map_bool(values, "answered", rows->n > 0);
    return OV_OK;
}

static ov_status say(ov_ctx *ctx, const post *p, const char *lang, ov_map *values)
{
    const char *why;
    ov_instant at;

    say_round(ctx, p, lang, values);
    ov_map_text(values, "href", address_of(ctx, p, ov_printf(ctx->arena, "?via=%s", p->key)));
    if (!strcmp(p->kind, OV_POST_EXTENSION) || !strcmp(p->kind, OV_POST_EXTENSION_ASKED)) {
        if (!strcmp(p->kind, OV_POST_EXTENSION_ASKED))
            ov_map_text(values, "href", address_of(ctx, p, "/anstand"));
        return say_extension(ctx, p, lang, values);
    }
    if (!strcmp(p->kind, OV_POST_INQUIRY_ASKED))
        return say_inquiry(ctx, p, values);
    if (!strcmp(p->kind, OV_POST_CORRECTION))
        return say_correction(ctx, p, values);
    if (!strcmp(p->kind, OV_POST_WITHDRAWN)) {
        OV_TRY(ov_round_withdrawn(ctx, p->c.id, &why, &at));
        ov_map_text(values, "why", why);
    }
    return OV_OK;
}

/* ---- Storing them ---- */

typedef struct reader {
    ov_id account_id;
    const char *name, *address, *lang;
} reader;

static ov_status store(ov_ctx *ctx, post *p, const reader *to, ov_map *values, bool secret)
{
    const char *lang = to->lang ? to->lang : "sv";
    ov_mail mail = {.kind = ov_printf(ctx->arena, "round.%s", p->template + strlen("round_")),
                    .object = ov_printf(ctx->arena, "consultation/%lld", (long long)p->c.id),
                    .to = to->address,
                    .to_name = to->name,
                    .account_id = to->account_id,
                    .org_id = p->org_id,
                    .lang = lang,
                    .secret = secret,
                    .give_up_at = secret ? ctx->now + LINK_PATIENCE : 0,
                    .once_key = ov_printf(ctx->arena, "%s/%lld/%lld", p->template, (long long)p->id,
                                          (long long)to->account_id)};
    ov_id id;

    OV_TRY(say(ctx, p, lang, values));
    ov_map_bool(values, "person", to->account_id != 0);
    ov_map_text(values, "name", to->name);
    OV_TRY(ov_mail_render(p->mailer->templates, p->mailer->site, p->template, lang, values,
                          &mail.subject, &mail.body, &ctx->err));
    OV_TRY(ov_mail_add(ctx, &mail, &id));
    p->reached++;
    return ov_exec(
        ctx, &ov_round_mail_sql[POST_MAIL],
        OV_ARGS(ov_int(id), ov_int(p->id), ov_int(p->org_id), ov_id_or_null(to->account_id)), NULL);
}

static ov_status to_staff(ov_ctx *ctx, post *p)
{
    const ov_rows *rows;

    p->template = "round_asked";
    OV_TRY(ov_select(ctx, &ov_round_mail_sql[POST_STAFF],
                     OV_ARGS(ov_int(p->matter_id), ov_int(ov_stockholm_day(ctx->now))), &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const reader to = {ov_cell_int(rows, i, 0), ov_cell_text(rows, i, 1),
                           ov_cell_text(rows, i, 2), ov_cell_text(rows, i, 3)};

        if (ov_mail_address_ok(to.address))
            OV_TRY(store(ctx, p, &to, ov_map_new(ctx->arena), false));
    }
    return OV_OK;
}

/* To the registry mailbox: a link, and a code when staff have not made one. */
static ov_status to_guest(ov_ctx *ctx, post *p, const reader *mailbox)
{
    const char *token = ov_link_token(ctx->arena), *code;
    ov_map *values = ov_map_new(ctx->arena);
    ov_status status = ov_guest_link_open(ctx, p->object_id, token, &code);

    if (status == OV_GONE)
        return OV_OK;
    OV_TRY(status);
    ov_map_text(values, "link",
                ov_printf(ctx->arena, "%s/svara-med-lank/%s", p->mailer->site->url, token));
    ov_map_bool(values, "code_follows", code != NULL);
    p->template = "round_guest";
    OV_TRY(store(ctx, p, mailbox, values, true));
    if (!code)
        return OV_OK;
    values = ov_map_new(ctx->arena);
    ov_map_text(values, "code", ov_guest_code_shown(ctx->arena, code));
    p->template = "round_guest_code";
    OV_TRY(store(ctx, p, mailbox, values, true));
    p->reached--; /* one address */
    return OV_OK;
}

/* The party's people who may answer, and its registry mailbox; nobody twice. */
static ov_status to_party(ov_ctx *ctx, post *p)
{
    const bool guest = strcmp(p->kind, OV_POST_GUEST) == 0;
    const ov_reminded *people;
    size_t n;

    p->template = ov_printf(ctx->arena, "round_%s", p->kind);
    OV_TRY(ov_round_people(ctx, &p->c, &p->matter, p->org_id, OV_REACH_ALL, true, &people, &n));
    for (size_t i = 0; i < n; i++) {
        const reader to = {people[i].account_id,
                           people[i].name ? people[i].name : people[i].org_name, people[i].address,
                           people[i].lang};
        bool seen = false;

        for (size_t k = 0; k < i && to.address && !guest; k++)
            seen = seen || (people[k].address && !strcmp(people[k].address, to.address));
        if (!to.address || seen || (guest && to.account_id))
            continue;
        OV_TRY(guest ? to_guest(ctx, p, &to) : store(ctx, p, &to, ov_map_new(ctx->arena), false));
    }
    return OV_OK;
}

static ov_status take(ov_ctx *ctx, const post *p, int64_t *taken)
{
    char hash[OV_HASH_HEX];

    ov_sha256_hex(ov_str_from(p->key), hash);
    return ov_exec(ctx, &ov_round_mail_sql[POST_TAKE],
                   OV_ARGS(ov_int(p->id), ov_int(ctx->now), ov_text(hash)), taken);
}

static ov_status settle(ov_ctx *ctx, const post *p, const char *state)
{
    return ov_exec(ctx, &ov_round_mail_sql[POST_SETTLE],
                   OV_ARGS(ov_int(p->id), ov_text(state), ov_int(p->reached)), NULL);
}

/* Is there still a point in it? */
static bool holds(const ov_ctx *ctx, const post *p)
{
    if (!strcmp(p->kind, OV_POST_WITHDRAWN))
        return true;
    return !strcmp(p->c.state, "open") && ctx->now < p->c.closes_at;
}

static ov_status mail_one(ov_ctx *ctx, void *arg)
{
    const bool asked = !strcmp(((post *)arg)->kind, OV_POST_EXTENSION_ASKED) ||
                       !strcmp(((post *)arg)->kind, OV_POST_INQUIRY_ASKED);
    post p = *(const post *)arg;
    int64_t taken;

    p.key = ov_link_token(ctx->arena);
    OV_TRY(take(ctx, &p, &taken));
    if (!taken)
        return OV_OK;
    OV_TRY(ov_consultation_get(ctx, p.matter_id, p.round_id, &p.c));
    OV_TRY(ov_matter_get(ctx, p.matter_id, &p.matter));
    if (!holds(ctx, &p))
        return settle(ctx, &p, "dropped");
    if (!p.org_id) {
        OV_TRY(ov_exec(ctx, &ov_round_mail_sql[POST_SPREAD], OV_ARGS(ov_int(p.id)), &p.reached));
        return settle(ctx, &p, "mailed");
    }
    OV_TRY(ov_consultation_for(ctx, &p.c, p.org_id));
    OV_TRY(asked ? to_staff(ctx, &p) : to_party(ctx, &p));
    OV_TRY(settle(ctx, &p, "mailed"));
    if (strcmp(p.kind, OV_POST_INVITATION) != 0)
        return OV_OK;
    return ov_audit(ctx, &(ov_event){.action = "invitation.sent",
                                     .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                                         (long long)p.c.id, (long long)p.org_id)});
}

/* What one party's letter costs stays in memory only until it is stored. */
static ov_status run_one(const ov_ctx *ctx, post *p)
{
    ov_ctx own = *ctx;
    ov_status status;

    own.arena = ov_arena_new(0);
    status = ov_write(&own, mail_one, p);
    if (status != OV_OK)
        ov_log(OV_LOG_ERROR, "letter %lld of a round: %s: %s", (long long)p->id,
               ov_status_name(status), own.err.text);
    ov_arena_free(own.arena);
    return status;
}

ov_status ov_round_mails(ov_ctx *ctx, const ov_mailer *mailer)
{
    ov_status worst = OV_OK;
    const ov_rows *rows;

    for (int turn = 0; turn < 2; turn++) { /* what is for all, then what has become of it */
        OV_TRY(ov_select(ctx, &ov_round_mail_sql[POSTS_DUE], OV_ARGS(ov_int(ctx->now)), &rows));
        for (size_t i = 0; i < rows->n; i++) {
            post p = {.mailer = mailer,
                      .id = ov_cell_int(rows, i, 0),
                      .round_id = ov_cell_int(rows, i, 1),
                      .org_id = ov_cell_int(rows, i, 2),
                      .kind = ov_cell_text(rows, i, 3),
                      .object_id = ov_cell_int(rows, i, 4),
                      .matter_id = ov_cell_int(rows, i, 5)};
            ov_status status = run_one(ctx, &p);

            worst = status == OV_OK ? worst : status;
        }
    }
    return worst;
}
