/* SPDX-License-Identifier: EUPL-1.2 */
/* draft.h — a draft in memory while its structure or words change, and written back: only the rows
 * that differ. Private to text/. */
#ifndef OV_TEXT_DRAFT_H
#define OV_TEXT_DRAFT_H

#include "text/edit/edit.h"
#include "text/prepare.h"

typedef struct ov_draft_node {
    ov_node text; /* id, number, heading, level, kind, body */
    ov_html html;
    const char *hash, *anchor, *title;
    int64_t layout;
    int depth;
    size_t seq;   /* as stored; 0: not yet */
    bool fresh;   /* words changed: hash and HTML must be made again */
    bool touched; /* gets a new row version */
} ov_draft_node;

typedef struct ov_draft_tree {
    ov_version version;
    ov_draft_node *nodes; /* room for two more than n at first */
    size_t n, room;
    const ov_id *gone; /* of those taken away */
    size_t n_gone;
} ov_draft_tree;

/* OV_CONFLICT: published. Only inside ov_write. Owns: arena. */
ov_status ov_draft_load(ov_ctx *ctx, ov_id version_id, ov_draft_tree *out) OV_MUST_CHECK;
/* The place of a provision; tree->n when it is not there. */
size_t ov_draft_find(const ov_draft_tree *tree, ov_id node_id);
/* The end of what stands below it (its own place + 1 when nothing does). */
size_t ov_draft_below(const ov_draft_tree *tree, size_t at);
/* Makes room for one and gives it a new id; the caller fills it. */
ov_status ov_draft_insert(ov_ctx *ctx, ov_draft_tree *tree, size_t at) OV_MUST_CHECK;
void ov_draft_remove(ov_ctx *ctx, ov_draft_tree *tree, size_t at);
/* Depths, kinds, titles, anchors, contents, hashes, HTML; writes the rows that differ, the totals
 * and the canonical text; raises the revision and ends a request to publish. */
ov_status ov_draft_store(ov_ctx *ctx, ov_draft_tree *tree) OV_MUST_CHECK;

/* OV_CONFLICT unless the version is a draft. */
ov_status ov_draft_open(ov_ctx *ctx, ov_id version_id, ov_version *out) OV_MUST_CHECK;
/* What every change of a draft does: a new revision, no open request any longer. */
ov_status ov_draft_changed(ov_ctx *ctx, ov_id version_id) OV_MUST_CHECK;
/* A new row version of a provision, by the actor. */
ov_status ov_draft_touch(ov_ctx *ctx, ov_id version_id, ov_id node_id) OV_MUST_CHECK;
/* The row version now; 0 when nobody has written in it. */
ov_status ov_draft_row_version(ov_ctx *ctx, ov_id version_id, ov_id node_id,
                               int64_t *out) OV_MUST_CHECK;
/* The canonical text of a version as it stands, under a label and a date. Owns: arena. */
ov_status ov_draft_canonical(ov_ctx *ctx, const ov_version *version, const char *label, ov_day day,
                             ov_str *out) OV_MUST_CHECK;
/* Writes the reason of a provision in the running transaction, no more. *changed: it is another. */
ov_status ov_change_put(ov_ctx *ctx, ov_id version_id, ov_id node_id, const char *reason,
                        bool *changed) OV_MUST_CHECK;
/* An event of a provision (node_id 0: of the version). */
ov_status ov_draft_event(ov_ctx *ctx, const char *action, ov_id version_id, ov_id node_id,
                         const char *before, const char *after) OV_MUST_CHECK;
/* The actor's name for people. */
const char *ov_actor_name(const ov_ctx *ctx);

#endif
