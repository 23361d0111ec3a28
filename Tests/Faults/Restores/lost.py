"""A service is restored and nobody has what came after its backup: the loss is accepted, and then no number is given twice.

Nobody had read it, because all others stood still; or a newer backup, which everybody was told of, is gone with the disk; or the disk of the only
reader is gone, too. Readers keep nothing of what lies before the newer backup, and a reader that was put back nothing of what it had read since: they
cannot set aside the cases that it touches. Those are counted, and are for the books on paper.
"""

import re
import shutil
from pathlib import Path
from typing import Any, Callable

from Flips import product
from Flips.product import Desk
from Flips.store import wait_for_marks
from Restores.places import PATIENCE, back_up, backed_up, wait_for, wait_until_all_read, wait_until_read, wait_until_well
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


# What came after the backup, and up to where readers have kept nothing of it.
Lost = tuple[list[Event], int]


class Unseen(dict[str, alur.Place]):
    """Keeps nothing: whoever is asked behind a place of a service that recovers would wait for it, which lets nobody read on yet."""

    def __setitem__(self, stream: str, place: alur.Place) -> None:
        pass


def lose(turn: Turn, victim: str, way: Callable[[Turn, Office, str, Path], Lost], address: str | None = None) -> None:
    """One drill: something is lost that way, and given up."""
    with office(turn, f"l{turn.played}", CASES_AT_ONCE, address=address) as stricken:
        services, backup = stricken.services, turn.folder / f"l{turn.played}-backup"
        stricken.load.work(turn.chance.randrange(60, 120))
        back_up(services, backup, stricken.load.ledger)
        stricken.load.work(turn.chance.randrange(20, 60))
        lost, secured = way(turn, stricken, victim, backup)
        client = client_of(services)
        client.seen = Unseen()
        try:
            for sentence in accepted(turn, services, client, victim, backup, lost, secured):
                turn.missed(f"{victim}, {way.__name__} of {len(lost)} events: {sentence}")
            if not turn.misses:
                go_on(turn, services, client)
        finally:
            client.close()
        shutil.rmtree(backup)
    turn.fired("lost with Routing, and accepted" if way is lose_with_routing else "lost, and accepted")


def lose_read(turn: Turn, stricken: Office, victim: str, backup: Path) -> Lost:
    """A newer backup, which everybody was told of, is gone, too."""
    services, load = stricken.services, stricken.load
    newer = backup.with_name(backup.name + "-gone")
    back_up(services, newer, load.ledger)
    secured = backed_up(newer, victim)
    shutil.rmtree(newer)
    load.work(turn.chance.randrange(20, 60))
    wait_until_read(services, victim)
    services.kill(victim)
    lost = put_back(services, victim, backup)
    services.start(victim)
    return lost, secured


def lose_unread(turn: Turn, stricken: Office, victim: str, backup: Path) -> Lost:
    """All others stand still when it happens; only Intake and Approvals can be asked for anything then."""
    services = stricken.services
    give_unread(services, victim)
    services.kill(victim)
    for name in SERVICES:
        if name != victim:
            services.resume(name)
    lost = put_back(services, victim, backup)
    services.start(victim)
    return lost, 0


def lose_with_routing(turn: Turn, stricken: Office, victim: str, backup: Path) -> Lost:
    """Routing, the only one who had read it, lies on the same disk. It gets back all of its own from the others, and of the victim nothing."""
    services = stricken.services
    ends = wait_until_all_read(services, [victim, "routing"])
    for name in ends:
        services.kill(name)
    lost = [put_back(services, name, backup) for name in ends][0]
    services.start(*ends)
    client = client_of(services)
    back = wait_for(client, "routing", lambda status: alur.Place.parse(status["position"]).position >= ends["routing"].position)
    client.close()
    if not back:
        turn.missed(f"routing had reached {ends['routing']}, and does not come back to it while {victim} recovers")
    # Routing keeps nothing of what it read before its backup had been put back: it knows its own events, and not those that they came of.
    return lost, ends[victim].position


def put_back(services: Services, victim: str, backup: Path) -> list[Event]:
    """Restores a service that is down; what came after the backup."""
    events = read_store(victim, services.folder(victim)).events
    restored = services.control("restore", str(backup), victim)
    if restored.returncode:
        raise AssertionError(f"alurctl restore {victim} ends with {restored.returncode}: {restored.stderr.strip()[-200:]}")
    return events[len(read_store(victim, services.folder(victim)).events):]


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
    if victim in ("intake", "approvals"):
        asked = services.control(*words)
        books = set(re.findall(r"[\w-]+/[\w-]+/2\d{3}", asked.stdout + asked.stderr))
        if asked.returncode == 0 or not books >= set(highest):
            found.append("it accepts a loss of numbers without being told the highest of each book")
        words += [word for book in sorted(books) for word in ("--highest", f"{book}={highest[book] + MARGIN if book in highest else 0}")]
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
    turn.counted("touched, and kept by nobody: not set aside", len(missing - later))
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
