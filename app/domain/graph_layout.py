"""Where the tasks of a network stand when it is drawn: left to right in layers, few lines crossing, in bands one below the other.

The method is the usual one of four steps (Sugiyama, Tagawa and Toda, 1981): layers by the longest way from a beginning; long
links cut into steps of one layer; the order within a layer by the mean place of the neighbours, there and back, the best kept;
then heights as near to the neighbours' as the order allows (isotonic regression, pool adjacent violators). Bands never mix.

    made = layout(keys, links, band_of)
    made.places[key]            (layer, row): both count from 0, rows are those of the band and may be broken numbers
    made.ways[first, then]      the (layer, band, row) that a long link passes on its way
    made.heights[band]          how many rows a band takes
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

SWEEPS: Final = 6
_MOST_STEPS: Final = 6_000  # of long links, the shortest first; longer ones are drawn straight
_STEP_ROOM: Final = 0.4  # how many rows a link takes where it passes


class Place(NamedTuple):
    """Where a task stands."""

    layer: int
    row: float


class Step(NamedTuple):
    """Where a link passes."""

    layer: int
    band: int
    row: float


class Layout(NamedTuple):
    """See the top of this module."""

    places: dict[int, Place]
    ways: dict[tuple[int, int], tuple[Step, ...]]
    layers: int
    heights: dict[int, float]


class _Net:
    """The tasks and the steps of long links as small numbers; `up` and `down` are the neighbours in the layers beside."""

    def __init__(self, keys: Sequence[int], links: Iterable[tuple[int, int]], band_of: Mapping[int, int]) -> None:
        self.keys = list(keys)
        at = {key: place for place, key in enumerate(self.keys)}
        self.links = [
            (at[first], at[then])
            for first, then in dict.fromkeys(links)
            if first in at and then in at and first != then
        ]
        self.layer, backwards = _layers(len(self.keys), self.links)
        self.links = [link for link in self.links if link not in backwards]
        self.band = [band_of.get(key, 0) for key in self.keys]
        self.room = [1.0] * len(self.keys)
        self.up: list[list[int]] = [[] for _ in self.keys]
        self.down: list[list[int]] = [[] for _ in self.keys]
        self.steps: dict[tuple[int, int], list[int]] = {}
        left = _MOST_STEPS
        for first, then in sorted(self.links, key=lambda link: self.layer[link[1]] - self.layer[link[0]]):
            span = self.layer[then] - self.layer[first] - 1
            if span > left:
                continue
            left -= span
            self._tie(first, then)

    def _tie(self, first: int, then: int) -> None:
        last, made = first, []
        for layer in range(self.layer[first] + 1, self.layer[then]):
            step = len(self.layer)
            self.layer.append(layer)
            self.band.append(self.band[first])
            self.room.append(_STEP_ROOM)
            self.up.append([last])
            self.down.append([])
            self.down[last].append(step)
            made.append(step)
            last = step
        self.down[last].append(then)
        self.up[then].append(last)
        if made:
            self.steps[first, then] = made


def layout(keys: Sequence[int], links: Iterable[tuple[int, int]], band_of: Mapping[int, int] | None = None) -> Layout:
    """Place the tasks `keys`. A link that closes a circle is left out of account; it goes back to the left."""
    net = _Net(keys, links, band_of or {})
    count = max(net.layer, default=-1) + 1
    layers: list[list[int]] = [[] for _ in range(count)]
    for item, layer in enumerate(net.layer):
        layers[layer].append(item)
    for layer_items in layers:
        layer_items.sort(key=lambda item: net.band[item])
    layers = _untangled(net, layers)
    rows = _rows(net, layers)
    heights: dict[int, float] = {}
    for item, row in enumerate(rows):
        heights[net.band[item]] = max(heights.get(net.band[item], 0.0), row + net.room[item])
    places = {key: Place(net.layer[at], rows[at]) for at, key in enumerate(net.keys)}
    ways = {
        (net.keys[first], net.keys[then]): tuple(Step(net.layer[step], net.band[step], rows[step]) for step in steps)
        for (first, then), steps in net.steps.items()
    }
    return Layout(places, ways, count, heights)


def _layers(count: int, links: Sequence[tuple[int, int]]) -> tuple[list[int], set[tuple[int, int]]]:
    """The layer of each task, and the links that close a circle. What waits for nothing stands just before what waits for it."""
    after: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for first, then in links:
        after[first].append(then)
        waiting[then] += 1
    layer = [0] * count
    order = [item for item in range(count) if not waiting[item]]
    placed = set(order)
    rest = iter(range(count))
    at = 0
    while len(order) < count or at < len(order):
        if at == len(order):  # a circle: begin it anywhere
            start = next(item for item in rest if item not in placed)
            placed.add(start)
            order.append(start)
        first = order[at]
        at += 1
        for then in after[first]:
            waiting[then] -= 1
            if then not in placed:
                layer[then] = max(layer[then], layer[first] + 1)
                if waiting[then] == 0:
                    placed.add(then)
                    order.append(then)
    turn = {item: place for place, item in enumerate(order)}
    backwards = {(first, then) for first, then in links if turn[first] >= turn[then]}
    begun = {then for _, then in links}
    for item in range(count):
        if item not in begun and after[item]:
            layer[item] = min(layer[then] for then in after[item]) - 1
    return layer, backwards


def _untangled(net: _Net, layers: list[list[int]]) -> list[list[int]]:
    """The order within each layer with the fewest crossings that was come upon."""
    best, fewest = [list(items) for items in layers], _crossings(net, layers)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        forward = sweep % 2 == 0
        beside = net.up if forward else net.down
        order = range(1, len(layers)) if forward else range(len(layers) - 2, -1, -1)
        for number in order:
            other = layers[number - 1 if forward else number + 1]
            place = {item: at for at, item in enumerate(other)}
            _sort(net, layers[number], beside, place)
        found = _crossings(net, layers)
        if found < fewest:
            best, fewest = [list(items) for items in layers], found
    return best


def _sort(net: _Net, items: list[int], beside: list[list[int]], place: dict[int, int]) -> None:
    """By the mean place of the neighbours; what has none stays about where it is."""
    wanted = {}
    for at, item in enumerate(items):
        near = [place[each] for each in beside[item] if each in place]
        wanted[item] = sum(near) / len(near) if near else float(at)
    items.sort(key=lambda item: (net.band[item], wanted[item]))


def _crossings(net: _Net, layers: Sequence[Sequence[int]]) -> int:
    """How many pairs of lines between neighbouring layers cross."""
    total = 0
    for number in range(len(layers) - 1):
        place = {item: at for at, item in enumerate(layers[number + 1])}
        seen: list[int] = []
        for item in layers[number]:
            ends = sorted(place[then] for then in net.down[item] if then in place)
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def _rows(net: _Net, layers: Sequence[Sequence[int]]) -> list[float]:
    """The row of each item within its band, as near to its neighbours' as the order of its layer allows."""
    rows = [0.0] * len(net.layer)
    groups: list[list[int]] = []
    for items in layers:
        by_band: dict[int, list[int]] = {}
        for item in items:
            by_band.setdefault(net.band[item], []).append(item)
        groups += by_band.values()
    for group in groups:
        _settle(net, group, [0.0] * len(group), rows)
    for sweep in range(SWEEPS):
        for group in groups if sweep % 2 == 0 else reversed(groups):
            _settle(net, group, [_wanted(net, item, rows) for item in group], rows)
    lowest: dict[int, float] = {}
    for item, row in enumerate(rows):
        lowest[net.band[item]] = min(lowest.get(net.band[item], row), row)
    return [row - lowest[net.band[item]] for item, row in enumerate(rows)]


def _wanted(net: _Net, item: int, rows: Sequence[float]) -> float:
    """The middle of the neighbours of the same band, or where it is."""
    near = [
        rows[each] + net.room[each] / 2 for each in (*net.up[item], *net.down[item]) if net.band[each] == net.band[item]
    ]
    return sum(near) / len(near) - net.room[item] / 2 if near else rows[item]


def _settle(net: _Net, group: Sequence[int], wanted: Sequence[float], rows: list[float]) -> None:
    """Give the items rows in their order, none over another, with the least sum of squares from what they want."""
    pools: list[tuple[float, int]] = []
    offset, offsets = 0.0, []
    for item, want in zip(group, wanted, strict=True):
        offsets.append(offset)
        pools.append((want - offset, 1))
        offset += net.room[item]
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (late, many), (early, few) = pools.pop(), pools.pop()
            pools.append(((late * many + early * few) / (many + few), many + few))
    at = 0
    for level, size in pools:
        for _ in range(size):
            rows[group[at]] = level + offsets[at]
            at += 1
