/* SPDX-License-Identifier: EUPL-1.2 */
/* template_fixture.h — a folder of templates, made for one test, and what it is rendered with. */
#ifndef TESTS_UNIT_TEMPLATE_FIXTURE_H
#define TESTS_UNIT_TEMPLATE_FIXTURE_H

#include "view/template.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static char folder[256];
static ov_arena *arena;
static ov_err err;
static ov_buf out;

static void setup(void)
{
    const char *base = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/overens-view-XXXXXX", base ? base : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    arena = ov_arena_new(0);
    out = (ov_buf){0};
    err = (ov_err){0};
}

static void remove_folder(void)
{
    char command[300];
    (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static void teardown(void)
{
    ov_buf_free(&out);
    ov_arena_free(arena);
    remove_folder();
}

static void file(const char *name, const char *text)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s.mustache", folder, name);
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
}

static const char *const folders[] = {folder};

static ov_templates *open_set(ov_template_options options)
{
    options.dirs = folders;
    options.n_dirs = 1;
    return ov_templates_new(&options);
}

static ov_map *model(const char *json)
{
    ov_map *map;
    ck_assert_msg(ov_model_from_json(arena, ov_str_from(json), &map, &err) == OV_OK, "%s",
                  err.text);
    return map;
}

#endif
