/* SPDX-License-Identifier: EUPL-1.2 */
/* csv.c — files for spreadsheets: UTF-8 with BOM, semicolons, CRLF, decimal comma. */
#include "regional.h"

#include "util/csv.h"

#include <string.h>

void regional_csv_text(ov_buf *out, const char *text)
{
    if (ov_csv_is_formula(ov_str_from(text)) || strpbrk(text, ";\"\r\n"))
        ov_csv_quote(out, ov_str_from(text));
    else
        ov_buf_addz(out, text);
}

void regional_csv_ore(ov_buf *out, ov_ore amount)
{
    /* Sign by hand: −0,50 has no sign in its whole kronor. */
    unsigned long long n =
        amount < 0 ? 0ULL - (unsigned long long)amount : (unsigned long long)amount;

    ov_buf_printf(out, "%s%llu,%02llu", amount < 0 ? "-" : "", n / 100, n % 100);
}

ov_status regional_send_file(ov_req *req, const char *type, const char *name, const ov_buf *body)
{
    ov_arena *arena = ov_req_arena(req);

    ov_send_header(req, "Content-Disposition",
                   ov_printf(arena, "attachment; filename=\"%s\"", name));
    return ov_send(req, 200, type, ov_buf_str(body));
}
