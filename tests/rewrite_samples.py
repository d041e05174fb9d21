"""Write what the pipeline reads from each sample report next to it, as the expected value of the tests.

Run `python tests/rewrite_samples.py` after a change that was meant, then read the difference line by line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from kg.extract.units import extract_units
from kg.identity import identify
from kg.model import Document, Entities
from kg.outline import outline
from kg.reading import read

SAMPLES = Path(__file__).parent / "kg" / "samples"


def sample(name: str) -> tuple[Document, Entities, dict[str, Any]]:
    """The document of a sample, its units, and all that its expected file says."""
    document = read(SAMPLES / f"{name}.txt")
    sections = outline(document)
    identity = identify(document, sections)
    units = extract_units(document, sections, identity)
    return (
        document,
        units,
        {
            "title": identity.title,
            "kind": identity.kind.value,
            "department": identity.department,
            "year": identity.year,
            "aliases": list(identity.aliases),
            "project": identity.project,
            "outline": [
                f"{'  ' * (section.level - 1)}{section.role.value}: {section.number}{section.title}"
                for section in sections
            ],
            "units": [f"{unit.id} [{unit.label}] {unit.text}" for unit in units],
        },
    )


def main() -> None:
    for path in sorted(SAMPLES.glob("*.txt")):
        _, _, expected = sample(path.stem)
        target = path.with_suffix(".json")
        target.write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
