/* SPDX-License-Identifier: EUPL-1.2 */
/* password.c — Argon2id, two at a time over all workers: each takes 64 MiB. */
#include "auth/auth_sql.h"
#include "util/places.h"

#include <sodium.h>
#include <string.h>

enum {
    PASSES = 3,
    MEMORY = 64 << 20,
    SLOTS = 2,
    LONGEST = 1024 /* bytes */
};
#define LONGEST_WAIT_MS 3000

static const char *slots_dir;

void ov_password_slots(const char *dir)
{
    slots_dir = dir;
}

static ov_status take_place(int *place, ov_err *err)
{
    const ov_places places = {
        .dir = slots_dir, .name = "password", .n = SLOTS, .wait_ms = LONGEST_WAIT_MS};

    return ov_place_take(&places, place, err);
}

ov_status ov_password_hash(ov_arena *arena, const char *password, bool check_length,
                           const char **out, ov_err *err)
{
    char hash[crypto_pwhash_STRBYTES];
    size_t len = strlen(password);
    int place;

    if (len > LONGEST || (check_length && (!ov_utf8_valid(ov_str_from(password)) ||
                                           ov_utf8_length(ov_str_from(password)) < 12)))
        return ov_fail(err, OV_INVALID, "a password has 12 characters or more, 1024 bytes at most");
    OV_TRY(take_place(&place, err));
    int failed =
        crypto_pwhash_str_alg(hash, password, len, PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13);
    ov_place_leave(place);
    if (failed)
        return ov_fail(err, OV_INTERNAL, "no memory for hashing a password");
    *out = ov_strdup(arena, hash);
    return OV_OK;
}

ov_status ov_password_verify(const char *hash, const char *password, bool *out, ov_err *err)
{
    /* Of a random password that nobody kept: what an unknown login is compared with. */
    static const char dummy[] = "$argon2id$v=19$m=65536,t=3,p=1$s7Yvzt/Sz97vG91F8RGazA"
                                "$DmdmEhVeX3uIq9bwXpoX9NHIXv9H1N9r9bRyKw6nWfU";
    size_t len = strlen(password);
    int place;

    OV_TRY(take_place(&place, err));
    bool same = crypto_pwhash_str_verify(hash ? hash : dummy, password,
                                         len <= LONGEST ? len : LONGEST) == 0;
    ov_place_leave(place);
    *out = same && hash && len <= LONGEST;
    return OV_OK;
}

bool ov_password_is_old(const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, PASSES, MEMORY) != 0;
}
