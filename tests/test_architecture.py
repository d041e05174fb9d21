"""The shape of the code is a promise: imports point one way, heavy libraries live in one module, start-up is light."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ORDER = ("ontology", "kg", "search", "zhitu")
HOMES = {
    "pyoxigraph": {"kg/store.py"},
    "faiss": {"search/vectors.py"},
    "tantivy": {"search/lexical.py"},
    "sentence_transformers": {"search/encoders/sentence.py"},
    "torch": {"search/encoders/sentence.py", "search/training/train_static.py"},
    "docx": {"kg/reading/docx.py"},
    "lxml": {"kg/reading/html.py"},
    "pypdfium2": {"kg/reading/pdfium.py"},
    "openpyxl": {"kg/reading/xlsx.py", "zhitu/exports/sheets.py"},
    "rapidocr": {"kg/reading/ocr.py"},
    "cv2": {"kg/reading/ocr.py"},
    "PIL": {"kg/reading/ocr.py"},
    "pyshacl": {"kg/checks/shapes.py"},
    "opencc": {"kg/script.py"},
    "networkx": {"kg/analysis.py", "kg/network.py", "zhitu/exports/graphs.py"},
    "pandas": {"search/showing.py"},
    "uvicorn": {"zhitu/cli/serving.py"},
}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@cache  # every module is asked for once a library
def imported(path: Path, *, at_top: bool = False) -> frozenset[str]:
    """Top-level names of what a module imports; `at_top`: only what is imported when the module is."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    nodes = tree.body if at_top else ast.walk(tree)
    names: set[str] = set()
    for node in nodes:
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return frozenset(names)


@pytest.mark.parametrize("package", ORDER)
def test_imports_point_one_way(package):
    above = set(ORDER[ORDER.index(package) + 1 :])
    wrong = {str(path.relative_to(ROOT)): imported(path) & above for path in modules(package)}
    assert {path: names for path, names in wrong.items() if names} == {}


@pytest.mark.parametrize("library", HOMES)
def test_a_heavy_library_lives_in_one_module_and_is_imported_on_first_use(library):
    users = {p.relative_to(ROOT).as_posix() for name in ORDER for p in modules(name) if library in imported(p)}
    early = {
        p.relative_to(ROOT).as_posix() for name in ORDER for p in modules(name) if library in imported(p, at_top=True)
    }
    assert users, f"nothing uses {library}: take it off the list"
    assert users <= HOMES[library]
    assert early <= {"search/training/train_static.py"}


def test_help_is_instant_because_nothing_heavy_is_loaded():
    script = "import sys, zhitu.cli; print(sorted({n.split('.')[0] for n in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert "typer" in loaded
    for library in (*HOMES, "numpy", "rdflib"):
        assert f"'{library}'" not in loaded
