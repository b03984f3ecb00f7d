/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_family.c — what belongs to the demo's agreement: four sub-agreements and a guideline, the
 * laws and agreements that they lean on, and since when each of them applies. Our own words. */
#include "municipal.h"

#include "text/reading/validity.h"
#include "util/file.h"

#include <string.h>

#define MAIN "Hälso- och sjukvårdsavtal"

typedef struct member {
    const char *file, *title, *label, *kind;
    int year, month, day; /* since when it applies */
} member;
static const member members[] = {
    {"family-aids.md", "Överenskommelse om hjälpmedel", "Hjälpmedel 2023", "sub_agreement", 2023, 1,
     1},
    {"family-doctors.md", "Överenskommelse om läkarmedverkan", "Läkarmedverkan 2022",
     "sub_agreement", 2022, 4, 1},
    {"family-mental.md", "Överenskommelse om psykisk funktionsnedsättning och skadligt bruk",
     "Psykisk hälsa 2023", "sub_agreement", 2023, 4, 1},
    {"family-children.md", "Överenskommelse om barns och ungas hälsa", "Barn och unga 2023",
     "sub_agreement", 2023, 4, 1},
    {"family-safety.md", "Riktlinje för patientsäkerhet i samverkan", "Patientsäkerhet 2024",
     "guideline", 2024, 2, 1},
};

static const struct {
    const char *kind, *title, *reference, *address, *note;
} links[] = {
    {"law", "Hälso- och sjukvårdslag", "HSL 2017:30",
     "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/"
     "halso-och-sjukvardslag-201730_sfs-2017-30/",
     "Ansvaret enligt 12 kap. 1 § och avtal om hemsjukvård enligt 14 kap. 1 §."},
    {"law", "Lag om samverkan vid utskrivning från sluten hälso- och sjukvård", "LUS 2017:612",
     "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/"
     "lag-2017612-om-samverkan-vid-utskrivning_sfs-2017-612/",
     NULL},
    {"agreement", "Regionbildningsavtalet", "1998, § 4", NULL,
     "När landstingen gick samman togs ansvaret för hemsjukvården över härifrån."},
    {"agreement", "Primärvårdsavtalet", "§ 6", NULL, "Gränsen mellan primärvård och hemsjukvård."},
};

/* An inscanned original, as they used to come: no text, no tags, no title. */
static const char scanned[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    "xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    "0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n";

struct municipal_family {
    ov_version_draft drafts[OV_LEN(members)];
};

ov_status municipal_family_read(ov_demo *demo, municipal_family **out)
{
    ov_ctx *ctx = demo->ctx;
    municipal_family *family = ov_calloc(ctx->arena, 1, sizeof *family);

    for (size_t i = 0; i < OV_LEN(members); i++) {
        ov_import *import = ov_alloc(ctx->arena, sizeof *import);
        bool guideline = !strcmp(members[i].kind, "guideline");
        ov_str source;

        OV_TRY(ov_file_read(ctx->arena,
                            ov_printf(ctx->arena, "%s/%s", demo->data_dir, members[i].file),
                            1 << 20, &source, &ctx->err));
        OV_TRY(ov_import_text(ctx->arena, source, import, &ctx->err));
        family->drafts[i] = (ov_version_draft){
            .document_title = members[i].title,
            .label = members[i].label,
            .status = "adopted",
            .date = ov_day_from_civil(members[i].year, members[i].month, members[i].day),
            .import = import,
            .source = guideline ? OV_LIT(scanned) : source,
            .source_name = guideline ? "riktlinje-patientsakerhet-inskannad.pdf" : members[i].file};
        OV_TRY(ov_version_prepare(ctx, &family->drafts[i]));
    }
    *out = family;
    return OV_OK;
}

static ov_status place(ov_ctx *ctx, ov_id matter, size_t i, ov_id parent)
{
    ov_document document;

    OV_TRY(ov_document_by_title(ctx, matter, members[i].title, &document));
    document.kind = members[i].kind;
    document.parent_id = parent;
    document.position = (int64_t)i + 1;
    return ov_document_place(ctx, &document);
}

static ov_status add_links(ov_ctx *ctx, ov_id document)
{
    for (size_t i = 0; i < OV_LEN(links); i++) {
        const ov_document_link link = {.document_id = document,
                                       .kind = links[i].kind,
                                       .title = links[i].title,
                                       .reference = links[i].reference,
                                       .address = links[i].address,
                                       .note = links[i].note};
        ov_id id;

        OV_TRY(ov_document_link_add(ctx, &link, &id));
    }
    return OV_OK;
}

ov_status municipal_family_store(ov_ctx *ctx, municipal_family *family, ov_id matter,
                                 ov_id version_2017)
{
    const ov_validity validity_2017 = {
        .from = ov_day_from_civil(2017, 4, 1),
        .has_to = true,
        .to = ov_day_from_civil(2021, 3, 31),
        .has_notice = true,
        .notice = ov_day_from_civil(2020, 3, 31),
        .prolong_months = 24,
        .prolong_how = "Uppsägning ska vara skriftlig och ha kommit in senast tolv månader före "
                       "avtalstidens slut."};
    ov_document agreement;

    OV_TRY(ov_document_by_title(ctx, matter, MAIN, &agreement));
    OV_TRY(add_links(ctx, agreement.id));
    OV_TRY(ov_validity_save(ctx, version_2017, &validity_2017,
                            "Avtalet antogs av regionfullmäktige och 49 kommunfullmäktige."));
    for (size_t i = 0; i < OV_LEN(members); i++) {
        ov_validity validity = {.from = family->drafts[i].date};
        ov_id version;

        family->drafts[i].matter_id = matter;
        OV_TRY(ov_version_store(ctx, &family->drafts[i], &version));
        OV_TRY(place(ctx, matter, i, agreement.id));
        OV_TRY(ov_validity_save(ctx, version, &validity, "Samrådsorganet har ställt sig bakom."));
    }
    return OV_OK;
}
