/* SPDX-License-Identifier: EUPL-1.2 */
/* config_file.c — where the text of the configuration comes from: the file, or a copy of it that
 * the master keeps, so that a faulty change on disk harms nobody who starts meanwhile. */
#include "util/config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define COPY_MAX ((size_t)1 << 20)

static const char *stand_in_path;
static int stand_in_fd = -1;

void ov_config_stand_in(const char *path, int fd)
{
    stand_in_path = path;
    stand_in_fd = fd;
}

FILE *ov_config_open(const char *path)
{
    char copy[40];

    if (stand_in_fd < 0 || strcmp(path, stand_in_path) != 0)
        return fopen(path, "re");
    /* Opened anew, so that each reader has an offset of its own. */
    snprintf(copy, sizeof copy, "/proc/self/fd/%d", stand_in_fd);
    return fopen(copy, "re");
}

static ov_status copy_all(int from, int to)
{
    char chunk[8192];
    size_t total = 0;
    ssize_t n;

    while ((n = read(from, chunk, sizeof chunk)) > 0) {
        total += (size_t)n;
        if (total > COPY_MAX || write(to, chunk, (size_t)n) != n)
            return OV_IO;
    }
    return n == 0 ? OV_OK : OV_IO;
}

ov_status ov_config_copy(const char *path, int *fd, ov_err *err)
{
    int from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), to;
    ov_status status;

    if (from < 0)
        return ov_fail(err, OV_IO, "%s: %s", path, strerror(errno));
    to = memfd_create("overens-config", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    status = to < 0 ? OV_IO : copy_all(from, to);
    close(from);
    /* Children share it, and none of them may change it for the others. */
    if (status == OV_OK && fcntl(to, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK) != 0)
        status = OV_IO;
    if (status != OV_OK) {
        if (to >= 0)
            close(to);
        return ov_fail(err, status, "%s: cannot be read", path);
    }
    *fd = to;
    return OV_OK;
}
