"""Each SHACL shape with a snippet that passes and, for every message that users can read, a change that makes it fail."""

from __future__ import annotations

import pyshacl
import pytest
from rdflib import RDF, SH, Dataset, Graph, URIRef

from ontology import PREFIXES, function_files
from ontology.resources import FOLDER

SHAPES = Graph().parse(FOLDER / "shapes.ttl")
HEADER = (
    "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    + "@base <https://w3id.org/zhitu/id/report/清河市规划和自然资源局/> .\n"
)
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TEXT = "<2022#text> a nif:Context ; nif:isString '负责耕地保护工作。' ; nif:beginIndex 0 ; nif:endIndex 9 ."
EVIDENCE = (
    "<2022#char=2,6> a nif:OffsetBasedString ; nif:beginIndex 2 ; nif:endIndex 6 ; nif:anchorOf '耕地保护' ; "
    "nif:referenceContext <2022#text> ; zt:page 1 ."
)

GOOD = {
    "Report": f"""<2022> a zt:PerformanceReport ; dcterms:title '自评报告'@zh ; zt:kind 'self-evaluation' ; zt:year '2022'^^xsd:gYear ;
        zt:department <../department> ; dcterms:source '清河2022.txt' ; schema:sha256 '{SHA256}' ; zt:contentDigest '{SHA256}' .
        <../department> a zt:Department . {TEXT}""",
    "Grounded": f"<2022/duty/1> a zt:Duty ; rdfs:label '耕地保护'@zh ; zt:inReport <2022> ; zt:evidence <2022#char=2,6> . "
    f"<2022> a zt:PerformanceReport . {EVIDENCE}",
    "Unit": "<2022/duty/1> a zt:Duty ; zt:text '负责耕地保护工作。' ; zt:number '1' ; zt:rule 'duties.numbered-item' ; "
    "zt:inReport <2022> ; dcterms:isPartOf <2022/section/1> .",
    "Section": "<2022/section/1> a zt:Section ; zt:role 'duties' ; zt:text '部门职能' ; dcterms:isPartOf <2022> .",
    "Department": "<d> a zt:Department ; zt:jurisdiction <place/清河市> ; skos:altLabel '市规划资源局'@zh .",
    "Duty": "<2022/duty/1> a zt:Duty ; zt:implementsFunction function:NR09.1 ; cv:hasLegalResource law:土地管理法 .",
    "Task": "<2022/task/1> a zt:Task ; zt:forYear '2022'^^xsd:gYear .",
    "Serving": "<2022/task/1> a zt:Task ; zt:underDuty <2022/duty/1> ; zt:servesFunction function:NR09 . <2022/duty/1> a zt:Duty .",
    "Outcome": "<2022/outcome/1> a zt:Outcome ; zt:fulfils <2022/task/1> . <2022/task/1> a zt:Task .",
    "Improvement": "<2022/improvement/1> a zt:Improvement ; zt:addresses <2022/problem/1> . <2022/problem/1> a zt:Problem .",
    "Problem": "<2022/problem/1> a zt:Problem . <2022/improvement/1> zt:addresses <2022/problem/1> .",
    "Observation": """<2022/observation/1> a zt:Observation ; zt:printed '1,200' ; zt:value 1200.0 ; zt:unitText '亩' ;
        zt:property '补充耕地' ; zt:quantityKind zt:Actual ; zt:qualifier '约' ; zt:measure '耕地面积' ; zt:growthKind zt:RealGrowth ; zt:normalizedValue 800000.0 ; zt:normalizedUnit 'M2' ;
        zt:indicator <i> ; dcterms:isPartOf <2022/outcome/1> ; zt:evidence <2022#char=0,8> .
        <i> a zt:Indicator . <2022#char=0,8> nif:anchorOf '补充耕地约1,200亩' .""",
    "BudgetFigure": "<2022/observation/2> a zt:BudgetFigure, zt:Observation ; zt:breakdown 'total' ; zt:phase 'executed' .",
    "Indicator": "<i> a zt:Indicator ; rdfs:label '补充耕地'@zh .",
    "IndicatorRow": "<2022/indicator-row/1> a zt:IndicatorRow ; zt:level3 '补充耕地面积' ; zt:target '≥100亩' ; zt:direction 'at-least' ; zt:weight 10.0 .",
    "PolicyDocument": "<p> a zt:PolicyDocument ; zt:documentNumber '市政府令第12号' .",
    "Place": "<p> a zt:Place ; zt:tier 'village' .",
    "Finding": "<2022/finding/1> a zt:Finding ; zt:code 'rate-confirmed' ; zt:severity 'info' ; zt:holds true ; rdfs:comment '相符'@zh .",
    "Evidence": f"{EVIDENCE} <2022#text> a nif:Context .",
    "Context": f"{TEXT} {EVIDENCE}",
    "Link": """<2022/link/1> a owl:Axiom ; owl:annotatedSource <2022/task/1> ; owl:annotatedProperty zt:underDuty ;
        owl:annotatedTarget <2022/duty/1> ; sssom:confidence 0.91 ; sssom:mapping_justification semapv:LexicalMatching ;
        zt:why '耕地' ; zt:changeKind zt:Kept . <2022/task/1> zt:underDuty <2022/duty/1> .""",
    "ProjectStage": """<x/stage/1> a zt:ProjectStage ; zt:stage 'started' ; zt:stageOf <p> ; zt:reached true ; zt:evidence <2022#char=0,2> .
        <p> a zt:Project .""",
    "StatutoryFunction": """<f> a zt:StatutoryFunction ; skos:notation 'NR09.1' ; skos:prefLabel '永久基本农田保护'@zh, 'Farmland'@en ;
        skos:inScheme <s> ; skos:broader <b> ; cv:hasLegalResource <p> . <s> a zt:FunctionScheme . <p> a zt:LegalProvision .
        <b> a zt:StatutoryFunction ; skos:notation 'NR09' ; skos:prefLabel '耕地保护'@zh, 'Land'@en ; skos:inScheme <s> ;
        cv:hasLegalResource <p> .""",
    "LegalProvision": """<p> a zt:LegalProvision ; zt:law '土地管理法' ; zt:article '第三十三条' ; zt:gist '五类耕地应划永农' ;
        zt:jurisdiction <n> ; zt:validFrom '2020-01-01'^^xsd:date ; zt:validTo '2025-06-30'^^xsd:date .""",
}

# shape, what is replaced in its good snippet, by what, and the message that must come
BAD = [
    ("Report", "dcterms:title '自评报告'@zh ;", "", "报告须有且只有一个标题。"),
    ("Report", "'self-evaluation'", "'report'", "报告种类缺失或不在取值表中。"),
    ("Report", "'2022'^^xsd:gYear", "2022", "报告年度至多一个，且为 xsd:gYear。"),
    ("Report", "<../department> a zt:Department .", "", "报告至多对应一个部门。"),
    ("Report", "'清河2022.txt'", "'/home/me/清河2022.txt'", "须记录来源文件名，且不含路径。"),
    ("Report", f"schema:sha256 '{SHA256}'", "schema:sha256 'abc'", "须记录来源文件的 SHA-256。"),
    ("Report", f"zt:contentDigest '{SHA256}'", "zt:contentDigest ''", "内容摘要值须为 SHA-256。"),
    ("Report", f"zt:contentDigest '{SHA256}'", "zt:annex '/tmp/乙.xlsx'", "附件须记文件名，且不含路径。"),
    ("Report", f"zt:contentDigest '{SHA256}'", "zt:ocrConfidence 1.5", "报告的文字识别置信度至多一个，在0到1之间。"),
    ("Report", "<2022#text> a nif:Context", "<2022#body> a nif:Context", "报告没有正文：缺少 <报告#text>。"),
    ("Grounded", "; zt:evidence <2022#char=2,6>", "", "没有原文佐证。"),
    ("Grounded", "zt:inReport <2022> ;", "", "没有注明出自哪份报告。"),
    ("Grounded", "'耕地保护'@zh", "'farmland'@en", "缺少中文名称。"),
    ("Unit", "zt:text '负责耕地保护工作。' ;", "", "缺少全文，或全文不止一个。"),
    ("Unit", "zt:number '1'", "zt:number '1', '2'", "缺少编号，或编号不止一个。"),
    ("Unit", "zt:rule 'duties.numbered-item' ;", "", "没有注明抽取规则。"),
    ("Unit", "zt:inReport <2022>", "zt:inReport <2022>, <2023>", "一个条目只能出自一份报告。"),
    ("Unit", "; dcterms:isPartOf <2022/section/1>", "", "没有注明属于哪个章节或上级条目。"),
    ("Section", "'duties'", "'functions'", "章节作用缺失或不在取值表中。"),
    ("Section", "zt:text '部门职能' ;", "", "章节须有标题文字。"),
    ("Section", "; dcterms:isPartOf <2022>", "", "章节须属于报告或上级章节。"),
    ("Department", "<place/清河市>", "<place/清河市>, <place/柳林村>", "部门至多一个辖区。"),
    ("Department", "@zh", "@en", "部门别名须为中文。"),
    ("Duty", "function:NR09.1", "<2022/duty/2>", "职责履行的须是职能体系中的法定职能。"),
    ("Duty", "law:土地管理法", "'土地管理法'", "法律依据须是法律条款。"),
    ("Task", "'2022'^^xsd:gYear", "'2022'", "任务年度至多一个，且为 xsd:gYear。"),
    ("Serving", "<2022/duty/1> a zt:Duty .", "", "“对应职责”须指向职责。"),
    ("Serving", "function:NR09", "'NR09'", "“服务职能”须指向职能体系中的法定职能。"),
    ("Outcome", "<2022/task/1> a zt:Task .", "<2022/task/1> a zt:TaskGroup .", "成效落实的须是任务。"),
    ("Improvement", "<2022/problem/1> a zt:Problem .", "", "改进措施针对的须是存在问题。"),
    (
        "Problem",
        "<2022/improvement/1> zt:addresses <2022/problem/1>",
        "<2022/problem/1> zt:addresses <2022/improvement/1>",
        "“针对问题”由改进措施指向问题，不能相反。",
    ),
    ("Observation", "zt:printed '1,200' ;", "", "数值须保留原样数字。"),
    ("Observation", "zt:value 1200.0", "zt:value 1200.0, 1200.5", "数值须有且只有一个十进制值。"),
    ("Observation", "zt:Actual", "zt:Kept", "须注明是实际、计划、预算还是比率。"),
    ("Observation", "zt:unitText '亩'", "zt:unitText '亩', '公顷'", "原文单位至多一个。"),
    ("Observation", "zt:property '补充耕地'", "zt:property '补充耕地'@zh", "所计量至多一个。"),
    ("Observation", "zt:qualifier '约'", "zt:qualifier '约', '共'", "限定词至多一个。"),
    ("Observation", "zt:measure '耕地面积'", "zt:measure '耕地面积', '耕地'", "通用量名至多一个。"),
    ("Observation", "zt:growthKind zt:RealGrowth", "zt:growthKind zt:Rate", "增速口径至多一个，且在取值表中。"),
    ("Observation", "zt:normalizedValue 800000.0", "zt:normalizedValue 8.0E5", "折算值至多一个，且为十进制。"),
    ("Observation", "zt:normalizedUnit 'M2'", "zt:normalizedUnit 'M2', 'HA'", "折算单位至多一个。"),
    ("Observation", "<i> a zt:Indicator .", "", "数值所属的须是指标。"),
    ("Observation", "dcterms:isPartOf <2022/outcome/1> ;", "", "数值须注明出现在哪个条目或章节。"),
    ("Observation", "约1,200亩", "约1200亩", "原样数字不在佐证之中。"),
    ("Observation", "zt:normalizedValue 800000.0 ;", "", "有折算单位而无折算值。"),
    ("BudgetFigure", ", zt:Observation", "", "预算数字同时须标为数值。"),
    ("BudgetFigure", "'total'", "'all'", "构成口径缺失或不在取值表中。"),
    ("BudgetFigure", "'executed'", "'spent'", "预算阶段不在取值表中。"),
    ("Indicator", "'补充耕地'@zh", "'补充耕地'@zh, '耕地'@zh", "指标只有一个名称。"),
    ("IndicatorRow", "zt:level3 '补充耕地面积' ;", "", "指标行须有三级指标名称。"),
    ("IndicatorRow", "zt:target '≥100亩' ;", "", "指标行须有目标值、实际完成值或得分。"),
    ("IndicatorRow", "zt:weight 10.0", "zt:weight -10.0", "分值须为非负数。"),
    ("IndicatorRow", "zt:weight 10.0", "zt:score -0.5", "得分须为非负数。"),
    ("IndicatorRow", "'at-least'", "'most'", "指标方向不在取值表中。"),
    ("ProjectStage", "'started'", "'begun'", "阶段须有且只有一个，且在取值表中。"),
    ("ProjectStage", "zt:stageOf <p> ;", "", "阶段须属于一个项目。"),
    ("ProjectStage", "zt:reached true ;", "", "须注明阶段是否已达到。"),
    ("ProjectStage", "zt:evidence <2022#char=0,2>", "rdfs:label '开工'", "阶段须有原文佐证。"),
    ("PolicyDocument", "'市政府令第12号'", "'市政府令第12号', '第13号'", "文号至多一个。"),
    ("Place", "'village'", "'village', 'town'", "地方层级至多一个。"),
    ("Finding", "'rate-confirmed'", "'执行率'", "核对结果须有代码。"),
    ("Finding", "'info'", "'fatal'", "严重程度须为 info、warning 或 error。"),
    ("Finding", "zt:holds true", "zt:holds 'yes'", "“是否成立”至多一个，且为布尔值。"),
    ("Finding", "; rdfs:comment '相符'@zh", "", "核对结果须有说明。"),
    ("Evidence", "nif:endIndex 6", "nif:endIndex 2", "起点须小于终点。"),
    ("Evidence", "nif:endIndex 6 ;", "", "佐证须有终点。"),
    ("Evidence", "'耕地保护'", "''", "佐证须有引文。"),
    ("Evidence", "<2022#text> a nif:Context .", "", "佐证须指向报告正文。"),
    ("Evidence", "zt:page 1", "zt:page 0", "页码至多一个，从1起。"),
    ("Evidence", "zt:page 1", "dcterms:source '甲.docx', '乙.xlsx'", "佐证至多出自一个文件，文件名不含路径。"),
    ("Evidence", "zt:page 1", "zt:ocrConfidence 97.5", "佐证的文字识别置信度至多一个，在0到1之间。"),
    ("Context", "nif:isString '负责耕地保护工作。' ;", "", "正文须有且只有一份。"),
    (
        "Context",
        "nif:beginIndex 2 ; nif:endIndex 6",
        "nif:beginIndex 3 ; nif:endIndex 7",
        "引文与正文在该位置的字符不一致。",
    ),
    ("Context", "nif:endIndex 6", "nif:endIndex 7", "引文与正文在该位置的字符不一致。"),
    ("Context", "nif:endIndex 9", "nif:endIndex 10", "正文长度与终点不一致。"),
    ("Link", "owl:annotatedSource <2022/task/1> ;", "", "推断关系须有主语。"),
    ("Link", "owl:annotatedProperty zt:underDuty", "owl:annotatedProperty zt:about", "推断关系的谓语不在取值表中。"),
    ("Link", "owl:annotatedTarget <2022/duty/1> ;", "", "推断关系须有宾语。"),
    ("Link", "sssom:confidence 0.91", "sssom:confidence 1.01", "置信度须有且只有一个，在0到1之间。"),
    ("Link", "sssom:mapping_justification semapv:LexicalMatching ;", "", "须注明判断方法。"),
    ("Link", "zt:why '耕地'", "zt:why ''", "依据词不能为空。"),
    ("Link", "zt:Kept", "zt:New", "变化类型至多一个，且在取值表中。"),
    ("Link", "<2022/task/1> zt:underDuty <2022/duty/1> .", "", "推断关系没有相应的直接三元组。"),
    ("StatutoryFunction", "skos:notation 'NR09.1' ;", "", "职能须有代码。"),
    ("StatutoryFunction", ", 'Farmland'@en", "", "职能须有中英文名称各一个。"),
    ("StatutoryFunction", "<s> a zt:FunctionScheme .", "", "职能须属于一个职能体系。"),
    ("StatutoryFunction", "skos:broader <b>", "skos:broader <p>", "职能至多一个上位职能。"),
    ("StatutoryFunction", "<p> a zt:LegalProvision .", "", "职能的法律依据须是法律条款。"),
    ("LegalProvision", "zt:law '土地管理法' ;", "", "条款须有法律名称。"),
    ("LegalProvision", "'第三十三条'", "'33'", "条款须有条号。"),
    ("LegalProvision", "'五类耕地应划永农'", f"'{'要' * 31}'", "条款须有不超过30字的自拟要点。"),
    ("LegalProvision", "zt:jurisdiction <n> ;", "", "条款须有适用地域。"),
    ("LegalProvision", "'2020-01-01'", "'2026-01-01'", "条款须有施行日，且早于失效日。"),
    ("LegalProvision", "'2025-06-30'^^xsd:date", "'2025'", "失效日至多一个。"),
]


def messages(graph: Graph, shape: str | None = None) -> set[str]:
    """What SHACL says of `graph`, by one shape or by all."""
    use = [URIRef(f"https://w3id.org/zhitu/shapes#{shape}")] if shape else None
    _, report, _ = pyshacl.validate(graph, shacl_graph=SHAPES, use_shapes=use, inference="none", advanced=True)
    return {str(message) for message in report.objects(None, SH.resultMessage)}


@pytest.mark.parametrize("shape", GOOD)
def test_a_sound_snippet_passes(shape: str):
    assert messages(Graph().parse(data=HEADER + GOOD[shape], format="turtle"), shape) == set()


@pytest.mark.parametrize(("shape", "old", "new", "message"), BAD)
def test_a_damaged_snippet_fails_with_its_message(shape: str, old: str, new: str, message: str):
    assert old in GOOD[shape]
    assert message in messages(Graph().parse(data=HEADER + GOOD[shape].replace(old, new), format="turtle"), shape)


def test_every_shape_and_every_message_is_tried():
    shapes = {str(shape).rpartition("#")[2] for shape in SHAPES.subjects(RDF.type, SH.NodeShape)}
    assert set(GOOD) == shapes
    assert {message for *_, message in BAD} == {str(message) for message in SHAPES.objects(None, SH.message)}


def test_every_message_is_chinese_and_every_constraint_states_its_severity():
    for constraint, message in SHAPES.subject_objects(SH.message):
        assert message.language == "zh"
        assert SHAPES.value(constraint, SH.severity) in (SH.Violation, SH.Warning)


def test_the_fixture_has_the_promised_shape():
    graph = Graph()
    for subject, predicate, object_, _ in Dataset().parse(FOLDER.parent / "tests/ontology/fixture.trig").quads():
        graph.add((subject, predicate, object_))
    assert messages(graph) == set()


def test_the_statutory_functions_have_the_promised_shape():
    graph = Graph()
    for path in function_files():
        graph.parse(path)
    assert messages(graph) == set()
