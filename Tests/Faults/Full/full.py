"""A service's disk is full: below its reserve it takes nothing new and says so; with no reserve left it stops without a false word. Room heals both.

Each store is on a small file system in memory. In the first rounds of 25 the reserve is 16 MiB and the disk has less free: commands wait until
there is room again. In the others the reserve is 0, and from 0 to 600 KiB are left, so that now this and now that write finds no room.
"""

import errno
import os
import re
from contextlib import ExitStack

from Stage.checks import acknowledged_is_stored
from Stage.disks import SmallDisk, what_hinders
from Stage.journals import read_stores
from Stage.ledger import read_ledger
from Stage.office import Office, office
from Stage.services import SERVICES
from Stage.turn import Turn

NAME, GOAL, SHORT = "full", 1_000, 25
KINDS = (*(f"below reserve {name}" for name in SERVICES), *(f"full {name}" for name in SERVICES), "started while full")
STOPPED, CASES_AT_ONCE, MEBIBYTES, RESERVE = 70, 8, 64, 16
ROUNDS, BELOW_RESERVE = 25, 5
WORKS_SECONDS = 2.0


def run(turn: Turn) -> None:
    hindrance = what_hinders(SmallDisk, turn.folder)
    if hindrance:
        turn.skipped(hindrance)
        return
    while not turn.is_over and not turn.misses:
        is_reserved = turn.played % ROUNDS < BELOW_RESERVE
        most = BELOW_RESERVE - turn.played % ROUNDS if is_reserved else ROUNDS - turn.played % ROUNDS
        data = turn.folder / f"d{turn.played}"
        with ExitStack() as stack:
            disks = {name: stack.enter_context(SmallDisk(data / name, MEBIBYTES)) for name in SERVICES}
            stricken = stack.enter_context(office(turn, f"{turn.played}", CASES_AT_ONCE, data, RESERVE if is_reserved else 0))
            for number in turn.rounds(most):
                (below_reserve if is_reserved else fill)(turn, stricken, SERVICES[number % 5], disks[SERVICES[number % 5]])
                if turn.misses or stricken.load.problems:
                    break
            stricken.judge()


class Ballast:
    """A file that leaves so many bytes free, while a `with` lasts."""

    def __init__(self, disk: SmallDisk, left: int) -> None:
        self.disk, self.path, self.left = disk, disk.place / "ballast", left

    def __enter__(self) -> None:
        with open(self.path, "wb") as file:
            # The service writes meanwhile, so what was free a moment ago may be too much.
            for _ in range(100):
                size = self.disk.free() - self.left
                try:
                    if size > 0:
                        os.posix_fallocate(file.fileno(), 0, size)
                    return
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
        raise RuntimeError(f"{self.path} does not fill up")

    def __exit__(self, *_: object) -> None:
        self.path.unlink()


def below_reserve(turn: Turn, stricken: Office, name: str, disk: SmallDisk) -> None:
    """Less is free than the reserve: the service refuses with `diskLow`, stays, answers questions, and goes on by itself when there is room."""
    load, process = stricken.load, stricken.services.running[name]
    load.work(20)
    with Ballast(disk, RESERVE // 2 << 20):
        load.run_until(lambda: load.put_off[name, "diskLow"] > 0 or process.ended.is_set(), 30, f"{name} takes commands below its reserve")
        said = stricken.services.control("status").stdout
    if process.ended.is_set():
        load.problems.append(f"{name} ends below its reserve with {process.wait_until_ended()}: {process.last_line}")
    if "MiB free" not in said:
        turn.missed(f"the disk of {name} is below its reserve, and the status does not say so")
    if load.put_off[name, "diskLow"]:
        turn.fired(f"below reserve {name}")
    load.put_off.clear()
    load.work(20)


def fill(turn: Turn, stricken: Office, name: str, disk: SmallDisk) -> None:
    """The disk is full: the service stops at the write that finds no room, or refuses a file; what it had said before is there."""
    services, load, chance = stricken.services, stricken.load, turn.chance
    load.work(chance.randrange(0, 20))
    left = int(chance.choice((0, 10_000, 60_000, 600_000)) * chance.random())
    process = services.running[name]
    load.put_off.clear()
    with Ballast(disk, left):
        load.run_until(process.ended.is_set, WORKS_SECONDS, "") or load.problems.pop()
        if not process.ended.is_set():
            refused = sum(times for (service, _), times in load.put_off.items() if service == name)
            turn.fired(f"full {name}", min(refused, 1))
            turn.counted("no room for a file", min(refused, 1))
            return
        turn.fired(f"full {name}")
        judge_end(turn, name, left, process.wait_until_ended(), process.last_line)
        load.hear_the_rest()
        if chance.random() < 0.5:
            again = services.launch(name)
            turn.fired("started while full")
            if not again.wait_until_ready():
                judge_end(turn, name, left, again.wait_until_ended(), again.last_line)
            else:
                services.kill(name)
    services.running.pop(name, None)
    for sentence in acknowledged_is_stored(read_stores(services.data, [name]), read_ledger(stricken.ledger)):
        turn.missed(f"{name}, {left} bytes left: {sentence}")
    stricken.start_again([name])


def judge_end(turn: Turn, name: str, left: int, code: int | None, last_line: str) -> None:
    """A full disk ends a service with one code only; where it was noticed is counted."""
    if code != STOPPED:
        turn.missed(f"{name}, {left} bytes left: it ends with {code}: {last_line}")
    place = re.search(r"step failed .*?: (\w+)|(checkpoint) failed|/(journal\.[\w.]+): No space|/(files)/", last_line)
    turn.counted(f"no room at {place[place.lastindex or 0] if place else 'another place'}", 1)
