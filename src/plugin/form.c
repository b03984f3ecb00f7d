/* SPDX-License-Identifier: EUPL-1.2 */
/* form.c — posted fields against their declaration; what is wrong is said beside the field. */
#include "plugin/site.h"

#include "util/date.h"
#include "util/log.h"
#include "util/money.h"

#include <stdlib.h>
#include <string.h>

typedef struct field_value {
    const ov_form_field *field;
    const char *text; /* as written; never NULL */
    int64_t number;   /* checked: number, öre or day */
    const char *error;
} field_value;

struct ov_form {
    const ov_req *req;
    field_value *values;
    size_t n;
    const char *other_error; /* of a field that is not declared */
    bool ok;
};

static field_value *find_value(const ov_form *form, const char *name)
{
    for (size_t i = 0; i < form->n; i++)
        if (!strcmp(form->values[i].field->name, name))
            return &form->values[i];
    return NULL;
}

static field_value *must_find(const ov_form *form, const char *name)
{
    field_value *value = find_value(form, name);

    if (value)
        return value;
    ov_log(OV_LOG_ERROR, "a page asks its form for \"%s\", which is not declared", name);
    abort();
}

/* Browsers send CRLF in long texts; we keep LF. */
static const char *lf_only(ov_arena *arena, const char *text)
{
    char *copy, *to;

    if (!strchr(text, '\r'))
        return text;
    copy = to = ov_strdup(arena, text);
    for (const char *p = text; *p; p++) {
        if (*p == '\r' && p[1] == '\n')
            continue;
        *to++ = *p == '\r' ? '\n' : *p;
    }
    *to = '\0';
    return copy;
}

static const char *label(const ov_req *req, const ov_form_field *field)
{
    return ov_req_tr(req, field->label);
}

/* ---- One kind of field each: NULL or what is wrong ---- */

/* Characters that turn the reading direction of what stands after them (UAX #9: U+202A–202E,
 * U+2066–2069): in a name they make a list say something else than it does. */
static bool turns_direction(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;

    return b[0] == 0xe2 && ((b[1] == 0x80 && b[2] >= 0xaa && b[2] <= 0xae) ||
                            (b[1] == 0x81 && b[2] >= 0xa6 && b[2] <= 0xa9));
}

static const char *check_text(const ov_req *req, const field_value *v)
{
    const ov_form_field *f = v->field;
    int64_t n = (int64_t)ov_utf8_length(ov_str_from(v->text));

    for (const char *p = v->text; *p; p++) {
        bool control = (unsigned char)*p < 0x20 && *p != '\t' &&
                       !(f->input == OV_INPUT_LONG_TEXT && *p == '\n');

        if (control || (f->input == OV_INPUT_TEXT && turns_direction(p)))
            return ov_req_say(req, "%s innehåller tecken som inte går att spara. Skriv om texten.",
                              label(req, f));
    }
    if (n < f->min)
        return ov_req_say(req, "%s måste ha minst %lld tecken.", label(req, f), (long long)f->min);
    if (f->max && n > f->max)
        return ov_req_say(req, "%s får ha högst %lld tecken. Nu är det %lld: korta texten.",
                          label(req, f), (long long)f->max, (long long)n);
    return NULL;
}

static const char *check_range(const ov_req *req, const field_value *v)
{
    const ov_form_field *f = v->field;

    if ((!f->min && !f->max) || (v->number >= f->min && v->number <= f->max))
        return NULL;
    if (f->input == OV_INPUT_MONEY)
        return ov_req_say(req, "%s är för stort eller för litet.", label(req, f));
    if (f->input == OV_INPUT_DAY)
        return ov_req_say(req, "%s ligger utanför den tid som går att välja.", label(req, f));
    return ov_req_say(req, "%s måste vara mellan %lld och %lld.", label(req, f), (long long)f->min,
                      (long long)f->max);
}

static const char *check_number(const ov_req *req, field_value *v)
{
    ov_str text = ov_str_trim(ov_str_from(v->text));
    ov_day day;

    switch (v->field->input) {
    case OV_INPUT_INT:
        if (ov_parse_int(text, &v->number) != OV_OK)
            return ov_req_say(req, "%s måste vara ett heltal, till exempel 12.",
                              label(req, v->field));
        break;
    case OV_INPUT_MONEY:
        if (ov_ore_parse(text, &v->number) != OV_OK)
            return ov_req_say(req, "%s måste vara ett belopp i kronor, till exempel 1234,50.",
                              label(req, v->field));
        break;
    default:
        if (ov_day_parse(text, &day) != OV_OK)
            return ov_req_say(req, "%s måste vara ett datum, till exempel 2025-06-19.",
                              label(req, v->field));
        v->number = day;
    }
    return check_range(req, v);
}

static const char *check_choice(const ov_req *req, const field_value *v)
{
    for (size_t i = 0; v->field->choices && v->field->choices[i]; i++)
        if (!strcmp(v->field->choices[i], v->text))
            return NULL;
    return ov_req_say(req, "%s måste vara ett av alternativen.", label(req, v->field));
}

static const char *check_hash(const ov_req *req, const field_value *v)
{
    size_t n = strlen(v->text);

    if (n == 64 && strspn(v->text, "0123456789abcdef") == n)
        return NULL;
    return ov_req_say(req, "%s måste vara 64 tecken, 0–9 och a–f.", label(req, v->field));
}

static const char *check_value(const ov_req *req, field_value *v)
{
    bool empty = !ov_str_trim(ov_str_from(v->text)).len;

    if (empty && v->field->required)
        return ov_req_say(req, "%s saknas. Fyll i eller välj.", label(req, v->field));
    if (empty)
        return NULL;
    switch (v->field->input) {
    case OV_INPUT_TEXT:
    case OV_INPUT_LONG_TEXT:
        return check_text(req, v);
    case OV_INPUT_INT:
    case OV_INPUT_DAY:
    case OV_INPUT_MONEY:
        return check_number(req, v);
    case OV_INPUT_CHOICE:
        return check_choice(req, v);
    case OV_INPUT_HASH:
        return check_hash(req, v);
    }
    return NULL;
}

/* ---- What pages call ---- */

ov_form *ov_form_read(ov_req *req, const ov_form_field *fields)
{
    ov_arena *arena = req->ctx.arena;
    ov_form *form = ov_calloc(arena, 1, sizeof *form);
    size_t n = 0;

    while (fields[n].name)
        n++;
    form->req = req;
    form->ok = true;
    form->n = n;
    form->values = ov_calloc(arena, n + 1, sizeof *form->values);
    for (size_t i = 0; i < n; i++) {
        field_value *v = &form->values[i];
        const char *text = ov_pairs_get(&req->http->form, fields[i].name);

        v->field = &fields[i];
        v->text = text ? text : "";
        if (fields[i].input == OV_INPUT_LONG_TEXT)
            v->text = lf_only(arena, v->text);
        v->error = check_value(req, v);
        form->ok = form->ok && !v->error;
    }
    return form;
}

bool ov_form_ok(const ov_form *form)
{
    return form->ok;
}

const char *ov_form_text(const ov_form *form, const char *name)
{
    return must_find(form, name)->text;
}

int64_t ov_form_int(const ov_form *form, const char *name)
{
    return must_find(form, name)->number;
}

ov_day ov_form_day(const ov_form *form, const char *name)
{
    const field_value *value = must_find(form, name);

    return ov_str_trim(ov_str_from(value->text)).len && !value->error ? (ov_day)value->number
                                                                      : OV_NO_DAY;
}

const char *ov_form_fault(const ov_form *form, const char *name)
{
    return must_find(form, name)->error;
}

void ov_form_error(ov_form *form, const char *name, const char *fmt, ...)
{
    field_value *value = find_value(form, name);
    va_list args;
    char *text;

    va_start(args, fmt);
    text = ov_req_vsay(form->req, fmt, args);
    va_end(args);
    form->ok = false;
    if (value)
        value->error = text;
    else
        form->other_error = text;
}

static void add_error(ov_list *errors, const char *field, const char *text)
{
    ov_map *item = ov_list_add(errors);

    ov_map_text(item, "field", field);
    ov_map_text(item, "text", text);
}

/* {value, error, is_CHOICE}: an explicit "no error", else the template would look further out. */
static void fill_field(ov_map *fields, const field_value *v)
{
    ov_map *map = ov_map_map(fields, v->field->name);

    ov_map_text(map, "value", v->text);
    if (v->error)
        ov_map_text(map, "error", v->error);
    else
        ov_map_bool(map, "error", false);
    for (size_t i = 0; v->field->choices && v->field->choices[i]; i++)
        ov_map_bool(map, ov_printf(ov_map_arena(map), "is_%s", v->field->choices[i]),
                    !strcmp(v->field->choices[i], v->text));
}

void ov_view_form(ov_view *view, const ov_form *form)
{
    ov_map *root = ov_view_root(view), *fields = ov_map_map(root, "form");
    ov_list *errors = ov_map_list(root, "errors");

    for (size_t i = 0; i < form->n; i++) {
        fill_field(fields, &form->values[i]);
        if (form->values[i].error)
            add_error(errors, form->values[i].field->name, form->values[i].error);
    }
    if (form->other_error)
        add_error(errors, "", form->other_error);
    ov_map_bool(root, "has_errors", !form->ok);
    if (!form->ok)
        ov_view_status(view, 422);
}
