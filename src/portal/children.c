/* SPDX-License-Identifier: EUPL-1.2 */
/* children.c — the master's children: started, watched, told to leave, replaced. */
#include "portal/master.h"
#include "util/clock.h"
#include "util/log.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_LIMIT (30 * OV_SECOND)
#define KILL_AFTER (2 * OV_SECOND)
#define CRASH_WINDOW (60 * OV_SECOND)
#define LIMIT_MAX (3600 * OV_SECOND) /* that a request may give itself */

static ov_child *free_place(ov_master *m)
{
    ov_child *more;

    for (size_t i = 0; i < m->n_children; i++)
        if (m->children[i].kind == OV_CHILD_NONE)
            return &m->children[i];
    more = reallocarray(m->children, m->n_children + 8, sizeof *more);
    if (!more)
        return NULL;
    memset(more + m->n_children, 0, 8 * sizeof *more);
    m->children = more;
    m->n_children += 8;
    return &more[m->n_children - 8];
}

int ov_count(const ov_master *m, ov_child_kind kind, int generation, bool ready_only)
{
    int n = 0;

    for (size_t i = 0; i < m->n_children; i++) {
        const ov_child *c = &m->children[i];
        if (c->kind == kind && !c->leaving && (generation < 0 || c->generation == generation) &&
            (!ready_only || (c->slot && atomic_load(&c->slot->state) == OV_SLOT_READY)))
            n++;
    }
    return n;
}

static int free_number(const ov_master *m, int generation)
{
    for (int number = 1;; number++) {
        bool taken = false;
        for (size_t i = 0; i < m->n_children; i++) {
            const ov_child *c = &m->children[i];
            taken = taken || (c->kind == OV_CHILD_WORKER && c->generation == generation &&
                              c->number == number);
        }
        if (!taken)
            return number;
    }
}

/* args end with NULL and leave room for three more; keep leaves room for one more. */
static ov_status start(ov_master *m, const ov_child *what, const char **args, int config_fd,
                       int *keep, size_t n_keep, ov_err *err)
{
    ov_child *child = free_place(m);
    char copy[12];
    size_t n = 0;

    if (!child)
        return ov_fail(err, OV_INTERNAL, "out of memory");
    if (config_fd >= 0) {
        while (args[n])
            n++;
        snprintf(copy, sizeof copy, "%d", config_fd);
        args[n] = "--copy";
        args[n + 1] = copy;
        args[n + 2] = NULL;
        keep[n_keep++] = config_fd;
    }
    *child = *what;
    child->kind = OV_CHILD_NONE;
    OV_TRY(ov_spawn(m->config_file, args, keep, n_keep, &child->pid, err));
    child->kind = what->kind;
    child->started = m->last_start = ov_ticks();
    return OV_OK;
}

ov_status ov_start_worker(ov_master *m, int generation, ov_err *err)
{
    ov_child worker = {.kind = OV_CHILD_WORKER, .generation = generation};
    char number[12], listen_fd[12], slot_text[12], life[12];
    const char *args[12] = {"--worker", number,    "--listen", listen_fd,
                            "--slot",   slot_text, "--life",   life};
    ov_status status;
    int slot_fd;

    worker.number = free_number(m, generation);
    OV_TRY(ov_slot_new(&worker.slot, &slot_fd, err));
    snprintf(number, sizeof number, "%d", worker.number);
    snprintf(listen_fd, sizeof listen_fd, "%d", m->listen_fd);
    snprintf(slot_text, sizeof slot_text, "%d", slot_fd);
    snprintf(life, sizeof life, "%d", m->life[0]);
    status = start(m, &worker, args, generation == m->generation ? m->config_fd : m->next_config_fd,
                   (int[4]){m->listen_fd, slot_fd, m->life[0]}, 3, err);
    close(slot_fd);
    if (status != OV_OK)
        ov_slot_unmap(worker.slot);
    return status;
}

ov_status ov_start_jobs(ov_master *m, ov_err *err)
{
    ov_child jobs = {.kind = OV_CHILD_JOBS, .generation = m->generation};
    char life[12];
    const char *args[8] = {"--jobs", "--life", life};

    snprintf(life, sizeof life, "%d", m->life[0]);
    return start(m, &jobs, args, m->config_fd, (int[2]){m->life[0]}, 1, err);
}

ov_status ov_start_check(ov_master *m, int config_fd, ov_err *err)
{
    ov_child check = {.kind = OV_CHILD_CHECK};
    const char *args[6] = {"--check"};

    return start(m, &check, args, config_fd, (int[1]){0}, 0, err);
}

void ov_tell_to_leave(ov_child *child, ov_slot_order order, int64_t grace)
{
    int64_t now = ov_ticks();

    if (child->slot)
        atomic_store(&child->slot->order, order);
    child->leaving = true;
    child->kill_at = now + grace;
    child->told_at = now;
    kill(child->pid, SIGTERM);
}

void ov_retire_generation(ov_master *m, int generation)
{
    for (size_t i = 0; i < m->n_children; i++) {
        ov_child *c = &m->children[i];
        if (c->generation != generation || c->leaving)
            continue;
        if (c->kind == OV_CHILD_JOBS)
            ov_tell_to_leave(c, OV_SLOT_RETIRE, 2 * KILL_AFTER);
        if (c->kind != OV_CHILD_WORKER)
            continue;
        int64_t limit = atomic_load(&c->slot->limit);
        if (limit <= 0 || limit > LIMIT_MAX)
            limit = m->settings.request_limit;
        ov_tell_to_leave(c, OV_SLOT_RETIRE, limit + KILL_AFTER);
    }
}

void ov_hold_workers(ov_master *m, bool hold)
{
    for (size_t i = 0; i < m->n_children; i++)
        if (m->children[i].kind == OV_CHILD_WORKER)
            atomic_store(&m->children[i].slot->hold, hold);
}

/* "worker 2 [123] route="GET /x" plugin=regional request=…", for a line in the log. */
static void describe(const ov_child *c, char *out, size_t size)
{
    char route[sizeof c->slot->route], plugin[sizeof c->slot->plugin],
        request[sizeof c->slot->request_id];

    if (c->kind != OV_CHILD_WORKER) {
        snprintf(out, size, "%s [%ld]", c->kind == OV_CHILD_JOBS ? "the jobs process" : "the check",
                 (long)c->pid);
        return;
    }
    ov_slot_text(c->slot->route, sizeof c->slot->route, route, sizeof route);
    ov_slot_text(c->slot->plugin, sizeof c->slot->plugin, plugin, sizeof plugin);
    ov_slot_text(c->slot->request_id, sizeof c->slot->request_id, request, sizeof request);
    if (atomic_load(&c->slot->busy_since) == 0)
        snprintf(out, size, "worker %d [%ld] (idle)", c->number, (long)c->pid);
    else
        snprintf(out, size, "worker %d [%ld] route=\"%s\" plugin=%s request=%s", c->number,
                 (long)c->pid, route, plugin[0] ? plugin : "-", request[0] ? request : "-");
}

static void watch_worker(const ov_master *m, ov_child *c, int64_t now)
{
    int64_t since = atomic_load(&c->slot->busy_since), limit = atomic_load(&c->slot->limit);
    char text[320];

    if (atomic_load(&c->slot->state) == OV_SLOT_STARTING && now - c->started > START_LIMIT) {
        ov_log(OV_LOG_ERROR, "worker %d does not get started and is killed", c->number);
        kill(c->pid, SIGKILL);
        return;
    }
    if (limit <= 0 || limit > LIMIT_MAX)
        limit = m->settings.request_limit;
    if (since == 0 || now - since <= limit || c->leaving)
        return;
    describe(c, text, sizeof text);
    ov_log(OV_LOG_ERROR, "over the time limit of %lld s, ended: %s", (long long)(limit / OV_SECOND),
           text);
    c->over_limit = true;
    ov_tell_to_leave(c, OV_SLOT_RETIRE, KILL_AFTER);
}

void ov_watch_children(ov_master *m, int64_t now)
{
    for (size_t i = 0; i < m->n_children; i++) {
        ov_child *c = &m->children[i];
        if (c->kind == OV_CHILD_NONE)
            continue;
        if (c->kind == OV_CHILD_WORKER)
            watch_worker(m, c, now);
        if (!c->leaving)
            continue;
        if (now >= c->kill_at) {
            kill(c->pid, SIGKILL);
        } else if (now - c->told_at >= OV_SECOND) {
            c->told_at = now;
            kill(c->pid, SIGTERM);
        }
    }
}

static void note_crash(ov_master *m, int64_t now)
{
    m->crashes[m->n_crashes++ % OV_CRASHES] = now;
}

/* Ten crashes within a minute: one start a second, until a minute has fewer. */
static bool must_wait(ov_master *m, int64_t now)
{
    int64_t oldest = m->n_crashes < OV_CRASHES ? 0 : m->crashes[m->n_crashes % OV_CRASHES];
    bool many = oldest > 0 && now - oldest < CRASH_WINDOW;

    if (many && !m->backing_off)
        ov_log(OV_LOG_ERROR,
               "ALARM: %d crashes within a minute; from now on one start a second at most",
               OV_CRASHES);
    if (!many && m->backing_off)
        ov_log(OV_LOG_INFO, "crashes are rare again");
    m->backing_off = many;
    return many && now - m->last_start < OV_SECOND;
}

void ov_fill_up(ov_master *m, int64_t now)
{
    ov_err err = {0};

    if (m->phase == OV_PHASE_STOPPING)
        return;
    while (ov_count(m, OV_CHILD_WORKER, m->generation, false) < m->settings.workers) {
        if (must_wait(m, now))
            return;
        if (ov_start_worker(m, m->generation, &err) != OV_OK) {
            ov_log(OV_LOG_ERROR, "no worker can be started: %s", err.text);
            note_crash(m, now);
            return;
        }
    }
    /* One jobs process at a time: the old one must be gone. */
    for (size_t i = 0; i < m->n_children; i++)
        if (m->children[i].kind == OV_CHILD_JOBS)
            return;
    if (m->ops->jobs && !must_wait(m, now) && ov_start_jobs(m, &err) != OV_OK)
        ov_log(OV_LOG_ERROR, "the jobs process cannot be started: %s", err.text);
}

bool ov_child_ended(ov_master *m, ov_child *c, int state)
{
    bool served_enough = c->slot && WIFEXITED(state) && WEXITSTATUS(state) == 0 &&
                         atomic_load(&c->slot->state) == OV_SLOT_LEAVING;
    bool uncalled = !c->leaving && !served_enough;
    char text[320];

    describe(c, text, sizeof text);
    if (uncalled)
        ov_log(OV_LOG_ERROR, "%s %d: %s", WIFEXITED(state) ? "exit code" : "died of signal",
               WIFEXITED(state) ? WEXITSTATUS(state) : WTERMSIG(state), text);
    /* A page that hangs may not storm either. */
    if (uncalled || c->over_limit)
        note_crash(m, ov_ticks());
    ov_slot_unmap(c->slot);
    *c = (ov_child){0};
    return uncalled;
}
