"""A store in which every kind of file has something in it, made once and put back for every flip."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from Stage.ledger import Ledger
from Stage.load import AGENCY_ID, SIGNED_SINGLY, Load, Request, alur, client_of
from Stage.services import SERVICES, Services
from Stage.turn import Turn

# How a database lies on the disk: with its news in the log alone; with a log whose pages are in the file, too; without a log.
STATES = ("logged", "carried", "closed")
POSITIONS = ("kadis", "sekdis", "staf")
# So many are repeated in each round, and of so many cases it is asked.
REPEATED, CASES_ASKED = 12, 6
NIP = "197303031999031003"
GRANT_SECONDS, STEP_SECONDS, PATIENCE = 240, 60, 2_000
CASES_AT_ONCE, CASES_BEFORE, CASES_BACKED_UP, CASES = 4, 6, 8, 11


@dataclass
class Store:
    """The installation, its data as they were when the services were killed, and what to ask for."""

    services: Services
    states: dict[str, Path]
    backup: Path
    cases: list[str]
    done: dict[str, list[tuple[Request, bytes]]]
    """For each service commands that it has done, with their answers."""
    year: int
    grants: dict[str, bytes] = field(default_factory=dict)
    granted: float = 0

    def put_back(self, service: str, state: str = STATES[0]) -> Path:
        """Puts a service's folder back as it was; its path."""
        folder = self.services.folder(service)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.states[state] / service, folder, copy_function=link_or_copy)
        return folder

    def speak(self) -> dict[str, bytes]:
        """Grants that are good for a while, from Routing on a store that nothing has happened to."""
        if not self.grants or time.monotonic() - self.granted > GRANT_SECONDS:
            self.put_back("routing")
            self.services.start("routing")
            client = client_of(self.services)
            self.grants = {position: client.grant(agency=AGENCY_ID, position=position) for position in POSITIONS}
            client.close()
            self.services.kill("routing")
            self.put_back("routing")
            self.granted = time.monotonic()
        return self.grants


def link_or_copy(source: str, target: str) -> None:
    """A letter's file never changes, so a second name is enough; whoever flips a bit of it makes a file of its own first."""
    if "/files/" in source:
        os.link(source, target)
    else:
        shutil.copyfile(source, target)


def make(turn: Turn, folder: Path) -> Store:
    """Makes a store by some work: in the databases, in the logs that a kill leaves, in files, and in a backup. Nothing of it runs afterwards."""
    services = Services(folder / "h")
    backup = folder / "cadangan"
    with services, Load(services, Ledger(turn.ledger_folder / "ledger"), turn.chance, CASES_AT_ONCE) as load:
        services.start()
        load.open_office()
        work(load, CASES_BEFORE)
        client = client_of(services)
        client.give("approvals", "key.register", {"nip": NIP, "publicKey": turn.chance.randbytes(32).hex()}, client.grant(operator="uji"))
        staf = client.grant(agency=AGENCY_ID, position="staf")
        today = datetime.now(timezone(timedelta(hours=7))).date()
        client.give("approvals", "number.reserve", {"register": "laporan", "date": today.isoformat(), "count": 2}, staf)
        services.stop()
        services.start()
        work(load, CASES_BACKED_UP)
        made = services.control("backup", str(backup))
        if made.returncode:
            raise AssertionError(f"no backup was made: {made.stderr}")
        work(load, CASES)
        wait_for_marks(services, client)
        cases = known_cases(client)
        client.close()
        services.end_all()
        told = [(request, body) for request, body in load.done if request.speaker in POSITIONS and request.verb not in SIGNED_SINGLY]
        done = {service: [(request, body) for request, body in told if request.service == service][-REPEATED:] for service in SERVICES}
    store = Store(services, {STATES[0]: folder / STATES[0]}, backup, cases, done, today.year)
    shutil.copytree(services.data, store.states[STATES[0]])
    for state in STATES[1:]:
        store.states[state] = folder / state
        shutil.copytree(store.states[STATES[0]], store.states[state])
        for service in SERVICES:
            checkpoint(store.states[state] / service / "journal.db", state)
    return store


def work(load: Load, closed: int) -> None:
    if not load.run_until(lambda: load.closed >= closed, STEP_SECONDS, "the load does not come on") or load.problems:
        raise AssertionError(f"before anything was flipped: {load.problems}")


def known_cases(client: alur.Client) -> list[str]:
    """The last cases of which Approvals tells the head what was decided."""
    place, hash, cases, known = alur.Place("approvals", 1, 0), bytes(32), {}, []
    while True:
        events, place, hash = client.tail(place, hash)
        if not events:
            break
        cases |= {attributes["subject"]: None for _, attributes, _ in events if attributes["type"].startswith("approval.")}
    grant = client.grant(agency=AGENCY_ID, position="kadis")
    for case in list(cases)[-CASES_ASKED:]:
        try:
            client.question("approvals", "approval.list", {"case": case}, grant)
            known.append(case)
        except alur.Rejected:
            # It has not come to the head yet.
            continue
    return known


def checkpoint(database: Path, state: str) -> None:
    """Brings the log into the database's file; a carried log stays as it is, as after a kill."""
    if state == "closed":
        connection = sqlite3.connect(database)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return
    # A connection that is closed would remove the log.
    program = "import os, sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA wal_checkpoint(PASSIVE)').fetchall(); os._exit(0)"
    subprocess.run([sys.executable, "-c", program, database], check=True)


def wait_for_marks(services: Services, client: alur.Client, *names: str) -> None:
    """Until each service's mark, or that of these, is where its journal ends; each question gives it time."""
    for name in names or SERVICES:
        for _ in range(PATIENCE):
            status = client.question(name, "service.status")
            marks = (services.folder(name) / "journal.mark").read_text()
            if f" {status['position'].split(':', 1)[1]} {status['hash']} " in marks:
                break
        else:
            raise AssertionError(f"the mark of {name} does not follow its journal")
