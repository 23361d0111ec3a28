"""The five services as real processes, over local sockets in a folder of their own: started, told to stop, killed, stopped dead and let go on."""

import os
import re
import signal
import subprocess
import threading
from pathlib import Path

SERVICES = ["intake", "routing", "drafting", "approvals", "archival"]
ROOT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("ALUR_BIN") or ROOT / ".build/release")
# Of a networked installation, each of which has a loopback address of its own.
FIRST_PORT = 4700
READY_SECONDS = 30.0
END_SECONDS = 15.0


class NotReady(Exception):
    """A service ended, or said nothing, where it should have become ready."""


def require_build() -> None:
    """Raises where the services are not built: a fault that does not run is none that held."""
    for program in ["alurctl", *(f"alur-{name}" for name in SERVICES)]:
        if not (BUILD / program).exists():
            raise SystemExit(f"{program} is not in {BUILD}; run `make release` first, or set ALUR_BIN")


def read_words(text: str, start: str = "") -> dict[str, str]:
    """The words in quotes behind their names, of the lines that begin so."""
    return {name: word for line in text.splitlines() if re.match(start, line) for name, word in re.findall(r'(\w+): "([^"]*)"', line)}


class Process:
    """One start of one service. It ends when this program does, whatever becomes of it."""

    def __init__(self, name: str, home: Path, before: list[str]) -> None:
        self.name, self.lines = name, []
        self.said_ready, self.ended = False, threading.Event()
        self._news = threading.Condition()
        program = ["setpriv", "--pdeathsig", "KILL", *before, str(BUILD / f"alur-{name}"), "serve", "--home", str(home)]
        self.child = subprocess.Popen(program, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.child.stderr is not None
        with self.child.stderr as pipe:
            for line in pipe:
                with self._news:
                    self.lines.append(line.decode(errors="replace").rstrip())
                    self.said_ready = self.said_ready or ": ready at " in self.lines[-1]
                    self._news.notify_all()
        with self._news:
            self.ended.set()
            self._news.notify_all()

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> bool:
        """Whether it says that it is ready; False when it ends first. Raises NotReady when it does neither."""
        with self._news:
            if not self._news.wait_for(lambda: self.said_ready or self.ended.is_set(), seconds):
                raise NotReady(f"alur-{self.name} says neither that it is ready nor why not, after {seconds:.0f} s: {self.last_line}")
            return self.said_ready

    def wait_until_ended(self, seconds: float = END_SECONDS) -> int | None:
        """Its exit code; None when it does not end."""
        try:
            code = self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        self.reader.join(seconds)
        return code

    @property
    def last_line(self) -> str:
        return self.lines[-1] if self.lines else "it said nothing"

    def send(self, number: signal.Signals) -> None:
        self.child.send_signal(number)


class Services:
    """An installation with its keys, and whatever of it runs. Use it in a `with`: nothing of it stays running."""

    def __init__(self, home: Path, data: Path | None = None, reserve_mebibytes: int = 16, address: str | None = None) -> None:
        """`data`: where the stores are, such as on a file system that is to fail; else in the home. The home's path must be short: it has sockets.
        `address`: where the services listen on a network, with keys; else over local sockets."""
        self.home = home
        self.running: dict[str, Process] = {}
        self.before: dict[str, list[str]] = {}
        """What stands before a service's program at its next start, such as strace and its words."""
        self.control("init", *(("--tcp", f"{address}:{FIRST_PORT}") if address else ()))
        settings = home / "alur.yaml"
        text = re.sub(r"(?m)^data: .*$", f"data: {data or 'data'}", settings.read_text())
        settings.write_text(re.sub(r"(?m)^reserve: .*$", f"reserve: {reserve_mebibytes}", text))
        self.data = data or home / "data"
        self.endpoints = {
            name: {desk: f"ipc://{home}/run/{name}{tail}.ipc" for desk, tail in (("commands", ""), ("files", "-files"))} for name in SERVICES
        }
        self.keys: tuple[str, ...] | None = None
        """The pair of the operator's tool on a network, which may ask for everything."""
        if address:
            self.endpoints = {name: read_words(text, rf"  {name}: ") for name in SERVICES}
            own = read_words((home / "keys/alurctl.curve").read_text())
            self.keys = own["public"], own["secret"]

    def __enter__(self) -> "Services":
        return self

    def __exit__(self, *_: object) -> None:
        self.end_all()

    def folder(self, name: str) -> Path:
        return self.data / name

    def control(self, *words: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """One call of alurctl for this installation."""
        program = [str(BUILD / "alurctl"), *words, "--home", str(self.home)]
        return subprocess.run(program, capture_output=True, text=True, timeout=seconds)

    def launch(self, name: str) -> Process:
        """Starts a service without waiting for anything."""
        process = self.running[name] = Process(name, self.home, self.before.get(name, []))
        return process

    def start(self, *names: str) -> None:
        """Starts services, all where none is named, and waits for the line with which each says that it is ready."""
        begun = [self.launch(name) for name in names or SERVICES]
        for process in begun:
            if not process.wait_until_ready():
                raise NotReady(f"alur-{process.name} does not start: exit code {process.wait_until_ended()}: {process.last_line}")

    def kill(self, name: str) -> None:
        """Ends a service as a power cut would, and waits until it is gone."""
        process = self.running.pop(name)
        process.send(signal.SIGKILL)
        process.wait_until_ended()

    def pause(self, name: str) -> None:
        """Stops a service dead, in the midst of whatever it does."""
        self.running[name].send(signal.SIGSTOP)

    def resume(self, name: str) -> None:
        self.running[name].send(signal.SIGCONT)

    def stop(self, *names: str) -> list[str]:
        """Asks services to stop, all where none is named, as an operator does; what did not go well, as sentences."""
        wanted = [self.running.pop(name) for name in names or list(self.running)]
        for process in wanted:
            process.send(signal.SIGTERM)
        said = []
        for process in wanted:
            code = process.wait_until_ended()
            if code is None:
                process.send(signal.SIGKILL)
                process.wait_until_ended()
            if code != 0:
                said.append(f"{process.name}, told to stop, ended with {code}: {process.last_line}")
        return said

    def end_all(self) -> None:
        """Kills whatever runs, paused or not; never fails."""
        for process in self.running.values():
            process.send(signal.SIGKILL)
        for process in self.running.values():
            process.wait_until_ended()
        self.running.clear()
