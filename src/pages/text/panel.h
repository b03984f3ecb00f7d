/* SPDX-License-Identifier: EUPL-1.2 */
/* panel.h — the parts of a provision's page. A module that knows something about provisions adds
 * one row to ov_node_panels; a plugin calls ov_panel_add from its hook "panel".
 *
 * A panel is {panel_id, panel_title, items}; an item has any of
 *   name, href       its heading (h3), and where it leads
 *   meta             a small line below: date, status
 *   warning          what the reader must not miss
 *   law_html         html of the agreement's own text
 *   prose_html       other html
 *   words            a list of paragraphs, as {.}
 *   counts           a list of {label, n}
 *   blocks           changed paragraphs: {classes, ops, flags} (compare_ops.mustache)
 *   quotes           {summary, list of {who, said}}, folded
 *   links            a list of {to, link}
 * An item without name needs no heading. A panel without items is not shown. */
#ifndef OV_PAGES_PANEL_H
#define OV_PAGES_PANEL_H

#include "plugin/page.h"

/* What every panel is given. */
typedef struct ov_node_page {
    ov_id node_id;
    const ov_rows *history; /* of ov_node_history: published wordings, newest first, at least one */
    ov_id version_id;       /* the version of the newest one */
} ov_node_page;

typedef struct ov_node_panel {
    const char *id, *title; /* anchor; Swedish */
    ov_status (*fn)(ov_req *req, const ov_node_page *page, ov_list *items);
} ov_node_panel;

/* In the order of the page, ended by {0}. */
extern const ov_node_panel ov_node_panels[];

/* The label of a version among the wordings; NULL when it is not there. */
const char *ov_node_label(const ov_node_page *page, ov_id version_id);

/* panels/ of other files */
ov_status ov_panel_wordings(ov_req *req, const ov_node_page *page, ov_list *items);
ov_status ov_panel_answers(ov_req *req, const ov_node_page *page, ov_list *items);

#endif
