/* SPDX-License-Identifier: EUPL-1.2 */
/* pandoc_blocks.c — pandoc's JSON of a document to blocks, and these to the tree. Nothing in the
 * JSON is trusted: its depth, its size and its shapes are checked. */
#include "text/import/pandoc.h"

#include "text/kind.h"

typedef struct list {
    const char *label; /* "a" … for the style of the numbers, NULL for bullets */
    const char *before, *after;
    int first;
} list;

ov_status ov_pandoc_enter(ov_pandoc *p)
{
    if (++p->depth > OV_PANDOC_DEPTH)
        return ov_fail(p->im->err, OV_TOO_LARGE,
                       "Dokumentet har listor eller tabeller i varandra i fler nivåer än som kan "
                       "läsas. Gör det plattare.");
    return OV_OK;
}

void ov_pandoc_leave(ov_pandoc *p)
{
    p->depth--;
}

ov_status ov_pandoc_odd(ov_pandoc *p)
{
    return ov_fail(p->im->err, OV_INVALID,
                   "Dokumentet kunde inte tolkas (stycke %d). Spara det på nytt i Word eller "
                   "LibreOffice, eller som .txt, och försök igen.",
                   p->line);
}

void ov_pandoc_note(ov_pandoc *p, ov_pandoc_count *count)
{
    if (count->n++ == 0)
        count->line = p->line;
}

bool ov_pandoc_node(const json_t *node, const char **tag, const json_t **content)
{
    *tag = json_string_value(json_object_get(node, "t"));
    *content = json_object_get(node, "c");
    return *tag != NULL;
}

static ov_status read_blocks(ov_pandoc *p, const json_t *blocks, int level);

static ov_status add(ov_pandoc *p, ov_block_kind kind, ov_block **out)
{
    ov_line line = {.no = p->line, .blank = 1};

    if (p->im->n_blocks >= OV_PANDOC_BLOCKS)
        return ov_fail(p->im->err, OV_TOO_LARGE, "Dokumentet har fler än %d stycken. Dela upp det.",
                       OV_PANDOC_BLOCKS);
    *out = ov_block_add(p->im, kind, &line);
    return OV_OK;
}

static ov_status add_text(ov_pandoc *p, ov_block_kind kind, ov_buf *text, ov_block **out)
{
    ov_block *block = NULL;
    ov_str clean = ov_text_clean(p->im->arena, ov_buf_str(text));

    *out = NULL;
    if (clean.len == 0)
        return OV_OK;
    OV_TRY(add(p, kind, &block));
    block->text = ov_str_z(p->im->arena, clean);
    *out = block;
    return OV_OK;
}

/* ---- paragraphs and headings ----------------------------------------------------------------- */

static bool all_strong(const json_t *inlines)
{
    size_t n = 0;

    for (size_t i = 0; i < json_array_size(inlines); i++) {
        const char *tag;
        const json_t *c;

        if (!ov_pandoc_node(json_array_get(inlines, i), &tag, &c) ||
            (strcmp(tag, "Strong") != 0 && strcmp(tag, "Space") != 0 && strcmp(tag, "Span") != 0 &&
             strcmp(tag, "LineBreak") != 0))
            return false;
        n += tag[0] == 'S' && tag[1] == 't';
    }
    return n > 0;
}

/* In a document without heading styles: a short bold paragraph, or one that begins with the number
 * that should come. */
static bool heads(ov_pandoc *p, ov_str text, bool strong, ov_number *number)
{
    bool numbered = ov_number_read(text, number), fits;

    if (text.len == 0 || text.len > 400)
        return false;
    if (!numbered)
        return strong && text.len <= 120 && ov_text_starts_upper(text) && !ov_text_stopped(text) &&
               !ov_str_ends(text, ":");
    fits = ov_sequence_fit(&p->seq, number) >= OV_FIT_GAP;
    if (!fits || (number->style == OV_NUMBER_LETTER && !number->dotted && !strong))
        return false;
    if (number->depth > 1)
        return ov_text_starts_upper(number->rest);
    return number->rest.len > 0 && number->rest.len <= 120 && ov_text_starts_upper(number->rest) &&
           (strong || !ov_text_ended(number->rest));
}

static ov_status add_numbered(ov_pandoc *p, const ov_number *number)
{
    bool sentence = ov_text_stopped(number->rest) || number->rest.len > 160;
    ov_buf rest = {0};
    ov_block *block = NULL;
    ov_status status;

    OV_TRY(add(p, OV_BLOCK_HEADING, &block));
    block->number = ov_str_z(p->im->arena, number->label);
    block->level = ov_sequence_take(p->im, &p->seq, number, p->line);
    if (!sentence) {
        block->text = number->rest.len ? ov_str_z(p->im->arena, number->rest) : NULL;
        return OV_OK;
    }
    ov_buf_adds(&rest, number->rest);
    status = add_text(p, OV_BLOCK_PARAGRAPH, &rest, &block);
    ov_buf_free(&rest);
    return status;
}

static ov_status read_words(ov_pandoc *p, const json_t *inlines)
{
    ov_buf text = {0}, plain = {0};
    ov_status status = ov_pandoc_inlines(p, inlines, false, &text);
    ov_pandoc seen = *p; /* the second reading must not count things twice */
    ov_number number;
    ov_block *block = NULL;
    ov_str words;

    if (status == OV_OK && !p->headings) {
        status = ov_pandoc_inlines(&seen, inlines, true, &plain);
        words = ov_text_clean(p->im->arena, ov_buf_str(&plain));
        if (status == OV_OK && heads(p, words, all_strong(inlines), &number)) {
            if (ov_number_read(words, &number))
                status = add_numbered(p, &number);
            else
                status = add_text(p, OV_BLOCK_HEADING, &plain, &block);
            ov_buf_clear(&text);
        }
    }
    if (status == OV_OK)
        status = add_text(p, OV_BLOCK_PARAGRAPH, &text, &block);
    ov_buf_free(&text);
    ov_buf_free(&plain);
    return status;
}

static ov_status read_paragraph(ov_pandoc *p, const json_t *inlines)
{
    if (ov_pandoc_is_contents(inlines))
        return ov_pandoc_drop_contents(p, inlines);
    return read_words(p, inlines);
}

static bool is_unnumbered(const json_t *attr)
{
    const json_t *classes = json_array_get(attr, 1);

    for (size_t i = 0; i < json_array_size(classes); i++) {
        const char *class = json_string_value(json_array_get(classes, i));

        if (class && strcmp(class, "unnumbered") == 0)
            return true;
    }
    return false;
}

static ov_status read_header(ov_pandoc *p, const json_t *c)
{
    json_int_t level = json_integer_value(json_array_get(c, 0));
    ov_buf text = {0};
    ov_block *block = NULL;
    ov_status status = ov_pandoc_inlines(p, json_array_get(c, 2), true, &text);

    if (status == OV_OK)
        status = add_text(p, OV_BLOCK_HEADING, &text, &block);
    ov_buf_free(&text);
    if (status != OV_OK || !block)
        return status;
    block->level = level < 1 ? 1 : level > OV_IMPORT_LEVELS ? OV_IMPORT_LEVELS : (int)level;
    block->ordinal = is_unnumbered(json_array_get(c, 1)); /* of a heading it has no other meaning */
    return OV_OK;
}

/* ---- lists ----------------------------------------------------------------------------------- */

/* "c", "iv": the number of an item in letters. Returns its length. */
static void write_label(const list *l, int n, ov_buf *out)
{
    static const struct {
        int value;
        const char *text;
    } roman[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
                 {90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
                 {5, "v"},    {4, "iv"},   {1, "i"}};
    char letters[4];
    size_t at = sizeof letters, from = out->len;

    ov_buf_addz(out, l->before);
    if (l->label[0] == 'i' || l->label[0] == 'I') {
        for (size_t i = 0; i < OV_LEN(roman); i++)
            for (; n >= roman[i].value; n -= roman[i].value)
                ov_buf_addz(out, roman[i].text);
    } else {
        for (; n > 0 && at > 0; n = (n - 1) / 26)
            letters[--at] = (char)('a' + (n - 1) % 26);
        ov_buf_add(out, letters + at, sizeof letters - at);
    }
    for (size_t i = from; i < out->len && l->label[0] < 'a'; i++)
        if (out->ptr[i] >= 'a' && out->ptr[i] <= 'z')
            out->ptr[i] = (char)(out->ptr[i] - 'a' + 'A');
    ov_buf_addz(out, l->after);
}

/* Attributes of an ordered list: [start, {"t": style}, {"t": delimiter}]. */
static list read_list(const json_t *attr)
{
    list l = {NULL, "", ". ", (int)json_integer_value(json_array_get(attr, 0))};
    const char *style = "", *delimiter = "";
    const json_t *none;

    (void)ov_pandoc_node(json_array_get(attr, 1), &style, &none);
    (void)ov_pandoc_node(json_array_get(attr, 2), &delimiter, &none);
    style = style ? style : "";
    delimiter = delimiter ? delimiter : "";
    l.label = strcmp(style, "LowerAlpha") == 0   ? "a"
              : strcmp(style, "UpperAlpha") == 0 ? "A"
              : strcmp(style, "LowerRoman") == 0 ? "i"
              : strcmp(style, "UpperRoman") == 0 ? "I"
                                                 : "1";
    if (strcmp(delimiter, "OneParen") == 0 || strcmp(delimiter, "TwoParens") == 0)
        l.after = ") ";
    if (strcmp(delimiter, "TwoParens") == 0)
        l.before = "(";
    if (l.first < 0 || l.first > 100000)
        l.first = 1;
    return l;
}

/* The canonical form knows bullets and numbers; letters stay in the text. */
static ov_status end_item(ov_pandoc *p, const list *l, int n, int level, ov_buf *text)
{
    ov_block *block = NULL;
    ov_str words = ov_str_trim(ov_buf_str(text));
    ov_buf whole = {0};
    ov_status status;

    if (words.len == 0)
        return OV_OK;
    if (l->label && l->label[0] != '1')
        write_label(l, n, &whole);
    ov_buf_adds(&whole, words);
    status = add_text(p, OV_BLOCK_ITEM, &whole, &block);
    ov_buf_free(&whole);
    ov_buf_clear(text);
    if (status == OV_OK && block) {
        block->level = level;
        block->ordinal = l->label && l->label[0] == '1' ? n : 0;
    }
    return status;
}

static bool is_words(const json_t *node, const json_t **inlines)
{
    const char *tag;

    return ov_pandoc_node(node, &tag, inlines) &&
           (strcmp(tag, "Para") == 0 || strcmp(tag, "Plain") == 0);
}

/* An item is one line: its first paragraphs joined. What follows a list inside it stands by itself.
 */
static ov_status read_item(ov_pandoc *p, const list *l, int n, int level, const json_t *blocks)
{
    ov_buf text = {0};
    bool ended = false;
    ov_status status = OV_OK;

    p->line++;
    for (size_t i = 0; i < json_array_size(blocks) && status == OV_OK; i++) {
        const json_t *node = json_array_get(blocks, i), *inlines;

        if (!ended && is_words(node, &inlines)) {
            if (text.len)
                ov_buf_addc(&text, ' ');
            status = ov_pandoc_inlines(p, inlines, false, &text);
            continue;
        }
        if (!ended)
            status = end_item(p, l, n, level, &text);
        ended = true;
        if (status == OV_OK) {
            json_t *one = json_pack("[O]", node);

            status = one ? read_blocks(p, one, level + 1) : OV_INTERNAL;
            json_decref(one);
        }
    }
    if (status == OV_OK && !ended)
        status = end_item(p, l, n, level, &text);
    ov_buf_free(&text);
    return status;
}

static ov_status read_items(ov_pandoc *p, const list *l, const json_t *items, int level)
{
    if (!json_is_array(items))
        return ov_pandoc_odd(p);
    if (level >= OV_IMPORT_MAX_NESTING)
        return ov_fail(p->im->err, OV_TOO_LARGE,
                       "En lista (stycke %d) har fler än %d nivåer. Gör den plattare.", p->line,
                       OV_IMPORT_MAX_NESTING);
    for (size_t i = 0; i < json_array_size(items); i++)
        OV_TRY(read_item(p, l, l->first + (int)i, level, json_array_get(items, i)));
    return OV_OK;
}

/* "3. Parter" as a list of one item, in a document without headings: Word numbered it, and it heads
 * what follows. */
static ov_status read_lone_item(ov_pandoc *p, const list *l, const json_t *items, bool *done)
{
    const json_t *blocks = json_array_get(items, 0), *inlines;
    ov_pandoc seen = *p;
    ov_buf text = {0};
    ov_number number;
    ov_status status;

    *done = false;
    if (p->headings || !l->label || l->label[0] != '1' || json_array_size(items) != 1 ||
        json_array_size(blocks) != 1 || !is_words(json_array_get(blocks, 0), &inlines))
        return OV_OK;
    ov_buf_printf(&text, "%d. ", l->first);
    status = ov_pandoc_inlines(&seen, inlines, true, &text);
    if (status == OV_OK &&
        heads(p, ov_text_clean(p->im->arena, ov_buf_str(&text)), all_strong(inlines), &number)) {
        p->line++;
        (void)ov_number_read(ov_text_clean(p->im->arena, ov_buf_str(&text)), &number);
        status = add_numbered(p, &number);
        *done = true;
    }
    ov_buf_free(&text);
    return status;
}

static ov_status read_ordered(ov_pandoc *p, const json_t *c, int level)
{
    list l = read_list(json_array_get(c, 0));
    bool done = false;

    if (level == 0)
        OV_TRY(read_lone_item(p, &l, json_array_get(c, 1), &done));
    return done ? OV_OK : read_items(p, &l, json_array_get(c, 1), level);
}

/* ---- other blocks ---------------------------------------------------------------------------- */

static ov_status read_table(ov_pandoc *p, const json_t *c)
{
    ov_buf rows = {0}, caption = {0};
    const json_t *box = NULL;
    ov_block *block = NULL;
    ov_status status = OV_OK;

    if (json_array_size(json_array_get(json_array_get(c, 1), 1)))
        status = ov_pandoc_flat(p, json_array_get(json_array_get(c, 1), 1), &caption);
    if (status == OV_OK)
        status = add_text(p, OV_BLOCK_PARAGRAPH, &caption, &block);
    if (status == OV_OK)
        status = ov_pandoc_table(p, c, &rows, &box);
    if (status == OV_OK && box)
        status = read_blocks(p, box, 0);
    else if (status == OV_OK && rows.len && (status = add(p, OV_BLOCK_TABLE, &block)) == OV_OK)
        block->text = ov_strndup(p->im->arena, rows.ptr, rows.len);
    ov_buf_free(&rows);
    ov_buf_free(&caption);
    return status;
}

/* Blocks without a form of their own: all their words, as one paragraph. */
static ov_status read_flat(ov_pandoc *p, const json_t *node)
{
    json_t *one = json_pack("[O]", node);
    ov_buf text = {0};
    ov_block *block;
    ov_status status = one ? ov_pandoc_flat(p, one, &text) : OV_INTERNAL;

    json_decref(one);
    if (status == OV_OK)
        status = add_text(p, OV_BLOCK_PARAGRAPH, &text, &block);
    ov_buf_free(&text);
    return status;
}

/* [[term, [definition]]]: the term in bold, its definitions below. */
static ov_status read_definitions(ov_pandoc *p, const json_t *c, int level)
{
    for (size_t i = 0; i < json_array_size(c); i++) {
        const json_t *pair = json_array_get(c, i), *all = json_array_get(pair, 1);

        OV_TRY(read_paragraph(p, json_array_get(pair, 0)));
        for (size_t k = 0; k < json_array_size(all); k++)
            OV_TRY(read_blocks(p, json_array_get(all, k), level));
    }
    return OV_OK;
}

static ov_status read_block(ov_pandoc *p, const json_t *node, int level)
{
    const char *tag;
    const json_t *c;

    if (!ov_pandoc_node(node, &tag, &c))
        return ov_pandoc_odd(p);
    if (strcmp(tag, "BulletList") == 0)
        return read_items(p, &(list){NULL, "", "", 0}, c, level);
    if (strcmp(tag, "OrderedList") == 0)
        return read_ordered(p, c, level);
    if (strcmp(tag, "Div") == 0)
        return read_blocks(p, json_array_get(c, 1), level);
    if (strcmp(tag, "BlockQuote") == 0)
        return read_blocks(p, c, level);
    if (strcmp(tag, "Figure") == 0)
        return read_blocks(p, json_array_get(c, 2), level);
    p->line++;
    if (strcmp(tag, "Para") == 0 || strcmp(tag, "Plain") == 0)
        return read_paragraph(p, c);
    if (strcmp(tag, "Header") == 0)
        return read_header(p, c);
    if (strcmp(tag, "Table") == 0)
        return read_table(p, c);
    if (strcmp(tag, "DefinitionList") == 0)
        return read_definitions(p, c, level);
    if (strcmp(tag, "LineBlock") == 0 || strcmp(tag, "CodeBlock") == 0)
        return read_flat(p, node);
    if (strcmp(tag, "HorizontalRule") == 0 || strcmp(tag, "RawBlock") == 0 ||
        strcmp(tag, "Null") == 0)
        return OV_OK;
    return ov_pandoc_odd(p);
}

static ov_status read_blocks(ov_pandoc *p, const json_t *blocks, int level)
{
    if (!json_is_array(blocks))
        return ov_pandoc_odd(p);
    OV_TRY(ov_pandoc_enter(p));
    for (size_t i = 0; i < json_array_size(blocks); i++)
        OV_TRY(read_block(p, json_array_get(blocks, i), level));
    ov_pandoc_leave(p);
    return OV_OK;
}

ov_status ov_pandoc_blocks(ov_pandoc *p, const json_t *blocks)
{
    return read_blocks(p, blocks, 0);
}
