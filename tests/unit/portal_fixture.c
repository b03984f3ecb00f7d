/* SPDX-License-Identifier: EUPL-1.2 */
/* portal_fixture.c — makes the portal of portal_fixture.h and asks it. */
#include "tests/unit/portal_fixture.h"

#include "audit/audit.h"
#include "register/register.h"
#include "util/clock.h"
#include "util/hash.h"
#include "util/log.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

fixture fx;

void write_file(const char *name, const char *text)
{
    char path[512];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/%s", fx.dir, name);
    for (char *p = path + strlen(fx.dir) + 1; *p; p++)
        if (*p == '/') {
            *p = '\0';
            (void)mkdir(path, 0755);
            *p = '/';
        }
    file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static ov_status fill_database(ov_ctx *ctx, void *arg)
{
    const char *kind = arg;
    ov_organisation own = {.type = "region", .code = "14", .name = "Västra Götalandsregionen"};
    ov_organisation other = {.type = "municipality", .code = "1480", .name = "Göteborg"};
    ov_account anna = {.login = "anna.k", .name = "Anna Karlsson"};
    ov_matter matter = {.slug = "prov", .plugin = kind, .title = "Provavtal", .status = "open"};
    ov_id account;

    OV_TRY(ov_organisation_save(ctx, &own, &fx.org_id));
    OV_TRY(ov_organisation_save(ctx, &other, &fx.other_org_id));
    matter.owner_org_id = anna.org_id = fx.org_id;
    OV_TRY(ov_matter_add(ctx, &matter, &fx.matter_id));
    matter.slug = "annan-sort";
    matter.plugin = "finns_inte";
    OV_TRY(ov_matter_add(ctx, &matter, &account));
    OV_TRY(ov_account_add(ctx, &anna, "x", &account));
    OV_TRY(
        ov_mandate_add(ctx, account, &(ov_mandate){.role = "process_leader", .org_id = fx.org_id}));
    return ov_session_start(ctx, account, &fx.secret);
}

/* What the portal holds before it opens. */
static void fill(ov_engine engine, const char *kind)
{
    ov_ctx *ctx;

    fx.db = test_db_open(engine);
    ctx = test_ctx(fx.db);
    test_ok(ctx, ov_write(ctx, fill_database, (void *)(uintptr_t)kind));
    fx.secret = strdup(fx.secret);
    ck_assert_ptr_nonnull(fx.secret);
}

void fixture_open(ov_engine engine, const ov_plugin *plugin, bool cache)
{
    ov_arena *arena = ov_arena_new(0);
    const char *config, *fault;
    ov_err err = {0};

    fx = (fixture){.dir = "/tmp/ov-portal-XXXXXX"};
    ov_hash_init();
    ck_assert_ptr_nonnull(mkdtemp(fx.dir));
    fill(engine, plugin->id);
    write_file("overens.conf", ov_printf(arena,
                                         "[database]\nurl = %s\n[paths]\ndata = %s\n"
                                         "templates = templates\n[cache]\npages = %s\n"
                                         "[log]\nlevel = error\n",
                                         test_db_url(fx.db), test_srcdir(), cache ? "on" : "off"));
    config = ov_printf(arena, "%s/overens.conf", fx.dir);
    ck_assert_msg(ov_app_open(config, true, &fx.app, &err) == OV_OK, "%s", err.text);
    fault = ov_registry_add(fx.app->home->registry, plugin);
    ck_assert_msg(!fault, "%s", fault);
    ov_arena_free(arena);
}

void fixture_close(void)
{
    char command[128];

    ov_app_close(fx.app);
    test_db_close(fx.db);
    ov_arena_free(fx.arena);
    free((char *)(uintptr_t)fx.secret);
    ov_buf_free(&fx.response.body);
    ov_buf_free(&fx.response.headers);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", fx.dir);
    ck_assert_int_eq(system(command), 0);
}

int ask_for(ask what)
{
    ov_http_request *http;
    ov_err err = {0};
    const char *cookies = what.cookies ? what.cookies : "";
    ov_arena *former = fx.arena; /* what is asked may be made of the former answer */

    fx.arena = ov_arena_new(0);
    http = ov_calloc(fx.arena, 1, sizeof *http);
    if (fx.session && !what.cookies)
        cookies = ov_printf(fx.arena, OV_SESSION_COOKIE "=%s", fx.session);
    http->arena = fx.arena;
    http->method_name = what.method;
    http->method = !strcmp(what.method, "GET")    ? OV_GET
                   : !strcmp(what.method, "POST") ? OV_POST
                   : !strcmp(what.method, "HEAD") ? OV_HEAD
                                                  : OV_OTHER_METHOD;
    http->path = what.path;
    http->query_string = what.query ? what.query : "";
    ck_assert_int_eq(
        ov_urlencoded_parse(fx.arena, ov_str_from(what.query), 100, &http->query, &err), OV_OK);
    ck_assert_int_eq(ov_urlencoded_parse(fx.arena, ov_str_from(what.form), 100, &http->form, &err),
                     OV_OK);
    http->body = ov_str_from(what.form);
    ov_cookies_parse(fx.arena, ov_str_from(cookies), &http->cookies);
    http->host = "localhost:8080";
    http->origin = what.origin;
    http->fetch_site = what.fetch_site;
    http->if_none_match = what.if_none_match;
    http->accept_encoding = what.accept_encoding;
    http->remote_addr = "127.0.0.1";
    http->request_id = "r1";
    http->received = what.received ? what.received : ov_now();
    http->error = what.error;
    ov_app_handle(fx.app, http, &fx.response);
    ov_app_after(fx.app);
    ov_arena_free(former);
    return fx.response.status;
}

const char *header_of(const char *name)
{
    const char *at = fx.response.headers.ptr;
    size_t n = strlen(name);

    while (at && *at) {
        const char *end = strstr(at, "\r\n");

        ck_assert_ptr_nonnull(end);
        if (!strncmp(at, name, n) && !strncmp(at + n, ": ", 2))
            return ov_strndup(fx.arena, at + n + 2, (size_t)(end - at) - n - 2);
        at = end + 2;
    }
    return "";
}

const char *body(void)
{
    return fx.response.body.ptr ? fx.response.body.ptr : "";
}

void sign_in(void)
{
    fx.session = fx.secret;
}

const char *with_token(const char *secret, const char *form)
{
    static char text[4096];
    ov_arena *arena = ov_arena_new(0);

    (void)snprintf(text, sizeof text, "_token=%s&%s",
                   ov_url_encode(arena, ov_token_make(arena, secret)), form);
    ov_arena_free(arena);
    return text;
}

static ov_status raise_event(ov_ctx *ctx, void *arg)
{
    (void)arg;
    return ov_audit(ctx, &(ov_event){.action = "test.changed", .object = "test/1"});
}

static ov_status touch_matter(ov_ctx *ctx, void *arg)
{
    static const ov_sql touch = {"test.touch", "UPDATE matter SET title = title", NULL};

    OV_TRY(raise_event(ctx, arg));
    return ov_exec(ctx, &touch, OV_NOARGS, NULL);
}

static void write_with(ov_write_fn fn)
{
    ov_arena *arena = ov_arena_new(0);
    ov_ctx ctx;

    ov_home_ctx(fx.app->home, arena, &ctx);
    ck_assert_int_eq(ov_write(&ctx, fn, NULL), OV_OK);
    ov_arena_free(arena);
}

void something_changes(void)
{
    write_with(touch_matter);
}

void somebody_works(void)
{
    write_with(raise_event);
}
