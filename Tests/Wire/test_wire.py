"""WIRE.md, the golden files and the services, as a client in another language sees them."""

import hashlib
import json
import os
import re
import struct
import unittest
import uuid
from pathlib import Path

import alur_client as alur
from alur_client import Place
from installation import Installation

FOLDER = Path(__file__).resolve().parent
CONTRACT = FOLDER.parents[1] / "Shared/Protocol/WIRE.md"


def golden(name):
    return json.loads((FOLDER / f"Golden/{name}.json").read_text())


def raw(piece):
    """The bytes of text, or of hexadecimal digits and then text."""
    if isinstance(piece, str):
        return piece.encode()
    return (bytes.fromhex(piece.get("hex", "")) + piece.get("text", "").encode()) * piece.get("times", 1)


def golden_reply(name):
    return alur.parse_reply([raw(frame) for row in golden("replies") if row["name"] == name for frame in row["frames"]])


class GoldenFiles(unittest.TestCase):
    def test_requests_are_these_frames(self):
        for row in golden("requests"):
            aside = raw(row["aside"]) if "aside" in row else None
            frames = alur.request_frames(uuid.UUID(row["id"]), row["verb"], row["body"].encode(), raw(row["grant"]), row["after"], aside)
            self.assertEqual(frames, [raw(frame) for frame in row["frames"]], row["name"])
            self.assertEqual(hashlib.sha256(f"{row['verb']}\0{row['body']}".encode()).hexdigest(), row["bodyHash"], row["name"])

    def test_replies_are_read_from_these_frames(self):
        for row in golden("replies"):
            reply = alur.parse_reply([raw(frame) for frame in row["frames"]])
            read = (str(uuid.UUID(bytes=reply.id)), reply.status, str(reply.position), reply.body.decode(), reply.payload)
            self.assertEqual(read, (row["id"], row["status"], row["position"], row["body"], [raw(piece) for piece in row["payload"]]), row["name"])

    def test_what_is_no_reply_is_dropped(self):
        right = [alur.TAG, bytes(16), b"ok", b"intake:1:2", b"{}"]
        self.assertIsNotNone(alur.parse_reply(right))
        for wrong in ([], right[:4], [b"ALUR/2"] + right[1:], right[:2] + [b"yes"] + right[3:], right[:3] + [b"intake:1"] + right[4:]):
            self.assertIsNone(alur.parse_reply(wrong))

    def test_events_have_these_attributes_contents_and_hashes(self):
        previous, words = bytes(32), {"time": None, "id": "id", "type": "type", "subject": "subject", "command": "alurcommand", "bodyHash": "alurbody",
                                      "actor": "aluractor", "grantHash": "alurgrant", "contentHash": "alurcontent", "depth": "alurdepth"}
        for row in golden("journal"):
            event, content = json.loads(row["event"]), raw(row["content"])
            for name, attribute in words.items():
                if attribute:
                    self.assertEqual(event.get(attribute), row["attributes"].get(name), row["name"])
            self.assertEqual((event["specversion"], event["source"]), ("1.0", "/alur/intake"))
            self.assertEqual(row["event"].encode(), alur_form(event), row["name"])
            self.assertEqual(event.get("alurcontent"), hashlib.sha256(content).hexdigest() if content else None, row["name"])
            previous = hashlib.sha256(previous + struct.pack(">QQ", row["epoch"], row["position"]) + row["event"].encode()).digest()
            self.assertEqual(previous.hex(), row["hash"], row["name"])

    def test_an_event_for_one_service_says_so(self):
        for row in golden("addressed"):
            event = json.loads(row["event"])
            self.assertEqual(list(event)[3:6], ["type", "alurfor", "time"])
            self.assertEqual(event["alurfor"], row["attributes"]["recipient"])
            self.assertEqual(row["event"].encode(), alur_form(event))

    def test_grants_are_a_signature_and_json(self):
        for row in golden("grants")["grants"]:
            frame = raw(row["frame"])
            said = json.loads(frame[64:])
            self.assertEqual((said["principal"], said["expires"], said.get("peer")), (row["principal"], row["expires"], row.get("peer")))
            self.assertEqual(frame[64:], alur.encode(said))
            self.assertEqual(hashlib.sha256(frame).hexdigest(), row["hash"])

    def test_json_has_one_form(self):
        text = golden("json")["text"]
        self.assertEqual(alur.encode(json.loads(text)).decode(), text)

    def test_a_page_is_read_and_a_page_with_destroyed_words_too(self):
        start, end = Place("intake", 1, 0), golden("journal")[-1]
        for name, subject in (("page", "Permintaan data kinerja triwulan IV"), ("page-destroyed", None)):
            events, hash = alur.read_page(golden_reply(name), start, bytes(32))
            self.assertEqual([str(place) for place, _, _ in events], ["intake:1:1", "intake:1:2", "intake:1:3"])
            self.assertEqual(events[0][2] and events[0][2]["subject"], subject)
            self.assertEqual(hash.hex(), end["hash"])
        events, hash = alur.read_page(golden_reply("page-empty"), start._replace(position=3), bytes.fromhex(end["hash"]))
        self.assertEqual((events, hash.hex()), ([], end["hash"]))

    def test_a_page_that_was_changed_is_noticed(self):
        start = Place("intake", 1, 0)
        for change in (lambda payload: payload[0][:-3] + b"7" + payload[0][-2:], lambda payload: payload[2]):
            reply = golden_reply("page")
            reply.payload[0] = change(reply.payload)
            self.assertRaises(alur.Parted, alur.read_page, reply, start, bytes(32))
        reply = golden_reply("page")
        reply.payload[1] = reply.payload[5]
        self.assertRaises(alur.Parted, alur.read_page, reply, start, bytes(32))
        reply = golden_reply("page")
        reply.payload.pop()
        self.assertRaises(alur.Parted, alur.read_page, reply, start, bytes(32))
        self.assertRaises(alur.Parted, alur.read_page, golden_reply("page"), start._replace(epoch=2), bytes(32))
        self.assertRaises(alur.Parted, alur.read_page, golden_reply("page"), start, b"\1" * 32)
        self.assertRaises(alur.Parted, alur.read_page, golden_reply("page-empty"), start._replace(position=2), bytes.fromhex(golden("journal")[2]["hash"]))
        self.assertRaises(alur.Parted, alur.read_page, golden_reply("page-empty"), start._replace(position=3), bytes(32))

    def test_the_examples_of_the_contract_are_the_golden_bytes(self):
        examples = re.findall(r"^```(\w+)/([\w-]+)\n(.*?)^```$", CONTRACT.read_text(), re.MULTILINE | re.DOTALL)
        self.assertGreater(len(examples), 6)
        for file, name, text in examples:
            rows = golden(file)
            row = next(row for row in (rows["grants"] if file == "grants" else rows) if row["name"] == name)
            if file in ("statements", "orders"):
                self.assertEqual(text, row["text"])
                continue
            expected = dict(enumerate(row["frames"], 1)) if "frames" in row else {**row, "hash": {"hex": row["hash"]}}
            shown = example_bytes(text)
            self.assertEqual(shown, {label: raw(expected[label]) for label in shown}, f"{file}/{name}")
            if "frames" in row:
                self.assertEqual(list(shown), list(expected), f"{file}/{name}")


def alur_form(event):
    """An event in its one form: attributes in the order in which they were read, `data` with its keys sorted."""
    parts = [alur.encode(name) + b":" + alur.encode(value) for name, value in event.items()]
    return b"{" + b",".join(parts) + b"}"


def example_bytes(text):
    """The bytes of an example in WIRE.md by label: columns for label, kind and bytes; what is left out goes on with the line above."""
    found, label, kind = {}, None, None
    for line in text.splitlines():
        new_label, new_kind, rest = re.fullmatch(r"(\w+)? *(?:(hex|text)(?: +|$))?(.*)", line).groups()
        label = (int(new_label) if new_label.isdigit() else new_label) if new_label else label
        kind = new_kind or kind
        found[label] = found.get(label, b"") + (bytes.fromhex(rest) if kind == "hex" else rest.encode())
    return found


class OneService(unittest.TestCase):
    """Intake alone; every service is the same in this."""

    @classmethod
    def setUpClass(cls):
        grants = golden("grants")
        cls.installation = Installation(grants["seed"], grants["public"])
        cls.addClassCleanup(cls.installation.stop)
        cls.installation.start("intake")
        cls.operator = next(raw(row["frame"]) for row in grants["grants"] if row["name"] == "operator")

    def setUp(self):
        self.client = alur.Client(self.installation.endpoints)
        self.addCleanup(self.client.close)

    def test_status_needs_no_grant(self):
        status = self.client.question("intake", "service.status")
        self.assertEqual(Place.parse(status["position"]).stream, "intake")
        self.assertEqual(status["parked"], 0)

    def test_every_way_to_be_wrong_has_its_code(self):
        for row in golden("malformed"):
            with self.subTest(row["name"]):
                desk = row.get("endpoint", "commands")
                socket = self.client.socket("intake", desk)
                socket.send_multipart([raw(frame) for frame in row["frames"]])
                self.assertTrue(socket.poll(10_000), "no answer")
                reply = alur.parse_reply(socket.recv_multipart())
                said = json.loads(reply.body)
                self.assertEqual((reply.status, said["code"], said.get("field"), reply.id.hex()), ("rejected", row["code"], row.get("field"), row["id"]))

    def test_a_frame_a_little_over_the_limit_is_answered_wherever_it_stands(self):
        right = alur.request_frames(alur.new_id(), "service.status", b"{}", aside=b"")
        for desk in ("commands", "files"):
            for place in range(len(right)):
                with self.subTest(desk=desk, place=place):
                    frames = right[:place] + [right[place].ljust(1179648, b" ")] + right[place + 1:]
                    socket = self.client.socket("intake", desk)
                    socket.send_multipart(frames)
                    self.assertTrue(socket.poll(10_000), "no answer")
                    reply = alur.parse_reply(socket.recv_multipart())
                    code = "unknownVersion" if place == 0 else "malformedFrame"
                    self.assertEqual((reply.status, json.loads(reply.body)["code"]), ("rejected", code))
                    self.assertEqual(reply.id, bytes.fromhex("00000000000070008000000000000000") if place == 1 else right[1])

    def test_a_frame_far_over_the_limit_closes_the_connection_and_hurts_nobody_else(self):
        frames = alur.request_frames(alur.new_id(), "service.status", b" " * (1179648 + 1))
        bad = alur.Client(self.installation.endpoints, patience_seconds=0.5)
        self.addCleanup(bad.close)
        self.assertRaises(alur.Failed, bad.exchange, "intake", frames)
        self.client.question("intake", "service.status")

    def test_a_grant_shown_once_is_known_by_its_hash(self):
        body = {"position": 7, "reason": "x", "stream": "routing"}
        for grant in (self.operator, hashlib.sha256(self.operator).digest()):
            with self.assertRaises(alur.Rejected) as caught:
                self.client.give("intake", "parked.discard", body, grant)
            self.assertEqual((caught.exception.code, caught.exception.field), ("notFound", "position"))

    def test_a_file_goes_in_pieces_and_comes_back(self):
        content = b"%PDF-1.7\n" + bytes(range(256)) * 3_000
        reference = self.client.put("intake", content)
        self.assertEqual(reference, {"hash": hashlib.sha256(content).hexdigest(), "mediaType": "application/pdf", "size": len(content)})
        self.assertEqual(self.client.get("intake", reference["hash"]), content)
        self.assertEqual(self.client.put("intake", content), reference)

    def test_a_piece_may_be_sent_again_but_not_out_of_turn(self):
        content, upload = os.urandom(1_000), str(alur.new_id())

        def put(start, end):
            body = {"hash": hashlib.sha256(content).hexdigest(), "offset": start, "size": len(content), "upload": upload}
            return self.client.question("intake", "file.put", body, desk="files", aside=content[start:end])

        self.assertEqual(put(0, 400), {"next": 400})
        self.assertEqual(put(0, 400), {"next": 400})
        with self.assertRaises(alur.Rejected) as caught:
            put(500, 1_000)
        self.assertEqual(caught.exception.code, "wrongOffset")
        self.assertEqual(put(400, 1_000)["next"], 1_000)
        self.assertEqual(put(400, 1_000)["next"], 1_000)
