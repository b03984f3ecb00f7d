/* SPDX-License-Identifier: EUPL-1.2 */
/* model.h — what a template is given: maps, lists and rows in an arena. Keys must be static or live
 * in the arena; texts are not copied and must live as long as the model. */
#ifndef OV_VIEW_MODEL_H
#define OV_VIEW_MODEL_H

#include "db/db.h"
#include "util/arena.h"

typedef struct ov_map ov_map;
typedef struct ov_list ov_list;

/* HTML that may be written as it is. Only the markdown renderer and the chart writer make it. */
typedef struct ov_html {
    ov_str text;
} ov_html;

OV_API ov_map *ov_map_new(ov_arena *arena);
OV_API void ov_map_text(ov_map *map, const char *key,
                        const char *text); /* NULL: as if the key were not there */
/* The text; false for NULL and "": else a template would find a key that stands further out. */
void ov_map_text_or_false(ov_map *map, const char *key, const char *text);
OV_API void ov_map_str(ov_map *map, const char *key, ov_str text);
OV_API void ov_map_int(ov_map *map, const char *key, int64_t number);
OV_API void ov_map_bool(ov_map *map, const char *key, bool value);
OV_API void ov_map_html(ov_map *map, const char *key, ov_html html);
OV_API ov_map *ov_map_map(ov_map *map, const char *key);   /* adds a nested map */
OV_API ov_list *ov_map_list(ov_map *map, const char *key); /* adds a list */
OV_API void ov_map_put(ov_map *map, const char *key, ov_map *nested);
OV_API ov_map *ov_list_add(ov_list *list);                     /* adds an item */
OV_API void ov_list_add_text(ov_list *list, const char *text); /* an item for {{.}} */
OV_API size_t ov_list_length(const ov_list *list);
OV_API ov_arena *ov_map_arena(const ov_map *map);
/* A list with the item `text` for each line that holds something; the lines are trimmed. */
OV_API void ov_map_lines(ov_map *map, const char *key, ov_str text);
/* An item `value`, `title` and whether it is the chosen one (chosen NULL: none is). */
OV_API ov_map *ov_choice_add(ov_list *choices, const char *value, const char *title,
                             const char *chosen);

/* How a column of rows reads in a template. */
typedef enum ov_field_kind {
    OV_FIELD_TEXT,    /* text as it is; NULL is false */
    OV_FIELD_INT,     /* a bare number (ids) */
    OV_FIELD_COUNT,   /* "1 234" with no-break spaces */
    OV_FIELD_BOOL,    /* 0/1 */
    OV_FIELD_MONEY,   /* öre as "1 234,50" */
    OV_FIELD_DAY,     /* day number as "19 juni 2025"; the ISO form is <name>_iso */
    OV_FIELD_INSTANT, /* microseconds as "19 juni 2025 kl. 23.59"; <name>_iso */
    OV_FIELD_HTML     /* stored output of the markdown renderer (a column that only text/ writes) */
} ov_field_kind;
typedef struct ov_field { /* {NULL, 0} ends; the n-th describes column n */
    const char *name;
    ov_field_kind kind;
} ov_field;
/* A list over rows; fields must be static. */
OV_API void ov_map_rows(ov_map *map, const char *key, const ov_rows *rows, const ov_field *fields);
/* Columns of one row as keys of the map. */
OV_API void ov_map_row(ov_map *map, const ov_rows *rows, size_t row, const ov_field *fields);
/* The row as an item, without a map around it: cheaper where nothing is added to it. */
void ov_list_add_row(ov_list *list, const ov_rows *rows, size_t row, const ov_field *fields);

/* A section function: gets the raw source between the tags; what it appends to out is compiled with
 * the current delimiters and rendered in the current context (the mustache spec's lambdas, as far
 * as C has them). */
typedef ov_status (*ov_lambda_fn)(void *arg, ov_str source, ov_buf *out);
OV_API void ov_map_lambda(ov_map *map, const char *key, ov_lambda_fn fn, void *arg);

/* A model from JSON text (jansson), for `overens render`, tests and sample data. Numbers keep the
 * spelling of the spec (1.21, 0.0). OV_INVALID with line and column. */
OV_API ov_status ov_model_from_json(ov_arena *arena, ov_str json, ov_map **out,
                                    ov_err *err) OV_MUST_CHECK;

#endif
