/* SPDX-License-Identifier: EUPL-1.2 */
/* compiled.h — what the pages of a compilation share: who may see what, which answers are meant,
 * the head with its choices. */
#ifndef OV_PAGES_COMPILED_H
#define OV_PAGES_COMPILED_H

#include "consult/compilation/compilation.h"
#include "plugin/page.h"

typedef enum ov_compiled_need {
    OV_NEED_FIGURES, /* published figures are enough */
    OV_NEED_ANSWERS, /* answers must be published */
    OV_NEED_ALL      /* only those who follow the round */
} ov_compiled_need;

typedef struct ov_compiled_page {
    ov_req *req;
    ov_view *view; /* NULL: the answer is given already (refused) */
    ov_map *root;
    ov_sight sight;
    ov_compilation k;
    const char *query; /* "" or "?klass=council&sena=1": the choices, for links */
    const char *fault; /* what is wrong with the choices, or NULL */
} ov_compiled_page;

/* The choices of the address: what somebody who sees only figures may not choose is passed over,
 * since figures of few would tell who answered what. fault: may be NULL. */
ov_status ov_compiled_choices(ov_req *req, const ov_sight *sight, ov_compilation_filter *out,
                              const char **fault) OV_MUST_CHECK;
/* What this reader sees of the round. */
ov_status ov_compiled_sight(ov_req *req, const ov_consultation *c, ov_sight *out) OV_MUST_CHECK;

/* Opens a page below the compilation (page "" is the compilation itself), with its head:
 * round, counts, choices, links to the other pages. */
ov_status ov_compiled_open(ov_req *req, ov_compiled_need need, const char *template_name,
                           const char *page, const char *title,
                           ov_compiled_page *out) OV_MUST_CHECK;
/* "/arende/…/remiss/1/sammanstallning" + page + the choices. Owns: arena. */
const char *ov_compiled_path(const ov_compiled_page *p, const char *page);
/* One more choice onto an address of that function: "dokument=2". Owns: arena. */
const char *ov_compiled_with(const ov_compiled_page *p, const char *path, const char *choice);
/* Where the answer of a party is read: those who follow the round at another address than
 * everybody. Owns: arena. */
const char *ov_compiled_response_path(ov_req *req, ov_id round, const ov_sight *sight,
                                      const ov_compiled_party *p);
/* The document that ?dokument=N asks for, by its place: 1 when nothing else is asked. id 0: there
 * is none. */
ov_id ov_compiled_document(const ov_compiled_page *p, size_t *place);

/* A table with bars of one question: positions, outside, unanswered, median, bars[]. */
void ov_compiled_hist(const ov_compiled_page *p, ov_map *item, const ov_compiled_question *q,
                      int64_t widest);
/* "h1" … "h5": a fifth each of the whole. Static. */
const char *ov_compiled_tint(int64_t part, int64_t whole);
/* "för sent", "räknas trots att det kom för sent"; NULL: in time. Swedish, translated. */
const char *ov_compiled_timing(ov_req *req, const ov_compiled_party *p);

/* What everybody answers to one question, on the page of it. */
ov_status ov_compiled_question_page(ov_req *req, int64_t n) OV_MUST_CHECK;

#endif
