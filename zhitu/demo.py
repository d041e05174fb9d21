"""The example that comes with the source: one real report, five questions."""

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


def example_files() -> list[Path]:
    """The example reports. Raises UnreadableFile where Zhitu was installed without them."""
    folder = Path(__file__).resolve().parents[1] / "examples" / "liwan-2022"
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise UnreadableFile(
            "examples/liwan-2022", "没有随附的示例报告。", "请从源码目录安装，或直接用 zhitu add 加入自己的报告。"
        )
    return files
