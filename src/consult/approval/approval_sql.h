/* SPDX-License-Identifier: EUPL-1.2 */
/* approval_sql.h — the statements about approval by name (the texts stand in approval_sql.c). */
#ifndef OV_CONSULT_APPROVAL_SQL_H
#define OV_CONSULT_APPROVAL_SQL_H

#include "consult/approval/approval.h"

enum {
    APPROVAL_GET,
    APPROVAL_OF,
    APPROVAL_LIST,
    APPROVAL_ACTS,
    APPROVAL_ADD,
    APPROVAL_ACT_ADD,
    APPROVAL_NEXT,
    APPROVAL_END,
    APPROVAL_ALERT,
    APPROVAL_REVIEW_STATE,
    APPROVAL_PEOPLE,
    APPROVAL_HELD,
    APPROVALS_OPEN,
    APPROVALS_OF_ORG
};

#endif
