/* SPDX-License-Identifier: EUPL-1.2 */
/* paper_inside.h — a paper as the list of steps that its writers follow. Private to view/. */
#ifndef OV_VIEW_PAPER_INSIDE_H
#define OV_VIEW_PAPER_INSIDE_H

#include "view/paper.h"

#define OV_PAPER_TABLES 4 /* in each other */
#define OV_PAPER_COLUMNS 16
#define OV_PAPER_NESTING 8 /* lists in lists */

typedef enum ov_paper_kind {
    OV_STEP_PARAGRAPH, /* a: ov_paper_style; or one of the two below */
    OV_STEP_HEADING,   /* a: level 1 … */
    OV_STEP_ITEM,      /* a: level 0 …; b: ordinal or 0 */
    OV_STEP_RUN,       /* text; a: OV_RUN_… */
    OV_STEP_BREAK,     /* a new line */
    OV_STEP_CONTROL,
    OV_STEP_END, /* of the paragraph, heading or item */
    OV_STEP_TABLE,
    OV_STEP_ROW,  /* a: it is the head */
    OV_STEP_CELL, /* a: column from 0 */
    OV_STEP_CELL_END,
    OV_STEP_ROW_END,
    OV_STEP_TABLE_END
} ov_paper_kind;

enum { OV_RUN_BOLD = 1, OV_RUN_ITALIC = 2 };
/* More styles of paragraphs than the caller sees. */
enum { OV_PAPER_FIGURE = OV_PAPER_QUOTE + 1 };
/* From so many columns the names above them are written smaller. */
enum { OV_PAPER_MANY = 6 };

typedef struct ov_paper_columns {
    const char *caption; /* or NULL */
    bool head;
    size_t n;
    int width[OV_PAPER_COLUMNS]; /* per cent; 0: shared out evenly */
} ov_paper_columns;

typedef struct ov_paper_step {
    ov_paper_kind kind;
    int a, b;
    ov_str text;
    const ov_paper_control *control;
    ov_paper_columns *columns;
} ov_paper_step;

typedef struct ov_paper_open {
    ov_paper_columns *columns;
    bool row, cell;
    size_t rows, cells;
} ov_paper_open;

struct ov_paper {
    ov_arena *arena;
    const char *title, *footer;
    ov_instant made;
    ov_paper_step *steps;
    size_t n, cap;
    ov_paper_open open[OV_PAPER_TABLES];
    size_t n_open;
};

ov_paper_step *ov_paper_step_add(ov_paper *paper, ov_paper_kind kind, int a, int b);
void ov_paper_run(ov_paper *paper, ov_str text, int flags);
/* Escaped for text and attributes; control characters are left out. */
void ov_paper_xml(ov_buf *out, ov_str text);
void ov_paper_xmlz(ov_buf *out, const char *text);
/* "2025-06-04T12:00:00Z". */
const char *ov_paper_instant(const ov_paper *paper);

#endif
