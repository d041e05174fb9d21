"""The annotated reports, shown on a government page and printed as PDF, read as their clean text does."""

from functools import cache
from pathlib import Path

import pytest
from government_pages import government_page
from government_pdfs import government_pdf

from kg.reading import read, read_bytes

TESTS = Path(__file__).parents[2]
REPORTS = {
    "dongzhu": TESTS / "gold" / "dongzhu-education-2021" / "report.txt",
    "qinghe": TESTS / "gold" / "qinghe-land-2020" / "clean.txt",
    "liwan": TESTS.parent / "examples" / "liwan-2022" / "liwan-2022.txt",
}


@cache
def clean(name):
    """The lines of a report, one a paragraph or row of a table."""
    if name == "dongzhu":  # has a table whose cells are parted by tabs
        return [line.strip() for line in REPORTS[name].read_text(encoding="utf-8").splitlines() if line.strip()]
    return read(REPORTS[name]).text.split("\n")


def bare(lines):
    """Paragraphs without blanks, which a printed line break takes with it."""
    return ["".join(cell.split()) for line in lines for cell in line.split("\t")]


@pytest.mark.parametrize("style", ["p", "br"])
@pytest.mark.parametrize("name", REPORTS)
def test_on_a_government_page(name, style):
    title, *lines = clean(name)
    page = government_page("\n".join(lines), title, style=style, encoding="gb18030")
    assert bare(read_bytes("报告.html", page).text.split("\n")) == bare([title, *lines])


@pytest.mark.parametrize(
    "style", [{"head": "绩效自评材料汇编"}, {"size": 10.5, "number": "{}"}, {"size": 15, "justified": False}], ids=str
)
@pytest.mark.parametrize("name", REPORTS)
def test_printed_as_pdf(name, style):
    document = read_bytes("报告.pdf", government_pdf("\n".join(clean(name)), **style))
    assert bare(document.text.split("\n")) == bare(clean(name))
    assert {block.page for block in document.blocks} == set(range(1, document.blocks[-1].page + 1))
