"""The models by name, loaded with the first one that is used: peewee and 44 classes cost 80 ms, and a start needs none of them."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    from app.models import between, delivering, people, selling

    for module in (selling, delivering, between, people):
        if name in vars(module):
            return globals().setdefault(name, vars(module)[name])
    raise AttributeError(name)
