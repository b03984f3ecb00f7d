/* SPDX-License-Identifier: EUPL-1.2 */
/* wire.h — what the files of http/ share among themselves; not installed. */
#ifndef OV_HTTP_WIRE_H
#define OV_HTTP_WIRE_H

#include "http/http.h"

/* Pairs that grow in an arena. */
typedef struct ov_pair_list {
    ov_pair *items;
    size_t n, cap;
} ov_pair_list;
void ov_pair_add(ov_arena *arena, ov_pair_list *list, const char *name, ov_str value);

/* Percent-decodes text (plus: '+' is a space) into a NUL-ended copy. OV_INVALID: a bad escape, NUL,
 * malformed UTF-8. */
ov_status ov_percent_decode(ov_arena *arena, ov_str text, bool plus, ov_str *out) OV_MUST_CHECK;

/* Where a request's parameters come from. Returns NULL when there is none of that name. */
typedef const char *(*ov_param_fn)(void *source, const char *name);
/* Makes a request of its parameters, everything but the body. Always succeeds: a request that
 * cannot be used has error set. Owns: arena. */
ov_http_request *ov_request_new(ov_arena *arena, const ov_http_limits *limits, ov_param_fn param,
                                void *source);
/* Marks the request as unusable, if it is not so already. */
void ov_request_refuse(ov_http_request *request, ov_status status, const char *text);
/* How many bytes the body must have; -1 when CONTENT_LENGTH is not a number. */
int64_t ov_request_length(ov_param_fn param, void *source);

/* The status line and the headers as CGI writes them, with the empty line that ends them. */
void ov_response_head(const ov_http_response *response, ov_buf *out);
/* May a response with this status have a body? */
bool ov_response_has_body(int status);

#endif
