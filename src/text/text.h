/* SPDX-License-Identifier: EUPL-1.2 */
/* text.h — documents, versions, provisions (nodes), and the canonical text overens-text-1. */
#ifndef OV_TEXT_TEXT_H
#define OV_TEXT_TEXT_H

#include "audit/audit.h"
#include "db/db.h"
#include "view/model.h"

/* A provision as imported or edited, before it is stored. body holds the blocks in the canonical
 * form of canonical.md (paragraph a line; "- item"; "1. item"; "| cell |"), separated by an empty
 * line between paragraphs, lists and tables. */
typedef struct ov_node ov_node;
struct ov_node {
    const char *number;  /* "3.1", "A"; NULL when it has none */
    const char *heading; /* NULL when it has none */
    int level;           /* 1 … 6 */
    const char *kind;    /* "heading", "provision", "preamble" */
    const char *body;    /* "" when it holds only children */
    ov_node *first_child, *next;
    ov_id id; /* 0 until stored */
    int line; /* where it began in the source */
};

typedef struct ov_warning {
    const char *code; /* "numbering_gap", "lost_table", "soft_hyphen", "running_head", … */
    int line;
    const char *text; /* Swedish, for the person who imports */
} ov_warning;

typedef struct ov_import {
    const char *title;
    ov_node *root; /* first of the top level */
    const ov_warning *warnings;
    size_t n_warnings;
} ov_import;

/* Plain text as pdftotext gives it, or .md: headings A–E, 1, 3.1 …; bullets of all sorts, broken
 * lines, end-of-line hyphens and running heads repaired. OV_INVALID: not UTF-8 (nor Windows-1252),
 * empty; OV_TOO_LARGE: over 8 MiB or 10 000 provisions. Owns: arena. */
OV_API ov_status ov_import_text(ov_arena *arena, ov_str source, ov_import *out,
                                ov_err *err) OV_MUST_CHECK;
/* The tree as the JSON of interfaces.md (import-text --json). Owns: arena. */
OV_API char *ov_import_json(ov_arena *arena, const ov_import *import);

/* The canonical text of a version and of one node (canonical.md). Owns: arena. */
OV_API ov_str ov_canonical_text(ov_arena *arena, const char *title, const char *label, ov_day date,
                                const ov_node *root);
OV_API ov_str ov_canonical_node(ov_arena *arena, const ov_node *node);
/* Brings the text of a body into canonical form: NFC, white space, soft hyphens, escaping at line
 * starts. */
OV_API ov_status ov_canonical_body(ov_arena *arena, ov_str raw, const char **out) OV_MUST_CHECK;

typedef struct ov_version {
    ov_id id, document_id, matter_id;
    const char *document_title, *label,
        *slug;          /* slug: the {version} of the address, from the label */
    const char *status; /* draft, working, consultation, proposal, adopted, replaced */
    ov_day date;
    const char *hash; /* of the canonical text; NULL until published */
    const char *source_name;
    ov_instant published_at; /* 0 until published */
    const char *published_by;
    int64_t words, nodes; /* for the reading time; number of provisions */
} ov_version;

/* Stores a version of the matter's document with this title (made when missing): nodes keep the id
 * of the latest earlier version's node with the same number and heading, else with the same body;
 * new ones get new ids. Computes the canonical text and its hash, renders each body to HTML, keeps
 * the original bytes. Only inside ov_write (prepare with ov_version_prepare before). status "draft"
 * or a published one ("consultation", "proposal", "adopted"). */
typedef struct ov_version_draft {
    ov_id matter_id;
    const char *document_title, *label, *status;
    ov_day date;
    const ov_import *import;
    ov_str source; /* the original file */
    const char *source_name;
    void *prepared; /* filled by ov_version_prepare */
} ov_version_draft;
OV_API ov_status ov_version_prepare(ov_ctx *ctx, ov_version_draft *draft)
    OV_MUST_CHECK; /* slow part, before ov_write */
OV_API ov_status ov_version_store(ov_ctx *ctx, const ov_version_draft *draft,
                                  ov_id *version_id) OV_MUST_CHECK;

OV_API ov_status ov_version_by_slug(ov_ctx *ctx, ov_id matter_id, const char *slug,
                                    ov_version *out) OV_MUST_CHECK;
OV_API ov_status ov_version_get(ov_ctx *ctx, ov_id id, ov_version *out) OV_MUST_CHECK;
/* Rows: id, slug, document title, label, date, status, hash, number of provisions; newest first.
 * Only published ones unless working is set; then also working ones, and drafts for who has
 * text.edit. */
OV_API ov_status ov_versions(ov_ctx *ctx, ov_id matter_id, bool working,
                             const ov_rows **out) OV_MUST_CHECK;
/* The exact bytes behind the hash. */
OV_API ov_status ov_version_canonical(ov_ctx *ctx, ov_id version_id, ov_str *out) OV_MUST_CHECK;

/* The provisions of a version in document order. Rows and fields: see ov_node_fields. */
OV_API ov_status ov_version_nodes(ov_ctx *ctx, ov_id version_id, const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_NODE_ID,
    OV_NODE_NUMBER,
    OV_NODE_HEADING,
    OV_NODE_LEVEL,
    OV_NODE_HTML,
    OV_NODE_ANCHOR,
    OV_NODE_HASH,
    OV_NODE_HAS_BODY,
    OV_NODE_TITLE,    /* "3.1 Verksamheter": for links and labels, never empty */
    OV_NODE_TAG,      /* "h2" …: the heading's element, by its depth in the tree */
    OV_NODE_TOC,      /* in the table of contents */
    OV_NODE_TOC_OPEN, /* begins a list below the entry before */
    OV_NODE_TOC_LEAF, /* has no list below it */
    OV_NODE_TOC_CLOSE1,
    OV_NODE_TOC_CLOSE2, /* one list, two lists end after it */
    OV_NODE_NAMED       /* its title is its own in this version: it may name a landmark */
};
/* node_id number heading level html anchor hash has_body title tag toc toc_open toc_leaf toc_close1
 * toc_close2 named */
extern const ov_field ov_node_fields[];
/* The same provisions with the columns that the page of the whole text shows, and no more: it is
 * the page that is read most. */
OV_API ov_status ov_version_page(ov_ctx *ctx, ov_id version_id, const ov_rows **out) OV_MUST_CHECK;
extern const ov_field ov_page_fields[];
/* One provision in one version: the same columns. OV_NOT_FOUND when it is not in that version. */
OV_API ov_status ov_version_node(ov_ctx *ctx, ov_id version_id, ov_id node_id,
                                 const ov_rows **out) OV_MUST_CHECK;
/* The node of a matter by number in the newest published version ("2.1"). */
OV_API ov_status ov_node_by_number(ov_ctx *ctx, ov_id matter_id, const char *number,
                                   ov_id *node_id) OV_MUST_CHECK;
/* Recomputes canonical texts and hashes of every published version. */
OV_API ov_status ov_text_verify(ov_verify *verify) OV_MUST_CHECK;

extern const ov_sql ov_text_sql[];
#endif
