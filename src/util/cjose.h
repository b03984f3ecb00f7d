/* SPDX-License-Identifier: EUPL-1.2 */
/* cjose.h — libcjose, opened when the first signed token comes. Only its verification of signatures
 * is used (JWS); its decryption is not. */
#ifndef OV_UTIL_CJOSE_H
#define OV_UTIL_CJOSE_H

#include "util/err.h"

#include <cjose/cjose.h>

/* The functions that we call, each with libcjose's own type. */
typedef struct ov_libcjose {
    __typeof__(cjose_jwk_import) *jwk_import;
    __typeof__(cjose_jwk_release) *jwk_release;
    __typeof__(cjose_jws_import) *jws_import;
    __typeof__(cjose_jws_verify) *jws_verify;
    __typeof__(cjose_jws_release) *jws_release;
} ov_libcjose;

/* Valid after ov_libcjose_open returned OV_OK once; never closed. */
extern ov_libcjose ov_cjose;
/* OV_IO with the name of the package when the library is not there. */
ov_status ov_libcjose_open(ov_err *err) OV_MUST_CHECK;

#endif
