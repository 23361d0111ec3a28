"""The log of a service that was killed is cut: what is left is what some commit has left, and what is lost is not passed over in silence."""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from Flips import product
from Flips.dump import dump, dump_all
from Flips.product import Crashed, Desk
from Flips.store import wait_for_marks
from Stage.journals import Event, read_store
from Stage.ledger import Ledger
from Stage.load import Load, alur, client_of
from Stage.services import SERVICES, Services
from Stage.turn import Turn
from Tails.log import Frame, commits, committed, read_frames

KINDS = ("cut", "start below the mark", "start below a reader", "start with all that is known")
TAIL_BYTES = 65_536
# Two logs, each at every byte of its tail.
NAME, GOAL, SHORT = "tails", 2 * TAIL_BYTES, 150
# A step that has no divisor in common with the tail: any row of rounds is spread over it, and all rounds are every byte once.
STEP = 25_733
CASES_AT_ONCE, CASES, STEP_SECONDS, PATIENCE, KILLS = 4, 8, 60, 2_000, 40
# The product is started at each border of the log's frames, and at one of so many other cuts.
STARTED = 16
MEMORY = Path("/dev/shm")


@dataclass
class Tail:
    """A service's folder as a kill has left it, and what its log holds."""

    folder: Path
    database: bytes
    log: bytes
    frames: list[Frame]
    events: list[Event]
    dumps: dict[int, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    positions: dict[int, int] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return max(commits(self.frames), default=0)

    @property
    def is_long(self) -> bool:
        """Whether there is a whole tail to be cut."""
        return self.end > TAIL_BYTES

    def last_commit(self, cut: int) -> int:
        """Where the last commit ends that is whole when the log is cut there; 0 for none."""
        return max((end for end in commits(self.frames) if end <= cut), default=0)

    def expect(self, cut: int) -> tuple[dict[str, tuple[str, ...]], int]:
        """All that the database must say when the log is cut there, and its journal's last position; not by SQLite's own reading of the log."""
        commit = self.last_commit(cut)
        if commit not in self.dumps:
            memory = committed(self.database, self.log, self.frames, commit)
            self.positions[commit] = memory.execute("SELECT coalesce(max(position), 0) FROM journal").fetchone()[0]
            self.dumps[commit] = dump_all(memory)
            memory.close()
        return self.dumps[commit], self.positions[commit]


def run(turn: Turn) -> None:
    folder = Path(tempfile.mkdtemp(prefix="alur-", dir=MEMORY if MEMORY.exists() else turn.folder))
    turn.chance.seed(f"{turn.seed}/{turn.first}/victim")
    victim = turn.chance.choice(SERVICES)
    goes_on = turn.kept is not None and turn.kept.exists() and turn.played > 0
    try:
        if goes_on:
            shutil.copytree(turn.kept, folder, dirs_exist_ok=True)
        with Services(folder / "b") as busy, Services(folder / "c") as calm:
            ways = [(busy, folder / "busy", kill_busy), (calm, folder / "calm", kill_calm)]
            offices = [
                (services, take_up(services, kept, victim) if goes_on else kill(turn, services, kept, victim)) for services, kept, kill in ways]
            for services, tail in [] if goes_on else offices:
                for cut in borders(tail):
                    look(turn, tail, folder, cut)
                    started(turn, services, tail, victim, cut)
            for number in turn.rounds():
                # Each log is cut at each byte, and started at one of so many of any part of it.
                place, (services, tail) = number // 2, offices[number % 2]
                cut = tail.end - place * STEP % TAIL_BYTES - 1
                look(turn, tail, folder, cut)
                if place % STARTED == 0:
                    started(turn, services, tail, victim, cut)
        if turn.kept is not None and not goes_on and not turn.misses:
            shutil.rmtree(turn.kept, ignore_errors=True)
            shutil.copytree(folder, turn.kept, ignore=shutil.ignore_patterns("*.ipc", "cut"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kill_busy(turn: Turn, services: Services, folder: Path, victim: str) -> Tail:
    """Kills a service with its hands full, until its mark is behind its readers; they go on running, and keep what they have read."""
    with begin(turn, services, victim) as load:
        for _ in range(KILLS):
            services.kill(victim)
            tail, known = keep(services, victim, folder), furthest(services, victim)
            mark = read_store(victim, folder).mark()
            if tail.is_long and mark and any(mark[0] <= tail.expect(cut)[1] < known for cut in borders(tail)):
                return tail
            go_on(turn, services, load, victim, folder)
    raise AssertionError(f"in {KILLS} kills the mark of {victim} was never behind its readers, and its log long enough")


def kill_calm(turn: Turn, services: Services, folder: Path, victim: str) -> Tail:
    """Kills a service whose mark has caught up."""
    with begin(turn, services, victim) as load:
        for _ in range(KILLS):
            load.finish()
            wait_for_marks(services, load.client)
            services.kill(victim)
            tail = keep(services, victim, folder)
            if tail.is_long:
                return tail
            go_on(turn, services, load, victim, folder)
    raise AssertionError(f"in {KILLS} kills the log of {victim} was never long enough")


def go_on(turn: Turn, services: Services, load: Load, victim: str, folder: Path) -> None:
    """Starts what was killed, and works until it has a log again."""
    shutil.rmtree(folder)
    services.start(victim)
    load.repeat(victim)
    load.begins = True
    load.run_until(lambda: log_bytes(services, victim) > TAIL_BYTES, STEP_SECONDS, "the log does not grow")
    load.run_for(turn.chance.uniform(0.05, 0.4))


def take_up(services: Services, folder: Path, victim: str) -> Tail:
    """The tail that an earlier call has kept; all others run again, and know what they had read."""
    services.start(*(name for name in SERVICES if name != victim))
    return read_tail(victim, folder)


def begin(turn: Turn, services: Services, victim: str) -> Load:
    """Five services at work until the log is long enough."""
    load = Load(services, Ledger(turn.ledger_folder / f"ledger-{services.home.name}"), turn.chance, CASES_AT_ONCE)
    services.start()
    load.open_office()
    if not load.run_until(lambda: load.closed >= CASES and log_bytes(services, victim) > TAIL_BYTES, STEP_SECONDS, "the load does not come on"):
        raise AssertionError(f"before anything was cut: {load.problems}")
    return load


def log_bytes(services: Services, name: str) -> int:
    return (services.folder(name) / "journal.db-wal").stat().st_size


def keep(services: Services, victim: str, folder: Path) -> Tail:
    shutil.copytree(services.folder(victim), folder)
    return read_tail(victim, folder)


def read_tail(victim: str, folder: Path) -> Tail:
    log = (folder / "journal.db-wal").read_bytes()
    return Tail(folder, (folder / "journal.db").read_bytes(), log, read_frames(log), read_store(victim, folder).events)


def borders(tail: Tail) -> list[int]:
    """The borders of the frames in the tail, and the bytes beside them."""
    ends = [frame.end for frame in tail.frames if frame.end >= tail.end - TAIL_BYTES]
    return [end + beside for end in ends for beside in (-1, 0, 1) if end + beside <= tail.end]


def look(turn: Turn, tail: Tail, folder: Path, cut: int) -> None:
    """Whether SQLite finds just what the last whole commit has left."""
    copy = folder / "cut"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    (copy / "journal.db").write_bytes(tail.database)
    (copy / "journal.db-wal").write_bytes(tail.log[:cut])
    wanted, position = tail.expect(cut)
    turn.fired("cut")
    if dump(copy / "journal.db") != wanted:
        turn.missed(f"a log of {tail.end} bytes cut at {cut}: what is read is not what the last commit, up to event {position}, has left")


def started(turn: Turn, services: Services, tail: Tail, victim: str, cut: int) -> None:
    """Whether the service refuses, or decides nothing, or stands where its last whole commit was: whichever is due."""
    folder = services.folder(victim)
    shutil.rmtree(folder)
    shutil.copytree(tail.folder, folder)
    (folder / "journal.db-wal").write_bytes(tail.log[:cut])
    _, position = tail.expect(cut)
    mark = read_store(victim, folder).mark()
    known = furthest(services, victim)
    try:
        sentence = judge(turn, services, tail, victim, position, mark[0] if mark else 0, known, tail.log[:cut])
    except Crashed as crashed:
        sentence = str(crashed)
    if victim in services.running:
        services.kill(victim)
    if sentence:
        turn.missed(f"{victim}, log of {tail.end} bytes cut at {cut}, up to event {position} (mark {mark and mark[0]}, readers {known}): {sentence}")


def furthest(services: Services, victim: str) -> int:
    """How far those who run have read the journal."""
    client, most = client_of(services), 0
    for name in SERVICES:
        if name != victim:
            place = client.question(name, "journal.cursor", {"stream": victim}).get("place")
            most = max(most, alur.Place.parse(place).position if place else 0)
    client.close()
    return most


def judge(turn: Turn, services: Services, tail: Tail, victim: str, position: int, mark: int, known: int, log: bytes) -> str | None:
    """What is wrong with what the service does; None if nothing."""
    refusal = product.start(services, victim)
    command = f"alurctl restore BACKUP {victim}"
    if position < mark:
        turn.fired("start below the mark")
        if not refusal:
            return "it serves below its mark"
        if command not in refusal:
            return f"it does not say what to run: {refusal}"
        return None if (services.folder(victim) / "journal.db-wal").read_bytes() == log else "it has changed the log that it refuses"
    if refusal:
        return f"it refuses though nothing known is lost: {refusal}"
    client = client_of(services)
    try:
        status = settle(client, victim)
        if position < known:
            turn.fired("start below a reader")
            problems = [problem for problem in status["problems"] if command in problem]
            return None if problems and decides_nothing(client, victim) else f"a reader knows more, and it says {status['problems']}"
        turn.fired("start with all that is known")
        if status["problems"]:
            return f"nothing known is lost, and it says {status['problems']}"
        return None if position == 0 or stands(client, victim, tail.events[position - 1]) else "its journal is another one"
    finally:
        client.close()


def settle(client: alur.Client, name: str) -> dict:
    """What the service says of itself once its readers have answered it; each question gives it time."""
    for _ in range(PATIENCE):
        status = client.question(name, "service.status")
        if status["problems"] or not client.question(name, "journal.cursor", {"stream": name})["isRecovering"]:
            return status
    raise Crashed(f"{name} still asks its readers after {PATIENCE} questions")


def decides_nothing(client: alur.Client, name: str) -> bool:
    """Whether a command is refused for as long as the service recovers."""
    try:
        grant = client.grant(operator="uji") if name != "routing" else b""
        Desk(client, name).ask("backup.note", {"position": 1, "hash": "00"}, grant)
    except product.Found as found:
        return "recovering" in str(found)
    return False


def stands(client: alur.Client, name: str, event: Event) -> bool:
    """Whether the journal of a running service has that event at its place."""
    before = event.hash.hex()
    body = {"after": f"{name}:1:{event.position}", "hash": before, "waitMilliseconds": 0}
    try:
        return Desk(client, name).ask("journal.pull", body) is not None
    except product.Found:
        return False
