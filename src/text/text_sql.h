/* SPDX-License-Identifier: EUPL-1.2 */
/* text_sql.h — the statements of this module. Private to text/. */
#ifndef OV_TEXT_TEXT_SQL_H
#define OV_TEXT_TEXT_SQL_H

#include "text/text.h"

enum {
    TEXT_DOCUMENT_FIND,
    TEXT_DOCUMENT_ADD,
    TEXT_LATEST_VERSION,
    TEXT_OLD_NODES,
    TEXT_SLUG_TAKEN,
    TEXT_VERSION_ADD,
    TEXT_VERSION_PUBLISH,
    TEXT_NODE_ADD,
    TEXT_NODE_TEXT_ADD,
    TEXT_VERSION_BY_SLUG,
    TEXT_VERSION_GET,
    TEXT_VERSIONS,
    TEXT_CANONICAL,
    TEXT_NODES,
    TEXT_PAGE,
    TEXT_NODE,
    TEXT_NODE_BY_NUMBER,
    TEXT_NODE_BY_LETTER,
    TEXT_VERIFY_VERSIONS,
    TEXT_VERIFY_NODES
};

#endif
