"""Further sections of the project inspector: a line in `SECTIONS` adds one between its milestones and its people.

A section is a widget that reads its own tables. `show_project(detail)` says whether it has anything to show; it is asked again
after every change of the page that the inspector stands on, whose `reads` must name the tables.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.projects import ProjectDetail
    from app.views.page import ShellApi


class Section(Protocol):
    """What stands in the inspector, apart from being a QWidget."""

    def show_project(self, found: ProjectDetail) -> bool:
        """Show what belongs to this project; False hides the section."""


class Place(NamedTuple):
    """Where a section is written: a module of `parts` and its class, made of (store, shell). `flush`: its rows are fields."""

    module: str
    attr: str
    flush: bool = True


SECTIONS: Final[tuple[Place, ...]] = (
    Place("hand_back_offer", "HandBackOffer"),
    Place("payments_section", "Payments", flush=False),
    Place("project_promises", "Promises", flush=False),
    Place("change_orders_section", "ChangeOrders"),
    Place("deal_origin", "LedTo"),
    Place("project_brief", "ProjectBrief"),
)


def make(store: Store, shell: ShellApi) -> list[tuple[Section, QWidget, Place]]:
    """Every section, as what it does and as what is put into the inspector."""
    found: list[tuple[Section, QWidget, Place]] = []
    for place in SECTIONS:
        made = getattr(importlib.import_module(f"app.views.parts.{place.module}"), place.attr)(store, shell)
        found.append((made, made, place))
    return found
