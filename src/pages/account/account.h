/* SPDX-License-Identifier: EUPL-1.2 */
/* account.h — what the pages of one's own account share. */
#ifndef OV_PAGES_ACCOUNT_H
#define OV_PAGES_ACCOUNT_H

#include "auth/own.h"
#include "plugin/page.h"

/* Stores a choice of language ("sv", "en") or theme ("light", "dark", "auto") on the account of
 * somebody who is signed in; NULL leaves it. Nothing for a visitor. */
ov_status ov_account_remember(ov_req *req, const char *language, const char *theme) OV_MUST_CHECK;

#endif
