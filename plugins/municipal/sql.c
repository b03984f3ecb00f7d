/* SPDX-License-Identifier: EUPL-1.2 */
/* sql.c — statements on the plugin's own tables. */
#include "municipal.h"

const ov_sql municipal_sql[] = {
    [MUNICIPAL_LADDER] = {"municipal.ladder",
                          "SELECT step, name, who, begins, happens, days "
                          "FROM municipal_ladder_step ORDER BY step",
                          NULL},
    {0},
};
