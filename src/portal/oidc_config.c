/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_config.c — identity providers and the trusted proxy in the configuration. */
#include "portal/oidc_config.h"

#include "plugin/sections.h"
#include "portal/socket.h"
#include "util/cjose.h"
#include "util/curl.h"

#include <stdio.h>
#include <string.h>

#define PREFIX "oidc."
#define NAME_MAX_LEN 32
#define PROVIDERS_MAX 100

const ov_config_key ov_oidc_keys[] = {
    {"oidc.NAME", "title", OV_KEY_TEXT, NULL, true,
     "the provider's name for people: \"Alingsås kommun\"", 0, 0},
    {"oidc.NAME", "issuer", OV_KEY_TEXT, NULL, true,
     "its issuer, exactly as it writes it itself: https://…; http only for 127.0.0.1 and localhost",
     0, 0},
    {"oidc.NAME", "client_id", OV_KEY_TEXT, NULL, true, "what the provider calls this portal", 0,
     0},
    {"oidc.NAME", "client_secret_file", OV_KEY_PATH, "", true,
     "file with the client's secret, readable by the portal's user alone; empty: a public client "
     "(PKCE alone)",
     0, 0},
    {"oidc.NAME", "organisation", OV_KEY_TEXT, "", true,
     "code of the organisation whose people the provider knows: only theirs are the accounts that "
     "an e-mail address can link; empty: an administrator links each person",
     0, 0},
    {"oidc.NAME", "trust_email", OV_KEY_BOOL, "off", true,
     "believe its e-mail addresses even where it does not call them verified (Entra ID never does)",
     0, 0},
    {"oidc.NAME", "scopes", OV_KEY_TEXT, "openid profile email", true, "what is asked for", 0, 0},
    {"oidc.NAME", "acr_values", OV_KEY_TEXT, "", true,
     "strength that is asked for, as the provider calls it", 0, 0},
    {"oidc.NAME", "strong_acr", OV_KEY_TEXT, "", true,
     "values of acr that mean a strong sign-in, with commas between", 0, 0},
    {"oidc.NAME", "strong_amr", OV_KEY_TEXT, "", true,
     "values of amr that mean a strong sign-in, with commas between: mfa", 0, 0},
    {"oidc.NAME", "strong", OV_KEY_BOOL, "off", true, "every sign-in at this provider is strong", 0,
     0},
    {"oidc.NAME", "ca_file", OV_KEY_PATH, "", true,
     "file with the authorities to trust for its certificate; empty: the system's", 0, 0},
    {0}};

ov_status ov_oidc_table(ov_arena *arena, const char *file, const ov_config_key **out, ov_err *err)
{
    return ov_sections_repeat(arena, file, PREFIX, ov_oidc_keys, out, err);
}

static bool good_name(const char *name)
{
    size_t n = strlen(name);

    return n >= 1 && n <= NAME_MAX_LEN &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

static ov_status read_provider(const ov_config *c, const char *section, ov_oidc_provider *out,
                               ov_err *err)
{
    ov_oidc_provider p = {.name = section + strlen(PREFIX),
                          .title = ov_config_text(c, section, "title"),
                          .issuer = ov_config_text(c, section, "issuer"),
                          .client_id = ov_config_text(c, section, "client_id"),
                          .secret_file = ov_config_text(c, section, "client_secret_file"),
                          .organisation = ov_config_text(c, section, "organisation"),
                          .scopes = ov_config_text(c, section, "scopes"),
                          .acr_values = ov_config_text(c, section, "acr_values"),
                          .strong_acr = ov_config_text(c, section, "strong_acr"),
                          .strong_amr = ov_config_text(c, section, "strong_amr"),
                          .ca_file = ov_config_text(c, section, "ca_file"),
                          .strong = ov_config_bool(c, section, "strong"),
                          .trust_email = ov_config_bool(c, section, "trust_email")};

    if (!good_name(p.name))
        return ov_fail(err, OV_INVALID,
                       "%s: [%s]: the name after the point is 1 to %d of a-z, 0-9 and \"-\"",
                       ov_config_at(c, section, "title"), section, NAME_MAX_LEN);
    if (!*p.title || !*p.client_id)
        return ov_fail(err, OV_INVALID, "%s: [%s] needs title and client_id",
                       ov_config_at(c, section, *p.title ? "client_id" : "title"), section);
    if (!ov_oidc_url_allowed(p.issuer, true) || strpbrk(p.issuer, "?#") || strlen(p.issuer) > 1000)
        return ov_fail(err, OV_INVALID,
                       "%s: %s.issuer: \"%.200s\" is no https address (http only for 127.0.0.1 and "
                       "localhost)",
                       ov_config_at(c, section, "issuer"), section, p.issuer);
    if (!ov_oidc_listed(p.scopes, OV_LIT("openid")))
        return ov_fail(err, OV_INVALID, "%s: %s.scopes must hold openid",
                       ov_config_at(c, section, "scopes"), section);
    *out = p;
    return OV_OK;
}

static ov_status read_providers(ov_arena *arena, const ov_config *config,
                                const ov_config_key *table, ov_oidc_settings *out, ov_err *err)
{
    ov_oidc_provider *list = ov_calloc(arena, PROVIDERS_MAX, sizeof *list);
    const char *last = "";

    for (; table->name; table++) {
        if (!strcmp(table->section, last))
            continue;
        last = table->section;
        if (out->n == PROVIDERS_MAX)
            return ov_fail(err, OV_INVALID, "%s: more than %d providers",
                           ov_config_at(config, last, "title"), PROVIDERS_MAX);
        OV_TRY(read_provider(config, last, &list[out->n], err));
        for (size_t i = 0; i < out->n; i++)
            if (!strcmp(list[i].issuer, list[out->n].issuer))
                return ov_fail(err, OV_INVALID, "%s: [%s] has the issuer of [%s%s]",
                               ov_config_at(config, last, "issuer"), last, PREFIX, list[i].name);
        out->n++;
    }
    out->providers = list;
    return OV_OK;
}

/* What a browser can put into a request itself, by a header or in the address, names nobody. */
static bool from_browser(const char *name)
{
    static const char *const prefixes[] = {"HTTP_",   "CONTENT_",  "REQUEST_", "QUERY_",  "PATH_",
                                           "SCRIPT_", "DOCUMENT_", "SERVER_",  "OVERENS_"};

    for (size_t i = 0; i < OV_LEN(prefixes); i++)
        if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
            return true;
    return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != strlen(name);
}

static ov_status read_proxy(const ov_config *c, ov_proxy_settings *out, ov_err *err)
{
    const ov_proxy_settings p = {.user = ov_config_text(c, "auth", "proxy_user"),
                                 .email = ov_config_text(c, "auth", "proxy_email"),
                                 .organisation = ov_config_text(c, "auth", "proxy_organisation"),
                                 .issuer = ov_config_text(c, "auth", "proxy_issuer"),
                                 .strong = ov_config_bool(c, "auth", "proxy_strong")};
    mode_t mode;

    if (from_browser(p.user) || from_browser(p.email))
        return ov_fail(
            err, OV_INVALID,
            "%s: auth.proxy_user and proxy_email name parameters that the web server "
            "sets itself, such as REMOTE_USER, never one that a browser can send",
            ov_config_at(c, "auth", from_browser(p.user) ? "proxy_user" : "proxy_email"));
    if (*p.user && (!*p.issuer || strstr(p.issuer, "://")))
        return ov_fail(err, OV_INVALID,
                       "%s: auth.proxy_issuer must be a name, and not an address: those are for "
                       "[oidc.…]",
                       ov_config_at(c, "auth", "proxy_issuer"));
    if (*p.user &&
        (ov_mode_parse(ov_config_text(c, "serve", "socket_mode"), &mode) != OV_OK || (mode & 0007)))
        return ov_fail(err, OV_INVALID,
                       "%s: with auth.proxy_user, serve.socket_mode must shut everybody out but "
                       "the web server (0660): who reaches the socket is whoever he says",
                       ov_config_at(c, "serve", "socket_mode"));
    *out = p;
    return OV_OK;
}

static const char *run_folder(ov_arena *arena, const ov_config *config)
{
    const char *socket = ov_config_text(config, "serve", "socket");
    const char *slash = strrchr(socket, '/');

    return slash ? ov_strndup(arena, socket, (size_t)(slash - socket)) : ".";
}

static const char *without_slash(ov_arena *arena, const char *url)
{
    size_t n = strlen(url);

    return n && url[n - 1] == '/' ? ov_strndup(arena, url, n - 1) : url;
}

ov_status ov_oidc_settings_read(ov_arena *arena, const ov_config *config,
                                const ov_config_key *table, ov_oidc_settings *out, ov_err *err)
{
    const char *folder = run_folder(arena, config);
    int workers = (int)ov_config_int(config, "serve", "workers");
    ov_oidc_settings s = {
        .site_url = without_slash(arena, ov_config_text(config, "site", "url")),
        .socket = ov_printf(arena, "%s/openid.sock", folder),
        .cache = ov_printf(arena, "%s/openid", folder),
        /* One worker is always left for readers, where there are several; it waits for hardly a
         * moment: at a provider that hangs, visitors could keep it waiting. */
        .places = {folder, "openid", workers > 1 ? workers - 1 : 1, 30}};

    OV_TRY(read_providers(arena, config, table, &s, err));
    OV_TRY(read_proxy(config, &s.proxy, err));
    if (s.n && !ov_oidc_url_allowed(s.site_url, true))
        return ov_fail(err, OV_INVALID,
                       "%s: site.url must be the portal's https address: providers send people "
                       "back to it",
                       ov_config_at(config, "site", "url"));
    *out = s;
    return OV_OK;
}

ov_status ov_oidc_files_check(const ov_config *config, const ov_oidc_settings *settings,
                              ov_err *err)
{
    for (size_t i = 0; i < settings->n; i++) {
        char section[sizeof PREFIX + NAME_MAX_LEN];

        (void)snprintf(section, sizeof section, PREFIX "%s", settings->providers[i].name);
        OV_TRY(ov_config_path_check(config, section, "client_secret_file", OV_PATH_SECRET, err));
        OV_TRY(ov_config_path_check(config, section, "ca_file", OV_PATH_FILE, err));
    }
    return OV_OK;
}

ov_status ov_oidc_check(const ov_config *config, const ov_oidc_settings *settings, ov_err *err)
{
    OV_TRY(ov_oidc_files_check(config, settings, err));
    if (!settings->n)
        return OV_OK;
    OV_TRY(ov_libcurl_open(err));
    return ov_libcjose_open(err);
}
