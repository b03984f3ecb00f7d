/* SPDX-License-Identifier: EUPL-1.2 */
/* libpq.c — opens libpq and finds the functions that the driver calls. */
#ifdef HAVE_POSTGRESQL
#include "db/libpq.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

ov_libpq ov_pq;

static const struct {
    const char *name;
    size_t at;
} functions[] = {
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
    void *library;

    if (open)
        return OV_OK;
    library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return ov_fail(err, OV_DB, "libpq cannot be opened (Debian: libpq5): %s", dlerror());
    for (size_t i = 0; i < OV_LEN(functions); i++) {
        void *symbol = dlsym(library, functions[i].name);

        if (!symbol)
            return ov_fail(err, OV_DB, "libpq lacks %s", functions[i].name);
        /* ISO C has no cast from object to function pointer. */
        memcpy((char *)&ov_pq + functions[i].at, &symbol, sizeof symbol);
    }
    open = true;
    return OV_OK;
}
#endif
