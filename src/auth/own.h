/* SPDX-License-Identifier: EUPL-1.2 */
/* own.h — what somebody sees and changes of the own account: sessions, mandates, settings. */
#ifndef OV_AUTH_OWN_H
#define OV_AUTH_OWN_H

#include "auth/auth.h"

/* "Firefox på Windows", "Safari på iPad" from a User-Agent; NULL when it names no browser that we
 * know. Only words of ours, never the header's. */
OV_API const char *ov_device_name(ov_arena *arena, const char *user_agent);

/* The sessions that last, the one last used first. */
enum {
    OV_SESSION_ID,
    OV_SESSION_DEVICE, /* NULL: unknown */
    OV_SESSION_METHOD, /* OV_BY_… */
    OV_SESSION_STRONG,
    OV_SESSION_STARTED,
    OV_SESSION_SEEN
};
OV_API ov_status ov_own_sessions(ov_ctx *ctx, const ov_rows **out) OV_MUST_CHECK;
/* Ends one of the actor's sessions; OV_NOT_FOUND when it is none. Only inside ov_write. */
OV_API ov_status ov_own_session_end(ov_ctx *ctx, ov_id session_id) OV_MUST_CHECK;
/* Ends all but this one. Only inside ov_write. */
OV_API ov_status ov_own_sessions_end_others(ov_ctx *ctx, ov_id session_id) OV_MUST_CHECK;

/* The actor's mandates, also those that come or have ended, oldest first. */
enum {
    OV_OWN_ROLE,
    OV_OWN_ORG_NAME,    /* NULL: in none */
    OV_OWN_MATTER_NAME, /* NULL: every matter */
    OV_OWN_BODY_NAME,   /* NULL: in no body */
    OV_OWN_FROM,        /* a day; NULL: open */
    OV_OWN_TO,
    OV_OWN_ENDED,     /* an instant; NULL: not ended before its time */
    OV_OWN_STANDS_FOR /* whose mandate it stands in for; NULL: none */
};
OV_API ov_status ov_own_mandates(ov_ctx *ctx, const ov_rows **out) OV_MUST_CHECK;

/* language, theme NULL: as the browser says. */
typedef struct ov_own_settings {
    const char *language;                    /* "sv", "en" */
    const char *theme;                       /* "light", "dark" */
    int64_t text_size;                       /* 100, 115, 130, 150 per cent */
    const char *mail_mode;                   /* "direct", "daily", "weekly", "own" */
    const char *email, *email_fault, *title; /* NULL: none; not set here */
} ov_own_settings;
OV_API ov_status ov_own_settings_get(ov_ctx *ctx, ov_own_settings *out) OV_MUST_CHECK;
/* Stores the first four. Only inside ov_write. OV_CONFLICT: a value that there is not. */
OV_API ov_status ov_own_settings_set(ov_ctx *ctx, const ov_own_settings *settings) OV_MUST_CHECK;

extern const ov_sql ov_own_sql[];
#endif
