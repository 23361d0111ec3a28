"""Hostile peers at a networked service, and what honest peers notice of them. `make hostile`; see --help."""

import argparse
import itertools
import json
import os
import random
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER.parent), str(FOLDER.parents[1] / "Wire")]
import alur_client as alur  # noqa: E402
from installation import Installation  # noqa: E402
from Stage import results  # noqa: E402
from Stage.turn import read_seconds  # noqa: E402

GOLDEN = FOLDER.parents[1] / "Wire/Golden"
RATIO, MEMORY_MIB = 2.0, 64
GRANT_SECONDS = 420
# The exit code where this machine cannot do it.
SKIPPED = 77


class Strangers:
    """The crowd of raw connections, with what it last said of itself."""

    def __init__(self, host, port, count, seed):
        program = [sys.executable, FOLDER / "strangers.py", host, str(port), str(count), str(seed)]
        self.process = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
        self.open, self.most, self.opened, self.cut = 0, 0, 0, 0
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.open, self.opened, self.cut = map(int, line.split())
            self.most = max(self.most, self.open)

    def end(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()


def wrong_keys(place, count):
    """Connections that go through the whole handshake with a key that nobody authorised, again and again."""
    context = alur.zmq.Context()
    socket = context.socket(alur.zmq.DEALER)
    socket.linger = 0
    socket.curve_publickey, socket.curve_secretkey = alur.zmq.curve_keypair()
    socket.curve_serverkey = place["key"].encode()
    for _ in range(count):
        socket.connect(place["commands"])
    return context


class Deaf(threading.Thread):
    """An authorised peer that pulls the journal and never reads a page."""

    def __init__(self, place, keys):
        super().__init__()
        self.place, self.keys, self.pulls, self.ends = place, keys, 0, threading.Event()

    def run(self):
        context = alur.zmq.Context()
        socket = context.socket(alur.zmq.DEALER)
        socket.linger, socket.rcvhwm = 0, 1
        socket.curve_publickey, socket.curve_secretkey = (key.encode() for key in self.keys)
        socket.curve_serverkey = self.place["key"].encode()
        socket.connect(self.place["commands"])
        body = alur.encode({"after": "intake:1:0", "hash": "", "waitMilliseconds": 0})
        while not self.ends.is_set():
            if socket.poll(100, alur.zmq.POLLOUT):
                socket.send_multipart(alur.request_frames(alur.new_id(), "journal.pull", body))
                self.pulls += 1
                # A hundred pulls a second: more than a reader ever has under way.
                self.ends.wait(0.01)
        context.destroy(linger=0)


class Office:
    """The honest peers: one that stays connected and gives commands, and ones that come new and ask."""

    def __init__(self, installation):
        self.installation = installation
        self.old = self.client()
        self.letters, self.grant, self.granted = 0, b"", float("-inf")

    def client(self):
        return alur.Client(self.installation.endpoints, patience_seconds=60, keys=self.installation.keys)

    def renew(self):
        """Asks for a new grant before the old one ends."""
        if time.monotonic() > self.granted + GRANT_SECONDS:
            self.grant, self.granted = self.old.grant(agency="dinas-contoh", position="staf"), time.monotonic()

    def command(self):
        self.letters += 1
        body = {"channel": "caraka", "files": [], "isOriginal": True, "keamanan": "biasa", "letterDate": "2026-01-02", "number": f"{self.letters}/UJI",
                "register": "surat-masuk", "sender": "Bappeda", "subject": "Permintaan laporan kinerja " * 40, "urgensi": "segera"}
        self.old.give("intake", "letter.register", body, self.grant)

    def newcomer(self):
        client = self.client()
        client.question("intake", "service.status")
        client.close()

    def resident_bytes(self):
        return self.old.question("intake", "service.status")["residentBytes"]

    def measure(self, rounds, watch=lambda: None, seconds=0):
        """Milliseconds that 99 of 100 calls need at most, on the old connection and on new ones; so many calls of each, and for so long."""
        times, until = {self.command: [], self.newcomer: []}, time.monotonic() + seconds
        for number in itertools.count():
            if number >= rounds and time.monotonic() >= until:
                break
            self.renew()
            for call, taken in times.items():
                before = time.monotonic()
                call()
                taken.append((time.monotonic() - before) * 1_000)
            if number % 10 == 0:
                watch()
        return [sorted(taken)[-(-len(taken) * 99 // 100) - 1] for taken in times.values()]


def run(options):
    golden = json.loads((GOLDEN / "grants.json").read_text())
    agency = json.loads((GOLDEN / "agency.json").read_text())
    address = f"127.241.{os.getpid() >> 8 & 255}.{1 + os.getpid() % 250}"
    installation = Installation(golden["seed"], golden["public"], address)
    try:
        installation.start("intake", "routing")
        first = alur.Client(installation.endpoints, keys=installation.keys)
        first.give("routing", "catalogue.apply", agency, first.grant(operator="uji"))
        # Intake takes letters once it has read the catalogue: the client names what it has seen.
        office = Office(installation)
        office.old.seen = dict(first.seen)
        office.measure(options.rounds // 5 or 1)
        calm = office.measure(options.rounds)
        before = most_bytes = office.resident_bytes()
        place = installation.endpoints["intake"]
        host, port = place["commands"].removeprefix("tcp://").split(":")
        strangers = Strangers(host, int(port), options.strangers, options.seed)
        context, deaf = wrong_keys(place, options.wrong_keys), Deaf(place, installation.keys)
        deaf.start()
        begun = time.monotonic()

        def watch():
            nonlocal most_bytes
            most_bytes = max(most_bytes, office.resident_bytes())
        try:
            deadline = time.monotonic() + 60
            while strangers.most < options.strangers and time.monotonic() < deadline:
                watch()
            hostile = office.measure(options.rounds, watch, options.seconds)
            is_alive = installation.processes["intake"].poll() is None
        finally:
            strangers.end()
            context.destroy(linger=0)
            deaf.ends.set()
            deaf.join()
        deafness = f"{deaf.pulls} pulls unread in {time.monotonic() - begun:.0f} s"
        return calm, hostile, (most_bytes - before) / (1 << 20), strangers, deafness, is_alive
    finally:
        installation.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strangers", type=int, default=10_000, help="raw connections held at once")
    parser.add_argument("--wrong-keys", type=int, default=200, help="connections with a key that nobody authorised")
    parser.add_argument("--rounds", type=int, default=300, help="honest calls of each kind, in calm and under attack")
    parser.add_argument("--for", dest="seconds", type=read_seconds, default=0, help="how long at least, with a reader stalled; the goal is 10m")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--write", action="store_true", help=f"adds rows to {results.RESULTS.name}")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = options.strangers + 1_000
    if most < needed:
        print(f"skipped: this machine allows {most} descriptors a process, and {needed} are needed; try `ulimit -Hn {needed}` as root")
        print("0 passed, 0 failed, 1 skipped")
        return SKIPPED
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    calm, hostile, grown, strangers, deafness, is_alive = run(options)
    ratios = [under / quiet for under, quiet in zip(hostile, calm)]
    crowd = f"{strangers.most} strangers at once ({strangers.opened} came, {strangers.cut} were cut off), {options.wrong_keys} wrong keys, {deafness}"
    rows = [
        ("p99 of a command on an old connection", f"{hostile[0]:.1f} ms, {calm[0]:.1f} ms in calm: x{ratios[0]:.2f}", ratios[0] <= RATIO),
        ("p99 of a first question on a new connection", f"{hostile[1]:.1f} ms, {calm[1]:.1f} ms in calm: x{ratios[1]:.2f}", ratios[1] <= RATIO),
        ("memory grown", f"{grown:.1f} MiB", grown <= MEMORY_MIB),
        ("strangers held at once", f"{strangers.most} of {options.strangers}", strangers.most >= options.strangers),
        ("the service is still there", "yes" if is_alive else "no", is_alive),
    ]
    print(crowd)
    for name, figure, is_good in rows:
        print(f"{'ok    ' if is_good else 'MISSED'} {name}: {figure}")
    if options.write:
        for name, figure, is_good in rows:
            results.add(f"hostile peers: {name}", figure, "held" if is_good else "missed", f"{crowd}, {options.rounds} rounds, seed {options.seed}")
    failed = sum(not is_good for _, _, is_good in rows)
    print(f"{len(rows) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
