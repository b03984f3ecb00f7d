/* SPDX-License-Identifier: EUPL-1.2 */
/* trace.h — two versions of a document side by side, by the ids of their provisions. Private to
 * text/. */
#ifndef OV_TEXT_TRACE_H
#define OV_TEXT_TRACE_H

#include "text/edit/edit.h"

/* Columns of EDIT_BASE_NODES. */
enum {
    OV_TRACE_ID,
    OV_TRACE_NUMBER,
    OV_TRACE_HEADING,
    OV_TRACE_DEPTH,
    OV_TRACE_BODY,
    OV_TRACE_HASH,
    OV_TRACE_TITLE,
    OV_TRACE_LEVEL
};

typedef struct ov_trace {
    const ov_rows *old_rows, *new_rows;
    ov_edit_change *changes; /* by new row: NONE … NEW */
    size_t *other;           /* by new row: its old row, SIZE_MAX for a new one */
    size_t *later;           /* by old row: its new row, SIZE_MAX when it is gone */
} ov_trace;

/* A provision is moved when it stands below another, or when its neighbours had to pass it: as few
 * as possible are. Owns: arena. */
void ov_trace_make(ov_arena *arena, const ov_rows *old_rows, const ov_rows *new_rows,
                   ov_trace *out);

#endif
