/* SPDX-License-Identifier: EUPL-1.2 */
/* main.c — `overens [--config FILE] SUBCOMMAND …`: finds the subcommand, of the core or of a
 * plugin.
 */
#include "cli/cli.h"
#include "cli/cmd_serve.h"
#include "util/hash.h"
#include "util/log.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int run_serve(ov_cli *cli, int argc, char **argv)
{
    return ov_cmd_serve(cli->config_file, argc, argv);
}

static const ov_subcommand subcommands[] = {
    {"serve", "run the portal: master, workers and jobs", "[--check]",
     "Listens on serve.socket for nginx. TERM drains, HUP reloads. --check only checks what a\n"
     "reload would check.\n",
     run_serve},
    {"init", "create the database", "",
     "Creates the database that database.url names and applies every migration.\n", ov_cmd_init},
    {"migrate", "bring the database to this version", "[--dry-run]",
     "Applies the migrations that are missing; with --dry-run only names them.\n", ov_cmd_migrate},
    {"demo", "load demo data", "[--invite] [--notes FILE] [--logins FILE]",
     "Three matters, their parties, consultations, answers and a statement, with log-ins. With\n"
     "--invite the letters of rounds that are open wait to be mailed.\n",
     ov_cmd_demo},
    {"check-config", "check configuration, plugins, templates and database",
     "[--sample | --keys-markdown]",
     "Says what is wrong, with file and line; exit 4 when something is. --sample prints a sample\n"
     "configuration, --keys-markdown the table of keys; neither reads a configuration.\n",
     ov_cmd_check_config},
    {"user", "accounts", "add|list|disable|enable|password|mandate …",
     "user add LOGIN --name NAME [--email ADDRESS] [--org CODE] [--role ROLE]…\n"
     "user list\n"
     "user disable LOGIN\n"
     "user enable LOGIN\n"
     "user password LOGIN\n"
     "user mandate LOGIN --role ROLE --org CODE [--from DAY] [--to DAY] [--matter SLUG]\n"
     "     [--substitute-for LOGIN] [--note TEXT]\n"
     "A password is read from standard input (at a terminal it is asked for twice), never from\n"
     "the command line. A role is held for the organisation of --org.\n",
     ov_cmd_user},
    {"identity", "who somebody is to an identity provider", "list|add|remove LOGIN …",
     "identity list LOGIN\n"
     "identity add LOGIN PROVIDER SUBJECT\n"
     "identity remove LOGIN NUMBER\n"
     "PROVIDER is a section [oidc.PROVIDER] of the configuration, or proxy; SUBJECT is what the\n"
     "provider calls the person (sub), or what the proxy sends.\n",
     ov_cmd_identity},
    {"party", "organisations", "import FILE",
     "Reads CSV whose first line names the columns: code and name, and of these what there is:\n"
     "type, region_code or parent_code, org_no, registry_email, address, phone, web. All or\n"
     "nothing is saved: exit 3 when a row is at fault, and it is named.\n",
     ov_cmd_party},
    {"render", "render a mustache template", "TEMPLATE DATA.json [--partials DIR] [--raw-html]",
     "Writes what is rendered and nothing else. Partial NAME is DIR/NAME.mustache. --raw-html "
     "lets\n"
     "{{{x}}} through for plain strings.\n",
     ov_cmd_render},
    {"render-pdf", "make a tagged PDF of an HTML file", "[--title T] [--lang sv] IN.html OUT.pdf",
     "Style sheets beside the file and images as data: addresses are used; nothing else is read "
     "or\n"
     "fetched, and no script runs. Needs chromium or weasyprint, and qpdf.\n",
     ov_cmd_render_pdf},
    {"import-text", "read an agreement's text",
     "[--json] [--matter SLUG --label TEXT --date DATE] FILE",
     "Makes a document version of numbered provisions of a .docx, .odt, .pdf, .md or .txt. With\n"
     "--json nothing is stored: the tree and the warnings are printed. Also:\n"
     "--status draft|working|consultation|proposal|adopted (else consultation)\n"
     "--document TITLE   the document that it is a version of (else the matter's title)\n"
     "Word and OpenDocument files need pandoc, PDF files poppler-utils. Warnings go to standard\n"
     "error; a file that cannot be read is refused with exit code 3.\n",
     ov_cmd_import_text},
    {"diff", "show what differs between two texts", "[--json] OLD NEW",
     "The files are of any kind that import-text reads. Each block that is new, removed, moved or\n"
     "changed is shown below its provision; changed figures, dates, time limits and words such as\n"
     "ska and bör are named. With --json every block in the order of NEW. Exit 1 when they "
     "differ.\n",
     ov_cmd_diff},
    {"reindex", "make the search index and the sort keys anew", "",
     "After an upgrade of ICU or Snowball, or when search finds the wrong things. The portal may "
     "run\n"
     "meanwhile; until it is done search finds less.\n",
     ov_cmd_reindex},
    {"verify", "check the event chain, texts, statements and receipts",
     "[--json] [--head SEQ:HASH]… [--heads FILE]…",
     "Names each fault; exit 1 when there is one. --head is a head of the event log that was\n"
     "published earlier (in the log of the portal, in a mail): it must still stand in the event\n"
     "log. --heads takes every \"event-head seq=… hash=…\" in a text, - for standard input.\n",
     ov_cmd_verify},
    {"verify-receipt", "check a saved receipt", "[--sha256 HEX] FILE",
     "Prints the SHA-256 of a receipt's text (/kvittens/NUMBER.txt; - for standard input). With\n"
     "--sha256 it must be that one. Where a configuration is named or can be read, it is compared\n"
     "with the response that the portal stores, and with the event log. Exit 1 when something\n"
     "differs, 3 when the file is no receipt.\n",
     ov_cmd_verify_receipt},
    {"rights", "who may do what to which object", "[--json | --markdown]",
     "The permission table, of the core and of each plugin: action, role, whose objects (any,\n"
     "own_org, own_matter), in which states, and what it means. --markdown prints docs/rights.md.\n"
     "Without a configuration the plugins that came with the program are taken.\n",
     ov_cmd_rights},
    {"routes", "every address and the permission that it asks for", "[--json]",
     "Method, pattern, permission (public, account, origin or an action) and where it comes from:\n"
     "core, matter (below every matter), machine (answered without a table), or a plugin.\n",
     ov_cmd_routes},
    {"export", "events or a person's data, to standard output",
     "events [--from DAY] [--to DAY] [--person LOGIN] [--action A] [--object O] [--json | --csv]",
     "export events … writes the event log, oldest first: as JSON (the default) with every field,\n"
     "so that each hash can be computed anew, or as CSV. --object version/12 takes also what lies\n"
     "below it, --object version all of the kind. export person LOGIN writes all that is kept\n"
     "about a person, as JSON. Both leave an event in the log.\n",
     ov_cmd_export},
    {"backup", "copy the database", "FILE",
     "Writes a whole, checked copy to a new file while the portal runs (SQLite only; PostgreSQL\n"
     "has pg_dump).\n",
     ov_cmd_backup},
    {"mail", "list, hold, release or try the mail that the portal sends",
     "list [STATE] | hold --all|ID | release --all|ID | test ADDRESS",
     "list: number, state, kind, recipient, when, what hinders it; failures first. hold --all "
     "after\n"
     "a restore from a backup: nothing leaves until it is released, so that no mail goes twice.\n"
     "test: a mail to ADDRESS, to see that mail arrives.\n",
     ov_cmd_mail},
    {"sql", "look into the database", "--readonly [STATEMENT]",
     "Runs one statement that only reads, from the argument or standard input.\n", ov_cmd_sql},
    {"version", "versions of product, plugin ABI, schema and canonical text", "[--json]", "",
     ov_cmd_version},
    {0}};

/* ---- Help ---- */

static void list_plugin_commands(const ov_home *home, FILE *out)
{
    bool any = false;

    for (size_t i = 0; home && i < ov_registry_count(home->registry); i++) {
        const ov_plugin *plugin = &ov_registry_at(home->registry, i)->plugin;

        for (const ov_command *c = plugin->commands; c && c->name; c++) {
            fprintf(out, "%s  %-14s %s\n", any ? "" : "\nOf the plugins:\n", c->name, c->summary);
            any = true;
        }
    }
}

static void print_help(const ov_home *home, FILE *out)
{
    fputs("usage: overens [--config FILE] SUBCOMMAND …\n\n", out);
    for (const ov_subcommand *s = subcommands; s->name; s++)
        fprintf(out, "  %-14s %s\n", s->name, s->summary);
    list_plugin_commands(home, out);
    fputs("\nEach has --help. The configuration is --config, else $OVERENS_CONFIG, else the "
          "installed one.\nExit: 0 ok, 1 findings, 2 usage, 3 unreadable input, 4 configuration or "
          "database.\n",
          out);
}

static int print_subcommand_help(const ov_subcommand *s)
{
    printf("usage: overens [--config FILE] %s%s%s\n\n%s.\n%s", s->name, *s->usage ? " " : "",
           s->usage, s->summary, s->help);
    return OV_EXIT_OK;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
            return true;
    return false;
}

/* ---- Plugins' commands ---- */

static const ov_command *find_plugin_command(const ov_home *home, const char *name)
{
    for (size_t i = 0; i < ov_registry_count(home->registry); i++)
        for (const ov_command *c = ov_registry_at(home->registry, i)->plugin.commands; c && c->name;
             c++)
            if (!strcmp(c->name, name))
                return c;
    return NULL;
}

static int run_plugin_command(ov_cli *cli, int argc, char **argv)
{
    const ov_command *command;
    int code = ov_cli_plugins(cli);

    if (code)
        return code;
    command = find_plugin_command(cli->home, argv[0]);
    if (!command) {
        fprintf(stderr, "overens: no subcommand \"%s\"\nSee: overens --help\n", argv[0]);
        return OV_EXIT_USAGE;
    }
    if (wants_help(argc, argv)) {
        printf("usage: overens [--config FILE] %s %s\n\n%s.\n", command->name,
               command->usage ? command->usage : "", command->summary);
        return OV_EXIT_OK;
    }
    if (!command->needs_db)
        return command->run(NULL, argc, argv);
    code = ov_cli_db(cli);
    return code ? code : command->run(&cli->ctx, argc, argv);
}

/* ---- The line ---- */

/* Takes --config FILE out of argv, wherever it stands before "--". Returns the new argc, -1 when
 * its value is missing. */
static int take_config(int argc, char **argv, const char **config)
{
    int kept = 1;

    for (int i = 1; i < argc; i++) {
        bool missing;
        const char *value = ov_cli_value(argc, argv, &i, "--config", &missing);

        if (missing)
            return -1;
        if (value) {
            *config = value;
            continue;
        }
        if (!strcmp(argv[i], "--")) {
            while (i < argc)
                argv[kept++] = argv[i++];
            break;
        }
        argv[kept++] = argv[i];
    }
    argv[kept] = NULL;
    return kept;
}

/* Whole, so that a changed working folder does not matter; as it is when it is not there. */
static const char *whole_path(ov_arena *arena, const char *path)
{
    char *real = realpath(path, NULL);
    const char *copy = ov_strdup(arena, real ? real : path);

    free(real);
    return copy;
}

static int run(ov_cli *cli, int argc, char **argv)
{
    static char version[] = "version";
    const ov_subcommand *s = subcommands;

    if (!strcmp(argv[0], "--version"))
        argv[0] = version;
    if (!strcmp(argv[0], "--help") || !strcmp(argv[0], "-h") || !strcmp(argv[0], "help")) {
        cli->named = false;
        if (ov_cli_plugins(cli) != OV_EXIT_OK)
            cli->home = NULL;
        print_help(cli->home, stdout);
        return OV_EXIT_OK;
    }
    while (s->name && strcmp(s->name, argv[0]) != 0)
        s++;
    if (!s->name)
        return run_plugin_command(cli, argc, argv);
    if (wants_help(argc, argv))
        return print_subcommand_help(s);
    return s->run(cli, argc, argv);
}

int main(int argc, char **argv)
{
    ov_arena *arena = ov_arena_new(0);
    const char *config = NULL;
    ov_cli cli = {.arena = arena};
    int code;

    ov_hash_init();
    ov_log_name("overens");
    argc = take_config(argc, argv, &config);
    if (argc < 2) {
        if (argc < 0)
            fputs("overens: --config wants a file\n", stderr);
        print_help(NULL, stderr);
        ov_arena_free(arena);
        return OV_EXIT_USAGE;
    }
    cli.config_file = whole_path(arena, ov_config_place(config));
    cli.named = config || getenv("OVERENS_CONFIG");
    code = run(&cli, argc - 1, argv + 1);
    ov_home_close(cli.home);
    ov_arena_free(arena);
    if (fflush(stdout) != 0 && code == OV_EXIT_OK)
        code = OV_EXIT_INPUT;
    return code;
}
