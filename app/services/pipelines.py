"""Pipelines and their stages: named, ordered, added and removed. Won and Lost stand last, and stay."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.base import UserError, moment_text, today, utc_now
from app.models.selling import Pipeline, Stage
from app.models.store import Store
from app.services import deal_rules, ranking, workspace

CATEGORIES = ("pipeline", "best_case", "commit", "omitted")
REMOVED = "Removed stages"
MAX_NAME = 120
COLOURS = 6
_LAST = 1_000_000  # the rank of a removed stage: behind every stage in use


class StageRow(NamedTuple):
    """A stage as settings show it, with the deals that stand in it. `colour`: a label colour 1 to 6; None: by its place."""

    id: int
    name: str
    kind: str
    probability: int
    rotting_days: int | None
    forecast: str
    colour: int | None
    deals: int


class PipelineRow(NamedTuple):
    """A pipeline as settings show it, with the open deals that stand in it."""

    id: int
    name: str
    archived: bool
    open_deals: int


def listed(store: Store) -> list[PipelineRow]:
    """Every pipeline in its order, the archived ones last."""
    return [
        PipelineRow(i, name, bool(archived), deals)
        for i, name, archived, deals in store.rows(
            "SELECT p.id, p.name, p.archived_at IS NOT NULL, (SELECT count(*) FROM deal d JOIN stage s ON s.id = d.stage_id "
            "WHERE s.pipeline_id = p.id AND s.kind = 'open' AND d.deleted_at IS NULL) FROM pipeline p WHERE p.name <> ? "
            "ORDER BY p.archived_at IS NOT NULL, p.rank, p.id",
            (REMOVED,),
        )
    ]


def stages(store: Store, pipeline_id: int) -> list[StageRow]:
    """The stages of a pipeline, in order."""
    return [
        StageRow(*row)
        for row in store.rows(
            "SELECT s.id, s.name, s.kind, s.probability, s.rotting_days, s.forecast, s.colour, "
            "(SELECT count(*) FROM deal d WHERE d.stage_id = s.id AND d.deleted_at IS NULL) "
            "FROM stage s WHERE s.pipeline_id = ? ORDER BY s.kind = 'lost', s.kind = 'won', s.rank, s.id",
            (pipeline_id,),
        )
    ]


def add(store: Store, name: str) -> int:
    """A pipeline with the usual stages; returns its id. Raises UserError for an empty or taken name."""
    name = _pipeline_name(store, name)
    with store.write("Add pipeline"):
        return workspace.add_pipeline(store, name)


def rename(store: Store, pipeline_id: int, name: str) -> None:
    """Another name for a pipeline. Raises UserError for an empty or taken one."""
    name = _pipeline_name(store, name, but=pipeline_id)
    with store.write("Rename pipeline"):
        store.execute("UPDATE pipeline SET name = ? WHERE id = ?", (name, pipeline_id))


def move(store: Store, pipeline_id: int, by: int) -> bool:
    """Move a pipeline `by` places among those in use; False when it stands at that end already. New deals go to the first."""
    order = [row.id for row in listed(store) if not row.archived]
    with store.write("Move pipeline"):
        return ranking.step(store, "pipeline", order, pipeline_id, by)


def archive(store: Store, pipeline_id: int, heir_id: int | None = None) -> None:
    """Use a pipeline no more; its open deals go to the pipeline `heir_id`, into the stage of the same name or the first.

    Raises UserError for the last pipeline in use, and for one with open deals when no other is given.
    """
    rows = {row.id: row for row in listed(store)}
    with store.write("Archive pipeline"):
        row = rows.get(pipeline_id)
        if row is None:
            raise UserError("This pipeline is gone. Undo brings it back.")
        others = [other.id for other in rows.values() if not other.archived and other.id != pipeline_id]
        if not others:
            raise UserError(f"{row.name} is the only pipeline. Add another first.")
        if row.open_deals and heir_id is None:
            raise UserError(f"There are open deals in {row.name}. Choose the pipeline they go to.")
        if heir_id is not None and heir_id not in others:
            raise UserError("Choose another pipeline that is in use.")
        if heir_id is not None:
            targets = {stage.name.casefold(): stage.id for stage in _open_stages(store, heir_id)}
            for stage in _open_stages(store, pipeline_id):
                _hand_over(store, stage.id, targets.get(stage.name.casefold(), next(iter(targets.values()))))
        store.execute("UPDATE pipeline SET archived_at = ? WHERE id = ?", (moment_text(utc_now()), pipeline_id))


def bring_back(store: Store, pipeline_id: int) -> None:
    """Use an archived pipeline again, behind the others."""
    with store.write("Bring back pipeline"):
        store.execute(
            "UPDATE pipeline SET archived_at = NULL, rank = (SELECT max(rank) FROM pipeline WHERE archived_at IS NULL) + ? WHERE id = ?",
            (ranking.STEP, pipeline_id),
        )


def add_stage(store: Store, pipeline_id: int, name: str) -> int:
    """An open stage behind the other open ones, as likely as the last of them; returns its id. Raises UserError."""
    name = _stage_name(store, pipeline_id, name)
    with store.write("Add stage"):
        last = _open_stages(store, pipeline_id)[-1]
        made = Stage.create(
            pipeline=pipeline_id, name=name, kind="open", rank=0, probability=last.probability,
            rotting_days=last.rotting_days, forecast=last.forecast,
        )  # fmt: skip
        _number(
            store, pipeline_id, [row.id for row in _open_stages(store, pipeline_id) if row.id != made.id] + [made.id]
        )
    return int(made.id)


def change_stage(store: Store, stage_id: int, field: str, value: Any) -> None:
    """Change 'name', 'probability' (percent), 'rotting_days' (None: never), 'forecast' or 'colour' (1 to 6, None: by its place).

    Raises UserError.
    """
    labels = {
        "name": "Rename stage",
        "probability": "Change probability",
        "rotting_days": "Change rotting days",
        "forecast": "Change forecast category",
        "colour": "Change colour of stage",
    }
    with store.write(labels[field]):
        stage = _stage(stage_id)
        if field == "name":
            value = _stage_name(store, stage.pipeline_id, value, but=stage_id)
        elif stage.kind != "open":
            raise UserError(f"{stage.name} closes a deal, so this is settled")
        elif field == "probability" and (value is None or not 0 <= value <= 100):
            raise UserError("A probability lies between 0 and 100 percent")
        elif field == "rotting_days" and value is not None and not 1 <= value <= 3650:
            raise UserError("A deal rots after 1 to 3,650 days, or never")
        elif (field == "colour" and value is not None and not 1 <= value <= COLOURS) or (
            field == "forecast" and value not in CATEGORIES
        ):
            raise ValueError(value)
        setattr(stage, field, value)
        stage.save()


def move_stage(store: Store, stage_id: int, by: int) -> bool:
    """Move an open stage `by` places among the open ones; False when it stands at that end already."""
    with store.write("Move stage"):
        stage = _stage(stage_id)
        if stage.kind != "open":
            raise UserError(f"{stage.name} closes a deal, so it stays last")
        order = [row.id for row in _open_stages(store, stage.pipeline_id)]
        at = order.index(stage_id)
        to = max(0, min(len(order) - 1, at + by))
        order.insert(to, order.pop(at))
        if to != at:
            _number(store, stage.pipeline_id, order)
    return to != at


def remove_stage(store: Store, stage_id: int, heir_id: int | None = None) -> None:
    """Take an open stage away; its deals go to the stage `heir_id` of the same pipeline.

    A stage that a deal's history names is put aside and not deleted, or the past could not be told any more. Raises UserError
    for Won and Lost, the last open stage, and a stage with deals when no other is given.
    """
    with store.write("Remove stage"):
        stage = _stage(stage_id)
        if stage.kind != "open":
            raise UserError(f"{stage.name} closes a deal, so it stays.")
        others = [row.id for row in _open_stages(store, stage.pipeline_id) if row.id != stage_id]
        if not others:
            raise UserError(f"{stage.name} is the only open stage. Add another first.")
        if heir_id is None and store.value("SELECT 1 FROM deal WHERE stage_id = ? AND deleted_at IS NULL", (stage_id,)):
            raise UserError(f"There are deals in {stage.name}. Choose the stage they go to.")
        if heir_id is not None and heir_id not in others:
            raise UserError("Choose another open stage of this pipeline.")
        _hand_over(store, stage_id, heir_id or others[0])
        if _is_history(store, stage_id):
            _put_aside(store, stage)
        else:
            store.execute("DELETE FROM stage WHERE id = ?", (stage_id,))


def _hand_over(store: Store, stage_id: int, heir_id: int) -> None:
    """The deals follow behind those of the other stage, deleted ones too: undo may bring them back."""
    last = store.value("SELECT ifnull(max(rank), 0) FROM deal WHERE stage_id = ?", (heir_id,))
    first = store.value("SELECT ifnull(min(rank), 0) FROM deal WHERE stage_id = ?", (stage_id,))
    store.execute(
        "UPDATE deal SET stage_id = ?, rank = rank + ?, stage_since_on = ? WHERE stage_id = ?",
        (heir_id, last - first + ranking.STEP, today().isoformat(), stage_id),
    )


def _is_history(store: Store, stage_id: int) -> bool:
    return bool(
        store.value(
            "SELECT EXISTS (SELECT 1 FROM deal_event WHERE field = 'stage' AND (old = :id OR new = :id)) "
            "OR EXISTS (SELECT 1 FROM deal_event WHERE field = 'created' AND new ->> '$.stage' = :number)",
            {"id": str(stage_id), "number": stage_id},
        )
    )


def _put_aside(store: Store, stage: Stage) -> None:
    aside = Pipeline.get_or_none(Pipeline.name == REMOVED)
    if aside is None:
        aside = Pipeline.create(name=REMOVED, rank=_LAST, archived_at=moment_text(utc_now()))
    taken = {name for (name,) in store.rows("SELECT name FROM stage WHERE pipeline_id = ?", (aside.id,))}
    name, number = stage.name, 2
    while name in taken:
        name, number = f"{stage.name} ({number})", number + 1
    stage.pipeline, stage.name, stage.rank = aside.id, name, _LAST
    stage.save()


def _number(store: Store, pipeline_id: int, order: list[int]) -> None:
    """Rank the open stages so, and the closing ones behind them. Inside `store.write`."""
    closing = store.ids(
        "SELECT id FROM stage WHERE pipeline_id = ? AND kind <> 'open' ORDER BY kind = 'lost', rank", (pipeline_id,)
    )
    ranking.number(store, "stage", [*order, *closing])


def _open_stages(store: Store, pipeline_id: int) -> list[StageRow]:
    return [row for row in stages(store, pipeline_id) if row.kind == "open"]


def _stage(stage_id: int) -> Stage:
    stage: Stage | None = Stage.get_or_none(Stage.id == stage_id)
    if stage is None:
        raise UserError("This stage is gone. Undo brings it back.")
    return stage


def _stage_name(store: Store, pipeline_id: int, name: str, but: int | None = None) -> str:
    name = deal_rules.words(name, "stage", MAX_NAME)
    known = store.rows("SELECT id, name FROM stage WHERE pipeline_id = ?", (pipeline_id,))
    if any(i != but and other.casefold() == name.casefold() for i, other in known):
        raise UserError(f"There is a stage named {name} already.")
    return name


def _pipeline_name(store: Store, name: str, but: int | None = None) -> str:
    name = deal_rules.words(name, "pipeline", MAX_NAME)
    known = [(0, REMOVED), *store.rows("SELECT id, name FROM pipeline")]
    if any(i != but and other.casefold() == name.casefold() for i, other in known):
        raise UserError(f"There is a pipeline named {name} already.")
    return name
