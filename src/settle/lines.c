/* SPDX-License-Identifier: EUPL-1.2 */
/* lines.c — the lines of an instalment, the hash of what a person saw, and the canonical text. */
#include "settle/sql.h"

#include "util/hash.h"
#include "util/money.h"
#include "view/format.h"

/* What a component is called on a statement. */
static const char *component_label(const char *component)
{
    if (strcmp(component, "FIXED") == 0)
        return "Fast ram";
    if (strcmp(component, "SHARED") == 0)
        return "Gemensamma verksamheter";
    return component;
}

/* The rule in words, stored with the line: the agreement does not say how a twelfth is rounded, so
 * the statement must (settlement.md 1.5). */
static const char *rule_text(ov_arena *arena, const ov_param_set *p, ov_ore year_ore)
{
    static const char *const policies[] = {
        [OV_CUMULATIVE] = "skillnaden mellan två avrundade ackumulerade andelar",
        [OV_FIRST_MONTHS] = "avrundat nedåt, resten på de första månaderna",
        [OV_LAST_MONTH] = "avrundat nedåt, resten i december",
    };

    return ov_printf(arena, "En tolftedel av årsramen %s kr, i hela %s: %s.",
                     ov_format_ore(arena, year_ore), p->unit_ore == 100 ? "kronor" : "ören",
                     policies[p->policy]);
}

static ov_status line_make(ov_ctx *ctx, const ov_param_set *p, int month, const char *component,
                           ov_ore year_ore, settle_line *line)
{
    ov_arena *a = ctx->arena;

    if (ov_instalment(year_ore, month, p->policy, p->unit_ore, &line->amount) != OV_OK)
        return ov_fail(&ctx->err, OV_INVALID, "instalment %d of %lld öre", month,
                       (long long)year_ore);
    line->component = component;
    line->label = ov_printf(a, "%s, tolftedel %d av 12", component_label(component), month);
    line->rule = rule_text(a, p, year_ore);
    line->clause = p->frames_clause;
    line->entry =
        ov_printf(a, "%s;%04d-%02d;%lld", component, p->year, month, (long long)line->amount);
    return OV_OK;
}

ov_status settle_lines_make(ov_ctx *ctx, const ov_param_set *p, ov_id payer, ov_id recipient,
                            int month, settle_line **lines, size_t *n, ov_ore *total)
{
    const ov_rows *frames;
    settle_line *made;
    ov_ore sum = 0;

    OV_TRY(ov_select(ctx, &ov_settle_sql[SQL_FRAMES_OF_PAIR],
                     OV_ARGS(ov_int(p->id), ov_int(payer), ov_int(recipient)), &frames));
    if (frames->n == 0)
        return ov_fail(&ctx->err, OV_INVALID, "statement: the pair has no frame this year");
    made = ov_calloc(ctx->arena, frames->n, sizeof *made);
    for (size_t i = 0; i < frames->n; i++) {
        made[i].seq = (int64_t)i + 1;
        OV_TRY(line_make(ctx, p, month, ov_cell_text(frames, i, 0), ov_cell_int(frames, i, 1),
                         &made[i]));
        /* Rounded per component, then added: the total is never rounded again. */
        if (ov_ore_add(sum, made[i].amount, &sum) != OV_OK)
            return ov_fail(&ctx->err, OV_INVALID, "statement: the total does not fit");
    }
    *lines = made;
    *n = frames->n;
    *total = sum;
    return OV_OK;
}

const char *settle_lines_root(ov_arena *arena, const settle_line *lines, size_t n)
{
    uint8_t(*leaves)[32] = ov_calloc(arena, n + 1, sizeof *leaves);
    uint8_t root[32];
    char *hex = ov_alloc(arena, OV_HASH_HEX);

    for (size_t i = 0; i < n; i++)
        memcpy(leaves[i], lines[i].leaf, sizeof leaves[i]);
    ov_merkle_root((const uint8_t(*)[32])leaves, n, root);
    ov_hex(root, sizeof root, hex);
    return hex;
}

const char *settle_content_hash(ov_arena *arena, const ov_statement *s, const char *lines_root,
                                const settle_line *lines, size_t n)
{
    ov_buf text = {0};
    char *hex = ov_alloc(arena, OV_HASH_HEX);

    ov_buf_printf(&text,
                  "overens-statement-content-1\nkind=%s\npayer=%s\nrecipient=%s\nperiod=%s\n"
                  "pay_day=%s\nparams=%lld\nlines=%zu\ntotal_ore=%lld\ncorrects=%s\n"
                  "lines_root=%s\n",
                  s->kind, s->payer, s->recipient, s->period, ov_day_iso(arena, s->pay_day),
                  (long long)s->param_set_id, n, (long long)s->total,
                  s->corrects ? s->corrects : "-", lines_root);
    for (size_t i = 0; i < n; i++)
        ov_buf_printf(&text, "%lld;%s;%s;%lld;%s;%s\n", (long long)lines[i].seq, lines[i].component,
                      lines[i].label, (long long)lines[i].amount, lines[i].rule, lines[i].clause);
    ov_sha256_hex(ov_buf_str(&text), hex);
    ov_buf_free(&text);
    return hex;
}

ov_str settle_canonical(ov_arena *arena, const ov_statement *s, const char *lines_root)
{
    return ov_str_from(
        ov_printf(arena,
                  "overens-statement-v1\nnumber=%s\nkind=%s\npayer=%s\nrecipient=%s\nperiod=%s\n"
                  "lines=%lld\ntotal_ore=%lld\ncorrects=%s\nlines_root=%s\nprev=%s\n",
                  s->number, s->kind, s->payer, s->recipient, s->period, (long long)s->n_lines,
                  (long long)s->total, s->corrects ? s->corrects : "-", lines_root, s->prev));
}
