"""The oracle: what a client asked, and what it was told was done; each line is on the disk before the client acts on it."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Asked:
    """A command that was sent, or was about to be."""

    service: str
    verb: str
    body: str
    """Hex of the hash that the command's events name as `alurbody`."""


@dataclass
class Told:
    """A command that a service said is done."""

    reply: str
    """Hex of the SHA-256 of the reply's body: the events, byte for byte."""
    place: str


@dataclass
class Account:
    """What a ledger holds."""

    asked: dict[str, Asked] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    files: set[tuple[str, str]] = field(default_factory=set)
    """Files that a service said it has, as (service, hash)."""
    twice: list[str] = field(default_factory=list)
    """Commands that were answered a second time in another way."""


class Ledger:
    """The file, while a load writes it. Nothing of it names a word of a letter."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = open(path, "ab", buffering=1 << 16)
        self.is_synced = True

    def _add(self, line: dict[str, Any]) -> None:
        self.file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        self.is_synced = False

    def asked(self, id: str, service: str, verb: str, body: bytes) -> None:
        self._add({"asked": id, "service": service, "verb": verb, "body": hashlib.sha256(verb.encode() + b"\0" + body).hexdigest()})

    def told(self, id: str, body: bytes, place: str) -> None:
        self._add({"told": id, "reply": hashlib.sha256(body).hexdigest(), "place": place})

    def has_file(self, service: str, hash: str) -> None:
        self._add({"file": hash, "service": service})

    def sync(self) -> None:
        """Everything that was added is on the disk when this returns."""
        if not self.is_synced:
            self.file.flush()
            os.fdatasync(self.file.fileno())
            self.is_synced = True

    def close(self) -> None:
        self.sync()
        self.file.close()


def read_ledger(path: Path) -> Account:
    """What stands in a ledger's file."""
    account = Account()
    with open(path, "rb") as file:
        for text in file:
            line = json.loads(text)
            if "asked" in line:
                account.asked[line["asked"]] = Asked(line["service"], line["verb"], line["body"])
            elif "told" in line:
                told = Told(line["reply"], line["place"])
                if account.told.setdefault(line["told"], told) != told:
                    account.twice.append(line["told"])
            else:
                account.files.add((line["service"], line["file"]))
    return account
