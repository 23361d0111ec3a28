"""One bit flips on the disk: it is found when it is read, found by the scrub, refused at the start, or it changed nothing."""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from Flips import places, product
from Flips.dump import Unreadable, changes, dump, dump_all
from Flips.places import Flip
from Flips.product import Crashed, Lied
from Flips.store import STATES, Store, make
from Stage.services import SERVICES
from Stage.turn import Turn
from Tails.log import committed, read_frames

NAME, GOAL, SHORT = "flips", 10_000, 250
KINDS = ("page", "log", "row", "file", "backup")
# Pages and the log are by far the most of what is on the disk.
OFTEN = (2, 2, 1, 1, 1)
# What is checked whenever it is read; everything else is the scrub's. So is a changed row where the answer, out of an index, is right all the same.
READ = {"intake": {"counter"}, "approvals": {"counter", "number", "approval", "signkey"}}
MEMORY = Path("/dev/shm")


def run(turn: Turn) -> None:
    # A flip needs no real disk, and in memory there is time for many.
    folder = Path(tempfile.mkdtemp(prefix="alur-", dir=MEMORY if MEMORY.exists() else turn.folder))
    try:
        turn.chance.seed(f"{turn.seed}/store")
        store = make(turn, folder)
        with store.services:
            before = {service: look(store, service) for service in SERVICES}
            if found := product.verify(store.services, copy_backup(store)):
                raise AssertionError(f"the backup, before anything was flipped: {found}")
            for number in turn.rounds():
                flip(turn, number, store, before)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Before:
    """What a database said before anything was flipped, and the service about numbers and signatures."""

    rows: dict[str, tuple[str, ...]]
    answers: list[bytes]


def look(store: Store, service: str) -> Before:
    """What a service says before anything is flipped; whoever finds something even then would find everything, and is no judge."""
    rows = dump(store.put_back(service) / "journal.db")
    grants = speak(store, service)
    for state in STATES:
        store.put_back(service, state)
        found = product.audit(store.services)
        refused = product.start(store.services, service)
        read, answers = product.read(store, service, grants) if not refused else (None, [])
        scrubbed = None if refused else product.scrub(store.services, service)
        store.services.end_all()
        if found or refused or read or scrubbed or b"" in answers:
            raise AssertionError(f"{service}, {state}, before anything was flipped: audit {found}, start {refused}, read {read}, scrub {scrubbed}")
    store.put_back(service)
    return Before(rows, answers)


def copy_backup(store: Store) -> Path:
    """A copy of the backup that may be spoilt."""
    folder = store.backup.with_name("cadangan-rusak")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(store.backup, folder, copy_function=shutil.copyfile)
    return folder


def speak(store: Store, service: str) -> dict[str, bytes]:
    """Routing gives the grants, and is asked for nothing that needs one."""
    return {} if service == "routing" else store.speak()


def flip(turn: Turn, number: int, store: Store, before: dict[str, Before]) -> None:
    """Flips one bit and notes what came of it; what is left of a miss stays in the turn's folder."""
    kind = turn.chance.choices(KINDS, OFTEN)[0]
    service, state, where = choose(turn, kind, store)
    folder = copy_backup(store) if kind == "backup" else store.put_back(service, state)
    where.apply(folder)
    kept = turn.folder / f"round-{number}"
    shutil.copytree(folder, kept)
    try:
        verdict = judge(store, where, folder, before)
    except (Crashed, Lied, subprocess.TimeoutExpired) as broken:
        verdict = f"missed: {type(broken).__name__} {broken}"
    store.services.end_all()
    if kind != "backup":
        store.put_back(service)
    turn.fired(kind)
    turn.counted(verdict.split(":")[0], 1)
    if verdict.startswith("missed"):
        turn.missed(f"round {number}, {where}, {state}: {verdict}; {kept}")
    else:
        shutil.rmtree(kept)


def choose(turn: Turn, kind: str, store: Store) -> tuple[str, str, Flip]:
    """Where the bit is: the service, the state its database is in, the place."""
    if kind == "backup":
        return "backup", "whole", places.in_backup(turn.chance, store.backup)
    place = {"page": places.in_page, "log": places.in_log, "row": places.in_row, "file": places.in_file}[kind]
    while True:
        service, state = turn.chance.choice(SERVICES), turn.chance.choice(STATES[:2] if kind == "log" else STATES)
        where = place(turn.chance, service, store.states[state] / service)
        if where:
            return service, state, where


def judge(store: Store, where: Flip, folder: Path, before: dict[str, Before]) -> str:
    if where.kind == "backup":
        return "read" if product.verify(store.services, folder) else "missed by the verification"
    return judge_file(store, where) if where.kind == "file" else judge_database(store, where, folder, before[where.service])


def judge_database(store: Store, where: Flip, folder: Path, before: Before) -> str:
    """What became of a bit of a database or its log; harmless only if everything in it reads as before."""
    try:
        changed = changes(before.rows, dump(folder / "journal.db"))
    except Unreadable:
        changed = {"all of it"}
    if not changed or passes_over_again(changed, where, folder):
        return "harmless"
    service, grants = where.service, speak(store, where.service)
    audited = product.audit(store.services) if "journal" in changed else "not asked"
    if product.start(store.services, service):
        return "refused"
    # Which command was done is the scrub's to find; what it did is in the journal, and read.
    read, answers = product.read(store, service, grants, repeats=changed == {"journal"})
    is_there = not store.services.running[service].ended.is_set()
    scrubbed = product.scrub(store.services, service) if is_there else None
    product.stop(store.services, service)
    words = f"changed {sorted(changed)}, read: {read}, scrub: {scrubbed}, audit: {audited}"
    is_right = not changed & READ.get(service, set()) or answers == before.answers
    if not read and ("journal" in changed or not is_right):
        return f"missed when read: {words}"
    if not audited:
        return f"missed by the audit: {words}"
    if read:
        return "read"
    return "scrubbed" if scrubbed else f"missed: {words}"


def passes_over_again(changed: set[str], where: Flip, folder: Path) -> bool:
    """Whether the log ended in a commit in which the service only noted how far it had read others' events, and that is all it has lost.

    It reads them once more, and they are again nothing to it. The journal and every other table are what they were, and nothing in these two is damaged.
    """
    if where.kind != "log" or not changed <= {"cursor", "upstream_run"}:
        return False
    database, log = (folder / "journal.db").read_bytes(), (folder / where.path).read_bytes()
    whole = committed(database, log, read_frames(log), where.byte)
    try:
        return not changes(dump_all(whole), dump(folder / "journal.db"))
    finally:
        whole.close()


def judge_file(store: Store, where: Flip) -> str:
    """What became of a bit of a letter's file: whoever gets it notices, and the scrub names it."""
    if refused := product.start(store.services, where.service):
        return f"missed: no start beside a damaged file: {refused}"
    hash = Path(where.path).name
    read, scrubbed = product.fetch(store, where.service, hash), product.scrub(store.services, where.service)
    product.stop(store.services, where.service)
    if not read:
        return "missed when read"
    return "read" if scrubbed and hash in scrubbed else f"missed by the scrub: {scrubbed}"
