/* SPDX-License-Identifier: EUPL-1.2 */
/* sql.c — the hospital plugin's statements. */
#include "hospital.h"

const ov_sql hospital_sql[] = {
    [HOSPITAL_MANDATES] =
        {"hospital.mandates",
         "SELECT decided_on, body, title, summary, reference FROM hospital_mandate "
         "WHERE matter_id = $1 ORDER BY decided_on, id",
         NULL},
    [HOSPITAL_AREAS] = {"hospital.areas",
                        "SELECT title, summary, source FROM hospital_development_area "
                        "WHERE matter_id = $1 ORDER BY id",
                        NULL},
    [HOSPITAL_ADD_MANDATE] =
        {"hospital.add_mandate",
         "INSERT INTO hospital_mandate (matter_id, decided_on, body, title, summary, "
         "reference) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
         NULL},
    [HOSPITAL_ADD_AREA] =
        {"hospital.add_area",
         "INSERT INTO hospital_development_area (matter_id, title, summary, source) "
         "VALUES ($1, $2, $3, $4) RETURNING id",
         NULL},
    {0},
};
