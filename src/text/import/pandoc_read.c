/* SPDX-License-Identifier: EUPL-1.2 */
/* pandoc_read.c — the whole of pandoc's JSON: title, headings and their numbers, what to warn of.
 */
#include "text/import/pandoc.h"

#include "text/kind.h"

/* Are there headings, outside lists and tables? Depth: only frames around blocks are entered. */
static bool has_headings(const json_t *blocks, int depth)
{
    for (size_t i = 0; i < json_array_size(blocks) && depth < OV_PANDOC_DEPTH; i++) {
        const char *tag;
        const json_t *c;

        if (!ov_pandoc_node(json_array_get(blocks, i), &tag, &c))
            continue;
        if (strcmp(tag, "Header") == 0 ||
            (strcmp(tag, "Div") == 0 && has_headings(json_array_get(c, 1), depth + 1)) ||
            (strcmp(tag, "BlockQuote") == 0 && has_headings(c, depth + 1)))
            return true;
    }
    return false;
}

/* {"t": "MetaInlines", "c": [ … ]}, or MetaBlocks, or a MetaList of either. */
static ov_status read_meta(ov_pandoc *p, const json_t *value, bool plain, ov_buf *out)
{
    const char *tag;
    const json_t *c;

    if (!value || !ov_pandoc_node(value, &tag, &c))
        return OV_OK;
    if (strcmp(tag, "MetaInlines") == 0)
        return ov_pandoc_inlines(p, c, plain, out);
    if (strcmp(tag, "MetaBlocks") == 0)
        return ov_pandoc_flat(p, c, out);
    if (strcmp(tag, "MetaList") != 0)
        return OV_OK;
    OV_TRY(ov_pandoc_enter(p));
    for (size_t i = 0; i < json_array_size(c); i++) {
        if (out->len)
            ov_buf_addz(out, ", ");
        OV_TRY(read_meta(p, json_array_get(c, i), plain, out));
    }
    ov_pandoc_leave(p);
    return OV_OK;
}

/* Word's styles for title, subtitle, author and date: pandoc takes these lines out of the text. */
static ov_status read_head(ov_pandoc *p, const json_t *meta)
{
    static const char *const keys[] = {"subtitle", "author", "date", "abstract"};
    ov_buf text = {0};
    ov_status status = read_meta(p, json_object_get(meta, "title"), true, &text);
    ov_str title = ov_text_clean(p->im->arena, ov_buf_str(&text));

    if (status == OV_OK && title.len)
        p->im->title = ov_str_z(p->im->arena, title);
    for (size_t i = 0; i < OV_LEN(keys) && status == OV_OK; i++) {
        ov_str words;

        ov_buf_clear(&text);
        status = read_meta(p, json_object_get(meta, keys[i]), false, &text);
        words = ov_text_clean(p->im->arena, ov_buf_str(&text));
        if (status == OV_OK && words.len)
            ov_block_add(p->im, OV_BLOCK_PARAGRAPH, &(ov_line){.no = 1, .blank = 1})->text =
                ov_str_z(p->im->arena, words);
    }
    ov_buf_free(&text);
    return status;
}

/* ---- the table of contents */

/* A line of the table of contents that the word processor made: nothing but a link to a heading. */
bool ov_pandoc_is_contents(const json_t *inlines)
{
    size_t n = 0;

    for (size_t i = 0; i < json_array_size(inlines); i++) {
        const char *tag, *url;
        const json_t *c;

        if (!ov_pandoc_node(json_array_get(inlines, i), &tag, &c))
            return false;
        if (strcmp(tag, "Link") != 0) {
            if (strcmp(tag, "Space") != 0 && strcmp(tag, "Span") != 0)
                return false;
            continue;
        }
        url = json_string_value(json_array_get(json_array_get(c, 2), 0));
        if (!url || (strncmp(url, "#_Toc", 5) != 0 && strncmp(url, "#__RefHeading", 13) != 0))
            return false;
        n++;
    }
    return n > 0;
}

/* The portal makes its own; the word above it goes too. */
ov_status ov_pandoc_drop_contents(ov_pandoc *p, const json_t *inlines)
{
    ov_importer *im = p->im;
    const ov_block *last = im->n_blocks ? &im->blocks[im->n_blocks - 1] : NULL;
    ov_buf text = {0};
    ov_status status = ov_pandoc_inlines(p, inlines, true, &text);

    if (p->contents.n == 0 && last && ov_furniture_is_contents(ov_str_from(last->text))) {
        im->left_out += strlen(last->text);
        im->n_blocks--;
    }
    im->left_out += text.len;
    ov_buf_free(&text);
    ov_pandoc_note(p, &p->contents);
    return status;
}

/* ---- numbers of headings --------------------------------------------------------------------- */

/* Word counts "1", "1.1" by itself; the text holds no such characters, so we count as it does. */
static void count_numbers(ov_importer *im)
{
    int count[OV_IMPORT_LEVELS] = {0};
    size_t made = 0;
    int first = 0;

    for (size_t i = 0; i < im->n_blocks; i++) {
        ov_block *block = &im->blocks[i];
        ov_buf label = {0};

        if (block->kind != OV_BLOCK_HEADING || block->number || block->ordinal)
            continue;
        count[block->level - 1]++;
        for (int k = block->level; k < OV_IMPORT_LEVELS; k++)
            count[k] = 0;
        for (int k = 0; k < block->level; k++)
            ov_buf_printf(&label, k ? ".%d" : "%d", count[k] ? count[k] : 1);
        block->number = ov_strdup(im->arena, label.ptr);
        ov_buf_free(&label);
        first = made++ ? first : block->line;
    }
    if (made)
        ov_import_warn(im, "numbers_counted", first,
                       "Numren på %zu rubriker sätts av ordbehandlaren och står inte i texten. De "
                       "räknades fram här; jämför dem med dokumentet.",
                       made);
}

/* Takes the numbers off the headings where all are in the text. */
static void split_numbers(ov_pandoc *p)
{
    for (size_t i = 0; i < p->im->n_blocks; i++)
        if (p->im->blocks[i].kind == OV_BLOCK_HEADING)
            ov_marked_number(p->im, &p->seq, false, &p->im->blocks[i],
                             ov_str_from(p->im->blocks[i].text));
}

static bool some_unnumbered(const ov_importer *im)
{
    for (size_t i = 0; i < im->n_blocks; i++)
        if (im->blocks[i].kind == OV_BLOCK_HEADING && im->blocks[i].ordinal)
            return true;
    return false;
}

static void set_headings(ov_pandoc *p, bool numbered)
{
    ov_importer *im = p->im;

    if (!p->headings) {
        const char *title = im->title;

        ov_headings_find(im);
        im->title = title[0] ? title : im->title;
        return;
    }
    numbered = numbered || some_unnumbered(im);
    split_numbers(p);
    ov_marked_levels(im);
    if (numbered)
        count_numbers(im);
    for (size_t i = 0; i < im->n_blocks; i++)
        if (im->blocks[i].kind == OV_BLOCK_HEADING)
            im->blocks[i].ordinal = 0;
}

/* ---- warnings -------------------------------------------------------------------------------- */

static void warn(ov_pandoc *p, const ov_pandoc_count *count, const char *code, const char *text)
{
    if (count->n)
        ov_import_warn(p->im, code, count->line, "%s (%zu, den första i stycke %d).", text,
                       count->n, count->line);
}

static void warn_of_all(ov_pandoc *p)
{
    warn(p, &p->contents, "table_of_contents",
         "Innehållsförteckningens rader togs bort; portalen gör en egen");
    warn(p, &p->images, "lost_image", "Bilder kommer inte med; beskriv i text det som de visar");
    warn(p, &p->notes, "footnote", "Fotnoter står nu inom hakparentes i texten");
    warn(p, &p->inserted, "tracked_change",
         "Dokumentet har spårade tillägg; de lästes som godkända");
    warn(p, &p->deleted, "tracked_change",
         "Dokumentet har spårade strykningar; det strukna kom inte med");
    warn(p, &p->comments, "lost_comment", "Kommentarer i marginalen kom inte med");
    warn(p, &p->formulas, "formula", "Formler lästes som text; kontrollera dem");
    warn(p, &p->merged, "merged_cells",
         "Sammanslagna celler i tabeller delades upp; kontrollera tabellerna");
    warn(p, &p->inner_tables, "lost_table",
         "Tabeller inne i tabellceller eller fotnoter lästes som löpande text");
}

static ov_status read_document(ov_pandoc *p, const json_t *document, bool numbered)
{
    const json_t *blocks = json_object_get(document, "blocks");

    if (!json_is_array(blocks))
        return ov_pandoc_odd(p);
    p->headings = has_headings(blocks, 0);
    OV_TRY(read_head(p, json_object_get(document, "meta")));
    OV_TRY(ov_pandoc_blocks(p, blocks));
    set_headings(p, numbered);
    warn_of_all(p);
    return ov_tree_build(p->im);
}

ov_status ov_pandoc_read(ov_importer *im, ov_str json, bool numbered)
{
    ov_pandoc p = {.im = im};
    json_error_t error;
    json_t *document = json_loadb(json.ptr, json.len, 0, &error);
    ov_status status;

    if (!document && json_error_code(&error) == json_error_stack_overflow)
        p.depth = OV_PANDOC_DEPTH;
    if (!document)
        return p.depth ? ov_pandoc_enter(&p) : ov_pandoc_odd(&p);
    status = read_document(&p, document, numbered);
    json_decref(document);
    return status;
}
