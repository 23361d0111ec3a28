"""A client of Alur's services, written from Shared/Protocol/WIRE.md alone. Needs pyzmq; everything else is Python's own."""

import hashlib
import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import NamedTuple

import zmq

TAG = b"ALUR/1"
PIECE = 256 << 10
RESEND_MILLISECONDS = 1_500


class Place(NamedTuple):
    """Where a journal stands."""
    stream: str
    epoch: int
    position: int

    @classmethod
    def parse(cls, text):
        stream, epoch, position = text.split(":")
        return cls(stream, int(epoch), int(position))

    def __str__(self):
        return f"{self.stream}:{self.epoch}:{self.position}"


class Rejected(Exception):
    """The rules say no."""
    def __init__(self, code, message, field=None):
        super().__init__(f"{message} [{code}{', ' + field if field else ''}]")
        self.code, self.message, self.field = code, message, field


class Failed(Exception):
    """The service is wrong (`fault`), or nothing is known of what was asked (`unavailable`, no answer)."""


class Parted(Exception):
    """What was read is not the journal that was read so far."""


@dataclass
class Reply:
    id: bytes
    status: str
    position: Place
    body: bytes
    payload: list = field(default_factory=list)


def new_id(milliseconds=None):
    """A UUID of version 7."""
    milliseconds = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    value = milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def encode(value):
    """JSON in the one form that services write."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def request_frames(id, verb, body, grant=b"", after=(), aside=None):
    frames = [TAG, id.bytes, verb.encode(), grant, ",".join(map(str, after)).encode(), body]
    return frames if aside is None else frames + [aside]


def parse_reply(frames):
    """The reply in the frames; None when they are not one."""
    try:
        tag, id, status, position, body, *payload = frames
        if tag != TAG or status not in (b"ok", b"rejected", b"unavailable", b"fault"):
            return None
        return Reply(id, status.decode(), Place.parse(position.decode()), body, payload)
    except ValueError:
        return None


def body_hash(verb, body):
    """What tells a repeat from another command; `alurbody` of the events it made."""
    return hashlib.sha256(verb.encode() + b"\0" + body).digest()


def chain_hash(previous, epoch, position, event):
    return hashlib.sha256(previous + epoch.to_bytes(8, "big") + position.to_bytes(8, "big") + event).digest()


def read_page(reply, place, previous):
    """The events of a page as (place, attributes, content or None), and the chain's hash behind them; raises Parted before any of it is used."""
    page = json.loads(reply.body)
    if Place.parse(page["after"]) != place or len(reply.payload) != 2 * page["count"]:
        raise Parted(f"the page is not the one behind {place}")
    events = []
    for event, detached in zip(reply.payload[::2], reply.payload[1::2]):
        place = place._replace(position=place.position + 1)
        previous = chain_hash(previous, place.epoch, place.position, event)
        attributes = json.loads(event)
        if detached and hashlib.sha256(detached).hexdigest() != attributes.get("alurcontent"):
            raise Parted(f"the content at {place} is not the one its header names")
        events.append((place, attributes, json.loads(detached[16:]) if detached else None))
    if page["hash"] != (previous.hex() if place.position else ""):
        raise Parted(f"the chain up to {place} is another one")
    return events, previous


class Client:
    """Asks services by name; keeps the newest place it has seen of each journal, and names those with whatever it asks next."""

    def __init__(self, endpoints, patience_seconds=15):
        self.endpoints, self.patience_seconds = endpoints, patience_seconds
        self.context, self.sockets, self.seen = zmq.Context(), {}, {}

    def close(self):
        self.context.destroy(linger=0)

    def socket(self, service, desk):
        if (service, desk) not in self.sockets:
            socket = self.context.socket(zmq.DEALER)
            socket.setsockopt(zmq.LINGER, 0)
            socket.setsockopt(zmq.IMMEDIATE, 1)
            socket.setsockopt(zmq.MAXMSGSIZE, 1 << 20)
            socket.connect(self.endpoints[service][desk])
            self.sockets[service, desk] = socket
        return self.sockets[service, desk]

    def exchange(self, service, frames, desk="commands"):
        """The reply to these frames, which are sent again as they are until there is one."""
        socket, deadline = self.socket(service, desk), time.monotonic() + self.patience_seconds
        while (left := deadline - time.monotonic()) > 0:
            if not socket.poll(left * 1000, zmq.POLLOUT):
                break
            socket.send_multipart(frames)
            resend = min(deadline, time.monotonic() + RESEND_MILLISECONDS / 1000)
            while (left := resend - time.monotonic()) > 0 and socket.poll(left * 1000):
                reply = parse_reply(socket.recv_multipart())
                if reply and reply.id == frames[1]:
                    return reply
        raise Failed(f"{service} does not answer {frames[2].decode()}; it may or may not have happened")

    def ask(self, service, verb, body=None, grant=b"", desk="commands", aside=None, id=None):
        """The reply to a command or question once it is `ok`; raises Rejected or Failed. A command given an id can be given again with it."""
        after = [place for place in self.seen.values() if place.stream != service] if desk == "commands" else []
        frames = request_frames(id or new_id(), verb, encode(body or {}), grant, after, aside)
        deadline = time.monotonic() + self.patience_seconds
        while True:
            reply = self.exchange(service, frames, desk)
            if reply.status == "ok":
                self.seen[service] = max(reply.position, self.seen.get(service, reply.position))
                return reply
            why = json.loads(reply.body)
            if reply.status == "rejected" and why["code"] == "notYet" and time.monotonic() < deadline:
                continue
            if reply.status == "rejected":
                raise Rejected(why["code"], why["message"], why.get("field"))
            raise Failed(f"{service} answers {verb} with {reply.status}: {why.get('message')}")

    def give(self, service, verb, body, grant, id=None):
        """Gives a command; the events it made."""
        return json.loads(self.ask(service, verb, body, grant, id=id).body)["events"]

    def question(self, service, verb, body=None, grant=b"", desk="commands"):
        return json.loads(self.ask(service, verb, body, grant, desk).body)

    def grant(self, **who):
        """A grant for an official (agency, position and perhaps person) or an operator (operator)."""
        return bytes.fromhex(self.question("routing", "grant.issue", who)["grant"])

    def put(self, service, content):
        """Puts a file into a service; its reference."""
        hash, upload, offset = hashlib.sha256(content).hexdigest(), str(new_id()), 0
        while True:
            body = {"hash": hash, "offset": offset, "size": len(content), "upload": upload}
            answer = json.loads(self.ask(service, "file.put", body, desk="files", aside=content[offset:offset + PIECE]).body)
            if "file" in answer:
                return answer["file"]
            offset = answer["next"]

    def get(self, service, hash):
        content, size = b"", 1
        while len(content) < size:
            reply = self.ask(service, "file.get", {"hash": hash, "offset": len(content)}, desk="files")
            if not reply.payload[0]:
                break
            content, size = content + reply.payload[0], json.loads(reply.body)["size"]
        if hashlib.sha256(content).hexdigest() != hash:
            raise Failed(f"{service} does not hold the file its name promises")
        return content

    def tail(self, place, previous=bytes(32), wait_milliseconds=0):
        """One page behind a place, checked: its events, the place behind them and the chain's hash there."""
        hash = previous.hex() if place.position else ""
        reply = self.ask(place.stream, "journal.pull", {"after": str(place), "hash": hash, "waitMilliseconds": wait_milliseconds})
        events, hash = read_page(reply, place, previous)
        return events, events[-1][0] if events else place, hash
