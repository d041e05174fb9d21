"""Every corrupt and odd kind of file that can be made by program: names and bytes, the same at every run.

A user drags a folder onto the program: renamed, cut off by a download, saved by an odd converter, or no report at all.
"""

from __future__ import annotations

import codecs
import io
import random
import zipfile
import zlib
from collections.abc import Iterator

REPORT = """东河县水务局2022年部门整体支出绩效自评报告
一、基本情况
（一）部门职责
1、负责农田水利工作，组织实施灌区改造。
2、负责河道管理工作，组织实施河道清理。
二、主要工作成效
一是完成灌区改造。改造灌区12处，新增灌溉面积1,200亩；清理河道35公里，投入资金349.50万元。
三、存在的主要问题
（一）部分项目支出进度偏低。
"""
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
BOMB = '<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">%s]>%s'
ENTITIES = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))

Named = tuple[str, bytes]


def odd_files() -> Iterator[Named]:
    """All of them, each name once."""
    seen: set[str] = set()
    for makers in (
        _damaged,
        _misnamed,
        _encoded,
        _written_oddly,
        _office,
        _workbooks,
        _portable,
        _web,
        _archives,
        _other,
    ):
        for name, data in makers():
            assert name not in seen, name
            seen.add(name)
            yield name, data


def zipped(members: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def word(text: str = REPORT) -> bytes:
    import docx

    document, buffer = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.add_table(2, 2).cell(0, 0).text = "项目"
    document.save(buffer)
    return buffer.getvalue()


def workbook() -> bytes:
    import openpyxl

    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in (["2022年度东河县水务局绩效自评表"], ["项目", "金额（万元）"], ["维修", 349.5], ["合计", "=B3"]):
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


def pdf(*objects: str, root: str = "1 0 R") -> bytes:
    """A PDF of objects numbered from 1, without a table of where they stand: readers must look for them."""
    body = "".join(f"{number} 0 obj\n{content}\nendobj\n" for number, content in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer\n<< /Root {root} /Size {len(objects) + 1} >>\n%%EOF\n".encode("latin-1")


def good_files() -> dict[str, bytes]:
    """One sound file of each kind, by suffix."""
    from government_pdfs import government_pdf
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (60, 40), 255).save(picture, "PNG")
    page = "<html><head><title>自评报告</title></head><body>%s</body></html>"
    return {
        "txt": REPORT.encode(),
        "md": ("# " + REPORT).encode(),
        "csv": "项目,金额（万元）\n维修,349.50\n".encode(),
        "html": (page % "".join(f"<p>{line}</p>" for line in REPORT.splitlines())).encode(),
        "docx": word(),
        "xlsx": workbook(),
        "pdf": government_pdf(REPORT),
        "zip": zipped({"报告.txt": REPORT}),
        "png": picture.getvalue(),
        "rtf": rb"{\rtf1\ansi \u36127?\u36131?}",
        "doc": COMPOUND + "WordDocument".encode("utf-16-le") + b"\x00" * 600,
    }


def _damaged() -> Iterator[Named]:
    """Cut off, eaten away, overwritten, doubled."""
    noise = random.Random(2022)
    for suffix, data in good_files().items():
        half = len(data) // 2
        yield f"cut-quarter.{suffix}", data[: len(data) // 4]
        yield f"cut-half.{suffix}", data[:half]
        yield f"cut-end.{suffix}", data[:-9]
        yield f"headless.{suffix}", data[7:]
        yield f"hole.{suffix}", data[: half - 20] + b"\x00" * 40 + data[half + 20 :]
        yield f"doubled.{suffix}", data + data
        yield f"after-zeros.{suffix}", b"\x00" * 512 + data
        for number in range(3):
            flipped = bytearray(data)
            for _ in range(max(4, len(data) // 200)):
                flipped[noise.randrange(len(data))] ^= 1 << noise.randrange(8)
            yield f"flipped-{number}.{suffix}", bytes(flipped)


def _misnamed() -> Iterator[Named]:
    """Each kind under the suffix of each other, and under none."""
    good = good_files()
    for suffix, data in good.items():
        for other in (*good, "wps", "ofd", "exe", ""):
            if other != suffix:
                yield f"really-{suffix}{'.' if other else ''}{other}", data


def _encoded() -> Iterator[Named]:
    encodings = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb18030", "hz", "utf-7")
    for encoding in encodings:
        yield f"in-{encoding}.txt", REPORT.encode(encoding)
    yield "in-big5.txt", "東河縣水務局部門職責：負責農田水利工作。".encode("big5")
    yield "in-shift-jis.txt", "東河県水務局の部門職責".encode("shift_jis")
    yield "in-latin.txt", "Département des eaux, rapport évalué".encode("latin-1")
    for mark in ("BOM_UTF8", "BOM_UTF16_LE", "BOM_UTF16_BE", "BOM_UTF32_LE", "BOM_UTF32_BE"):
        yield f"only-{mark}.txt", getattr(codecs, mark)
        yield f"wrong-{mark}.txt", getattr(codecs, mark) + REPORT.encode("gbk")
    yield "mixed.txt", REPORT.encode() + REPORT.encode("gbk") + REPORT.encode("utf-16")
    yield (
        "mixed-by-line.txt",
        b"\n".join(line.encode("gbk" if number % 2 else "utf-8") for number, line in enumerate(REPORT.splitlines())),
    )
    yield "surrogates.txt", REPORT.encode("utf-8") + b"\xed\xa0\x80\xed\xb0\x80"
    yield "overlong.txt", b"\xc0\xaf" * 50
    yield "odd-utf-16.txt", REPORT.encode("utf-16")[:-1]


def _written_oddly() -> Iterator[Named]:
    yield "empty.txt", b""
    yield "blank.txt", "\u3000\n\t \n\u200b\ufeff".encode()
    yield "one-character.txt", "水".encode()
    yield "one-line.txt", REPORT.replace("\n", "").encode()
    yield "giant-line.txt", ("负责农田水利工作，" * 40_000).encode()
    yield "many-lines.txt", ("负责农田水利工作。\n" * 50_000).encode()
    yield "many-short-lines.txt", "一\n".encode() * 5_000
    yield "many-items.txt", "".join(f"{n}、负责第{n}项工作。\n" for n in range(1, 3000)).encode()
    yield "many-blank-lines.txt", (REPORT.replace("\n", "\n" * 3000)).encode()
    yield "controls.txt", "".join(chr(code) + "水务" for code in range(32)).encode() + REPORT.encode()
    yield "all-controls.txt", bytes(range(1, 32)) * 40
    yield "bidirectional.txt", ("\u202e" + REPORT.replace("。", "\u2066。\u2069\u202c")).encode()
    yield "zero-width.txt", "\u200b".join(REPORT).encode()
    yield "combining.txt", "".join(char + "\u0301" * 30 for char in REPORT[:200]).encode()
    yield "private-use.txt", ("\ue000\uf8ff\U000f0000" * 200).encode()
    yield "plane-two.txt", ("𠀀𪛖𫝀" * 100 + REPORT).encode()
    yield "noncharacters.txt", ("\ufffe\uffff\U0001ffff" + REPORT).encode()
    yield "replacement.txt", ("\ufffd" * 30 + REPORT).encode()
    yield "carriage-returns.txt", REPORT.replace("\n", "\r").encode()
    yield "form-feeds.txt", REPORT.replace("\n", "\x0c").encode()
    yield "line-separators.txt", REPORT.replace("\n", "\u2028").encode()
    yield "brackets.txt", ("（" * 20_000 + "）" * 20_000).encode()
    yield "numbers.txt", ("1234567890.,%" * 5_000).encode()
    yield (
        "huge-number.txt",
        f"支出{'9' * 5000}万元，完成{'1,' * 2000}1亩，增长{'0.' * 2000}%。\n".encode() + REPORT.encode(),
    )
    yield "numerals.txt", ("一二三四五六七八九十百千万亿" * 500 + "、负责").encode()
    yield "quotes.txt", ("《" * 5000 + "“" * 5000).encode()
    yield "emoji.txt", ("👩‍👩‍👧‍👦🏳️‍🌈" * 300).encode()
    yield "sql.txt", (REPORT + "\"><script>alert(1)</script>\n{{7*7}} ${jndi:ldap://x} '; DROP TABLE--\n").encode()
    yield "turtle.txt", (REPORT + '<http://x> a "y\\" . \\u0041 }} # {\n').encode()
    yield "heads.md", ("#" * 3000 + " 一、基本情况\n" + REPORT).encode()
    yield "quoted.md", (">" * 5000 + " 水务\n").encode()
    yield "nested-list.md", "".join("  " * n + "- 水务\n" for n in range(800)).encode()
    yield "wide-table.md", ("|水" * 3000 + "|\n" + "|-" * 3000 + "|\n" + "|务" * 3000 + "|\n").encode()
    yield "stars.md", ("*" * 20_000 + "水" + "[" * 20_000).encode()
    yield "fence.md", ("```\n" + REPORT).encode()
    yield "open-quote.csv", ('项目,金额\n"维修,349\n' + REPORT).encode()
    yield "wide.csv", ("水," * 20_000).encode()
    yield "long-field.csv", ('"' + "水" * 200_000 + '",1\n').encode()
    yield "ragged.csv", "".join("水," * (n % 17) + "\n" for n in range(2000)).encode()
    yield "null.csv", b"a,b\x00c\n1,2\n"
    yield "formulas.csv", b'=cmd|" /C calc"!A0,@SUM(1)\n+1,-1\n'


def _office() -> Iterator[Named]:
    """Word files that are sound archives of unsound parts."""
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    for part in ("word/document.xml", "word/styles.xml", "word/numbering.xml", "_rels/.rels", "[Content_Types].xml"):
        short = part.rsplit("/", 1)[-1].strip("[]")
        yield f"without-{short}.docx", zipped({name: data for name, data in parts.items() if name != part})
        yield f"empty-{short}.docx", zipped({**parts, part: b""})
        yield f"broken-{short}.docx", zipped({**parts, part: parts[part][: len(parts[part]) // 2]})
        yield f"no-xml-{short}.docx", zipped({**parts, part: REPORT})

    def holding(body: str) -> bytes:
        return zipped({**parts, "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"})

    line = "<w:p><w:r><w:t>负责农田水利工作。</w:t></w:r></w:p>"
    yield "empty-body.docx", holding("")
    yield "nested-tables.docx", holding("<w:tbl><w:tr><w:tc>" * 300 + line + "</w:tc></w:tr></w:tbl>" * 300)
    yield (
        "nested-runs.docx",
        holding("<w:p>" + "<w:ins>" * 900 + "<w:r><w:t>水务</w:t></w:r>" + "</w:ins>" * 900 + "</w:p>"),
    )
    yield "open-fields.docx", holding('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' * 50 + line)
    yield (
        "wide-spans.docx",
        holding(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
            + line
            + "</w:tc><w:tc>"
            + line
            + "</w:tc></w:tr></w:tbl>"
        ),
    )
    yield (
        "odd-numbers.docx",
        holding(f'<w:p><w:pPr><w:numPr><w:ilvl w:val="x"/><w:numId w:val="-1"/></w:numPr></w:pPr></w:p>{line}'),
    )
    yield "many-paragraphs.docx", holding(line * 4_000)
    yield (
        "many-cells.docx",
        holding(f"<w:tbl>{('<w:tr>' + ('<w:tc>' + line + '</w:tc>') * 20 + '</w:tr>') * 300}</w:tbl>"),
    )
    yield (
        "bomb.docx",
        zipped(
            {
                **parts,
                "word/document.xml": BOMB
                % (ENTITIES, f"<w:document {W}><w:body><w:p><w:r><w:t>&m;</w:t></w:r></w:p></w:body></w:document>"),
            }
        ),
    )
    yield (
        "outside.docx",
        zipped(
            {
                **parts,
                "word/document.xml": f'<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document {W}><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>',
            }
        ),
    )
    yield "blank.docx", word("")
    yield "swollen.docx", zipped({**parts, "word/media/image1.png": b"\x00" * 30_000_000})
    yield "encrypted.docx", COMPOUND + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600
    yield (
        "strict.docx",
        zipped(
            {
                **parts,
                "word/document.xml": parts["word/document.xml"].replace(
                    b"schemas.openxmlformats.org/wordprocessingml/2006", b"purl.oclc.org/ooxml/wordprocessingml"
                ),
            }
        ),
    )
    yield "only-name.docx", zipped({"word/document.xml": ""})


def _workbooks() -> Iterator[Named]:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    for part in (
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    ):
        short = part.rsplit("/", 1)[-1].strip("[]")
        yield f"without-{short}.xlsx", zipped({name: data for name, data in parts.items() if name != part})
        yield f"empty-{short}.xlsx", zipped({**parts, part: b""})
        yield f"broken-{short}.xlsx", zipped({**parts, part: parts[part][: len(parts[part]) // 2]})

    def holding(rows: str, rest: str = "") -> bytes:
        space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        return zipped(
            {**parts, "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{rows}</sheetData>{rest}</worksheet>"}
        )

    cell = '<c r="A1" t="inlineStr"><is><t>水务</t></is></c>'
    yield "no-cells.xlsx", holding("")
    yield "far-cell.xlsx", holding(f'<row r="1">{cell}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    yield "beyond.xlsx", holding('<row r="9999999"><c r="A9999999"><v>1</v></c></row>')
    yield "odd-reference.xlsx", holding('<row r="1"><c r="?!"><v>1</v></c></row>')
    yield (
        "merged-all.xlsx",
        holding(f'<row r="1">{cell}</row>', '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    )
    yield "merged-askew.xlsx", holding(f'<row r="1">{cell}</row>', '<mergeCells><mergeCell ref="B9:A1"/></mergeCells>')
    yield (
        "huge-date.xlsx",
        holding(
            '<row r="1"><c r="A1" s="1"><v>1e308</v></c><c r="B1"><v>NaN</v></c><c r="C1" t="d"><v>x</v></c></row>'
        ),
    )
    yield "errors.xlsx", holding('<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c><c r="B1" t="b"><v>1</v></c></row>')
    yield "no-strings.xlsx", holding('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')
    yield "bomb.xlsx", zipped({**parts, "xl/worksheets/sheet1.xml": BOMB % (ENTITIES, "<worksheet>&m;</worksheet>")})
    yield "swollen.xlsx", zipped({**parts, "xl/worksheets/sheet2.xml": b" " * 70_000_000})
    yield (
        "many-rows.xlsx",
        holding(
            "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>2</v></c></row>' for n in range(1, 8000))
        ),
    )
    yield "encrypted.xlsx", COMPOUND + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600
    yield "macros.xlsm", workbook()


def _portable() -> Iterator[Named]:
    catalogue, pages = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    yield "no-pages.pdf", pdf(catalogue, "<< /Type /Pages /Kids [] /Count 0 >>")
    yield "blank-page.pdf", pdf(catalogue, pages, page)
    yield "cyclic-pages.pdf", pdf(catalogue, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>")
    yield (
        "cyclic-pair.pdf",
        pdf(
            catalogue,
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 1 >>",
        ),
    )
    yield "many-said.pdf", pdf(catalogue, "<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>", page)
    yield "negative.pdf", pdf(catalogue, "<< /Type /Pages /Kids [3 0 R] /Count -5 >>", page)
    yield "no-catalogue.pdf", pdf(page, root="9 0 R")
    yield "root-itself.pdf", pdf("1 0 R")
    yield "huge-page.pdf", pdf(catalogue, pages, page.replace("595 842", "1e30 1e30"))
    yield "flat-page.pdf", pdf(catalogue, pages, page.replace("595 842", "0 0"))
    yield "upside-down.pdf", pdf(catalogue, pages, page.replace("0 0 595 842", "595 842 0 0"))
    stream = f"<< /Length {2**31} >>\nstream\nBT /F1 12 Tf (x) Tj ET\nendstream"
    yield "long-stream.pdf", pdf(catalogue, pages, page.replace(" >>", " /Contents 4 0 R >>"), stream)
    form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream"
    contents = "<< /Length 5 >>\nstream\n/X Do\nendstream"
    yield (
        "form-in-itself.pdf",
        pdf(
            catalogue,
            pages,
            page.replace(" >>", " /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>", 1),
            contents,
            form,
        ),
    )
    packed = zlib.compress(b" " * 20_000_000, 9)
    bomb = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n{packed.decode('latin-1')}\nendstream"
    yield "bomb.pdf", pdf(catalogue, pages, page.replace(" >>", " /Contents 4 0 R >>"), bomb)
    yield "nested-arrays.pdf", pdf(catalogue.replace(" >>", f" /X {'[' * 3000}{']' * 3000} >>"), pages, page)
    yield "mark-only.pdf", b"%PDF-1.7"
    yield "text-after-mark.pdf", b"%PDF-1.7\n" + REPORT.encode()


def _web() -> Iterator[Named]:
    yield "nested.html", (b"<div>" * 5000 + "水务".encode() + b"</div>" * 5000)
    yield "nested-tables.html", (b"<table><tr><td>" * 400 + "水务".encode() + b"</td></tr></table>" * 400)
    yield "unclosed.html", ("<html><body><p>" + "<b><i><table><td>" * 300 + REPORT).encode()
    yield "no-body.html", b"<html><head><title>x</title></head></html>"
    yield "only-script.html", b"<html><script>document.write('x')</script></html>"
    yield (
        "wide-spans.html",
        '<table><tr><td colspan="99999999" rowspan="99999999">水务</td><td>局</td></tr></table>'.encode(),
    )
    yield "bomb.html", (BOMB % (ENTITIES, "<html><body>&m;</body></html>")).encode()
    yield (
        "entities.html",
        ("<html><body><p>&#0;&#xD800;&#x110000;&#99999999999;&nosuch;水务局负责。</p></body></html>").encode(),
    )
    yield "said-otherwise.html", b'<html><meta charset="utf-16"><body>' + REPORT.encode("gbk")
    yield "attributes.html", ("<p " + " ".join(f"a{n}='{n}'" for n in range(20_000)) + ">水务</p>").encode()
    yield "frames.html", b'<html><frameset><frame src="file:///etc/passwd"></frameset></html>'
    yield "comment.html", ("<html><body><!-- " + REPORT).encode()
    yield "links.html", ("<html><body>" + "<a href='x'>水务</a>" * 5000 + "</body></html>").encode()
    yield (
        "archive.mht",
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>x\n",
    )
    yield "no-parts.mhtml", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
    yield "letter.mht", b"From: a\nSubject: =?gbk?B?////?=\n\n\xff\xfe"


def _archives() -> Iterator[Named]:
    yield "empty.zip", zipped({})
    yield "pictures.zip", zipped({"a.png": "x"})
    yield "climbing.zip", zipped({"../../../etc/报告.txt": REPORT, "/abs.txt": REPORT, "c:\\报告.txt": REPORT})
    yield (
        "itself.zip",
        zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": zipped({"d.zip": zipped({"e.txt": "水"})})})})}),
    )
    yield "bomb.zip", zipped({"a.txt": b"\x00" * 20_000_000})
    yield "names.zip", zipped({"a\x00b.txt": "x", "." * 200 + ".txt": REPORT, " ": "x", "con.txt": REPORT})
    yield "comment.zip", zipped({"a.txt": REPORT}) + b"PK\x05\x06" + b"\xff" * 18
    yield "ppt.pptx", zipped({"ppt/presentation.xml": "x"})
    yield "book.epub", zipped({"mimetype": "application/epub+zip"})
    yield "text.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"})
    yield "sheet.ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
    yield "fixed.ofd", zipped({"OFD.xml": "<ofd/>"})
    yield "renamed.docx", zipped({"报告.txt": REPORT, "附件/表.csv": "a,b\n1,2\n"})
    for name, magic in (
        ("rar", b"Rar!\x1a\x07\x00"),
        ("7z", b"7z\xbc\xaf\x27\x1c"),
        ("gz", b"\x1f\x8b\x08"),
        ("bz2", b"BZh9"),
        ("xz", b"\xfd7zXZ\x00"),
    ):
        yield f"packed.{name}", magic + bytes(range(200))


def _other() -> Iterator[Named]:
    noise = random.Random(7)
    for suffix in ("txt", "md", "csv", "html", "docx", "xlsx", "pdf", "doc", "png", "zip", ""):
        yield f"noise{'.' if suffix else ''}{suffix}", noise.randbytes(3000)
        yield f"zeros{'.' if suffix else ''}{suffix}", bytes(3000)
    yield "program.txt", b"\x7fELF\x02\x01\x01" + noise.randbytes(2000)
    yield "program.docx", b"MZ\x90\x00" + noise.randbytes(2000)
    yield "data.json", '{"部门": "水务局"}'.encode()
    yield "data.xml", "<?xml version='1.0'?><部门>水务局</部门>".encode()
    yield "sound.mp3", b"ID3\x04" + noise.randbytes(500)
    yield "film.mp4", b"\x00\x00\x00\x18ftypmp42" + noise.randbytes(500)
    yield "store.sqlite", b"SQLite format 3\x00" + noise.randbytes(500)
    yield "picture.gif", b"GIF89a" + noise.randbytes(100)
    yield "picture.txt", b"\x89PNG\r\n\x1a\n" + noise.randbytes(100)
    yield "picture.jpg", b"\xff\xd8\xff\xe0" + noise.randbytes(100)
    yield "picture.tif", b"II*\x00\xff\xff\xff\xff" + noise.randbytes(50)
    yield "picture.bmp", b"BM" + noise.randbytes(60)
    yield "drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'><text>水务局</text></svg>".encode()
    yield "letter.eml", b"From: a@b\nSubject: x\n\n" + REPORT.encode()
    yield "key.pem", b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    yield "rtf-nested.rtf", b"{\\rtf1" + b"{" * 5000
    yield "compound.doc", COMPOUND
    yield "compound-noise.xls", COMPOUND + noise.randbytes(3000)
    yield "a" * 200 + ".txt", REPORT.encode()
    yield "名 字（1）；'\"$(x)`.txt", REPORT.encode()
    yield "换\u202e行.txt", REPORT.encode()
