"""The k-th write, sync or rename of a service fails, at each place where it keeps something: it says nothing false, stops with a clear word, and is
whole again at its next start.

strace answers the call instead of the system, once or from then on. A round is one service, one place, one k; it counts where a call failed. The
first rounds, which are the short ones, take each place of each service once; then k goes up by one, everywhere, until no round makes so many calls.
"""

import hashlib
import random
import re
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from Stage.checks import acknowledged_is_stored
from Stage.journals import read_stores
from Stage.ledger import read_ledger
from Stage.load import alur
from Stage.office import Office, office
from Stage.services import SERVICES
from Stage.turn import Turn

STOPPED = 70
ROUNDS_AN_OFFICE, CASES_AT_ONCE, COMMANDS, FILES = 12, 4, 25, 40
# So many times as long is an early call waited for.
EARLY_TIMES = 6
# How long a service that goes on refusing is listened to.
PATIENCE_SECONDS = 6
# No round makes so many calls of one kind; and none will make half as many again as the most that any has made yet.
MOST, BEYOND = 800, 1.5
# A service that has just failed may be told to stop before it has ended.
LEAVE_SECONDS = 0.1
UPLOADS = ("uploads",)


@dataclass(frozen=True)
class Place:
    """Where something is kept: the calls that do it, and on which paths in the service's folder."""

    name: str
    calls: str
    paths: tuple[str, ...]
    early: int = 5
    """So many are made in any round."""
    stops: tuple[str, ...] = ("EIO", "ENOSPC")
    """After which errors the service must have ended. A file for which there is no room is asked for again. A failed mark is noticed at the next commit
    and a database that could not be brought up to its log at the next start, which need not come."""


PLACES = (
    Place("log", "pwrite64", ("journal.db-wal",)),
    Place("log's sync", "fdatasync", ("journal.db-wal",), early=3),
    Place("database", "pwrite64,ftruncate", ("journal.db",), stops=()),
    Place("database's sync", "fdatasync", ("journal.db",), early=1, stops=()),
    Place("mark", "pwrite64", ("journal.mark", "journal.mark.new"), early=3, stops=()),
    Place("mark's sync", "fsync", ("journal.mark", "journal.mark.new", "."), stops=()),
    Place("mark's rename", "rename", ("journal.mark.new",), early=1),
    Place("file", "pwrite64", UPLOADS, early=1, stops=("EIO",)),
    Place("file's sync", "fsync", UPLOADS, early=2, stops=("EIO",)),
    Place("file's rename", "rename,mkdir", UPLOADS, early=2, stops=("EIO",)),
)


@dataclass(frozen=True)
class Site:
    service: str
    place: Place
    k: int

    @property
    def pair(self) -> str:
        return f"{self.place.name}/{self.service}"

    @property
    def said(self) -> str:
        return f"{self.service}, {self.place.name}, k = {self.k}"

    def is_beyond(self, turn: Turn) -> bool:
        """Whether no round makes so many of these calls, by what was seen so far."""
        return self.k > 10 + BEYOND * turn.learned.get(self.pair, 0)


PAIRS = [(service, place) for service in SERVICES for place in PLACES if service != "routing" or place.paths != UPLOADS]


def all_sites() -> list[Site]:
    """Every service, place and k: first a low k of each, then all the others, k by k."""
    first = [Site(service, place, 1 + number % place.early) for number, (service, place) in enumerate(PAIRS)]
    others = [Site(service, place, k) for k in range(1, MOST + 1) for service, place in PAIRS]
    early = set(first)
    random.Random(0).shuffle(first)
    return first + [site for site in others if site not in early]


SITES = all_sites()
NAME, GOAL, SHORT = "writes", len(SITES), len(PAIRS)
KINDS = tuple(f"{place.name}/{service}" for service, place in PAIRS)


def progress(turn: Turn) -> tuple[int, int, str]:
    """At how many places of services every call that is made has failed."""
    k = SITES[turn.played].k if turn.played < len(SITES) else MOST + 1
    return sum(Site(service, place, k).is_beyond(turn) for service, place in PAIRS), len(PAIRS), "places, up to the last call of each"


def run(turn: Turn) -> None:
    if not shutil.which("strace"):
        turn.skipped("strace is not installed: apt-get install strace")
        return
    while not turn.is_over and not turn.misses:
        with office(turn, f"{turn.played}", CASES_AT_ONCE) as stricken:
            struck = 0
            for number in turn.rounds():
                if number >= len(SITES):
                    break
                site = SITES[number % len(SITES)]
                if site.is_beyond(turn):
                    turn.idle += 1
                    continue
                fail(turn, stricken, site)
                struck += 1
                if turn.misses or stricken.load.problems:
                    turn.missed(f"in or before round {number}, {site.said}")
                if turn.misses or struck == ROUNDS_AN_OFFICE:
                    break
            stricken.judge()


def fail(turn: Turn, stricken: Office, site: Site) -> None:
    """One round: the service runs under strace, works, stops or is told to; then it is looked at, and starts as ever."""
    services, load, name = stricken.services, stricken.load, site.service
    record = turn.folder / "strace"
    record.unlink(missing_ok=True)
    when = f"{site.k}{turn.chance.choice(('', '+'))}"
    error = "EIO" if "sync" in site.place.calls or turn.chance.random() < 0.5 else "ENOSPC"
    paths = [word for path in known_paths(stricken, site) for word in ("-P", str(path))]
    services.stop(name)
    services.before = {name: ["strace", "-D", "-f", "-qq", "-y", "-ttt", "--seccomp-bpf", "-o", str(record), *paths, "-e", f"trace={site.place.calls}",
                              "-e", f"inject={site.place.calls}:error={error}:when={when}"]}
    process = services.launch(name)
    # An early call comes in any round, if that is long enough.
    times = EARLY_TIMES if site.k <= site.place.early else 1
    goal, most, patience = load.answered + COMMANDS, load.answered + COMMANDS * times, time.monotonic() + PATIENCE_SECONDS * times

    def is_enough() -> bool:
        is_worked = load.answered >= goal and (load.answered >= most or record.exists() and "(INJECTED)" in record.read_text())
        return is_worked or process.ended.is_set() or time.monotonic() > patience
    load.run_until(is_enough, PATIENCE_SECONDS * times + 30, f"{site.said}: nothing goes on")
    told = None if process.ended.is_set() else time.time()
    if told:
        process.send(signal.SIGTERM)
    code = process.wait_until_ended()
    services.running.pop(name)
    services.before = {}
    load.hear_the_rest()
    lines = record.read_text().splitlines()
    failed = [float(line.split()[1]) for line in lines if "(INJECTED)" in line]
    if failed:
        turn.fired(site.pair)
        turn.learned[site.pair] = max(site.k, turn.learned.get(site.pair, 0))
    else:
        turn.idle += 1
        turn.counted("no such call", 1)
    for sentence in [*judge_end(site, error, process.last_line, code, told, failed), *synced_again(lines)]:
        turn.missed(f"{site.said}, {error} at {when}: {sentence}")
    for sentence in acknowledged_is_stored(read_stores(services.data, [name]), read_ledger(stricken.ledger)):
        turn.missed(f"{site.said}, {error} at {when}: {sentence}")
    stricken.start_again([name])


def judge_end(site: Site, error: str, last_line: str, code: int | None, told: float | None, failed: list[float]) -> list[str]:
    """What is wrong with how the service ended: `failed` has when each call failed, `told` when it was told to stop, if it was."""
    if code not in (0, STOPPED) or code == 0 and not told:
        return [f"it ends with {code}: {last_line}"]
    if code == STOPPED and not failed:
        return [f"it stops although nothing has failed: {last_line}"]
    if code == STOPPED and "Look at the disk, then start the service again" not in last_line:
        return [f"its last line does not say what to do: {last_line}"]
    # What fails while it takes leave is noticed at its next start.
    if code == 0 and told and any(moment < told - LEAVE_SECONDS for moment in failed) and error in site.place.stops:
        return ["it goes on"]
    if failed and site.k == MOST:
        return [f"even the {site.k}th call was made, and nobody looks at those behind it"]
    return []


def synced_again(lines: list[str]) -> list[str]:
    """The paths whose sync failed and then did not: the system says yes to bytes that it has dropped.

    Not the database and its log: SQLite syncs both when it is closed, to take over what was committed before, and then removes the log.
    """
    failed: set[str] = set()
    found = []
    for line in lines:
        call = re.search(r"f(?:data)?sync\(\d+<(.*?)>\)\s+= (.*)", line)
        if call and "INJECTED" in call[2]:
            failed.add(call[1])
        elif call and call[2] == "0" and call[1] in failed and "journal.db" not in call[1]:
            found.append(f"it syncs {Path(call[1]).name} again, whose sync has failed")
    return found[:1]


def known_paths(stricken: Office, site: Site) -> list[Path]:
    """The paths of the place; those of files are known before, because the client chooses both the upload and the content."""
    folder = stricken.services.folder(site.service)
    if site.place.paths != UPLOADS:
        return [folder / path for path in site.place.paths]
    uploads = [alur.new_id() for _ in range(FILES)]
    papers = [stricken.load.some_paper() for _ in range(FILES)]
    hashes = [hashlib.sha256(paper).hexdigest() for paper in papers]
    waiting_uploads, waiting_papers = iter(uploads), iter(papers)
    stricken.load.new_upload = lambda: next(waiting_uploads, None) or alur.new_id()
    stricken.load.new_paper = lambda: next(waiting_papers, None) or stricken.load.some_paper()
    root = folder / "files"
    paths = [root, *(root / "uploads" / str(id) for id in uploads)]
    for hash in hashes:
        paths += [root / hash[:2], root / hash[:2] / hash, root / "uploads" / hash]
    return paths
