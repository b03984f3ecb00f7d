/* SPDX-License-Identifier: EUPL-1.2 */
/* template.h — mustache: compiled once, rendered many times. Spec: github.com/mustache/spec,
 * modules comments, delimiters, interpolation, inverted, partials, sections, ~inheritance,
 * ~dynamic-names, ~lambdas. */
#ifndef OV_VIEW_TEMPLATE_H
#define OV_VIEW_TEMPLATE_H

#include "view/model.h"

typedef struct ov_templates ov_templates;

/* Templates below this folder are mails: plain text, in which nothing is escaped. */
#define OV_MAIL_TEMPLATES "mail/"

/* Where templates come from, and how Swedish source strings become another language. */
typedef struct ov_template_options {
    const char *const *dirs; /* looked through in order; NAME is DIR/NAME.mustache */
    size_t n_dirs;
    /* Translates a msgid for {{#_}}…{{/_}} at compile time; NULL or a NULL answer: the source
     * string itself. Lives as long as the set. */
    const char *(*translate)(void *arg, const char *lang, const char *msgid);
    void *translate_arg;
    bool raw_html; /* {{{x}}} and {{&x}} let plain strings through (the spec's way; only `overens
                      render`) */
    size_t max_output; /* bytes, default 8 MiB */
    int max_depth;     /* sections, partials and parents inside each other, default 64 */
} ov_template_options;

OV_API ov_templates *ov_templates_new(const ov_template_options *options);
OV_API void ov_templates_free(ov_templates *set);
/* Compiles NAME (and what it includes by fixed name) for a language. OV_NOT_FOUND, or OV_INVALID
 * with "file:line:col: what". Cached. */
OV_API ov_status ov_templates_compile(ov_templates *set, const char *name, const char *lang,
                                      ov_err *err) OV_MUST_CHECK;
/* Compiles everything in the folders: what check-config does. Calls fault(arg, text) for each fault
 * found. */
OV_API ov_status ov_templates_compile_all(ov_templates *set, const char *lang,
                                          void (*fault)(void *arg, const char *text),
                                          void *arg) OV_MUST_CHECK;
/* Renders into out (appended). On failure out is as before. The model is not changed. */
OV_API ov_status ov_templates_render(ov_templates *set, const char *name, const char *lang,
                                     const ov_map *model, ov_buf *out, ov_err *err) OV_MUST_CHECK;
/* Is there a file for NAME in the folders? */
OV_API bool ov_templates_has(const ov_templates *set, const char *name);
/* Compiles and renders a template from memory; partials come from the set. name is for messages. */
OV_API ov_status ov_template_render_text(ov_templates *set, const char *name, ov_str source,
                                         const char *lang, const ov_map *model, ov_buf *out,
                                         ov_err *err) OV_MUST_CHECK;
/* Escapes & < > " ' and the backtick. */
OV_API void ov_html_escape(ov_buf *out, ov_str text);

#endif
