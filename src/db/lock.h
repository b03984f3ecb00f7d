/* SPDX-License-Identifier: EUPL-1.2 */
/* lock.h — the lock file that writers queue on. Private to src/db. */
#ifndef OV_DB_LOCK_H
#define OV_DB_LOCK_H

#include "util/err.h"

#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

typedef struct ov_lock {
    int fd;
    bool has_timer;
    timer_t timer; /* interrupts a wait that lasts too long */
} ov_lock;

/* Opens (makes) the lock file, close-on-exec, as readable as the database itself. OV_IO. */
ov_status ov_lock_open(ov_lock *lock, const char *path, const struct stat *database,
                       ov_err *err) OV_MUST_CHECK;
/* Waits at most timeout_ms for the lock. OV_BUSY: somebody else kept it all that time. */
ov_status ov_lock_take(ov_lock *lock, int timeout_ms, ov_err *err) OV_MUST_CHECK;
void ov_lock_release(ov_lock *lock);
void ov_lock_close(ov_lock *lock);

#endif
