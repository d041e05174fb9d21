"""`python -m bench` runs what needs nothing but the repository; `python -m bench NAME …` one benchmark with its options."""

from __future__ import annotations

import sys

from bench import ablation, endpoint, retrieval_speed, robustness, stages

BENCHMARKS = {
    "stages": stages.main,
    "ablation": ablation.main,
    "speed": retrieval_speed.main,
    "noise": robustness.main,
    "endpoint": endpoint.main,
}


def main() -> None:
    name, arguments = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if name in BENCHMARKS:
        BENCHMARKS[name](arguments)
    elif name:
        sys.exit(f"python -m bench [{' | '.join(BENCHMARKS)}] [--help]")
    else:
        print("# One report from text to triples (bench/stages.py)")
        stages.main()
        print("\n# Finding passages: what each part of retrieval adds (bench/ablation.py)")
        ablation.main()


if __name__ == "__main__":
    main()
