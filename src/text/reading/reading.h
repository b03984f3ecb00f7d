/* SPDX-License-Identifier: EUPL-1.2 */
/* reading.h — what a signed-in person has read, wording by wording, and what has changed since. */
#ifndef OV_TEXT_READING_H
#define OV_TEXT_READING_H

#include "text/text.h"

/* All of it is about ctx->actor: no function tells what somebody else has read, and no event is
 * written, because what a person reads is that person's own business. A mark binds to the node and
 * its hash (canonical.md), so it stays over new versions until the words of that provision change.
 */

/* Ticks a provision of a published version as read (read false: takes the tick away), or with
 * node_id 0 all of them. Only inside ov_write. OV_NOT_FOUND: no such provision there, or the
 * version is not published. */
OV_API ov_status ov_reading_mark(ov_ctx *ctx, ov_id version_id, ov_id node_id,
                                 bool read) OV_MUST_CHECK;

/* An earlier version of the same document that the person knows. */
typedef struct ov_reading_base {
    ov_id version_id; /* 0: none */
    const char *slug, *label;
    ov_day day;
    ov_instant at; /* when it was first ticked (or answered) */
} ov_reading_base;
/* The latest published version of the document that is older than this one and that the person has
 * ticked anything in; version_id 0 when there is none. */
OV_API ov_status ov_reading_base_of(ov_ctx *ctx, const ov_version *version,
                                    ov_reading_base *out) OV_MUST_CHECK;

/* A version's provisions for the person, in document order: rows node id, has text (0/1), read at
 * (NULL: not read), change since base_id (0: none, 1: other words, 2: new there; always 0 with
 * base_id 0). */
OV_API ov_status ov_reading_state(ov_ctx *ctx, ov_id version_id, ov_id base_id,
                                  const ov_rows **out) OV_MUST_CHECK;
enum { OV_READING_NODE, OV_READING_HAS_BODY, OV_READING_AT, OV_READING_CHANGE };
enum { OV_CHANGE_NONE, OV_CHANGE_WORDS, OV_CHANGE_NEW };
/* How many provisions with text stand in base_id and not in the version. */
OV_API ov_status ov_reading_removed(ov_ctx *ctx, ov_id version_id, ov_id base_id,
                                    int64_t *out) OV_MUST_CHECK;

/* The documents that have a newer published version than the latest one that the person has ticked
 * anything in, and where something changed is still unread: rows matter slug, matter title,
 * document title, slug and label of the version read, slug, label and day of the newest, unread
 * changes; the newest first, at most 20. */
OV_API ov_status ov_reading_news(ov_ctx *ctx, const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_NEWS_MATTER,
    OV_NEWS_MATTER_TITLE,
    OV_NEWS_DOCUMENT,
    OV_NEWS_OLD,
    OV_NEWS_OLD_LABEL,
    OV_NEWS_NEW,
    OV_NEWS_NEW_LABEL,
    OV_NEWS_DAY,
    OV_NEWS_CHANGES
};

/* What the page of a version has beside its text, in one look: rows kind, slug, label, day. kind
 * "before": the version before it of the same document; "easy": it has easy-read texts; "terms": it
 * uses terms. Few rows, often none. */
OV_API ov_status ov_reading_aids(ov_ctx *ctx, const ov_version *version,
                                 const ov_rows **out) OV_MUST_CHECK;
enum { OV_AID_KIND, OV_AID_SLUG, OV_AID_LABEL, OV_AID_DAY };

/* Every wording of a provision in published versions, newest first, for comparing: rows version
 * slug, label, day, status, document title, number, heading, body (canonical), html, hash, anchor,
 * version id, title. */
OV_API ov_status ov_node_history(ov_ctx *ctx, ov_id matter_id, ov_id node_id,
                                 const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_HISTORY_SLUG,
    OV_HISTORY_LABEL,
    OV_HISTORY_DAY,
    OV_HISTORY_STATUS,
    OV_HISTORY_DOCUMENT,
    OV_HISTORY_NUMBER,
    OV_HISTORY_HEADING,
    OV_HISTORY_BODY,
    OV_HISTORY_HTML,
    OV_HISTORY_HASH,
    OV_HISTORY_ANCHOR,
    OV_HISTORY_VERSION,
    OV_HISTORY_TITLE
};

extern const ov_sql ov_reading_sql[]; /* of this file, term.h and layer.h */
#endif
