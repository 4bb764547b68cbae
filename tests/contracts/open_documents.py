"""OpenDocument sheets as LibreOffice writes them, as small as they can be, built for the tests."""

import zipfile
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
# What LibreOffice writes at the end of every sheet: nothing, as far as it goes.
REST = (
    '<table:table-row table:number-rows-repeated="1048500">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def cell(value, attributes=""):
    if value is None:
        return f"<table:table-cell {attributes}/>"
    text = f"<text:p>{escape(str(value))}</text:p>"
    kind = 'office:value-type="string"'
    if isinstance(value, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    elif isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    return f"<table:table-cell {kind} {attributes}>{text}</table:table-cell>"


def row(*values, attributes=""):
    return f"<table:table-row {attributes}>{''.join(map(cell, values))}</table:table-row>"


def table(rows, name="Feuille1", attributes=""):
    return f'<table:table table:name="{name}" {attributes}>{rows}</table:table>'


def document(*tables, styles="", prolog="", parts=(), manifest=MANIFEST):
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content{SPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
        for name, part in parts:
            archive.writestr(name, part)
    return written.getvalue()


def sheet(*rows):
    """Return a document of one sheet, with the empty rest that LibreOffice adds."""
    return document(table("".join(row(*values) for values in rows) + REST))
