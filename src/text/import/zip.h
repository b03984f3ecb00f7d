/* SPDX-License-Identifier: EUPL-1.2 */
/* zip.h — looks through a zip archive (docx, odt) before anything else opens it. */
#ifndef OV_TEXT_ZIP_H
#define OV_TEXT_ZIP_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

typedef struct ov_zip_part {
    ov_str name;
    uint64_t size, packed; /* bytes unpacked, and in the archive */
    size_t at;             /* where its bytes begin */
    uint32_t crc;
    bool deflated;
} ov_zip_part;

typedef struct ov_zip {
    ov_str bytes;
    ov_zip_part *parts;
    size_t n;
} ov_zip;

/* Reads the list of parts and compares it with what unpacking may cost. OV_INVALID: not a sound
 * archive, encrypted, with names that lead outside; OV_TOO_LARGE: a zip bomb. err: whole Swedish
 * sentences. Owns: arena; bytes must live as long. */
ov_status ov_zip_open(ov_arena *arena, ov_str bytes, ov_zip *out, ov_err *err) OV_MUST_CHECK;

const ov_zip_part *ov_zip_find(const ov_zip *zip, const char *name); /* NULL: no such part */
bool ov_zip_has(const ov_zip *zip, const char *prefix, const char *suffix);

/* Unpacks a part in pieces; each is handed to fn, which returns false to stop. OV_INVALID: damaged,
 * or larger than the list says; OV_CONFLICT: fn stopped it. */
typedef bool ov_zip_fn(void *arg, const uint8_t *bytes, size_t n);
ov_status ov_zip_unpack(const ov_zip *zip, const ov_zip_part *part, ov_zip_fn *fn,
                        void *arg) OV_MUST_CHECK;
/* The whole of a part of at most most bytes. Owns: arena. */
ov_status ov_zip_read(ov_arena *arena, const ov_zip *zip, const ov_zip_part *part, size_t most,
                      ov_str *out) OV_MUST_CHECK;

#endif
