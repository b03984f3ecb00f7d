/* SPDX-License-Identifier: EUPL-1.2 */
/* reading.c — the events that tell who read what is protected. They are gathered while the page is
 * made and written when it is: a write inside the page's own read transaction would fail. */
#include "plugin/site.h"

#include "audit/audit.h"

#include <string.h>

struct ov_reading {
    const char *action, *object, *role;
    struct ov_reading *next;
};

void ov_req_read_logged(ov_req *req, const char *action, const char *object, const char *role)
{
    struct ov_reading *reading;

    req->private_answer = true;
    for (reading = req->readings; reading; reading = reading->next)
        if (!strcmp(reading->action, action) && !strcmp(reading->object, object))
            return;
    reading = ov_alloc(req->ctx.arena, sizeof *reading);
    *reading = (struct ov_reading){action, object, role, req->readings};
    req->readings = reading;
}

static ov_status write_all(ov_ctx *ctx, void *arg)
{
    for (const struct ov_reading *r = arg; r; r = r->next)
        OV_TRY(
            ov_audit(ctx, &(ov_event){.action = r->action, .object = r->object, .role = r->role}));
    return OV_OK;
}

ov_status ov_readings_store(ov_req *req)
{
    struct ov_reading *fresh = NULL;

    for (struct ov_reading *r = req->readings, *next; r; r = next) {
        bool noted;

        next = r->next;
        OV_TRY(ov_audit_noted(&req->ctx, r->action, r->object, &noted));
        if (noted)
            continue;
        r->next = fresh;
        fresh = r;
    }
    req->readings = NULL;
    return fresh ? ov_write(&req->ctx, write_all, fresh) : OV_OK;
}
