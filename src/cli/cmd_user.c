/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_user.c — `overens user add|list|disable|enable|password|mandate`. */
#include "cli/cli.h"

#include "auth/auth.h"
#include "register/register.h"
#include "util/date.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_ROLES 16
#define MAX_PASSWORD 1100

typedef struct adding {
    ov_account account;
    const char *hash;
    const char *roles[MAX_ROLES];
    size_t n_roles;
} adding;

/* ---- Passwords: from standard input, never from the command line ---- */

/* One line without its end; false at the end of input or when it is too long. */
static bool read_line(char *line, size_t size)
{
    size_t n;

    if (!fgets(line, (int)size, stdin))
        return false;
    n = strlen(line);
    if (n && line[n - 1] == '\n')
        line[--n] = '\0';
    else if (n == size - 1)
        return false;
    return true;
}

static bool ask(const char *prompt, char *line, size_t size)
{
    struct termios old, quiet;
    bool terminal = tcgetattr(STDIN_FILENO, &old) == 0, ok;

    if (!terminal)
        return read_line(line, size);
    quiet = old;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    fputs(prompt, stderr);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    ok = read_line(line, size);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
    fputc('\n', stderr);
    return ok;
}

/* Asks and hashes. Returns an exit code. */
static int read_password(ov_cli *cli, const char **hash)
{
    char first[MAX_PASSWORD], again[MAX_PASSWORD];
    ov_status status;

    if (!ask("Password: ", first, sizeof first)) {
        fputs("overens: no password on standard input, or one that is too long\n", stderr);
        return OV_EXIT_INPUT;
    }
    if (isatty(STDIN_FILENO) &&
        (!ask("Once more: ", again, sizeof again) || strcmp(first, again) != 0)) {
        fputs("overens: the two differ\n", stderr);
        return OV_EXIT_INPUT;
    }
    status = ov_password_hash(cli->arena, first, true, hash, &cli->ctx.err);
    explicit_bzero(first, sizeof first);
    explicit_bzero(again, sizeof again);
    return status == OV_OK ? OV_EXIT_OK : ov_cli_fail(&cli->ctx.err, status);
}

/* ---- add ---- */

static bool known_role(const char *role)
{
    for (size_t i = 0; ov_roles[i]; i++)
        if (!strcmp(ov_roles[i], role))
            return true;
    return false;
}

static ov_status add_account(ov_ctx *ctx, void *arg)
{
    const adding *a = arg;
    ov_id id;

    OV_TRY(ov_account_add(ctx, &a->account, a->hash, &id));
    for (size_t i = 0; i < a->n_roles; i++) {
        const ov_mandate mandate = {.role = a->roles[i], .org_id = a->account.org_id};

        OV_TRY(ov_mandate_add(ctx, id, &mandate));
    }
    return OV_OK;
}

/* Fills a and *org from the options. Returns an exit code. */
static int read_options(int argc, char **argv, adding *a, const char **org)
{
    bool missing = false;

    for (int i = 3; i < argc; i++) {
        const char *value;

        if ((value = ov_cli_value(argc, argv, &i, "--name", &missing)))
            a->account.name = value;
        else if (!missing && (value = ov_cli_value(argc, argv, &i, "--email", &missing)))
            a->account.email = value;
        else if (!missing && (value = ov_cli_value(argc, argv, &i, "--org", &missing)))
            *org = value;
        else if (!missing && (value = ov_cli_value(argc, argv, &i, "--role", &missing))) {
            if (!known_role(value))
                return ov_cli_usage("user", "there is no role \"%s\"", value);
            if (a->n_roles == MAX_ROLES)
                return ov_cli_usage("user", "at most %d roles", MAX_ROLES);
            a->roles[a->n_roles++] = value;
        } else
            return ov_cli_usage("user", missing ? "%s wants a value" : "unknown argument %s",
                                argv[i]);
    }
    if (!a->account.name)
        return ov_cli_usage("user", "--name is wanted");
    return OV_EXIT_OK;
}

static int user_add(ov_cli *cli, int argc, char **argv)
{
    adding a = {.account = {.login = argv[2]}};
    const char *org = NULL;
    ov_organisation organisation;
    ov_status status;
    int code = read_options(argc, argv, &a, &org);

    if (code || (code = ov_cli_db(cli)))
        return code;
    if (org) {
        status = ov_organisation_by_code(&cli->ctx, org, &organisation);
        if (status != OV_OK) {
            fprintf(stderr, "overens: no organisation has the code %s\n", org);
            return ov_cli_code(status);
        }
        a.account.org_id = organisation.id;
    }
    code = read_password(cli, &a.hash);
    if (code)
        return code;
    status = ov_write(&cli->ctx, add_account, &a);
    if (status == OV_CONFLICT) {
        fprintf(stderr, "overens: there is an account %s already\n", argv[2]);
        return OV_EXIT_INPUT;
    }
    return status == OV_OK ? OV_EXIT_OK : ov_cli_fail(&cli->ctx.err, status);
}

/* ---- list, disable, enable, password ---- */

static int user_list(ov_cli *cli)
{
    const ov_rows *rows;
    ov_status status;
    int code = ov_cli_db(cli);

    if (code)
        return code;
    status = ov_accounts(&cli->ctx, &rows);
    if (status != OV_OK)
        return ov_cli_fail(&cli->ctx.err, status);
    for (size_t i = 0; i < rows->n; i++) {
        const char *org = ov_cell_text(rows, i, 2), *roles = ov_cell_text(rows, i, 3);

        const char *seen =
            ov_cell_null(rows, i, 5) ? "-" : ov_instant_iso(cli->arena, ov_cell_int(rows, i, 5));

        printf("%s\t%s\t%s\t%s\t%s%s\n", ov_cell_text(rows, i, 0), ov_cell_text(rows, i, 1),
               org ? org : "-", roles && *roles ? roles : "-", seen,
               ov_cell_int(rows, i, 4) ? "\tdisabled" : "");
    }
    return OV_EXIT_OK;
}

typedef struct change {
    ov_id id;
    bool disabled;
    const char *hash; /* NULL: the flag is what changes */
} change;

static ov_status change_account(ov_ctx *ctx, void *arg)
{
    const change *c = arg;

    return c->hash ? ov_account_set_password(ctx, c->id, c->hash)
                   : ov_account_disable(ctx, c->id, c->disabled);
}

static int user_change(ov_cli *cli, const char *what, const char *login)
{
    change c = {.disabled = !strcmp(what, "disable")};
    ov_account account;
    ov_status status;
    int code = ov_cli_db(cli);

    if (code)
        return code;
    status = ov_account_by_login(&cli->ctx, login, &account);
    if (status == OV_NOT_FOUND) {
        fprintf(stderr, "overens: there is no account %s\n", login);
        return OV_EXIT_INPUT;
    }
    if (status != OV_OK)
        return ov_cli_fail(&cli->ctx.err, status);
    c.id = account.id;
    if (!strcmp(what, "password") && (code = read_password(cli, &c.hash)))
        return code;
    status = ov_write(&cli->ctx, change_account, &c);
    return status == OV_OK ? OV_EXIT_OK : ov_cli_fail(&cli->ctx.err, status);
}

int ov_cmd_user(ov_cli *cli, int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (!strcmp(what, "list") && argc == 2)
        return user_list(cli);
    if (!strcmp(what, "add") && argc > 2)
        return user_add(cli, argc, argv);
    if (argc == 3 &&
        (!strcmp(what, "disable") || !strcmp(what, "enable") || !strcmp(what, "password")))
        return user_change(cli, what, argv[2]);
    if (!strcmp(what, "mandate") && argc > 2)
        return ov_cli_user_mandate(cli, argc, argv);
    return ov_cli_usage("user", "add, list, disable, enable, password or mandate is wanted");
}
