/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox.c — stores mail to be sent. */
#include "outbox/outbox.h"

#include "outbox/sql.h"
#include "util/clock.h"
#include "util/hash.h"

#include <string.h>

#define PATIENCE (2 * OV_DAY_LENGTH)

enum { LONGEST_ADDRESS = 254, LONGEST_LOCAL = 64 };

static const char *domain = "localhost";

void ov_mail_domain(const char *name)
{
    domain = name;
}

/* The atoms of RFC 5321, and dots between them. */
static bool is_dotted(const char *text, size_t n, const char *others)
{
    bool after_dot = true;

    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (c == '.' ? after_dot : !letter && (!c || !strchr(others, c)))
            return false;
        after_dot = c == '.';
    }
    return !after_dot;
}

bool ov_mail_address_ok(const char *address)
{
    const char *at = address ? strrchr(address, '@') : NULL;
    size_t len = at ? strlen(address) : 0, local = at ? (size_t)(at - address) : 0;

    return at && len <= LONGEST_ADDRESS && local <= LONGEST_LOCAL && at[1] != '-' &&
           is_dotted(address, local, "!#$%&'*+-/=?^_`{|}~") &&
           is_dotted(at + 1, len - local - 1, "-");
}

static bool one_line(const char *text)
{
    for (; text && *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

static ov_status check(ov_ctx *ctx, const ov_mail *mail)
{
    if (!ov_in_write(ctx))
        return ov_fail(&ctx->err, OV_INTERNAL, "a mail outside ov_write");
    if (!ov_mail_address_ok(mail->to))
        return ov_fail(&ctx->err, OV_INVALID, "mail %s: not an address", mail->kind);
    if (!mail->subject || !*mail->subject || !one_line(mail->subject) || !one_line(mail->to_name))
        return ov_fail(&ctx->err, OV_INVALID, "mail %s: subject and name are one line", mail->kind);
    if (!ov_utf8_valid(ov_str_from(mail->subject)) || !ov_utf8_valid(ov_str_from(mail->body)))
        return ov_fail(&ctx->err, OV_INVALID, "mail %s: not UTF-8", mail->kind);
    return OV_OK;
}

static const char *new_message_id(ov_arena *arena)
{
    uint8_t random[16];

    ov_random(random, sizeof random);
    return ov_printf(arena, "%s@%s", ov_base64url(arena, random, sizeof random), domain);
}

ov_status ov_mail_add(ov_ctx *ctx, const ov_mail *mail, ov_id *id)
{
    int64_t known = 0;
    ov_id added;

    OV_TRY(check(ctx, mail));
    if (mail->once_key)
        OV_TRY(ov_select_int(ctx, &ov_outbox_sql[OV_OUTBOX_BY_KEY],
                             OV_ARGS(ov_text(mail->once_key)), 0, &known));
    if (known) {
        if (id)
            *id = known;
        return OV_OK;
    }
    OV_TRY(
        ov_insert(ctx, &ov_outbox_sql[OV_OUTBOX_ADD],
                  OV_ARGS(ov_text(new_message_id(ctx->arena)), ov_text(mail->kind),
                          ov_text(mail->object), ov_id_or_null(mail->account_id),
                          ov_id_or_null(mail->org_id), ov_text(mail->to), ov_text(mail->to_name),
                          ov_text(mail->lang ? mail->lang : "sv"), ov_text(mail->subject),
                          ov_text(mail->body), ov_int(mail->secret), ov_text(mail->once_key),
                          ov_int(ctx->now), ov_int(mail->not_before ? mail->not_before : ctx->now),
                          ov_int(mail->give_up_at ? mail->give_up_at : ctx->now + PATIENCE)),
                  &added));
    if (id)
        *id = added;
    return OV_OK;
}
