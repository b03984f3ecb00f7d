/* SPDX-License-Identifier: EUPL-1.2 */
/* portal_fixture.h — a portal in a temporary folder with one plugin of the test's own, asked
 * without a web server. */
#ifndef OV_TESTS_PORTAL_FIXTURE_H
#define OV_TESTS_PORTAL_FIXTURE_H

#include "portal/app_inside.h"
#include "tests/unit/testdb.h"

typedef struct fixture {
    char dir[64];
    ov_db *db; /* as migrated; the app has its own connection */
    ov_app *app;
    ov_arena *arena; /* of the request in hand */
    ov_http_response response;
    const char *session, *secret; /* of anna, who is signed in when session is set */
    ov_id matter_id, org_id, other_org_id;
} fixture;
extern fixture fx;

/* What a test asks for; everything else is as a quiet browser sends it. */
typedef struct ask {
    const char *method, *path, *query, *form, *cookies, *origin, *fetch_site, *if_none_match,
        *accept_encoding;
    ov_instant received; /* 0: now */
    ov_status error;
} ask;

/* Before and after each test (in its own process). plugin is added under its id, and a matter
 * "prov" of that kind is there. cache: keep visitors' pages. */
void fixture_open(ov_engine engine, const ov_plugin *plugin, bool cache);
void fixture_close(void);
/* Asks; the answer stands in fx.response until the next call. */
int ask_for(ask what);
#define GET(...) ask_for((ask){.method = "GET", __VA_ARGS__})
#define POST(...) ask_for((ask){.method = "POST", __VA_ARGS__})
/* A header's value, "" when it is not there; the latest answer's body. */
const char *header_of(const char *name);
const char *body(void);
/* anna: process_leader of the organisation that owns the matter. Cookies are sent from then on. */
void sign_in(void);
/* A form with a good token for anna (or for the visitor's secret) in front. */
const char *with_token(const char *secret, const char *form);
/* Writes a file below the fixture's folder; folders are made. */
void write_file(const char *name, const char *text);
/* A write that visitors may see, which raises change_seq; and one that is nobody's business. */
void something_changes(void);
void somebody_works(void);

#endif
