/* SPDX-License-Identifier: EUPL-1.2 */
/* staging_words.c — the words of a file against those of the text made from it. */
#include "text/import/staging_words.h"

#include "text/import/import.h"

#include <stdlib.h>

enum { SHOWN = 12, LONGEST_SHOWN = 60 };

/* How often each word is there; open addressing. */
typedef struct bag {
    struct bag_entry {
        ov_str word;
        int64_t n;
    } * entries;
    size_t mask, used;
} bag;

static uint64_t hash_of(ov_str word)
{
    uint64_t hash = 0xcbf29ce484222325U;

    for (size_t i = 0; i < word.len; i++)
        hash = (hash ^ (unsigned char)word.ptr[i]) * 0x100000001b3U;
    return hash;
}

static bag bag_for(ov_arena *arena, int64_t words)
{
    size_t size = 64;

    while (size < (size_t)words * 2)
        size *= 2;
    return (bag){ov_calloc(arena, size, sizeof(struct bag_entry)), size - 1, 0};
}

/* The word's entry, an empty one when it has none. */
static struct bag_entry *bag_find(const bag *b, ov_str word)
{
    size_t at = (size_t)hash_of(word) & b->mask;

    while (b->entries[at].word.ptr && !ov_str_eq(b->entries[at].word, word))
        at = (at + 1) & b->mask;
    return &b->entries[at];
}

static void bag_add(bag *b, ov_str word)
{
    struct bag_entry *entry = bag_find(b, word);

    if (!entry->word.ptr) {
        entry->word = word;
        b->used++;
    }
    entry->n++;
}

static bool bag_take(bag *b, ov_str word)
{
    struct bag_entry *entry = bag_find(b, word);

    if (entry->n == 0)
        return false;
    entry->n--;
    return true;
}

static bool in_word(uint32_t c)
{
    return (c >= '0' && c <= '9') || ov_char_letter(c);
}

#define SOFT_HYPHEN 0xad

/* Cuts the next word off *rest. *broken: a hyphen and a line's end follow it. */
static bool next_word(ov_str *rest, ov_str *word, bool *broken)
{
    ov_str at = *rest;
    size_t hyphen = 0;

    while (at.len && !in_word(ov_char_first(at))) {
        size_t size = ov_char_size(at);
        at = (ov_str){at.ptr + size, at.len - size};
    }
    *word = (ov_str){at.ptr, 0};
    while (at.len && in_word(ov_char_first(at))) {
        size_t size = ov_char_size(at);
        at = (ov_str){at.ptr + size, at.len - size};
        word->len += size;
    }
    *rest = at;
    if (at.len && at.ptr[0] == '-')
        hyphen = 1;
    else if (at.len && ov_char_first(at) == SOFT_HYPHEN)
        hyphen = 2;
    while (hyphen && hyphen < at.len && (at.ptr[hyphen] == ' ' || at.ptr[hyphen] == '\r'))
        hyphen++;
    *broken = hyphen && hyphen < at.len && at.ptr[hyphen] == '\n';
    return word->len > 0;
}

int64_t ov_words_in(ov_str text)
{
    ov_str word;
    bool broken;
    int64_t n = 0;

    while (next_word(&text, &word, &broken))
        n++;
    return n;
}

static void add_words(bag *b, ov_str text)
{
    ov_str word;
    bool broken;

    while (next_word(&text, &word, &broken))
        bag_add(b, word);
}

/* Without soft hyphens inside words: they are not part of them. */
static ov_str without_soft(ov_arena *arena, ov_str text)
{
    char *to = ov_alloc(arena, text.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        bool soft = text.ptr[i] == '\xc2' && i + 2 < text.len && text.ptr[i + 1] == '\xad' &&
                    text.ptr[i + 2] != '\n' && text.ptr[i + 2] != ' ' && text.ptr[i + 2] != '\r';
        if (soft)
            i++;
        else
            to[n++] = text.ptr[i];
    }
    return (ov_str){to, n};
}

static int by_count(const void *a, const void *b)
{
    const struct bag_entry *x = a, *y = b;
    size_t n = x->word.len < y->word.len ? x->word.len : y->word.len;
    int order;

    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    if (n == 0)
        return 0;
    order = memcmp(x->word.ptr, y->word.ptr, n);
    return order ? order : (x->word.len > y->word.len) - (x->word.len < y->word.len);
}

/* The most frequent first: "Sida ×11". */
static const char *name_lost(ov_arena *arena, bag *lost)
{
    ov_buf out = {0};
    size_t n = 0;
    const char *text;

    for (size_t i = 0; i <= lost->mask; i++)
        if (lost->entries[i].word.ptr)
            lost->entries[n++] = lost->entries[i];
    qsort(lost->entries, n, sizeof *lost->entries, by_count);
    for (size_t i = 0; i < n && i < SHOWN; i++) {
        ov_str word = lost->entries[i].word;

        if (word.len > LONGEST_SHOWN)
            continue;
        if (out.len)
            ov_buf_addc(&out, '\n');
        ov_buf_adds(&out, word);
        if (lost->entries[i].n > 1)
            ov_buf_printf(&out, " ×%lld", (long long)lost->entries[i].n);
    }
    text = ov_strndup(arena, out.len ? out.ptr : "", out.len);
    ov_buf_free(&out);
    return text;
}

static bool take_joined(ov_arena *arena, bag *kept, ov_str word, ov_str next)
{
    return bag_take(kept, ov_str_from(ov_printf(arena, "%.*s%.*s", (int)word.len, word.ptr,
                                                (int)next.len, next.ptr)));
}

void ov_staged_words(ov_arena *arena, ov_str plain, const char *title, ov_staged *s)
{
    ov_err err = {0};
    ov_importer im = {.arena = arena, .err = &err};
    ov_staged_counts counts;
    ov_str rest, word, next;
    bool broken, next_broken;
    bag kept, lost;

    s->source_words = -1;
    s->lost_words = 0;
    s->lost = "";
    if (!plain.ptr || ov_import_decode(&im, plain) != OV_OK)
        return;
    rest = without_soft(arena, im.text);
    s->source_words = ov_words_in(rest);
    ov_staged_count(s, &counts);
    kept = bag_for(arena, counts.words + ov_words_in(ov_str_from(title)));
    lost = bag_for(arena, s->source_words);
    add_words(&kept, ov_str_from(title));
    for (size_t i = 0; i < s->n; i++) {
        add_words(&kept, ov_str_from(s->nodes[i].number));
        add_words(&kept, ov_str_from(s->nodes[i].heading));
        add_words(&kept, ov_str_from(s->nodes[i].body));
    }
    while (next_word(&rest, &word, &broken)) {
        ov_str after = rest;

        if (broken && next_word(&after, &next, &next_broken) &&
            take_joined(arena, &kept, word, next)) {
            rest = after;
            continue;
        }
        if (!bag_take(&kept, word)) {
            bag_add(&lost, word);
            s->lost_words++;
        }
    }
    s->lost = name_lost(arena, &lost);
}
