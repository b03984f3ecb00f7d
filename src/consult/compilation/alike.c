/* SPDX-License-Identifier: EUPL-1.2 */
/* alike.c — finds answers that say the same. */
#include "consult/compilation/alike.h"

#include <stdlib.h>
#include <string.h>

enum { RUN = 3 };

typedef struct text {
    const ov_compiled_answer *answer;
    uint64_t whole; /* of all words */
    uint32_t least[OV_ALIKE_HASHES];
    size_t group; /* place of the first text that it is like */
} text;

/* ---- Words ---- */

static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ (x >> 33);
}

static bool in_word(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
}

/* The hash of the next word, from *at on; 0: none is left. Letters of ASCII, and å ä ö, without
 * case. */
static uint64_t next_word(ov_str s, size_t *at)
{
    uint64_t hash = 0xcbf29ce484222325ULL;
    size_t i = *at;

    while (i < s.len && !in_word((unsigned char)s.ptr[i]))
        i++;
    if (i == s.len)
        return 0;
    for (; i < s.len && in_word((unsigned char)s.ptr[i]); i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool second = i && (unsigned char)s.ptr[i - 1] == 0xc3;

        if ((c >= 'A' && c <= 'Z') || (second && c >= 0x80 && c < 0xa0))
            c |= 0x20;
        hash = (hash ^ c) * 0x100000001b3ULL;
    }
    *at = i;
    return hash ? hash : 1;
}

static void add_run(text *t, uint64_t run)
{
    for (size_t i = 0; i < OV_ALIKE_HASHES; i++) {
        uint32_t h = (uint32_t)mix(run + i * 0x9e3779b97f4a7c15ULL);

        if (h < t->least[i])
            t->least[i] = h;
    }
}

static void read_text(text *t, ov_str s)
{
    uint64_t run[RUN] = {0}, word;
    size_t at = 0, words = 0;

    memset(t->least, 0xff, sizeof t->least);
    while ((word = next_word(s, &at)) != 0) {
        t->whole = mix(t->whole * 31 + word);
        run[words++ % RUN] = word;
        if (words >= RUN) /* order matters: the oldest first */
            add_run(t, mix(mix(run[words % RUN]) * 3 + run[(words + 1) % RUN]) * 5 +
                           run[(words + 2) % RUN]);
    }
    if (words < RUN)
        add_run(t, t->whole);
}

/* ---- Groups ---- */

static int by_whole(const void *a, const void *b)
{
    const text *x = a, *y = b;

    if (x->whole != y->whole)
        return x->whole < y->whole ? -1 : 1;
    return x->answer < y->answer ? -1 : x->answer > y->answer;
}

static bool nearly(const text *a, const text *b)
{
    size_t equal = 0;

    for (size_t i = 0; i < OV_ALIKE_HASHES; i++)
        equal += a->least[i] == b->least[i];
    return equal >= OV_ALIKE_LEAST;
}

static size_t root_of(const text *texts, size_t i)
{
    while (texts[i].group != i)
        i = texts[i].group;
    return i;
}

static void join(text *texts, size_t a, size_t b)
{
    a = root_of(texts, a);
    b = root_of(texts, b);
    texts[a > b ? a : b].group = a > b ? b : a;
}

static void find_groups(text *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        texts[i].group = i;
    for (size_t i = 1; i < n; i++)
        if (texts[i].whole == texts[i - 1].whole)
            join(texts, i, i - 1);
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (texts[i].whole != texts[k].whole && nearly(&texts[i], &texts[k]))
                join(texts, i, k);
}

static int by_answer(const void *a, const void *b)
{
    const ov_compiled_answer *x = *(const ov_compiled_answer *const *)a;
    const ov_compiled_answer *y = *(const ov_compiled_answer *const *)b;

    return x->party < y->party ? -1 : x->party > y->party;
}

/* The groups of two or more among the texts of one question. */
static void add_groups(ov_arena *arena, const text *texts, size_t n, ov_alike *groups, size_t *used)
{
    for (size_t i = 0; i < n; i++) {
        const ov_compiled_answer **members;
        ov_alike group = {.identical = true};
        size_t size = 0;

        for (size_t k = i; root_of(texts, i) == i && k < n; k++)
            size += root_of(texts, k) == i;
        if (size < 2) /* most stand alone: no room is taken for them */
            continue;
        members = ov_calloc(arena, size, sizeof(const ov_compiled_answer *));
        for (size_t k = i; k < n; k++)
            if (root_of(texts, k) == i) {
                members[group.n++] = texts[k].answer;
                group.identical = group.identical && texts[k].whole == texts[i].whole;
            }
        qsort(members, group.n, sizeof *members, by_answer);
        group.question = members[0]->question;
        group.answers = members;
        groups[(*used)++] = group;
    }
}

static int by_size(const void *a, const void *b)
{
    const ov_alike *x = a, *y = b;

    if (x->question != y->question)
        return x->question < y->question ? -1 : 1;
    return x->n != y->n ? (x->n > y->n ? -1 : 1) : (x->answers[0] < y->answers[0] ? -1 : 1);
}

void ov_alike_find(ov_arena *arena, const ov_compilation *k, const ov_compiled_answer *answers,
                   size_t n, const ov_alike **out, size_t *n_out)
{
    ov_alike *groups = ov_calloc(arena, n / 2 + 1, sizeof *groups);
    text *texts = ov_calloc(arena, OV_ALIKE_TEXTS, sizeof *texts);
    size_t used = 0;

    for (size_t q = 0; q < k->n_questions; q++) {
        size_t found = 0;

        for (size_t i = 0; i < n && found < OV_ALIKE_TEXTS; i++) {
            if (answers[i].question != q || !answers[i].comment.len)
                continue;
            texts[found] = (text){.answer = &answers[i]};
            read_text(&texts[found++], answers[i].comment);
        }
        qsort(texts, found, sizeof *texts, by_whole);
        find_groups(texts, found);
        add_groups(arena, texts, found, groups, &used);
    }
    qsort(groups, used, sizeof *groups, by_size);
    *out = groups;
    *n_out = used;
}
