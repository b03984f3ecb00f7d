/* SPDX-License-Identifier: EUPL-1.2 */
/* page.h — what a page function works with: the request, forms, views, answers. */
#ifndef OV_PLUGIN_PAGE_H
#define OV_PLUGIN_PAGE_H

#include "auth/auth.h"
#include "http/http.h"
#include "matter/matter.h"
#include "view/model.h"

typedef struct ov_req ov_req;
typedef struct ov_view ov_view;
typedef ov_status (*ov_page_fn)(ov_req *req);

/* ---- The request ---- */
OV_API ov_ctx *ov_req_ctx(ov_req *req);
OV_API ov_arena *ov_req_arena(ov_req *req);
OV_API const ov_http_request *ov_req_http(const ov_req *req);
OV_API const ov_matter *ov_req_matter(const ov_req *req); /* NULL outside /arende/… */
OV_API const char *
ov_req_arg(const ov_req *req,
           const char *name); /* :name of the route; a fault of ours when missing */
OV_API ov_status ov_req_arg_id(const ov_req *req, const char *name,
                               ov_id *out) OV_MUST_CHECK;             /* OV_NOT_FOUND unless 1… */
OV_API const char *ov_req_query(const ov_req *req, const char *name); /* NULL when absent */
OV_API bool ov_req_signed_in(const ov_req *req);
/* "/arende/halsoavtal-2026/remiss/1": the matter's address and a path below it ("" for the matter
 * itself). Owns: arena. */
OV_API char *ov_req_path(ov_req *req, const char *fmt, ...) OV_PRINTF(2, 3);
/* May the actor do this to something of org (0: none) in this matter? As ov_may. */
OV_API ov_status ov_req_may(ov_req *req, const char *action, ov_id org_id) OV_MUST_CHECK;
/* The same of an object whose owner or state matters; what it leaves open of the matter (0) is this
 * request's. */
OV_API ov_status ov_req_may_object(ov_req *req, const char *action,
                                   const ov_object *object) OV_MUST_CHECK;

/* This request calls a helper program and may take longer than serve.request_limit. */
OV_API void ov_req_may_take(const ov_req *req, int seconds);
/* The portal's address as readers write it, without a slash at its end; "" when unknown (site.url).
 */
OV_API const char *ov_req_site_url(const ov_req *req);
OV_API const char *ov_req_site_name(const ov_req *req);
/* Folder for the files of helper programs (paths.tmp). */
OV_API const char *ov_req_tmp_dir(const ov_req *req);

/* The session of somebody who is signed in; NULL for a visitor. */
OV_API const ov_session *ov_req_session(const ov_req *req);
OV_API const char *ov_req_theme(const ov_req *req); /* "light", "dark" or "auto" */
/* How many seconds until the session ends; 0 for a visitor. */
OV_API int64_t ov_req_seconds_left(const ov_req *req);
/* The time of day in Stockholm, "14.32": whole minutes, never later than at. Owns: arena. */
OV_API const char *ov_req_clock(const ov_req *req, ov_instant at);
/* The session's use has just been noted (ov_session_touch): it lasts so much longer. */
OV_API void ov_req_noted(ov_req *req);
/* Does a script ask, so that it wants a short answer and no page? */
OV_API bool ov_req_by_script(const ov_req *req);
/* After this page's answer: forms that were kept for the account are sent as if they came now, in
 * the session of this cookie, and their answer is given instead. kept_id 0: somebody signed in, and
 * drafts may be stored unasked; else just that form, under this page's token. */
OV_API void ov_req_resume(ov_req *req, const char *cookie, ov_id account_id, ov_id kept_id);
/* What came of a form by name and value, as people call them, for a page that gives it back:
 * list[{n, name, value}]. Returns how many. */
OV_API size_t ov_req_posted(const ov_req *req, const ov_pairs *form, ov_list *list);
/* A text for people that C code makes: its translation for the request's language, else itself. */
OV_API const char *ov_req_tr(const ov_req *req, const char *swedish);
/* The same for a text with conversions, filled in. A translation with other conversions is not
 * used. */
OV_API char *ov_req_say(const ov_req *req, const char *swedish, ...) OV_PRINTF(2, 3);
OV_API char *ov_req_vsay(const ov_req *req, const char *swedish, va_list args) OV_PRINTF(2, 0);
/* Is it an address of this portal ("/arenden?sida=2"), safe to send somebody to? */
OV_API bool ov_own_address(const char *address);
/* What a plugin calls its kind of matter and a state of it; the code itself when not loaded. */
OV_API const char *ov_kind_title(const ov_req *req, const char *plugin_id);
OV_API const char *ov_state_title(const ov_req *req, const char *plugin_id, const char *state);
/* Lets every plugin add to root.todo ("att göra för mig"). */
OV_API ov_status ov_todo_collect(ov_req *req, ov_view *view) OV_MUST_CHECK;

/* ---- Forms ---- */
typedef enum ov_input {
    OV_INPUT_TEXT,
    OV_INPUT_LONG_TEXT,
    OV_INPUT_INT,
    OV_INPUT_DAY,
    OV_INPUT_MONEY,
    OV_INPUT_CHOICE,
    OV_INPUT_HASH
} ov_input;
/* A declared field; {0} ends. min, max: characters for texts, value for numbers. choices: ended by
 * NULL. */
typedef struct ov_form_field {
    const char *name, *label; /* label as in "Kommentaren får …", Swedish */
    ov_input input;
    bool required;
    int64_t min, max;
    const char *const *choices;
} ov_form_field;
typedef struct ov_form ov_form;
/* Reads and checks the posted fields. Unknown fields are ignored. Never fails on bad input: ask
 * ov_form_ok. */
OV_API ov_form *ov_form_read(ov_req *req, const ov_form_field *fields);
OV_API bool ov_form_ok(const ov_form *form);
OV_API const char *
ov_form_text(const ov_form *form,
             const char *name); /* as written, "" when absent; CRLF made LF for long text */
OV_API int64_t ov_form_int(const ov_form *form,
                           const char *name); /* a checked number, 0 when absent; öre for money */
OV_API ov_day ov_form_day(const ov_form *form, const char *name);
/* Adds an error of the page's own beside a field: Swedish, said in the language of the request. */
OV_API void ov_form_error(ov_form *form, const char *name, const char *fmt, ...) OV_PRINTF(3, 4);
/* What is wrong with a field; NULL: nothing. */
OV_API const char *ov_form_fault(const ov_form *form, const char *name);
/* Gives the form back to the page: root.form.{name} = {value, error}, root.errors = [{field,
 * text}], root.has_errors; status 422 when there are errors. */
OV_API void ov_view_form(ov_view *view, const ov_form *form);

/* A command that must happen once (submit, publish): runs fn in ov_write under the form's token. fn
 * puts the address of the result into *location (in the arena). Answers 303 to it, also when the
 * same body comes again; another body under the same token is answered with the 409 page that shows
 * both. Returns what the page function shall return, after it has answered; when fn fails with
 * something the page wants to handle itself (OV_INVALID, OV_CONFLICT, OV_DENIED …) nothing is
 * answered and that status is returned. */
typedef ov_status (*ov_once_fn)(ov_ctx *ctx, void *arg, const char **location);
OV_API ov_status ov_req_once(ov_req *req, ov_once_fn fn, void *arg) OV_MUST_CHECK;

/* ---- Answers ---- */
/* A view on templates/<plugin>/NAME or templates/pages/NAME ("regional/frames" names the folder
 * itself). The layout's values (user, menu, token, language, theme) are there already. */
OV_API ov_view *ov_view_new(ov_req *req, const char *template_name);
OV_API ov_map *ov_view_root(ov_view *view);
OV_API void ov_view_title(ov_view *view, const char *title); /* before " – Överens" */
OV_API void ov_view_crumb(ov_view *view, const char *title,
                          const char *href); /* the trail under the matter; href NULL: this page */
OV_API void ov_view_rows(ov_view *view, const char *key, const ov_rows *rows,
                         const ov_field *fields);
OV_API void ov_view_status(ov_view *view, int status); /* default 200 */
/* The page is about this object ("version", 5): a link to its history at the end of the page, for
 * whoever has a role. */
OV_API void ov_view_history(ov_view *view, const char *kind, ov_id id);
/* The page shows something that changes at this instant (a deadline): no cached copy outlives it.
 * Midnight is always one. */
OV_API void ov_view_valid_until(ov_view *view, ov_instant at);
/* Renders and answers. Every ov_view ends with this. */
OV_API ov_status ov_view_send(ov_view *view) OV_MUST_CHECK;
/* Renders without answering: a document for a helper program, with title, site_name, site_owner
 * and site_url but nothing else of the layout. Owns: arena. */
OV_API ov_status ov_view_text(ov_view *view, const char *lang, ov_str *out) OV_MUST_CHECK;
/* A page with a form: makes sure that the layout has a token ({{token}}), and that nobody caches
 * it. */
OV_API void ov_view_needs_token(ov_view *view);

OV_API ov_status ov_send_nothing(ov_req *req) OV_MUST_CHECK; /* 204 */
OV_API ov_status ov_redirect(ov_req *req,
                             const char *location) OV_MUST_CHECK; /* 303 to an address of our own */
OV_API ov_status ov_send(ov_req *req, int status, const char *content_type,
                         ov_str body) OV_MUST_CHECK;
OV_API void ov_send_header(ov_req *req, const char *name,
                           const char *value); /* for the answer to come */
/* A cookie of the answer to come, as ov_http_cookie; the page is then never cached. */
OV_API void ov_send_cookie(ov_req *req, const char *name, const char *value, int max_age);
#define OV_LANG_COOKIE "overens-lang"   /* sv | en */
#define OV_THEME_COOKIE "overens-theme" /* light | dark | auto */
/* The error page: 400, 403, 404, 405, 409, 413, 422, 500, 503; text in Swedish for the reader, NULL
 * for the standard one. */
OV_API ov_status ov_refuse(ov_req *req, int status, const char *text) OV_MUST_CHECK;

/* ---- Mail ---- */
/* Subject and text of a mail from templates/mail/NAME.mustache, for ov_mail_add: the first line is
 * the subject, then an empty line and the text; nothing is escaped, {{#_}}…{{/_}} is translated to
 * lang ("sv", "en"; NULL: sv). site_name, site_owner, site_contact and site_url are put into
 * values. Do it before ov_write. OV_INTERNAL: the template is broken. Owns: values' arena. Jobs:
 * ov_mail_render (notify/mail_text.h). */
OV_API ov_status ov_req_mail_text(ov_req *req, const char *name, const char *lang, ov_map *values,
                                  const char **subject, const char **body) OV_MUST_CHECK;

/* Notes that the actor reads something protected: becomes an event when the page has been made and
 * before it is sent (no event, no page), but not again within ten minutes. Called anywhere in a
 * page function. object: "response/12", in the arena or static; role: ov_role_for(…). The answer is
 * kept from caches. */
OV_API void ov_req_read_logged(ov_req *req, const char *action, const char *object,
                               const char *role);

/* Does a new consultation's last day move off days of rest (consult.statutory)? */
OV_API bool ov_req_statutory(const ov_req *req);

/* Is there a mail server? Without one, mail waits in the outbox. */
OV_API bool ov_req_sends_mail(const ov_req *req);

/* The permission of a core route that only sets a cookie (theme, language): anybody, and a POST is
 * checked by Origin and Sec-Fetch-Site instead of a form token. */
#define OV_ORIGIN "origin"

#endif
