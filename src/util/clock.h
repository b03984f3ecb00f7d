/* SPDX-License-Identifier: EUPL-1.2 */
/* clock.h — the two clocks: the calendar's and the stopwatch. */
#ifndef OV_UTIL_CLOCK_H
#define OV_UTIL_CLOCK_H

#include "util/base.h"

/* Now, UTC. In builds with --enable-test-clock a file named by ov_clock_file (an instant as text,
 * "2025-06-19T21:59:59.999999Z") wins while it exists. */
OV_API ov_instant ov_now(void);
OV_API void ov_clock_file(
    const char *path); /* NULL: the real clock. Without --enable-test-clock: does nothing */
OV_API bool ov_clock_is_test(void); /* is a test clock in force right now? */
/* Monotonic microseconds, for time limits and durations. */
OV_API int64_t ov_ticks(void);

#endif
