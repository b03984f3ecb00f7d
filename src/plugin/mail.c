/* SPDX-License-Identifier: EUPL-1.2 */
/* mail.c — the text of a mail that a page function sends. */
#include "plugin/site.h"

ov_status ov_req_mail_text(ov_req *req, const char *name, const char *lang, ov_map *values,
                           const char **subject, const char **body)
{
    const ov_mail_site site = {.name = req->site->name,
                               .owner = req->site->owner,
                               .contact = req->site->contact,
                               .url = req->site->url};

    if (ov_mail_render(req->site->templates, &site, name, lang ? lang : "sv", values, subject, body,
                       &req->ctx.err) != OV_OK) {
        req->ctx.err.status = OV_INTERNAL; /* a template's fault is ours, never the reader's */
        return ov_err_prefix(&req->ctx.err, "mail");
    }
    return OV_OK;
}

bool ov_req_statutory(const ov_req *req)
{
    return req->site->statutory;
}

bool ov_req_sends_mail(const ov_req *req)
{
    return req->site->sends_mail;
}
