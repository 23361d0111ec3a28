"""The five stores as they lie on the disk, read without any code of the product: journals, cursors, kept events, files."""

import hashlib
import json
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

from Stage.services import SERVICES

START = bytes(32)


@dataclass
class Event:
    """A row of a journal."""

    position: int
    hash: bytes
    bytes: bytes
    content: bytes | None
    header: dict[str, Any]

    @property
    def type(self) -> str:
        return self.header["type"]

    @property
    def data(self) -> dict[str, Any]:
        return self.header["data"]


@dataclass
class Store:
    """One service's folder. `breaks` are sentences about what cannot even be read as a journal."""

    name: str
    folder: Path
    events: list[Event]
    epochs: int
    cursors: list[tuple[str, int, int, bytes]]
    kept: list[tuple[str, int, bytes]]
    set_aside: int
    faults: int
    counters: list[tuple[str, str, int, int]]
    breaks: list[str]

    def hash_at(self, position: int) -> bytes | None:
        """The chain's hash behind that many events; None where the journal does not go so far."""
        if position == 0:
            return START
        return self.events[position - 1].hash if position <= len(self.events) else None

    def has_file(self, hash: str) -> bool:
        """Whether the file is there and is what its name says."""
        path = self.folder / "files" / hash[:2] / hash
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == hash

    def mark(self) -> tuple[int, str] | None:
        """Position and hash of the newest mark beside the journal."""
        path, found = self.folder / "journal.mark", []
        if not path.exists():
            return None
        text = path.read_bytes()
        for start in range(0, len(text), 4_096):
            words = text[start:start + 4_096].split(b"\n")[0].decode(errors="replace").split(" ")
            if words[:2] == ["alur", "mark"] and len(words) == 5:
                epoch, position = map(int, words[2].split(":"))
                found.append(((epoch, position), words[3]))
        return max(((place[1], hash) for place, hash in found), default=None)


def read_store(name: str, folder: Path) -> Store:
    """Reads a copy, so that the store stays as it is, whatever state it was left in."""
    with tempfile.TemporaryDirectory() as scratch:
        for tail in ("", "-wal"):
            if (folder / f"journal.db{tail}").exists():
                shutil.copy(folder / f"journal.db{tail}", scratch)
        database = sqlite3.connect(f"{scratch}/journal.db")
        try:
            return _read(name, folder, database)
        finally:
            database.close()


def _read(name: str, folder: Path, database: sqlite3.Connection) -> Store:
    events, breaks, hash = [], [], START
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not {"epoch", "journal", "cursor", "upstream_run", "parked", "fault"} <= tables:
        return Store(name, folder, [], 1, [], [], 0, 0, [], [f"{name}: its database has no journal"])
    epochs = [row[0] for row in database.execute("SELECT number FROM epoch ORDER BY number")]
    for position, stored, text, content in database.execute("SELECT position, hash, event, content FROM journal ORDER BY position"):
        if position != len(events) + 1:
            breaks.append(f"{name}: event {len(events) + 1} is missing, the next one is {position}")
            break
        hash = hashlib.sha256(hash + (1).to_bytes(8, "big") + position.to_bytes(8, "big") + text).digest()
        if hash != stored:
            breaks.append(f"{name}: the chain breaks at {position}")
            break
        try:
            header = json.loads(text)
        except ValueError:
            breaks.append(f"{name}: event {position} cannot be read")
            break
        if content and hashlib.sha256(content).hexdigest() != header.get("alurcontent"):
            breaks.append(f"{name}: the content at {position} is not the one its header names")
        if events and header["time"] < events[-1].header["time"]:
            breaks.append(f"{name}: time runs back at {position}")
        events.append(Event(position, hash, text, content, header))

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return list(database.execute(sql))
    return Store(
        name, folder, events, max(epochs, default=1), rows("SELECT stream, epoch, position, hash FROM cursor"),
        rows("SELECT stream, last, hash FROM upstream_run"), rows("SELECT count(*) FROM parked")[0][0], rows("SELECT count(*) FROM fault")[0][0],
        rows("SELECT agency, register, year, last FROM counter") if "counter" in tables else [], breaks)


def read_stores(data: Path, names: list[str] = SERVICES) -> dict[str, Store]:
    return {name: read_store(name, data / name) for name in names}


def files_of(event: Event) -> Iterator[str]:
    """The hashes of the files that must be beside the journal in which the event stands."""
    if event.type == "draft.frozen":
        yield event.data["done"]["document"]["hash"]
    if event.type == "archive.sealed":
        yield event.data["hash"]
    yield from _references(event.data)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if {"hash", "mediaType", "size"} <= value.keys():
            yield value["hash"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _references(part)
