/* SPDX-License-Identifier: EUPL-1.2 */
/* auth.h — accounts, passwords, sessions, form tokens, commands that happen once, and the one
 * permission function. */
#ifndef OV_AUTH_AUTH_H
#define OV_AUTH_AUTH_H

#include "db/db.h"

/* ---- Accounts ---- */
typedef struct ov_account {
    ov_id id;
    const char *login, *name, *email; /* email may be NULL */
    ov_id org_id;                     /* home organisation, 0 for none */
    bool disabled;
} ov_account;

OV_API ov_status ov_account_by_login(ov_ctx *ctx, const char *login, ov_account *out) OV_MUST_CHECK;
/* Creates; hash from ov_password_hash, made before the lock. Only inside ov_write; OV_CONFLICT when
 * the login is taken. */
OV_API ov_status ov_account_add(ov_ctx *ctx, const ov_account *account, const char *hash,
                                ov_id *id) OV_MUST_CHECK;
/* Ends its sessions. OV_DENIED: it is the last administrator's. */
OV_API ov_status ov_account_disable(ov_ctx *ctx, ov_id id, bool disabled) OV_MUST_CHECK;
OV_API ov_status ov_account_set_password(ov_ctx *ctx, ov_id id,
                                         const char *hash) OV_MUST_CHECK; /* ends its sessions */
OV_API ov_status ov_mandate_add(ov_ctx *ctx, ov_id account_id,
                                const ov_mandate *mandate) OV_MUST_CHECK;
/* Rows: login, name, organisation, roles held today (comma separated), disabled, last sign-in. */
OV_API ov_status ov_accounts(ov_ctx *ctx, const ov_rows **out) OV_MUST_CHECK;

/* Argon2id (libsodium, 64 MiB, 3 passes); slow: never inside ov_write. Owns: arena. OV_INVALID:
 * shorter than 12 characters or longer than 1024 bytes (pass check_length false for demo
 * passwords). */
OV_API ov_status ov_password_hash(ov_arena *arena, const char *password, bool check_length,
                                  const char **out, ov_err *err) OV_MUST_CHECK;
/* Where the lock files of the two hashes lie (kept, not copied); NULL, the default: no limit. A
 * killed worker gives its place back, because the kernel drops the lock. */
OV_API void ov_password_slots(const char *dir);
/* Checks login and password in the same time whether the login exists or not, with a brake per
 * account and address (rows in login_failure), at most two hashes at once over all workers.
 * OV_DENIED: wrong; OV_BUSY: braked or too many at once. On OV_OK the account. */
OV_API ov_status ov_login_check(ov_ctx *ctx, const char *login, const char *password,
                                const char *address, ov_account *out) OV_MUST_CHECK;

/* ---- Sessions ---- */
#define OV_SESSION_COOKIE "__Host-overens"
#define OV_VISITOR_COOKIE                                                                          \
    "__Host-overens-form" /* carries the secret of form tokens before signing in */

typedef struct ov_session {
    ov_id id;
    const char *secret; /* what form tokens are made with: the cookie's value */
    bool due;           /* its last use is so long ago that this use is to be noted */
    ov_instant ends;    /* when it ends if nothing more is done; never later than the truth */
    ov_instant longest; /* when it ends however much is done */
    const char *method; /* OV_BY_… */
    bool strong;        /* with a second factor, or the provider vouched for one */
    /* a role asks for a second factor and there was none: only setting one up is open */
    bool needs_factor;
    /* the person's own settings: NULL and 0: as the browser says */
    const char *language, *theme;
    int text_size; /* per cent */
} ov_session;

/* How somebody signed in. */
#define OV_BY_PASSWORD "password"
#define OV_BY_LINK "link"   /* a mailed single-use link */
#define OV_BY_OIDC "oidc"   /* the organisation's identity provider */
#define OV_BY_PROXY "proxy" /* a trusted proxy in front */
typedef struct ov_sign_in {
    ov_id account_id;
    const char *method; /* OV_BY_… */
    bool strong;
    const char *device; /* "Firefox på Windows", or NULL */
} ov_sign_in;

/* A new session; *cookie is the value to set (256 random bits, base64url; only its SHA-256 is
 * stored). */
OV_API ov_status ov_session_begin(ov_ctx *ctx, const ov_sign_in *how,
                                  const char **cookie) OV_MUST_CHECK; /* inside ov_write */
/* The same by password alone. */
OV_API ov_status ov_session_start(ov_ctx *ctx, ov_id account_id,
                                  const char **cookie) OV_MUST_CHECK; /* inside ov_write */
/* Finds the session of a cookie and fills ctx->actor (mandates read now). OV_NOT_FOUND: none,
 * ended, idle too long. */
OV_API ov_status ov_session_find(ov_ctx *ctx, const char *cookie, ov_session *out) OV_MUST_CHECK;
OV_API ov_status ov_session_touch(ov_ctx *ctx,
                                  ov_id session_id) OV_MUST_CHECK;            /* inside ov_write */
OV_API ov_status ov_session_end(ov_ctx *ctx, ov_id session_id) OV_MUST_CHECK; /* inside ov_write */
/* How long a session lasts unused (configuration auth.session_idle; default 30 min), and however
 * busy. */
OV_API void ov_session_idle(ov_instant idle);
OV_API ov_instant ov_session_idle_limit(void);
#define OV_SESSION_LONGEST (12 * OV_HOUR)

/* ---- Form tokens ---- */
#define OV_TOKEN_FIELD "_token"
/* A fresh token for a form of the session with this secret: nonce ‖ HMAC. Owns: arena. */
OV_API const char *ov_token_make(ov_arena *arena, const char *secret);
/* Was it made with this secret? Constant time. */
OV_API bool ov_token_check(const char *secret, const char *token);

/* A command that must happen once. Call inside the write function, first thing. When the token was
 * used before with the same body, *replay is the address that was answered then (else NULL); with
 * another body OV_CONFLICT and *first_body holds what was sent first. */
OV_API ov_status ov_once_begin(ov_ctx *ctx, const char *token, ov_str body, const char **replay,
                               const char **first_body) OV_MUST_CHECK;
/* Stores the answer of the command (its address). Same transaction, last thing. */
OV_API ov_status ov_once_end(ov_ctx *ctx, const char *token, ov_str body,
                             const char *location) OV_MUST_CHECK;

/* ---- Rights ---- */
#define OV_PUBLIC "public"   /* anybody */
#define OV_ACCOUNT "account" /* anybody who is signed in */

typedef enum ov_scope {
    OV_ANY,       /* any object */
    OV_OWN_ORG,   /* objects of the organisation in which the role is held */
    OV_OWN_MATTER /* matters that the role is held for (or any, when held for all), owned by the
                     role's organisation */
} ov_scope;

/* One row of the permission table; {0} ends. Several rows may name one action. */
typedef struct ov_action {
    const char *name; /* "consult.answer" */
    const char *role; /* "drafter" */
    ov_scope scope;
    const char *title; /* what an administrator reads: "Skriva svar för den egna organisationen" */
    /* since 1.2 */
    const char *states; /* the states of the object in which it may be done: "open,late"; NULL: any
                         */
} ov_action;

/* What the action is done to. 0 leaves a part open (then scope cannot refuse by it). */
typedef struct ov_object {
    ov_id org_id; /* the party that owns it */
    ov_id matter_id;
    ov_id matter_org_id; /* the organisation that owns the matter */
    const char *state;   /* the object's own state ("draft", "open"); NULL: not asked about */
} ov_object;

/* The core's table, and the plugins' (added once at start; the array must be static). */
OV_API extern const ov_action ov_core_actions[];
OV_API void ov_actions_add(const ov_action *actions, size_t stride);
OV_API bool ov_action_known(const char *name);
/* Calls fn for every row of every table, for the readable matrix and the tests. The row is a copy
 * that is gone afterwards, its texts are not. */
OV_API void ov_actions_each(void (*fn)(void *arg, const ov_action *action), void *arg);

/* May ctx->actor do this? OV_OK; OV_DENIED when it may not at all; OV_NOT_FOUND when the role is
 * there but the object is another party's (404, not 403); OV_CONFLICT when it might, but not in the
 * state that the object is in. object may be NULL: does any mandate allow the action at all? */
OV_API ov_status ov_may(ov_ctx *ctx, const char *action, const ov_object *object) OV_MUST_CHECK;
/* The role that allows it, for the event log; "-" when none. */
OV_API const char *ov_role_for(ov_ctx *ctx, const char *action, const ov_object *object);

/* What code that is compiled today calls instead of the two above: it tells how long its ov_object
 * is. A plugin made for ABI 1.1 calls the two themselves, with an object that ends before state. */
OV_API ov_status ov_may_sized(ov_ctx *ctx, const char *action, const ov_object *object,
                              size_t size) OV_MUST_CHECK;
OV_API const char *ov_role_for_sized(ov_ctx *ctx, const char *action, const ov_object *object,
                                     size_t size);
#define ov_may(...) ov_may_sized(__VA_ARGS__, sizeof(ov_object))
#define ov_role_for(...) ov_role_for_sized(__VA_ARGS__, sizeof(ov_object))

/* Swedish names of roles ("Handläggare") and all role codes, ended by NULL. */
OV_API extern const char *const ov_roles[];
OV_API const char *ov_role_title(const char *role);
/* What people call a state that the table names ("open": "remissen är öppen"); NULL when the core
 * does not know it. Swedish. */
OV_API const char *ov_object_state_title(const char *state);
/* What people call the area of an action ("consult.answer": "Remisser"), by what stands before its
 * point; NULL: not the core's. Swedish. */
OV_API const char *ov_action_area(const char *action);
/* What the action is, whoever does it ("Skicka remissvar"); NULL: as its only row says. Swedish. */
OV_API const char *ov_action_title(const char *action);

extern const ov_sql ov_auth_sql[];
#endif
