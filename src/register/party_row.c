/* SPDX-License-Identifier: EUPL-1.2 */
/* party_row.c — one line of a list of organisations: its cells, checked one by one. */
#include "register/party_plan.h"

#include <string.h>

static const char *csv_fault(ov_csv_fault fault)
{
    switch (fault) {
    case OV_CSV_OPEN_QUOTE:
        return "Ett citattecken avslutas inte. Inget efter det kan läsas";
    case OV_CSV_STRAY_QUOTE:
        return "Ett citattecken står inne i en cell. Sätt hela cellen inom citattecken";
    case OV_CSV_AFTER_QUOTE:
        return "Det står text efter ett avslutande citattecken";
    case OV_CSV_TOO_WIDE:
        return "Raden har för många kolumner";
    case OV_CSV_LONG_CELL:
        return "En cell är för lång";
    case OV_CSV_CONTROL:
        return "Raden innehåller tecken som inte går att spara";
    case OV_CSV_FINE:
        break;
    }
    return NULL;
}

/* The cell as text; NULL when it is empty, or the file has no such column. */
static const char *cell(const ov_party_reading *in, const ov_csv_row *csv, ov_party_column column)
{
    size_t at = in->at[column];

    if (at == SIZE_MAX || !csv->cells[at].len)
        return NULL;
    return ov_str_z(in->ctx->arena, csv->cells[at]);
}

/* Swedish words for the types, beside the codes. */
static const struct {
    const char *word, *type;
} types[] = {{"region", "region"},
             {"kommun", "municipality"},
             {"kommunalförbund", "federation"},
             {"förbund", "federation"},
             {"sjukhus", "hospital"},
             {"företag", "company"},
             {"bolag", "company"},
             {"råd", "council"},
             {"förening", "council"},
             {"råd eller förening", "council"},
             {"myndighet", "authority"}};

/* Capitals of ASCII are as small ones: "Kommun". */
static bool is_word(const char *text, const char *word)
{
    return (text[0] | 0x20) == word[0] && !strcmp(text + 1, word + 1);
}

static const char *find_type(const char *written)
{
    for (const ov_choice *c = ov_organisation_types; c->code; c++)
        if (is_word(written, c->code))
            return c->code;
    for (size_t i = 0; i < OV_LEN(types); i++)
        if (is_word(written, types[i].word))
            return types[i].type;
    return NULL;
}

/* "www.kommun.se" is meant as an address. */
static const char *whole_web(ov_arena *arena, const char *web)
{
    if (!web || strstr(web, "://"))
        return web;
    return ov_printf(arena, "https://%s", web);
}

static void read_cells(ov_party_reading *in, const ov_csv_row *csv, ov_party_row *row)
{
    const char *type = cell(in, csv, COL_TYPE), *org_no = cell(in, csv, COL_ORG_NO), *fault;
    const char *usual = in->at[COL_REGION] != SIZE_MAX ? "municipality" : "region";
    ov_organisation *org = &row->org;

    org->code = cell(in, csv, COL_CODE);
    org->name = cell(in, csv, COL_NAME);
    org->type = type ? find_type(type) : usual;
    org->registry_email = cell(in, csv, COL_EMAIL);
    org->address = cell(in, csv, COL_ADDRESS);
    org->phone = cell(in, csv, COL_PHONE);
    org->web = whole_web(in->ctx->arena, cell(in, csv, COL_WEB));
    row->parent_code = cell(in, csv, COL_PARENT);
    if (!row->parent_code)
        row->parent_code = cell(in, csv, COL_REGION);
    if (!org->type)
        ov_party_refuse(row, "Slaget är okänt", type);
    else if (org_no && ov_org_no_parse(in->ctx->arena, org_no, &org->org_no, &fault) != OV_OK)
        ov_party_refuse(row, fault, NULL); /* it may be a personal number: not shown again */
}

void ov_party_read_row(ov_party_reading *in, const ov_csv_row *csv, ov_party_row *out)
{
    ov_arena *arena = in->ctx->arena;
    size_t columns = in->csv.rows[0].n;
    const char *field, *fault;

    *out = (ov_party_row){.line = csv->line, .state = OV_PARTY_NEW};
    out->org.ended_on = OV_NO_DAY;
    if (csv->fault) {
        ov_party_refuse(out, csv_fault(csv->fault), NULL);
        return;
    }
    if (csv->n != columns) {
        ov_party_refuse(out, "Raden har inte lika många kolumner som rubrikraden",
                        ov_printf(arena, "%zu mot %zu", csv->n, columns));
        return;
    }
    read_cells(in, csv, out);
    fault = out->state == OV_PARTY_REFUSED ? NULL : ov_organisation_fault(&out->org, &field);
    if (fault)
        ov_party_refuse(out, fault, NULL);
}
