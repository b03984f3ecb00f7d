/* SPDX-License-Identifier: EUPL-1.2 */
/* publish.c — one person asks for publication, another reads and publishes. */
#include "text/edit/publish.h"

#include "auth/auth.h"
#include "text/edit/draft.h"
#include "text/index.h"
#include "text/edit/edit_sql.h"
#include "text/edit/lineage.h"
#include "text/edit/change.h"
#include "text/render.h"
#include "text/reading/term.h"

#include <string.h>

enum {
    PUB_ID,
    PUB_VERSION,
    PUB_STATE,
    PUB_LABEL,
    PUB_DAY,
    PUB_STATUS,
    PUB_REPLACES,
    PUB_HASH,
    PUB_CONTENT,
    PUB_REVISION,
    PUB_MESSAGE,
    PUB_ASKED_ID,
    PUB_ASKED_NAME,
    PUB_ASKED_AT,
    PUB_CLOSED_NAME,
    PUB_CLOSED_AT,
    PUB_CLOSED_NOTE
};

ov_status ov_publication_latest(ov_ctx *ctx, ov_id version_id, ov_publication *out)
{
    const ov_rows *r;

    OV_TRY(ov_select_row(ctx, &ov_edit_sql[EDIT_PUBLICATION], OV_ARGS(ov_int(version_id)), &r));
    *out = (ov_publication){.id = ov_cell_int(r, 0, PUB_ID),
                            .version_id = ov_cell_int(r, 0, PUB_VERSION),
                            .state = ov_cell_text(r, 0, PUB_STATE),
                            .label = ov_cell_text(r, 0, PUB_LABEL),
                            .status = ov_cell_text(r, 0, PUB_STATUS),
                            .day = (ov_day)ov_cell_int(r, 0, PUB_DAY),
                            .replaces = ov_cell_int(r, 0, PUB_REPLACES) != 0,
                            .hash = ov_cell_text(r, 0, PUB_HASH),
                            .content_hash = ov_cell_text(r, 0, PUB_CONTENT),
                            .revision = ov_cell_int(r, 0, PUB_REVISION),
                            .message = ov_cell_text(r, 0, PUB_MESSAGE),
                            .asked_id = ov_cell_int(r, 0, PUB_ASKED_ID),
                            .asked_name = ov_cell_text(r, 0, PUB_ASKED_NAME),
                            .asked_at = ov_cell_int(r, 0, PUB_ASKED_AT),
                            .closed_name = ov_cell_text(r, 0, PUB_CLOSED_NAME),
                            .closed_at = ov_cell_int(r, 0, PUB_CLOSED_AT),
                            .closed_note = ov_cell_text(r, 0, PUB_CLOSED_NOTE)};
    return OV_OK;
}

static ov_status audit(ov_ctx *ctx, const char *action, ov_id version, const char *before,
                       const char *after)
{
    ov_event event = {.action = action,
                      .object = ov_printf(ctx->arena, "version/%lld", (long long)version),
                      .role = ov_role_for(ctx, "text.publish", NULL),
                      .before = before,
                      .after = after};

    return ov_audit(ctx, &event);
}

static ov_status close_request(ov_ctx *ctx, ov_id version, const char *state, const char *note,
                               int64_t *closed)
{
    return ov_exec(ctx, &ov_edit_sql[EDIT_PUBLICATION_CLOSE],
                   OV_ARGS(ov_int(version), ov_text(state), ov_id_or_null(ctx->actor.account_id),
                           ov_text(ov_actor_name(ctx)), ov_int(ctx->now), ov_text(note)),
                   closed);
}

ov_status ov_publish_void(ov_ctx *ctx, ov_id version_id)
{
    int64_t closed;

    OV_TRY(close_request(ctx, version_id, "void", NULL, &closed));
    return closed ? audit(ctx, "text.request_voided", version_id, NULL, NULL) : OV_OK;
}

/* ---- Asking ---------------------------------------------------------------------------------- */

static ov_status fault(ov_ctx *ctx, ov_publish_order *order, const char *field)
{
    order->fault = field;
    return ov_fail(&ctx->err, OV_INVALID, "a request to publish with a fault in %s", field);
}

static ov_status check_order(ov_ctx *ctx, ov_publish_order *order, const ov_version *version)
{
    static const char *const statuses[] = {"consultation", "proposal", "adopted"};
    size_t len = order->label ? strlen(order->label) : 0;
    bool known = false;
    const char *slug;
    ov_draft_view view;

    for (size_t i = 0; i < OV_LEN(statuses); i++)
        known = known || (order->status && !strcmp(order->status, statuses[i]));
    if (!known || (order->replaces && strcmp(order->status, "adopted") != 0))
        return fault(ctx, order, "status");
    if (order->day == OV_NO_DAY)
        return fault(ctx, order, "day");
    if (order->message && ov_utf8_length(ov_str_from(order->message)) > OV_REASON_MOST)
        return fault(ctx, order, "message");
    if (len == 0 || len > 200)
        return fault(ctx, order, "label");
    OV_TRY(ov_version_free_slug(ctx, version->matter_id, order->label, version->id, &slug));
    if (strcmp(slug, ov_version_slug(ctx->arena, order->label)) != 0)
        return fault(ctx, order, "label");
    OV_TRY(ov_draft_overview(ctx, version->id, &view));
    return view.missing || view.n == 0 ? fault(ctx, order, "reasons") : OV_OK;
}

/* All that the second person reads: the text under its label, what it becomes, the reasons. */
static ov_status content_hash(ov_ctx *ctx, const ov_publish_order *order, ov_id base,
                              const char *hash, char out[OV_HASH_HEX])
{
    const ov_rows *reasons;
    ov_buf text = {0};

    OV_TRY(ov_change_reasons(ctx, order->version_id, &reasons));
    ov_buf_printf(&text, "overens-publication-1\nversion: %lld\nbase: %lld\nstatus: %s\n",
                  (long long)order->version_id, (long long)base, order->status);
    ov_buf_printf(&text, "replaces: %d\ntext: %s\n", order->replaces, hash);
    for (size_t i = 0; i < reasons->n; i++) {
        ov_buf_printf(&text, "%lld", (long long)ov_cell_int(reasons, i, OV_REASON_NODE));
        for (size_t k = OV_REASON_TEXT; k <= OV_REASON_SOURCE_TITLE; k++)
            if (k == OV_REASON_TEXT || k >= OV_REASON_KIND) {
                ov_str cell = ov_cell_str(reasons, i, k);

                ov_buf_printf(&text, "\t%zu:", cell.len);
                ov_buf_adds(&text, cell);
            }
        ov_buf_addc(&text, '\n');
    }
    ov_sha256_hex(ov_buf_str(&text), out);
    ov_buf_free(&text);
    return OV_OK;
}

ov_status ov_publish_ask(ov_ctx *ctx, ov_publish_order *order)
{
    char hash[OV_HASH_HEX], content[OV_HASH_HEX];
    ov_version version;
    ov_publication last;
    ov_id base;
    int64_t revision;
    ov_str canonical;
    ov_status status;

    order->fault = NULL;
    OV_TRY(ov_draft_open(ctx, order->version_id, &version));
    status = ov_publication_latest(ctx, version.id, &last);
    if (status == OV_OK && !strcmp(last.state, "asked"))
        return ov_fail(&ctx->err, OV_CONFLICT, "publication is asked for already");
    if (status != OV_OK && status != OV_NOT_FOUND)
        return status;
    if (!ctx->actor.account_id)
        return ov_fail(&ctx->err, OV_DENIED, "only a person asks for publication");
    OV_TRY(check_order(ctx, order, &version));
    OV_TRY(ov_version_base(ctx, version.id, &base, &revision));
    OV_TRY(ov_draft_canonical(ctx, &version, order->label, order->day, &canonical));
    ov_sha256_hex(canonical, hash);
    OV_TRY(content_hash(ctx, order, base, hash, content));
    OV_TRY(ov_exec(ctx, &ov_edit_sql[EDIT_PUBLICATION_ADD],
                   OV_ARGS(ov_int(version.id), ov_text(order->label), ov_int(order->day),
                           ov_text(order->status), ov_int(order->replaces), ov_text(hash),
                           ov_text(content), ov_int(revision),
                           ov_text(order->message && *order->message ? order->message : NULL),
                           ov_int(ctx->actor.account_id), ov_text(ov_actor_name(ctx)),
                           ov_int(ctx->now)),
                   NULL));
    return audit(ctx, "text.publication_asked", version.id, NULL, hash);
}

/* ---- Answering ------------------------------------------------------------------------------- */

static ov_status open_request(ov_ctx *ctx, ov_id version_id, ov_publication *out)
{
    ov_publication p;

    OV_TRY(ov_publication_latest(ctx, version_id, &p));
    if (strcmp(p.state, "asked") != 0)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no request to publish is open");
    *out = p;
    return OV_OK;
}

ov_status ov_publish_withdraw(ov_ctx *ctx, ov_id version_id)
{
    ov_publication p;

    OV_TRY(open_request(ctx, version_id, &p));
    if (p.asked_id != ctx->actor.account_id)
        return ov_fail(&ctx->err, OV_DENIED, "somebody else asked for publication");
    OV_TRY(close_request(ctx, version_id, "withdrawn", NULL, NULL));
    return audit(ctx, "text.request_withdrawn", version_id, NULL, NULL);
}

static ov_status second_person(ov_ctx *ctx, const ov_publication *p)
{
    if (!ctx->actor.account_id || p->asked_id == ctx->actor.account_id)
        return ov_fail(&ctx->err, OV_DENIED, "who asks for publication may not answer");
    return OV_OK;
}

ov_status ov_publish_return(ov_ctx *ctx, ov_id version_id, const char *why)
{
    ov_str text = ov_str_trim(ov_str_from(why));
    ov_publication p;

    OV_TRY(open_request(ctx, version_id, &p));
    OV_TRY(second_person(ctx, &p));
    if (!text.len || !ov_utf8_valid(text) || ov_utf8_length(text) > OV_REASON_MOST)
        return ov_fail(&ctx->err, OV_INVALID, "who sends it back says why");
    OV_TRY(close_request(ctx, version_id, "returned", ov_str_z(ctx->arena, text), NULL));
    return audit(ctx, "text.request_returned", version_id, NULL, NULL);
}

/* What was adopted before, when the order says that this takes its place. */
static ov_status replace_former(ov_ctx *ctx, const ov_version *version)
{
    const ov_rows *former;

    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_ADOPTED],
                     OV_ARGS(ov_int(version->document_id), ov_int(version->id)), &former));
    for (size_t i = 0; i < former->n; i++) {
        ov_id id = ov_cell_int(former, i, 0);

        OV_TRY(ov_exec(ctx, &ov_edit_sql[EDIT_REPLACE], OV_ARGS(ov_int(id)), NULL));
        OV_TRY(audit(ctx, "text.replaced", id, NULL, NULL));
    }
    return OV_OK;
}

static ov_status fix(ov_ctx *ctx, const ov_version *version, const ov_publication *p, ov_id base)
{
    char hash[OV_HASH_HEX];
    ov_str canonical;
    const char *slug;

    OV_TRY(ov_draft_canonical(ctx, version, p->label, p->day, &canonical));
    ov_sha256_hex(canonical, hash);
    if (strcmp(hash, p->hash) != 0)
        return ov_fail(&ctx->err, OV_CONFLICT, "the text is not what publication was asked for");
    OV_TRY(ov_version_free_slug(ctx, version->matter_id, p->label, version->id, &slug));
    OV_TRY(ov_exec(ctx, &ov_edit_sql[EDIT_VERSION_NAME],
                   OV_ARGS(ov_int(version->id), ov_text(p->label), ov_text(slug), ov_int(p->day),
                           ov_text(version->status), ov_blob(canonical)),
                   NULL));
    OV_TRY(ov_text_link(ctx, version->id));
    OV_TRY(ov_lineage_store(ctx, version->id, base));
    return ov_exec(ctx, &ov_edit_sql[EDIT_PUBLISH],
                   OV_ARGS(ov_int(version->id), ov_text(p->status), ov_text(hash), ov_int(ctx->now),
                           ov_text(ov_actor_name(ctx))),
                   NULL);
}

ov_status ov_publish(ov_ctx *ctx, ov_id version_id, const char *read)
{
    ov_version version;
    ov_publication p;
    ov_id base;
    int64_t revision;

    OV_TRY(ov_draft_open(ctx, version_id, &version));
    OV_TRY(open_request(ctx, version_id, &p));
    OV_TRY(second_person(ctx, &p));
    OV_TRY(ov_version_base(ctx, version_id, &base, &revision));
    if (!read || strcmp(read, p.content_hash) != 0 || revision != p.revision)
        return ov_fail(&ctx->err, OV_CONFLICT, "what was read is not what would be published");
    OV_TRY(close_request(ctx, version_id, "published", NULL, NULL));
    OV_TRY(ov_exec(ctx, &ov_edit_sql[EDIT_LEASES_DROP], OV_ARGS(ov_int(version_id)), NULL));
    OV_TRY(fix(ctx, &version, &p, base));
    OV_TRY(audit(ctx, "text.published", version_id, NULL, p.hash));
    if (p.replaces)
        OV_TRY(replace_former(ctx, &version));
    return ov_text_published(ctx, version_id);
}

ov_status ov_publications_waiting(ov_ctx *ctx, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_edit_sql[EDIT_WAITING], OV_ARGS(ov_int(org_id)), out);
}

ov_status ov_text_published(ov_ctx *ctx, ov_id version_id)
{
    OV_TRY(ov_terms_find(ctx, version_id));
    return ov_text_index(ctx, version_id, 0);
}
