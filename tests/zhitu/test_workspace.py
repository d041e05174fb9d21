"""A workspace: reports come and go whole, and what is published is never half-written."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import zhitu
from kg.errors import KgError, UnknownReport, WorkspaceBusy, WorkspaceError
from kg.model import Relation, ReportKind
from kg.review import Decision
from kg.sparql import with_prefixes
from zhitu.sources import expand
from zhitu.workspace import Workspace

REPORT = """临澄市东渚区自然资源局2021年部门整体支出绩效自评报告

一、基本情况
（一）部门职责
1、负责耕地保护工作，组织实施耕地占补平衡和永久基本农田特殊保护。
2、负责不动产统一确权登记工作。
（二）年度重点工作任务
1. 严格耕地保护。一是落实耕地占补平衡；二是完成永久基本农田补贴发放。
二、主要工作成效
1、严守耕地红线
一是守住耕地底线。落实耕地占补平衡，补充耕地120亩；完成永久基本农田补贴发放35万元。
2、优化登记服务
一是提速增效。办理不动产登记3200宗，发证3100宗。
三、存在的主要问题
（一）部分项目支出进度偏低。
四、下一步改进措施
一是加快项目支出进度。
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "东渚2021.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return zhitu.open(tmp_path / "ws")


def exported(ws: Workspace, tmp_path: Path) -> bytes:
    return ws.export(tmp_path / "out.nq").read_bytes()


def test_an_added_report_is_listed_with_what_it_says_of_itself(ws, report):
    added = ws.add([report])
    assert [h.source for h in added.holdings] == ["东渚2021.txt"]
    (held,) = ws.reports()
    assert (held.department, held.year, held.kind) == ("临澄市东渚区自然资源局", 2021, "self-evaluation")
    assert held.iri == "https://w3id.org/zhitu/id/report/临澄市东渚区自然资源局/2021"


def test_two_builds_of_the_same_file_are_byte_identical_whatever_the_order(tmp_path, report):
    other = tmp_path / "东渚2022.txt"
    other.write_text(REPORT.replace("2021年", "2022年"), encoding="utf-8")
    one, two = zhitu.open(tmp_path / "one"), zhitu.open(tmp_path / "two")
    one.add([report])
    one.add([other])
    two.add([other])
    two.add([report])
    assert one.export(tmp_path / "1.nq").read_bytes() == two.export(tmp_path / "2.nq").read_bytes()


def test_adding_the_same_file_again_changes_nothing(ws, report, tmp_path):
    ws.add([report])
    before = exported(ws, tmp_path)
    again = ws.add([report])
    assert (len(again.holdings), len(again.unchanged)) == (0, 1)
    assert exported(ws, tmp_path) == before


def test_a_corrected_file_of_the_same_name_replaces_the_old_report_and_leaves_nothing_of_it(ws, report):
    ws.add([report])
    report.write_text(REPORT.replace("120亩", "125亩"), encoding="utf-8")
    ws.add([report])
    assert len(ws.reports()) == 1
    printed = {row["p"] for row in ws.sparql("SELECT ?p { ?o zt:printed ?p }")}
    assert "125" in printed
    assert "120" not in printed


def test_another_document_of_the_same_identity_becomes_a_version_of_the_first(ws, report, tmp_path):
    ws.add([report])
    other = tmp_path / "东渚2021-修订.txt"
    other.write_text(REPORT.replace("120亩", "125亩"), encoding="utf-8")
    ws.add([other])
    first, second = sorted(ws.reports(), key=lambda h: h.iri)
    assert second.iri == f"{first.iri}/v2"
    assert ws.sparql(f"SELECT ?old {{ <{second.iri}> prov:wasRevisionOf ?old }}") == [{"old": first.iri}]


def test_removing_a_report_restores_exactly_what_was_there_before_it(ws, report, tmp_path):
    ws.add([report])
    before = exported(ws, tmp_path)
    other = tmp_path / "东渚2022.txt"
    other.write_text(REPORT.replace("2021年", "2022年"), encoding="utf-8")
    ws.add([other])
    ws.remove("东渚2022.txt")
    assert exported(ws, tmp_path) == before
    assert all(hit.passage.year == 2021 for hit in ws.search("耕地占补平衡"))


def test_one_bad_file_does_not_stop_the_batch(ws, report, tmp_path):
    bad = tmp_path / "a坏.txt"
    bad.write_bytes(b"\x00\x01\x02" * 50)
    added = ws.add([bad, tmp_path / "没有.txt", report])
    assert [h.source for h in added.holdings] == ["东渚2021.txt"]
    assert [f.source for f in added.failures] == ["a坏.txt", "没有.txt"]
    assert all(str(f.error) for f in added.failures)


def test_the_command_line_can_say_what_a_file_lacks(ws, tmp_path):
    path = tmp_path / "报告.txt"
    path.write_text(REPORT.split("\n", 1)[1], encoding="utf-8")
    (unknown,) = ws.add([path]).holdings
    assert "/report/sha256/" in unknown.iri
    assert any("department-unknown" in line for line in unknown.diagnostics)
    ws.remove(unknown.iri)
    kind = ReportKind.SELF_EVALUATION
    (known,) = ws.add([path], department="临澄市东渚区自然资源局", year=2020, kind=kind).holdings
    assert known.iri.endswith("/临澄市东渚区自然资源局/2020")


def test_a_writer_that_fails_leaves_the_published_state(ws, report, tmp_path, monkeypatch):
    ws.add([report])
    before = exported(ws, tmp_path)

    def broken(*_args, **_options):
        raise RuntimeError("power cut")

    monkeypatch.setattr("zhitu.workspace.Manifest.write", broken)
    with pytest.raises(RuntimeError):
        ws.remove("东渚2021.txt")
    monkeypatch.undo()
    assert exported(zhitu.open(ws.folder), tmp_path) == before


def test_a_killed_writers_leavings_are_cleared_by_the_next(ws, report):
    ws.add([report])
    stray = ws.folder / "generations" / "g000099"
    (stray / "store").mkdir(parents=True)
    ws.remove("东渚2021.txt")
    assert not stray.exists()
    assert ws.reports() == []


def test_a_second_writer_is_told_that_the_workspace_is_busy(ws, report, monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr("zhitu.workspace.LOCK_SECONDS", 0.1)
    with FileLock(str(ws.folder / "lock")), pytest.raises(WorkspaceBusy, match="正在写入"):
        ws.add([report])


def test_a_reader_in_another_process_sees_what_was_published_since(ws, report):
    ws.add([report])
    script = "import sys, zhitu; print(len(zhitu.open(sys.argv[1], create=False).reports()))"
    out = subprocess.run([sys.executable, "-c", script, str(ws.folder)], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "1"


def test_a_reader_picks_up_a_new_generation_without_being_opened_again(ws, report):
    reader = zhitu.open(ws.folder)
    assert reader.reports() == []
    ws.add([report])
    assert len(reader.reports()) == 1


def test_a_rejected_link_stays_away_when_the_report_is_built_again(ws, report):
    ws.add([report])
    home = ws.reports()[0].iri
    link = ws.sparql(f"SELECT ?s ?o {{ ?s zt:underDuty ?o ; a zt:Outcome ; zt:inReport <{home}> }} ORDER BY ?s ?o")[0]
    ws.decide(Decision(link["s"], Relation.UNDER_DUTY, link["o"], False, "审核员", "不对应", "2024-05-01"))
    ws.add([report])
    assert not ws.store.run(f"ASK {{ <{link['s']}> <https://w3id.org/zhitu/ontology#underDuty> <{link['o']}> }}")
    assert [d.accepted for d in ws.decisions()] == [False]


def test_a_decision_on_a_second_version_applies_to_that_version_alone(ws, report, tmp_path):
    other = tmp_path / "东渚2021-修订.txt"
    other.write_text(REPORT.replace("120亩", "125亩"), encoding="utf-8")
    ws.add([report])
    ws.add([other])
    first, second = sorted(held.iri for held in ws.reports())
    query = "SELECT ?o {{ <{}/outcome/1.1.1> zt:underDuty ?o }} ORDER BY ?o"
    before = ws.sparql(query.format(first))
    (link, *_) = ws.sparql(query.format(second))
    ws.decide(Decision(f"{second}/outcome/1.1.1", Relation.UNDER_DUTY, link["o"], False, "审核员", "", "2024-05-01"))
    assert link not in ws.sparql(query.format(second))
    assert ws.sparql(query.format(first)) == before


def test_an_accepted_link_is_certain_and_stays_when_the_report_is_built_again(ws, report):
    ws.add([report])
    home = ws.reports()[0].iri
    outcome = ws.sparql(f"SELECT ?s {{ ?s a zt:Outcome ; zt:inReport <{home}> }} ORDER BY ?s")[0]["s"]
    for _ in range(2):
        ws.decide(Decision(outcome, Relation.UNDER_DUTY, f"{home}/duty/2", True, "审核员", "", "2024-05-01"))
        ws.add([report])
        rows = ws.sparql(f"""SELECT ?c {{ ?a owl:annotatedSource <{outcome}> ; owl:annotatedTarget <{home}/duty/2> ;
            owl:annotatedProperty zt:underDuty ; sssom:confidence ?c }}""")
        assert [float(row["c"]) for row in rows] == [1.0]
    assert len(ws.decisions()) == 1


def test_a_report_is_found_by_its_name_and_an_ambiguous_name_is_told(ws, report, tmp_path):
    other = tmp_path / "东渚2022.txt"
    other.write_text(REPORT.replace("2021年", "2022年"), encoding="utf-8")
    ws.add([report, other])
    assert ws.find("2022年部门").source == "东渚2022.txt"
    with pytest.raises(UnknownReport, match="2 份报告符合"):
        ws.find("东渚区自然资源局")
    with pytest.raises(UnknownReport, match="没有这份报告"):
        ws.find("教育局")


def test_an_index_that_cannot_be_used_is_told_to_readers_and_rebuilt_by_the_next_writer(ws, report):
    ws.add([report])
    manifest = ws.generation.folder / "index" / "manifest.json"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace('"fingerprint": "', '"fingerprint": "x'), encoding="utf-8"
    )
    with pytest.raises(KgError, match="重建索引"):
        zhitu.open(ws.folder).search("耕地")
    assert ws.reindex() > 10
    assert zhitu.open(ws.folder).search("耕地占补平衡")


def test_every_format_of_export_can_be_written_and_an_unknown_one_is_told(ws, report, tmp_path):
    ws.add([report])
    for suffix in ("nq", "trig", "ttl", "nt", "jsonld"):
        assert ws.export(tmp_path / f"out.{suffix}").stat().st_size > 1000
    with pytest.raises(WorkspaceError, match="认不出"):
        ws.export(tmp_path / "out.xyz")


def test_the_graph_is_handed_out_for_networkx(ws, report):
    ws.add([report])
    graph = ws.network("东渚2021.txt")
    types = {data["type"] for _, data in graph.nodes(data=True)}
    assert {"Duty", "Task", "Outcome", "StatutoryFunction"} <= types
    confidences = [data["confidence"] for _, _, data in graph.edges(data=True) if data["relation"] == "underDuty"]
    assert confidences
    assert all(0 < one <= 1 for one in confidences)


def test_a_folder_with_something_else_in_it_is_not_taken_for_a_workspace(tmp_path):
    (tmp_path / "照片.jpg").write_bytes(b"x")
    with pytest.raises(WorkspaceError, match="已有别的内容"):
        zhitu.open(tmp_path)


def test_reading_where_there_is_no_workspace_is_told(tmp_path):
    with pytest.raises(WorkspaceError, match="还没有工作区"):
        zhitu.open(tmp_path / "ws", create=False)


def test_a_workspace_of_a_newer_version_is_refused(ws):
    path = ws.folder / "zhitu.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(WorkspaceError, match="升级"):
        zhitu.open(ws.folder)


def test_a_workspace_can_be_moved(ws, report, tmp_path):
    ws.add([report])
    before = exported(ws, tmp_path)
    moved = tmp_path / "别处"
    shutil.copytree(ws.folder, moved)
    assert exported(zhitu.open(moved), tmp_path) == before


def test_folders_are_searched_and_files_kept_in_order(tmp_path):
    for name in ("乙.txt", "甲.docx", "图.png", "~$甲.docx", ".隐.txt"):
        (tmp_path / name).write_text("x")
    assert [p.name for p in expand([tmp_path])] == ["乙.txt", "甲.docx"]
    assert expand([tmp_path / "没有.txt"]) == [tmp_path / "没有.txt"]


def test_only_missing_prefixes_are_added_to_a_query():
    query = with_prefixes("PREFIX zt: <https://example.org/>\nSELECT ?s { ?s zt:a ?x ; rdfs:label ?l }")
    assert query.count("PREFIX zt:") == 1
    assert "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>" in query
