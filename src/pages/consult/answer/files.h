/* SPDX-License-Identifier: EUPL-1.2 */
/* files.h — what pages with attached files share. */
#ifndef OV_PAGES_FILES_H
#define OV_PAGES_FILES_H

#include "consult/answer/file.h"
#include "plugin/page.h"

/* map.files = [{name, href, size, type, use, where, sum, clean, not_scanned, id}], map.has_files,
 * map.n_files. sum: how the SHA-256 begins. base: address below which a file has its id
 * ("/arende/…/svara/filer"), or that ends with "=" ("…/godkann?fil="). */
void ov_files_model(ov_req *req, ov_map *map, const ov_rows *files, const char *base);
/* The same of those that come with question n (0: the whole answer), without where. told: one for
 * each row of files, set for those that are added; may be NULL. */
void ov_files_of(ov_req *req, ov_map *map, const ov_rows *files, const char *base, int64_t n,
                 bool *told);
/* The same of those that are not told yet. */
void ov_files_left(ov_req *req, ov_map *map, const ov_rows *files, const char *base,
                   const bool *told);
/* What a file comes with: "2.1 Ansvar", "Hela svaret" (Swedish). Owns: arena. */
const char *ov_file_where(ov_arena *arena, const ov_rows *files, size_t i);
/* The address below which the files of a response are, by the party's code or the number. */
const char *ov_sent_files_base(ov_req *req, const ov_response *response);

/* Why a file was not taken (ctx->err.text), in the reader's language. Owns: arena. */
const char *ov_file_fault(ov_req *req);

/* Answers with the bytes: always saved, never shown or run inside our pages. */
ov_status ov_file_send(ov_req *req, const ov_stored *file) OV_MUST_CHECK;

/* The files of the posted field "fil", one by one: each is looked at and put into the draft (the
 * one that begin gives inside the transaction). What is wrong stands at the field; the others are
 * stored. n: how many were. */
typedef ov_status ov_draft_fn(ov_ctx *ctx, void *arg, ov_id *draft_id);
typedef struct ov_upload {
    ov_draft_fn *begin;
    void *arg;
    ov_id question_id; /* 0: the whole answer */
    const char *use;
} ov_upload;
ov_status ov_files_take(ov_req *req, ov_form *form, const ov_upload *upload,
                        size_t *n) OV_MUST_CHECK;

#endif
