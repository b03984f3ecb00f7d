/* SPDX-License-Identifier: EUPL-1.2 */
/* sql.h — the statements of src/db itself. */
#ifndef OV_DB_SQL_H
#define OV_DB_SQL_H

#include "db/db.h"

enum {
    OV_SQL_RAISE_CHANGE_SEQ,
    OV_SQL_CHANGE_SEQ,
    OV_SQL_HAS_MIGRATIONS,
    OV_SQL_MIGRATIONS,
    OV_SQL_ADD_MIGRATION,
    OV_SQL_INTEGRITY,
    OV_SQL_FOREIGN_KEYS
};

extern const ov_sql ov_db_sql[];

#endif
