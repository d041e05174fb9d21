"""What users see the classes called: local name in the ontology → Chinese, in the order in which a report is read."""

from __future__ import annotations

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
}
