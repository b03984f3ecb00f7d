/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_json.c — JSON of providers, by jansson. */
#include "auth/oidc/oidc_json.h"

#include <stdlib.h>

static void give_back(void *arg)
{
    json_decref(arg);
}

ov_status ov_oidc_json(ov_arena *arena, ov_str text, const char *what, const json_t **out,
                       ov_err *err)
{
    json_error_t error;
    json_t *json = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);

    if (!json)
        return ov_fail(err, OV_INVALID, "%s is no JSON: line %d", what, error.line);
    ov_arena_cleanup(arena, give_back, json);
    if (!json_is_object(json))
        return ov_fail(err, OV_INVALID, "%s is no JSON object", what);
    *out = json;
    return OV_OK;
}

const char *ov_oidc_text(const json_t *object, const char *name, size_t longest)
{
    const json_t *value = json_object_get(object, name);
    const char *text = json_string_value(value);
    size_t len = json_string_length(value);

    if (!text || len < 1 || len > longest)
        return NULL;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return NULL;
    return text;
}

bool ov_oidc_holds(const json_t *object, const char *name, const char *text)
{
    const json_t *value = json_object_get(object, name), *item;
    size_t i;

    if (json_is_string(value))
        return !strcmp(json_string_value(value), text);
    json_array_foreach(value, i, item) if (json_is_string(item) &&
                                           !strcmp(json_string_value(item), text)) return true;
    return false;
}

ov_str ov_oidc_dump(ov_arena *arena, json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    ov_str out = ov_str_from(ov_strdup(arena, text));

    free(text);
    json_decref(object);
    return out;
}
