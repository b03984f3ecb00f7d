/* SPDX-License-Identifier: EUPL-1.2 */
/* wordxml.h — the tags and words of an XML text one after the other, by local names: word
 * processors choose prefixes as they like. No document types, no entities but XML's own. Private to
 * consult/. */
#ifndef OV_CONSULT_WORDXML_H
#define OV_CONSULT_WORDXML_H

#include "util/arena.h"
#include "util/str.h"

typedef enum ov_xml_kind { OV_XML_END_OF_TEXT, OV_XML_OPEN, OV_XML_CLOSE, OV_XML_TEXT } ov_xml_kind;

typedef struct ov_xml {
    ov_str rest;
    ov_str name;       /* of OPEN and CLOSE: the local name */
    ov_str attributes; /* of OPEN, as they stand */
    ov_str text;       /* of TEXT, as it stands */
    bool empty;        /* OPEN of <a/>: its CLOSE comes next all the same */
    bool raw;          /* TEXT of a CDATA section */
    bool close_next;
} ov_xml;

/* The next of them. OV_INVALID: it cannot be read. Start with {.rest = text}. */
ov_status ov_xml_next(ov_xml *xml, ov_xml_kind *kind) OV_MUST_CHECK;
/* The value of an attribute by local name, decoded; NULL: none. Owns: arena. */
const char *ov_xml_attribute(ov_arena *arena, const ov_xml *xml, const char *name);
/* Adds the text decoded. */
void ov_xml_decode(ov_buf *out, ov_str text, bool raw);

#endif
