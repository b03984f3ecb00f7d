/* SPDX-License-Identifier: EUPL-1.2 */
/* sql.c — the regional plugin's statements. */
#include "regional.h"

const ov_sql regional_sql[] = {
    [REGIONAL_ACTIVITIES] = {"regional.activities",
                             "SELECT a.name, o.name FROM regional_activity a "
                             "JOIN organisation o ON o.id = a.host_id "
                             "WHERE a.matter_id = $1 ORDER BY a.place",
                             NULL},
    [REGIONAL_ACTIVITY_ADD] = {"regional.activity_add",
                               "INSERT INTO regional_activity (matter_id, host_id, name, place) "
                               "VALUES ($1, $2, $3, $4)",
                               NULL},
    {0},
};
