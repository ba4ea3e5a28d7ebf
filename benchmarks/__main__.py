"""Run the benchmarks and print what they found; the exit code tells whether they ran, not how fast the machine was."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks import handoff, opening, paper, rules, start, storage, timeline, window
from benchmarks.harness import ROOT, Result, environment

BENCHMARKS: dict[str, Callable[[int], Result]] = {
    "start": start.start,
    "memory": start.memory,
    "drop": window.drop,
    "loop": window.loop,
    "opening": opening.opening,
    "timeline": timeline.scroll,
    "search": storage.search,
    "import": storage.importing,
    "handoff": handoff.handing_off,
    "forecast": rules.forecast,
    "path": rules.critical_path,
    "report": paper.report,
}

#: What a short look leaves out unless it is named: a program is started for every page.
LONG = frozenset(("opening",))


def main() -> int:
    """Measure what was named, or all."""
    short = "--short" in sys.argv
    named = [name for name in sys.argv[1:] if not name.startswith("--")]
    wanted = named or [name for name in BENCHMARKS if not (short and name in LONG)]
    os.environ.update(environment())
    results = []
    print(f"{'what':46} {'ours':>10} {'floor':>10} {'ratio':>7} {'bar':>6}")
    for name in wanted:
        found = BENCHMARKS[name](3 if short else 9)
        results.append(found)
        ratio = "–" if found.ratio is None else f"{found.ratio:.2f}"
        bar = "–" if found.bar is None else f"{found.bar:.1f}"
        over = "" if found.holds else "  OVER"
        limit = f"  (at most {found.limit:g} {found.unit})" if found.limit is not None else ""
        print(
            f"{found.name:46} {found.ours:7.1f} {found.unit} {found.floor:7.1f} {found.unit} {ratio:>7} {bar:>6}{over}{limit}  {found.note}",
            flush=True,
        )
    target = ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(
        json.dumps([{**found._asdict(), "ratio": found.ratio, "holds": found.holds} for found in results], indent=1)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
