/* SPDX-License-Identifier: EUPL-1.2 */
/* chain_sql.h — the rows of ov_chain_sql. */
#ifndef OV_AUTH_CHAIN_SQL_H
#define OV_AUTH_CHAIN_SQL_H

#include "auth/chain.h"

enum {
    CHAINS,
    CHAIN_GET,
    CHAIN_VERSIONS,
    CHAIN_FOR,
    CHAIN_STEPS,
    CHAIN_SEATS,
    CHAIN_USE,
    CHAIN_ADD,
    CHAIN_CHANGE,
    CHAIN_NOT_DEFAULT,
    CHAIN_OF_MATTER,
    CHAIN_HAS_DEFAULT,
    CHAIN_END,
    VERSION_ADD,
    VERSION_NAME,
    VERSION_LAST,
    STEP_ADD,
    ACTOR_ADD,
    ACTORS_CLEAR,
    STEPS_CLEAR
};

#endif
