/* SPDX-License-Identifier: EUPL-1.2 */
/* edit.h — the life of a version before it is published: drafts, one provision at a time,
 * structure, who edits now. Spec: domain 2.0 (version), features 8, 14.
 *
 * Whoever calls asks the permission text.edit first. A version that is published is never changed:
 * every function here that writes answers OV_CONFLICT then. Every change raises the version's
 * revision and ends an open request to publish it (publish.h). */
#ifndef OV_TEXT_EDIT_H
#define OV_TEXT_EDIT_H

#include "text/text.h"

enum {
    OV_BODY_MOST = 200000,  /* bytes of one provision as written */
    OV_REASON_MOST = 4000,  /* characters */
    OV_HEADING_MOST = 1000, /* bytes */
    OV_NUMBER_MOST = 40
};

/* ---- Drafts ---- */

/* A new draft of the document of from: all provisions with their ids; from is its base when it is
 * published, else what from's base is. Writes an event. Only inside ov_write. */
OV_API ov_status ov_draft_start(ov_ctx *ctx, const ov_version *from, const char *label, ov_day day,
                                ov_id *id) OV_MUST_CHECK;
/* A draft with one empty provision; a new document when the matter has none of this title, else its
 * base is the latest published version. Only inside ov_write. */
OV_API ov_status ov_draft_blank(ov_ctx *ctx, ov_id matter_id, const char *document_title,
                                const char *label, ov_day day, ov_id *id) OV_MUST_CHECK;
/* What a draft is called, its date, and whether it is "draft" (seen by those who edit) or "working"
 * (seen by those who work with the matter). The address follows the label. OV_INVALID: a label of 0
 * or over 200 bytes, another status. Only inside ov_write. */
OV_API ov_status ov_draft_settings(ov_ctx *ctx, ov_id version_id, const char *label, ov_day day,
                                   const char *status) OV_MUST_CHECK;
/* What the version is told against (0: nothing), and how often it has been changed. */
OV_API ov_status ov_version_base(ov_ctx *ctx, ov_id version_id, ov_id *base_id,
                                 int64_t *revision) OV_MUST_CHECK;
/* What was published of the same document after it: rows id, label; newest first. */
OV_API ov_status ov_versions_after(ov_ctx *ctx, ov_id version_id,
                                   const ov_rows **out) OV_MUST_CHECK;
/* May the actor read it? Published: anybody. "working": who has matter.read_working. "draft": who
 * has text.edit. OV_NOT_FOUND otherwise: it does not exist for them. */
OV_API ov_status ov_version_readable(ov_ctx *ctx, const ov_version *version) OV_MUST_CHECK;

/* ---- One provision ---- */

typedef struct ov_provision {
    ov_id version_id, node_id;
    const char *number, *heading; /* NULL: none */
    const char *title;            /* never empty */
    int level;                    /* 1 … 6 */
    const char *body;             /* canonical: what the editor shows */
    ov_html html;
    const char *hash, *anchor;
    int64_t row_version;   /* 0: as it came */
    const char *edited_by; /* NULL: nobody yet */
    ov_instant edited_at;
    const char *reason; /* NULL: none given */
    size_t n, total;    /* its place, from 1 */
    ov_id previous, next;
    const char *previous_title, *next_title;
} ov_provision;
/* OV_NOT_FOUND: not in that version. Owns: arena. */
OV_API ov_status ov_provision_get(ov_ctx *ctx, ov_id version_id, ov_id node_id,
                                  ov_provision *out) OV_MUST_CHECK;

/* Its canonical body alone; "" when it is not in that version. Owns: arena. */
OV_API ov_status ov_provision_body(ov_ctx *ctx, ov_id version_id, ov_id node_id,
                                   const char **out) OV_MUST_CHECK;

/* A new wording. number, heading: "" or NULL for none. */
typedef struct ov_provision_edit {
    ov_id version_id, node_id;
    const char *number, *heading;
    int level;
    ov_str body;         /* as written: markdown */
    const char *reason;  /* "" or NULL: none */
    int64_t row_version; /* that the writer saw */
    /* filled by ov_provision_prepare */
    const char *canonical;
    ov_html html;
    const char *fault; /* with OV_INVALID, OV_TOO_LARGE: "number", "heading", "body", "reason" */
} ov_provision_edit;
/* The slow part, before the write: canonical form and HTML (also the preview). OV_INVALID,
 * OV_TOO_LARGE: fault names the field. Owns: arena. */
OV_API ov_status ov_provision_prepare(ov_ctx *ctx, ov_provision_edit *edit) OV_MUST_CHECK;
/* Saves; *row_version is the new one (the same when nothing differs). OV_CONFLICT: somebody else
 * saved since, or the version is published; OV_NOT_FOUND: the provision was removed. Writes an
 * event. Only inside ov_write. */
OV_API ov_status ov_provision_save(ov_ctx *ctx, const ov_provision_edit *edit,
                                   int64_t *row_version) OV_MUST_CHECK;

/* ---- Structure ---- */

typedef enum ov_step {
    OV_STEP_UP,     /* before the provision above it at its level, with what is below */
    OV_STEP_DOWN,   /* after the one below it */
    OV_STEP_IN,     /* one level deeper, with what is below */
    OV_STEP_OUT,    /* one level higher */
    OV_STEP_ADD,    /* an empty provision after it (and what is below), at its level */
    OV_STEP_REMOVE, /* takes it away; OV_INVALID while others stand below */
    OV_STEP_SPLIT,  /* its blocks from the at-th (1 …) on become a provision of their own */
    OV_STEP_MERGE,  /* takes over the text of the next, which is removed; OV_INVALID when others
                       stand  below that one */
    OV_STEP_RESTORE /* the wording of the base again, also of one that was removed */
} ov_step;
typedef struct ov_structure {
    ov_id version_id, node_id;
    ov_step step;
    int64_t row_version;      /* REMOVE, SPLIT, MERGE, RESTORE: that was seen, else OV_CONFLICT */
    int64_t next_row_version; /* MERGE: of the next */
    size_t at;                /* SPLIT */
    ov_id made;               /* out: the new provision of ADD and SPLIT */
} ov_structure;
/* OV_INVALID: there is nothing to move past, no deeper or higher level, no such block, the last
 * provision. Node ids stay. Writes an event. Only inside ov_write. */
OV_API ov_status ov_provision_restructure(ov_ctx *ctx, ov_structure *structure) OV_MUST_CHECK;
/* Number of blocks (paragraph, list, table) of a canonical body, and the n-th (0 …). Owns: arena.
 */
OV_API size_t ov_body_blocks(const char *body);
OV_API ov_str ov_body_block(const char *body, size_t n);

/* ---- The whole draft against its base ---- */

typedef enum ov_edit_change {
    OV_EDIT_NONE,
    OV_EDIT_TEXT, /* heading or text */
    OV_EDIT_MOVED,
    OV_EDIT_MOVED_TEXT,
    OV_EDIT_NEW,
    OV_EDIT_REMOVED
} ov_edit_change;
typedef struct ov_draft_row {
    ov_id node_id;
    const char *title, *number, *heading;
    int level, depth;
    const char *hash;
    bool has_body;
    ov_edit_change change;
    bool needs_reason; /* it differs and has none */
    bool renumbered;
    const char *reason; /* NULL: none */
    int64_t row_version;
    const char *edited_by;
    ov_instant edited_at;
    const char *editor; /* who edits now, NULL: nobody */
    ov_id editor_id;
    ov_instant since;
    size_t sources;
} ov_draft_row;
typedef struct ov_draft_view {
    const ov_draft_row *rows; /* in document order; a removed one where it stood */
    size_t n;
    size_t changed, missing; /* that differ; of them without a reason */
    ov_id base_id;           /* 0: everything is new, and no reasons are asked for */
    int64_t revision;
} ov_draft_view;
/* Works for published versions too. Owns: arena. */
OV_API ov_status ov_draft_overview(ov_ctx *ctx, ov_id version_id, ov_draft_view *out) OV_MUST_CHECK;

/* ---- Who edits now ---- */

#define OV_LEASE_TIME (10 * OV_MINUTE)
typedef struct ov_lease {
    ov_id account_id; /* 0: nobody */
    const char *name;
    ov_instant since, until;
} ov_lease;
/* Who else edits it at ctx->now; account_id 0: nobody but the actor. */
OV_API ov_status ov_lease_other(ov_ctx *ctx, ov_id version_id, ov_id node_id,
                                ov_lease *out) OV_MUST_CHECK;
/* Takes or renews it for the actor; another's stays unless take_over. Only inside ov_write. */
OV_API ov_status ov_lease_take(ov_ctx *ctx, ov_id version_id, ov_id node_id,
                               bool take_over) OV_MUST_CHECK;
/* Gives back the actor's own. Only inside ov_write. */
OV_API ov_status ov_lease_release(ov_ctx *ctx, ov_id version_id, ov_id node_id) OV_MUST_CHECK;

extern const ov_sql ov_edit_sql[];
#endif
