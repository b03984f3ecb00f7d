/* SPDX-License-Identifier: EUPL-1.2 */
/* new_password.c — which passwords are taken: twelve characters or more, and not what anybody would
 * try first. */
#include "pages/signin/new_password.h"

#include "util/str.h"

#include <ctype.h>
#include <string.h>

enum { SHORTEST = 12 };

/* The letter without its dots, of the second byte of a two-byte character; 0: another one. */
static char undotted(unsigned char second)
{
    return memchr("\xa4\xa5\x84\x85", second, 4) ? 'a'
           : memchr("\xb6\x96", second, 2)       ? 'o'
           : memchr("\xa9\x89", second, 2)       ? 'e'
                                                 : '\0';
}

/* Letters and digits alone, in lower case and without dots: "Åsa.K-1" is "asak1". */
static const char *bare(ov_arena *arena, const char *text)
{
    size_t len = strlen(text), n = 0;
    char *out = ov_strndup(arena, text, len);

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        char plain = c == 0xc3 ? undotted((unsigned char)text[i + 1]) : '\0';

        if (plain)
            i++;
        if (plain || c >= 0x80 || isalnum(c))
            out[n++] = plain ? plain : (char)tolower(c);
    }
    out[n] = '\0';
    return out;
}

/* Is it the word alone, however often, or with digits after it? */
static bool is_made_of(const char *password, const char *word)
{
    size_t n = strlen(word);

    if (n < 3)
        return false;
    const char *p = password;
    while (strncmp(p, word, n) == 0)
        p += n;
    return p != password && strspn(p, "0123456789") == strlen(p);
}

/* A few characters again and again ("abcabcabcabc"), or a row of the keyboard or the alphabet. */
static bool is_pattern(const char *password)
{
    static const char *const rows[] = {"abcdefghijklmnopqrstuvwxyz", "01234567890123456789",
                                       "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm"};
    size_t len = strlen(password);

    for (size_t period = 1; period <= 4; period++)
        if (len > period && memcmp(password, password + period, len - period) == 0)
            return true;
    for (size_t i = 0; i < OV_LEN(rows); i++)
        if (strstr(rows[i], password))
            return true;
    return false;
}

/* What many take: such a word, alone or with digits. */
static bool is_common(const char *password)
{
    static const char *const words[] = {
        "losenord", "password", "hemligt", "hemlig",  "qwerty",   "qwertyuiop", "sommar",
        "vinter",   "host",     "var",     "letmein", "iloveyou", "valkommen",  "kommun",
        "region",   "overens",  "admin",   "sverige", "abc123",   "asdfgh",     "overensdemo"};

    for (size_t i = 0; i < OV_LEN(words); i++)
        if (is_made_of(password, words[i]))
            return true;
    return false;
}

static bool is_own(ov_req *req, const char *password, const ov_account *account)
{
    ov_arena *arena = ov_req_arena(req);
    const char *email = account->email ? account->email : "";
    ov_str rest = ov_str_from(account->name), local = ov_str_from(email);

    if (is_made_of(password, bare(arena, account->login)) ||
        is_made_of(password, bare(arena, email)) ||
        is_made_of(password, bare(arena, ov_str_z(arena, ov_str_cut(&local, '@')))) ||
        is_made_of(password, bare(arena, account->name)) ||
        is_made_of(password, bare(arena, ov_req_site_name(req))))
        return true;
    while (rest.len)
        if (is_made_of(password, bare(arena, ov_str_z(arena, ov_str_cut(&rest, ' ')))))
            return true;
    return false;
}

void ov_new_password_check(ov_req *req, ov_form *form, const ov_account *account)
{
    const char *password = ov_form_text(form, "nytt");
    const char *letters = bare(ov_req_arena(req), password);

    if (ov_utf8_length(ov_str_from(password)) < SHORTEST)
        ov_form_error(form, "nytt", "Lösenordet är för kort. Det ska ha minst %d tecken.",
                      SHORTEST);
    else if (is_pattern(password) || is_pattern(letters))
        ov_form_error(form, "nytt",
                      "Lösenordet upprepar samma tecken eller följer en rad. Välj några ord som "
                      "inte hör ihop.");
    else if (is_common(letters))
        ov_form_error(form, "nytt",
                      "Lösenordet är ett av dem som prövas först. Välj några ord som inte hör "
                      "ihop.");
    else if (is_own(req, letters, account))
        ov_form_error(form, "nytt",
                      "Lösenordet är nästan ditt namn, din e-postadress eller portalens namn. Välj "
                      "något annat.");
    else if (strcmp(password, ov_form_text(form, "igen")) != 0)
        ov_form_error(form, "igen", "De två lösenorden är inte lika. Skriv dem igen.");
}

ov_status ov_new_password_hash(ov_req *req, const ov_form *form, const char **hash)
{
    return ov_password_hash(ov_req_arena(req), ov_form_text(form, "nytt"), true, hash,
                            &ov_req_ctx(req)->err);
}
