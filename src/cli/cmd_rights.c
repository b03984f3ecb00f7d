/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_rights.c — `overens rights`: who may do what to which object, as a table, as JSON, or as the
 * page docs/rights.md. */
#include "cli/cli.h"

#include "pages/admin/rights_list.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

typedef struct printing {
    ov_arena *arena;
    const ov_right *rights;
    size_t n;
} printing;

static bool new_area(const printing *p, size_t i)
{
    return i == 0 || strcmp(p->rights[i].area, p->rights[i - 1].area) != 0;
}

static bool new_action(const printing *p, size_t i)
{
    return i == 0 || strcmp(p->rights[i].action, p->rights[i - 1].action) != 0;
}

/* ---- Plain ---- */

static int print_text(const printing *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const ov_right *r = &p->rights[i];

        printf("%s\t%s\t%s\t%s\t%s\n", r->action, r->role, ov_scope_name(r->scope),
               r->states ? r->states : "-", r->title);
    }
    return OV_EXIT_OK;
}

/* ---- JSON ---- */

static json_t *states_json(const char *states)
{
    ov_str rest = ov_str_from(states ? states : "");
    json_t *list = states ? json_array() : json_null();

    while (rest.len) {
        ov_str one = ov_str_trim(ov_str_cut(&rest, ','));

        json_array_append_new(list, json_stringn(one.ptr, one.len));
    }
    return list;
}

static int print_json(const printing *p)
{
    json_t *roles = json_array(), *rows = json_array(), *all;
    int written;

    for (size_t i = 0; ov_roles[i]; i++)
        json_array_append_new(roles, json_pack("{s:s, s:s}", "role", ov_roles[i], "title",
                                               ov_role_title(ov_roles[i])));
    for (size_t i = 0; i < p->n; i++) {
        const ov_right *r = &p->rights[i];

        json_array_append_new(
            rows, json_pack("{s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:s}", "action", r->action, "area",
                            r->area, "role", r->role, "scope", ov_scope_name(r->scope), "states",
                            states_json(r->states), "heading", r->heading, "title", r->title,
                            "from", r->plugin ? r->plugin : "core"));
    }
    all = json_pack("{s:o, s:o}", "roles", roles, "rights", rows);
    written = json_dumpf(all, stdout, JSON_INDENT(1));
    json_decref(all);
    fputc('\n', stdout);
    return written == 0 ? OV_EXIT_OK : OV_EXIT_INPUT;
}

/* ---- docs/rights.md ---- */

static void print_matrix(const printing *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const ov_right *r = &p->rights[i];
        const char *states = ov_states_text(p->arena, r->states, NULL, NULL);

        if (new_area(p, i))
            printf("\n### %s\n\n| vad | vem | på vad | när | namn i tabellen |\n"
                   "| --- | --- | --- | --- | --- |\n",
                   r->area);
        printf("| %s | %s | %s | %s | `%s` |\n", new_action(p, i) ? r->heading : "",
               ov_role_title(r->role), ov_scope_title(r->scope), states ? states : "i alla lägen",
               r->action);
    }
}

static void print_role(const printing *p, const char *role)
{
    bool any = false;

    printf("\n### %s\n\n", ov_role_title(role));
    for (size_t i = 0; i < p->n; i++) {
        const ov_right *r = &p->rights[i];
        const char *states = ov_states_text(p->arena, r->states, NULL, NULL);

        if (strcmp(r->role, role) != 0)
            continue;
        printf("- %s%s%s%s\n", r->title, states ? " (" : "", states ? states : "",
               states ? ")" : "");
        any = true;
    }
    if (!any)
        printf("- Läsa det som alla får läsa, och sköta sitt eget konto\n");
}

static int print_markdown(const printing *p)
{
    printf(
        "# Vem får göra vad\n\n"
        "Sidan är gjord av `overens rights --markdown` ur den tabell som portalen själv frågar. "
        "Ändra\ntabellen (`src/auth/roles.c`, och varje sorts ärendes `plugin.c`), inte sidan.\n\n"
        "- Var och en får läsa det som är publicerat. Den som är inloggad sköter också sitt eget "
        "konto.\n"
        "- En roll hålls i en organisation, kanske bara i ett ärende, och bara så länge som "
        "uppdraget gäller.\n"
        "- *Utan gräns*: vilken organisations saker som helst. *Egna organisationen*: bara det som "
        "hör till\n  organisationen där rollen hålls. *Egna ärenden*: bara ärenden som den "
        "organisationen äger.\n"
        "- En annan parts sak finns inte för den som frågar (404). Saknas rollen blir svaret 403. "
        "Finns rollen\n  men saken är i fel läge blir svaret 409.\n"
        "- Svar efter sista dagen tas emot som för sent inkomna. Är remissen stängd för sena svar "
        "ges "
        "bara en\n  kvittens på att svaret avvisades.\n\n"
        "## Sak för sak\n");
    print_matrix(p);
    printf("\n## Roll för roll\n");
    for (size_t i = 0; ov_roles[i]; i++)
        print_role(p, ov_roles[i]);
    return OV_EXIT_OK;
}

int ov_cmd_rights(ov_cli *cli, int argc, char **argv)
{
    const char *how = argc == 2 ? argv[1] : "";
    printing p = {.arena = cli->arena};
    int code;

    if (argc > 1 && strcmp(how, "--json") != 0 && strcmp(how, "--markdown") != 0)
        return ov_cli_usage("rights", "unknown argument %s", argv[1]);
    code = ov_cli_plugins(cli);
    if (code)
        return code;
    p.n = ov_rights_list(cli->arena, cli->home->registry, &p.rights);
    return !strcmp(how, "--json")       ? print_json(&p)
           : !strcmp(how, "--markdown") ? print_markdown(&p)
                                        : print_text(&p);
}
