/* SPDX-License-Identifier: EUPL-1.2 */
/* export.c — events as JSON with every field, so that anybody can compute the chain anew, and as
 * CSV for a spreadsheet. */
#include "audit/audit.h"

#include "util/csv.h"
#include "util/date.h"
#include "util/hash.h"
#include "util/json.h"

#include <inttypes.h>

static const char *const names[] = {"seq",    "at",     "actor", "role", "action",
                                    "object", "before", "after", "prev", "hash"};

static void event_json(ov_arena *arena, ov_buf *out, const ov_rows *rows, size_t row)
{
    for (size_t i = 0; i < OV_LEN(names); i++) {
        ov_buf_printf(out, "%s\"%s\": ", i ? ", " : "{", names[i]);
        if (i == OV_EVENT_SEQ)
            ov_buf_addi(out, ov_cell_int(rows, row, i));
        else if (i == OV_EVENT_AT)
            ov_json_text(out, ov_str_from(ov_instant_iso(arena, ov_cell_int(rows, row, i))));
        else
            ov_json_text(out, ov_cell_str(rows, row, i));
    }
    ov_buf_addc(out, '}');
}

static void csv_head(ov_buf *out)
{
    ov_buf_addz(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < OV_LEN(names); i++)
        ov_buf_printf(out, "%s%s", i ? ";" : "", names[i]);
    ov_buf_addz(out, "\r\n");
}

static void event_csv(ov_arena *arena, ov_buf *out, const ov_rows *rows, size_t row)
{
    for (size_t i = 0; i < OV_LEN(names); i++) {
        if (i)
            ov_buf_addc(out, ';');
        if (i == OV_EVENT_SEQ)
            ov_buf_addi(out, ov_cell_int(rows, row, i));
        else if (i == OV_EVENT_AT)
            ov_buf_addz(out, ov_instant_iso(arena, ov_cell_int(rows, row, i)));
        else
            ov_csv_quote(out, ov_cell_str(rows, row, i));
    }
    ov_buf_addz(out, "\r\n");
}

/* In pieces: neither the rows nor the arena grow with the log. */
ov_status ov_events_export(ov_ctx *ctx, const ov_event_filter *filter, ov_event_shape shape,
                           bool (*wanted)(void *arg, const char *object), void *arg,
                           ov_status (*flush)(void *arg, ov_buf *out), ov_buf *out, int64_t *n)
{
    ov_ctx piece = *ctx;
    ov_event_filter f = *filter;
    ov_status status = OV_OK;
    const ov_rows *rows = NULL;

    piece.arena = ov_arena_new(0);
    f.oldest_first = true;
    *n = 0;
    if (shape == OV_EVENTS_CSV)
        csv_head(out);
    else
        ov_buf_addz(out, "{\"format\": \"overens-event-1\", \"events\": [");
    do {
        ov_arena_reset(piece.arena);
        status = ov_events(&piece, &f, OV_EVENTS_PIECE, &rows);
        if (status != OV_OK)
            ctx->err = piece.err;
        for (size_t i = 0; status == OV_OK && i < rows->n; i++) {
            f.above = ov_cell_int(rows, i, OV_EVENT_SEQ);
            if (wanted && !wanted(arg, ov_cell_text(rows, i, OV_EVENT_OBJECT)))
                continue;
            if (shape == OV_EVENTS_CSV) {
                event_csv(piece.arena, out, rows, i);
            } else {
                ov_buf_addz(out, *n ? ",\n" : "\n");
                event_json(piece.arena, out, rows, i);
            }
            ++*n;
        }
        if (status == OV_OK && flush)
            status = flush(arg, out);
    } while (status == OV_OK && rows->n == OV_EVENTS_PIECE);
    if (shape == OV_EVENTS_JSON)
        ov_buf_printf(out, "\n], \"count\": %" PRId64 "}\n", *n);
    if (status == OV_OK && flush)
        status = flush(arg, out);
    ov_arena_free(piece.arena);
    ctx->err = piece.err;
    return status;
}
