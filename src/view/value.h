/* SPDX-License-Identifier: EUPL-1.2 */
/* value.h — inside view/: what a model is made of, and how a name is found in it. */
#ifndef OV_VIEW_VALUE_H
#define OV_VIEW_VALUE_H

#include "view/model.h"

/* A name as templates and maps know it; the hash is only there to pass over other names quickly. */
typedef struct ov_name {
    const char *ptr;
    uint32_t len;
    uint32_t hash;
} ov_name;

typedef enum ov_value_kind {
    OV_VALUE_NONE, /* no such name */
    OV_VALUE_NULL, /* the name is there and holds nothing: it hides outer ones */
    OV_VALUE_BOOL,
    OV_VALUE_INT,
    OV_VALUE_COUNT,
    OV_VALUE_MONEY,
    OV_VALUE_DAY,
    OV_VALUE_DAY_ISO,
    OV_VALUE_INSTANT,
    OV_VALUE_INSTANT_ISO,
    OV_VALUE_TEXT,
    OV_VALUE_NUMBER, /* a JSON number, spelled as in the source */
    OV_VALUE_HTML,
    OV_VALUE_MAP,
    OV_VALUE_LIST,
    OV_VALUE_ROWS,
    OV_VALUE_ROW,
    OV_VALUE_LAMBDA
} ov_value_kind;

typedef struct ov_rowset {
    const ov_rows *rows;
    const ov_field *fields;
    uint32_t n_fields; /* never more than the rows have columns */
} ov_rowset;

typedef struct ov_lambda {
    ov_lambda_fn fn;
    void *arg;
} ov_lambda;

typedef struct ov_value {
    ov_value_kind kind;
    uint32_t row; /* OV_VALUE_ROW: which */
    union {
        int64_t i;
        ov_str s;
        const ov_map *map;
        const ov_list *list;
        const ov_rowset *rows;
        const ov_lambda *lambda;
    } u;
} ov_value;

typedef struct ov_entry {
    ov_name name;
    ov_value value;
} ov_entry;

/* A row whose columns read as keys of a map. */
typedef struct ov_attached {
    const struct ov_attached *next;
    ov_value row;
} ov_attached;

struct ov_map {
    ov_arena *arena;
    size_t n, cap;
    ov_entry *entries;
    const ov_attached *attached;
    ov_value self; /* what {{.}} is, when the root of the data is no object */
};

struct ov_list {
    ov_arena *arena;
    size_t n, cap;
    ov_value *items;
};

/* Where a name stands among the fields of a kind of rows: remembered by each tag of a template. */
typedef struct ov_field_memo {
    const ov_field *fields; /* NULL: nothing remembered */
    int32_t column;         /* -1: not among them */
    bool iso;               /* the name is <field>_iso */
} ov_field_memo;

/* Reads up to eight bytes without going past the end. */
static inline uint64_t ov_name_word(const char *p, size_t len)
{
    uint64_t word = 0;
    memcpy(&word, p, len < sizeof word ? len : sizeof word);
    return word;
}
static inline ov_name ov_name_of(const char *ptr, size_t len)
{
    uint64_t head = ov_name_word(ptr, len);
    uint64_t tail = len > 8 ? ov_name_word(ptr + len - 8, 8) : 0;
    uint64_t mixed = (head ^ (tail * 0x9E3779B97F4A7C15u) ^ len) * 0xD6E8FEB86659FD93u;
    return (ov_name){ptr, (uint32_t)len, (uint32_t)(mixed >> 32)};
}
static inline bool ov_name_same(const ov_name *a, const ov_name *b)
{
    return a->hash == b->hash && a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

/* The value of a name in a map, in a row, in anything. False, and *out untouched, when it is not
 * there. Written piece by piece into *out: a page looks up thousands, and copies of fresh structs
 * wait for their parts. memo: of the rows, also of those attached to a map; or NULL. Owns: nothing
 * is copied. */
bool ov_map_find(const ov_map *map, const ov_name *name, ov_field_memo *memo, ov_value *out);
bool ov_row_find(const ov_rowset *set, uint32_t row, const ov_name *name, ov_field_memo *memo,
                 ov_value *out);
bool ov_value_find(const ov_value *in, const ov_name *name, ov_value *out);
/* ov_row_find for what pages consist of most: texts, numbers and flags whose column the memo knows
 * already. */
static inline bool ov_row_find_again(const ov_rowset *set, uint32_t row, const ov_name *name,
                                     ov_field_memo *memo, ov_value *out)
{
    if (memo && memo->fields == set->fields && memo->column < (int32_t)set->n_fields) {
        if (memo->column < 0)
            return false;
        const ov_val *cell = ov_cell(set->rows, row, (size_t)memo->column);
        ov_field_kind kind = set->fields[memo->column].kind;
        if (cell->type == OV_VAL_TEXT && kind == OV_FIELD_TEXT) {
            out->kind = OV_VALUE_TEXT;
            out->u.s = cell->u.s;
            return true;
        }
        if (cell->type == OV_VAL_INT && (kind == OV_FIELD_INT || kind == OV_FIELD_BOOL)) {
            out->kind = kind == OV_FIELD_INT ? OV_VALUE_INT : OV_VALUE_BOOL;
            out->u.i = cell->u.i;
            return true;
        }
    }
    return ov_row_find(set, row, name, memo, out);
}
/* false, null, nothing, the empty text, an empty list, no rows, no day: all false. 0 is true. */
bool ov_value_true(const ov_value *value);

/* Adds or replaces; internal twins of the public setters. */
void ov_map_set(ov_map *map, const char *key, size_t len, ov_value value);
void ov_list_push(ov_list *list, ov_value value);
ov_list *ov_list_new(ov_arena *arena);

#endif
