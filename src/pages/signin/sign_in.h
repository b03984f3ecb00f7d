/* SPDX-License-Identifier: EUPL-1.2 */
/* sign_in.h — the end of every way to sign in: password, mailed link, identity provider, proxy. */
#ifndef OV_PAGES_SIGN_IN_H
#define OV_PAGES_SIGN_IN_H

#include "plugin/page.h"

/* Somebody has proved to be this account: starts a session, sets the cookie and sends the browser
 * on to target (NULL or not ours: the start page). When the account has a code app and how->strong
 * is false, the code is asked for first (/logga-in/kod) and there is no session yet. Returns what
 * the page function shall return. */
ov_status ov_sign_in_finish(ov_req *req, const ov_sign_in *how, const char *target) OV_MUST_CHECK;
/* The same; first(ctx, arg) is run before it in the same transaction: what was proved is used up
 * (a link, a code) if and only if it leads to a session. What it returns but OV_OK is returned,
 * and nothing is answered. OV_GONE: the account was closed meanwhile. */
ov_status ov_sign_in_with(ov_req *req, const ov_sign_in *how, const char *target, ov_write_fn first,
                          void *arg) OV_MUST_CHECK;

/* An address of our own to go on to, else the start page. */
const char *ov_sign_in_target(const char *to);

#endif
