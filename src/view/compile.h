/* SPDX-License-Identifier: EUPL-1.2 */
/* compile.h — inside view/: the state that the parts of the compiler share. */
#ifndef OV_VIEW_COMPILE_H
#define OV_VIEW_COMPILE_H

#include "view/program.h"

/* A tag that waits for its {{/name}}. */
typedef struct ov_open_tag {
    ov_opcode code;
    bool translation;   /* {{#_}} */
    bool dynamic;       /* {{<*name}} */
    bool first;         /* PARENT: nothing but indentation before it on its line */
    uint16_t delims_no; /* those in force when it opened */
    uint32_t op;        /* its operation; of a translation, the first one of its body */
    uint32_t indent_op; /* PARENT: the text that is its indentation; UINT32_MAX: none */
    size_t start, body; /* where the tag and what it holds begin */
    ov_str name;
    ov_str dedent; /* what was in force around it */
} ov_open_tag;

/* What is being read: the template itself, or a translation in the middle of it. */
typedef struct ov_reading {
    ov_str src;
    ov_str dedent;    /* taken from the beginning of each line */
    const char *note; /* msgid of the translation, for messages */
    bool fixed;       /* everything stands at pos */
    uint32_t pos;
    int base; /* open tags below this are not ours to close */
} ov_reading;

typedef struct ov_compiler {
    ov_arena *arena;
    ov_template *t;
    ov_err *err;
    const ov_compile_options *options;
    ov_reading in;
    ov_delims delims;
    uint16_t delims_no;
    bool in_translation;
    ov_buf ops;         /* of ov_op */
    ov_buf delims_list; /* of ov_delims */
    int depth;
    ov_open_tag open[OV_NESTING_LIMIT];
} ov_compiler;

/* How a tag stands on its line. */
typedef struct ov_place {
    bool first, last, own; /* only blank space before it, after it, on both sides */
    size_t lead;           /* where the line's blank space begins */
    size_t next;           /* where the next line begins */
} ov_place;

/* layout.c */
ov_place ov_layout_place(ov_str src, size_t start, size_t end);
/* The indentation of the first line of a body that is not blank, at or after from: src[*start,
 * *end). False when the body has no such line: a closing tag comes first. */
bool ov_layout_body_indent(const ov_compiler *c, size_t from, size_t *start, size_t *end);
/* src[from, to), blank space at the beginning of a line, without what is taken from every line. */
ov_str ov_layout_less_indent(const ov_compiler *c, size_t from, size_t to);
/* The lines of src[from, to), each without what is taken from every line. Owns: arena. */
ov_str ov_layout_dedented(ov_compiler *c, size_t from, size_t to);

/* compile.c */
ov_status ov_compile_source(ov_compiler *c) OV_MUST_CHECK;
ov_op *ov_compile_op(const ov_compiler *c, uint32_t index);
uint32_t ov_compile_n_ops(const ov_compiler *c);
/* src[from, to) as an operation; nothing where text does not count. */
void ov_compile_text(ov_compiler *c, size_t from, size_t to);
void ov_compile_slice(ov_compiler *c, ov_str text, size_t at);
ov_status ov_compile_fault(const ov_compiler *c, size_t at, const char *fmt, ...) OV_PRINTF(3, 4);
/* How much of a name a message shows: names may be very long. */
static inline int ov_compile_shown(ov_str name)
{
    return name.len < 60 ? (int)name.len : 60;
}

/* compile_close.c: {{/name}}; *at moves past it. */
ov_status ov_compile_close(ov_compiler *c, const ov_tag *tag, size_t *at,
                           const ov_place *place) OV_MUST_CHECK;

#endif
