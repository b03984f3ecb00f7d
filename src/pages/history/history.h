/* SPDX-License-Identifier: EUPL-1.2 */
/* history.h — the event log for readers: what an action is called, what its object is, and who may
 * know of it. */
#ifndef OV_PAGES_HISTORY_H
#define OV_PAGES_HISTORY_H

#include "audit/audit.h"
#include "plugin/page.h"

/* What an action is called, as the rest of a sentence that begins with who: {"text.published",
 * "Publicerade texten"}. {0} ends. Every action that the source writes has one
 * (tests/house/test_house_history.py). */
typedef struct ov_event_word {
    const char *action, *text;
} ov_event_word;
extern const ov_event_word ov_event_words[];
/* A plugin's own, added once at its start; static, ended by {0}. */
OV_API void ov_event_words_add(const ov_event_word *words);
/* Swedish; NULL when nobody has named the action. */
const char *ov_event_text(const char *action);

/* Who may see the history of a kind of object. */
typedef enum ov_thing_rule {
    OV_SEE_PUBLIC,    /* when public: whoever has a role; else who reads the matter's drafts */
    OV_SEE_PARTY,     /* the party itself, who runs the matter, the auditor */
    OV_SEE_DRAFT,     /* the party's own people; what staff type in: who runs the matter */
    OV_SEE_STATEMENT, /* when public as above; else who prepares the recipient's statements */
    OV_SEE_IMPORT,    /* who reads in texts in the matter */
    OV_SEE_PEOPLE,    /* the person; the organisation's administrator, system administrators, the
                         auditor */
    OV_SEE_SYSTEM     /* system administrators, the auditor */
} ov_thing_rule;

typedef struct ov_thing_kind {
    const char *prefix; /* "version" */
    const char *title;  /* "Text" */
    const ov_sql *sql;  /* $1 its id: title, address (NULL: none), matter, matter's owner,
                           organisation, account, 1: public, 2: a working version, 0: a draft */
    ov_thing_rule rule;
} ov_thing_kind;
extern const ov_thing_kind ov_thing_kinds[]; /* {0} ends */
/* A plugin's own, as ov_event_words_add. */
OV_API void ov_thing_kinds_add(const ov_thing_kind *kinds);
const ov_thing_kind *
ov_thing_kind_of(const char *object); /* of "version/5/node/2"; NULL: unknown */

/* An object that the reader may know of. */
typedef struct ov_thing {
    const ov_thing_kind *kind;
    const char *title, *href; /* href may be NULL */
    ov_id matter_id, matter_org_id, org_id, account_id;
    bool names; /* may the reader know the names of people of other organisations in it? */
} ov_thing;
/* The object of an event. OV_NOT_FOUND: unknown, gone, or not the reader's to know of: the same
 * that the object's own page says. */
ov_status ov_thing_find(ov_req *req, const char *object, ov_thing *out) OV_MUST_CHECK;

/* Does the reader see events of this kind in the whole log: auditors all, system administrators
 * those of people, organisations and the portal itself (domain.md: no right to contents)? */
bool ov_event_listed(ov_req *req, const char *object);

/* list += {seq, at, at_iso, who, org, role, what, action, thing, thing_title, href}. */
ov_status ov_event_item(ov_req *req, ov_list *list, const ov_rows *rows, size_t row,
                        const ov_thing *thing) OV_MUST_CHECK;
/* The same for events that the reader may see, at most so many; *last: the number to go on below,
 * 0 when there are no more. */
ov_status ov_event_items(ov_req *req, ov_list *list, const ov_rows *rows, size_t most,
                         int64_t *last) OV_MUST_CHECK;

extern const ov_sql ov_history_sql[];
enum {
    HISTORY_ACTOR,
    HISTORY_LOGIN_OF,
    HISTORY_OF_MATTER,
    HISTORY_OF_PERSON,
    HISTORY_MATTER,
    HISTORY_VERSION,
    HISTORY_PROVISION,
    HISTORY_PARTY,
    HISTORY_DOCUMENT,
    HISTORY_NODE,
    HISTORY_TERM,
    HISTORY_IMPORT,
    HISTORY_CONSULTATION,
    HISTORY_RESPONSE,
    HISTORY_DRAFT,
    HISTORY_STATEMENT,
    HISTORY_PARAMS,
    HISTORY_ORGANISATION,
    HISTORY_ACCOUNT,
    HISTORY_SESSION,
    HISTORY_MAIL,
    HISTORY_BODY,
    HISTORY_GROUP,
    HISTORY_CHAIN,
    HISTORY_MANDATE,
    HISTORY_LOG
};

/* The extract of everything that is kept about a person, as JSON (GDPR, articles 15 and 20); no
 * secrets. whole: also what is the person's alone (what is ticked as read). Only reads; the caller
 * writes the event account.extracted. OV_NOT_FOUND: no such account. */
OV_API ov_status ov_person_extract(ov_ctx *ctx, ov_id account_id, bool whole,
                                   ov_str *json) OV_MUST_CHECK;
extern const ov_sql ov_person_sql[];

ov_status ov_page_history(ov_req *req);        /* /historik/:kind/:id           */
ov_status ov_page_own_history(ov_req *req);    /* /konto/historik               */
ov_status ov_page_own_extract(ov_req *req);    /* /konto/uppgifter.json         */
ov_status ov_page_person_extract(ov_req *req); /* /admin/uppgifter/:id          */
ov_status ov_page_admin_events(ov_req *req);   /* /admin/handelser              */
ov_status ov_page_events_csv(ov_req *req);     /* /admin/handelser.csv          */
ov_status ov_page_events_json(ov_req *req);    /* /admin/handelser.json         */

#endif
