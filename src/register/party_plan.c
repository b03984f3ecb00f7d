/* SPDX-License-Identifier: EUPL-1.2 */
/* party_plan.c — a list of organisations against the register: each line is new, changed, the same
 * or refused, and why. */
#include "register/party_plan.h"
#include "register/register_sql.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 8 /* organisations above one another */, MOST_CHANGES = 7 };

/* ---- The header ---- */

static const struct {
    const char *name;
    ov_party_column column;
} names[] = {{"code", COL_CODE},
             {"kod", COL_CODE},
             {"name", COL_NAME},
             {"namn", COL_NAME},
             {"type", COL_TYPE},
             {"typ", COL_TYPE},
             {"slag", COL_TYPE},
             {"region_code", COL_REGION},
             {"regionkod", COL_REGION},
             {"parent_code", COL_PARENT},
             {"tillhör", COL_PARENT},
             {"org_no", COL_ORG_NO},
             {"organisationsnummer", COL_ORG_NO},
             {"registry_email", COL_EMAIL},
             {"e-post", COL_EMAIL},
             {"address", COL_ADDRESS},
             {"adress", COL_ADDRESS},
             {"phone", COL_PHONE},
             {"telefon", COL_PHONE},
             {"web", COL_WEB},
             {"webb", COL_WEB},
             {"county", COL_NOTHING},
             {"län", COL_NOTHING}};

/* As written, or in ASCII capitals. */
static bool is_name(ov_str cell, const char *name)
{
    size_t n = strlen(name);

    if (cell.len != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = cell.ptr[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (c != name[i])
            return false;
    }
    return true;
}

static ov_status read_header(ov_party_reading *in)
{
    const ov_csv_row *head = &in->csv.rows[0];
    ov_ctx *ctx = in->ctx;

    if (head->fault)
        return ov_fail(&ctx->err, OV_INVALID, "rubrikraden går inte att läsa");
    for (size_t c = 0; c < COL_NOTHING; c++)
        in->at[c] = SIZE_MAX;
    for (size_t i = 0; i < head->n; i++) {
        size_t k = 0;

        while (k < OV_LEN(names) && !is_name(head->cells[i], names[k].name))
            k++;
        if (k == OV_LEN(names))
            return ov_fail(&ctx->err, OV_INVALID, "%s: %.60s",
                           "en kolumn är okänd; rubrikerna kan vara code, name, type, parent_code, "
                           "org_no, registry_email, address, phone och web",
                           ov_str_z(ctx->arena, head->cells[i]));
        if (names[k].column == COL_NOTHING)
            continue;
        if (in->at[names[k].column] != SIZE_MAX)
            return ov_fail(&ctx->err, OV_INVALID, "%s: %s", "en kolumn finns två gånger",
                           names[k].name);
        in->at[names[k].column] = i;
    }
    if (in->at[COL_CODE] == SIZE_MAX || in->at[COL_NAME] == SIZE_MAX)
        return ov_fail(&ctx->err, OV_INVALID,
                       "rubrikraden måste ha kolumnerna code och name (kod och namn)");
    return OV_OK;
}

/* ---- The register as it is ---- */

static int by_code(const void *a, const void *b)
{
    const ov_organisation *x = a, *y = b;

    return strcmp(x->code, y->code);
}

static int by_id(const void *a, const void *b)
{
    ov_id x = (*(const ov_organisation *const *)a)->id,
          y = (*(const ov_organisation *const *)b)->id;

    return (x > y) - (x < y);
}

static ov_status read_register(ov_party_reading *in)
{
    ov_arena *arena = in->ctx->arena;
    const ov_rows *rows;

    OV_TRY(ov_select(in->ctx, &ov_register_sql[ORGANISATION_ALL], OV_NOARGS, &rows));
    in->stored = ov_calloc(arena, rows->n + 1, sizeof *in->stored);
    in->by_id = ov_calloc(arena, rows->n + 1, sizeof(ov_organisation *));
    in->n_stored = rows->n;
    for (size_t i = 0; i < rows->n; i++)
        ov_organisation_from_row(rows, i, &in->stored[i]);
    qsort(in->stored, rows->n, sizeof *in->stored, by_code); /* by bytes on both engines */
    for (size_t i = 0; i < rows->n; i++)
        in->by_id[i] = &in->stored[i];
    qsort(in->by_id, rows->n, sizeof(ov_organisation *), by_id);
    return OV_OK;
}

static const ov_organisation *stored_by_code(const ov_party_reading *in, const char *code)
{
    const ov_organisation key = {.code = code};

    return bsearch(&key, in->stored, in->n_stored, sizeof *in->stored, by_code);
}

static const ov_organisation *stored_by_id(const ov_party_reading *in, ov_id id)
{
    const ov_organisation key = {.id = id}, *wanted = &key;
    const ov_organisation **found =
        id ? bsearch(&wanted, in->by_id, in->n_stored, sizeof wanted, by_id) : NULL;

    return found ? *found : NULL;
}

/* ---- The file's own codes ---- */

static int by_row_code(const void *a, const void *b)
{
    const ov_party_row *x = *(ov_party_row *const *)a, *y = *(ov_party_row *const *)b;
    int order = strcmp(x->org.code, y->org.code);

    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Sorted by code and line; the second and later lines of one code are refused. */
static void index_rows(ov_party_reading *in)
{
    in->index = ov_calloc(in->ctx->arena, in->n + 1, sizeof(ov_party_row *));
    for (size_t i = 0; i < in->n; i++)
        if (in->rows[i].state != OV_PARTY_REFUSED)
            in->index[in->n_index++] = &in->rows[i];
    qsort(in->index, in->n_index, sizeof(ov_party_row *), by_row_code);
    for (size_t i = 1; i < in->n_index; i++) {
        ov_party_row *row = in->index[i];

        if (strcmp(row->org.code, in->index[i - 1]->org.code) != 0)
            continue;
        ov_party_refuse(row, "Koden finns redan tidigare i filen",
                        ov_printf(in->ctx->arena, "rad %d", in->index[i - 1]->line));
    }
}

static ov_party_row *row_by_code(const ov_party_reading *in, const char *code)
{
    size_t low = 0, high = in->n_index;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (strcmp(in->index[mid]->org.code, code) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < in->n_index && !strcmp(in->index[low]->org.code, code) ? in->index[low] : NULL;
}

/* ---- Where each belongs ---- */

static const char *parent_of(const ov_party_reading *in, const char *code)
{
    const ov_party_row *row = row_by_code(in, code);
    const ov_organisation *stored;

    if (row && row->parent_code)
        return row->parent_code;
    stored = stored_by_code(in, code);
    stored = stored ? stored_by_id(in, stored->parent_id) : NULL;
    return stored ? stored->code : NULL;
}

/* Would it stand above itself, or too deep? */
static bool is_circle(const ov_party_reading *in, const ov_party_row *row)
{
    const char *above = row->parent_code;

    for (int i = 0; above && i < DEEPEST; i++) {
        if (!strcmp(above, row->org.code))
            return true;
        above = parent_of(in, above);
    }
    return above != NULL;
}

static void find_parent(ov_party_reading *in, ov_party_row *row)
{
    const ov_organisation *stored;
    const ov_party_row *other;

    if (!row->parent_code)
        return;
    stored = stored_by_code(in, row->parent_code);
    other = row_by_code(in, row->parent_code);
    if (stored)
        row->org.parent_id = stored->id;
    else if (other && other->state == OV_PARTY_REFUSED)
        ov_party_refuse(row, "Raden som den hör till kan inte läsas in", row->parent_code);
    else if (other)
        row->parent_row = (size_t)(other - in->rows) + 1;
    else
        ov_party_refuse(row, "Organisationen som den hör till finns inte i registret eller filen",
                        row->parent_code);
    if (row->state != OV_PARTY_REFUSED && is_circle(in, row))
        ov_party_refuse(row, "Organisationen skulle höra till sig själv", row->parent_code);
}

/* ---- What each line does ---- */

/* What is not told stays; what is told and differs is noted. */
static void note(ov_party_row *row, ov_party_change *changes, const char *what, const char *old,
                 const char **value)
{
    if (!*value)
        *value = old;
    else if (!old || strcmp(old, *value) != 0)
        changes[row->n_changes++] = (ov_party_change){.what = what, .from = old, .to = *value};
}

static void compare(ov_party_reading *in, ov_party_row *row)
{
    const ov_organisation *old = stored_by_code(in, row->org.code), *above;
    ov_party_change *changes = ov_calloc(in->ctx->arena, MOST_CHANGES, sizeof *changes);
    ov_organisation *org = &row->org;

    row->state = OV_PARTY_NEW;
    if (!old)
        return;
    if (strcmp(old->type, org->type) != 0) {
        ov_party_refuse(row, "Koden används redan av en organisation av annat slag", old->name);
        return;
    }
    above = stored_by_id(in, old->parent_id);
    note(row, changes, "Namn", old->name, &org->name);
    note(row, changes, "Organisationsnummer", old->org_no, &org->org_no);
    note(row, changes, "Brevlåda", old->registry_email, &org->registry_email);
    note(row, changes, "Adress", old->address, &org->address);
    note(row, changes, "Telefon", old->phone, &org->phone);
    note(row, changes, "Webb", old->web, &org->web);
    note(row, changes, "Tillhör", above ? above->code : NULL, &row->parent_code);
    if (!org->parent_id && !row->parent_row)
        org->parent_id = old->parent_id;
    org->id = old->id;
    org->row_version = old->row_version;
    row->changes = changes;
    row->state = row->n_changes ? OV_PARTY_CHANGED : OV_PARTY_SAME;
}

/* A row whose parent was refused is refused itself; as long as that goes on, but not for ever. */
static void refuse_children(ov_party_reading *in)
{
    bool again = true;

    for (int i = 0; again && i < DEEPEST; i++) {
        again = false;
        for (size_t k = 0; k < in->n; k++) {
            ov_party_row *row = &in->rows[k];

            if (row->state == OV_PARTY_REFUSED || !row->parent_row ||
                in->rows[row->parent_row - 1].state != OV_PARTY_REFUSED)
                continue;
            ov_party_refuse(row, "Raden som den hör till kan inte läsas in", row->parent_code);
            again = true;
        }
    }
}

static ov_status at_line(ov_ctx *ctx, int line, ov_status status)
{
    return status == OV_OK ? OV_OK : ov_err_prefix(&ctx->err, "%d", line);
}

ov_status ov_party_plan_make(ov_ctx *ctx, ov_str bytes, ov_party_plan *out)
{
    ov_party_reading in = {.ctx = ctx};
    ov_party_plan plan = {0};

    if (bytes.len > OV_PARTY_LIST_BYTES)
        return at_line(ctx, 1,
                       ov_fail(&ctx->err, OV_TOO_LARGE, "filen är större än 4 MB; dela upp den"));
    ov_status status = ov_csv_read(ctx->arena, bytes, OV_PARTY_LIST_ROWS + 1, &in.csv, &ctx->err);
    if (status != OV_OK)
        return at_line(ctx, 1, status);
    OV_TRY(at_line(ctx, in.csv.rows[0].line, read_header(&in)));
    OV_TRY(read_register(&in));
    in.n = in.csv.n - 1;
    in.rows = ov_calloc(ctx->arena, in.n + 1, sizeof *in.rows);
    for (size_t i = 0; i < in.n; i++)
        ov_party_read_row(&in, &in.csv.rows[i + 1], &in.rows[i]);
    index_rows(&in);
    for (size_t i = 0; i < in.n; i++)
        if (in.rows[i].state != OV_PARTY_REFUSED)
            find_parent(&in, &in.rows[i]);
    for (size_t i = 0; i < in.n; i++)
        if (in.rows[i].state != OV_PARTY_REFUSED)
            compare(&in, &in.rows[i]);
    refuse_children(&in);
    plan = (ov_party_plan){.rows = in.rows,
                           .n = in.n,
                           .separator = in.csv.separator,
                           .windows_1252 = in.csv.windows_1252,
                           .text = in.csv.text};
    for (size_t i = 0; i < in.n; i++)
        plan.counts[in.rows[i].state]++;
    *out = plan;
    return OV_OK;
}
