"""Bytes of files of candidates in many formats, for tests."""

import gzip
import io
import zipfile
from xml.sax.saxutils import escape

GOOD = "candidate_id,skills\nK1,Tally\nK2,Java\n"


def zipped(**files):
    """A zip of files; a name's double underscore stands for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def repacked(content, edit):
    """A zip whose files went through `edit(name, bytes)`; None drops one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            kept = edit(name, old.read(name))
            if kept is not None:
                new.writestr(name, kept)
    return out.getvalue()


def gz(content):
    """A gzip file."""
    return gzip.compress(content.encode() if isinstance(content, str) else content, mtime=0)


def xlsx(*sheets, hidden=(), merged=(), **options):
    """An Excel workbook; each sheet is rows of cells, written in the type they have; a text with "=" is a formula."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd", **options})
    for number, rows in enumerate(sheets, 1):
        sheet = book.add_worksheet(f"Sheet{number}")
        if number in hidden:
            sheet.hide()
        elif number - 1 in hidden:  # the first sheet that shows must be the active one
            sheet.activate()
            sheet.set_first_sheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("=NA"):
                    sheet.write_formula(at, column, cell, None, "#N/A")
                else:
                    sheet.write(at, column, cell)
        for area in merged:
            sheet.merge_range(area, None)
    book.close()
    return out.getvalue()


def xls(rows):
    """A workbook of Excel 97."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Alt")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows, tail=""):
    """An OpenDocument spreadsheet; `tail` is XML behind the rows."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'.format
    lines = "".join(f"<table:table-row>{''.join(cell(escape(text)) for text in row)}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Blatt">{lines}{tail}</table:table></office:spreadsheet></office:body></office:document-content>'
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        content__xml=content,
        **{"META-INF/manifest__xml": manifest},
    )


def parquet(columns, **options):
    """A Parquet file of columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


def feather(columns, **options):
    """A Feather file (Arrow IPC) of columns."""
    import pyarrow as pa
    from pyarrow import feather as format_

    out = io.BytesIO()
    format_.write_feather(pa.table(columns), out, **options)
    return out.getvalue()
