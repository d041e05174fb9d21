"""What the tests of the documentation share: transcripts that are run again, links that are followed.

A ```console block holds commands after `$ ` and, below each, what it prints. A line `…` in the printed part stands for any
lines that were left out. `python tests/rewrite_docs.py` writes the present output; read the difference before committing.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
YEARS = ("examples/three-years/README.md",)  # run on the three invented years, all others on the real report
PAGES = ("README.md", "README.zh.md", "docs/tour.md", "examples/liwan-2022/README.md", *YEARS)
MOST_LINES = 14  # of a transcript before its middle is left out
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One command of a transcript and what the page says it prints."""

    page: str
    command: str
    printed: str


def steps(page: str) -> list[Step]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [step for match in _BLOCK.finditer(text) for step in _steps_of(page, match[1])]


def _steps_of(page: str, block: str) -> list[Step]:
    found = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        found.append(Step(page, command, printed))
    return found


def run(command: str, workspace: Path) -> str:
    """What a `zhitu` command prints, on the example workspace, without colour and with the time it took left out."""
    program, *arguments = shlex.split(command)
    assert program == "zhitu", f"only zhitu can be run: {command}"
    environment = {**os.environ, "ZHITU_WORKSPACE": str(workspace), "NO_COLOR": "1", "COLUMNS": "110", "TERM": "dumb"}
    done = subprocess.run(
        [sys.executable, "-c", "from zhitu.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment,
        check=False,
    )
    lines = (done.stdout + done.stderr).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def links(text: str) -> list[str]:
    """What the links of a Markdown page lead to, other sites left out. Code is no link."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return re.findall(r"\]\((?!https?://|mailto:)([^)\s]+)\)", prose)


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether the file is there, and has the heading or anchor that stands after `#`."""
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    if not anchor or not target.exists():
        return target.exists()
    return anchor in _anchors(target.read_text(encoding="utf-8"))


def _anchors(text: str) -> set[str]:
    """Anchors of a page: those it writes itself, and those that GitHub makes of its headings."""
    found = set(re.findall(r'<a id="([^"]+)">', text))
    for heading in re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), flags=re.MULTILINE):
        plain = re.sub(r"<[^>]+>|[^\w\- ]", "", heading).strip().lower().replace(" ", "-")
        numbers = (f"{plain}-{number}" if number else plain for number in range(1000))
        found.add(next(one for one in numbers if one not in found))
    return found


def agrees(printed: str, actual: str) -> bool:
    """Whether the page's transcript is what is printed now, `…` lines standing for any lines."""
    parts = [re.escape(part) for part in re.split(r"^…\n", printed, flags=re.MULTILINE)]
    return re.fullmatch(r"(?:.*\n)*?".join(parts), actual) is not None


def shortened(actual: str) -> str:
    lines = actual.splitlines(keepends=True)
    if len(lines) <= MOST_LINES:
        return actual
    return "".join([*lines[: MOST_LINES - 4], "…\n", *lines[-3:]])


def rewritten(page: str, workspace: Path) -> str:
    """The page with every transcript as it is printed now; one that still agrees is left as it is."""
    text = (ROOT / page).read_text(encoding="utf-8")

    def block(match: re.Match[str]) -> str:
        out = []
        for step in _steps_of(page, match[1]):
            actual = run(step.command, workspace)
            keep = step.printed and agrees(step.printed, actual)
            out.append(f"$ {step.command}\n{step.printed if keep else shortened(actual)}")
        return "```console\n" + "".join(out) + "```"

    return _BLOCK.sub(block, text)
