/* SPDX-License-Identifier: EUPL-1.2 */
/* model.c — maps, lists and rows that templates read. */
#include "view/value.h"

ov_map *ov_map_new(ov_arena *arena)
{
    ov_map *map = ov_calloc(arena, 1, sizeof *map);
    map->arena = arena;
    return map;
}

ov_arena *ov_map_arena(const ov_map *map)
{
    return map->arena;
}

static ov_entry *find_entry(const ov_map *map, const ov_name *name)
{
    for (size_t i = 0; i < map->n; i++)
        if (ov_name_same(&map->entries[i].name, name))
            return &map->entries[i];
    return NULL;
}

void ov_map_set(ov_map *map, const char *key, size_t len, ov_value value)
{
    ov_name name = ov_name_of(key, len);
    ov_entry *entry = find_entry(map, &name);

    if (!entry) {
        if (map->n == map->cap) {
            size_t cap = map->cap ? map->cap * 2 : 8;
            ov_entry *entries = ov_calloc(map->arena, cap, sizeof *entries);
            if (map->n)
                memcpy(entries, map->entries, map->n * sizeof *entries);
            map->entries = entries;
            map->cap = cap;
        }
        entry = &map->entries[map->n++];
        entry->name = name;
    }
    entry->value = value;
}

static void set(ov_map *map, const char *key, ov_value value)
{
    ov_map_set(map, key, strlen(key), value);
}

void ov_map_text(ov_map *map, const char *key, const char *text)
{
    if (text) {
        set(map, key, (ov_value){.kind = OV_VALUE_TEXT, .u.s = ov_str_from(text)});
        return;
    }
    ov_name name = ov_name_of(key, strlen(key));
    ov_entry *entry = find_entry(map, &name);
    if (entry)
        *entry = map->entries[--map->n];
}

void ov_map_text_or_false(ov_map *map, const char *key, const char *text)
{
    if (text && *text)
        ov_map_text(map, key, text);
    else
        ov_map_bool(map, key, false);
}

void ov_map_str(ov_map *map, const char *key, ov_str text)
{
    set(map, key, (ov_value){.kind = OV_VALUE_TEXT, .u.s = text});
}

void ov_map_int(ov_map *map, const char *key, int64_t number)
{
    set(map, key, (ov_value){.kind = OV_VALUE_INT, .u.i = number});
}

void ov_map_bool(ov_map *map, const char *key, bool value)
{
    set(map, key, (ov_value){.kind = OV_VALUE_BOOL, .u.i = value});
}

void ov_map_html(ov_map *map, const char *key, ov_html html)
{
    set(map, key, (ov_value){.kind = OV_VALUE_HTML, .u.s = html.text});
}

void ov_map_put(ov_map *map, const char *key, ov_map *nested)
{
    set(map, key, (ov_value){.kind = OV_VALUE_MAP, .u.map = nested});
}

ov_map *ov_map_map(ov_map *map, const char *key)
{
    ov_map *nested = ov_map_new(map->arena);
    ov_map_put(map, key, nested);
    return nested;
}

ov_list *ov_list_new(ov_arena *arena)
{
    ov_list *list = ov_calloc(arena, 1, sizeof *list);
    list->arena = arena;
    return list;
}

ov_list *ov_map_list(ov_map *map, const char *key)
{
    ov_list *list = ov_list_new(map->arena);
    set(map, key, (ov_value){.kind = OV_VALUE_LIST, .u.list = list});
    return list;
}

void ov_list_push(ov_list *list, ov_value value)
{
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 8;
        ov_value *items = ov_calloc(list->arena, cap, sizeof *items);
        if (list->n)
            memcpy(items, list->items, list->n * sizeof *items);
        list->items = items;
        list->cap = cap;
    }
    list->items[list->n++] = value;
}

ov_map *ov_list_add(ov_list *list)
{
    ov_map *map = ov_map_new(list->arena);
    ov_list_push(list, (ov_value){.kind = OV_VALUE_MAP, .u.map = map});
    return map;
}

void ov_map_lines(ov_map *map, const char *key, ov_str text)
{
    ov_list *list = ov_map_list(map, key);

    while (text.len) {
        ov_str line = ov_str_trim(ov_str_cut(&text, '\n'));

        if (line.len)
            ov_map_str(ov_list_add(list), "text", line);
    }
}

ov_map *ov_choice_add(ov_list *choices, const char *value, const char *title, const char *chosen)
{
    ov_map *item = ov_list_add(choices);

    ov_map_text(item, "value", value);
    ov_map_text(item, "title", title);
    ov_map_bool(item, "chosen", chosen && !strcmp(value, chosen));
    return item;
}

void ov_list_add_text(ov_list *list, const char *text)
{
    ov_list_push(
        list, (ov_value){.kind = text ? OV_VALUE_TEXT : OV_VALUE_NULL, .u.s = ov_str_from(text)});
}

size_t ov_list_length(const ov_list *list)
{
    return list->n;
}

static ov_rowset *new_rowset(ov_arena *arena, const ov_rows *rows, const ov_field *fields)
{
    ov_rowset *rowset = ov_calloc(arena, 1, sizeof *rowset);
    rowset->rows = rows;
    rowset->fields = fields;
    while (fields[rowset->n_fields].name && rowset->n_fields < rows->columns)
        rowset->n_fields++;
    return rowset;
}

void ov_map_rows(ov_map *map, const char *key, const ov_rows *rows, const ov_field *fields)
{
    set(map, key,
        (ov_value){.kind = OV_VALUE_ROWS, .u.rows = new_rowset(map->arena, rows, fields)});
}

void ov_map_row(ov_map *map, const ov_rows *rows, size_t row, const ov_field *fields)
{
    if (row >= rows->n)
        return;
    ov_attached *attached = ov_calloc(map->arena, 1, sizeof *attached);
    attached->next = map->attached;
    attached->row = (ov_value){
        .kind = OV_VALUE_ROW, .row = (uint32_t)row, .u.rows = new_rowset(map->arena, rows, fields)};
    map->attached = attached;
}

void ov_list_add_row(ov_list *list, const ov_rows *rows, size_t row, const ov_field *fields)
{
    if (row < rows->n)
        ov_list_push(list, (ov_value){.kind = OV_VALUE_ROW,
                                      .row = (uint32_t)row,
                                      .u.rows = new_rowset(list->arena, rows, fields)});
}

void ov_map_lambda(ov_map *map, const char *key, ov_lambda_fn fn, void *arg)
{
    ov_lambda *lambda = ov_calloc(map->arena, 1, sizeof *lambda);
    lambda->fn = fn;
    lambda->arg = arg;
    set(map, key, (ov_value){.kind = OV_VALUE_LAMBDA, .u.lambda = lambda});
}

bool ov_map_find(const ov_map *map, const ov_name *name, ov_field_memo *memo, ov_value *out)
{
    const ov_entry *entry = find_entry(map, name);

    if (entry) {
        *out = entry->value;
        return true;
    }
    for (const ov_attached *a = map->attached; a; a = a->next)
        if (ov_row_find_again(a->row.u.rows, a->row.row, name, memo, out))
            return true;
    return false;
}

static bool has_iso(ov_field_kind kind)
{
    return kind == OV_FIELD_DAY || kind == OV_FIELD_INSTANT;
}

static ov_field_memo locate(const ov_rowset *set, const ov_name *name)
{
    for (uint32_t i = 0; i < set->n_fields; i++) {
        const char *field = set->fields[i].name;
        size_t len = strlen(field);
        if (len > name->len || memcmp(field, name->ptr, len) != 0)
            continue;
        if (len == name->len)
            return (ov_field_memo){set->fields, (int32_t)i, false};
        if (len + 4 == name->len && has_iso(set->fields[i].kind) &&
            memcmp(name->ptr + len, "_iso", 4) == 0)
            return (ov_field_memo){set->fields, (int32_t)i, true};
    }
    return (ov_field_memo){set->fields, -1, false};
}

static ov_value_kind number_kind(ov_field_kind kind, bool iso)
{
    switch (kind) {
    case OV_FIELD_BOOL:
        return OV_VALUE_BOOL;
    case OV_FIELD_COUNT:
        return OV_VALUE_COUNT;
    case OV_FIELD_MONEY:
        return OV_VALUE_MONEY;
    case OV_FIELD_DAY:
        return iso ? OV_VALUE_DAY_ISO : OV_VALUE_DAY;
    case OV_FIELD_INSTANT:
        return iso ? OV_VALUE_INSTANT_ISO : OV_VALUE_INSTANT;
    case OV_FIELD_INT:
    case OV_FIELD_TEXT:
    case OV_FIELD_HTML:
        break;
    }
    return OV_VALUE_INT;
}

bool ov_row_find(const ov_rowset *set, uint32_t row, const ov_name *name, ov_field_memo *memo,
                 ov_value *out)
{
    ov_field_memo here;

    if (memo && memo->fields == set->fields && memo->column < (int32_t)set->n_fields) {
        here = *memo;
    } else {
        here = locate(set, name);
        if (memo)
            *memo = here;
    }
    if (here.column < 0)
        return false;

    const ov_val *cell = ov_cell(set->rows, row, (size_t)here.column);
    ov_field_kind kind = set->fields[here.column].kind;
    switch (cell->type) {
    case OV_VAL_INT:
        out->kind = number_kind(kind, here.iso);
        out->u.i = cell->u.i;
        break;
    case OV_VAL_TEXT:
    case OV_VAL_BLOB:
        out->kind = kind == OV_FIELD_HTML ? OV_VALUE_HTML : OV_VALUE_TEXT;
        out->u.s = cell->u.s;
        break;
    case OV_VAL_NULL:
        out->kind = OV_VALUE_NULL;
        break;
    }
    return true;
}

bool ov_value_find(const ov_value *in, const ov_name *name, ov_value *out)
{
    if (in->kind == OV_VALUE_MAP)
        return ov_map_find(in->u.map, name, NULL, out);
    if (in->kind == OV_VALUE_ROW)
        return ov_row_find(in->u.rows, in->row, name, NULL, out);
    return false;
}

bool ov_value_true(const ov_value *value)
{
    switch (value->kind) {
    case OV_VALUE_NONE:
    case OV_VALUE_NULL:
        return false;
    case OV_VALUE_BOOL:
    case OV_VALUE_INSTANT: /* 0 is "none" */
    case OV_VALUE_INSTANT_ISO:
        return value->u.i != 0;
    case OV_VALUE_DAY:
    case OV_VALUE_DAY_ISO:
        return value->u.i != OV_NO_DAY;
    case OV_VALUE_TEXT:
    case OV_VALUE_HTML:
        return value->u.s.len > 0;
    case OV_VALUE_LIST:
        return value->u.list->n > 0;
    case OV_VALUE_ROWS:
        return value->u.rows->rows->n > 0;
    case OV_VALUE_INT:
    case OV_VALUE_COUNT:
    case OV_VALUE_MONEY:
    case OV_VALUE_NUMBER:
    case OV_VALUE_MAP:
    case OV_VALUE_ROW:
    case OV_VALUE_LAMBDA:
        break;
    }
    return true;
}
