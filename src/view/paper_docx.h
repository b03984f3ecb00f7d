/* SPDX-License-Identifier: EUPL-1.2 */
/* paper_docx.h — what the two files of the .docx writer share. Private to view/. */
#ifndef OV_VIEW_PAPER_DOCX_H
#define OV_VIEW_PAPER_DOCX_H

#include "util/zip.h"
#include "view/paper_inside.h"

#define OV_XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OV_DOCX_MAIN "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define OV_DOCX_BEGIN                                                                              \
    OV_XML "<w:document xmlns:w=\"" OV_DOCX_MAIN "\" xmlns:r=\"http://schemas.openxmlformats.org/" \
           "officeDocument/2006/relationships\"><w:body>"
#define OV_DOCX_END                                                                                \
    "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/>"                              \
    "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" "               \
    "w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>"         \
    "</w:sectPr></w:body></w:document>"

/* A numbered list: at which level it stands, and its first number. */
typedef struct ov_docx_list {
    int level, first;
} ov_docx_list;

/* Adds all parts of the archive; lists: the bytes of an array of ov_docx_list. */
void ov_docx_parts(const ov_paper *paper, ov_str lists, ov_str document, ov_zip_writer *zip);

#endif
