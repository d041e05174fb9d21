"""Write what the commands of the documentation print now. Run `python tests/rewrite_docs.py`, then read the difference."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from doc_blocks import PAGES, ROOT, YEARS, rewritten

import zhitu
from zhitu.demo import example_files, years_files


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "ws"
        years = Path(folder) / "years"
        zhitu.open(workspace).add(example_files())
        zhitu.open(years).add(years_files())
        for page in PAGES:
            text = rewritten(page, years if page in YEARS else workspace)
            (ROOT / page).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
