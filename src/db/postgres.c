/* SPDX-License-Identifier: EUPL-1.2 */
/* postgres.c — PostgreSQL by libpq. */
#include "db/driver.h"

ov_status ov_postgres_open(const ov_db_options *options, ov_db **out, ov_err *err)
{
    (void)options;
    (void)out;
    return ov_fail(err, OV_INVALID, "this build has no PostgreSQL (configure --without-postgresql)");
}
