/* SPDX-License-Identifier: EUPL-1.2 */
/* test_import.c — texts as people have them: broken lines, bullets, running heads, tables, numbers,
 * and files that mean harm. */
#include "text/import/import.h"
#include "util/file.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static ov_arena *arena;
static ov_import import;
static ov_err err;

static void setup(void)
{
    arena = ov_arena_new(0);
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static void read_bytes(ov_str source)
{
    ov_status status = ov_import_text(arena, source, &import, &err);

    ck_assert_msg(status == OV_OK, "%s: %s", ov_status_name(status), err.text);
}

static void read_text(const char *text)
{
    read_bytes(ov_str_from(text));
}

/* The n-th node in document order. */
static const ov_node *nth(const ov_node *node, int *n)
{
    for (; node; node = node->next) {
        const ov_node *inner;

        if ((*n)-- == 0)
            return node;
        inner = nth(node->first_child, n);
        if (inner)
            return inner;
    }
    return NULL;
}

static const ov_node *at(int n)
{
    const ov_node *node = nth(import.root, &n);

    ck_assert_ptr_nonnull(node);
    return node;
}

static bool has_nodes(int n)
{
    int end = n, last = n - 1;

    return nth(import.root, &last) != NULL && nth(import.root, &end) == NULL;
}

static void is_node(int n, int level, const char *number, const char *heading)
{
    const ov_node *node = at(n);

    ck_assert_pstr_eq(node->number, number);
    ck_assert_pstr_eq(node->heading, heading);
    ck_assert_int_eq(node->level, level);
}

static const ov_warning *warning(const char *code)
{
    for (size_t i = 0; i < import.n_warnings; i++)
        if (strcmp(import.warnings[i].code, code) == 0)
            return &import.warnings[i];
    return NULL;
}

START_TEST(numbers_make_levels)
{
    read_text("Överenskommelse om samverkan\n\n"
              "1 Parter\nParter är regionen och kommunen.\n\n"
              "2 Ansvar\n2.1 Regionens ansvar\nRegionen svarar för läkare.\n\n"
              "2.1.1 Läkare i hemmet\nRegionen svarar för läkare i hemmet.\n\n"
              "3 Giltighet\nAvtalet gäller i fyra år.\n");
    ck_assert_str_eq(import.title, "Överenskommelse om samverkan");
    ck_assert(has_nodes(5));
    is_node(0, 1, "1", "Parter");
    is_node(1, 1, "2", "Ansvar");
    is_node(2, 2, "2.1", "Regionens ansvar");
    is_node(3, 3, "2.1.1", "Läkare i hemmet");
    is_node(4, 1, "3", "Giltighet");
    ck_assert_str_eq(at(1)->kind, "heading");
    ck_assert_str_eq(at(2)->kind, "provision");
    ck_assert_str_eq(at(2)->body, "Regionen svarar för läkare.");
    ck_assert_ptr_eq(at(1)->first_child, at(2));
    ck_assert_uint_eq(import.n_warnings, 0);
}
END_TEST

START_TEST(letters_push_numbers_down)
{
    read_text("A. OM AVTALET\nAvtalet gäller vård.\n\nB. AVTALSMODELL FÖR VÅRD MELLAN\n"
              "PARTERNA I LÄNET\n1 Parter\nRegionen och kommunen.\n\n1.1 Ersättning\nPrincip\n\n"
              "Ersättningen är fast.\n\nRörlig del\n\nResten faktureras varje månad.\n");
    ck_assert(has_nodes(6));
    is_node(0, 1, "A", "OM AVTALET");
    is_node(1, 1, "B", "AVTALSMODELL FÖR VÅRD MELLAN PARTERNA I LÄNET");
    is_node(2, 2, "1", "Parter");
    is_node(3, 3, "1.1", "Ersättning");
    is_node(4, 4, NULL, "Princip");
    is_node(5, 4, NULL, "Rörlig del");
}
END_TEST

START_TEST(lines_and_hyphens_are_mended)
{
    read_text("1 Läge\n\n"
              "Direktören berättar att läget är gott vad gäller slutenvårdskap-\n"
              "acitet per invånare i länet. Regionen och kommunen delar ansvaret för hälso-\n"
              "och sjukvården, och de har sedan länge tillsammans svarat för en gemensam DRG-\n"
              "kodning av vården. Den som behöver det ska få e-\n"
              "hälsa i hemmet.\n\n"
              "Nästa stycke är kort.\n");
    ck_assert(has_nodes(1));
    ck_assert_str_eq(at(0)->body,
                     "Direktören berättar att läget är gott vad gäller slutenvårdskapacitet per "
                     "invånare i länet. Regionen och kommunen delar ansvaret för hälso- och "
                     "sjukvården, och de har sedan länge tillsammans svarat för en gemensam "
                     "DRG-kodning av vården. Den som behöver det ska få e-hälsa i hemmet.\n\n"
                     "Nästa stycke är kort.");
    ck_assert_int_eq(warning("soft_hyphen")->line, 4);
    ck_assert_ptr_nonnull(strstr(warning("soft_hyphen")->text, "slutenvårdskapacitet"));
}
END_TEST

START_TEST(bullets_of_all_sorts)
{
    read_text("1 Ansvar\n\nParterna ska\n\n"
              "\xef\x82\xb7 planera vården\n\xef\x82\xb7 följa den\n"
              "– varje år\n– och när något händer\n"
              "\xef\x82\xb7 redovisa den.\n\n"
              "Följande steg gäller:\n1. Chefen prövar frågan.\n2. Nämnden prövar frågan.\n");
    ck_assert(has_nodes(1));
    ck_assert_str_eq(at(0)->body, "Parterna ska\n\n- planera vården\n- följa den\n  - varje år\n"
                                  "  - och när något händer\n- redovisa den.\n\n"
                                  "Följande steg gäller:\n\n1. Chefen prövar frågan.\n"
                                  "2. Nämnden prövar frågan.");
}
END_TEST

START_TEST(bullets_that_are_letters_or_arrows)
{
    read_text("1 Ansvar\n\nParterna ska\n\n\xef\x82\xb7 planera\no i tid\no varje år\n"
              "\xef\x82\xb7 följa\n\n2 Steg\n\nStegen är:\n(a) prövning\n(b) beslut\n\n"
              "3 Mer\n\nDetta gäller:\n\n\xe2\x86\x92 pil\n\n\xe2\x98\x90 ruta\n");
    ck_assert(has_nodes(3));
    ck_assert_str_eq(at(0)->body, "Parterna ska\n\n- planera\n  - i tid\n"
                                  "  - varje år\n- följa");
    ck_assert_str_eq(at(1)->body, "Stegen är:\n\n- (a) prövning\n- (b) beslut");
    ck_assert_str_eq(at(2)->body, "Detta gäller:\n\n- pil\n  - ruta");
    read_text("1 Tid\n\nAvtalet gäller t\no m den 31 december.\n");
    ck_assert_str_eq(at(0)->body, "Avtalet gäller t o m den 31 december.");
}
END_TEST

START_TEST(pages_leave_no_trace)
{
    read_text(
        "Region Västerlen   Avtal 2025\n\n1 Syfte\nParterna ska gemensamt verka för att vården "
        "hänger samman för den som\nbehöver insatser av båda, och de ska i det arbetet sträva "
        "efter att varje\n\nSida 1 (3)\n"
        "\fRegion Västerlen   Avtal 2025\n\nenskild möts i ett sammanhang.\n\n2 Ansvar\n"
        "Regionen svarar för läkare.\n\nSida 2 (3)\n"
        "\fRegion Västerlen   Avtal 2025\n\n3 Giltighet\nAvtalet gäller i fyra år.\n\nSida 3 "
        "(3)\n");
    ck_assert(has_nodes(3));
    ck_assert_str_eq(import.title, "");
    ck_assert_str_eq(
        at(0)->body,
        "Parterna ska gemensamt verka för att vården hänger samman för den som behöver "
        "insatser av båda, och de ska i det arbetet sträva efter att varje enskild "
        "möts i ett sammanhang.");
    ck_assert_str_eq(at(2)->body, "Avtalet gäller i fyra år.");
    ck_assert_ptr_nonnull(warning("running_head"));
}
END_TEST

START_TEST(a_text_that_repeats_itself_is_kept)
{
    read_text("\fA. VÅRD\nParterna ska planera vården.\n\nPrincip\n\nAnsvaret är delat lika.\n"
              "\fB. OMSORG\nParterna ska planera vården.\n\nPrincip\n\nAnsvaret är delat lika.\n"
              "\fC. SKOLA\nParterna ska planera vården.\n\nPrincip\n\nAnsvaret är delat lika.\n");
    ck_assert(has_nodes(6));
    ck_assert_str_eq(at(4)->body, "Parterna ska planera vården.");
    is_node(5, 2, NULL, "Princip");
    ck_assert_ptr_null(warning("running_head"));
}
END_TEST

START_TEST(headings_with_full_stops_are_no_list)
{
    read_text("1. Bakgrund\n\nVården är delad.\n\n2. Tvist\n\n1. Chefen prövar frågan.\n"
              "2. Nämnden prövar frågan.\n\n3. Giltighet\n\nAvtalet gäller i fyra år.\n\n"
              "4. Bilagor\n4.1. Priser\nPriserna står i en bilaga.\n");
    ck_assert(has_nodes(5));
    is_node(1, 1, "2", "Tvist");
    ck_assert_str_eq(at(1)->body, "1. Chefen prövar frågan.\n2. Nämnden prövar frågan.");
    is_node(2, 1, "3", "Giltighet");
    is_node(4, 2, "4.1", "Priser");
}
END_TEST

START_TEST(chapters_and_paragraph_signs)
{
    read_text("Kapitel 1 Allmänt\n\n§ 1 Parter\nParterna är två.\n\n§ 2\nAvtalet gäller i ett "
              "år.\n\nKapitel 2 Ansvar\n\n§ 4 Läkare\nRegionen svarar.\n\nBilaga 1 Priser\n"
              "Priser anges i kronor.\n");
    ck_assert(has_nodes(6));
    is_node(0, 1, "Kapitel 1", "Allmänt");
    is_node(1, 2, "§ 1", "Parter");
    is_node(2, 2, "§ 2", NULL);
    is_node(4, 2, "§ 4", "Läkare");
    is_node(5, 1, "Bilaga 1", "Priser");
    ck_assert_int_eq(warning("numbering_gap")->line, 11);
}
END_TEST

START_TEST(articles_and_annexes_with_tables)
{
    read_text("Artikel 1 – Parter\n\nParterna är två.\n\n2 kap. Priser\n\nPriset följer 3 kap. 2 § "
              "i lagen.\n\nBilaga 1 Kostnader\nPris 100 200\nSumma 300 400\n");
    ck_assert(has_nodes(3));
    is_node(0, 1, "Artikel 1", "Parter");
    is_node(1, 1, "2 kap.", "Priser");
    is_node(2, 1, "Bilaga 1", "Kostnader");
}
END_TEST

START_TEST(tables_are_read_or_named)
{
    read_text(
        "1 Ramar\n\nRamarna framgår av tabellen.\n\nBelopp i tkr Mottagare\n"
        "Betalare RÖ RJL\nRÖ  36 044\nRJL 378 026  \n\n2 Priser\n\n"
        "Vara          2024     2025\nRullstol     1 200    1 250\nLyft                  9 900\n"
        "Säng         3 400    3 500\n");
    ck_assert_str_eq(at(0)->body, "Ramarna framgår av tabellen.\n\nBelopp i tkr Mottagare\n\n"
                                  "| Betalare | RÖ | RJL |\n| RÖ |  | 36 044 |\n"
                                  "| RJL | 378 026 |  |");
    ck_assert_str_eq(at(1)->body, "| Vara | 2024 | 2025 |\n| Rullstol | 1 200 | 1 250 |\n"
                                  "| Lyft |  | 9 900 |\n| Säng | 3 400 | 3 500 |");
    ck_assert_ptr_null(warning("lost_table"));
    read_text("1 Ramar\n\nBelopp i tkr Mottagare\nBetalare RÖ RJL RKL\nRÖ 36 044 13 405\n"
              "RJL 378 026 7 872\n");
    ck_assert_int_eq(warning("lost_table")->line, 3);
    ck_assert_ptr_nonnull(strstr(warning("lost_table")->text, "Belopp i tkr Mottagare"));
    ck_assert_ptr_nonnull(strstr(at(0)->body, "RJL 378 026 7 872"));
}
END_TEST

START_TEST(roman_numbers_and_numbers_set_close)
{
    read_text("I. Parter\nRegionen och kommunen.\n\nII. Ansvar\n3.1Läkare i hemmet\n\nRegionen "
              "svarar.\n\n"
              "III. Giltighet\nFyra år.\n\nIV. Tvist\nLöses i samråd.\n");
    is_node(0, 1, "I", "Parter");
    is_node(1, 1, "II", "Ansvar");
    is_node(2, 3, "3.1", "Läkare i hemmet");
    is_node(3, 1, "III", "Giltighet");
    is_node(4, 1, "IV", "Tvist");
    read_text("1 Delar\n\nI denna del gäller följande:\n\na. Regionen svarar för läkare\nb. "
              "kommunen för resten\n"
              "iv) och så vidare\n\nBolaget bildades\ns. 14 i årsboken.\n");
    ck_assert(has_nodes(1));
    ck_assert(strstr(at(0)->body, "- a. Regionen svarar för läkare\n- b. kommunen för resten\n"
                                  "- iv) och så vidare"));
    ck_assert(!strstr(at(0)->body, "- s."));
}
END_TEST

START_TEST(titles_of_slides_are_headings)
{
    read_text("Information till rådet\n2022-11-24\n\n\n\nAgenda\n\n• Uppdrag\n\n• Arbete\n\n• "
              "Dialog\n\n• Frågor\n\n"
              "Vårt uppdrag\n\n\n\nRegion Stockholm\n\nSjukhus i egen regi\n\nKommunalförbundet\n\n"
              "Sjukvård i Norrtälje\n\nTack till alla\n\n\n\nKontakt och\nadresser som "
              "behövs\n\nProjektledare\n\n"
              "Ombud\n\nRegion\n\nKommun\n\nBolag\n\nSkola\n\nHem\n\nBy\n");
    ck_assert_str_eq(at(1)->heading, "Agenda");
    ck_assert_str_eq(at(2)->heading, "Vårt uppdrag");
    ck_assert_str_eq(at(3)->heading, "Tack till alla");
    ck_assert(has_nodes(4));
}
END_TEST

/* As pdftotext -layout sets them: an empty cell is only a wider space. */
START_TEST(cells_stand_under_their_column)
{
    read_text("1 Ramar\n\nText om ramar.\n\n  Betalare      RÖ       RJL      RKL\n"
              "  RÖ                    36 044   13 405\n  RJL         378 026            7 872\n"
              "  RKL         311 279   7 482\n");
    ck_assert(strstr(at(0)->body, "| Betalare | RÖ | RJL | RKL |\n| RÖ |  | 36 044 | 13 405 |\n"
                                  "| RJL | 378 026 |  | 7 872 |\n| RKL | 311 279 | 7 482 |  |"));
    ck_assert(!warning("lost_table"));
    read_text("1 Ramar\n\nText om ramar.\n\n  Betalare     RÖ       RJL     RKL\n  RÖ          33 "
              "484 2 662\n"
              "  RJL         19 722 2 082\n  RKL         15 245 1 397\n");
    ck_assert(!strstr(at(0)->body, "| RÖ |"));
    ck_assert(strstr(warning("lost_table")->text, "Betalare"));
}
END_TEST

START_TEST(gaps_are_warned_of)
{
    read_text("1 Parter\nParterna är två.\n\n2 Ansvar\n2.1 Regionen\nRegionen svarar.\n\n"
              "2.3 Kommunen\nKommunen svarar.\n\n4 Slut\nAvtalet är slut.\n");
    ck_assert_uint_eq(import.n_warnings, 2);
    ck_assert_str_eq(import.warnings[0].code, "numbering_gap");
    ck_assert_int_eq(import.warnings[0].line, 8);
    ck_assert_ptr_nonnull(strstr(import.warnings[0].text, "2.2"));
    ck_assert_int_eq(import.warnings[1].line, 11);
}
END_TEST

START_TEST(numbers_in_sentences_are_no_headings)
{
    read_text(
        "1 Pris\n\nPriset räknas upp varje år enligt ett index som båda parterna har godkänt "
        "före den\n1 januari. Betalning sker inom\n30 dagar. Regionen har\n2 Sjukhus.\n\n"
        "2.1 Parterna ska senast den 1 mars varje år komma överens om det index som gäller.\n");
    is_node(0, 1, "1", "Pris");
    is_node(1, 2, "2.1", NULL);
    ck_assert(has_nodes(2));
}
END_TEST

START_TEST(a_lone_hash_is_not_markdown)
{
    read_text("1 Parter\n\nParterna är två.\n\n# 4 i listan\n\n2 Ansvar\n\nRegionen svarar.\n");
    ck_assert(has_nodes(2));
    ck_assert_str_eq(at(0)->body, "Parterna är två.\n\n\\# 4 i listan");
    is_node(1, 1, "2", "Ansvar");
    read_text("\n# 1 Parter\n\nParterna är\ntvå.\n");
    is_node(0, 1, "1", "Parter");
}
END_TEST

START_TEST(markdown_keeps_its_levels)
{
    read_text(
        "# Avtal om vård\n\nInledning i ett\nstycke.\n\n## 1 Parter\n\n* regionen\n* kommunen\n"
        "    1. varje\n    2. för sig\n\n### 1.1 Begrepp\n\n| Ord | Betydelse |\n|---|---|\n"
        "| vård | `a\\|b` |\n\n## 2 Ansvar\n\n\\# inte en rubrik\n");
    ck_assert_str_eq(import.title, "Avtal om vård");
    ck_assert(has_nodes(4));
    is_node(0, 1, NULL, NULL);
    ck_assert_str_eq(at(0)->kind, "preamble");
    ck_assert_str_eq(at(0)->body, "Inledning i ett stycke.");
    is_node(1, 1, "1", "Parter");
    ck_assert_str_eq(at(1)->body, "- regionen\n- kommunen\n  1. varje\n  2. för sig");
    is_node(2, 2, "1.1", "Begrepp");
    ck_assert_str_eq(at(2)->body, "| Ord | Betydelse |\n| vård | `a\\|b` |");
    ck_assert_str_eq(at(3)->body, "\\# inte en rubrik");
}
END_TEST

START_TEST(encodings)
{
    read_bytes(OV_LIT("1 L\xe4ge\n\xc5ret \xe4r gott \x96 v\xe5rden \xf6kar.\n"));
    is_node(0, 1, "1", "Läge");
    ck_assert_str_eq(at(0)->body, "Året är gott – vården ökar.");
    ck_assert_ptr_nonnull(warning("unknown_encoding"));
    read_bytes(OV_LIT("\xef\xbb\xbf"
                      "1 A\xcc\x8ar\r\nText h\xc3\xa4r.\r\n"));
    is_node(0, 1, "1", "År");
    ck_assert_str_eq(at(0)->body, "Text här.");
}
END_TEST

static void refused(ov_str source, ov_status wanted)
{
    char *place;

    err.text[0] = '\0';
    ck_assert_int_eq(ov_import_text(arena, source, &import, &err), wanted);
    ck_assert(strtol(err.text, &place, 10) > 0 && *place == ':');
}

static ov_str nested(int levels)
{
    ov_buf buf = {0};
    ov_str out;

    for (int i = 0; i < levels; i++) {
        for (int k = 0; k < i; k++)
            ov_buf_addz(&buf, "  ");
        ov_buf_addz(&buf, "- x\n");
    }
    out = (ov_str){ov_strndup(arena, buf.ptr, buf.len), buf.len};
    ov_buf_free(&buf);
    return out;
}

static ov_str repeated(const char *piece, size_t n)
{
    size_t len = strlen(piece);
    char *text = ov_alloc(arena, len * n + 1);

    for (size_t i = 0; i < n; i++)
        memcpy(text + i * len, piece, len);
    text[len * n] = '\0';
    return (ov_str){text, len * n};
}

START_TEST(harm_is_refused)
{
    refused(OV_LIT(""), OV_INVALID);
    refused(OV_LIT(" \n\n\f \n"), OV_INVALID);
    refused(OV_LIT("text\0mer"), OV_INVALID);
    refused(OV_LIT("V\xc3\xa5rd och omsorg \xff\xfe h\xc3\xa4r"), OV_INVALID);
    refused(OV_LIT("Avtal \xc3\x28 \xff\n"), OV_INVALID);
    refused(OV_LIT("v\x81rd"), OV_INVALID);
    refused(repeated("x", OV_IMPORT_MAX_BYTES + 1), OV_TOO_LARGE);
    refused(repeated("# a\n", OV_IMPORT_MAX_NODES + 1), OV_TOO_LARGE);
    refused(repeated("a\n", OV_IMPORT_MAX_LINES + 1), OV_TOO_LARGE);
    refused(nested(1000), OV_TOO_LARGE);
    refused(repeated("- ", 10000), OV_TOO_LARGE);
    refused(ov_str_from(ov_printf(arena, "# Rubrik\n\n%s", nested(1000).ptr)), OV_TOO_LARGE);
}
END_TEST

/* Quadratic work would take minutes here: the test's time limit is the check. */
START_TEST(long_and_odd_texts_take_linear_time)
{
    static const char *const pieces[] = {"a-\nb",
                                         "1 (5)\n",
                                         "1.1 Rubrik här\n",
                                         "- x\n",
                                         "RÖ 1 2 3\n",
                                         "a  b  c\n",
                                         "|a|b|\n",
                                         "ord och ",
                                         "\xc2\xad",
                                         "2024\nHuvud\n3\nEn text som är lång.\n",
                                         "\f\nRubrik\n",
                                         "Text som\ngår på\n\n"};

    for (size_t i = 0; i < OV_LEN(pieces); i++) {
        ov_status status =
            ov_import_text(arena, repeated(pieces[i], 1000000 / strlen(pieces[i])), &import, &err);
        ck_assert(status == OV_OK || status == OV_TOO_LARGE || status == OV_INVALID);
    }
}
END_TEST

START_TEST(json_is_complete)
{
    read_text("1 Parter\nDe \"två\" parterna\\.\n\n1.1 Region\nRegionen.\n");
    ck_assert_str_eq(ov_import_json(arena, &import),
                     "{\"title\":\"\",\"nodes\":[{\"number\":\"1\",\"heading\":\"Parter\","
                     "\"level\":1,\"kind\":\"provision\",\"body\":\"De \\\"två\\\" parterna\\\\.\","
                     "\"children\":[{\"number\":\"1.1\",\"heading\":\"Region\",\"level\":2,"
                     "\"kind\":\"provision\",\"body\":\"Regionen.\",\"children\":[]}]}],"
                     "\"warnings\":[]}\n");
}
END_TEST

/* ---- the five sources ------------------------------------------------------------------------ */

static const char *shared_dir(void)
{
    const char *dir = getenv("OVERENS_SHARED");

    return dir && *dir ? dir : TEST_SRCDIR "/../shared";
}

static bool read_source(const char *name, ov_str *source)
{
    const char *path = ov_printf(arena, "%s/sources/%s", shared_dir(), name);

    if (ov_file_read(arena, path, OV_IMPORT_MAX_BYTES, source, &err) != OV_OK)
        return false;
    read_bytes(*source);
    return true;
}

START_TEST(source_002_has_every_heading)
{
    static const struct {
        int level;
        const char *number, *heading;
    } wanted[] = {{1, "A", "OM ÖVERENSKOMMELSEN"},
                  {1, "B", "UTGÅNGSPUNKTER OCH MÅL"},
                  {2, NULL, "Grund för samverkan"},
                  {1, "C", "SJUKVÅRDSREGIONAL SAMVERKAN"},
                  {1, "D", "AVTALSMODELL FÖR VÅRD MELLAN PARTERNA I SYDÖSTRA SJUKVÅRDSREGIONEN"},
                  {2, "1", "Parter"},
                  {2, "3", "Ersättning"},
                  {3, "3.1", "Verksamheter med fast/rörlig ersättning"},
                  {4, NULL, "Princip"},
                  {3, "4.5", "Regionalt programarbete"},
                  {3, "5.1", "Verksamhetsuppföljning och ekonomisk uppföljning"},
                  {3, "6.3", "Särskilda regler"},
                  {2, "7", "Förändringar inför avtal 2024"},
                  {3, "7.3", "Avtalets fasta del"},
                  {2, "8", "Tillgänglighet"},
                  {3, "8.3", "Redovisning av tillgänglighet"},
                  {1, "E", "ÖVRIGT"},
                  {2, NULL, "Tvist"}};
    size_t found = 0, numbered = 0;
    ov_str source;

    if (!read_source("002_regional_agreement_2024.txt", &source))
        return;
    for (int i = 0;; i++) {
        int n = i;
        const ov_node *node = nth(import.root, &n);

        if (!node)
            break;
        numbered += node->number != NULL;
        if (found < OV_LEN(wanted) && node->heading &&
            !strcmp(node->heading, wanted[found].heading)) {
            is_node(i, wanted[found].level, wanted[found].number, wanted[found].heading);
            found++;
        }
        if (node->number && !strcmp(node->number, "7.3"))
            ck_assert_ptr_nonnull(strstr(node->body, "| RÖ |  | 36 044 | 13 405 |\n"
                                                     "| RJL | 378 026 |  | 7 872 |\n"
                                                     "| RKL | 311 279 | 7 482 |  |\n\n"));
    }
    ck_assert_uint_eq(found, OV_LEN(wanted));
    ck_assert_uint_eq(numbered, 34); /* A–E, 1–8 and 21 below them */
}
END_TEST

/* Letters and digits of a text in order, hyphens and white space left out. */
static ov_str skeleton(ov_str text)
{
    ov_buf buf = {0};
    ov_str out;

    while (text.len) {
        size_t size = ov_char_size(text);
        uint32_t c = ov_char_first(text);

        if (ov_char_letter(c) || (c >= '0' && c <= '9'))
            ov_buf_add(&buf, text.ptr, size);
        text = (ov_str){text.ptr + size, text.len - size};
    }
    out = (ov_str){ov_strndup(arena, buf.ptr, buf.len), buf.len};
    ov_buf_free(&buf);
    return out;
}

START_TEST(sources_lose_no_words)
{
    static const struct {
        const char *name;
        size_t furniture; /* letters and digits of running heads and page numbers */
    } sources[] = {{"000_hospital_agreement_2024.txt", 0},
                   {"001_council_minutes_2025-04-10.txt", 2}, /* 1 (5) */
                   {"002_regional_agreement_2024.txt", 0},
                   {"003_target_picture_2040.txt", 3 * (8 + 30 + 1)},
                   {"004_municipal_agreement_2025.txt", 0}};

    for (size_t i = 0; i < OV_LEN(sources); i++) {
        ov_buf all = {0};
        ov_str source, before, after;

        if (!read_source(sources[i].name, &source))
            continue;
        ov_buf_addz(&all, import.title);
        for (int k = 0;; k++) {
            int n = k;
            const ov_node *node = nth(import.root, &n);

            if (!node)
                break;
            ov_buf_printf(&all, " %s %s %s", node->number ? node->number : "",
                          node->heading ? node->heading : "", node->body);
        }
        before = skeleton(source);
        after = skeleton(ov_buf_str(&all));
        ck_assert_msg(ov_utf8_length(before) == ov_utf8_length(after) + sources[i].furniture,
                      "%s: %zu letters became %zu", sources[i].name, ov_utf8_length(before),
                      ov_utf8_length(after));
        if (sources[i].furniture == 0)
            ck_assert(ov_str_eq(before, after));
        ov_buf_free(&all);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import");
    TCase *tcase = tcase_create("import");
    SRunner *runner;
    FILE *source;
    int failed;

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, numbers_make_levels);
    tcase_add_test(tcase, letters_push_numbers_down);
    tcase_add_test(tcase, lines_and_hyphens_are_mended);
    tcase_add_test(tcase, bullets_of_all_sorts);
    tcase_add_test(tcase, bullets_that_are_letters_or_arrows);
    tcase_add_test(tcase, pages_leave_no_trace);
    tcase_add_test(tcase, a_text_that_repeats_itself_is_kept);
    tcase_add_test(tcase, headings_with_full_stops_are_no_list);
    tcase_add_test(tcase, chapters_and_paragraph_signs);
    tcase_add_test(tcase, tables_are_read_or_named);
    tcase_add_test(tcase, articles_and_annexes_with_tables);
    tcase_add_test(tcase, roman_numbers_and_numbers_set_close);
    tcase_add_test(tcase, titles_of_slides_are_headings);
    tcase_add_test(tcase, cells_stand_under_their_column);
    tcase_add_test(tcase, gaps_are_warned_of);
    tcase_add_test(tcase, numbers_in_sentences_are_no_headings);
    tcase_add_test(tcase, markdown_keeps_its_levels);
    tcase_add_test(tcase, a_lone_hash_is_not_markdown);
    tcase_add_test(tcase, encodings);
    tcase_add_test(tcase, harm_is_refused);
    tcase_add_test(tcase, long_and_odd_texts_take_linear_time);
    tcase_add_test(tcase, json_is_complete);
    tcase_add_test(tcase, source_002_has_every_heading);
    tcase_add_test(tcase, sources_lose_no_words);
    suite_add_tcase(suite, tcase);
    arena = ov_arena_new(0);
    source =
        fopen(ov_printf(arena, "%s/sources/002_regional_agreement_2024.txt", shared_dir()), "r");
    if (source)
        fclose(source);
    else
        puts("SKIP: source_002_has_every_heading, sources_lose_no_words: no ../shared here");
    ov_arena_free(arena);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
