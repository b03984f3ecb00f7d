/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf_finish.c — what the renderers leave out, put in by qpdf: language and title in the catalogue,
 * and roles for tags that PDF does not know. */
#include "view/pdf_inside.h"

#include "util/file.h"
#include "util/helper.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { SECONDS = 10 };
#define JSON_SIZE ((size_t)256 << 20)

static ov_status run_qpdf(ov_arena *arena, const char *const *argv, const char *dir, ov_str *said,
                          ov_err *err)
{
    const ov_helper helper = {.argv = argv,
                              .dir = dir,
                              .seconds = SECONDS,
                              .output = JSON_SIZE,
                              .file_size = OV_PDF_SIZE};

    return ov_helper_run(arena, &helper, said, err);
}

/* The value of an object ("12 0 R"), or the thing itself when it is no reference. Borrowed. */
static json_t *follow(const json_t *objects, json_t *thing)
{
    const char *reference = json_string_value(thing);
    char key[64];

    if (!reference)
        return thing;
    if (snprintf(key, sizeof key, "obj:%s", reference) >= (int)sizeof key)
        return NULL;
    return json_object_get(json_object_get(objects, key), "value");
}

static json_t *text_value(ov_arena *arena, const char *text)
{
    return json_string(ov_printf(arena, "u:%s", text));
}

/* The member of a dictionary, made when it is missing. Borrowed; NULL: something else is there. */
static json_t *member(const json_t *objects, json_t *dictionary, const char *name)
{
    json_t *value = json_object_get(dictionary, name);

    if (!value) {
        value = json_object();
        (void)json_object_set_new(dictionary, name, value);
        return value;
    }
    value = follow(objects, value);
    return json_is_object(value) ? value : NULL;
}

static const char *own_text(json_t *dictionary, const char *name)
{
    const char *value = json_string_value(json_object_get(dictionary, name));

    return value && value[0] == 'u' && value[1] == ':' && value[2] ? value + 2 : NULL;
}

static void complete_catalogue(ov_arena *arena, const ov_pdf_job *job, const json_t *objects,
                               json_t *catalogue)
{
    const char *own = own_text(catalogue, "/Lang");
    json_t *marks = member(objects, catalogue, "/MarkInfo"),
           *viewer = member(objects, catalogue, "/ViewerPreferences");

    (void)json_object_set_new(catalogue, "/Lang",
                              text_value(arena, job->lang ? job->lang
                                                : own     ? own
                                                          : "sv"));
    (void)json_object_set_new(marks, "/Marked", json_true());
    (void)json_object_set_new(viewer, "/DisplayDocTitle", json_true());
    /* weasyprint's says that the file is PDF/UA, which nobody has checked. */
    (void)json_object_del(catalogue, "/Metadata");
}

/* Emphasis is a tag of PDF 2.0 only; readers of 1.7 are told what it is. */
static void add_roles(json_t *roles)
{
    static const char *const spans[] = {"/Strong", "/Em"};

    for (size_t i = 0; i < OV_LEN(spans); i++)
        (void)json_object_set_new(roles, spans[i], json_string("/Span"));
}

static bool is_tag(const json_t *value, const char *name)
{
    const char *tag = json_string_value(json_object_get(value, "/S"));

    return tag && !strcmp(tag, name);
}

/* weasyprint marks heads of tables without saying what they head: those of a row of heads their
 * columns, others their row. */
static void add_scope(const json_t *objects, json_t *head)
{
    json_t *row = follow(objects, json_object_get(head, "/P")), *cell;
    bool column = true;
    size_t i;

    json_array_foreach(json_object_get(row, "/K"), i, cell) column =
        column && is_tag(follow(objects, cell), "/TH");
    (void)json_object_set_new(
        head, "/A", json_pack("{ssss}", "/O", "/Table", "/Scope", column ? "/Column" : "/Row"));
}

/* Adds an object's new value to the update. */
static void put(json_t *update, const char *reference, json_t *value)
{
    char key[64];

    if (reference && snprintf(key, sizeof key, "obj:%s", reference) < (int)sizeof key)
        (void)json_object_set_new(update, key, json_pack("{sO}", "value", value));
}

static void complete_heads(const json_t *objects, json_t *update)
{
    const char *key;
    json_t *object;

    json_object_foreach((json_t *)objects, key, object)
    {
        json_t *value = json_object_get(object, "value");

        if (!is_tag(value, "/TH") || json_object_get(value, "/A"))
            continue;
        add_scope(objects, value);
        put(update, key + strlen("obj:"), value);
    }
}

/* The objects that change. NULL: no catalogue, or no tags. */
static json_t *make_update(ov_arena *arena, const ov_pdf_job *job, const json_t *objects)
{
    json_t *trailer = json_object_get(json_object_get(objects, "trailer"), "value"),
           *root = json_object_get(trailer, "/Root"), *info = json_object_get(trailer, "/Info"),
           *catalogue = follow(objects, root), *about = follow(objects, info),
           *tree_at = json_object_get(catalogue, "/StructTreeRoot"),
           *tree = follow(objects, tree_at), *roles, *update;

    if (!json_is_object(catalogue) || !json_is_object(tree) || !json_is_string(tree_at))
        return NULL;
    roles = member(objects, tree, "/RoleMap");
    if (!roles)
        return NULL;
    update = json_object();
    complete_catalogue(arena, job, objects, catalogue);
    add_roles(roles);
    complete_heads(objects, update);
    put(update, json_string_value(root), catalogue);
    put(update, json_string_value(tree_at), tree);
    put(update, json_string_value(json_object_get(tree, "/RoleMap")), roles);
    if (json_is_string(info) && json_is_object(about)) {
        if (job->title)
            (void)json_object_set_new(about, "/Title", text_value(arena, job->title));
        else if (!own_text(about, "/Title"))
            (void)json_object_set_new(about, "/Title", json_string("u:Utan titel"));
        (void)json_object_set_new(about, "/Creator", json_string("u:Överens"));
        put(update, json_string_value(info), about);
    }
    return update;
}

/* qpdf's JSON of the file into the JSON of what changes. */
static ov_status write_update(ov_arena *arena, const ov_pdf_job *job, ov_str json, const char *path,
                              ov_err *err)
{
    json_error_t wrong;
    json_t *file = json_loadb(json.ptr, json.len, 0, &wrong),
           *parts = json_object_get(file, "qpdf"), *update = NULL, *whole = NULL;
    ov_status status = OV_OK;

    if (json_is_array(parts) && json_array_size(parts) == 2)
        update = make_update(arena, job, json_array_get(parts, 1));
    if (update)
        whole = json_pack("{s[Oo]}", "qpdf", json_array_get(parts, 0), update);
    if (!file)
        status = ov_fail(err, OV_INVALID, "qpdf's JSON: %s", wrong.text);
    else if (!whole)
        status = ov_fail(err, OV_INVALID, "the PDF has no tags");
    else if (json_dump_file(whole, path, JSON_COMPACT) != 0)
        status = ov_fail(err, OV_IO, "%s: cannot be written", path);
    json_decref(whole);
    json_decref(file);
    return status;
}

ov_status ov_pdf_finish(ov_arena *arena, const ov_pdf_job *job, const char *dir, ov_str *out,
                        ov_err *err)
{
    const char *qpdf = ov_helper_find(arena, "qpdf");
    const char *const look[] = {qpdf, "--warning-exit-0", "--json=2", "--json-key=qpdf", "made.pdf",
                                NULL};
    const char *const finish[] = {qpdf,
                                  "--warning-exit-0",
                                  "--min-version=1.7",
                                  "--object-streams=generate",
                                  "--update-from-json=update.json",
                                  "made.pdf",
                                  "done.pdf",
                                  NULL};
    ov_str json, said;

    if (!qpdf)
        return ov_fail(err, OV_NOT_FOUND, "qpdf is not installed");
    OV_TRY(run_qpdf(arena, look, dir, &json, err));
    OV_TRY(write_update(arena, job, json, ov_printf(arena, "%s/update.json", dir), err));
    OV_TRY(run_qpdf(arena, finish, dir, &said, err));
    return ov_file_read(arena, ov_printf(arena, "%s/done.pdf", dir), OV_PDF_SIZE, out, err);
}
