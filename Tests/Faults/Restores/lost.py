"""A service is restored and nobody has what came after its backup: the loss is accepted, and then no number is given twice.

Either nobody had read it, because all others stood still; or a newer backup, which everybody was told of, is gone with the disk. Readers keep nothing
of what lies before that one, so they cannot set aside the cases that it touches: those are counted, and are for the books on paper.
"""

import shutil
from pathlib import Path
from typing import Any

from Flips import product
from Flips.product import Desk
from Flips.store import wait_for_marks
from Restores.places import PATIENCE, back_up, backed_up, wait_for, wait_until_read, wait_until_well
from Stage.journals import Event, read_store
from Stage.ledger import Ledger
from Stage.load import AGENCY_ID, Load, alur, client_of
from Stage.office import Office, office
from Stage.services import SERVICES, Services
from Stage.turn import Turn

CASES_AT_ONCE, CASES_AFTER, GIVEN_UNREAD, SECONDS = 6, 3, 5, 60
# How far the operator goes beyond the highest number on paper.
MARGIN = 7
ACCEPT = "--accept-loss"


def lose(turn: Turn, victim: str, is_read: bool) -> None:
    """One drill; only Intake and Approvals can be asked for anything while all others stand still."""
    is_read = is_read or victim not in ("intake", "approvals")
    with office(turn, f"l{turn.played}", CASES_AT_ONCE) as stricken:
        services, backup = stricken.services, turn.folder / f"l{turn.played}-backup"
        lost, secured = lose_end(turn, stricken, victim, backup, is_read)
        client = client_of(services)
        try:
            for sentence in accepted(turn, services, client, victim, backup, lost, secured):
                turn.missed(f"{victim}, {'read' if is_read else 'unread'} loss of {len(lost)} events: {sentence}")
            if not turn.misses:
                go_on(turn, services, client)
        finally:
            client.close()
        shutil.rmtree(backup)
    turn.fired("lost, and accepted")


def lose_end(turn: Turn, stricken: Office, victim: str, backup: Path, is_read: bool) -> tuple[list[Event], int]:
    """The service's disk is lost, and it is restored from an old backup; what came after it, and up to where readers have kept nothing."""
    services, load, secured = stricken.services, stricken.load, 0
    load.work(turn.chance.randrange(60, 120))
    back_up(services, backup, load.ledger)
    load.work(turn.chance.randrange(20, 60))
    if is_read:
        newer = backup.with_name(backup.name + "-gone")
        back_up(services, newer, load.ledger)
        secured = backed_up(newer, victim)
        shutil.rmtree(newer)
        load.work(turn.chance.randrange(20, 60))
        wait_until_read(services, victim)
    else:
        give_unread(services, victim)
    services.kill(victim)
    for name in SERVICES:
        if name != victim:
            services.resume(name)
    events = read_store(victim, services.folder(victim)).events
    restored = services.control("restore", str(backup), victim)
    if restored.returncode:
        raise AssertionError(f"alurctl restore ends with {restored.returncode}: {restored.stderr.strip()[-200:]}")
    kept = read_store(victim, services.folder(victim)).events
    services.start(victim)
    return events[len(kept):], secured


def give_unread(services: Services, victim: str) -> None:
    """Gives a service something to do of which nobody else hears; its mark knows of it."""
    wait_until_read(services, victim)
    client = client_of(services)
    grant = client.grant(agency=AGENCY_ID, position="staf")
    # What others have said since need not have come here.
    client.seen.clear()
    for name in SERVICES:
        if name != victim:
            services.pause(name)
    for number in range(GIVEN_UNREAD):
        if victim == "intake":
            client.give(victim, "letter.register", letter(number), grant)
        else:
            today = client.question(victim, "register.last", {"register": "laporan"}, grant)["last"]["date"]
            client.give(victim, "number.reserve", {"register": "laporan", "date": today, "count": 1}, grant)
    wait_for_marks(services, client, victim)
    client.close()


def letter(number: int) -> dict[str, Any]:
    return {"channel": "caraka", "files": [], "isOriginal": True, "keamanan": "biasa", "letterDate": "2026-01-02", "number": f"{number}/HILANG",
            "register": "surat-masuk", "sender": "Bappeda", "subject": "Permintaan laporan", "urgensi": "segera"}


def accepted(turn: Turn, services: Services, client: alur.Client, victim: str, backup: Path, lost: list[Event], secured: int) -> list[str]:
    """Accepts the loss as an operator does, step by step; the promises that were seen broken. `lost` is what came after the backup."""
    status = wait_for(client, victim, lambda status: any(ACCEPT in problem for problem in status["problems"]))
    if not status:
        return ["nobody has what is missing, and it does not say so"]
    position = status["position"]
    # What readers had of it has come back by now.
    lost = [event for event in lost if event.position > alur.Place.parse(position).position]
    found = [] if decides_nothing(client, victim) else ["it takes commands while it recovers"]
    words = ["restore", str(backup), victim, ACCEPT, "--reason", "kebakaran"]
    highest = highest_numbers(services, victim, lost)
    if highest:
        if services.control(*words).returncode == 0:
            found.append("it accepts a loss of numbers without being told the highest")
        words += [word for book, number in highest.items() for word in ("--highest", f"{book}={number + MARGIN}")]
    if client.question(victim, "service.status")["position"] != position:
        found.append("its journal has moved before the loss was accepted")
    said = services.control(*words)
    if said.returncode:
        return [*found, f"alurctl restore {ACCEPT} ends with {said.returncode}: {said.stderr.strip()[-200:]}"]
    readers = [name for name in SERVICES if client.question(name, "journal.cursor", {"stream": victim}).get("place") and name != victim]
    command = f"alurctl cursor accept {victim}"
    for name in readers:
        if not wait_for(client, name, lambda status: any(command in problem for problem in status["problems"])):
            found.append(f"{name} does not stop with a sentence that names `{command}`")
    done = services.control("cursor", "accept", victim)
    if done.returncode:
        return [*found, f"{command} ends with {done.returncode}: {done.stderr.strip()[-200:]}"]
    for name in [victim, *readers]:
        place = wait_until_well(services, name)
        if place is None or place.epoch != (2 if name == victim else 1):
            found.append(f"{name} is not well again: it stands at {place}")
    for name in readers:
        found += set_aside(turn, client, name, victim, lost, secured)
    return found + numbers_go_on(client, victim, highest)


def decides_nothing(client: alur.Client, victim: str) -> bool:
    grant = client.grant(operator="uji") if victim != "routing" else b""
    try:
        Desk(client, victim).ask("backup.note", {"position": 1, "hash": "00"}, grant)
    except product.Found as found:
        return "recovering" in str(found)
    return False


def highest_numbers(services: Services, victim: str, lost: list[Event]) -> dict[str, int]:
    """The highest number of each book that the service keeps, those that are lost among them: what stands on paper."""
    highest: dict[str, int] = {}
    for event in read_store(victim, services.folder(victim)).events + lost:
        for sequence in numbers_in(event):
            year = event.data.get("year") or int(event.data["date"][:4])
            book = f"{event.data['agency']}/{event.data['register']}/{year}"
            highest[book] = max(highest.get(book, 0), sequence)
    return highest


def numbers_in(event: Event) -> list[int]:
    if event.type in ("letter.registered", "number.given"):
        return [event.data["sequence"]]
    if event.type == "number.reserved":
        return list(range(event.data["first"], event.data["first"] + event.data["count"]))
    return []


def set_aside(turn: Turn, client: alur.Client, reader: str, victim: str, lost: list[Event], secured: int) -> list[str]:
    """Whether the cases of which the reader did something that is lost now are parked; then they are taken up again, or given up."""
    place, hash, causes = alur.Place(reader, 1, 0), bytes(32), set()
    while True:
        events, place, hash = client.tail(place, hash)
        if not events:
            break
        causes |= {attributes["aluractor"] for _, attributes, _ in events}
    touching = [(event.position, event.header.get("subject")) for event in lost if f"service/{victim}/{event.header['id']}" in causes]
    later = {subject for position, subject in touching if position > secured and subject}
    touched = {subject for _, subject in touching if subject}
    rows = client.question(reader, "parked.list")["parked"]
    missing = touched - {row["subject"] for row in rows}
    take_up(client, reader)
    turn.counted("touched cases set aside", len(touched - missing))
    turn.counted("touched before the lost backup, not set aside", len(missing - later))
    missing &= later
    return [f"{reader} has not set aside {len(missing)} of {len(touched)} cases that the loss touches"] if missing else []


def take_up(client: alur.Client, reader: str) -> None:
    """Takes up what is parked, the oldest first, or gives it up; with the first of a case its later ones go on."""
    grant = client.grant(operator="uji")
    for _ in range(PATIENCE):
        rows = client.question(reader, "parked.list")["parked"]
        if not rows:
            return
        body = {"position": rows[0]["position"], "stream": rows[0]["stream"]}
        try:
            client.give(reader, "parked.retry", body, grant)
        except alur.Rejected:
            client.give(reader, "parked.discard", body | {"reason": "sudah dilihat"}, grant)


def numbers_go_on(client: alur.Client, victim: str, highest: dict[str, int]) -> list[str]:
    """Whether the next number of each book is behind all that anybody has seen or named."""
    found, grant = [], client.grant(agency=AGENCY_ID, position="staf")
    for book, number in highest.items():
        _, register, year = book.split("/")
        if victim == "intake":
            sequence = client.give(victim, "letter.register", letter(number), grant)[0]["data"]["sequence"]
        else:
            sequence = client.question(victim, "register.last", {"register": register, "year": int(year)}, grant)["next"]
        if sequence != number + MARGIN + 1:
            found.append(f"the next number of {register} is {sequence}, named was {number + MARGIN}")
    return found


class LaterLoad(Load):
    """A load that leaves alone what began before it."""

    def look_ahead(self, status: dict[str, Any]) -> None:
        """From where Routing stands on, in the epoch in which it is."""
        self.place, self.hash = alur.Place.parse(status["position"]), bytes.fromhex(status["hash"])
        self.begun_at = alur.new_id().int >> 80

    def _act(self, task: dict[str, Any], position: str) -> None:
        if int(task["task"]["case"].replace("-", "")[:12], 16) >= self.begun_at:
            super()._act(task, position)


def go_on(turn: Turn, services: Services, client: alur.Client) -> None:
    """New letters go all their way, and what the operator looks at is well."""
    with LaterLoad(services, Ledger(turn.ledger_folder / f"later{turn.played}"), turn.chance, CASES_AT_ONCE) as load:
        load.look_ahead(client.question("routing", "service.status"))
        load.open_office()
        load.run_until(lambda: load.closed >= CASES_AFTER, SECONDS, "new cases do not come to their end")
        load.finish()
    found = list(load.problems)
    for words in (("audit", "verify"), ("audit", "verify", "--offline", str(services.home)), ("scrub",)):
        said = services.control(*words)
        if said.returncode:
            found.append(f"alurctl {' '.join(words)} ends with {said.returncode}: {(said.stdout + said.stderr).strip()[-300:]}")
    for sentence in found + services.stop():
        turn.missed(f"after an accepted loss: {sentence}")
