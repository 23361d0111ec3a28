"""What must hold when the faults are over: the ledger against the stores, and the stores against each other. Shares no code with the product."""

import hashlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Iterator

from Stage.journals import Event, Store, files_of, read_stores
from Stage.ledger import Account, read_ledger

Stores = dict[str, Store]


def check_all(data: Path, ledger: Path, agency: dict[str, Any]) -> list[str]:
    """Every breach of a promise, as sentences without a word of a letter; the services must have stopped, and all cases be over."""
    stores, account = read_stores(data), read_ledger(ledger)
    found = [sentence for store in stores.values() for sentence in store.breaks]
    for look in (acknowledged_is_stored, stored_was_asked, numbers_are_whole, heads_agree, files_are_there, effects_are_once):
        found += look(stores, account)
    return found + list(walks_are_legal(stores, agency))


def _commands(store: Store) -> dict[str, list[Event]]:
    """The events of each command, in the journal's order."""
    commands: dict[str, list[Event]] = defaultdict(list)
    for event in store.events:
        commands[event.header["alurcommand"]].append(event)
    return commands


def acknowledged_is_stored(stores: Stores, account: Account) -> Iterator[str]:
    """Each reply that said `ok` is what the journal says now, byte for byte and at its place; each file that was taken is there.

    Looks at these stores only."""
    commands = {name: _commands(store) for name, store in stores.items()}
    for id, told in account.told.items():
        asked = account.asked.get(id)
        if asked is None:
            yield f"the ledger has an answer to {id}, and no question"
            continue
        if asked.service not in stores:
            continue
        events = commands[asked.service].get(id, [])
        body = b'{"events":[' + b",".join(event.bytes for event in events) + b"]}"
        if hashlib.sha256(body).hexdigest() != told.reply:
            yield f"{asked.service}: {asked.verb} {id} was acknowledged at {told.place}, and the journal has {len(events)} events of it, or others"
        elif events and told.place != f"{asked.service}:1:{events[-1].position}":
            yield f"{asked.service}: {asked.verb} {id} was acknowledged at {told.place} and stands at {events[-1].position}"
    for id in account.twice:
        yield f"{account.asked[id].service}: {account.asked[id].verb} {id} was answered in two ways"
    for service, hash in sorted(account.files):
        if service in stores and not stores[service].has_file(hash):
            yield f"{service}: the file {hash} was acknowledged and is not there, or is another"


def stored_was_asked(stores: Stores, account: Account) -> Iterator[str]:
    """What came from outside stands in the ledger with the same body; the rest has a cause that stands in a journal or in the ledger."""
    causes = {event.header["id"] for store in stores.values() for event in store.events} | account.asked.keys()
    causes |= {event.header["alurcommand"] for store in stores.values() for event in store.events}
    for store in stores.values():
        for event in store.events:
            id, body = event.header["alurcommand"], event.header.get("alurbody")
            actor = event.header["aluractor"].split("/")
            if body:
                asked = account.asked.get(id)
                if asked is None or (asked.service, asked.body) != (store.name, body):
                    yield f"{store.name}: event {event.position} is of the command {id}, which nobody asked for"
            elif actor[0] != "service" or actor[2] not in causes:
                yield f"{store.name}: event {event.position} has no cause that is known"


def numbers_are_whole(stores: Stores, account: Account) -> Iterator[str]:
    """Every number of every book is given once and none is missing, and the counters say the same."""
    books: dict[tuple[str, str, str, int], list[int]] = defaultdict(list)
    opening: dict[tuple[str, str], int] = {}
    for name in ("intake", "approvals"):
        for event in stores[name].events:
            for register in event.data.get("registers", []) if event.type in ("office.noted", "register.noted") else []:
                opening[name, register["id"]] = register["openingNumber"]
            if event.type in ("letter.registered", "number.given"):
                year = event.data.get("year") or int(event.data["date"][:4])
                books[name, event.data["agency"], event.data["register"], year].append(event.data["sequence"])
    counters = {(name, *row[:3]): row[3] for name in ("intake", "approvals") for row in stores[name].counters}
    for book, numbers in sorted(books.items()):
        first = opening.get((book[0], book[2]), 1)
        if numbers != list(range(first, first + len(numbers))):
            missing = sorted(set(range(first, max(numbers) + 1)) - set(numbers))
            double = sorted(number for number, times in Counter(numbers).items() if times > 1)
            yield f"{book[0]}: the book {book[2]} misses {missing[:5]}, has twice {double[:5]}, or is out of order"
        if counters.get(book) != max(numbers):
            yield f"{book[0]}: the counter of {book[2]} is at {counters.get(book)}, the last number given is {max(numbers)}"


def heads_agree(stores: Stores, account: Account) -> Iterator[str]:
    """Each reader stands at a place that the journal has, with its hash; so do the copies it keeps, and the mark beside each journal."""
    for store in stores.values():
        if store.epochs != 1:
            yield f"{store.name}: has begun epoch {store.epochs}"
        for stream, epoch, position, hash in store.cursors:
            if stream == "effects":
                if position > len(store.events):
                    yield f"{store.name}: has made the calls of events up to {position}, and the journal ends at {len(store.events)}"
            elif epoch != 1 or stores[stream].hash_at(position) != hash:
                yield f"{store.name}: has read {stream} up to {epoch}:{position}, where that journal has another hash or nothing"
        for stream, position, hash in store.kept:
            if stores[stream].hash_at(position) != hash:
                yield f"{store.name}: keeps events of {stream} up to {position} that are not those of the journal"
        mark = store.mark()
        if mark and (stores[store.name].hash_at(mark[0]) or b"").hex() != (mark[1] or bytes(32).hex()):
            yield f"{store.name}: its mark is at {mark[0]}, where the journal has another hash or nothing"
        if store.set_aside or store.faults:
            yield f"{store.name}: {store.set_aside} events are parked and {store.faults} faults recorded"


def files_are_there(stores: Stores, account: Account) -> Iterator[str]:
    """Every file that an event names lies beside its journal, whole."""
    for store in stores.values():
        for event in store.events:
            for hash in files_of(event):
                if not store.has_file(hash):
                    yield f"{store.name}: event {event.position} names the file {hash}, which is not there, or is another"


def effects_are_once(stores: Stores, account: Account) -> Iterator[str]:
    """No event twice, no command in two goes, no act done twice or unheard of, one case for each that was asked for."""
    ids = Counter(event.header["id"] for store in stores.values() for event in store.events)
    yield from (f"the event {id} stands {times} times in the journals" for id, times in ids.items() if times > 1)
    for store in stores.values():
        for id, events in _commands(store).items():
            if events[-1].position - events[0].position != len(events) - 1:
                yield f"{store.name}: the command {id} was done at {events[0].position} and again at {events[-1].position}"
    owned = [event for name in ("drafting", "approvals", "archival") for event in stores[name].events]
    acts = Counter(event.data["done"]["task"] for event in owned if "done" in event.data)
    closed = Counter(event.data["done"]["task"] for event in stores["routing"].events if event.type == "task.closed")
    yield from (f"the task {task} was done {times} times" for task, times in acts.items() if times > 1)
    yield from (f"the task {task} was closed {times} times" for task, times in closed.items() if times > 1)
    yield from (f"the task {task} was done, and routing has not closed it" for task in acts.keys() - closed.keys())
    for name, type, other, told in (
            ("intake", "case.requested", "case.started", "was asked for and begun"),
            ("routing", "case.started", "case.closed", "has begun and ended")):
        wanted = Counter(event.header["subject"] for event in stores[name].events if event.type == type)
        done = Counter(event.header["subject"] for event in stores["routing"].events if event.type == other)
        yield from (f"the case {case} {told} {wanted[case]} and {done[case]} times" for case in wanted | done if (wanted[case], done[case]) != (1, 1))
    sealed = Counter(event.header["subject"] for event in stores["archival"].events if event.type == "archive.sealed")
    over = {event.header["subject"] for event in stores["routing"].events if event.type == "case.closed"}
    yield from (f"the case {case} is over and was archived {sealed[case]} times" for case in over if sealed[case] != 1)


def walks_are_legal(stores: Stores, agency: dict[str, Any]) -> Iterator[str]:
    """Each case goes the way of its SOP, act by act, and back only where that says so; each act is about the version that stands."""
    standing: dict[str, list[str]] = defaultdict(list)
    for event in stores["drafting"].events:
        if event.type == "draft.frozen":
            standing[event.header["subject"]].append(event.data["done"]["document"]["hash"])
    walks: dict[str, Walk] = {}
    for event in stores["routing"].events:
        case = event.header.get("subject")
        if event.type == "case.started":
            walks[case] = Walk(agency, event.data["sop"], standing[case])
        elif case in walks:
            wrong = walks[case].take(event)
            if wrong:
                # Behind its first wrong step nothing more can be said of a case.
                del walks[case]
                yield f"routing: event {event.position}, case {case}: {wrong}"
    yield from (f"routing: the case {case} is not over: it stands at act {walk.next + 1}" for case, walk in walks.items() if not walk.is_over)


class Walk:
    """One case on the way of its SOP, whose acts come one after the other."""

    def __init__(self, agency: dict[str, Any], sop: str, versions: list[str]) -> None:
        steps = next(one["steps"] for one in agency["sops"] if one["id"] == sop)
        seats = {role["id"]: role["kind"]["position"] for role in agency["organisation"]["roles"]}
        self.acts = [(step["number"], number + 1, act["word"], seats[act["actor"]]) for step in steps for number, act in enumerate(step["acts"])]
        composing = max(step for step, _, word, _ in self.acts if word == "susun")
        # Where a step says nothing else, a "no" goes back to whoever composes.
        self.returns = {step["number"]: step.get("returnsTo", composing) for step in steps}
        self.versions, self.next, self.open, self.back, self.is_over = versions, 0, None, None, False

    def take(self, event: Event) -> str | None:
        """What is wrong with the next event of the case; None if nothing."""
        take = getattr(self, "_" + event.type.replace(".", "_"), None)
        return take(event.data) if take else None

    def _task_opened(self, data: dict[str, Any]) -> str | None:
        if self.is_over or self.open or self.back:
            return "a task comes while another one is open, or after the end"
        if self.next == len(self.acts):
            return "a task comes after the last act"
        if (data["step"], data["act"], data["word"], data["position"]) != self.acts[self.next]:
            return f"step {data['step']} act {data['act']} {data['word']} comes to {data['position']}, due is {self.acts[self.next]}"
        document = data.get("document")
        if document and document["version"] and self.versions[document["version"] - 1:document["version"]] != [document["hash"]]:
            return "the task is about a version that was never frozen"
        self.open = data["task"]
        return None

    def _task_closed(self, data: dict[str, Any]) -> str | None:
        if data["done"]["task"] != self.open:
            return "a task is closed that was not open"
        self.open = None
        if data["done"]["outcome"] == "returned":
            self.back = self.acts[self.next][0]
        else:
            self.next += 1
        return None

    def _step_returned(self, data: dict[str, Any]) -> str | None:
        if data["from"] != self.back or data["to"] != self.returns[data["from"]]:
            return f"returns from {data['from']} to {data['to']}"
        self.next, self.back = next(place for place, act in enumerate(self.acts) if act[0] == data["to"]), None
        return None

    def _case_closed(self, data: dict[str, Any]) -> str | None:
        if self.open or self.back or self.next != len(self.acts):
            return "ends before its last act"
        self.is_over = True
        return None
