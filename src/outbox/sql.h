/* SPDX-License-Identifier: EUPL-1.2 */
/* sql.h — the statements of src/outbox. */
#ifndef OV_OUTBOX_SQL_H
#define OV_OUTBOX_SQL_H

enum { OV_OUTBOX_ADD, OV_OUTBOX_BY_KEY };

#endif
