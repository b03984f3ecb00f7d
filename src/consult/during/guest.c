/* SPDX-License-Identifier: EUPL-1.2 */
/* guest.c — answering by link and code without an account. */
#include "consult/during/guest.h"

#include "auth/brake.h"
#include "consult/during/invite.h"
#include "util/hash.h"

#include <string.h>

enum {
    GUEST_PARTY,
    GUEST_END_FORMER,
    GUEST_ADD,
    GUEST_SET,
    GUEST_END,
    GUEST_END_SESSIONS,
    GUEST_END_MANDATES,
    GUEST_LIST,
    GUEST_FIND,
    GUEST_CODE_HASH,
    GUEST_SIGNER,
    GUEST_LOGIN,
    GUEST_SIGNERS,
    GUEST_SIGNER_ADD,
    GUEST_SIGNER_USED,
    GUEST_MANDATE,
    GUEST_REACHES
};
#define SQL(name) (&ov_guest_sql[GUEST_##name])

/* The sessions and mandates of those who came by an ended link of party $2 in round $1. */
#define OF_ENDED                                                                                   \
    "(SELECT s.account_id FROM guest_signer s JOIN guest_link g ON g.id = s.link_id WHERE "        \
    "g.consultation_id = $1 AND g.organisation_id = $2 AND g.ended_at IS NOT NULL)"

const ov_sql ov_guest_sql[] = {
    [GUEST_PARTY] = {"guest.party",
                     "SELECT o.registry_email FROM invitation i JOIN organisation o "
                     "ON o.id = i.organisation_id WHERE i.consultation_id = $1 "
                     "AND i.organisation_id = $2",
                     NULL},
    [GUEST_END_FORMER] = {"guest.end_former",
                          "UPDATE guest_link SET ended_at = $3 WHERE consultation_id = $1 "
                          "AND organisation_id = $2 AND ended_at IS NULL",
                          NULL},
    [GUEST_ADD] = {"guest.add",
                   "INSERT INTO guest_link (consultation_id, organisation_id, code_hash, "
                   "expires_at, made_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
                   NULL},
    [GUEST_SET] = {"guest.set",
                   "UPDATE guest_link SET token_hash = $2, code_hash = COALESCE(code_hash, $3) "
                   "WHERE id = $1 AND ended_at IS NULL",
                   NULL},
    [GUEST_END] = {"guest.end",
                   "UPDATE guest_link SET ended_at = $3 WHERE id = $1 AND consultation_id = $2 "
                   "AND ended_at IS NULL",
                   NULL},
    [GUEST_END_SESSIONS] = {"guest.end_sessions",
                            "UPDATE session SET ended_at = $3 WHERE ended_at IS NULL "
                            "AND account_id IN " OF_ENDED,
                            NULL},
    [GUEST_END_MANDATES] = {"guest.end_mandates",
                            "UPDATE mandate SET ended_at = $3, row_version = row_version + 1 "
                            "WHERE role = 'guest' AND ended_at IS NULL AND account_id IN " OF_ENDED,
                            NULL},
    [GUEST_LIST] = {"guest.list",
                    "SELECT g.id, g.organisation_id, g.made_at, g.ended_at, s.name, s.title, "
                    "s.first_at, s.last_at, s.uses FROM guest_link g "
                    "LEFT JOIN guest_signer s ON s.link_id = g.id WHERE g.consultation_id = $1 "
                    "ORDER BY g.organisation_id, g.id, s.account_id NULLS FIRST",
                    NULL},
    [GUEST_FIND] = {"guest.find",
                    "SELECT g.id, g.consultation_id, g.organisation_id, c.matter_id, o.name, "
                    "m.slug, c.title, CASE WHEN c.closes_at + $2 > g.expires_at THEN c.closes_at + "
                    "$2 ELSE g.expires_at END, CASE WHEN g.ended_at IS NULL AND c.state = 'open' "
                    "THEN 1 ELSE 0 END FROM guest_link g JOIN consultation c "
                    "ON c.id = g.consultation_id JOIN matter m ON m.id = c.matter_id "
                    "JOIN organisation o ON o.id = g.organisation_id WHERE g.token_hash = $1",
                    NULL},
    [GUEST_CODE_HASH] = {"guest.code_hash",
                         "SELECT code_hash FROM guest_link WHERE token_hash = $1", NULL},
    [GUEST_SIGNER] = {"guest.signer",
                      "SELECT account_id FROM guest_signer WHERE link_id = $1 AND name = $2 "
                      "AND title = $3",
                      NULL},
    [GUEST_LOGIN] = {"guest.login", "SELECT login FROM account WHERE id = $1", NULL},
    [GUEST_SIGNERS] = {"guest.signers",
                       "SELECT CAST(count(*) AS BIGINT) FROM guest_signer WHERE link_id = $1",
                       NULL},
    [GUEST_SIGNER_ADD] = {"guest.signer_add",
                          "INSERT INTO guest_signer (account_id, link_id, name, title, first_at, "
                          "last_at) VALUES ($1, $2, $3, $4, $5, $5)",
                          NULL},
    [GUEST_SIGNER_USED] = {"guest.signer_used",
                           "UPDATE guest_signer SET last_at = $2, uses = uses + 1 "
                           "WHERE account_id = $1",
                           NULL},
    [GUEST_MANDATE] = {"guest.mandate",
                       "UPDATE mandate SET valid_to = $2 WHERE account_id = $1 AND role = 'guest' "
                       "AND ended_at IS NULL",
                       NULL},
    [GUEST_REACHES] = {"guest.reaches",
                       "SELECT 1 FROM guest_signer s JOIN guest_link g ON g.id = s.link_id "
                       "WHERE s.account_id = $1 AND g.consultation_id = $2 "
                       "AND g.ended_at IS NULL",
                       NULL},
    {0}};

/* ---- Codes ---- */

const char *ov_guest_code(ov_arena *arena)
{
    char *code = ov_alloc(arena, OV_GUEST_CODE + 1);

    for (size_t i = 0; i < OV_GUEST_CODE;) {
        uint8_t byte;

        ov_random(&byte, 1);
        if (byte < 250) /* every digit as likely */
            code[i++] = (char)('0' + byte % 10);
    }
    code[OV_GUEST_CODE] = '\0';
    return code;
}

const char *ov_guest_code_shown(ov_arena *arena, const char *code)
{
    return ov_printf(arena, "%.4s %s", code, code + 4);
}

/* The digits of what somebody typed, without the blanks; NULL: not eight. Owns: arena. */
static const char *digits(ov_arena *arena, const char *typed)
{
    char *out = ov_alloc(arena, OV_GUEST_CODE + 1);
    size_t n = 0;

    for (const char *p = typed; *p; p++) {
        if (*p == ' ' || *p == '-')
            continue;
        if (*p < '0' || *p > '9' || n == OV_GUEST_CODE)
            return NULL;
        out[n++] = *p;
    }
    out[n] = '\0';
    return n == OV_GUEST_CODE ? out : NULL;
}

static void hash_code(ov_ctx *ctx, const char *code, char out[OV_HASH_HEX])
{
    ov_sha256_hex(ov_str_from(ov_printf(ctx->arena, "overens-guest-code\n%s", code)), out);
}

static ov_status tell(ov_ctx *ctx, const char *action, ov_id round_id, ov_id org_id,
                      const char *right)
{
    return ov_audit(ctx, &(ov_event){.action = action,
                                     .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                                         (long long)round_id, (long long)org_id),
                                     .role = ov_role_for(ctx, right, NULL)});
}

/* ---- The links ---- */

/* Whoever is in by a link that has ended is out. */
static ov_status put_out(ov_ctx *ctx, ov_id round_id, ov_id org_id)
{
    OV_TRY(ov_exec(ctx, SQL(END_SESSIONS),
                   OV_ARGS(ov_int(round_id), ov_int(org_id), ov_int(ctx->now)), NULL));
    return ov_exec(ctx, SQL(END_MANDATES),
                   OV_ARGS(ov_int(round_id), ov_int(org_id), ov_int(ctx->now)), NULL);
}

ov_status ov_guest_link_make(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, const char *code,
                             ov_id *id)
{
    const ov_val party[] = {ov_int(c->id), ov_int(org_id)};
    const char *clean = code ? digits(ctx->arena, code) : NULL;
    char hash[OV_HASH_HEX];
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, SQL(PARTY), party, 2, &rows));
    if ((code && !clean) || ov_cell_null(rows, 0, 0))
        return ov_fail(&ctx->err, OV_INVALID, "no code, or no mailbox");
    if (clean)
        hash_code(ctx, clean, hash);
    OV_TRY(ov_exec(ctx, SQL(END_FORMER), OV_ARGS(party[0], party[1], ov_int(ctx->now)), NULL));
    OV_TRY(put_out(ctx, c->id, org_id));
    OV_TRY(ov_insert(ctx, SQL(ADD),
                     OV_ARGS(party[0], party[1], ov_text(clean ? hash : NULL),
                             ov_int(c->closes_at + OV_GUEST_AFTER), ov_int(ctx->now)),
                     id));
    OV_TRY(ov_post_add(ctx, c, org_id, OV_POST_GUEST, *id));
    return tell(ctx, "guest.link_made", c->id, org_id, "consult.run");
}

ov_status ov_guest_link_open(ov_ctx *ctx, ov_id id, const char *token, const char **code)
{
    const char *made = ov_guest_code(ctx->arena), *stored;
    char token_hash[OV_HASH_HEX], code_hash[OV_HASH_HEX];
    int64_t changed;

    ov_sha256_hex(ov_str_from(token), token_hash);
    hash_code(ctx, made, code_hash);
    OV_TRY(ov_exec(ctx, SQL(SET), OV_ARGS(ov_int(id), ov_text(token_hash), ov_text(code_hash)),
                   &changed));
    if (!changed)
        return OV_GONE;
    OV_TRY(ov_select_text(ctx, SQL(CODE_HASH), OV_ARGS(ov_text(token_hash)), "", &stored));
    *code = strcmp(stored, code_hash) == 0 ? made : NULL;
    return OV_OK;
}

ov_status ov_guest_link_end(ov_ctx *ctx, const ov_consultation *c, ov_id id)
{
    const ov_rows *rows;
    int64_t changed;
    ov_id org_id = 0;

    OV_TRY(ov_guest_links(ctx, c->id, &rows));
    for (size_t i = 0; i < rows->n; i++)
        if (ov_cell_int(rows, i, 0) == id)
            org_id = ov_cell_int(rows, i, 1);
    OV_TRY(ov_exec(ctx, SQL(END), OV_ARGS(ov_int(id), ov_int(c->id), ov_int(ctx->now)), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no link that works");
    OV_TRY(put_out(ctx, c->id, org_id));
    return tell(ctx, "guest.link_ended", c->id, org_id, "consult.run");
}

ov_status ov_guest_links(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(LIST), OV_ARGS(ov_int(consultation_id)), out);
}

/* ---- Coming in ---- */

ov_status ov_guest_peek(ov_ctx *ctx, const char *token, ov_guest_link *out)
{
    char hash[OV_HASH_HEX];
    const ov_rows *rows;

    ov_sha256_hex(ov_str_from(token), hash);
    OV_TRY(ov_select_row(ctx, SQL(FIND), OV_ARGS(ov_text(hash), ov_int(OV_GUEST_AFTER)), &rows));
    *out = (ov_guest_link){.id = ov_cell_int(rows, 0, 0),
                           .consultation_id = ov_cell_int(rows, 0, 1),
                           .org_id = ov_cell_int(rows, 0, 2),
                           .matter_id = ov_cell_int(rows, 0, 3),
                           .org_name = ov_cell_text(rows, 0, 4),
                           .slug = ov_cell_text(rows, 0, 5),
                           .title = ov_cell_text(rows, 0, 6),
                           .expires_at = ov_cell_int(rows, 0, 7)};
    return ov_cell_int(rows, 0, 8) && ctx->now < out->expires_at ? OV_OK : OV_GONE;
}

enum { PAIR, LINK, ADDRESS, SUBJECTS };
static const ov_brake brakes[SUBJECTS] = {{"guest-pair", 4, 5 * OV_MINUTE, 15 * OV_MINUTE},
                                          {"guest-link", 20, 60 * OV_SECOND, OV_HOUR},
                                          {"guest-address", 40, 60 * OV_SECOND, 15 * OV_MINUTE}};

static ov_status note_wrong(ov_ctx *ctx, void *arg)
{
    return ov_brake_note(ctx, arg, SUBJECTS);
}

static ov_status forget(ov_ctx *ctx, void *arg)
{
    const ov_braked *braked = arg;

    return ov_brake_forget(ctx, braked[PAIR].subject);
}

ov_status ov_guest_check(ov_ctx *ctx, const char *token, const char *code, const char *address)
{
    const char *from = ov_brake_address(ctx->arena, address), *stored;
    const char *clean = digits(ctx->arena, code);
    char token_hash[OV_HASH_HEX], code_hash[OV_HASH_HEX];
    ov_braked braked[SUBJECTS];

    ov_sha256_hex(ov_str_from(token), token_hash);
    for (int s = 0; s < SUBJECTS; s++)
        braked[s] = (ov_braked){.brake = &brakes[s],
                                .subject = ov_brake_subject(ctx->arena, &brakes[s],
                                                            s == ADDRESS ? "" : token_hash,
                                                            s == LINK ? "" : from)};
    OV_TRY(ov_brake_check(ctx, braked, SUBJECTS));
    OV_TRY(ov_select_text(ctx, SQL(CODE_HASH), OV_ARGS(ov_text(token_hash)), "", &stored));
    hash_code(ctx, clean ? clean : "", code_hash);
    if (clean && strlen(stored) == OV_HASH_HEX - 1 &&
        ov_same_bytes(stored, code_hash, OV_HASH_HEX - 1))
        return braked[PAIR].tries ? ov_write(ctx, forget, braked) : OV_OK;
    OV_TRY(ov_write(ctx, note_wrong, braked));
    return ov_fail(&ctx->err, OV_DENIED, "a wrong code");
}

static ov_status add_signer(ov_ctx *ctx, const ov_guest_link *link, const char *name,
                            const char *title, ov_id *id)
{
    const ov_mandate mandate = {OV_GUEST, link->org_id, link->matter_id};
    int64_t n;

    OV_TRY(ov_select_int(ctx, SQL(SIGNERS), OV_ARGS(ov_int(link->id)), 0, &n));
    if (n >= OV_GUEST_SIGNERS_MOST)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "many have come by this link already");
    const ov_account account = {
        .login = ov_printf(ctx->arena, "lank-%lld-%lld", (long long)link->id, (long long)n + 1),
        .name = ov_printf(ctx->arena, "%s, %s", name, title),
        .org_id = link->org_id};
    OV_TRY(ov_account_add(ctx, &account, "", id));
    OV_TRY(ov_mandate_add(ctx, *id, &mandate));
    return ov_exec(
        ctx, SQL(SIGNER_ADD),
        OV_ARGS(ov_int(*id), ov_int(link->id), ov_text(name), ov_text(title), ov_int(ctx->now)),
        NULL);
}

ov_status ov_guest_enter(ov_ctx *ctx, const ov_guest_link *link, const char *name,
                         const char *title, ov_id *account_id)
{
    const char *login;
    ov_id id;

    OV_TRY(ov_select_int(ctx, SQL(SIGNER), OV_ARGS(ov_int(link->id), ov_text(name), ov_text(title)),
                         0, &id));
    if (id)
        OV_TRY(ov_exec(ctx, SQL(SIGNER_USED), OV_ARGS(ov_int(id), ov_int(ctx->now)), NULL));
    else
        OV_TRY(add_signer(ctx, link, name, title, &id));
    OV_TRY(ov_exec(ctx, SQL(MANDATE),
                   OV_ARGS(ov_int(id), ov_int(ov_stockholm_day(link->expires_at))), NULL));
    *account_id = id;
    OV_TRY(ov_select_text(ctx, SQL(LOGIN), OV_ARGS(ov_int(id)), "-", &login));
    return ov_audit_as(
        ctx, login, /* nobody is signed in yet: the row is the signer's own */
        &(ov_event){.action = "guest.entered",
                    .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                        (long long)link->consultation_id, (long long)link->org_id),
                    .role = OV_GUEST});
}

/* ---- What a guest reaches ---- */

bool ov_is_guest(const ov_actor *actor)
{
    for (size_t i = 0; i < actor->n_mandates; i++)
        if (strcmp(actor->mandates[i].role, OV_GUEST) != 0)
            return false;
    return actor->n_mandates > 0;
}

ov_status ov_guest_reaches(ov_ctx *ctx, ov_id account_id, ov_id consultation_id, bool *out)
{
    int64_t found;

    OV_TRY(ov_select_int(ctx, SQL(REACHES), OV_ARGS(ov_int(account_id), ov_int(consultation_id)), 0,
                         &found));
    *out = found != 0;
    return OV_OK;
}
