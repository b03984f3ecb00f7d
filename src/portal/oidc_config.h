/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_config.h — the sections [oidc.NAME] and the keys auth.proxy_…; not installed. */
#ifndef OV_PORTAL_OIDC_CONFIG_H
#define OV_PORTAL_OIDC_CONFIG_H

#include "auth/oidc/oidc.h"
#include "util/config.h"

/* What a section [oidc.NAME] may hold (section: "oidc.NAME"); ended by {0}. */
extern const ov_config_key ov_oidc_keys[];

/* A table with the keys of every provider that file names, for ov_config_read. Owns: arena. */
ov_status ov_oidc_table(ov_arena *arena, const char *file, const ov_config_key **out,
                        ov_err *err) OV_MUST_CHECK;
/* The values. table: what ov_oidc_table gave. OV_INVALID: a name, an address or a combination that
 * will not do; err names file, line and key. Owns: arena. */
ov_status ov_oidc_settings_read(ov_arena *arena, const ov_config *config,
                                const ov_config_key *table, ov_oidc_settings *out,
                                ov_err *err) OV_MUST_CHECK;
/* Are the files there that the providers need, and closed to others? OV_INVALID: not. */
ov_status ov_oidc_files_check(const ov_config *config, const ov_oidc_settings *settings,
                              ov_err *err) OV_MUST_CHECK;

/* The same, and the libraries: what check-config tells beforehand. */
OV_API ov_status ov_oidc_check(const ov_config *config, const ov_oidc_settings *settings,
                               ov_err *err) OV_MUST_CHECK;

#endif
