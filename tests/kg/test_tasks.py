from __future__ import annotations

from support import assert_grounded, make_document

from kg.extract.units import extract_units
from kg.model import Entities, Identity, ReportKind
from kg.outline import outline


def units(text: str) -> Entities:
    document = make_document(text)
    found = extract_units(document, outline(document), Identity("", ReportKind.SELF_EVALUATION))
    assert_grounded(document, found)
    return found


def test_items_under_a_numbered_heading_are_its_tasks_and_keep_their_word() -> None:
    found = units(
        "一、年度重点工作任务\n4. 坚持底线管控。坚持最严格制度。一是加强执法，遏制“非农化”；二是做好专项行动。"
    )
    assert [(group.id, group.text) for group in found.task_groups] == [("task-group/4", "坚持底线管控。")]
    assert [(task.id, task.label, task.text, task.part_of) for task in found.tasks] == [
        ("task/4.1", "加强执法", "一是加强执法，遏制“非农化”；", "task-group/4"),
        ("task/4.2", "做好专项行动", "二是做好专项行动。", "task-group/4"),
    ]


def test_sentences_after_a_heading_without_items_are_its_tasks() -> None:
    found = units(
        "一、重点工作任务\n1.优化营商环境。深化网上申办，提升效能。推进“跨城通办”。\n2.加强队伍建设。开展培训。"
    )
    assert [group.label for group in found.task_groups] == ["优化营商环境", "加强队伍建设"]
    assert [(task.id, task.text) for task in found.tasks] == [
        ("task/1.1", "深化网上申办，提升效能。"),
        ("task/1.2", "推进“跨城通办”。"),
        ("task/2.1", "开展培训。"),
    ]


def test_an_item_of_one_sentence_is_a_task_without_a_group() -> None:
    found = units("一、2023年工作任务\n1、新建养老设施10处；\n2、完成区划调整。")
    assert found.task_groups == ()
    assert [(task.id, task.text, task.part_of) for task in found.tasks] == [
        ("task/1", "新建养老设施10处；", "section/1"),
        ("task/2", "完成区划调整。", "section/1"),
    ]


def test_items_between_commas_are_tasks_without_the_comma() -> None:
    found = units("一、主要任务\n主要任务：一是改造公路12公里，二是新建公路80公里，三是保持通达率100%。")
    assert [task.text for task in found.tasks] == ["一是改造公路12公里", "二是新建公路80公里", "三是保持通达率100%。"]


def test_a_section_without_a_list_has_a_task_for_each_clause() -> None:
    found = units("一、年度重点工作\n推进旧区改造8个；建设养老中心。")
    assert [task.text for task in found.tasks] == ["推进旧区改造8个；", "建设养老中心。"]


def test_of_three_levels_the_lowest_are_the_tasks() -> None:
    found = units("一、重点任务\n（一）治水\n1.水库\n（1）除险加固；\n（2）清淤。\n2.河道\n（1）清四乱；\n（2）绿化。")
    assert [group.label for group in found.task_groups] == ["水库", "河道"]
    assert [task.label for task in found.tasks] == ["除险加固", "清淤", "清四乱", "绿化"]
    assert len({task.id for task in found.tasks}) == 4


def test_the_text_after_the_last_item_is_not_part_of_it() -> None:
    found = units(
        "一、重点任务\n1.新建学校。\n2.改建学校。\n3.招聘教师。\n以上任务按季度督办。\n二、存在问题\n进度慢。"
    )
    assert [task.text for task in found.tasks] == ["新建学校。", "改建学校。", "招聘教师。"]


def test_goals_listed_in_a_report_without_a_section_of_tasks_are_its_tasks() -> None:
    text = "一、年度绩效目标\n全面推进乡村振兴。具体目标：\n①新建高标准农田3.20万亩；\n②培育高素质农民500人。\n二、主要工作成效\n（一）粮食稳产。新建高标准农田3.20万亩。"
    assert [task.evidence[0].quote for task in units(text).tasks] == [
        "新建高标准农田3.20万亩；",
        "培育高素质农民500人。",
    ]


def test_one_sentence_of_goals_is_no_task() -> None:
    text = "一、年度绩效目标\n全面推进乡村振兴，守住粮食安全底线。\n二、主要工作成效\n（一）粮食稳产。新建高标准农田3.20万亩。"
    assert units(text).tasks == ()
