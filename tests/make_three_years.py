"""The reports of examples/three-years, made from the texts in tests/gold/three-years: Word, a government page, PDF and Excel.

Run `python tests/make_three_years.py` after changing a text, and commit what it writes. In a text `#`, `##` and `###` open
headings, `>` is the note that marks the report as invented, `|` a row of a table (cells parted by tabs).
"""

from __future__ import annotations

import io
import re
import zipfile
from html import escape
from pathlib import Path

from government_pdfs import government_pdf

TESTS = Path(__file__).resolve().parent
TEXTS = TESTS / "gold" / "three-years"
REPORTS = TESTS.parent / "examples" / "three-years" / "reports"
STAMP = "2024-01-01T00:00:00Z"

PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}-砚湖区人民政府门户网站（虚构示例）</title>
<style>body{{margin:0;font-family:serif}}.wrap{{width:960px;margin:auto}}.nav a{{margin-right:2em}}.article p{{text-indent:2em}}</style>
</head>
<body>
<div class="header"><div class="wrap"><a href="#">砚湖区人民政府门户网站</a></div></div>
<div class="nav"><div class="wrap"><a href="#">首页</a><a href="#">政务公开</a><a href="#">办事服务</a><a href="#">互动交流</a></div></div>
<div class="wrap">
<div class="breadcrumb">当前位置：<a href="#">首页</a> &gt; <a href="#">政务公开</a> &gt; <a href="#">财政预决算</a> &gt; 正文</div>
<h1>{title}</h1>
<div class="info"><span>发布日期：2023-09-28</span> <span>来源：本网</span> <span>浏览次数：386</span> <span>字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a></span></div>
<div class="article" id="zoom">
{body}
</div>
<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a></div>
<div class="tools"><a href="#">打印本页</a> <a href="#">关闭窗口</a></div>
</div>
<div class="footer"><div class="wrap">主办：砚湖区人民政府办公室（虚构示例） 网站标识码：0000000000 <a href="#">网站地图</a></div></div>
</body>
</html>
"""


def made() -> dict[str, bytes]:
    """Name → bytes of every file of the example."""
    texts = {year: (TEXTS / f"{year}.txt").read_text(encoding="utf-8") for year in (2021, 2022, 2023)}
    table = (TEXTS / "indicators-2023.tsv").read_text(encoding="utf-8")
    return {
        "yanhu-2021.docx": _docx(texts[2021]),
        "yanhu-2022.html": _html(texts[2022]),
        "yanhu-2023.pdf": _pdf(texts[2023]),
        "yanhu-2023-indicators.xlsx": _xlsx(table),
    }


def _docx(text: str) -> bytes:
    import docx

    document, buffer = docx.Document(), io.BytesIO()
    rows: list[list[str]] = []
    for line in text.splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "|":
            rows.append(rest.split("\t"))
        elif mark in ("#", "##", "###"):
            document.add_heading(rest, level=len(mark) - 1)
        elif mark == ">":
            document.sections[0].footer.paragraphs[0].text = rest
            document.add_paragraph(rest)
        else:
            document.add_paragraph(line)
    if rows:
        table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, words in zip(cells.cells, row, strict=True):
                cell.text = words
    document.save(buffer)
    return _settled(buffer.getvalue())


def _html(text: str) -> bytes:
    title, *lines = text.splitlines()
    body = []
    for line in lines:
        mark, _, rest = line.partition(" ")
        if mark in ("##", "###"):
            body.append(f"<p><strong>{escape(rest)}</strong></p>")
        else:
            body.append(f"<p>{escape(rest if mark == '>' else line)}</p>")
    return PAGE.format(title=escape(title.removeprefix("# ")), body="\n".join(body)).encode()


def _pdf(text: str) -> bytes:
    plain = re.sub(r"^[#>] ", "", text, flags=re.MULTILINE)
    return government_pdf(plain, head="澜州市砚湖区生态环境局部门整体支出绩效自评报告（虚构示例）")


def _xlsx(text: str) -> bytes:
    import openpyxl

    book, buffer = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "绩效指标"
    title, *rows = text.splitlines()
    width = rows[0].count("\t") + 1
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    for row in rows:
        sheet.append([float(cell) if re.fullmatch(r"\d+(\.\d+)?", cell) else cell or None for cell in row.split("\t")])
    book.save(buffer)
    return _settled(buffer.getvalue())


def _settled(data: bytes) -> bytes:
    """An Office file without the time at which it was made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(?<=W3CDTF\">)[^<]*", STAMP.encode(), part)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def main() -> None:
    REPORTS.mkdir(parents=True, exist_ok=True)
    for name, data in made().items():
        (REPORTS / name).write_bytes(data)


if __name__ == "__main__":
    main()
