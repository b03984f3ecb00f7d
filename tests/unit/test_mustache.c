/* SPDX-License-Identifier: EUPL-1.2 */
/* test_mustache.c — the template engine: the official specification, and what the portal adds. */
#include "view/markdown.h"
#include "template_fixture.h"

#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static ov_status render_with(ov_template_options options, const char *text, const ov_map *map)
{
    ov_templates *set = open_set(options);
    ov_buf_clear(&out);
    ov_status status =
        ov_template_render_text(set, "mall", ov_str_from(text), "sv", map, &out, &err);
    ov_templates_free(set);
    return status;
}

static void shows(const char *text, const char *json, const char *expected)
{
    ov_status status = render_with((ov_template_options){0}, text, model(json));
    ck_assert_msg(status == OV_OK, "%s: %s", text, err.text);
    ck_assert_str_eq(out.ptr, expected);
}

static void fails(const char *text, const char *json, const char *message)
{
    ck_assert_int_ne(render_with((ov_template_options){0}, text, model(json)), OV_OK);
    ck_assert_str_eq(err.text, message);
    ck_assert_uint_eq(out.len, 0);
}

/* ---- The specification --------------------------------------------------------------------- */

static json_t *load_spec(const char *module)
{
    const char *shared = getenv("OVERENS_SHARED");
    char path[1024];

    if (shared)
        (void)snprintf(path, sizeof path, "%s/mustache-spec/%s.json", shared, module);
    else
        (void)snprintf(path, sizeof path, "%s/../shared/mustache-spec/%s.json", TEST_SRCDIR,
                       module);
    return json_load_file(path, 0, NULL);
}

static const char *member(const json_t *test, const char *name)
{
    return json_string_value(json_object_get(test, name));
}

static int run_case(const char *module, json_t *test)
{
    json_t *partials = json_object_get(test, "partials"), *partial;
    char *data =
        json_dumps(json_object_get(test, "data"), JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    const char *name;

    setup();
    json_object_foreach(partials, name, partial) file(name, json_string_value(partial));
    ov_status status =
        render_with((ov_template_options){.raw_html = true}, member(test, "template"), model(data));
    bool good = status == OV_OK && strcmp(out.ptr, member(test, "expected")) == 0;
    if (!good)
        printf("%s: %s\n  template %s\n  expected %s\n  got      %s %s\n", module,
               member(test, "name"), member(test, "template"), member(test, "expected"),
               out.ptr ? out.ptr : "", err.text);
    teardown();
    free(data);
    return good ? 0 : 1;
}

static const struct {
    const char *name;
    size_t least; /* so that a file that lost its cases is seen */
} modules[] = {{"comments", 12}, {"delimiters", 14}, {"interpolation", 40}, {"inverted", 22},
               {"partials", 12}, {"sections", 34},   {"inheritance", 25},   {"dynamic-names", 21}};

START_TEST(the_specification_holds)
{
    json_t *spec = load_spec(modules[_i].name);
    json_t *tests = json_object_get(spec, "tests"), *test;
    int failed = 0;
    size_t i;

    ck_assert_uint_ge(json_array_size(tests), modules[_i].least);
    json_array_foreach(tests, i, test) failed += run_case(modules[_i].name, test);
    ck_assert_int_eq(failed, 0);
    json_decref(spec);
}
END_TEST

/* ---- The specification's lambdas, as C has them ---------------------------------------------
 * Every case of ~lambdas is here: a function that makes text can be written in C for each. None is
 * left out. */

static ov_status give_world(void *arg, ov_str source, ov_buf *made)
{
    (void)source;
    ov_buf_addz(made, arg);
    return OV_OK;
}

static ov_status count_calls(void *arg, ov_str source, ov_buf *made)
{
    int *calls = arg;
    (void)source;
    ov_buf_addi(made, ++*calls);
    return OV_OK;
}

static ov_status is_it_x(void *arg, ov_str source, ov_buf *made)
{
    (void)arg;
    ov_buf_addz(made, ov_str_is(source, "{{x}}") ? "yes" : "no");
    return OV_OK;
}

static ov_status around(void *arg, ov_str source, ov_buf *made) /* source, arg, source */
{
    ov_buf_adds(made, source);
    ov_buf_addz(made, arg);
    ov_buf_adds(made, source);
    return OV_OK;
}

static ov_status underline(void *arg, ov_str source, ov_buf *made)
{
    (void)arg;
    ov_buf_printf(made, "__%.*s__", (int)source.len, source.ptr);
    return OV_OK;
}

static int calls;
static char world[] = "world", planet[] = "{{planet}}", both[] = "|planet| => {{planet}}",
            turned[] = "{{planet}} => |planet|", more[] = ">", nothing[] = "";
static const struct {
    const char *name;
    ov_lambda_fn fn;
    void *arg;
} lambdas[] = {
    {"Interpolation", give_world, world},
    {"Interpolation - Expansion", give_world, planet},
    {"Interpolation - Alternate Delimiters", give_world, both},
    {"Interpolation - Multiple Calls", count_calls, &calls},
    {"Escaping", give_world, more},
    {"Section", is_it_x, NULL},
    {"Section - Expansion", around, planet},
    {"Section - Alternate Delimiters", around, turned},
    {"Section - Multiple Calls", underline, NULL},
    {"Inverted Section", give_world, nothing},
};

static void run_lambda(const json_t *test)
{
    char *data = json_dumps(json_object_get(test, "data"), 0);
    ov_map *map = model(data);
    size_t known = 0;

    for (size_t i = 0; i < OV_LEN(lambdas); i++)
        if (strcmp(lambdas[i].name, member(test, "name")) == 0) {
            ov_map_lambda(map, "lambda", lambdas[i].fn, lambdas[i].arg);
            known++;
        }
    ck_assert_msg(known == 1, "a case that this test does not know: %s", member(test, "name"));
    ov_status status =
        render_with((ov_template_options){.raw_html = true}, member(test, "template"), map);
    ck_assert_msg(status == OV_OK, "%s: %s", member(test, "name"), err.text);
    ck_assert_str_eq(out.ptr, member(test, "expected"));
    free(data);
}

START_TEST(the_lambdas_of_the_specification_hold)
{
    json_t *spec = load_spec("lambdas"), *test;
    size_t i;

    calls = 0;
    ck_assert_uint_ge(json_array_size(json_object_get(spec, "tests")), OV_LEN(lambdas));
    json_array_foreach(json_object_get(spec, "tests"), i, test) run_lambda(test);
    json_decref(spec);
}
END_TEST

/* ---- Without the specification at hand ------------------------------------------------------ */

START_TEST(own_cases)
{
    shows("Hej {{namn}}!", "{\"namn\":\"Åsa & Bo\"}", "Hej Åsa &amp; Bo!");
    shows("{{x}}", "{\"x\":\"& < > \\\" ' `\"}", "&amp; &lt; &gt; &quot; &#39; &#96;");
    shows("{{#l}}{{.}},{{/l}}{{^l}}tom{{/l}}", "{\"l\":[1,2.50]}", "1,2.50,");
    shows("{{#l}}{{.}},{{/l}}{{^l}}tom{{/l}}", "{\"l\":[]}", "tom");
    shows("{{#a}}{{b.c}}{{/a}}", "{\"a\":{\"b\":{}},\"b\":{\"c\":\"fel\"}}", "");
    shows("a\n{{#x}}\n b\n{{/x}}\nc\n", "{\"x\":true}", "a\n b\nc\n");
    shows("{{=<% %>=}}<%x%>{{x}}", "{\"x\":1}", "1{{x}}");
    shows("{{!\n tyst\n}}x", "{}", "x");
    shows("{{.}}", "\"ensam\"", "ensam");
    shows("{{#.}}({{v}}){{/.}}", "[{\"v\":1},{\"v\":2}]", "(1)(2)");
    shows("{{#tom}}x{{/tom}}{{#noll}}0{{/noll}}", "{\"tom\":\"\",\"noll\":0}", "0");
}
END_TEST

START_TEST(partials_and_parents)
{
    file("rad", "<li>{{namn}}</li>\n{{#barn}}\n{{>rad}}\n{{/barn}}\n");
    file("ram", "<main>\n  {{$innehåll}}\n  tomt\n  {{/innehåll}}\n</main>{{$fot}}fot{{/fot}}\n");
    file("sida", "{{<ram}}\n  {{$innehåll}}\n    {{text}}\n    {{>rad}}\n  {{/innehåll}}\n"
                 "{{/ram}}\n");
    shows("<ul>\n  {{>rad}}\n</ul>", "{\"namn\":\"a\",\"barn\":[{\"namn\":\"b\",\"barn\":[]}]}",
          "<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>");
    shows("{{>*vilken}}", "{\"vilken\":\"rad\",\"namn\":\"x\"}", "<li>x</li>\n");
    shows("{{>sida}}", "{\"text\":\"T\",\"namn\":\"N\"}",
          "<main>\n  T\n  <li>N</li>\n</main>fot\n");
    shows("{{<ram}}{{$fot}}slut{{/fot}}{{/ram}}", "{}", "<main>\n  tomt\n</main>slut\n");
    shows("{{>finns-inte}}{{>*vilken}}", "{\"vilken\":\"../../etc/passwd\"}", "");
}
END_TEST

/* ---- What only the portal has --------------------------------------------------------------- */

START_TEST(raw_tags_render_html_values_only)
{
    ov_map *map = ov_map_new(arena);
    ov_map_html(map, "h", ov_html_from_store(OV_LIT("<b>ja</b>")));
    ov_map_text(map, "t", "<b>nej</b>");

    ck_assert_int_eq(render_with((ov_template_options){0}, "{{{h}}}{{&h}}{{h}}", map), OV_OK);
    ck_assert_str_eq(out.ptr, "<b>ja</b><b>ja</b>&lt;b&gt;ja&lt;/b&gt;");
    ck_assert_int_eq(render_with((ov_template_options){0}, "{{{finns_inte}}}", map), OV_OK);
    ck_assert_int_eq(render_with((ov_template_options){0}, "ja\n å {{{t}}}", map), OV_INVALID);
    ck_assert_str_eq(err.text, "mall:2:4: “t” is not HTML that the portal made: write {{t}}");
    ck_assert_int_eq(render_with((ov_template_options){.raw_html = true}, "{{{t}}}", map), OV_OK);
    ck_assert_str_eq(out.ptr, "<b>nej</b>");
}
END_TEST

START_TEST(faults_have_a_place)
{
    fails("a\n{{#x}}", "{}", "mall:2:1: “x” is never closed");
    fails("åä {{/x}}", "{}", "mall:1:4: {{/x}} closes nothing");
    fails("{{#a}}\n{{/b}}", "{}", "mall:2:1: {{/b}} stands where “a” should be closed");
    fails("{{x", "{}", "mall:1:1: the tag is not closed");
    fails("{{}}", "{}", "mall:1:1: the tag has no name");
    fails("{{a b}}", "{}", "mall:1:1: a name holds no white space");
    fails("{{a..b}}", "{}", "mall:1:1: “a..b” has an empty part between its dots");
    fails("{{=x=}}", "{}", "mall:1:1: delimiters are written {{=open close=}}");
    fails("{{_}}", "{}", "mall:1:1: “_” is reserved for {{#_}}text{{/_}}");
    fails("{{<p}}{{x}}{{/p}}", "{}", "mall:1:7: only {{$blocks}} stand directly inside {{<p}}");
    fails("a\xff", "{}", "mall:1:1: the line is not valid UTF-8");
}
END_TEST

START_TEST(a_fault_in_a_partial_names_its_file)
{
    char expected[400];

    file("trasig", "rad\n{{#öppen}}");
    (void)snprintf(expected, sizeof expected, "%s/trasig.mustache:2:1: “öppen” is never closed",
                   folder);
    fails("{{>trasig}}", "{}", expected);
}
END_TEST

START_TEST(limits_stop_what_does_not_end)
{
    file("själv", "{{>själv}}");
    file("träd", "{{#l}}{{>träd}}{{/l}}");
    const char *ten = "{\"l\":[1,2,3,4,5,6,7,8,9,10]}";

    ck_assert_int_eq(render_with((ov_template_options){0}, "{{>själv}}", model("{}")),
                     OV_TOO_LARGE);
    ck_assert_ptr_nonnull(strstr(err.text, "deeper than the limit"));
    /* 10 turns in each other, with nothing written, would take longer than the sun has. */
    ck_assert_int_eq(render_with((ov_template_options){0},
                                 "{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}"
                                 "{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}",
                                 model(ten)),
                     OV_TOO_LARGE);
    ck_assert_int_eq(
        render_with((ov_template_options){.max_output = 100}, "{{#l}}tio tecken{{/l}}", model(ten)),
        OV_OK);
    ck_assert_int_eq(
        render_with((ov_template_options){.max_output = 99}, "{{#l}}tio tecken{{/l}}", model(ten)),
        OV_TOO_LARGE);
    ck_assert_uint_eq(out.len, 0);
    ck_assert_int_eq(render_with((ov_template_options){.max_output = 7}, "{{#l}}{{x}}{{/l}}",
                                 model("{\"l\":[1,2],\"x\":\"&\"}")),
                     OV_TOO_LARGE);
}
END_TEST

START_TEST(a_failed_rendering_leaves_the_buffer_as_it_was)
{
    ov_templates *set = open_set((ov_template_options){.max_output = 20});
    ov_map *map = model("{\"x\":\"en text som är för lång för gränsen\"}");

    ov_buf_addz(&out, "före");
    ck_assert_int_ne(ov_template_render_text(set, "mall", OV_LIT("a {{x}}"), "sv", map, &out, &err),
                     OV_OK);
    ck_assert_str_eq(out.ptr, "före");
    ck_assert_int_eq(ov_template_render_text(set, "mall", OV_LIT("!"), "sv", map, &out, &err),
                     OV_OK);
    ck_assert_str_eq(out.ptr, "före!");
    ov_templates_free(set);
}
END_TEST

/* ---- All together --------------------------------------------------------------------------- */

int main(void)
{
    Suite *suite = suite_create("mustache");
    TCase *own = tcase_create("own");
    json_t *there = load_spec("sections");

    if (there) {
        TCase *spec = tcase_create("spec");
        tcase_add_loop_test(spec, the_specification_holds, 0, (int)OV_LEN(modules));
        suite_add_tcase(suite, spec);
    }
    tcase_add_checked_fixture(own, setup, teardown);
    if (there)
        tcase_add_test(own, the_lambdas_of_the_specification_hold);
    tcase_add_test(own, own_cases);
    tcase_add_test(own, partials_and_parents);
    tcase_add_test(own, raw_tags_render_html_values_only);
    tcase_add_test(own, faults_have_a_place);
    tcase_add_test(own, a_fault_in_a_partial_names_its_file);
    tcase_add_test(own, limits_stop_what_does_not_end);
    tcase_add_test(own, a_failed_rendering_leaves_the_buffer_as_it_was);
    suite_add_tcase(suite, own);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    for (int i = 0; !there && i < 9; i++)
        puts("SKIP: mustache-spec: no ../shared here");
    json_decref(there);
    return failed ? 1 : 0;
}
