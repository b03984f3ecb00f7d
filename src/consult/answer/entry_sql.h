/* SPDX-License-Identifier: EUPL-1.2 */
/* entry_sql.h — the statements about what staff type in, by name. */
#ifndef OV_CONSULT_ENTRY_SQL_H
#define OV_CONSULT_ENTRY_SQL_H

#include "consult/answer/entry.h"

enum {
    ENTRY_PARTY,
    ENTRY_DRAFT_ADD,
    ENTRY_ADD,
    ENTRY_COPY_ANSWERS,
    ENTRY_COPY_FILES,
    ENTRY_GET,
    ENTRY_LIST,
    ENTRY_END,
    ENTRY_SENT,
    ENTRY_CHECK_ADD,
    ENTRY_CHECK_OF,
    ENTRY_CHECK_TOKEN,
    ENTRY_CHECK_ANSWER
};

#endif
