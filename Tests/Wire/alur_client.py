"""A client of Alur's services, written from Shared/Protocol/WIRE.md alone. Needs pyzmq; everything else is Python's own."""

import hashlib
import json
import secrets
import time
import uuid
from collections import namedtuple

import zmq

TAG = b"ALUR/1"
PIECE_BYTES = 256 << 10
RESEND_SECONDS = 1.5

Reply = namedtuple("Reply", "id status position body payload")


class Rejected(Exception):
    """The rules say no: the code is for programs, the sentence for people."""
    def __init__(self, code, message, field=None):
        super().__init__(f"{message} [{code}{', ' + field if field else ''}]")
        self.code, self.field = code, field


class Failed(Exception):
    """The service is wrong, or there is no answer: what was asked may or may not have happened."""


class Parted(Exception):
    """What was read is not the journal that was read so far."""


class Place(namedtuple("Place", "stream epoch position")):
    """Where a journal stands."""

    @classmethod
    def parse(cls, text):
        stream, epoch, position = text.split(":")
        return cls(stream, int(epoch), int(position))

    def __str__(self):
        return f"{self.stream}:{self.epoch}:{self.position}"


def new_id():
    """A UUID of version 7."""
    return uuid.UUID(int=time.time_ns() // 1_000_000 << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62))


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
        known = tag == TAG and status in (b"ok", b"rejected", b"unavailable", b"fault")
        return Reply(id, status.decode(), Place.parse(position.decode()), body, payload) if known else None
    except ValueError:
        return None


def read_page(reply, place, previous):
    """The events of a page as (place, attributes, content or None), and the chain's hash behind them; raises Parted before any of it is used."""
    page, events = json.loads(reply.body), []
    if Place.parse(page["after"]) != place or len(reply.payload) != 2 * page["count"]:
        raise Parted(f"the page is not the one behind {place}")
    for event, content in zip(reply.payload[::2], reply.payload[1::2]):
        place = place._replace(position=place.position + 1)
        previous = hashlib.sha256(previous + place.epoch.to_bytes(8, "big") + place.position.to_bytes(8, "big") + event).digest()
        attributes = json.loads(event)
        if content and hashlib.sha256(content).hexdigest() != attributes.get("alurcontent"):
            raise Parted(f"the content at {place} is not the one its header names")
        events.append((place, attributes, json.loads(content[16:]) if content else None))
    if page["hash"] != (previous.hex() if place.position else ""):
        raise Parted(f"the chain up to {place} is another one")
    return events, previous


class Client:
    """Asks services by name; keeps the newest place it has seen of each journal, and names those with whatever it asks next."""

    def __init__(self, endpoints, patience_seconds=15, keys=None):
        """`endpoints` has for each service `commands`, `files` and, on a network, `key`; `keys` is then the caller's own pair (public, secret)."""
        self.endpoints, self.patience_seconds, self.keys = endpoints, patience_seconds, keys
        self.context, self.sockets, self.seen = zmq.Context(), {}, {}

    def close(self):
        self.context.destroy(linger=0)

    def socket(self, service, desk):
        if (service, desk) not in self.sockets:
            socket = self.sockets[service, desk] = self.context.socket(zmq.DEALER)
            for option, value in ((zmq.LINGER, 0), (zmq.IMMEDIATE, 1), (zmq.MAXMSGSIZE, 1179648)):
                socket.setsockopt(option, value)
            if self.keys:
                socket.curve_publickey, socket.curve_secretkey = (key.encode() for key in self.keys)
                socket.curve_serverkey = self.endpoints[service]["key"].encode()
            socket.connect(self.endpoints[service][desk])
        return self.sockets[service, desk]

    def exchange(self, service, frames, desk="commands"):
        """The reply to these frames, which are sent again as they are until there is one that is not `unavailable`."""
        socket, deadline = self.socket(service, desk), time.monotonic() + self.patience_seconds
        while (left := deadline - time.monotonic()) > 0 and socket.poll(left * 1_000, zmq.POLLOUT):
            socket.send_multipart(frames)
            resend = min(deadline, time.monotonic() + RESEND_SECONDS)
            while (left := resend - time.monotonic()) > 0 and socket.poll(left * 1_000):
                reply = parse_reply(socket.recv_multipart())
                if reply and reply.id == frames[1] and reply.status != "unavailable":
                    return reply
        raise Failed(f"{service} does not answer {frames[2].decode()}; it may or may not have happened")

    def ask(self, service, verb, body=None, grant=b"", desk="commands", aside=None, id=None):
        """The answer to a question or command, and its payload; raises Rejected or Failed. What was given with an id can be given again with it."""
        after = [place for place in self.seen.values() if place.stream != service] if desk == "commands" else []
        frames = request_frames(id or new_id(), verb, encode(body or {}), grant, after, aside)
        deadline = time.monotonic() + self.patience_seconds
        while True:
            reply = self.exchange(service, frames, desk)
            answer = json.loads(reply.body)
            if reply.status == "ok":
                self.seen[service] = max(reply.position, self.seen.get(service, reply.position))
                return answer, reply
            if reply.status == "fault":
                raise Failed(f"{service} is wrong at {verb}, id {frames[1].hex()}: {answer.get('message')}")
            if answer["code"] != "notYet" or time.monotonic() > deadline:
                raise Rejected(answer["code"], answer["message"], answer.get("field"))

    def question(self, service, verb, body=None, grant=b"", **more):
        return self.ask(service, verb, body, grant, **more)[0]

    def sign(self, service, verb, body, id, **who):
        """A grant for exactly this command, for an act that is signed one by one by an official without a key in force."""
        hash = hashlib.sha256(verb.encode() + b"\0" + encode(body)).hexdigest()
        return self.grant(only={"hash": hash, "id": str(id), "service": service, "verb": verb}, **who)

    def give(self, service, verb, body, grant, id=None):
        """Gives a command; the events it made."""
        return self.question(service, verb, body, grant, id=id)["events"]

    def grant(self, **who):
        """A grant for an official (agency, position and perhaps person) or an operator (operator)."""
        return bytes.fromhex(self.question("routing", "grant.issue", who)["grant"])

    def put(self, service, content):
        """Puts a file into a service; its reference."""
        answer, body = {"next": 0}, {"hash": hashlib.sha256(content).hexdigest(), "size": len(content), "upload": str(new_id())}
        while "file" not in answer:
            start = answer["next"]
            answer = self.question(service, "file.put", body | {"offset": start}, desk="files", aside=content[start:start + PIECE_BYTES])
        return answer["file"]

    def get(self, service, hash):
        content, size = b"", 1
        while len(content) < size:
            answer, reply = self.ask(service, "file.get", {"hash": hash, "offset": len(content)}, desk="files")
            if not reply.payload[0]:
                break
            content, size = content + reply.payload[0], answer["size"]
        if hashlib.sha256(content).hexdigest() != hash:
            raise Failed(f"{service} does not hold the file its name promises")
        return content

    def tail(self, place, previous=bytes(32), wait_milliseconds=0):
        """One page behind a place, checked: its events, the place behind them and the chain's hash there."""
        body = {"after": str(place), "hash": previous.hex() if place.position else "", "waitMilliseconds": wait_milliseconds}
        events, hash = read_page(self.ask(place.stream, "journal.pull", body)[1], place, previous)
        return events, events[-1][0] if events else place, hash
