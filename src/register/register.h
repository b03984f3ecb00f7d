/* SPDX-License-Identifier: EUPL-1.2 */
/* register.h — organisations: who the parties are, where mail to them goes, and lists of them read
 * in. (Groups: group.h; bodies and meetings: body.h; persons are accounts in auth/.) */
#ifndef OV_REGISTER_REGISTER_H
#define OV_REGISTER_REGISTER_H

#include "db/db.h"

typedef struct ov_organisation {
    ov_id id;
    const char *type; /* a code of ov_organisation_types */
    const char *code; /* county code "14", municipality code "1480", else own; unique over all */
    const char *name;
    const char *org_no;         /* 10 digits or NULL */
    const char *registry_email; /* the registrar's mailbox, or NULL */
    ov_id parent_id;            /* a municipality's or a hospital's region; 0: none */
    const char *address;        /* lines parted by LF, or NULL */
    const char *phone, *web;    /* or NULL; web is a whole address with https:// or http:// */
    ov_day ended_on;            /* the last day of one that is no more; OV_NO_DAY: it goes on.
                                   Read only: ov_organisation_end sets it */
    int64_t row_version;        /* raised by every change */
} ov_organisation;

typedef struct ov_choice { /* a stored code and its Swedish name; {0} ends */
    const char *code, *title;
    const char *plural; /* as the heading of several, or NULL */
} ov_choice;
OV_API extern const ov_choice ov_organisation_types[];
/* The Swedish name of a code; the code itself when it is not in the list. */
OV_API const char *ov_choice_title(const ov_choice *choices, const char *code);

OV_API ov_status ov_organisation_get(ov_ctx *ctx, ov_id id, ov_organisation *out) OV_MUST_CHECK;
/* By its code ("1480"), which is unique over all types in addresses. */
OV_API ov_status ov_organisation_by_code(ov_ctx *ctx, const char *code,
                                         ov_organisation *out) OV_MUST_CHECK;
/* Inserts or, where type and code are there already, updates what is told (a NULL keeps what is
 * stored). Only inside ov_write; writes organisation.added or organisation.changed. OV_CONFLICT:
 * the code is another type's. */
OV_API ov_status ov_organisation_save(ov_ctx *ctx, const ov_organisation *org,
                                      ov_id *id) OV_MUST_CHECK;
/* Rows: id, type, code, name; in Swedish order. type NULL: all. */
OV_API ov_status ov_organisations(ov_ctx *ctx, const char *type, const ov_rows **out) OV_MUST_CHECK;

/* A new one. Only inside ov_write; writes organisation.added. OV_CONFLICT: the code is taken. */
OV_API ov_status ov_organisation_add(ov_ctx *ctx, const ov_organisation *org,
                                     ov_id *id) OV_MUST_CHECK;
/* Replaces everything but code and end by what org says (NULL: nothing); org->row_version is what
 * the writer read. Only inside ov_write; writes organisation.changed unless nothing differs.
 * OV_CONFLICT: somebody else changed it since. OV_INVALID: a rule of ov_organisation_fault. */
OV_API ov_status ov_organisation_edit(ov_ctx *ctx, const ov_organisation *org) OV_MUST_CHECK;
/* Ends it after a last day, or (OV_NO_DAY) takes the end back. It keeps its history. Only inside
 * ov_write; writes organisation.ended or organisation.reopened. OV_CONFLICT as above. */
OV_API ov_status ov_organisation_end(ov_ctx *ctx, ov_id id, ov_day last,
                                     int64_t row_version) OV_MUST_CHECK;

/* The first rule that org breaks: *field is "type", "code", "name", "org_no", "registry_email",
 * "address", "phone", "web" or "parent_id", and the result what is wrong with it, in Swedish
 * (static). NULL: none. Does not look into the database. */
OV_API const char *ov_organisation_fault(const ov_organisation *org, const char **field);
/* "232100-0131", "2321000131" or "162321000131" as ten digits. OV_INVALID with one of two faults in
 * *fault: not ten digits whose last one is right (Luhn, SFS 1974:174 and Skatteverket), or a
 * personal number (third digit below 2), which is never stored. Owns: arena. */
OV_API ov_status ov_org_no_parse(ov_arena *arena, const char *text, const char **out,
                                 const char **fault) OV_MUST_CHECK;
/* "232100-0131"; NULL stays NULL. Owns: arena. */
OV_API const char *ov_org_no_shown(ov_arena *arena, const char *org_no);

/* Which organisations a list shows; zero and NULL leave a part open. */
typedef struct ov_party_filter {
    const char *type;
    const char *words; /* each stands somewhere in name, code or number; å ä ö count as letters */
    ov_id parent_id;   /* itself and those below it */
    bool ended;        /* those that have ended too */
    ov_id not_in_group; /* leaves out the members of this group */
    ov_day today;
} ov_party_filter;
/* Those that fit, in Swedish order: rows with the columns below. counts, when not NULL, gets how
 * many of each type fit apart from the type (in the order of ov_organisation_types). */
enum {
    OV_LISTED_ID,
    OV_LISTED_TYPE,
    OV_LISTED_CODE,
    OV_LISTED_NAME,
    OV_LISTED_ORG_NO,
    OV_LISTED_EMAIL,
    OV_LISTED_PARENT,
    OV_LISTED_PARENT_NAME,
    OV_LISTED_ENDED_ON,
    OV_LISTED_COLUMNS
};
enum { OV_ORGANISATION_TYPES = 7 };
OV_API ov_status ov_parties_find(ov_ctx *ctx, const ov_party_filter *filter, const ov_rows **out,
                                 int64_t counts[OV_ORGANISATION_TYPES]) OV_MUST_CHECK;

/* Reads CSV (party_list.h) and saves every row; in one transaction. *saved: how many are new or
 * changed. OV_INVALID with "file:line: …"; nothing is then saved. */
OV_API ov_status ov_party_import(ov_ctx *ctx, const char *file, int64_t *saved) OV_MUST_CHECK;

extern const ov_sql ov_register_sql[];
#endif
