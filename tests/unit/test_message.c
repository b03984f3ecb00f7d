/* SPDX-License-Identifier: EUPL-1.2 */
/* test_message.c — a mail as it goes over the wire; what a letter that came back says. */
#include "notify/bounce.h"
#include "notify/message.h"
#include "notify/sender.h"
#include "outbox/queue.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static ov_arena *arena;
static ov_buf out;

static void setup(void)
{
    arena = ov_arena_new(0);
    out = (ov_buf){0};
}

static void teardown(void)
{
    ov_buf_free(&out);
    ov_arena_free(arena);
}

static const char *write_mail(const char *to_name, const char *subject, const char *body)
{
    const ov_message m = {.from = "portal@example.se",
                          .from_name = "Överens",
                          .reply_to = "fragor@example.se",
                          .to = "anna@example.se",
                          .to_name = to_name,
                          .message_id = "abc@example.se",
                          .lang = "sv",
                          .subject = subject,
                          .body = body,
                          .date = (ov_instant)1795324975 * OV_SECOND};

    ov_buf_clear(&out);
    ov_message_write(&out, &m);
    return out.ptr;
}

/* Every line ends with CR LF, is ASCII, and is no longer than limit. */
static void is_well_formed(const char *text, size_t limit)
{
    while (*text) {
        size_t n = strcspn(text, "\n");

        ck_assert_msg(n && text[n] == '\n' && text[n - 1] == '\r', "%s", text);
        ck_assert_msg(n - 1 <= limit, "%zu: %s", n, text);
        for (size_t i = 0; i + 1 < n; i++)
            ck_assert_msg((unsigned char)text[i] >= 0x20 && (unsigned char)text[i] < 0x7f,
                          "%02x in %s", (unsigned char)text[i], text);
        text += n + 1;
    }
}

START_TEST(a_swedish_mail)
{
    const char *text = write_mail("Åsa \"B\" Öberg", "Påminnelse: svara senast 5 maj",
                                  "Hej!\n\nSvara på https://x.se/?a=1 i dag. \n.\nFrån oss\n");

    is_well_formed(text, 78);
    ck_assert_str_eq(
        text, "Date: Sun, 22 Nov 2026 05:22:55 +0000\r\n"
              "From: =?UTF-8?Q?=C3=96verens?= <portal@example.se>\r\n"
              "Reply-To: <fragor@example.se>\r\n"
              "To: =?UTF-8?Q?=C3=85sa_=22B=22_=C3=96berg?= <anna@example.se>\r\n"
              "Subject: =?UTF-8?Q?P=C3=A5minnelse=3A_svara_senast_5_maj?=\r\n"
              "Message-ID: <abc@example.se>\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n"
              "Content-Language: sv\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "X-Auto-Response-Suppress: All\r\n"
              "\r\n"
              "Hej!\r\n\r\nSvara p=C3=A5 https://x.se/?a=3D1 i dag.=20\r\n.\r\nFr=C3=A5n oss\r\n");
}
END_TEST

START_TEST(no_header_can_be_added)
{
    const char *text = write_mail("A\r\nBcc: x@y.se", "B\r\nBcc: x@y.se", "C\n");

    is_well_formed(text, 78);
    ck_assert_ptr_null(strstr(text, "\nBcc"));
}
END_TEST

START_TEST(nothing_is_too_long_and_no_character_is_broken)
{
    ov_buf long_text = {0};
    const char *text, *at;

    for (int i = 0; i < 300; i++)
        ov_buf_addz(&long_text, i % 7 ? "å€𝄞" : "ord =?x ");
    text = write_mail(long_text.ptr, long_text.ptr, long_text.ptr);
    is_well_formed(text, 78);
    /* An encoded-word holds whole characters: none begins with a continuation byte. */
    for (at = text; (at = strstr(at, "=?UTF-8?Q?")); at += 10)
        ck_assert_msg(
            !(at[10] == '=' && (at[11] == '8' || at[11] == '9' || at[11] == 'A' || at[11] == 'B')),
            "%.40s", at);
    text = write_mail(NULL,
                      "Plain words that are folded where there is a blank, again and again, "
                      "so that no line of a header is longer than it should be",
                      "x\n");
    is_well_formed(text, 78);
    at = strstr(text,
                "Subject: Plain words that are folded where there is a blank, again and again,\r\n "
                "so that no line of a header is longer than it should be\r\n");
    ck_assert_msg(at, "%s", text);
    ov_buf_clear(&long_text);
    for (int i = 0; i < 5000; i++)
        ov_buf_addc(&long_text, 'x');
    is_well_formed(write_mail(long_text.ptr, long_text.ptr, long_text.ptr), 78);
    ov_buf_free(&long_text);
}
END_TEST

/* ---- Letters that came back ---- */

static ov_letter read_letter(const char *text)
{
    ov_letter letter;

    ov_letter_read(arena, ov_str_from(text), "retur@example.se", &letter);
    return letter;
}

#define DSN(action, status, diagnostic)                                                            \
    "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\n"                 \
    "To: retur+12.0123456789abcdef0123@example.se\r\nAuto-Submitted: auto-replied\r\n"             \
    "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"b/1\"\r\n\r\n"   \
    "--b/1\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b/1\r\n"                                 \
    "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"          \
    "Final-Recipient: rfc822; anna@example.se\r\nAction: " action "\r\nStatus: " status            \
    "\r\nDiagnostic-Code: " diagnostic "\r\n\r\n--b/1\r\nContent-Type: message/rfc822\r\n\r\n"     \
    "Message-ID: <abc@example.se>\r\nSubject: x\r\n\r\ntext\r\n--b/1--\r\n"

START_TEST(a_delivery_status_is_read)
{
    ov_letter l = read_letter(DSN("failed", "5.1.1", "smtp; 550 5.1.1\r\n  no such user"));

    ck_assert_int_eq(l.kind, OV_LETTER_BOUNCED);
    ck_assert_int_eq(l.mail_id, 12);
    ck_assert_str_eq(l.token, "0123456789abcdef0123");
    ck_assert_str_eq(l.message_id, "abc@example.se");
    ck_assert_str_eq(l.fault, OV_FAULT_UNKNOWN);
    ck_assert(l.address_fault);
    ck_assert_str_eq(l.told, "5.1.1 smtp; 550 5.1.1  no such user");

    l = read_letter(DSN("failed", "5.2.2", "smtp; 552 full"));
    ck_assert_str_eq(l.fault, OV_FAULT_FULL);
    ck_assert(!l.address_fault);
    l = read_letter(DSN("failed", "4.4.7", "smtp; expired"));
    ck_assert_int_eq(l.kind, OV_LETTER_BOUNCED);
    ck_assert(!l.address_fault);
    ck_assert_int_eq(read_letter(DSN("delayed", "4.4.1", "x")).kind, OV_LETTER_DELAYED);
    ck_assert_int_eq(read_letter(DSN("relayed", "2.1.9", "x")).kind, OV_LETTER_OTHER);
}
END_TEST

START_TEST(plain_bounces_are_read_and_automatic_answers_are_none)
{
    ov_letter l =
        read_letter("From: postmaster@mx.example\nTo: RETUR+7.ABCDEF@Example.se\n"
                    "Subject: failure notice\n\nHi. This is the qmail-send program.\n"
                    "550 5.1.1 <anna@example.se>: unknown\n\nMessage-Id: <m@example.se>\n");

    ck_assert_int_eq(l.kind, OV_LETTER_BOUNCED);
    ck_assert_int_eq(l.mail_id, 7);
    ck_assert_str_eq(l.token, "abcdef");
    ck_assert_str_eq(l.message_id, "m@example.se");
    ck_assert(l.address_fault);
    l = read_letter("From: Anna <anna@example.se>\nTo: retur+7.abcdef@example.se\n"
                    "Auto-Submitted: auto-replied\nSubject: Semester\n\n550 5.1.1 bort\n");
    ck_assert_int_eq(l.kind, OV_LETTER_AUTO_REPLY);
    l = read_letter("From: Anna <anna@example.se>\nTo: retur+7.abcdef@example.se\n"
                    "Subject: Autosvar: på semester\n\nHej\n");
    ck_assert_int_eq(l.kind, OV_LETTER_AUTO_REPLY);
    l = read_letter("From: Anna <anna@example.se>\nTo: retur+7.abcdef@example.se\n\n550 5.1.1\n");
    ck_assert_int_eq(l.kind, OV_LETTER_OTHER);
}
END_TEST

START_TEST(hostile_letters_end)
{
    static const char *const letters[] = {
        "",
        "\n",
        "Content-Type: multipart/report; boundary=\"\"\n\n--\n--\n",
        "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; "
        "boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n--a\n--a",
        "Content-Type: message/delivery-status\n\n\n\n\n\nAction: failed",
        "To: retur+99999999999999999999.a@example.se, retur+1.@example.se, retur+@example.se\n\n",
        "To: retur@example.se, +@example.se\n\n",
    };
    ov_buf deep = {0};

    for (size_t i = 0; i < OV_LEN(letters); i++)
        ck_assert_int_eq(read_letter(letters[i]).mail_id, 0);
    for (int i = 0; i < 20000; i++)
        ov_buf_addz(&deep, "Content-Type: multipart/report; boundary=q\n\n--q\n");
    (void)read_letter(deep.ptr);
    ov_buf_clear(&deep);
    for (int i = 0; i < 20000; i++)
        ov_buf_addz(&deep, "To: x,\n\t");
    (void)read_letter(deep.ptr);
    ov_buf_free(&deep);
}
END_TEST

START_TEST(a_return_address_leads_back)
{
    const char *address = ov_return_address(arena, "retur@example.se", 7, "0a1b");
    char token[41];
    ov_id id;

    ck_assert_str_eq(address, "retur+7.0a1b@example.se");
    ck_assert(ov_return_parts("retur@example.se", ov_str_from(address), &id, token));
    ck_assert_int_eq(id, 7);
    ck_assert_str_eq(token, "0a1b");
    ck_assert(!ov_return_parts("retur@example.se", OV_LIT("retur+7.0a1b@example.com"), &id, token));
    ck_assert(!ov_return_parts("retur@example.se", OV_LIT("retur+-7.0a1b@example.se"), &id, token));
    ck_assert(!ov_return_parts("retur@example.se", OV_LIT("annan+7.0a1b@example.se"), &id, token));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("message");
    TCase *t = tcase_create("message");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_swedish_mail);
    tcase_add_test(t, no_header_can_be_added);
    tcase_add_test(t, nothing_is_too_long_and_no_character_is_broken);
    tcase_add_test(t, a_delivery_status_is_read);
    tcase_add_test(t, plain_bounces_are_read_and_automatic_answers_are_none);
    tcase_add_test(t, hostile_letters_end);
    tcase_add_test(t, a_return_address_leads_back);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
