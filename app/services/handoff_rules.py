"""Which template a won deal follows by itself: the rule of its client, else of a product, a tag, or its pipeline.

An automatic rule hands the whole deal off without a question where nothing is missing.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from app.base import UserError, today
from app.domain import handoff as plans
from app.domain.handoff import HandoffPlan
from app.models.store import Store
from app.services import handoff, handoff_load, handoff_promises, people

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


def plan(store: Store, deal_id: int) -> HandoffPlan:
    """The plan by the deal's rule, with its promises; without a rule each line becomes a task. Where somebody would have
    too few hours it is levelled. Raises UserError."""
    chosen = for_deal(store, deal_id)
    made = handoff.draft(store, deal_id, template=chosen.rule.template if chosen else None)
    if all(task.owner is not None for task in made.included) and handoff_load.overbooked(store, made):
        made = handoff_load.levelled(store, made) or made
    return handoff_promises.asked(store, made)


def lacking(store: Store, wanted: HandoffPlan) -> list[str]:
    """Why a plan cannot be handed off without a question, in sentences; empty when nothing is missing."""
    found = [problem.text for problem in plans.problems(wanted, today())]
    names = {person.id: person.name for person in people.everyone(store)}
    for week in handoff_load.overbooked(store, wanted):
        hours = round(week.excess / 60)
        found.append(
            f"{names[week.person]} would have {hours} h too much in the week of {week.monday:%d %b}.".replace(" 0", " ")
        )
    return found


def by_itself(store: Store, deal_id: int) -> handoff.Done | list[str] | None:
    """Hand a deal off by its automatic rule, in one step that Undo takes back.

    None when no automatic rule is for it; the sentences that say what is missing when somebody has to look.
    """
    chosen = for_deal(store, deal_id)
    if chosen is None or not chosen.rule.automatic:
        return None
    try:
        made = plan(store, deal_id)
        missing = lacking(store, made)
        return missing or handoff.complete(store, made)
    except UserError as problem:
        return [str(problem)]


def together(store: Store, wanted: HandoffPlan) -> list[tuple[int, str, int | None]]:
    """The other won deals of the same client and currency that wait for their handoff: id, title, amount in minor units."""
    found = store.rows(
        "SELECT o.id, o.title, o.amount_minor FROM deal d JOIN deal o ON o.client_id = d.client_id AND o.currency = d.currency "
        "JOIN stage s ON s.id = o.stage_id WHERE d.id = ? AND s.kind = 'won' AND o.deleted_at IS NULL AND o.archived_at IS NULL "
        "AND o.handoff_waived_on IS NULL AND NOT EXISTS (SELECT 1 FROM handoff h WHERE h.deal_id = o.id) ORDER BY o.closed_on, o.id",
        (wanted.deal_id,),
    )
    return [(i, title, minor) for i, title, minor in found if i not in wanted.deals]


def open_projects(store: Store, deal_id: int) -> list[tuple[int, str, str]]:
    """The projects of the deal's client into which it may go: id, name, status; those under way first, closed ones last."""
    found = store.rows(
        "SELECT p.id, p.name, p.status FROM deal d JOIN project p ON p.client_id = d.client_id WHERE d.id = ? "
        "AND p.deleted_at IS NULL AND p.status <> 'cancelled' AND p.currency IN ('', d.currency) "
        "ORDER BY p.status = 'done', p.start_on DESC, p.id",
        (deal_id,),
    )
    return [(i, name, status) for i, name, status in found]


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
