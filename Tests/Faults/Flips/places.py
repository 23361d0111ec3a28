"""Where a bit may flip: a page, a frame of the log, a row of the journal, a letter's file, a backup."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from random import Random

from Tails.log import FRAME_HEADER_BYTES, HEADER_BYTES

PAGE_BYTES = 4096
WINDOW_BYTES = 24
TRIES = 200


@dataclass(frozen=True)
class Flip:
    """One bit of one file; `path` is relative to the service's folder, or to the backup's."""

    kind: str
    service: str
    path: str
    byte: int
    bit: int

    def __str__(self) -> str:
        return f"{self.kind}: byte {self.byte} bit {self.bit} of {self.service}/{self.path}"

    def apply(self, folder: Path) -> None:
        """Flips it; the same again flips it back. A file with another name elsewhere is not changed there."""
        path = folder / self.path
        content = bytearray(path.read_bytes())
        content[self.byte] ^= 1 << self.bit
        path.unlink()
        path.write_bytes(content)


def in_page(random: Random, service: str, folder: Path) -> Flip:
    """Any bit of any page of the database's file."""
    return anywhere(random, "page", service, folder, "journal.db")


def in_log(random: Random, service: str, folder: Path) -> Flip:
    """A bit of the log: of its header now and then, of a frame's header, or of the page in a frame."""
    size = (folder / "journal.db-wal").stat().st_size
    frame_bytes = FRAME_HEADER_BYTES + PAGE_BYTES
    frames = (size - HEADER_BYTES) // frame_bytes
    part = random.random()
    if part < 0.02:
        byte = random.randrange(HEADER_BYTES)
    else:
        within = random.randrange(FRAME_HEADER_BYTES) if part < 0.2 else random.randrange(frame_bytes)
        byte = HEADER_BYTES + random.randrange(frames) * frame_bytes + within
    return Flip("log", service, "journal.db-wal", byte, random.randrange(8))


def in_row(random: Random, service: str, folder: Path) -> Flip | None:
    """A bit of an event, its hash or its content, where it lies in the database's file; None where that has no journal."""
    content = (folder / "journal.db").read_bytes()
    rows = journal_rows(content)
    for _ in range(TRIES if rows else 0):
        column = random.choice([value for value in random.choice(rows) if value])
        start = random.randrange(max(1, len(column) - WINDOW_BYTES))
        window = column[start:start + WINDOW_BYTES]
        if len(window) == WINDOW_BYTES and content.count(window) == 1:
            return Flip("row", service, "journal.db", content.index(window) + random.randrange(WINDOW_BYTES), random.randrange(8))
    return None


def journal_rows(content: bytes) -> list[tuple[bytes, ...]]:
    """The rows of the journal as the file has them without its log."""
    database = sqlite3.connect(":memory:")
    try:
        # Bytes 18 and 19 say that there is a log, which memory has not.
        database.deserialize(content[:18] + b"\1\1" + content[20:])
        return database.execute("SELECT hash, event, content FROM journal").fetchall()
    except sqlite3.Error:
        return []
    finally:
        database.close()


def in_file(random: Random, service: str, folder: Path) -> Flip | None:
    """A bit of a letter's file; None where the service has none."""
    files = sorted(path for path in folder.glob("files/??/*") if path.stat().st_size)
    return anywhere(random, "file", service, folder, str(random.choice(files).relative_to(folder))) if files else None


def in_backup(random: Random, backup: Path) -> Flip:
    """A bit of a backup: of each kind of file as often as of the others."""
    groups = [sorted(backup.glob(pattern)) for pattern in ("*/journal.db", "*/files/??/*", "alur.yaml", "manifest.json")]
    file = random.choice(random.choice([group for group in groups if group]))
    return anywhere(random, "backup", "backup", backup, str(file.relative_to(backup)))


def anywhere(random: Random, kind: str, service: str, folder: Path, path: str) -> Flip:
    return Flip(kind, service, path, random.randrange((folder / path).stat().st_size), random.randrange(8))
