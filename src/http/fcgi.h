/* SPDX-License-Identifier: EUPL-1.2 */
/* fcgi.h — the transport. fcgi.c is the only file that knows libfcgi. */
#ifndef OV_HTTP_FCGI_H
#define OV_HTTP_FCGI_H

#include "http/http.h"

typedef struct ov_fcgi ov_fcgi;

/* Serves an already listening socket. Owns: ov_fcgi_close. */
OV_API ov_status ov_fcgi_open(int listen_fd, const ov_http_limits *limits, const char *tmp_dir,
                              ov_fcgi **out, ov_err *err) OV_MUST_CHECK;
OV_API void ov_fcgi_close(ov_fcgi *fcgi);

/* Waits for the next request and reads all of it. OV_GONE: the peer left or sent a short body
 * (nothing to answer; the request has been ended; accept again). OV_BUSY: a signal asked to stop
 * (ov_fcgi_stop). Everything in *out lives in arena. A malformed request is OV_OK with out->error
 * set, so that the core can answer 400. */
OV_API ov_status ov_fcgi_accept(ov_fcgi *fcgi, ov_arena *arena, ov_http_request **out,
                                ov_err *err) OV_MUST_CHECK;
/* Sends the response in one write and ends the request. head_only: headers as for GET, no body.
 * OV_GONE when the peer has left. */
OV_API ov_status ov_fcgi_send(ov_fcgi *fcgi, const ov_http_response *response, bool head_only,
                              ov_err *err) OV_MUST_CHECK;
/* Ends the request without an answer. */
OV_API void ov_fcgi_abort(ov_fcgi *fcgi);
/* Async-signal-safe: the accept that waits returns OV_BUSY. */
OV_API void ov_fcgi_stop(void);
/* As ov_fcgi_stop, but what already waits in the socket's queue is still handed out first. */
OV_API void ov_fcgi_drain(void);
/* Stops as if asked to when fd has something to read or its other end is closed. */
OV_API ov_status ov_fcgi_watch(ov_fcgi *fcgi, int fd, ov_err *err) OV_MUST_CHECK;
/* The first half of ov_fcgi_accept, for who wants to know when the work begins: waits for a
 * connection. OV_OK: one is there; OV_BUSY: asked to stop. */
OV_API ov_status ov_fcgi_wait(ov_fcgi *fcgi, ov_err *err) OV_MUST_CHECK;
/* A parameter of the current request as nginx sent it; NULL when absent. */
OV_API const char *ov_fcgi_param(ov_fcgi *fcgi, const char *name);

#endif
