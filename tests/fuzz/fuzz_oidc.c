/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_oidc.c — an ID token and a key set from a provider that may be anybody: a line with the
 * token, then the keys. What is there also goes in as claims, past the signature. */
#include "auth/oidc/oidc_token.h"

#include <stdlib.h>

#define NOW ((ov_instant)1750000060 * OV_SECOND) /* the corpus was signed a minute earlier */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(ov_status status, const ov_oidc_claims *claims)
{
    const char *texts[] = {claims->name, claims->email, claims->acr, claims->amr};

    if (status != OV_OK)
        return;
    if (!claims->subject || !*claims->subject || strlen(claims->subject) > OV_OIDC_SUBJECT_MAX)
        abort();
    for (size_t i = 0; i < OV_LEN(texts); i++)
        if (texts[i] && !ov_utf8_valid(ov_str_from(texts[i])))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const ov_oidc_expect expect = {.issuer = "https://id.example",
                                   .client_id = "overens",
                                   .nonce = "n",
                                   .access_token = "at",
                                   .now = NOW};
    ov_arena *arena = ov_arena_new(0);
    ov_str keys = {(const char *)data, size}, token = ov_str_cut(&keys, '\n');
    ov_oidc_claims claims = {0};
    ov_err err = {0};

    if (!keys.ptr)
        keys = (ov_str){"", 0};
    look_at(ov_oidc_token_check(arena, token, keys, &expect, &claims, &err), &claims);
    look_at(ov_oidc_claims_check(arena, (ov_str){(const char *)data, size}, &expect, &claims, &err),
            &claims);
    ov_arena_free(arena);
    return 0;
}
