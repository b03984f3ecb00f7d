/* SPDX-License-Identifier: EUPL-1.2 */
/* group.h — groups of organisations: recipient lists (sändlistor), the members of a federation, and
 * groups of one's own. Later the recipients of a consultation, and a way to look at figures. */
#ifndef OV_REGISTER_GROUP_H
#define OV_REGISTER_GROUP_H

#include "register/register.h"

typedef struct ov_group {
    ov_id id;
    ov_id org_id;         /* who keeps it */
    const char *org_name; /* read only */
    const char *kind;     /* a code of ov_group_kinds */
    const char *name;     /* unique in its organisation */
    const char *note;     /* or NULL */
    ov_day ended_on;      /* the last day; OV_NO_DAY: it goes on */
    int64_t row_version;  /* raised by every change, also of its members */
    int64_t members;      /* read only: how many */
} ov_group;

OV_API extern const ov_choice ov_group_kinds[];

/* OV_NOT_FOUND: there is none. Whether the reader may see it the caller asks. */
OV_API ov_status ov_group_get(ov_ctx *ctx, ov_id id, ov_group *out) OV_MUST_CHECK;
/* Those of an organisation (0: all), the going ones first, in Swedish order. */
OV_API ov_status ov_groups(ov_ctx *ctx, ov_id org_id, const ov_group **out,
                           size_t *n) OV_MUST_CHECK;
/* Those that an organisation is a member of, and that go on. */
OV_API ov_status ov_groups_with(ov_ctx *ctx, ov_id member_id, const ov_group **out,
                                size_t *n) OV_MUST_CHECK;
/* Rows: id, type, code, name, registry_email, ended_on; in Swedish order. */
OV_API ov_status ov_group_members(ov_ctx *ctx, ov_id id, const ov_rows **out) OV_MUST_CHECK;

/* Only inside ov_write; writes group.added. OV_CONFLICT: the organisation has one of that name.
 * OV_INVALID: kind, name (1–200 characters) or note (at most 1000). */
OV_API ov_status ov_group_add(ov_ctx *ctx, const ov_group *group, ov_id *id) OV_MUST_CHECK;
/* Kind, name and note; group->row_version is what the writer read. Writes group.changed.
 * OV_CONFLICT: somebody else changed it, or (*taken, which may be NULL) the name is another's. */
OV_API ov_status ov_group_edit(ov_ctx *ctx, const ov_group *group, bool *taken) OV_MUST_CHECK;
/* Ends it after a last day, or (OV_NO_DAY) takes that back. Writes group.ended or group.reopened.
 */
OV_API ov_status ov_group_end(ov_ctx *ctx, ov_id id, ov_day last,
                              int64_t row_version) OV_MUST_CHECK;
/* Adds or removes organisations; who is there (or not) already is passed over. *changed: how many
 * it became. Only inside ov_write; writes group.changed when any. OV_CONFLICT: row_version is not
 * the group's; OV_NOT_FOUND: no such group, or no such organisation. */
OV_API ov_status ov_group_add_members(ov_ctx *ctx, ov_id id, int64_t row_version, const ov_id *orgs,
                                      size_t n, size_t *changed) OV_MUST_CHECK;
OV_API ov_status ov_group_remove_members(ov_ctx *ctx, ov_id id, int64_t row_version,
                                         const ov_id *orgs, size_t n,
                                         size_t *changed) OV_MUST_CHECK;

extern const ov_sql ov_group_sql[];
#endif
