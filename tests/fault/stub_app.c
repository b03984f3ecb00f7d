/* SPDX-License-Identifier: EUPL-1.2 */
/* stub_app.c — something to serve that has no database: pages that answer, crash, hang and echo, so
 * that the transport and the processes can be tested alone. Runs like `overens serve`. */
#include "portal/serve.h"
#include "portal/slot.h"
#include "util/log.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct ov_app {
    ov_arena *arena;
    const char *tag, *journal;
};

static const ov_http_limits limits = {65536, 1 << 20, 100, 2048, 4096};

static const ov_config_key stub_keys[] = {
    {"stub", "tag", OV_KEY_TEXT, "-", true, "shown by /ok", 0, 0},
    {"stub", "journal", OV_KEY_PATH, "journal", true, "a line per request that was handled", 0, 0},
    {"stub", "fail", OV_KEY_TEXT, "", true, "open fails in a \"check\", a \"worker\"", 0, 0},
    {"stub", "late", OV_KEY_INT, "0", true, "ms to open in, for all workers but the first", 0,
     60000},
    {0}};

static ov_status stub_config(const char *file, ov_arena *arena, ov_config **out, ov_err *err)
{
    static const ov_config_key *const tables[] = {ov_serve_keys, stub_keys};

    return ov_config_read(arena, file, tables, OV_LEN(tables), out, err);
}

static void doze(int64_t ms)
{
    struct timespec left = {ms / 1000, (ms % 1000) * 1000000};

    while (nanosleep(&left, &left) != 0)
        ;
}

/* A start that takes long, as long as one wants: whoever makes the file is the first worker. */
static void come_late(const ov_app *app, int64_t ms)
{
    char *mark = ov_printf(app->arena, "%s.first", app->journal);
    int fd = ms > 0 ? open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;

    if (fd >= 0)
        close(fd);
    else
        doze(ms);
}

static ov_status stub_open(const char *file, bool for_worker, ov_app **out, ov_err *err)
{
    ov_arena *arena = ov_arena_new(0);
    ov_app *app = ov_calloc(arena, 1, sizeof *app);
    ov_config *config;
    ov_status status = stub_config(file, arena, &config, err);

    if (status == OV_OK &&
        strcmp(ov_config_text(config, "stub", "fail"), for_worker ? "worker" : "check") == 0)
        status = ov_fail(err, OV_DB, "the stub shall fail");
    if (status != OV_OK) {
        ov_arena_free(arena);
        return status;
    }
    app->arena = arena;
    app->tag = ov_config_text(config, "stub", "tag");
    app->journal = ov_config_text(config, "stub", "journal");
    if (for_worker)
        come_late(app, ov_config_int(config, "stub", "late"));
    *out = app;
    return OV_OK;
}

static void stub_close(ov_app *app)
{
    ov_arena_free(app->arena);
}

static void write_journal(const ov_app *app, const char *line)
{
    int fd = open(app->journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, line, strlen(line)) < 0)
        ov_log(OV_LOG_ERROR, "no journal");
    if (fd >= 0)
        close(fd);
}

static int64_t number(const ov_http_request *request, const char *name)
{
    const char *text = ov_pairs_get(&request->query, name);
    int64_t value = 0;

    return text && ov_parse_int(ov_str_from(text), &value) == OV_OK ? value : 0;
}

static void echo(const ov_http_request *r, ov_buf *out)
{
    ov_buf_printf(out, "method=%s\npath=%s\nquery=%s\nreceived=%lld\nid=%s\nbody=%zu\n",
                  r->method_name, r->path, r->query_string, (long long)r->received, r->request_id,
                  r->body.len);
    for (size_t i = 0; i < r->form.n; i++)
        ov_buf_printf(out, "form %s=%s\n", r->form.items[i].name, r->form.items[i].value.ptr);
    for (size_t i = 0; i < r->n_files; i++) {
        unsigned char bytes[4096];
        unsigned sum = 0;
        ssize_t n;
        while ((n = read(r->files[i].fd, bytes, sizeof bytes)) > 0)
            for (ssize_t j = 0; j < n; j++)
                sum = sum * 31 + bytes[j];
        ov_buf_printf(out, "file %s=%s %lld %u\n", r->files[i].field, r->files[i].name,
                      (long long)r->files[i].size, sum);
    }
}

static void crash(const char *how)
{
    if (strcmp(how, "abort") == 0)
        abort();
    if (strcmp(how, "exit") == 0)
        exit(0);
    kill(getpid(), strcmp(how, "kill") == 0 ? SIGKILL : SIGSEGV);
    for (;;)
        pause();
}

static void page(ov_app *app, const ov_http_request *r, ov_http_response *response)
{
    const char *how = ov_pairs_get(&r->query, "how");
    volatile unsigned spinning = 0;

    response->status = 200;
    response->content_type = "text/plain; charset=utf-8";
    if (strcmp(r->path, "/ok") == 0) {
        ov_buf_printf(&response->body, "ok %ld %s\n", (long)getpid(), app->tag);
    } else if (strcmp(r->path, "/echo") == 0) {
        echo(r, &response->body);
    } else if (strcmp(r->path, "/big") == 0) {
        static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
        for (int64_t n = number(r, "n"); n > 0; n -= 26)
            ov_buf_add(&response->body, letters, n < 26 ? (size_t)n : 26);
    } else if (strcmp(r->path, "/sleep") == 0) {
        doze(number(r, "ms"));
        ov_buf_addz(&response->body, "slept\n");
    } else if (strcmp(r->path, "/long") == 0) {
        ov_slot_allow(60);
        doze(number(r, "ms"));
        ov_buf_addz(&response->body, "slept long\n");
    } else if (strcmp(r->path, "/spin") == 0) {
        for (;;)
            spinning++;
    } else if (strcmp(r->path, "/crash") == 0) {
        crash(how ? how : "segv");
    } else {
        response->status = 404;
        ov_buf_addz(&response->body, "nothing here\n");
    }
}

static void stub_handle(ov_app *app, const ov_http_request *request, ov_http_response *response)
{
    char *line = ov_printf(request->arena, "%s %s\n", request->method_name, request->path);

    ov_slot_route(line, "stub");
    if (request->error != OV_OK) {
        response->status = request->error == OV_TOO_LARGE ? 413 : 400;
        response->content_type = "text/plain";
        ov_buf_addz(&response->body, request->error_text);
        return;
    }
    write_journal(app, line);
    page(app, request, response);
}

static void stub_after(ov_app *app)
{
    (void)app;
}
static const ov_http_limits *stub_limits(const ov_app *app)
{
    (void)app;
    return &limits;
}
static const char *stub_tmp_dir(const ov_app *app)
{
    (void)app;
    return P_tmpdir;
}

static ov_status job_note(ov_app *app)
{
    write_journal(app, "JOB note\n");
    return OV_OK;
}

/* Its own priority, and whether its kind is one that somebody waits for. */
static ov_status tell_priority(ov_app *app, const char *name)
{
    char line[64];

    (void)snprintf(line, sizeof line, "JOB %s nice %d\n", name, getpriority(PRIO_PROCESS, 0));
    write_journal(app, line);
    return OV_OK;
}

static ov_status job_behind(ov_app *app)
{
    return tell_priority(app, "behind");
}

static ov_status job_waited_for(ov_app *app)
{
    return tell_priority(app, "waited-for");
}

static ov_status job_hang(ov_app *app)
{
    write_journal(app, "JOB hang\n");
    while (app)
        pause();
    return OV_OK;
}

int main(int argc, char **argv)
{
    static const ov_job_kind jobs[] = {{"hang", 1000, 1, job_hang, NULL, false},
                                       {"note", 1, 10, job_note, NULL, false},
                                       {"behind", 1000, 10, job_behind, NULL, false},
                                       {"waited-for", 1000, 10, job_waited_for, NULL, true},
                                       {0}};
    static const ov_app_ops ops = {.config = stub_config,
                                   .open = stub_open,
                                   .handle = stub_handle,
                                   .after = stub_after,
                                   .close = stub_close,
                                   .limits = stub_limits,
                                   .tmp_dir = stub_tmp_dir,
                                   .jobs = jobs};

    if (argc < 4 || strcmp(argv[1], "--config") != 0 || strcmp(argv[3], "serve") != 0)
        return 2;
    return ov_serve(&ops, argv[2], argc - 3, argv + 3);
}
