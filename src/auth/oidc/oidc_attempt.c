/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_attempt.c — one journey of a browser to a provider and back.
 *
 * The address carries the state, the cookie the browser's secret. Nonce and PKCE verifier are made
 * of both, so that whoever reads the database, or only the address, can do nothing with it. */
#include "auth/identity.h"
#include "auth/oidc/oidc.h"
#include "util/hash.h"

#define SECRET_BYTES 32
#define LIFETIME (10 * OV_MINUTE)
#define OPEN_MAX 20000 /* rows; whoever fills the table fills neither the disk nor the way in */

static const char *random_text(ov_arena *arena)
{
    uint8_t bytes[SECRET_BYTES];

    ov_random(bytes, sizeof bytes);
    return ov_base64url(arena, bytes, sizeof bytes);
}

static bool well_formed(const char *secret)
{
    uint8_t bytes[SECRET_BYTES];

    return secret && ov_base64url_decode(ov_str_from(secret), bytes, sizeof bytes) == OV_OK;
}

static const char *derive(ov_arena *arena, const ov_oidc_attempt *a, const char *what)
{
    uint8_t mac[OV_HASH_SIZE];

    ov_hmac_sha256(ov_str_from(a->browser), ov_str_from(ov_printf(arena, "%s\n%s", what, a->state)),
                   mac);
    return ov_base64url(arena, mac, sizeof mac);
}

static void fill_secrets(ov_arena *arena, ov_oidc_attempt *a)
{
    uint8_t hash[OV_HASH_SIZE];

    a->nonce = derive(arena, a, "nonce");
    a->verifier = derive(arena, a, "verifier");
    ov_sha256(ov_str_from(a->verifier), hash);
    a->challenge = ov_base64url(arena, hash, sizeof hash);
}

void ov_oidc_attempt_make(ov_arena *arena, const char *browser, ov_oidc_attempt *out)
{
    *out = (ov_oidc_attempt){.state = random_text(arena),
                             .browser = well_formed(browser) ? ov_strdup(arena, browser)
                                                             : random_text(arena)};
    fill_secrets(arena, out);
}

ov_status ov_oidc_attempt_add(ov_ctx *ctx, const ov_oidc_attempt *attempt)
{
    char state[OV_HASH_HEX], browser[OV_HASH_HEX];
    int64_t open;

    OV_TRY(ov_exec(ctx, &ov_identity_sql[OV_ATTEMPT_PRUNE], OV_ARGS(ov_int(ctx->now)), NULL));
    OV_TRY(ov_select_int(ctx, &ov_identity_sql[OV_ATTEMPT_COUNT], OV_NOARGS, 0, &open));
    if (open >= OPEN_MAX)
        OV_TRY(ov_exec(ctx, &ov_identity_sql[OV_ATTEMPT_OLDEST], OV_NOARGS, NULL));
    ov_sha256_hex(ov_str_from(attempt->state), state);
    ov_sha256_hex(ov_str_from(attempt->browser), browser);
    return ov_exec(ctx, &ov_identity_sql[OV_ATTEMPT_ADD],
                   OV_ARGS(ov_text(state), ov_text(browser), ov_text(attempt->provider),
                           ov_text(attempt->issuer), ov_text(attempt->target), ov_int(ctx->now),
                           ov_int(ctx->now + LIFETIME)),
                   NULL);
}

ov_status ov_oidc_attempt_use(ov_ctx *ctx, const char *state, const char *browser,
                              ov_oidc_attempt *out)
{
    char state_hash[OV_HASH_HEX], browser_hash[OV_HASH_HEX];
    ov_oidc_attempt a = {.state = state, .browser = browser};
    const ov_rows *rows;
    int64_t changed;

    if (!well_formed(state) || !well_formed(browser))
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no state, or no cookie");
    ov_sha256_hex(ov_str_from(state), state_hash);
    ov_sha256_hex(ov_str_from(browser), browser_hash);
    OV_TRY(ov_exec(ctx, &ov_identity_sql[OV_ATTEMPT_USE],
                   OV_ARGS(ov_text(state_hash), ov_text(browser_hash), ov_int(ctx->now)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND,
                       "no attempt of this browser, or it has been used, or is too old");
    OV_TRY(
        ov_select_row(ctx, &ov_identity_sql[OV_ATTEMPT_GET], OV_ARGS(ov_text(state_hash)), &rows));
    a.provider = ov_cell_text(rows, 0, 0);
    a.issuer = ov_cell_text(rows, 0, 1);
    a.target = ov_cell_text(rows, 0, 2);
    fill_secrets(ctx->arena, &a);
    *out = a;
    return OV_OK;
}
