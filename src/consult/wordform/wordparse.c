/* SPDX-License-Identifier: EUPL-1.2 */
/* wordparse.c — finds the answers in the text of a form, whichever program has saved it. */
#include "consult/wordform/wordform_inside.h"
#include "consult/wordform/wordxml.h"
#include "text/import/zip.h"

#include <stdlib.h>
#include <strings.h>

#define MOST_DOCUMENT ((size_t)16 << 20)
#define MOST_OUTSIDE 50000
#define MOST_FIELDS 8 /* content controls in each other */

#define BROKEN                                                                                     \
    "Filen är skadad eller ofullständig. Spara formuläret på nytt i Word och försök igen."
#define NO_WORD                                                                                    \
    "Filen är inte ett Word-dokument (.docx). Öppna formuläret och spara det som Word-dokument."

typedef struct field {
    int64_t n;
    ov_form_part part;
    bool placeholder; /* it shows what it shows when it is empty */
    ov_buf *where;    /* its words begin here, */
    size_t from;      /* at this byte */
} field;

typedef struct reader {
    ov_arena *arena;
    ov_wordform *out;
    size_t cap, cap_outside;
    ov_xml xml;
    ov_buf paragraph, first, rest; /* outside tables; the first cell of a row; the others */
    int tables, cells, skip, runs, properties;
    field fields[MOST_FIELDS];
    size_t n_fields, deep; /* deep: further ones that are not looked at */
    field row;             /* what the row's tags say */
    size_t point;          /* where the words of a list's point begin in rest; 0: no list */
    int64_t current;       /* the question whose code stands above, in this table */
} reader;

/* ---- What is found ---- */

static void add_outside(reader *r, ov_str line)
{
    ov_buf clean = {0};
    int64_t n, base;
    char hash[9];

    for (size_t i = 0; i < line.len; i++) {
        bool space = line.ptr[i] == ' ' || line.ptr[i] == '\t';

        if (!space || (clean.len && clean.ptr[clean.len - 1] != ' '))
            ov_buf_addc(&clean, space ? ' ' : line.ptr[i]);
    }
    line = ov_str_trim(ov_buf_str(&clean));
    if (!r->out->consultation_id && line.len &&
        !ov_form_find_head(line, &r->out->consultation_id, &r->out->org_id, r->out->text_hash))
        r->out->consultation_id = r->out->org_id = 0;
    if (line.len && r->out->n_outside < MOST_OUTSIDE && !ov_form_find_code(line, &n, &base, hash)) {
        if (r->out->n_outside == r->cap_outside) {
            size_t cap = r->cap_outside ? 2 * r->cap_outside : 256;
            const char **more = ov_calloc(r->arena, cap, sizeof *more);

            if (r->out->n_outside)
                memcpy(more, r->out->outside, r->out->n_outside * sizeof *more);
            r->out->outside = more;
            r->cap_outside = cap;
        }
        r->out->outside[r->out->n_outside++] = ov_str_z(r->arena, line);
    }
    ov_buf_free(&clean);
}

static void add_lines(reader *r, ov_str text)
{
    while (text.len)
        add_outside(r, ov_str_cut(&text, '\n'));
}

static ov_wordform_answer *answer_of(reader *r, int64_t n)
{
    ov_wordform *out = r->out;

    for (size_t i = out->n; i > 0; i--)
        if (out->answers[i - 1].n == n)
            return &out->answers[i - 1];
    if (out->n == OV_WORDFORM_QUESTIONS)
        return NULL;
    if (out->n == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : 64;
        ov_wordform_answer *more = ov_calloc(r->arena, cap, sizeof *more);

        if (out->n)
            memcpy(more, out->answers, out->n * sizeof *more);
        out->answers = more;
        r->cap = cap;
    }
    out->answers[out->n] = (ov_wordform_answer){.n = n, .base = -1};
    return &out->answers[out->n++];
}

/* Two fields of the same name, because somebody copied a table: what both say is kept. */
static void set(reader *r, const char **where, ov_str text)
{
    text = ov_str_trim(text);
    if (!*where || !**where)
        *where = ov_str_z(r->arena, text);
    else if (text.len && !ov_str_is(text, *where))
        *where = ov_printf(r->arena, "%s\n\n%.*s", *where, (int)text.len, text.ptr);
}

static void take(reader *r, int64_t n, ov_form_part part, ov_str text)
{
    ov_wordform_answer *a = answer_of(r, n);

    if (!a)
        return;
    text = ov_form_words(text);
    set(r,
        part == OV_PART_GRADE     ? &a->grade
        : part == OV_PART_COMMENT ? &a->comment
                                  : &a->wording,
        text);
}

static void end_row(reader *r)
{
    ov_str first = ov_buf_str(&r->first), rest = ov_buf_str(&r->rest);
    ov_wordform_answer code = {.n = 0}, *a;
    field row = r->row;

    if (ov_form_find_code(first, &code.n, &code.base, code.base_hash) ||
        ov_form_find_code(rest, &code.n, &code.base, code.base_hash)) {
        r->current = code.n;
        a = answer_of(r, code.n);
        if (a && a->base < 0) {
            a->base = code.base;
            memcpy(a->base_hash, code.base_hash, sizeof a->base_hash);
        }
    } else if (row.part == OV_PART_NONE && r->current) {
        row.part = ov_form_label(first);
        row.n = r->current;
    }
    add_lines(r, first);
    if (row.part != OV_PART_NONE && !code.n && r->cells > 1)
        take(r, row.n, row.part, rest);
    else
        add_lines(r, rest);
    ov_buf_clear(&r->first);
    ov_buf_clear(&r->rest);
    r->point = 0;
}

/* ---- Tags ---- */

static ov_buf *target(reader *r)
{
    return r->tables == 0 ? &r->paragraph : r->cells <= 1 ? &r->first : &r->rest;
}

static void cut(ov_buf *buf, size_t len)
{
    buf->len = len;
    if (buf->ptr)
        buf->ptr[len] = '\0';
}

static void open_field(reader *r)
{
    if (r->n_fields < MOST_FIELDS)
        r->fields[r->n_fields++] = (field){.part = OV_PART_NONE};
    else
        r->deep++;
}

static field *inner_field(reader *r)
{
    return r->n_fields && !r->deep ? &r->fields[r->n_fields - 1] : NULL;
}

static void open_content(reader *r)
{
    field *f = inner_field(r);

    if (!f)
        return;
    f->where = target(r);
    f->from = f->where->len;
    if (f->part != OV_PART_NONE && r->tables > 0)
        r->row = *f;
}

static void close_field(reader *r)
{
    field *f = inner_field(r);
    ov_str text;

    if (r->deep > 0) {
        r->deep--;
        return;
    }
    if (!f)
        return;
    r->n_fields--;
    if (!f->where || f->where != target(r) || f->from > f->where->len)
        return;
    text = (ov_str){f->where->len ? f->where->ptr + f->from : "", f->where->len - f->from};
    if (ov_form_is_placeholder(text, f->placeholder)) {
        cut(f->where, f->from);
        text.len = 0;
    }
    if (r->tables == 0 && f->part != OV_PART_NONE) { /* the table around it is gone */
        take(r, f->n, f->part, text);
        cut(f->where, f->from);
    }
}

static bool on(const char *value)
{
    return !value || (strcmp(value, "0") != 0 && strcmp(value, "false") != 0);
}

static void field_property(reader *r)
{
    field *f = inner_field(r);
    const char *value;

    if (!f || f->where)
        return;
    if (ov_str_is(r->xml.name, "tag")) {
        value = ov_xml_attribute(r->arena, &r->xml, "val");
        f->part = value ? ov_form_tag(value, &f->n) : OV_PART_NONE;
    } else if (ov_str_is(r->xml.name, "showingPlcHdr")) {
        f->placeholder = on(ov_xml_attribute(r->arena, &r->xml, "val"));
    }
}

/* A character that a word processor writes as an element; those of a picture font by what they look
 * like, since Word puts them in while one types "-->" or ":)". */
static const char *sign_of(reader *r)
{
    static const char *const pictures[][2] = {{"F04A", ":)"},
                                              {"F0DF", "\xe2\x86\x90"},
                                              {"F0E0", "\xe2\x86\x92"},
                                              {"F0F3", "\xe2\x86\x94"},
                                              {"F0FC", "\xe2\x9c\x93"}};
    const char *code;

    if (ov_str_is(r->xml.name, "noBreakHyphen"))
        return "\xe2\x80\x91";
    if (ov_str_is(r->xml.name, "softHyphen"))
        return "\xc2\xad";
    if (!ov_str_is(r->xml.name, "sym"))
        return NULL;
    code = ov_xml_attribute(r->arena, &r->xml, "char");
    for (size_t i = 0; code && i < OV_LEN(pictures); i++)
        if (!strcasecmp(code, pictures[i][0]))
            return pictures[i][1];
    return "\xef\xbf\xbd";
}

/* What the file holds beside its text. */
static void note_what_is_not_read(reader *r, ov_str name)
{
    if (ov_str_is(name, "del") || ov_str_is(name, "ins") || ov_str_is(name, "moveFrom"))
        r->out->tracked = true;
    else if (ov_str_is(name, "commentReference"))
        r->out->comments = true;
    else if (ov_str_is(name, "footnoteReference") || ov_str_is(name, "endnoteReference"))
        r->out->notes = true;
    else if (ov_str_is(name, "blip") || ov_str_is(name, "imagedata") ||
             ov_str_is(name, "OLEObject") || ov_str_is(name, "chart"))
        r->out->pictures = true;
}

/* The point of a list stands before the words, as one types it in the portal. */
static void list_property(reader *r)
{
    const char *value = ov_xml_attribute(r->arena, &r->xml, "val");

    if (r->tables != 1 || r->cells < 2 || !value || !strcmp(value, "0") ||
        (r->point && r->point == r->rest.len))
        return;
    ov_buf_addz(&r->rest, "- ");
    r->point = r->rest.len;
}

static bool is_skipped(ov_str name)
{
    return ov_str_is(name, "del") || ov_str_is(name, "moveFrom") || ov_str_is(name, "Fallback") ||
           ov_str_is(name, "rPr") || ov_str_is(name, "pPr");
}

static void open_tag(reader *r)
{
    ov_str name = r->xml.name;

    const char *sign = r->skip ? NULL : sign_of(r);

    note_what_is_not_read(r, name);
    r->skip += is_skipped(name);
    if (ov_str_is(name, "tbl") && r->tables++ == 0) {
        r->current = 0;
    } else if (ov_str_is(name, "tr") && r->tables == 1) {
        r->cells = 0;
        r->row = (field){.part = OV_PART_NONE};
    } else if (ov_str_is(name, "tc") && r->tables == 1) {
        r->cells++;
    } else if (ov_str_is(name, "sdt")) {
        open_field(r);
    } else if (ov_str_is(name, "sdtContent")) {
        open_content(r);
    } else if (ov_str_is(name, "t")) {
        r->runs++;
    } else if (!r->skip && (ov_str_is(name, "br") || ov_str_is(name, "cr"))) {
        ov_buf_addc(target(r), '\n');
    } else if (!r->skip && (ov_str_is(name, "tab") || ov_str_is(name, "ptab"))) {
        ov_buf_addc(target(r), '\t');
    } else if (!r->skip && ov_str_is(name, "txbxContent")) {
        ov_buf_addc(target(r), '\n');
    } else if (ov_str_is(name, "numId")) {
        list_property(r);
    } else if (sign) {
        ov_buf_addz(target(r), sign);
    } else {
        field_property(r);
    }
}

static void end_paragraph(reader *r)
{
    if (r->tables > 0) {
        if (r->point && r->point == r->rest.len) /* a point without words */
            cut(&r->rest, r->point - strlen("- "));
        r->point = 0;
        ov_buf_addc(target(r), '\n');
        return;
    }
    add_lines(r, ov_buf_str(&r->paragraph));
    for (size_t i = 0; i < r->n_fields; i++) /* whole paragraphs in a field outside tables */
        r->fields[i].from = 0;
    ov_buf_clear(&r->paragraph);
}

static void close_tag(reader *r)
{
    ov_str name = r->xml.name;

    r->skip -= is_skipped(name) && r->skip > 0;
    if (ov_str_is(name, "tbl"))
        r->tables -= r->tables > 0;
    else if (ov_str_is(name, "tr") && r->tables == 1)
        end_row(r);
    else if (ov_str_is(name, "p"))
        end_paragraph(r);
    else if (ov_str_is(name, "sdt"))
        close_field(r);
    else if (ov_str_is(name, "t"))
        r->runs -= r->runs > 0;
}

static ov_status read_text(reader *r, ov_err *err)
{
    ov_xml_kind kind = OV_XML_TEXT;

    while (kind != OV_XML_END_OF_TEXT) {
        if (ov_xml_next(&r->xml, &kind) != OV_OK)
            return ov_fail(err, OV_INVALID, BROKEN);
        if (kind == OV_XML_OPEN)
            open_tag(r);
        else if (kind == OV_XML_CLOSE)
            close_tag(r);
        else if (kind == OV_XML_TEXT && r->runs > 0 && !r->skip)
            ov_xml_decode(target(r), r->xml.text, r->xml.raw);
    }
    return OV_OK;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = ((const ov_wordform_answer *)a)->n, y = ((const ov_wordform_answer *)b)->n;

    return (x > y) - (x < y);
}

ov_status ov_wordform_parse(ov_arena *arena, ov_str docx, ov_wordform *out, ov_err *err)
{
    reader r = {.arena = arena, .out = out};
    const ov_zip_part *part;
    ov_status status;
    ov_zip zip;

    *out = (ov_wordform){.n = 0};
    if (docx.len < 4 || memcmp(docx.ptr, "PK\3\4", 4) != 0)
        return ov_fail(err, OV_INVALID, NO_WORD);
    OV_TRY(ov_zip_open(arena, docx, &zip, err));
    part = ov_zip_find(&zip, "word/document.xml");
    if (!part)
        return ov_fail(err, OV_INVALID, NO_WORD);
    status = ov_zip_read(arena, &zip, part, MOST_DOCUMENT, &r.xml.rest);
    if (status == OV_TOO_LARGE)
        return ov_fail(err, status, "Formuläret har mer text än som kan läsas på en gång.");
    if (status != OV_OK || !ov_utf8_valid(r.xml.rest))
        return ov_fail(err, OV_INVALID, BROKEN);
    status = read_text(&r, err);
    ov_buf_free(&r.paragraph);
    ov_buf_free(&r.first);
    ov_buf_free(&r.rest);
    if (status == OV_OK && out->n)
        qsort(out->answers, out->n, sizeof *out->answers, by_number);
    return status;
}
