"""Doing what a button, a menu or a key asks, where the services may refuse it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.base import UserError

if TYPE_CHECKING:
    from app.views.page import ShellApi


def attempt(shell: ShellApi, act: Callable[[], object]) -> bool:
    """Do it; what is refused is said by the window, in its own sentence. Whether it went well."""
    try:
        act()
    except UserError as problem:
        shell.error(str(problem))
        return False
    return True
