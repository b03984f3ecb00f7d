/* SPDX-License-Identifier: EUPL-1.2 */
/* err.c — writing the log's text of a failure. */
#include "util/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

ov_status ov_fail(ov_err *err, ov_status status, const char *fmt, ...)
{
    va_list args;

    if (!err)
        return status;
    /* Formatted aside: the arguments may point into err->text itself. */
    char text[sizeof err->text];
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    (void)snprintf(err->text, sizeof err->text, "%s", text);
    err->status = status;
    return status;
}

ov_status ov_err_prefix(ov_err *err, const char *fmt, ...)
{
    va_list args;
    char prefix[160], text[sizeof err->text];

    va_start(args, fmt);
    (void)vsnprintf(prefix, sizeof prefix, fmt, args);
    va_end(args);
    (void)snprintf(text, sizeof text, "%s", err->text);
    /* Cut to fit: the context in front is worth more than the end of a long text. */
    int space = (int)sizeof err->text - (int)strnlen(prefix, sizeof prefix) - 3;
    (void)snprintf(err->text, sizeof err->text, "%s: %.*s", prefix, space, text);
    return err->status;
}
