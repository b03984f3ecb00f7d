/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_sql.h — the statements of the compilation by name. Private to consult/. */
#ifndef OV_CONSULT_COMPILATION_SQL_H
#define OV_CONSULT_COMPILATION_SQL_H

#include "consult/compilation/compilation.h"

enum {
    COMPILATION_QUESTIONS,
    COMPILATION_SCALES,
    COMPILATION_KEPT,
    COMPILATION_KEPT_HEAD,
    COMPILATION_FIGURES,
    COMPILATION_HEAD,
    COMPILATION_PARTIES,
    COMPILATION_GRADES,
    COMPILATION_TEXTS,
    COMPILATION_MASKS,
    COMPILATION_NOTE,
    COMPILATION_PUBLICATION,
    COMPILATION_BODY,
    COMPILATION_OF_RESPONSE,
    COMPILATION_FILED,
    COMPILATION_FILES,
    COMPILATION_WHY,
    COMPILATION_VERIFY
};

/* The eight arguments of a filter: $1 round, $2 instant, $3 class, $4 late, $5 type, $6 status,
 * $7 group, $8 text. */
#define OV_FILTER_ARGS(k)                                                                          \
    ov_int((k)->c.id), ov_int((k)->filter.at), ov_text((k)->filter.class),                         \
        ov_int((k)->filter.late), ov_text((k)->filter.org_type), ov_text((k)->filter.legal),       \
        ov_int((k)->filter.group_id), ov_int((k)->filter.text)

#endif
