/* SPDX-License-Identifier: EUPL-1.2 */
/* curl.h — libcurl, opened when somebody first speaks to a server: only children of the jobs
 * process do. It brings two dozen libraries whose loading costs more than most commands take. */
#ifndef OV_UTIL_CURL_H
#define OV_UTIL_CURL_H

#include "util/err.h"

#include <curl/curl.h>

/* The functions that we call, each with libcurl's own type. */
typedef struct ov_libcurl {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_setopt) *easy_setopt;
    __typeof__(curl_easy_perform) *easy_perform;
    __typeof__(curl_easy_getinfo) *easy_getinfo;
    __typeof__(curl_easy_reset) *easy_reset;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_multi_init) *multi_init;
    __typeof__(curl_multi_setopt) *multi_setopt;
    __typeof__(curl_multi_add_handle) *multi_add_handle;
    __typeof__(curl_multi_remove_handle) *multi_remove_handle;
    __typeof__(curl_multi_perform) *multi_perform;
    __typeof__(curl_multi_poll) *multi_poll;
    __typeof__(curl_multi_info_read) *multi_info_read;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
} ov_libcurl;

/* Valid after ov_libcurl_open returned OV_OK once; never closed. */
extern ov_libcurl ov_curl;
/* Opens and initialises it. OV_IO with the name of the package when the library is not there. */
ov_status ov_libcurl_open(ov_err *err) OV_MUST_CHECK;

#endif
