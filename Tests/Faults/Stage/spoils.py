"""Whether the checks can be red: a whole office, and copies of it in each of which one thing is spoilt that a check must name."""

import hashlib
import json
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Callable

from Stage.checks import check_all
from Stage.journals import files_of, read_store
from Stage.ledger import Ledger
from Stage.load import AGENCY, Load
from Stage.services import Services
from Stage.turn import Turn

NAME, GOAL, SHORT = "checks", 1, 1
CASES_AT_ONCE, SECONDS = 6, 0.7


def sql(service: str, *scripts: str) -> Callable[[Path, Path], None]:
    """A spoil that changes a service's database."""
    def spoil(data: Path, ledger: Path) -> None:
        database = sqlite3.connect(data / service / "journal.db", isolation_level=None)
        for script in scripts:
            if not database.execute(script).rowcount:
                raise AssertionError(f"nothing was there to be spoilt in {service}")
        database.close()
    return spoil


def cut(service: str) -> Callable[[Path, Path], None]:
    """The journal ends before the last command from outside, as behind a power cut on a disk that lies."""
    asked = "SELECT max(position) FROM journal WHERE instr(event, CAST('\"alurbody\"' AS BLOB))"
    return sql(service, f"DELETE FROM journal WHERE position >= ({asked})")


def lines(change: Callable[[list[dict]], list[dict]]) -> Callable[[Path, Path], None]:
    """A spoil of the ledger, as if the client had seen something else."""
    def spoil(data: Path, ledger: Path) -> None:
        ledger.write_text("".join(json.dumps(line) + "\n" for line in change([json.loads(text) for text in ledger.read_text().splitlines()])))
    return spoil


def without(key: str) -> Callable[[list[dict]], list[dict]]:
    def change(told: list[dict]) -> list[dict]:
        last = max(number for number, line in enumerate(told) if key in line)
        return told[:last] + told[last + 1:]
    return change


def other_place(told: list[dict]) -> list[dict]:
    last = [line for line in told if "told" in line][-1]
    stream, epoch, position = last["place"].split(":")
    last["place"] = f"{stream}:{epoch}:{int(position) + 1}"
    return told


def file_of(service: str, type: str, change: Callable[[Path], None]) -> Callable[[Path, Path], None]:
    def spoil(data: Path, ledger: Path) -> None:
        event = next(event for event in read_store(service, data / service).events if event.type == type and any(files_of(event)))
        hash = next(files_of(event))
        change(data / service / "files" / hash[:2] / hash)
    return spoil


def flip(path: Path) -> None:
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def rewritten(service: str, type: str, change: Callable[[dict], dict]) -> Callable[[Path, Path], None]:
    """The last event of a type says something else, and the chain behind it is made to fit: only sense can notice."""
    def spoil(data: Path, ledger: Path) -> None:
        database = sqlite3.connect(data / service / "journal.db", isolation_level=None)
        rows = list(database.execute("SELECT position, event FROM journal ORDER BY position"))
        last = max(place for place, text in rows if json.loads(text)["type"] == type)
        hash = bytes(32)
        for position, text in rows:
            text = json.dumps(change(json.loads(text)), separators=(",", ":")).encode() if position == last else text
            hash = hashlib.sha256(hash + (1).to_bytes(8, "big") + position.to_bytes(8, "big") + text).digest()
            database.execute("UPDATE journal SET hash = ?, event = ? WHERE position = ?", (hash, text, position))
        database.close()
    return spoil


def doubled(service: str, type: str) -> Callable[[Path, Path], None]:
    """The last event of a type stands once more at the end of the journal, with a hash that fits."""
    def spoil(data: Path, ledger: Path) -> None:
        store = read_store(service, data / service)
        event, end = [event for event in store.events if event.type == type][-1], store.events[-1]
        position = end.position + 1
        hash = hashlib.sha256(end.hash + (1).to_bytes(8, "big") + position.to_bytes(8, "big") + event.bytes).digest()
        database = sqlite3.connect(data / service / "journal.db", isolation_level=None)
        database.execute("INSERT INTO journal(position, hash, event, content) VALUES(?, ?, ?, ?)", (position, hash, event.bytes, event.content))
        database.close()
    return spoil


def mark_ahead(data: Path, ledger: Path) -> None:
    path = data / "approvals/journal.mark"
    path.write_bytes(re.sub(rb"mark 1:(\d+)", lambda found: b"mark 1:9%s" % found[1], path.read_bytes()))


def with_data(**more: object) -> Callable[[dict], dict]:
    return lambda event: event | {"data": event["data"] | more}


# What is spoilt, and a word of the sentence that must name it.
SPOILS: dict[str, tuple[Callable[[Path, Path], None], str]] = {
    "intake loses its end": (cut("intake"), "was acknowledged"),
    "routing loses its end": (cut("routing"), "was acknowledged"),
    "archival loses its end": (cut("archival"), "archived 0 times"),
    "an event is gone from the middle": (sql("drafting", "DELETE FROM journal WHERE position = 5"), "event 5 is missing"),
    "an event is another": (
        sql("approvals", "UPDATE journal SET event = CAST(replace(event, 'alurdepth', 'alurdepht') AS BLOB) WHERE position = 5"),
        "the chain breaks at 5"),
    "a command nobody asked for": (lines(without("asked")), "which nobody asked for"),
    "an answer at another place": (lines(other_place), "and stands at"),
    "a number twice": (rewritten("intake", "letter.registered", with_data(sequence=1)), "the book surat-masuk"),
    "a number left out": (rewritten("approvals", "number.given", with_data(sequence=9_999)), "the book laporan"),
    "a counter behind its book": (sql("intake", "UPDATE counter SET last = last - 1"), "the counter of surat-masuk"),
    "a step passed over": (rewritten("routing", "task.opened", with_data(step=1, word="disposisi", position="kadis")), "comes to kadis"),
    "a reader in another past": (sql("routing", "UPDATE cursor SET hash = zeroblob(32) WHERE stream = 'intake'"), "has read intake up to"),
    "kept events of another past": (sql("intake", "UPDATE upstream_run SET hash = zeroblob(32)"), "keeps events of routing"),
    "a scan is gone": (file_of("intake", "letter.registered", Path.unlink), "names the file"),
    "a draft has another bit": (file_of("drafting", "draft.frozen", flip), "names the file"),
    "an act is done twice": (doubled("drafting", "draft.frozen"), "was done 2 times"),
    "a mark ahead of its journal": (mark_ahead, "its mark is at"),
    "an event is parked": (sql("archival", "INSERT INTO parked VALUES('routing', 1, 'x', 'x', 'x', x'00', NULL)"), "events are parked"),
}
KINDS = ("spoils found",)


def run(turn: Turn) -> None:
    for _ in turn.rounds():
        home, ledger = turn.folder / "home", turn.ledger_folder / "ledger"
        with Services(home) as services, Load(services.endpoints, Ledger(ledger), turn.chance, CASES_AT_ONCE) as load:
            services.start()
            load.open_office()
            load.run_for(SECONDS)
            load.finish()
            sentences = load.problems + services.stop() + check_all(services.data, ledger, AGENCY)
        for sentence in sentences:
            turn.missed(f"an office that nothing has happened to: {sentence}")
        for name, (spoil, word) in SPOILS.items():
            copy, copied = turn.folder / "copy", turn.folder / "ledger"
            shutil.copytree(services.data, copy)
            shutil.copy(ledger, copied)
            spoil(copy, copied)
            found = check_all(copy, copied, AGENCY)
            if any(word in sentence for sentence in found):
                turn.fired(KINDS[0])
            else:
                turn.missed(f"{name}: the checks say {found[:2]}")
            shutil.rmtree(copy)
        turn.counted("commands acknowledged", load.answered)
