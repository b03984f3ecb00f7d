/* SPDX-License-Identifier: EUPL-1.2 */
/* err.h — the explicit error: what the log shall say of a failure. Never shown to a user. */
#ifndef OV_UTIL_ERR_H
#define OV_UTIL_ERR_H

#include "util/base.h"

typedef struct ov_err {
    ov_status status;
    char text[480];
} ov_err;

/* Writes the text (cut to fit) and the status into err (which may be NULL) and returns the status,
 * so that `return ov_fail(&err, OV_INVALID, "line %d: …", line);` reads as one sentence. */
OV_API ov_status ov_fail(ov_err *err, ov_status status, const char *fmt, ...) OV_PRINTF(3, 4);

/* Puts "context: " in front of the text that is there. Returns err->status. */
OV_API ov_status ov_err_prefix(ov_err *err, const char *fmt, ...) OV_PRINTF(2, 3);

#endif
