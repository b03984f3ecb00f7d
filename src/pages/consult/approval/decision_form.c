/* SPDX-License-Identifier: EUPL-1.2 */
/* decision_form.c — the form in which a decision is registered. */
#include "pages/consult/approval/decision_form.h"

#include "notify/approve.h"

#include <string.h>

const char *const ov_decision_statuses[] = {"board_decided", "delegated", "chair_urgent", NULL};

static void add_choices(ov_req *req, ov_map *root, const char *key, const char *const *codes,
                        const char *(*title)(const char *), const char *chosen)
{
    ov_list *list = ov_map_list(root, key);

    for (size_t i = 0; codes[i]; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "value", codes[i]);
        ov_map_text(item, "text", ov_req_tr(req, title(codes[i])));
        ov_map_bool(item, "chosen", !strcmp(chosen, codes[i]));
    }
}

static const char *chosen(const ov_form *form, const char *name, const char *otherwise)
{
    return form && *ov_form_text(form, name) ? ov_form_text(form, name) : otherwise;
}

ov_status ov_decision_form(ov_req *req, ov_map *root, const ov_form *form, ov_id org_id)
{
    add_choices(req, root, "statuses", ov_decision_statuses, ov_legal_status_title,
                chosen(form, "rattslage", ov_decision_statuses[0]));
    add_choices(req, root, "outcomes", ov_outcomes, ov_outcome_title, chosen(form, "utfall", ""));
    ov_map_text(root, "the_changes", form ? ov_form_text(form, "andringar") : "");
    return ov_decided_fields(req, ov_map_list(root, "fields"), form, NULL, org_id);
}

ov_status ov_decision_form_read(ov_req *req, ov_form *form, ov_decision_form_data *out)
{
    const char *outcome = ov_form_text(form, "utfall");

    *out = (ov_decision_form_data){0};
    ov_decided_read(req, form, chosen(form, "rattslage", ov_decision_statuses[0]), &out->decision);
    out->decision.note = ov_form_text(form, "andringar");
    out->decision.outcome = outcome;
    if (!*outcome)
        ov_form_error(form, "utfall", "Välj vad som beslutades.");
    if (!strcmp(outcome, OV_OUTCOME_CHANGED) && !*out->decision.note)
        ov_form_error(form, "andringar", "Skriv vad som ändrades.");
    return ov_form_ok(form) ? ov_decided_extract(req, form, &out->extract, &out->has_extract)
                            : OV_OK;
}

ov_status ov_decision_form_store(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                 const ov_decision_form_data *data, ov_id *id)
{
    ov_decision d = data->decision;
    ov_approval a;
    ov_status found;

    if (data->has_extract)
        OV_TRY(ov_file_add(ctx, d.draft_id, &data->extract, 0, "decision", &d.file_id));
    OV_TRY(ov_decision_put(ctx, c, org_id, &d, id));
    if (d.response_id || strcmp(d.outcome, OV_OUTCOME_AS_IS) != 0)
        return OV_OK;
    OV_TRY(ov_approval_decided(ctx, d.draft_id));
    found = ov_approval_of(ctx, d.draft_id, &a);
    if (found != OV_OK)
        return found == OV_NOT_FOUND ? OV_OK : found;
    return ov_approval_notices(ctx, a.id);
}
