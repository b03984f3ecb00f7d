/* SPDX-License-Identifier: EUPL-1.2 */
/* wordform_inside.h — the words that the writer and the reader of a form must agree on. Private to
 * consult/. */
#ifndef OV_CONSULT_WORDFORM_INSIDE_H
#define OV_CONSULT_WORDFORM_INSIDE_H

#include "consult/wordform/wordform.h"

#define OV_FORM_CHOOSE "Välj svar"
#define OV_FORM_WRITE "Skriv här"
#define OV_FORM_NONE "Inget svar valt"
#define OV_FORM_GRADE "Svar"
#define OV_FORM_COMMENT "Kommentar"
#define OV_FORM_WORDING "Förslag till ny lydelse"
/* Lines that begin so may change while a form is out. */
#define OV_FORM_DEADLINE "Sista svarsdag:"
#define OV_FORM_JOINS "Ansluter sig till:"

typedef enum ov_form_part {
    OV_PART_NONE,
    OV_PART_GRADE,
    OV_PART_COMMENT,
    OV_PART_WORDING
} ov_form_part;

/* wordfind.c: the codes in a line. */
bool ov_form_find_code(ov_str text, int64_t *n, int64_t *base, char hash[9]);
bool ov_form_find_head(ov_str text, ov_id *round, ov_id *org, char hash[OV_WORDFORM_HASH]);
/* "ov-q-12-comment". */
ov_form_part ov_form_tag(const char *tag, int64_t *n);
/* By the name that a row begins with. */
ov_form_part ov_form_label(ov_str label);
/* Does a field hold what it shows when it is empty? flagged: the file says that it does. */
bool ov_form_is_placeholder(ov_str text, bool flagged);
/* What was written in a field, without what it showed when it was empty: somebody who wrote beside
 * that has left it standing. */
ov_str ov_form_words(ov_str text);

#endif
