/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_people.h — the demo's addresses, its organisations' own administrators, substitutes and
 * approval chains. */
#ifndef OV_CLI_DEMO_PEOPLE_H
#define OV_CLI_DEMO_PEOPLE_H

#include "plugin/plugin.h"

/* "anna@alingsas.example" of "anna" and "Alingsås kommun": no domain of anybody's (RFC 2606). Owns:
 * arena. */
const char *ov_demo_email(ov_arena *arena, const char *login, const char *org_name);

/* After everything else, when the plugins' people are there. */
ov_status ov_demo_people(ov_demo *demo) OV_MUST_CHECK;

#endif
