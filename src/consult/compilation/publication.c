/* SPDX-License-Identifier: EUPL-1.2 */
/* publication.c — publishing a compilation, taking it back, and the looks at texts before it. */
#include "consult/compilation/publication.h"

#include "audit/audit.h"
#include "auth/auth.h"
#include "util/clock.h"
#include "util/hash.h"

#include <string.h>

enum {
    PUBLICATION_NOW,
    PUBLICATION_LIST,
    PUBLICATION_ADD,
    PUBLICATION_END,
    PUBLICATION_MARK,
    SCREENING_TEXT,
    SCREENING_ADD,
    SCREENING_DROP,
    SCREENING_UNDO,
    SCREENING_OF,
    SCREENING_LIST,
    SCREENING_TEXTS,
    SCREENING_NAMES
};

const ov_sql ov_publication_sql[] = {
    [PUBLICATION_NOW] = {"publication.now",
                         "SELECT p.id, p.scope, p.files, p.query, p.hash, p.figures, p.made_at, "
                         "a.name FROM round_publication p LEFT JOIN account a ON a.id = p.made_by "
                         "WHERE p.consultation_id = $1 AND p.ended_at IS NULL",
                         NULL},
    [PUBLICATION_LIST] = {"publication.list",
                          "SELECT p.made_at, p.scope, p.files, a.name, p.ended_at, p.ended_why, "
                          "b.name, p.hash FROM round_publication p "
                          "LEFT JOIN account a ON a.id = p.made_by "
                          "LEFT JOIN account b ON b.id = p.ended_by "
                          "WHERE p.consultation_id = $1 ORDER BY p.id DESC",
                          NULL},
    [PUBLICATION_ADD] = {"publication.add",
                         "INSERT INTO round_publication (consultation_id, scope, files, query, "
                         "hash, figures, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                         "RETURNING id",
                         NULL},
    [PUBLICATION_END] = {"publication.end",
                         "UPDATE round_publication SET ended_at = $2, ended_by = $3, "
                         "ended_why = $4 WHERE consultation_id = $1 AND ended_at IS NULL",
                         NULL},
    [PUBLICATION_MARK] = {"publication.mark",
                          "UPDATE consultation SET published_at = $2, row_version = row_version + "
                          "1 WHERE id = $1",
                          NULL},
    [SCREENING_TEXT] = {"screening.text",
                        "SELECT CASE WHEN $4 = 'comment' THEN a.comment ELSE "
                        "COALESCE(a.wording, '') END FROM response_answer a "
                        "JOIN response r ON r.id = a.response_id WHERE r.consultation_id = $1 "
                        "AND a.response_id = $2 AND a.question_id = $3",
                        NULL},
    [SCREENING_ADD] = {"screening.add",
                       "INSERT INTO screening (consultation_id, response_id, question_id, field, "
                       "from_byte, to_byte, hidden, reason, made_at, made_by) "
                       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
                       NULL},
    [SCREENING_DROP] = {"screening.drop",
                        "UPDATE screening SET undone_at = $6, undone_by = $7 "
                        "WHERE response_id = $1 AND question_id = $2 AND field = $3 "
                        "AND from_byte = $4 AND to_byte = $5 AND undone_at IS NULL",
                        NULL},
    [SCREENING_UNDO] = {"screening.undo",
                        "UPDATE screening SET undone_at = $3, undone_by = $4 WHERE id = $2 "
                        "AND consultation_id = $1 AND undone_at IS NULL",
                        NULL},
    [SCREENING_OF] = {"screening.of",
                      "SELECT response_id FROM screening WHERE id = $2 AND consultation_id = $1",
                      NULL},
    [SCREENING_LIST] =
        {"screening.list",
         "SELECT s.id, s.response_id, s.question_id, s.field, s.from_byte, s.to_byte, s.hidden, "
         "s.reason, s.made_at, u.name, q.n, r.party_name, CASE WHEN s.field = 'comment' "
         "THEN a.comment ELSE COALESCE(a.wording, '') END FROM screening s "
         "JOIN response r ON r.id = s.response_id JOIN question q ON q.id = s.question_id "
         "JOIN response_answer a ON a.response_id = s.response_id "
         "AND a.question_id = s.question_id LEFT JOIN account u ON u.id = s.made_by "
         "WHERE s.consultation_id = $1 AND s.undone_at IS NULL ORDER BY s.id DESC",
         NULL},
    [SCREENING_TEXTS] =
        {"screening.texts",
         "SELECT k.response_id, a.question_id, a.comment, COALESCE(a.wording, ''), r.party_name, "
         "q.n, q.number, q.heading FROM counted k JOIN response r ON r.id = k.response_id "
         "JOIN response_answer a ON a.response_id = k.response_id "
         "JOIN question q ON q.id = a.question_id WHERE k.consultation_id = $1 "
         "AND k.class IN ('official', 'council') AND r.respondent IS NULL "
         "AND (a.comment <> '' OR a.wording IS NOT NULL) ORDER BY r.party_code, q.n",
         NULL},
    [SCREENING_NAMES] = {"screening.names",
                         "SELECT DISTINCT r.respondent FROM response r "
                         "WHERE r.consultation_id = $1 AND r.class = 'private' "
                         "AND r.respondent IS NOT NULL ORDER BY r.respondent",
                         NULL},
    {0},
};

/* ---- Publishing ---- */

ov_status ov_publication_now(ov_ctx *ctx, ov_id consultation_id, ov_publication *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_publication_sql[PUBLICATION_NOW],
                         OV_ARGS(ov_int(consultation_id)), &rows));
    *out = (ov_publication){
        .id = ov_cell_int(rows, 0, 0),
        .scope = ov_cell_text(rows, 0, 1),
        .files = ov_cell_int(rows, 0, 2) != 0,
        .query = ov_cell_text(rows, 0, 3),
        .hash = ov_cell_text(rows, 0, 4),
        .figures = ov_cell_text(rows, 0, 5),
        .made_at = ov_cell_int(rows, 0, 6),
        .made_name = ov_cell_text(rows, 0, 7),
    };
    return OV_OK;
}

ov_status ov_publications(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_publication_sql[PUBLICATION_LIST], OV_ARGS(ov_int(consultation_id)),
                     out);
}

static ov_status tell(ov_ctx *ctx, ov_id consultation_id, const char *action, const char *hash)
{
    return ov_audit(ctx, &(ov_event){.action = action,
                                     .object = ov_printf(ctx->arena, "consultation/%lld",
                                                         (long long)consultation_id),
                                     .role = ov_role_for(ctx, "consult.publish", NULL),
                                     .after = hash});
}

static ov_status end(ov_ctx *ctx, ov_id consultation_id, const char *why, int64_t *changed)
{
    return ov_exec(ctx, &ov_publication_sql[PUBLICATION_END],
                   OV_ARGS(ov_int(consultation_id), ov_int(ov_now()),
                           ov_id_or_null(ctx->actor.account_id), ov_text(why)),
                   changed);
}

ov_status ov_round_publish(ov_ctx *ctx, const ov_consultation *c, const char *scope, bool files,
                           const char *query, ov_str figures)
{
    char hash[OV_HASH_HEX];
    ov_instant now = ov_now();
    ov_id id;

    if (ctx->received < c->closes_at)
        return ov_fail(&ctx->err, OV_DENIED, "a party can still answer in time");
    ov_sha256_hex(figures, hash);
    OV_TRY(end(ctx, c->id, "Publicerad på nytt", NULL));
    OV_TRY(ov_insert(ctx, &ov_publication_sql[PUBLICATION_ADD],
                     OV_ARGS(ov_int(c->id), ov_text(scope), ov_int(files), ov_text(query),
                             ov_text(hash), ov_text_str(figures), ov_int(now),
                             ov_id_or_null(ctx->actor.account_id)),
                     &id));
    OV_TRY(ov_exec(ctx, &ov_publication_sql[PUBLICATION_MARK],
                   OV_ARGS(ov_int(c->id), ov_int(ctx->received)), NULL));
    return tell(ctx, c->id, "consultation.published", ov_strdup(ctx->arena, hash));
}

ov_status ov_round_unpublish(ov_ctx *ctx, const ov_consultation *c, const char *why)
{
    if (!c->published_at)
        return ov_fail(&ctx->err, OV_CONFLICT, "nothing is published");
    OV_TRY(end(ctx, c->id, why, NULL));
    OV_TRY(ov_exec(ctx, &ov_publication_sql[PUBLICATION_MARK], OV_ARGS(ov_int(c->id), ov_null()),
                   NULL));
    return tell(ctx, c->id, "consultation.unpublished", NULL);
}

/* ---- Looks ---- */

static ov_status tell_response(ov_ctx *ctx, ov_id response, const char *action)
{
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "response/%lld", (long long)response),
                         .role = ov_role_for(ctx, "consult.publish", NULL)});
}

/* Would a cut here split a character of UTF-8? */
static bool in_letter(ov_str text, size_t at)
{
    return at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80;
}

ov_status ov_screening_add(ov_ctx *ctx, ov_id consultation_id, const ov_stretch *s, bool hidden,
                           const char *reason)
{
    ov_val now = ov_int(ov_now()), by = ov_id_or_null(ctx->actor.account_id);
    const ov_rows *rows;
    ov_str text;
    ov_id id;

    OV_TRY(ov_select_row(ctx, &ov_publication_sql[SCREENING_TEXT],
                         OV_ARGS(ov_int(consultation_id), ov_int(s->response_id),
                                 ov_int(s->question_id), ov_text(s->field)),
                         &rows));
    text = ov_cell_str(rows, 0, 0);
    if (s->from >= s->to || s->to > text.len || in_letter(text, s->from) || in_letter(text, s->to))
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no such stretch of text");
    OV_TRY(ov_exec(ctx, &ov_publication_sql[SCREENING_DROP],
                   OV_ARGS(ov_int(s->response_id), ov_int(s->question_id), ov_text(s->field),
                           ov_int((int64_t)s->from), ov_int((int64_t)s->to), now, by),
                   NULL));
    OV_TRY(ov_insert(ctx, &ov_publication_sql[SCREENING_ADD],
                     OV_ARGS(ov_int(consultation_id), ov_int(s->response_id),
                             ov_int(s->question_id), ov_text(s->field), ov_int((int64_t)s->from),
                             ov_int((int64_t)s->to), ov_int(hidden), ov_text(reason), now, by),
                     &id));
    return tell_response(ctx, s->response_id, hidden ? "response.masked" : "response.cleared");
}

ov_status ov_screening_undo(ov_ctx *ctx, ov_id consultation_id, ov_id id)
{
    const ov_rows *rows;
    int64_t changed;

    OV_TRY(ov_select_row(ctx, &ov_publication_sql[SCREENING_OF],
                         OV_ARGS(ov_int(consultation_id), ov_int(id)), &rows));
    OV_TRY(ov_exec(ctx, &ov_publication_sql[SCREENING_UNDO],
                   OV_ARGS(ov_int(consultation_id), ov_int(id), ov_int(ov_now()),
                           ov_id_or_null(ctx->actor.account_id)),
                   &changed));
    return changed ? tell_response(ctx, ov_cell_int(rows, 0, 0), "response.unmasked") : OV_OK;
}

ov_status ov_screenings(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_publication_sql[SCREENING_LIST], OV_ARGS(ov_int(consultation_id)),
                     out);
}

/* ---- Finding ---- */

enum { L_ID, L_RESPONSE, L_QUESTION, L_FIELD, L_FROM, L_TO };
enum { T_RESPONSE, T_QUESTION, T_COMMENT, T_WORDING, T_PARTY, T_N, T_NUMBER, T_HEADING };
static const char *const fields[] = {"comment", "wording"};

/* Has somebody looked at the whole of it? */
static bool seen(const ov_rows *looks, const ov_stretch *s)
{
    for (size_t i = 0; i < looks->n; i++)
        if (ov_cell_int(looks, i, L_RESPONSE) == s->response_id &&
            ov_cell_int(looks, i, L_QUESTION) == s->question_id &&
            !strcmp(ov_cell_text(looks, i, L_FIELD), s->field) &&
            (size_t)ov_cell_int(looks, i, L_FROM) <= s->from &&
            (size_t)ov_cell_int(looks, i, L_TO) >= s->to)
            return true;
    return false;
}

/* So many bytes before and after, whole characters. */
static void add_context(ov_finding *f, ov_str text)
{
    enum { AROUND = 60 };
    size_t from = f->where.from > AROUND ? f->where.from - AROUND : 0;
    size_t to = text.len - f->where.to > AROUND ? f->where.to + AROUND : text.len;

    while (in_letter(text, from))
        from--;
    while (in_letter(text, to))
        to++;
    f->before = (ov_str){text.ptr + from, f->where.from - from};
    f->text = (ov_str){text.ptr + f->where.from, f->where.to - f->where.from};
    f->after = (ov_str){text.ptr + f->where.to, to - f->where.to};
}

static const char *const *private_names(ov_ctx *ctx, const ov_rows *rows)
{
    const char **names = ov_calloc(ctx->arena, rows->n + 1, sizeof *names);

    for (size_t i = 0; i < rows->n; i++)
        names[i] = ov_cell_text(rows, i, 0);
    return names;
}

ov_status ov_findings(ov_ctx *ctx, ov_id consultation_id, const ov_finding **out, size_t *n)
{
    const ov_val id[] = {ov_int(consultation_id)};
    const ov_rows *texts, *looks, *people;
    const char *const *names;
    ov_finding *found;
    size_t used = 0;

    OV_TRY(ov_select(ctx, &ov_publication_sql[SCREENING_TEXTS], id, 1, &texts));
    OV_TRY(ov_select(ctx, &ov_publication_sql[SCREENING_NAMES], id, 1, &people));
    OV_TRY(ov_screenings(ctx, consultation_id, &looks));
    names = private_names(ctx, people);
    found = ov_calloc(ctx->arena, OV_FINDINGS_MOST, sizeof *found);
    for (size_t cell = 0; cell < 2 * texts->n && used < OV_FINDINGS_MOST; cell++) {
        ov_str text = ov_cell_str(texts, cell / 2, T_COMMENT + cell % 2);
        const ov_screen_hit *hits;
        size_t n_hits = text.len ? ov_screen(ctx->arena, text, names, &hits) : 0;

        for (size_t h = 0; h < n_hits && used < OV_FINDINGS_MOST; h++) {
            ov_finding *f = &found[used];

            *f = (ov_finding){.where = {ov_cell_int(texts, cell / 2, T_RESPONSE),
                                        ov_cell_int(texts, cell / 2, T_QUESTION), fields[cell % 2],
                                        hits[h].from, hits[h].to},
                              .kind = hits[h].kind,
                              .party = ov_cell_text(texts, cell / 2, T_PARTY),
                              .n = ov_cell_int(texts, cell / 2, T_N),
                              .number = ov_cell_text(texts, cell / 2, T_NUMBER),
                              .heading = ov_cell_text(texts, cell / 2, T_HEADING)};
            if (seen(looks, &f->where))
                continue;
            add_context(f, text);
            used++;
        }
    }
    *out = found;
    *n = used;
    return OV_OK;
}

ov_status ov_findings_of(ov_ctx *ctx, ov_id consultation_id, const char *words,
                         const ov_stretch **out, size_t *n)
{
    size_t length = strlen(words), used = 0;
    const ov_rows *texts;
    ov_stretch *found;

    OV_TRY(ov_select(ctx, &ov_publication_sql[SCREENING_TEXTS], OV_ARGS(ov_int(consultation_id)),
                     &texts));
    found = ov_calloc(ctx->arena, OV_FINDINGS_MOST, sizeof *found);
    for (size_t cell = 0; length && cell < 2 * texts->n; cell++) {
        ov_str text = ov_cell_str(texts, cell / 2, T_COMMENT + cell % 2);
        size_t at = 0;

        while (used < OV_FINDINGS_MOST && at + length <= text.len) {
            const char *hit = memmem(text.ptr + at, text.len - at, words, length);

            if (!hit)
                break;
            at = (size_t)(hit - text.ptr) + length;
            found[used++] = (ov_stretch){ov_cell_int(texts, cell / 2, T_RESPONSE),
                                         ov_cell_int(texts, cell / 2, T_QUESTION), fields[cell % 2],
                                         at - length, at};
        }
    }
    *out = found;
    *n = used;
    return OV_OK;
}
