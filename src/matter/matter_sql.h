/* SPDX-License-Identifier: EUPL-1.2 */
/* matter_sql.h — the rows of ov_matter_sql. */
#ifndef OV_MATTER_MATTER_SQL_H
#define OV_MATTER_MATTER_SQL_H

#include "matter/matter.h"

enum {
    MATTER_BY_SLUG,
    MATTER_BY_ID,
    MATTER_ADD,
    MATTER_SET_STATUS,
    MATTER_ADD_PARTY,
    MATTER_PARTIES,
    MATTERS_OF,
    MATTER_LIST,
    PHASE_ADD,
    PHASES,
    MILESTONE_ADD,
    MILESTONES
};

#endif
