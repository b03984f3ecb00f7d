/* SPDX-License-Identifier: EUPL-1.2 */
/* sql_tables.h — every statement of the core, for check-config and the tests. */
#ifndef OV_PORTAL_SQL_TABLES_H
#define OV_PORTAL_SQL_TABLES_H

#include "db/db.h"

/* The modules' tables, ended by NULL; each table ends with {0}. */
OV_API extern const ov_sql *const ov_sql_tables[];

#endif
