/* SPDX-License-Identifier: EUPL-1.2 */
/* paper_docx_parts.c — the parts of a .docx beside its text: types, relations, styles, numbering,
 * properties, footer. */
#include "view/paper_docx.h"

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define PACKAGES "http://schemas.openxmlformats.org/package/2006/"
#define WORD "application/vnd.openxmlformats-officedocument.wordprocessingml."

static const char types[] =
    OV_XML "<Types xmlns=\"" PACKAGES "content-types\">"
           "<Default Extension=\"rels\" ContentType=\"application/"
           "vnd.openxmlformats-package.relationships+xml\"/>"
           "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
           "<Override PartName=\"/word/document.xml\" ContentType=\"" WORD "document.main+xml\"/>"
           "<Override PartName=\"/word/styles.xml\" ContentType=\"" WORD "styles+xml\"/>"
           "<Override PartName=\"/word/numbering.xml\" ContentType=\"" WORD "numbering+xml\"/>"
           "<Override PartName=\"/word/settings.xml\" ContentType=\"" WORD "settings+xml\"/>"
           "<Override PartName=\"/word/footer1.xml\" ContentType=\"" WORD "footer+xml\"/>"
           "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/"
           "vnd.openxmlformats-package.core-properties+xml\"/>"
           "<Override PartName=\"/docProps/app.xml\" ContentType=\"application/"
           "vnd.openxmlformats-officedocument.extended-properties+xml\"/></Types>";

static const char relations[] =
    OV_XML "<Relationships xmlns=\"" PACKAGES "relationships\">"
           "<Relationship Id=\"rId1\" Type=\"" OFFICE "officeDocument\" "
           "Target=\"word/document.xml\"/>"
           "<Relationship Id=\"rId2\" Type=\"" PACKAGES "relationships/metadata/core-properties\" "
           "Target=\"docProps/core.xml\"/>"
           "<Relationship Id=\"rId3\" Type=\"" OFFICE "extended-properties\" "
           "Target=\"docProps/app.xml\"/></Relationships>";

static const char document_relations[] =
    OV_XML "<Relationships xmlns=\"" PACKAGES "relationships\">"
           "<Relationship Id=\"rId1\" Type=\"" OFFICE "styles\" Target=\"styles.xml\"/>"
           "<Relationship Id=\"rId2\" Type=\"" OFFICE "numbering\" Target=\"numbering.xml\"/>"
           "<Relationship Id=\"rId3\" Type=\"" OFFICE "settings\" Target=\"settings.xml\"/>"
           "<Relationship Id=\"rId4\" Type=\"" OFFICE "footer\" Target=\"footer1.xml\"/>"
           "</Relationships>";

static const char settings[] =
    OV_XML "<w:settings xmlns:w=\"" OV_DOCX_MAIN "\"><w:zoom w:percent=\"100\"/>"
           "<w:defaultTabStop w:val=\"720\"/><w:characterSpacingControl w:val=\"doNotCompress\"/>"
           "<w:compat><w:compatSetting w:name=\"compatibilityMode\" "
           "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>"
           "<w:themeFontLang w:val=\"sv-SE\"/></w:settings>";

static const char app[] =
    OV_XML "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/"
           "extended-properties\"><Application>\xc3\x96verens</Application></Properties>";

#define STYLE(id, name, inside)                                                                    \
    "<w:style w:type=\"paragraph\" w:styleId=\"" id "\"><w:name w:val=\"" name                     \
    "\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/>" inside "</w:style>"
#define HEADING(n, level, size)                                                                    \
    STYLE("Heading" n, "heading " n,                                                               \
          "<w:qFormat/><w:pPr><w:keepNext/><w:keepLines/>"                                         \
          "<w:spacing w:before=\"280\" w:after=\"80\"/><w:outlineLvl w:val=\"" level               \
          "\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"" size "\"/></w:rPr>")
#define BORDER(side) "<w:" side " w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"8A8A8A\"/>"

static const char styles[] = OV_XML
    "<w:styles xmlns:w=\"" OV_DOCX_MAIN "\"><w:docDefaults><w:rPrDefault><w:rPr>"
    "<w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:eastAsia=\"Calibri\" "
    "w:cs=\"Calibri\"/><w:sz w:val=\"22\"/><w:szCs w:val=\"22\"/>"
    "<w:lang w:val=\"sv-SE\" w:eastAsia=\"sv-SE\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>"
    "<w:pPrDefault><w:pPr><w:spacing w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/>"
    "</w:pPr></w:pPrDefault></w:docDefaults>"
    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">"
    "<w:name w:val=\"Normal\"/><w:qFormat/></w:style>"
    "<w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\">"
    "<w:name w:val=\"Default Paragraph Font\"/></w:style>"
    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\">"
    "<w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>"
    "<w:tblCellMar><w:top w:w=\"60\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/>"
    "<w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/>"
    "</w:tblCellMar></w:tblPr></w:style>" STYLE(
        "Title", "Title",
        "<w:qFormat/><w:pPr><w:spacing w:after=\"160\"/></w:pPr>"
        "<w:rPr><w:b/><w:sz w:val=\"40\"/></w:rPr>") HEADING("1", "0", "30") HEADING("2", "1", "26")
        HEADING("3", "2", "24") HEADING("4", "3", "22") HEADING("5", "4", "22") HEADING(
            "6", "5", "22") STYLE("Note", "Note",
                                  "<w:rPr><w:color w:val=\"595959\"/><w:sz w:val=\"19\"/></w:rPr>")
            STYLE("SmallHead", "Small Head", "<w:rPr><w:b/><w:sz w:val=\"16\"/></w:rPr>")
                STYLE("Label", "Label", "<w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/></w:rPr>") STYLE(
                    "Quote", "Quote",
                    "<w:qFormat/><w:pPr><w:ind w:left=\"425\" w:right=\"425\"/></w:pPr>")
                    STYLE("Gap", "Gap",
                          "<w:pPr><w:spacing w:after=\"0\" w:line=\"160\" "
                          "w:lineRule=\"exact\"/></w:pPr>")
                        STYLE("Footer", "footer",
                              "<w:rPr><w:color w:val=\"595959\"/><w:sz w:val=\"18\"/></w:rPr>")
                            STYLE(
                                "ListParagraph", "List Paragraph",
                                "<w:qFormat/><w:pPr><w:spacing w:after=\"60\"/><w:ind "
                                "w:left=\"720\"/></w:pPr>") "<w:style w:type=\"character\" "
                                                            "w:styleId=\"PlaceholderText\">"
                                                            "<w:name w:val=\"Placeholder "
                                                            "Text\"/><w:rPr><w:color "
                                                            "w:val=\"595959\"/></w:rPr></w:style>"
                                                            "<w:style w:type=\"table\" "
                                                            "w:styleId=\"TableGrid\"><w:name "
                                                            "w:val=\"Table Grid\"/>"
                                                            "<w:basedOn "
                                                            "w:val=\"TableNormal\"/"
                                                            "><w:pPr><w:spacing "
                                                            "w:after=\"60\"/></w:pPr><w:tblPr>"
                                                            "<w:tblBorders>" BORDER("top") BORDER(
                                                                "left") BORDER("bottom")
                                                                BORDER("right") BORDER("insideH")
                                                                    BORDER(
                                                                        "insideV") "</"
                                                                                   "w:tblBorders></"
                                                                                   "w:tblPr></"
                                                                                   "w:style></"
                                                                                   "w:styles>";

/* One bulleted list and as many numbered ones as there are. */
static void add_numbering(ov_zip_writer *zip, ov_str lists)
{
    ov_docx_list list;
    ov_buf out = {0};

    ov_buf_addz(&out, OV_XML "<w:numbering xmlns:w=\"" OV_DOCX_MAIN "\">");
    for (int kind = 0; kind < 2; kind++) {
        ov_buf_printf(&out,
                      "<w:abstractNum w:abstractNumId=\"%d\"><w:multiLevelType "
                      "w:val=\"multilevel\"/>",
                      kind);
        for (int level = 0; level < 9; level++) {
            ov_buf_printf(&out, "<w:lvl w:ilvl=\"%d\"><w:start w:val=\"1\"/>", level);
            if (kind)
                ov_buf_printf(&out, "<w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%%%d.\"/>",
                              level + 1);
            else
                ov_buf_addz(&out,
                            "<w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\xe2\x80\xa2\"/>");
            ov_buf_printf(&out,
                          "<w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"%d\" "
                          "w:hanging=\"360\"/></w:pPr></w:lvl>",
                          720 + 360 * level);
        }
        ov_buf_addz(&out, "</w:abstractNum>");
    }
    ov_buf_addz(&out, "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>");
    for (size_t i = 0; (i + 1) * sizeof list <= lists.len; i++) {
        memcpy(&list, lists.ptr + i * sizeof list, sizeof list);
        ov_buf_printf(&out,
                      "<w:num w:numId=\"%zu\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride "
                      "w:ilvl=\"%d\"><w:startOverride w:val=\"%d\"/></w:lvlOverride></w:num>",
                      i + 2, list.level, list.first);
    }
    ov_buf_addz(&out, "</w:numbering>");
    ov_zip_add(zip, OV_LIT("word/numbering.xml"), ov_buf_str(&out), true);
    ov_buf_free(&out);
}

static void add_footer(const ov_paper *paper, ov_zip_writer *zip)
{
    ov_buf out = {0};

    ov_buf_addz(&out, OV_XML "<w:ftr xmlns:w=\"" OV_DOCX_MAIN "\"><w:p><w:pPr><w:pStyle "
                             "w:val=\"Footer\"/></w:pPr><w:r><w:t xml:space=\"preserve\">");
    if (paper->footer) {
        ov_paper_xmlz(&out, paper->footer);
        ov_buf_addz(&out, " \xc2\xb7 ");
    }
    ov_buf_addz(&out, "sida </w:t></w:r><w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r>"
                      "</w:fldSimple></w:p></w:ftr>");
    ov_zip_add(zip, OV_LIT("word/footer1.xml"), ov_buf_str(&out), true);
    ov_buf_free(&out);
}

static void add_core(const ov_paper *paper, ov_zip_writer *zip)
{
    const char *at = ov_paper_instant(paper);
    ov_buf out = {0};

    ov_buf_addz(&out, OV_XML "<cp:coreProperties xmlns:cp=\"" PACKAGES "metadata/core-properties\" "
                             "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                             "xmlns:dcterms=\"http://purl.org/dc/terms/\" "
                             "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>");
    ov_paper_xmlz(&out, paper->title);
    ov_buf_addz(&out, "</dc:title><dc:language>sv-SE</dc:language>");
    ov_buf_printf(&out, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">%s</dcterms:created>", at);
    ov_buf_addz(&out, "</cp:coreProperties>");
    ov_zip_add(zip, OV_LIT("docProps/core.xml"), ov_buf_str(&out), true);
    ov_buf_free(&out);
}

void ov_docx_parts(const ov_paper *paper, ov_str lists, ov_str document, ov_zip_writer *zip)
{
    ov_zip_add(zip, OV_LIT("[Content_Types].xml"), OV_LIT(types), true);
    ov_zip_add(zip, OV_LIT("_rels/.rels"), OV_LIT(relations), true);
    ov_zip_add(zip, OV_LIT("word/document.xml"), document, true);
    ov_zip_add(zip, OV_LIT("word/_rels/document.xml.rels"), OV_LIT(document_relations), true);
    ov_zip_add(zip, OV_LIT("word/styles.xml"), OV_LIT(styles), true);
    ov_zip_add(zip, OV_LIT("word/settings.xml"), OV_LIT(settings), true);
    add_numbering(zip, lists);
    add_footer(paper, zip);
    add_core(paper, zip);
    ov_zip_add(zip, OV_LIT("docProps/app.xml"), OV_LIT(app), true);
}
