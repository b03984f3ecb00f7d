/* SPDX-License-Identifier: EUPL-1.2 */
/* diary_sql.h — the statements of diary.c by name (the texts stand in diary_sql.c). */
#ifndef OV_CONSULT_DIARY_SQL_H
#define OV_CONSULT_DIARY_SQL_H

#include "consult/receipt/diary.h"

enum {
    DIARY_ADD,
    DIARY_OF,
    DIARY_NOW,
    DIARY_LINK_ADD,
    DIARY_LINK_FIND,
    DIARY_LINK_USE,
    DIARY_ROUND,
    DIARY_RECEIPTS_DUE,
    DIARY_RECEIPT_POSTED,
    DIARY_RECEIPT_PEOPLE,
    DIARY_PDF_FIND,
    DIARY_PDF_KEEP
};

#endif
