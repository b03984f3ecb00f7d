/* SPDX-License-Identifier: EUPL-1.2 */
/* libpq.c — opens libpq and finds the functions that the driver calls. */
#ifdef HAVE_POSTGRESQL
#include "db/libpq.h"

#include "util/library.h"

ov_libpq ov_pq;

static const ov_symbol functions[] = {
    {"PQclear", offsetof(ov_libpq, clear)},
    {"PQcmdStatus", offsetof(ov_libpq, cmd_status)},
    {"PQcmdTuples", offsetof(ov_libpq, cmd_tuples)},
    {"PQconnectdbParams", offsetof(ov_libpq, connectdb_params)},
    {"PQerrorMessage", offsetof(ov_libpq, error_message)},
    {"PQexec", offsetof(ov_libpq, exec)},
    {"PQexecParams", offsetof(ov_libpq, exec_params)},
    {"PQexecPrepared", offsetof(ov_libpq, exec_prepared)},
    {"PQfinish", offsetof(ov_libpq, finish)},
    {"PQfname", offsetof(ov_libpq, fname)},
    {"PQftype", offsetof(ov_libpq, ftype)},
    {"PQgetisnull", offsetof(ov_libpq, getisnull)},
    {"PQgetlength", offsetof(ov_libpq, getlength)},
    {"PQgetvalue", offsetof(ov_libpq, getvalue)},
    {"PQnfields", offsetof(ov_libpq, nfields)},
    {"PQntuples", offsetof(ov_libpq, ntuples)},
    {"PQparameterStatus", offsetof(ov_libpq, parameter_status)},
    {"PQprepare", offsetof(ov_libpq, prepare)},
    {"PQresultErrorField", offsetof(ov_libpq, result_error_field)},
    {"PQresultStatus", offsetof(ov_libpq, result_status)},
    {"PQsetNoticeProcessor", offsetof(ov_libpq, set_notice_processor)},
    {"PQstatus", offsetof(ov_libpq, status)},
    {"PQtransactionStatus", offsetof(ov_libpq, transaction_status)},
};

ov_status ov_libpq_open(ov_err *err)
{
    static bool open;

    if (open)
        return OV_OK;
    if (ov_library_open("libpq.so.5", "libpq5", functions, OV_LEN(functions), &ov_pq, err) != OV_OK)
        return OV_DB; /* the text says which library and which package */
    open = true;
    return OV_OK;
}
#endif
