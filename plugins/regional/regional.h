/* SPDX-License-Identifier: EUPL-1.2 */
/* regional.h — what the files of the regional plugin share. */
#ifndef REGIONAL_H
#define REGIONAL_H

#include "plugin/plugin.h"
#include "settle/settle.h"

enum { REGIONAL_ACTIVITIES, REGIONAL_ACTIVITY_ADD };
extern const ov_sql regional_sql[];

/* ---- model.c: the year as pages need it ---- */
enum { REGIONAL_PARTIES = 16 };

typedef struct regional_party {
    ov_id id;
    const char *code, *short_name, *name, *ascii; /* "05", "RÖ", "Region Östergötland", "RO" */
} regional_party;

/* One component's frames, payer × recipient in party order. The diagonal is a host's own share. */
typedef struct regional_matrix {
    bool has[REGIONAL_PARTIES][REGIONAL_PARTIES];
    ov_ore cell[REGIONAL_PARTIES][REGIONAL_PARTIES];
    ov_ore row[REGIONAL_PARTIES], column[REGIONAL_PARTIES], total;
} regional_matrix;

typedef struct regional_year {
    ov_param_set params;
    size_t n; /* parties */
    regional_party parties[REGIONAL_PARTIES];
    regional_matrix fixed, shared;
} regional_year;

/* The year that ?ar= names, else the newest. OV_NOT_FOUND: nothing is decided for it. */
ov_status regional_year_read(ov_req *req, regional_year *out) OV_MUST_CHECK;
/* What i owes k for the year, both components; 0 on the diagonal. */
ov_ore regional_owes(const regional_year *year, size_t payer, size_t recipient);
/* The instalment of a month: both components, rounded each on its own, then added. */
ov_status regional_instalment(const regional_year *year, size_t payer, size_t recipient, int month,
                              ov_ore *fixed, ov_ore *shared, ov_ore *total) OV_MUST_CHECK;
/* The party with this organisation, or n when none has it. */
size_t regional_party_of(const regional_year *year, ov_id org_id);
/* Sets name ("§ 7.3") and name_href: the provision in the newest text, or false when it is not
 * there. */
ov_status regional_clause(ov_req *req, ov_map *map, const char *key,
                          const char *clause) OV_MUST_CHECK;
/* A page without a year: "Inget är beslutat ännu". */
ov_status regional_empty(ov_req *req, const char *title) OV_MUST_CHECK;
/* A view with its title and its step in the trail. */
ov_view *regional_view(ov_req *req, const char *template_name, const char *title);

/* ---- csv.c ---- */
/* A cell of a CSV file: quoted where needed, and what a spreadsheet would run as a formula made
 * text.
 */
void regional_csv_text(ov_buf *out, const char *text);
void regional_csv_ore(ov_buf *out, ov_ore amount); /* "31502166,67" */
/* Answers with a file to keep. */
ov_status regional_send_file(ov_req *req, const char *type, const char *name,
                             const ov_buf *body) OV_MUST_CHECK;

/* ---- pages ---- */
ov_status regional_frames_page(ov_req *req);
ov_status regional_price_page(ov_req *req);
ov_status regional_plan_page(ov_req *req);
ov_status regional_plan_csv(ov_req *req);
ov_status regional_plan_calendar(ov_req *req);
ov_status regional_statements_page(ov_req *req);
ov_status regional_statement_create(ov_req *req);
ov_status regional_draft_page(ov_req *req);
ov_status regional_draft_publish(ov_req *req);
ov_status regional_draft_discard(ov_req *req);
ov_status regional_statement_page(ov_req *req);
ov_status regional_statement_txt(ov_req *req);
ov_status regional_statement_csv(ov_req *req);
ov_status regional_statement_json(ov_req *req);
/* The amounts, rules, clauses and names of a statement, for the draft's page and the public one. */
ov_status regional_statement_fill(ov_req *req, ov_map *root, const ov_statement *s) OV_MUST_CHECK;

ov_status regional_todo(ov_req *req, ov_view *view);
ov_status regional_demo(ov_demo *demo);

#endif
