/* SPDX-License-Identifier: EUPL-1.2 */
/* message.c — headers and text of a mail as it goes over the wire. */
#include "notify/message.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    LINE = 76,       /* bytes of a line of quoted-printable, without its end (RFC 2045 6.7) */
    WORD = 75,       /* of an encoded-word, with what stands around it (RFC 2047 2) */
    HEADER_LINE = 78 /* of a header's line, where it can be broken (RFC 5322 2.1.1) */
};

static const char hex[] = "0123456789ABCDEF";

static bool is_control(unsigned char c)
{
    return c < 0x20 || c == 0x7f;
}

/* ---- Headers ---- */

static size_t sequence_length(const char *p)
{
    size_t n = 1;

    while (((unsigned char)p[n] & 0xC0) == 0x80)
        n++;
    return n;
}

/* Letters and digits stand for themselves in every place of a header (RFC 2047 5, rule 3). */
static bool stands_for_itself(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!*+-/", c));
}

static void add_q(ov_buf *out, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];

        if (c == ' ' || is_control(c)) {
            ov_buf_addc(out, '_');
        } else if (stands_for_itself(c)) {
            ov_buf_addc(out, (char)c);
        } else {
            char code[3] = {'=', hex[c >> 4], hex[c & 15]};
            ov_buf_add(out, code, sizeof code);
        }
    }
}

/* As encoded-words, each on a line of its own; used: bytes on the first line so far. */
static void add_encoded(ov_buf *out, const char *text, size_t used)
{
    static const char begin[] = "=?UTF-8?Q?", end[] = "?=";
    size_t room = (size_t)HEADER_LINE - used < WORD ? (size_t)HEADER_LINE - used : WORD, start;
    ov_buf one = {0};

    start = out->len;
    ov_buf_addz(out, begin);
    for (; *text; text += sequence_length(text)) {
        ov_buf_clear(&one);
        add_q(&one, text, sequence_length(text));
        if (out->len - start + one.len + strlen(end) > room) {
            ov_buf_addz(out, end);
            ov_buf_addz(out, "\r\n ");
            start = out->len;
            room = WORD;
            ov_buf_addz(out, begin);
        }
        ov_buf_adds(out, ov_buf_str(&one));
    }
    ov_buf_addz(out, end);
    ov_buf_free(&one);
}

/* Plain ASCII that no reader takes for an encoded-word, and no word of which is too long to fold?
 */
static bool is_plain(const char *text)
{
    size_t word = 0;

    for (const char *p = text; *p; p++) {
        word = *p == ' ' ? 0 : word + 1;
        if (is_control((unsigned char)*p) || (unsigned char)*p >= 0x80 || word > 60)
            return false;
    }
    return !strstr(text, "=?") && *text != ' ' && (!*text || text[strlen(text) - 1] != ' ');
}

/* Folded before a blank where the line would be too long. */
static void add_folded(ov_buf *out, const char *text, size_t used)
{
    while (*text) {
        size_t blanks = strspn(text, " "), word = blanks + strcspn(text + blanks, " ");

        if (used + word > HEADER_LINE && blanks) {
            ov_buf_addz(out, "\r\n");
            used = 0;
        }
        ov_buf_add(out, text, word);
        used += word;
        text += word;
    }
}

static void add_text_header(ov_buf *out, const char *name, const char *text)
{
    size_t used = strlen(name) + 2;

    ov_buf_printf(out, "%s: ", name);
    if (is_plain(text))
        add_folded(out, text, used);
    else
        add_encoded(out, text, used);
    ov_buf_addz(out, "\r\n");
}

static void add_quoted(ov_buf *out, const char *text)
{
    ov_buf_addc(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            ov_buf_addc(out, '\\');
        ov_buf_addc(out, *text);
    }
    ov_buf_addc(out, '"');
}

/* "Namn" <address>; the name on the first line, the address on it or the next. */
static void add_address_header(ov_buf *out, const char *name, const char *who, const char *address)
{
    size_t start = out->len, line;

    ov_buf_printf(out, "%s: ", name);
    if (who && *who) {
        if (is_plain(who) && strlen(who) <= 60)
            add_quoted(out, who);
        else
            add_encoded(out, who, out->len - start);
        line = out->len;
        while (line > start && out->ptr[line - 1] != '\n')
            line--;
        ov_buf_addz(out, out->len - line + strlen(address) + 3 > HEADER_LINE ? "\r\n " : " ");
    }
    ov_buf_printf(out, "<%s>\r\n", address);
}

static void add_date(ov_buf *out, ov_instant at)
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(at / OV_SECOND);
    struct tm tm;

    gmtime_r(&seconds, &tm);
    ov_buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday,
                  months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* ---- Text ---- */

static bool is_literal(unsigned char c)
{
    return (c >= 33 && c <= 126 && c != '=') || c == ' ' || c == '\t';
}

/* One line without its end. A blank at the end of a line is encoded: relays take it away. */
static void add_body_line(ov_buf *out, const char *p, size_t n)
{
    size_t used = 0;

    for (size_t i = 0; i < n;) {
        size_t length = 1, width = 0;

        if ((unsigned char)p[i] >= 0x80) /* a character is not broken: easier to read as it is */
            while (i + length < n && length < 4 && ((unsigned char)p[i + length] & 0xC0) == 0x80)
                length++;
        bool last_blank = (p[i] == ' ' || p[i] == '\t') && i + 1 == n;
        bool literal = is_literal((unsigned char)p[i]) && !last_blank;
        width = literal ? 1 : 3 * length;
        if (used + width > LINE - (i + length < n)) {
            ov_buf_addz(out, "=\r\n");
            used = 0;
        }
        for (size_t k = 0; k < length; k++) {
            unsigned char c = (unsigned char)p[i + k];
            char code[3] = {'=', hex[c >> 4], hex[c & 15]};

            if (literal)
                ov_buf_addc(out, (char)c);
            else
                ov_buf_add(out, code, sizeof code);
        }
        used += width;
        i += length;
    }
}

static void add_body(ov_buf *out, const char *body)
{
    while (*body) {
        size_t n = strcspn(body, "\n");

        add_body_line(out, body, n);
        ov_buf_addz(out, "\r\n");
        body += n + (body[n] == '\n');
    }
}

void ov_message_write(ov_buf *out, const ov_message *m)
{
    add_date(out, m->date);
    add_address_header(out, "From", m->from_name, m->from);
    if (m->reply_to && *m->reply_to)
        add_address_header(out, "Reply-To", NULL, m->reply_to);
    add_address_header(out, "To", m->to_name, m->to);
    add_text_header(out, "Subject", m->subject);
    ov_buf_printf(out,
                  "Message-ID: <%s>\r\n"
                  "MIME-Version: 1.0\r\n"
                  "Content-Type: text/plain; charset=utf-8\r\n"
                  "Content-Transfer-Encoding: quoted-printable\r\n"
                  "Content-Language: %s\r\n"
                  "Auto-Submitted: auto-generated\r\n"
                  "X-Auto-Response-Suppress: All\r\n"
                  "\r\n",
                  m->message_id, m->lang);
    add_body(out, m->body);
}
