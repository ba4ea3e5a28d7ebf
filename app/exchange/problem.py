"""The one way in which a cell is refused."""

from __future__ import annotations


class ValueProblem(ValueError):  # noqa: N818  (no defect: what a cell is like)
    """A cell that cannot be what its column is. `problem` is a sentence for the user, beside the row and the
    value.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def shown(cell: object) -> str:
    """The cell in quotation marks, short enough for a sentence."""
    text = str(cell).strip()
    return f"“{text[:40]}…”" if len(text) > 41 else f"“{text}”"
