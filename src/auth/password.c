/* SPDX-License-Identifier: EUPL-1.2 */
/* password.c — Argon2id, two at a time over all workers: each takes 64 MiB. */
#include "auth/auth_sql.h"
#include "util/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum {
    PASSES = 3,
    MEMORY = 64 << 20,
    SLOTS = 2,
    LONGEST = 1024 /* bytes */
};
#define LONGEST_WAIT (3 * OV_SECOND)

static const char *slots_dir;

void ov_password_slots(const char *dir)
{
    slots_dir = dir;
}

/* Opened for each hash anew: a lock belongs to the open file, which a fork would share. */
static int try_slot(int number)
{
    char path[512];
    int len = snprintf(path, sizeof path, "%s/password.%d", slots_dir, number);

    if (len < 0 || (size_t)len >= sizeof path)
        return -1;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int saved = errno;
        (void)close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

/* *slot is what leave_slot closes; -1 where there is no limit. */
static ov_status enter_slot(int *slot, ov_err *err)
{
    int64_t until = ov_ticks() + LONGEST_WAIT;

    if (!slots_dir) {
        *slot = -1;
        return OV_OK;
    }
    do {
        for (int i = 0; i < SLOTS; i++) {
            int fd = try_slot(i);
            if (fd >= 0) {
                *slot = fd;
                return OV_OK;
            }
            if (errno != EWOULDBLOCK && errno != EINTR)
                return ov_fail(err, OV_IO, "the password lock in %s: %s", slots_dir,
                               strerror(errno));
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    } while (ov_ticks() < until);
    return ov_fail(err, OV_BUSY, "too many sign-ins at once");
}

static void leave_slot(int slot)
{
    if (slot >= 0)
        (void)close(slot);
}

ov_status ov_password_hash(ov_arena *arena, const char *password, bool check_length,
                           const char **out, ov_err *err)
{
    char hash[crypto_pwhash_STRBYTES];
    size_t len = strlen(password);
    int slot;

    if (len > LONGEST || (check_length && (!ov_utf8_valid(ov_str_from(password)) ||
                                           ov_utf8_length(ov_str_from(password)) < 12)))
        return ov_fail(err, OV_INVALID, "a password has 12 characters or more, 1024 bytes at most");
    OV_TRY(enter_slot(&slot, err));
    int failed =
        crypto_pwhash_str_alg(hash, password, len, PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13);
    leave_slot(slot);
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
    int slot;

    OV_TRY(enter_slot(&slot, err));
    bool same = crypto_pwhash_str_verify(hash ? hash : dummy, password,
                                         len <= LONGEST ? len : LONGEST) == 0;
    leave_slot(slot);
    *out = same && hash && len <= LONGEST;
    return OV_OK;
}
