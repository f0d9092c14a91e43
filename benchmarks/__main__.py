"""The command: `python -m benchmarks`."""

import argparse
import json
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

from benchmarks import machine, plot, table
from benchmarks.asking import Asker
from benchmarks.corpus import write_corpus
from benchmarks.costs import holding, insert, workers
from benchmarks.peers import PEERS, NotInstalledError, Peer
from benchmarks.peers.bare import Bare
from benchmarks.peers.ours import Ours
from benchmarks.processes import Server, ServerError, serving
from benchmarks.questions import Export
from benchmarks.results import Loaded, Measured, Results
from benchmarks.rounds import Running, measure
from benchmarks.rows import Row, deep, rows, shallow
from benchmarks.wrk import WrkError

HERE = Path(__file__).parent
WORK = HERE / ".work"
README, SHOWN = HERE / "README.md", HERE / "ratios.svg"
FIRST_STORY = HERE.parent / "seed_data"
QUICK = ("ours", "tutorial")
"""Servers that `--quick` compares with the bare one; more would take over a minute."""


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks; return 0 if all answers were right, 1 if not, 2 if there is nothing to measure with."""
    options = _options().parse_args(arguments)
    try:
        results = Benchmarks(options).run()
    except (WrkError, ServerError) as error:
        print(error, file=sys.stderr)
        return 2
    written = table.write(results)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "results.json").write_text(json.dumps(results.as_json(), indent=1), "utf-8")
    (options.out / "table.md").write_text(written, "utf-8")
    (options.out / SHOWN.name).write_text(plot.draw(results), "utf-8")
    if options.publish:
        README.write_text(table.put(written, README.read_text("utf-8")), "utf-8")
        SHOWN.write_text(plot.draw(results), "utf-8")
    print(written)
    for failure in results.failures:
        print(f"FAILED: {failure}", file=sys.stderr)
    return 1 if results.failures else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="How fast it is, beside others.")
    parser.add_argument("--facts", type=int, default=1_000_000, help="size of the large corpus; 0 for none")
    parser.add_argument("--small", type=int, default=5_000, help="size of the small one")
    parser.add_argument("--rounds", type=int, default=5, help="how often each row is measured")
    parser.add_argument("--seconds", type=int, default=4, help="how long, each time")
    parser.add_argument("--only", type=_names, default=list(PEERS), help="servers, separated by commas")
    parser.add_argument("--rows", type=_names, default=[], help="rows, separated by commas; `costs` for what is no row")
    parser.add_argument("--out", type=Path, default=WORK / "results", help="folder for table, plot and results.json")
    parser.add_argument("--publish", action="store_true", help="put table and plot into benchmarks/README.md too")
    parser.add_argument("--quick", action="store_true", help="a smoke test of a minute; its figures mean nothing")
    return parser


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


class Benchmarks:
    """One run of all that was asked for."""

    def __init__(self, options: argparse.Namespace) -> None:
        if options.quick:
            options.facts, options.small, options.rounds, options.seconds = 0, 1_000, 1, 1
            options.only = [name for name in options.only if name in QUICK] or list(QUICK)
        unknown = [name for name in options.only if name not in PEERS]
        unknown += [name for name in options.rows if name not in ("costs", *(row.name for row in rows(0)))]
        if unknown:
            raise ServerError(
                f"there is no {', '.join(unknown)}; servers: {', '.join(PEERS)}; rows: costs, "
                + ", ".join(row.name for row in rows(0))
            )
        self._options = options
        self._results = Results(machine.describe(), {}, rounds=options.rounds, seconds=options.seconds)

    def run(self) -> Results:
        """Measure everything."""
        shutil.rmtree(WORK / "data", ignore_errors=True)
        bare = Bare(WORK / "data")
        self._results.versions[bare.title] = bare.install()
        if self._has_costs and not self._options.quick:
            ours = Ours(WORK / "data" / "first")
            self._load(ours, FIRST_STORY, "the first story")
        with serving(bare.start()) as server:
            for corpus, facts in (("small", self._options.small), ("large", self._options.facts)):
                if facts and (self._wanted(corpus, 0) or self._has_costs):
                    self._measure(corpus, facts, server)
        return self._results

    @property
    def _has_costs(self) -> bool:
        return not self._options.rows or "costs" in self._options.rows

    def _wanted(self, corpus: str, depth: int) -> list[Row]:
        names = self._options.rows
        return [row for row in rows(depth) if row.corpus == corpus and (not names or row.name in names)]

    def _measure(self, corpus: str, facts: int, bare: Server) -> None:
        folder = WORK / "data" / corpus
        _say(f"{corpus}: writing a corpus of {facts:,} facts")
        write_corpus(folder / "seed", facts)
        ours, export = Ours(folder), Export(folder / "export")
        size = self._load(ours, folder / "seed", f"the {corpus} corpus", export)
        asker = Asker(metrics := export.metrics())
        depth = len(metrics) * 9 // 10
        wanted = self._wanted(corpus, depth)
        lists = next(row for row in rows(0) if row.name == "list-once")
        with ExitStack() as stack:
            running = list(self._running(ours, folder, export, stack))
            paged = any(row.name in ("large-first", "large-deep") for row in wanted)
            after = [row for row in (*shallow(), *deep(depth)) if row < len(metrics)] if paged else []
            for one in running:
                one.peer.meet(one.server, after)
            for row in wanted:
                _say(f"{corpus}: {row.name}")
                cells = measure(row, running, bare, asker, **self._times)
                kind = "never asked before" if row.once else "asked again and again"
                self._results.rows.append(Measured(row.name, row.title, f"{size:,} facts, {kind}", cells))
            if self._has_costs and not self._options.quick:
                _say(f"{corpus}: memory")
                self._results.held[f"{size:,} facts"] = holding(running, lists, asker)
        if corpus == "small" and self._has_costs and not self._options.quick:
            self._results.workers = workers(ours, lists, asker, self._options.seconds)

    @property
    def _times(self) -> dict[str, int]:
        return {"rounds": self._options.rounds, "seconds": self._options.seconds}

    def _load(self, ours: Ours, seed: Path, what: str, export: Export | None = None) -> int:
        """Load a seed, export its rows, insert these for comparison; return how many there are."""
        _say(f"loading {what}")
        _, cost = ours.load(seed)
        self._results.versions[ours.title] = ours.install()
        export = export or Export(ours.folder / "export")
        ours.feed(export)
        size = export.size()
        if self._has_costs and not self._options.quick:
            self._results.loaded.append(Loaded(size, what, cost, insert(export, ours.folder)))
        return size

    def _running(self, ours: Ours, folder: Path, export: Export, stack: ExitStack) -> "list[Running]":
        """Install, feed and start the servers; those that can't be are noted."""
        found = []
        for name, kind in PEERS.items():
            if name not in self._options.only or kind is Bare:
                continue
            peer: Peer = ours if kind is Ours else kind(folder)
            try:
                self._results.versions[peer.title] = peer.install()
                if peer is not ours:
                    _say(f"feeding {name}")
                    peer.feed(export)
                one = Running(peer)
            except NotInstalledError as error:
                self._results.versions.pop(peer.title, None)
                self._results.missing[peer.title] = f"not installed here ({error})"
            except ServerError as error:
                self._results.missing[peer.title] = f"with {folder.name} corpus: {error}"
            else:
                stack.callback(one.stop)
                found.append(one)
        return found


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
