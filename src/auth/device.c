/* SPDX-License-Identifier: EUPL-1.2 */
/* device.c — a browser and what it runs on, in words, from its User-Agent. Programs name each
 * other in that header, so the order of the tables decides. */
#include "auth/own.h"

typedef struct mark {
    const char *sign, *name;
} mark;

static const mark browsers[] = {{"Edg", "Edge"},
                                {"OPR/", "Opera"},
                                {"Vivaldi/", "Vivaldi"},
                                {"SamsungBrowser/", "Samsung Internet"},
                                {"Firefox/", "Firefox"},
                                {"FxiOS/", "Firefox"},
                                {"CriOS/", "Chrome"},
                                {"Chrome/", "Chrome"},
                                {"Chromium/", "Chrome"},
                                {"Safari/", "Safari"},
                                {0}};
static const mark systems[] = {
    {"iPad", "iPad"},       {"iPhone", "iPhone"},   {"Android", "Android"},
    {"CrOS", "Chromebook"}, {"Windows", "Windows"}, {"Macintosh", "Mac"},
    {"Linux", "Linux"},     {"X11", "Unix"},        {0}};

static const char *find(const mark *marks, const char *text)
{
    for (; marks->sign; marks++)
        if (strstr(text, marks->sign))
            return marks->name;
    return NULL;
}

const char *ov_device_name(ov_arena *arena, const char *user_agent)
{
    const char *browser = user_agent ? find(browsers, user_agent) : NULL;
    const char *system = browser ? find(systems, user_agent) : NULL;

    if (!browser || !system)
        return browser;
    return ov_printf(arena, "%s på %s", browser, system);
}
