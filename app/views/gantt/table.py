"""The timeline as a table: the same rows in words, for screen readers and for whoever prefers them."""

from __future__ import annotations

from typing import Final

from app.services.project_timeline import Timeline
from app.views.gantt.lines import Lines
from app.views.gantt.summary import done_words
from app.views.parts.dates import short_text
from app.views.parts.figure_table import Cell, FigureRow, Head

HEADS: Final = (
    Head("Task"), Head("Owner", 120, left=True), Head("Start", 88), Head("Finish", 88), Head("Days", 60), Head("Float", 60),
    Head("Critical", 72), Head("Waits for", 220, left=True), Head("Holds up", 220, left=True),
)  # fmt: skip


def rows_of(told: Timeline, lines: Lines) -> list[FigureRow]:
    """A row for each line of the timeline; tasks open on a click. Several projects are named where the groups do not name them."""
    now, rows = told.today, []
    projects = {head.id: head.name for head in told.heads} if len(told.heads) > 1 else {}
    if any(line.bar is None and isinstance(line.key, tuple) and line.key[0] == "project" for line in lines.rows):
        projects = {}
    names = {bar.id: bar.title for bar in told.bars}
    after: dict[int, list[str]] = {}
    for link in told.links:
        if link.predecessor in names and link.successor in names:
            after.setdefault(link.predecessor, []).append(names[link.successor])
    for tie in told.ties:
        if not tie.waits:
            after.setdefault(tie.task, []).append(f"{tie.title} ({tie.project})")
    for line in lines.rows:
        bar = line.bar
        if bar is None:
            on = short_text(line.on, now) if line.on else ""
            start = short_text(line.start, now) if line.start else ""
            cells = (Cell(line.title, strong=True), Cell(line.note, "text3"), Cell(start), Cell(on), *[Cell("")] * 5)
            rows.append(FigureRow(cells, sum_up=True))
            continue
        done, told_of, (first, last) = bar.kind == "done", bar.below or bar, bar.span
        spare = told_of.total_float
        words = "done" if done or spare is None else str(spare).replace("-", "\u2212")
        parts = (bar.title, projects.get(bar.project_id, ""), done_words(bar.below) if bar.below else "")
        title = ", ".join(part for part in parts if part)
        rows.append(
            FigureRow(
                (
                    Cell(title, "text3" if done else "text", icon="warning-circle" if bar.late else ""),
                    Cell(bar.owner or "Nobody", "text2" if bar.owner else "warn"),
                    Cell(short_text(first, now), "text2"),
                    Cell(short_text(last, now), "bad" if bar.late else "text2"),
                    Cell(str(told_of.days), "text2"),
                    Cell(words, "bad" if spare is not None and spare < 0 and not done else "text2"),
                    Cell("yes" if told_of.critical and not done else "", "accent_text"),
                    Cell(", ".join(bar.waits_for), "text2"),
                    Cell(", ".join(after.get(bar.id, ())), "text2"),
                ),
                target=bar.id,
            )
        )
    return rows
