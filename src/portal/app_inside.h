/* SPDX-License-Identifier: EUPL-1.2 */
/* app_inside.h — the portal in one process, and the steps of a request; for app.c, dispatch.c,
 * guard.c and answer files alone. */
#ifndef OV_PORTAL_APP_INSIDE_H
#define OV_PORTAL_APP_INSIDE_H

#include "plugin/site.h"
#include "portal/app.h"
#include "portal/cache.h"
#include "portal/home.h"

#define OV_ROUTE_LABEL 128

struct ov_app {
    ov_home *home;
    ov_site site;
    ov_page_cache *cache; /* NULL: off */
    int64_t clock_said;   /* by the stopwatch: when a clock set back was last logged; 0: never */
    bool started;         /* the plugins' start hooks have run */

    /* of the request that was last handled */
    ov_req *req;
    int64_t began;              /* ov_ticks() */
    char route[OV_ROUTE_LABEL]; /* "GET /arende/:slug/ramar" */
    int64_t change_seq;         /* when it arrived */
    ov_str key;                 /* its address in the cache; {NULL, 0}: not for the cache */
};

/* ---- dispatch.c: where a request goes ---- */

/* A request, and its answer from session to error page. */
ov_req *ov_app_new_req(ov_app *app, const ov_http_request *http, ov_http_response *response);
void ov_app_answer_page(ov_app *app, ov_req *req);

/* The best route of a table for a path. route stays NULL when none takes the method; allow then
 * holds the methods there are, 0 when the path is unknown. */
typedef struct ov_found {
    const ov_route *route;
    ov_route_match args;
    unsigned allow;
} ov_found;
void ov_route_find(ov_arena *arena, const ov_route *routes, const char *path, ov_method method,
                   ov_found *out);

/* ---- guard.c: who may pass ---- */

/* Finds the session of the request's cookie, if any. */
ov_status ov_guard_session(ov_req *req) OV_MUST_CHECK;
/* May this request have its route? When not it answers, and *passed is false. */
ov_status ov_guard_pass(ov_req *req, bool *passed) OV_MUST_CHECK;

/* ---- keep_form.c, resume.c: what came after its session had ended ---- */

/* The request is a form of a session that has ended: keeps it for its owner. *key: the value of
 * OV_KEPT_COOKIE for the answer; NULL when it was not kept. */
ov_status ov_form_keep(ov_req *req, const char **key) OV_MUST_CHECK;
/* The cookie of the session that the form's token was made in, be it over; NULL: of none that this
 * browser has. */
const char *ov_form_session(const ov_req *req);
/* Sends what was kept as if it came now, in the new session that req->resume names, and puts the
 * answer in the place of the page's own. */
ov_status ov_resume(ov_app *app, ov_req *req) OV_MUST_CHECK;

/* ---- keep.c: copies for visitors ---- */

/* The key of a visitor's page in the cache. Owns: arena. */
ov_str ov_keep_key(ov_req *req);
/* Answers from the cache, or with 304; false when the page must be made. */
bool ov_keep_answer(ov_app *app, ov_req *req);
/* Adds ETag to an answer that visitors may keep, keeps a copy, and turns it into 304 when the
 * browser has it. */
void ov_keep_store(ov_app *app, ov_req *req);

/* ---- machines.c: addresses for machines ---- */

/* Answers /healthz, /readyz and, where reports are on, /csp-rapport; false for other paths. */
bool ov_machine_answer(ov_app *app, ov_req *req);

#endif
