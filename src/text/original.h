/* SPDX-License-Identifier: EUPL-1.2 */
/* original.h — the file that a version was read from: handed out as it came, checked for whether
 * everybody can read it, and asked for in a better form. Practice 28. */
#ifndef OV_TEXT_ORIGINAL_H
#define OV_TEXT_ORIGINAL_H

#include "text/text.h"

typedef struct ov_upload_check {
    const char *verdict; /* "ok", "failing", "unknown" */
    const char *media;   /* what the bytes are: "application/pdf" */
    int64_t bytes;
    const char *faults; /* no_text, no_tags, no_title, no_language (PDF), no_headings, undescribed
                           (office documents), one a line; "" for none */
} ov_upload_check;

/* Looks at a file with pdfinfo, pdftotext or pandoc: tags, text, title and language of a PDF;
 * heading styles and described pictures of an office document. Plain text is fine. Never fails on a
 * strange file: that is "unknown". Slow: never inside ov_write; a page asks for the time with
 * ov_req_may_take. Owns: arena. */
OV_API void ov_upload_check_run(ov_arena *arena, ov_str bytes, ov_upload_check *out);
/* Keeps what was found. Only inside ov_write. */
OV_API ov_status ov_upload_check_store(ov_ctx *ctx, ov_id version_id,
                                       const ov_upload_check *check) OV_MUST_CHECK;
/* OV_NOT_FOUND: the version has no original, or it was never checked. */
OV_API ov_status ov_upload_check_get(ov_ctx *ctx, ov_id version_id,
                                     ov_upload_check *out) OV_MUST_CHECK;
/* Checks the originals that were stored before there was a check. */
OV_API ov_status ov_upload_check_missing(ov_ctx *ctx) OV_MUST_CHECK;
/* Published originals that fail: rows matter slug, version slug, document, label, faults. */
OV_API ov_status ov_uploads_failing(ov_ctx *ctx, const ov_rows **out) OV_MUST_CHECK;

/* The originals of a matter that were checked: rows version id, verdict, media, bytes. */
OV_API ov_status ov_originals(ov_ctx *ctx, ov_id matter_id, const ov_rows **out) OV_MUST_CHECK;

typedef struct ov_original {
    const char *name;  /* as it was uploaded; NULL when there is no original */
    const char *media; /* what the bytes are; "application/octet-stream" when never checked */
    ov_str bytes;
} ov_original;
OV_API ov_status ov_original_get(ov_ctx *ctx, ov_id version_id, ov_original *out) OV_MUST_CHECK;

/* Asks for a version that everybody can read; email NULL: from who is signed in. Only inside
 * ov_write. OV_INVALID: no message, no address; OV_TOO_LARGE: over 20 for this version within a
 * day.
 */
OV_API ov_status ov_accessible_ask(ov_ctx *ctx, ov_id version_id, const char *email,
                                   const char *message, ov_id *id) OV_MUST_CHECK;
/* Rows: id, email, account name, message, asked, done, done by, version slug, label, document;
 * newest first. version_id 0: of the whole matter; all: done ones too. */
OV_API ov_status ov_accessible_requests(ov_ctx *ctx, ov_id matter_id, ov_id version_id, bool all,
                                        const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_ASKED_ID,
    OV_ASKED_EMAIL,
    OV_ASKED_NAME,
    OV_ASKED_MESSAGE,
    OV_ASKED_AT,
    OV_ASKED_DONE_AT,
    OV_ASKED_DONE_BY,
    OV_ASKED_SLUG,
    OV_ASKED_LABEL,
    OV_ASKED_DOCUMENT
};
/* Marks one as done. Only inside ov_write. OV_NOT_FOUND: none such is open. */
OV_API ov_status ov_accessible_done(ov_ctx *ctx, ov_id version_id, ov_id id) OV_MUST_CHECK;

#endif
