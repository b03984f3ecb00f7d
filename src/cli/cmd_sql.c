/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_sql.c — `overens sql --readonly [STATEMENT]`: a look into the database. The plain sqlite3
 * shell would checkpoint without the write lock, which may lose pages. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MOST_BYTES ((size_t)64 * 1024)

/* Tabs between the values, a line each row; what would break that is written as \t, \n, \\. */
static void print_text(ov_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        const char *at = strchr("\t\n\r\\", value.ptr[i]);

        if (!at || !*at)
            putchar(value.ptr[i]);
        else
            printf("\\%c", "tnr\\"[at - "\t\n\r\\"]);
    }
}

static void print_value(const ov_val *value)
{
    switch (value->type) {
    case OV_VAL_INT:
        printf("%" PRId64, value->u.i);
        break;
    case OV_VAL_TEXT:
        print_text(value->u.s);
        break;
    case OV_VAL_BLOB:
        printf("\\x");
        for (size_t i = 0; i < value->u.s.len; i++)
            printf("%02x", (unsigned char)value->u.s.ptr[i]);
        break;
    case OV_VAL_NULL:
        printf("\\N");
        break;
    }
}

static void print_rows(const ov_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        for (size_t c = 0; c < rows->columns; c++) {
            if (c)
                putchar('\t');
            print_value(ov_cell(rows, i, c));
        }
        putchar('\n');
    }
}

static const char *read_statement(ov_cli *cli)
{
    char *text = ov_alloc(cli->arena, MOST_BYTES);
    size_t n = fread(text, 1, MOST_BYTES, stdin);

    if (n == 0 || n == MOST_BYTES || memchr(text, '\0', n))
        return NULL;
    text[n] = '\0';
    return text;
}

int ov_cmd_sql(ov_cli *cli, int argc, char **argv)
{
    static ov_sql sql = {"statement", NULL, NULL};
    const ov_rows *rows;
    ov_status status;
    int code;

    if (argc < 2 || argc > 3 || strcmp(argv[1], "--readonly") != 0)
        return ov_cli_usage("sql", "needs --readonly, and at most one statement");
    code = ov_cli_db_open(cli);
    if (code)
        return code;
    sql.text = argc == 3 ? argv[2] : read_statement(cli);
    if (!sql.text) {
        fputs("overens: no statement on standard input, or one over 64 kB\n", stderr);
        return OV_EXIT_INPUT;
    }
    status = ov_read_begin(&cli->ctx);
    if (status == OV_OK)
        status = ov_select(&cli->ctx, &sql, OV_NOARGS, &rows);
    if (status == OV_OK)
        print_rows(rows);
    ov_read_end(&cli->ctx);
    return status == OV_OK ? OV_EXIT_OK : ov_cli_fail(&cli->ctx.err, status);
}
