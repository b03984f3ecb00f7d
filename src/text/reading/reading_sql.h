/* SPDX-License-Identifier: EUPL-1.2 */
/* reading_sql.h — the statements of the reader's aids by name (the texts stand in reading_sql.c).
 */
#ifndef OV_TEXT_READING_SQL_H
#define OV_TEXT_READING_SQL_H

#include "text/reading/reading.h"

enum {
    READING_MARK,
    READING_UNMARK,
    READING_MARK_VERSION,
    READING_UNMARK_VERSION,
    READING_BASE,
    READING_STATE,
    READING_REMOVED,
    READING_NEWS,
    READING_AIDS,
    READING_HISTORY,
    TERM_LIST,
    TERM_GET,
    TERM_SLUG_TAKEN,
    TERM_ADD,
    TERM_UPDATE,
    TERM_REMOVE,
    TERM_WORDS,
    TERM_WORDS_OF_VERSION,
    TERM_PUBLISHED,
    TERM_TEXTS,
    TERM_TEXTS_OF_VERSION,
    TERM_USE_ADD,
    TERM_USE_CLEAR,
    TERM_OF_VERSION,
    TERM_OF_NODE,
    LAYER_OF_VERSION,
    LAYER_OF_NODE,
    LAYER_GET,
    LAYER_ADD,
    LAYER_UPDATE,
    LAYER_REMOVE
};

#endif
