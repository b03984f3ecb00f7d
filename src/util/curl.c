/* SPDX-License-Identifier: EUPL-1.2 */
/* curl.c — opens libcurl and finds the functions that we call. */
#include "util/curl.h"

#include "util/library.h"

ov_libcurl ov_curl;

static const ov_symbol functions[] = {
    {"curl_global_init", offsetof(ov_libcurl, global_init)},
    {"curl_easy_init", offsetof(ov_libcurl, easy_init)},
    {"curl_easy_setopt", offsetof(ov_libcurl, easy_setopt)},
    {"curl_easy_perform", offsetof(ov_libcurl, easy_perform)},
    {"curl_easy_getinfo", offsetof(ov_libcurl, easy_getinfo)},
    {"curl_easy_reset", offsetof(ov_libcurl, easy_reset)},
    {"curl_easy_cleanup", offsetof(ov_libcurl, easy_cleanup)},
    {"curl_easy_strerror", offsetof(ov_libcurl, easy_strerror)},
    {"curl_multi_init", offsetof(ov_libcurl, multi_init)},
    {"curl_multi_setopt", offsetof(ov_libcurl, multi_setopt)},
    {"curl_multi_add_handle", offsetof(ov_libcurl, multi_add_handle)},
    {"curl_multi_remove_handle", offsetof(ov_libcurl, multi_remove_handle)},
    {"curl_multi_perform", offsetof(ov_libcurl, multi_perform)},
    {"curl_multi_poll", offsetof(ov_libcurl, multi_poll)},
    {"curl_multi_info_read", offsetof(ov_libcurl, multi_info_read)},
    {"curl_slist_append", offsetof(ov_libcurl, slist_append)},
    {"curl_slist_free_all", offsetof(ov_libcurl, slist_free_all)},
};

ov_status ov_libcurl_open(ov_err *err)
{
    static bool open;

    if (open)
        return OV_OK;
    OV_TRY(
        ov_library_open("libcurl.so.4", "libcurl4", functions, OV_LEN(functions), &ov_curl, err));
    if (ov_curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return ov_fail(err, OV_IO, "libcurl does not start");
    open = true;
    return OV_OK;
}
