"""A service comes back as an old backup has it while the others are ahead: it is noticed, and nothing is lost and no number given twice.

Most drills are of a service whose readers give back what came after its backup. In the others nobody has that any more, see `lost.py`.
"""

import shutil
from pathlib import Path

from Flips import product
from Flips.product import Crashed
from Restores.lost import lose
from Restores.places import PATIENCE, back_up, wait_until_read, wait_until_well
from Stage.load import Load, client_of
from Stage.office import Office, office
from Stage.services import SERVICES, Services
from Stage.turn import Turn

NAME, GOAL, SHORT = "restores", 200, 5
KINDS = ("refused by its mark", "stopped by its readers", "refilled", "lost, and accepted")
CASES_AT_ONCE = 8
# Every fifth drill is of a loss.
LOSES = 5


def run(turn: Turn) -> None:
    while not turn.is_over and not turn.misses:
        if turn.played % LOSES == LOSES - 1:
            for number in turn.rounds(1):
                lose(turn, SERVICES[number // LOSES % 5], is_read=number // LOSES % 2 == 0)
            continue
        with office(turn, f"{turn.played}", CASES_AT_ONCE) as stricken:
            for number in turn.rounds(LOSES - 1 - turn.played % LOSES):
                drill(turn, stricken, SERVICES[turn.chance.randrange(5)], turn.folder / f"b{number}")
                if turn.misses or stricken.load.problems:
                    break
            stricken.judge()


def drill(turn: Turn, stricken: Office, victim: str, backup: Path) -> None:
    """One service loses its disk behind a backup, comes back without a restore, and then by one."""
    services, load, chance = stricken.services, stricken.load, turn.chance
    load.work(chance.randrange(20, 80))
    back_up(services, backup, load.ledger)
    load.work(chance.randrange(1, 120))
    end = wait_until_read(services, victim)
    services.kill(victim)
    for keeps_mark, kind in ((True, KINDS[0]), (False, KINDS[1])):
        put_old_folder(services, victim, backup, keeps_mark)
        sentence = come_back(services, stricken, victim, keeps_mark)
        if sentence:
            turn.missed(f"{victim}, put back by hand {'with' if keeps_mark else 'without'} its mark: {sentence}")
        turn.fired(kind)
    restored = services.control("restore", str(backup), victim)
    if restored.returncode:
        turn.missed(f"alurctl restore {victim} ends with {restored.returncode}: {restored.stderr.strip()[-200:]}")
        return
    stricken.start_again([victim])
    place = wait_until_well(services, victim)
    read_on(load)
    if place is None or (place.epoch, place.position) < (end.epoch, end.position):
        turn.missed(f"{victim} had reached {end}, and stands at {place} after its restore")
    turn.fired(KINDS[2])
    shutil.rmtree(backup)


def read_on(load: Load) -> None:
    """The load reads Routing's journal, too: it was told `journalParted` while that did not have its end, and goes on now, as WIRE.md has it."""
    parted = [problem for problem in load.problems if "journal.pull" in problem and "journalParted" in problem]
    if parted:
        load.problems = [problem for problem in load.problems if problem not in parted]
        load.read_on()


def put_old_folder(services: Services, victim: str, backup: Path, keeps_mark: bool) -> None:
    """What an operator in a hurry does: the backup's files in place of the service's."""
    folder = services.folder(victim)
    mark = (folder / "journal.mark").read_bytes()
    for old in folder.glob("journal.*"):
        old.unlink()
    shutil.copyfile(backup / victim / "journal.db", folder / "journal.db")
    if keeps_mark:
        (folder / "journal.mark").write_bytes(mark)


def come_back(services: Services, stricken: Office, victim: str, keeps_mark: bool) -> str | None:
    """What is wrong with how the service takes it; None if nothing. It runs no more afterwards."""
    command = f"alurctl restore BACKUP {victim}"
    try:
        refusal = product.start(services, victim)
    except Crashed as crashed:
        return str(crashed)
    if keeps_mark:
        if refusal:
            return None if command in refusal else f"it does not say what to run: {refusal}"
        services.kill(victim)
        return "it serves below its mark"
    if refusal:
        return f"it refuses, and had no mark: {refusal}"
    sentence = stays(services, stricken, victim, command)
    services.kill(victim)
    return sentence


def stays(services: Services, stricken: Office, victim: str, command: str) -> str | None:
    """Whether it names the command, refuses commands, and adds nothing to its journal however it is asked; what is wrong, else None."""
    client = client_of(services)
    try:
        before = client.question(victim, "service.status")["position"]
        for _ in range(PATIENCE):
            status = client.question(victim, "service.status")
            if status["problems"]:
                break
        else:
            return "its readers are ahead, and it says nothing of it"
        if not any(command in problem for problem in status["problems"]):
            return f"it does not say what to run: {status['problems']}"
        stricken.load.run_for(0.3)
        after = client.question(victim, "service.status")["position"]
        return None if before == after else f"it decided: it stood at {before}, and stands at {after}"
    finally:
        client.close()
