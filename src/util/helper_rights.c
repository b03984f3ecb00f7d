/* SPDX-License-Identifier: EUPL-1.2 */
/* helper_rights.c — takes from a helper program what it does not need: the network, capabilities,
 * the files of the machine, and system calls. Runs between fork and exec. */
#include "util/helper_child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- network and capabilities ---------------------------------------------------------------- */

static void write_to(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    (void)!write(fd, text, strlen(text));
    (void)close(fd);
}

/* The same user inside the namespace as outside. */
static void map_ids(uid_t uid, gid_t gid)
{
    char text[64];

    (void)prctl(PR_SET_DUMPABLE, 1); /* who has changed user does not own /proc/self */
    write_to("/proc/self/setgroups", "deny");
    (void)snprintf(text, sizeof text, "%u %u 1", (unsigned)uid, (unsigned)uid);
    write_to("/proc/self/uid_map", text);
    (void)snprintf(text, sizeof text, "%u %u 1", (unsigned)gid, (unsigned)gid);
    write_to("/proc/self/gid_map", text);
}

static void drop_capabilities(void)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};

    for (unsigned long cap = 0; cap < 64; cap++)
        (void)prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    (void)syscall(SYS_capset, &head, none);
}

const char *ov_helper_leave_network(bool *namespaced)
{
    uid_t uid = geteuid();
    gid_t gid = getegid();

    *namespaced = unshare(CLONE_NEWNET) == 0;
    if (!*namespaced && unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0) {
        map_ids(uid, gid);
        *namespaced = true;
    }
    drop_capabilities();
    return *namespaced ? NULL : "no network namespace";
}

/* ---- files ----------------------------------------------------------------------------------- */

#define FILE_READ (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE)
#define TREE_READ (FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR)
#define EVERYTHING ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)
#define REFER (1ULL << 13) /* to move a file between folders: from the second version on */

static void allow_tree(int ruleset, const char *path, uint64_t access)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = access};

    rule.parent_fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return;
    (void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    (void)close(rule.parent_fd);
}

static void allow_program(int ruleset, const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[4096];

    if (!slash || slash == path || (size_t)(slash - path) >= sizeof folder)
        return;
    memcpy(folder, path, (size_t)(slash - path));
    folder[slash - path] = '\0';
    allow_tree(ruleset, folder, TREE_READ);
}

/* What is not listed cannot be opened: the database, the uploads, other people's homes. A kernel
 * without Landlock leaves them to the ordinary rights. */
void ov_helper_hide_files(const ov_helper *helper)
{
    static const char *const readable[] = {"/usr",
                                           "/bin",
                                           "/sbin",
                                           "/lib",
                                           "/lib32",
                                           "/lib64",
                                           "/etc",
                                           "/proc",
                                           "/sys",
                                           "/opt",
                                           "/var/cache/fontconfig"};
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct landlock_ruleset_attr attr = {.handled_access_fs = EVERYTHING};
    int ruleset;

    if (version < 1)
        return;
    attr.handled_access_fs |= version > 1 ? REFER : 0;
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0)
        return;
    for (size_t i = 0; i < OV_LEN(readable); i++)
        allow_tree(ruleset, readable[i], TREE_READ);
    allow_tree(ruleset, "/dev", TREE_READ | LANDLOCK_ACCESS_FS_WRITE_FILE);
    allow_program(ruleset, helper->argv[0]);
    if (helper->file_size > 0)
        allow_tree(ruleset, "/dev/shm", attr.handled_access_fs);
    if (helper->readable)
        allow_tree(ruleset, helper->readable, TREE_READ);
    if (helper->dir)
        allow_tree(ruleset, helper->dir,
                   helper->file_size > 0 ? attr.handled_access_fs : TREE_READ);
    (void)syscall(SYS_landlock_restrict_self, ruleset, 0);
    (void)close(ruleset);
}

/* ---- system calls ---------------------------------------------------------------------------- */

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define ARCHITECTURE AUDIT_ARCH_PPC64LE
#endif

#ifdef ARCHITECTURE
#define LOW_WORD(n) ((uint32_t)(offsetof(struct seccomp_data, args) + 8U * (n)))
#define REFUSE(error) (SECCOMP_RET_ERRNO | ((error)&SECCOMP_RET_DATA))
#define NEW_SPACES                                                                                 \
    (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |     \
     CLONE_NEWCGROUP)

typedef struct program {
    struct sock_filter code[160];
    unsigned short n;
} program;

static void add(program *p, unsigned code, uint32_t k, unsigned jt, unsigned jf)
{
    if (p->n < OV_LEN(p->code))
        p->code[p->n++] =
            (struct sock_filter){(unsigned short)code, (unsigned char)jt, (unsigned char)jf, k};
}

static void load(program *p, size_t at)
{
    add(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)at, 0, 0);
}

static void answer(program *p, uint32_t what)
{
    add(p, BPF_RET | BPF_K, what, 0, 0);
}

static void refuse(program *p, long call, int error)
{
    add(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1);
    answer(p, REFUSE((unsigned)error));
}

/* Only with this value of an argument. */
static void refuse_unless(program *p, long call, unsigned arg, uint32_t value, int error)
{
    add(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 4);
    load(p, LOW_WORD(arg));
    add(p, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    answer(p, SECCOMP_RET_ALLOW);
    answer(p, REFUSE((unsigned)error));
}

/* Flags of clone: no new namespaces, and for a program that is alone only threads. */
static void check_clone(program *p, bool alone)
{
    add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, alone ? 5 : 4);
    load(p, LOW_WORD(0));
    add(p, BPF_JMP | BPF_JSET | BPF_K, NEW_SPACES, alone ? 1 : 0, alone ? 0 : 1);
    if (alone)
        add(p, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
    answer(p, REFUSE(EPERM));
    answer(p, SECCOMP_RET_ALLOW);
}

/* What no converter needs, and what would lead around the rules. */
static void refuse_common(program *p)
{
    static const long calls[] = {SYS_ptrace,
                                 SYS_process_vm_readv,
                                 SYS_process_vm_writev,
                                 SYS_bpf,
                                 SYS_perf_event_open,
                                 SYS_keyctl,
                                 SYS_add_key,
                                 SYS_request_key,
                                 SYS_userfaultfd,
                                 SYS_mount,
                                 SYS_umount2,
                                 SYS_pivot_root,
                                 SYS_chroot,
                                 SYS_setns,
                                 SYS_unshare,
                                 SYS_init_module,
                                 SYS_finit_module,
                                 SYS_delete_module,
                                 SYS_kexec_load,
                                 SYS_reboot,
                                 SYS_swapon,
                                 SYS_swapoff,
                                 SYS_settimeofday,
                                 SYS_clock_settime,
                                 SYS_acct,
                                 SYS_quotactl,
                                 SYS_open_by_handle_at,
                                 SYS_kcmp};

    for (size_t i = 0; i < OV_LEN(calls); i++)
        refuse(p, calls[i], EPERM);
    refuse(p, SYS_io_uring_setup, ENOSYS); /* it opens sockets without the call that we look at */
    refuse(p, SYS_io_uring_enter, ENOSYS);
    refuse(p, SYS_io_uring_register, ENOSYS);
    refuse(p, SYS_clone3, ENOSYS); /* its flags cannot be seen; the C library then takes clone */
    refuse(p, SYS_setsid, 0);      /* "done": it stays in the group that is killed */
    refuse(p, SYS_setpgid, 0);
}

static void refuse_company(program *p)
{
    uint32_t self = (uint32_t)getpid();

    refuse(p, SYS_socket, EACCES);
    refuse(p, SYS_connect, EACCES);
    refuse(p, SYS_tkill, EPERM);
    refuse_unless(p, SYS_kill, 0, self, EPERM);
    refuse_unless(p, SYS_tgkill, 0, self, EPERM);
#ifdef SYS_fork
    refuse(p, SYS_fork, EPERM);
    refuse(p, SYS_vfork, EPERM);
#endif
}

const char *ov_helper_filter_calls(bool alone)
{
    program p = {.n = 0};
    struct sock_fprog whole;

    load(&p, offsetof(struct seccomp_data, arch));
    add(&p, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    answer(&p, SECCOMP_RET_KILL_PROCESS);
    load(&p, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
    add(&p, BPF_JMP | BPF_JGE | BPF_K, 0x40000000U, 0, 1); /* the x32 names of the same calls */
    answer(&p, REFUSE(ENOSYS));
#endif
    refuse_common(&p);
    if (alone)
        refuse_company(&p);
    else
        refuse_unless(&p, SYS_socket, 0, AF_UNIX, EACCES);
    check_clone(&p, alone);
    answer(&p, SECCOMP_RET_ALLOW);
    whole = (struct sock_fprog){.len = p.n, .filter = p.code};
    if (p.n == OV_LEN(p.code) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) != 0)
        return "the filter of system calls cannot be set";
    return NULL;
}

#else

const char *ov_helper_filter_calls(bool alone)
{
    (void)alone;
    return "there is no filter of system calls for this machine";
}

#endif
