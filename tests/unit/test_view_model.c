/* SPDX-License-Identifier: EUPL-1.2 */
/* test_view_model.c — rows, maps and JSON as templates read them. */
#include "view/format.h"
#include "view/markdown.h"
#include "view/template.h"

#include <check.h>
#include <stdio.h>

static ov_arena *arena;
static ov_templates *set;
static ov_map *root;
static ov_buf out;
static ov_err err;

static void setup(void)
{
    const ov_template_options options = {0};
    arena = ov_arena_new(0);
    set = ov_templates_new(&options);
    root = ov_map_new(arena);
    out = (ov_buf){0};
}

static void teardown(void)
{
    ov_buf_free(&out);
    ov_templates_free(set);
    ov_arena_free(arena);
}

static const char *show_in(const char *lang, const char *text)
{
    ov_buf_clear(&out);
    ov_status status = ov_template_render_text(set, "t", ov_str_from(text), lang, root, &out, &err);
    ck_assert_msg(status == OV_OK, "%s", err.text);
    return out.ptr;
}

static const char *show(const char *text)
{
    return show_in("sv", text);
}

static const ov_field fields[] = {
    {"id", OV_FIELD_INT},          {"namn", OV_FIELD_TEXT},    {"antal", OV_FIELD_COUNT},
    {"klar", OV_FIELD_BOOL},       {"belopp", OV_FIELD_MONEY}, {"dag", OV_FIELD_DAY},
    {"skickat", OV_FIELD_INSTANT}, {"text", OV_FIELD_HTML},    {NULL, 0}};

/* Two rows: one with everything, one with nothing. */
static const ov_rows *two_rows(void)
{
    static ov_val cells[16];
    static const ov_rows rows = {2, 8, cells};
    ov_instant at;

    ck_assert_int_eq(ov_instant_parse(OV_LIT("2025-06-19T21:59:07.5Z"), &at), OV_OK);
    const ov_val full[8] = {ov_int(7),  ov_text("A & B"),   ov_int(-1234567),
                            ov_int(1),  ov_int(3150216667), ov_int(ov_day_from_civil(2025, 6, 19)),
                            ov_int(at), ov_text("<p>x</p>")};
    const ov_val empty[8] = {ov_int(0), ov_null(), ov_int(0), ov_int(0),
                             ov_null(), ov_null(), ov_null(), ov_null()};
    memcpy(cells, full, sizeof full);
    memcpy(cells + 8, empty, sizeof empty);
    return &rows;
}

START_TEST(columns_show_by_their_kind)
{
    ov_map_rows(root, "rader", two_rows(), fields);
    ck_assert_str_eq(show("{{#rader}}[{{id}}|{{namn}}|{{antal}}|{{klar}}|{{belopp}}]{{/rader}}"),
                     "[7|A &amp; B|−1\u00A0234\u00A0567|true|31\u00A0502\u00A0166,67]"
                     "[0||0|false|]");
    ck_assert_str_eq(show("{{#rader}}[{{dag}}|{{dag_iso}}|{{skickat}}|{{skickat_iso}}]{{/rader}}"),
                     "[19 juni 2025|2025-06-19|19 juni 2025 kl. 23.59|"
                     "2025-06-19T21:59:07.500000Z][|||]");
    ck_assert_str_eq(show_in("en", "{{#rader}}[{{dag}}|{{skickat}}]{{/rader}}"),
                     "[19 June 2025|19 June 2025 at 23:59][|]");
    ck_assert_str_eq(show("{{#rader}}{{{text}}}{{text}};{{/rader}}"),
                     "<p>x</p>&lt;p&gt;x&lt;/p&gt;;;");
}
END_TEST

START_TEST(nothing_and_false_are_false_but_zero_is_a_number)
{
    ov_map_rows(root, "rader", two_rows(), fields);
    ck_assert_str_eq(show("{{#rader}}{{#id}}i{{/id}}{{#antal}}a{{/antal}}{{#klar}}k{{/klar}}"
                          "{{#namn}}n{{/namn}}{{#dag}}d{{/dag}}{{#dag_iso}}o{{/dag_iso}}"
                          "{{^text}}-{{/text}};{{/rader}}"),
                     "iakndo;ia-;");
    ov_map_bool(root, "b", false);
    ov_map_int(root, "n", 0);
    ov_map_text(root, "t", "");
    ov_map_text(root, "inget", NULL);
    ck_assert_str_eq(show("{{#b}}b{{/b}}{{#n}}n{{n}}{{/n}}{{#t}}t{{/t}}{{^inget}}-{{/inget}}"),
                     "n0-");
}
END_TEST

START_TEST(rows_nest_and_rewind)
{
    static const ov_field inner[] = {{"namn", OV_FIELD_TEXT}, {"dag", OV_FIELD_TEXT}, {NULL, 0}};
    static const ov_val cells[] = {{OV_VAL_TEXT, {.s = {"x", 1}}},
                                   {OV_VAL_NULL, {.i = 0}},
                                   {OV_VAL_TEXT, {.s = {"y", 1}}},
                                   {OV_VAL_TEXT, {.s = {"D", 1}}}};
    static const ov_rows rows = {2, 2, cells};

    ov_map_rows(root, "yttre", two_rows(), fields);
    ov_map_rows(root, "inre", &rows, inner);
    /* namn is the inner one, id the outer one; an inner NULL hides the outer day. */
    ck_assert_str_eq(show("{{#yttre}}{{#inre}}{{id}}{{namn}}{{dag}} {{/inre}}{{/yttre}}"),
                     "7x 7yD 0x 0yD ");
    /* The same tag meets rows of different kinds. */
    ck_assert_str_eq(show("{{#yttre}}{{namn}}{{#inre}}{{namn}}{{/inre}}{{namn}};{{/yttre}}"
                          "{{#inre}}{{namn}}{{/inre}}"),
                     "A &amp; BxyA &amp; B;xy;xy");
    ck_assert_str_eq(show("{{#yttre}}{{#yttre}}{{id}}{{/yttre}};{{/yttre}}"), "70;70;");
}
END_TEST

START_TEST(a_row_reads_as_keys_and_own_keys_win)
{
    ov_map_row(root, two_rows(), 0, fields);
    ov_map_text(root, "id", "egen");
    ck_assert_str_eq(show("{{id}} {{namn}} {{dag}} {{dag_iso}} {{finns_inte}}"),
                     "egen A &amp; B 19 juni 2025 2025-06-19 ");
    ov_map *other = ov_map_map(root, "nästa");
    ov_map_row(other, two_rows(), 1, fields);
    ov_map_row(other, two_rows(), 9, fields); /* no such row: nothing */
    ck_assert_str_eq(show("{{nästa.id}}{{nästa.namn}}|{{#nästa}}{{namn}}{{/nästa}}"), "0|");
}
END_TEST

START_TEST(fewer_columns_than_fields_is_harmless)
{
    static const ov_val cells[] = {{OV_VAL_INT, {.i = 5}}};
    static const ov_rows rows = {1, 1, cells};

    ov_map_rows(root, "rader", &rows, fields);
    ck_assert_str_eq(show("{{#rader}}{{id}}{{namn}}{{dag_iso}}{{/rader}}"), "5");
}
END_TEST

START_TEST(maps_and_lists)
{
    ov_list *list = ov_map_list(root, "l");

    ov_map_text(root, "x", "ett");
    ov_map_text(root, "x", "två");
    ov_map_str(root, "s", (ov_str){"avhugget", 3});
    for (int i = 0; i < 20; i++)
        ov_map_int(ov_list_add(list), "n", i);
    ck_assert_uint_eq(ov_list_length(list), 20);
    ck_assert_str_eq(show("{{x}} {{s}} {{#l}}{{n}} {{/l}}"),
                     "två avh 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 ");
    ov_map_text(root, "x", NULL);
    ck_assert_str_eq(show("{{^x}}borta{{/x}}"), "borta");
    ov_list *texts = ov_map_list(root, "t");
    ov_list_add_text(texts, "<");
    ov_list_add_text(texts, NULL);
    ck_assert_str_eq(show("{{#t}}({{.}}){{/t}}"), "(&lt;)()");
    ov_map_put(root, "samma", ov_map_map(root, "karta"));
    ck_assert_str_eq(show("{{#samma}}{{s}}{{/samma}}{{karta}}{{l}}"), "avh");
    ck_assert_ptr_eq(ov_map_arena(root), arena);
}
END_TEST

START_TEST(many_keys_are_all_found)
{
    for (int i = 0; i < 300; i++)
        ov_map_int(root, ov_printf(arena, "nyckel_som_är_lång_%d", i), i);
    for (int i = 0; i < 300; i++) {
        const char *text = ov_printf(arena, "{{nyckel_som_är_lång_%d}}", i);
        ck_assert_str_eq(show(text), ov_printf(arena, "%d", i));
    }
}
END_TEST

START_TEST(json_keeps_the_spelling_of_numbers)
{
    ov_map *map;
    const char *json =
        "{\"a\":1.10,\"\\\"1\":[0.0,-2e3,{\"x\":12345678901234567}],\"b\":\"3,1 \\\\\","
        "\"c\":7,\"n\":null,\"t\":true,\"f\":false}";

    ck_assert_int_eq(ov_model_from_json(arena, ov_str_from(json), &map, &err), OV_OK);
    ov_map_put(root, "j", map);
    ck_assert_str_eq(
        show("{{#j}}{{a}} {{#\"1}}{{.}}{{x}}|{{/\"1}}{{b}} {{c}} {{n}}{{t}}{{f}}{{/j}}"),
        "1.10 0.0|-2e3|12345678901234567|3,1 \\ 7 truefalse");
    ck_assert_str_eq(show("{{#j}}{{#n}}n{{/n}}{{#t}}t{{/t}}{{#f}}f{{/f}}{{/j}}"), "t");
}
END_TEST

START_TEST(bad_json_is_refused_with_its_place)
{
    ov_map *map = NULL;

    ck_assert_int_eq(ov_model_from_json(arena, OV_LIT("{\n \"a\": }"), &map, &err), OV_INVALID);
    ck_assert_msg(strncmp(err.text, "2:7: ", 5) == 0, "%s", err.text);
    ck_assert_int_eq(ov_model_from_json(arena, OV_LIT("{\"a\":1,\"a\":2}"), &map, &err),
                     OV_INVALID);
    ck_assert_int_eq(ov_model_from_json(arena, OV_LIT(""), &map, &err), OV_INVALID);
    char deep[2000];
    memset(deep, '[', 1000);
    memset(deep + 1000, ']', 1000);
    ck_assert_int_eq(ov_model_from_json(arena, (ov_str){deep, 2000}, &map, &err), OV_INVALID);
    ck_assert_ptr_null(map);
}
END_TEST

START_TEST(escaping_is_complete_at_every_length)
{
    static const char special[] = "&<>\"'`";
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#96;"};
    char text[64], expected[128];

    for (size_t len = 1; len < 50; len++)
        for (size_t at = 0; at < len; at++)
            for (size_t which = 0; which < 6; which++) {
                memset(text, 'x', len);
                text[at] = special[which];
                (void)snprintf(expected, sizeof expected, "%.*s%s%.*s", (int)at, text,
                               entities[which], (int)(len - at - 1), text + at + 1);
                ov_buf_clear(&out);
                ov_html_escape(&out, (ov_str){text, len});
                ck_assert_str_eq(out.ptr, expected);
            }
    ov_buf_clear(&out);
    for (size_t i = 0; i < 3000; i++)
        ov_html_escape(&out, OV_LIT("å&"));
    ck_assert_uint_eq(out.len, 3000 * 7);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("view model");
    TCase *tcase = tcase_create("model");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, columns_show_by_their_kind);
    tcase_add_test(tcase, nothing_and_false_are_false_but_zero_is_a_number);
    tcase_add_test(tcase, rows_nest_and_rewind);
    tcase_add_test(tcase, a_row_reads_as_keys_and_own_keys_win);
    tcase_add_test(tcase, fewer_columns_than_fields_is_harmless);
    tcase_add_test(tcase, maps_and_lists);
    tcase_add_test(tcase, many_keys_are_all_found);
    tcase_add_test(tcase, json_keeps_the_spelling_of_numbers);
    tcase_add_test(tcase, bad_json_is_refused_with_its_place);
    tcase_add_test(tcase, escaping_is_complete_at_every_length);
    suite_add_tcase(suite, tcase);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
