/* SPDX-License-Identifier: EUPL-1.2 */
/* program.h — inside view/: a compiled template, and who makes and runs it. */
#ifndef OV_VIEW_PROGRAM_H
#define OV_VIEW_PROGRAM_H

#include "view/tag.h"
#include "view/template.h"
#include "view/value.h"

#define OV_TEMPLATE_LIMIT ((size_t)1 << 20) /* bytes of one template's source */
#define OV_NESTING_LIMIT 256                /* open tags inside each other in one source */

typedef enum ov_opcode {
    OV_OP_TEXT,
    OV_OP_VARIABLE,
    OV_OP_RAW,
    OV_OP_PLAIN,    /* a variable of a plain text */
    OV_OP_SECTION,  /* body up to end */
    OV_OP_INVERTED, /* body up to end */
    OV_OP_PARTIAL,
    OV_OP_PARENT, /* its body is a run of OV_OP_ARG */
    OV_OP_ARG,    /* a {{$block}} inside {{<parent}}: what replaces the parent's block */
    OV_OP_BLOCK   /* a {{$block}} elsewhere: body is what it holds by itself */
} ov_opcode;

typedef struct ov_template ov_template;

typedef struct ov_op {
    uint8_t code;
    bool dynamic;    /* PARTIAL, PARENT: the name is looked up in the model */
    bool own_line;   /* PARTIAL, PARENT, BLOCK: the tag stands alone on its line */
    uint16_t delims; /* SECTION: those in force, for lambdas */
    uint32_t end;    /* index of what comes after the body */
    uint32_t pos;    /* byte in the source, for messages */
    uint32_t n_names;
    const ov_name *names; /* a.b.c; none for {{.}} */
    ov_str text;          /* TEXT: the bytes. SECTION: raw body. Others: indentation of each line */
    union {
        ov_field_memo memo[2]; /* the nearest rows and the next ones out */
        struct {
            ov_template *target; /* static PARTIAL, PARENT: found at first use */
            bool looked_up;
        } link;
    } u;
} ov_op;

struct ov_template {
    const char *name, *lang;
    const char *file; /* for messages */
    bool plain;       /* plain text (a mail): nothing is escaped, and no HTML has a place in it */
    ov_str source;    /* what positions refer to */
    ov_op *ops;
    uint32_t n_ops;
    const ov_delims *delims; /* [0]: {{ }} */
    ov_template *next;       /* in the set's list */
    ov_err fault;            /* status OV_OK: it compiled */
};

/* "FILE:LINE:COL: text" of a byte in the template's source. Returns OV_INVALID. */
ov_status ov_template_fault(const ov_template *t, uint32_t pos, ov_err *err, const char *fmt, ...)
    OV_PRINTF(4, 5);

typedef struct ov_compile_options {
    const char *(*translate)(void *arg, const char *lang, const char *msgid);
    void *translate_arg;
    /* Told of each text for people (its msgid, and where it stands); NULL: nobody is. */
    void (*seen)(void *arg, const char *msgid, uint32_t pos);
    void *seen_arg;
    const ov_delims *delims; /* those to begin with; NULL: {{ }} */
    bool fixed;              /* the text is made by a lambda: every position is pos */
    uint32_t pos;
} ov_compile_options;

/* Compiles text into t, whose name, lang, file and source are set. Owns: ops and names live in
 * arena, as must text. */
ov_status ov_compile(ov_arena *arena, ov_template *t, ov_str text,
                     const ov_compile_options *options, ov_err *err) OV_MUST_CHECK;

/* The limits and ways of a set. */
const ov_template_options *ov_templates_options(const ov_templates *set);
/* The template of a name, compiled now or before; *out NULL with OV_OK when there is no such file.
 */
ov_status ov_templates_get(ov_templates *set, ov_str name, const char *lang, ov_template **out,
                           ov_err *err) OV_MUST_CHECK;

/* Renders t over model into out. On failure out is as before. */
ov_status ov_render(ov_templates *set, ov_template *t, const ov_map *model, ov_buf *out,
                    ov_err *err) OV_MUST_CHECK;

#endif
