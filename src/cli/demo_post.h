/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_post.h — the letters of the demo's rounds that are open. */
#ifndef OV_CLI_DEMO_POST_H
#define OV_CLI_DEMO_POST_H

#include "plugin/plugin.h"
#include "portal/home.h"

/* Invites every party of every open round as the portal does; two have looked, and one has an
 * address that the demo's mail server sends back. */
ov_status ov_demo_post(ov_demo *demo, ov_home *home) OV_MUST_CHECK;

#endif
