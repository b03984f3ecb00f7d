/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt_fixture.h — what the tests of receipts and register numbers share: rounds and answers. */
#ifndef RECEIPT_FIXTURE_H
#define RECEIPT_FIXTURE_H

#include "testdb.h"

#include "consult/consult.h"
#include "consult/answer/file.h"

extern ov_engine engine; /* set by each suite */
extern ov_db *db;
extern ov_ctx *ctx;
extern ov_id party, other, matter_id, versions[2];
extern ov_consultation small, large; /* one document; two, and questions of every kind */

typedef struct job {
    const ov_consultation *c;
    ov_draft_answer answer;
    ov_new_file file;
    ov_id draft_id, question_id;
    const char *use;
    ov_submission what;
    ov_response sent;
} job;

ov_sql *statement(const char *text, const char *postgres);
ov_id draft_of(const ov_consultation *c);
ov_id question(const ov_consultation *c, int n);
void answer(const ov_consultation *c, int n, const char *grade, const char *comment,
            const char *wording, ov_id joins);
const char *attach(const ov_consultation *c, int n, const char *name, const char *use);
ov_response send_what(const ov_consultation *c, ov_submission what);
const char *text_of(const ov_response *r);
size_t faults(void);
void sql(const char *sqlite, const char *postgres);
int64_t number(const char *text);
void setup(void);
void teardown(void);
ov_status write_send(ov_ctx *x, void *arg);

#endif
