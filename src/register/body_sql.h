/* SPDX-License-Identifier: EUPL-1.2 */
/* body_sql.h — the rows of ov_body_sql. */
#ifndef OV_REGISTER_BODY_SQL_H
#define OV_REGISTER_BODY_SQL_H

#include "register/body.h"
#include "register/register_sql.h"

enum {
    BODY_GET,
    BODIES,
    BODY_ADD,
    BODY_EDIT,
    BODY_END,
    BODY_NAMED,
    MEETINGS,
    MEETINGS_NEXT,
    MEETING_GET,
    MEETING_ADD,
    MEETING_EDIT,
    MEETING_ON
};

#endif
