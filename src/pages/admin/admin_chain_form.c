/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_chain_form.c — an approval chain as a form: all its steps, moved with buttons. */
#include "pages/admin/admin_chain.h"

#include "register/body.h"

#include <string.h>

/* ---- Who can act ---- */

static void add_choice(ov_chain_choices *choices, const char *value, const char *title, int group)
{
    choices->items[choices->n++] = (ov_chain_choice){value, title, group};
}

ov_status ov_chain_choices_of(ov_req *req, const ov_organisation *org, ov_chain_choices *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_chain_choices choices = {0};
    const ov_person *people;
    ov_day today = ov_stockholm_day(ctx->now);
    const ov_body *bodies;
    size_t n_roles = 0, n_bodies, n;

    while (ov_roles[n_roles])
        n_roles++;
    OV_TRY(ov_bodies(ctx, org->id, today, &bodies, &n_bodies));
    OV_TRY(ov_people(ctx, &(ov_people_query){.org_id = org->id}, &people, &n, NULL));
    choices.items = ov_calloc(ctx->arena, n_roles + n_bodies + n, sizeof *choices.items);
    for (size_t i = 0; i < n_roles; i++)
        if (ov_role_fits(ov_roles[i], org->type) && strcmp(ov_roles[i], "administrator") != 0 &&
            strcmp(ov_roles[i], "auditor") != 0)
            add_choice(&choices, ov_printf(ctx->arena, "role:%s", ov_roles[i]),
                       ov_req_tr(req, ov_role_title(ov_roles[i])), 0);
    for (size_t i = 0; i < n_bodies; i++)
        if (bodies[i].ended_on == OV_NO_DAY || bodies[i].ended_on >= today)
            add_choice(&choices, ov_printf(ctx->arena, "body:%lld", (long long)bodies[i].id),
                       bodies[i].name, 1);
    for (size_t i = 0; i < n; i++)
        if (!people[i].disabled)
            add_choice(&choices, ov_printf(ctx->arena, "person:%lld", (long long)people[i].id),
                       people[i].title
                           ? ov_printf(ctx->arena, "%s, %s", people[i].name, people[i].title)
                           : people[i].name,
                       2);
    *out = choices;
    return OV_OK;
}

static const ov_chain_choice *find_choice(const ov_chain_choices *choices, const char *value)
{
    for (size_t i = 0; i < choices->n; i++)
        if (!strcmp(choices->items[i].value, value))
            return &choices->items[i];
    return NULL;
}

/* ---- From the database ---- */

ov_status ov_chain_draft_of(ov_req *req, const ov_chain *chain, const char *matter_slug,
                            ov_chain_draft *out)
{
    ov_arena *arena = ov_req_arena(req);
    ov_chain_draft draft = {.name = chain->name,
                            .matter = matter_slug,
                            .standard = chain->is_default,
                            .row_version = chain->row_version};
    const ov_chain_step *steps;
    size_t n;

    OV_TRY(ov_chain_steps(ov_req_ctx(req), chain, &steps, &n));
    for (size_t i = 0; i < n && i < OV_CHAIN_STEPS; i++) {
        struct ov_draft_step *step = &draft.steps[draft.n++];

        step->title = steps[i].title;
        step->all = steps[i].all;
        for (size_t a = 0; a < steps[i].n_actors && a < OV_CHAIN_ACTORS; a++) {
            const ov_chain_actor *actor = &steps[i].actors[a];

            step->who[step->n_who++] =
                actor->role
                    ? ov_printf(arena, "role:%s", actor->role)
                    : ov_printf(arena, "%s:%lld", actor->body_id ? "body" : "person",
                                (long long)(actor->body_id ? actor->body_id : actor->account_id));
        }
    }
    *out = draft;
    return OV_OK;
}

/* ---- From the form ---- */

static const char *posted(ov_req *req, const char *name)
{
    const char *text = ov_pairs_get(&ov_req_http(req)->form, name);

    return text ? ov_str_z(ov_req_arena(req), ov_str_trim(ov_str_from(text))) : "";
}

static void add_who(struct ov_draft_step *step, const ov_chain_choices *choices, const char *value)
{
    const ov_chain_choice *choice = find_choice(choices, value);

    for (size_t i = 0; choice && i < step->n_who; i++)
        if (!strcmp(step->who[i], value))
            return;
    if (choice && step->n_who < OV_CHAIN_ACTORS)
        step->who[step->n_who++] = choice->value;
}

static void read_step(ov_req *req, const ov_chain_choices *choices, size_t number,
                      struct ov_draft_step *step)
{
    ov_arena *arena = ov_req_arena(req);
    const ov_pairs *form = &ov_req_http(req)->form;
    const char *who = ov_printf(arena, "steg-%zu-vem-", number);

    step->title = posted(req, ov_printf(arena, "steg-%zu-titel", number));
    step->all = !strcmp(posted(req, ov_printf(arena, "steg-%zu-krav", number)), "all");
    for (size_t i = 0; i < form->n; i++)
        if (!strncmp(form->items[i].name, who, strlen(who)))
            add_who(step, choices, ov_str_z(arena, form->items[i].value));
    add_who(step, choices, posted(req, ov_printf(arena, "steg-%zu-ny", number)));
}

/* "upp-2": is it this command, and for which step (1 …)? */
static bool is_move(const char *what, const char *command, size_t n, size_t *number)
{
    size_t len = strlen(command);
    int64_t value;

    if (strncmp(what, command, len) != 0 || what[len] != '-' ||
        ov_parse_int(ov_str_from(what + len + 1), &value) != OV_OK || value < 1 ||
        (size_t)value > n)
        return false;
    *number = (size_t)value;
    return true;
}

static void swap_steps(ov_chain_draft *draft, size_t a, size_t b)
{
    struct ov_draft_step kept = draft->steps[a];

    draft->steps[a] = draft->steps[b];
    draft->steps[b] = kept;
}

static void do_move(ov_chain_draft *draft, const char *what)
{
    size_t number;

    if (!strcmp(what, "nytt") && draft->n < OV_CHAIN_STEPS)
        draft->steps[draft->n++] = (struct ov_draft_step){.title = ""};
    else if (is_move(what, "upp", draft->n, &number) && number > 1)
        swap_steps(draft, number - 1, number - 2);
    else if (is_move(what, "ner", draft->n, &number) && number < draft->n)
        swap_steps(draft, number - 1, number);
    else if (is_move(what, "bort", draft->n, &number)) {
        for (size_t i = number; i < draft->n; i++)
            draft->steps[i - 1] = draft->steps[i];
        draft->n--;
    }
}

void ov_chain_draft_read(ov_req *req, const ov_chain_choices *choices, ov_chain_draft *out,
                         bool *save)
{
    const char *what = posted(req, "gor");
    ov_chain_draft draft = {.name = posted(req, "namn"), .matter = posted(req, "arende")};
    int64_t n;

    draft.standard = *posted(req, "standard") != '\0';
    if (ov_parse_int(ov_str_from(posted(req, "radversion")), &draft.row_version) != OV_OK)
        draft.row_version = 0;
    if (ov_parse_int(ov_str_from(posted(req, "antal")), &n) != OV_OK || n < 0)
        n = 0;
    for (size_t i = 0; i < (size_t)n && i < OV_CHAIN_STEPS; i++)
        read_step(req, choices, i + 1, &draft.steps[draft.n++]);
    *save = !strcmp(what, "spara");
    do_move(&draft, what);
    *out = draft;
}

/* ---- What is missing ---- */

static void add_error(ov_list *errors, const char *field, const char *text)
{
    ov_map *item = ov_list_add(errors);

    ov_map_text(item, "field", field);
    ov_map_text(item, "text", text);
}

static bool fits(const char *text)
{
    size_t n = ov_utf8_length(ov_str_from(text));

    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20)
            return false;
    return n >= 1 && n <= 200;
}

bool ov_chain_draft_ok(ov_req *req, ov_map *root, const ov_chain_draft *draft)
{
    ov_list *errors = ov_map_list(root, "errors");
    ov_arena *arena = ov_req_arena(req);

    if (!fits(draft->name))
        add_error(errors, "namn",
                  ov_req_tr(req, "Skriv ett namn på kedjan, högst 200 tecken på en rad."));
    if (!draft->n)
        add_error(errors, "nytt", ov_req_tr(req, "Kedjan behöver minst ett steg."));
    for (size_t i = 0; i < draft->n; i++) {
        if (!fits(draft->steps[i].title))
            add_error(
                errors, ov_printf(arena, "steg-%zu-titel", i + 1),
                ov_req_say(req, "Steg %zu saknar namn, eller har fler än 200 tecken.", i + 1));
        if (!draft->steps[i].n_who)
            add_error(
                errors, ov_printf(arena, "steg-%zu-ny", i + 1),
                ov_req_say(req, "Steg %zu saknar någon som godkänner. Välj i listan.", i + 1));
    }
    ov_map_bool(root, "has_errors", ov_list_length(errors) > 0);
    return ov_list_length(errors) == 0;
}

const ov_chain_step *ov_chain_draft_steps(ov_req *req, const ov_chain_draft *draft)
{
    ov_arena *arena = ov_req_arena(req);
    ov_chain_step *steps = ov_calloc(arena, draft->n + 1, sizeof *steps);

    for (size_t i = 0; i < draft->n; i++) {
        const struct ov_draft_step *from = &draft->steps[i];
        ov_chain_actor *actors = ov_calloc(arena, from->n_who + 1, sizeof *actors);

        for (size_t a = 0; a < from->n_who; a++) {
            const char *after = strchr(from->who[a], ':') + 1;
            int64_t id = 0;

            if (from->who[a][0] == 'r') {
                actors[a].role = after;
                continue;
            }
            if (ov_parse_int(ov_str_from(after), &id) != OV_OK)
                id = 0;
            if (from->who[a][0] == 'b')
                actors[a].body_id = id;
            else
                actors[a].account_id = id;
        }
        steps[i] = (ov_chain_step){
            .title = from->title, .all = from->all, .actors = actors, .n_actors = from->n_who};
    }
    return steps;
}

/* ---- To the page ---- */

static void add_groups(ov_req *req, ov_map *item, const struct ov_draft_step *step,
                       const ov_chain_choices *choices)
{
    const char *const titles[] = {ov_req_tr(req, "Roller"), ov_req_tr(req, "Organ"),
                                  ov_req_tr(req, "Personer")};
    ov_list *groups = ov_map_list(item, "groups");

    for (int group = 0; group < 3; group++) {
        ov_map *map = NULL;
        ov_list *list = NULL;

        for (size_t i = 0; i < choices->n; i++) {
            bool taken = choices->items[i].group != group;

            for (size_t w = 0; w < step->n_who; w++)
                taken = taken || !strcmp(step->who[w], choices->items[i].value);
            if (taken)
                continue;
            if (!map) {
                map = ov_list_add(groups);
                ov_map_text(map, "group", titles[group]);
                list = ov_map_list(map, "choices");
            }
            ov_choice_add(list, choices->items[i].value, choices->items[i].title, NULL);
        }
    }
}

void ov_chain_draft_model(ov_req *req, ov_map *root, const ov_chain_draft *draft,
                          const ov_chain_choices *choices)
{
    ov_list *list = ov_map_list(root, "step_list");

    ov_map_text(root, "chain_name", draft->name);
    ov_map_bool(root, "standard", draft->standard);
    ov_map_int(root, "row_version", draft->row_version);
    ov_map_int(root, "count", (int64_t)draft->n);
    ov_map_bool(root, "may_add", draft->n < OV_CHAIN_STEPS);
    for (size_t i = 0; i < draft->n; i++) {
        const struct ov_draft_step *step = &draft->steps[i];
        ov_map *item = ov_list_add(list);
        ov_list *who = ov_map_list(item, "who");

        ov_map_int(item, "nr", (int64_t)i + 1);
        ov_map_text(item, "step_title", step->title);
        ov_map_bool(item, "all", step->all);
        ov_map_bool(item, "not_first", i > 0);
        ov_map_bool(item, "not_last", i + 1 < draft->n);
        ov_map_bool(item, "has_who", step->n_who > 0);
        for (size_t w = 0; w < step->n_who; w++) {
            const ov_chain_choice *choice = find_choice(choices, step->who[w]);

            if (choice)
                ov_choice_add(who, choice->value, choice->title, NULL);
        }
        add_groups(req, item, step, choices);
    }
}
