/* SPDX-License-Identifier: EUPL-1.2 */
/* import.c — a text as people have it to a tree of provisions. */
#include "text/import/import.h"

#define MAX_WARNINGS 500

void ov_import_warn(ov_importer *im, const char *code, int line, const char *fmt, ...)
{
    va_list args;

    if (im->n_warnings >= MAX_WARNINGS)
        return;
    if (im->n_warnings == im->cap_warnings) {
        size_t cap = im->cap_warnings ? im->cap_warnings * 2 : 16;
        ov_warning *grown = ov_calloc(im->arena, cap, sizeof *grown);

        if (im->n_warnings)
            memcpy(grown, im->warnings, im->n_warnings * sizeof *grown);
        im->warnings = grown;
        im->cap_warnings = cap;
    }
    va_start(args, fmt);
    im->warnings[im->n_warnings++] = (ov_warning){code, line, ov_vprintf(im->arena, fmt, args)};
    va_end(args);
    if (im->n_warnings == MAX_WARNINGS)
        im->warnings[MAX_WARNINGS - 1] =
            (ov_warning){"more_warnings", line, "Fler varningar än så visas inte."};
}

/* In the order of the text; a stable insertion sort: they come nearly sorted. */
static void sort_warnings(ov_importer *im)
{
    for (size_t i = 1; i < im->n_warnings; i++) {
        ov_warning moved = im->warnings[i];
        size_t j = i;

        for (; j > 0 && im->warnings[j - 1].line > moved.line; j--)
            im->warnings[j] = im->warnings[j - 1];
        im->warnings[j] = moved;
    }
}

static void warn_of_soft_hyphens(ov_importer *im)
{
    int line = 1, first = 0;
    size_t n = 0;

    if (im->text.len == 0 || !memchr(im->text.ptr, 0xad, im->text.len))
        return;
    for (size_t i = 0; i + 1 < im->text.len; i++) {
        line += im->text.ptr[i] == '\n';
        if (im->text.ptr[i] == '\xc2' && im->text.ptr[i + 1] == '\xad') {
            first = n++ ? first : line;
        }
    }
    if (n)
        ov_import_warn(im, "soft_hyphen", first, "%zu mjuka bindestreck togs bort.", n);
}

static ov_status import_plain(ov_importer *im)
{
    OV_TRY(ov_lines_split(im));
    ov_lines_measure(im);
    ov_furniture_remove(im);
    ov_tables_find(im);
    OV_TRY(ov_blocks_build(im));
    ov_headings_find(im);
    return ov_tree_build(im);
}

ov_status ov_import_finish(ov_importer *im, ov_import *out)
{
    if (!im->root)
        return ov_fail(im->err, OV_INVALID, "1:1: filen har ingen text");
    ov_tree_check_references(im);
    sort_warnings(im);
    *out = (ov_import){im->title, im->root, im->warnings, im->n_warnings};
    return OV_OK;
}

ov_status ov_import_source(ov_importer *im, ov_str source, bool *marked)
{
    OV_TRY(ov_import_decode(im, source));
    warn_of_soft_hyphens(im);
    *marked = ov_marked_is(im);
    return *marked ? ov_marked_import(im) : import_plain(im);
}

ov_status ov_import_text(ov_arena *arena, ov_str source, ov_import *out, ov_err *err)
{
    ov_importer im = {.arena = arena, .err = err, .title = ""};
    bool marked;

    OV_TRY(ov_import_source(&im, source, &marked));
    return ov_import_finish(&im, out);
}
