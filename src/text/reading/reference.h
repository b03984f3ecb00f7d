/* SPDX-License-Identifier: EUPL-1.2 */
/* reference.h — references from one provision to another of the same text: "D4.4", "avsnitt 2.1",
 * "punkt 3", "§ 6", "bilaga 2". One detector, for the check at import and for the links in what is
 * shown. Private to text/. */
#ifndef OV_TEXT_REFERENCE_H
#define OV_TEXT_REFERENCE_H

#include "util/arena.h"
#include "util/str.h"

/* What can be referred to: the numbers of a text, in document order. */
typedef struct ov_ref_numbers ov_ref_numbers;
#define OV_REF_NONE SIZE_MAX

/* Room for n numbers. Owns: arena. */
ov_ref_numbers *ov_ref_numbers_new(ov_arena *arena, size_t n);
/* The next provision in document order; depth from 1; number NULL when it has none. at: what a
 * reference to it is told to lead to. */
void ov_ref_numbers_add(ov_ref_numbers *numbers, const char *number, int depth, size_t at);
/* After the last: makes them ready to be looked up. */
void ov_ref_numbers_sort(ov_ref_numbers *numbers);
/* The letter of the section that the i-th added provision stands in, 0 for none. */
int ov_ref_numbers_letter(const ov_ref_numbers *numbers, size_t i);

typedef enum ov_ref_kind {
    OV_REF_LETTER,  /* D4.4 */
    OV_REF_SECTION, /* avsnitt 2.1, kapitel 2 */
    OV_REF_POINT,   /* punkt 3 */
    OV_REF_PARA,    /* § 6, 6 § */
    OV_REF_APPENDIX /* bilaga 2 */
} ov_ref_kind;

typedef struct ov_reference {
    size_t at, len; /* bytes of the text: what becomes the link */
    ov_ref_kind kind;
    const char *label; /* "D4.4", "2.1", "§ 6", "Bilaga 2" */
    size_t target;     /* at of the provision; OV_REF_NONE: nothing here has that number */
    bool dotted;       /* more than one number: "3.2" */
} ov_reference;

/* Walks over the references of one text. References to other documents ("§ 6 i samverkansavtalet",
 * "6 § kommunallagen") are passed over. Begin with {.arena, .numbers, .letter, .text}. */
typedef struct ov_ref_scan {
    ov_arena *arena;
    const ov_ref_numbers *numbers;
    int letter; /* of the section that the text stands in, 0 for none */
    ov_str text;
    size_t at; /* where it goes on */
    ov_ref_kind
        more; /* with list: the kind of the numbers that may follow, "avsnitt 2.1 och 2.2" */
    bool list, dotted;
} ov_ref_scan;
/* The next one; false: no more. Owns: label in arena. */
bool ov_ref_next(ov_ref_scan *scan, ov_reference *out);
/* Would a missing target be a fault of the text? Not for "punkt 3", which may be an item of a list,
 * nor for paragraphs and appendices of a text that numbers nothing in that way. */
bool ov_ref_is_broken(const ov_ref_numbers *numbers, const ov_reference *reference);

#endif
