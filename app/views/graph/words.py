"""The graph in words: what cards say, tooltips, and what a screen reader hears of a task and of a link."""

from __future__ import annotations

from typing import Final

from app.services.task_graph import Edge, Node, TaskGraph
from app.views.gantt.words import days
from app.views.parts.buttons import tooltip_html
from app.views.parts.dates import span_words

#: Icon and colour of each state.
STATES: Final = {
    "done": ("check-circle", "good_mark"),
    "late": ("warning-circle", "bad"),
    "blocked": ("lock-simple", "text3"),
    "can_start": ("play", "good"),
    "doing": ("circle-half", "accent_text"),
    "todo": ("circle", "text3"),
}
_KINDS: Final = {"FS": "finish to start", "SS": "start to start", "FF": "finish to finish", "SF": "start to finish"}


def state_words(node: Node) -> str:
    """'2 d late', 'Waits for Payment', 'Can start now', 'In progress', 'Done'."""
    told = {"done": "Done", "can_start": "Can start now", "doing": "In progress"}.get(node.state, "Not yet")
    if node.state == "late":
        told = f"{node.late} d late"
    if node.state == "blocked":
        told = node.why or "Blocked"
    return f"{node.parts_done} of {node.parts} done · {told}" if node.parts else told


def state_tone(node: Node) -> str:
    """The colour of those words."""
    return {"late": "bad", "can_start": "good"}.get(node.state, "text3")


def float_words(node: Node) -> str:
    """'0 float', '6 d float', '−3 d float'; nothing of a finished task."""
    if node.state == "done":
        return ""
    count = str(abs(node.total_float))
    return f"{chr(0x2212) if node.total_float < 0 else ''}{count} d float" if node.total_float else "0 float"


def told(node: Node, graph: TaskGraph) -> str:
    """A task as it is read out."""
    parts = [node.title, state_words(node), span_words(node.start, node.finish)]
    if node.owner:
        parts.append(f"owner {node.owner}")
    if node.state != "done":
        parts.append("on the critical path" if node.critical else f"float {days(node.total_float)}")
    before, after = graph.before.get(node.id, []), graph.after.get(node.id, [])
    if before:
        parts.append(f"waits for {', '.join(graph.nodes[key].title for key in before[:5])}")
    if after:
        parts.append(f"holds up {', '.join(graph.nodes[key].title for key in after[:5])}")
    return ", ".join(parts)


def edge_words(edge: Edge, graph: TaskGraph) -> str:
    """A link as it is read out: 'Payment waits for Checkout flow, start to start, 2 working days later'."""
    lag = ""
    if edge.lag:
        lag = f", {days(abs(edge.lag))} {'later' if edge.lag > 0 else 'earlier'}"
    return f"{graph.nodes[edge.then].title} waits for {graph.nodes[edge.first].title}, {_KINDS[edge.kind]}{lag}"


def tooltip(node: Node) -> str:
    """All of a card, line by line."""
    lines = [f"{span_words(node.start, node.finish)}, {days(node.days)}", state_words(node)]
    if node.owner:
        lines.append(node.owner)
    if node.state != "done":
        lines.append("On the critical path" if node.critical else f"Float {days(node.total_float)}")
    return tooltip_html(node.title + "\n" + "\n".join(lines))
