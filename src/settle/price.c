/* SPDX-License-Identifier: EUPL-1.2 */
/* price.c — the billing price and the amount of a variable line. Settlement.md 1.3 and 1.4. */
#include "settle/settle.h"

#include "util/money.h"

ov_status ov_billing_price(int64_t drg1_kr, int64_t num, int64_t den, ov_ore *out)
{
    int64_t kronor;
    ov_ore price;

    if (drg1_kr < 0 || num < 0 || den <= 0)
        return OV_INVALID;
    /* The price is what is rounded, to whole kronor; then it is multiplied. */
    OV_TRY(ov_mul_div(drg1_kr, num, den, &kronor));
    if (__builtin_mul_overflow(kronor, (int64_t)100, &price))
        return OV_INVALID;
    *out = price;
    return OV_OK;
}

ov_status ov_variable_amount(int64_t weight_e4, ov_ore price, ov_ore *out)
{
    return ov_mul_div(weight_e4, price, 10000, out);
}
