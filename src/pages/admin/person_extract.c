/* SPDX-License-Identifier: EUPL-1.2 */
/* person_extract.c — everything that is kept about one person, as JSON (GDPR, articles 15 and 20).
 * Secrets are left out: hashes of passwords, links and cookies, and the text of mails with links.
 */
#include "pages/history/history.h"
#include "pages/admin/person.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* columns: the names of the columns in order; one that ends in '@' is an instant, '#' a day, '?'
 * yes or no. */
typedef struct part {
    const char *key;
    int sql;
    const char *columns;
} part;

static const part parts[] = {
    {"account", PERSON_ACCOUNT,
     "id login name title email email_fault organisation language theme text_size mail_mode "
     "created_at@ last_sign_in@ disabled? has_password?"},
    {"mandates", PERSON_MANDATES,
     "id role organisation matter body valid_from# valid_to# substitute_for note ended_at@ "
     "ended_why"},
    {"sessions", PERSON_SESSIONS, "id created_at@ last_seen@ ended_at@ method strong? device"},
    {"unfinished_sign_ins", PERSON_HALF, "method device expires_at@ used_at@"},
    {"identities", PERSON_IDENTITIES, "id kind provider issuer subject created_at@ last_used@"},
    {"second_factors", PERSON_FACTORS, "created_at@ confirmed_at@ recovery_codes_left"},
    {"links", PERSON_LINKS, "id purpose address created_at@ expires_at@ used_at@ ended_at@"},
    {"links_made_for_others", PERSON_LINKS_MADE, "id purpose created_at@"},
    {"mails", PERSON_MAILS,
     "id kind to_address to_name subject body state created_at@ sent_at@ fault"},
    {"notices", PERSON_NOTICES, "kind object made_at@ not_after@ state"},
    {"kept_forms", PERSON_KEPT, "path page kept_at@"},
    {"responses", PERSON_RESPONSES, "number party received@ timing sha256"},
    {"register_numbers", PERSON_DIARY, "response side number at@"},
    {"drafts_begun", PERSON_DRAFTS, "document version status"},
    {"provisions_edited", PERSON_EDITS, "version node at@"},
    {"provisions_held", PERSON_LEASES, "version node since@ until@"},
    {"reasons_given", PERSON_REASONS, "version node reason at@"},
    {"publications", PERSON_PUBLICATIONS,
     "id label state message asked_at@ closed_at@ closed_note asked_by_me?"},
    {"imports", PERSON_IMPORTS, "id document version file_name state created_at@"},
    {"uploads", PERSON_UPLOADS, "file_name uploaded_at@"},
    {"provisions_read", PERSON_READ, "node sha256 read_at@"},
    {"versions_read", PERSON_READ_VERSIONS, "version read_at@"},
    {"accessible_originals_asked", PERSON_ASKED, "version email message created_at@ done_at@"},
    {"statements", PERSON_STATEMENTS,
     "id number period prepared_at@ published_at@ prepared_by_me?"},
    {"approval_chains", PERSON_CHAINS, "chain name step title"},
    {"approval_chains_written", PERSON_CHAINS_MADE, "chain number name made_at@"},
    {"extensions", PERSON_EXTENSIONS,
     "consultation wanted_day# reason asked_at@ settled_at@ asked_by_me?"},
    {"questions_on_consultations", PERSON_INQUIRIES,
     "consultation question answer asked_at@ answered_at@ asked_by_me?"},
    {"answers_written", PERSON_ANSWERS_WRITTEN, "question from@ at@"},
    {"answers_held", PERSON_ANSWERS_HELD, "question since@ until@"},
    {"internal_notes", PERSON_NOTES, "draft question text at@ removed_at@"},
    {"responses_confirmed", PERSON_CONFIRMED, "response correction confirmed_at@"},
    {"signed_by_link", PERSON_SIGNED, "name title first_at@ last_at@ uses"},
    {"files", PERSON_FILES, "id type size made_at@"},
    {"work_on_responses", PERSON_PLACED, "what id at@"},
    {"approvals", PERSON_APPROVALS, "approval what reason at@"},
    {"decisions_registered", PERSON_DECISIONS, "decision what at@"},
    {"compilations", PERSON_COMPILED, "object what why at@"},
    {"consultations", PERSON_ROUNDS, "consultation what"},
    {"work_with_others", PERSON_TOGETHER, "id what message at@"},
};
static const char event_columns[] = "seq at@ actor role action object";

static json_t *value(ov_ctx *ctx, const ov_val *cell, char mark)
{
    if (cell->type == OV_VAL_NULL)
        return json_null();
    if (cell->type == OV_VAL_INT && mark == '@')
        return json_string(ov_instant_iso(ctx->arena, cell->u.i));
    if (cell->type == OV_VAL_INT && mark == '#')
        return json_string(ov_day_iso(ctx->arena, (ov_day)cell->u.i));
    if (cell->type == OV_VAL_INT && mark == '?')
        return json_boolean(cell->u.i != 0);
    if (cell->type == OV_VAL_INT)
        return json_integer(cell->u.i);
    json_t *text = json_stringn(cell->u.s.ptr, cell->u.s.len);

    return text ? text : json_string("(not UTF-8)");
}

static json_t *row_object(ov_ctx *ctx, const ov_rows *rows, size_t row, const char *columns)
{
    json_t *object = json_object();
    ov_str rest = ov_str_from(columns);

    for (size_t i = 0; rest.len && i < rows->columns; i++) {
        ov_str name = ov_str_cut(&rest, ' ');
        char mark = name.ptr[name.len - 1];

        if (strchr("@#?", mark))
            name.len--;
        json_object_set_new(object, ov_str_z(ctx->arena, name),
                            value(ctx, ov_cell(rows, row, i), mark));
    }
    return object;
}

static void add_rows(ov_ctx *ctx, json_t *list, const ov_rows *rows, const char *columns)
{
    for (size_t i = 0; i < rows->n; i++)
        json_array_append_new(list, row_object(ctx, rows, i, columns));
}

/* What the person did, and what was done to the account; in pieces. */
static ov_status add_events(ov_ctx *ctx, ov_id account_id, json_t *list)
{
    const ov_rows *rows;
    int64_t after = 0;

    do {
        OV_TRY(ov_select(ctx, &ov_person_sql[PERSON_EVENTS],
                         OV_ARGS(ov_int(account_id), ov_int(after)), &rows));
        add_rows(ctx, list, rows, event_columns);
        if (rows->n)
            after = ov_cell_int(rows, rows->n - 1, 0);
    } while (rows->n);
    return OV_OK;
}

/* What somebody has ticked as read is nobody else's business, the organisation's included; and who
 * looks after people has no right to what they write in texts that are not published. */
static bool is_private(int sql)
{
    switch (sql) {
    case PERSON_READ:
    case PERSON_READ_VERSIONS:
    case PERSON_DRAFTS:
    case PERSON_EDITS:
    case PERSON_REASONS:
    case PERSON_PUBLICATIONS:
    case PERSON_IMPORTS:
    case PERSON_ASKED:
        return true;
    default:
        return false;
    }
}

static ov_status collect(ov_ctx *ctx, ov_id account_id, bool whole, json_t *root)
{
    json_t *left_out = json_array();

    json_object_set_new(root, "left_out", left_out);
    for (size_t i = 0; i < OV_LEN(parts); i++) {
        const ov_rows *rows;
        json_t *list;

        if (!whole && is_private(parts[i].sql)) {
            json_array_append_new(left_out, json_string(parts[i].key));
            continue;
        }
        OV_TRY(ov_select(ctx, &ov_person_sql[parts[i].sql], OV_ARGS(ov_int(account_id)), &rows));
        if (i == 0) {
            if (rows->n == 0)
                return ov_fail(&ctx->err, OV_NOT_FOUND, "no such account");
            json_object_set_new(root, parts[i].key, row_object(ctx, rows, 0, parts[i].columns));
            continue;
        }
        list = json_array();
        json_object_set_new(root, parts[i].key, list);
        add_rows(ctx, list, rows, parts[i].columns);
    }
    json_t *events = json_array();

    json_object_set_new(root, "events", events);
    return add_events(ctx, account_id, events);
}

ov_status ov_person_extract(ov_ctx *ctx, ov_id account_id, bool whole, ov_str *json)
{
    json_t *root = json_pack("{s:s, s:s}", "format", "overens-person-1", "made_at",
                             ov_instant_iso(ctx->arena, ctx->now));
    ov_status status = collect(ctx, account_id, whole, root);
    char *text = status == OV_OK ? json_dumps(root, JSON_INDENT(2)) : NULL;

    json_decref(root);
    if (status != OV_OK)
        return status;
    if (!text)
        return ov_fail(&ctx->err, OV_INTERNAL, "out of memory");
    *json = ov_str_from(ov_printf(ctx->arena, "%s\n", text));
    free(text);
    return OV_OK;
}

/* ---- The pages ---- */

static ov_status note(ov_ctx *ctx, void *arg)
{
    return ov_audit(ctx, arg);
}

static ov_status send_extract(ov_req *req, ov_id account_id, const char *role)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_event event = {.action = "account.extracted",
                      .object = ov_printf(ctx->arena, "account/%lld", (long long)account_id),
                      .role = role};
    ov_str json;

    OV_TRY(ov_person_extract(ctx, account_id, account_id == ctx->actor.account_id, &json));
    ov_send_header(req, "Content-Disposition", "attachment; filename=\"uppgifter.json\"");
    OV_TRY(ov_send(req, 200, "application/json", json));
    return ov_write(ctx, note, &event);
}

/* GET /konto/uppgifter.json */
ov_status ov_page_own_extract(ov_req *req)
{
    return send_extract(req, ov_req_ctx(req)->actor.account_id, NULL);
}

/* GET /admin/uppgifter/:id — a person's, for the administrator of the person's organisation, and
 * for system administrators. */
ov_status ov_page_person_extract(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_object object = {0};
    const ov_rows *rows;
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    OV_TRY(ov_select_row(ctx, &ov_history_sql[HISTORY_ACCOUNT], OV_ARGS(ov_int(id)), &rows));
    object.org_id = ov_cell_int(rows, 0, 4);
    if (!object.org_id) /* at home nowhere: no organisation's administrator reaches the person */
        OV_TRY(ov_may(ctx, "admin", NULL));
    OV_TRY(ov_may(ctx, "person.extract", &object));
    return send_extract(req, id, ov_role_for(ctx, "person.extract", &object));
}
