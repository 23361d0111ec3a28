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
CASES_AT_ONCE, SECONDS, PATIENCE_SECONDS = 6, 0.7, 30


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


Change = Callable[[dict], dict]


def rewritten(service: str, type: str, change: Callable[[dict], dict | bytes]) -> Callable[[Path, Path], None]:
    """The last event of a type says something else, and the chain behind it is made to fit: only sense can notice."""
    def spoil(data: Path, ledger: Path) -> None:
        database = sqlite3.connect(data / service / "journal.db", isolation_level=None)
        rows = list(database.execute("SELECT position, event FROM journal ORDER BY position"))
        last = max(place for place, text in rows if json.loads(text)["type"] == type)
        hash = bytes(32)
        for position, text in rows:
            if position == last:
                said = change(json.loads(text))
                text = said if isinstance(said, bytes) else json.dumps(said, separators=(",", ":")).encode()
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


def with_data(**more: object) -> Change:
    return lambda event: event | {"data": event["data"] | more}


def with_done(**more: object) -> Change:
    """Says something else of what was done."""
    return lambda event: with_data(done=event["data"]["done"] | more)(event)


def with_header(**more: object) -> Change:
    return lambda event: event | more


def without_file(data: Path, ledger: Path) -> None:
    """A file that a service said it has is gone."""
    told = next(line for line in map(json.loads, ledger.read_text().splitlines()) if "file" in line)
    (data / told["service"] / "files" / told["file"][:2] / told["file"]).unlink()


def told_twice(told: list[dict]) -> list[dict]:
    """The last answer came once more, and said something else."""
    last = [line for line in told if "told" in line][-1]
    return told + [last | {"reply": NOTHING}]


NOTHING, NOBODY = "00" * 32, "00000000-0000-7000-8000-000000000000"
# It is there, and is none of those that the checks look for.
OTHER = with_header(type="something.else")
# What is spoilt, and a word of the sentence that must name it.
SPOILS: dict[str, tuple[Callable[[Path, Path], None], str]] = {
    "intake loses its end": (cut("intake"), "was acknowledged"),
    "routing loses its end": (cut("routing"), "was acknowledged"),
    "archival loses its end": (cut("archival"), "archived 0 times"),
    "an event is gone from the middle": (sql("drafting", "DELETE FROM journal WHERE position = 5"), "event 5 is missing"),
    "an event is another": (
        sql("approvals", "UPDATE journal SET event = CAST(replace(event, 'alurdepth', 'alurdepht') AS BLOB) WHERE position = 5"),
        "the chain breaks at 5"),
    "an event that is none": (rewritten("archival", "archive.sealed", lambda _: b"{"), "cannot be read"),
    "a journal that is none": (sql("archival", "DROP TABLE journal"), "has no journal"),
    "a content of another event": (
        sql("intake", "UPDATE journal SET content = x'00' WHERE position = (SELECT max(position) FROM journal WHERE content IS NOT NULL)"),
        "the content at"),
    "time runs back": (rewritten("approvals", "number.given", with_header(time="2000-01-01T00:00:00.000Z")), "time runs back at"),
    "a command nobody asked for": (lines(without("asked")), "which nobody asked for"),
    "an answer without a question": (lines(without("asked")), "and no question"),
    "an answer in two ways": (lines(told_twice), "was answered in two ways"),
    "a file that was taken is gone": (without_file, "was acknowledged and is not there"),
    "an event of which nothing is the cause": (
        rewritten("routing", "case.started", with_header(aluractor=f"service/intake/{NOBODY}")), "has no cause that is known"),
    "an answer at another place": (lines(other_place), "and stands at"),
    "a number twice": (rewritten("intake", "letter.registered", with_data(sequence=1)), "the book surat-masuk"),
    "a number left out": (rewritten("approvals", "number.given", with_data(sequence=9_999)), "the book laporan"),
    "a counter behind its book": (sql("intake", "UPDATE counter SET last = last - 1"), "the counter of surat-masuk"),
    "a step passed over": (rewritten("routing", "task.opened", with_data(step=1, word="disposisi", position="kadis")), "comes to kadis"),
    "a reader in another past": (sql("routing", "UPDATE cursor SET hash = zeroblob(32) WHERE stream = 'intake'"), "has read intake up to"),
    "kept events of another past": (sql("intake", "UPDATE upstream_run SET hash = zeroblob(32)"), "keeps events of routing"),
    "a reader has made calls of what is not there": (
        sql("archival", "INSERT OR REPLACE INTO cursor VALUES('effects', 1, 999999, zeroblob(32))"), "has made the calls of events up to"),
    "an epoch that nobody began": (sql("drafting", "INSERT INTO epoch VALUES(2, 3)"), "has begun epoch 2"),
    "a scan is gone": (file_of("intake", "letter.registered", Path.unlink), "names the file"),
    "a draft has another bit": (file_of("drafting", "draft.frozen", flip), "names the file"),
    "an act is done twice": (doubled("drafting", "draft.frozen"), "was done 2 times"),
    "an act is done and nobody hears of it": (rewritten("routing", "task.closed", OTHER), "routing has not closed it"),
    "a task is closed twice": (doubled("routing", "task.closed"), "was closed 2 times"),
    "an event stands twice": (doubled("intake", "letter.registered"), "stands 2 times in the journals"),
    "a command is done in two goes": (doubled("intake", "letter.registered"), "and again at"),
    "a case nobody begins": (rewritten("routing", "case.started", OTHER), "was asked for and begun 1 and 0 times"),
    "a case begins twice": (doubled("routing", "case.started"), "was asked for and begun 1 and 2 times"),
    "a case does not end": (rewritten("routing", "case.closed", OTHER), "is not over"),
    "a case ends twice": (doubled("routing", "case.closed"), "has begun and ended 1 and 2 times"),
    "a case ends too early": (rewritten("routing", "task.closed", OTHER), "ends before its last act"),
    "a task behind the end": (doubled("routing", "task.opened"), "or after the end"),
    "a task about another version": (
        rewritten("drafting", "draft.frozen", lambda event: with_done(document=event["data"]["done"]["document"] | {"hash": NOTHING})(event)),
        "about a version that was never frozen"),
    "another task is closed": (rewritten("routing", "task.closed", with_done(task=NOBODY)), "is closed that was not open"),
    "a return to another step": (rewritten("routing", "step.returned", with_data(to=99)), "returns from"),
    "a mark ahead of its journal": (mark_ahead, "its mark is at"),
    "a fault is recorded": (sql("intake", "INSERT INTO fault VALUES(x'00', 0, 'x')"), "1 faults recorded"),
    "an event is parked": (sql("archival", "INSERT INTO parked VALUES('routing', 1, 'x', 'x', 'x', x'00', NULL)"), "events are parked"),
}
KINDS = ("spoils found",)


def run(turn: Turn) -> None:
    for _ in turn.rounds():
        home, ledger = turn.folder / "home", turn.ledger_folder / "ledger"
        with Services(home) as services, Load(services, Ledger(ledger), turn.chance, CASES_AT_ONCE) as load:
            services.start()
            load.open_office()
            load.run_for(SECONDS)
            load.run_until(lambda: load.returned > 0, PATIENCE_SECONDS, "nobody says no")
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
