/* SPDX-License-Identifier: EUPL-1.2 */
/* site.h — what is the same for every request of a worker, and the inside of ov_req and ov_view.
 * The portal makes them; page functions see only page.h. */
#ifndef OV_PLUGIN_SITE_H
#define OV_PLUGIN_SITE_H

#include "auth/oidc/oidc.h"
#include "http/router.h"
#include "notify/mail_text.h"
#include "plugin/loader.h"
#include "view/i18n.h"
#include "view/template.h"

typedef struct ov_view_names ov_view_names; /* which file a view's name means; view_names.c */

typedef struct ov_site {
    const char *name, *owner, *contact, *url; /* url: "" when unknown */
    ov_templates *templates;
    const ov_i18n *i18n;
    const ov_registry *registry;
    const ov_nav_item *menu; /* the core's menu, ended by {0} */
    ov_view_names *view_names;
    void (*may_take)(
        int seconds);    /* tells the master that this request needs longer; NULL: nobody waits */
    const char *tmp_dir; /* paths.tmp: where helper programs work */
    bool statutory;      /* consult.statutory */
    bool sends_mail;     /* there is a mail server (mail.server) */
    const ov_oidc_settings *oidc; /* identity providers and the trusted proxy; NULL: none */
} ov_site;

typedef enum ov_theme { OV_THEME_AUTO, OV_THEME_LIGHT, OV_THEME_DARK } ov_theme;

/* What the dispatcher does after a page: takes up forms that were kept (portal/resume.c). */
typedef struct ov_resume_order {
    const char *cookie; /* of the session to do it in; NULL: nothing to do */
    ov_id account_id;
    ov_id kept_id;     /* this form; 0: after signing in, all that may be stored unasked */
    const char *token; /* of the form that asked for it; NULL: a fresh one */
} ov_resume_order;

struct ov_req {
    ov_ctx ctx;
    const ov_http_request *http;
    ov_http_response *response;
    const ov_site *site;
    const ov_route *route;   /* NULL until found */
    const ov_loaded *loaded; /* the matter's plugin; NULL on core pages */
    ov_matter matter;        /* id 0 outside /arende/… */
    const char *rest;        /* the path below the matter, "/" for itself */
    ov_route_match args;
    ov_session session; /* id 0 for a visitor */
    const char *secret; /* what form tokens are made with; NULL until one is needed */
    ov_theme theme;
    int text_size; /* per cent; 0: as the browser says */
    ov_resume_order resume;
    bool private_answer; /* a token or a cookie is in it: nobody may keep it */
    bool guest;          /* somebody who answers by a link, and has no account of their own */
    struct ov_reading *readings; /* what was read that is protected; NULL: nothing */
    ov_instant valid_until;      /* when a kept copy of the answer stops being true; 0: midnight */
};

/* Forgets an answer that was begun: body, headers, status. */
void ov_answer_reset(ov_req *req);

/* The secret for tokens: the session's, or that of a visitor's cookie, which is given when there is
 * none. */
const char *ov_req_secret(ov_req *req);

/* Writes the readings that ov_req_read_logged gathered. The dispatcher calls it when the page has
 * been made. */
ov_status ov_readings_store(ov_req *req) OV_MUST_CHECK;

/* The HTTP status that a page function's status means. */
int ov_status_http(ov_status status);

/* Is it a password or a code, which is never stored or shown? */
bool ov_is_secret_field(const char *name);

/* The template that NAME means for a plugin (NULL: the core), found once per worker. Owns: names,
 * or arena when they are full. */
ov_view_names *ov_view_names_new(void);
void ov_view_names_free(ov_view_names *names);
const char *ov_view_names_find(ov_view_names *names, ov_arena *arena, const ov_templates *templates,
                               const char *plugin, const char *name);

/* Puts the layout's values on a view's root (layout.c). has_form: the page has a form of its own.
 */
void ov_layout_fill(ov_req *req, ov_map *root, const char *title, bool has_form);

#endif
