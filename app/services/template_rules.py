"""Which template is used for which deals: for those of a client, with a product, with a tag, or of a pipeline.

`handoff_rules` hands off by them. Nothing here loads the models: Today asks at every start.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from app.base import UserError
from app.models.store import Store

Kind = Literal["client", "product", "tag", "pipeline"]
#: The most specific first.
KINDS: Final[tuple[Kind, ...]] = ("client", "product", "tag", "pipeline")
_OF_DEAL: Final = {
    "client": "r.client_id = (SELECT client_id FROM deal WHERE id = :deal)",
    "product": "r.product_id IN (SELECT product_id FROM deal_line WHERE deal_id = :deal)",
    "tag": "r.tag_id IN (SELECT tag_id FROM tag_link WHERE deal_id = :deal)",
    "pipeline": "r.pipeline_id = (SELECT s.pipeline_id FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.id = :deal)",
}


class Rule(NamedTuple):
    """A template is used for deals of this client, product, tag or pipeline; `automatic`: without a question."""

    id: int
    template: str
    kind: Kind
    record_id: int
    name: str
    automatic: bool


class Chosen(NamedTuple):
    """The template of a deal by rule, and the rule; `others` are templates that a rule as specific names too."""

    rule: Rule
    others: tuple[str, ...]

    @property
    def why(self) -> str:
        """'Used for the client Acme', and what else would have been as good."""
        also = f"; {' and '.join(f'“{name}”' for name in self.others)} would fit as well" if self.others else ""
        return f"Used for the {self.rule.kind} {self.rule.name}{also}"


def rules_of(store: Store, template_id: int) -> list[Rule]:
    """What a template is used for, the most specific first."""
    found = _rules(store, "r.template_id = :template", {"template": template_id})
    return sorted(found, key=lambda rule: (KINDS.index(rule.kind), rule.name.casefold()))


def records(store: Store, kind: Kind) -> list[tuple[int, str]]:
    """What a rule of this kind can be for: id and name."""
    where = {
        "client": "deleted_at IS NULL AND archived_at IS NULL",
        "product": "archived_at IS NULL",
        "pipeline": "archived_at IS NULL",
    }
    rows = store.rows(f"SELECT id, name FROM {kind} WHERE {where.get(kind, '1')} ORDER BY name COLLATE NOCASE, id")
    return [(i, name) for i, name in rows]


def add(store: Store, template_id: int, kind: Kind, record_id: int, *, automatic: bool = False) -> int:
    """Use a template for a client, product, tag or pipeline; returns the id of the rule. Raises UserError when it is already."""
    if kind not in KINDS:
        raise ValueError(kind)
    with store.write("Use template"):
        if store.value(f"SELECT 1 FROM {kind} WHERE id = ?", (record_id,)) is None:
            raise UserError(f"This {kind} is gone. Choose another one.")
        known = store.value(
            f"SELECT id FROM template_rule WHERE template_id = ? AND {kind}_id = ?", (template_id, record_id)
        )
        if known is not None:
            raise UserError(f"The template is used for this {kind} already.")
        store.execute(
            f"INSERT INTO template_rule (template_id, {kind}_id, automatic) VALUES (?, ?, ?)",
            (template_id, record_id, int(automatic)),
        )
        return int(store.value("SELECT max(id) FROM template_rule"))


def set_automatic(store: Store, rule_id: int, automatic: bool) -> None:
    """Whether the rule hands off without a question."""
    with store.write("Hand off by itself" if automatic else "Ask before handing off"):
        store.execute("UPDATE template_rule SET automatic = ? WHERE id = ?", (int(automatic), rule_id))


def remove(store: Store, rule_id: int) -> None:
    """Use the template for this no more."""
    with store.write("Use template no more"):
        store.execute("DELETE FROM template_rule WHERE id = ?", (rule_id,))


def for_deal(store: Store, deal_id: int) -> Chosen | None:
    """The rule that a deal follows: of its client, else of a product sold with it, else of a tag, else of its pipeline.

    Of several as specific the oldest counts, and the others are named.
    """
    for kind in KINDS:
        found = _rules(store, _OF_DEAL[kind], {"deal": deal_id})
        if found:
            first = found[0]
            others = dict.fromkeys(rule.template for rule in found if rule.template != first.template)
            return Chosen(first, tuple(others))
    return None


def automatic(store: Store, deal_id: int) -> Rule | None:
    """The rule that hands this deal off without a question, if there is one."""
    chosen = for_deal(store, deal_id)
    return chosen.rule if chosen is not None and chosen.rule.automatic else None


def has_run(store: Store, deal_id: int, rule: Rule) -> bool:
    """Whether the rule's template was used for the deal without a question before, even if that was taken back since."""
    return (
        store.value(
            "SELECT 1 FROM rule_run u JOIN template_rule r ON r.template_id = u.template_id WHERE u.deal_id = ? AND r.id = ?",
            (deal_id, rule.id),
        )
        is not None
    )


def offered(store: Store, deal_id: int) -> str:
    """The template with which this deal is handed off without a question where nothing is missing; '' for none."""
    rule = automatic(store, deal_id)
    return "" if rule is None or has_run(store, deal_id, rule) else rule.template


def _rules(store: Store, where: str, params: dict[str, int]) -> list[Rule]:
    rows = store.rows(
        "SELECT r.id, t.name, r.client_id, c.name, r.product_id, p.name, r.tag_id, g.name, r.pipeline_id, i.name, r.automatic "
        "FROM template_rule r JOIN template t ON t.id = r.template_id AND t.archived_at IS NULL "
        "LEFT JOIN client c ON c.id = r.client_id LEFT JOIN product p ON p.id = r.product_id LEFT JOIN tag g ON g.id = r.tag_id "
        f"LEFT JOIN pipeline i ON i.id = r.pipeline_id WHERE {where} ORDER BY r.id",
        params,
    )
    found = []
    for row in rows:
        for at, kind in enumerate(KINDS):
            if row[2 + 2 * at] is not None:
                found.append(Rule(row[0], row[1], kind, row[2 + 2 * at], row[3 + 2 * at], bool(row[10])))
    return found
