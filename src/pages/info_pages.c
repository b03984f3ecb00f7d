/* SPDX-License-Identifier: EUPL-1.2 */
/* info_pages.c — the standing pages, and the two settings that visitors have in a cookie. */
#include "pages/account/account.h"
#include "pages/core_pages.h"
#include "pages/text/documents.h"

#include <string.h>

#define YEAR_SECONDS (365 * 24 * 3600)

static ov_status standing(ov_req *req, const char *template_name, const char *title)
{
    ov_view *view = ov_view_new(req, template_name);

    ov_view_title(view, title);
    return ov_view_send(view);
}

/* GET /hjalp — how to read, answer and check; whom to ask. */
ov_status ov_page_help(ov_req *req)
{
    return standing(req, "help", "Hjälp och kontakt");
}

/* GET /tillganglighet — the accessibility statement (lag 2018:1937), with the originals that fail.
 */
ov_status ov_page_accessibility(ov_req *req)
{
    ov_view *view = ov_view_new(req, "accessibility");

    ov_view_title(view, "Tillgänglighet");
    OV_TRY(ov_failing_model(req, ov_view_root(view)));
    return ov_view_send(view);
}

/* GET /integritet — what is stored about whom. */
ov_status ov_page_privacy(ov_req *req)
{
    return standing(req, "privacy", "Personuppgifter");
}

/* Back to where the form stood, else to the start page. */
static ov_status back(ov_req *req)
{
    const char *to = ov_pairs_get(&ov_req_http(req)->form, "till");

    return ov_redirect(req, to && ov_own_address(to) ? to : "/");
}

/* POST /utseende — light, dark or as the device has it. */
ov_status ov_page_set_theme(ov_req *req)
{
    const char *theme = ov_pairs_get(&ov_req_http(req)->form, "tema");

    if (!theme || (strcmp(theme, "light") && strcmp(theme, "dark") && strcmp(theme, "auto")))
        return ov_refuse(req, 422, "Välj ljust, mörkt eller som enheten.");
    OV_TRY(ov_account_remember(req, NULL, theme));
    ov_send_cookie(req, OV_THEME_COOKIE, theme, strcmp(theme, "auto") ? YEAR_SECONDS : 0);
    return back(req);
}

/* POST /sprak — Swedish or English. */
ov_status ov_page_set_language(ov_req *req)
{
    const char *lang = ov_pairs_get(&ov_req_http(req)->form, "sprak");

    if (!lang || (strcmp(lang, "sv") && strcmp(lang, "en")))
        return ov_refuse(req, 422, "Välj svenska eller engelska.");
    OV_TRY(ov_account_remember(req, lang, NULL));
    ov_send_cookie(req, OV_LANG_COOKIE, lang, YEAR_SECONDS);
    return back(req);
}
