"""The SPARQL endpoint beside an Oxigraph server over the same store, and what runaway queries cost others.

    python -m bench endpoint --workspace DIR --oxigraph PATH/TO/oxigraph [--rounds 30] [--keep NAME]

Ten queries that researchers ask, sent to both over one kept connection each, by turns; medians and their ratio. Then 20
runaway queries in a row with a limit of one second, while an ordinary query is sent again and again.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.machine import setting
from kg.sparql import with_prefixes
from ontology.resources import competency_questions
from zhitu.workspace import Workspace

QUERIES = (
    "reports",
    "duty-coverage",
    "duties-without-outcomes",
    "execution-rates",
    "planned-against-actual",
    "outcomes-of-a-duty",
    "projects-and-duties",
    "problems-and-improvements",
    "money-in-yuan",
    "functions-served",
)
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ORDINARY = "SELECT ?d { ?d a zt:Duty } LIMIT 10"
LIMIT_SECONDS = 1.0


class Client:
    """One kept connection to a server."""

    def __init__(self, port: int, path: str) -> None:
        self.connection, self.path = http.client.HTTPConnection("127.0.0.1", port, timeout=600), path

    def ask(self, query: str) -> tuple[int, bytes, float]:
        """Status, body and seconds."""
        body = urlencode({"query": query})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json"}
        start = time.perf_counter()
        self.connection.request("POST", self.path, body, headers)
        answer = self.connection.getresponse()
        data = answer.read()
        return answer.status, data, time.perf_counter() - start


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[None]:
    """A server that answers on the port."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
                connection.connect()
                connection.close()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def compare(workspace: Workspace, oxigraph: str, rounds: int) -> dict[str, dict[str, float]]:
    """Query → milliseconds of each server, their ratio, rows."""
    saved = {one.name: with_prefixes(one.sparql) for one in competency_questions()}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "store")
        workspace.store.copy_to(copy)  # a store of its own, so that neither waits for the other's files
        theirs = [oxigraph, "serve-read-only", "-l", str(copy), "-b", "127.0.0.1:7979", "--union-default-graph"]
        ours = [
            sys.executable,
            "-m",
            "zhitu",
            "-w",
            str(workspace.folder),
            "serve",
            "--port",
            "7980",
            "--timeout",
            "600",
        ]
        with running(theirs, 7979), running(ours, 7980):
            clients = {"oxigraph": Client(7979, "/query"), "zhitu": Client(7980, "/sparql")}
            found = {}
            for name in QUERIES:
                times: dict[str, list[float]] = {"oxigraph": [], "zhitu": []}
                rows = {}
                for number in range(rounds + 2):
                    for server, client in clients.items():
                        status, data, seconds = client.ask(saved[name])
                        assert status == 200, (server, name, data[:200])
                        rows[server] = len(json.loads(data)["results"]["bindings"])
                        if number > 1:  # the first warm the caches
                            times[server].append(1000 * seconds)
                assert rows["oxigraph"] == rows["zhitu"], (name, rows)
                medians = {server: statistics.median(values) for server, values in times.items()}
                found[name] = {**medians, "ratio": medians["zhitu"] / medians["oxigraph"], "rows": rows["zhitu"]}
    return found


def runaway(workspace: Workspace) -> dict[str, float]:
    """Seconds past the limit at worst of 20 runaway queries, and milliseconds of an ordinary query meanwhile."""
    command = [sys.executable, "-m", "zhitu", "-w", str(workspace.folder), "serve", "--port", "7980"]
    with running([*command, "--timeout", str(LIMIT_SECONDS)], 7980):
        other = Client(7980, "/sparql")
        quiet = [other.ask(ORDINARY)[2] for _ in range(100)]
        over: list[float] = []

        def run_over() -> None:
            client = Client(7980, "/sparql")
            for _ in range(20):
                status, data, seconds = client.ask(RUNAWAY)
                assert status == 503, status
                assert json.loads(data)["code"] == "timeout"
                over.append(seconds - LIMIT_SECONDS)

        thread = threading.Thread(target=run_over)
        thread.start()
        busy = []
        while thread.is_alive():
            status, _, seconds = other.ask(ORDINARY)
            assert status == 200, status
            busy.append(seconds)
            time.sleep(0.01)
    return {
        "runaway queries": float(len(over)),
        "ms past the limit, worst": 1000 * max(over),
        "ordinary query, ms p95 alone": 1000 * statistics.quantiles(quiet, n=20)[-1],
        "ordinary query, ms p95 meanwhile": 1000 * statistics.quantiles(busy, n=20)[-1],
        "ordinary queries answered": float(len(busy)),
    }


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--oxigraph", required=True, help="the server's program, from PyPI's package oxigraph")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--keep", help="write the figures to bench/results/NAME.json")
    options = parser.parse_args(arguments)
    workspace = Workspace.open(options.workspace, create=False)
    found = compare(workspace, options.oxigraph, options.rounds)
    print(f"{'query':<28}{'oxigraph ms':>12}{'zhitu ms':>10}{'ratio':>7}{'rows':>7}")
    for name, figures in found.items():
        print(
            f"{name:<28}{figures['oxigraph']:>12.2f}{figures['zhitu']:>10.2f}{figures['ratio']:>7.2f}{figures['rows']:>7.0f}"
        )
    mean = statistics.geometric_mean([figures["ratio"] for figures in found.values()])
    print(f"geometric mean of the ratios: {mean:.2f}")
    limits = runaway(workspace)
    for name, value in limits.items():
        print(f"{name}: {value:.1f}")
    if options.keep:
        value = {
            **setting("pyoxigraph", "uvicorn"),
            "reports": len(workspace.reports()),
            "queries": found,
            "mean": mean,
            "runaway": limits,
        }
        path = Path(__file__).parent / "results" / f"{options.keep}.json"
        path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
