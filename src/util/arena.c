/* SPDX-License-Identifier: EUPL-1.2 */
/* arena.c — memory that lives as long as a request.
 *
 * Normally pieces are cut from chunks by moving a pointer. Under AddressSanitizer each piece is a
 * malloc block of its own, so that an overrun or a use after reset is seen. */
#include "util/arena.h"

#include "util/fatal.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define OWN_BLOCKS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OWN_BLOCKS 1
#endif
#endif
#ifndef OWN_BLOCKS
#define OWN_BLOCKS 0
#endif

enum { FIRST_CHUNK = 64 * 1024, LARGEST_CHUNK = 1024 * 1024 };

typedef struct cleanup {
    struct cleanup *next;
    void (*fn)(void *arg);
    void *arg;
} cleanup;

typedef struct chunk {
    struct chunk *next;
    size_t size; /* of bytes */
    alignas(max_align_t) char bytes[];
} chunk;

struct ov_arena {
    char *at, *end; /* the free part of the newest chunk */
    size_t used, limit;
    chunk *chunks; /* newest first */
    cleanup *cleanups;
    void **blocks; /* OWN_BLOCKS: one per allocation */
    size_t n_blocks, cap_blocks;
};

static void check_limit(ov_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2 || (arena->limit && arena->limit - arena->used < size))
        ov_fatal("arena over its limit", size);
}

static void *own_block(ov_arena *arena, size_t size)
{
    if (arena->n_blocks == arena->cap_blocks) {
        arena->cap_blocks = arena->cap_blocks ? arena->cap_blocks * 2 : 64;
        arena->blocks = ov_must_realloc(arena->blocks, arena->cap_blocks * sizeof arena->blocks[0]);
    }
    void *block = ov_must_malloc(size);
    arena->blocks[arena->n_blocks++] = block;
    return block;
}

static chunk *chunk_new(ov_arena *arena, size_t size)
{
    chunk *fresh = ov_must_malloc(sizeof *fresh + size);

    fresh->size = size;
    fresh->next = arena->chunks;
    arena->chunks = fresh;
    return fresh;
}

static void open_chunk(ov_arena *arena, size_t size)
{
    chunk *fresh = chunk_new(arena, size);

    arena->at = fresh->bytes;
    arena->end = fresh->bytes + size;
}

/* The slow path: the newest chunk is full. */
static void *from_new_chunk(ov_arena *arena, size_t size)
{
    size_t next = arena->chunks ? arena->chunks->size * 2 : FIRST_CHUNK;

    if (next > LARGEST_CHUNK)
        next = LARGEST_CHUNK;
    if (size > next / 4) { /* a chunk of its own, behind the one that still has room */
        chunk *newest = arena->chunks;
        chunk *fresh = chunk_new(arena, size);
        if (newest) {
            arena->chunks = newest;
            fresh->next = newest->next;
            newest->next = fresh;
        } else {
            arena->at = arena->end = fresh->bytes + size;
        }
        return fresh->bytes;
    }
    open_chunk(arena, next);
    void *piece = arena->at;
    arena->at += size;
    return piece;
}

ov_arena *ov_arena_new(size_t limit)
{
    ov_arena *arena = ov_must_malloc(sizeof *arena);

    *arena = (ov_arena){.limit = limit};
    if (!OWN_BLOCKS)
        open_chunk(arena, FIRST_CHUNK);
    return arena;
}

static void run_cleanups(ov_arena *arena)
{
    while (arena->cleanups) {
        cleanup *latest = arena->cleanups;
        arena->cleanups = latest->next; /* first: a cleanup may register another */
        latest->fn(latest->arg);
    }
}

static void free_chunks(ov_arena *arena)
{
    for (chunk *at = arena->chunks, *next; at; at = next) {
        next = at->next;
        free(at);
    }
    arena->chunks = NULL;
    arena->at = arena->end = NULL;
}

static void free_blocks(ov_arena *arena)
{
    for (size_t i = 0; i < arena->n_blocks; i++)
        free(arena->blocks[i]);
    arena->n_blocks = 0;
}

void ov_arena_free(ov_arena *arena)
{
    if (!arena)
        return;
    run_cleanups(arena);
    free_chunks(arena);
    free_blocks(arena);
    free(arena->blocks);
    free(arena);
}

void ov_arena_reset(ov_arena *arena)
{
    run_cleanups(arena);
    free_blocks(arena);
    if (!OWN_BLOCKS) {
        if (arena->chunks->next) { /* outgrown: one chunk that would have been enough */
            size_t size = (arena->used + FIRST_CHUNK) / FIRST_CHUNK * FIRST_CHUNK;
            free_chunks(arena);
            open_chunk(arena, size < LARGEST_CHUNK ? size : LARGEST_CHUNK);
        }
        arena->at = arena->chunks->bytes;
    }
    arena->used = 0;
}

void *ov_alloc(ov_arena *arena, size_t size)
{
    check_limit(arena, size);
    if (OWN_BLOCKS) {
        arena->used += size;
        return own_block(arena, size);
    }
    size_t whole = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    arena->used += size;
    if ((size_t)(arena->end - arena->at) < whole)
        return from_new_chunk(arena, whole);
    void *piece = arena->at;
    arena->at += whole;
    return piece;
}

void *ov_calloc(ov_arena *arena, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        ov_fatal("overflow in ov_calloc", SIZE_MAX);
    return memset(ov_alloc(arena, total), 0, total);
}

char *ov_strndup(ov_arena *arena, const char *text, size_t len)
{
    char *copy = ov_alloc(arena, len + 1);

    if (len)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

char *ov_strdup(ov_arena *arena, const char *text)
{
    return text ? ov_strndup(arena, text, strlen(text)) : NULL;
}

char *ov_str_z(ov_arena *arena, ov_str text)
{
    return ov_strndup(arena, text.ptr, text.len);
}

char *ov_vprintf(ov_arena *arena, const char *fmt, va_list args)
{
    char small[256];
    va_list again;

    va_copy(again, args);
    int len = vsnprintf(small, sizeof small, fmt, args);
    if (len < 0)
        ov_fatal("vsnprintf", 0);
    char *text = ov_alloc(arena, (size_t)len + 1);
    if ((size_t)len < sizeof small)
        memcpy(text, small, (size_t)len + 1);
    else
        (void)vsnprintf(text, (size_t)len + 1, fmt, again);
    va_end(again);
    return text;
}

char *ov_printf(ov_arena *arena, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    char *text = ov_vprintf(arena, fmt, args);
    va_end(args);
    return text;
}

void ov_arena_cleanup(ov_arena *arena, void (*fn)(void *arg), void *arg)
{
    cleanup *latest = ov_alloc(arena, sizeof *latest);

    *latest = (cleanup){.next = arena->cleanups, .fn = fn, .arg = arg};
    arena->cleanups = latest;
}

size_t ov_arena_used(const ov_arena *arena)
{
    return arena->used;
}
