/* SPDX-License-Identifier: EUPL-1.2 */
/* staging.h — a file that has been read in and is corrected before it becomes a draft (features
 * 18).
 *
 * A staged import holds the original bytes, the provisions as the file gave them and as they are
 * now, and what the import warned of. It belongs to its matter: whoever may read texts into the
 * matter may correct, throw away or save it. Nothing of it is shown to anybody else. */
#ifndef OV_TEXT_STAGING_H
#define OV_TEXT_STAGING_H

#include "text/import/import_file.h"
#include "text/text.h"

#define OV_STAGED_MOST 20 /* in one matter at a time */
#define OV_STAGED_LEVELS 6
#define OV_STAGED_BODY_MOST 200000 /* bytes of one provision: what an editor takes */

/* A provision in document order; its place in the tree follows from level. */
typedef struct ov_staged_node {
    int64_t key;                  /* names it in forms and addresses */
    const char *number, *heading; /* NULL when it has none */
    int level;                    /* 1 … 6 */
    const char *body;             /* canonical blocks, "" for none */
    int line;                     /* where it began in the source */
} ov_staged_node;

typedef struct ov_staged {
    ov_id id, matter_id;
    const char *person; /* who read it in */
    ov_instant created_at;
    int64_t row_version;
    const char *document_title, *label;
    ov_day day;
    const char *file_name, *kind; /* kind as ov_import_kind_name says */
    int64_t size;
    const char *hash;                 /* SHA-256 of the file */
    int64_t source_words, lost_words; /* words of the file (-1: not counted), and what of them the
                                         text lacked when it was read */
    const char *lost;                 /* those words with how often, one a line */
    bool can_undo, changed;           /* changed: is not as the file gave it */
    const ov_warning *warnings;
    size_t n_warnings;
    ov_staged_node *nodes;
    size_t n;
} ov_staged;

/* ---- Storing. Those that write only inside ov_write; each writes an event. ---- */

/* Fills nodes, warnings, size, hash and the words of a new import, before the lock. plain: the text
 * of the file as another program sees it, {NULL, 0}: not known. Owns: arena. */
OV_API void ov_staged_make(ov_arena *arena, const ov_import *import, ov_str source, ov_str plain,
                           ov_staged *out);
/* The words of a file as another program than our importer sees them: the file itself where it is
 * text, else what pandoc or pdftotext makes of it. {NULL, 0} when that cannot be had. Runs a
 * helper: never inside ov_write. Owns: arena. */
OV_API ov_str ov_staged_plain(ov_arena *arena, ov_str bytes, ov_import_kind kind,
                              const char *tmp_dir);
/* The nodes as they are stored; made before the lock. Owns: arena. */
OV_API const char *ov_staged_json(ov_arena *arena, const ov_staged *staged);

/* OV_TOO_LARGE: the matter has OV_STAGED_MOST already. json: ov_staged_json of it. */
OV_API ov_status ov_staged_add(ov_ctx *ctx, const ov_staged *staged, const char *json,
                               ov_str source, ov_id *id) OV_MUST_CHECK;
/* Puts corrected nodes in place of those of row_version. OV_CONFLICT: somebody else was first;
 * OV_NOT_FOUND: it is saved or thrown away. */
OV_API ov_status ov_staged_save(ov_ctx *ctx, const ov_staged *staged,
                                const char *json) OV_MUST_CHECK;
/* Takes the latest correction back; or all of them. As ov_staged_save; OV_INVALID: there is nothing
 * to undo. */
OV_API ov_status ov_staged_undo(ov_ctx *ctx, const ov_staged *staged) OV_MUST_CHECK;
OV_API ov_status ov_staged_restart(ov_ctx *ctx, const ov_staged *staged) OV_MUST_CHECK;
/* Throws it away. OV_NOT_FOUND: it is gone already. */
OV_API ov_status ov_staged_discard(ov_ctx *ctx, ov_id matter_id, ov_id id) OV_MUST_CHECK;
/* Makes it a draft of a version (draft: prepared with ov_version_prepare from ov_staged_tree) and
 * removes it. As ov_staged_save. */
OV_API ov_status ov_staged_store(ov_ctx *ctx, const ov_staged *staged,
                                 const ov_version_draft *draft, ov_id *version_id) OV_MUST_CHECK;

/* ---- Reading ---- */

/* Rows: id, document title, label, day, file name, person, created at; newest first. */
OV_API ov_status ov_staged_list(ov_ctx *ctx, ov_id matter_id, const ov_rows **out) OV_MUST_CHECK;
OV_API ov_status ov_staged_get(ov_ctx *ctx, ov_id matter_id, ov_id id,
                               ov_staged *out) OV_MUST_CHECK; /* OV_NOT_FOUND in another matter */
OV_API ov_status ov_staged_source(ov_ctx *ctx, ov_id matter_id, ov_id id,
                                  ov_str *out) OV_MUST_CHECK;
/* Titles of the matter's documents. Rows: title. */
OV_API ov_status ov_staged_documents(ov_ctx *ctx, ov_id matter_id,
                                     const ov_rows **out) OV_MUST_CHECK;

/* The tree, as ov_version_prepare takes it. Owns: arena. */
OV_API void ov_staged_tree(ov_arena *arena, const ov_staged *staged, ov_import *out);
/* Depth of each node in the tree, from 1. Owns: arena. */
OV_API const int *ov_staged_depths(ov_arena *arena, const ov_staged *staged);
/* Index of the node that holds a line of the source; staged->n when there is none. */
OV_API size_t ov_staged_at_line(const ov_staged *staged, int line);
/* Index of the node with this key; staged->n when there is none. */
OV_API size_t ov_staged_find(const ov_staged *staged, int64_t key);

typedef struct ov_staged_counts {
    int64_t words, provisions, tables, items;
} ov_staged_counts;
OV_API void ov_staged_count(const ov_staged *staged, ov_staged_counts *out);

/* What of it the latest version of the document with this title knows already. */
typedef struct ov_staged_match {
    const char *label; /* of that version; NULL: the document has none */
    int64_t known, fresh, gone;
} ov_staged_match;
OV_API ov_status ov_staged_compare(ov_ctx *ctx, const ov_staged *staged,
                                   ov_staged_match *out) OV_MUST_CHECK;

/* A body as a page shows it; canonical text from what a person wrote. Owns: arena. */
OV_API ov_status ov_staged_html(ov_ctx *ctx, const char *body, ov_html *out) OV_MUST_CHECK;

/* ---- Correcting, in memory (staging_edit.c). Why it cannot be done; OV_STAGED_DONE: it is. ----
 */
typedef enum ov_staged_answer {
    OV_STAGED_DONE,
    OV_STAGED_FIRST,    /* nothing stands before it */
    OV_STAGED_DEEPEST,  /* it, or something below it, is on the deepest level */
    OV_STAGED_TOP,      /* it is on the top level */
    OV_STAGED_ONLY,     /* the last provision cannot be taken out */
    OV_STAGED_NAMELESS, /* needs a number or a heading */
    OV_STAGED_NO_BLOCK, /* there is no such paragraph, or it is a table or a list */
    OV_STAGED_TOO_LONG, /* number, heading or body */
    OV_STAGED_TOO_DEEP, /* lists nested too deep */
    OV_STAGED_MISSING   /* there is no such provision any more */
} ov_staged_answer;

typedef enum ov_staged_op {
    OV_STAGED_IN,   /* one level deeper, with all below it */
    OV_STAGED_OUT,  /* one level up, with all below it */
    OV_STAGED_TEXT, /* number and heading become a paragraph of the provision before */
    OV_STAGED_JOIN, /* with the one before: two headings become one where no text stands between */
    OV_STAGED_DROP  /* taken out: what is page furniture */
} ov_staged_op;
OV_API ov_staged_answer ov_staged_apply(ov_arena *arena, ov_staged *staged, int64_t key,
                                        ov_staged_op op);
/* New number, heading, level (moves all below it too) and body (markdown as written). */
OV_API ov_staged_answer ov_staged_change(ov_arena *arena, ov_staged *staged, int64_t key,
                                         const ov_staged_node *to);
/* Makes the block'th paragraph (from 0) of a body the heading of a provision of its own, with the
 * blocks after it as its body. */
OV_API ov_staged_answer ov_staged_split(ov_arena *arena, ov_staged *staged, int64_t key,
                                        size_t block);
/* The blocks of a body, for the choice of a paragraph: cut at empty lines. *rest begins as the
 * body; false at its end. */
OV_API bool ov_staged_block(ov_str *rest, ov_str *out);
OV_API bool ov_staged_is_paragraph(ov_str block);

extern const ov_sql ov_staging_sql[];
#endif
