/* SPDX-License-Identifier: EUPL-1.2 */
/* config.h — every key of the configuration in one place, and its values read once into a struct.
 */
#ifndef OV_PORTAL_CONFIG_H
#define OV_PORTAL_CONFIG_H

#include "auth/oidc/oidc.h"
#include "consult/answer/file.h"
#include "http/http.h"
#include "portal/mail.h"
#include "util/config.h"
#include "util/log.h"

#include <stdio.h>

/* The core's own keys ([serve] stands in serve_keys.c, [mail] in mail_keys.c); ended by {0}. */
OV_API extern const ov_config_key ov_core_keys[];

/* All tables of the core, for ov_config_read and for the plugin loader. */
#define OV_CORE_TABLES 3
OV_API extern const ov_config_key *const ov_core_tables[OV_CORE_TABLES];

/* Those, and the table of the identity providers that the file names. */
#define OV_KNOWN_TABLES (OV_CORE_TABLES + 1)

/* The values, typed; everything lives in the arena that they were read into. */
typedef struct ov_settings {
    const char *file; /* as given, for messages */
    const ov_config_key *tables[OV_KNOWN_TABLES];
    ov_config *config;
    const char *site_name, *site_owner, *site_contact, *site_url;
    const char *db_url; /* a relative SQLite path is made absolute from the file's folder */
    int lock_timeout_ms;
    int64_t checkpoint_bytes;
    const char *data_dir, *templates_dir, *translations_dir, *tmp_dir; /* templates_dir: or NULL */
    const char *plugin_dir, *plugin_names;                             /* names: "hospital, …" */
    bool statutory; /* consult.statutory: of a round that is begun */
    bool cache_pages;
    int64_t cache_bytes;
    const char *head_mail; /* who gets the head of the event log; "" for nobody */
    ov_instant session_idle;
    const char *link_roles, *factor_roles;
    const char *key_file; /* or NULL */
    ov_level log_level;
    ov_oidc_settings oidc;
    const char *clock_file; /* or NULL */
    bool csp_reports;
    ov_http_limits limits;
    ov_file_rules files;
    ov_mail_settings mail;
} ov_settings;

/* The configuration that the command line, $OVERENS_CONFIG or the standard place names. */
OV_API const char *ov_config_place(const char *from_command_line);

/* Where templates, schema and static files are installed. */
OV_API const char *ov_default_data_dir(void);
OV_API const char *ov_default_plugin_dir(void);

/* Reads file against the core's tables. Sections of plugins are let through unread: the loader
 * checks each against its plugin's own table. A section "plugin.X" for an X that plugins.load does
 * not name is OV_INVALID. Owns: arena. */
OV_API ov_status ov_settings_read(ov_arena *arena, const char *file, ov_settings *out,
                                  ov_err *err) OV_MUST_CHECK;

/* Log level, test clock, session length, hash library: what a process does once after reading. */
OV_API void ov_settings_apply(const ov_settings *settings);

/* The table of keys as a commented sample file and as the table of the operator's guide. */
OV_API void ov_config_sample(FILE *out);
OV_API void ov_config_markdown(FILE *out);

#endif
