/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_check.c — what must be put right before a round is opened, and what to think of (features
 * 23 and 25). */
#include "consult/setup/setup_sql.h"

#include <string.h>

typedef struct checking {
    ov_ctx *ctx;
    const ov_consultation *c;
    ov_check *items;
    size_t n;
    bool blocked;
    ov_day first; /* the day on which it opens, as far as known */
    ov_deadline deadline;
} checking;

static void add(checking *k, ov_check item)
{
    if (k->n < OV_CHECKS_MOST)
        k->items[k->n++] = item;
    k->blocked = k->blocked || item.kind == OV_CHECK_BLOCKS;
}

static void block(checking *k, bool wrong, const char *page, const char *text)
{
    if (wrong)
        add(k, (ov_check){.kind = OV_CHECK_BLOCKS, .page = page, .text = text});
}

static bool empty(const char *text)
{
    return !text || !*text;
}

static void check_texts(checking *k)
{
    const ov_consultation *c = k->c;

    block(k, empty(c->intro), "text", "Skriv vad remissen gäller.");
    block(k, empty(c->decides), "text", "Skriv vem som beslutar, och om vad.");
    block(k, empty(c->how_to_answer), "text", "Skriv hur parterna svarar.");
    block(k, empty(c->next_steps), "text", "Skriv vad som händer sedan.");
    block(k, empty(c->contact_name), "text", "Skriv vem som svarar på frågor.");
    block(k, empty(c->contact_email) && empty(c->contact_phone), "text",
          "Skriv en e-postadress eller ett telefonnummer till den som svarar på frågor.");
    block(k, empty(c->dnr), "text", "Skriv remissens diarienummer.");
}

/* "Ale, Alingsås, Bengtsfors …". */
static const char *named(ov_ctx *ctx, const char *names, const char *name, size_t i)
{
    enum { SHOWN = 12 };

    if (i >= SHOWN)
        return i == SHOWN ? ov_printf(ctx->arena, "%s …", names) : names;
    return i ? ov_printf(ctx->arena, "%s, %s", names, name) : name;
}

static ov_status check_documents(checking *k)
{
    const ov_rows *documents, *newest;
    const char *names = NULL;
    int64_t older = 0;

    OV_TRY(ov_consultation_documents(k->ctx, k->c->id, &documents));
    block(k, documents->n == 0, "dokument", "Lägg till minst ett dokument.");
    OV_TRY(ov_setup_versions(k->ctx, k->c->matter_id, 0, &newest));
    for (size_t i = 0; i < documents->n; i++)
        for (size_t v = 0; v < newest->n; v++)
            if (ov_cell_int(newest, v, 0) == ov_cell_int(documents, i, 2) &&
                !ov_cell_int(newest, v, 4))
                names = named(k->ctx, names, ov_cell_text(documents, i, 6), (size_t)older++);
    if (older)
        add(k, (ov_check){.kind = OV_CHECK_WARNS,
                          .page = "dokument",
                          .text = "Det finns en nyare publicerad version av {n} dokument.",
                          .n = older,
                          .names = names});
    return OV_OK;
}

static ov_status check_parties(checking *k)
{
    const char *no_mail = NULL, *over = NULL;
    size_t without = 0, ended = 0;
    const ov_rows *rows;

    OV_TRY(ov_setup_parties(k->ctx, k->c->id, &rows));
    block(k, rows->n == 0, "mottagare", "Lägg till minst en mottagare.");
    for (size_t i = 0; i < rows->n; i++) {
        const char *name = ov_cell_text(rows, i, OV_RECIPIENT_NAME);
        ov_day last = ov_cell_day(rows, i, OV_RECIPIENT_ENDED);

        if (ov_cell_null(rows, i, OV_RECIPIENT_EMAIL))
            no_mail = named(k->ctx, no_mail, name, without++);
        if (last != OV_NO_DAY && last < k->deadline.last)
            over = named(k->ctx, over, name, ended++);
    }
    if (ended)
        add(k, (ov_check){.kind = OV_CHECK_WARNS,
                          .page = "mottagare",
                          .text = "{n} av {av} mottagare finns inte kvar på sista svarsdagen.",
                          .n = (int64_t)ended,
                          .of = (int64_t)rows->n,
                          .names = over});
    if (without)
        add(k, (ov_check){.kind = OV_CHECK_WARNS,
                          .page = "mottagare",
                          .text = "{n} av {av} mottagare saknar registratorns e-postadress i "
                                  "registret. De får inbjudan bara om någon där har ett konto.",
                          .n = (int64_t)without,
                          .of = (int64_t)rows->n,
                          .names = no_mail});
    return OV_OK;
}

static ov_status check_questions(checking *k)
{
    const ov_rows *rows, *grades;
    int64_t few, tried;

    OV_TRY(ov_setup_questions(k->ctx, k->c->id, &rows));
    block(k, rows->n == 0, "fragor", "Remissen har inga frågor. Lägg till minst en.");
    OV_TRY(
        ov_select_int(k->ctx, &ov_setup_sql[SETUP_ONE_CHOICE], OV_ARGS(ov_int(k->c->id)), 0, &few));
    block(k, few > 0, "fragor", "En fråga har färre än två val.");
    OV_TRY(ov_scale_grades(k->ctx, k->c->scale_id, &grades));
    block(k, grades->n < 2, "skala", "Skalan har färre än två ord.");
    OV_TRY(
        ov_select_int(k->ctx, &ov_setup_sql[SETUP_TESTED], OV_ARGS(ov_int(k->c->id)), 0, &tried));
    if (!tried && !strcmp(k->c->state, "draft"))
        add(k,
            (ov_check){.kind = OV_CHECK_WARNS,
                       .page = "prova",
                       .text = "Ingen har provat formuläret än. Svara på en fråga som om du vore "
                               "en part; provsvaret kastas när remissen öppnar."});
    return OV_OK;
}

/* Holidays that fall on a day when people would have worked, with their days. */
static void check_holidays(checking *k)
{
    const char *names = NULL;
    size_t n = 0;

    for (ov_day d = k->first; d <= k->deadline.last && d < k->first + 1000; d++)
        if (ov_weekday(d) < 6 && ov_rest_day(d)) {
            ov_civil date = ov_civil_from_day(d);

            names = named(
                k->ctx, names,
                ov_printf(k->ctx->arena, "%s (%d/%d)", ov_rest_day(d), date.day, date.month), n++);
        }
    if (n)
        add(k, (ov_check){.kind = OV_CHECK_TELLS,
                          .page = "tider",
                          .text = "{n} helgdagar och aftnar infaller på vardagar under svarstiden.",
                          .n = (int64_t)n,
                          .names = names});
}

static void check_times(checking *k)
{
    const ov_consultation *c = k->c;
    ov_day days = k->deadline.last - k->first + 1;

    block(k, k->deadline.at <= k->ctx->now || k->deadline.at <= c->opens_at, "tider",
          "Sista svarsdagen har passerat eller ligger före öppningen. Välj en senare dag.");
    if (!k->deadline.moved && ov_rest_day(k->deadline.last))
        add(k, (ov_check){.kind = OV_CHECK_WARNS,
                          .page = "tider",
                          .text = "Sista svarsdagen är ingen vardag.",
                          .names = ov_rest_day(k->deadline.last)});
    if (days < OV_PERIOD_SHORT)
        add(k,
            (ov_check){.kind = OV_CHECK_WARNS,
                       .page = "tider",
                       .text = "Svarstiden är {n} dagar. Nämnder behöver ofta {av} dagar för att "
                               "hinna bereda och besluta.",
                       .n = days > 0 ? days : 0,
                       .of = OV_PERIOD_SHORT});
    check_holidays(k);
}

/* "11 av 49 har inget sammanträde före sista svarsdagen". */
static ov_status check_meetings(checking *k)
{
    const char *none = NULL, *unknown = NULL;
    size_t n_none = 0, n_unknown = 0;
    const ov_rows *rows;

    OV_TRY(ov_setup_meetings(k->ctx, k->c->id, k->first, k->deadline.last + 1, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *name = ov_cell_text(rows, i, OV_MEETS_NAME);

        if (!ov_cell_null(rows, i, OV_MEETS_FIRST))
            continue;
        if (ov_cell_int(rows, i, OV_MEETS_LATER))
            none = named(k->ctx, none, name, n_none++);
        else
            unknown = named(k->ctx, unknown, name, n_unknown++);
    }
    if (n_none)
        add(k, (ov_check){.kind = OV_CHECK_WARNS,
                          .page = "tider",
                          .text = "{n} av {av} har inget sammanträde före sista svarsdagen.",
                          .n = (int64_t)n_none,
                          .of = (int64_t)rows->n,
                          .names = none});
    if (n_unknown)
        add(k, (ov_check){.kind = OV_CHECK_TELLS,
                          .page = "tider",
                          .text = "För {n} av {av} säger registret inte när de sammanträder.",
                          .n = (int64_t)n_unknown,
                          .of = (int64_t)rows->n,
                          .names = unknown});
    return OV_OK;
}

ov_status ov_setup_check(ov_ctx *ctx, const ov_consultation *c, const ov_check **out, size_t *n,
                         bool *blocked)
{
    ov_day day = c->asked_day == OV_NO_DAY ? c->deadline_day : c->asked_day;
    checking k = {.ctx = ctx,
                  .c = c,
                  .items = ov_calloc(ctx->arena, OV_CHECKS_MOST, sizeof(ov_check)),
                  .first = ov_stockholm_day(c->opens_at > ctx->now ? c->opens_at : ctx->now),
                  .deadline = ov_deadline_resolve(day, c->statutory)};

    check_texts(&k);
    OV_TRY(check_documents(&k));
    OV_TRY(check_parties(&k));
    OV_TRY(check_questions(&k));
    check_times(&k);
    OV_TRY(check_meetings(&k));
    *out = k.items;
    *n = k.n;
    *blocked = k.blocked;
    return OV_OK;
}
