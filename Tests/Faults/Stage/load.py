"""Letters on their whole way, many at once: registered, a case begun, each task done by those whose inbox has it, until the case is closed.

One thread, one poll. A request that gets no answer is sent again as it was, with the same id, for as long as the load runs: services may
end and start under it.
"""

import hashlib
import json
import random
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Wire"))
import alur_client as alur  # noqa: E402
import zmq  # noqa: E402

from Stage.ledger import Ledger  # noqa: E402
from Stage.services import Services  # noqa: E402

AGENCY: dict[str, Any] = json.loads((Path(alur.__file__).parent / "Golden/agency.json").read_text())
AGENCY_ID = AGENCY["organisation"]["agency"]["id"]
SOP = AGENCY["sops"][0]["id"]
RESEND_SECONDS, PAUSE_SECONDS, GRANT_SECONDS = 1.5, 0.1, 420.0
SIGNED_SINGLY = {"approval.sign", "approval.initial"}
COME_AGAIN = {"notYet", "unknownUpload", "wrongOffset"}
RETURNED, REPEATED, REMEMBERED = 0.15, 0.05, 200


def client_of(services: Services) -> alur.Client:
    """A client that may ask these services for everything."""
    return alur.Client(services.endpoints, keys=services.keys)


@dataclass
class Request:
    """One message under way, and what to do with its answer."""

    service: str
    verb: str
    body: bytes
    done: Callable[[dict[str, Any], alur.Reply], None]
    speaker: str | None = None
    """The position that asks; None for what needs no grant."""
    desk: str = "commands"
    is_command: bool = False
    aside: bytes | None = None
    id: Any = field(default_factory=alur.new_id)
    grant: bytes = b""
    due: float = 0.0
    """When it is sent, or sent again."""
    is_sent: bool = False


class Load:
    """`begins` says whether new cases are to begin; `problems` are promises that were seen broken while it ran."""

    def __init__(self, services: Services, ledger: Ledger, chance: random.Random, in_flight: int) -> None:
        self.client, self.ledger, self.chance, self.in_flight = client_of(services), ledger, chance, in_flight
        self.poller = zmq.Poller()
        self.open: dict[bytes, Request] = {}
        self.grants: dict[str, tuple[bytes, float]] = {}
        self.seen: dict[str, alur.Place] = {}
        self.place, self.hash = alur.Place("routing", 1, 0), bytes(32)
        self.acted: set[str] = set()
        self.asking: set[str] = set()
        self.asking_again: set[str] = set()
        self.begun, self.closed, self.answered, self.repeats, self.returned = 0, 0, 0, 0, 0
        self.beginning = 0
        """Letters on their way to a case."""
        self.running: set[str] = set()
        self.closed_early: set[str] = set()
        """Cases whose end was read before the answer came that asked for them."""
        self.begins = True
        self.problems: list[str] = []
        self.done: deque[tuple[Request, bytes]] = deque(maxlen=REMEMBERED)
        """The last commands that were done, each with its answer."""
        self.put_off: Counter[tuple[str, str]] = Counter()
        """How often each service said that it cannot now, by its code."""
        self.tag = f"{chance.randrange(1 << 40):x}"
        self.new_upload: Callable[[], Any] = alur.new_id
        self.new_paper: Callable[[], bytes] = self.some_paper

    def close(self) -> None:
        self.client.close()
        self.ledger.close()

    def __enter__(self) -> "Load":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # How it runs

    def open_office(self) -> None:
        """Puts the agency into force; from here on letters can be registered."""
        self._ask("routing", "grant.issue", {"operator": "uji"}, self._apply_catalogue)
        self.run_until(lambda: self.answered > 0, 30, "the catalogue is not in force")
        self._pull()

    def run_until(self, is_enough: Callable[[], bool], seconds: float, sentence: str) -> bool:
        """Works until it is enough; after so many seconds it notes the sentence as a problem and gives up."""
        deadline = time.monotonic() + seconds
        while not is_enough():
            if time.monotonic() > deadline:
                self.problems.append(f"{sentence}, after {seconds:.0f} s; {len(self.running)} cases open, unanswered: {self.unanswered}")
                return False
            self.turn(deadline)
        return True

    def run_for(self, seconds: float) -> None:
        """Works for so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.turn(until)

    def work(self, commands: int, seconds: float = 30) -> bool:
        """Works until so many more commands are acknowledged."""
        wanted = self.answered + commands
        return self.run_until(lambda: self.answered >= wanted, seconds, f"not {commands} more commands were acknowledged")

    def hear_the_rest(self) -> None:
        """Takes what services said before they ended, and asks nothing."""
        while self._listen(0.02):
            pass
        self.ledger.sync()

    def finish(self, seconds: float = 60) -> bool:
        """Begins nothing more, and brings every case to its end and every request to its answer."""
        self.begins = False
        def is_over() -> bool:
            return not self.running and not self.beginning and all(request.verb == "journal.pull" for request in self.open.values())
        return self.run_until(is_over, seconds, "not every case is over")

    def repeat(self, service: str) -> None:
        """Sends again at once what this service has not answered; it has just come back."""
        for request in self.open.values():
            if request.service == service:
                request.due = 0

    @property
    def unanswered(self) -> str:
        """What is under way, by service and verb."""
        return ", ".join(sorted({f"{request.service} {request.verb}" for request in self.open.values()})) or "nothing"

    def turn(self, until: float) -> None:
        """Begins, writes down, sends, hears: once."""
        while self.begins and self.place.position and len(self.running) + self.beginning < self.in_flight:
            self._begin()
        self.ledger.sync()
        now = time.monotonic()
        wake = min([until, now + 0.25, *(request.due for request in self.open.values())])
        is_blocked = False
        for request in [request for request in self.open.values() if request.due <= now]:
            is_blocked = not self._transmit(request, now) or is_blocked
        wait = 0.005 if is_blocked else max(0.0, wake - now) if wake > now else 0.0
        self._listen(wait)

    def _listen(self, seconds: float) -> bool:
        """Takes what has come; whether anything had."""
        ready = self.poller.poll(seconds * 1_000)
        for socket, _ in ready:
            for _ in range(256):
                if not socket.poll(0):
                    break
                self._hear(alur.parse_reply(socket.recv_multipart()))
        return bool(ready)

    def _transmit(self, request: Request, now: float) -> bool:
        if request.speaker and not request.grant and not self._find_grant(request, now):
            return True
        after = [place for place in self.seen.values() if place.stream != request.service] if request.desk == "commands" else []
        after = [] if request.verb == "journal.pull" else after
        socket = self._socket(request.service, request.desk)
        if not socket.poll(0, zmq.POLLOUT):
            return False
        socket.send_multipart(alur.request_frames(request.id, request.verb, request.body, request.grant, after, request.aside))
        self.repeats += request.is_sent
        request.is_sent = True
        request.due = now + RESEND_SECONDS
        return True

    def _socket(self, service: str, desk: str) -> zmq.Socket:
        is_new = (service, desk) not in self.client.sockets
        socket = self.client.socket(service, desk)
        if is_new:
            self.poller.register(socket, zmq.POLLIN)
        return socket

    # Answers

    def _hear(self, reply: alur.Reply | None) -> None:
        request = self.open.get(reply.id) if reply else None
        if reply is None or request is None:
            return
        answer = json.loads(reply.body)
        if reply.status == "ok":
            del self.open[reply.id]
            if request.is_command:
                self.answered += 1
                self.ledger.told(str(request.id), reply.body, str(reply.position))
                self.done.append((request, reply.body))
                if self.chance.random() < REPEATED:
                    self._repeat_done(request, reply.body)
            if request.verb != "journal.pull":
                self.seen[request.service] = max(reply.position, self.seen.get(request.service, reply.position))
            return request.done(answer, reply)
        code = answer.get("code", reply.status)
        if reply.status == "unavailable" or code == "diskLow":
            self.put_off[request.service, code] += 1
            request.due = time.monotonic() + PAUSE_SECONDS
        elif code in COME_AGAIN:
            request.due = time.monotonic() + PAUSE_SECONDS / 2
        elif code in ("unauthenticated", "grantUnknown"):
            self.grants.pop(request.speaker or "", None)
            request.grant, request.due = b"", time.monotonic() + PAUSE_SECONDS
        else:
            del self.open[reply.id]
            said = f"{reply.status} {code} {answer.get('field', '')}".strip()
            self.problems.append(f"{request.service} answers {request.verb} {request.id} with {said}")

    def _repeat_done(self, request: Request, body: bytes) -> None:
        """Asks once more for what is done: the answer must be the same, and nothing new may come of it."""
        def compare(_: dict[str, Any], reply: alur.Reply) -> None:
            if reply.body != body:
                self.problems.append(f"{request.service} answers a repeat of {request.verb} {request.id} otherwise than before")
        again = Request(request.service, request.verb, request.body, compare, request.speaker, aside=request.aside, id=request.id)
        again.grant = b"" if request.speaker else request.grant
        again.due = time.monotonic()
        self.open[request.id.bytes] = again

    # Requests

    def _ask(self, service: str, verb: str, body: dict[str, Any], done: Callable, speaker: str | None = None, **more: Any) -> Request:
        request = Request(service, verb, alur.encode(body), done, speaker, **more)
        self.open[request.id.bytes] = request
        return request

    def _give(self, service: str, verb: str, body: dict[str, Any], speaker: str | None, done: Callable, **more: Any) -> None:
        """Asks for something to be done, which must happen once: it is in the ledger before it is sent."""
        request = self._ask(service, verb, body, done, speaker, is_command=True, **more)
        self.ledger.asked(str(request.id), service, verb, request.body)

    def _find_grant(self, request: Request, now: float) -> bool:
        """Gives the request a grant if there is one; else asks for it, and the request waits."""
        position = request.speaker or ""
        grant, until = self.grants.get(position, (b"", 0.0))
        if request.verb not in SIGNED_SINGLY and grant and now < until:
            request.grant = grant
            return True
        request.due = float("inf")
        who: dict[str, Any] = {"agency": AGENCY_ID, "position": position}
        if request.verb in SIGNED_SINGLY:
            hash = hashlib.sha256(request.verb.encode() + b"\0" + request.body).hexdigest()
            who["only"] = {"hash": hash, "id": str(request.id), "service": request.service, "verb": request.verb}

        def granted(answer: dict[str, Any], _: alur.Reply) -> None:
            request.grant, request.due = bytes.fromhex(answer["grant"]), 0.0
            if request.verb not in SIGNED_SINGLY:
                self.grants[position] = (request.grant, time.monotonic() + GRANT_SECONDS)
        self._ask("routing", "grant.issue", who, granted)
        return False

    def _put(self, service: str, content: bytes, done: Callable[[dict[str, Any]], None]) -> None:
        """Puts a file of one piece into a service."""
        hash = hashlib.sha256(content).hexdigest()
        body = {"hash": hash, "offset": 0, "size": len(content), "upload": str(self.new_upload())}

        def put(answer: dict[str, Any], _: alur.Reply) -> None:
            if "file" in answer:
                self.ledger.has_file(service, hash)
                return done(answer["file"])
            self.problems.append(f"{service} has taken all of a file and does not say so")
        self._ask(service, "file.put", body, put, desk="files", aside=content)

    # A letter's way

    def _apply_catalogue(self, answer: dict[str, Any], _: alur.Reply) -> None:
        self._give("routing", "catalogue.apply", AGENCY, None, lambda *_: None, grant=bytes.fromhex(answer["grant"]))

    def some_paper(self) -> bytes:
        """A file that is like no other."""
        return b"%PDF-1.7\n" + self.chance.randbytes(self.chance.choice((40, 900, 5_000, 30_000)))

    def _begin(self) -> None:
        self.begun += 1
        self.beginning += 1
        number = f"{self.begun}/{self.tag}"

        def registered(answer: dict[str, Any], _: alur.Reply) -> None:
            letter = answer["events"][0]["data"]["letter"]
            self._give("intake", "letter.startCase", {"letter": letter, "sop": SOP}, "staf", started)

        def started(answer: dict[str, Any], _: alur.Reply) -> None:
            case, self.beginning = answer["events"][0]["subject"], self.beginning - 1
            if case not in self.closed_early:
                self.running.add(case)

        def register(file: dict[str, Any] | None) -> None:
            files = [{"file": file, "name": "surat.pdf"}] if file else []
            body = {"channel": "caraka", "files": files, "isOriginal": True, "keamanan": "biasa", "letterDate": "2026-01-02", "number": number,
                    "register": "surat-masuk", "sender": "Bappeda", "subject": "Permintaan laporan", "urgensi": "segera"}
            self._give("intake", "letter.register", body, "staf", registered)
        if self.chance.random() < 0.5:
            self._put("intake", self.new_paper(), register)
        else:
            register(None)

    def read_on(self) -> None:
        """Reads Routing's journal on from where it was read up to, after the reading had ended with a problem."""
        self._pull()

    def _pull(self) -> None:
        """Reads on in Routing's journal, where tasks appear; every page is checked against all that was read before."""
        body = {"after": str(self.place), "hash": self.hash.hex() if self.place.position else "", "waitMilliseconds": 1_000}

        def read(_: dict[str, Any], reply: alur.Reply) -> None:
            try:
                events, self.hash = alur.read_page(reply, self.place, self.hash)
            except alur.Parted as parted:
                self.problems.append(f"routing's journal is not the one that was read so far: {parted}")
                return
            for place, attributes, _ in events:
                self.place = place
                if attributes["type"] == "task.opened":
                    self._look(attributes["data"]["position"])
                elif attributes["type"] == "case.closed":
                    self._ended(attributes["subject"])
            self._pull()
        self._ask("routing", "journal.pull", body, read)

    def _ended(self, case: str) -> None:
        self.closed += 1
        if case in self.running:
            self.running.discard(case)
        else:
            self.closed_early.add(case)

    def _look(self, position: str) -> None:
        """Looks into an inbox, or once more after the look that is under way."""
        if position in self.asking:
            self.asking_again.add(position)
            return
        self.asking.add(position)

        def looked(answer: dict[str, Any], _: alur.Reply) -> None:
            self.asking.discard(position)
            for task in answer["tasks"]:
                if task["task"]["task"] not in self.acted:
                    self.acted.add(task["task"]["task"])
                    self._act(task, position)
            if position in self.asking_again:
                self.asking_again.discard(position)
                self._look(position)
        self._ask("routing", "inbox", {}, looked, position)

    def _act(self, task: dict[str, Any], position: str) -> None:
        """Does what a task asks for, knowing acts and no SOP."""
        said, action = task["task"], task["actions"][0]
        body: dict[str, Any] = {"task": said["task"]}
        document = said.get("document", {})
        if "approve" in action:
            approve = self.chance.random() >= RETURNED
            self.returned += not approve
            action = next(choice for choice in task["actions"] if choice["approve"] == approve)
            body |= {"hash": document["hash"], "approve": approve} | ({} if approve else {"reason": "Angka belum sesuai."})
        service, verb = action["service"], action["verb"]

        def give(more: dict[str, Any]) -> None:
            self._give(service, verb, body | more, position, lambda *_: None)
        if verb == "approval.sign":
            self._put("approvals", self.new_paper(), lambda file: give({"method": "basah", "scan": file}))
        elif verb == "draft.compose":
            version = document["version"]
            self._put("drafting", self.new_paper(), lambda file: give({"file": file, "name": "laporan.pdf", "parent": version}))
        elif verb == "archive.file":
            give({"opening": {"classification": "000.7.2", "title": "Laporan"}})
        else:
            give({})
