/* SPDX-License-Identifier: EUPL-1.2 */
/* settle.h — frames, prices, instalments and statements of any agreement. Money in öre; see spec
 * settlement.md. */
#ifndef OV_SETTLE_SETTLE_H
#define OV_SETTLE_SETTLE_H

#include "audit/audit.h"
#include "db/db.h"
#include "util/date.h"

/* ---- Arithmetic (settlement.md 1) ---- */
typedef enum ov_instalment_policy {
    OV_CUMULATIVE,
    OV_FIRST_MONTHS,
    OV_LAST_MONTH
} ov_instalment_policy;
/* The instalment of month 1…12 of a year's frame; unit 1 öre or 100 öre. The twelve sum to the
 * frame exactly. */
OV_API ov_status ov_instalment(ov_ore frame, int month, ov_instalment_policy policy, int unit_ore,
                               ov_ore *out) OV_MUST_CHECK;
/* The stored name of a policy ("cumulative") and back. */
OV_API const char *ov_policy_name(ov_instalment_policy policy);
OV_API ov_status ov_policy_parse(const char *name, ov_instalment_policy *out) OV_MUST_CHECK;
/* Latest day to pay: the pay_day of the month, moved to the nearest earlier banking day (source 002
 * § 6.1). */
OV_API ov_day ov_payment_day(int year, int month, int pay_day);
/* R(drg1_kr * num, den) in whole kronor as öre (settlement.md 1.3). */
OV_API ov_status ov_billing_price(int64_t drg1_kr, int64_t num, int64_t den,
                                  ov_ore *out) OV_MUST_CHECK;
/* weight ×10⁴ × price, one rounding (1.4). */
OV_API ov_status ov_variable_amount(int64_t weight_e4, ov_ore price, ov_ore *out) OV_MUST_CHECK;

/* ---- Parameters ---- */
typedef struct ov_param_set {
    ov_id id, matter_id;
    int year, version;
    int64_t drg1_price_kr, var_num, var_den;
    ov_ore billing_price;
    ov_instalment_policy policy;
    int unit_ore, pay_day, terms_days, limit_months;
    const char *decision_ref, *frames_clause, *price_clause; /* "§ 7.3", "§ 7.4" */
} ov_param_set;
OV_API ov_status ov_param_set_get(ov_ctx *ctx, ov_id matter_id, int year,
                                  ov_param_set *out) OV_MUST_CHECK;
/* The newest year's. */
OV_API ov_status ov_param_set_newest(ov_ctx *ctx, ov_id matter_id, ov_param_set *out) OV_MUST_CHECK;
/* Refuses (OV_INVALID) when billing_price is not what the others give. Only inside ov_write. */
OV_API ov_status ov_param_set_add(ov_ctx *ctx, const ov_param_set *p, ov_id *id) OV_MUST_CHECK;
OV_API ov_status ov_frame_add(ov_ctx *ctx, ov_id param_set_id, const char *component, ov_id payer,
                              ov_id recipient, ov_ore year_ore) OV_MUST_CHECK;
/* Rows: payer id, payer code, payer name, recipient id, code, name, year_ore, payer short,
 * recipient short, payer order, recipient order; component "FIXED" or "SHARED"; the diagonal (own
 * share) included. In the agreement's party order. */
OV_API ov_status ov_frames(ov_ctx *ctx, ov_id param_set_id, const char *component,
                           const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_FRAME_PAYER,
    OV_FRAME_PAYER_CODE,
    OV_FRAME_PAYER_NAME,
    OV_FRAME_RECIPIENT,
    OV_FRAME_RECIPIENT_CODE,
    OV_FRAME_RECIPIENT_NAME,
    OV_FRAME_YEAR_ORE,
    OV_FRAME_PAYER_SHORT,
    OV_FRAME_RECIPIENT_SHORT,
    OV_FRAME_PAYER_ORDER,
    OV_FRAME_RECIPIENT_ORDER
};
/* Rows: org id, code, short name ("RÖ"), name, order, code on statements ("RO"); in order. */
OV_API ov_status ov_settle_parties(ov_ctx *ctx, ov_id matter_id, const ov_rows **out) OV_MUST_CHECK;
enum { OV_PARTY_ORG, OV_PARTY_CODE, OV_PARTY_SHORT, OV_PARTY_NAME, OV_PARTY_ORDER, OV_PARTY_ASCII };
/* Adds a party with its short name in this agreement ("RÖ"); the code on its statements is the same
 * without diacritics ("RO"), because the canonical text of a statement names parties in ASCII.
 * OV_INVALID when nothing of that kind can be made of the name. Only inside ov_write. */
OV_API ov_status ov_settle_party_add(ov_ctx *ctx, ov_id matter_id, ov_id org_id,
                                     const char *short_name, int order) OV_MUST_CHECK;

/* ---- Statements ---- */
typedef struct ov_statement {
    ov_id id, matter_id, param_set_id, payer_id, recipient_id;
    const char *kind;              /* INSTALMENT, … */
    const char *payer, *recipient; /* short names as on the statement: "RJL", "RO" */
    const char *payer_name, *recipient_name;
    int year, month;
    const char *period; /* "2024-01" */
    ov_ore total;
    const char *status;                            /* draft, checked, approved, published */
    const char *content_hash;                      /* what a sign-off binds to */
    const char *number, *prev, *hash, *lines_root; /* published only, else NULL */
    ov_id prepared_by;
    const char *prepared_name, *published_name;
    ov_instant published_at;
    ov_day pay_day;
    const char *payer_short, *recipient_short; /* as people write them: "RÖ" */
    const char *recipient_code;                /* the issuer's county code */
    const char *corrects;                      /* number of the statement it corrects, or NULL */
    int64_t n_lines;
    ov_id published_by;
    ov_instant prepared_at;
} ov_statement;

/* A draft for one pair and month: a line per component from the frames. OV_CONFLICT when there is a
 * live one for the same pair and month. Only inside ov_write. ctx->actor prepares. */
OV_API ov_status ov_statement_create(ov_ctx *ctx, const ov_param_set *p, ov_id payer,
                                     ov_id recipient, int month, ov_id *id) OV_MUST_CHECK;
/* A second person publishes what they saw: content_hash must be the draft's (else OV_CONFLICT), the
 * actor must not be the preparer (OV_DENIED). Takes the gap-free number
 * AVR-{issuer}-{year}-{000001}, chains and hashes (overens-statement-v1). Inside ov_write. */
OV_API ov_status ov_statement_publish(ov_ctx *ctx, ov_id id, const char *content_hash,
                                      ov_statement *out) OV_MUST_CHECK;
OV_API ov_status ov_statement_discard(ov_ctx *ctx,
                                      ov_id id) OV_MUST_CHECK; /* a draft only; inside ov_write */
OV_API ov_status ov_statement_get(ov_ctx *ctx, ov_id matter_id, ov_id id,
                                  ov_statement *out) OV_MUST_CHECK;
OV_API ov_status ov_statement_by_number(ov_ctx *ctx, ov_id matter_id, const char *number,
                                        ov_statement *out) OV_MUST_CHECK;
/* Rows: seq, component, text, amount öre, rule, clause, the entry that is hashed, its leaf. */
OV_API ov_status ov_statement_lines(ov_ctx *ctx, ov_id id, const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_LINE_SEQ,
    OV_LINE_COMPONENT,
    OV_LINE_TEXT,
    OV_LINE_ORE,
    OV_LINE_RULE,
    OV_LINE_CLAUSE,
    OV_LINE_ENTRY,
    OV_LINE_LEAF
};
/* Rows: id, number, period, payer short, recipient short, total, status, published_at, prepared by;
 * published ones, and drafts of drafts_of_org when not 0. Newest first. */
OV_API ov_status ov_statements(ov_ctx *ctx, ov_id matter_id, ov_id drafts_of_org,
                               const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_STMT_ID,
    OV_STMT_NUMBER,
    OV_STMT_PERIOD,
    OV_STMT_PAYER,
    OV_STMT_RECIPIENT,
    OV_STMT_TOTAL,
    OV_STMT_STATUS,
    OV_STMT_PUBLISHED_AT,
    OV_STMT_PREPARED_BY,
    OV_STMT_PREPARED_NAME,
    OV_STMT_PUBLISHED_NAME,
    OV_STMT_YEAR,
    OV_STMT_MONTH
};
/* Which instalments of a year have a live statement. Rows: payer id, recipient id, month, status,
 * number (NULL for drafts), statement id, prepared by. */
OV_API ov_status ov_statement_months(ov_ctx *ctx, ov_id matter_id, int year,
                                     const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_MONTH_PAYER,
    OV_MONTH_RECIPIENT,
    OV_MONTH_NUMBER_OF,
    OV_MONTH_STATUS,
    OV_MONTH_NUMBER,
    OV_MONTH_ID,
    OV_MONTH_PREPARED_BY
};
/* Drafts of a recipient in all matters, oldest first. Rows: slug, statement id, year, month,
 * payer's name, prepared by, preparer's name, matter id. */
OV_API ov_status ov_statements_waiting(ov_ctx *ctx, ov_id recipient_id,
                                       const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_WAIT_SLUG,
    OV_WAIT_ID,
    OV_WAIT_YEAR,
    OV_WAIT_MONTH,
    OV_WAIT_PAYER,
    OV_WAIT_PREPARED_BY,
    OV_WAIT_PREPARED_NAME,
    OV_WAIT_MATTER
};
/* Matters with frames that an organisation receives from others. Rows: slug, matter id, newest
 * year, number of payers that year, number of live statements that year (drafts included). */
OV_API ov_status ov_settle_matters_of(ov_ctx *ctx, ov_id recipient_id,
                                      const ov_rows **out) OV_MUST_CHECK;
/* The canonical bytes of a published statement. */
OV_API ov_status ov_statement_canonical(ov_ctx *ctx, const ov_statement *s,
                                        ov_str *out) OV_MUST_CHECK;
/* Merkle root over salted lines (canonical.md): leaf SHA-256(00|salt|line) with the salt's raw
 * bytes, node SHA-256(01|l|r), an odd node is promoted. The root of no leaves is the SHA-256 of
 * nothing. */
OV_API void ov_merkle_root(const uint8_t (*leaves)[32], size_t n, uint8_t root[32]);
OV_API void ov_merkle_leaf(ov_str salt, ov_str line, uint8_t leaf[32]);
/* Recomputes every published statement: instalments from the frames, lines, leaves, sums, numbers,
 * hashes, the chain of each issuer, and the event that tells of its publication. */
OV_API ov_status ov_settle_verify(ov_verify *verify) OV_MUST_CHECK;

extern const ov_sql ov_settle_sql[];
#endif
