/* SPDX-License-Identifier: EUPL-1.2 */
/* worker.c — answers one request at a time until it is told to leave or has served enough. */
#include "http/fcgi.h"
#include "portal/process.h"
#include "portal/slot.h"
#include "util/clock.h"
#include "util/hash.h"
#include "util/log.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ARENA_LIMIT ((size_t)256 << 20)
#define BUFFER_KEPT ((size_t)1 << 20)
#define SLOW OV_SECOND
#define GROWTH_LIMIT ((int64_t)64 << 20) /* of resident memory since the first requests */
#define GROWTH_EVERY 256
#define ORPHAN_SECONDS 10

typedef struct worker {
    const ov_app_ops *ops;
    ov_app *app;
    ov_fcgi *fcgi;
    ov_arena *arena;
    ov_slot *slot;
    ov_http_response response;
    uint64_t leave_after; /* requests; 0: never */
    int64_t first_memory;
} worker;

static ov_slot *signal_slot;
static pid_t master;

static void on_term(int number)
{
    (void)number;
    if (getppid() != master)
        alarm(ORPHAN_SECONDS); /* nobody is left who would end a request that hangs */
    if (atomic_load(&signal_slot->order) == OV_SLOT_DRAIN)
        ov_fcgi_drain();
    else
        ov_fcgi_stop();
}

/* With SA_RESTART, because what a page does shall not be interrupted; the wait for the next request
 * is woken by a descriptor (ov_fcgi_stop), not by the signal. Ctrl-C in a terminal reaches the
 * master too, which then tells us. */
static void set_signals(ov_slot *slot)
{
    struct sigaction term = {.sa_handler = on_term, .sa_flags = SA_RESTART},
                     ignore = {.sa_handler = SIG_IGN};

    signal_slot = slot;
    sigemptyset(&term.sa_mask);
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGTERM, &term, NULL);
    sigaction(SIGINT, &ignore, NULL);
    sigaction(SIGHUP, &ignore, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGUSR1, &ignore, NULL);
}

/* A tenth up or down, so that workers do not all leave at once. */
static uint64_t leave_after(int64_t max_requests)
{
    uint32_t random;
    int64_t spread = max_requests / 5;

    if (max_requests == 0)
        return 0;
    ov_random(&random, sizeof random);
    return (uint64_t)(max_requests - spread / 2 + (spread ? random % (spread + 1) : 0));
}

static int64_t resident_memory(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    long long total, resident = 0;

    if (!file)
        return 0;
    if (fscanf(file, "%lld %lld", &total, &resident) != 2)
        resident = 0;
    fclose(file);
    return resident * sysconf(_SC_PAGESIZE);
}

static bool served_enough(worker *w)
{
    uint64_t served = atomic_load(&w->slot->served);

    if (atomic_load(&w->slot->hold))
        return false;
    if (w->leave_after && served >= w->leave_after)
        return true;
    if (served % GROWTH_EVERY != 0)
        return false;
    if (w->first_memory == 0)
        w->first_memory = resident_memory();
    if (resident_memory() <= w->first_memory + GROWTH_LIMIT)
        return false;
    ov_log(OV_LOG_WARN, "the worker has grown by more than %d MiB and is replaced",
           (int)(GROWTH_LIMIT >> 20));
    return true;
}

static void clear_buffer(ov_buf *buf)
{
    if (buf->cap > BUFFER_KEPT)
        ov_buf_free(buf);
    else if (buf->ptr)
        ov_buf_clear(buf);
}

static void answer(worker *w, const ov_http_request *request)
{
    int64_t start = ov_ticks(), took;
    ov_err err = {0};

    ov_slot_request(w->slot, request->request_id);
    w->ops->handle(w->app, request, &w->response);
    took = ov_ticks() - start;
    if (ov_fcgi_send(w->fcgi, &w->response, request->method == OV_HEAD, &err) != OV_OK)
        ov_log(OV_LOG_INFO, "request=%s %s", request->request_id, err.text);
    if (took > SLOW)
        ov_log(OV_LOG_WARN, "slow request=%s route=\"%s\" ms=%lld", request->request_id,
               w->slot->route, (long long)(took / 1000));
    w->ops->after(w->app);
}

static ov_status serve_one(worker *w, ov_err *err)
{
    ov_http_request *request;
    ov_status status = ov_fcgi_wait(w->fcgi, err);

    if (status != OV_OK)
        return status;
    ov_slot_begin(w->slot);
    status = ov_fcgi_accept(w->fcgi, w->arena, &request, err);
    if (status == OV_OK)
        answer(w, request);
    else if (status == OV_GONE)
        ov_log(OV_LOG_INFO, "nothing done: %s", err->text);
    clear_buffer(&w->response.headers);
    clear_buffer(&w->response.body);
    w->response = (ov_http_response){.headers = w->response.headers, .body = w->response.body};
    ov_arena_reset(w->arena);
    ov_slot_end(w->slot);
    return status == OV_GONE ? OV_OK : status;
}

static ov_status worker_open(worker *w, const char *config_file, int listen_fd, int life_fd,
                             ov_err *err)
{
    ov_serve_settings settings;

    w->arena = ov_arena_new(ARENA_LIMIT);
    OV_TRY(ov_serve_settings_read(w->ops, config_file, w->arena, &settings, err));
    w->leave_after = leave_after(settings.max_requests);
    ov_arena_reset(w->arena);
    OV_TRY(w->ops->open(config_file, true, &w->app, err));
    OV_TRY(ov_fcgi_open(listen_fd, w->ops->limits(w->app), w->ops->tmp_dir(w->app), &w->fcgi, err));
    /* libfcgi has put its own handlers in. */
    set_signals(w->slot);
    return ov_fcgi_watch(w->fcgi, life_fd, err);
}

static void worker_close(worker *w)
{
    ov_fcgi_close(w->fcgi);
    if (w->app)
        w->ops->close(w->app);
    ov_buf_free(&w->response.headers);
    ov_buf_free(&w->response.body);
    ov_arena_free(w->arena);
}

int ov_worker_run(const ov_app_ops *ops, const char *config_file, int number, int listen_fd,
                  int slot_fd, int life_fd)
{
    static char name[24];
    worker w = {.ops = ops};
    ov_err err = {0};
    ov_status status;

    master = getppid();
    snprintf(name, sizeof name, "worker %d", number);
    ov_log_name(name);
    ov_hash_init();
    ov_close_on_exec(listen_fd);
    ov_close_on_exec(life_fd);
    if (ov_slot_attach(slot_fd, &w.slot, &err) != OV_OK) {
        ov_log(OV_LOG_ERROR, "%s", err.text);
        return OV_EXIT_FAILED;
    }
    close(slot_fd);
    set_signals(w.slot);
    status = worker_open(&w, config_file, listen_fd, life_fd, &err);
    if (status == OV_OK) {
        atomic_store(&w.slot->state, OV_SLOT_READY);
        while ((status = serve_one(&w, &err)) == OV_OK && !served_enough(&w))
            ;
    }
    worker_close(&w);
    if (status != OV_OK && status != OV_BUSY) {
        ov_log(OV_LOG_ERROR, "%s", err.text);
        return OV_EXIT_FAILED;
    }
    atomic_store(&w.slot->state, OV_SLOT_LEAVING);
    return OV_EXIT_OK;
}
