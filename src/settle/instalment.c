/* SPDX-License-Identifier: EUPL-1.2 */
/* instalment.c — twelve instalments that sum to the frame, and the day each is to be paid. */
#include "settle/settle.h"

#include "util/money.h"

static const char *const policy_names[] = {
    [OV_CUMULATIVE] = "cumulative",
    [OV_FIRST_MONTHS] = "first",
    [OV_LAST_MONTH] = "last",
};

const char *ov_policy_name(ov_instalment_policy policy)
{
    return policy_names[policy];
}

ov_status ov_policy_parse(const char *name, ov_instalment_policy *out)
{
    for (size_t i = 0; i < OV_LEN(policy_names); i++) {
        if (ov_str_is(ov_str_from(name), policy_names[i])) {
            *out = (ov_instalment_policy)i;
            return OV_OK;
        }
    }
    return OV_INVALID;
}

/* The rounded share of the first m months, in units. Its differences are the instalments, so that
 * every prefix (period 04, period 08) is the rounded true share. Settlement.md 1.5. */
static ov_status share_of_months(int64_t units, int m, int64_t *out)
{
    return ov_round_div((__int128)units * m, 12, out);
}

static ov_status instalment_units(int64_t units, int month, ov_instalment_policy policy,
                                  int64_t *out)
{
    int64_t rest = units % 12; /* the sign follows the frame: a credit mirrors its debit */
    int64_t one = units < 0 ? -1 : 1;
    int64_t upto, before;

    switch (policy) {
    case OV_CUMULATIVE:
        OV_TRY(share_of_months(units, month, &upto));
        OV_TRY(share_of_months(units, month - 1, &before));
        *out = upto - before;
        return OV_OK;
    case OV_FIRST_MONTHS:
        *out = units / 12 + (month <= rest * one ? one : 0);
        return OV_OK;
    case OV_LAST_MONTH:
        *out = units / 12 + (month == 12 ? rest : 0);
        return OV_OK;
    }
    return OV_INVALID;
}

ov_status ov_instalment(ov_ore frame, int month, ov_instalment_policy policy, int unit_ore,
                        ov_ore *out)
{
    int64_t units;

    if (month < 1 || month > 12 || (unit_ore != 1 && unit_ore != 100))
        return OV_INVALID;
    if (frame % unit_ore != 0) /* in whole kronor the twelve could never sum to it */
        return OV_INVALID;
    OV_TRY(instalment_units(frame / unit_ore, month, policy, &units));
    *out = units * unit_ore; /* a part of the frame: it fits */
    return OV_OK;
}

ov_day ov_payment_day(int year, int month, int pay_day)
{
    int last = ov_days_in_month(year, month);

    return ov_banking_day_before(ov_day_from_civil(year, month, pay_day < last ? pay_day : last));
}
