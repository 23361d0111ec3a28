"""A letter's way through the real services, by the client of WIRE.md alone: no sleep, no table, no file of theirs is looked at."""

import hashlib
import json
import os
import time
import unittest
from pathlib import Path

import alur_client as alur
from alur_client import Place
from installation import SERVICES, Installation

FOLDER = Path(__file__).resolve().parent
AGENCY = json.loads((FOLDER / "Golden/agency.json").read_text())
PATIENCE_SECONDS = 15


def letter(number, **more):
    """What a clerk enters of an incoming letter."""
    return {"channel": "caraka", "files": [], "isOriginal": True, "keamanan": "biasa", "letterDate": "2026-01-02", "number": number,
            "register": "surat-masuk", "sender": "Bappeda", "subject": "Permintaan laporan kinerja", "urgensi": "segera", **more}


class Letters(unittest.TestCase):
    address = None

    def setUp(self):
        keys = json.loads((FOLDER / "Golden/grants.json").read_text())
        self.installation = Installation(keys["seed"], keys["public"], self.address)
        self.addCleanup(self.installation.stop)
        self.client = alur.Client(self.installation.endpoints, keys=self.installation.keys)
        self.addCleanup(self.client.close)
        self.grants = {}

    def open_office(self, *services):
        """Starts the services and puts the agency's catalogue into force."""
        self.installation.start(*services)
        events = self.client.give("routing", "catalogue.apply", AGENCY, self.client.grant(operator="uji"))
        # Whoever knows the fields of a catalogue knows its hash: the service read all of it, and has no other form for it.
        self.assertEqual(events[0]["data"]["hash"], hashlib.sha256(alur.encode(AGENCY)).hexdigest())

    def grant(self, position):
        if position not in self.grants:
            self.grants[position] = self.client.grant(agency="dinas-contoh", position=position)
        return self.grants[position]

    def read_on(self, client, place, hash, until):
        """Reads a journal on from a place, page after page, until an event of that type has come; all the events with the place and hash behind them."""
        found, deadline = [], time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            events, place, hash = client.tail(place, hash, wait_milliseconds=1_000)
            found += events
            if any(attributes["type"] == until for _, attributes, _ in events):
                return found, place, hash
        self.fail(f"{until} does not come in {place.stream}: {[attributes['type'] for _, attributes, _ in found]}\n{self.installation.log()}")

    def read_all(self, service):
        """A service's journal from its beginning, every page checked."""
        place, hash, found = Place(service, 1, 0), bytes(32), []
        while True:
            events, place, hash = self.client.tail(place, hash)
            if not events:
                return found
            found += events

    def test_a_letter_is_registered_once_however_often_it_is_sent_and_others_read_of_it(self):
        self.open_office("intake", "routing")
        grant, id = self.grant("staf"), alur.new_id()
        body = letter("045/1/BAPPEDA", files=[{"file": self.client.put("intake", b"%PDF-1.7\nsurat"), "name": "surat.pdf"}])
        events = self.client.give("intake", "letter.register", body, grant, id=id)
        self.assertEqual([event["type"] for event in events], ["letter.registered"])
        self.assertEqual(events[0]["data"]["sequence"], 1)
        self.assertEqual(self.client.give("intake", "letter.register", body, hashlib.sha256(grant).digest(), id=id), events)
        with self.assertRaises(alur.Rejected) as caught:
            self.client.give("intake", "letter.register", letter("045/2/BAPPEDA"), grant, id=id)
        self.assertEqual(caught.exception.code, "idReused")

        reader = alur.Client(self.installation.endpoints, keys=self.installation.keys)
        self.addCleanup(reader.close)
        read, place, _ = self.read_on(reader, Place("intake", 1, 0), bytes(32), until="letter.registered")
        told = [(attributes, content) for _, attributes, content in read if attributes["type"] == "letter.registered"]
        self.assertEqual([attributes for attributes, _ in told], events)
        self.assertEqual(told[0][1]["subject"], "Permintaan laporan kinerja")
        self.assertEqual(events[0]["aluractor"], "official/dinas-contoh/staf/198001012005011001")
        self.assertEqual(events[0]["alurbody"], hashlib.sha256(b"letter.register\0" + alur.encode(body)).hexdigest())
        self.assertEqual(events[0]["alurgrant"], hashlib.sha256(grant).hexdigest())
        self.assertNotIn("Permintaan", json.dumps(events))
        self.assertEqual(place, self.client.seen["intake"])

    def test_what_was_accepted_before_a_kill_is_there_after_it(self):
        self.open_office("intake", "routing")
        grant, id = self.grant("staf"), alur.new_id()
        events = self.client.give("intake", "letter.register", letter("045/1/BAPPEDA"), grant, id=id)
        before = self.read_all("intake")
        self.installation.kill("intake")
        self.installation.start("intake")
        self.assertEqual(self.client.give("intake", "letter.register", letter("045/1/BAPPEDA"), grant, id=id), events)
        self.assertEqual(self.read_all("intake"), before)
        second = self.client.give("intake", "letter.register", letter("045/2/BAPPEDA"), grant)
        self.assertEqual(second[0]["data"]["sequence"], 2)

    def test_a_pull_waits_for_news_and_a_newer_one_takes_its_place(self):
        self.open_office("intake", "routing")
        self.client.give("intake", "letter.register", letter("045/1/BAPPEDA"), self.grant("staf"))
        read, place, hash = self.read_on(self.client, Place("intake", 1, 0), bytes(32), until="letter.registered")
        body = alur.encode({"after": str(place), "hash": hash.hex(), "waitMilliseconds": 1_000})
        reader = alur.Client(self.installation.endpoints, keys=self.installation.keys)
        self.addCleanup(reader.close)
        socket, ids = reader.socket("intake", "commands"), [alur.new_id(), alur.new_id()]
        self.assertTrue(socket.poll(1_000, alur.zmq.POLLOUT))
        for id in ids:
            socket.send_multipart(alur.request_frames(id, "journal.pull", body))
        # One connection keeps its order: once this is answered, both pulls are there.
        reader.question("intake", "service.status")
        self.client.give("intake", "letter.register", letter("045/2/BAPPEDA"), self.grant("staf"))
        self.assertTrue(socket.poll(5_000))
        reply = alur.parse_reply(socket.recv_multipart())
        self.assertEqual(reply.id, ids[1].bytes)
        events, _ = alur.read_page(reply, place, hash)
        self.assertLessEqual(len(events), 1)

    def test_a_reader_of_another_past_is_told_so(self):
        self.open_office("intake", "routing")
        self.client.give("intake", "letter.register", letter("045/1/BAPPEDA"), self.grant("staf"))
        with self.assertRaises(alur.Rejected) as caught:
            self.client.tail(Place("intake", 1, 1), bytes(32))
        self.assertEqual((caught.exception.code, caught.exception.field), ("journalParted", "hash"))

    def act(self, task, position, verdicts):
        """Does what a task asks for, knowing acts and no SOP: the verb and the service are the task's own word; gives the verb and its events."""
        said, action = task["task"], task["actions"][0]
        body = {"task": said["task"]}
        document = said.get("document", {})
        if "approve" in action:
            approve = verdicts.pop(0) if verdicts else True
            action = next(choice for choice in task["actions"] if choice["approve"] == approve)
            body |= {"hash": document["hash"], "approve": approve} | ({} if approve else {"reason": "Angka belum sesuai."})
        if action["verb"] == "approval.sign":
            body |= {"method": "basah", "scan": self.client.put("approvals", b"%PDF-1.7\nbasah")}
        if action["verb"] == "draft.compose":
            version = document["version"] + 1
            body |= {"file": self.client.put("drafting", b"%%PDF-1.7\nversi %d" % version), "name": "laporan.pdf", "parent": version - 1}
        if action["verb"] == "archive.file":
            body |= {"opening": {"classification": "000.7.2", "title": "Laporan"}}
        service, verb, id = action["service"], action["verb"], alur.new_id()
        if verb not in ("approval.initial", "approval.sign"):
            return verb, self.client.give(service, verb, body, self.grant(position), id=id)
        with self.assertRaises(alur.Rejected) as caught:
            self.client.give(service, verb, body, self.grant(position), id=id)
        self.assertEqual(caught.exception.code, "signedSingly")
        return verb, self.client.give(service, verb, body, self.client.sign(service, verb, body, id, agency="dinas-contoh", position=position), id=id)

    def test_a_letter_walks_its_sop_is_returned_once_and_ends_in_the_archive(self):
        self.open_office(*SERVICES)
        letter_id = self.client.give("intake", "letter.register", letter("045/1/BAPPEDA"), self.grant("staf"))[0]["data"]["letter"]
        begun = self.client.give("intake", "letter.startCase", {"letter": letter_id, "sop": "laporan"}, self.grant("staf"))
        case = begun[0]["subject"]
        done, verdicts = [], [False]
        while True:
            # What was just done is gone from the inbox, and what came of it is there: `after` sees to it.
            inboxes = [(position, self.client.question("routing", "inbox", {}, self.grant(position))["tasks"]) for position in ("kadis", "sekdis", "staf")]
            waiting = [(position, task) for position, tasks in inboxes for task in tasks]
            if not waiting or done and done[-1][0] == "archive.file":
                break
            position, task = waiting[0]
            verb, events = self.act(task, position, verdicts)
            done.append((verb, position, task["task"]["round"]))
            self.assertEqual(events[-1]["subject"], case)
        self.assertEqual(done, [
            ("order.give", "kadis", 1), ("draft.compose", "sekdis", 1), ("approval.check", "kadis", 1), ("draft.compose", "sekdis", 2),
            ("approval.check", "kadis", 2), ("approval.sign", "kadis", 1), ("number.give", "staf", 1), ("archive.file", "staf", 1)])
        self.read_on(self.client, Place("routing", 1, 0), bytes(32), until="case.closed")

        # What the five journals tell, each chain checked from its beginning.
        journals = {service: self.read_all(service) for service in SERVICES}
        versions = [attributes["data"]["done"]["document"]["hash"] for _, attributes, _ in journals["drafting"] if attributes["type"] == "draft.frozen"]
        sealed = [attributes["data"] for _, attributes, _ in journals["archival"] if attributes["type"] == "archive.sealed"]
        self.assertEqual([record["hash"] for record in sealed], versions[-1:])
        self.assertEqual(self.client.get("archival", versions[-1]), b"%PDF-1.7\nversi 2")
        reasons = [content.get("reason") for _, attributes, content in journals["approvals"] if attributes["type"] == "approval.checked" and content]
        self.assertEqual(reasons[0], "Angka belum sesuai.")
        for service, events in journals.items():
            headers = json.dumps([attributes for _, attributes, _ in events])
            for word in ("Permintaan laporan", "Angka belum", "BAPPEDA"):
                self.assertNotIn(word, headers, service)
            times = [attributes["time"] for _, attributes, _ in events]
            self.assertEqual(times, sorted(times), service)


class LettersOverANetwork(Letters):
    """The same over TCP, with keys."""
    # A loopback address of this process's own, so that no port is ever taken.
    address = f"127.240.{os.getpid() >> 8 & 255}.{1 + os.getpid() % 250}"

    def test_who_has_no_authorised_key_is_not_answered(self):
        self.open_office("intake", "routing")
        public, secret = alur.zmq.curve_keypair()
        for keys in ((public.decode(), secret.decode()), None):
            stranger = alur.Client(self.installation.endpoints, patience_seconds=1, keys=keys)
            self.addCleanup(stranger.close)
            with self.assertRaises(alur.Failed):
                stranger.question("intake", "service.status")
