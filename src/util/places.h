/* SPDX-License-Identifier: EUPL-1.2 */
/* places.h — so many at once over all processes: places that are locked files, given back by the
 * kernel when a process dies. */
#ifndef OV_UTIL_PLACES_H
#define OV_UTIL_PLACES_H

#include "util/err.h"

typedef struct ov_places {
    const char *dir;  /* the folder of the lock files; all processes use the same; NULL: no limit */
    const char *name; /* "password": files NAME.0, NAME.1 … */
    int n;            /* how many at once */
    int wait_ms;      /* how long to wait for one */
} ov_places;

/* What heavy helper programs share (PDF, import): fewer than there are workers by default, so that
 * readers are always answered. */
#define OV_HELPER_PLACES "helper"
#define OV_HELPER_PLACES_N 2

/* Takes one. *place is for ov_place_leave; -1 where there is no limit. OV_BUSY: none became free in
 * time; OV_IO: the folder cannot be used. */
ov_status ov_place_take(const ov_places *places, int *place, ov_err *err) OV_MUST_CHECK;
void ov_place_leave(int place);

#endif
