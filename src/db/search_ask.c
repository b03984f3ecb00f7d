/* SPDX-License-Identifier: EUPL-1.2 */
/* search_ask.c — understands what was typed, and what its reader may read at all. */
#include "db/search_query.h"

#include <stdlib.h>

enum { MOST_TYPED = 400 };

/* ---- The words ---- */

/* The beginning of what was typed, cut at a character; "" when it is no text. */
static ov_str typed(ov_arena *arena, const char *q)
{
    ov_str text = ov_str_from(q), out;

    if (text.len > MOST_TYPED) {
        text.len = MOST_TYPED;
        while (text.len && ((unsigned char)text.ptr[text.len] & 0xc0) == 0x80)
            text.len--;
    }
    return ov_utf8_nfc(arena, text, &out) == OV_OK ? out : (ov_str){"", 0};
}

static void add_word(ov_asked *asked, ov_str stem)
{
    ov_search_words *words = &asked->words;

    for (size_t i = 0; i < words->n; i++)
        if (ov_str_eq(words->stems[i], stem))
            return;
    words->stems[words->n++] = stem;
}

/* Words from a piece between quotation marks. */
static void add_piece(ov_arena *arena, ov_asked *asked, ov_str piece, bool quoted)
{
    size_t n, first = asked->n_sequence;
    const ov_word *words = ov_words(arena, piece, &n);

    for (size_t i = 0; i < n; i++) {
        if (asked->n_sequence == OV_SEARCH_WORDS) {
            asked->words.cut = true;
            break;
        }
        asked->sequence[asked->n_sequence++] = words[i].stem;
        add_word(asked, words[i].stem);
    }
    if (quoted && asked->n_sequence - first > 1)
        asked->phrases[asked->n_phrases++] = (ov_phrase){first, asked->n_sequence - first};
}

/* The next of " ” “ „; *size its bytes. rest.len when there is none. */
static size_t find_quote(ov_str rest, size_t *size)
{
    static const char *const marks[] = {"\"", "\u201d", "\u201c", "\u201e"};

    for (size_t at = 0; at < rest.len; at++)
        for (size_t i = 0; i < OV_LEN(marks); i++)
            if (ov_str_starts((ov_str){rest.ptr + at, rest.len - at}, marks[i])) {
                *size = strlen(marks[i]);
                return at;
            }
    *size = 0;
    return rest.len;
}

void ov_search_ask(ov_arena *arena, const char *q, ov_asked *out)
{
    ov_str rest = typed(arena, q);
    bool quoted = false;

    *out = (ov_asked){0};
    while (rest.len) {
        size_t size, at = find_quote(rest, &size);

        add_piece(arena, out, (ov_str){rest.ptr, at}, quoted && size);
        rest = (ov_str){rest.ptr + at + size, rest.len - at - size};
        quoted = !quoted;
    }
}

/* ---- Phrases ---- */

static bool has_phrase(const ov_asked *asked, const ov_phrase *phrase, const ov_word *words,
                       size_t n)
{
    for (size_t at = 0; at + phrase->n <= n; at++) {
        size_t i = 0;

        while (i < phrase->n && ov_str_eq(words[at + i].stem, asked->sequence[phrase->first + i]))
            i++;
        if (i == phrase->n)
            return true;
    }
    return false;
}

bool ov_has_phrases(ov_arena *arena, const ov_asked *asked, ov_str title, ov_str body)
{
    size_t n_title, n_body;
    const ov_word *in_title = ov_words(arena, title, &n_title);
    const ov_word *in_body = ov_words(arena, body, &n_body);

    for (size_t i = 0; i < asked->n_phrases; i++)
        if (!has_phrase(asked, &asked->phrases[i], in_title, n_title) &&
            !has_phrase(asked, &asked->phrases[i], in_body, n_body))
            return false;
    return true;
}

/* ---- Classes ---- */

enum { CLASS_ID, CLASS_KIND, CLASS_ACTION, CLASS_ORG, CLASS_MATTER, CLASS_OWNER };

typedef struct classes {
    const ov_search_query *query;
    ov_open_class *list;
    const char **kinds; /* of each */
    size_t n, cap;
} classes;

static void add_class(ov_ctx *ctx, classes *c, const ov_rows *rows, size_t i, bool is_public)
{
    const ov_search_query *query = c->query;
    const char *kind = ov_cell_text(rows, i, CLASS_KIND);
    ov_search_rule rule = {ov_cell_text(rows, i, CLASS_ACTION), ov_cell_int(rows, i, CLASS_ORG),
                           ov_cell_int(rows, i, CLASS_MATTER), ov_cell_int(rows, i, CLASS_OWNER)};
    int64_t id = ov_cell_int(rows, i, CLASS_ID);

    if (!query->may(ctx, &rule))
        return;
    c->kinds[c->n] = kind;
    c->list[c->n++] = (ov_open_class){
        .id = (uint32_t)id,
        .shelf = is_public ? 0 : id,
        .matter_id = rule.matter_id,
        .wanted = (!query->kind || strcmp(query->kind, kind) == 0) &&
                  (!query->matter_id || query->matter_id == rule.matter_id),
    };
}

static ov_status read_classes(ov_ctx *ctx, classes *c, bool is_public, ov_id org)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_search_sql[SEARCH_CLASSES], OV_ARGS(ov_int(is_public), ov_int(org)),
                     &rows));
    if (c->n + rows->n > c->cap) {
        size_t cap = (c->n + rows->n) * 2;
        ov_open_class *list = ov_alloc(ctx->arena, cap * sizeof *list);
        const char **kinds = ov_alloc(ctx->arena, cap * sizeof *kinds);

        if (c->n) {
            memcpy(list, c->list, c->n * sizeof *list);
            memcpy(kinds, c->kinds, c->n * sizeof *kinds);
        }
        c->list = list;
        c->kinds = kinds;
        c->cap = cap;
    }
    for (size_t i = 0; i < rows->n; i++)
        add_class(ctx, c, rows, i, is_public);
    return OV_OK;
}

static int by_id(const void *a, const void *b)
{
    const ov_open_class *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

/* By their alphabetical order, so that ties are broken alike whatever the ids are: how many classes
 * are of a kind before it. */
static void number_kinds(classes *c)
{
    for (size_t i = 0; i < c->n; i++) {
        if (i && strcmp(c->kinds[i], c->kinds[i - 1]) == 0) {
            c->list[i].kind = c->list[i - 1].kind;
            continue;
        }
        for (size_t j = 0; j < c->n; j++)
            c->list[i].kind += strcmp(c->kinds[j], c->kinds[i]) < 0;
    }
}

ov_status ov_search_classes(ov_ctx *ctx, const ov_search_query *query, const ov_open_class **out,
                            size_t *n)
{
    const ov_actor *actor = &ctx->actor;
    classes c = {.query = query};

    OV_TRY(read_classes(ctx, &c, true, -1));
    if (actor->account_id || actor->is_system)
        OV_TRY(read_classes(ctx, &c, false, 0));
    for (size_t i = 0; actor->account_id && i < actor->n_mandates; i++) {
        ov_id org = actor->mandates[i].org_id;
        bool seen = org == 0;

        for (size_t j = 0; j < i && !seen; j++)
            seen = actor->mandates[j].org_id == org;
        if (!seen)
            OV_TRY(read_classes(ctx, &c, false, org));
    }
    number_kinds(&c);
    qsort(c.list, c.n, sizeof *c.list, by_id);
    *out = c.list;
    *n = c.n;
    return OV_OK;
}
