/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_csv.c — any bytes as a register in CSV: refused with the line, with nothing saved, or every
 * row is an organisation. */
#include "db/migrate.h"
#include "register/register.h"
#include "util/clock.h"
#include "util/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const char *const fuzz_words[];
const char *const fuzz_words[] = {"code,name\n",
                                  "code,name,region_code\n",
                                  ",county",
                                  "\n14,Västra Götalandsregionen",
                                  "\n1480,Göteborg,14",
                                  "\"",
                                  "\"\"",
                                  "\",\"",
                                  ",,",
                                  "\r\n",
                                  "\xef\xbb\xbf",
                                  "\xe5",
                                  "\n\n",
                                  NULL};

#ifndef TEST_SRCDIR
#define TEST_SRCDIR "."
#endif

static const ov_sql count = {"fuzz.count", "SELECT count(*) FROM organisation", NULL};
static char folder[80], path[100], url[120];
static ov_ctx base;

static void end(void)
{
    static const char *const names[] = {"p.csv", "d", "d-wal", "d-shm", "d-lock"};

    ov_arena_free(base.arena);
    ov_db_close(base.db);
    for (size_t i = 0; i < OV_LEN(names); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)remove(path);
    }
    (void)remove(folder);
}

static void begin(void)
{
    const char *source = getenv("OVERENS_SRC");
    ov_migration_set core = {.name = "core"};
    const ov_db_options options = {.url = url, .create = true};

    /* In memory where that is possible: each input is a file, and many a transaction. */
    (void)snprintf(folder, sizeof folder, "%s/overens-fuzz-XXXXXX",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir);
    if (!mkdtemp(folder))
        abort();
    (void)snprintf(path, sizeof path, "%s/p.csv", folder);
    (void)snprintf(url, sizeof url, "sqlite:%s/d", folder);
    ov_hash_init();
    base = (ov_ctx){.arena = ov_arena_new(0),
                    .now = ov_now(),
                    .lang = "sv",
                    .request_id = "fuzz",
                    .actor = {.login = "system", .name = "Systemet", .is_system = true}};
    base.received = base.now;
    core.dir = ov_printf(base.arena, "%s/schema", source && *source ? source : TEST_SRCDIR);
    if (ov_db_open(&options, &base.db, &base.err) != OV_OK ||
        ov_migrate(&base, &core, 1, false, NULL) != OV_OK) {
        (void)fprintf(stderr, "%s\n", base.err.text);
        abort();
    }
    (void)atexit(end);
}

static int64_t organisations(ov_ctx *ctx)
{
    int64_t n;

    if (ov_select_int(ctx, &count, OV_NOARGS, 0, &n) != OV_OK)
        abort();
    return n;
}

static void put_file(const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");

    if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
        abort();
}

/* Always refused in the end, so that each input meets the same register. */
static ov_status try_import(ov_ctx *ctx, void *arg)
{
    int64_t before = organisations(ctx), saved = -1;
    ov_status status = ov_party_import(ctx, path, &saved);

    (void)arg;
    if (status == OV_OK && (saved < 0 || organisations(ctx) - before > saved))
        abort();
    /* Whoever wrote the file must be told where. */
    if (status != OV_OK &&
        (status != OV_INVALID || !ov_str_starts(ov_str_from(ctx->err.text), path)))
        abort();
    return ov_fail(&ctx->err, OV_DENIED, "%s", "rolled back");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char regions[] = "code,name\n05,Region Ett\n14,Region Två\n";

    if (!path[0]) {
        begin();
        put_file(regions, sizeof regions - 1);
        if (ov_party_import(&base, path, NULL) != OV_OK)
            abort();
    }
    put_file(data, size);
    ov_ctx ctx = base;
    ctx.arena = ov_arena_new(0);
    if (ov_write(&ctx, try_import, NULL) != OV_DENIED)
        abort();
    ov_arena_free(ctx.arena);
    return 0;
}
