/* SPDX-License-Identifier: EUPL-1.2 */
/* new_password.h — the two fields in which somebody chooses a password. */
#ifndef OV_PAGES_NEW_PASSWORD_H
#define OV_PAGES_NEW_PASSWORD_H

#include "auth/login.h"
#include "plugin/page.h"

/* For a table of fields; templates/partials/new_password.mustache shows them. */
#define OV_NEW_PASSWORD_FIELDS(required)                                                           \
    {"nytt", "Nytt lösenord", OV_INPUT_TEXT, required, 0, 1024, NULL},                             \
    {                                                                                              \
        "igen", "Lösenordet en gång till", OV_INPUT_TEXT, required, 0, 1024, NULL                  \
    }

/* Adds errors to the form for a password that is too short, too easily guessed, or written in two
 * ways. No rules about which characters it has (NIST SP 800-63B 5.1.1.2). */
void ov_new_password_check(ov_req *req, ov_form *form, const ov_account *account);
/* Its hash. Slow: never inside ov_write. OV_BUSY: too many at once. */
ov_status ov_new_password_hash(ov_req *req, const ov_form *form, const char **hash) OV_MUST_CHECK;

#endif
