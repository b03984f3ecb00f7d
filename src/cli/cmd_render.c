/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_render.c — `overens render TEMPLATE DATA.json`: mustache from the command line. */
#include "cli/cli.h"
#include "util/file.h"
#include "view/template.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define INPUT_LIMIT ((size_t)64 << 20)

typedef struct request {
    const char *template_path, *data_path, *partials;
    bool raw_html;
} request;

static int print(const ov_buf *out)
{
    if (fwrite(out->ptr, 1, out->len, stdout) == out->len && fflush(stdout) == 0)
        return OV_EXIT_OK;
    fprintf(stderr, "overens: cannot write: %s\n", strerror(errno));
    return OV_EXIT_INPUT;
}

static int render(const request *req, ov_str source, const ov_map *model)
{
    const ov_template_options options = {
        .dirs = &req->partials, .n_dirs = req->partials ? 1 : 0, .raw_html = req->raw_html};
    ov_templates *set = ov_templates_new(&options);
    ov_buf out = {0};
    ov_err err = {0};
    int code = OV_EXIT_FINDINGS;

    if (ov_template_render_text(set, req->template_path, source, "sv", model, &out, &err) == OV_OK)
        code = print(&out);
    else
        fprintf(stderr, "%s\n", err.text);
    ov_buf_free(&out);
    ov_templates_free(set);
    return code;
}

/* Returns an exit code; what is wrong has been said. */
static int read_request(ov_arena *arena, const request *req, ov_str *source, ov_map **model)
{
    ov_err err = {0};
    ov_str data;

    if (ov_file_read(arena, req->template_path, INPUT_LIMIT, source, &err) != OV_OK ||
        ov_file_read(arena, req->data_path, INPUT_LIMIT, &data, &err) != OV_OK) {
        fprintf(stderr, "overens: %s\n", err.text);
        return OV_EXIT_INPUT;
    }
    if (ov_model_from_json(arena, data, model, &err) != OV_OK) {
        fprintf(stderr, "%s:%s\n", req->data_path, err.text);
        return OV_EXIT_INPUT;
    }
    return OV_EXIT_OK;
}

/* One argument. False: it does not belong here. */
static bool take(request *req, int argc, char **argv, int *i)
{
    bool missing = false;
    const char *folder = ov_cli_value(argc, argv, i, "--partials", &missing);

    if (missing)
        return false;
    if (folder)
        req->partials = folder;
    else if (strcmp(argv[*i], "--raw-html") == 0)
        req->raw_html = true;
    else if (argv[*i][0] == '-' && argv[*i][1])
        return false;
    else if (!req->template_path)
        req->template_path = argv[*i];
    else if (!req->data_path)
        req->data_path = argv[*i];
    else
        return false;
    return true;
}

int ov_cmd_render(ov_cli *cli, int argc, char **argv)
{
    request req = {0};
    ov_str source;
    ov_map *model;

    for (int i = 1; i < argc; i++)
        if (!take(&req, argc, argv, &i))
            return ov_cli_usage("render", "unexpected argument “%s”", argv[i]);
    if (!req.data_path)
        return ov_cli_usage("render", "TEMPLATE and DATA.json are needed");
    int code = read_request(cli->arena, &req, &source, &model);
    return code == OV_EXIT_OK ? render(&req, source, model) : code;
}
