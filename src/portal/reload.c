/* SPDX-License-Identifier: EUPL-1.2 */
/* reload.c — SIGHUP without a failed request: check, start the new workers, let the old ones go. */
#include "portal/master.h"
#include "portal/socket.h"
#include "util/clock.h"
#include "util/log.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CHECK_LIMIT (30 * OV_SECOND)
#define CHANGE_LIMIT (35 * OV_SECOND)

static void drop(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void serve_on(ov_master *m)
{
    drop(&m->next_config_fd);
    ov_config_stand_in(m->config_file, m->config_fd);
    ov_arena_free(m->next_arena);
    m->next_arena = NULL;
    m->phase = OV_PHASE_SERVING;
    ov_notify("READY=1");
    if (m->reload_again)
        ov_reload_begin(m);
}

void ov_reload_begin(ov_master *m)
{
    ov_err err = {0};
    char state[64];

    if (m->phase != OV_PHASE_SERVING) {
        m->reload_again = true;
        return;
    }
    m->reload_again = false;
    snprintf(state, sizeof state, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)ov_ticks());
    ov_notify(state);
    m->phase = OV_PHASE_CHECKING;
    m->phase_ends = ov_ticks() + CHECK_LIMIT;
    /* What is checked is what is then used, whatever happens to the file meanwhile. */
    if (ov_config_copy(m->config_file, &m->next_config_fd, &err) != OV_OK ||
        ov_start_check(m, m->next_config_fd, &err) != OV_OK)
        ov_reload_failed(m, err.text);
}

void ov_reload_failed(ov_master *m, const char *why)
{
    ov_log(OV_LOG_ERROR, "not reloaded, the former configuration stays in force: %s", why);
    ov_retire_generation(m, m->generation + 1);
    /* A successor has the former configuration, but templates and plugins come from the disk. */
    ov_hold_workers(m, true);
    serve_on(m);
}

static void warn_of_restart(const ov_master *m)
{
    if ((m->socket_path && strcmp(m->socket_path, m->next.socket) != 0) ||
        strcmp(m->settings.pidfile, m->next.pidfile) != 0 ||
        m->settings.socket_mode != m->next.socket_mode)
        ov_log(OV_LOG_WARN, "serve.socket, serve.socket_mode and serve.pidfile need a restart");
}

void ov_reload_checked(ov_master *m, bool ok)
{
    ov_err err = {0};

    if (m->phase != OV_PHASE_CHECKING)
        return;
    m->next_arena = ov_arena_new(0);
    if (!ok) {
        ov_reload_failed(m, "it does not check");
        return;
    }
    ov_config_stand_in(m->config_file, m->next_config_fd);
    if (ov_serve_settings_read(m->ops, m->config_file, m->next_arena, &m->next, &err) != OV_OK) {
        ov_reload_failed(m, err.text);
        return;
    }
    warn_of_restart(m);
    m->phase = OV_PHASE_CHANGING;
    m->phase_ends = ov_ticks() + CHANGE_LIMIT;
    for (int i = 0; i < m->next.workers; i++) {
        if (ov_start_worker(m, m->generation + 1, &err) == OV_OK)
            continue;
        ov_reload_failed(m, err.text);
        return;
    }
}

static void change(ov_master *m)
{
    ov_retire_generation(m, m->generation);
    m->generation++;
    m->settings = m->next;
    ov_arena_free(m->arena);
    m->arena = m->next_arena;
    m->next_arena = NULL;
    drop(&m->config_fd);
    m->config_fd = m->next_config_fd;
    m->next_config_fd = -1;
    ov_hold_workers(m, false);
    ov_log(OV_LOG_INFO, "reloaded: %d new workers", m->settings.workers);
    serve_on(m);
}

void ov_reload_tick(ov_master *m, int64_t now)
{
    if (m->phase == OV_PHASE_CHECKING && now > m->phase_ends) {
        for (size_t i = 0; i < m->n_children; i++)
            if (m->children[i].kind == OV_CHILD_CHECK)
                kill(m->children[i].pid, SIGKILL);
    } else if (m->phase == OV_PHASE_CHANGING) {
        if (ov_count(m, OV_CHILD_WORKER, m->generation + 1, true) >= m->next.workers)
            change(m);
        else if (now > m->phase_ends)
            ov_reload_failed(m, "the new workers do not get started");
    }
}
