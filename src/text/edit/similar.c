/* SPDX-License-Identifier: EUPL-1.2 */
/* similar.c — runs of three words, hashed, in one sorted list and a table into it. */
#include "text/edit/similar.h"

#include <stdlib.h>
#include <string.h>

enum { RUN = 3, COMMON = 8 /* a piece of more texts than this is a set phrase */ };

typedef struct piece {
    uint64_t hash;
    uint32_t at;
} piece;

typedef struct slot {
    uint64_t hash;
    uint32_t first, n; /* n 0: free */
} slot;

struct ov_similar {
    ov_arena *arena;
    piece *pieces;
    slot *slots;
    size_t mask;
    uint32_t *size, *common; /* by text; common is all 0 between two finds */
    size_t n;
    piece *own; /* room for the pieces of one text */
    size_t room;
};

static bool is_word(unsigned char c)
{
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The hash of the next word, small letters and large alike; 0 at the end. */
static uint64_t next_word(const char **text)
{
    const unsigned char *p = (const unsigned char *)*text;
    uint64_t hash = 1469598103934665603u;
    bool after_c3 = false;

    while (*p && !is_word(*p))
        p++;
    if (!*p) {
        *text = (const char *)p;
        return 0;
    }
    for (; is_word(*p); p++) {
        unsigned char c = *p;

        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 32);
        else if (after_c3 && c >= 0x80 && c <= 0x9e) /* Å Ä Ö and their like */
            c = (unsigned char)(c + 32);
        after_c3 = c == 0xc3;
        hash = (hash ^ c) * 1099511628211u;
    }
    *text = (const char *)p;
    return hash ? hash : 1;
}

static uint64_t mix(const uint64_t run[RUN])
{
    uint64_t hash = 0;

    for (size_t i = 0; i < RUN; i++)
        hash = (hash ^ run[i]) * 0x9e3779b97f4a7c15u + (hash >> 29);
    return hash ? hash : 1;
}

static size_t words_of(const char *text)
{
    size_t n = 0;

    if (text)
        while (next_word(&text))
            n++;
    return n;
}

static int by_hash(const void *a, const void *b)
{
    const piece *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* The pieces of a text, each once, in order. out has room for its words and one. */
static size_t pieces_of(const ov_similar_text *text, uint32_t at, piece *out)
{
    const char *parts[] = {text->heading, text->body};
    uint64_t run[RUN] = {0}, word;
    size_t words = 0, n = 0, kept = 0;

    for (size_t i = 0; i < OV_LEN(parts); i++)
        while (parts[i] && (word = next_word(&parts[i]))) {
            memmove(run, run + 1, (RUN - 1) * sizeof *run);
            run[RUN - 1] = word;
            if (++words >= RUN)
                out[n++] = (piece){mix(run), at};
        }
    if (words > 0 && words < RUN)
        out[n++] = (piece){mix(run), at};
    qsort(out, n, sizeof *out, by_hash);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || out[i].hash != out[i - 1].hash)
            out[kept++] = out[i];
    return kept;
}

static slot *slot_of(const ov_similar *index, uint64_t hash)
{
    size_t i = (size_t)(hash >> 17) & index->mask;

    while (index->slots[i].n && index->slots[i].hash != hash)
        i = (i + 1) & index->mask;
    return &index->slots[i];
}

static void fill_slots(ov_similar *index, size_t n)
{
    size_t size = 16;

    while (size < 2 * n + 1)
        size *= 2;
    index->slots = ov_calloc(index->arena, size, sizeof *index->slots);
    index->mask = size - 1;
    for (size_t i = 0, end; i < n; i = end) {
        slot *s = slot_of(index, index->pieces[i].hash);

        for (end = i + 1; end < n && index->pieces[end].hash == index->pieces[i].hash;)
            end++;
        *s = (slot){index->pieces[i].hash, (uint32_t)i, (uint32_t)(end - i)};
        if (s->n <= COMMON)
            for (size_t k = i; k < end; k++)
                index->size[index->pieces[k].at]++;
    }
}

ov_similar *ov_similar_new(ov_arena *arena, const ov_similar_text *texts, size_t n)
{
    ov_similar *index = ov_calloc(arena, 1, sizeof *index);
    size_t room = 0, used = 0;

    for (size_t i = 0; i < n; i++)
        room += words_of(texts[i].heading) + words_of(texts[i].body) + 1;
    *index = (ov_similar){.arena = arena, .n = n};
    index->pieces = ov_alloc(arena, (room + 1) * sizeof *index->pieces);
    index->size = ov_calloc(arena, n + 1, sizeof *index->size);
    index->common = ov_calloc(arena, n + 1, sizeof *index->common);
    for (size_t i = 0; i < n; i++)
        used += pieces_of(&texts[i], (uint32_t)i, index->pieces + used);
    qsort(index->pieces, used, sizeof *index->pieces, by_hash);
    fill_slots(index, used);
    return index;
}

/* Puts one among the best, in order. */
static size_t put(ov_likeness *out, size_t n, ov_likeness one)
{
    size_t i = n < OV_SIMILAR_MOST ? n++ : n;

    if (i == OV_SIMILAR_MOST && out[i - 1].common >= one.common)
        return n;
    if (i == OV_SIMILAR_MOST)
        i--;
    for (; i > 0 && out[i - 1].common < one.common; i--)
        out[i] = out[i - 1];
    out[i] = one;
    return n;
}

size_t ov_similar_find(ov_similar *index, const ov_similar_text *text,
                       ov_likeness out[OV_SIMILAR_MOST], uint32_t *own)
{
    size_t words = words_of(text->heading) + words_of(text->body) + 1, n, found = 0;

    if (words > index->room) {
        index->room = words * 2;
        index->own = ov_alloc(index->arena, index->room * sizeof *index->own);
    }
    n = pieces_of(text, 0, index->own);
    *own = 0;
    for (size_t i = 0; i < n; i++) {
        const slot *s = slot_of(index, index->own[i].hash);

        *own += s->n <= COMMON;
        for (uint32_t k = 0; s->n <= COMMON && k < s->n; k++)
            index->common[index->pieces[s->first + k].at]++;
    }
    for (size_t i = 0; i < n; i++) { /* those that were touched, each once */
        const slot *s = slot_of(index, index->own[i].hash);

        for (uint32_t k = 0; s->n <= COMMON && k < s->n; k++) {
            uint32_t at = index->pieces[s->first + k].at;

            if (index->common[at])
                found = put(out, found, (ov_likeness){at, index->common[at], index->size[at]});
            index->common[at] = 0;
        }
    }
    return found;
}
