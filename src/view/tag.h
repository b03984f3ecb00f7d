/* SPDX-License-Identifier: EUPL-1.2 */
/* tag.h — inside view/: finding and taking apart the next tag of a template. */
#ifndef OV_VIEW_TAG_H
#define OV_VIEW_TAG_H

#include "util/str.h"

typedef struct ov_delims {
    ov_str open, close;
} ov_delims;

typedef enum ov_tag_kind {
    OV_TAG_VARIABLE,
    OV_TAG_RAW, /* {{{x}}} and {{&x}} */
    OV_TAG_COMMENT,
    OV_TAG_DELIMS,
    OV_TAG_SECTION,
    OV_TAG_INVERTED,
    OV_TAG_CLOSE,
    OV_TAG_PARTIAL,
    OV_TAG_PARENT,
    OV_TAG_BLOCK
} ov_tag_kind;

typedef struct ov_tag {
    ov_tag_kind kind;
    size_t start, end; /* from the opening delimiter to after the closing one */
    ov_str name;       /* trimmed; without the * of a dynamic name */
    bool dynamic;      /* {{>*name}}, {{<*name}} and what closes it */
    ov_delims delims;  /* OV_TAG_DELIMS: the new ones */
} ov_tag;

/* Finds the first tag of src at or after from. False: there is none. When *fault is set, a tag
 * begins at tag->start but is malformed in the way that the text says. */
bool ov_tag_next(ov_str src, size_t from, const ov_delims *delims, ov_tag *tag, const char **fault);

#endif
