/* SPDX-License-Identifier: EUPL-1.2 */
/* verify.c — recomputes every published statement from its lines, its frames and the chain. */
#include "settle/sql.h"

#include "util/hash.h"
#include "util/money.h"

/* Where the walk is in one issuer's chain. */
typedef struct chain {
    const char *issuer;
    int64_t chain_no;
    const char *prev;
} chain;

#define FAULT(v, s, ...) ov_verify_fault((v), "statement", (s)->number, __VA_ARGS__)

/* Stored lines with salts, as the publisher had them. */
static ov_status lines_read(ov_ctx *ctx, ov_id id, settle_line **out, size_t *n)
{
    const ov_rows *rows, *salts;
    settle_line *lines;

    OV_TRY(ov_statement_lines(ctx, id, &rows));
    OV_TRY(ov_select(ctx, &ov_settle_sql[SQL_SALTS], OV_ARGS(ov_int(id)), &salts));
    lines = ov_calloc(ctx->arena, rows->n + 1, sizeof *lines);
    for (size_t i = 0; i < rows->n; i++) {
        lines[i].seq = ov_cell_int(rows, i, OV_LINE_SEQ);
        lines[i].component = ov_cell_text(rows, i, OV_LINE_COMPONENT);
        lines[i].label = ov_cell_text(rows, i, OV_LINE_TEXT);
        lines[i].amount = ov_cell_int(rows, i, OV_LINE_ORE);
        lines[i].rule = ov_cell_text(rows, i, OV_LINE_RULE);
        lines[i].clause = ov_cell_text(rows, i, OV_LINE_CLAUSE);
        lines[i].entry = ov_cell_text(rows, i, OV_LINE_ENTRY);
        ov_merkle_leaf(ov_cell_str(salts, i, 0), ov_str_from(lines[i].entry), lines[i].leaf);
    }
    *out = lines;
    *n = rows->n;
    return OV_OK;
}

static ov_status check_leaves(ov_verify *v, const ov_statement *s, const settle_line *lines,
                              size_t n)
{
    const ov_rows *rows;
    char leaf[OV_HASH_HEX];

    OV_TRY(ov_statement_lines(v->ctx, s->id, &rows));
    for (size_t i = 0; i < n && i < rows->n; i++) {
        ov_hex(lines[i].leaf, sizeof lines[i].leaf, leaf);
        if (strcmp(leaf, ov_cell_text(rows, i, OV_LINE_LEAF)) != 0)
            FAULT(v, s, "line %lld does not give its leaf", (long long)lines[i].seq);
    }
    return OV_OK;
}

static void check_sum(ov_verify *v, const ov_statement *s, const settle_line *lines, size_t n)
{
    ov_ore sum = 0;

    if ((int64_t)n != s->n_lines)
        FAULT(v, s, "%zu lines, but the statement says %lld", n, (long long)s->n_lines);
    for (size_t i = 0; i < n; i++) {
        if (ov_ore_add(sum, lines[i].amount, &sum) != OV_OK) {
            FAULT(v, s, "the lines do not fit in a sum");
            return;
        }
    }
    if (sum != s->total)
        FAULT(v, s, "the total %lld is not the sum of the lines, %lld", (long long)s->total,
              (long long)sum);
}

/* What the decision gives today must be what was invoiced: parameters and frames are frozen once a
 * statement was published from them. */
static ov_status check_frames(ov_verify *v, const ov_statement *s, const settle_line *lines,
                              size_t n)
{
    ov_param_set p;
    settle_line *again;
    ov_ore total;
    size_t m;

    if (strcmp(s->kind, "INSTALMENT") != 0)
        return OV_OK;
    OV_TRY(settle_params_by_id(v->ctx, s->param_set_id, &p));
    if (settle_lines_make(v->ctx, &p, s->payer_id, s->recipient_id, s->month, &again, &m, &total) !=
        OV_OK) {
        FAULT(v, s, "the frames give no instalment");
        return OV_OK;
    }
    if (m != n)
        FAULT(v, s, "the frames give %zu lines", m);
    for (size_t i = 0; i < n && i < m; i++) {
        if (again[i].amount != lines[i].amount || strcmp(again[i].entry, lines[i].entry) != 0)
            FAULT(v, s, "line %lld: the frames give %lld öre, the line has %lld",
                  (long long)lines[i].seq, (long long)again[i].amount, (long long)lines[i].amount);
    }
    if (s->pay_day != ov_payment_day(p.year, s->month, p.pay_day))
        FAULT(v, s, "the pay day is not what the rule gives");
    return OV_OK;
}

static void check_hash(ov_verify *v, const ov_statement *s, const char *root)
{
    char hash[OV_HASH_HEX];

    if (strcmp(root, s->lines_root) != 0)
        FAULT(v, s, "the lines do not give the Merkle root");
    ov_sha256_hex(settle_canonical(v->ctx->arena, s, s->lines_root), hash);
    if (strcmp(hash, s->hash) != 0)
        FAULT(v, s, "the canonical text does not give the hash");
}

/* The event log is the second witness: whoever rewrites a whole chain must rewrite that one too. */
static ov_status check_event(ov_verify *v, const ov_statement *s)
{
    const char *after;

    OV_TRY(ov_select_text(
        v->ctx, &ov_settle_sql[SQL_EVENT_OF],
        OV_ARGS(ov_text(ov_printf(v->ctx->arena, "statement/%lld", (long long)s->id))), "",
        &after));
    if (strcmp(after, s->hash) != 0)
        FAULT(v, s, "the event of its publication tells of another hash");
    return OV_OK;
}

static void check_link(ov_verify *v, const ov_statement *s, chain *at, int64_t chain_no)
{
    if (!at->issuer || strcmp(at->issuer, s->recipient_code) != 0)
        *at = (chain){s->recipient_code, 0, SETTLE_NO_HASH};
    if (chain_no != at->chain_no + 1)
        FAULT(v, s, "place %lld in the chain, expected %lld", (long long)chain_no,
              (long long)at->chain_no + 1);
    if (strcmp(s->prev, at->prev) != 0)
        FAULT(v, s, "prev is not the hash of the one before");
    at->chain_no = chain_no;
    at->prev = s->hash;
}

static ov_status check_one(ov_verify *v, ov_id id, int64_t chain_no, chain *at)
{
    ov_statement s;
    settle_line *lines;
    const char *root;
    size_t n;

    OV_TRY(settle_statement_any(v->ctx, id, &s, &root));
    OV_TRY(lines_read(v->ctx, id, &lines, &n));
    OV_TRY(check_leaves(v, &s, lines, n));
    check_sum(v, &s, lines, n);
    OV_TRY(check_frames(v, &s, lines, n));
    root = settle_lines_root(v->ctx->arena, lines, n);
    check_hash(v, &s, root);
    if (strcmp(settle_content_hash(v->ctx->arena, &s, root, lines, n), s.content_hash) != 0)
        FAULT(v, &s, "the content is not what was signed");
    if (s.prepared_by == s.published_by)
        FAULT(v, &s, "prepared and published by one person");
    OV_TRY(check_event(v, &s));
    check_link(v, &s, at, chain_no);
    v->checked++;
    return OV_OK;
}

/* Every issuer's numbers of a year are 1 … n without a gap, and say what they stand for. */
static ov_status check_numbers(ov_verify *v)
{
    const ov_rows *rows;

    OV_TRY(ov_select(v->ctx, &ov_settle_sql[SQL_NUMBERS], OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        bool first = i == 0 || ov_cell_int(rows, i, 1) != ov_cell_int(rows, i - 1, 1) ||
                     strcmp(ov_cell_text(rows, i, 0), ov_cell_text(rows, i - 1, 0)) != 0;
        int64_t expected = first ? 1 : ov_cell_int(rows, i - 1, 2) + 1;
        const char *number =
            ov_printf(v->ctx->arena, "AVR-%s-%04lld-%06lld", ov_cell_text(rows, i, 0),
                      (long long)ov_cell_int(rows, i, 1), (long long)ov_cell_int(rows, i, 2));

        if (ov_cell_int(rows, i, 2) != expected)
            ov_verify_fault(v, "statement", number, "a gap in the numbers: expected %lld",
                            (long long)expected);
        if (strcmp(number, ov_cell_text(rows, i, 3)) != 0)
            ov_verify_fault(v, "statement", ov_cell_text(rows, i, 3), "should be %s", number);
    }
    return OV_OK;
}

ov_status ov_settle_verify(ov_verify *verify)
{
    const ov_rows *rows;
    chain at = {0};

    OV_TRY(ov_select(verify->ctx, &ov_settle_sql[SQL_CHAIN], OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++)
        OV_TRY(check_one(verify, ov_cell_int(rows, i, 0), ov_cell_int(rows, i, 1), &at));
    return check_numbers(verify);
}
