# SPDX-License-Identifier: EUPL-1.2
"""Documents for tests of the import, made here byte by byte: sound ones and hostile ones."""
import io
import struct
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
         'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>%s</Types>')
RELS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>')
DOC_RELS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="n1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" '
            'Target="numbering.xml"/><Relationship Id="s1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
            '</Relationships>')


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def paragraph(text, style=None, number=None, bold=False):
    """number: (list, level). Text with markup in it begins with "<"."""
    inside = ""
    if style:
        inside += '<w:pStyle w:val="%s"/>' % style
    if number:
        inside += '<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>' % (number[1], number[0])
    run = text if text.startswith("<") else '<w:r>%s<w:t xml:space="preserve">%s</w:t></w:r>' % (
        "<w:rPr><w:b/></w:rPr>" if bold else "", text)
    return "<w:p><w:pPr>%s</w:pPr>%s</w:p>" % (inside, run)


def table(*rows):
    return "<w:tbl><w:tblGrid>%s</w:tblGrid>%s</w:tbl>" % ('<w:gridCol w:w="2000"/>' * max(map(len, rows)), "".join(
        "<w:tr>%s</w:tr>" % "".join("<w:tc>%s</w:tc>" % paragraph(cell) for cell in row) for row in rows))


def styles(numbered=False):
    heads = "".join(
        '<w:style w:type="paragraph" w:styleId="Rubrik%d"><w:name w:val="heading %d"/><w:pPr>%s<w:outlineLvl w:val="%d"/>'
        "</w:pPr></w:style>" % (n, n, '<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="2"/></w:numPr>' % (n - 1)
                                if numbered else "", n - 1) for n in (1, 2, 3))
    return '<?xml version="1.0"?><w:styles xmlns:w="%s">%s</w:styles>' % (WORD, heads)


def numbering():
    def level(n, form, text):
        return ('<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/></w:lvl>'
                % (n, form, text))
    kinds = ((1, "".join(level(n, "bullet", "•") for n in range(9))),
             (2, "".join(level(n, "decimal", ".".join("%%%d" % (k + 1) for k in range(n + 1))) for n in range(9))),
             (3, level(0, "lowerLetter", "%1)")))
    return '<?xml version="1.0"?><w:numbering xmlns:w="%s">%s%s</w:numbering>' % (
        WORD, "".join('<w:abstractNum w:abstractNumId="%d">%s</w:abstractNum>' % kind for kind in kinds),
        "".join('<w:num w:numId="%d"><w:abstractNumId w:val="%d"/></w:num>' % (n, n) for n, _ in kinds))


def docx_parts(body, extra=(), types="", numbered=False, head=""):
    return [("[Content_Types].xml", TYPES % types), ("_rels/.rels", RELS), ("word/_rels/document.xml.rels", DOC_RELS),
            ("word/styles.xml", styles(numbered)), ("word/numbering.xml", numbering()),
            ("word/document.xml", '<?xml version="1.0" encoding="UTF-8"?>%s<w:document xmlns:w="%s"><w:body>%s</w:body>'
                                  "</w:document>" % (head, WORD, body))] + list(extra)


def docx(body, **more):
    return zipped(docx_parts(body, **more))


def odt(body, extra=(), kind="text", manifest=""):
    spaces = " ".join('xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (short, long) for short, long in
                      (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing")))
    return zipped([("mimetype", "application/vnd.oasis.opendocument." + kind),
                   ("META-INF/manifest.xml", '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
                                             '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">%s</manifest:manifest>'
                    % manifest),
                   ("styles.xml", '<?xml version="1.0"?><office:document-styles %s><office:styles/>'
                                  "<office:automatic-styles/><office:master-styles/></office:document-styles>" % spaces),
                   ("content.xml", '<?xml version="1.0"?><office:document-content %s><office:automatic-styles>'
                                   '<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1" '
                                   'text:bullet-char="-"/></text:list-style></office:automatic-styles><office:body><office:text>%s'
                                   "</office:text></office:body></office:document-content>" % (spaces, body))]
                  + list(extra), zipfile.ZIP_STORED)


def pdf(lines, encrypted=False, pages=1, beside=()):
    """A PDF of one font; encrypted with a password that nobody knows; beside: the lines of a second column."""
    content = b"\n".join(b"BT /F1 12 Tf %d 770 Td 16 TL\n" % left + b"".join(
        b"(" + line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b") Tj T*\n"
        for line in column) + b"ET" for left, column in ((72, lines), (330, beside)) if column)
    if not lines:
        content = b"0 0 1 rg 72 72 300 300 re f"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>",
               b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(
                   b"%d 0 R" % (3 if n == 0 else n + 5) for n in range(pages))),
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
               b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    objects += [objects[2]] * (pages - 1)
    if encrypted:
        objects.append(b"<</Filter/Standard/V 2/R 3/Length 128/P -1028/O<%s>/U<%s>>>" % (b"3c" * 32, b"5a" * 32))
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % at for at in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, b"/Encrypt 6 0 R/ID[<00><00>]" if encrypted else b"", start)
    return out


def bomb_parts():
    """A part of nothing but zeros, a thousand times smaller when packed."""
    return docx_parts(paragraph("hej"), extra=[("word/media/image1.bmp", b"\0" * (100 << 20))])


def overlapping(name="word/document.xml", copies=900):
    """Many entries of the list that name the same packed bytes: small file, large when unpacked."""
    one = zipped([(name, b"a" * (1 << 20))])
    at = one.index(b"PK\1\2")
    entry = one[at:one.index(b"PK\5\6")]
    return one[:at] + entry * copies + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, copies, copies, len(entry) * copies, at, 0)


def lying():
    """A packed part that is larger than the list of the archive says."""
    good = bytearray(zipped([("[Content_Types].xml", TYPES % ""), ("word/document.xml", b" " * (3 << 20))]))
    for mark, offset in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        at = good.rindex(mark)
        struct.pack_into("<I", good, at + offset, 1000)
    return bytes(good)
