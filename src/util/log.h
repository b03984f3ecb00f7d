/* SPDX-License-Identifier: EUPL-1.2 */
/* log.h — lines on standard error: time level pid message key=value …; never names, texts or query
 * strings. */
#ifndef OV_UTIL_LOG_H
#define OV_UTIL_LOG_H

#include "util/base.h"

typedef enum ov_level { OV_LOG_DEBUG, OV_LOG_INFO, OV_LOG_WARN, OV_LOG_ERROR } ov_level;

OV_API void ov_log_level(ov_level least);     /* default OV_LOG_INFO */
OV_API void ov_log_name(const char *process); /* "master", "worker 2", "jobs"; kept, not copied */
/* One line, written with one write(2). Line breaks and control characters in it become spaces. */
OV_API void ov_log(ov_level level, const char *fmt, ...) OV_PRINTF(2, 3);

#endif
