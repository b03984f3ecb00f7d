/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_flags.c — changes that a reader must not miss: figures, dates, time limits, and the words
 * that say how binding a provision is. */
#include "text/diff/diff_inside.h"

#define MOST_SEEN 64 /* of each sort in one block */

typedef struct seen {
    ov_str text[MOST_SEEN];
    size_t n;
} seen;

/* What one side's changed words hold. */
typedef struct finds {
    seen figures, dates, deadlines, modals;
} finds;

static bool is_one_of(ov_str word, const char *const *list, size_t n)
{
    char low[24];

    if (word.len >= sizeof low)
        return false;
    for (size_t i = 0; i < word.len; i++)
        low[i] =
            (char)(word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' ? word.ptr[i] | 0x20 : word.ptr[i]);
    for (size_t i = 0; i < n; i++)
        if (strlen(list[i]) == word.len && memcmp(list[i], low, word.len) == 0)
            return true;
    return false;
}

static bool is_month(ov_str word)
{
    static const char *const months[] = {"januari",   "februari", "mars",     "april",
                                         "maj",       "juni",     "juli",     "augusti",
                                         "september", "oktober",  "november", "december"};

    return is_one_of(word, months, OV_LEN(months));
}

static bool is_span(ov_str word)
{
    static const char *const spans[] = {
        "dag",           "dagar",       "dagars",          "vecka",    "veckor",
        "veckors",       "månad",       "månader",         "månaders", "år",
        "års",           "timme",       "timmar",          "timmars",  "minuter",
        "bankdagar",     "arbetsdagar", "vardagar",        "bankdag",  "kvartal",
        "kalenderdagar", "arbetsdag",   "kalendermånader", "dygn"};

    return is_one_of(word, spans, OV_LEN(spans));
}

static bool is_limit(ov_str word)
{
    static const char *const limits[] = {"senast",    "inom",     "före",      "omgående",
                                         "skyndsamt", "tidigast", "omedelbart"};

    return is_one_of(word, limits, OV_LEN(limits));
}

/* Numbers in words, as agreements often write time limits. "en" and "ett" are articles more often.
 */
static bool is_numeral(ov_str word)
{
    static const char *const words[] = {
        "noll",    "två",    "tre",       "fyra",    "fem",       "sex",      "sju",
        "åtta",    "nio",    "tio",       "elva",    "tolv",      "tretton",  "fjorton",
        "femton",  "sexton", "sjutton",   "arton",   "nitton",    "tjugo",    "tjugofem",
        "trettio", "fyrtio", "fyrtiofem", "femtio",  "sextio",    "sjuttio",  "åttio",
        "nittio",  "hundra", "tusen",     "hälften", "tredjedel", "fjärdedel"};

    return is_one_of(word, words, OV_LEN(words));
}

/* How binding: "skall" is "ska". NULL: another word. */
static const char *modal_of(ov_str word)
{
    static const char *const words[] = {"ska", "bör", "kan", "får", "måste"};

    if (is_one_of(word, &(const char *){"skall"}, 1))
        return "ska";
    for (size_t i = 0; i < OV_LEN(words); i++)
        if (is_one_of(word, &words[i], 1))
            return words[i];
    return NULL;
}

static bool is_not(ov_str word)
{
    static const char *const words[] = {"inte", "ej", "icke", "aldrig"};

    return is_one_of(word, words, OV_LEN(words));
}

static void see(seen *s, ov_str text)
{
    if (s->n < MOST_SEEN)
        s->text[s->n++] = text;
}

/* ---- one side -------------------------------------------------------------------------------- */

/* The words of a side, with what became of each. */
typedef struct words {
    const ov_token **word;
    bool *changed;
    size_t n;
} words;

static words words_of(ov_arena *arena, const ov_diff_entry *entry, char other)
{
    words w = {.n = 0};
    size_t room = 1;
    struct piece {
        const ov_token *tokens;
        size_t n;
    } *pieces = ov_calloc(arena, entry->n_ops + 1, sizeof *pieces);

    for (size_t i = 0; i < entry->n_ops; i++)
        if (entry->ops[i].op != other) {
            pieces[i].tokens = ov_tokens(arena, entry->ops[i].text, &pieces[i].n);
            room += pieces[i].n;
        }
    w.word = ov_alloc(arena, room * sizeof(ov_token *));
    w.changed = ov_alloc(arena, room * sizeof *w.changed);
    for (size_t i = 0; i < entry->n_ops; i++)
        for (size_t k = 0; k < pieces[i].n; k++)
            if (pieces[i].tokens[k].kind == OV_TOKEN_WORD ||
                pieces[i].tokens[k].kind == OV_TOKEN_NUMBER) {
                w.word[w.n] = &pieces[i].tokens[k];
                w.changed[w.n++] = entry->ops[i].op != '=';
            }
    return w;
}

static bool is_date_at(const words *w, size_t i)
{
    ov_str text = w->word[i]->text;

    if (is_month(text))
        return true;
    if (text.len >= 7 && memchr(text.ptr, '-', text.len) && text.ptr[4] == '-')
        return true;
    return (i + 1 < w->n && is_month(w->word[i + 1]->text)) ||
           (text.len == 4 && i > 0 && is_month(w->word[i - 1]->text));
}

static bool is_deadline_at(const words *w, size_t i)
{
    for (size_t k = 1; k <= 2 && i + k < w->n; k++)
        if (is_span(w->word[i + k]->text))
            return true;
    for (size_t k = 1; k <= 3 && k <= i; k++)
        if (is_limit(w->word[i - k]->text))
            return true;
    return false;
}

static void find_number(finds *f, const words *w, size_t i)
{
    ov_str text = w->word[i]->text;

    if (is_deadline_at(w, i))
        see(&f->deadlines, text);
    if (is_date_at(w, i))
        see(&f->dates, text);
    else
        see(&f->figures, text);
}

/* "ska", or "ska inte" when a negation follows within two words. */
static void find_modal(finds *f, const words *w, size_t i, const char *modal)
{
    static const char *const with_not[][2] = {{"ska", "ska inte"},
                                              {"bör", "bör inte"},
                                              {"kan", "kan inte"},
                                              {"får", "får inte"},
                                              {"måste", "måste inte"}};

    for (size_t k = 1; k <= 2 && i + k < w->n; k++) {
        if (modal_of(w->word[i + k]->text))
            break;
        if (!is_not(w->word[i + k]->text))
            continue;
        for (size_t m = 0; m < OV_LEN(with_not); m++)
            if (!strcmp(with_not[m][0], modal))
                modal = with_not[m][1];
        break;
    }
    see(&f->modals, ov_str_from(modal));
}

static void find_all(finds *f, const words *w)
{
    for (size_t i = 0; i < w->n; i++) {
        ov_str text = w->word[i]->text;
        const char *modal = modal_of(text);

        if (modal)
            find_modal(f, w, i, modal);
        if (!w->changed[i])
            continue;
        if (w->word[i]->kind == OV_TOKEN_NUMBER || is_numeral(text))
            find_number(f, w, i);
        else if (is_month(text))
            see(&f->dates, text);
        else if (is_limit(text) ||
                 (is_span(text) && i > 0 && w->word[i - 1]->kind == OV_TOKEN_NUMBER))
            see(&f->deadlines, text);
    }
}

/* ---- both ------------------------------------------------------------------------------------ */

static bool equal(ov_str a, ov_str b)
{
    return ov_diff_hash(a) == ov_diff_hash(b);
}

/* Takes out what both have equally often; what is left differs. */
static bool differ(seen *a, seen *b)
{
    for (size_t i = 0; i < a->n;) {
        size_t j = 0;

        while (j < b->n && !equal(a->text[i], b->text[j]))
            j++;
        if (j == b->n) {
            i++;
            continue;
        }
        memmove(&a->text[i], &a->text[i + 1], (--a->n - i) * sizeof a->text[0]);
        memmove(&b->text[j], &b->text[j + 1], (--b->n - j) * sizeof b->text[0]);
    }
    return a->n || b->n;
}

/* Only words that came or went can raise a flag: most changes have none that do. */
static bool may_matter(ov_arena *arena, const ov_diff_entry *entry)
{
    for (size_t i = 0; i < entry->n_ops; i++) {
        size_t n;
        const ov_token *tokens =
            entry->ops[i].op == '=' ? NULL : ov_tokens(arena, entry->ops[i].text, &n);

        for (size_t k = 0; tokens && k < n; k++) {
            ov_str text = tokens[k].text;

            if (tokens[k].kind == OV_TOKEN_NUMBER ||
                (tokens[k].kind == OV_TOKEN_WORD &&
                 (is_numeral(text) || is_month(text) || is_span(text) || is_limit(text) ||
                  modal_of(text) || is_not(text))))
                return true;
        }
    }
    return false;
}

void ov_diff_flag(ov_arena *scratch, ov_diff_entry *entry)
{
    words old_words, new_words;
    finds before = {0}, after = {0};

    if (!may_matter(scratch, entry))
        return;
    old_words = words_of(scratch, entry, '+');
    new_words = words_of(scratch, entry, '-');
    find_all(&before, &old_words);
    find_all(&after, &new_words);
    if (differ(&before.figures, &after.figures))
        entry->flags |= OV_DIFF_NUMBER;
    if (differ(&before.dates, &after.dates))
        entry->flags |= OV_DIFF_DATE;
    if (differ(&before.deadlines, &after.deadlines))
        entry->flags |= OV_DIFF_DEADLINE;
    if (differ(&before.modals, &after.modals)) {
        entry->flags |= OV_DIFF_MODAL;
        entry->modal_old = before.modals.n ? before.modals.text[0].ptr : NULL;
        entry->modal_new = after.modals.n ? after.modals.text[0].ptr : NULL;
    }
}
