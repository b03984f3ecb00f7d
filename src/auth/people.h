/* SPDX-License-Identifier: EUPL-1.2 */
/* people.h — the persons of an organisation and their mandates, as their administrator keeps them.
 *
 * A person is an account; a mandate is a role in an organisation from one day to another. Nothing
 * is ever removed: mandates end, accounts are disabled. Rights follow at the next request, because
 * sessions read the mandates of the day each time (spec/practice.md 6, 7). */
#ifndef OV_AUTH_PEOPLE_H
#define OV_AUTH_PEOPLE_H

#include "auth/auth.h"

/* ---- Who may change what ---- */

/* Why a change was refused, for the one who asked. */
typedef enum ov_people_no {
    OV_NO_NOTHING,
    OV_NO_RIGHT,      /* the actor's own role has ended meanwhile, or never reached so far */
    OV_NO_ROLE,       /* the role cannot be given in that organisation, or not by this manager */
    OV_NO_OVERLAP,    /* the person holds the role in that time already */
    OV_NO_PERIOD,     /* the last day is before the first, or outside the principal's */
    OV_NO_LAST,       /* nobody would be left who administers */
    OV_NO_STALE,      /* somebody else changed the row meanwhile */
    OV_NO_OUTSIDE,    /* the person has mandates that this manager does not reach */
    OV_NO_TAKEN,      /* the login is taken */
    OV_NO_HERE,       /* the address is somebody's whom this manager sees */
    OV_NO_ELSEWHERE,  /* the address is somebody's elsewhere: a login of its own is wanted */
    OV_NO_SUBSTITUTE, /* a substitute's mandate cannot have a substitute, nor stand in for itself */
    OV_NO_ENDED,      /* the mandate has ended, or the account is disabled */
    OV_NO_PLACE,      /* the body or person belongs to another organisation */
    OV_NO_SELF        /* a system administrator gives roles to others only */
} ov_people_no;

/* Whose hand it is: an organisation's own administrator (first false), who reaches that
 * organisation's people, or a system administrator (first true), who reaches organisation
 * administrators, auditors and system administrators anywhere, and nobody else (practice 7). The
 * functions below ask the database again, inside the transaction, whether the actor still is that;
 * the system itself (commands, demo data) always is. no: set when something is refused. */
typedef struct ov_manager {
    bool first;
    ov_id org_id; /* 0 when first */
    ov_people_no no;
} ov_manager;

/* Can the role be held in an organisation of this type ("economist" only in a region)? */
OV_API bool ov_role_fits(const char *role, const char *org_type);
/* Is it for this hand to give? Roles that reach beyond one organisation (administrator, auditor)
 * are given by system administrators only. */
OV_API bool ov_role_given_by(const ov_manager *manager, const char *role);

/* ---- Persons ---- */
typedef struct ov_person {
    ov_id id;
    const char *login, *name, *email, *title; /* email and title may be NULL */
    ov_id org_id;                             /* home organisation, 0 for none */
    const char *org_code, *org_name;          /* NULL for none */
    bool disabled, has_password;
    const char *email_fault;                         /* what the last bounce said, or NULL */
    ov_instant created_at, invited_at, last_sign_in; /* 0: never */
    int64_t row_version;
} ov_person;

/* OV_NOT_FOUND: there is none. Owns: arena, as all texts of these calls. */
OV_API ov_status ov_person_get(ov_ctx *ctx, ov_id id, ov_person *out) OV_MUST_CHECK;
/* The account with this e-mail address in small letters. OV_NOT_FOUND: none. */
OV_API ov_status ov_person_by_email(ov_ctx *ctx, const char *email, ov_person *out) OV_MUST_CHECK;

/* Persons in Swedish order: of an organisation (at home there, or holding or having held a mandate
 * in it; 0: all), whose name, e-mail or login has the words of find (NULL: all). */
typedef struct ov_people_query {
    ov_id org_id;
    const char *find;
    int64_t offset, limit;
} ov_people_query;
OV_API ov_status ov_people(ov_ctx *ctx, const ov_people_query *query, const ov_person **out,
                           size_t *n, int64_t *total) OV_MUST_CHECK;

/* Is the person at home in the organisation, or has a mandate in it, ended ones too? */
OV_API ov_status ov_person_in(ov_ctx *ctx, ov_id id, ov_id org_id, bool *out) OV_MUST_CHECK;

/* A new account without a password, to be invited. login NULL: the e-mail address. Only inside
 * ov_write. OV_CONFLICT: OV_NO_TAKEN; without a login also OV_NO_HERE, OV_NO_ELSEWHERE. */
OV_API ov_status ov_person_add(ov_ctx *ctx, ov_manager *manager, const ov_person *person,
                               ov_id *id) OV_MUST_CHECK;
/* Name, title and e-mail; row_version is what was read. Only inside ov_write. A new address loses
 * what bounced. OV_CONFLICT (OV_NO_STALE), OV_DENIED (OV_NO_OUTSIDE …). */
OV_API ov_status ov_person_change(ov_ctx *ctx, ov_manager *manager,
                                  const ov_person *person) OV_MUST_CHECK;
/* Ends the sessions and gives nothing until enabled again. OV_DENIED (OV_NO_LAST): the last
 * administrator stays. */
OV_API ov_status ov_person_disable(ov_ctx *ctx, ov_manager *manager, ov_id id, bool disabled,
                                   int64_t row_version) OV_MUST_CHECK;
/* Notes that an invitation goes out (the link and the mail are the caller's), or was taken back. */
OV_API ov_status ov_person_invited(ov_ctx *ctx, ov_manager *manager, ov_id id,
                                   bool withdrawn) OV_MUST_CHECK;
/* May this manager change the account itself: are all its open mandates within reach? */
OV_API ov_status ov_person_reached(ov_ctx *ctx, const ov_manager *manager, const ov_person *person,
                                   bool *out) OV_MUST_CHECK;

/* For a change of the account that others store: OV_DENIED (OV_NO_RIGHT, OV_NO_OUTSIDE) when this
 * manager may not. Inside ov_write. */
OV_API ov_status ov_person_check(ov_ctx *ctx, ov_manager *manager, ov_id id) OV_MUST_CHECK;

/* ---- Mandates ---- */
typedef struct ov_held {
    ov_id id, account_id;
    const char *role;
    ov_id org_id, matter_id, body_id; /* 0: none, every matter, no body */
    ov_day from, to;                  /* both inside; OV_NO_DAY: open */
    ov_id substitute_for;             /* the mandate it stands in for, 0 for none */
    const char *note;                 /* why there is a substitute, or anything else; may be NULL */
    ov_instant ended_at;              /* 0: nobody ended it before its time */
    const char *ended_why;            /* or NULL */
    int64_t row_version;
    /* what people call them: NULL where there is none */
    const char *person, *org_code, *org_name, *matter_title, *matter_slug, *body_name;
    const char *principal; /* whom a substitute stands in for */
} ov_held;

typedef enum ov_held_state { OV_HELD_NOW, OV_HELD_COMING, OV_HELD_PAST } ov_held_state;
/* Does it hold on that day? (An account that is disabled holds nothing; ask the person.) */
OV_API ov_held_state ov_held_on(const ov_held *held, ov_day day);

/* The mandates of a person, all that ever were, the newest last; org_id 0: in any organisation. */
OV_API ov_status ov_person_mandates(ov_ctx *ctx, ov_id account_id, ov_id org_id,
                                    const ov_held **out, size_t *n) OV_MUST_CHECK;
/* Those of an organisation (0: any) that hold or will hold on or after the day. */
OV_API ov_status ov_mandates_of(ov_ctx *ctx, ov_id org_id, ov_day day, const ov_held **out,
                                size_t *n) OV_MUST_CHECK;
OV_API ov_status ov_mandate_get(ov_ctx *ctx, ov_id id, ov_held *out) OV_MUST_CHECK;
/* Those who stand in for this one, ended or not. */
OV_API ov_status ov_mandate_substitutes(ov_ctx *ctx, ov_id id, const ov_held **out,
                                        size_t *n) OV_MUST_CHECK;

/* Gives a mandate (role, org_id, matter_id, body_id, from, to, note; substitute_for: then role and
 * place are the principal's, and the period must be inside the principal's). Only inside ov_write.
 * OV_CONFLICT: OV_NO_OVERLAP; OV_INVALID: OV_NO_PERIOD, OV_NO_ROLE, OV_NO_PLACE; OV_DENIED:
 * OV_NO_RIGHT, OV_NO_SELF. Event mandate.added. */
OV_API ov_status ov_mandate_give(ov_ctx *ctx, ov_manager *manager, const ov_held *held,
                                 ov_id *id) OV_MUST_CHECK;
/* Changes matter, body, period and note of a mandate that has not ended; its substitutes end when
 * it does. As ov_mandate_give, and OV_CONFLICT with OV_NO_STALE, OV_DENIED with OV_NO_LAST. Event
 * mandate.changed. */
OV_API ov_status ov_mandate_change(ov_ctx *ctx, ov_manager *manager,
                                   const ov_held *held) OV_MUST_CHECK;
/* Ends it after the day last, or at once (OV_NO_DAY), with its substitutes. Event mandate.ended. */
OV_API ov_status ov_mandate_end(ov_ctx *ctx, ov_manager *manager, ov_id id, ov_day last,
                                const char *why, int64_t row_version) OV_MUST_CHECK;

extern const ov_sql ov_people_sql[];

#endif
