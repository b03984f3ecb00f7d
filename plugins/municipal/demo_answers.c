/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_answers.c — what the demo's municipalities answer: grades drawn with a fixed seed, comments
 * from a list that we wrote. */
#include "municipal.h"

#include "consult/consult.h"
#include "util/file.h"

#include <string.h>

typedef struct comment {
    ov_str grade, suits, text;
} comment;

struct municipal_comments {
    const comment *items;
    size_t n;
};

ov_status municipal_comments_read(ov_ctx *ctx, const char *path, const municipal_comments **out)
{
    municipal_comments *all = ov_calloc(ctx->arena, 1, sizeof *all);
    ov_str source;
    comment *items;

    OV_TRY(ov_file_read(ctx->arena, path, 1 << 20, &source, &ctx->err));
    items = ov_calloc(ctx->arena, source.len / 4 + 1, sizeof *items);
    while (source.len) {
        ov_str line = ov_str_cut(&source, '\n');

        if (!line.len || line.ptr[0] == '#')
            continue;
        items[all->n].grade = ov_str_cut(&line, '|');
        items[all->n].suits = ov_str_cut(&line, '|');
        items[all->n++].text = line;
    }
    all->items = items;
    *out = all;
    return OV_OK;
}

/* A small generator of our own, so that the demo is the same everywhere. */
static uint32_t draw(uint32_t *state, uint32_t below)
{
    *state = *state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(*state >> 8) * below) >> 24);
}

/* A party that answers: what it draws from, and what it has said already. */
typedef struct voice {
    const municipal_comments *all;
    bool *used; /* one of each comment */
    uint32_t seed;
} voice;

static bool suits(const comment *c, const char *number)
{
    ov_str rest = c->suits;

    while (number && rest.len)
        if (ov_str_is(ov_str_cut(&rest, ' '), number))
            return true;
    return false;
}

/* A comment of that grade that the party has not used yet, one for this very provision before one
 * for any. NULL: none fits. */
static const comment *pick(voice *v, const char *grade, const char *number)
{
    for (int special = 1; special >= 0; special--) {
        const comment *found = NULL;
        uint32_t seen = 0;

        for (size_t i = 0; i < v->all->n; i++) {
            const comment *c = &v->all->items[i];
            bool fits = special ? suits(c, number) : !c->suits.len;

            if (fits && !v->used[i] && ov_str_is(c->grade, grade) && draw(&v->seed, ++seen) == 0)
                found = c;
        }
        if (found) {
            v->used[found - v->all->items] = true;
            return found;
        }
    }
    return NULL;
}

/* Some provisions meet more resistance than others. */
static const char *draw_grade(const char *number, uint32_t *seed)
{
    static const char *const hard[] = {"2.4", "3.3", "6.1", "2.6"};
    uint32_t reject = 3, change = 18, roll = draw(seed, 100);

    if (number && !strncmp(number, "1.", 2)) /* nobody is against who the parties are */
        reject = 0;
    for (size_t i = 0; number && i < OV_LEN(hard); i++)
        if (!strcmp(number, hard[i])) {
            reject = 32;
            change = 34;
        }
    if (roll < reject)
        return "reject";
    if (roll < reject + change)
        return "support_with_change";
    if (roll < reject + change + 3)
        return "abstain";
    return roll < reject + change + 10 ? "no_comment" : "support";
}

static ov_status answer_one(ov_ctx *ctx, const ov_consultation *c, const ov_rows *draft, size_t i,
                            ov_id org_id, voice *v)
{
    const char *number = ov_cell_text(draft, i, OV_DRAFT_NUMBER);
    const char *grade = draw_grade(number, &v->seed);
    bool asked = !strcmp(grade, "reject") || !strcmp(grade, "support_with_change");
    const comment *text = asked || draw(&v->seed, 100) < 15 ? pick(v, grade, number) : NULL;
    ov_draft_answer answer = {
        .question_id = ov_cell_int(draft, i, OV_DRAFT_QUESTION),
        .grade = grade,
        .comment = text ? ov_str_z(ctx->arena, text->text) : "",
        .row_version = ov_cell_int(draft, i, OV_DRAFT_ROW_VERSION),
    };

    if (asked && !text) /* a grade that asks for a reason is not left without one */
        answer.grade = "support";
    return ov_draft_save(ctx, c, org_id, &answer, NULL);
}

static ov_status attach(ov_ctx *ctx, const ov_consultation *c, const municipal_party *party)
{
    ov_id draft_id, file_id;

    if (!party->file)
        return OV_OK;
    OV_TRY(ov_draft_begin(ctx, c->id, party->org_id, &draft_id));
    return ov_file_add(ctx, draft_id, party->file, 0, "attachment", &file_id);
}

ov_status municipal_answer(ov_ctx *ctx, ov_id consultation_id, const municipal_comments *comments,
                           const municipal_party *party)
{
    const ov_actor actor = ctx->actor;
    const ov_instant now = ctx->now, received = ctx->received;
    voice v = {.all = comments,
               .used = ov_calloc(ctx->arena, comments->n + 1, sizeof(bool)),
               .seed = party->seed};
    ov_status status = OV_OK;
    ov_response response;
    ov_consultation c;
    const ov_rows *draft;

    OV_TRY(ov_consultation_get(ctx, 0, consultation_id, &c));
    OV_TRY(ov_draft(ctx, &c, party->org_id, &draft));
    /* Acts as the party's officer at the hour when the response came. */
    ctx->actor.name = party->by;
    ctx->now = ctx->received = party->received;
    for (size_t i = 0; status == OV_OK && i < draft->n; i++)
        if ((int)draw(&v.seed, 100) < party->answered)
            status = answer_one(ctx, &c, draft, i, party->org_id, &v);
    if (status == OV_OK)
        status = attach(ctx, &c, party);
    if (status == OV_OK && !party->draft_only)
        status = ov_response_submit(ctx, &c, party->org_id, party->legal_status, &response);
    ctx->actor = actor;
    ctx->now = now;
    ctx->received = received;
    return status;
}
