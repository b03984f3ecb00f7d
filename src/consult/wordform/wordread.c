/* SPDX-License-Identifier: EUPL-1.2 */
/* wordread.c — a form is read in a process of its own, which has no network and no files, and whose
 * word is checked. */
#include "consult/wordform/wordform_inside.h"

#include "util/helper.h"
#include "util/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST_MEMORY ((size_t)192 << 20)
#define MOST_OUTPUT ((size_t)32 << 20)

/* ---- In the child ---- */

static void add_text(ov_buf *out, const char *text)
{
    if (text)
        ov_json_text(out, ov_str_from(text));
    else
        ov_buf_addz(out, "null");
}

/* [round, org, "texts", tracked, comments, notes, pictures, [[n, base, "hash", grade, comment,
 * wording] …], [line …]] */
static void write_form(ov_buf *out, const ov_wordform *form)
{
    ov_buf_printf(out, "[%lld,%lld,\"%s\",%d,%d,%d,%d,[", (long long)form->consultation_id,
                  (long long)form->org_id, form->text_hash, form->tracked, form->comments,
                  form->notes, form->pictures);
    for (size_t i = 0; i < form->n; i++) {
        const ov_wordform_answer *a = &form->answers[i];

        ov_buf_printf(out, "%s[%lld,%lld,\"%s\",", i ? "," : "", (long long)a->n,
                      (long long)a->base, a->base_hash);
        add_text(out, a->grade);
        ov_buf_addc(out, ',');
        add_text(out, a->comment);
        ov_buf_addc(out, ',');
        add_text(out, a->wording);
        ov_buf_addc(out, ']');
    }
    ov_buf_addz(out, "],[");
    for (size_t i = 0; i < form->n_outside; i++) {
        ov_buf_addz(out, i ? "," : "");
        add_text(out, form->outside[i]);
    }
    ov_buf_addz(out, "]]");
}

static bool write_all(ov_str text)
{
    while (text.len) {
        ssize_t n = write(STDOUT_FILENO, text.ptr, text.len);

        if (n <= 0)
            return false;
        text = (ov_str){text.ptr + n, text.len - (size_t)n};
    }
    return true;
}

/* What is wrong with the file is its answer too: a JSON text instead of a list. */
static int read_in_child(void *arg)
{
    const ov_str *docx = arg;
    ov_arena *arena = ov_arena_new(MOST_MEMORY);
    ov_wordform form;
    ov_err err = {0};
    ov_buf out = {0};

    if (ov_wordform_parse(arena, *docx, &form, &err) == OV_OK)
        write_form(&out, &form);
    else
        ov_json_text(&out, ov_str_from(err.text));
    return write_all(ov_buf_str(&out)) ? 0 : 1;
}

/* ---- In the caller ---- */

static const char *text_at(ov_arena *arena, const json_t *list, size_t i)
{
    return ov_strdup(arena, json_string_value(json_array_get(list, i)));
}

static int64_t int_at(const json_t *list, size_t i)
{
    return json_integer_value(json_array_get(list, i));
}

/* Copies at most n - 1 bytes. */
static void hash_at(const json_t *list, size_t i, char *out, size_t n)
{
    const char *text = json_string_value(json_array_get(list, i));
    size_t len = text ? strnlen(text, n - 1) : 0;

    memcpy(out, text ? text : "", len);
    out[len] = '\0';
}

static void take_form(ov_arena *arena, const json_t *json, ov_wordform *out)
{
    const json_t *answers = json_array_get(json, 7), *outside = json_array_get(json, 8);

    *out = (ov_wordform){.consultation_id = int_at(json, 0),
                         .org_id = int_at(json, 1),
                         .tracked = int_at(json, 3) != 0,
                         .comments = int_at(json, 4) != 0,
                         .notes = int_at(json, 5) != 0,
                         .pictures = int_at(json, 6) != 0,
                         .n = json_array_size(answers),
                         .n_outside = json_array_size(outside)};
    hash_at(json, 2, out->text_hash, sizeof out->text_hash);
    out->answers = ov_calloc(arena, out->n + 1, sizeof *out->answers);
    out->outside = ov_calloc(arena, out->n_outside + 1, sizeof *out->outside);
    for (size_t i = 0; i < out->n; i++) {
        const json_t *item = json_array_get(answers, i);
        ov_wordform_answer *a = &out->answers[i];

        a->n = int_at(item, 0);
        a->base = int_at(item, 1);
        hash_at(item, 2, a->base_hash, sizeof a->base_hash);
        a->grade = text_at(arena, item, 3);
        a->comment = text_at(arena, item, 4);
        a->wording = text_at(arena, item, 5);
    }
    for (size_t i = 0; i < out->n_outside; i++) {
        const char *line = text_at(arena, outside, i);

        out->outside[i] = line ? line : "";
    }
}

ov_status ov_wordform_read(ov_arena *arena, ov_str docx, ov_wordform *out, ov_err *err)
{
    const char *const name[] = {"form reader", NULL};
    ov_helper helper = {.argv = name,
                        .seconds = OV_WORDFORM_SECONDS,
                        .output = MOST_OUTPUT,
                        .alone = true,
                        .own = read_in_child,
                        .arg = &docx};
    ov_status status;
    json_t *json;
    ov_str text;

    if (docx.len > OV_WORDFORM_MAX)
        return ov_fail(err, OV_TOO_LARGE, "Formuläret är för stort. Det får vara högst 8 MB.");
    status = ov_helper_run(arena, &helper, &text, err);
    if (status == OV_INVALID || status == OV_TOO_LARGE)
        return ov_fail(err, status,
                       "Formuläret gick inte att läsa. Spara det på nytt i Word och försök igen.");
    OV_TRY(status);
    json = json_loadb(text.ptr, text.len, JSON_DECODE_ANY, NULL);
    if (json_is_array(json))
        take_form(arena, json, out);
    else
        status = json_is_string(json)
                     ? ov_fail(err, OV_INVALID, "%s", json_string_value(json))
                     : ov_fail(err, OV_IO, "the form reader's answer cannot be read");
    json_decref(json);
    return status;
}

/* ---- What nobody reads ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool may_change(const char *line)
{
    ov_str text = ov_str_from(line);

    return ov_str_starts(text, OV_FORM_DEADLINE) || ov_str_starts(text, OV_FORM_JOINS);
}

const char **ov_wordform_unknown(ov_arena *arena, const ov_wordform *form, const ov_wordform *blank,
                                 size_t most, size_t *n)
{
    const char **known = ov_calloc(arena, blank->n_outside + 1, sizeof *known);
    const char **out = ov_calloc(arena, most + 1, sizeof *out);

    *n = 0;
    for (size_t i = 0; i < blank->n_outside; i++)
        known[i] = blank->outside[i];
    qsort(known, blank->n_outside, sizeof *known, by_text);
    for (size_t i = 0; i < form->n_outside && *n < most; i++) {
        const char *line = form->outside[i];

        if (!may_change(line) && !ov_form_is_placeholder(ov_str_from(line), false) &&
            !bsearch(&line, known, blank->n_outside, sizeof *known, by_text))
            out[(*n)++] = line;
    }
    return out;
}
