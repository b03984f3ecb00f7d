/* SPDX-License-Identifier: EUPL-1.2 */
/* slot.c — the page that a worker shares with the master. */
#include "portal/slot.h"

#include "util/clock.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static ov_slot *mine; /* the worker's own */

static ov_slot *map(int fd)
{
    void *page = mmap(NULL, sizeof(ov_slot), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    return page == MAP_FAILED ? NULL : page;
}

ov_status ov_slot_new(ov_slot **out, int *fd, ov_err *err)
{
    int new_fd = memfd_create("overens-slot", MFD_CLOEXEC);
    ov_slot *slot;

    if (new_fd < 0)
        return ov_fail(err, OV_IO, "memfd_create: %s", strerror(errno));
    if (ftruncate(new_fd, sizeof(ov_slot)) != 0 || !(slot = map(new_fd))) {
        close(new_fd);
        return ov_fail(err, OV_IO, "shared memory for a worker: %s", strerror(errno));
    }
    slot->magic = OV_SLOT_MAGIC;
    *out = slot;
    *fd = new_fd;
    return OV_OK;
}

ov_status ov_slot_attach(int fd, ov_slot **out, ov_err *err)
{
    struct stat st;
    ov_slot *slot;

    if (fstat(fd, &st) != 0 || st.st_size < (off_t)sizeof(ov_slot) || !(slot = map(fd)))
        return ov_fail(err, OV_INVALID, "the worker's shared memory is missing");
    /* A master that was started from an older program. */
    if (slot->magic != OV_SLOT_MAGIC) {
        ov_slot_unmap(slot);
        return ov_fail(err, OV_INVALID, "the master is of another version; restart it");
    }
    *out = mine = slot;
    return OV_OK;
}

void ov_slot_unmap(ov_slot *slot)
{
    if (slot)
        munmap(slot, sizeof *slot);
    if (slot == mine)
        mine = NULL;
}

void ov_slot_text(const char *from, size_t from_size, char *to, size_t size)
{
    size_t n = 0;

    while (n < from_size && n + 1 < size && from[n]) {
        to[n] = from[n] > ' ' && from[n] < 127 ? from[n] : from[n] == ' ' ? ' ' : '?';
        n++;
    }
    to[n] = '\0';
}

static void put(char *to, size_t size, const char *text)
{
    ov_slot_text(text ? text : "", text ? strlen(text) : 0, to, size);
}

void ov_slot_route(const char *route, const char *plugin)
{
    if (!mine)
        return;
    put(mine->route, sizeof mine->route, route);
    put(mine->plugin, sizeof mine->plugin, plugin);
}

void ov_slot_allow(int seconds)
{
    if (mine)
        atomic_store(&mine->limit, seconds * OV_SECOND);
}

void ov_slot_begin(ov_slot *slot)
{
    slot->route[0] = slot->plugin[0] = slot->request_id[0] = '\0';
    atomic_store(&slot->limit, 0);
    atomic_store(&slot->busy_since, ov_ticks());
}

void ov_slot_request(ov_slot *slot, const char *request_id)
{
    put(slot->request_id, sizeof slot->request_id, request_id);
}

void ov_slot_end(ov_slot *slot)
{
    atomic_store(&slot->busy_since, 0);
    atomic_fetch_add(&slot->served, 1);
}
