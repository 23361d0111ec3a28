"""Real services in a folder of their own, for as long as a test needs them."""

import os
import select
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

SERVICES = ["intake", "routing", "drafting", "approvals", "archival"]
BUILD = Path(os.environ.get("ALUR_BIN") or Path(__file__).resolve().parents[2] / ".build/debug")
READY_SECONDS = 30


class Installation:
    """An installation whose grants are signed with the key of the golden files."""

    def __init__(self, seed, public):
        # A short path: a local socket's may have 107 bytes.
        self.home = Path(tempfile.mkdtemp(prefix="alur-"))
        self.processes, self.lines = {}, {}
        for folder in ("keys", "run", "data"):
            (self.home / folder).mkdir(mode=0o700)
        (self.home / "keys/grants.key").write_text(seed)
        (self.home / "keys/grants.pub").write_text(public)
        self.endpoints = {
            name: {desk: f"ipc://{self.home}/run/{name}{tail}.ipc" for desk, tail in (("commands", ""), ("files", "-files"))} for name in SERVICES
        }
        lines = ["data: data", "keys: keys", "services:"]
        lines += [f'  {name}: {{commands: "{desks["commands"]}", files: "{desks["files"]}"}}' for name, desks in self.endpoints.items()]
        (self.home / "alur.yaml").write_text("\n".join(lines) + "\n")

    @staticmethod
    def is_built():
        return all((BUILD / f"alur-{name}").exists() for name in SERVICES)

    def start(self, *names):
        """Starts services and waits for the line with which each says that it is ready."""
        for name in names:
            program = [BUILD / f"alur-{name}", "serve", "--home", self.home]
            self.processes[name] = subprocess.Popen(program, stderr=subprocess.PIPE)
            self.lines[name] = []
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
        # Read on, so that a service that has much to say does not stand still.
        threading.Thread(target=lambda: self.lines[name].extend(iter(lambda: pipe.read1(4096), b"")), daemon=True).start()

    def kill(self, name):
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def stop(self):
        """Ends all services; gives the exit code of each."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        codes = {name: process.wait(timeout=READY_SECONDS) for name, process in self.processes.items()}
        shutil.rmtree(self.home, ignore_errors=True)
        return codes

    def log(self):
        return "".join(b"".join(lines).decode() for lines in self.lines.values())
