/* SPDX-License-Identifier: EUPL-1.2 */
/* entry.h — what the pages share on which staff type in answers. */
#ifndef OV_PAGES_ENTRY_H
#define OV_PAGES_ENTRY_H

#include "consult/answer/entry.h"
#include "plugin/page.h"

/* "Väntar på besked", "Bekräftat", "Fel enligt avsändaren", with the tone of its mark. */
const char *ov_check_title(const ov_req *req, const char *state, const char **tone);

/* What a response's page shows beside its answers (partials/response_extras): root.extras =
 * {placed, place_href, check}: what staff placed, and whether the sender agrees with what was typed
 * in. root.has_extras. */
ov_status ov_response_extras(ov_req *req, ov_map *root, const ov_consultation *c,
                             const ov_response *response) OV_MUST_CHECK;

#endif
