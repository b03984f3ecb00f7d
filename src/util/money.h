/* SPDX-License-Identifier: EUPL-1.2 */
/* money.h — öre in int64, no floating point, half away from zero (SFS 1970:1029), overflow always
 * checked. */
#ifndef OV_UTIL_MONEY_H
#define OV_UTIL_MONEY_H

#include "util/err.h"

/* R(n, d) of settlement.md 1.2: n/d rounded half away from zero. den > 0. */
OV_API ov_status ov_round_div(__int128 num, int64_t den, int64_t *out) OV_MUST_CHECK;
/* R(a * b, den) with a 128-bit product. */
OV_API ov_status ov_mul_div(int64_t a, int64_t b, int64_t den, int64_t *out) OV_MUST_CHECK;
OV_API ov_status ov_ore_add(ov_ore a, ov_ore b, ov_ore *out) OV_MUST_CHECK;
/* Splits total into n shares in proportion to weights (≥ 0, sum > 0) by largest remainder, ties to
 * the lowest index; a negative total mirrors (settlement.md 1.6). shares[n] is written. */
OV_API ov_status ov_split(int64_t total, const int64_t *weights, size_t n,
                          int64_t *shares) OV_MUST_CHECK;
/* "1234,50" or "-1234,50" or "1234" (decimal comma, at most two decimals, no thousands sign) to
 * öre. */
OV_API ov_status ov_ore_parse(ov_str text, ov_ore *out) OV_MUST_CHECK;

#endif
