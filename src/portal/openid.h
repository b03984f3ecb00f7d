/* SPDX-License-Identifier: EUPL-1.2 */
/* openid.h — the process that asks identity providers; not installed. */
#ifndef OV_PORTAL_OPENID_H
#define OV_PORTAL_OPENID_H

#include "util/err.h"

/* Serves until SIGTERM. OV_OK also when no provider is configured: there is nothing to do. */
ov_status ov_openid_stay(const char *config_file) OV_MUST_CHECK;

#endif
