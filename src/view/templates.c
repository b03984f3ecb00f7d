/* SPDX-License-Identifier: EUPL-1.2 */
/* templates.c — a set of templates: where they are looked for, what is compiled already, and the
 * check of all of them. */
#include "util/file.h"
#include "view/files.h"
#include "view/program.h"

#define BUCKETS 256
#define MAX_OUTPUT ((size_t)8 << 20)
#define MAX_DEPTH 64
#define MAX_NAME 200

struct ov_templates {
    ov_arena *arena; /* what is compiled lives as long as the set */
    ov_template_options options;
    ov_template *buckets[BUCKETS];
};

ov_templates *ov_templates_new(const ov_template_options *options)
{
    ov_arena *arena = ov_arena_new(0);
    ov_templates *set = ov_calloc(arena, 1, sizeof *set);
    const char **dirs = ov_calloc(arena, options->n_dirs + 1, sizeof *dirs);

    set->arena = arena;
    set->options = *options;
    for (size_t i = 0; i < options->n_dirs; i++)
        dirs[i] = ov_strdup(arena, options->dirs[i]);
    set->options.dirs = dirs;
    if (set->options.max_output == 0)
        set->options.max_output = MAX_OUTPUT;
    if (set->options.max_depth <= 0 || set->options.max_depth > OV_NESTING_LIMIT)
        set->options.max_depth = MAX_DEPTH;
    return set;
}

void ov_templates_free(ov_templates *set)
{
    if (set)
        ov_arena_free(set->arena);
}

const ov_template_options *ov_templates_options(const ov_templates *set)
{
    return &set->options;
}

/* ---- One template -------------------------------------------------------------------------- */

/* A name never leads out of the folders. */
static bool good_name(ov_str name)
{
    if (name.len == 0 || name.len > MAX_NAME || name.ptr[0] == '/')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c < 0x20 || c == 0x7F || (c == '.' && i + 1 < name.len && name.ptr[i + 1] == '.'))
            return false;
    }
    return true;
}

/* The path of the file of a name. Owns: arena. NULL when there is none. */
static char *path_of(const ov_templates *set, ov_arena *arena, ov_str name)
{
    if (!good_name(name))
        return NULL;
    for (size_t i = 0; i < set->options.n_dirs; i++) {
        char *path =
            ov_printf(arena, "%s/%.*s.mustache", set->options.dirs[i], (int)name.len, name.ptr);
        if (ov_view_has_file(path))
            return path;
    }
    return NULL;
}

bool ov_templates_has(const ov_templates *set, const char *name)
{
    ov_arena *aside = ov_arena_new(0);
    bool has = path_of(set, aside, ov_str_from(name)) != NULL;
    ov_arena_free(aside);
    return has;
}

static ov_status compile_text(const ov_templates *set, ov_arena *arena, ov_template *t, ov_err *err)
{
    const ov_compile_options how = {.translate = set->options.translate,
                                    .translate_arg = set->options.translate_arg};
    ov_str rest = t->source, line;
    uint32_t pos = 0;

    if (t->source.len > OV_TEMPLATE_LIMIT)
        return ov_fail(err, OV_INVALID, "%s:1:1: larger than %zu bytes", t->file,
                       OV_TEMPLATE_LIMIT);
    if (!ov_utf8_valid(t->source)) {
        for (line = ov_str_cut(&rest, '\n'); ov_utf8_valid(line) && rest.len > 0;
             line = ov_str_cut(&rest, '\n'))
            pos += (uint32_t)line.len + 1;
        return ov_template_fault(t, pos, err, "the line is not valid UTF-8");
    }
    return ov_compile(arena, t, t->source, &how, err);
}

static ov_template *new_template(ov_arena *arena, ov_str name, const char *lang, const char *file)
{
    ov_template *t = ov_calloc(arena, 1, sizeof *t);
    t->name = ov_strndup(arena, name.ptr, name.len);
    t->lang = ov_strdup(arena, lang);
    t->file = ov_strdup(arena, file);
    t->plain = ov_str_starts(name, OV_MAIL_TEMPLATES);
    t->source = (ov_str){"", 0};
    return t;
}

static ov_status load(const ov_templates *set, ov_arena *arena, ov_template *t, ov_err *err)
{
    OV_TRY(ov_file_read(arena, t->file, OV_TEMPLATE_LIMIT, &t->source, err));
    if (ov_str_starts(t->source, "\xEF\xBB\xBF"))
        t->source = (ov_str){t->source.ptr + 3, t->source.len - 3};
    return compile_text(set, arena, t, err);
}

static ov_template **bucket_of(ov_templates *set, const ov_name *name)
{
    return &set->buckets[name->hash % BUCKETS];
}

ov_status ov_templates_get(ov_templates *set, ov_str name, const char *lang, ov_template **out,
                           ov_err *err)
{
    ov_name key = ov_name_of(name.ptr, name.len);
    ov_template **bucket = bucket_of(set, &key), *t = *bucket;

    while (t && !(ov_str_is(name, t->name) && strcmp(t->lang, lang) == 0))
        t = t->next;
    if (!t) {
        ov_arena *aside = ov_arena_new(0);
        const char *path = path_of(set, aside, name);
        if (path)
            t = new_template(set->arena, name, lang, path);
        ov_arena_free(aside);
        if (!t) {
            *out = NULL;
            return OV_OK;
        }
        /* A faulty one is kept as well, so that it is not compiled at every request. */
        ov_status status = load(set, set->arena, t, &t->fault);
        t->fault.status = status;
        t->next = *bucket;
        *bucket = t;
    }
    if (t->fault.status != OV_OK) {
        if (err)
            *err = t->fault;
        return t->fault.status;
    }
    *out = t;
    return OV_OK;
}

static ov_status must_get(ov_templates *set, const char *name, const char *lang, ov_template **out,
                          ov_err *err)
{
    ov_template *t;

    OV_TRY(ov_templates_get(set, ov_str_from(name), lang, &t, err));
    if (!t)
        return ov_fail(err, OV_NOT_FOUND, "there is no template “%.100s”", name);
    *out = t;
    return OV_OK;
}

static const char *lang_or_source(const char *lang)
{
    return lang ? lang : "sv";
}

ov_status ov_templates_render(ov_templates *set, const char *name, const char *lang,
                              const ov_map *model, ov_buf *out, ov_err *err)
{
    ov_template *t;

    OV_TRY(must_get(set, name, lang_or_source(lang), &t, err));
    return ov_render(set, t, model, out, err);
}

ov_status ov_template_render_text(ov_templates *set, const char *name, ov_str source,
                                  const char *lang, const ov_map *model, ov_buf *out, ov_err *err)
{
    ov_arena *aside = ov_arena_new(0);
    ov_template *t = new_template(aside, ov_str_from(name), lang_or_source(lang), name);

    t->source = source;
    ov_status status = compile_text(set, aside, t, err);
    if (status == OV_OK)
        status = ov_render(set, t, model, out, err);
    ov_arena_free(aside);
    return status;
}

/* ---- What a template includes -------------------------------------------------------------- */

static bool names_fixed(const ov_op *op)
{
    return (op->code == OV_OP_PARTIAL || op->code == OV_OP_PARENT) && !op->dynamic;
}

static ov_status missing(const ov_template *t, const ov_op *op, ov_err *err)
{
    return ov_template_fault(t, op->pos, err, "there is no template “%.100s”", op->names[0].ptr);
}

/* Adds what t includes to the list of templates to look at, unless it is there already. */
static ov_status add_included(ov_templates *set, const ov_template *t, ov_buf *list, ov_err *err)
{
    for (uint32_t i = 0; i < t->n_ops; i++) {
        const ov_op *op = &t->ops[i];
        ov_template *target;
        bool known = false;
        if (!names_fixed(op))
            continue;
        ov_str name = {op->names[0].ptr, op->names[0].len};
        OV_TRY(ov_templates_get(set, name, t->lang, &target, err));
        if (!target)
            return missing(t, op, err);
        for (size_t k = 0; k < list->len && !known; k += sizeof(ov_template *))
            known = memcmp(list->ptr + k, &target, sizeof target) == 0;
        if (!known)
            ov_buf_add(list, &target, sizeof target);
    }
    return OV_OK;
}

ov_status ov_templates_compile(ov_templates *set, const char *name, const char *lang, ov_err *err)
{
    ov_buf list = {0};
    ov_template *t;
    ov_status status = OV_OK;

    OV_TRY(must_get(set, name, lang_or_source(lang), &t, err));
    ov_buf_add(&list, &t, sizeof(ov_template *));
    for (size_t k = 0; k < list.len && status == OV_OK; k += sizeof(ov_template *)) {
        memcpy(&t, list.ptr + k, sizeof(ov_template *));
        status = add_included(set, t, &list, err);
    }
    ov_buf_free(&list);
    return status;
}

/* ---- All of them --------------------------------------------------------------------------- */

typedef struct inspection {
    ov_templates *set;
    const char *lang;
    void (*fault)(void *arg, const char *text);
    void *arg;
    size_t faults;
} inspection;

/* Has a mail's template a subject, an empty line and a text? Its parts (mail/parts/…) have not. */
static ov_status has_mail_shape(ov_templates *set, ov_template *t, ov_err *err)
{
    ov_arena *aside = ov_arena_new(0);
    ov_buf text = {0};
    ov_status status;

    if (!t->plain || strchr(t->name + strlen(OV_MAIL_TEMPLATES), '/')) {
        ov_arena_free(aside);
        return OV_OK;
    }
    status = ov_render(set, t, ov_map_new(aside), &text, err);
    if (status == OV_OK) {
        ov_str rest = ov_buf_str(&text), subject = ov_str_cut(&rest, '\n');
        ov_str between = ov_str_cut(&rest, '\n');
        if (!ov_str_trim(subject).len || between.len || !ov_str_trim(rest).len)
            status = ov_template_fault(
                t, 0, err, "a mail begins with its subject on one line, and an empty line");
    }
    ov_buf_free(&text);
    ov_arena_free(aside);
    return status;
}

static void inspect(void *arg, const char *name, const char *path)
{
    inspection *in = arg;
    ov_err err = {0};
    ov_arena *aside = ov_arena_new(0);
    ov_template *t = new_template(aside, ov_str_from(name), in->lang, path);

    bool faulty = load(in->set, aside, t, &err) != OV_OK;
    if (faulty) {
        in->faults++;
        in->fault(in->arg, err.text);
    }
    for (uint32_t i = 0; i < t->n_ops; i++) {
        const ov_op *op = &t->ops[i];
        if (!names_fixed(op) || ov_templates_has(in->set, op->names[0].ptr))
            continue;
        (void)missing(t, op, &err);
        faulty = true;
        in->faults++;
        in->fault(in->arg, err.text);
    }
    if (!faulty && has_mail_shape(in->set, t, &err) != OV_OK) {
        in->faults++;
        in->fault(in->arg, err.text);
    }
    ov_arena_free(aside);
}

ov_status ov_templates_compile_all(ov_templates *set, const char *lang,
                                   void (*fault)(void *arg, const char *text), void *arg)
{
    inspection in = {set, lang_or_source(lang), fault, arg, 0};

    for (size_t i = 0; i < set->options.n_dirs; i++) {
        ov_err err = {0};
        if (ov_view_each_file(set->options.dirs[i], ".mustache", inspect, &in, &err) != OV_OK) {
            in.faults++;
            fault(arg, err.text);
        }
    }
    return in.faults ? OV_INVALID : OV_OK;
}
