/* SPDX-License-Identifier: EUPL-1.2 */
/* master.h — what master.c, children.c and reload.c share; not installed. */
#ifndef OV_PORTAL_MASTER_H
#define OV_PORTAL_MASTER_H

#include "portal/process.h"
#include "portal/slot.h"

#define OV_CRASHES 10 /* so many within a minute: back off */

typedef enum ov_child_kind {
    OV_CHILD_NONE,
    OV_CHILD_WORKER,
    OV_CHILD_JOBS,
    OV_CHILD_CHECK
} ov_child_kind;

typedef struct ov_child {
    ov_child_kind kind; /* OV_CHILD_NONE: a free place */
    pid_t pid;
    int number, generation;
    ov_slot *slot; /* of a worker */
    int64_t started;
    bool leaving;    /* was told to */
    bool over_limit; /* because its request took too long */
    int64_t kill_at; /* ticks; 0: not */
    int64_t told_at; /* SIGTERM is repeated each second */
} ov_child;

typedef enum ov_phase {
    OV_PHASE_SERVING,
    OV_PHASE_CHECKING, /* a child reads the new configuration */
    OV_PHASE_CHANGING, /* the new generation starts, the old one still serves */
    OV_PHASE_STOPPING
} ov_phase;

typedef struct ov_master {
    const ov_app_ops *ops;
    const char *config_file;
    ov_arena *arena, *next_arena; /* of the settings */
    ov_serve_settings settings, next;
    char *socket_path; /* NULL: the socket is systemd's */
    char *pidfile_path;
    int listen_fd, pidfile_fd, signal_fd;
    int config_fd, next_config_fd; /* copies of the configuration: the one in force, the new one */
    int life[2];                   /* closing our end tells every child that we are gone */
    ov_child *children;
    size_t n_children;
    ov_phase phase;
    int generation;     /* that serves; the one that starts is the next */
    bool reload_again;  /* SIGHUP came during a reload */
    bool announced;     /* READY=1 was sent */
    bool has_served;    /* a worker got so far: what crashes now is no faulty installation */
    bool former_killed; /* the former master left its pidfile behind */
    int64_t phase_ends;
    int64_t crashes[OV_CRASHES]; /* ticks of the latest, a ring */
    size_t n_crashes;
    bool backing_off;
    int64_t last_start;
    int64_t watchdog, watchdog_at;
    int exit_code;
} ov_master;

/* children.c */

/* Starts a worker of this generation, the jobs process, or the check. */
ov_status ov_start_worker(ov_master *m, int generation, ov_err *err) OV_MUST_CHECK;
ov_status ov_start_jobs(ov_master *m, ov_err *err) OV_MUST_CHECK;
ov_status ov_start_check(ov_master *m, int config_fd, ov_err *err) OV_MUST_CHECK;
/* SIGTERM now and each second; SIGKILL after grace microseconds. */
void ov_tell_to_leave(ov_child *child, ov_slot_order order, int64_t grace);
/* Tells the workers and the jobs process of a generation to finish what they do. */
void ov_retire_generation(ov_master *m, int generation);
/* Repeats SIGTERM, sends SIGKILL, ends requests that take too long and workers that do not start.
 */
void ov_watch_children(ov_master *m, int64_t now);
/* How many of this kind and generation (-1: any) have not been told to leave; ready_only counts
 * workers that serve. */
int ov_count(const ov_master *m, ov_child_kind kind, int generation, bool ready_only);
/* Starts what is missing, unless we back off. */
void ov_fill_up(ov_master *m, int64_t now);
/* A child ended. Returns true when it did so uncalled for. */
bool ov_child_ended(ov_master *m, ov_child *child, int state);
/* Workers leave after enough requests, unless they are held (their successors would not start). */
void ov_hold_workers(ov_master *m, bool hold);

/* reload.c */

/* SIGHUP: a child checks the new configuration, then new workers start, then the old ones leave. */
void ov_reload_begin(ov_master *m);
/* The check has ended. */
void ov_reload_checked(ov_master *m, bool ok);
/* Goes on when the new generation is there, gives up when it does not come. */
void ov_reload_tick(ov_master *m, int64_t now);
/* The old generation stays. */
void ov_reload_failed(ov_master *m, const char *why);

#endif
