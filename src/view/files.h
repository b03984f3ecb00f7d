/* SPDX-License-Identifier: EUPL-1.2 */
/* files.h — inside view/: what files a folder has. */
#ifndef OV_VIEW_FILES_H
#define OV_VIEW_FILES_H

#include "util/arena.h"
#include "util/err.h"

bool ov_view_has_file(const char *path); /* a plain file, or a link to one */
/* Calls fn for each file below dir whose name ends with suffix, in the order of their names; NAME
 * is the path below dir without the suffix. No folder is no file. OV_IO when one cannot be read. */
ov_status ov_view_each_file(const char *dir, const char *suffix,
                            void (*fn)(void *arg, const char *name, const char *path), void *arg,
                            ov_err *err) OV_MUST_CHECK;

#endif
