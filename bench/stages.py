"""One report from text to triples, stage by stage, beside a naive script that only splits lines and finds numbers.

Ratios are what to quote: both run in turn in the same process, the median of the rounds is taken.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kg.checks.figures import check_figures
from kg.extract import extract
from kg.identity import identify
from kg.linking import link
from kg.model import Report
from kg.outline import outline
from kg.rdf import graph_of, report_iri
from kg.reading import read_bytes
from ontology.functions import load_scheme

REPORT = Path(__file__).resolve().parents[1] / "examples" / "liwan-2022" / "liwan-2022.txt"
_NUMBER = re.compile(r"[\d,]+(?:\.\d+)?\s*(?:万元|亿元|平方米|公顷|亩|宗|个|次|%)?")
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、])")


def naive(data: bytes) -> int:
    """What a quick script would do: lines, headings, sentences, numbers."""
    lines = [line.strip() for line in data.decode().splitlines() if line.strip()]
    headings = [line for line in lines if _HEADING.match(line)]
    sentences = re.split(r"[。；]", "".join(lines))
    return len(headings) + sum(len(_NUMBER.findall(sentence)) for sentence in sentences)


def stages(data: bytes, spent: dict[str, list[float]]) -> str:
    """All stages once, their seconds noted by name; returns the graph."""
    scheme = load_scheme()

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        value = work()
        spent.setdefault(name, []).append(time.perf_counter() - start)
        return value

    document = timed("read", lambda: read_bytes("report.txt", data))
    sections = timed("outline", lambda: outline(document))
    identity = timed("identify", lambda: identify(document, sections))
    entities = timed("extract", lambda: extract(document, sections, identity))
    report = Report(identity, document, sections, entities)
    links = timed("link", lambda: link(report, scheme))
    report = Report(identity, document, sections, entities, links)
    findings = timed("check", lambda: check_figures(report))
    report = Report(identity, document, sections, entities, links, findings)
    return timed("rdf", lambda: graph_of(report, report_iri(identity, document.sha256), scheme))


def run(rounds: int = 20) -> list[tuple[str, float]]:
    """Median milliseconds of each stage, of all together, and of the naive script."""
    data = REPORT.read_bytes()
    spent: dict[str, list[float]] = {}
    stages(data, {})  # the first report of a process also loads word lists
    for _ in range(rounds):
        stages(data, spent)
        start = time.perf_counter()
        naive(data)
        spent.setdefault("naive script", []).append(time.perf_counter() - start)
    medians = {name: statistics.median(times) * 1000 for name, times in spent.items()}
    naive_one = medians.pop("naive script")
    return [*medians.items(), ("all stages", sum(medians.values())), ("naive script", naive_one)]


def main(arguments: Sequence[str] = ()) -> None:
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    rows = run()
    for name, milliseconds in rows:
        print(f"{name:14} {milliseconds:8.2f} ms")
    total = dict(rows)["all stages"]
    print(
        f"{1000 / total:.0f} reports a second on one core; {total / dict(rows)['naive script']:.0f} times the naive script"
    )
