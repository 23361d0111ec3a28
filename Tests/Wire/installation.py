"""Real services in a folder of their own, for as long as a test needs them."""

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import zmq

SERVICES = ["intake", "routing", "drafting", "approvals", "archival"]
BUILD = Path(os.environ.get("ALUR_BIN") or Path(__file__).resolve().parents[2] / ".build/debug")
READY_SECONDS = 30


class Installation:
    """An installation whose grants are signed with the key of the golden files."""

    def __init__(self, seed, public, address=None):
        """`address`: listens there on a network, with keys; else on local sockets."""
        self.require_build()
        # A short path: a local socket's may have 107 bytes.
        self.home = Path(tempfile.mkdtemp(prefix="alur-"))
        self.processes, self.readers, self.lines = {}, {}, {}
        for folder in ("keys", "run", "data"):
            (self.home / folder).mkdir(mode=0o700)
        (self.home / "keys/grants.key").touch(mode=0o600)
        (self.home / "keys/grants.key").write_text(seed)
        (self.home / "keys/grants.pub").write_text(public)
        self.endpoints = {
            name: {desk: f"ipc://{self.home}/run/{name}{tail}.ipc" for desk, tail in (("commands", ""), ("files", "-files"))} for name in SERVICES
        }
        self.keys = None
        if address:
            self.open_network(address)
        lines = ["data: data", "keys: keys", "services:"]
        lines += [f"  {name}: {json.dumps(desks)}" for name, desks in self.endpoints.items()]
        (self.home / "alur.yaml").write_text("\n".join(lines) + "\n")

    def open_network(self, address):
        """Gives each service, and the one caller of the test, a pair of keys, and says in peers.yaml who may what."""
        pairs = {name: [key.decode() for key in zmq.curve_keypair()] for name in SERVICES + ["caller"]}
        peers = ["peers:"]
        for number, name in enumerate(SERVICES):
            desks = {"commands": f"tcp://{address}:{4700 + 2 * number}", "files": f"tcp://{address}:{4701 + 2 * number}"}
            self.endpoints[name] = desks | {"key": pairs[name][0]}
            secret = self.home / f"keys/{name}.curve"
            secret.touch(mode=0o600)
            secret.write_text('public: "%s"\nsecret: "%s"\n' % tuple(pairs[name]))
            read = [other for other in SERVICES if other != name and "routing" in (name, other)]
            asks = {other: ["journal.cursor", "journal.kept", "file.get"] for other in SERVICES if other != name}
            peers += [f"  {name}: {json.dumps({'keys': pairs[name][:1], 'reads': read, 'asks': asks})}"]
        self.keys = pairs["caller"]
        mine = {"keys": self.keys[:1], "reads": SERVICES, "asks": {name: "all" for name in SERVICES}, "operator": "yes"}
        (self.home / "peers.yaml").write_text("\n".join(peers + [f"  caller: {json.dumps(mine)}"]) + "\n")

    @staticmethod
    def require_build():
        """Raises where the services are not built: a test that does not run is none that passes."""
        missing = [name for name in SERVICES if not (BUILD / f"alur-{name}").exists()]
        if missing:
            raise RuntimeError(f"alur-{missing[0]} is not in {BUILD}; run `swift build` first, or set ALUR_BIN")

    def start(self, *names, under=()):
        """Starts services, `under` another program if need be, and waits for the line with which each says that it is ready."""
        for name in names:
            program = [*under, BUILD / f"alur-{name}", "serve", "--home", self.home]
            self.processes[name] = subprocess.Popen(program, stderr=subprocess.PIPE)
            self.lines.setdefault(name, [])
        for name in names:
            self.wait_until_ready(name)

    def wait_until_ready(self, name):
        pipe, text, deadline = self.processes[name].stderr, b"", time.monotonic() + READY_SECONDS
        while b": ready at " not in text or not text.endswith(b"\n"):
            readable, _, _ = select.select([pipe], [], [], max(0, deadline - time.monotonic()))
            more = os.read(pipe.fileno(), 4096) if readable else b""
            if not more:
                raise AssertionError(f"alur-{name} does not become ready: {text.decode()}")
            text += more
        self.lines[name].append(text)
        self.readers[name] = threading.Thread(target=self.read_on, args=(name, pipe))
        self.readers[name].start()

    def read_on(self, name, pipe):
        """Reads what a service says to its end, so that one that has much to say does not stand still."""
        with pipe:
            while more := pipe.read1(4096):
                self.lines[name].append(more)

    def kill(self, name):
        """Ends a service as a power cut would."""
        self.end(name, signal.SIGKILL)

    def end(self, name, with_signal):
        process = self.processes.pop(name)
        process.send_signal(with_signal)
        code = process.wait(timeout=READY_SECONDS)
        if name in self.readers:
            self.readers.pop(name).join()
        return code

    def stop(self):
        """Ends all services as an operator does; they must take it well."""
        codes = {name: self.end(name, signal.SIGTERM) for name in list(self.processes)}
        shutil.rmtree(self.home, ignore_errors=True)
        if any(codes.values()):
            raise AssertionError(f"exit codes {codes}\n{self.log()}")

    def log(self):
        return "".join(b"".join(lines).decode() for lines in self.lines.values())
