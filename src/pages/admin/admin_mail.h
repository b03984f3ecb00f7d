/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_mail.h — the pages of the outbox. */
#ifndef OV_PAGES_ADMIN_MAIL_H
#define OV_PAGES_ADMIN_MAIL_H

#include "plugin/page.h"

ov_status ov_page_admin_mails(ov_req *req);        /* /admin/utskick          */
ov_status ov_page_admin_mail(ov_req *req);         /* /admin/utskick/:id GET  */
ov_status ov_page_admin_mail_command(ov_req *req); /* /admin/utskick/:id POST */

#endif
