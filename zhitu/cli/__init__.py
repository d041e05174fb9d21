"""Command line: the verbs of `zhitu`.

Exit codes: 0 done (a question without an answer is done, too) · 1 something was found wrong: a file of a batch failed,
a check found a violation · 2 the command line itself is wrong · 3 the command could not be carried out; the message
says what, where, and what to do next.
"""

from __future__ import annotations

import sys

from zhitu.cli.app import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; errors of the family KgError become one clear sentence and exit code 3."""
    from kg.errors import KgError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Windows consoles and pipes are not UTF-8 by themselves
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except KgError as error:
        print(f"错误：{error}", file=sys.stderr)
        sys.exit(3)
    except KeyboardInterrupt:
        print("已中断，工作区没有改动。", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:  # `zhitu … | head`
        sys.stderr.close()
        sys.exit(0)
