/* SPDX-License-Identifier: EUPL-1.2 */
/* matter_routes.c — what every matter has below its address, whatever its kind. A plugin's own
 * route of the same pattern wins. */
#include "pages/pages.h"

const ov_route ov_matter_routes[] = {
    {OV_GET, "/dokument", OV_PUBLIC, ov_page_documents},
    {OV_GET, "/text/:version.txt", OV_PUBLIC, ov_page_text_canonical},
    {OV_GET, "/text/:version.pdf", OV_PUBLIC, ov_page_text_pdf},
    {OV_GET, "/text/:version", OV_PUBLIC, ov_page_text},
    {OV_GET, "/p/:node", OV_PUBLIC, ov_page_node},
    {0},
};
