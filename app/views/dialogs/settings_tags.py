"""Settings of the tags: their colours, their names, how many records carry each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from app.services import tags
from app.services.tags import Tag
from app.views.dialogs.settings_rows import CountedLine, FreshName, focus_first
from app.views.dialogs.settings_section import Ask, Column, Section, Table
from app.views.parts.buttons import IconButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import TextField
from app.views.parts.picker import Option
from app.views.parts.section import SectionHead
from app.views.parts.tags_field import label_token

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

COLUMNS: Final = (Column("Tag"), Column("Colour", 128), Column("Records", 72, right=True), Column("", 40))
COLOUR_NAMES: Final = ("Blue", "Orange", "Green", "Pink", "Yellow", "Grey")


class TagLine(CountedLine):
    """One tag."""

    def __init__(self, section: TagsSection, tag: Tag) -> None:
        super().__init__()
        self.section, self.tag = section, tag
        self.records = 0
        self.name = TextField("Tag", self._rename, required=True)
        colours = [Option(at, words, dot=label_token(at)) for at, words in enumerate(COLOUR_NAMES, 1)]
        self.colour = ChoiceField("Colour", colours, self._recolour)
        self.remove = IconButton("x", "Delete", in_row=True)
        self.remove.clicked.connect(self.begin_delete)
        self.set_cells(COLUMNS, (self.name, self.colour, self.count, self.remove))

    def show_tag(self, tag: Tag, records: int) -> None:
        """Show the tag, which so many records carry."""
        self.tag, self.records = tag, records
        self.name.set_value(tag.name)
        self.colour.set_value(tag.colour)
        self.show_count(records, "records")
        self.remove.set_name(f"Delete {tag.name}")

    def begin_delete(self) -> None:
        """Delete the tag, after saying how many records carry it."""
        if not self.records:
            self._delete()
            return
        said = "1 record carries" if self.records == 1 else f"{self.records:,} records carry"
        ask = Ask(f"{said} {self.tag.name}.", None, "Delete the tag", self._delete, f"Keep {self.tag.name}")
        self.put_question(ask)
        self.section.bring(ask)

    def _delete(self) -> None:
        self.section.dialog.tried(lambda: tags.delete(self.section.store, self.tag.id))

    def _rename(self, name: str) -> None:
        """Onto the name of another tag the two become one; what was counted here is then said there."""
        before = self.tag
        if tags.rename(self.section.store, before.id, name) != before.id:
            self.section.say_joined(before.name, " ".join(name.split()))

    def _recolour(self, colour: int) -> None:
        tags.recolour(self.section.store, self.tag.id, colour)


class TagsSection(Section):
    """Every tag, by name."""

    reads: ClassVar[frozenset[str]] = frozenset({"tag", "tag_link", "client", "contact", "deal", "project", "task"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Tags")
        self._counts: dict[int, int] = {}
        self.table: Table[Tag, TagLine] = Table(
            "Tags", COLUMNS, lambda tag: TagLine(self, tag), self._show_tag, lambda tag: tag.id
        )
        self.fresh = FreshName("New tag", lambda name: tags.add(store, name), "Name of the new tag")
        self.column.addWidget(SectionHead("Tags", ("Add tag", self.begin)))
        self.column.addWidget(self.table)
        self.table.add_below(self.fresh)
        self.joined = self.say("")
        self.joined.hide()
        self.say("A tag also comes into being where it is typed. Give one the name of another, and the two become one.")
        self.column.addStretch(1)

    def refresh(self) -> None:
        self._counts = tags.counts(self.store)
        found = tags.everything(self.store)
        self.table.set_rows(found)
        self.table.setVisible(bool(found) or not self.fresh.isHidden())

    def take_focus(self) -> None:
        focus_first(self.table)

    def say_joined(self, one: str, other: str) -> None:
        """Say that two tags have become one."""
        self.joined.setText(f"{one} and {other} are one tag now.")
        self.joined.show()

    def _show_tag(self, line: TagLine, tag: Tag) -> None:
        line.show_tag(tag, self._counts.get(tag.id, 0))

    def begin(self) -> None:
        """A line to type the name of a tag in."""
        self.table.show()
        self.fresh.begin()
