/* SPDX-License-Identifier: EUPL-1.2 */
/* test_loader.c — what a plugin's descriptor and its file must be like. Plugins that run are tested
 * in tests/plugin. */
#include "pages/pages.h"
#include "plugin/descriptor.h"
#include "plugin/sections.h"
#include "util/log.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static ov_arena *arena;
static char dir[64];

static ov_status page(ov_req *req)
{
    (void)req;
    return OV_OK;
}
static int command(ov_ctx *ctx, int argc, char **argv)
{
    (void)ctx, (void)argc, (void)argv;
    return 0;
}

static const ov_route core_routes[] = {
    {OV_GET, "/arenden", OV_PUBLIC, page}, {OV_GET, "/arende/:slug/fast", OV_PUBLIC, page}, {0}};
static const char *const core_commands[] = {"serve", NULL};
static const ov_loader_options options = {.names = "",
                                          .data_dir = "/nonexistent",
                                          .core_routes = core_routes,
                                          .core_commands = core_commands};

static const ov_route good_routes[] = {{OV_GET, "/", OV_PUBLIC, page},
                                       {OV_GET, "/x/:id", OV_ACCOUNT, page},
                                       {OV_POST, "/x/:id", "good.write", page},
                                       {OV_GET, "/x/ny", OV_PUBLIC, page},
                                       {0}};
static const ov_action good_actions[] = {{"good.write", "drafter", OV_ANY, "Skriva", NULL}, {0}};
static const ov_plugin good = {OV_PLUGIN_HEAD, .id = "good",          .title = "God",
                               .version = "1", .routes = good_routes, .actions = good_actions};

static void setup(void)
{
    arena = ov_arena_new(0);
    ov_log_level(OV_LOG_ERROR + 1);
    (void)snprintf(dir, sizeof dir, "/tmp/ov-plugins-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void teardown(void)
{
    char text[128];

    ov_arena_free(arena);
    (void)snprintf(text, sizeof text, "rm -rf '%s'", dir);
    ck_assert_int_eq(system(text), 0);
}

/* What the registry says of a descriptor; "" when it takes it. */
static const char *fault_of(const ov_plugin *plugin)
{
    const char *fault = ov_registry_add(ov_registry_load(arena, &options), plugin);

    return fault ? fault : "";
}
#define REFUSED(plugin, part)                                                                      \
    ck_assert_msg(strstr(fault_of(plugin), (part)) != NULL, "“%s” is not about “%s”",              \
                  fault_of(plugin), (part))

START_TEST(good_one_is_taken)
{
    ck_assert_str_eq(fault_of(&good), "");
    ck_assert(ov_action_known("good.write"));
}
END_TEST

START_TEST(head_is_checked_first)
{
    ov_plugin p = good;

    p.abi_major = OV_ABI_MAJOR + 1;
    p.id = (const char *)(uintptr_t)8; /* must not be looked at */
    REFUSED(&p, "plugin ABI");
    p = good;
    p.abi_minor = OV_ABI_MINOR + 1;
    REFUSED(&p, "plugin ABI");
    p = good;
    p.struct_size = OV_PLUGIN_SIZE_1_0 - 8;
    REFUSED(&p, "descriptor is");
    p = good;
    p.route_size = sizeof(ov_route) - 8;
    REFUSED(&p, "an item of routes");
}
END_TEST

START_TEST(larger_items_keep_their_stride)
{
    struct {
        ov_route route;
        long more[3];
    } wide[] = {{{OV_GET, "/", OV_PUBLIC, page}, {1, 2, 3}},
                {{OV_GET, "/y", OV_PUBLIC, page}, {1, 2, 3}},
                {{0}, {0}}};
    struct {
        ov_plugin plugin;
        long more;
    } later = {.plugin = good};
    ov_plugin copy;

    later.plugin.routes = &wide[0].route;
    later.plugin.route_size = sizeof wide[0];
    later.plugin.struct_size = sizeof later;
    ck_assert_ptr_null(ov_descriptor_read(arena, &later.plugin, &copy));
    ck_assert_str_eq(copy.routes[1].pattern, "/y");
    ck_assert_ptr_null(copy.routes[2].pattern);
    ck_assert_str_eq(fault_of(&later.plugin), "");
}
END_TEST

START_TEST(identity)
{
    ov_registry *registry = ov_registry_load(arena, &options);
    ov_plugin p = good;

    p.id = "Bad-Name";
    REFUSED(&p, "id");
    p.id = NULL;
    REFUSED(&p, "id");
    p = good;
    p.title = NULL;
    REFUSED(&p, "title");
    ck_assert_ptr_null(ov_registry_add(registry, &good));
    ck_assert_ptr_nonnull(ov_registry_find(registry, "good"));
    ck_assert_ptr_null(ov_registry_find(registry, "goo"));
}
END_TEST

static const char *fault_of_routes(const ov_route *routes)
{
    ov_plugin p = good;

    p.routes = routes;
    return fault_of(&p);
}
#define ROUTE_REFUSED(part, ...)                                                                   \
    ck_assert_ptr_nonnull(strstr(fault_of_routes((const ov_route[]){__VA_ARGS__, {0}}), (part)))

START_TEST(routes)
{
    ROUTE_REFUSED("declares no permission", {OV_GET, "/x", NULL, page});
    ROUTE_REFUSED("unknown permission", {OV_GET, "/x", "good.fly", page});
    ROUTE_REFUSED("unknown permission", {OV_GET, "/x", "", page});
    ROUTE_REFUSED("unknown permission", {OV_GET, "/x", "origin", page});
    ROUTE_REFUSED("no page function", {OV_GET, "/x", OV_PUBLIC, NULL});
    ROUTE_REFUSED("neither", {OV_GET | OV_POST, "/x", OV_PUBLIC, page});
    ROUTE_REFUSED("route x", {OV_GET, "x", OV_PUBLIC, page});
    ROUTE_REFUSED("in conflict", {OV_GET, "/x/:a", OV_PUBLIC, page},
                  {OV_GET, "/x/:b", OV_PUBLIC, page});
    ROUTE_REFUSED("of the core", {OV_GET, "/fast", OV_PUBLIC, page});
}
END_TEST

/* The core's own two tables are held to the same; its two special permissions are its alone. */
START_TEST(routes_of_the_core)
{
    static const ov_route fine[] = {{OV_GET, "/a", OV_PUBLIC, page},
                                    {OV_POST, "/a", "origin", page},
                                    {OV_GET, "/b", "admin", page},
                                    {0}};
    static const struct {
        const char *says;
        ov_route route;
    } bad[] = {{"declares no permission", {OV_GET, "/c", NULL, page}},
               {"unknown permission", {OV_GET, "/c", "", page}},
               {"unknown permission", {OV_GET, "/c", "admin.everything", page}},
               {"unknown permission", {OV_GET, "/c", "good.write", page}},
               {"no page function", {OV_GET, "/c", OV_PUBLIC, NULL}}};

    ck_assert_ptr_null(ov_core_routes_fault(arena, fine, fine + 2));
    ck_assert_ptr_null(ov_core_routes_fault(arena, ov_core_routes, ov_matter_routes));
    for (size_t i = 0; i < OV_LEN(bad); i++) {
        const ov_route table[] = {bad[i].route, {0}};
        const char *of_core = ov_core_routes_fault(arena, table, fine);
        const char *of_matters = ov_core_routes_fault(arena, fine, table);

        ck_assert_msg(of_core && strstr(of_core, bad[i].says), "%s", of_core);
        ck_assert_msg(of_matters && strstr(of_matters, bad[i].says), "%s", of_matters);
    }
}
END_TEST

START_TEST(menu_actions_commands_keys_states)
{
    ov_plugin p = good;

    p.nav = (const ov_nav_item[]){{"Titel", "/x", "good.fly"}, {0}};
    REFUSED(&p, "unknown permission");
    p = good;
    p.actions = (const ov_action[]){{"good.write", "king", OV_ANY, "Regera", NULL}, {0}};
    REFUSED(&p, "unknown role");
    p = good;
    p.commands = (const ov_command[]){{"serve", "Servera", "", false, command}, {0}};
    REFUSED(&p, "core's");
    p = good;
    p.config_keys =
        (const ov_config_key[]){{"site", "name", OV_KEY_TEXT, "", false, "Namnet", 0, 0}, {0}};
    REFUSED(&p, "plugin.good");
    p = good;
    p.states =
        &(const ov_state_machine){(const ov_state[]){{"a", "A"}, {0}},
                                  (const ov_transition[]){{"a", "b", "good.write", NULL}, {0}}};
    REFUSED(&p, "transition");
    p = good;
    p.schema_dir = "schema";
    REFUSED(&p, "migrations are missing");
    p.schema_dir = "../../etc";
    REFUSED(&p, "relative");
}
END_TEST

START_TEST(table_without_end)
{
    static ov_route endless[1100];
    ov_plugin p = good;

    for (size_t i = 0; i < OV_LEN(endless); i++)
        endless[i] = good_routes[0];
    p.routes = endless;
    REFUSED(&p, "{0}");
}
END_TEST

/* ---- Files ---- */

static const char *path_of(const char *name)
{
    return ov_printf(arena, "%s/%s", dir, name);
}

static void put_file(const char *name, mode_t mode)
{
    FILE *file = fopen(path_of(name), "w");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path_of(name), mode), 0);
}

static const char *load_fault(const char *names)
{
    ov_loader_options o = options;
    const ov_refusal *refusals;
    size_t n;

    o.dir = dir;
    o.names = names;
    refusals = ov_registry_refusals(ov_registry_load(arena, &o), &n);
    return n ? refusals[n - 1].why : "";
}

START_TEST(files)
{
    put_file("x.so", 0644);
    ck_assert_ptr_nonnull(strstr(load_fault("x"), "cannot be opened"));
    ck_assert_ptr_nonnull(strstr(load_fault("../x"), "a–z"));
    ck_assert_ptr_nonnull(strstr(load_fault("y"), "No such file"));
    ck_assert_int_eq(chmod(path_of("x.so"), 0666), 0);
    ck_assert_ptr_nonnull(strstr(load_fault("x"), "can be written"));
    ck_assert_int_eq(chmod(path_of("x.so"), 0664), 0);
    ck_assert_ptr_nonnull(strstr(load_fault("x"), "can be written"));
    ck_assert_int_eq(symlink(path_of("x.so"), path_of("l.so")), 0);
    ck_assert_ptr_nonnull(strstr(load_fault("l"), "symbolic link"));
    ck_assert_int_eq(chmod(path_of("x.so"), 0644), 0);
    ck_assert_int_eq(chmod(dir, 0777), 0);
    ck_assert_ptr_nonnull(strstr(load_fault("x"), "can be written"));
    ck_assert_int_eq(chmod(dir, 0755), 0);
    ck_assert_int_eq(mkdir(path_of("d.so"), 0755), 0);
    ck_assert_ptr_nonnull(strstr(load_fault("d"), "not a plain file"));
}
END_TEST

/* ---- Sections ---- */

START_TEST(sections_of_plugins)
{
    const ov_config_key *keys;
    FILE *file = fopen(path_of("c.conf"), "w");
    ov_err err = {0};

    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs("[site]\nname = x\n[plugin.a]\n# n = 1\nk = v = w\n[plugin.b]\nl: 2\n"
                           "[plugin.a]\nk=3\n",
                           file),
                     0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(ov_sections_collect(arena, path_of("c.conf"), NULL, &keys, &err), OV_OK);
    ck_assert_str_eq(keys[0].section, "plugin.a");
    ck_assert_str_eq(keys[0].name, "k");
    ck_assert_str_eq(keys[1].section, "plugin.b");
    ck_assert_str_eq(keys[1].name, "l");
    ck_assert_ptr_null(keys[2].section);
    ck_assert_str_eq(ov_sections_unnamed(keys, "a"), "plugin.b");
    ck_assert_ptr_null(ov_sections_unnamed(keys, " b ,a"));
    ck_assert_int_eq(ov_sections_collect(arena, path_of("c.conf"), "b", &keys, &err), OV_OK);
    ck_assert_ptr_null(keys[1].section);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("loader");
    TCase *tc = tcase_create("plugins");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, good_one_is_taken);
    tcase_add_test(tc, head_is_checked_first);
    tcase_add_test(tc, larger_items_keep_their_stride);
    tcase_add_test(tc, identity);
    tcase_add_test(tc, routes);
    tcase_add_test(tc, routes_of_the_core);
    tcase_add_test(tc, menu_actions_commands_keys_states);
    tcase_add_test(tc, table_without_end);
    tcase_add_test(tc, files);
    tcase_add_test(tc, sections_of_plugins);
    suite_add_tcase(suite, tc);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
