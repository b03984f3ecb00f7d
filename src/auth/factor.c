/* SPDX-License-Identifier: EUPL-1.2 */
/* factor.c — the app whose codes are asked for, and the codes on paper for who has lost it. */
#include "auth/factor.h"

#include "audit/audit.h"
#include "auth/auth_sql.h"
#include "auth/brake.h"
#include "auth/login.h"
#include "auth/secret.h"
#include "auth/totp.h"
#include "util/hash.h"

#include <string.h>

enum {
    FACTOR_GET,
    FACTOR_SECRET,
    FACTOR_ADD,
    FACTOR_REMOVE,
    FACTOR_CONFIRM,
    FACTOR_STEP,
    RECOVERY_ADD,
    RECOVERY_USE,
    RECOVERY_REMOVE,
    SESSION_STRONG
};

const ov_sql ov_factor_sql[] = {
    [FACTOR_GET] = {"factor.get",
                    "SELECT COALESCE(f.confirmed_at, f.created_at), "
                    "CASE WHEN f.confirmed_at IS NULL THEN 0 ELSE 1 END, "
                    "(SELECT CAST(count(*) AS BIGINT) FROM recovery_code r "
                    "WHERE r.account_id = f.account_id AND r.used_at IS NULL) "
                    "FROM factor f WHERE f.account_id = $1",
                    NULL},
    [FACTOR_SECRET] = {"factor.secret",
                       "SELECT secret, last_step, CASE WHEN confirmed_at IS NULL THEN 0 ELSE 1 END "
                       "FROM factor WHERE account_id = $1",
                       NULL},
    [FACTOR_ADD] = {"factor.add",
                    "INSERT INTO factor (account_id, secret, created_at) VALUES ($1, $2, $3) "
                    "ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, "
                    "created_at = excluded.created_at, last_step = 0 "
                    "WHERE factor.confirmed_at IS NULL",
                    NULL},
    [FACTOR_REMOVE] = {"factor.remove", "DELETE FROM factor WHERE account_id = $1", NULL},
    [FACTOR_CONFIRM] = {"factor.confirm",
                        "UPDATE factor SET confirmed_at = $2 WHERE account_id = $1 AND "
                        "confirmed_at IS NULL",
                        NULL},
    [FACTOR_STEP] = {"factor.step",
                     "UPDATE factor SET last_step = $2 WHERE account_id = $1 AND last_step < $2",
                     NULL},
    [RECOVERY_ADD] = {"factor.recovery_add",
                      "INSERT INTO recovery_code (account_id, code_hash) VALUES ($1, $2)", NULL},
    [RECOVERY_USE] = {"factor.recovery_use",
                      "UPDATE recovery_code SET used_at = $3 WHERE account_id = $1 AND code_hash = "
                      "$2 AND used_at IS NULL",
                      NULL},
    [RECOVERY_REMOVE] = {"factor.recovery_remove",
                         "DELETE FROM recovery_code WHERE account_id = $1", NULL},
    [SESSION_STRONG] = {"factor.session_strong",
                        "UPDATE session SET strong = 1 WHERE id = $1 AND account_id = $2", NULL},
    {0}};

static const char *roles_asked = "";

/* Wrong codes of an account: whoever gets here has the first factor already. */
static const ov_brake wrong_codes = {"code", 5, 60 * OV_SECOND, 15 * OV_MINUTE};

/* ---- Who must have one ---- */

void ov_factor_roles(const char *roles)
{
    roles_asked = roles;
}

bool ov_factor_missing(const ov_ctx *ctx, const ov_session *session)
{
    if (!*roles_asked || !session->id || session->strong)
        return false;
    for (size_t i = 0; i < ctx->actor.n_mandates; i++)
        if (ov_role_listed(roles_asked, ctx->actor.mandates[i].role))
            return true;
    return false;
}

/* ---- The app ---- */

ov_status ov_factor_get(ov_ctx *ctx, ov_id account_id, ov_factor *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_factor_sql[FACTOR_GET], OV_ARGS(ov_int(account_id)), &rows));
    *out = (ov_factor){.state = OV_FACTOR_OFF};
    if (rows->n)
        *out = (ov_factor){.state = ov_cell_int(rows, 0, 1) ? OV_FACTOR_ON : OV_FACTOR_SHOWN,
                           .since = ov_cell_int(rows, 0, 0),
                           .codes_left = ov_cell_int(rows, 0, 2)};
    return OV_OK;
}

ov_status ov_factor_on(ov_ctx *ctx, ov_id account_id, bool *out)
{
    ov_factor factor;

    OV_TRY(ov_factor_get(ctx, account_id, &factor));
    *out = factor.state == OV_FACTOR_ON;
    return OV_OK;
}

static const char *purpose(ov_ctx *ctx, ov_id account_id)
{
    return ov_printf(ctx->arena, "totp/%lld", (long long)account_id);
}

static ov_status audit(ov_ctx *ctx, const char *action, ov_id account_id)
{
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "account/%lld", (long long)account_id)});
}

ov_status ov_factor_begin(ov_ctx *ctx, ov_id account_id)
{
    uint8_t secret[OV_TOTP_SECRET];
    const char *sealed;
    int64_t changed;

    ov_random(secret, sizeof secret);
    OV_TRY(ov_secret_seal(ctx->arena, purpose(ctx, account_id),
                          (ov_str){(const char *)secret, sizeof secret}, &sealed, &ctx->err));
    OV_TRY(ov_exec(ctx, &ov_factor_sql[FACTOR_ADD],
                   OV_ARGS(ov_int(account_id), ov_text(sealed), ov_int(ctx->now)), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the second factor is on already");
    return audit(ctx, "factor.shown", account_id);
}

/* The app's secret and the newest step used; confirmed: is it on? */
static ov_status read_secret(ov_ctx *ctx, ov_id account_id, ov_str *secret, int64_t *last_step,
                             bool *confirmed)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_factor_sql[FACTOR_SECRET], OV_ARGS(ov_int(account_id)), &rows));
    *last_step = ov_cell_int(rows, 0, 1);
    *confirmed = ov_cell_int(rows, 0, 2) != 0;
    return ov_secret_open(ctx->arena, purpose(ctx, account_id), ov_cell_text(rows, 0, 0), secret,
                          &ctx->err);
}

ov_status ov_factor_shown(ov_ctx *ctx, ov_id account_id, ov_str *secret)
{
    int64_t last_step;
    bool confirmed;
    ov_str found;

    OV_TRY(read_secret(ctx, account_id, &found, &last_step, &confirmed));
    if (confirmed)
        return OV_NOT_FOUND; /* shown once, never again */
    *secret = found;
    return OV_OK;
}

/* ---- Codes ---- */

/* Letters and digits that nobody mixes up: 31 of them, almost five bits each. */
static const char alphabet[] = "abcdefghjkmnpqrstuvwxyz23456789";
#define RECOVERY_LETTERS 12

void ov_recovery_codes(ov_arena *arena, const char *codes[OV_RECOVERY_CODES])
{
    for (size_t i = 0; i < OV_RECOVERY_CODES; i++) {
        uint8_t bytes[RECOVERY_LETTERS];
        char code[RECOVERY_LETTERS + 3];
        size_t n = 0;

        ov_random(bytes, sizeof bytes);
        for (size_t k = 0; k < RECOVERY_LETTERS; k++) {
            if (k && k % 4 == 0)
                code[n++] = '-';
            code[n++] = alphabet[bytes[k] % 31];
        }
        codes[i] = ov_strndup(arena, code, n);
    }
}

/* The hash of a recovery code as somebody wrote it; NULL: it has another form. */
static const char *recovery_hash(ov_ctx *ctx, ov_id account_id, const char *code)
{
    char letters[RECOVERY_LETTERS + 1], hash[OV_HASH_HEX];
    size_t n = 0;

    for (const char *p = code; *p; p++) {
        char c = *p >= 'A' && *p <= 'Z' ? (char)(*p + 0x20) : *p;

        if (c == '-' || c == ' ')
            continue;
        if (n == RECOVERY_LETTERS || !strchr(alphabet, c))
            return NULL;
        letters[n++] = c;
    }
    letters[n] = '\0';
    if (n != RECOVERY_LETTERS)
        return NULL;
    ov_sha256_hex(
        ov_str_from(ov_printf(ctx->arena, "recovery/%lld/%s", (long long)account_id, letters)),
        hash);
    return ov_strdup(ctx->arena, hash);
}

static ov_braked tries_of(ov_ctx *ctx, ov_id account_id)
{
    const char *who = ov_printf(ctx->arena, "%lld", (long long)account_id);

    return (ov_braked){.brake = &wrong_codes,
                       .subject = ov_brake_subject(ctx->arena, &wrong_codes, who, "")};
}

/* Of several tries at once each counts those before it: the brake is asked again under the lock. */
static ov_status note_try(ov_ctx *ctx, void *arg)
{
    OV_TRY(ov_brake_check(ctx, arg, 1));
    return ov_brake_note(ctx, arg, 1);
}

ov_status ov_factor_check(ov_ctx *ctx, ov_id account_id, const char *code, ov_factor_proof *out)
{
    ov_factor_proof proof = {.account_id = account_id};
    ov_braked tried = tries_of(ctx, account_id);
    int64_t last_step;
    bool confirmed;
    ov_str secret;

    OV_TRY(ov_brake_check(ctx, &tried, 1));
    proof.recovery_hash = recovery_hash(ctx, account_id, code);
    ov_status status = read_secret(ctx, account_id, &secret, &last_step, &confirmed);
    if (status == OV_OK && !proof.recovery_hash)
        status = ov_totp_match(secret, code, ctx->now, last_step, &proof.step, &ctx->err);
    else if (proof.recovery_hash)
        status = OV_OK; /* works without the key file too */
    OV_TRY(ov_write(ctx, note_try, &tried));
    if (status == OV_OK)
        *out = proof;
    return status;
}

ov_status ov_factor_use(ov_ctx *ctx, const ov_factor_proof *proof)
{
    int64_t changed;

    if (proof->recovery_hash)
        OV_TRY(ov_exec(
            ctx, &ov_factor_sql[RECOVERY_USE],
            OV_ARGS(ov_int(proof->account_id), ov_text(proof->recovery_hash), ov_int(ctx->now)),
            &changed));
    else
        OV_TRY(ov_exec(ctx, &ov_factor_sql[FACTOR_STEP],
                       OV_ARGS(ov_int(proof->account_id), ov_int(proof->step)), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_DENIED, "a wrong code, or one that was used before");
    OV_TRY(ov_brake_forget(ctx, tries_of(ctx, proof->account_id).subject));
    return proof->recovery_hash ? audit(ctx, "factor.recovery_used", proof->account_id) : OV_OK;
}

/* ---- On and off ---- */

static ov_status store_codes(ov_ctx *ctx, ov_id account_id,
                             const char *const codes[OV_RECOVERY_CODES])
{
    OV_TRY(ov_exec(ctx, &ov_factor_sql[RECOVERY_REMOVE], OV_ARGS(ov_int(account_id)), NULL));
    for (size_t i = 0; i < OV_RECOVERY_CODES; i++)
        OV_TRY(ov_exec(
            ctx, &ov_factor_sql[RECOVERY_ADD],
            OV_ARGS(ov_int(account_id), ov_text(recovery_hash(ctx, account_id, codes[i]))), NULL));
    return OV_OK;
}

ov_status ov_factor_confirm(ov_ctx *ctx, ov_id account_id, ov_id session_id,
                            const char *const codes[OV_RECOVERY_CODES])
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_factor_sql[FACTOR_CONFIRM],
                   OV_ARGS(ov_int(account_id), ov_int(ctx->now)), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the second factor is on already");
    OV_TRY(store_codes(ctx, account_id, codes));
    OV_TRY(ov_exec(ctx, &ov_factor_sql[SESSION_STRONG],
                   OV_ARGS(ov_int(session_id), ov_int(account_id)), NULL));
    return audit(ctx, "factor.added", account_id);
}

ov_status ov_recovery_renew(ov_ctx *ctx, ov_id account_id,
                            const char *const codes[OV_RECOVERY_CODES])
{
    OV_TRY(store_codes(ctx, account_id, codes));
    return audit(ctx, "factor.codes_renewed", account_id);
}

static ov_status take_away(ov_ctx *ctx, ov_id account_id, const char *action)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_factor_sql[FACTOR_REMOVE], OV_ARGS(ov_int(account_id)), &changed));
    if (!changed)
        return OV_NOT_FOUND;
    OV_TRY(ov_exec(ctx, &ov_factor_sql[RECOVERY_REMOVE], OV_ARGS(ov_int(account_id)), NULL));
    return audit(ctx, action, account_id);
}

ov_status ov_factor_remove(ov_ctx *ctx, ov_id account_id)
{
    return take_away(ctx, account_id, "factor.removed");
}

ov_status ov_factor_reset(ov_ctx *ctx, ov_id account_id)
{
    OV_TRY(take_away(ctx, account_id, "factor.reset"));
    return ov_session_end_all(ctx, account_id);
}
