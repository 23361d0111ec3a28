"""All that a database says, read through SQLite: what two stores are compared by."""

import hashlib
import sqlite3
from pathlib import Path


class Unreadable(Exception):
    """SQLite itself cannot read the database."""


def dump(database: Path) -> dict[str, tuple[str, ...]]:
    """For each table the hashes of its rows, for the schema too, and what SQLite finds wrong with pages and indexes.

    A table's rows are read without an index and the indexes are held against them, so a flip in an index is not taken for harmless. The file is
    opened for reading only: the log beside it stays as it is.
    """
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, isolation_level=None)
    try:
        return dump_all(connection)
    finally:
        connection.close()
        Path(f"{database}-shm").unlink(missing_ok=True)


def dump_all(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The same of a database that is open. Raises Unreadable."""
    try:
        connection.text_factory = lambda raw: ("text", raw)
        names = [row[0][1].decode(errors="replace") for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {"sqlite_schema": rows(connection, "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema")}
        for name in names:
            quoted = name.replace('"', '""')
            found[name] = rows(connection, f'SELECT * FROM "{quoted}" NOT INDEXED')
        found["integrity"] = rows(connection, "PRAGMA integrity_check")
        return found
    except (sqlite3.Error, UnicodeError) as error:
        raise Unreadable(str(error)) from error


def rows(connection: sqlite3.Connection, query: str) -> tuple[str, ...]:
    return tuple(sorted(hashlib.sha256(repr(row).encode()).hexdigest() for row in connection.execute(query)))


def changes(before: dict[str, tuple[str, ...]], after: dict[str, tuple[str, ...]]) -> set[str]:
    """The names of the tables whose rows are not the same."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
