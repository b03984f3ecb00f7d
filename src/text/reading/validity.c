/* SPDX-License-Identifier: EUPL-1.2 */
/* validity.c — when an adopted version applies, and which text is in force on a day. */
#include "text/reading/validity.h"

#include "text/reading/relation_sql.h"
#include "util/hash.h"
#include "view/format.h"

#include <string.h>

enum {
    ROW_VERSION,
    ROW_DOCUMENT,
    ROW_SLUG,
    ROW_LABEL,
    ROW_STATUS,
    ROW_DAY,
    ROW_FROM,
    ROW_TO,
    ROW_NOTICE,
    ROW_MONTHS,
    ROW_HOW,
    ROW_PREDECESSOR,
    ROW_ENDED,
    ROW_ADDITION,
    ROW_REVISION,
    ROW_TITLE
};
enum { MONTHS_AHEAD = 12, MOST_PREDECESSORS = 100 };

static ov_valid_version version_at(const ov_rows *rows, size_t i)
{
    bool stated = !ov_cell_null(rows, i, ROW_FROM);

    return (ov_valid_version){
        .version_id = ov_cell_int(rows, i, ROW_VERSION),
        .document_id = ov_cell_int(rows, i, ROW_DOCUMENT),
        .document_title = ov_cell_text(rows, i, ROW_TITLE),
        .slug = ov_cell_text(rows, i, ROW_SLUG),
        .label = ov_cell_text(rows, i, ROW_LABEL),
        .status = ov_cell_text(rows, i, ROW_STATUS),
        .day = (ov_day)ov_cell_int(rows, i, ROW_DAY),
        .validity = {.from = (ov_day)ov_cell_int(rows, i, stated ? ROW_FROM : ROW_DAY),
                     .has_to = !ov_cell_null(rows, i, ROW_TO),
                     .to = (ov_day)ov_cell_int(rows, i, ROW_TO),
                     .has_notice = !ov_cell_null(rows, i, ROW_NOTICE),
                     .notice = (ov_day)ov_cell_int(rows, i, ROW_NOTICE),
                     .prolong_months = (int)ov_cell_int(rows, i, ROW_MONTHS),
                     .prolong_how = ov_cell_text(rows, i, ROW_HOW),
                     .predecessor_id = ov_cell_int(rows, i, ROW_PREDECESSOR),
                     .ended = ov_cell_int(rows, i, ROW_ENDED) != 0,
                     .addition = ov_cell_int(rows, i, ROW_ADDITION) != 0,
                     .row_version = ov_cell_int(rows, i, ROW_REVISION)}};
}

ov_status ov_valid_versions(ov_ctx *ctx, ov_id matter_id, const ov_valid_version **out, size_t *n)
{
    const ov_rows *rows;
    ov_valid_version *all;

    OV_TRY(ov_select(ctx, &ov_relation_sql[RELATION_VALIDITY_OF_MATTER], OV_ARGS(ov_int(matter_id)),
                     &rows));
    all = ov_calloc(ctx->arena, rows->n + 1, sizeof *all);
    for (size_t i = 0; i < rows->n; i++)
        all[i] = version_at(rows, i);
    *out = all;
    *n = rows->n;
    return OV_OK;
}

ov_status ov_valid_version_get(ov_ctx *ctx, ov_id version_id, ov_valid_version *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_relation_sql[RELATION_VALIDITY], OV_ARGS(ov_int(version_id)),
                         &rows));
    *out = version_at(rows, 0);
    return OV_OK;
}

/* ---- On a day ---------------------------------------------------------------------------------
 */

/* Does b take the place of a, from the day that it applies? */
static bool succeeds(const ov_valid_version *b, const ov_valid_version *a)
{
    if (b->validity.addition || b->version_id == a->version_id)
        return false;
    if (b->validity.predecessor_id == a->version_id)
        return true;
    return b->document_id == a->document_id &&
           (b->validity.from > a->validity.from ||
            (b->validity.from == a->validity.from && b->version_id > a->version_id));
}

/* The end of the period that the day falls in, when it is prolonged months at a time; *gone: how
 * many months after the first end that is. */
static ov_day prolonged_end(const ov_validity *validity, ov_day day, int *gone)
{
    ov_civil to = ov_civil_from_day(validity->to), now = ov_civil_from_day(day);
    int months = (now.year - to.year) * 12 + now.month - to.month;
    int n = months > 0 ? months / validity->prolong_months : 0;

    while (ov_add_months(validity->to, n * validity->prolong_months) < day)
        n++;
    *gone = n * validity->prolong_months;
    return ov_add_months(validity->to, *gone);
}

/* How long it applies by what is stated of itself. False: it has ended. */
static bool own_term(const ov_validity *validity, ov_day day, ov_applies *out)
{
    out->has_until = validity->has_to;
    out->until = validity->to;
    out->has_notice = validity->has_notice && !validity->ended;
    out->notice = validity->notice;
    if (!validity->has_to) {
        out->term = OV_TERM_OPEN;
    } else if (day <= validity->to) {
        out->term = validity->ended                ? OV_TERM_ENDED
                    : validity->prolong_months > 0 ? OV_TERM_PROLONGS
                                                   : OV_TERM_FIXED;
    } else if (validity->ended || (validity->addition && !validity->prolong_months)) {
        return false;
    } else if (validity->prolong_months > 0) {
        int gone;

        out->term = OV_TERM_PROLONGS;
        out->until = prolonged_end(validity, day, &gone);
        out->notice = ov_add_months(validity->notice, gone);
    } else {
        out->term = OV_TERM_RUN_OUT;
        out->has_until = out->has_notice = false;
        out->until = validity->to;
    }
    return true;
}

bool ov_validity_applies(const ov_valid_version *all, size_t n, size_t i, ov_day day,
                         ov_applies *out)
{
    const ov_valid_version *version = &all[i];
    const ov_validity *validity = &version->validity;
    ov_applies found = {.version = version};

    if (day < validity->from || !own_term(validity, day, &found))
        return false;
    for (size_t k = 0; k < n; k++) {
        ov_day begins = all[k].validity.from;

        if (validity->addition) { /* goes with what it was added to */
            if (all[k].version_id != validity->predecessor_id || all[k].validity.addition)
                continue;
            if (!ov_validity_applies(all, n, k, day, &(ov_applies){0}))
                return false;
            continue;
        }
        if (!succeeds(&all[k], version))
            continue;
        if (begins <= day)
            return false;
        if (!found.has_until || begins - 1 < found.until) {
            found.term = OV_TERM_SUCCEEDED;
            found.has_until = true;
            found.until = begins - 1;
        }
    }
    *out = found;
    return true;
}

bool ov_validity_known(const ov_valid_version *all, size_t n, size_t i, ov_day day, ov_applies *out)
{
    const ov_validity *validity = &all[i].validity;
    ov_day last = validity->from;

    if (ov_validity_applies(all, n, i, day, out))
        return true;
    if (day > validity->from && validity->has_to && validity->to < day)
        last = validity->to;
    for (size_t k = 0; k < n; k++) {
        ov_day begins = all[k].validity.from;

        if (!validity->addition && succeeds(&all[k], &all[i]) && begins > validity->from &&
            begins <= day)
            last = begins - 1;
    }
    return ov_validity_applies(all, n, i, last, out) ||
           ov_validity_applies(all, n, i, validity->from, out);
}

static ov_in_force_item in_force_of(ov_arena *arena, const ov_document *document,
                                    const ov_valid_version *all, size_t n, ov_day day)
{
    ov_in_force_item item = {.document = document};
    ov_applies *additions = ov_calloc(arena, n + 1, sizeof *additions), found;

    for (size_t i = 0; i < n; i++) {
        if (all[i].document_id != document->id)
            continue;
        item.adopted = true;
        if (!ov_validity_applies(all, n, i, day, &found))
            continue;
        if (all[i].validity.addition) {
            additions[item.n_additions++] = found;
        } else if (!item.text) {
            ov_applies *text = ov_alloc(arena, sizeof *text);

            *text = found;
            item.text = text;
        }
    }
    item.additions = additions;
    return item;
}

ov_status ov_in_force(ov_ctx *ctx, ov_id matter_id, ov_day day, const ov_in_force_item **out,
                      size_t *n)
{
    const ov_document *documents;
    const ov_valid_version *all;
    ov_in_force_item *items;
    size_t n_documents, n_all;

    OV_TRY(ov_family(ctx, matter_id, false, &documents, &n_documents));
    OV_TRY(ov_valid_versions(ctx, matter_id, &all, &n_all));
    items = ov_calloc(ctx->arena, n_documents + 1, sizeof *items);
    for (size_t i = 0; i < n_documents; i++)
        items[i] = in_force_of(ctx->arena, &documents[i], all, n_all, day);
    *out = items;
    *n = n_documents;
    return OV_OK;
}

/* ---- Warnings ---------------------------------------------------------------------------------
 */

ov_status ov_validity_warnings(ov_ctx *ctx, ov_id matter_id, ov_day today,
                               const ov_validity_warning **out, size_t *n)
{
    const ov_valid_version *all;
    ov_validity_warning *list;
    ov_day last = ov_add_months(today, MONTHS_AHEAD);
    size_t n_all;

    OV_TRY(ov_valid_versions(ctx, matter_id, &all, &n_all));
    list = ov_calloc(ctx->arena, 2 * n_all + 1, sizeof *list);
    *n = 0;
    for (size_t i = 0; i < n_all; i++) {
        ov_applies found;

        if (!ov_validity_applies(all, n_all, i, today, &found) || found.term == OV_TERM_SUCCEEDED)
            continue;
        if (found.has_notice && found.notice >= today && found.notice <= last)
            list[(*n)++] = (ov_validity_warning){OV_ALARM_NOTICE, found.notice, found};
        if (found.has_until && found.until <= last)
            list[(*n)++] = (ov_validity_warning){OV_ALARM_END, found.until, found};
        if (found.term == OV_TERM_RUN_OUT)
            list[(*n)++] = (ov_validity_warning){OV_ALARM_RUN_OUT, found.until, found};
    }
    *out = list;
    return OV_OK;
}

/* ---- Changing it ------------------------------------------------------------------------------
 */

const char *ov_validity_says(ov_arena *arena, const ov_validity *v)
{
    const char *said = ov_printf(arena, "%s från %s", v->addition ? "Tillägg. Gäller" : "Gäller",
                                 ov_format_day(arena, v->from, "sv"));

    said = v->has_to
               ? ov_printf(arena, "%s till och med %s.", said, ov_format_day(arena, v->to, "sv"))
               : ov_printf(arena, "%s tills vidare.", said);
    if (v->ended)
        said = ov_printf(arena, "%s Upphör då.", said);
    if (v->has_notice)
        said = ov_printf(arena, "%s Sista dag för uppsägning %s.", said,
                         ov_format_day(arena, v->notice, "sv"));
    if (v->prolong_months)
        said = ov_printf(arena, "%s Förlängs med %d månader i taget.", said, v->prolong_months);
    if (v->prolong_how)
        said = ov_printf(arena, "%s %s", said, v->prolong_how);
    return said;
}

/* The chain of predecessors from id does not lead back to version. */
static ov_status check_predecessor(ov_ctx *ctx, ov_id version_id, ov_id id)
{
    for (int n = 0; id && n < MOST_PREDECESSORS; n++) {
        ov_valid_version before;

        if (id == version_id)
            return ov_fail(&ctx->err, OV_INVALID, "a version before itself");
        if (ov_valid_version_get(ctx, id, &before) != OV_OK)
            return ov_fail(&ctx->err, OV_INVALID, "the predecessor is not an adopted version");
        id = before.validity.predecessor_id;
    }
    return OV_OK;
}

static ov_status check(ov_ctx *ctx, ov_id version_id, const ov_validity *v, const char *reason)
{
    if (!reason || !*reason)
        return ov_fail(&ctx->err, OV_INVALID, "a change of validity without a reason");
    if (v->has_to && v->to < v->from)
        return ov_fail(&ctx->err, OV_INVALID, "validity ends before it begins");
    if (v->ended && !v->has_to)
        return ov_fail(&ctx->err, OV_INVALID, "an end that is decided without a day");
    if (v->prolong_months < 0 || v->prolong_months > 600 || (v->prolong_months && !v->has_to))
        return ov_fail(&ctx->err, OV_INVALID, "a prolongation that cannot be");
    if (v->has_notice && v->has_to && v->notice > v->to)
        return ov_fail(&ctx->err, OV_INVALID, "notice after the end");
    return check_predecessor(ctx, version_id, v->predecessor_id);
}

static ov_val day_or_null(bool has, ov_day day)
{
    return has ? ov_int(day) : ov_null();
}

/* The row, and that it is still what the writer saw. */
static ov_status store(ov_ctx *ctx, ov_id version_id, const ov_validity *v)
{
    int64_t changed;
    const ov_val args[] = {ov_int(version_id),
                           ov_int(v->from),
                           day_or_null(v->has_to, v->to),
                           day_or_null(v->has_notice, v->notice),
                           ov_int(v->prolong_months),
                           ov_text(v->prolong_how),
                           ov_id_or_null(v->predecessor_id),
                           ov_int(v->ended),
                           ov_int(v->addition),
                           ov_int(v->row_version)};

    if (v->row_version == 0)
        OV_TRY(ov_exec(ctx, &ov_relation_sql[RELATION_VALIDITY_ADD], args, OV_LEN(args) - 1,
                       &changed));
    else
        OV_TRY(ov_exec(ctx, &ov_relation_sql[RELATION_VALIDITY_SET], args, OV_LEN(args), &changed));
    if (changed == 0)
        return ov_fail(&ctx->err, OV_CONFLICT, "the validity was changed by somebody else");
    return OV_OK;
}

ov_status ov_validity_save(ov_ctx *ctx, ov_id version_id, const ov_validity *validity,
                           const char *reason)
{
    ov_valid_version version;
    const ov_rows *changes;
    char hash[OV_HASH_HEX];
    const char *became = ov_validity_says(ctx->arena, validity);

    OV_TRY(ov_valid_version_get(ctx, version_id, &version));
    OV_TRY(check(ctx, version_id, validity, reason));
    OV_TRY(ov_validity_changes(ctx, version_id, &changes));
    OV_TRY(store(ctx, version_id, validity));
    ov_sha256_hex(ov_str_from(ov_printf(ctx->arena, "version: %lld\npredecessor: %lld\n%s\n%s\n",
                                        (long long)version_id, (long long)validity->predecessor_id,
                                        became, reason)),
                  hash);
    OV_TRY(ov_exec(ctx, &ov_relation_sql[RELATION_CHANGE_ADD],
                   OV_ARGS(ov_int(version_id), ov_int(ctx->now),
                           ov_text(ctx->actor.name ? ctx->actor.name : ctx->actor.login),
                           ov_text(reason), ov_text(became), ov_text(hash)),
                   NULL));
    return ov_audit(
        ctx, &(ov_event){.action = "validity.changed",
                         .object = ov_printf(ctx->arena, "version/%lld", (long long)version_id),
                         .before = changes->n ? ov_cell_text(changes, 0, 4) : NULL,
                         .after = hash});
}

ov_status ov_validity_changes(ov_ctx *ctx, ov_id version_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_relation_sql[RELATION_CHANGES], OV_ARGS(ov_int(version_id)), out);
}
