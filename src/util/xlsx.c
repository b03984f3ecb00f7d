/* SPDX-License-Identifier: EUPL-1.2 */
/* xlsx.c — opens libxlsxwriter and writes with it. */
#include "util/xlsx.h"

#include "util/file.h"
#include "util/library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* <xlsxwriter.h>: what of it is used; the options as its ABI 4 has them. */
typedef struct book book;
typedef struct sheet sheet;
typedef struct format format;
typedef struct book_options {
    uint8_t constant_memory;
    char *tmpdir;
    uint8_t use_zip64;
    const char **output_buffer; /* later versions read these two */
    size_t *output_buffer_size;
} book_options;

static struct {
    book *(*new_opt)(const char *file, book_options *options);
    sheet *(*add_sheet)(book *b, const char *name);
    format *(*add_format)(book *b);
    void (*bold)(format *f);
    void (*wrap)(format *f);
    void (*pattern)(format *f, const char *pattern);
    int (*text)(sheet *s, uint32_t row, uint16_t column, const char *text, format *f);
    int (*number)(sheet *s, uint32_t row, uint16_t column, double n, format *f);
    int (*widths)(sheet *s, uint16_t first, uint16_t last, double width, format *f);
    void (*freeze)(sheet *s, uint32_t row, uint16_t column);
    int (*close)(book *b);
} lib;

static const ov_symbol functions[] = {
    {"workbook_new_opt", offsetof(__typeof__(lib), new_opt)},
    {"workbook_add_worksheet", offsetof(__typeof__(lib), add_sheet)},
    {"workbook_add_format", offsetof(__typeof__(lib), add_format)},
    {"format_set_bold", offsetof(__typeof__(lib), bold)},
    {"format_set_text_wrap", offsetof(__typeof__(lib), wrap)},
    {"format_set_num_format", offsetof(__typeof__(lib), pattern)},
    {"worksheet_write_string", offsetof(__typeof__(lib), text)},
    {"worksheet_write_number", offsetof(__typeof__(lib), number)},
    {"worksheet_set_column", offsetof(__typeof__(lib), widths)},
    {"worksheet_freeze_panes", offsetof(__typeof__(lib), freeze)},
    {"workbook_close", offsetof(__typeof__(lib), close)},
};

enum { WIDTH = 18, DAY_ZERO = 25569 /* 1970-01-01 as workbooks count days */ };

struct ov_xlsx {
    ov_arena *arena;
    char *path;
    book *book;
    sheet *sheet;
    format *bold, *wrap, *day, *instant;
    uint32_t row;
    uint16_t column;
    bool failed;
};

ov_status ov_xlsx_new(ov_arena *arena, const char *tmp_dir, ov_xlsx **out, ov_err *err)
{
    static bool opened;
    ov_xlsx *x = ov_calloc(arena, 1, sizeof *x);
    book_options options = {.constant_memory = 1, .tmpdir = ov_strdup(arena, tmp_dir)};
    int fd;

    if (!opened) {
        OV_TRY(ov_library_open("libxlsxwriter.so.4", "libxlsxwriter4", functions, OV_LEN(functions),
                               &lib, err));
        opened = true;
    }
    x->arena = arena;
    x->path = ov_printf(arena, "%s/bok-XXXXXX", tmp_dir);
    fd = mkstemp(x->path);
    if (fd < 0)
        return ov_fail(err, OV_IO, "%s: %s", tmp_dir, strerror(errno));
    (void)close(fd);
    x->book = lib.new_opt(x->path, &options);
    if (!x->book) {
        (void)unlink(x->path);
        return ov_fail(err, OV_IO, "libxlsxwriter cannot begin");
    }
    x->bold = lib.add_format(x->book);
    lib.bold(x->bold);
    x->wrap = lib.add_format(x->book);
    lib.wrap(x->wrap);
    x->day = lib.add_format(x->book);
    lib.pattern(x->day, "yyyy-mm-dd");
    x->instant = lib.add_format(x->book);
    lib.pattern(x->instant, "yyyy-mm-dd hh:mm");
    *out = x;
    return OV_OK;
}

void ov_xlsx_sheet(ov_xlsx *x, const char *name, const char *const *heads, size_t n)
{
    x->sheet = lib.add_sheet(x->book, name);
    if (!x->sheet) {
        x->failed = true;
        return;
    }
    (void)lib.widths(x->sheet, 0, (uint16_t)(n ? n - 1 : 0), WIDTH, NULL);
    for (size_t i = 0; i < n; i++)
        x->failed = lib.text(x->sheet, 0, (uint16_t)i, heads[i], x->bold) != 0 || x->failed;
    lib.freeze(x->sheet, 1, 0);
    x->row = 0;
}

void ov_xlsx_width(ov_xlsx *x, size_t i, int letters)
{
    if (x->sheet)
        (void)lib.widths(x->sheet, (uint16_t)i, (uint16_t)i, letters, NULL);
}

void ov_xlsx_row(ov_xlsx *x)
{
    x->row++;
    x->column = 0;
}

void ov_xlsx_text(ov_xlsx *x, ov_str text)
{
    if (text.len && x->sheet)
        x->failed = lib.text(x->sheet, x->row, x->column, ov_str_z(x->arena, text), x->wrap) != 0 ||
                    x->failed;
    x->column++;
}

static void add_number(ov_xlsx *x, double n, format *f)
{
    if (x->sheet)
        x->failed = lib.number(x->sheet, x->row, x->column, n, f) != 0 || x->failed;
    x->column++;
}

void ov_xlsx_int(ov_xlsx *x, int64_t n)
{
    add_number(x, (double)n, NULL);
}

void ov_xlsx_day(ov_xlsx *x, ov_day day)
{
    add_number(x, (double)day + DAY_ZERO, x->day);
}

void ov_xlsx_instant(ov_xlsx *x, ov_instant at)
{
    const ov_local local = ov_stockholm(at);
    const int seconds = (local.hour * 60 + local.minute) * 60 + local.second;

    add_number(x, (double)local.day + DAY_ZERO + (double)seconds / 86400, x->instant);
}

ov_status ov_xlsx_end(ov_xlsx *x, ov_str *out, ov_err *err)
{
    bool failed = lib.close(x->book) != 0 || x->failed;
    ov_status status = OV_OK;

    if (failed)
        status = ov_fail(err, OV_IO, "libxlsxwriter could not write the workbook");
    else
        status = ov_file_read(x->arena, x->path, (size_t)256 << 20, out, err);
    (void)unlink(x->path);
    return status;
}
