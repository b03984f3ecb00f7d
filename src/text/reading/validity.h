/* SPDX-License-Identifier: EUPL-1.2 */
/* validity.h — when an adopted version applies: from, to, notice, prolongation, predecessor; which
 * text is in force on a day; warnings twelve months ahead. Practice 16, feature 17. */
#ifndef OV_TEXT_VALIDITY_H
#define OV_TEXT_VALIDITY_H

#include "text/reading/relation.h"

/* What is stated of a version. It is not text: it may change after publication. */
typedef struct ov_validity {
    ov_day from;
    bool has_to; /* false: until further notice */
    ov_day to;   /* the last day on which it applies */
    bool has_notice;
    ov_day notice;           /* the last day for notice that ends it at to */
    int prolong_months;      /* goes on that long at a time unless notice is given; 0: does not */
    const char *prolong_how; /* in the agreement's words, or NULL */
    ov_id predecessor_id;    /* the version that it takes the place of (an addition: that it adds
                                to); 0 for none */
    bool ended;              /* its end at to is decided: no prolongation, and nothing after it */
    bool addition;           /* applies beside the version in force, not in its place */
    int64_t row_version;     /* 0: nothing is stated yet, and from is the version's date */
} ov_validity;

/* A version that was adopted, whether or not it still applies. */
typedef struct ov_valid_version {
    ov_id version_id, document_id;
    const char *document_title, *slug, *label, *status;
    ov_day day;
    ov_validity validity;
} ov_valid_version;

/* Why it applies no longer than until. */
typedef enum ov_term {
    OV_TERM_OPEN,      /* until further notice */
    OV_TERM_FIXED,     /* to its last day */
    OV_TERM_PROLONGS,  /* to its last day, and goes on unless notice is given */
    OV_TERM_RUN_OUT,   /* the time has run out and nothing else is decided: it still applies */
    OV_TERM_ENDED,     /* its end is decided */
    OV_TERM_SUCCEEDED, /* until the day before its successor */
} ov_term;

/* A version that applies on the day that was asked for. */
typedef struct ov_applies {
    const ov_valid_version *version;
    ov_term term;
    bool has_until, has_notice;
    ov_day until, notice; /* of the period that the day falls in */
} ov_applies;

/* The adopted versions of a matter, the latest first. Owns: arena. */
OV_API ov_status ov_valid_versions(ov_ctx *ctx, ov_id matter_id, const ov_valid_version **out,
                                   size_t *n) OV_MUST_CHECK;
/* One published, adopted version; OV_NOT_FOUND otherwise. */
OV_API ov_status ov_valid_version_get(ov_ctx *ctx, ov_id version_id,
                                      ov_valid_version *out) OV_MUST_CHECK;
/* Does the i-th of all apply on the day, and how? A text whose time has run out applies until
 * something else is decided (practice 16). */
OV_API bool ov_validity_applies(const ov_valid_version *all, size_t n, size_t i, ov_day day,
                                ov_applies *out);

/* The same; when it does not apply on the day: how it applied on its last day, or will on its
 * first. False: it never does. */
OV_API bool ov_validity_known(const ov_valid_version *all, size_t n, size_t i, ov_day day,
                              ov_applies *out);

/* What of one document applied on a day. */
typedef struct ov_in_force_item {
    const ov_document *document;
    const ov_applies *text; /* NULL: none did */
    const ov_applies *additions;
    size_t n_additions;
    bool adopted; /* some version of it has been adopted, on whatever day */
} ov_in_force_item;
/* Each document with something published, in the order of the family. Owns: arena. */
OV_API ov_status ov_in_force(ov_ctx *ctx, ov_id matter_id, ov_day day, const ov_in_force_item **out,
                             size_t *n) OV_MUST_CHECK;

/* What comes within twelve months of today. */
typedef enum ov_validity_alarm {
    OV_ALARM_NOTICE,
    OV_ALARM_END,
    OV_ALARM_RUN_OUT
} ov_validity_alarm;
typedef struct ov_validity_warning {
    ov_validity_alarm alarm;
    ov_day day; /* the last day for notice, the last day that it applies, or when time ran out */
    ov_applies applies;
} ov_validity_warning;
OV_API ov_status ov_validity_warnings(ov_ctx *ctx, ov_id matter_id, ov_day today,
                                      const ov_validity_warning **out, size_t *n) OV_MUST_CHECK;

/* States or changes a version's validity, with the reason, as an event. Only inside ov_write.
 * OV_INVALID: days in the wrong order, an end that is decided but not stated, a predecessor that is
 * the version itself or comes back to it; OV_CONFLICT: somebody changed it since row_version. */
OV_API ov_status ov_validity_save(ov_ctx *ctx, ov_id version_id, const ov_validity *validity,
                                  const char *reason) OV_MUST_CHECK;
/* Its changes: rows at, by, reason, what it became (Swedish), hash; newest first. */
OV_API ov_status ov_validity_changes(ov_ctx *ctx, ov_id version_id,
                                     const ov_rows **out) OV_MUST_CHECK;
/* "Gäller från 1 april 2017, tills vidare." in Swedish, for the log of changes. Owns: arena. */
OV_API const char *ov_validity_says(ov_arena *arena, const ov_validity *validity);

#endif
