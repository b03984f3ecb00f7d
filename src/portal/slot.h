/* SPDX-License-Identifier: EUPL-1.2 */
/* slot.h — a page of memory that a worker shares with the master: busy since when, in which route.
 */
#ifndef OV_PORTAL_SLOT_H
#define OV_PORTAL_SLOT_H

#include "util/err.h"

#include <stdatomic.h>

#define OV_SLOT_MAGIC 0x6f76736c6f740001 /* "ovslot", layout 1 */

typedef enum ov_slot_state { OV_SLOT_STARTING, OV_SLOT_READY, OV_SLOT_LEAVING } ov_slot_state;
/* What the master wants when it sends SIGTERM. */
typedef enum ov_slot_order {
    OV_SLOT_RETIRE, /* finish the request, take no more (a successor listens) */
    OV_SLOT_DRAIN   /* finish also what already waits in the socket's queue */
} ov_slot_order;

/* Written by the worker and read by the master, but for order and hold. The texts may be torn or
 * hostile when the master reads them: ov_slot_text makes a line of them. */
typedef struct ov_slot {
    uint64_t magic;
    _Atomic uint32_t state, order;
    _Atomic uint32_t hold;      /* set by the master: do not leave for having served enough */
    _Atomic int64_t busy_since; /* ov_ticks(); 0: waits for a request */
    _Atomic int64_t limit;      /* microseconds that this request may take; 0: the default */
    _Atomic uint64_t served;
    char route[128], plugin[32], request_id[48];
} ov_slot;

/* The master's side: a new slot and the descriptor that the worker inherits. Owns: ov_slot_unmap
 * and close. */
ov_status ov_slot_new(ov_slot **out, int *fd, ov_err *err) OV_MUST_CHECK;
/* The worker's side; from here on the calls below write into it. */
ov_status ov_slot_attach(int fd, ov_slot **out, ov_err *err) OV_MUST_CHECK;
void ov_slot_unmap(ov_slot *slot);

/* For the worker: a connection was taken, its request is this one, it is done with. */
void ov_slot_begin(ov_slot *slot);
void ov_slot_request(ov_slot *slot, const char *request_id);
void ov_slot_end(ov_slot *slot);

/* Copies a slot's text, at most size - 1 bytes, anything unprintable made '?'. */
void ov_slot_text(const char *from, size_t from_size, char *to, size_t size);

/* For the core, during a request; without a slot (command line, tests) they do nothing. plugin may
 * be NULL. */
void ov_slot_route(const char *route, const char *plugin);
/* This request may take longer than serve.request_limit (an import: 30 s). */
void ov_slot_allow(int seconds);

#endif
