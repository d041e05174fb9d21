"""Questions that were written before their answers were looked at, with the quotes that a careful reader would give.

Each file of `search/fresh/` is one set, a question a line: `in` is the workspace asked (one report, or several), `want` the quotes
that answer it (none where the reports do not tell), `also` what may be shown beside them, `values` the numbers with units.
Scored as the annotated questions are: F1 of the places found, averaged with the share of the numbers where there are any.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from question_samples import REPORTS

import zhitu
from search.answer import Answer, Status

TESTS = Path(__file__).parent
FOLDER = TESTS / "search/fresh"
SAMPLES = {
    "land": "county-land-bureau",
    "education": "education-bureau",
    "water": "county-water-bureau",
    "health": "hunan-health-bureau",
    "forestry": "three-level-forestry",
    "farming": "sichuan-agriculture",
    "emergency": "emergency-bureau",
    "builders": "housing-bureau",
    "street": "unnumbered-street-office",
    "welfare": "goals-with-tasks",
}
LINKED = {  # notation of the linking samples, and who their fictional report is of
    "transport": ("交通运输局", "云港市交通运输局"),
    "housing": ("住房和城乡建设局", "松阳市住房和城乡建设局"),
    "agriculture": ("农业农村局", "云岭区农业农村局"),
    "civil": ("民政局", "石桥县民政局"),
    "school": ("教育局", "临川区教育局"),
    "medical": ("卫生健康局", "东山区卫生健康局"),
    "city": ("市自然资源和规划局", "北湖市自然资源和规划局"),
    "county": ("县自然资源和林业局", "青岩县自然资源和林业局"),
}


@dataclass(frozen=True)
class Question:
    """One line of a set."""

    where: str
    type: str
    text: str
    want: tuple[str, ...]
    also: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()


def load_questions(name: str) -> list[Question]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Question(
            one["in"],
            one["type"],
            one["q"],
            tuple(one.get("want", ())),
            tuple(one.get("also", ())),
            tuple((number, unit) for number, unit in one.get("values", ())),
        )
        for one in map(json.loads, filter(None, lines))
    ]


def workspace_of(name: str, folder: Path) -> zhitu.Workspace:
    """The workspace that questions mean by `name`."""
    workspace = zhitu.open(folder / name)
    if name == "example":
        workspace.add([TESTS.parent / "examples/liwan-2022/liwan-2022.txt"])
    elif name == "several":
        paths = []
        for file, text in REPORTS.items():
            paths.append(folder / file)
            paths[-1].write_text(text, encoding="utf-8")
        workspace.add(paths)
    elif name in SAMPLES:
        workspace.add([TESTS / "kg/samples" / f"{SAMPLES[name]}.txt"])
    else:
        path = folder / f"{name}.txt"
        path.write_text(_report(*LINKED[name]), encoding="utf-8")
        workspace.add([path])
    return workspace


def _report(sample: str, department: str) -> str:
    """A linking sample as the report it stands for, without its annotation."""
    text = (TESTS / "kg/linking_samples" / f"{sample}.txt").read_text(encoding="utf-8")
    parts = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    lines = [f"{department}2022年部门整体支出绩效自评报告", "", "一、基本情况", "（一）部门职能"]
    lines += [f"{department}主要职责是：", parts["职责"].strip(), "（二）部门年度重点工作任务"]
    tasks = [_bare(line) for line in parts["任务"].splitlines() if line and not line.startswith("#")]
    lines += [f"{number}. {re.sub(r'^[0-9.]+ ', '', task)}" for number, task in enumerate(tasks, 1)]
    lines += ["二、综合评价分析", "（一）自评结论", "自评得分95分。", "（二）主要工作成效"]
    groups, items = 0, 0
    for line in filter(None, parts["成效"].splitlines()):
        content = _bare(line)
        if line.startswith("###"):
            groups, items = groups + 1, 0
            lines.append(f"{groups}、{content.strip('# ')}")
        elif line.startswith("-"):
            items += 1
            lines.append(f"{'一二三四五六七八'[items - 1]}是{content[2:]}。")
        else:
            lines[-1] += content[2:]
    for heading, part in (("三、存在的主要问题", "问题"), ("四、下一步改进措施", "措施")):
        lines.append(heading)
        lines += [
            f"（{'一二三四'[n]}）{_bare(line)[2:]}"
            for n, line in enumerate(filter(None, parts.get(part, "").splitlines()))
        ]
    return "\n".join(lines) + "\n"


def _bare(line: str) -> str:
    return re.sub(r"\s*(?:=>|fulfils).*$", "", line)


def text_of(workspace: zhitu.Workspace) -> dict[str, str]:
    """Report IRI → canonical text."""
    from ontology import NIF, ZT

    rows = workspace.store.select(
        f"SELECT ?report ?text WHERE {{ ?report a <{ZT.PerformanceReport}> "
        f'BIND(IRI(CONCAT(STR(?report), "#text")) AS ?context) ?context <{NIF.isString}> ?text }}'
    )
    return {row["report"]: row["text"] for row in rows}


def score(question: Question, answer: Answer, texts: dict[str, str]) -> float:
    """0 to 1, as `tests/gold/score.py` judges an answer."""
    refused = answer.status in (Status.NOT_FOUND, Status.NOT_UNDERSTOOD)
    if not question.want and not question.values:
        return float(refused and not answer.values)
    if refused:
        return 0.0
    spans = {report: _Squeezed(text) for report, text in texts.items()}
    wanted = [_places(quote, spans) for quote in question.want]
    accepted = [_places(quote, spans) for quote in question.also]
    assert all(wanted), question
    assert all(accepted), question
    right = judged = 0
    hits: set[int] = set()
    for found in answer.answers:
        places = [(c.report, *spans[c.report].span(c.start, c.end)) for c in found.evidence]
        met = {n for n, targets in enumerate(wanted) if any(_fits(p, t) for p in places for t in targets)}
        hits |= met
        right += bool(met)
        judged += bool(met) or not any(_fits(p, t) for targets in accepted for p in places for t in targets)
    precision, recall = right / max(1, judged), len(hits) / max(1, len(wanted))
    result = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    if question.values:
        share = sum(_has(answer, number, unit) for number, unit in question.values) / len(question.values)
        result = (result + share) / 2 if question.want else share
    return result


def _has(answer: Answer, number: str, unit: str) -> bool:
    stated = any(Decimal(v.number) == Decimal(number) and v.unit == unit for v in answer.values)
    return stated or re.search(rf"(?<![\d.]){re.escape(number + unit)}", answer.text.replace(",", "")) is not None


_FOLDED = str.maketrans(",;()", "，；（）")


class _Squeezed:
    """A text without white space, with the way from offsets of the text to its own."""

    def __init__(self, text: str) -> None:
        self.text = "".join(text.split()).translate(_FOLDED)
        self.at = [0]
        for char in text:
            self.at.append(self.at[-1] + (not char.isspace()))

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.at[start], self.at[end]


def _places(quote: str, spans: dict[str, _Squeezed]) -> list[tuple[str, int, int]]:
    words = "".join(quote.split()).translate(_FOLDED)
    return [
        (report, match.start(), match.end())
        for report, squeezed in spans.items()
        for match in re.finditer(re.escape(words), squeezed.text)
    ]


def _fits(place: tuple[str, int, int], target: tuple[str, int, int]) -> bool:
    (report, start, end), (other, first, last) = place, target
    shared = max(0, min(end, last) - max(start, first))
    size, wanted = end - start, last - first
    return report == other and shared / max(1, min(size, wanted)) >= 0.6 and size <= max(1.5 * wanted, 250)
