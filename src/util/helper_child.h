/* SPDX-License-Identifier: EUPL-1.2 */
/* helper_child.h — what happens after the fork of a helper. Private to util/: only calls that are
 * safe between fork and exec, nothing that allocates. */
#ifndef OV_UTIL_HELPER_CHILD_H
#define OV_UTIL_HELPER_CHILD_H

#include "util/helper.h"

#include <sys/types.h>

/* Descriptors that the child side gets. */
typedef struct ov_helper_ends {
    int input, output, complaint;
    int life; /* reads end of file when the caller is gone, or wants it to end */
    int said; /* first the program's process id (pid_t), then its wait status (int) */
} ov_helper_ends;

/* helper_child.c: runs the program, watches it, kills and reaps all of it, and ends. */
OV_NORETURN void ov_helper_watch(const ov_helper *helper, ov_helper_ends ends);

/* helper_rights.c, called in the program's process, in this order: takes away the network and
 * capabilities; the files; the system calls. NULL: done, or the kernel lacks what is not needed;
 * else what is missing. */
const char *ov_helper_leave_network(bool *namespaced);
void ov_helper_hide_files(const ov_helper *helper);
const char *ov_helper_filter_calls(bool alone);

#endif
