"""Files that hang on a client, deal, project or task. The workspace holds them, each content once, known by its SHA-256."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from app.base import ENDING, UserError, moment_from
from app.models import records
from app.models.store import Store

Kind = Literal["deal", "client", "project", "task"]
KINDS: Final = ("deal", "client", "project", "task")
MAX_BYTES: Final = 50_000_000  # undoing a removal holds four times as much in memory
MAX_NAME: Final = 200
# What Windows does not allow in a name, and what could lead out of a folder.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


class File(NamedTuple):
    """An attached file; `size` in bytes, `at` when it was attached."""

    id: int
    name: str
    size: int
    at: datetime


class Attached(NamedTuple):
    """The ids of what was attached, and a sentence for each file that was not."""

    ids: list[int]
    refused: list[str]


def add(
    store: Store, source: Path | bytes, name: str = "", *, deal_id: int | None = None, client_id: int | None = None,
    project_id: int | None = None, task_id: int | None = None,
) -> int:  # fmt: skip
    """Attach a file, or bytes under `name`, to one record; returns its id.

    Raises UserError for a file that is missing, unreadable, a folder, empty or above 50 MB.
    """
    where = {"deal": deal_id, "client": client_id, "project": project_id, "task": task_id}
    if sum(record is not None for record in where.values()) != 1:
        raise ValueError("a file hangs on one record")
    name = clean_name(name or (source.name if isinstance(source, Path) else ""))
    data = _read(source, name) if isinstance(source, Path) else source
    _check_size(name, len(data))
    digest = hashlib.sha256(data).hexdigest()
    with store.write("Attach file"):
        for kind, record in where.items():
            if record is not None:
                records.live(kind, record)
        known = store.value("SELECT id FROM blob WHERE sha256 = ?", (digest,))
        blob = known or records.Blob.create(sha256=digest, size=len(data), data=data).id
        made = records.Attachment.create(blob=blob, name=name, **where)
    return int(made.id)


def add_all(store: Store, paths: Sequence[Path], kind: Kind, record_id: int) -> Attached:
    """Attach files to a record as one action; what cannot be attached is said and keeps none of the others out."""
    done = Attached([], [])
    with store.write("Attach file" if len(paths) == 1 else f"Attach {len(paths)} files"):
        for path in paths:
            try:
                done.ids.append(_add_to(store, path, kind, record_id))
            except UserError as problem:
                done.refused.append(str(problem))
    return done


def of(store: Store, kind: Kind, record_id: int) -> list[File]:
    """The files of a record, the newest first."""
    return [
        File(row[0], row[1], row[2], moment_from(row[3]))
        for row in store.rows(
            f"SELECT a.id, a.name, b.size, a.at FROM attachment a JOIN blob b ON b.id = a.blob_id WHERE a.{_column(kind)} = ? "
            "ORDER BY a.at DESC, a.id DESC",
            (record_id,),
        )
    ]


def data(store: Store, attachment_id: int) -> bytes:
    """What is in a file. Raises UserError when it is gone."""
    return bytes(_row(store, attachment_id)[1])


def rename(store: Store, attachment_id: int, name: str) -> None:
    """Another name; its ending stays when the new one has none. Raises UserError for an empty one."""
    old = Path(_row(store, attachment_id, with_data=False)[0])
    name = clean_name(name)
    if old.suffix and not ENDING.fullmatch(Path(name).suffix):
        name += old.suffix
    with store.write("Rename file"):
        store.execute("UPDATE attachment SET name = ? WHERE id = ?", (name, attachment_id))


def remove(store: Store, attachment_id: int) -> None:
    """Take a file off its record; its content goes with the last record that holds it. Raises UserError when it is gone."""
    with store.write("Remove file"):
        blob = store.value("SELECT blob_id FROM attachment WHERE id = ?", (attachment_id,))
        if blob is None:
            raise UserError("This file is gone. Undo brings it back.")
        store.execute("DELETE FROM attachment WHERE id = ?", (attachment_id,))
        store.execute(
            "DELETE FROM blob WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM attachment WHERE blob_id = ?1)", (blob,)
        )


def save_as(store: Store, attachment_id: int, path: Path) -> None:
    """Write a file to `path`. Raises UserError when it cannot be written there."""
    content = data(store, attachment_id)
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise UserError(f"{path} could not be written: {problem.strerror or problem}. Choose another place.") from None


def copy_into(store: Store, attachment_id: int, folder: Path) -> Path:
    """Write a file into `folder` under its own name, to be opened from there; returns where it is.

    It is written for reading only: what is changed there would not come back into the workspace.
    """
    path = folder / str(attachment_id) / clean_name(_row(store, attachment_id, with_data=False)[0])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
            path.unlink()
    except OSError as problem:
        raise UserError(f"{path.parent} could not be made: {problem.strerror or problem}.") from None
    save_as(store, attachment_id, path)
    path.chmod(stat.S_IRUSR)
    return path


def size_text(size: int) -> str:
    """Bytes for people: '0 bytes', '12 kB', '3.4 MB'; a kB is 1,000 bytes, as file managers have it."""
    if size < 1000:
        return f"{size} byte{'' if size == 1 else 's'}"
    if size < 999_500:
        return f"{(size + 500) // 1000} kB"
    return f"{size / 1_000_000:.1f} MB"


def clean_name(name: str) -> str:
    """A name that every system takes: no folders, no control characters, not too long. Raises UserError for an empty one."""
    name = _UNSAFE.sub("_", " ".join(name.split())).strip(". ")
    if not name:
        raise UserError("A file needs a name.")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    if len(name.encode()) > MAX_NAME:
        ending = Path(name).suffix if len(Path(name).suffix.encode()) <= 20 else ""
        stem = name.removesuffix(ending).encode()[: MAX_NAME - len(ending.encode())]
        name = stem.decode(errors="ignore").rstrip(". ") + ending
    return name


def _add_to(store: Store, path: Path, kind: Kind, record_id: int) -> int:
    where: dict[str, Any] = {_column(kind): record_id}
    return add(store, path, **where)


def _column(kind: Kind) -> str:
    if kind not in KINDS:
        raise ValueError(kind)
    return f"{kind}_id"


def _read(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise UserError(f"{name} is a folder. Attach the files in it, or a zip of it.")
        _check_size(name, path.stat().st_size)  # before so much is read
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"{path} is not there any more.") from None
    except OSError as problem:
        raise UserError(f"{name} cannot be read: {problem.strerror or problem}.") from None


def _check_size(name: str, size: int) -> None:
    if size == 0:
        raise UserError(f"{name} is empty, 0 bytes, so there is nothing to keep.")
    if size > MAX_BYTES:
        raise UserError(
            f"{name} has {size_text(size)}; up to {size_text(MAX_BYTES)} are kept. Put a link to it into the notes."
        )


def _row(store: Store, attachment_id: int, *, with_data: bool = True) -> tuple[Any, ...]:
    row = store.row(
        f"SELECT a.name, {'b.data' if with_data else 'NULL'} FROM attachment a JOIN blob b ON b.id = a.blob_id WHERE a.id = ?",
        (attachment_id,),
    )
    if row is None:
        raise UserError("This file is gone. Undo brings it back.")
    return row
