/* SPDX-License-Identifier: EUPL-1.2 */
/* compare_words.c — the words of a comparison as people read them. */
#include "pages/text/compare.h"

#include <string.h>

/* "[text](address)" at the start of rest: the text alone; how many bytes it took, 0 for none. */
static size_t link_at(ov_str rest, ov_buf *out)
{
    const char *close = memchr(rest.ptr, ']', rest.len), *end;

    if (rest.ptr[0] != '[' || !close)
        return 0;
    size_t text = (size_t)(close - rest.ptr);
    if (text + 1 >= rest.len || close[1] != '(')
        return 0;
    end = memchr(close, ')', rest.len - text);
    if (!end)
        return 0;
    ov_buf_add(out, rest.ptr + 1, text - 1);
    return (size_t)(end - rest.ptr) + 1;
}

ov_str ov_compare_plain(ov_arena *arena, ov_str markdown)
{
    ov_buf out = {0};
    ov_str text = {"", 0};
    size_t i = 0;

    if (!memchr(markdown.ptr, '*', markdown.len) && !memchr(markdown.ptr, '\\', markdown.len) &&
        !memchr(markdown.ptr, '[', markdown.len))
        return markdown;
    while (i < markdown.len) {
        ov_str rest = {markdown.ptr + i, markdown.len - i};
        size_t link = link_at(rest, &out);

        if (link) {
            i += link;
        } else if (*rest.ptr == '\\' && rest.len > 1 &&
                   strchr("\\`*_{}[]()#+-.!|<>~", rest.ptr[1])) {
            ov_buf_addc(&out, rest.ptr[1]);
            i += 2;
        } else {
            if (*rest.ptr != '*')
                ov_buf_addc(&out, *rest.ptr);
            i++;
        }
    }
    if (out.len)
        text = (ov_str){ov_strndup(arena, out.ptr, out.len), out.len};
    ov_buf_free(&out);
    return text;
}

static void add_op(ov_list *list, char op, ov_str text)
{
    ov_map *item;

    if (!text.len)
        return;
    item = ov_list_add(list);
    ov_map_bool(item, op == '=' ? "same" : op == '+' ? "ins" : "del", true);
    ov_map_str(item, "text", text);
}

void ov_compare_ops(ov_map *map, const ov_diff_op *ops, size_t n)
{
    ov_list *list = ov_map_list(map, "ops");

    for (size_t i = 0; i < n; i++)
        add_op(list, ops[i].op, ov_compare_plain(ov_map_arena(map), ops[i].text));
}

void ov_compare_raw(ov_map *map, const ov_diff_op *ops, size_t n)
{
    ov_list *list = ov_map_list(map, "ops");

    for (size_t i = 0; i < n; i++)
        add_op(list, ops[i].op, ops[i].text);
}

/* "ska" is binding, "bör" is advice, "kan" and "får" allow: what the change of word means. */
static const char *meaning(ov_req *req, const char *from, const char *to)
{
    bool binds = to && (strstr(to, "ska") || strstr(to, "måste"));
    bool bound = from && (strstr(from, "ska") || strstr(from, "måste"));

    if (binds && bound)
        return ov_req_tr(req, "Kravet har fått en annan lydelse.");
    if (binds)
        return ov_req_tr(req, "Det blir ett krav.");
    if (bound)
        return ov_req_tr(req, "Det är inte längre ett krav.");
    return ov_req_tr(req, "Hur bindande texten är har ändrats.");
}

static void add_flag(ov_list *list, const char *lead, const char *text)
{
    ov_map *item = ov_list_add(list);

    ov_map_text(item, "lead", lead);
    ov_map_text(item, "text", text);
}

/* A modal word with a capital: "Bör". */
static const char *capital(ov_arena *arena, const char *word)
{
    if (*word >= 'a' && *word <= 'z')
        return ov_printf(arena, "%c%s", *word - 32, word + 1);
    if (!strncmp(word, "å", 2) || !strncmp(word, "ä", 2) || !strncmp(word, "ö", 2))
        return ov_printf(arena, "\xc3%c%s", word[1] - 32, word + 2);
    return word;
}

void ov_compare_flags(ov_req *req, ov_map *map, const ov_diff_entry *entry)
{
    ov_arena *arena = ov_req_arena(req);
    ov_list *list = ov_map_list(map, "flags");

    if (entry->kind == OV_DIFF_SAME || entry->kind == OV_DIFF_MOVED)
        return;
    if (entry->flags & OV_DIFF_MODAL) {
        const char *from = entry->modal_old, *to = entry->modal_new;

        if (from && to)
            add_flag(list, ov_printf(arena, "%s → %s.", capital(arena, from), to),
                     meaning(req, from, to));
        else if (entry->kind == OV_DIFF_CHANGED || entry->kind == OV_DIFF_MOVED_CHANGED)
            add_flag(list,
                     ov_printf(arena, "%s %s.", ov_req_tr(req, to ? "Nytt:" : "Borttaget:"),
                               to     ? to
                               : from ? from
                                      : ""),
                     meaning(req, from, to));
    }
    if (entry->kind != OV_DIFF_CHANGED && entry->kind != OV_DIFF_MOVED_CHANGED)
        return;
    if (entry->flags & OV_DIFF_DEADLINE)
        add_flag(list, ov_req_tr(req, "Tidsgräns."), ov_req_tr(req, "En tidsgräns har ändrats."));
    else if (entry->flags & OV_DIFF_DATE)
        add_flag(list, ov_req_tr(req, "Datum."), ov_req_tr(req, "Ett datum har ändrats."));
    else if (entry->flags & OV_DIFF_NUMBER)
        add_flag(list, ov_req_tr(req, "Tal."), ov_req_tr(req, "Ett tal har ändrats."));
}

const char *ov_compare_class(ov_diff_kind kind)
{
    switch (kind) {
    case OV_DIFF_SAME:
        return NULL;
    case OV_DIFF_NEW:
        return "chg add";
    case OV_DIFF_REMOVED:
        return "chg rem";
    case OV_DIFF_MOVED:
    case OV_DIFF_MOVED_CHANGED:
        return "chg mv";
    default:
        return "chg";
    }
}
