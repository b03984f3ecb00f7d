/* SPDX-License-Identifier: EUPL-1.2 */
/* sign_in.h — the end of every way to sign in: password, mailed link, identity provider, proxy. */
#ifndef OV_PAGES_SIGN_IN_H
#define OV_PAGES_SIGN_IN_H

#include "plugin/page.h"

/* Somebody has proved to be this account: starts a session, sets the cookie and sends the browser
 * on to target (NULL or not ours: the start page). Returns what the page function shall return. */
ov_status ov_sign_in_finish(ov_req *req, const ov_sign_in *how, const char *target) OV_MUST_CHECK;

/* An address of our own to go on to, else the start page. */
const char *ov_sign_in_target(const char *to);

#endif
