"""The examples that come with the source: one real report with five questions, and three invented years of a bureau."""

from __future__ import annotations

from pathlib import Path

from kg.errors import UnreadableFile

QUESTIONS = (
    "哪些成效对应耕地保护职责",
    "土地出让收入的年初计划和实际相差多少？",
    "老楼装电梯的情况",
    "报告承认存在哪些主要问题？",
    "2022年荔湾区教育经费投入是多少？",
)
YEARS_QUESTIONS = ("哪些问题连续三年存在？", "2022年哪些任务没有下文？")


def example_files() -> list[Path]:
    """The real report. Raises UnreadableFile where Zhitu was installed without the examples."""
    return _files("examples/liwan-2022", "*.txt")


def years_files() -> list[Path]:
    """The invented reports of three years and their annex. Raises UnreadableFile as `example_files` does."""
    return _files("examples/three-years/reports", "*")


def years_folder(workspace: Path) -> Path:
    """Where the invented reports go: beside the workspace of the real one, so that no answer mixes the two."""
    named = workspace if workspace.name else workspace.resolve()
    return named.with_name(f"{named.name}-years")


def _files(folder: str, pattern: str) -> list[Path]:
    files = sorted((Path(__file__).resolve().parents[1] / folder).glob(pattern))
    if not files:
        raise UnreadableFile(folder, "没有随附的示例报告。", "请从源码目录安装，或直接用 zhitu add 加入自己的报告。")
    return files
