/* SPDX-License-Identifier: EUPL-1.2 */
/* find.c — which organisations a list shows. Names are compared in small letters, å ä ö apart from
 * a o, so on neither engine by its own LIKE; a register is some hundred rows. */
#include "register/register_sql.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum { MOST_WORDS = 8 };

typedef struct wanted {
    const ov_party_filter *filter;
    const char *words[MOST_WORDS]; /* in small letters */
    size_t n;
} wanted;

/* A copy in small letters, one character for another. */
static char *small_letters(ov_arena *arena, ov_str text)
{
    uint8_t *out = ov_alloc(arena, text.len * 2 + 5);
    int32_t at = 0, n = 0, len = (int32_t)text.len;

    while (at < len) {
        UChar32 c;

        U8_NEXT((const uint8_t *)text.ptr, at, len, c);
        if (c > 0)
            U8_APPEND_UNSAFE(out, n, (uint32_t)u_tolower(c));
    }
    out[n] = '\0';
    return (char *)out;
}

static void cut_words(ov_arena *arena, wanted *w)
{
    ov_str rest = ov_str_trim(ov_str_from(w->filter->words));

    for (rest.len = rest.len < 400 ? rest.len : 400; rest.len; rest.len--)
        if (((unsigned char)rest.ptr[rest.len] & 0xc0) != 0x80)
            break;
    if (!ov_utf8_valid(rest))
        return;
    while (rest.len && w->n < MOST_WORDS) {
        ov_str word = ov_str_trim(ov_str_cut(&rest, ' '));

        if (word.len)
            w->words[w->n++] = small_letters(arena, word);
    }
}

/* Every word stands somewhere in name, code or number (with its dash, or without). */
static bool has_words(ov_arena *arena, const wanted *w, const ov_rows *rows, size_t i)
{
    const char *org_no = ov_cell_text(rows, i, OV_LISTED_ORG_NO), *all;

    if (!w->n)
        return true;
    all = ov_printf(arena, "%s\n%s\n%s\n%s", ov_cell_text(rows, i, OV_LISTED_NAME),
                    ov_cell_text(rows, i, OV_LISTED_CODE), org_no ? org_no : "",
                    org_no ? ov_org_no_shown(arena, org_no) : "");
    all = small_letters(arena, ov_str_from(all));
    for (size_t k = 0; k < w->n; k++)
        if (!strstr(all, w->words[k]))
            return false;
    return true;
}

/* All but the type. */
static bool fits(ov_arena *arena, const wanted *w, const ov_rows *rows, size_t i)
{
    const ov_party_filter *f = w->filter;
    ov_day ended = ov_cell_day(rows, i, OV_LISTED_ENDED_ON);

    if (!f->ended && ended != OV_NO_DAY && ended < f->today)
        return false;
    if (f->parent_id && ov_cell_int(rows, i, OV_LISTED_ID) != f->parent_id &&
        ov_cell_int(rows, i, OV_LISTED_PARENT) != f->parent_id)
        return false;
    return has_words(arena, w, rows, i);
}

static bool count_type(const char *type, const char *wanted_type,
                       int64_t counts[OV_ORGANISATION_TYPES])
{
    for (size_t t = 0; counts && ov_organisation_types[t].code; t++)
        counts[t] += !strcmp(ov_organisation_types[t].code, type);
    return !wanted_type || !strcmp(wanted_type, type);
}

ov_status ov_parties_find(ov_ctx *ctx, const ov_party_filter *filter, const ov_rows **out,
                          int64_t counts[OV_ORGANISATION_TYPES])
{
    wanted w = {.filter = filter};
    ov_rows *found = ov_calloc(ctx->arena, 1, sizeof *found);
    int64_t own[OV_ORGANISATION_TYPES] = {0};
    const ov_rows *rows;
    ov_val *cells;

    OV_TRY(ov_select(ctx, &ov_register_sql[ORGANISATIONS_LISTED],
                     OV_ARGS(ov_int(filter->not_in_group)), &rows));
    cut_words(ctx->arena, &w);
    cells = ov_calloc(ctx->arena, rows->n * OV_LISTED_COLUMNS + 1, sizeof *cells);
    *found = (ov_rows){.columns = OV_LISTED_COLUMNS, .cells = cells};
    for (size_t i = 0; i < rows->n; i++) {
        if (!fits(ctx->arena, &w, rows, i) ||
            !count_type(ov_cell_text(rows, i, OV_LISTED_TYPE), filter->type, own))
            continue;
        memcpy(&cells[found->n++ * OV_LISTED_COLUMNS], ov_cell(rows, i, 0),
               OV_LISTED_COLUMNS * sizeof *cells);
    }
    if (counts)
        memcpy(counts, own, sizeof own);
    *out = found;
    return OV_OK;
}
