/* SPDX-License-Identifier: EUPL-1.2 */
/* totp.c — time-based codes, by liboath, which is opened when the first is asked for. */
#include "auth/totp.h"

#include "http/http.h"
#include "util/hash.h"
#include "util/library.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

#define PERIOD 30 /* seconds */

static struct {
    __typeof__(oath_init) *init;
    __typeof__(oath_totp_generate) *generate;
    __typeof__(oath_base32_encode) *base32;
} oath;

static ov_status open_library(ov_err *err)
{
    static const ov_symbol functions[] = {{"oath_init", 0},
                                          {"oath_totp_generate", sizeof(void *)},
                                          {"oath_base32_encode", 2 * sizeof(void *)}};
    static bool open;

    if (open)
        return OV_OK;
    OV_TRY(ov_library_open("liboath.so.0", "liboath0", functions, OV_LEN(functions), &oath, err));
    if (oath.init() != OATH_OK)
        return ov_fail(err, OV_INTERNAL, "liboath does not start");
    open = true;
    return OV_OK;
}

int64_t ov_totp_step(ov_instant at)
{
    return at / OV_SECOND / PERIOD;
}

ov_status ov_totp_code(ov_str secret, int64_t step, char out[OV_TOTP_DIGITS + 1], ov_err *err)
{
    OV_TRY(open_library(err));
    if (oath.generate(secret.ptr, secret.len, (time_t)(step * PERIOD), PERIOD, 0, OV_TOTP_DIGITS,
                      out) != OATH_OK)
        return ov_fail(err, OV_INTERNAL, "liboath makes no code");
    return OV_OK;
}

/* The digits without the blanks that apps show between them. false: something else. */
static bool digits_of(const char *code, char out[OV_TOTP_DIGITS + 1])
{
    size_t n = 0;

    for (const char *p = code; *p; p++) {
        if (*p == ' ')
            continue;
        if (*p < '0' || *p > '9' || n == OV_TOTP_DIGITS)
            return false;
        out[n++] = *p;
    }
    out[n] = '\0';
    return n == OV_TOTP_DIGITS;
}

ov_status ov_totp_match(ov_str secret, const char *code, ov_instant at, int64_t after,
                        int64_t *step, ov_err *err)
{
    int64_t now = ov_totp_step(at), found = 0;
    char given[OV_TOTP_DIGITS + 1], right[OV_TOTP_DIGITS + 1];

    OV_TRY(open_library(err));
    if (!digits_of(code, given))
        return OV_DENIED;
    for (int64_t s = now - 1; s <= now + 1; s++) {
        OV_TRY(ov_totp_code(secret, s, right, err));
        if (ov_same_bytes(given, right, OV_TOTP_DIGITS) && s > after)
            found = s;
    }
    if (!found)
        return OV_DENIED;
    *step = found;
    return OV_OK;
}

ov_status ov_totp_base32(ov_arena *arena, ov_str secret, const char **out, ov_err *err)
{
    char *text;
    size_t n;

    OV_TRY(open_library(err));
    if (oath.base32(secret.ptr, secret.len, &text, &n) != OATH_OK)
        return ov_fail(err, OV_INTERNAL, "liboath makes no base32");
    while (n && text[n - 1] == '=')
        n--;
    *out = ov_strndup(arena, text, n);
    free(text);
    return OV_OK;
}

ov_status ov_totp_uri(ov_arena *arena, ov_str secret, const char *issuer, const char *login,
                      const char **out, ov_err *err)
{
    const char *base32, *name = ov_url_encode(arena, issuer);

    OV_TRY(ov_totp_base32(arena, secret, &base32, err));
    *out = ov_printf(arena, "otpauth://totp/%s:%s?secret=%s&issuer=%s", name,
                     ov_url_encode(arena, login), base32, name);
    return OV_OK;
}
