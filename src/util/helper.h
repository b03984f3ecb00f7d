/* SPDX-License-Identifier: EUPL-1.2 */
/* helper.h — runs another program (pandoc, pdftotext, chromium) on input that nobody trusts: no
 * network, limits on time, memory and output, and nothing of it left behind. */
#ifndef OV_UTIL_HELPER_H
#define OV_UTIL_HELPER_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

typedef struct ov_helper {
    const char *const *argv; /* argv[0]: whole path of the program; ended by NULL */
    const char *dir;         /* its working folder and $HOME; NULL: "/" */
    ov_str input;            /* given on standard input; {NULL, 0}: /dev/null */
    int seconds;             /* wall clock; the processor's time is limited to the same */
    size_t memory;           /* bytes of address space; 0: no limit (chromium reserves terabytes) */
    size_t output;           /* most bytes of standard output */
    size_t file_size;        /* largest file that it may write, below dir; 0: none at all */
    bool alone; /* it starts no programs and opens no sockets at all (pandoc, pdftotext) */
    const char *readable; /* one more folder that it may read, or NULL; where the kernel can
                           * (Landlock) it sees only /usr, /etc and the like, and dir */
    /* Instead of a program: a function of ours, in a process of its own and in the same cage. It
     * reads standard input, writes standard output and returns the exit code; argv[0] is then only
     * its name for the log. */
    int (*own)(void *arg);
    void *arg;
} ov_helper;

/* The whole path of a program on a fixed list of folders (/usr/bin, /bin, /usr/local/bin), or NULL.
 * Static or arena. */
OV_API const char *ov_helper_find(ov_arena *arena, const char *name);

/* Runs it and reads its standard output whole. It has its own process group, a clean environment,
 * no descriptor of ours, no network (seccomp: no socket but unix ones; and a network namespace
 * where the kernel lets us), and cannot gain rights. A small process of ours watches it: when the
 * program ends, the time is up or the caller dies, all that it started is killed and reaped.
 * Blocks: never inside ov_write. OV_INVALID: it ended with an error (err holds the first line of
 * its complaint, for the log); OV_TOO_LARGE: over a limit of time, output or the processor (one of
 * memory is told by the program itself, so it is OV_INVALID); OV_NOT_FOUND: there is no such
 * program; OV_IO: it could not be run, or not be confined. Owns: arena. */
OV_API ov_status ov_helper_run(ov_arena *arena, const ov_helper *helper, ov_str *output,
                               ov_err *err) OV_MUST_CHECK;

#endif
