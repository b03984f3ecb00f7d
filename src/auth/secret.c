/* SPDX-License-Identifier: EUPL-1.2 */
/* secret.c — the key file, and sealing under it (XSalsa20-Poly1305). */
#include "auth/secret.h"

#include "util/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_HEX (2 * crypto_secretbox_KEYBYTES)
#define SEALED_MOST 4096

static uint8_t key[crypto_secretbox_KEYBYTES];
static bool ready;

bool ov_secret_ready(void)
{
    return ready;
}

void ov_secret_forget(void)
{
    sodium_memzero(key, sizeof key);
    ready = false;
}

ov_status ov_secret_make(const char *path, ov_err *err)
{
    uint8_t bytes[crypto_secretbox_KEYBYTES];
    char text[KEY_HEX + 2];
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        return ov_fail(err, errno == EEXIST ? OV_CONFLICT : OV_IO, "%s: %s", path, strerror(errno));
    ov_random(bytes, sizeof bytes);
    ov_hex(bytes, sizeof bytes, text);
    text[KEY_HEX] = '\n';
    bool written = write(fd, text, KEY_HEX + 1) == KEY_HEX + 1 && fsync(fd) == 0;
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(text, sizeof text);
    if (close(fd) != 0 || !written) {
        (void)unlink(path);
        return ov_fail(err, OV_IO, "%s: the key could not be written", path);
    }
    return OV_OK;
}

static ov_status read_key(int fd, const char *path, ov_err *err)
{
    char text[KEY_HEX + 2];
    ssize_t n = read(fd, text, sizeof text);
    bool whole = n == KEY_HEX || (n == KEY_HEX + 1 && text[KEY_HEX] == '\n');
    ov_status status = whole ? ov_unhex((ov_str){text, KEY_HEX}, key, sizeof key) : OV_INVALID;

    sodium_memzero(text, sizeof text);
    if (status != OV_OK)
        return ov_fail(err, OV_INVALID, "%s: a key file holds %d hexadecimal digits and a newline",
                       path, (int)KEY_HEX);
    ready = true;
    return OV_OK;
}

ov_status ov_secret_load(const char *path, ov_err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ov_status status;

    ov_secret_forget();
    if (fd < 0)
        return ov_fail(err, errno == ENOENT ? OV_NOT_FOUND : OV_IO, "%s: %s", path,
                       strerror(errno));
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        status = ov_fail(err, OV_INVALID, "%s: not a file", path);
    else if (st.st_mode & 0137)
        status =
            ov_fail(err, OV_INVALID, "%s: mode %04o lets others at the key; give it 0600 or 0640",
                    path, (unsigned)(st.st_mode & 07777));
    else
        status = read_key(fd, path, err);
    (void)close(fd);
    return status;
}

/* The purpose stands before the bytes, so that a sealed text cannot be moved to another row. */
ov_status ov_secret_seal(ov_arena *arena, const char *purpose, ov_str bytes, const char **out,
                         ov_err *err)
{
    size_t before = strlen(purpose) + 1, n = before + bytes.len;
    size_t sealed_n = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + n;
    uint8_t plain[SEALED_MOST], sealed[SEALED_MOST];

    if (!ready)
        return ov_fail(err, OV_IO, "there is no key file");
    if (sealed_n > SEALED_MOST)
        return ov_fail(err, OV_TOO_LARGE, "too much to seal");
    memcpy(plain, purpose, before);
    memcpy(plain + before, bytes.ptr, bytes.len);
    ov_random(sealed, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, plain, n, sealed, key);
    sodium_memzero(plain, sizeof plain);
    *out = ov_base64url(arena, sealed, sealed_n);
    return OV_OK;
}

ov_status ov_secret_open(ov_arena *arena, const char *purpose, const char *sealed, ov_str *out,
                         ov_err *err)
{
    size_t n = strlen(sealed) * 3 / 4, before = strlen(purpose) + 1,
           head = crypto_secretbox_NONCEBYTES;
    uint8_t bytes[SEALED_MOST], plain[SEALED_MOST];

    if (!ready)
        return ov_fail(err, OV_IO, "there is no key file");
    if (n > SEALED_MOST || n < head + crypto_secretbox_MACBYTES + before ||
        ov_base64url_decode(ov_str_from(sealed), bytes, n) != OV_OK ||
        crypto_secretbox_open_easy(plain, bytes + head, n - head, bytes, key) != 0 ||
        memcmp(plain, purpose, before) != 0)
        return ov_fail(err, OV_INVALID, "sealed with another key, or for something else");
    size_t len = n - head - crypto_secretbox_MACBYTES - before;
    *out = (ov_str){ov_strndup(arena, (const char *)plain + before, len), len};
    sodium_memzero(plain, sizeof plain);
    return OV_OK;
}
