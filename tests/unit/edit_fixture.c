/* SPDX-License-Identifier: EUPL-1.2 */
/* edit_fixture.c — what the tests of drafts and of publication share. */
#include "edit_fixture.h"

#include "auth/auth.h"
#include "matter/matter.h"
#include "register/register.h"
#include "util/hash.h"

#include <string.h>

static ov_db *db;
ov_ctx *ctx;
ov_id matter_id, org_id, anna, bo, published;
static ov_mandate leader;

const char edit_agreement[] = "# A Allmänt\n\nAvtalet gäller vård i hemmet.\n\n"
                              "## 1 Regionen\n\nRegionen svarar för läkare dygnet runt.\n\n"
                              "## 2 Kommunen\n\nKommunen svarar för sjuksköterska.\n\n"
                              "Kommunen svarar också för rehabilitering och hjälpmedel i "
                              "ordinärt boende enligt bilagan.\n\n"
                              "# B Samverkan\n\n"
                              "## 3 Möten\n\nParterna möts fyra gånger om året.\n\n"
                              "## 4 Oenighet\n\nFrågan prövas i tre steg.\n";

static ov_status write_people(ov_ctx *x, void *arg)
{
    ov_organisation org = {.type = "region", .code = "14", .name = "Region Västerlen"};
    ov_matter matter = {
        .slug = "avtal", .plugin = "municipal", .title = "Avtal", .status = "draft"};

    (void)arg;
    OV_TRY(ov_organisation_save(x, &org, &org_id));
    matter.owner_org_id = org_id;
    OV_TRY(ov_matter_add(x, &matter, &matter_id));
    OV_TRY(ov_account_add(x, &(ov_account){.login = "anna", .name = "Anna Ek", .org_id = org_id},
                          "$argon2id$x", &anna));
    return ov_account_add(x, &(ov_account){.login = "bo", .name = "Bo Alm", .org_id = org_id},
                          "$argon2id$x", &bo);
}

/* From now on this person acts; 0: the system. */
void edit_as(ov_id account)
{
    leader = (ov_mandate){.role = "process_leader", .org_id = org_id};
    ctx->actor = account ? (ov_actor){.account_id = account,
                                      .login = account == anna ? "anna" : "bo",
                                      .name = account == anna ? "Anna Ek" : "Bo Alm",
                                      .org_id = org_id,
                                      .mandates = &leader,
                                      .n_mandates = 1}
                         : (ov_actor){.login = "system", .is_system = true};
}

ov_status edit_do_store(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_version_store(x, &c->draft, &c->id);
}

ov_id edit_store(const char *title, const char *text, const char *label, const char *status,
                 ov_day day)
{
    ov_import import;
    call c = {.draft = {.matter_id = matter_id,
                        .document_title = title,
                        .label = label,
                        .status = status,
                        .date = day,
                        .import = &import,
                        .source = ov_str_from(text),
                        .source_name = "avtal.md"}};

    test_ok(ctx, ov_import_text(ctx->arena, c.draft.source, &import, &ctx->err));
    test_ok(ctx, ov_version_prepare(ctx, &c.draft));
    test_ok(ctx, ov_write(ctx, edit_do_store, &c));
    return c.id;
}

void edit_setup(ov_engine engine)
{
    ov_hash_init();
    db = test_db_open(engine);
    ctx = test_ctx(db);
    test_ok(ctx, ov_write(ctx, write_people, NULL));
    published = edit_store("Avtal", edit_agreement, "Remissversion", "consultation", 20000);
    edit_as(anna);
}

void edit_teardown(void)
{
    test_db_close(db);
}

ov_status edit_do_start(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_draft_start(x, &c->from, c->text, 20100, &c->id);
}

ov_id edit_start(void)
{
    call c = {.text = "Förslag"};

    test_ok(ctx, ov_version_get(ctx, published, &c.from));
    test_ok(ctx, ov_write(ctx, edit_do_start, &c));
    return c.id;
}

const ov_rows *edit_nodes(ov_id version)
{
    const ov_rows *rows;

    test_ok(ctx, ov_version_nodes(ctx, version, &rows));
    return rows;
}

ov_id edit_find(ov_id version, const char *title)
{
    const ov_rows *rows = edit_nodes(version);

    for (size_t i = 0; i < rows->n; i++)
        if (!strcmp(ov_cell_text(rows, i, OV_NODE_TITLE), title))
            return ov_cell_int(rows, i, OV_NODE_ID);
    ck_abort_msg("no provision %s", title);
}

/* "A Allmänt|1 Regionen|…" */
const char *edit_order(ov_id version)
{
    const ov_rows *rows = edit_nodes(version);
    const char *text = "";

    for (size_t i = 0; i < rows->n; i++)
        text = ov_printf(ctx->arena, "%s%s%s%s", text, i ? "|" : "",
                         ov_cell_text(rows, i, OV_NODE_TAG), ov_cell_text(rows, i, OV_NODE_TITLE));
    return text;
}

ov_status edit_do_save(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_provision_save(x, c->edit, &c->row_version);
}

/* Saves with what stands there but for a new body and reason (NULL: as it is). */
ov_status edit_save(ov_id version, ov_id node, const char *body, const char *reason,
                    int64_t row_version)
{
    ov_provision p;
    ov_provision_edit edit;
    call c = {.edit = &edit};

    test_ok(ctx, ov_provision_get(ctx, version, node, &p));
    edit = (ov_provision_edit){.version_id = version,
                               .node_id = node,
                               .number = p.number,
                               .heading = p.heading,
                               .level = p.level,
                               .body = ov_str_from(body ? body : p.body),
                               .reason = reason ? reason : p.reason,
                               .row_version = row_version};
    test_ok(ctx, ov_provision_prepare(ctx, &edit));
    return ov_write(ctx, edit_do_save, &c);
}

int64_t edit_row_version(ov_id version, ov_id node)
{
    ov_provision p;

    test_ok(ctx, ov_provision_get(ctx, version, node, &p));
    return p.row_version;
}

void edit_change(ov_id version, const char *title, const char *body, const char *reason)
{
    ov_id node = edit_find(version, title);

    test_ok(ctx, edit_save(version, node, body, reason, edit_row_version(version, node)));
}

ov_status edit_do_step(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_provision_restructure(x, c->structure);
}

ov_status edit_step(ov_id version, const char *title, ov_step what, size_t at)
{
    ov_structure s = {
        .version_id = version, .node_id = edit_find(version, title), .step = what, .at = at};
    call c = {.structure = &s};

    s.row_version = edit_row_version(version, s.node_id);
    return ov_write(ctx, edit_do_step, &c);
}

const ov_draft_row *edit_row(ov_id version, const char *title)
{
    ov_draft_view view;

    test_ok(ctx, ov_draft_overview(ctx, version, &view));
    for (size_t i = 0; i < view.n; i++)
        if (!strcmp(view.rows[i].title, title))
            return &view.rows[i];
    ck_abort_msg("no row %s", title);
}

/* The canonical text is what the provisions say, and re-reading it gives the same tree. */
void edit_is_whole(ov_id id)
{
    ov_str stored;
    ov_version version;
    ov_import again;
    const ov_rows *rows = edit_nodes(id);

    test_ok(ctx, ov_version_get(ctx, id, &version));
    test_ok(ctx, ov_version_canonical(ctx, id, &stored));
    ck_assert_int_eq(version.nodes, (int64_t)rows->n);
    test_ok(ctx, ov_import_text(ctx->arena, stored, &again, &ctx->err));
    ck_assert(ov_str_eq(stored, ov_canonical_text(ctx->arena, version.document_title, version.label,
                                                  version.date, again.root)));
}

ov_status edit_do_reason(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_change_reason_set(x, c->id, c->node, c->text);
}

ov_status edit_do_source(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_change_source_add(x, c->id, c->node, c->kind, c->ref, c->title);
}
