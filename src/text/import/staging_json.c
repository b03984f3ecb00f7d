/* SPDX-License-Identifier: EUPL-1.2 */
/* staging_json.c — provisions as [[key, number, heading, level, body, line], …], warnings as
 * [[code, line, text], …]. */
#include "text/import/staging_json.h"

#include <jansson.h>
#include <stdlib.h>

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

/* Takes the list; out of memory ends the process, as everywhere. */
static const char *dump(ov_arena *arena, json_t *list)
{
    char *text = json_dumps(list, JSON_COMPACT);
    const char *kept;

    if (!text)
        abort();
    kept = ov_strdup(arena, text);
    free(text);
    json_decref(list);
    return kept;
}

const char *ov_staged_json(ov_arena *arena, const ov_staged *staged)
{
    json_t *list = json_array();

    for (size_t i = 0; i < staged->n; i++) {
        const ov_staged_node *node = &staged->nodes[i];
        json_t *item = json_array();

        json_array_append_new(item, json_integer(node->key));
        json_array_append_new(item, text_or_null(node->number));
        json_array_append_new(item, text_or_null(node->heading));
        json_array_append_new(item, json_integer(node->level));
        json_array_append_new(item, json_string(node->body));
        json_array_append_new(item, json_integer(node->line));
        json_array_append_new(list, item);
    }
    return dump(arena, list);
}

const char *ov_staged_warnings_json(ov_arena *arena, const ov_warning *warnings, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++) {
        json_t *item = json_array();

        json_array_append_new(item, json_string(warnings[i].code));
        json_array_append_new(item, json_integer(warnings[i].line));
        json_array_append_new(item, json_string(warnings[i].text));
        json_array_append_new(list, item);
    }
    return dump(arena, list);
}

static const char *string_at(ov_arena *arena, const json_t *item, size_t at)
{
    return ov_strdup(arena, json_string_value(json_array_get(item, at)));
}

static int64_t number_at(const json_t *item, size_t at)
{
    return json_integer_value(json_array_get(item, at));
}

static ov_status load(ov_str json, json_t **out, ov_err *err)
{
    json_t *list = json_loadb(json.ptr, json.len, 0, NULL);

    if (!json_is_array(list)) {
        json_decref(list);
        return ov_fail(err, OV_DB, "a staged import is not stored as we store them");
    }
    *out = list;
    return OV_OK;
}

ov_status ov_staged_nodes_read(ov_arena *arena, ov_str json, ov_staged *out, ov_err *err)
{
    json_t *list, *item;
    size_t i;

    OV_TRY(load(json, &list, err));
    out->n = json_array_size(list);
    out->nodes = ov_calloc(arena, out->n + 1, sizeof *out->nodes);
    json_array_foreach(list, i, item)
    {
        const char *body = string_at(arena, item, 4);

        out->nodes[i] = (ov_staged_node){.key = number_at(item, 0),
                                         .number = string_at(arena, item, 1),
                                         .heading = string_at(arena, item, 2),
                                         .level = (int)number_at(item, 3),
                                         .body = body ? body : "",
                                         .line = (int)number_at(item, 5)};
    }
    json_decref(list);
    return OV_OK;
}

ov_status ov_staged_warnings_read(ov_arena *arena, ov_str json, ov_staged *out, ov_err *err)
{
    ov_warning *warnings;
    json_t *list, *item;
    size_t i;

    OV_TRY(load(json, &list, err));
    out->n_warnings = json_array_size(list);
    out->warnings = warnings = ov_calloc(arena, out->n_warnings + 1, sizeof *warnings);
    json_array_foreach(list, i, item)
    {
        const char *code = string_at(arena, item, 0), *text = string_at(arena, item, 2);

        warnings[i] = (ov_warning){code ? code : "", (int)number_at(item, 1), text ? text : ""};
    }
    json_decref(list);
    return OV_OK;
}
