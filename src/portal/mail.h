/* SPDX-License-Identifier: EUPL-1.2 */
/* mail.h — the section [mail] of the configuration, and the two processes that live by it. */
#ifndef OV_PORTAL_MAIL_H
#define OV_PORTAL_MAIL_H

#include "notify/smtp.h"
#include "util/config.h"

/* The section [mail]; ended by {0}. */
extern const ov_config_key ov_mail_keys[];

/* Its values. Texts are NULL where nothing is written. */
typedef struct ov_mail_settings {
    const char *server; /* "smtp://host:587"; NULL: mail waits */
    ov_tls tls;
    const char *ca_file, *user, *password_file;
    const char *from, *from_name, *reply_to;
    const char *domain; /* of Message-IDs, and what we call ourselves; never NULL */
    const char *return_path;
    const char *returns, *returns_password_file; /* "maildir:/…", "pop3s://user@host" */
    int64_t returns_every;                       /* seconds */
    int64_t connect_timeout, timeout;            /* seconds */
    int connections;
} ov_mail_settings;

/* OV_INVALID: "FILE:LINE: mail.KEY: what is wrong". Owns: arena. */
ov_status ov_mail_settings_read(ov_arena *arena, const ov_config *config, ov_mail_settings *out,
                                ov_err *err) OV_MUST_CHECK;

/* Are the files there that [mail] names, and closed to others? OV_INVALID: not. The portal starts
 * all the same, and mail waits. */
OV_API ov_status ov_mail_files_check(const ov_config *config, ov_err *err) OV_MUST_CHECK;

/* The jobs "mail" and "returns": resident (serve.h). They return OV_OK when told to end, or at once
 * when there is nothing for them to do. */
ov_status ov_mail_stay(const char *config_file) OV_MUST_CHECK;
ov_status ov_returns_stay(const char *config_file) OV_MUST_CHECK;

#endif
