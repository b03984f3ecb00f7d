/* SPDX-License-Identifier: EUPL-1.2 */
/* queue.c — taking mail that is due, and telling how it went. */
#include "outbox/queue.h"

#include "audit/audit.h"
#include "outbox/inside.h"
#include "outbox/sql.h"
#include "util/hash.h"

#include <string.h>

#define SQL(name) (&ov_outbox_sql[OV_OUTBOX_##name])

enum { TOKEN_BYTES = 10, LONGEST_TOLD = 400 };

ov_status ov_queue_due(ov_ctx *ctx, ov_instant now, bool *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, SQL(DUE), OV_ARGS(ov_int(now)), &rows));
    *out = rows->n > 0;
    return OV_OK;
}

/* ---- Taking ---- */

static const char *new_token(ov_arena *arena)
{
    uint8_t random[TOKEN_BYTES];
    char *token = ov_alloc(arena, 2 * TOKEN_BYTES + 1);

    ov_random(random, sizeof random);
    ov_hex(random, sizeof random, token);
    return token;
}

static ov_status read_taken(ov_ctx *ctx, ov_id id, ov_instant lease, ov_queued *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, SQL(CLAIMED), OV_ARGS(ov_int(id)), &rows));
    *out = (ov_queued){.id = id,
                       .message_id = ov_cell_text(rows, 0, 1),
                       .to = ov_cell_text(rows, 0, 2),
                       .to_name = ov_cell_text(rows, 0, 3),
                       .lang = ov_cell_text(rows, 0, 4),
                       .subject = ov_cell_text(rows, 0, 5),
                       .body = ov_cell_text(rows, 0, 6),
                       .return_token = ov_cell_text(rows, 0, 7),
                       .attempts = (int)ov_cell_int(rows, 0, 8),
                       .give_up_at = ov_cell_int(rows, 0, 9),
                       .kind = ov_cell_text(rows, 0, 10),
                       .lease = lease};
    return OV_OK;
}

ov_status ov_queue_take(ov_ctx *ctx, ov_instant now, ov_instant lease, size_t most, ov_queued *out,
                        size_t *n)
{
    size_t taken = 0;

    while (taken < most) {
        const ov_rows *rows;

        OV_TRY(ov_select(ctx, SQL(CLAIM),
                         OV_ARGS(ov_int(now), ov_int(lease), ov_text(new_token(ctx->arena))),
                         &rows));
        if (!rows->n)
            break;
        OV_TRY(read_taken(ctx, ov_cell_int(rows, 0, 0), lease, &out[taken]));
        taken++;
    }
    *n = taken;
    return OV_OK;
}

/* ---- How it went ---- */

/* What a server said, as one line of valid UTF-8 that is not endless. Owns: arena. */
static const char *clean_told(ov_arena *arena, const char *told)
{
    char *line;
    size_t n = 0;

    if (!told || !*told)
        return NULL;
    line = ov_alloc(arena, LONGEST_TOLD + 1);
    for (; *told && n < LONGEST_TOLD; told++)
        line[n++] = (unsigned char)*told < 0x20 || *told == 0x7f ? ' ' : *told;
    line[n] = '\0';
    for (size_t i = 0; !ov_utf8_valid(ov_str_from(line)) && i < n; i++)
        if ((unsigned char)line[i] >= 0x80)
            line[i] = '?';
    return line;
}

ov_status ov_mail_note(ov_ctx *ctx, ov_id id, ov_instant at, const char *outcome,
                       const ov_mail_fault *fault)
{
    bool person = !ctx->actor.is_system;

    return ov_exec(ctx, SQL(ATTEMPT),
                   OV_ARGS(ov_int(id), ov_int(at), ov_text(outcome),
                           ov_text(fault ? fault->kind : NULL),
                           fault && fault->code ? ov_int(fault->code) : ov_null(),
                           ov_text(fault ? clean_told(ctx->arena, fault->told) : NULL),
                           ov_text(person ? ctx->actor.name : NULL)),
                   NULL);
}

ov_status ov_mail_event(ov_ctx *ctx, ov_id id, const char *action)
{
    return ov_audit(ctx, &(ov_event){.action = action,
                                     .object = ov_printf(ctx->arena, "mail/%lld", (long long)id)});
}

ov_status ov_queue_sent(ov_ctx *ctx, const ov_queued *mail, ov_instant now)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, SQL(SENT), OV_ARGS(ov_int(mail->id), ov_int(now), ov_int(mail->lease)),
                   &changed));
    return changed ? ov_mail_note(ctx, mail->id, now, "sent", NULL) : OV_OK;
}

/* A server that is away for a day is one line of the mail's history, not one for each minute. */
static ov_status is_same_as_last(ov_ctx *ctx, ov_id id, const char *kind, bool *out)
{
    const ov_rows *rows;
    const char *last;

    OV_TRY(ov_select(ctx, SQL(LAST_ATTEMPT), OV_ARGS(ov_int(id)), &rows));
    last = rows->n ? ov_cell_text(rows, 0, 1) : NULL;
    *out = last && !strcmp(last, kind) && !strcmp(ov_cell_text(rows, 0, 0), "again");
    return OV_OK;
}

ov_status ov_queue_again(ov_ctx *ctx, const ov_queued *mail, ov_instant now, ov_instant next,
                         const ov_mail_fault *fault, bool counts)
{
    int64_t changed;
    bool known = false;

    OV_TRY(ov_exec(ctx, SQL(AGAIN),
                   OV_ARGS(ov_int(mail->id), ov_int(next), ov_text(fault->kind),
                           ov_text(clean_told(ctx->arena, fault->told)), ov_int(mail->lease),
                           ov_int(counts)),
                   &changed));
    if (!changed)
        return OV_OK;
    if (!counts)
        OV_TRY(is_same_as_last(ctx, mail->id, fault->kind, &known));
    return known ? OV_OK : ov_mail_note(ctx, mail->id, now, "again", fault);
}

static ov_status mark_account(ov_ctx *ctx, ov_id id, const ov_mail_fault *fault)
{
    const char *told = clean_told(ctx->arena, fault->told);
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, SQL(BRIEF), OV_ARGS(ov_int(id)), &rows));
    if (ov_cell_null(rows, 0, 1))
        return OV_OK;
    return ov_exec(
        ctx, SQL(ACCOUNT_FAULT),
        OV_ARGS(*ov_cell(rows, 0, 1), ov_text(told ? told : fault->kind), *ov_cell(rows, 0, 2)),
        NULL);
}

ov_status ov_queue_failed(ov_ctx *ctx, ov_id id, ov_instant now, const ov_mail_fault *fault)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, SQL(FAILED),
                   OV_ARGS(ov_int(id), ov_text(fault->kind),
                           ov_text(clean_told(ctx->arena, fault->told)), ov_int(fault->code != 0)),
                   &changed));
    if (!changed)
        return OV_OK;
    OV_TRY(ov_mail_note(ctx, id, now, "failed", fault));
    if (!strcmp(fault->kind, OV_FAULT_UNKNOWN))
        OV_TRY(mark_account(ctx, id, fault));
    return ov_mail_event(ctx, id, "mail.failed");
}

ov_status ov_queue_untake(ov_ctx *ctx, const ov_queued *mail)
{
    return ov_exec(ctx, SQL(UNCLAIM), OV_ARGS(ov_int(mail->id), ov_int(mail->lease)), NULL);
}

ov_status ov_queue_needless(ov_ctx *ctx, const ov_queued *mail, ov_instant now)
{
    OV_TRY(ov_queue_untake(ctx, mail));
    OV_TRY(ov_exec(ctx, SQL(CANCEL), OV_ARGS(ov_int(mail->id)), NULL));
    return ov_mail_note(ctx, mail->id, now, "cancelled",
                        &(ov_mail_fault){.kind = OV_FAULT_NEEDLESS});
}

/* A mail that never met a server fails as too late; any other keeps what hindered it last. */
ov_status ov_queue_expire(ov_ctx *ctx, ov_instant now, size_t *n)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, SQL(EXPIRED), OV_ARGS(ov_int(now)), &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *kind = ov_cell_text(rows, i, 1);
        const ov_mail_fault fault = {.kind = kind ? kind : OV_FAULT_TOO_LATE,
                                     .told = ov_cell_text(rows, i, 2)};

        OV_TRY(ov_queue_failed(ctx, ov_cell_int(rows, i, 0), now, &fault));
    }
    *n = rows->n;
    return OV_OK;
}

ov_instant ov_queue_next(int attempts, ov_instant now, ov_instant give_up_at, uint32_t dice)
{
    static const ov_instant pauses[] = {OV_MINUTE, 5 * OV_MINUTE, 15 * OV_MINUTE,
                                        OV_HOUR,   2 * OV_HOUR,   4 * OV_HOUR};
    size_t nth = attempts < 1 ? 0 : (size_t)attempts - 1;
    ov_instant pause = pauses[nth < OV_LEN(pauses) ? nth : OV_LEN(pauses) - 1], next;

    pause += pause / 5 * ((int64_t)(dice % 2001) - 1000) / 1000;
    next = now + pause;
    if (next < give_up_at)
        return next;
    next = give_up_at - 5 * OV_SECOND;
    return next >= now + 30 * OV_SECOND ? next : 0;
}

/* ---- What came back ---- */

static ov_status one_id(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n, ov_id *out)
{
    int64_t id;

    OV_TRY(ov_select_int(ctx, sql, args, n, 0, &id));
    if (!id)
        return OV_NOT_FOUND;
    *out = id;
    return OV_OK;
}

ov_status ov_mail_by_token(ov_ctx *ctx, ov_id id, const char *token, ov_id *out)
{
    return one_id(ctx, SQL(BY_TOKEN), OV_ARGS(ov_int(id), ov_text(token)), out);
}

ov_status ov_mail_by_message_id(ov_ctx *ctx, const char *message_id, ov_id *out)
{
    return one_id(ctx, SQL(BY_MESSAGE_ID), OV_ARGS(ov_text(message_id)), out);
}

ov_status ov_mail_bounced(ov_ctx *ctx, ov_id id, const ov_mail_fault *fault, bool address_fault)
{
    int64_t changed;

    OV_TRY(ov_exec(
        ctx, SQL(BOUNCED),
        OV_ARGS(ov_int(id), ov_text(fault->kind), ov_text(clean_told(ctx->arena, fault->told))),
        &changed));
    if (!changed)
        return OV_OK;
    OV_TRY(ov_mail_note(ctx, id, ctx->now, "bounced", fault));
    if (address_fault)
        OV_TRY(mark_account(ctx, id, fault));
    return ov_mail_event(ctx, id, "mail.bounced");
}

ov_status ov_mail_delayed(ov_ctx *ctx, ov_id id, const ov_mail_fault *fault)
{
    return ov_mail_note(ctx, id, ctx->now, "delayed", fault);
}

ov_status ov_return_seen(ov_ctx *ctx, const char *uid, bool *out)
{
    int64_t seen;

    OV_TRY(ov_select_int(ctx, SQL(RETURN_SEEN), OV_ARGS(ov_text(uid)), 0, &seen));
    *out = seen != 0;
    return OV_OK;
}

ov_status ov_return_add(ov_ctx *ctx, const char *uid)
{
    OV_TRY(ov_exec(ctx, SQL(RETURN_FORGET), OV_ARGS(ov_int(ctx->now - 400 * OV_DAY_LENGTH)), NULL));
    return ov_exec(ctx, SQL(RETURN_ADD), OV_ARGS(ov_text(uid), ov_int(ctx->now)), NULL);
}
