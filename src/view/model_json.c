/* SPDX-License-Identifier: EUPL-1.2 */
/* model_json.c — a model from JSON text, with numbers spelled as they stand in it. */
#include "view/value.h"

#include <jansson.h>

#define MAX_DEPTH 200

/* jansson turns 1.10 into 1.1. It keeps the order of the text, though, so the numbers of the tree
 * are the numbers of the text in the same order: `rest` is what has not been read of it. */
typedef struct reader {
    ov_arena *arena;
    ov_str rest;
    ov_err *err;
} reader;

static bool in_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* The next number of the text. The text is known to be well-formed. */
static ov_str next_number(reader *r)
{
    const char *p = r->rest.ptr, *end = p + r->rest.len;

    while (p < end && *p != '-' && (*p < '0' || *p > '9')) {
        if (*p == '"')
            for (p++; p < end && *p != '"'; p++)
                if (*p == '\\' && p + 1 < end)
                    p++;
        p += p < end;
    }
    const char *start = p;
    while (p < end && in_number(*p))
        p++;
    r->rest = (ov_str){p, (size_t)(end - p)};
    return (ov_str){start, (size_t)(p - start)};
}

static ov_status read_value(reader *r, json_t *json, int depth, ov_value *out);

static ov_status read_object(reader *r, json_t *json, int depth, ov_map **out)
{
    ov_map *map = ov_map_new(r->arena);
    const char *key;
    json_t *member;

    json_object_foreach(json, key, member)
    {
        ov_value value;
        OV_TRY(read_value(r, member, depth, &value));
        size_t len = strlen(key);
        ov_map_set(map, ov_strndup(r->arena, key, len), len, value);
    }
    *out = map;
    return OV_OK;
}

static ov_status read_array(reader *r, json_t *json, int depth, ov_list **out)
{
    ov_list *list = ov_list_new(r->arena);

    for (size_t i = 0; i < json_array_size(json); i++) {
        ov_value value;
        OV_TRY(read_value(r, json_array_get(json, i), depth, &value));
        ov_list_push(list, value);
    }
    *out = list;
    return OV_OK;
}

static ov_status read_value(reader *r, json_t *json, int depth, ov_value *out)
{
    ov_value value = {.kind = OV_VALUE_NULL};
    ov_map *map;
    ov_list *list;

    if (depth > MAX_DEPTH)
        return ov_fail(r->err, OV_INVALID, "1:1: the data is nested deeper than %d", MAX_DEPTH);
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        OV_TRY(read_object(r, json, depth + 1, &map));
        value = (ov_value){.kind = OV_VALUE_MAP, .u.map = map};
        break;
    case JSON_ARRAY:
        OV_TRY(read_array(r, json, depth + 1, &list));
        value = (ov_value){.kind = OV_VALUE_LIST, .u.list = list};
        break;
    case JSON_STRING:
        value = (ov_value){.kind = OV_VALUE_TEXT, .u.s.len = json_string_length(json)};
        value.u.s.ptr = ov_strndup(r->arena, json_string_value(json), value.u.s.len);
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        value = (ov_value){.kind = OV_VALUE_NUMBER, .u.s = next_number(r)};
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        value = (ov_value){.kind = OV_VALUE_BOOL, .u.i = json_is_true(json)};
        break;
    case JSON_NULL:
        break;
    }
    *out = value;
    return OV_OK;
}

ov_status ov_model_from_json(ov_arena *arena, ov_str text, ov_map **out, ov_err *err)
{
    json_error_t fault;
    ov_str kept = {ov_strndup(arena, text.ptr ? text.ptr : "", text.len), text.len};
    json_t *json = json_loadb(kept.ptr, kept.len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &fault);

    if (!json)
        return ov_fail(err, OV_INVALID, "%d:%d: %s", fault.line < 1 ? 1 : fault.line,
                       fault.column < 1 ? 1 : fault.column, fault.text);

    reader r = {arena, kept, err};
    ov_value value;
    ov_status status = read_value(&r, json, 0, &value);
    json_decref(json);
    if (status != OV_OK)
        return status;

    /* Every root has an address: a bare value is the {{.}} of a map without keys. */
    if (value.kind == OV_VALUE_MAP) {
        *out = ov_map_new(arena);
        **out = *value.u.map;
    } else {
        *out = ov_map_new(arena);
        (*out)->self = value;
    }
    return OV_OK;
}
