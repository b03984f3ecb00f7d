/* SPDX-License-Identifier: EUPL-1.2 */
/* lock_stress.c — eight processes write while another checkpoints every millisecond, and some are
 * killed: at the end the file is whole and every acknowledged write is there, once.
 *
 *   lock_stress [SECONDS]     5 unless given; $OVERENS_STRESS_SECONDS works too
 *
 * It guards the lock that stands between SQLite before 3.51.3 and its lost pages. */
#include "db/db.h"
#include "db/migrate.h"
#include "util/clock.h"
#include "util/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef TEST_SRCDIR
#define TEST_SRCDIR "."
#endif
#define WRITERS 8
#define SLOTS (WRITERS + 1) /* and the one that checkpoints */
#define ROWS_A_WRITE 4

enum { CREATE, ADD, COUNT, BAD, INTEGRITY };
static const ov_sql sql[] = {
    [CREATE] = {"stress.create",
                "CREATE TABLE mark (writer INTEGER NOT NULL, n INTEGER NOT NULL, part INTEGER NOT "
                "NULL, text TEXT NOT NULL, PRIMARY KEY (writer, n, part)) STRICT",
                NULL},
    [ADD] = {"stress.add", "INSERT INTO mark (writer, n, part, text) VALUES ($1, $2, $3, $4)",
             NULL},
    [COUNT] = {"stress.count", "SELECT count(*) FROM mark WHERE writer = $1 AND n = $2", NULL},
    [BAD] = {"stress.bad",
             "SELECT count(*) FROM (SELECT 1 FROM mark GROUP BY writer, n HAVING count(*) <> $1)",
             NULL},
    [INTEGRITY] = {"stress.integrity", "PRAGMA integrity_check", NULL},
    {0}};

static char folder[256], url[300];

static void say_and_exit(const char *what, const ov_err *err)
{
    fprintf(stderr, "lock_stress: %s: %s\n", what, err->text);
    _exit(2);
}

static void open_ctx(ov_ctx *ctx, bool create)
{
    ov_db_options options = {
        .url = url, .create = create, .lock_timeout_ms = 20000, .checkpoint_bytes = 64 * 1024};

    *ctx = (ov_ctx){.arena = ov_arena_new(0), .lang = "sv"};
    if (ov_db_open(&options, &ctx->db, &ctx->err) != OV_OK)
        say_and_exit("open", &ctx->err);
}

/* ---- The processes ---- */

typedef struct mark {
    int64_t writer, n;
    char text[700];
} mark;

static ov_status add_mark(ov_ctx *ctx, void *arg)
{
    const mark *m = arg;

    for (int64_t part = 0; part < ROWS_A_WRITE; part++)
        OV_TRY(ov_exec(ctx, &sql[ADD],
                       OV_ARGS(ov_int(m->writer), ov_int(m->n), ov_int(part), ov_text(m->text)),
                       NULL));
    return OV_OK;
}

static int ack_file(int64_t writer)
{
    char path[300];

    snprintf(path, sizeof path, "%s/ack.%d", folder, (int)writer);
    return open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* A number in the file says: this one was acknowledged. The file also tells a successor where to go
 * on, leaving out the number whose fate is unknown. */
static void write_for_ever(int64_t writer, int64_t first)
{
    int fd = ack_file(writer);
    mark m = {.writer = writer};
    ov_ctx ctx;

    if (fd < 0)
        _exit(3);
    memset(m.text, 'm', sizeof m.text - 1);
    open_ctx(&ctx, false);
    for (m.n = first;; m.n++) {
        ov_status status = ov_write(&ctx, add_mark, &m);

        if (status == OV_BUSY)
            continue;
        if (status != OV_OK)
            say_and_exit("write", &ctx.err);
        if (write(fd, &m.n, sizeof m.n) != (ssize_t)sizeof m.n)
            _exit(3);
        ov_arena_reset(ctx.arena);
    }
}

static void checkpoint_for_ever(void)
{
    struct timespec pause = {0, 1000000};
    ov_ctx ctx;

    open_ctx(&ctx, false);
    for (;;) {
        ov_status status = ov_db_checkpoint(ctx.db, &ctx.err);

        if (status != OV_OK && status != OV_BUSY)
            say_and_exit("checkpoint", &ctx.err);
        nanosleep(&pause, NULL);
    }
}

static pid_t start(int slot, int64_t first)
{
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    if (slot == WRITERS)
        checkpoint_for_ever();
    write_for_ever(slot, first);
    _exit(0);
}

/* ---- The referee ---- */

static int64_t *acknowledged(int64_t writer, size_t *n)
{
    int fd = ack_file(writer);
    off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
    int64_t *list = size < 0 ? NULL : malloc((size_t)size + 1);

    if (!list || pread(fd, list, (size_t)size, 0) != size)
        _exit(3);
    close(fd);
    *n = (size_t)size / sizeof *list;
    return list;
}

static int64_t next_number(int64_t writer)
{
    size_t n;
    int64_t *list = acknowledged(writer, &n);
    int64_t next = n ? list[n - 1] + 2 : 1;

    free(list);
    return next;
}

/* Kills one now and then and starts it again; returns false when one ended by itself. */
static bool run_for(int64_t seconds, pid_t pids[SLOTS], int *kills)
{
    int64_t end = ov_ticks() + seconds * 1000000;
    struct timespec pause = {0, 40000000};
    bool fine = true;

    for (unsigned turn = 0; fine && ov_ticks() < end; turn++) {
        unsigned slot = turn % SLOTS;
        pid_t gone;

        nanosleep(&pause, NULL);
        gone = waitpid(-1, NULL, WNOHANG);
        if (gone > 0) {
            fprintf(stderr, "lock_stress: process %d ended by itself\n", (int)gone);
            fine = false;
        } else if (turn % 4 == 3) {
            kill(pids[slot], SIGKILL);
            waitpid(pids[slot], NULL, 0);
            pids[slot] = start((int)slot, slot == WRITERS ? 0 : next_number(slot));
            ++*kills;
        }
    }
    return fine;
}

static int64_t ask(ov_ctx *ctx, int which, const ov_val *args, size_t n)
{
    int64_t answer;

    if (ov_select_int(ctx, &sql[which], args, n, -1, &answer) != OV_OK)
        say_and_exit(sql[which].name, &ctx->err);
    return answer;
}

static int64_t lost_writes(ov_ctx *ctx, int64_t *total)
{
    int64_t lost = 0;

    for (int64_t writer = 0; writer < WRITERS; writer++) {
        size_t n;
        int64_t *list = acknowledged(writer, &n);

        for (size_t i = 0; i < n; i++) {
            lost += ask(ctx, COUNT, OV_ARGS(ov_int(writer), ov_int(list[i]))) != ROWS_A_WRITE;
            ov_arena_reset(ctx->arena);
        }
        *total += (int64_t)n;
        free(list);
    }
    return lost;
}

static bool judge(int64_t seconds, int kills)
{
    const char *integrity;
    int64_t total = 0, lost, half;
    ov_ctx ctx;
    bool fine;

    open_ctx(&ctx, false);
    lost = lost_writes(&ctx, &total);
    half = ask(&ctx, BAD, OV_ARGS(ov_int(ROWS_A_WRITE)));
    if (ov_select_text(&ctx, &sql[INTEGRITY], OV_NOARGS, "", &integrity) != OV_OK)
        integrity = ctx.err.text;
    fine = lost == 0 && half == 0 && total > 0 && strcmp(integrity, "ok") == 0;
    printf("%d s, %d writers, %d kills: %lld writes acknowledged, %lld lost, %lld half, integrity "
           "%s\n",
           (int)seconds, WRITERS, kills, (long long)total, (long long)lost, (long long)half,
           integrity);
    ov_db_close(ctx.db);
    ov_arena_free(ctx.arena);
    return fine;
}

static ov_status create_table(ov_ctx *ctx, void *arg)
{
    (void)arg;
    return ov_exec(ctx, &sql[CREATE], OV_NOARGS, NULL);
}

static void make_database(void)
{
    const char *tmp = getenv("TMPDIR"), *src = getenv("OVERENS_SRC");
    char schema[512];
    ov_migration_set core = {"core", schema};
    ov_ctx ctx;

    snprintf(folder, sizeof folder, "%s/overens-stress-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    snprintf(schema, sizeof schema, "%s/schema", src && *src ? src : TEST_SRCDIR);
    if (!mkdtemp(folder))
        _exit(3);
    snprintf(url, sizeof url, "sqlite:%s/db", folder);
    open_ctx(&ctx, true);
    if (ov_migrate(&ctx, &core, 1, false, NULL) != OV_OK ||
        ov_write(&ctx, create_table, NULL) != OV_OK)
        say_and_exit("schema", &ctx.err);
    ov_db_close(ctx.db);
    ov_arena_free(ctx.arena);
}

static void remove_folder(void)
{
    static const char *const names[] = {"db", "db-wal", "db-shm", "db-lock"};
    char path[300];

    for (size_t i = 0; i < OV_LEN(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    for (int i = 0; i < WRITERS; i++) {
        snprintf(path, sizeof path, "%s/ack.%d", folder, i);
        unlink(path);
    }
    rmdir(folder);
}

int main(int argc, char **argv)
{
    const char *given = argc > 1 ? argv[1] : getenv("OVERENS_STRESS_SECONDS");
    int64_t seconds = 5;
    pid_t pids[SLOTS];
    int kills = 0;
    bool fine;

    ov_hash_init();
    if (given && ov_parse_int(ov_str_from(given), &seconds) != OV_OK) {
        fprintf(stderr, "usage: lock_stress [SECONDS]\n");
        return 2;
    }
    make_database();
    for (int i = 0; i < SLOTS; i++)
        pids[i] = start(i, 1);
    fine = run_for(seconds, pids, &kills);
    for (int i = 0; i < SLOTS; i++)
        kill(pids[i], SIGKILL);
    for (int i = 0; i < SLOTS; i++)
        waitpid(pids[i], NULL, 0);
    fine = judge(seconds, kills) && fine;
    if (fine)
        remove_folder();
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
