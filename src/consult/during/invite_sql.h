/* SPDX-License-Identifier: EUPL-1.2 */
/* invite_sql.h — the statements of invitations by name (the texts stand in invite_sql.c). */
#ifndef OV_CONSULT_INVITE_SQL_H
#define OV_CONSULT_INVITE_SQL_H

#include "consult/during/invite.h"

enum {
    INVITE_POST_ADD,
    INVITE_POST_ALL,
    INVITE_POST_BOUNCED,
    INVITE_POST_WAITING,
    INVITE_GUESTS,
    INVITE_ADDED,
    INVITE_GET,
    INVITE_UNSEEN,
    INVITE_SEEN,
    INVITE_KEY,
    INVITE_ACKNOWLEDGE,
    INVITE_DECLINE,
    INVITE_UNDECLINE,
    INVITE_MAILS,
    INVITE_BOARD,
    INVITE_LIST,
    INVITE_BOUNCED,
    INVITE_ASKED,
    INVITE_TO_CONFIRM,
    INVITE_WITHDRAW,
    INVITE_WITHDRAWN
};

#endif
