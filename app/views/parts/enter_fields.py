"""Fields of small forms, in which Enter goes on: to the next field, or it does what the form asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from app.views.parts.amount_field import AmountField
from app.views.parts.date_field import DateField
from app.views.parts.fields import TextField
from app.views.parts.line_field import LineField

T = TypeVar("T")


class Entering(LineField[T]):
    """A field that calls `on_enter` when Enter has taken what was typed."""

    on_enter: Callable[[], object] | None = None

    def finish(self) -> bool:
        done = super().finish()
        if done and self.on_enter is not None:
            self.on_enter()
        return done


class EnterText(Entering[str], TextField):
    """Words."""


class EnterAmount(Entering[int | None], AmountField):
    """Money."""


class EnterDate(Entering[date | None], DateField):
    """A day."""
