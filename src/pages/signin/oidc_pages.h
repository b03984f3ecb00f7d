/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_pages.h — signing in at an organisation's identity provider, or through a trusted proxy. */
#ifndef OV_PAGES_OIDC_PAGES_H
#define OV_PAGES_OIDC_PAGES_H

#include "auth/identity.h"
#include "plugin/page.h"

ov_status ov_page_oidc_start(ov_req *req);      /* /logga-in/oidc?leverantor=NAME&till=…   */
ov_status ov_page_oidc_callback(ov_req *req);   /* /logga-in/oidc/svar                     */
ov_status ov_page_oidc_out(ov_req *req);        /* /logga-in/oidc/utloggad?leverantor=NAME */
ov_status ov_page_identities(ov_req *req);      /* /konto/identiteter                      */
ov_status ov_page_identity_remove(ov_req *req); /* /konto/identiteter POST                 */

/* What the page to sign in offers beside the password: root.providers = [{title, href}] and
 * root.has_providers. */
void ov_oidc_offer(ov_req *req, ov_map *root, const char *target);
/* Where somebody goes who has signed out of this session: to a page that says where one is still
 * signed in, else "/". Before the session is ended. Owns: arena. */
const char *ov_oidc_after_out(ov_req *req);

/* For ov_write: ov_identity_resolve. */
typedef struct ov_identity_found {
    ov_identity identity;
    ov_id account_id; /* out */
} ov_identity_found;
ov_status ov_identity_find(ov_ctx *ctx, void *found) OV_MUST_CHECK;

/* Signs in whom the trusted proxy names, if it names anybody: *answered then. *notice: why it could
 * not be done, for the page to sign in; else left alone. */
ov_status ov_proxy_sign_in(ov_req *req, const char *target, bool *answered,
                           const char **notice) OV_MUST_CHECK;
/* Ends the session of somebody who is not whom the trusted proxy names, and answers: *answered. */
ov_status ov_proxy_watch(ov_req *req, bool *answered) OV_MUST_CHECK;

#endif
