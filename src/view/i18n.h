/* SPDX-License-Identifier: EUPL-1.2 */
/* i18n.h — translations from .mo files (our own reader: thread- and locale-free). Swedish is the
 * source language. */
#ifndef OV_VIEW_I18N_H
#define OV_VIEW_I18N_H

#include "util/arena.h"
#include "util/err.h"

typedef struct ov_i18n ov_i18n;
/* Reads DIR/LANG.mo for each language there is; a missing folder gives a set without translations.
 * A malformed file: OV_INVALID. Owns: ov_i18n_free. */
OV_API ov_status ov_i18n_open(const char *dir, ov_i18n **out, ov_err *err) OV_MUST_CHECK;
OV_API void ov_i18n_free(ov_i18n *set);
/* The translation, or NULL. "sv" is always NULL. Lives as long as the set. */
OV_API const char *ov_i18n_get(const ov_i18n *set, const char *lang, const char *msgid);

#endif
