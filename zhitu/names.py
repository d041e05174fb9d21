"""What users see the classes called: local name in the ontology → Chinese, in the order in which a report is read."""

from __future__ import annotations

from ontology import ZT

CLASS_NAMES = {
    "Duty": "职责",
    "TaskGroup": "任务类别",
    "Task": "年度重点任务",
    "OutcomeGroup": "成效类别",
    "OutcomeItem": "成效事项",
    "Outcome": "成效",
    "Observation": "数值",
    "BudgetFigure": "收支数",
    "IndicatorRow": "绩效指标",
    "Project": "项目",
    "PolicyDocument": "政策文件",
    "Place": "地点",
    "Organisation": "机构",
    "Problem": "问题",
    "Improvement": "改进措施",
    "Finding": "核对结果",
    "StatutoryFunction": "法定职能",
    "LegalProvision": "法律条款",
    "PerformanceReport": "报告",
    "Department": "部门",
    "Section": "章节",
    "Indicator": "指标",
    "ProjectStage": "项目阶段",
}

TERM_KINDS = {
    "Class": "类",
    "ObjectProperty": "关系（连到另一个事物）",
    "DatatypeProperty": "属性（文字、数字、日期）",
    "AnnotationProperty": "注释属性",
    "NamedIndividual": "固定的取值",
}
"""Kinds of terms of the ontology (`ontology.terms.TermKind`), in the order in which they are shown."""

RELATION_NAMES = {
    "underDuty": ("所属职责", "职责下的内容"),
    "implementsFunction": ("对应的法定职能", "由哪些职责承担"),
    "servesFunction": ("服务于法定职能", "哪些内容服务于它"),
    "fulfils": ("落实的任务", "落实它的成效"),
    "addresses": ("针对的问题", "对应的改进措施"),
    "mentions": ("提到", "在哪里被提到"),
    "isPartOf": ("属于", "包含"),
    "hasLegalResource": ("法律依据", "作为谁的依据"),
    "broader": ("上位职能", "下位职能"),
    "narrower": ("下位职能", "上位职能"),
    "related": ("相关职能", "相关职能"),
    "continues": ("延续自上一份报告的", "在后一份报告中延续为"),
    "variantOf": ("即（另一写法）", "另一写法"),
    "unit": ("计量单位", "用此单位的数值"),
    "stageOf": ("所属项目", "各阶段"),
    "indicator": ("指标", "各年数值"),
    "department": ("部门", "这个部门的报告"),
    "jurisdiction": ("辖区", "在此辖区的部门"),
    "wasRevisionOf": ("是哪份文件的另一版本", "另一版本"),
    "subOrganizationOf": ("上级机构", "下级机构"),
}
"""Relations between things: local name of the property → what it is called from its subject, and from its object."""


def relation_name(iri: str, inward: bool = False) -> str:
    """What the relation is called in Chinese, from its subject or, `inward`, from its object."""
    label = term_name(iri)
    return RELATION_NAMES.get(_local(iri), (label, f"{label}（反向）"))[inward]


def class_name(name: str) -> str:
    """What a class of ours is called in Chinese, by its local name."""
    return CLASS_NAMES.get(name) or term_name(f"{ZT}{name}")


def term_name(iri: str) -> str:
    """The Chinese label that the ontology gives a term of ours; of others the local name."""
    from ontology.terms import terms

    return next((term.label for term in terms() if term.iri == iri), _local(iri))


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
