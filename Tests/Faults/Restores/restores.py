"""A service comes back as an old backup has it while the others are ahead: it is noticed, and nothing is lost and no number given twice.

Most drills are of a service, or of two at once, whose readers give back what came after the backup: over local sockets, and with keys over TCP. In
the others nobody has that any more, see `lost.py`.
"""

import shutil
from pathlib import Path

from Flips import product
from Flips.product import Crashed
from Restores.lost import lose, lose_read, lose_unread, lose_with_routing
from Restores.places import PATIENCE, back_up, network_address, wait_until_all_read, wait_until_well
from Stage.load import Load, client_of
from Stage.office import Office, office
from Stage.services import SERVICES, Services
from Stage.turn import Turn

NAME, GOAL, SHORT = "restores", 200, 10
KINDS = (
    "refused by its mark", "stopped by its readers", "refilled", "two refilled", "refilled over TCP", "lost, and accepted",
    "lost with Routing, and accepted")
CASES_AT_ONCE = 8
# Of five drills the third is of two services at once, and the last of a loss.
FIVE, TWO, LOSS = 5, 2, 4
# Routing reads all of them; so what two of these have lost is all there.
READ_BY_ROUTING = [name for name in SERVICES if name != "routing"]


def run(turn: Turn) -> None:
    while not turn.is_over and not turn.misses:
        five, place = divmod(turn.played, FIVE)
        if place == LOSS:
            for _ in turn.rounds(1):
                give_up(turn, five)
            continue
        with office(turn, f"{turn.played}", CASES_AT_ONCE, address=network_address() if five % 2 else None) as stricken:
            for number in turn.rounds(LOSS - place):
                victims = turn.chance.sample(READ_BY_ROUTING, 2) if number % FIVE == TWO else [turn.chance.choice(SERVICES)]
                drill(turn, stricken, victims, turn.folder / f"b{number}")
                if turn.misses or stricken.load.problems:
                    break
            stricken.judge()


def give_up(turn: Turn, five: int) -> None:
    """The loss of one service, and of one whose only reader, Routing, is lost, too: by turns, of each service, with and without a network."""
    turns, is_with_routing = divmod(five, 2)
    address = network_address() if (turns + turns // 4) % 2 else None
    if is_with_routing:
        lose(turn, READ_BY_ROUTING[turns % len(READ_BY_ROUTING)], lose_with_routing, address)
    else:
        victim = SERVICES[turns % len(SERVICES)]
        lose(turn, victim, lose_unread if turns % 2 and victim in ("intake", "approvals") else lose_read, address)


def drill(turn: Turn, stricken: Office, victims: list[str], backup: Path) -> None:
    """Services lose their disks behind a backup, come back without a restore, one by one, and then by one together."""
    services, load, chance = stricken.services, stricken.load, turn.chance
    load.work(chance.randrange(20, 80))
    back_up(services, backup, load.ledger)
    load.work(chance.randrange(1, 120))
    ends = wait_until_all_read(services, victims)
    for victim in victims:
        services.kill(victim)
    for victim in victims:
        for keeps_mark, kind in ((True, KINDS[0]), (False, KINDS[1])):
            put_old_folder(services, victim, backup, keeps_mark)
            sentence = come_back(services, stricken, victim, keeps_mark)
            if sentence:
                turn.missed(f"{victim}, put back by hand {'with' if keeps_mark else 'without'} its mark: {sentence}")
            turn.fired(kind)
    for victim in victims:
        restored = services.control("restore", str(backup), victim)
        if restored.returncode:
            turn.missed(f"alurctl restore {victim} ends with {restored.returncode}: {restored.stderr.strip()[-200:]}")
            return
    stricken.start_again(victims)
    for victim, end in ends.items():
        place = wait_until_well(services, victim)
        if place is None or (place.epoch, place.position) < (end.epoch, end.position):
            turn.missed(f"{' and '.join(victims)}: {victim} had reached {end}, and stands at {place} after its restore")
    read_on(load)
    turn.fired("refilled" if len(victims) == 1 else "two refilled")
    if services.keys:
        turn.fired("refilled over TCP")
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
