/* SPDX-License-Identifier: EUPL-1.2 */
/* edit_fixture.h — a matter with one published agreement, two process leaders, and the calls that
 * tests of drafts make again and again. */
#ifndef TESTS_UNIT_EDIT_FIXTURE_H
#define TESTS_UNIT_EDIT_FIXTURE_H

#include "testdb.h"

#include "text/edit/change.h"
#include "text/edit/edit.h"
#include "text/edit/lineage.h"
#include "text/edit/publish.h"

extern ov_ctx *ctx;
extern ov_id matter_id, org_id, anna, bo, published;
extern const char edit_agreement[];

typedef struct call { /* what a write function is given, and what it gave */
    ov_version_draft draft;
    ov_version from;
    ov_id id, node;
    ov_provision_edit *edit;
    ov_structure *structure;
    ov_publish_order *order;
    const char *text, *kind, *ref, *title;
    int64_t row_version;
    bool flag;
    const ov_sql *sql;
} call;

void edit_as(ov_id account);
ov_status edit_do_store(ov_ctx *x, void *arg);
ov_id edit_store(const char *title, const char *text, const char *label, const char *status,
                 ov_day day);
void edit_setup(ov_engine engine);
void edit_teardown(void);
ov_status edit_do_start(ov_ctx *x, void *arg);
ov_id edit_start(void);
const ov_rows *edit_nodes(ov_id version);
ov_id edit_find(ov_id version, const char *title);
const char *edit_order(ov_id version);
ov_status edit_do_save(ov_ctx *x, void *arg);
ov_status edit_save(ov_id version, ov_id node, const char *body, const char *reason,
                    int64_t row_version);
int64_t edit_row_version(ov_id version, ov_id node);
void edit_change(ov_id version, const char *title, const char *body, const char *reason);
ov_status edit_do_step(ov_ctx *x, void *arg);
ov_status edit_step(ov_id version, const char *title, ov_step what, size_t at);
const ov_draft_row *edit_row(ov_id version, const char *title);
void edit_is_whole(ov_id id);
ov_status edit_do_reason(ov_ctx *x, void *arg);
ov_status edit_do_source(ov_ctx *x, void *arg);

#endif
