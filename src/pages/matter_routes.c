/* SPDX-License-Identifier: EUPL-1.2 */
/* matter_routes.c — what every matter has below its address, whatever its kind. A plugin's own
 * route of the same pattern wins. */
#include "pages/pages.h"

const ov_route ov_matter_routes[] = {
    {OV_GET, "/dokument", OV_PUBLIC, ov_page_documents},
    {OV_GET, "/text/:version.txt", OV_PUBLIC, ov_page_text_canonical},
    {OV_GET, "/text/:version.pdf", OV_PUBLIC, ov_page_text_pdf},
    {OV_GET, "/text/:version", OV_PUBLIC, ov_page_text},
    {OV_POST, "/text/:version/last", OV_ACCOUNT, ov_page_mark_read},
    {OV_GET, "/p/:node", OV_PUBLIC, ov_page_node},
    {OV_GET, "/p/:node/lattlast", "text.edit", ov_page_easy},
    {OV_POST, "/p/:node/lattlast", "text.edit", ov_page_easy},
    {OV_GET, "/ord", OV_PUBLIC, ov_page_terms},
    {OV_POST, "/ord", "text.edit", ov_page_terms},
    {OV_GET, "/ord/:term", "text.edit", ov_page_term},
    {OV_POST, "/ord/:term", "text.edit", ov_page_term},
    {OV_GET, "/dokument/las-in", "text.import", ov_page_import_upload},
    {OV_POST, "/dokument/las-in", "text.import", ov_page_import_upload},
    {OV_GET, "/dokument/las-in/:id", "text.import", ov_page_import_check},
    {OV_POST, "/dokument/las-in/:id", "text.import", ov_page_import_check},
    {OV_GET, "/dokument/las-in/:id/fil", "text.import", ov_page_import_file},
    {OV_POST, "/dokument/las-in/:id/angra", "text.import", ov_page_import_undo},
    {OV_POST, "/dokument/las-in/:id/borja-om", "text.import", ov_page_import_restart},
    {OV_POST, "/dokument/las-in/:id/kasta", "text.import", ov_page_import_discard},
    {OV_GET, "/dokument/las-in/:id/spara", "text.import", ov_page_import_save},
    {OV_POST, "/dokument/las-in/:id/spara", "text.import", ov_page_import_save},
    {OV_GET, "/dokument/las-in/:id/:nod", "text.import", ov_page_import_node},
    {OV_POST, "/dokument/las-in/:id/:nod", "text.import", ov_page_import_node},
    {0},
};
