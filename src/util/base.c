/* SPDX-License-Identifier: EUPL-1.2 */
/* base.c — the names of statuses. */
#include "util/base.h"

const char *ov_status_name(ov_status status)
{
    static const char *const names[] = {
        [OV_OK] = "ok",
        [OV_NOT_FOUND] = "not found",
        [OV_INVALID] = "invalid",
        [OV_CONFLICT] = "conflict",
        [OV_DENIED] = "denied",
        [OV_BUSY] = "busy",
        [OV_GONE] = "gone",
        [OV_TOO_LARGE] = "too large",
        [OV_IO] = "io",
        [OV_DB] = "database",
        [OV_INTERNAL] = "internal",
    };

    if ((size_t)status >= OV_LEN(names))
        return "unknown";
    return names[status];
}
