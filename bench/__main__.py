"""`python -m bench`: every benchmark that needs nothing but the repository. Each can be run alone, with more options."""

from __future__ import annotations

from bench import retrieval, stages


def main() -> None:
    print("# One report from text to triples (bench/stages.py)")
    stages.main()
    print("\n# Finding passages: what each part of retrieval adds (bench/retrieval.py)")
    retrieval.main()


if __name__ == "__main__":
    main()
