"""A service that is told to stop while it has its hands full, as its callers see it: it ends soon, and nothing it said yes to is lost or done twice."""

import json
import os
import signal
import time
import unittest
from pathlib import Path

import zmq

import alur_client as alur
from alur_client import Place
from installation import Installation

FOLDER = Path(__file__).resolve().parent
AGENCY = json.loads((FOLDER / "Golden/agency.json").read_text())
PATIENCE_SECONDS = 60
UNDER_WAY = 48


def letter(number):
    """What a clerk enters of an incoming letter."""
    return {"channel": "caraka", "files": [], "isOriginal": True, "keamanan": "biasa", "letterDate": "2026-01-02", "number": number,
            "register": "surat-masuk", "sender": "Bappeda", "subject": "Laporan", "urgensi": "segera"}


class Peer:
    """Sends letters without end, so many under way at a time, and remembers what was said to each."""

    def __init__(self, name, endpoints, grant):
        self.name, self.grant, self.client = name, grant, alur.Client(endpoints)
        self.socket = self.client.socket("intake", "commands")
        self.frames, self.replies, self.unsent = {}, {}, []

    @property
    def unanswered(self):
        return [id for id in self.frames if id not in self.replies]

    def fill(self):
        for _ in range(UNDER_WAY - len(self.unanswered)):
            id, body = alur.new_id(), alur.encode(letter(f"{self.name}/{len(self.frames)}"))
            self.frames[id.bytes] = alur.request_frames(id, "letter.register", body, self.grant)
            self.unsent.append(id.bytes)
        # While nobody is there to take them, they stay.
        while self.unsent and self.socket.poll(0, zmq.POLLOUT):
            self.socket.send_multipart(self.frames[self.unsent.pop(0)])

    def hear(self):
        while self.socket.poll(0):
            reply = alur.parse_reply(self.socket.recv_multipart())
            if reply and reply.id in self.frames:
                assert reply.status == "ok", reply.body
                self.replies[reply.id] = reply.body


class Reader:
    """Follows Intake's journal: a pull always waits behind what it has."""

    def __init__(self, endpoints):
        self.client, self.place, self.hash, self.asked = alur.Client(endpoints), Place("intake", 1, 0), bytes(32), None
        self.socket = self.client.socket("intake", "commands")

    def fill(self):
        if self.asked is None and self.socket.poll(0, zmq.POLLOUT):
            body = {"after": str(self.place), "hash": self.hash.hex() if self.place.position else "", "waitMilliseconds": 1_000}
            self.asked = alur.request_frames(alur.new_id(), "journal.pull", alur.encode(body))
            self.socket.send_multipart(self.asked)

    def hear(self):
        while self.socket.poll(0):
            events, self.hash = alur.read_page(alur.parse_reply(self.socket.recv_multipart()), self.place, self.hash)
            self.place, self.asked = events[-1][0] if events else self.place, None


class Waiter:
    """Sends one command whose `after` is never met, and sends it again as often as it is told to wait."""

    def __init__(self, endpoints, frames):
        self.client, self.frames, self.answers, self.is_waiting = alur.Client(endpoints), frames, 0, False
        self.socket = self.client.socket("intake", "commands")

    def fill(self):
        if not self.is_waiting and self.socket.poll(0, zmq.POLLOUT):
            self.socket.send_multipart(self.frames)
            self.is_waiting = True

    def hear(self):
        while self.socket.poll(0):
            said = json.loads(alur.parse_reply(self.socket.recv_multipart()).body)
            assert said["code"] == "notYet", said
            self.answers, self.is_waiting = self.answers + 1, False


class Stopping(unittest.TestCase):
    def setUp(self):
        keys = json.loads((FOLDER / "Golden/grants.json").read_text())
        self.installation = Installation(keys["seed"], keys["public"])
        self.addCleanup(self.installation.stop)
        self.client = alur.Client(self.installation.endpoints)
        self.addCleanup(self.client.close)
        self.installation.start("routing", "intake")
        self.client.give("routing", "catalogue.apply", AGENCY, self.client.grant(operator="uji"))
        self.grant = self.client.grant(agency="dinas-contoh", position="staf")
        # Names the catalogue's place in `after`: Intake has the office from here on.
        self.client.question("intake", "agenda.last", {"register": "surat-masuk"}, self.grant)

    def journal(self):
        """Every event of Intake, each page checked."""
        place, hash, found = Place("intake", 1, 0), bytes(32), []
        while True:
            events, place, hash = self.client.tail(place, hash)
            if not events:
                return found, place, hash
            found += [attributes for _, attributes, _ in events]

    def test_it_ends_in_time_with_its_hands_full_and_what_it_said_yes_to_is_done_once(self):
        peers = [Peer(name, self.installation.endpoints, self.grant) for name in ("timur", "barat")]
        held = self.held_request()
        process = self.installation.processes["intake"]
        ended = os.pidfd_open(process.pid)
        self.addCleanup(os.close, ended)
        poller = zmq.Poller()
        poller.register(ended, zmq.POLLIN)
        reader, waiter = Reader(self.installation.endpoints), Waiter(self.installation.endpoints, held)
        callers = [*peers, reader, waiter]
        for caller in callers:
            self.addCleanup(caller.client.close)
            poller.register(caller.socket, zmq.POLLIN)
        told, deadline = None, time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for caller in callers:
                caller.hear()
                caller.fill()
            if told is None and reader.place.position > UNDER_WAY and waiter.answers and all(len(peer.replies) > 2 * UNDER_WAY for peer in peers):
                told = time.monotonic()
                process.send_signal(signal.SIGTERM)
            # What could not be sent yet is tried again soon.
            if ended in dict(poller.poll(10 if any(peer.unsent for peer in peers) else 1_000)):
                break
        self.assertIsNotNone(told, "the load never came up to what it was to be")
        self.assertEqual(process.wait(timeout=PATIENCE_SECONDS), 0)
        self.assertLess(time.monotonic() - told, 2)
        del self.installation.processes["intake"]
        for peer in peers:
            peer.hear()
            self.assertTrue(peer.unanswered, "there was nothing under way when it ended")

        self.installation.start("intake")
        done = [event["alurcommand"] for event in self.journal()[0] if event["type"] == "letter.registered"]
        self.assertEqual(len(done), len(set(done)))
        for peer in peers:
            self.assertLessEqual({alur_id(id) for id in peer.replies}, set(done), "what was acknowledged is there")
        for peer in peers:
            for id, frames in peer.frames.items():
                reply = self.client.exchange("intake", frames)
                self.assertEqual(reply.status, "ok", reply.body)
                self.assertEqual(reply.body, peer.replies.setdefault(id, reply.body), "a repeat has the first reply")
        self.client.exchange("intake", held[:4] + [b""] + held[5:])
        letters = [event for event in self.journal()[0] if event["type"] == "letter.registered"]
        wanted = [alur_id(id) for peer in peers for id in peer.frames] + [alur_id(held[1])]
        self.assertEqual(sorted(event["alurcommand"] for event in letters), sorted(wanted), "each is done, and done once")
        self.assertEqual([event["data"]["sequence"] for event in letters], list(range(1, len(wanted) + 1)))

    def held_request(self):
        """A letter that is to wait for a place of Routing's journal that never comes."""
        return alur.request_frames(alur.new_id(), "letter.register", alur.encode(letter("ditahan")), self.grant, ["routing:1:1000000"])


def alur_id(id):
    """An id as JSON has it."""
    text = id.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


if __name__ == "__main__":
    unittest.main()
