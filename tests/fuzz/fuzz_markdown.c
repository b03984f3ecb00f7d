/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_markdown.c — any bytes as markdown: only our tags come out, each closed, and no address that
 * is not allowed. */
#include "view/markdown.h"

#include <stdlib.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const char *const fuzz_words[];
const char *const fuzz_words[] = {"[a](",
                                  "](https://x.se)",
                                  "javascript:",
                                  "&colon;",
                                  "&#106;",
                                  "<script>",
                                  "</p>",
                                  "| a | b |\n|---|--:|\n| 1 | 2 |\n",
                                  "\n\n",
                                  "- ",
                                  "1. ",
                                  "> ",
                                  "**",
                                  "*",
                                  "`",
                                  "```\n",
                                  "![[]()",
                                  "[x]: /y\n",
                                  "<https://a.se>",
                                  "<!--",
                                  "&#0;",
                                  "\\",
                                  "\xC3\xA5",
                                  "    ",
                                  "# ",
                                  "<b>",
                                  "|",
                                  "---\n",
                                  "&nbsp;",
                                  "//",
                                  "mailto:",
                                  "\t",
                                  NULL};

/* The tags that there are, without their attributes. */
static const char *const tags[] = {"p",     "ul",    "ol",    "li",  "em",        "strong", "code",
                                   "pre",   "a",     "br",    "hr",  "th",        "td",     "tr",
                                   "thead", "tbody", "table", "div", "blockquote"};

static void check_address(ov_str html)
{
    static const char *const good[] = {"https://", "mailto:", "tel:", "#", "/"};
    ov_str href = {html.ptr + 9, html.len - 9};

    for (size_t i = 0; i < OV_LEN(good); i++)
        if (ov_str_starts(href, good[i]) && !ov_str_starts(href, "//"))
            return;
    if (href.len > 8 &&
        (strncasecmp(href.ptr, "https://", 8) == 0 || strncasecmp(href.ptr, "mailto:", 7) == 0 ||
         strncasecmp(href.ptr, "tel:", 4) == 0))
        return;
    abort();
}

static void check(ov_str html)
{
    int open = 0;

    for (size_t i = 0; i < html.len; i++) {
        if (html.ptr[i] != '<')
            continue;
        ov_str rest = {html.ptr + i + 1, html.len - i - 1}, name;
        bool closing = rest.len > 0 && rest.ptr[0] == '/';
        if (closing)
            rest = (ov_str){rest.ptr + 1, rest.len - 1};
        size_t n = 0;
        while (n < rest.len && rest.ptr[n] != '>' && rest.ptr[n] != ' ')
            n++;
        name = (ov_str){rest.ptr, n};
        bool known = false;
        for (size_t k = 0; k < OV_LEN(tags); k++)
            known = known || ov_str_is(name, tags[k]);
        if (!known)
            abort();
        if (ov_str_is(name, "a") && !closing)
            check_address((ov_str){html.ptr + i, html.len - i});
        if (!ov_str_is(name, "br") && !ov_str_is(name, "hr"))
            open += closing ? -1 : 1;
        if (open < 0)
            abort();
    }
    if (open != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ov_arena *arena = ov_arena_new(0);
    ov_html html;

    if (ov_markdown(arena, (ov_str){(const char *)data, size}, &html, NULL) == OV_OK)
        check(html.text);
    ov_arena_free(arena);
    return 0;
}
