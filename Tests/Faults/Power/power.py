"""The power fails under load, at one service's disk or at all: what was acknowledged is there when it comes back, before anybody has helped.

Each store is on an ext4 of its own in a file, which is shut down without writing what it has in hand. The same with every fsync and fdatasync
left out, by strace and not by the product, must lose something each time: the canary.

A service is sent its SIGKILL in the moment before. ext4 answers an fdatasync that is under way when it is shut down with success now and then, though
nothing was written (8 of 40 times on Linux 6.18, where the file grew); behind a real cut nobody is left to hear that.
"""

import shutil
import signal
from contextlib import ExitStack, contextmanager
from typing import Iterator

from Stage.checks import acknowledged_is_stored
from Stage.disks import CutDisk, what_hinders
from Stage.journals import read_stores
from Stage.ledger import read_ledger
from Stage.office import Office, office
from Stage.services import SERVICES
from Stage.turn import Turn

NAME, GOAL, SHORT = "power", 2_000, 20
KINDS = (*(f"cut {name}" for name in [*SERVICES, "all"]), "canary lost something")
CUTS_AN_OFFICE, CASES_AT_ONCE, MEBIBYTES = 20, 16, 192
CANARY_CUTS = 2
WITHOUT_SYNC = ["strace", "-D", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync,fdatasync,sync_file_range,syncfs",
                "-e", "inject=fsync,fdatasync,sync_file_range,syncfs:retval=0"]


def run(turn: Turn) -> None:
    hindrance = what_hinders(CutDisk, turn.folder) or (None if shutil.which("strace") else "strace is not installed, so there is no canary")
    if hindrance:
        turn.skipped(hindrance)
        return
    canary(turn)
    while not turn.is_over and not turn.misses:
        with office_on_disks(turn, f"{turn.played}", []) as (stricken, disks):
            for number in turn.rounds(CUTS_AN_OFFICE):
                # Each service's disk has its turn, and every sixth time it is that of all.
                cut(turn, stricken, disks, [*([name] for name in SERVICES), SERVICES][number % 6])
                if turn.misses or stricken.load.problems:
                    break
            stricken.judge()


@contextmanager
def office_on_disks(turn: Turn, name: str, before: list[str]) -> Iterator[tuple[Office, dict[str, CutDisk]]]:
    """An office whose stores are each on a disk of their own."""
    data = turn.folder / f"d{name}"
    with ExitStack() as stack:
        disks = {service: stack.enter_context(CutDisk(data / service, MEBIBYTES)) for service in SERVICES}
        yield stack.enter_context(office(turn, name, CASES_AT_ONCE, data, before=before)), disks


def fail(turn: Turn, stricken: Office, disks: dict[str, CutDisk], struck: list[str]) -> list[str]:
    """The power of these services fails; what is not there any more when it is back, of all that was acknowledged."""
    processes = [stricken.services.running.pop(name) for name in struck]
    for process in processes:
        process.send(signal.SIGKILL)
    for name in struck:
        disks[name].cut()
    for process in processes:
        process.wait_until_ended()
    stricken.load.hear_the_rest()
    for name in struck:
        disks[name].unmount()
        disks[name].mount()
    return list(acknowledged_is_stored(read_stores(stricken.services.data, struck), read_ledger(stricken.ledger)))


def cut(turn: Turn, stricken: Office, disks: dict[str, CutDisk], struck: list[str]) -> None:
    """One cut: work for a moment, fail, look, start again."""
    services, load = stricken.services, stricken.load
    load.work(turn.chance.randrange(1, 60))
    for sentence in fail(turn, stricken, disks, struck)[:3]:
        turn.missed(f"after a power cut: {sentence}")
    turn.fired(f"cut {struck[0] if len(struck) == 1 else 'all'}")
    stricken.start_again(struck)


def canary(turn: Turn) -> None:
    """What must go red: nothing that the services sync reaches the disk."""
    for number in range(CANARY_CUTS):
        with office_on_disks(turn, f"canary{number}", WITHOUT_SYNC) as (stricken, disks):
            stricken.load.work(30)
            lost = fail(turn, stricken, disks, SERVICES)
        if lost:
            turn.fired(KINDS[-1])
        else:
            turn.missed("the canary stays green: with every fsync left out nothing is lost, so a power cut shows nothing here")
