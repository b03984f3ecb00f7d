/* SPDX-License-Identifier: EUPL-1.2 */
/* setup.c — a round being made: begun, its texts and times, checked, opened by a second person. */
#include "consult/setup/setup_sql.h"

#include "matter/matter.h"
#include "text/text.h"

#include <string.h>

ov_status ov_setups(ov_ctx *ctx, ov_id matter_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_setup_sql[SETUP_LIST], OV_ARGS(ov_int(matter_id)), out);
}

ov_status ov_setup_event(ov_ctx *ctx, ov_id id, const char *action)
{
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "consultation/%lld", (long long)id)});
}

ov_status ov_setup_hold(ov_ctx *ctx, ov_id id)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_TOUCH], OV_ARGS(ov_int(id)), &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "round %lld is no draft", (long long)id);
    return OV_OK;
}

static ov_status conflict_unless(ov_ctx *ctx, int64_t changed)
{
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "somebody else changed the round meanwhile");
    return OV_OK;
}

ov_status ov_setup_hold_questions(ov_ctx *ctx, ov_id id, int64_t row)
{
    int64_t changed;

    OV_TRY(ov_setup_hold(ctx, id));
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_QUESTIONS_ROW], OV_ARGS(ov_int(id), ov_int(row)),
                   &changed));
    return conflict_unless(ctx, changed);
}

ov_status ov_setup_rows_get(ov_ctx *ctx, ov_id id, ov_setup_rows *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_setup_sql[SETUP_ROWS], OV_ARGS(ov_int(id)), &rows));
    *out = (ov_setup_rows){.text = ov_cell_int(rows, 0, 0),
                           .times = ov_cell_int(rows, 0, 1),
                           .questions = ov_cell_int(rows, 0, 2)};
    return OV_OK;
}

/* ---- Begun and discarded ---- */

/* What the owner's last round said, else the matter. */
static ov_status usual_words(ov_ctx *ctx, ov_consultation *c)
{
    const ov_rows *last;
    ov_matter matter;

    OV_TRY(ov_matter_get(ctx, c->matter_id, &matter));
    OV_TRY(ov_select(ctx, &ov_setup_sql[SETUP_LAST], OV_ARGS(ov_int(c->matter_id)), &last));
    c->decides = matter.who_decides;
    c->how_to_answer = matter.how_to_answer;
    c->next_steps = matter.what_next;
    c->dnr = matter.dnr;
    c->contact_name = ctx->actor.name;
    if (!last->n)
        return OV_OK;
    c->decides = ov_cell_null(last, 0, 0) ? c->decides : ov_cell_text(last, 0, 0);
    c->how_to_answer = ov_cell_null(last, 0, 1) ? c->how_to_answer : ov_cell_text(last, 0, 1);
    c->next_steps = ov_cell_null(last, 0, 2) ? c->next_steps : ov_cell_text(last, 0, 2);
    c->contact_name = ov_cell_text(last, 0, 3);
    c->contact_email = ov_cell_text(last, 0, 4);
    c->contact_phone = ov_cell_text(last, 0, 5);
    c->statutory = ov_cell_int(last, 0, 6) != 0;
    return OV_OK;
}

static bool fits(const char *text, size_t most)
{
    size_t n = text ? ov_utf8_length(ov_str_from(text)) : 0;

    return n >= 1 && n <= most;
}

ov_status ov_setup_begin(ov_ctx *ctx, ov_id matter_id, const char *title, ov_id version_id,
                         ov_day day, bool statutory, ov_id *id)
{
    ov_consultation c = {.matter_id = matter_id,
                         .title = title,
                         .version_id = version_id,
                         .deadline_day = day,
                         .asked_day = day,
                         .statutory = statutory,
                         .state = "draft"};

    if (!fits(title, 200) || day < ov_stockholm_day(ctx->now))
        return ov_fail(&ctx->err, OV_INVALID, "a round needs a title and a day to come");
    OV_TRY(usual_words(ctx, &c));
    OV_TRY(ov_consultation_add(ctx, &c, &c.id));
    OV_TRY(ov_setup_text(ctx, &c, 1));
    *id = c.id;
    return OV_OK;
}

ov_status ov_setup_discard(ov_ctx *ctx, ov_id id, int64_t row_version)
{
    static const int order[] = {SETUP_TEST_ANSWERS_DROP, SETUP_TESTS_DROP,     SETUP_DROP_PARTIES,
                                SETUP_DROP_QUESTIONS,    SETUP_DROP_DOCUMENTS, SETUP_SCALE_DEFAULT,
                                SETUP_DROP_GRADES,       SETUP_DROP_SCALES,    SETUP_DROP};
    ov_consultation c;

    OV_TRY(ov_consultation_any(ctx, 0, id, &c));
    if (c.row_version != row_version)
        return ov_fail(&ctx->err, OV_CONFLICT, "somebody else changed the round meanwhile");
    OV_TRY(ov_setup_hold(ctx, id));
    for (size_t i = 0; i < OV_LEN(order); i++)
        OV_TRY(ov_exec(ctx, &ov_setup_sql[order[i]], OV_ARGS(ov_int(id)), NULL));
    return ov_setup_event(ctx, id, "consultation.discarded");
}

/* ---- Texts and times ---- */

ov_status ov_setup_text(ov_ctx *ctx, const ov_consultation *c, int64_t row)
{
    int64_t changed;

    if (!fits(c->title, 200))
        return ov_fail(&ctx->err, OV_INVALID, "a round needs a title");
    OV_TRY(ov_setup_hold(ctx, c->id));
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_TEXT],
                   OV_ARGS(ov_int(c->id), ov_text(c->title), ov_text(c->intro), ov_text(c->decides),
                           ov_text(c->how_to_answer), ov_text(c->next_steps),
                           ov_text(c->contact_name), ov_text(c->contact_email),
                           ov_text(c->contact_phone), ov_text(c->dnr), ov_int(row)),
                   &changed));
    OV_TRY(conflict_unless(ctx, changed));
    return ov_setup_event(ctx, c->id, "consultation.text_changed");
}

ov_status ov_setup_times(ov_ctx *ctx, const ov_consultation *c, int64_t row)
{
    const ov_deadline deadline = ov_deadline_resolve(c->asked_day, c->statutory);
    int64_t changed;

    if (deadline.at <= ctx->now || deadline.at <= c->opens_at)
        return ov_fail(&ctx->err, OV_INVALID, "the round closes before it opens");
    OV_TRY(ov_setup_hold(ctx, c->id));
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_TIMES],
                   OV_ARGS(ov_int(c->id), ov_int(c->asked_day), ov_int(c->statutory),
                           ov_int(deadline.last), ov_int(deadline.at), ov_int(c->opens_at),
                           ov_int(c->refuse_late), ov_int(row)),
                   &changed));
    OV_TRY(conflict_unless(ctx, changed));
    return ov_setup_event(ctx, c->id, "consultation.times_changed");
}

/* ---- Trying it ---- */

ov_status ov_setup_test(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, bool begin,
                        ov_id *draft_id)
{
    ov_id found;

    OV_TRY(ov_select_int(ctx, &ov_setup_sql[SETUP_TEST],
                         OV_ARGS(ov_int(c->id), ov_int(ctx->actor.account_id)), 0, &found));
    if (!found && begin) {
        OV_TRY(ov_insert(
            ctx, &ov_setup_sql[SETUP_TEST_ADD],
            OV_ARGS(ov_int(c->id), ov_int(org_id), ov_int(ctx->now), ov_int(ctx->actor.account_id)),
            &found));
        OV_TRY(ov_setup_event(ctx, c->id, "consultation.tried"));
    }
    *draft_id = found;
    return OV_OK;
}

/* ---- Two persons ---- */

static ov_status nothing_blocks(ov_ctx *ctx, const ov_consultation *c)
{
    const ov_check *checks;
    bool blocked;
    size_t n;

    OV_TRY(ov_setup_check(ctx, c, &checks, &n, &blocked));
    if (blocked)
        return ov_fail(&ctx->err, OV_INVALID, "something must be put right first");
    return OV_OK;
}

ov_status ov_setup_done(ov_ctx *ctx, const ov_consultation *c, int64_t row_version)
{
    ov_consultation now;
    int64_t changed;

    OV_TRY(ov_consultation_any(ctx, c->matter_id, c->id, &now));
    OV_TRY(nothing_blocks(ctx, &now));
    OV_TRY(
        ov_exec(ctx, &ov_setup_sql[SETUP_CHECKED],
                OV_ARGS(ov_int(c->id), ov_id_or_null(ctx->actor.account_id), ov_int(row_version)),
                &changed));
    OV_TRY(conflict_unless(ctx, changed));
    return ov_setup_event(ctx, c->id, "consultation.checked");
}

ov_status ov_setup_back(ov_ctx *ctx, const ov_consultation *c)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_BACK], OV_ARGS(ov_int(c->id)), &changed));
    OV_TRY(conflict_unless(ctx, changed));
    return ov_setup_event(ctx, c->id, "consultation.returned");
}

ov_status ov_setup_open(ov_ctx *ctx, const ov_consultation *c, int64_t row_version,
                        ov_consultation *out)
{
    ov_consultation now;
    ov_deadline deadline;
    ov_instant opens;
    int64_t changed;

    OV_TRY(ov_consultation_any(ctx, c->matter_id, c->id, &now));
    if (strcmp(now.state, "checked") != 0 || now.row_version != row_version)
        return conflict_unless(ctx, 0);
    if (!ctx->actor.account_id || now.checked_by == ctx->actor.account_id)
        return ov_fail(&ctx->err, OV_DENIED, "another person opens than the one who checked");
    OV_TRY(nothing_blocks(ctx, &now));
    deadline = ov_deadline_resolve(now.asked_day == OV_NO_DAY ? now.deadline_day : now.asked_day,
                                   now.statutory);
    opens = now.opens_at > ctx->now ? now.opens_at : ctx->now;
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_TEST_ANSWERS_DROP], OV_ARGS(ov_int(c->id)), NULL));
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_TESTS_DROP], OV_ARGS(ov_int(c->id)), NULL));
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_INVITE], OV_ARGS(ov_int(c->id), ov_int(opens)), NULL));
    OV_TRY(ov_exec(ctx, &ov_setup_sql[SETUP_OPEN],
                   OV_ARGS(ov_int(c->id), ov_int(ctx->actor.account_id), ov_int(opens),
                           ov_int(deadline.last), ov_int(deadline.at), ov_int(row_version)),
                   &changed));
    OV_TRY(conflict_unless(ctx, changed));
    OV_TRY(ov_setup_event(ctx, c->id, "consultation.opened"));
    return ov_consultation_get(ctx, c->matter_id, c->id, out);
}
