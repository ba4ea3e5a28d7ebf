"""The currency that an amount brings along: "$1,200" and "1.200 €" are not the same 1200."""

from __future__ import annotations

from typing import Any

from app.domain.money import minor_digits
from app.exchange.currencies import currency_in
from app.exchange.mapping import Mapping
from app.exchange.problem import ValueProblem, shown
from app.exchange.tables import Table
from app.services.imports import Problem

_AMOUNTS = {"deals": "amount", "products": "price"}
_FIGURES = "0123456789.,+-() '"


def thousandths(table: Table, kind: str, mapping: Mapping) -> frozenset[str]:
    """The amounts in currencies of three decimals, as they are written: 1.500 KWD is one and a half."""
    amount, currency = (mapping.columns.get(name) for name in (_AMOUNTS.get(kind, ""), "currency"))
    if amount is None or currency is None:
        return frozenset()
    codes = {row[currency] for row in table.rows}
    fine = {code for code in codes if isinstance(code, str) and minor_digits(code.strip().upper()) == 3}
    return frozenset(cell for row in table.rows if row[currency] in fine and isinstance(cell := row[amount], str))


def taken(
    table: Table, kind: str, mapping: Mapping, home: str, parsed: dict[str, list[Any]], problems: list[Problem], wrong: set[int]
) -> None:  # fmt: skip
    """Where no currency is given, take the one written beside the amount; where another one is given, refuse the row."""
    name = _AMOUNTS.get(kind)
    if name is None or name not in mapping.columns:
        return
    amounts = [row[mapping.columns[name]] for row in table.rows]
    if not any(isinstance(amount, str) and amount.strip(_FIGURES) for amount in set(amounts)):
        return  # figures alone, as nearly always
    given = parsed.get("currency") or [None] * len(amounts)
    pairs = {pair: _settled(*pair, home) for pair in dict.fromkeys(zip(amounts, given, strict=True))}
    found = [pairs[pair] for pair in zip(amounts, given, strict=True)]
    for number, (amount, code) in enumerate(zip(amounts, found, strict=True), 1):
        if isinstance(code, ValueProblem) and number not in wrong:
            problems.append(Problem(number, name, str(amount)[:200], code.problem))
            wrong.add(number)
    if any(isinstance(code, str) for code in found):
        parsed["currency"] = [None if isinstance(code, ValueProblem) else code for code in found]


def _settled(amount: Any, given: str | None, home: str) -> str | ValueProblem | None:
    """The currency of an amount, None where it is said nowhere, or what is wrong with it."""
    try:
        written = currency_in(amount, given or home)
    except ValueProblem as problem:
        return problem
    if given and written and written != given:
        return ValueProblem(
            f"{shown(amount)} is in {written}, and the currency of this row is {given}. Correct one of them."
        )
    return given or written
