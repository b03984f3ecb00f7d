/* SPDX-License-Identifier: EUPL-1.2 */
/* internet.c — a filter of the one system call that opens sockets. */
#include "util/internet.h"

#include "util/base.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

#define LOAD(member)                                                                               \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, member))
/* Goes on when it is value, else skips. */
#define UNLESS(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (skip))
#define ON(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (skip), 0)

void ov_leave_internet(void)
{
#ifdef OUR_ARCH
    struct sock_filter rules[] = {LOAD(arch),
                                  UNLESS(OUR_ARCH, 5), /* other ways in are systemd's to close */
                                  LOAD(nr),
                                  UNLESS(SYS_socket, 3),
                                  LOAD(args[0]),
                                  ON(AF_INET, 2),
                                  ON(AF_INET6, 1),
                                  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
                                  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT)};
    const struct sock_fprog program = {.len = OV_LEN(rules), .filter = rules};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        (void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}
