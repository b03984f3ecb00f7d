/* SPDX-License-Identifier: EUPL-1.2 */
/* party_plan.h — what the parts of reading a list of organisations share. Private to
 * src/register. */
#ifndef OV_REGISTER_PARTY_PLAN_H
#define OV_REGISTER_PARTY_PLAN_H

#include "register/party_list.h"
#include "util/csv.h"

typedef enum ov_party_column {
    COL_CODE,
    COL_NAME,
    COL_TYPE,
    COL_REGION, /* the region of a municipality */
    COL_PARENT,
    COL_ORG_NO,
    COL_EMAIL,
    COL_ADDRESS,
    COL_PHONE,
    COL_WEB,
    COL_NOTHING /* known and passed over; last */
} ov_party_column;

typedef struct ov_party_reading {
    ov_ctx *ctx;
    ov_csv csv;
    size_t at[COL_NOTHING]; /* where each column stands; SIZE_MAX: nowhere */
    ov_party_row *rows;
    size_t n;
    ov_organisation *stored; /* the register, by code */
    size_t n_stored;
    const ov_organisation **by_id; /* the same, by id */
    ov_party_row **index;          /* rows that can be read, by code */
    size_t n_index;
} ov_party_reading;

/* The row is not saved, and this is why. */
static inline void ov_party_refuse(ov_party_row *row, const char *reason, const char *detail)
{
    row->state = OV_PARTY_REFUSED;
    row->reason = reason;
    row->detail = detail;
}

/* One line of the file by itself: its cells as an organisation, or refused. */
void ov_party_read_row(ov_party_reading *in, const ov_csv_row *csv, ov_party_row *out);

#endif
