/* SPDX-License-Identifier: EUPL-1.2 */
/* bounce.c — what a letter of the return mailbox says about a mail of ours. */
#include "notify/bounce.h"

#include "notify/mime.h"
#include "notify/sender.h"
#include "outbox/queue.h"

#include <string.h>
#include <strings.h>

enum { DEPTH_MOST = 5, PARTS_MOST = 60, TEXT_MOST = 16 * 1024, HEADERS_MOST = 5 };

typedef struct reading {
    ov_arena *arena;
    ov_letter *out;
    int parts;
    bool has_status;    /* a delivery status has been read */
    const char *action; /* the worst of them */
    const char *status; /* "5.1.1" */
    const char *reason; /* Diagnostic-Code */
    ov_str text;        /* the first plain text */
} reading;

/* ---- Which mail ---- */

/* An address with a return token somewhere in a header's value. */
static void look_for_token(const char *value, const char *return_path, ov_letter *out)
{
    while (value && *value && !out->mail_id) {
        size_t n = strcspn(value, " ,;<>\"()\t");
        ov_id id;

        if (ov_return_parts(return_path, (ov_str){value, n}, &id, out->token))
            out->mail_id = id;
        value += n + strspn(value + n, " ,;<>\"()\t");
    }
}

static void read_recipients(reading *r, ov_str headers, const char *return_path)
{
    static const char *const names[] = {"Delivered-To", "X-Original-To", "Envelope-To",
                                        "X-Envelope-To", "To"};

    for (size_t i = 0; return_path && i < OV_LEN(names); i++)
        for (size_t nth = 0; nth < HEADERS_MOST && !r->out->mail_id; nth++)
            look_for_token(ov_part_header(r->arena, headers, names[i], nth), return_path, r->out);
}

/* "<id@domain>" without its brackets. */
static const char *bare_id(ov_arena *arena, const char *value)
{
    const char *open = value ? strchr(value, '<') : NULL;
    size_t n = open ? strcspn(open + 1, "> \t") : 0;

    return n && open[1 + n] == '>' ? ov_strndup(arena, open + 1, n) : NULL;
}

static void read_message_id(reading *r, ov_str headers)
{
    if (!r->out->message_id)
        r->out->message_id = bare_id(r->arena, ov_part_header(r->arena, headers, "Message-ID", 0));
}

/* ---- Delivery status (RFC 3464) ---- */

static int rank(const char *action)
{
    return !action ? 0 : ov_part_is(action, "failed") ? 3 : ov_part_is(action, "delayed") ? 2 : 1;
}

/* Groups of fields with empty lines between; the first is about the message, the others about one
 * recipient each. */
static void read_status(reading *r, ov_str body)
{
    r->has_status = true;
    for (int groups = 0; body.len && groups < PARTS_MOST; groups++) {
        ov_part group = ov_part_of(body);
        const char *action = ov_part_header(r->arena, group.headers, "Action", 0);

        if (rank(action) > rank(r->action)) {
            r->action = action;
            r->status = ov_part_header(r->arena, group.headers, "Status", 0);
            r->reason = ov_part_header(r->arena, group.headers, "Diagnostic-Code", 0);
        }
        body = group.body;
    }
}

/* ---- The parts ---- */

static void read_part(reading *r, ov_str text, int depth);

static void read_parts(reading *r, const char *type, ov_str body, int depth)
{
    const char *boundary = ov_part_parameter(r->arena, type, "boundary");
    ov_str rest = body, part;

    while (boundary && depth < DEPTH_MOST && r->parts < PARTS_MOST &&
           ov_part_next(&rest, boundary, &part)) {
        r->parts++;
        read_part(r, part, depth + 1);
    }
}

static void read_part(reading *r, ov_str text, int depth)
{
    ov_part part = ov_part_of(text);
    const char *type = ov_part_header(r->arena, part.headers, "Content-Type", 0);

    if (ov_part_is(type, "multipart/"))
        read_parts(r, type, part.body, depth);
    else if (ov_part_is(type, "message/delivery-status") ||
             ov_part_is(type, "message/global-delivery-status"))
        read_status(r, part.body);
    else if (depth && (ov_part_is(type, "message/") || ov_part_is(type, "text/rfc822-headers")))
        read_message_id(r, ov_part_of(part.body).headers);
    else if (!r->text.len && (!type || ov_part_is(type, "text/plain")))
        r->text = (ov_str){part.body.ptr, part.body.len < TEXT_MOST ? part.body.len : TEXT_MOST};
}

/* ---- Bounces that are only text ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "5.1.1" standing alone in the text. */
static const char *find_status(ov_arena *arena, ov_str text)
{
    for (size_t i = 0; i + 5 <= text.len; i++) {
        const char *p = text.ptr + i;
        size_t n = 1, left = text.len - i;

        if ((*p != '4' && *p != '5') || p[1] != '.' || (i && (is_digit(p[-1]) || p[-1] == '.')))
            continue;
        for (int dots = 0; n < left && n < 9 && (is_digit(p[n]) || (p[n] == '.' && dots < 2)); n++)
            dots += p[n] == '.';
        if (n >= 5 && is_digit(p[n - 1]) && memchr(p + 2, '.', n - 2) && (n == left || p[n] != '.'))
            return ov_strndup(arena, p, n);
    }
    return NULL;
}

/* "550 …" at the beginning of a line or after a blank: the answer of a server, up to its line's
 * end.
 */
static const char *find_answer(ov_arena *arena, ov_str text)
{
    for (size_t i = 0; i + 4 <= text.len; i++) {
        const char *p = text.ptr + i;
        bool begins = i == 0 || p[-1] == ' ' || p[-1] == '\n' || p[-1] == '\t';

        if (!begins || (*p != '4' && *p != '5') || !is_digit(p[1]) || !is_digit(p[2]) ||
            (p[3] != ' ' && p[3] != '-'))
            continue;
        size_t n = 0;
        while (n < text.len - i && n < 200 && p[n] != '\n' && p[n] != '\r')
            n++;
        return ov_strndup(arena, p, n);
    }
    return NULL;
}

static bool from_a_server(reading *r, ov_str headers)
{
    const char *from = ov_part_header(r->arena, headers, "From", 0);
    ov_str text = ov_str_from(from);

    return ov_part_header(r->arena, headers, "X-Failed-Recipients", 0) ||
           ov_part_find(text, "mailer-daemon") || ov_part_find(text, "postmaster@") ||
           ov_part_find(text, "mail delivery s");
}

static bool is_auto_reply(reading *r, ov_str headers)
{
    static const char *const marks[] = {"X-Autoreply", "X-Autorespond", "X-Autogenerated",
                                        "X-Auto-Reply-From"};
    static const char *const subjects[] = {"auto:",       "autosvar",      "automatic reply",
                                           "automatiskt", "out of office", "auto-reply",
                                           "frånvaro"};
    const char *automatic = ov_part_header(r->arena, headers, "Auto-Submitted", 0);
    const char *precedence = ov_part_header(r->arena, headers, "Precedence", 0);
    const char *subject = ov_part_header(r->arena, headers, "Subject", 0);

    for (size_t i = 0; i < OV_LEN(marks); i++)
        if (ov_part_header(r->arena, headers, marks[i], 0))
            return true;
    for (size_t i = 0; i < OV_LEN(subjects); i++)
        if (ov_part_is(subject, subjects[i]))
            return true;
    return (automatic && !ov_part_is(automatic, "no")) || ov_part_is(precedence, "auto_reply");
}

/* ---- What it means ---- */

static bool status_is(const char *status, const char *with)
{
    return status && !strncmp(status, with, strlen(with));
}

/* A full mailbox, a mail that is too large or looks like spam say nothing about the address. */
static void judge(ov_letter *out, const char *status, const char *answer)
{
    bool for_good = status_is(status, "5.") || (!status && answer && *answer == '5');

    out->fault = OV_FAULT_REFUSED;
    if (status_is(status, "5.2.2"))
        out->fault = OV_FAULT_FULL;
    else if (!for_good)
        out->fault = OV_FAULT_UNDELIVERED;
    else if (status_is(status, "5.1.") || status_is(status, "5.2.1") || !status ||
             status_is(status, "5.0.") || status_is(status, "5.4.4")) {
        out->fault = OV_FAULT_UNKNOWN;
        out->address_fault = true;
    }
}

static const char *told_of(ov_arena *arena, const char *status, const char *reason)
{
    if (status && reason)
        return ov_printf(arena, "%s %s", status, reason);
    return reason ? reason : status;
}

static void judge_report(reading *r)
{
    ov_letter *out = r->out;

    out->told = told_of(r->arena, r->status, r->reason);
    if (rank(r->action) == 3 || (!r->action && status_is(r->status, "5."))) {
        out->kind = OV_LETTER_BOUNCED;
        judge(out, r->status, NULL);
    } else if (rank(r->action) == 2) {
        out->kind = OV_LETTER_DELAYED;
        out->fault = OV_FAULT_UNDELIVERED;
    }
}

static void judge_text(reading *r)
{
    ov_letter *out = r->out;
    const char *status = find_status(r->arena, r->text), *answer = find_answer(r->arena, r->text);
    const char *id = ov_part_find(r->text, "\nmessage-id:");

    if (id && !out->message_id)
        read_message_id(r, (ov_str){id + 1, r->text.len - (size_t)(id + 1 - r->text.ptr)});
    out->kind = OV_LETTER_BOUNCED;
    out->told = told_of(r->arena, answer ? NULL : status, answer);
    judge(out, status, answer);
}

void ov_letter_read(ov_arena *arena, ov_str letter, const char *return_path, ov_letter *out)
{
    reading r = {.arena = arena, .out = out, .text = {"", 0}};
    ov_part whole;

    *out = (ov_letter){.kind = OV_LETTER_OTHER};
    if (letter.len > OV_LETTER_MOST)
        letter.len = OV_LETTER_MOST;
    whole = ov_part_of(letter);
    read_recipients(&r, whole.headers, return_path);
    read_part(&r, letter, 0);
    if (r.has_status)
        judge_report(&r);
    else if (from_a_server(&r, whole.headers))
        judge_text(&r);
    else if (is_auto_reply(&r, whole.headers))
        out->kind = OV_LETTER_AUTO_REPLY;
}
