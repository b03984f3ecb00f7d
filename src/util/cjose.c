/* SPDX-License-Identifier: EUPL-1.2 */
/* cjose.c — opens libcjose and finds the functions that we call. */
#include "util/cjose.h"

#include "util/library.h"

ov_libcjose ov_cjose;

static const ov_symbol functions[] = {
    {"cjose_jwk_import", offsetof(ov_libcjose, jwk_import)},
    {"cjose_jwk_release", offsetof(ov_libcjose, jwk_release)},
    {"cjose_jws_import", offsetof(ov_libcjose, jws_import)},
    {"cjose_jws_verify", offsetof(ov_libcjose, jws_verify)},
    {"cjose_jws_release", offsetof(ov_libcjose, jws_release)},
};

ov_status ov_libcjose_open(ov_err *err)
{
    static bool open;

    if (open)
        return OV_OK;
    OV_TRY(ov_library_open("libcjose.so.0", "libcjose0", functions, OV_LEN(functions), &ov_cjose,
                           err));
    open = true;
    return OV_OK;
}
