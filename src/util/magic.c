/* SPDX-License-Identifier: EUPL-1.2 */
/* magic.c — opens libmagic and asks it. */
#include "util/magic.h"

#include "util/library.h"

#define HEAD ((size_t)64 << 10) /* bytes that it sees: none of our types needs more */

/* <magic.h>: MAGIC_MIME_TYPE, MAGIC_NO_CHECK_COMPRESS, _TAR, _ELF, _CDF; fixed by its ABI. */
#define MIME_TYPE 0x000010
#define NOT_INSIDE (0x001000 | 0x002000 | 0x010000 | 0x040000)

typedef struct magic_set magic_set;
static struct {
    magic_set *(*open)(int flags);
    int (*load)(magic_set *set, const char *file);
    const char *(*buffer)(magic_set *set, const void *bytes, size_t n);
    const char *(*error)(magic_set *set);
} magic;

static const ov_symbol functions[] = {
    {"magic_open", offsetof(__typeof__(magic), open)},
    {"magic_load", offsetof(__typeof__(magic), load)},
    {"magic_buffer", offsetof(__typeof__(magic), buffer)},
    {"magic_error", offsetof(__typeof__(magic), error)},
};

/* The set of rules, read once a process. */
static ov_status rules(magic_set **out, ov_err *err)
{
    static magic_set *set;

    if (!set) {
        magic_set *made;

        OV_TRY(ov_library_open("libmagic.so.1", "libmagic1", functions, OV_LEN(functions), &magic,
                               err));
        made = magic.open(MIME_TYPE | NOT_INSIDE);
        if (!made)
            return ov_fail(err, OV_IO, "libmagic cannot begin");
        if (magic.load(made, NULL) != 0)
            return ov_fail(err, OV_IO, "libmagic has no rules (Debian: libmagic-mgc): %s",
                           magic.error(made));
        set = made;
    }
    *out = set;
    return OV_OK;
}

ov_status ov_magic_type(ov_arena *arena, ov_str bytes, const char **type, ov_err *err)
{
    magic_set *set = NULL;
    const char *said;

    OV_TRY(rules(&set, err));
    said = magic.buffer(set, bytes.ptr, bytes.len < HEAD ? bytes.len : HEAD);
    if (!said)
        return ov_fail(err, OV_IO, "libmagic: %s", magic.error(set));
    *type = ov_strdup(arena, said);
    return OV_OK;
}
