/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_similar_pages.c — the same words from several parties, question by question. */
#include "pages/pages.h"
#include "pages/consult/compilation/compiled.h"
#include "pages/consult/round.h"

#include "consult/compilation/alike.h"

static void add_group(const ov_compiled_page *p, ov_list *list, const ov_alike *group)
{
    const ov_compiled_question *q = &p->k.questions[group->question];
    ov_arena *arena = ov_req_arena(p->req);
    ov_map *item = ov_list_add(list);
    ov_list *parties = ov_map_list(item, "parties");

    ov_map_text(item, "title", ov_compiled_title(arena, q));
    ov_map_text(item, "href", ov_compiled_path(p, ov_printf(arena, "/p/%lld", (long long)q->n)));
    ov_map_int(item, "n", (int64_t)group->n);
    ov_map_bool(item, "identical", group->identical);
    ov_map_lines(item, "paragraphs", group->answers[0]->comment);
    for (size_t i = 0; i < group->n; i++) {
        const ov_compiled_answer *a = group->answers[i];
        const ov_compiled_party *party = &p->k.parties[a->party];
        ov_map *one = ov_list_add(parties);

        ov_map_text(one, "name", party->name);
        ov_map_text_or_false(one, "grade", ov_compiled_label(&p->k, a));
        ov_map_text(one, "href",
                    ov_printf(arena, "%s#f%lld",
                              ov_compiled_response_path(p->req, p->k.c.id, &p->sight, party),
                              (long long)q->n));
    }
}

/* GET /remiss/:id/sammanstallning/lika. */
ov_status ov_page_compilation_similar(ov_req *req)
{
    const ov_compiled_answer *answers;
    const ov_alike *groups;
    ov_compiled_page p;
    ov_list *list;
    size_t n, n_groups;

    OV_TRY(ov_compiled_open(req, OV_NEED_ANSWERS, "compilation_similar", "/lika", "Lika svar", &p));
    if (!p.view)
        return OV_OK;
    OV_TRY(ov_compilation_parties(ov_req_ctx(req), &p.k));
    OV_TRY(ov_compilation_answers(ov_req_ctx(req), &p.k, &p.sight, 0, 0, true, &answers, &n));
    ov_alike_find(ov_req_arena(req), &p.k, answers, n, &groups, &n_groups);
    list = ov_map_list(p.root, "groups_alike");
    for (size_t i = 0; i < n_groups; i++)
        add_group(&p, list, &groups[i]);
    ov_map_bool(p.root, "has_alike", n_groups > 0);
    if (p.sight.all)
        ov_comments_noted(req, &p.k.c);
    return ov_view_send(p.view);
}
