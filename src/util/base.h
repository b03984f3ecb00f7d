/* SPDX-License-Identifier: EUPL-1.2 */
/* base.h — the types and the few macros that every file uses. */
#ifndef OV_UTIL_BASE_H
#define OV_UTIL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Everything is hidden unless it says otherwise: OV_API is what plugins and the `overens` program
 * may call, OV_EXPORT is the one symbol that a plugin shows. */
#define OV_API __attribute__((visibility("default")))
#define OV_EXPORT __attribute__((visibility("default")))
#define OV_MUST_CHECK __attribute__((warn_unused_result))
#define OV_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define OV_NORETURN __attribute__((noreturn))
#define OV_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* What a function that can fail returns. Out-parameters are written only on OV_OK. */
typedef enum ov_status {
    OV_OK = 0,
    OV_NOT_FOUND, /* there is no such thing, or the asker may not know of it (404) */
    OV_INVALID,   /* the input breaks a rule that the asker can mend (400, 422) */
    OV_CONFLICT,  /* somebody else changed it, or the same token carried other content (409) */
    OV_DENIED,    /* the asker may not (403) */
    OV_BUSY,      /* try again in a moment (503) */
    OV_GONE,      /* the other end went away: roll back, answer nothing */
    OV_TOO_LARGE, /* over a limit (413) */
    OV_IO,        /* files, sockets */
    OV_DB,        /* the database refused */
    OV_INTERNAL   /* a fault of ours */
} ov_status;

/* Returns from the function at the first failure. */
#define OV_TRY(expr)                                                                               \
    do {                                                                                           \
        ov_status ov_try_status_ = (expr);                                                         \
        if (ov_try_status_ != OV_OK)                                                               \
            return ov_try_status_;                                                                 \
    } while (0)

typedef int64_t ov_id;      /* a row's key; 0 is "none" */
typedef int64_t ov_instant; /* microseconds since 1970-01-01T00:00:00Z; 0 is "none" */
typedef int32_t ov_day;     /* days since 1970-01-01 in the proleptic Gregorian calendar */
typedef int64_t ov_ore;     /* money in öre */

#define OV_NO_DAY INT32_MIN
#define OV_SECOND ((ov_instant)1000000)
#define OV_MINUTE (60 * OV_SECOND)
#define OV_HOUR (60 * OV_MINUTE)
#define OV_DAY_LENGTH (24 * OV_HOUR)

/* A slice of text that somebody else owns; not necessarily ended by NUL. */
typedef struct ov_str {
    const char *ptr;
    size_t len;
} ov_str;

/* The name of a status for the log: "not found". Static. */
OV_API const char *ov_status_name(ov_status status);

#endif
