"""What the product says of a store: at its start, when it is read, and when it is looked through."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from Flips.store import NIP, Store
from Stage.load import Request, alur, client_of
from Stage.services import NotReady, Process, Services

REFUSALS = (69, 70, 78)
# The tool's exit codes: something was found; something could not even be read; nobody is there.
FINDINGS, AWAY = (1, 70), 4
REPLY_MILLISECONDS, LOOK_MILLISECONDS = 10_000, 20
TOOL_SECONDS = 30


class Crashed(Exception):
    """A service, or the operator's tool, ended without a sentence and one of its own exit codes."""


class Found(Exception):
    """Something that was read is not what was written."""


class Lied(Exception):
    """A command that is repeated is answered otherwise than when it was done."""


@dataclass
class Desk:
    """One service that is asked question by question, each sent once."""

    client: alur.Client
    service: str
    process: Process | None = None
    """Whose answer is not waited for once it has ended."""

    def ask(self, verb: str, body: dict, grant: bytes = b"") -> alur.Reply | None:
        """The reply; None for a refusal that says nothing of the disk. Raises Found."""
        return self.exchange(verb, alur.request_frames(alur.new_id(), verb, alur.encode(body), grant))

    def repeat(self, done: Request, answer: bytes, grant: bytes) -> None:
        """Gives a command again that was done. Raises Found, or Lied."""
        reply = self.exchange(done.verb, alur.request_frames(done.id, done.verb, done.body, grant))
        if reply is None or reply.body != answer:
            raise Lied(f"{self.service} answers {done.verb} {done.id} otherwise when it is repeated")

    def exchange(self, verb: str, frames: list[bytes]) -> alur.Reply | None:
        socket = self.client.socket(self.service, "commands")
        if not socket.poll(REPLY_MILLISECONDS, alur.zmq.POLLOUT):
            raise Found(f"{verb}: nobody is there")
        socket.send_multipart(frames)
        reply = None
        for _ in range(REPLY_MILLISECONDS // LOOK_MILLISECONDS):
            has_ended = self.process is not None and self.process.ended.is_set()
            if socket.poll(LOOK_MILLISECONDS):
                reply = alur.parse_reply(socket.recv_multipart())
            if has_ended or reply and reply.id == frames[1]:
                break
        if not reply or reply.id != frames[1]:
            raise Found(f"{verb}: no answer")
        if reply.status == "ok":
            return reply
        code = json.loads(reply.body).get("code")
        if reply.status in ("fault", "unavailable") or code == "journalParted":
            raise Found(f"{verb}: {reply.status}, {code}")
        return None

    def read_journal(self) -> None:
        """Reads the journal from its first event to its last as WIRE.md tells readers to."""
        place, hash = alur.Place(self.service, 1, 0), bytes(32)
        while True:
            body = {"after": str(place), "hash": hash.hex() if place.position else "", "waitMilliseconds": 0}
            reply = self.ask("journal.pull", body)
            try:
                events, hash = alur.read_page(reply, place, hash) if reply else ([], hash)
            except (alur.Parted, ValueError) as error:
                raise Found(f"journal.pull: {type(error).__name__}") from error
            if not events:
                return
            place = events[-1][0]


def start(services: Services, service: str) -> str | None:
    """Starts a service; the sentence with which it refuses, None when it serves. Raises Crashed."""
    process = services.launch(service)
    try:
        if process.wait_until_ready():
            return None
    except NotReady as silent:
        raise Crashed(str(silent)) from silent
    del services.running[service]
    code = process.wait_until_ended()
    if code not in REFUSALS:
        raise Crashed(f"{service} ends with {code} at its start: {process.last_line}")
    return process.last_line


def stop(services: Services, service: str) -> None:
    """Ends it, if it has not done so itself. Raises Crashed where that was not by an exit code of its own."""
    process = services.running[service]
    code = process.child.poll()
    services.kill(service)
    if code is not None and code not in REFUSALS:
        raise Crashed(f"{service} has ended with {code}: {process.last_line}")


def read(store: Store, service: str, grants: dict[str, bytes], repeats: bool = True) -> tuple[str | None, list[bytes]]:
    """Repeats commands, and reads journal, numbers and signatures: what was found, None when nothing was; and the answers about numbers and
    signatures. Raises Lied."""
    desk, answers = Desk(client_of(store.services), service, store.services.running[service]), []
    questions = {
        "intake": [("agenda.last", {"register": "surat-masuk"}, "staf")],
        "approvals": [
            ("register.last", {"register": "laporan"}, "staf"), ("register.page", {"register": "laporan", "limit": 200}, "staf"),
            ("key.list", {"nip": NIP}, "staf"), *(("approval.list", {"case": case}, "kadis") for case in store.cases)],
    }.get(service, [])
    try:
        for done, answer in store.done[service] if repeats and grants else []:
            desk.repeat(done, answer, grants[done.speaker or ""])
        desk.read_journal()
        for verb, body, position in questions:
            reply = desk.ask(verb, body, grants[position])
            answers.append(reply.body if reply else b"")
        desk.ask("service.status", {})
        return None, answers
    except Found as found:
        return str(found), answers
    finally:
        desk.client.close()


def fetch(store: Store, service: str, hash: str) -> str | None:
    """Gets a file as WIRE.md tells callers to; what was found, None when it is what its name says."""
    client = client_of(store.services)
    try:
        client.get(service, hash)
        return None
    except (alur.Failed, alur.Rejected) as found:
        return f"file.get: {type(found).__name__}"
    finally:
        client.close()


def scrub(services: Services, service: str) -> str | None:
    """Lets the service look through its store; its findings, None when there are none. Raises Crashed."""
    process = services.running[service]
    done = services.control("scrub", service, "--json", seconds=TOOL_SECONDS)
    if done.returncode == AWAY and process.ended.is_set():
        return f"it has ended: {process.last_line}"
    return said(done)


def audit(services: Services) -> str | None:
    """Holds the journals as they lie there against chain, seals and witnesses; the findings, None when there are none. Raises Crashed."""
    return said(services.control("audit", "verify", "--offline", str(services.home), seconds=TOOL_SECONDS))


def verify(services: Services, backup: Path) -> str | None:
    """Holds a backup against itself; why it is refused, None when it is not. Raises Crashed."""
    return said(services.control("backup", "verify", str(backup), seconds=TOOL_SECONDS))


def said(done: subprocess.CompletedProcess[str]) -> str | None:
    """What the operator's tool has found; None when nothing. Raises Crashed where it has not looked: a wrong call, nobody there, no word."""
    words = (done.stdout + done.stderr).strip()
    if done.returncode == 0:
        return None
    if done.returncode not in FINDINGS or not words:
        raise Crashed(f"alurctl ends with {done.returncode}: {words[-300:]}")
    return words
