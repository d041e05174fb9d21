"""Files are not reports: what belongs together is held together, whatever the order."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest

import zhitu
from zhitu.holdings import Holding

TITLE = "东河县水务局2022年部门整体支出绩效自评报告"
BODY = """一、基本情况
（一）部门职责
1、负责农田水利工作，组织实施灌区改造。
2、负责河道管理工作，组织实施河道清理。
二、主要工作成效
一是完成灌区改造。改造灌区12处，新增灌溉面积1200亩；清理河道35公里，投入资金349.50万元。
三、存在的主要问题
（一）部分项目支出进度偏低。
四、下一步改进措施
一是加快项目支出进度。
"""
REPORT = f"{TITLE}\n{BODY}"


def word(text):
    document, buffer = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(buffer)
    return buffer.getvalue()


def sheet(*rows):
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


INDICATORS = (["一级指标", "三级指标", "年度指标值", "实际完成值"], ["产出指标", "改造灌区", "12处", "12处"])
ANNEX = sheet(["2022年度部门整体支出绩效自评表"], ["部门（单位）名称：东河县水务局"], *INDICATORS)
NAMELESS = sheet(["绩效指标完成情况表"], *INDICATORS)


@pytest.fixture
def ws(tmp_path):
    return zhitu.open(tmp_path / "ws")


@pytest.fixture
def put(tmp_path):
    def put(name, content):
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


def names(asides):
    return [(aside.source, aside.holding.source) for aside in asides]


def exported(ws, tmp_path):
    return ws.export(tmp_path / "out.nq").read_bytes()


def test_an_annex_that_names_department_and_year_is_part_of_the_report(ws, put):
    added = ws.add([put("附表.xlsx", ANNEX), put("正文.docx", word(REPORT))])
    (held,) = ws.reports()
    assert names(added.annexes) == [("附表.xlsx", "正文.docx")]
    assert [one.source for one in added.holdings] == ["正文.docx"]
    assert held.annexes[0][0] == "附表.xlsx"
    rows = ws.sparql(
        f"SELECT DISTINCT ?file {{ <{held.iri}> zt:annex ?annex . ?o zt:printed '12' ; zt:evidence ?e . ?e dcterms:source ?file }}"
    )
    assert {row["file"] for row in rows} == {"正文.docx", "附表.xlsx"}
    assert ws.find("附表.xlsx") == held


def test_the_order_of_report_and_annex_does_not_matter(tmp_path, put):
    files = {
        "附表.xlsx": ANNEX,
        "正文.docx": word(REPORT),
        "又一表.csv": "2022年度东河县水务局绩效自评表\n项目,金额（万元）\n维修,35\n",
    }
    paths = [put(name, content) for name, content in files.items()]
    exports = set()
    for number, order in enumerate((paths, paths[::-1])):
        ws = zhitu.open(tmp_path / f"ws{number}")
        for path in order:
            ws.add([path])
        exports.add(exported(ws, tmp_path))
        assert [held.source for held in ws.reports()] == ["正文.docx"]
    together = zhitu.open(tmp_path / "together")
    together.add(paths)
    assert exports == {exported(together, tmp_path)}


def test_adding_a_joined_report_again_changes_nothing(ws, put, tmp_path):
    paths = [put("正文.docx", word(REPORT)), put("附表.xlsx", ANNEX)]
    ws.add(paths)
    before = exported(ws, tmp_path)
    for files in (paths, paths[:1], paths[1:]):
        again = ws.add(files)
        assert (len(again.holdings), len(again.unchanged)) == (0, 1)
    assert exported(ws, tmp_path) == before


def test_a_corrected_annex_replaces_the_old_one_and_removing_the_report_removes_both(ws, put):
    ws.add([put("正文.docx", word(REPORT)), put("附表.xlsx", ANNEX)])
    ws.add([put("附表.xlsx", sheet(["2022年度东河县水务局绩效自评表"], ["项目", "金额（万元）"], ["维修水闸", 87]))])
    printed = {row["p"] for row in ws.sparql("SELECT ?p { ?o zt:printed ?p }")}
    assert "87" in printed
    assert len(list((ws.folder / "sources").iterdir())) == 2  # the old annex is not kept
    ws.remove("正文.docx")
    assert list((ws.folder / "sources").iterdir()) == []


def test_a_nameless_annex_beside_the_only_report_belongs_to_it(ws, put):
    put("一/1_正文.docx", word(REPORT))
    added = ws.add(put("一/2_附表.xlsx", NAMELESS).parent)
    assert names(added.annexes) == [("2_附表.xlsx", "1_正文.docx")]


def test_a_nameless_table_beside_two_reports_belongs_to_none(ws, put):
    put("一/甲.docx", word(REPORT))
    put("一/乙.docx", word(REPORT.replace("水务", "教育")))
    added = ws.add(put("一/附表.xlsx", NAMELESS).parent)
    assert added.annexes == ()
    assert len(ws.reports()) == 3


def test_an_annex_of_another_year_or_department_is_a_report_of_its_own(ws, put):
    other = sheet(["2021年度部门整体支出绩效自评表"], ["部门（单位）名称：东河县水务局"], *INDICATORS)
    ws.add([put("正文.docx", word(REPORT)), put("附表.xlsx", other)])
    assert [(held.year, held.tables_only) for held in ws.reports()] == [(2021, True), (2022, False)]


def test_the_same_report_in_two_formats_is_added_once_from_the_one_that_keeps_most(tmp_path, put):
    paths = [put("报告.txt", REPORT), put("报告.docx", word(REPORT))]
    exports = set()
    for number, order in enumerate((paths, paths[::-1])):
        ws = zhitu.open(tmp_path / f"ws{number}")
        said = [one for path in order for one in ws.add([path]).duplicates]
        assert names(said) == [("报告.txt", "报告.docx")]
        assert [held.source for held in ws.reports()] == ["报告.docx"]
        assert len(list((ws.folder / "sources").iterdir())) == 1
        exports.add(exported(ws, tmp_path))
    assert len(exports) == 1


def test_a_copy_under_another_name_is_added_once(ws, put):
    added = ws.add([put("乙.txt", REPORT), put("甲.txt", REPORT)])
    assert names(added.duplicates) == [("甲.txt", "乙.txt")]  # by code point, 乙 before 甲
    assert len(ws.reports()) == 1


def test_a_report_that_does_not_say_whose_it_is_is_added_once_too(ws, put):
    text = REPORT.replace(TITLE, "绩效自评报告")
    added = ws.add([put("甲.txt", text), put("甲.md", text)])
    assert names(added.duplicates) == [("甲.txt", "甲.md")]
    assert len(ws.reports()) == 1


def test_a_corrected_text_in_another_format_is_a_version_and_no_copy(ws, put):
    added = ws.add([put("报告.txt", REPORT), put("修订.docx", word(REPORT.replace("349.50", "359.50")))])
    assert added.duplicates == ()
    assert [held.iri.rsplit("/", 1)[1] for held in ws.reports()] == ["2022", "v2"]


def test_a_file_with_several_reports_makes_several(ws, put, tmp_path):
    names_ = ("财政局", "教育局", "水务局")
    path = put("汇编.txt", "\n".join(REPORT.replace("水务局", name) for name in names_))
    added = ws.add([path])
    assert [one.department for one in added.holdings] == [f"东河县{name}" for name in names_]
    assert [one.piece for one in added.holdings] == [1, 2, 3]
    before = exported(ws, tmp_path)
    assert len(ws.add([path]).unchanged) == 3
    assert exported(ws, tmp_path) == before
    ws.remove(added.holdings[0].iri)
    assert len(ws.reports()) == 2
    assert len(list((ws.folder / "sources").iterdir())) == 1  # the others are still in it


def test_a_decision_on_a_link_survives_in_a_collection_and_in_a_joined_report(ws, put):
    from kg.model import Relation
    from kg.review import Decision

    text = REPORT + REPORT.replace("2022", "2021")
    ws.add([put("两年.txt", text), put("附表.xlsx", ANNEX)])
    query = "SELECT ?s ?o ?r { ?s zt:underDuty ?o ; zt:inReport ?r } ORDER BY ?s ?o"
    rows = ws.sparql(query)
    assert {row["r"].rsplit("/", 1)[1] for row in rows} == {"2021", "2022"}
    held = ws.reports()
    for row in (rows[0], rows[-1]):
        ws.decide(Decision(row["s"], Relation.UNDER_DUTY, row["o"], accepted=False))
    after = ws.sparql(query)
    assert [row for row in rows if row not in after] == [rows[0], rows[-1]]
    assert [(one.iri, one.piece, one.annexes) for one in ws.reports()] == [(h.iri, h.piece, h.annexes) for h in held]


def test_an_archive_is_a_folder_of_reports(ws, put):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("水务局/1_正文.docx", word(REPORT))
        target.writestr("水务局/2_附表.xlsx", NAMELESS)
        target.writestr("教育局/报告.txt", REPORT.replace("水务", "教育"))
        target.writestr("坏.txt", b"\x00\x01\x02" * 50)
    added = ws.add([put("全县.zip", buffer.getvalue())])
    assert names(added.annexes) == [("2_附表.xlsx", "1_正文.docx")]
    assert [held.source for held in ws.reports()] == ["报告.txt", "1_正文.docx"]
    assert [failure.source for failure in added.failures] == ["坏.txt"]


def test_an_unforeseen_fault_in_one_file_does_not_lose_the_others(ws, put, monkeypatch):
    good, bad = put("甲.txt", REPORT), put("乙.txt", REPORT.replace("水务", "教育"))
    from kg import pipeline

    build = pipeline.build_report

    def faulty(document, *args, **kwargs):
        if document.source == "乙.txt":
            raise RuntimeError("fault")
        return build(document, *args, **kwargs)

    monkeypatch.setattr("kg.pipeline.build_report", faulty)
    added = ws.add([bad, good])
    assert [one.source for one in added.holdings] == ["甲.txt"]
    assert "RuntimeError" in str(added.failures[0].error)


def test_a_manifest_of_an_earlier_version_is_read():
    value = {"iri": "i", "source": "s", "sha256": "0", "digest": "d", "title": "t", "kind": "unknown", "department": ""}
    assert Holding.from_json({**value, "year": None, "diagnostics": []}).annexes == ()


PAGES = BODY.split("二、主要工作成效\n")


def web_page(text):
    lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div>{lines}</div></body></html>"


@pytest.mark.parametrize("pages", [("t0815.html", "t0815_1.html"), ("自评报告（1）.htm", "自评报告（2）.htm")])
@pytest.mark.parametrize("turned", [False, True])
def test_the_pages_of_one_web_article_are_one_report(ws, put, pages, turned):
    texts = (PAGES[0], "二、主要工作成效\n" + PAGES[1])
    files = [put(name, web_page(text)) for name, text in zip(pages, texts)]
    added = ws.add(files[::-1] if turned else files)
    (held,) = ws.reports()
    assert (held.source, [source for source, _ in held.annexes]) == (pages[0], [pages[1]])
    assert names(added.annexes) == [(pages[1], pages[0])]
    (context,) = ws.sparql("SELECT ?text { ?c nif:isString ?text }")
    assert str(context["text"]).count(TITLE) == 1
    assert "349.50万元" in str(context["text"])
    ws.add(files)
    assert [one.source for one in ws.reports()] == [pages[0]]


def test_numbered_pages_with_reports_of_their_own_stay_apart(ws, put):
    other = web_page(BODY.replace("12处", "15处").replace("河道", "湖泊")).replace("东河县水务局", "西河县水务局")
    ws.add([put("content_1.html", web_page(BODY)), put("content_2.html", other)])
    assert sorted(one.source for one in ws.reports()) == ["content_1.html", "content_2.html"]
    assert all(not one.annexes for one in ws.reports())


def test_a_page_saved_twice_is_held_once(ws, put):
    added = ws.add([put("自评报告.html", web_page(BODY)), put("自评报告(1).html", web_page(BODY))])
    (held,) = ws.reports()
    assert held.annexes == ()
    assert len(added.duplicates) == 1
