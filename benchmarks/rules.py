"""Pure rules: the forecast's simulated futures, and the critical path."""

from __future__ import annotations

import random
from datetime import date, timedelta

from benchmarks.harness import Result, medians


def forecast(runs: int) -> Result:
    """10,000 deals in 10,000 futures, against drawing as many random numbers."""
    import numpy

    from app.domain.forecast import OpenDeal
    from app.domain.forecast import forecast as simulate

    chance = random.Random(1)
    day = date(2026, 11, 12)
    deals = [
        OpenDeal(
            n,
            chance.randrange(1, 600) * 10_000,
            chance.choice((10, 25, 50, 75)),
            day + timedelta(days=chance.randrange(180)),
            "pipeline",
        )
        for n in range(10_000)
    ]
    rng = numpy.random.default_rng(1)
    ours, floor = medians(
        lambda: simulate([], deals, as_of=day, currency="EUR", futures=10_000),
        lambda: rng.random((10_000, 10_000), dtype=numpy.float32),
        runs,
    )
    return Result("forecast, 10,000 deals x 10,000 futures", ours, floor, 1.5)


def critical_path(runs: int) -> Result:
    """10,000 tasks and 20,000 links, against one topological sort of them."""
    from graphlib import TopologicalSorter

    from app.domain.schedule import Link, Task, plan
    from app.domain.workdays import Calendar

    chance = random.Random(1)
    tasks = [Task(n, chance.randrange(1, 10)) for n in range(10_000)]
    links = [
        Link(before, after) for before, after in {tuple(sorted(chance.sample(range(10_000), 2))) for _ in range(20_000)}
    ]
    graph: dict[int, list[int]] = {n: [] for n in range(10_000)}
    for link in links:
        graph[link.successor].append(link.predecessor)
    calendar = Calendar()
    ours, floor = medians(
        lambda: plan(tasks, links, calendar, start=date(2026, 11, 12)),
        lambda: list(TopologicalSorter(graph).static_order()),
        runs,
    )
    return Result("critical path, 10,000 tasks, 20,000 links", ours, floor, 3.0)
