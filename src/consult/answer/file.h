/* SPDX-License-Identifier: EUPL-1.2 */
/* file.h — files that come with answers: taken in, kept as they are, and followed to the response.
 */
#ifndef OV_CONSULT_FILE_H
#define OV_CONSULT_FILE_H

#include "consult/consult.h"
#include "text/attachment.h"
#include "util/hash.h"

/* ---- What is taken (section [files] of the configuration) ---- */
typedef struct ov_file_rules {
    int64_t size;      /* most bytes of one file */
    int64_t total;     /* of all files of an answer */
    int64_t number;    /* of files of an answer */
    const char *clamd; /* socket of the virus scanner; "": there is none */
    int clamd_seconds;
    bool clamd_required; /* refuse what it did not look at */
} ov_file_rules;
OV_API void ov_file_rules_set(const ov_file_rules *rules); /* kept, not copied: clamd */
OV_API const ov_file_rules *ov_file_rules_now(void);

/* ---- Taking a file ---- */
typedef struct ov_new_file {
    const char *name, *type, *scan; /* scan: clean | not_scanned */
    char sha256[OV_HASH_HEX];
    ov_str bytes, text;
} ov_new_file;
/* Looks at name, size, kind and virus scanner, hashes, reads the words out. Slow: before ov_write.
 * OV_INVALID, OV_TOO_LARGE, OV_BUSY: ctx->err is one or two whole Swedish sentences for the person.
 * Owns: ctx->arena; bytes must live as long. */
OV_API ov_status ov_file_prepare(ov_ctx *ctx, ov_str bytes, const char *raw_name,
                                 const char *tmp_dir, ov_new_file *out) OV_MUST_CHECK;

/* The codes of use that people choose from, and what they are called (Swedish; "" when unknown):
 * attachment, reservation, decision, original. */
OV_API const char *ov_file_use_title(const char *use);

/* Puts it into a draft; the same bytes for the same question once. question_id 0: the whole answer.
 * OV_TOO_LARGE: over the limits of an answer, ctx->err as above; OV_NOT_FOUND: the question is of
 * another round, or the draft has ended. Only inside ov_write. */
OV_API ov_status ov_file_add(ov_ctx *ctx, ov_id draft_id, const ov_new_file *file,
                             ov_id question_id, const char *use, ov_id *id) OV_MUST_CHECK;
/* Takes it out of the draft; what was never sent is forgotten whole. Only inside ov_write. */
OV_API ov_status ov_file_remove(ov_ctx *ctx, ov_id draft_id, ov_id file_id) OV_MUST_CHECK;

/* ---- Reading ---- */
enum {
    OV_FILE_ID,
    OV_FILE_NAME,
    OV_FILE_TYPE,
    OV_FILE_SIZE,
    OV_FILE_SHA256,
    OV_FILE_SCAN,
    OV_FILE_USE,
    OV_FILE_QUESTION, /* NULL: the whole answer */
    OV_FILE_N,        /* of the question, */
    OV_FILE_NUMBER,
    OV_FILE_HEADING,
    OV_FILE_TITLE,
    OV_FILE_HAS_TEXT, /* 0/1 */
    OV_FILE_MADE_AT
};
/* Files of a draft, of a response: rows of the columns above, in the order they came. */
OV_API ov_status ov_draft_files(ov_ctx *ctx, ov_id draft_id, const ov_rows **out) OV_MUST_CHECK;
OV_API ov_status ov_response_files(ov_ctx *ctx, ov_id response_id,
                                   const ov_rows **out) OV_MUST_CHECK;

typedef struct ov_stored {
    const char *name, *type, *sha256;
    ov_str bytes;
    ov_id response_id; /* 0: of a draft */
    const char *number, *use;
} ov_stored;
/* OV_NOT_FOUND: the draft, the response as it was sent, or any response of the party in this round
 * (with the extract of a decision that came after it), has no such file. number: of a response of
 * somebody outside the register; NULL: the party's own. */
OV_API ov_status ov_draft_file(ov_ctx *ctx, ov_id draft_id, ov_id file_id,
                               ov_stored *out) OV_MUST_CHECK;
OV_API ov_status ov_response_file(ov_ctx *ctx, ov_id response_id, ov_id file_id,
                                  ov_stored *out) OV_MUST_CHECK;
OV_API ov_status ov_sent_file(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const char *number,
                              ov_id file_id, ov_stored *out) OV_MUST_CHECK;
/* The words that could be read out of a response's files: rows name, text, use; in order. */
OV_API ov_status ov_response_texts(ov_ctx *ctx, ov_id response_id,
                                   const ov_rows **out) OV_MUST_CHECK;

/* Its part of `overens verify`: bytes against their sums. */
OV_API ov_status ov_files_verify(ov_verify *verify) OV_MUST_CHECK;

extern const ov_sql ov_file_sql[];
#endif
