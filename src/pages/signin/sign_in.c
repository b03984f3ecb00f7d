/* SPDX-License-Identifier: EUPL-1.2 */
/* sign_in.c — starts the session of somebody who has proved who they are. */
#include "pages/signin/sign_in.h"

#include "auth/factor.h"
#include "auth/kept.h"
#include "auth/login.h"
#include "auth/own.h"

#define HALF_SECONDS 600

const char *ov_sign_in_target(const char *to)
{
    return to && ov_own_address(to) ? to : "/";
}

typedef struct starting {
    ov_sign_in how;
    const char *target;
    ov_id former; /* the session that this one takes the place of */
    ov_write_fn first;
    void *arg;
    bool half; /* the code is still to come */
    const char *cookie;
} starting;

static ov_status start_session(ov_ctx *ctx, void *arg)
{
    starting *s = arg;
    ov_actor before = ctx->actor;
    ov_entrant who;

    if (s->first)
        OV_TRY(s->first(ctx, s->arg));
    OV_TRY(ov_entrant_get(ctx, s->how.account_id, &who));
    if (who.account.disabled)
        return OV_GONE;
    s->half = false;
    if (!s->how.strong)
        OV_TRY(ov_factor_on(ctx, s->how.account_id, &s->half));
    if (s->half)
        return ov_half_begin(ctx, &s->how, s->target, &s->cookie);
    if (s->former)
        OV_TRY(ov_session_end(ctx, s->former));
    ov_actor_become(ctx, &who.account);
    ov_status status = ov_session_begin(ctx, &s->how, &s->cookie);
    ctx->actor = before;
    return status;
}

ov_status ov_sign_in_with(ov_req *req, const ov_sign_in *how, const char *target, ov_write_fn first,
                          void *arg)
{
    const ov_session *session = ov_req_session(req);
    const ov_http_request *http = ov_req_http(req);
    const char *former = ov_pairs_get(&http->cookies, OV_SESSION_COOKIE);
    starting s = {.how = *how,
                  .target = ov_sign_in_target(target),
                  .former = session ? session->id : 0,
                  .first = first,
                  .arg = arg};

    if (!s.how.device)
        s.how.device = ov_device_name(ov_req_arena(req), http->user_agent);
    OV_TRY(ov_write(ov_req_ctx(req), start_session, &s));
    if (s.half) {
        ov_send_cookie(req, OV_HALF_COOKIE, s.cookie, HALF_SECONDS);
        return ov_redirect(req, "/logga-in/kod");
    }
    ov_send_cookie(req, OV_SESSION_COOKIE, s.cookie, -1);
    if (former && *former) /* what stands open in other tabs was made in it */
        ov_send_cookie(req, OV_FORMER_COOKIE, former, -1);
    ov_req_resume(req, s.cookie, how->account_id, 0);
    return ov_redirect(req, s.target);
}

ov_status ov_sign_in_finish(ov_req *req, const ov_sign_in *how, const char *target)
{
    return ov_sign_in_with(req, how, target, NULL, NULL);
}
