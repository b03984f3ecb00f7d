/* SPDX-License-Identifier: EUPL-1.2 */
/* sign_in.c — starts the session of somebody who has proved who they are. */
#include "pages/sign_in.h"

const char *ov_sign_in_target(const char *to)
{
    return to && ov_own_address(to) ? to : "/";
}

typedef struct starting {
    const ov_sign_in *how;
    const char *cookie;
} starting;

static ov_status start_session(ov_ctx *ctx, void *arg)
{
    starting *s = arg;

    return ov_session_begin(ctx, s->how, &s->cookie);
}

ov_status ov_sign_in_finish(ov_req *req, const ov_sign_in *how, const char *target)
{
    starting s = {.how = how};

    OV_TRY(ov_write(ov_req_ctx(req), start_session, &s));
    ov_send_cookie(req, OV_SESSION_COOKIE, s.cookie, -1);
    return ov_redirect(req, ov_sign_in_target(target));
}
