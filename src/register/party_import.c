/* SPDX-License-Identifier: EUPL-1.2 */
/* party_import.c — regions and municipalities from CSV. */
#include "register/register.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { MAX_FIELDS = 3, MAX_ROWS = 20000 };

typedef struct row {
    int line;
    ov_str fields[MAX_FIELDS];
} row;

typedef struct import {
    ov_ctx *ctx;
    const char *file;
    bool municipalities; /* the third column is the region's code */
    row *rows;
    size_t n;
} import;

static ov_status refuse(import *in, int line, const char *what)
{
    return ov_fail(&in->ctx->err, OV_INVALID, "%s:%d: %s", in->file, line, what);
}

/* One field from *rest on; quotes are doubled inside quotes. Line breaks inside are refused. */
static ov_status take_field(import *in, int line, ov_str *rest, ov_str *out)
{
    ov_str field;

    if (!ov_str_starts(*rest, "\"")) {
        field = ov_str_cut(rest, ',');
        if (memchr(field.ptr, '"', field.len))
            return refuse(in, line, "a quotation mark inside a field that is not quoted");
        *out = ov_str_trim(field);
        return OV_OK;
    }
    char *text = ov_alloc(in->ctx->arena, rest->len + 1);
    size_t len = 0, at = 1;
    for (; at < rest->len; at++) {
        if (rest->ptr[at] == '"' && !(at + 1 < rest->len && rest->ptr[at + 1] == '"'))
            break;
        at += rest->ptr[at] == '"';
        text[len++] = rest->ptr[at];
    }
    if (at >= rest->len)
        return refuse(in, line, "the quotation is not closed");
    at++;
    if (at < rest->len && rest->ptr[at] != ',')
        return refuse(in, line, "text after a closing quotation mark");
    *rest = at < rest->len ? (ov_str){rest->ptr + at + 1, rest->len - at - 1} : (ov_str){NULL, 0};
    *out = ov_str_trim((ov_str){text, len});
    return OV_OK;
}

static ov_status split_line(import *in, int line, ov_str text, ov_str fields[MAX_FIELDS],
                            size_t *count)
{
    size_t n = 0;

    while (text.ptr) {
        if (n == MAX_FIELDS)
            return refuse(in, line, "more than three columns");
        OV_TRY(take_field(in, line, &text, &fields[n++]));
    }
    *count = n;
    return OV_OK;
}

static ov_status read_header(import *in, ov_str text, size_t *columns)
{
    ov_str names[MAX_FIELDS];
    size_t n;

    OV_TRY(split_line(in, 1, text, names, &n));
    bool two = n >= 2 && ov_str_is(names[0], "code") && ov_str_is(names[1], "name");
    in->municipalities = two && n == 3 && ov_str_is(names[2], "region_code");
    if (!two || (n == 3 && !in->municipalities && !ov_str_is(names[2], "county")))
        return refuse(in, 1, "the header must be code,name,region_code or code,name,county");
    *columns = n;
    return OV_OK;
}

static ov_str take_line(ov_str *rest)
{
    ov_str line = ov_str_cut(rest, '\n');

    if (ov_str_ends(line, "\r"))
        line.len--;
    return line;
}

static ov_status parse(import *in, ov_str text)
{
    size_t columns = 0, count = 0, most = 1;
    int line = 1;

    if (!ov_utf8_valid(text))
        return refuse(in, 1, "the file is not UTF-8");
    if (ov_str_starts(text, "\xef\xbb\xbf"))
        text = (ov_str){text.ptr + 3, text.len - 3};
    OV_TRY(read_header(in, take_line(&text), &columns));
    for (size_t i = 0; i < text.len; i++)
        most += text.ptr[i] == '\n';
    in->rows = ov_calloc(in->ctx->arena, most, sizeof in->rows[0]);
    while (text.ptr) {
        ov_str content = take_line(&text);
        line++;
        if (!ov_str_trim(content).len)
            continue;
        row *r = &in->rows[in->n++];
        *r = (row){.line = line};
        OV_TRY(split_line(in, line, content, r->fields, &count));
        if (count != columns || !r->fields[0].len || !r->fields[1].len)
            return refuse(in, line, "a row must have as many columns as the header");
    }
    return OV_OK;
}

static ov_status save_rows(ov_ctx *ctx, void *arg)
{
    import *in = arg;

    for (size_t i = 0; i < in->n; i++) {
        const row *r = &in->rows[i];
        ov_organisation org = {.type = in->municipalities ? "municipality" : "region",
                               .code = ov_str_z(ctx->arena, r->fields[0]),
                               .name = ov_str_z(ctx->arena, r->fields[1])};
        if (in->municipalities) {
            ov_organisation region;
            const char *code = ov_str_z(ctx->arena, r->fields[2]);
            ov_status status = ov_organisation_by_code(ctx, code, &region);
            if (status == OV_NOT_FOUND)
                return refuse(in, r->line,
                              "there is no region with this code; import regions "
                              "first");
            OV_TRY(status);
            org.parent_id = region.id;
        }
        ov_status status = ov_organisation_save(ctx, &org, NULL);
        if (status != OV_OK) {
            (void)ov_err_prefix(&ctx->err, "%s:%d", in->file, r->line);
            return status;
        }
    }
    return OV_OK;
}

static ov_status read_whole(ov_ctx *ctx, const char *path, ov_buf *buf)
{
    char piece[8192];
    size_t n;
    FILE *file = fopen(path, "re");

    if (!file)
        return ov_fail(&ctx->err, OV_IO, "%s: %s", path, strerror(errno));
    while (buf->len <= 4 << 20 && (n = fread(piece, 1, sizeof piece, file)) > 0)
        ov_buf_add(buf, piece, n);
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    if (failed)
        return ov_fail(&ctx->err, OV_IO, "%s: cannot be read", path);
    if (buf->len > 4 << 20)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "%s: larger than 4 MiB", path);
    return OV_OK;
}

ov_status ov_party_import(ov_ctx *ctx, const char *file, int64_t *saved)
{
    ov_buf buf = {0};
import in = {.ctx = ctx, .file = file };

    ov_status status = read_whole(ctx, file, &buf);
    if (status == OV_OK)
        status = parse(&in, ov_buf_str(&buf));
    if (status == OV_OK)
        status = ov_in_write(ctx) ? save_rows(ctx, &in) : ov_write(ctx, save_rows, &in);
    ov_buf_free(&buf);
    if (status == OV_OK && saved)
        *saved = (int64_t)in.n;
    return status;
}
