/* SPDX-License-Identifier: EUPL-1.2 */
/* party_list.h — a list of organisations as a file: what it would do to the register, and doing it.
 *
 * The first line names the columns, in English or Swedish, in any order: code/kod and name/namn
 * must be there; type/typ, region_code/regionkod or parent_code/tillhör,
 * org_no/organisationsnummer, registry_email/e-post, address/adress, phone/telefon, web/webb may
 * be; county/län is passed over. Without a type, a file with region_code holds municipalities, and
 * any other holds regions. An empty cell keeps what is stored. All or nothing is saved. */
#ifndef OV_REGISTER_PARTY_LIST_H
#define OV_REGISTER_PARTY_LIST_H

#include "register/register.h"

enum { OV_PARTY_LIST_BYTES = 4 << 20, OV_PARTY_LIST_ROWS = 20000 };

typedef enum ov_party_state {
    OV_PARTY_REFUSED,
    OV_PARTY_CHANGED,
    OV_PARTY_NEW,
    OV_PARTY_SAME
} ov_party_state;

typedef struct ov_party_change {
    const char *what;      /* static, Swedish: "Namn" */
    const char *from, *to; /* from may be NULL */
} ov_party_change;

typedef struct ov_party_row {
    int line; /* of the file, from 1 */
    ov_party_state state;
    ov_organisation org;     /* as it would be saved; id 0: new. Parts may be NULL when refused */
    const char *parent_code; /* of org.parent_id, or of a row of the same file; NULL: none */
    const char *reason;      /* why it is refused (static, Swedish), or NULL */
    const char *detail;      /* "rad 12", the value in question, or NULL */
    const ov_party_change *changes; /* of a changed one */
    size_t n_changes;
    size_t parent_row; /* 1 + the row that it belongs to, when the parent is not saved yet */
} ov_party_row;

typedef struct ov_party_plan {
    const ov_party_row *rows;
    size_t n;
    size_t counts[4]; /* by ov_party_state */
    char separator;
    bool windows_1252;
    ov_str text; /* the file as UTF-8 with LF */
} ov_party_plan;

/* Reads the file's bytes against the register as it is now. Time and memory are bounded by the two
 * limits above. OV_INVALID, OV_TOO_LARGE: nothing in it can be read; ctx->err holds "LINE: WHY" or
 * "LINE: WHY: DETAIL"; WHY is Swedish, to be translated, and holds no colon. Owns: arena; org's texts point into it. */
OV_API ov_status ov_party_plan_make(ov_ctx *ctx, ov_str bytes, ov_party_plan *out) OV_MUST_CHECK;
/* Saves what is new or changed. Only inside ov_write; an event for each. OV_INVALID when a row is
 * refused; OV_CONFLICT when the register has changed since the plan was made. */
OV_API ov_status ov_party_plan_save(ov_ctx *ctx, const ov_party_plan *plan) OV_MUST_CHECK;

/* ---- A file that waits for a yes, on the page. It is its uploader's alone. ---- */
typedef struct ov_party_upload {
    ov_id id;
    const char *file_name;
    ov_str content;
    ov_instant at;
} ov_party_upload;
/* Only inside ov_write. Also removes what is older than a day, and all but the person's latest
 * five. */
OV_API ov_status ov_party_upload_add(ov_ctx *ctx, const char *file_name, ov_str content,
                                     ov_id *id) OV_MUST_CHECK;
/* The actor's own. OV_NOT_FOUND: saved, thrown away, too old or somebody else's. */
OV_API ov_status ov_party_upload_get(ov_ctx *ctx, ov_id id, ov_party_upload *out) OV_MUST_CHECK;
OV_API ov_status ov_party_upload_remove(ov_ctx *ctx, ov_id id) OV_MUST_CHECK; /* inside ov_write */

#endif
