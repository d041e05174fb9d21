"""Write what the commands of the documentation print now. Run `python tests/rewrite_docs.py`, then read the difference."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from doc_blocks import PAGES, ROOT, rewritten

import zhitu
from zhitu.demo import example_files


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "ws"
        zhitu.open(workspace).add(example_files())
        for page in PAGES:
            (ROOT / page).write_text(rewritten(page, workspace), encoding="utf-8")


if __name__ == "__main__":
    main()
