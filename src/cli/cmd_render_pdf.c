/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_render_pdf.c — `overens render-pdf`: an HTML file, with the style sheets beside it, becomes a
 * tagged PDF. */
#include "cli/cli.h"
#include "util/file.h"
#include "view/pdf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_LIMIT ((size_t)32 << 20)

typedef struct options {
    const char *title, *lang, *in, *out;
} options;

/* A language as in "sv" or "en-GB"; it stands in the file as it is. */
static bool is_language(const char *text)
{
    size_t len = strlen(text);

    return len >= 2 && len <= 35 &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == len;
}

/* 0 when understood, else the exit code. */
static int read_options(int argc, char **argv, options *o)
{
    for (int i = 1; i < argc; i++) {
        bool missing = false;
        const char *value = ov_cli_value(argc, argv, &i, "--title", &missing), **to = &o->title;

        if (!value && !missing) {
            value = ov_cli_value(argc, argv, &i, "--lang", &missing);
            to = &o->lang;
        }
        if (missing)
            return ov_cli_usage("render-pdf", "%s wants a value", argv[i]);
        if (value)
            *to = value;
        else if (argv[i][0] == '-')
            return ov_cli_usage("render-pdf", "unknown option %s", argv[i]);
        else if (!o->in)
            o->in = argv[i];
        else if (!o->out)
            o->out = argv[i];
        else
            return ov_cli_usage("render-pdf", "unexpected argument “%s”", argv[i]);
    }
    if (!o->out)
        return ov_cli_usage("render-pdf", "IN.html and OUT.pdf are needed");
    if (o->lang && !is_language(o->lang))
        return ov_cli_usage("render-pdf", "--lang wants a language as sv or en-GB");
    if (o->title && (!*o->title || !ov_utf8_valid(ov_str_from(o->title))))
        return ov_cli_usage("render-pdf", "--title wants a title in UTF-8");
    return 0;
}

static int write_out(const char *path, ov_str bytes)
{
    FILE *file = fopen(path, "wbe");
    bool good = file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    int saved = errno;

    if (file && fclose(file) != 0 && good) {
        good = false;
        saved = errno;
    }
    if (!good)
        fprintf(stderr, "overens: %s: %s\n", path, strerror(saved));
    return good ? OV_EXIT_OK : OV_EXIT_INPUT;
}

static const char *folder_of(ov_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? ov_strndup(arena, path, (size_t)(slash - path) + 1) : ".";
}

/* overens render-pdf [--title T] [--lang sv] IN.html OUT.pdf */
int ov_cmd_render_pdf(ov_cli *cli, int argc, char **argv)
{
    const char *tmp = getenv("TMPDIR");
    options o = {0};
    ov_err err = {0};
    ov_str html, pdf;
    int code = read_options(argc, argv, &o);

    if (code)
        return code;
    if (ov_file_read(cli->arena, o.in, INPUT_LIMIT, &html, &err) != OV_OK) {
        fprintf(stderr, "overens: %s\n", err.text);
        return OV_EXIT_INPUT;
    }
    if (!ov_pdf_available()) {
        fputs("overens: no PDF can be made: install " OV_PDF_PACKAGES "\n", stderr);
        return OV_EXIT_INPUT;
    }
    const ov_pdf_job job = {.tmp_dir = tmp && *tmp == '/' ? tmp : "/tmp",
                            .html =
                                ov_pdf_inline_styles(cli->arena, html, folder_of(cli->arena, o.in)),
                            .title = o.title,
                            .lang = o.lang};
    if (ov_pdf_render(cli->arena, &job, &pdf, &err) != OV_OK) {
        fprintf(stderr, "%s:1:1: %s\n", o.in, err.text);
        return OV_EXIT_INPUT;
    }
    return write_out(o.out, pdf);
}
