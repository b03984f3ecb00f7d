/* SPDX-License-Identifier: EUPL-1.2 */
/* unseen.c — what may be written without a visitor's page changing: such a write leaves the change
 * counter alone, so that nobody outside can tell that somebody works, and kept pages stay kept.
 * Whatever is not listed here raises it. docs/decisions/kept-pages.md says why;
 * tests/http/test_kept_pages.py empties every table of the list and finds no page changed. */
#include "db/driver.h"

#include <ctype.h>

/* Sorted. */
static const char *const tables[] = {"answer_history",
                                     "answer_lease",
                                     "approval",
                                     "approval_act",
                                     "decision_link",
                                     "diary_link",
                                     "draft",
                                     "draft_answer",
                                     "draft_file",
                                     "event",
                                     "event_head",
                                     "guest_link",
                                     "guest_signer",
                                     "half_sign_in",
                                     "internal_note",
                                     "kept_form",
                                     "link",
                                     "login_failure",
                                     "mail",
                                     "mail_attempt",
                                     "mail_return",
                                     "node_lease",
                                     "notice",
                                     "oidc_attempt",
                                     "once",
                                     "party_upload",
                                     "proposal_answer",
                                     "receipt_pdf",
                                     "receipt_post",
                                     "recovery_code",
                                     "referral",
                                     "referral_person",
                                     "referral_question",
                                     "round_post",
                                     "search_part",
                                     "search_term",
                                     "session",
                                     "staged_import",
                                     "stored_file"};

/* Statements on tables of which visitors see something else; of the last, that a search finds
 * what is still to be sorted in. Sorted. */
static const char *const statements[] = {"approval.review_state",
                                         "auth.account_rehash",
                                         "auth.account_signed_in",
                                         "chain.use",
                                         "consult.mark_working",
                                         "invite.acknowledge",
                                         "invite.seen",
                                         "search.todo_delete"};

static bool listed(const char *const *list, size_t n, const char *word, size_t len)
{
    size_t from = 0, to = n;

    while (from < to) {
        size_t at = from + (to - from) / 2;
        int order = strncmp(word, list[at], len);

        if (order == 0 && list[at][len] == '\0')
            return true;
        if (order > 0)
            from = at + 1;
        else
            to = at;
    }
    return false;
}

/* After "INSERT INTO", "UPDATE" or "DELETE FROM" stands a table's name in small letters; after the
 * UPDATE of ON CONFLICT and FOR UPDATE it does not. */
static bool seen_after(const char *text, const char *verb)
{
    size_t len = strlen(verb);

    for (const char *at = strstr(text, verb); at; at = strstr(at + len, verb)) {
        const char *name = at + len;
        size_t n = 0;

        while (islower((unsigned char)name[n]) || isdigit((unsigned char)name[n]) || name[n] == '_')
            n++;
        if (n && !listed(tables, OV_LEN(tables), name, n))
            return true;
    }
    return false;
}

bool ov_sql_seen(const ov_sql *sql)
{
    const char *texts[] = {sql->text, sql->pg_text};

    if (listed(statements, OV_LEN(statements), sql->name, strlen(sql->name)))
        return false;
    for (size_t i = 0; i < OV_LEN(texts); i++)
        if (texts[i] && (seen_after(texts[i], "INSERT INTO ") || seen_after(texts[i], "UPDATE ") ||
                         seen_after(texts[i], "DELETE FROM ")))
            return true;
    return false;
}
