/* SPDX-License-Identifier: EUPL-1.2 */
/* mail_text.h — the subject and the text of a mail, from templates/mail/NAME.mustache. */
#ifndef OV_NOTIFY_MAIL_TEXT_H
#define OV_NOTIFY_MAIL_TEXT_H

#include "util/err.h"
#include "view/template.h"

/* What every mail may name: {{site_name}}, {{site_owner}}, {{site_contact}}, {{site_url}} (without
 * a slash at its end). "" where the operator has not told. */
typedef struct ov_mail_site {
    const char *name, *owner, *contact, *url;
} ov_mail_site;

/* Renders mail/NAME in a language over values (changed: the site's values are put there). The first
 * line is the subject; whatever it holds it is made one line without control characters, at most
 * 200 characters, so that no value can add a header. An empty line, then the text: LF, no blanks
 * at the ends of lines, no control characters. OV_NOT_FOUND: no such template; OV_INVALID: it is
 * broken. Owns: values' arena. */
OV_API ov_status ov_mail_render(ov_templates *templates, const ov_mail_site *site, const char *name,
                                const char *lang, ov_map *values, const char **subject,
                                const char **body, ov_err *err) OV_MUST_CHECK;

#endif
