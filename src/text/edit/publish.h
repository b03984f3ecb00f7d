/* SPDX-License-Identifier: EUPL-1.2 */
/* publish.h — a version is published by two persons: one asks, another reads and publishes. Feature
 * 8; domain 2.0 (version). */
#ifndef OV_TEXT_PUBLISH_H
#define OV_TEXT_PUBLISH_H

#include "text/text.h"

typedef struct ov_publication {
    ov_id id, version_id;
    const char *state;          /* asked, void, withdrawn, returned, published */
    const char *label, *status; /* consultation, proposal, adopted */
    ov_day day;
    bool replaces;                   /* what was adopted before becomes "replaced" */
    const char *hash, *content_hash; /* of the canonical text; of all that is read */
    int64_t revision;
    const char *message; /* from who asked, NULL: none */
    ov_id asked_id;
    const char *asked_name;
    ov_instant asked_at;
    const char *closed_name; /* who ended it, how it ended is state */
    ov_instant closed_at;
    const char *closed_note; /* why it was sent back */
} ov_publication;
/* The latest request of a version; OV_NOT_FOUND: nobody has asked. Owns: arena. */
OV_API ov_status ov_publication_latest(ov_ctx *ctx, ov_id version_id,
                                       ov_publication *out) OV_MUST_CHECK;

typedef struct ov_publish_order {
    ov_id version_id;
    const char *label, *status, *message;
    ov_day day;
    bool replaces;     /* only with "adopted" */
    const char *fault; /* with OV_INVALID: "label" (none, too long, another version's), "status",
                          "day", "message", "reasons" (some are missing) */
} ov_publish_order;
/* Asks for publication: fixes label, date, status and the hashes. OV_INVALID: a provision that
 * differs from the base has no reason, or the order breaks a rule; OV_CONFLICT: published, or asked
 * for already. Writes an event. Only inside ov_write. */
OV_API ov_status ov_publish_ask(ov_ctx *ctx, ov_publish_order *order) OV_MUST_CHECK;
/* Who asked takes it back; OV_DENIED: somebody else's, OV_NOT_FOUND: none is open. */
OV_API ov_status ov_publish_withdraw(ov_ctx *ctx, ov_id version_id) OV_MUST_CHECK;
/* A second person sends it back and says why (OV_INVALID: does not). OV_DENIED: one's own. */
OV_API ov_status ov_publish_return(ov_ctx *ctx, ov_id version_id, const char *why) OV_MUST_CHECK;
/* A second person publishes what they have read: content_hash is what the page showed. OV_CONFLICT:
 * it is not what stands there now (or is published); OV_DENIED: who asked may not; OV_NOT_FOUND:
 * nobody asks any longer. Fixes the canonical text, its hash and the lineage; writes events. Only
 * inside ov_write. */
OV_API ov_status ov_publish(ov_ctx *ctx, ov_id version_id, const char *content_hash) OV_MUST_CHECK;
/* Ends an open request because the text changed: every change of a draft calls it. */
ov_status ov_publish_void(ov_ctx *ctx, ov_id version_id) OV_MUST_CHECK;

/* Requests in matters of this organisation that wait for an answer: rows matter slug, matter title,
 * document title, version slug, label, asked by (account id), name, instant, document id. */
enum {
    OV_WAITING_SLUG,
    OV_WAITING_MATTER,
    OV_WAITING_DOCUMENT,
    OV_WAITING_VERSION,
    OV_WAITING_LABEL,
    OV_WAITING_ASKED_ID,
    OV_WAITING_ASKED_NAME,
    OV_WAITING_ASKED_AT,
    OV_WAITING_MATTER_ID
};
OV_API ov_status ov_publications_waiting(ov_ctx *ctx, ov_id org_id,
                                         const ov_rows **out) OV_MUST_CHECK;

/* Is called in the transaction that publishes a version, whichever way that happens: what keeps a
 * copy of published texts (the search index) hangs here. */
ov_status ov_text_published(ov_ctx *ctx, ov_id version_id) OV_MUST_CHECK;

#endif
