/* SPDX-License-Identifier: EUPL-1.2 */
/* test_bodies.c — groups with their members; bodies with their meetings; and the upgrade of a
 * register that was there before them. */
#include "register/body.h"
#include "register/group.h"
#include "testdb.h"
#include "util/date.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ov_engine engine;
static ov_ctx *ctx;
static ov_id ale, boras, region;

typedef struct call { /* what a write function is given, and what it gave */
    ov_organisation org;
    ov_group group;
    ov_body body;
    ov_meeting meetings[4];
    ov_id ids[4];
    ov_id id;
    ov_day day;
    int64_t row_version;
    size_t n, changed;
    bool flag, taken;
    const ov_sql *sql;
} call;

static ov_status do_org(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_organisation_save(x, &c->org, &c->id);
}

static ov_id organisation(const char *type, const char *code, const char *name)
{
    call c = {.org = {.type = type, .code = code, .name = name}};

    test_ok(ctx, ov_write(ctx, do_org, &c));
    return c.id;
}

static void setup(void)
{
    ctx = test_ctx(test_db_open(engine));
    region = organisation("region", "14", "Regionen");
    ale = organisation("municipality", "1440", "Ale");
    boras = organisation("municipality", "1490", "Borås");
}

static void teardown(void)
{
    test_db_close(ctx->db);
}

static int64_t events(const char *action)
{
    static const ov_sql count = {"test.events", "SELECT count(*) FROM event WHERE action = $1",
                                 NULL};
    int64_t n;

    test_ok(ctx, ov_select_int(ctx, &count, OV_ARGS(ov_text(action)), 0, &n));
    return n;
}

/* ---- Groups ---- */

static ov_status do_group_add(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_group_add(x, &c->group, &c->id);
}

static ov_status do_group_edit(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_group_edit(x, &c->group, &c->taken);
}

static ov_status do_members(ov_ctx *x, void *arg)
{
    call *c = arg;

    return c->flag ? ov_group_add_members(x, c->id, c->row_version, c->ids, c->n, &c->changed)
                   : ov_group_remove_members(x, c->id, c->row_version, c->ids, c->n, &c->changed);
}

static ov_status do_group_end(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_group_end(x, c->id, c->day, c->row_version);
}

static ov_id group(const char *name)
{
    call c = {.group = {.org_id = region, .kind = "recipients", .name = name}};

    test_ok(ctx, ov_write(ctx, do_group_add, &c));
    return c.id;
}

START_TEST(nobody_is_twice_in_a_group)
{
    call c = {
        .id = group("Alla"), .row_version = 1, .ids = {ale, boras, ale}, .n = 3, .flag = true};
    const ov_rows *rows;
    ov_group got;

    test_ok(ctx, ov_write(ctx, do_members, &c));
    ck_assert_uint_eq(c.changed, 2);
    test_ok(ctx, ov_group_members(ctx, c.id, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_str_eq(ov_cell_text(rows, 0, 3), "Ale");
    test_ok(ctx, ov_group_get(ctx, c.id, &got));
    ck_assert_int_eq(got.members, 2);
    ck_assert_int_eq(got.row_version, 2);
    c.row_version = 2;
    test_ok(ctx, ov_write(ctx, do_members, &c)); /* all are there: nothing happens */
    ck_assert_uint_eq(c.changed, 0);
    ck_assert_int_eq(events("group.changed"), 1);
    c.flag = false;
    test_ok(ctx, ov_write(ctx, do_members, &c));
    ck_assert_uint_eq(c.changed, 2);
    test_ok(ctx, ov_group_members(ctx, c.id, &rows));
    ck_assert_uint_eq(rows->n, 0);
}
END_TEST

START_TEST(the_later_of_two_is_told)
{
    call c = {.id = group("Alla"), .row_version = 1, .ids = {ale}, .n = 1, .flag = true};
    const ov_rows *rows;
    ov_group got;

    test_ok(ctx, ov_group_get(ctx, c.id, &got));
    test_ok(ctx, ov_write(ctx, do_members, &c));
    c.ids[0] = boras;
    ck_assert_int_eq(ov_write(ctx, do_members, &c), OV_CONFLICT);
    test_ok(ctx, ov_group_members(ctx, c.id, &rows));
    ck_assert_uint_eq(rows->n, 1);
    c.group = got; /* read before the member came */
    c.group.name = "Alla kommuner";
    ck_assert_int_eq(ov_write(ctx, do_group_edit, &c), OV_CONFLICT);
    ck_assert(!c.taken);
    c.ids[0] = 4711;
    c.row_version = 2;
    ck_assert_int_eq(ov_write(ctx, do_members, &c), OV_NOT_FOUND);
    c.id = 4711;
    ck_assert_int_eq(ov_write(ctx, do_members, &c), OV_NOT_FOUND);
}
END_TEST

START_TEST(names_of_groups)
{
    ov_id first = group("Alla"), second = group("Några");
    call c = {.group = {.org_id = region, .kind = "own", .name = "Alla"}};
    const ov_group *groups;
    size_t n;

    ck_assert_int_eq(ov_write(ctx, do_group_add, &c), OV_CONFLICT);
    c.group.org_id = ale; /* another organisation may use the name */
    test_ok(ctx, ov_write(ctx, do_group_add, &c));
    test_ok(ctx, ov_group_get(ctx, second, &c.group));
    c.group.name = "Alla";
    ck_assert_int_eq(ov_write(ctx, do_group_edit, &c), OV_CONFLICT);
    ck_assert(c.taken);
    c.group.name = "";
    ck_assert_int_eq(ov_write(ctx, do_group_edit, &c), OV_INVALID);
    c.group.name = "En del";
    test_ok(ctx, ov_write(ctx, do_group_edit, &c));
    c = (call){.id = first, .day = 20000, .row_version = 1};
    test_ok(ctx, ov_write(ctx, do_group_end, &c));
    ck_assert_int_eq(ov_write(ctx, do_group_end, &c), OV_CONFLICT);
    test_ok(ctx, ov_groups(ctx, region, &groups, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(groups[0].name, "En del"); /* what goes on comes first */
    ck_assert_int_eq(groups[1].ended_on, 20000);
    test_ok(ctx, ov_groups(ctx, 0, &groups, &n));
    ck_assert_uint_eq(n, 3);
    test_ok(ctx, ov_groups_with(ctx, ale, &groups, &n));
    ck_assert_uint_eq(n, 0);
}
END_TEST

/* ---- Bodies and meetings ---- */

static ov_status do_body_add(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_body_add(x, &c->body, &c->id);
}

static ov_status do_body_edit(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_body_edit(x, &c->body, &c->taken);
}

static ov_status do_body_end(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_body_end(x, c->id, c->day, c->row_version);
}

static ov_status do_meetings(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_meetings_add(x, c->id, c->meetings, c->n, &c->changed);
}

static ov_status do_meeting_edit(ov_ctx *x, void *arg)
{
    call *c = arg;

    return ov_meeting_edit(x, &c->meetings[0], &c->taken);
}

static ov_id body(ov_id org, const char *name, bool decides)
{
    call c = {
        .body = {
            .org_id = org, .kind = "executive", .name = name, .shortly = "KS", .decides = decides}};

    test_ok(ctx, ov_write(ctx, do_body_add, &c));
    return c.id;
}

static void meets(ov_id body_id, ov_day day)
{
    call c = {.id = body_id, .meetings = {{.day = day, .papers = day - 10}}, .n = 1};

    test_ok(ctx, ov_write(ctx, do_meetings, &c));
    ck_assert_uint_eq(c.changed, 1);
}

START_TEST(meetings_are_kept_by_day)
{
    ov_id ks = body(ale, "Kommunstyrelsen", true);
    call c = {.id = ks,
              .meetings = {{.day = 20030, .papers = OV_NO_DAY},
                           {.day = 20010, .papers = 20000, .note = "extra"},
                           {.day = 20030, .papers = OV_NO_DAY}},
              .n = 3};
    const ov_meeting *meetings;
    size_t n;

    test_ok(ctx, ov_write(ctx, do_meetings, &c));
    ck_assert_uint_eq(c.changed, 2); /* a day is one meeting */
    test_ok(ctx, ov_body_meetings(ctx, ks, OV_NO_DAY, OV_NO_DAY, &meetings, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_int_eq(meetings[0].day, 20010);
    ck_assert_int_eq(meetings[0].papers, 20000);
    ck_assert_str_eq(meetings[0].note, "extra");
    ck_assert_int_eq(meetings[1].papers, OV_NO_DAY);
    test_ok(ctx, ov_body_meetings(ctx, ks, 20011, 20030, &meetings, &n));
    ck_assert_uint_eq(n, 1);
    c.meetings[0] = meetings[0];
    c.meetings[0].day = 20010;
    ck_assert_int_eq(ov_write(ctx, do_meeting_edit, &c), OV_CONFLICT);
    ck_assert(c.taken);
    c.meetings[0].day = 20031;
    c.meetings[0].cancelled = true;
    test_ok(ctx, ov_write(ctx, do_meeting_edit, &c));
    ck_assert_int_eq(ov_write(ctx, do_meeting_edit, &c), OV_CONFLICT); /* read before */
    ck_assert(!c.taken);
    ck_assert_int_eq(events("meeting.cancelled"), 1);
    c.meetings[0] = (ov_meeting){.day = 20050, .papers = 20051};
    c.n = 1;
    ck_assert_int_eq(ov_write(ctx, do_meetings, &c), OV_INVALID);
    c.meetings[0] = (ov_meeting){.day = 3, .papers = OV_NO_DAY};
    ck_assert_int_eq(ov_write(ctx, do_meetings, &c), OV_INVALID);
}
END_TEST

START_TEST(a_body_ends_and_keeps_its_history)
{
    ov_id ks = body(ale, "Kommunstyrelsen", true);
    call c = {.body = {.org_id = ale, .kind = "executive", .name = "Kommunstyrelsen"}};
    const ov_meeting *meetings;
    const ov_body *bodies;
    size_t n;

    ck_assert_int_eq(ov_write(ctx, do_body_add, &c), OV_CONFLICT);
    c.body.kind = "planet";
    ck_assert_int_eq(ov_write(ctx, do_body_add, &c), OV_INVALID);
    meets(ks, 20010);
    meets(ks, 20020);
    test_ok(ctx, ov_bodies(ctx, ale, 20011, &bodies, &n));
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(bodies[0].next_meeting, 20020);
    c.body = bodies[0];
    c.body.note = "Har fem ledamöter";
    test_ok(ctx, ov_write(ctx, do_body_edit, &c));
    ck_assert_int_eq(ov_write(ctx, do_body_edit, &c), OV_CONFLICT);
    c = (call){.id = ks, .day = 20015, .row_version = 2};
    test_ok(ctx, ov_write(ctx, do_body_end, &c));
    test_ok(ctx, ov_organisation_meetings(ctx, ale, 20000, 10, &meetings, &n));
    ck_assert_uint_eq(n, 1); /* the one before it ended */
    ck_assert_str_eq(meetings[0].body_short, "KS");
    test_ok(ctx, ov_body_meetings(ctx, ks, OV_NO_DAY, OV_NO_DAY, &meetings, &n));
    ck_assert_uint_eq(n, 2);
    c = (call){.id = ks, .day = OV_NO_DAY, .row_version = 3};
    test_ok(ctx, ov_write(ctx, do_body_end, &c));
    ck_assert_int_eq(events("body.reopened"), 1);
}
END_TEST

/* ---- A pasted list ---- */

START_TEST(a_pasted_list)
{
    static const char text[] = "2026-02-12\r\n"
                               "\n"
                               "torsdag 12 mars 2026; 2026-02-26; extra, för budgeten\n"
                               "2026-04-16\t2026-04-02\tUddevalla\n"
                               "2026-05-12, heldag\n"
                               "nästa vecka\n"
                               "2026-02-30\n"
                               "2026-06-01; 2026-06-02\n"
                               "1826-06-01\n"
                               "2026-06-03; ;anm\x01\n";
    const ov_meeting_line *lines;
    size_t n, bad;

    test_ok(ctx, ov_meetings_parse(ctx->arena, text, &lines, &n, &bad));
    ck_assert_uint_eq(n, 9);
    ck_assert_uint_eq(bad, 5);
    ck_assert_int_eq(lines[0].line, 1);
    ck_assert_int_eq(lines[0].meeting.day, ov_day_from_civil(2026, 2, 12));
    ck_assert_int_eq(lines[0].meeting.papers, OV_NO_DAY);
    ck_assert_int_eq(lines[1].line, 3);
    ck_assert_int_eq(lines[1].meeting.day, ov_day_from_civil(2026, 3, 12));
    ck_assert_int_eq(lines[1].meeting.papers, ov_day_from_civil(2026, 2, 26));
    ck_assert_str_eq(lines[1].meeting.note, "extra, för budgeten");
    ck_assert_int_eq(lines[2].meeting.papers, ov_day_from_civil(2026, 4, 2));
    ck_assert_str_eq(lines[2].meeting.note, "Uddevalla");
    ck_assert_str_eq(lines[3].meeting.note, "heldag");
    ck_assert_int_eq(lines[3].meeting.papers, OV_NO_DAY);
    for (size_t i = 4; i < n; i++)
        ck_assert_ptr_nonnull(lines[i].fault);
    char *many = ov_alloc(ctx->arena, 300 * 11 + 1);
    for (size_t i = 0; i < 300; i++)
        memcpy(many + i * 11, "2026-02-12\n", 12);
    ck_assert_int_eq(ov_meetings_parse(ctx->arena, many, &lines, &n, &bad), OV_TOO_LARGE);
    test_ok(ctx, ov_meetings_parse(ctx->arena, "", &lines, &n, &bad));
    ck_assert_uint_eq(n, 0);
}
END_TEST

/* ---- The upgrade ---- */

static ov_status do_sql(ov_ctx *x, void *arg)
{
    return ov_exec(x, arg, OV_NOARGS, NULL);
}

/* Copies the migrations before the register's into a folder of their own. */
static const char *older_schema(ov_arena *arena)
{
    const char *from = ov_printf(arena, "%s/schema", test_srcdir());
    char *to = ov_printf(arena, "%s/test_bodies_XXXXXX", P_tmpdir);
    struct dirent *entry;
    DIR *dir;

    ck_assert_ptr_nonnull(mkdtemp(to));
    dir = opendir(from);
    ck_assert_ptr_nonnull(dir);
    while ((entry = readdir(dir)))
        if (entry->d_name[0] == '0' && strncmp(entry->d_name, "0020", 4) < 0)
            ck_assert_int_eq(symlink(ov_printf(arena, "%s/%s", from, entry->d_name),
                                     ov_printf(arena, "%s/%s", to, entry->d_name)),
                             0);
    closedir(dir);
    return to;
}

static void remove_folder(ov_arena *arena, const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (entry->d_name[0] != '.')
            (void)unlink(ov_printf(arena, "%s/%s", path, entry->d_name));
    if (dir)
        closedir(dir);
    (void)rmdir(path);
}

START_TEST(an_older_register_is_upgraded)
{
    static ov_sql old[] = {
        {"old.region",
         "INSERT INTO organisation (id, type, code, name, sort_key, org_no) "
         "VALUES (7, 'region', '14', 'Regionen', 'r', '2321000131')",
         NULL},
        {"old.municipality",
         "INSERT INTO organisation (id, type, code, name, sort_key, parent_id) "
         "VALUES (3, 'municipality', '1440', 'Ale', 'a', 7)",
         NULL},
        {"old.account",
         "INSERT INTO account (login, name, organisation_id, password, created_at) "
         "VALUES ('anna', 'Anna', 3, '', 1)",
         NULL},
        {"old.matter",
         "INSERT INTO matter (slug, plugin, title, sort_key, status, organisation_id) "
         "VALUES ('x', 'regional', 'X', 'x', 'draft', 7)",
         NULL}};
    static const ov_sql wrong = {"new.wrong",
                                 "INSERT INTO organisation (type, code, name, sort_key, parent_id) "
                                 "VALUES ('hospital', 'h', 'H', 'h', 4711)",
                                 NULL};
    static const ov_sql home = {"new.home",
                                "SELECT count(*) FROM account a JOIN organisation o ON o.id = "
                                "a.organisation_id JOIN organisation p ON p.id = o.parent_id JOIN "
                                "matter m ON m.organisation_id = p.id",
                                NULL};
    ov_ctx *bare = test_ctx(test_db_open_bare(engine));
    ov_migration_set set = {"core", older_schema(bare->arena)};
    const char *folder = set.dir;
    ov_organisation got;
    int64_t n;
    call c = {.org = {.type = "hospital", .code = "sas", .name = "Sjukhuset", .parent_id = 7}};

    test_ok(bare, ov_migrate(bare, &set, 1, false, NULL));
    for (size_t i = 0; i < OV_LEN(old); i++)
        test_ok(bare, ov_write(bare, do_sql, &old[i]));
    remove_folder(bare->arena, folder);
    set.dir = ov_printf(bare->arena, "%s/schema", test_srcdir());
    test_ok(bare, ov_migrate(bare, &set, 1, false, NULL));
    test_ok(bare, ov_organisation_by_code(bare, "1440", &got));
    ck_assert_int_eq(got.id, 3);
    ck_assert_int_eq(got.parent_id, 7);
    ck_assert_int_eq(got.ended_on, OV_NO_DAY);
    ck_assert_int_eq(got.row_version, 1);
    test_ok(bare, ov_organisation_get(bare, 7, &got));
    ck_assert_str_eq(got.org_no, "2321000131");
    test_ok(bare, ov_select_int(bare, &home, OV_NOARGS, 0, &n));
    ck_assert_int_eq(n, 1);
    ck_assert_int_eq(ov_write(bare, do_sql, (void *)(uintptr_t)&wrong), OV_CONFLICT);
    if (engine == OV_SQLITE) { /* PostgreSQL's counter does not know of ids that were given */
        test_ok(bare, ov_write(bare, do_org, &c));
        ck_assert_int_gt(c.id, 7);
    }
    test_db_close(bare->db);
}
END_TEST

START_TEST(statements_prepare)
{
    for (const ov_sql *sql = ov_group_sql; sql->name; sql++)
        ck_assert_msg(ov_db_prepare(ctx->db, sql, &ctx->err) == OV_OK, "%s: %s", sql->name,
                      ctx->err.text);
    for (const ov_sql *sql = ov_body_sql; sql->name; sql++)
        ck_assert_msg(ov_db_prepare(ctx->db, sql, &ctx->err) == OV_OK, "%s: %s", sql->name,
                      ctx->err.text);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "bodies on SQLite" : "bodies on PostgreSQL");
    TCase *tc = tcase_create("bodies");

    engine = which;
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, statements_prepare);
    tcase_add_test(tc, nobody_is_twice_in_a_group);
    tcase_add_test(tc, the_later_of_two_is_told);
    tcase_add_test(tc, names_of_groups);
    tcase_add_test(tc, meetings_are_kept_by_day);
    tcase_add_test(tc, a_body_ends_and_keeps_its_history);
    tcase_add_test(tc, a_pasted_list);
    tcase_add_test(tc, an_older_register_is_upgraded);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make) != 0;
}
