"""The fields that edit cells of the list of projects; each writes through the verb that the inspector uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.domain.project_health import STATES
from app.services import people, projects
from app.services.project_list import ListRow
from app.views.parts.amount_field import AmountField
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.client_field import ClientField
from app.views.parts.date_field import DateField
from app.views.parts.field import Field
from app.views.parts.fields import HoursField, TextField
from app.views.parts.picker import Option
from app.views.parts.project_words import HEALTH_ICONS, STATUS_ICONS, STATUS_WORDS

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.project_actions import ProjectActions

_FOLLOWS = "The finish follows from the due dates of the tasks. Change these, or set what is promised."
_CLOSED = "This project is closed, so its health is settled. Open it again first."
_COUNTED = "This follows from the tasks and the hours of the project. Open its board to change these."
Found = Field[Any] | str | None


class ProjectCells:
    """Makes the field for a cell: `edit(key, row)`; a sentence says why not, None that the cell is not edited in place."""

    def __init__(self, store: Store, verbs: ProjectActions) -> None:
        self._store, self._verbs = store, verbs
        self._makers: dict[str, Callable[[ListRow], Found]] = {
            "name": lambda each: self._with(
                TextField("Project", self._set(each, "name"), required=True), each.row.name
            ),
            "client": self._client,
            "status": self._status,
            "health": self._health,
            "owner": self._owner,
            "start": lambda each: self._day(each, "Start", "start_on", each.row.start_on),
            "finish": self._finish,
            "promised": lambda each: self._day(each, "Promised", "promised_on", each.row.promised_on),
            "hours": self._hours,
            "budget": lambda each: self._money(each, "Budget", "budget_minor"),
            "rate": lambda each: self._money(each, "Hourly rate", "rate_minor"),
            "tags": self._tags,
            **dict.fromkeys(
                ("tasks", "percent", "left", "planned", "logged", "burnt", "spent", "ends", "late"), _counted
            ),
        }

    def edit(self, key: str, each: ListRow) -> Found:
        """The field with the value of this cell."""
        if key.startswith("custom:"):
            from app.views.parts import custom_cells

            return custom_cells.field(self._store, key, each.id, each.custom, each.links, self._verbs.shell.go)
        maker = self._makers.get(key)
        return maker(each) if maker is not None else None

    def _set(self, each: ListRow, field: str) -> Callable[[Any], object]:
        return lambda value: projects.change(self._store, each.id, field, value)

    def _with(self, field: Field[Any], value: Any) -> Field[Any]:
        field.set_value(value)
        return field

    def _day(self, each: ListRow, name: str, field: str, value: Any) -> Found:
        return self._with(DateField(name, self._set(each, field)), value)

    def _finish(self, each: ListRow) -> Found:
        return (
            _FOLLOWS
            if each.row.tasks and each.row.finish_on
            else self._day(each, "Finish", "finish_on", each.row.finish_on)
        )

    def _client(self, each: ListRow) -> Found:
        field = ClientField(self._store, self._set(each, "client_id"), add_new=str, empty="No client")
        return self._with(field, each.row.client_id)

    def _status(self, each: ListRow) -> Found:
        found = [Option(key, words, icon=STATUS_ICONS[key]) for key, words in STATUS_WORDS.items()]
        field = ChoiceField("Status", found, lambda status: self._verbs.change_status([each.id], status))
        return self._with(field, each.row.status)

    def _health(self, each: ListRow) -> Found:
        if not each.row.is_open:
            return _CLOSED
        found = [Option(key, words, icon=HEALTH_ICONS[key]) for key, words in STATES.items()]
        note = each.row.health_text if each.row.own_health and each.row.health_text not in STATES.values() else ""
        field = ChoiceField(
            "Health", found, lambda word: projects.say_health(self._store, each.id, word, note), empty="Automatic"
        )
        return self._with(field, each.row.health if each.row.own_health else None)

    def _owner(self, each: ListRow) -> Found:
        everyone = [Option(person.id, person.name, mine=person.is_me) for person in people.everyone(self._store)]
        return self._with(PersonField("Owner", everyone, self._set(each, "owner_id")), each.row.owner_id)

    def _own(self, each: ListRow, column: str) -> Any:
        """What is kept, where the row shows it with change orders in it."""
        return self._store.value(f"SELECT {column} FROM project WHERE id = ?", (each.id,))

    def _hours(self, each: ListRow) -> Found:
        return self._with(
            HoursField("Hours sold", self._set(each, "budget_minutes")), self._own(each, "budget_minutes")
        )

    def _money(self, each: ListRow, name: str, column: str) -> Found:
        field = AmountField(name, self._set(each, column), currency=each.row.budget.currency or "EUR")
        return self._with(field, self._own(each, column))

    def _tags(self, each: ListRow) -> Found:
        from app.services import tags

        field = TextField("Tags", lambda typed: tags.replace(self._store, "project", each.id, tags.split(typed)))
        return self._with(field, ", ".join(tag.name for tag in each.tags))


def _counted(each: ListRow) -> Found:  # noqa: ARG001 - every row
    return _COUNTED
