/* SPDX-License-Identifier: EUPL-1.2 */
/* steps.h — phases and milestones as the timeline component (templates/partials/steps) shows them.
 */
#ifndef OV_PAGES_STEPS_H
#define OV_PAGES_STEPS_H

#include "plugin/page.h"

/* Adds one item per phase: classes, current, when, iso, range, title, tone, state, text. What is
 * done, going on or to come is decided by the clock at each request. */
OV_API void ov_steps_add(ov_req *req, ov_list *list, const ov_phase *phases, size_t n);
/* Adds one item per milestone: when, iso, range, preliminary, title, text. */
OV_API void ov_milestones_add(ov_req *req, ov_list *list, const ov_milestone *milestones, size_t n);

#endif
