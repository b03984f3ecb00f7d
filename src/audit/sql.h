/* SPDX-License-Identifier: EUPL-1.2 */
/* sql.h — the statements of src/audit. */
#ifndef OV_AUDIT_SQL_H
#define OV_AUDIT_SQL_H

enum {
    OV_AUDIT_HEAD,
    OV_AUDIT_ADD,
    OV_AUDIT_SET_HEAD,
    OV_AUDIT_ENDS,
    OV_AUDIT_NOW,
    OV_AUDIT_WALK,
    OV_AUDIT_HASH_AT,
    OV_AUDIT_LAST,
    OV_AUDIT_NOTED
};

#endif
