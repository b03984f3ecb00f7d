/* SPDX-License-Identifier: EUPL-1.2 */
/* check.c — the rules of an organisation's facts, and its number. */
#include "outbox/outbox.h"
#include "register/register_sql.h"
#include "util/str.h"

#include <string.h>

const ov_choice ov_organisation_types[] = {{"region", "Region", "Regioner"},
                                           {"municipality", "Kommun", "Kommuner"},
                                           {"federation", "Kommunalförbund", "Kommunalförbund"},
                                           {"hospital", "Sjukhus", "Sjukhus"},
                                           {"company", "Företag", "Företag"},
                                           {"council", "Råd eller förening", "Råd och föreningar"},
                                           {"authority", "Myndighet", "Myndigheter"},
                                           {0}};

const char *ov_choice_title(const ov_choice *choices, const char *code)
{
    for (; choices->code; choices++)
        if (strcmp(choices->code, code) == 0)
            return choices->title;
    return code;
}

static bool is_choice(const ov_choice *choices, const char *code)
{
    for (; code && choices->code; choices++)
        if (strcmp(choices->code, code) == 0)
            return true;
    return false;
}

/* ---- The number ---- */

static bool digits_only(const char *text, size_t n)
{
    return strlen(text) == n && strspn(text, "0123456789") == n;
}

/* The last digit makes the sum of the digits of every second number doubled end in 0. */
static bool luhn_ok(const char digits[10])
{
    int sum = 0;

    for (size_t i = 0; i < 10; i++) {
        int d = digits[i] - '0';

        if (i % 2 == 0)
            d = d * 2 > 9 ? d * 2 - 9 : d * 2;
        sum += d;
    }
    return sum % 10 == 0;
}

static const char not_a_number[] =
    "Organisationsnumret stämmer inte. Det har tio siffror, till exempel 232100-0131; kontrollera "
    "att ingen siffra är fel.";
static const char personal_number[] =
    "Numret är ett personnummer. Portalen sparar bara organisationsnummer.";

ov_status ov_org_no_parse(ov_arena *arena, const char *text, const char **out, const char **fault)
{
    ov_str s = ov_str_trim(ov_str_from(text));
    char digits[13] = "";
    size_t n = 0;

    for (size_t i = 0; i < s.len && n < sizeof digits; i++) {
        if (s.ptr[i] == '-' && i + 5 == s.len)
            continue;
        digits[n++] = s.ptr[i];
    }
    if (n == 12 && digits[0] == '1' && digits[1] == '6') /* as it stands in tax files */
        n = 10, memmove(digits, digits + 2, 10);
    if (n < sizeof digits)
        digits[n] = '\0';
    *fault = not_a_number;
    if (n != 10 || !digits_only(digits, 10) || !luhn_ok(digits))
        return OV_INVALID;
    *fault = personal_number;
    if (digits[2] < '2')
        return OV_INVALID;
    *fault = NULL;
    *out = ov_strndup(arena, digits, 10);
    return OV_OK;
}

const char *ov_org_no_shown(ov_arena *arena, const char *org_no)
{
    if (!org_no || strlen(org_no) != 10)
        return org_no;
    return ov_printf(arena, "%.6s-%s", org_no, org_no + 6);
}

/* ---- The rest ---- */

bool ov_register_text_ok(const char *text, size_t most, bool lines)
{
    ov_str s = ov_str_from(text);

    if (!ov_utf8_valid(s) || ov_utf8_length(s) > most)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if ((c < 0x20 && !(lines && c == '\n')) || c == 0x7f)
            return false;
    }
    return true;
}

static bool is_code(const char *code)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    size_t len = code ? strlen(code) : 0;

    return len >= 1 && len <= 32 && strspn(code, allowed) == len;
}

static bool is_phone(const char *phone)
{
    return ov_register_text_ok(phone, 40, false) &&
           strspn(phone, "0123456789+-() /") == strlen(phone) && strpbrk(phone, "0123456789");
}

/* A name of a machine with a dot in it, after http:// or https://; no blanks or quotes. */
static bool is_web(const char *web)
{
    const char *host = strncmp(web, "https://", 8) == 0  ? web + 8
                       : strncmp(web, "http://", 7) == 0 ? web + 7
                                                         : NULL;

    return host && ov_register_text_ok(web, 200, false) && !strpbrk(web, " \"'<>\\`@") && *host &&
           *host != '.' && *host != '/' && strcspn(host, ".") < strcspn(host, "/");
}

/* NULL means that nothing is told, which breaks no rule but for what every organisation has. */
static const char *address_fault(const ov_organisation *org, const char **field)
{
    *field = "registry_email";
    if (org->registry_email && !ov_mail_address_ok(org->registry_email))
        return "Brevlådans adress stämmer inte. Skriv till exempel registrator@kommun.se.";
    *field = "address";
    if (org->address && !ov_register_text_ok(org->address, 500, true))
        return "Postadressen får ha högst 500 tecken.";
    *field = "phone";
    if (org->phone && !is_phone(org->phone))
        return "Telefonnumret stämmer inte. Skriv siffror, till exempel 0322-61 60 00.";
    *field = "web";
    if (org->web && !is_web(org->web))
        return "Webbadressen stämmer inte. Skriv hela adressen, till exempel "
               "https://www.kommun.se.";
    *field = NULL;
    return NULL;
}

const char *ov_organisation_fault(const ov_organisation *org, const char **field)
{
    *field = "type";
    if (!is_choice(ov_organisation_types, org->type))
        return "Slaget är okänt. Välj ett i listan.";
    *field = "code";
    if (!is_code(org->code))
        return "Koden ska ha 1–32 tecken: engelska bokstäver, siffror och bindestreck.";
    *field = "name";
    if (!org->name || !ov_str_trim(ov_str_from(org->name)).len ||
        !ov_register_text_ok(org->name, 200, false))
        return "Namnet ska ha 1–200 tecken.";
    *field = "org_no";
    if (org->org_no && (!digits_only(org->org_no, 10) || !luhn_ok(org->org_no)))
        return not_a_number;
    if (org->org_no && org->org_no[2] < '2')
        return personal_number;
    *field = "parent_id";
    if (org->id && org->parent_id == org->id)
        return "En organisation kan inte höra till sig själv.";
    return address_fault(org, field);
}
