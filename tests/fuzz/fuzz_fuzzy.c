/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_fuzzy.c — any bytes as an imprecise date: refused, or a span that lies in order and is shown
 * in both languages; exact days and instants are read back as they are written. */
#include "util/date.h"
#include "util/str.h"
#include "view/format.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const char *const fuzz_words[];
const char *const fuzz_words[] = {
    "prel. ",       " (preliminärt)", "Q3 2024",           "–",        "-",    "H1 ",
    "våren ",       "hösten ",        "dec/jan",           "december", "2024", "31 ",
    "19 juni 2025", "2025-06-19",     "T23:59:59.999999Z", "29 feb ",  NULL};

static void check_fuzzy(ov_arena *arena, const ov_fuzzy_date *date)
{
    ov_precision again;

    if (date->latest < date->earliest || !date->as_written ||
        !ov_utf8_valid(ov_str_from(date->as_written)))
        abort();
    if (date->precision == OV_EXACT_DAY && date->latest != date->earliest)
        abort();
    if (ov_precision_parse(ov_str_from(ov_precision_name(date->precision)), &again) != OV_OK ||
        again != date->precision)
        abort();
    if (!*ov_format_fuzzy(arena, date, "sv") || !*ov_format_fuzzy(arena, date, "en") ||
        !*ov_format_fuzzy_range(arena, date, "sv"))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ov_arena *arena = ov_arena_new(0);
    ov_str text = {(const char *)data, size};
    ov_fuzzy_date date;
    ov_day day, day_again;
    ov_instant at, at_again;

    if (ov_fuzzy_parse(arena, text, 2024, &date) == OV_OK)
        check_fuzzy(arena, &date);
    if (ov_day_parse(text, &day) == OV_OK &&
        (ov_day_parse(ov_str_from(ov_day_iso(arena, day)), &day_again) != OV_OK ||
         day_again != day || !ov_str_is(text, ov_day_iso(arena, day))))
        abort();
    if (ov_instant_parse(text, &at) == OV_OK &&
        (ov_instant_parse(ov_str_from(ov_instant_iso(arena, at)), &at_again) != OV_OK ||
         at_again != at))
        abort();
    ov_arena_free(arena);
    return 0;
}
