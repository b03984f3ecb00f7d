/* SPDX-License-Identifier: EUPL-1.2 */
/* file_sql.h — the statements about files by name (the texts stand in file_sql.c). */
#ifndef OV_CONSULT_FILE_SQL_H
#define OV_CONSULT_FILE_SQL_H

#include "consult/answer/file.h"

enum {
    FILE_ADD,
    FILE_DRAFT_ADD,
    FILE_SAME,
    FILE_SUM,
    FILE_DRAFT_OF,
    FILE_DRAFT_LIST,
    FILE_RESPONSE_LIST,
    FILE_DRAFT_GET,
    FILE_RESPONSE_GET,
    FILE_SENT_GET,
    FILE_TEXTS,
    FILE_DRAFT_MARK,
    FILE_DRAFT_DROP,
    FILE_DROP,
    FILE_VERIFY_BYTES,
    FILE_VERIFY_ONE
};

#endif
