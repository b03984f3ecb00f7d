/* SPDX-License-Identifier: EUPL-1.2 */
/* register_sql.h — the rows of ov_register_sql. */
#ifndef OV_REGISTER_REGISTER_SQL_H
#define OV_REGISTER_REGISTER_SQL_H

#include "register/register.h"

enum {
    ORGANISATION_BY_ID,
    ORGANISATION_BY_CODE,
    ORGANISATION_SAVE,
    ORGANISATIONS,
    ORGANISATIONS_OF_TYPE
};

#endif
