"""What a text is taken to be about: functions, matters of a field, rare words, by their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import make_document

from kg.linking.frame import Frame
from kg.linking.functions import lexicon_for
from kg.linking.traits import Lexicon, clauses, folded, mentions, traits, without_stop_words
from kg.linking.words import shared_runs
from kg.model import Duty, Entities, Identity, Report, ReportKind
from ontology.functions import load_scheme

LAND = Lexicon(load_scheme(), frozenset({"NR"}))
NONE = Lexicon(load_scheme(), frozenset())


def duties(*texts: str) -> list[Duty]:
    document = make_document("\n".join(texts))
    return [
        Duty(
            id=f"duty/{n}",
            label=block.span.of(document.text),
            evidence=(document.evidence(block.span),),
            rule="test",
            number=str(n),
            section="section/1",
        )
        for n, block in enumerate(document.blocks, start=1)
    ]


def weights(text: str) -> list[float]:
    return [round(weight, 3) for _, _, weight in clauses(text)]


def test_the_matter_comes_first_and_grounds_and_effects_count_less():
    assert weights("按照上级要求，完成土地整治6宗，确保按期投用") == [0.5, 1.0, 0.425]


def test_what_a_clause_lists_counts_little():
    first, listed = (
        clauses("开展培训10次，内容涵盖卫片执法、矿产资源")[0],
        clauses("开展培训10次，内容涵盖卫片执法、矿产资源")[-1],
    )
    assert listed[2] < 0.3 * first[2]


@given(st.text(alphabet="耕地保护，。；：根据确保涵盖", max_size=40))
def test_clauses_cover_all_but_punctuation_once(text):
    covered = [position for start, end, _ in clauses(text) for position in range(start, end)]
    assert covered == [position for position, character in enumerate(text) if character not in "，。；："]


def test_a_function_is_found_through_quotes_and_blanks():
    assert set(traits("落实耕地 “双管控”制度", LAND).topics) == {"NR09"}


def test_a_word_of_a_field_counts_less_inside_a_label():
    found = {mention.key: mention.weight for mention in mentions("完成老旧小区加装电梯审查", LAND)}
    alone = {mention.key: mention.weight for mention in mentions("完成老旧小区加装电梯审查", NONE)}
    assert found.pop("NR07.3.2") == 1.0
    assert found.keys() == alone.keys()
    assert all(0 < found[matter] < alone[matter] for matter in found)


def test_a_matter_is_found_by_the_words_that_outcomes_use():
    assert "学前教育" in traits("新增公办幼儿园8所", NONE).topics


def test_two_words_for_a_matter_are_surer_than_one():
    one = traits("修缮幼儿园", NONE).topics["学前教育"]
    two = traits("幼儿园入园", NONE).topics["学前教育"]
    assert two.weight > one.weight
    assert two.words == ("幼儿园", "入园")


def spoken(department: str, *texts: str, kind: ReportKind = ReportKind.SELF_EVALUATION) -> set[str]:
    entities = Entities(duties=tuple(duties(*texts)))
    report = Report(Identity("", kind, department=department), make_document("无"), (), entities)
    return set(lexicon_for(report, load_scheme()).spoken)


def test_the_name_of_the_department_says_which_schemes_speak_about_it():
    assert spoken("临江县自然资源和规划局", "负责公路建设和养护。") == {"NR", "PF"}
    assert spoken("广州市规划和自然资源局荔湾区分局") == {"NR", "PF"}


def test_a_name_that_tells_no_field_leaves_it_to_the_duties():
    land = ("负责耕地保护。", "负责土地储备。", "负责政府交办的其他任务。")
    assert spoken("临江县园区服务处", *land) == {"NR", "PF"}
    assert spoken("", *land) == {"NR", "PF"}


def test_a_department_outside_all_schemes_has_only_the_rules_of_public_finance():
    police = ("负责刑事案件侦查。", "负责户籍和出入境管理。", "负责看守所管理。", "负责有关案件的行政执法。")
    assert spoken("临江县公安局", *police) == {"PF"}


def test_a_government_answers_to_all_schemes():
    assert spoken("临江县人民政府", kind=ReportKind.WORK_REPORT) == set(load_scheme().titles)


def test_words_that_name_no_matter_are_cut_out_of_duties():
    assert without_stop_words("负责组织编制全区殡葬发展规划") == ["殡葬", "规划"]


def test_the_duty_that_names_the_very_function_owns_it():
    frame = Frame(duties("负责耕地保护工作。", "负责耕地进出平衡。"), LAND)
    scores = frame.score(traits("编制耕地进出平衡总体方案", LAND))
    assert scores[1] > scores[0] > 0


def test_what_a_general_duty_repeats_belongs_to_the_duty_that_it_repeats():
    frame = Frame(duties("负责耕地保护工作。", "职能转变。加强耕地保护，推进便民高效。"), LAND)
    farmland = frame.score(traits("坚决守住耕地红线", LAND))
    approval = frame.score(traits("深化放管服改革", LAND))
    assert farmland[0] > 4 * farmland[1]
    assert approval[1] > approval[0]


def test_a_word_that_one_duty_alone_has_tells_more_than_one_of_all():
    frame = Frame(duties("指导校园足球和竞技。", "指导校园安保和伙食。", "指导校园文娱。"), NONE)
    vocabulary = frame.postings.keys()
    rare = frame.score(traits("举办竞技比赛", NONE, vocabulary))
    common = frame.score(traits("走进校园", NONE, vocabulary))
    assert rare[0] > 3 * common[0] > 0
    assert rare[1] == rare[2] == 0


@pytest.mark.parametrize("duty", ["完成区委、区政府交办的其他任务。", "承担上级部门交办的其他事项。"])
def test_a_catch_all_attracts_nothing(duty):
    frame = Frame(duties("负责耕地保护。", duty), LAND)
    assert frame.readings[1].catch_all
    assert frame.score(traits("完成上级交办的耕地核查任务", LAND, frame.postings.keys()))[1] == 0


def test_shared_words_are_the_stretches_that_pairs_cover():
    assert shared_runs("坚决守住耕地红线，耕地保护", {"耕地", "地红", "红线", "保护"}) == ["耕地红线", "耕地", "保护"]
    assert shared_runs("守住耕地", {"耕地"}) == ["耕地"]
    assert shared_runs("守住耕地", set()) == []


@given(st.text(alphabet="耕地保护红线", max_size=20), st.sets(st.sampled_from(["耕地", "地保", "保护", "红线"])))
def test_a_shared_stretch_stands_in_the_text_and_every_pair_of_it_is_shared(text, grams):
    for run in shared_runs(text, grams):
        assert run in text
        assert all(run[n : n + 2] in grams for n in range(len(run) - 1))


def test_folding_drops_blanks_and_quotes_only():
    assert folded("“三区 三线”划定，\n完成") == "三区三线划定，完成"
