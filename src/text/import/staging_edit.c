/* SPDX-License-Identifier: EUPL-1.2 */
/* staging_edit.c — corrections of the structure that an import found. */
#include "text/import/import.h"
#include "text/import/staging.h"

enum { NUMBER_MAX = 40, HEADING_MAX = 500 }; /* code points */

/* The end of the part that begins at i: it and all below it. */
static size_t end_of_part(const ov_staged *s, size_t i)
{
    size_t end = i + 1;

    while (end < s->n && s->nodes[end].level > s->nodes[i].level)
        end++;
    return end;
}

static ov_staged_answer move(ov_staged *s, size_t i, int by)
{
    size_t end = end_of_part(s, i);

    if (s->nodes[i].level + by < 1)
        return OV_STAGED_TOP;
    for (size_t k = i; k < end; k++)
        if (s->nodes[k].level + by > OV_STAGED_LEVELS)
            return OV_STAGED_DEEPEST;
    for (size_t k = i; k < end; k++)
        s->nodes[k].level += by;
    return OV_STAGED_DONE;
}

static void take_out(ov_staged *s, size_t i)
{
    memmove(&s->nodes[i], &s->nodes[i + 1], (s->n - i - 1) * sizeof *s->nodes);
    s->n--;
}

/* Lists that come to stand beside each other become one, as canonical text has it. */
static const char *join_bodies(ov_arena *arena, const char *a, const char *b)
{
    const char *joined = *a && *b ? ov_printf(arena, "%s\n\n%s", a, b) : *a ? a : b;
    const char *read;

    return ov_body_read(arena, ov_str_from(joined), true, &read) == OV_OK ? read : joined;
}

/* Number and heading as one paragraph of canonical text; "" when there is neither. */
static const char *title_paragraph(ov_arena *arena, const ov_staged_node *node)
{
    ov_body body = {0};
    const char *text;

    ov_body_paragraph(&body,
                      ov_str_from(ov_printf(arena, "%s%s%s", node->number ? node->number : "",
                                            node->number && node->heading ? " " : "",
                                            node->heading ? node->heading : "")));
    text = ov_strndup(arena, body.buf.len ? body.buf.ptr : "", body.buf.len);
    ov_buf_free(&body.buf);
    return text;
}

static ov_staged_answer into_text(ov_arena *arena, ov_staged *s, size_t i)
{
    const char *body;

    if (i == 0)
        return OV_STAGED_FIRST;
    body = join_bodies(arena, title_paragraph(arena, &s->nodes[i]), s->nodes[i].body);
    body = join_bodies(arena, s->nodes[i - 1].body, body);
    if (strlen(body) > OV_STAGED_BODY_MOST)
        return OV_STAGED_TOO_LONG;
    s->nodes[i - 1].body = body;
    take_out(s, i);
    return OV_STAGED_DONE;
}

/* A heading that was broken over two lines becomes one again. */
static ov_staged_answer join(ov_arena *arena, ov_staged *s, size_t i)
{
    ov_staged_node *before;
    const char *more;

    if (i == 0)
        return OV_STAGED_FIRST;
    before = &s->nodes[i - 1];
    if (before->body[0] || (!before->number && !before->heading))
        return into_text(arena, s, i);
    more = ov_printf(arena, "%s%s%s", s->nodes[i].number ? s->nodes[i].number : "",
                     s->nodes[i].number && s->nodes[i].heading ? " " : "",
                     s->nodes[i].heading ? s->nodes[i].heading : "");
    if (*more)
        before->heading = before->heading ? ov_printf(arena, "%s %s", before->heading, more) : more;
    before->body = s->nodes[i].body;
    take_out(s, i);
    return OV_STAGED_DONE;
}

ov_staged_answer ov_staged_apply(ov_arena *arena, ov_staged *s, int64_t key, ov_staged_op op)
{
    size_t i = ov_staged_find(s, key);

    if (i == s->n)
        return OV_STAGED_MISSING;
    switch (op) {
    case OV_STAGED_IN:
        return move(s, i, 1);
    case OV_STAGED_OUT:
        return move(s, i, -1);
    case OV_STAGED_TEXT:
        return into_text(arena, s, i);
    case OV_STAGED_JOIN:
        return join(arena, s, i);
    case OV_STAGED_DROP:
        if (s->n == 1)
            return OV_STAGED_ONLY;
        take_out(s, i);
        return OV_STAGED_DONE;
    }
    return OV_STAGED_MISSING;
}

/* One line of NFC without white space at the ends; NULL when nothing is left. */
static ov_status one_line(ov_arena *arena, const char *text, const char **out)
{
    ov_str line = ov_str_from(text);

    OV_TRY(ov_utf8_nfc(arena, line, &line));
    line = ov_text_clean(arena, line);
    *out = line.len ? ov_str_z(arena, line) : NULL;
    return OV_OK;
}

static bool fits(const char *text, size_t most)
{
    return !text || ov_utf8_length(ov_str_from(text)) <= most;
}

ov_staged_answer ov_staged_change(ov_arena *arena, ov_staged *s, int64_t key,
                                  const ov_staged_node *to)
{
    size_t i = ov_staged_find(s, key);
    ov_staged_node made;
    ov_status body;

    if (i == s->n)
        return OV_STAGED_MISSING;
    made = s->nodes[i];
    if (one_line(arena, to->number, &made.number) != OV_OK ||
        one_line(arena, to->heading, &made.heading) != OV_OK)
        return OV_STAGED_TOO_LONG;
    if (!fits(made.number, NUMBER_MAX) || !fits(made.heading, HEADING_MAX) ||
        (to->body && strlen(to->body) > OV_STAGED_BODY_MOST))
        return OV_STAGED_TOO_LONG;
    if (!made.number && !made.heading && i > 0)
        return OV_STAGED_NAMELESS;
    body = ov_canonical_body(arena, ov_str_from(to->body), &made.body);
    if (body != OV_OK)
        return body == OV_TOO_LARGE ? OV_STAGED_TOO_DEEP : OV_STAGED_TOO_LONG;
    if (to->level != made.level) {
        ov_staged_answer moved = move(s, i, to->level - made.level);

        if (moved != OV_STAGED_DONE)
            return moved;
        made.level = to->level;
    }
    s->nodes[i] = made;
    return OV_STAGED_DONE;
}

bool ov_staged_block(ov_str *rest, ov_str *out)
{
    size_t end;

    if (!rest->ptr || rest->len == 0)
        return false;
    for (end = 0; end < rest->len; end++)
        if (rest->ptr[end] == '\n' && end + 1 < rest->len && rest->ptr[end + 1] == '\n')
            break;
    *out = (ov_str){rest->ptr, end};
    end = end + 2 > rest->len ? rest->len : end + 2;
    *rest = (ov_str){rest->ptr + end, rest->len - end};
    return true;
}

bool ov_staged_is_paragraph(ov_str block)
{
    size_t digits = 0;

    while (digits < block.len && block.ptr[digits] >= '0' && block.ptr[digits] <= '9')
        digits++;
    return block.len > 0 && block.ptr[0] != '|' && !ov_str_starts(block, "- ") &&
           !memchr(block.ptr, '\n', block.len) &&
           !(digits && digits < block.len && block.ptr[digits] == '.');
}

/* Cuts a body at its block'th block. */
static bool cut_body(ov_str body, size_t block, ov_str *before, ov_str *text, ov_str *after)
{
    ov_str rest = body;

    *before = (ov_str){body.ptr, 0};
    for (size_t at = 0; ov_staged_block(&rest, text); at++) {
        if (at == block) {
            *after = rest;
            return true;
        }
        before->len = (size_t)(text->ptr + text->len - body.ptr);
    }
    return false;
}

/* "3.2 Ansvar" has a number; its level is as far from the old one's as their numbers tell. */
static void name_split(ov_arena *arena, const ov_staged_node *from, ov_str text, ov_staged_node *to)
{
    ov_number number, old;
    int level = from->level + 1;

    if (text.len > 1 && text.ptr[0] == '\\')
        text = (ov_str){text.ptr + 1, text.len - 1};
    to->number = NULL;
    if (ov_number_read(text, &number) && number.rest.len) {
        to->number = ov_str_z(arena, number.label);
        text = number.rest;
        if (from->number &&
            ov_number_read(ov_str_from(ov_printf(arena, "%s x", from->number)), &old) &&
            old.style == number.style)
            level = from->level + number.depth - old.depth;
    }
    to->heading = ov_str_z(arena, ov_text_clean(arena, text));
    to->level = level < 1 ? 1 : level > OV_STAGED_LEVELS ? OV_STAGED_LEVELS : level;
}

static int64_t free_key(const ov_staged *s)
{
    int64_t key = 0;

    for (size_t i = 0; i < s->n; i++)
        key = s->nodes[i].key > key ? s->nodes[i].key : key;
    return key + 1;
}

ov_staged_answer ov_staged_split(ov_arena *arena, ov_staged *s, int64_t key, size_t block)
{
    size_t i = ov_staged_find(s, key);
    ov_staged_node *grown, made = {0};
    ov_str before, text, after;

    if (i == s->n)
        return OV_STAGED_MISSING;
    if (!cut_body(ov_str_from(s->nodes[i].body), block, &before, &text, &after) ||
        !ov_staged_is_paragraph(text))
        return OV_STAGED_NO_BLOCK;
    if (ov_utf8_length(text) > HEADING_MAX)
        return OV_STAGED_TOO_LONG;
    name_split(arena, &s->nodes[i], text, &made);
    made.body = ov_str_z(arena, after);
    made.line = s->nodes[i].line;
    made.key = free_key(s);
    grown = ov_calloc(arena, s->n + 2, sizeof *grown);
    memcpy(grown, s->nodes, (i + 1) * sizeof *grown);
    memcpy(grown + i + 2, s->nodes + i + 1, (s->n - i - 1) * sizeof *grown);
    grown[i].body = ov_str_z(arena, before);
    grown[i + 1] = made;
    s->nodes = grown;
    s->n++;
    return OV_STAGED_DONE;
}
