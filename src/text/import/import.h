/* SPDX-License-Identifier: EUPL-1.2 */
/* import.h — what the parts of the import share. Private to text/. */
#ifndef OV_TEXT_IMPORT_H
#define OV_TEXT_IMPORT_H

#include "text/text.h"

#define OV_IMPORT_MAX_BYTES ((size_t)8 << 20)
#define OV_IMPORT_MAX_NODES 10000
#define OV_IMPORT_MAX_LINES 400000
#define OV_IMPORT_MAX_NESTING 16 /* lists in lists */
#define OV_IMPORT_LEVELS 6

/* A line that holds something. */
typedef struct ov_line {
    ov_str raw;        /* as it stood, without the line end */
    ov_str text;       /* trimmed */
    int no;            /* from 1 */
    int blank;         /* empty lines before it */
    int indent;        /* leading spaces */
    uint32_t chars;    /* code points of text */
    uint32_t width;    /* estimate in a proportional face; 0 where lines are not wrapped */
    bool page;         /* the first of a page */
    bool space_after;  /* the raw line after it holds spaces only: an empty table cell */
    bool gone;         /* page furniture, taken out */
    bool apart;        /* a row of a lost table: never joined with its neighbours */
    int table;         /* 1 + index of the table that it belongs to, 0 for none */
    size_t table_rest; /* lines of that table after this one */
} ov_line;

typedef enum ov_block_kind {
    OV_BLOCK_PARAGRAPH,
    OV_BLOCK_ITEM,
    OV_BLOCK_TABLE,
    OV_BLOCK_HEADING
} ov_block_kind;

/* A run of lines that belong together. */
typedef struct ov_block {
    ov_block_kind kind;
    const char *text;   /* joined; rows of a table ended by LF; NULL for a number without heading */
    const char *number; /* of a heading, or NULL */
    int level;          /* of an item from 0; of a numbered heading from 1; 0: not known yet */
    int ordinal;        /* of a numbered item, else 0 */
    int line;           /* where it begins */
    size_t lines;
    bool clean; /* text was made by ov_text_clean */
    bool gap;   /* more space before it than between lines */
    bool page;  /* the first of a page */
    int blank;  /* empty lines before it */
} ov_block;

typedef struct ov_importer {
    ov_arena *arena;
    ov_err *err;
    ov_str text; /* UTF-8, NFC, LF */
    ov_warning *warnings;
    size_t n_warnings, cap_warnings;
    ov_line *lines;
    size_t n;
    int line_gap;                    /* empty lines between two lines of one paragraph: 0 or 1 */
    bool spaced;                     /* the whole text is double-spaced */
    bool mixed;                      /* parts of it are */
    uint32_t full_chars, full_width; /* of a full line; 0: lines are not wrapped */
    const char **tables;             /* canonical rows of each table found */
    size_t n_tables;
    ov_block *blocks;
    size_t n_blocks, cap_blocks;
    const char *title;
    ov_node *root;
    size_t n_nodes;
    size_t left_out; /* bytes of text that were left out on purpose: a table of contents */
} ov_importer;

/* import.c: reads text of either sort; the checks of the whole tree, and what the caller gets. */
ov_status ov_import_source(ov_importer *im, ov_str source, bool *marked) OV_MUST_CHECK;
ov_status ov_import_finish(ov_importer *im, ov_import *out) OV_MUST_CHECK;
void ov_import_warn(ov_importer *im, const char *code, int line, const char *fmt, ...)
    OV_PRINTF(4, 5);

/* decode.c: bytes to UTF-8, NFC, LF; OV_INVALID or OV_TOO_LARGE with "LINE:COL: …" in err. */
ov_status ov_import_decode(ov_importer *im, ov_str source) OV_MUST_CHECK;

/* lines.c: cuts the text into lines, measures how it is set. */
ov_status ov_lines_split(ov_importer *im) OV_MUST_CHECK;
void ov_lines_measure(ov_importer *im);
bool ov_line_continues(const ov_importer *im, const ov_line *a, const ov_line *b);
bool ov_line_fits(const ov_importer *im, const ov_line *a, const ov_line *b);
bool ov_line_has_gap(const ov_importer *im, const ov_line *line);
/* Appends next to the text so far, mending a hyphen at the line's end. */
void ov_lines_join(ov_importer *im, ov_buf *text, const ov_line *next);

/* furniture.c: page numbers, running heads and the printed table of contents. */
void ov_furniture_remove(ov_importer *im);
bool ov_furniture_is_contents(ov_str text); /* "Innehåll" */

/* table.c: finds tables set with spaces, tabs or bars; sets line->table. */
void ov_tables_find(ov_importer *im);

/* blocks.c: joins lines to blocks; numbers.c and headings.c tell what heads a section. */
ov_status ov_blocks_build(ov_importer *im) OV_MUST_CHECK;
ov_block *ov_block_add(ov_importer *im, ov_block_kind kind, const ov_line *line);

/* bullet.c: what a line begins with. */
typedef struct ov_marker {
    uint32_t glyph; /* of a bullet; '#' for "1." and "1)"; 0: none */
    int ordinal;
    ov_str rest;
} ov_marker;
bool ov_marker_read(ov_str text, ov_marker *out);
/* "- - - x" nests on one line: more of it than anybody writes is an attack on a parser. */
bool ov_marker_nests_too_deep(ov_str rest);

/* numbers.c: numbers before headings, and whether one may follow another. */
typedef enum ov_number_style {
    OV_NUMBER_NONE,
    OV_NUMBER_LETTER,  /* A, B.; also I, V, X … where Roman numbers are counted */
    OV_NUMBER_ROMAN,   /* II, IV. */
    OV_NUMBER_DECIMAL, /* 1, 3.1, 3.1.2 */
    OV_NUMBER_SECTION, /* § 5, 5 § */
    OV_NUMBER_NAMED    /* Bilaga 1, Kapitel 2 */
} ov_number_style;
typedef struct ov_number {
    ov_number_style style;
    int depth;                  /* components */
    int part[OV_IMPORT_LEVELS]; /* of a letter: 1 for A */
    bool dotted;                /* "1." */
    ov_str label;               /* "3.1", "A", "Bilaga 1" */
    ov_str rest;                /* what follows */
} ov_number;
bool ov_number_read(ov_str text, ov_number *out);
typedef struct ov_sequence {
    int letter; /* the latest, 0 for none */
    bool letter_dotted;
    int roman;   /* the latest Roman number */
    bool scoped; /* inside a letter or a named part: numbers begin at level 2 */
    int part[OV_IMPORT_LEVELS], depth;
    int section;
} ov_sequence;
typedef enum ov_fit { OV_FIT_NO, OV_FIT_AGAIN, OV_FIT_GAP, OV_FIT_NEXT } ov_fit;
ov_fit ov_sequence_fit(const ov_sequence *seq, const ov_number *number);
/* Takes the number into the sequence, warns of what is missing, returns its level. */
int ov_sequence_take(ov_importer *im, ov_sequence *seq, const ov_number *number, int line);

/* headings.c */
void ov_headings_find(ov_importer *im); /* headings without number, and the title */

/* tree.c: blocks to provisions. */
ov_status ov_tree_build(ov_importer *im) OV_MUST_CHECK;
void ov_tree_check_references(ov_importer *im);

/* marked.c: input that marks its headings with #: markdown, and overens-text-1 itself. */
bool ov_marked_is(const ov_importer *im);
ov_status ov_marked_import(ov_importer *im) OV_MUST_CHECK;
/* "3.1 Verksamheter" of a marked heading to its number and its words. Canonical text was made by
 * us: a number is one for certain; elsewhere it must look like one. */
void ov_marked_number(ov_importer *im, ov_sequence *seq, bool canonical, ov_block *block,
                      ov_str text);
/* A lone first heading above all others is the title; the highest that is left is level 1. */
void ov_marked_levels(ov_importer *im);

/* body.c: writes blocks in canonical form. */
typedef struct ov_body {
    ov_buf buf;
    int last;  /* kind of the latest block: 0 none, 1 paragraph, 2 bullets, 3 numbers, 4 table */
    int level; /* of the latest item */
} ov_body;
void ov_body_paragraph(ov_body *body, ov_str text);
void ov_body_clean_paragraph(ov_body *body, ov_str clean); /* made by ov_text_clean */
void ov_body_item(ov_body *body, int level, int ordinal, ov_str text);
void ov_body_row(ov_body *body, ov_str row); /* "| a | b |" as it is */
/* Canonical body of markdown-like source; OV_TOO_LARGE: lists nested too deep. strict: it is
 * canonical already, so that only "- " and "1. " are items. */
ov_status ov_body_read(ov_arena *arena, ov_str raw, bool strict, const char **out) OV_MUST_CHECK;
/* One row of cells, trimmed and escaped. */
void ov_row_begin(ov_buf *row);
void ov_row_cell(ov_buf *row, ov_str cell);
bool ov_row_is(ov_str line);      /* begins and ends with a bar */
bool ov_row_is_rule(ov_str line); /* |---|:-:| */
void ov_row_copy(ov_buf *row, ov_str line);
/* A canonical body as markdown for the renderer. Owns: arena. */
ov_str ov_body_markdown(ov_arena *arena, const char *body);

/* chars.c: words and letters of Swedish text. */
uint32_t ov_char_first(ov_str text); /* the first code point, 0 when empty */
uint32_t ov_char_last(ov_str text);
size_t ov_char_size(ov_str text); /* bytes of the first code point */
bool ov_char_upper(uint32_t c);
bool ov_char_lower(uint32_t c);
bool ov_char_letter(uint32_t c);
bool ov_text_starts_upper(ov_str text); /* past quotes, brackets and emphasis */
bool ov_text_starts_lower(ov_str text);
bool ov_text_all_caps(ov_str text); /* has letters, none of them lower case */
bool ov_text_ended(ov_str text);    /* by . : ; ! ? and not an abbreviation */
bool ov_text_stopped(ov_str text);  /* by a full stop of a sentence */
bool ov_text_dangles(ov_str text);  /* ends with "och", "för", "avsnitt" … */
bool ov_text_has_verb(ov_str text); /* "ska", "är", "gäller" … */
size_t ov_text_words(ov_str text);
ov_str ov_text_first_word(ov_str text);
ov_str ov_text_last_word(ov_str text);
uint32_t ov_text_width(ov_str text);
bool ov_text_has_gap(ov_str text); /* two spaces side by side */
/* White space to single spaces, soft hyphens and control characters out, trimmed. Owns: arena. */
ov_str ov_text_clean(ov_arena *arena, ov_str text);
void ov_text_clean_to(ov_buf *out, ov_str text);

#endif
