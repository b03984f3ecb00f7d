/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_register.h — the demo's federations with their members, recipient lists, bodies and
 * meetings. */
#ifndef OV_CLI_DEMO_REGISTER_H
#define OV_CLI_DEMO_REGISTER_H

#include "plugin/plugin.h"

/* When regions and municipalities are there. */
ov_status ov_demo_register(ov_demo *demo) OV_MUST_CHECK;

#endif
