/* SPDX-License-Identifier: EUPL-1.2 */
/* paper.h — documents for word processors: headings, paragraphs, lists, tables and fields to fill
 * in, written as .docx or .odt without any other program. The same calls give the same bytes.
 *
 *     ov_paper *p = ov_paper_new(arena, "Sammanställning", "Region Sörmland", at);
 *     ov_paper_text(p, OV_PAPER_TITLE, "Sammanställning");
 *     ov_paper_heading(p, 1, "3.1 Samverkan");
 *     ov_paper_html(p, stored_html);
 *     ov_paper_table(p, "Svaren per betyg", (int[]){70, 30}, 2, true);
 *     ov_paper_row(p);
 *     ov_paper_cell_text(p, "Svar");           (the first row is its head)
 *     ov_paper_cell_text(p, "Antal");
 *     ov_paper_table_end(p);
 *     docx = ov_paper_docx(p);
 *
 * Headings, captions and head rows are true ones, and the language is set, so that a screen reader
 * finds its way. Text is UTF-8; what XML cannot hold (control characters) is left out. */
#ifndef OV_VIEW_PAPER_H
#define OV_VIEW_PAPER_H

#include "util/arena.h"
#include "util/date.h"
#include "util/str.h"

#define OV_DOCX_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define OV_ODT_TYPE "application/vnd.oasis.opendocument.text"

typedef struct ov_paper ov_paper;

/* made: the instant that the document's properties tell. footer: stands on every page before its
 * number, or NULL. Everything given to a paper must live as long as the arena. */
OV_API ov_paper *ov_paper_new(ov_arena *arena, const char *title, const char *footer,
                              ov_instant made);

typedef enum ov_paper_style {
    OV_PAPER_BODY,
    OV_PAPER_TITLE, /* the document's own, once */
    OV_PAPER_NOTE,  /* smaller and paler: instructions, codes */
    OV_PAPER_LABEL, /* bold, beside or above what it names */
    OV_PAPER_QUOTE  /* somebody's words, indented */
} ov_paper_style;

OV_API void ov_paper_heading(ov_paper *paper, int level, const char *text); /* 1 … 6 */
/* A paragraph; a line end in it is a line break. */
OV_API void ov_paper_text(ov_paper *paper, ov_paper_style style, const char *text);
/* A paragraph for each line that holds something. */
OV_API void ov_paper_lines(ov_paper *paper, ov_paper_style style, ov_str text);
/* level from 0; ordinal 0: a bullet, else the number that it shows. */
OV_API void ov_paper_item(ov_paper *paper, int level, int ordinal, const char *text);
/* "Diarienummer: ____________": a line to fill in by hand. */
OV_API void ov_paper_blank(ov_paper *paper, const char *label);
/* A provision as text/ stores it: paragraphs, lists, tables, strong and em of ov_markdown. */
OV_API void ov_paper_html(ov_paper *paper, ov_str html);

/* A table of n columns with widths in per cent. head: its first row names the columns. Cells hold
 * whatever is added until the next cell; rows and cells end by themselves. A table may stand in a
 * cell, three deep. */
OV_API void ov_paper_table(ov_paper *paper, const char *caption, const int *widths, size_t n,
                           bool head);
OV_API void ov_paper_row(ov_paper *paper);
OV_API void ov_paper_cell(ov_paper *paper);
OV_API void ov_paper_cell_text(ov_paper *paper, const char *text); /* a cell of one paragraph */
OV_API void ov_paper_cell_int(ov_paper *paper, int64_t number);    /* to the right */
OV_API void ov_paper_table_end(ov_paper *paper);

/* A field that a person fills in, in a paragraph of its own: a content control in .docx, what it
 * holds in .odt. */
typedef struct ov_paper_control {
    const char *tag;            /* hidden name: [a-z0-9-]{1,60} */
    const char *name;           /* what it is called when it is chosen */
    const char *text;           /* what it holds; NULL or "": the placeholder is shown */
    const char *placeholder;    /* "Skriv här." */
    const char *const *choices; /* ended by NULL; NULL: free text, line by line */
    bool locked;                /* only to be read */
} ov_paper_control;
OV_API void ov_paper_control_add(ov_paper *paper, ov_paper_style style,
                                 const ov_paper_control *control);

/* The whole file. Owns: the paper's arena. */
OV_API ov_str ov_paper_docx(ov_paper *paper);
OV_API ov_str ov_paper_odt(ov_paper *paper);
/* The same as the body of an HTML document, for templates/pages/paper_print and ov_pdf_render: the
 * title is its h1. Owns: the paper's arena. */
OV_API ov_str ov_paper_body(ov_paper *paper);

#endif
