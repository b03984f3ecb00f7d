/* SPDX-License-Identifier: EUPL-1.2 */
/* disposition.h — the header fields of multipart/form-data, and of files that are sent; not
 * installed. */
#ifndef OV_HTTP_DISPOSITION_H
#define OV_HTTP_DISPOSITION_H

#include "http/http.h"

typedef struct ov_disposition {
    const char *name;
    const char *filename; /* without folders; "" when no file was chosen; NULL: a plain field */
    const char *type;     /* Content-Type of the part, or NULL */
} ov_disposition;

/* The boundary of a Content-Type "multipart/form-data; boundary=…". Owns: arena. */
ov_status ov_boundary_parse(ov_arena *arena, const char *content_type, ov_str *out) OV_MUST_CHECK;
/* A part's head, lines ended by CRLF. OV_INVALID: no form-data with a name. Owns: arena. */
ov_status ov_disposition_parse(ov_arena *arena, ov_str head, ov_disposition *out) OV_MUST_CHECK;

/* "attachment; …" with the name twice: in letters that every browser reads, and whole (RFC 6266);
 * otherwise stands for an empty name. Owns: arena. */
const char *ov_disposition_attachment(ov_arena *arena, const char *name, const char *otherwise);

#endif
