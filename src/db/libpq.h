/* SPDX-License-Identifier: EUPL-1.2 */
/* libpq.h — libpq, opened when the first PostgreSQL address is. It brings two dozen libraries (TLS,
 * Kerberos, LDAP) whose loading costs more than most commands take; with SQLite nothing of them is
 * needed. Private to src/db. */
#ifndef OV_DB_LIBPQ_H
#define OV_DB_LIBPQ_H
#ifdef HAVE_POSTGRESQL

#include "util/err.h"

#include <libpq-fe.h>

/* The functions that the driver calls, each with libpq's own type. */
typedef struct ov_libpq {
    __typeof__(PQclear) *clear;
    __typeof__(PQcmdStatus) *cmd_status;
    __typeof__(PQcmdTuples) *cmd_tuples;
    __typeof__(PQconnectdbParams) *connectdb_params;
    __typeof__(PQerrorMessage) *error_message;
    __typeof__(PQexec) *exec;
    __typeof__(PQexecParams) *exec_params;
    __typeof__(PQexecPrepared) *exec_prepared;
    __typeof__(PQfinish) *finish;
    __typeof__(PQfname) *fname;
    __typeof__(PQftype) *ftype;
    __typeof__(PQgetisnull) *getisnull;
    __typeof__(PQgetlength) *getlength;
    __typeof__(PQgetvalue) *getvalue;
    __typeof__(PQnfields) *nfields;
    __typeof__(PQntuples) *ntuples;
    __typeof__(PQparameterStatus) *parameter_status;
    __typeof__(PQprepare) *prepare;
    __typeof__(PQresultErrorField) *result_error_field;
    __typeof__(PQresultStatus) *result_status;
    __typeof__(PQsetNoticeProcessor) *set_notice_processor;
    __typeof__(PQstatus) *status;
    __typeof__(PQtransactionStatus) *transaction_status;
} ov_libpq;

/* Valid after ov_libpq_open returned OV_OK once; never closed. */
extern ov_libpq ov_pq;
/* OV_DB with the name of the package when the library is not there. */
ov_status ov_libpq_open(ov_err *err) OV_MUST_CHECK;

#endif
#endif
