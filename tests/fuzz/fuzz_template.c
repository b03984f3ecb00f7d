/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_template.c — any bytes as a template, over a model with everything in it, with partials and
 * parents (some of which contain themselves) at hand. */
#include "view/markdown.h"
#include "view/template.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const char *const fuzz_words[];
const char *const fuzz_words[] = {"{{#l}}{{.}}{{x}}{{/l}}",
                                  "{{<ram}}{{$b}}\n   x\n{{/b}}{{/ram}}",
                                  "{{#r}}{{n}}{{d}}{{/r}}",
                                  "{{$b}}x{{/b}}",
                                  "\n  {{>ram}}\n",
                                  "{{#f}}{{/f}}",
                                  "{{#_}}ab{{/_}}",
                                  "{{^inget}}\n {{>tree}}\n{{/inget}}",
                                  "{{#l}}",
                                  "{{/l}}",
                                  "{{^l}}",
                                  "{{/x}}",
                                  "{{#x}}",
                                  "{{x}}",
                                  "{{{h}}}",
                                  "{{&h}}",
                                  "{{.}}",
                                  "{{#.}}",
                                  "{{/.}}",
                                  "{{>p}}",
                                  "{{>*n}}",
                                  "{{<ram}}",
                                  "{{/ram}}",
                                  "{{$b}}",
                                  "{{/b}}",
                                  "{{$c}}",
                                  "{{/c}}",
                                  "{{=<% %>=}}",
                                  "<%={{ }}=%>",
                                  "{{!",
                                  "}}",
                                  "{{",
                                  "}}}",
                                  "{{{",
                                  "{{#_}}",
                                  "{{/_}}",
                                  "{{#f}}",
                                  "{{/f}}",
                                  "{{f}}",
                                  "{{>tree}}",
                                  "{{>self}}",
                                  "\n  ",
                                  "\r\n",
                                  "{{#r}}",
                                  "{{/r}}",
                                  "{{a.b.c}}",
                                  "{{d_iso}}",
                                  "  {{>p}}\n",
                                  "\t",
                                  "\xC3\xA5",
                                  "{{/*n}}",
                                  "{{<*n}}",
                                  "{{=| |=}}",
                                  "|x|",
                                  "{{#_:k}}",
                                  "{{/_:k}}",
                                  NULL};

static char folder[] = "/tmp/overens-fuzz-XXXXXX";
static ov_templates *sets[2];
static ov_arena *arena;
static ov_map *model;

static void file(const char *name, const char *text)
{
    char path[200];
    (void)snprintf(path, sizeof path, "%s/%s.mustache", folder, name);
    FILE *f = fopen(path, "wb");
    if (!f || fputs(text, f) == EOF || fclose(f) != 0)
        abort();
}

static void remove_all(void)
{
    static const char *const names[] = {"p", "ram", "tree", "self", "broken"};
    char path[200];

    for (size_t i = 0; i < OV_LEN(names); i++) {
        (void)snprintf(path, sizeof path, "%s/%s.mustache", folder, names[i]);
        (void)remove(path);
    }
    (void)remove(folder);
    ov_templates_free(sets[0]);
    ov_templates_free(sets[1]);
    ov_arena_free(arena);
}

static const char *translate(void *arg, const char *lang, const char *msgid)
{
    (void)arg;
    (void)lang;
    switch (strlen(msgid) % 4) {
    case 0:
        return msgid; /* whatever tags the input has */
    case 1:
        return "{{x}} then {{#l}}{{.}}{{/l}}\n {{>p}}\n";
    case 2:
        return "{{#open}}";
    default:
        return NULL;
    }
}

static ov_status echo(void *arg, ov_str source, ov_buf *out)
{
    (void)arg;
    ov_buf_adds(out, source);
    ov_buf_addz(out, "{{x}}");
    return OV_OK;
}

static void begin(void)
{
    static const ov_field fields[] = {{"x", OV_FIELD_TEXT},
                                      {"n", OV_FIELD_COUNT},
                                      {"d", OV_FIELD_DAY},
                                      {"h", OV_FIELD_HTML},
                                      {NULL, 0}};
    static const ov_val cells[] = {{OV_VAL_TEXT, {.s = {"rad & ett", 9}}},
                                   {OV_VAL_INT, {.i = 12345}},
                                   {OV_VAL_INT, {.i = 20000}},
                                   {OV_VAL_TEXT, {.s = {"<p>h</p>", 8}}},
                                   {OV_VAL_NULL, {.i = 0}},
                                   {OV_VAL_INT, {.i = -1}},
                                   {OV_VAL_NULL, {.i = 0}},
                                   {OV_VAL_NULL, {.i = 0}}};
    static const ov_rows rows = {2, 4, cells};
    static const char json[] =
        "{\"x\":\"<text>\",\"l\":[1,\"två\",{\"x\":\"inre\",\"l\":[]}],\"a\":{\"b\":{\"c\":3}},"
        "\"n\":\"p\",\"sant\":true,\"falskt\":false,\"inget\":null}";
    static const char *const dirs[] = {folder};
    ov_template_options options = {
        .dirs = dirs, .n_dirs = 1, .translate = translate, .max_output = 200000, .raw_html = false};

    if (!mkdtemp(folder))
        abort();
    file("p", "<p>{{x}}</p>\n{{#l}}\n- {{.}}\n{{/l}}\n");
    file("ram", "<main>\n  {{$b}}\n    här\n  {{/b}}\n</main>{{$c}}{{/c}}\n  {{$b}}{{/b}}\n");
    file("tree", "{{#l}}{{>tree}}{{/l}}\n  {{>tree}}\n");
    file("self", "{{<self}}{{$b}}{{$b}}x{{/b}}{{/b}}{{/self}}");
    file("broken", "{{#x}}");
    arena = ov_arena_new(0);
    if (ov_model_from_json(arena, OV_LIT(json), &model, NULL) != OV_OK)
        abort();
    ov_map_rows(model, "r", &rows, fields);
    ov_map_row(model, &rows, 0, fields);
    ov_map_html(model, "h", ov_html_from_store(OV_LIT("<b>h</b>")));
    ov_map_lambda(model, "f", echo, NULL);
    sets[0] = ov_templates_new(&options);
    options.raw_html = true;
    sets[1] = ov_templates_new(&options);
    (void)atexit(remove_all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ov_buf out = {0};

    if (!arena)
        begin();
    for (size_t i = 0; i < 2; i++) {
        ov_err err = {0};
        ov_status status = ov_template_render_text(sets[i], "t", (ov_str){(const char *)data, size},
                                                   "en", model, &out, &err);
        if (status != OV_OK && (out.len != 0 || !err.text[0] || !strchr(err.text, ':')))
            abort(); /* half a page, or a fault without a place */
        if (out.len > 200000)
            abort();
        out.len = 0;
    }
    ov_buf_free(&out);
    return 0;
}
