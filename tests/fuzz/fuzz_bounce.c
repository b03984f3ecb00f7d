/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_bounce.c — a letter of the return mailbox: whatever comes, what is read of it is whole. */
#include "notify/bounce.h"
#include "notify/message.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void no_line_break(const char *text)
{
    if (text && strpbrk(text, "\r\n"))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ov_arena *arena = ov_arena_new(0);
    ov_letter letter;

    ov_letter_read(arena, (ov_str){(const char *)data, size}, "retur@example.se", &letter);
    no_line_break(letter.told);
    no_line_break(letter.message_id);
    if (letter.mail_id < 0 || strlen(letter.token) > 40 ||
        ((letter.kind == OV_LETTER_BOUNCED) && !letter.fault) ||
        (letter.address_fault && letter.kind != OV_LETTER_BOUNCED))
        abort();
    ov_arena_free(arena);
    return 0;
}
