"""Files that hang on a record: kept whole, each content once, opened from a copy, and back after Undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from app.base import UserError
from app.models.store import Store
from app.services import attachments, deals


@pytest.fixture
def deal(store: Store) -> int:
    return deals.add(store, "Shop", client="Acme")


def _blobs(store: Store) -> int:
    return int(store.value("SELECT count(*) FROM blob"))


def test_a_file_is_kept_whole_and_survives_its_original(store: Store, deal: int, tmp_path: Path) -> None:
    path = tmp_path / "Offer  2026.pdf"
    content = bytes(range(256)) * 4096
    path.write_bytes(content)
    made = attachments.add(store, path, deal_id=deal)
    path.unlink()
    file = attachments.of(store, "deal", deal)[0]
    assert (file.id, file.name, file.size) == (made, "Offer 2026.pdf", len(content))
    assert attachments.data(store, made) == content
    store.undo()
    assert attachments.of(store, "deal", deal) == [] and _blobs(store) == 0
    store.redo()
    assert attachments.data(store, made) == content


def test_one_content_is_stored_once_and_goes_with_its_last_record(store: Store, deal: int) -> None:
    client = int(store.value("SELECT client_id FROM deal WHERE id = ?", (deal,)))
    one = attachments.add(store, b"same", "a.txt", deal_id=deal)
    other = attachments.add(store, b"same", "b.txt", client_id=client)
    assert _blobs(store) == 1
    attachments.remove(store, one)
    assert attachments.data(store, other) == b"same"
    attachments.remove(store, other)
    assert _blobs(store) == 0
    with pytest.raises(UserError, match="gone"):
        attachments.data(store, other)
    store.undo()
    assert attachments.data(store, other) == b"same"


def test_several_are_attached_in_one_step_and_those_that_cannot_be_are_named(
    store: Store, deal: int, tmp_path: Path
) -> None:
    good = tmp_path / "good.txt"
    good.write_text("words")
    (tmp_path / "empty.txt").touch()
    folder = tmp_path / "folder"
    folder.mkdir()
    paths = [good, tmp_path / "empty.txt", folder, tmp_path / "missing.txt"]
    done = attachments.add_all(store, paths, "deal", deal)
    assert [file.name for file in attachments.of(store, "deal", deal)] == ["good.txt"] and len(done.ids) == 1
    assert [any(word in said for said in done.refused) for word in ("empty", "is a folder", "not there")] == [True] * 3
    store.undo()
    assert attachments.of(store, "deal", deal) == []


def test_what_is_too_large_is_refused_before_it_is_read(
    store: Store, deal: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MAX_BYTES", 10)
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * 11)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(UserError, match=r"big.bin has 11 bytes; up to 10 bytes"):
        attachments.add(store, path, deal_id=deal)


def test_a_new_name_keeps_the_ending_unless_it_brings_its_own(store: Store, deal: int) -> None:
    made = attachments.add(store, b"x", "offer.pdf", deal_id=deal)
    for typed, kept in (("Offer", "Offer.pdf"), ("Offer v1.2", "Offer v1.2.pdf"), ("notes.txt", "notes.txt")):
        attachments.rename(store, made, typed)
        assert attachments.of(store, "deal", deal)[0].name == kept
    with pytest.raises(UserError, match="name"):
        attachments.rename(store, made, " . ")


def test_a_copy_to_open_is_for_reading_and_is_made_anew_each_time(store: Store, deal: int, tmp_path: Path) -> None:
    made = attachments.add(store, b"first", "a.txt", deal_id=deal)
    path = attachments.copy_into(store, made, tmp_path / "open")
    assert path.read_bytes() == b"first" and path.stat().st_mode & 0o222 == 0
    path.chmod(0o600)
    path.write_bytes(b"changed outside")
    assert attachments.copy_into(store, made, tmp_path / "open").read_bytes() == b"first"


def test_saving_where_it_cannot_be_is_said(store: Store, deal: int, tmp_path: Path) -> None:
    made = attachments.add(store, b"x", "a.txt", deal_id=deal)
    attachments.save_as(store, made, tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_bytes() == b"x"
    with pytest.raises(UserError, match="could not be written"):
        attachments.save_as(store, made, tmp_path)


def test_a_name_leads_nowhere_else_and_hides_nothing() -> None:
    assert attachments.clean_name("../../etc/passwd") == "_.._etc_passwd"
    assert attachments.clean_name("invoice\u202efdp.exe") == "invoice_fdp.exe"
    assert attachments.clean_name("CON.txt") == "_CON.txt"
    assert attachments.clean_name("bad\udcff.txt") == "bad_.txt"


@how(max_examples=120)
@given(st.text(max_size=400))
def test_any_name_becomes_one_that_every_system_takes(typed: str) -> None:
    try:
        name = attachments.clean_name(typed)
    except UserError:
        return
    assert 0 < len(name.encode()) <= attachments.MAX_NAME + 1
    assert name == Path(name).name and not name.endswith((" ", ".")) and not set(name) & set('<>:"/\\|?*\x00\n')
    assert attachments.clean_name(name) == name


def test_sizes_are_said_as_file_managers_say_them() -> None:
    said = [attachments.size_text(size) for size in (1, 999, 1000, 12_345, 999_499, 999_500, 3_400_000)]
    assert said == ["1 byte", "999 bytes", "1 kB", "12 kB", "999 kB", "1.0 MB", "3.4 MB"]
